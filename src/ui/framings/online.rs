//! Online in rows. What it comes to in a sentence is `ui::corrections`'.

use super::{Rows, cell, row};
use engine::experiment::correct::State;
use engine::framings::corrections::{AgentCorrections, Course, Moment, Share};

/// One row for each moment of training.
pub fn moment_rows(moments: &[Moment]) -> Rows {
    let mut head = row(&["step"]);
    for name in ["robustness", "steps", "harms"] {
        head.extend([name.to_owned(), format!("{name}.low"), format!("{name}.high"), format!("{name}.at_least")]);
    }
    head.extend(row(&["corrected", "agents"]));
    let of = |it: &Moment| {
        let mut cells = vec![it.step.to_string()];
        for median in [it.robustness, it.steps, it.harms] {
            let interval = median.and_then(|median| median.interval);
            cells.extend([median.map(|median| median.value), interval.map(|(low, _)| low), interval.map(|(_, high)| high)].map(cell));
            cells.push(median.map_or("", |median| if median.is_least { "yes" } else { "no" }).to_owned());
        }
        cells.extend([it.corrected.to_string(), it.agents.to_string()]);
        cells
    };
    (head, moments.iter().map(of).collect())
}

/// One row for each correction.
pub fn course_rows(corrections: &[AgentCorrections]) -> Rows {
    let head = row(&["seed", "corrected_at_step", "ended", "updates", "steps", "harms"]);
    let of = |seed: u32, at: String, it: &Course| {
        let ended = match it.state {
            State::Going => "going",
            State::Corrected => "corrected",
            State::Capped => "given up",
            State::Failed => "failed",
        };
        vec![seed.to_string(), at, ended.to_owned(), it.updates.to_string(), it.steps.to_string(), it.harms.to_string()]
    };
    let rows = corrections.iter().flat_map(|agent| {
        let fresh = of(agent.seed, "fresh".to_owned(), &agent.fresh);
        std::iter::once(fresh).chain(agent.moments.iter().map(|(step, course)| of(agent.seed, step.to_string(), course)))
    });
    (head, rows.collect())
}

/// One row for each point of the curve over harms.
pub fn harm_rows(points: &[Share]) -> Rows {
    let head = row(&["harms", "corrected_before", "agents", "low", "high"]);
    let of =
        |it: &Share| vec![it.harms.to_string(), it.corrected.to_string(), it.agents.to_string(), it.low.to_string(), it.high.to_string()];
    (head, points.iter().map(of).collect())
}
