//! The drawing of the learning curves, as markup: one large chart, small multiples of PPO's inner numbers; and what they show in
//! words and numbers.
//!
//! No browser in here. Questionable decision: the scales follow all that is known, not only what is revealed, so that nothing
//! jumps while a replay runs.

mod scale;

use std::fmt::Write as _;
use std::rc::Rc;

use super::words;
use engine::decimal::fixed;
use engine::experiment::{Point, Report};
use engine::judge::Score;

pub use scale::grouped;
use scale::{precise, range, scale, short, thousands, ticks};

pub struct Series {
    /// As at the end of its line.
    pub label: &'static str,
    /// As in the readout.
    pub name: &'static str,
    class: &'static str,
    /// Whether it is a share of episodes, and so on the left scale.
    share: bool,
    value: fn(&Point) -> f32,
}

/// Widest line first: where curves coincide, all three can still be seen.
pub const SERIES: [Series; 3] = [
    Series { label: "success", name: "Success", class: "curve-success", share: true, value: |point| point.success },
    Series { label: "training reward", name: "Training reward", class: "curve-reward", share: false, value: |point| point.episodic_return },
    Series { label: "intended goal", name: "Intended goal", class: "curve-intended", share: false, value: |point| point.intended_return },
];

/// Reports on one agent, by the moment of its training.
pub type Judged = [Rc<Report>];

type Measured = fn(&Report) -> Option<Score>;

