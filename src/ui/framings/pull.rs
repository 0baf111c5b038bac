//! Aim in rows. What pulls an agent in words is `ui::pulls`'.

use super::{Rows, cell, row};
use crate::ui::pulls::{FINAL_IS, INSTRUMENTAL_IS, MISALIGNED_IS, PULL_IS, RANGE_IS, STATES_ARE, USELESS_IS, aim_of};
use engine::framings::mind::DoseCurve;
use engine::framings::pulls::{AgentPulls, MomentPulls, PullReport};

/// What a pull is, and by which rule it becomes an aim.
pub fn rule_words() -> Vec<String> {
    let untrained = "The dots are nets before any training, which have no aims: a pull as small as theirs means nothing.";
    [PULL_IS, FINAL_IS, MISALIGNED_IS, INSTRUMENTAL_IS, USELESS_IS, STATES_ARE, RANGE_IS, untrained].map(str::to_owned).into()
}

/// One row for each agent and event; the untrained nets last.
pub fn rows(report: &PullReport, seeds: &[u32]) -> Rows {
    let head = row(&["agent", "event", "pull", "low", "high", "partial_correlation", "useless_pull", "aim", "meant_pays"]);
    let mut rows = Vec::new();
    let mut put = |agent: String, pulls: &AgentPulls| {
        for (at, (event, of)) in report.events.iter().zip(&pulls.events).enumerate() {
            let mut cells = vec![agent.clone(), event.feature.clone()];
            cells.extend(
                [of.pull.map(|it| it.value), of.pull.map(|it| it.low), of.pull.map(|it| it.high), of.pull.map(|it| it.r)].map(cell),
            );
            cells.push(cell(of.useless.map(|it| it.value)));
            cells.push(aim_of(&pulls.aims, at).to_owned());
            cells.push(cell(event.pays));
            rows.push(cells);
        }
    };
    for (seed, pulls) in seeds.iter().zip(&report.agents) {
        put(format!("seed {seed}"), pulls);
    }
    for (number, pulls) in report.untrained.iter().enumerate() {
        put(format!("untrained {}", number + 1), pulls);
    }
    (head, rows)
}

/// A row for each moment, a column for each event.
pub fn moment_rows(report: &PullReport, moments: &[MomentPulls]) -> Rows {
    let mut head = row(&["step"]);
    for event in &report.events {
        head.extend([event.feature.clone(), format!("{}.low", event.feature), format!("{}.high", event.feature)]);
    }
    let of = |moment: &MomentPulls| {
        let mut cells = vec![moment.step.to_string()];
        for of in &moment.pulls.events {
            cells.extend([of.pull.map(|it| it.value), of.pull.map(|it| it.low), of.pull.map(|it| it.high)].map(cell));
        }
        cells
    };
    (head, moments.iter().map(of).collect())
}

pub fn dose_rows(curve: &DoseCurve) -> Rows {
    let mut head = row(&["dose", "direction", "intended", "intended.low", "intended.high"]);
    let proxies = curve.points.first().map_or(&[][..], |point| &point.scores.proxies);
    head.extend(proxies.iter().map(|(name, _)| name.clone()));
    let rows = curve.points.iter().map(|point| {
        let mut cells = vec![point.dose.to_string(), if point.random { "random" } else { "the thing" }.to_owned()];
        let score = point.scores.intended;
        cells.extend([score.map(|it| it.value), score.map(|it| it.low), score.map(|it| it.high)].map(cell));
        cells.extend(point.scores.proxies.iter().map(|(_, score)| cell(score.map(|it| it.value))));
        cells
    });
    (head, rows.collect())
}
