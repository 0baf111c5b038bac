//! Readings of the reward, and what the agent had seen, in rows. In words they are `ui::readings`'.

use super::{Rows, cell, row};
use crate::ui::readings::{possible, reading_name, reading_verdict};
use engine::framings::readings::{Reading, ReadingReport};
use engine::framings::unseen::UnseenReport;

pub fn reading_rows(report: &ReadingReport) -> Rows {
    let of = |it: &Reading| {
        let mut cells = vec![reading_name(&it.name), it.source.clone(), reading_verdict(it)];
        cells.extend([it.score.map(|it| it.value), it.score.map(|it| it.low), it.score.map(|it| it.high)].map(cell));
        cells
    };
    (row(&["reading", "program", "verdict", "score", "low", "high"]), report.readings.iter().map(of).collect())
}

pub fn unseen_rows(reports: &[UnseenReport]) -> Rows {
    let head = row(&[
        "seed",
        "records",
        "distinct_observations",
        "met_once",
        "steps_on_shifted_levels",
        "steps_with_known_observation",
        "training_levels",
        "shifted_levels",
    ]);
    let of = |it: &UnseenReport| {
        let mut cells = vec![it.seed.to_string()];
        cells.extend([it.records, it.distinct, it.once, it.steps, it.known].map(|count| count.to_string()));
        cells.extend([it.training_levels, it.shifted_levels].map(possible));
        cells
    };
    (head, reports.iter().map(of).collect())
}