/// Where what was meant is measured: the class of its mark, its shape around the value, its score.
const MARKS: [(&str, &str, Measured); 2] = [
    ("mark", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", |report| report.row.sets.fresh.intended),
    ("mark mark-shift", "m-4 0l4 -4 4 4 -4 4z", |report| report.row.sets.shift.intended),
];

struct Inner {
    name: &'static str,
    doc: &'static str,
    value: fn(&Point) -> f32,
}

/// Under the names that every reader of reinforcement learning knows.
const INNER: [Inner; 8] = [
    Inner { name: "policy_loss", doc: "The clipped objective of the policy.", value: |point| point.policy_loss },
    Inner { name: "value_loss", doc: "How far the critic's guesses are off, squared.", value: |point| point.value_loss },
    Inner { name: "entropy", doc: "How undecided the policy is; high is random.", value: |point| point.entropy },
    Inner { name: "approx_kl", doc: "How far one update moved the policy.", value: |point| point.approx_kl },
    Inner { name: "clipfrac", doc: "Share of the samples that the clipping held back.", value: |point| point.clipfrac },
    Inner {
        name: "explained_variance",
        doc: "How much of the returns the critic foresees; 1 is all.",
        value: |point| point.explained_variance,
    },
    Inner { name: "learning_rate", doc: "The size of a step of the optimizer.", value: |point| point.learning_rate },
    Inner { name: "episodic_length", doc: "Steps of an episode.", value: |point| point.episodic_length },
];

/// More points than these cannot be told apart on a line.
const MAX_POINTS: usize = 200;
/// Rows of the table.
const MAX_ROWS: usize = 40;

const HEIGHT: f64 = 124.0;
/// Room for the names of the scales, when there are two.
const TOP: f64 = 26.0;
const BOTTOM: f64 = 30.0;
const LEFT: f64 = 48.0;
/// Room for the labels at the ends of the lines.
const LABELS: f64 = 112.0;
/// Below this width the lines need all the room, and the readout under them is their key.
const LABELED_WIDTH: f64 = 400.0;
/// Episodes behind a mean before it is drawn. At first only the short ones have finished, and those are the lucky ones: a curve
/// from the first update on would begin at a false 100 %. One episode in each of the usual 64 environments is a guess that does.
const FAIR_EPISODES: u32 = 64;
/// Room for the scale of the returns, left of the other.
const SCALE: f64 = 60.0;
/// Between the lines of the grid; even, so that a half has its line.
const INTERVALS: usize = 4;
/// How far below 0 a mark may stand: there is room for its shape above the steps.
const LOWEST: f64 = -0.1;
/// Least distance of two labels.
const LABEL_LINE: f64 = 16.0;

/// The points whose means are fair. Episodes only ever add up, so the unfair ones all stand at the front.
pub fn fair(points: &[Point]) -> &[Point] {
    &points[points.partition_point(|point| point.episodes < FAIR_EPISODES)..]
}

/// The keys that move the cursor.
pub const KEYS: [&str; 9] = ["ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Escape"];

/// Where a key of [`KEYS`] leads from a point, or from the `last`. None: it reads no point any more.
pub fn lead(key: &str, at: Option<usize>, last: usize) -> Option<usize> {
    let at = at.unwrap_or(last).min(last);
    let page = ((last + 1) / 10).max(1);
    let to = match key {
        "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
        "ArrowRight" | "ArrowUp" => at + 1,
        "PageDown" => at.saturating_sub(page),
        "PageUp" => at + page,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// Geometry of the main chart, in pixels.
#[derive(Clone, Copy)]
pub struct Chart {
    width: f64,
    left: f64,
    right: f64,
    total: f64,
    /// The scale of the returns, when they do not fit beside the success.
    returns: Option<(f64, f64)>,
}

impl Chart {
    pub fn new(points: &[Point], total: u32, width: f64) -> Chart {
        let values = || points.iter().flat_map(|point| SERIES.iter().filter(|series| !series.share).map(|series| (series.value)(point)));
        let returns = range(values()).filter(|(low, high)| *low < 0.0 || *high > 1.0).map(|(low, high)| scale(low, high));
        let total = f64::from(total.max(points.last().map_or(0, |point| point.step)).max(1));
        let left = LEFT + if returns.is_some() { SCALE } else { 0.0 };
        let labels = if width < LABELED_WIDTH { 8.0 } else { LABELS };
        Chart { width, left, right: width - labels, total, returns }
    }

    /// Of the revealed points, the one nearest to a place (pixels from the left edge). None: there are none.
    pub fn nearest(&self, revealed: &[Point], place: f64) -> Option<usize> {
        let distance = |point: &Point| (self.x(point.step.into()) - place).abs();
        (0..revealed.len()).min_by(|&a, &b| distance(&revealed[a]).total_cmp(&distance(&revealed[b])))
    }

    fn is_labeled(&self) -> bool {
        self.width >= LABELED_WIDTH
    }

    fn x(&self, step: f64) -> f64 {
        self.left + (self.right - self.left) * (step / self.total).clamp(0.0, 1.0)
    }

    fn y(&self, series: &Series, value: f64) -> f64 {
        let (low, high) = self.returns.filter(|_| !series.share).unwrap_or((0.0, 1.0));
        height_of(value, low, high)
    }

    /// `revealed`: how many of the points are shown; `cursor`: the one that is read. What was `judged` stands on the left scale,
    /// which ends a little below 0.
    pub fn draw(&self, points: &[Point], revealed: usize, displayed_step: u32, cursor: Option<usize>, judged: &Judged) -> String {
        let shown = &points[..revealed];
        let (floor, tick) = (HEIGHT - BOTTOM, self.left - 8.0);
        let mut svg = format!(
            "<svg class=\"curves-chart\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" aria-hidden=\"true\">",
            fixed(self.width, 1),
            fixed(HEIGHT, 0)
        );
        let mut text = |x: f64, y: f64, anchor: &str, words: &str| {
            let _ = write!(
                svg,
                "<text class=\"curves-tick\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{words}</text>",
                fixed(x, 1),
                fixed(y, 1)
            );
        };
        let step = if self.returns.is_some() { 1 } else { INTERVALS / 2 };
        if self.returns.is_some() {
            text(tick - SCALE, 12.0, "end", "return");
            text(tick, 12.0, "end", "success");
        }
        if !judged.is_empty() {
            text(self.right, 12.0, "end", "\u{25cb} \u{25c6} 0: baseline, 1: best");
        }
        let mut lines = Vec::new();
        for i in (0..=INTERVALS).step_by(step) {
            let share = i as f64 / INTERVALS as f64;
            let y = height_of(share, 0.0, 1.0);
            lines.push([self.left, self.right, y, y]);
            text(tick, y + 4.0, "end", &if self.returns.is_some() { fixed(share * 100.0, 0) + " %" } else { short(share) });
            if let Some((low, high)) = self.returns {
                text(tick - SCALE, y + 4.0, "end", &short(low + (high - low) * share));
            }
        }
        for step in ticks(0.0, self.total, if self.right - self.left < 300.0 { 3 } else { 5 }) {
            let x = self.x(step);
            lines.push([x, x, floor, floor + 4.0]);
            text(x, floor + 20.0, "middle", &if step == 0.0 { "0 steps".to_owned() } else { thousands(step) });
        }
        for [x1, x2, y1, y2] in lines {
            line(&mut svg, "curves-grid-line", [x1, x2, y1, y2]);
        }
        for report in judged {
            for (class, shape, score) in MARKS {
                if let Some(score) = score(report) {
                    let x = fixed(self.x(report.row.steps.into()), 1);
                    let y = |value: f64| fixed(height_of(value.clamp(LOWEST, 1.0), 0.0, 1.0), 1);
                    let (value, low, high) = (y(score.value), y(score.low), y(score.high));
                    let _ = write!(svg, "<path class=\"{class}\" d=\"M{x} {low}V{high}M{x} {value}{shape}\"/>");
                }
            }
        }
        let mut ends = Vec::new();
        for series in &SERIES {
            let mut places = thin(series.value, shown);
            places.extend(end_of(series.value, points, revealed, displayed_step));
            let places: Vec<(f64, f64)> = places.into_iter().map(|(step, value)| (self.x(step), self.y(series, value))).collect();
            polyline(&mut svg, series.class, &places);
            ends.extend(end_of(series.value, points, revealed, displayed_step).map(|_| (series, places[places.len() - 1])));
        }
        let labels = spread(&ends.iter().map(|(_, (_, y))| *y).collect::<Vec<_>>());
        for ((series, (x, y)), label) in ends.into_iter().zip(labels) {
            if self.is_labeled() && (y - label).abs() > 3.0 {
                line(&mut svg, &format!("curve-leader {}", series.class), [x + 4.0, x + 9.0, y, label]);
            }
            dot(&mut svg, series, x, y);
            if self.is_labeled() {
                let _ = write!(
                    svg,
                    "<text class=\"curves-label\" x=\"{}\" y=\"{}\">{}</text>",
                    fixed(x + 12.0, 1),
                    fixed(label + 4.0, 1),
                    series.label
                );
            }
        }
        if let Some(point) = cursor.and_then(|at| shown.get(at)) {
            let x = self.x(point.step.into());
            line(&mut svg, "curves-cursor", [x, x, TOP, floor]);
            for series in &SERIES {
                let value = (series.value)(point);
                if value.is_finite() {
                    dot(&mut svg, series, x, self.y(series, value.into()));
                }
            }
        }
        svg + "</svg>"
    }
}

/// `[x1, x2, y1, y2]`.
fn line(svg: &mut String, class: &str, [x1, x2, y1, y2]: [f64; 4]) {
    let [x1, x2, y1, y2] = [x1, x2, y1, y2].map(|place| fixed(place, 1));
    let _ = write!(svg, "<line class=\"{class}\" x1=\"{x1}\" x2=\"{x2}\" y1=\"{y1}\" y2=\"{y2}\"/>");
}

fn dot(svg: &mut String, series: &Series, x: f64, y: f64) {
    let _ = write!(svg, "<circle class=\"curve-dot {}\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>", series.class, fixed(x, 1), fixed(y, 1));
}

fn polyline(svg: &mut String, class: &str, places: &[(f64, f64)]) {
    let _ = write!(svg, "<polyline class=\"curve {class}\" points=\"");
    for (x, y) in places {
        let _ = write!(svg, "{} {} ", fixed(*x, 1), fixed(*y, 1));
    }
    svg.push_str("\"/>");
}

fn height_of(value: f64, low: f64, high: f64) -> f64 {
    HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - low) / (high - low)
}

/// (step, value) of the shown points, at most [`MAX_POINTS`]; what is not a number is left out.
fn thin(value: fn(&Point) -> f32, shown: &[Point]) -> Vec<(f64, f64)> {
    // By index from the start: a point that was drawn stays while others come.
    let stride = shown.len().div_ceil(MAX_POINTS).max(1);
    let last = shown.len().saturating_sub(1);
    let kept = shown.iter().enumerate().filter(|(i, _)| i % stride == 0 || *i == last);
    kept.map(|(_, point)| (f64::from(point.step), f64::from(value(point)))).filter(|(_, value)| value.is_finite()).collect()
}

/// Where the line ends at the displayed step, between two points if it must be. None: nothing to show yet.
fn end_of(value: fn(&Point) -> f32, points: &[Point], shown: usize, displayed_step: u32) -> Option<(f64, f64)> {
    let last = points.get(shown.checked_sub(1)?)?;
    let (step, from) = (f64::from(last.step), f64::from(value(last)));
    if !from.is_finite() {
        return None;
    }
    let Some(next) = points.get(shown).filter(|next| value(next).is_finite()) else { return Some((step, from)) };
    let part = (f64::from(displayed_step) - step) / (f64::from(next.step) - step).max(1.0);
    Some((f64::from(displayed_step), from + (f64::from(value(next)) - from) * part))
}

/// Heights for labels that want to stand at `wanted`, none on another and none outside.
fn spread(wanted: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = wanted.to_vec();
    // Down from the top, then up from the floor.
    let mut free = TOP;
    for &i in &order {
        placed[i] = placed[i].max(free);
        free = placed[i] + LABEL_LINE;
    }
    let mut free = HEIGHT - BOTTOM;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(free);
        free = placed[i] - LABEL_LINE;
    }
    placed
}

/// How the line of a curve looks.
pub fn swatch(series: &Series) -> String {
    format!(
        "<svg class=\"curves-swatch\" width=\"26\" height=\"8\" viewBox=\"0 0 26 8\" aria-hidden=\"true\">\
         <line class=\"curve {}\" x1=\"2\" x2=\"24\" y1=\"4\" y2=\"4\"/></svg>",
        series.class
    )
}

/// The last moment that was judged up to a step, in words.
pub fn judged_words(judged: &Judged, step: u32) -> String {
    let Some(report) = judged.iter().rev().find(|report| report.row.steps <= step) else { return String::new() };
    let sets = &report.row.sets;
    format!(
        "What you meant, judged at {}: \u{25cb} {} on new training levels, \u{25c6} {} shifted.",
        grouped(report.row.steps),
        words::of(sets.fresh.intended),
        words::of(sets.shift.intended)
    )
}

pub fn spoken(point: &Point) -> String {
    let values: Vec<String> = SERIES.iter().map(|series| format!("{} {}", series.label, value_text(series, point))).collect();
    format!("step {}: {}", grouped(point.step), values.join(", "))
}

pub fn value_text(series: &Series, point: &Point) -> String {
    let value = f64::from((series.value)(point));
    if !value.is_finite() {
        "–".into()
    } else if series.share {
        fixed(value * 100.0, 0) + " %"
    } else {
        precise(value)
    }
}

const SMALL_WIDTH: f64 = 160.0;
const SMALL_HEIGHT: f64 = 44.0;

/// A small chart for each of PPO's inner numbers, as list items.
pub fn inside(points: &[Point], revealed: usize, total: u32) -> String {
    let mut out = String::new();
    for inner in &INNER {
        let (low, high) = range(points.iter().map(inner.value)).unwrap_or((0.0, 1.0));
        let span = if high > low { high - low } else { 1.0 };
        let values = thin(inner.value, &points[..revealed]);
        let last = values.last().map_or("–".to_owned(), |&(_, value)| precise(value));
        let place = |(step, value): (f64, f64)| {
            (
                2.0 + (SMALL_WIDTH - 4.0) * (step / f64::from(total.max(1))).min(1.0),
                3.0 + (SMALL_HEIGHT - 6.0) * (1.0 - (value - low) / span),
            )
        };
        let _ = write!(
            out,
            "<li class=\"curves-small\"><span class=\"curves-small-name\"><code translate=\"no\">{}</code> <b>{last}</b></span>\
             <svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
            inner.name,
            fixed(SMALL_WIDTH, 0),
            fixed(SMALL_HEIGHT, 0)
        );
        line(&mut out, "curves-grid-line", [0.0, SMALL_WIDTH, SMALL_HEIGHT - 1.0, SMALL_HEIGHT - 1.0]);
        polyline(&mut out, "curve-inner", &values.into_iter().map(place).collect::<Vec<_>>());
        let _ = write!(out, "</svg><span class=\"curves-small-doc\">{} From {} to {}.</span></li>", inner.doc, precise(low), precise(high));
    }
    out
}

/// What [`rows`] has in its columns.
pub fn columns() -> impl Iterator<Item = &'static str> {
    ["step", "episodes"].into_iter().chain(SERIES.iter().map(|series| series.label)).chain(INNER.iter().map(|inner| inner.name))
}

/// The revealed points in numbers, at most [`MAX_ROWS`] of them.
pub fn rows(shown: &[Point]) -> Vec<Vec<String>> {
    let stride = shown.len().div_ceil(MAX_ROWS).max(1);
    let kept = shown.iter().enumerate().filter(|(i, _)| i % stride == 0 || i + 1 == shown.len());
    let row = |(_, point): (usize, &Point)| {
        let series = SERIES.iter().map(|series| value_text(series, point));
        let inner = INNER.iter().map(|inner| precise((inner.value)(point).into()));
        [grouped(point.step), grouped(point.episodes)].into_iter().chain(series).chain(inner).collect()
    };
    kept.map(row).collect()
}
