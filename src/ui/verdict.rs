//! Verdicts and scores as markup: pictures of verdicts, and scores as text and as bars.
//!
//! One decision that a reader would question: bars are SVG with every place in percent, because a `style=` attribute is forbidden
//! here and a scaled `viewBox` would stretch the caps of the intervals.

use std::fmt::Write as _;

use super::words::number;
use engine::decimal::fixed;
use engine::judge::Score;
use engine::judge::Verdict;

/// The value and its interval; a dash with its reason where there is none.
pub fn score_text(score: Option<Score>) -> String {
    match score {
        Some(score) => format!("<b>{}</b><span> [{}, {}]</span>", number(score.value), number(score.low), number(score.high)),
        None => "<span aria-hidden='true'>–</span><span class='sr-only'>cannot be scored here</span>".to_owned(),
    }
}

/// The values at both ends of all bars.
#[derive(Clone, Copy)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
}

impl Scale {
    /// Where a value lies, percent of the width; beyond the ends, at the end.
    fn at(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) * 100.0
    }
}

/// As a drawing as wide as its place. The number beside it says the same. `threshold`: where a rule of the verdict draws its line.
pub fn bar(out: &mut String, score: Option<Score>, fill: &str, scale: Scale, threshold: Option<f64>) {
    *out += "<svg class='verdict-bar' height='10' aria-hidden='true'><rect class='track' x='0' y='1' width='100%' height='8' rx='2'/>";
    let line = |out: &mut String, class: &str, [x1, x2]: [f64; 2], [y1, y2]: [u8; 2]| {
        let _ =
            write!(out, "<line class='{class}' x1='{}%' x2='{}%' y1='{y1}' y2='{y2}'/>", fixed(scale.at(x1), 1), fixed(scale.at(x2), 1));
    };
    if let Some(Score { value, low, high, .. }) = score {
        let (from, to) = (scale.at(value.min(0.0)), scale.at(value.max(0.0)));
        let _ = write!(out, "<rect class='{fill}' x='{}%' y='1' width='{}%' height='8' rx='1'/>", fixed(from, 1), fixed(to - from, 1));
        line(out, "halo", [low, high], [5, 5]);
        line(out, "interval", [low, high], [5, 5]);
        line(out, "interval", [low, low], [2, 8]);
        line(out, "interval", [high, high], [2, 8]);
    }
    line(out, "mark", [0.0, 0.0], [0, 10]);
    if let Some(at) = threshold {
        line(out, "threshold", [at, at], [0, 10]);
    }
    if score.is_some_and(|score| score.value < scale.low) {
        // Further down than the scale goes.
        *out += "<path class='interval' d='M5 1 L0 5 L5 9' fill='none'/>";
    }
    *out += "</svg>";
}

/// Names of goals are ASCII; std's tables for the capitals of all scripts are 5 KB to load.
pub fn sentence_case(mut name: String) -> String {
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// A shape of its own for every verdict, so that color is never alone. The circle is the world, the dot what the agent goes for.
pub fn icon(verdict: Verdict) -> String {
    const CIRCLE: &str = "<circle cx='12' cy='12' r='9'/>";
    let (ground, shape) = match verdict {
        // A circle without anything in it.
        Verdict::NothingAsked => (CIRCLE, "<path d='M8.5 12h7'/>"),
        Verdict::NothingMeant => (CIRCLE, "<path d='M8.5 10h7M8.5 14h7'/>"),
        // An hourglass.
        Verdict::NotTrained => ("", "<path d='M6 3h12M6 21h12M7.5 3c0 5 4.5 6 4.5 9s-4.5 4-4.5 9M16.5 3c0 5-4.5 6-4.5 9s4.5 4 4.5 9'/>"),
        // A stack of cards.
        Verdict::Memorized => (
            "",
            "<rect x='3.5' y='8.5' width='12' height='12' rx='2'/><path d='M8 5.5V5a1.5 1.5 0 0 1 1.5-1.5h9.5A1.5 1.5 0 0 1 20.5 5v9.5a1.5 1.5 0 0 1-1.5 1.500h-.5'/>",
        ),
        // An eye, half closed.
        Verdict::ShortSighted => (
            "",
            "<path d='M2.5 12c4-6.5 15-6.5 19 0-4 6.5-15 6.5-19 0z'/><circle class='solid' cx='12' cy='12' r='3'/><path d='M4 4l16 16'/>",
        ),
        Verdict::CannotTell => {
            (CIRCLE, "<path d='M9.3 9.500a2.7 2.7 0 1 1 3.9 2.400c-.8.5-1.2 1-1.2 2'/><circle class='solid' cx='12' cy='16.8' r='1.2'/>")
        }
        Verdict::Aligned => (CIRCLE, "<path d='M7.8 12.300l3 3 5.5-6'/>"),
        // A gauge, its needle pushed.
        Verdict::Tampering => ("", "<path d='M3.5 17a8.5 8.5 0 1 1 17 0zM12 17l5-6'/><path d='M7 20.500h10'/>"),
        // What it goes for lies outside of what was meant.
        Verdict::OuterMisaligned => {
            ("", "<circle cx='9.5' cy='14.5' r='6.5'/><path d='M9.5 14.500L16.5 7.5'/><circle class='solid' cx='18.5' cy='5.5' r='3'/>")
        }
        // Inside there is another goal.
        Verdict::InnerMisaligned => (CIRCLE, "<circle class='solid' cx='14.8' cy='9.2' r='3'/><path d='M7 14.500l3 3M10 14.500l-3 3'/>"),
        // A knot of a path that leads nowhere.
        Verdict::Incompetent => ("", "<path d='M3 18c4 0 5-12 10-12s6 9 1.5 9S9 9 14 8.500c4-.4 6 3.5 7 7.5'/>"),
        // Half and half.
        Verdict::Mixed => (CIRCLE, "<path class='solid' d='M12 3a9 9 0 0 1 0 18z'/>"),
    };
    format!("<svg class='verdict-icon' viewBox='0 0 24 24' aria-hidden='true'>{ground}{shape}</svg>")
}
