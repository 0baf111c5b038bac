//! All agents of the population as a table: what their small pictures show, in numbers and words.

use std::fmt::Write as _;

use crate::ui::chart::grouped;
use crate::ui::handout::Handout;
use crate::ui::markup::escape;
use crate::ui::verdict::score_text;
use crate::ui::words;

/// A row for each agent, judged or not yet.
pub fn markup(handout: &Handout) -> String {
    let judged = handout.agents.iter().filter(|run| run.row.is_some()).count();
    let mut out = format!("<p>{judged} of {} agents are judged", handout.agents.len());
    if let Some(all) = &handout.population {
        let _ = write!(out, ": {}", words::counts(all));
    }
    out += ".</p><div class='compare-scroll' tabindex='0' role='region' aria-label='All agents'><table class='sweep-table'><thead><tr>";
    for name in [
        "Seed",
        "Steps",
        "Verdict",
        "Certain",
        "Your reward, new training levels",
        "shifted",
        "What you meant, new training levels",
        "shifted",
    ] {
        let _ = write!(out, "<th scope='col'>{name}</th>");
    }
    out += "</tr></thead><tbody>";
    for run in &handout.agents {
        let _ = write!(out, "<tr><th scope='row'>{}</th><td>{}</td>", run.seed, grouped(run.step));
        match &run.row {
            None => out += "<td colspan='6'>not judged yet</td>",
            Some((_, row)) => {
                let certain = if row.certain { "yes" } else { "could still tip" };
                let _ = write!(out, "<td>{}</td><td>{certain}</td>", escape(&words::headline(row)));
                let (fresh, shift) = (&row.sets.fresh, &row.sets.shift);
                for score in [fresh.reward, shift.reward, fresh.intended, shift.intended] {
                    let _ = write!(out, "<td>{}</td>", score_text(score));
                }
            }
        }
        out += "</tr>";
    }
    out + "</tbody></table></div>"
}

/// Opens the dialog.
#[cfg(feature = "page")]
pub fn open() {
    use super::{dom, page};
    use wasm_bindgen::JsCast as _;

    let Some(handout) = page::hand_out() else { return };
    if let Some(old) = dom::by_css("#agents-table") {
        old.remove();
    }
    let markup = format!(
        "<form method='dialog' class='share-head'><h2>All agents</h2><button class='quiet' aria-label='Close'>{}</button></form>{}",
        dom::CLOSE,
        markup(&handout)
    );
    if let Some(dialog) = dom::place("dialog", "agents-table", "All agents", &markup, true) {
        dialog.set_class_name("annex-dialog");
        let _ = dialog.unchecked_into::<web_sys::HtmlDialogElement>().show_modal();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::handout::HandedRun;
    use engine::experiment::Event;
    use engine::experiment::Experiment;
    use engine::scenario::Scenario;

    #[test]
    fn each_agent_has_its_row() {
        let mut scenario = Scenario::preset("cheese-corner").unwrap();
        for (key, value) in [("agent.total_timesteps", "1024"), ("judge.levels", "16")] {
            scenario.set(key, value).unwrap();
        }
        let (mut experiment, mut events) = (Experiment::new(scenario.clone(), 1.0).unwrap(), Vec::new());
        while !experiment.is_idle() {
            experiment.advance(&mut events);
        }
        let Some(Event::Judged { report, .. }) = events.pop() else { panic!("a verdict comes last") };
        let run = |seed, row| HandedRun { seed, step: 1024, points: Vec::new(), summary: None, row, way: None };
        let handout = Handout {
            draft: String::new(),
            scenario: Some(scenario),
            amount: 1.0,
            branched: false,
            shown: 0,
            step: 1024,
            weights: Vec::new(),
            agents: vec![run(7, Some((1.0, report.row.clone()))), run(8, None)],
            population: None,
            moments: Vec::new(),
        };
        let out = markup(&handout);
        assert!(out.starts_with("<p>1 of 2 agents are judged.") && out.matches("<tr>").count() == 3, "{out}");
        assert!(
            out.contains(&words::headline(&report.row)) && out.contains("<th scope='row'>8</th><td>1,024</td><td colspan='6'>not judged")
        );
        assert!(out.contains(&score_text(report.row.sets.shift.intended)));
    }
}
