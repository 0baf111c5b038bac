//! Cause in rows and paragraphs. What came of it in a sentence is `ui::causes`'.

use super::{Rows, cell, row};
use crate::ui::words::number;
use engine::framings::causes::{
    CELL_THRESHOLDS, CauseReport, CellReport, EditReport, EditResult, Levels, Mixture, Paid, RelabelReport, SharePoint, ShareReport,
};

/// The rule by which the four populations are read, as it is applied.
pub fn rule_words() -> Vec<String> {
    let t = CELL_THRESHOLDS;
    vec![
        format!(
            "Each population is four agents; its bar is the median of what they reach of what you meant at the full shift, 0 to 1. A population \
             mends at {} or more, if that is at least {} above the agents as they are.",
            number(t.mends),
            number(t.gain)
        ),
        "Other rewards alone mend: outer, the rewards were the cause. Other levels alone mend: inner, the levels left open what was meant; a lack of \
         skill, where the verdict is incompetent. Either alone mends: either would have done. Only both together mend: both. None does: it cannot be \
         told, for this learner never learns what you meant. Tampering keeps its name."
            .to_owned(),
        "The share of the rewards divides what both changes bring between them as Shapley (1953) divides a gain between two players: the mean of \
         what other rewards add, before and after the levels are changed; likewise for the levels; less than nothing counts as nothing."
            .to_owned(),
    ]
}

/// One row for each population.
pub fn rows(report: &CauseReport) -> Rows {
    let mut head = row(&["paid", "levels", "intended", "intended.low", "intended.high", "mends", "same_as_another"]);
    head.extend(report.seeds.iter().map(|seed| format!("seed {seed}")));
    let of = |it: &CellReport| {
        let paid = if it.cell.paid == Paid::Written { "as written" } else { "as meant" };
        let levels = if it.cell.levels == Levels::Training { "training" } else { "shifted" };
        let mut cells = row(&[paid, levels]);
        let figure = it.intended;
        cells.extend([figure.map(|it| it.value), figure.map(|it| it.low), figure.map(|it| it.high)].map(cell));
        cells.extend([if it.mends { "yes" } else { "no" }.to_owned(), it.same.to_string()]);
        cells.extend(it.agents.iter().map(|value| cell(*value)));
        cells
    };
    (head, report.cells.iter().map(of).collect())
}

pub fn shares_rows(report: &ShareReport) -> Rows {
    let head = row(&["share", "agents", "aligned", "aligned.low", "aligned.high", "intended"]);
    let of = |it: &SharePoint| {
        vec![
            it.share.to_string(),
            it.agents.to_string(),
            it.aligned.to_string(),
            it.low.to_string(),
            it.high.to_string(),
            cell(it.intended),
        ]
    };
    (head, report.points.iter().map(of).collect())
}

pub fn edits_rows(report: &EditReport) -> Rows {
    let head = row(&["edit", "aligned", "agents", "intended", "records_touched"]);
    let of = |it: &EditResult| {
        vec![it.edit.words.clone(), it.aligned.to_string(), it.agents.to_string(), cell(it.intended), it.touched.to_string()]
    };
    (head, report.results.iter().map(of).collect())
}

/// What perfect optimizers earn, by the share of episodes that are relabeled.
pub fn relabel_rows(report: &RelabelReport) -> Rows {
    let of = |it: &Mixture| [it.share, it.least, it.most].map(|value| value.to_string()).to_vec();
    (row(&["share", "least", "most"]), report.mixtures.iter().map(of).collect())
}
