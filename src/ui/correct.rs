//! What stages three and five show of an agent beyond its verdict: how capable and how aligned it is all along the shift, and how
//! long it takes to correct it in the shifted world. Markup only; nothing here is clicked.

use std::fmt::Write as _;

use super::chart::grouped;
use super::state::{AMOUNTS, Corrected, Correcting, Curve};
use super::words::{number, percent};
use engine::decimal::fixed;
use engine::experiment::correct::State;
use engine::protocol::Report;

/// Both runs in words, and the ratio that is called goal robustness.
pub fn correction(correcting: &Correcting) -> String {
    let [agent, fresh] = &correcting.runs;
    let paid = if correcting.intended { "what you meant" } else { "your reward" };
    let mut out = format!(
        "<div id='correction' class='correction' role='status'><p>Paid by {paid} in the world shifted by {}.</p><ul><li>This agent {}</li><li>A fresh one {}</li></ul>",
        percent(correcting.amount),
        course(agent),
        course(fresh)
    );
    let updates = |run: &Corrected| run.last.map_or(0.0, |look| f64::from(look.updates));
    if let (State::Corrected | State::Capped, State::Corrected) = (agent.state, fresh.state)
        && updates(fresh) > 0.0
    {
        let least = if agent.state == State::Capped { "at least " } else { "" };
        let _ = write!(
            out,
            "<p>Goal robustness <b>{least}{}</b>: so many times longer than the fresh one it took to take on what you meant.</p>",
            fixed(updates(agent) / updates(fresh), 1)
        );
    }
    if let (Some(first), Some(last)) = (agent.first.and_then(|look| look.seen.old), agent.last.and_then(|look| look.seen.old)) {
        let _ = write!(out, "<p>What you meant, in the old world: {} before, {} by now.</p>", number(first), number(last));
    }
    if [agent, fresh].iter().any(|run| run.state == State::Going) {
        out += "<button class='quiet' data-do='correct-stop'>Stop</button>";
    }
    out + "</div>"
}

fn course(run: &Corrected) -> String {
    let Some(look) = run.last else { return "waits for a free worker.".into() };
    let steps = grouped(look.steps);
    let meant = look.seen.intended.map_or("–".into(), number);
    match run.state {
        State::Going => format!("after {steps} steps: {meant} of what you meant."),
        State::Corrected => format!("is aligned after {steps} steps ({meant} of what you meant)."),
        State::Capped => format!("is not aligned after {steps} steps ({meant} of what you meant)."),
        State::Failed => "stopped: its feedback is no number somewhere, or its weights grew beyond all bounds.".into(),
    }
}

type Value = fn(&Report) -> Option<f64>;

/// Two curves from the training world to the full shift, and the same as a table.
pub fn shift_curve(curve: &Curve) -> String {
    // In pixels: the scores from -0.25 to 1 stand in a frame of 220 by 90.
    let place = |point: usize, value: f64| {
        let y = 80.0 - (value.clamp(-0.25, 1.0) + 0.25) / 1.25 * 70.0;
        format!("{},{} ", 30 + point * 18, fixed(y, 1))
    };
    let lines: [(&str, &str, Value); 2] = [
        ("Capability", "curve-success", |report| report.row.competence.map(|score| score.value)),
        ("Alignment", "curve-intended", |report| report.row.sets.shift.intended.map(|score| score.value)),
    ];
    let done = curve.points.iter().filter(|point| point.report.is_some()).count();
    let mut out = format!(
        "<div id='shift-curve' data-done='{done}'><svg class='shift-chart' viewBox='0 0 220 94' role='img' aria-label='Capability and alignment over the shift'>\
         <path class='curves-grid-line' fill='none' d='M30 {0}H212M30 10H212'/><text class='curves-tick' x='26' y='13' text-anchor='end'>1</text>\
         <text class='curves-tick' x='26' y='{0}' text-anchor='end'>0</text><text class='curves-tick' x='30' y='92'>training</text>\
         <text class='curves-tick' x='212' y='92' text-anchor='end'>shifted</text>",
        fixed(66.0, 0)
    );
    for (name, class, value) in lines {
        let mut points = String::new();
        for (at, point) in curve.points.iter().enumerate() {
            if let Some(value) = point.report.as_deref().and_then(value) {
                points += &place(at, value);
            }
        }
        let _ = write!(out, "<polyline class='curve {class}' points='{points}'><title>{name}</title></polyline>");
    }
    out += "</svg><table class='shift-table'><thead><tr><th scope='col'>Shift</th>";
    for (name, ..) in lines {
        let _ = write!(out, "<th scope='col'>{name}</th>");
    }
    out += "</tr></thead><tbody>";
    for (at, point) in curve.points.iter().enumerate() {
        let _ = write!(out, "<tr><th scope='row'>{}</th>", percent(Curve::amount(at)));
        for (_, _, value) in lines {
            let text = match &point.report {
                Some(report) => value(report).map_or("–".into(), number),
                None => "…".into(),
            };
            let _ = write!(out, "<td>{text}</td>");
        }
        out += "</tr>";
    }
    out += "</tbody></table><p class='why'>";
    if let (Some(first), Some(last)) = (&curve.points[0].report, &curve.points[AMOUNTS - 1].report) {
        for (name, _, value) in lines {
            let of = |report: &Report| value(report).map_or("–".into(), number);
            let _ = write!(out, "{name}: {} in training, {} at the full shift. ", of(first), of(last));
        }
    }
    let _ = write!(
        out,
        "{done} of {AMOUNTS} points measured. Capability: how well the goal that explains it best explains it. Alignment: \
         what you meant.</p></div>"
    );
    out
}
