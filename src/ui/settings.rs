//! Fields for numbers: the knobs of the world, in training and after the shift, and the settings of the agent.
//!
//! A field says in `data-set` what it sets, by its key.

use std::fmt::Write as _;

use super::draft::Draft;
use super::markup::{escape, when};
use engine::decimal::plain;
use engine::learner::settings::SETTINGS;
use engine::scenario::Field;

/// A row a knob, two fields a row.
pub fn knobs(draft: &Draft) -> String {
    let mut out =
        "<div class='knobs'><div class='knob knob-head' aria-hidden='true'><span></span><span>Training</span><span>Full shift</span></div>"
            .to_owned();
    for knob in draft.scenario.world.knobs() {
        let (name, least, most) = (knob.name, plain(knob.range.0), plain(knob.range.1));
        let doc = format!("{} From {least} to {most}.", escape(knob.doc));
        let _ = write!(
            out,
            "<div class='knob'><span class='knob-name' title='{doc}'>{}<span class='sr-only'>{doc}</span></span>",
            name.replace('_', " ")
        );
        for (side, place, field) in [("train", "in training", Field::Train(name)), ("shift", "at the full shift", Field::Shift(name))] {
            out += &number_field(&format!("knob-{side}-{name}"), field, &format!("{name} {place}"), draft);
        }
        out += "</div>";
    }
    out + "</div>"
}

/// PPO and its net, under the names that every reader of PPO code greps for.
pub fn agent_settings(draft: &Draft) -> String {
    let mut out = "<div class='knobs agent-knobs'>".to_owned();
    for spec in &SETTINGS {
        let (name, (least, most)) = (spec.name, spec.range);
        let (id, field) = (format!("agent-{name}"), Field::Agent(name));
        let _ = write!(out, "<div class='knob'><code class='knob-name'>{name}</code>");
        let doc = escape(spec.doc.trim_start_matches("1: "));
        // A truth has two values, and a check mark for each.
        if spec.whole && most == 1.0 {
            let checked = when(draft.value(field) == Some(1.0), " checked");
            let _ = write!(
                out,
                "<input type='checkbox' id='{id}' data-set='{field}' aria-label='{name}'{checked}><span class='knob-doc'>{doc}</span></div>"
            );
        } else {
            out += &number_field(&id, field, name, draft);
            let _ = write!(out, "<span class='knob-doc'>{doc} From {} to {}.</span></div>", plain(least), plain(most));
        }
    }
    out + "<button class='quiet' id='agent-reset' data-do='agent-reset'>Back to the preset</button></div>"
}

/// A text field for a number: a type of `number` would lose what is no number, and nothing typed may be lost. `label` is for
/// who cannot see where it stands.
pub fn number_field(id: &str, field: Field, label: &str, draft: &Draft) -> String {
    let problem = draft.problem(field).unwrap_or_default();
    format!(
        "<span class='number'><input id='{id}' type='text' inputmode='decimal' autocomplete='off' aria-label='{label}' value='{}' data-set='{field}'\
         {} aria-describedby='{id}-problem'><span id='{id}-problem' class='field-problem'>{}</span></span>",
        escape(&draft.text(field)),
        when(!problem.is_empty(), " aria-invalid='true'"),
        escape(&problem)
    )
}
