//! Fields for numbers: the knobs of the world, in training and after the shift, and the settings of the agent.
//!
//! Functions and not components: they hold nothing, and each component costs the first load a kilobyte.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::draft::Draft;
use crate::learner::settings::SETTINGS;

/// Told the key (`train.walls`) and what was typed.
pub type OnField = Callback<(String, String)>;

/// A row a knob, two fields a row.
pub fn knobs(draft: &Draft, on_field: &OnField) -> Html {
    let field = |side: &str, name: &str, place: &str| {
        number_field(format!("knob-{side}-{name}"), format!("{side}.{name}"), format!("{name} {place}"), draft, on_field)
    };
    html! {
        <div class="knobs">
            <div class="knob knob-head" aria-hidden="true"><span /><span>{ "Training" }</span><span>{ "Full shift" }</span></div>
            { for draft.scenario.world.knobs().iter().map(|knob| {
                let doc = format!("{} From {} to {}.", knob.doc, knob.range.0, knob.range.1);
                html! {
                    <div class="knob" key={knob.name}>
                        <span class="knob-name" title={doc.clone()}>{ knob.name.replace('_', " ") }<span class="sr-only">{ doc }</span></span>
                        { field("train", knob.name, "in training") }
                        { field("shift", knob.name, "at the full shift") }
                    </div>
                }
            }) }
        </div>
    }
}

/// PPO and its net, under the names that every reader of PPO code greps for.
pub fn agent_settings(draft: &Draft, on_field: &OnField, on_reset: Callback<MouseEvent>) -> Html {
    html! {
        <div class="knobs agent-knobs">
            { for SETTINGS.iter().map(|spec| {
                let (least, most) = spec.range;
                let (id, key) = (format!("agent-{}", spec.name), format!("agent.{}", spec.name));
                let is_truth = spec.whole && most == 1.0;
                let doc = spec.doc.trim_start_matches("1: ");
                let on_field = on_field.clone();
                html! {
                    <div class="knob" key={spec.name}>
                        <code class="knob-name">{ spec.name }</code>
                        if is_truth {
                            <input type="checkbox" {id} checked={draft.value(&key) == Some(1.0)} aria-label={spec.name}
                                onchange={move |event: Event| {
                                    let on = event.target_unchecked_into::<HtmlInputElement>().checked();
                                    on_field.emit((key.clone(), u8::from(on).to_string()));
                                }} />
                        } else {
                            { number_field(id, key, spec.name.to_owned(), draft, &on_field) }
                        }
                        <span class="knob-doc">{ if is_truth { doc.to_owned() } else { format!("{doc} From {least} to {most}.") } }</span>
                    </div>
                }
            }) }
            <button class="quiet" id="agent-reset" onclick={on_reset}>{ "Back to the preset" }</button>
        </div>
    }
}

/// A text field for a number: a type of `number` would lose what is no number, and nothing typed may be lost. `label` is for
/// who cannot see where it stands.
pub fn number_field(id: String, key: String, label: String, draft: &Draft, on_field: &OnField) -> Html {
    let problem = draft.problem(&key);
    let problem_id = format!("{id}-problem");
    let value = draft.text(&key);
    let on_field = on_field.clone();
    let oninput = move |event: InputEvent| on_field.emit((key.clone(), event.target_unchecked_into::<HtmlInputElement>().value()));
    html! {
        <span class="number">
            <input {id} type="text" inputmode="decimal" autocomplete="off" aria-label={label} {value} {oninput}
                aria-invalid={problem.is_some().then_some("true")} aria-describedby={problem_id.clone()} />
            <span id={problem_id} class="field-problem">{ problem.unwrap_or_default() }</span>
        </span>
    }
}
