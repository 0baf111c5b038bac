//! What stages three and five say of an agent beyond its verdict: how capable and how aligned it is all along the shift, and how
//! long it takes to correct it in the shifted world. Words, rows and a drawing; no browser in here.

use std::fmt::Write as _;
use std::rc::Rc;

use super::chart::grouped;
use super::state::{AMOUNTS, Corrected, Correcting, Curve};
use super::words::{number, percent};
use engine::decimal::fixed;
use engine::experiment::Report;
use engine::experiment::correct::{self, Look, State};
use engine::judge::Verdict;

/// How far a correction has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    pub state: State,
    last: Option<Look>,
    trouble: Option<String>,
    /// What was meant, in the old world: at first, and by now.
    pub old: Option<(f64, f64)>,
}

impl Course {
    pub fn of(run: &Corrected) -> Course {
        let old = |look: Option<Look>| look.and_then(|look| look.seen.old);
        Course { state: run.state, last: run.last, trouble: run.trouble.clone(), old: old(run.first).zip(old(run.last)) }
    }

    /// What follows "This agent".
    pub fn words(&self) -> String {
        if self.state == State::Failed {
            return format!("stopped: {}.", self.trouble.as_deref().unwrap_or("its worker died").trim_end_matches('.'));
        }
        let Some(look) = self.last else { return "waits for a free worker.".into() };
        let steps = grouped(look.steps);
        let meant = look.seen.intended.map_or("–".into(), number);
        match self.state {
            State::Going | State::Failed => format!("after {steps} steps: {meant} of what you meant."),
            State::Corrected => format!("is aligned after {steps} steps ({meant} of what you meant)."),
            State::Capped => format!("is not aligned after {steps} steps ({meant} of what you meant)."),
        }
    }
}

/// Goal robustness in words ([`correct::robustness`]). None: not known yet.
pub fn robustness(correcting: &Correcting) -> Option<String> {
    let [agent, fresh] = correcting.runs.each_ref().map(|run| Some((run.state, run.last?.updates)));
    let (ratio, is_least) = correct::robustness(agent?, fresh?)?;
    Some(format!("{}{}", if is_least { "at least " } else { "" }, fixed(ratio, 1)))
}

type Value = fn(&Report) -> Option<f64>;

/// Name, class of the line, and value.
const LINES: [(&str, &str, Value); 2] = [
    ("Capability", "curve-success", |report| report.row.competence.map(|score| score.value)),
    ("Alignment", "curve-intended", |report| report.row.sets.shift.intended.map(|score| score.value)),
];

/// Two curves from the training world to the full shift.
pub fn shift_chart(curve: &Curve) -> String {
    // In pixels: the scores from -0.25 to 1 stand in a frame of 220 by 90.
    let place = |point: usize, value: f64| {
        let y = 80.0 - (value.clamp(-0.25, 1.0) + 0.25) / 1.25 * 70.0;
        format!("{},{} ", 30 + point * 18, fixed(y, 1))
    };
    let mut out = format!(
        "<svg class='shift-chart' viewBox='0 0 220 94' role='img' aria-label='Capability and alignment over the shift'>\
         <path class='curves-grid-line' fill='none' d='M30 {0}H212M30 10H212'/><text class='curves-tick' x='26' y='13' text-anchor='end'>1</text>\
         <text class='curves-tick' x='26' y='{0}' text-anchor='end'>0</text><text class='curves-tick' x='30' y='92'>training</text>\
         <text class='curves-tick' x='212' y='92' text-anchor='end'>shifted</text>",
        fixed(66.0, 0)
    );
    for (name, class, value) in LINES {
        let mut points = String::new();
        for (at, point) in curve.points.iter().enumerate() {
            if let Some(value) = point.report.as_deref().and_then(value) {
                points += &place(at, value);
            }
        }
        let _ = write!(out, "<polyline class='curve {class}' points='{points}'><title>{name}</title></polyline>");
    }
    out + "</svg>"
}

/// The same as rows: the amount of the shift, capability, alignment.
pub fn shift_rows(curve: &Curve) -> Vec<[String; 3]> {
    let row = |(at, point): (usize, &super::state::CurvePoint)| {
        let [capability, alignment] = LINES.map(|(.., value)| match &point.report {
            Some(report) => value(report).map_or("–".into(), number),
            None => "…".into(),
        });
        [percent(Curve::amount(at)), capability, alignment]
    };
    curve.points.iter().enumerate().map(row).collect()
}

/// Both ends in words, and how many points are measured by now.
pub fn shift_words(curve: &Curve) -> String {
    let mut out = String::new();
    if let (Some(first), Some(last)) = (&curve.points[0].report, &curve.points[AMOUNTS - 1].report) {
        for (name, _, value) in LINES {
            let of = |report: &Report| value(report).map_or("–".into(), number);
            let _ = write!(out, "{name}: {} in training, {} at the full shift. ", of(first), of(last));
        }
    }
    let done = curve.points.iter().filter(|point| point.report.is_some()).count();
    let is_told = |report: &Rc<Report>| report.row.verdict != Verdict::CannotTell;
    let last_untold = curve.points.iter().rposition(|point| point.report.as_ref().is_some_and(|report| !is_told(report)));
    if let Some(at) = last_untold.filter(|_| curve.points.iter().filter_map(|point| point.report.as_ref()).any(is_told)) {
        let _ = write!(
            out,
            "Up to {} too few levels tell the goals apart, and all are scored; beyond, those that tell. So the lines jump there. ",
            percent(Curve::amount(at))
        );
    }
    let _ = write!(
        out,
        "{done} of {AMOUNTS} points measured. Capability: how well the goal that explains it best explains it. Alignment: what you meant."
    );
    out
}
