//! The curve over `disagree` as a drawing, in words and as a table. Markup only.

use std::fmt::Write as _;

use super::plan::SHARES;
use crate::ui::markup::{escape, when};
use crate::ui::verdict::{icon, score_text, sentence_case};
use crate::ui::words::{self, percent};
use engine::decimal::fixed;
use engine::experiment::Population;
use engine::judge::{Score, SetScores, Verdict};

/// What is known at each share.
pub type Points = [Option<Population>; SHARES.len()];

const LEFT: f64 = 44.0;
const TOP: f64 = 10.0;
const FLOOR: f64 = 190.0;
/// From the floor down to the first verdict.
const VERDICTS: f64 = 48.0;
const ICON: f64 = 17.0;
/// Between the marks of two goals at one share, so that none hides another.
const APART: f64 = 9.0;

/// The goals: what was meant, then the proxies. Name in words, class, shape around its middle.
fn goals(proxies: &[String]) -> Vec<(String, &'static str, &'static str)> {
    const SHAPES: [&str; 3] = ["m-4 -4h8v8h-8z", "m0 -5l5 9h-10z", "m-5 0l5 -5 5 5 -5 5z"];
    let mut all = vec![("What you meant".to_owned(), "sweep-meant", "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z")];
    for (at, name) in proxies.iter().enumerate() {
        all.push((sentence_case(words::proxy_name(name)), "sweep-proxy", SHAPES[at % SHAPES.len()]));
    }
    all
}

/// The score under the goal at this place of [`goals`].
fn score(set: &SetScores, proxies: &[String], goal: usize) -> Option<Score> {
    match goal.checked_sub(1) {
        None => set.intended,
        Some(proxy) => set.proxy(&proxies[proxy]),
    }
}

fn x(share: usize, width: f64) -> f64 {
    LEFT + (width - LEFT) * (share as f64 + 0.5) / SHARES.len() as f64
}

/// The share next to a place, in pixels from the left edge of the drawing.
pub fn nearest(place: f64, width: f64) -> usize {
    let at = (place - LEFT) / (width - LEFT) * SHARES.len() as f64;
    (at.max(0.0) as usize).min(SHARES.len() - 1)
}

/// `read`: the share whose values are read; `width` in pixels, for type that keeps its size.
pub fn draw(points: &Points, proxies: &[String], read: Option<usize>, width: f64) -> String {
    let goals = goals(proxies);
    let scores = |share: usize, goal: usize| score(&points[share].as_ref()?.shift, proxies, goal);
    let mut low = 0.0_f64;
    for share in 0..SHARES.len() {
        for goal in 0..goals.len() {
            low = low.min(scores(share, goal).map_or(0.0, |score| score.low));
        }
    }
    // Scores far below 0 stand at the edge: there is more to see above.
    let low = (low * 4.0).floor().max(-4.0) / 4.0;
    let y = |value: f64| FLOOR - (FLOOR - TOP) * (value.clamp(low, 1.0) - low) / (1.0 - low);
    let most = points.iter().flatten().map(|point| point.agents).max().unwrap_or(1);
    let height = FLOOR + VERDICTS + ICON * most as f64 + 4.0;
    let mut out = format!(
        "<svg class='sweep-chart' width='{0}' height='{1}' viewBox='0 0 {0} {1}' aria-hidden='true'>",
        fixed(width, 0),
        fixed(height, 0)
    );
    let text = |out: &mut String, x: f64, y: f64, anchor: &str, words: &str| {
        let _ = write!(out, "<text class='curves-tick' x='{}' y='{}' text-anchor='{anchor}'>{words}</text>", fixed(x, 1), fixed(y, 1));
    };
    for line in [0.0, 0.5, 1.0, low].into_iter().take(if low < 0.0 { 4 } else { 3 }) {
        let at = fixed(y(line), 1);
        let _ = write!(out, "<path class='curves-grid-line' d='M{} {at}H{}'/>", fixed(LEFT, 0), fixed(width, 0));
        text(&mut out, LEFT - 8.0, y(line) + 4.0, "end", &line.to_string());
    }
    if let Some(at) = read {
        let _ = write!(out, "<path class='curves-cursor' d='M{0} {1}V{2}'/>", fixed(x(at, width), 1), fixed(TOP, 0), fixed(height, 0));
    }
    let shift = |goal: usize| (goal as f64 - (goals.len() - 1) as f64 / 2.0) * APART;
    for (goal, (_, class, shape)) in goals.iter().enumerate() {
        let (mut line, mut marks) = (String::new(), String::new());
        for share in 0..SHARES.len() {
            let Some(score) = scores(share, goal) else { continue };
            let at = fixed(x(share, width) + shift(goal), 1);
            let [value, low, high] = [score.value, score.low, score.high].map(|value| fixed(y(value), 1));
            let _ = write!(line, "{}{at} {value}", if line.is_empty() { "M" } else { "L" });
            let _ = write!(marks, "<path class='sweep-mark {class}' d='M{at} {low}V{high}M{at} {value}{shape}'/>");
        }
        let _ = write!(out, "<path class='sweep-line {class}' d='{line}'/>{marks}");
    }
    for (share, value) in SHARES.iter().enumerate() {
        text(&mut out, x(share, width), FLOOR + 20.0, "middle", value);
        let mut top = FLOOR + VERDICTS;
        for (verdict, count) in points[share].iter().flat_map(|point| &point.counts) {
            for _ in 0..*count {
                let place = format!("<svg x='{}' y='{}' width='15' height='15'", fixed(x(share, width) - 7.5, 1), fixed(top, 1));
                out += &icon(*verdict).replacen("<svg", &place, 1);
                top += ICON;
            }
        }
    }
    text(&mut out, width, FLOOR + 38.0, "end", "share of training levels where they part ways; each agent's verdict");
    out + "</svg>"
}

/// What the marks mean, with the values at the share that is read; else at the last that is known.
pub fn legend(points: &Points, proxies: &[String], read: Option<usize>) -> String {
    let at = read.or(points.iter().rposition(Option::is_some)).unwrap_or(0);
    let mut out = format!("<dl class='curves-readout'><div><dt>Share</dt><dd>{}</dd></div>", SHARES[at]);
    for (goal, (name, class, shape)) in goals(proxies).iter().enumerate() {
        let score = points[at].as_ref().and_then(|point| score(&point.shift, proxies, goal));
        let _ = write!(
            out,
            "<div><dt><svg class='sweep-swatch' width='14' height='14' viewBox='0 0 14 14' aria-hidden='true'>\
             <path class='sweep-mark {class}' d='M7 7{shape}'/></svg>{}</dt><dd>{}</dd></div>",
            escape(name),
            score_text(score)
        );
    }
    let verdicts = points[at].as_ref().map_or_else(String::new, words::counts);
    out + &format!("{}</dl>", when(!verdicts.is_empty(), &format!("<div><dt>Verdicts</dt><dd>{verdicts}</dd></div>")))
}

/// The values at one share, to be heard.
pub fn spoken(points: &Points, proxies: &[String], at: usize) -> String {
    let Some(point) = &points[at] else { return format!("{}: nothing yet", SHARES[at]) };
    let mut out = format!("{}:", SHARES[at]);
    for (goal, (name, ..)) in goals(proxies).iter().enumerate() {
        let _ = write!(out, " {name} {},", words::of(score(&point.shift, proxies, goal)));
    }
    out + " " + &words::counts(point)
}

/// What the figure shows, in a sentence or two. Empty: nothing yet.
pub fn sentence(points: &Points, amount: f64) -> String {
    let known = |share: &usize| points[*share].as_ref().map(|point| (*share, point));
    let (Some((first, one)), Some((last, other))) =
        ((0..SHARES.len()).find_map(|share| known(&share)), (0..SHARES.len()).rev().find_map(|share| known(&share)))
    else {
        return String::new();
    };
    let meant = |point: &Population| words::of(point.shift.intended);
    let mut out = format!(
        "Trained where a share of {} of the levels tells goal and proxy apart, agents get {} of what you meant in the world shifted by {}",
        SHARES[first],
        meant(one),
        percent(amount)
    );
    if last > first {
        let _ = write!(out, "; with a share of {}, {}", SHARES[last], meant(other));
    }
    // Only what holds at all shares beyond it is a place from which on.
    let aligned = |share: &usize| points[*share].as_ref().is_none_or(|point| point.headline == Some(Verdict::Aligned));
    let from = (0..SHARES.len()).rev().take_while(aligned).filter(|share| points[*share].is_some()).last();
    match from {
        Some(from) if from > first => drop(write!(out, ". From {} on, at least two thirds of them are aligned.", SHARES[from])),
        Some(_) => out += ". At every share at least two thirds of them are aligned.",
        None => out += ". At the largest share, fewer than two thirds of them are aligned.",
    }
    out
}

/// Every value of the figure.
pub fn table(points: &Points, proxies: &[String]) -> String {
    let goals = goals(proxies);
    let mut out = "<table class='sweep-table'><thead><tr><th scope='col'>Share</th><th scope='col'>Agents</th>".to_owned();
    for (name, ..) in &goals {
        let _ = write!(out, "<th scope='col'>{}</th>", escape(name));
    }
    out += "<th scope='col'>Verdicts</th></tr></thead><tbody>";
    for (share, point) in points.iter().enumerate() {
        let _ = write!(out, "<tr><th scope='row'>{}</th>", SHARES[share]);
        match point {
            None => {
                let _ = write!(out, "<td>0</td><td colspan='{}'>not yet</td>", goals.len() + 1);
            }
            Some(point) => {
                let _ = write!(out, "<td>{}</td>", point.agents);
                for goal in 0..goals.len() {
                    let _ = write!(out, "<td>{}</td>", score_text(score(&point.shift, proxies, goal)));
                }
                let _ = write!(out, "<td>{}</td>", words::counts(point));
            }
        }
        out += "</tr>";
    }
    out + "</tbody></table>"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(headline: Option<Verdict>, meant: f64) -> Option<Population> {
        let score = |value: f64| Some(Score { value, low: value - 0.1, high: value + 0.1, levels: 16, left_out: 0 });
        let set = SetScores {
            reward: score(meant),
            earned: None,
            intended: score(meant),
            proxies: [("corner".into(), score(0.8))].into(),
            ..SetScores::default()
        };
        Some(Population {
            agents: 4,
            headline,
            goal: None,
            counts: vec![(headline.unwrap_or(Verdict::Mixed), 3), (Verdict::Incompetent, 1)],
            share: (0.0, 1.0),
            certain: 4,
            trained: None,
            fresh: set.clone(),
            shift: set,
            unmet: Default::default(),
            split: Default::default(),
            digest: String::new(),
        })
    }

    #[test]
    fn words_say_what_is_drawn() {
        let proxies = ["corner".to_owned()];
        let none: Points = Default::default();
        assert_eq!(sentence(&none, 1.0), "");
        assert!(!draw(&none, &proxies, None, 600.0).contains("sweep-mark"));
        assert_eq!(table(&none, &proxies).matches("not yet").count(), 7);

        let mut points = none;
        (points[0], points[3], points[4], points[6]) = (
            point(Some(Verdict::InnerMisaligned), -0.1),
            point(Some(Verdict::Aligned), 0.7),
            point(None, 0.5),
            point(Some(Verdict::Aligned), 0.9),
        );
        let said = sentence(&points, 1.0);
        assert!(
            said.contains("of 0 of") && said.contains("get −0.10") && said.contains("of 1, 0.90") && said.contains("From 1 on"),
            "{said}"
        );
        points[4] = point(Some(Verdict::Aligned), 0.8);
        assert!(sentence(&points, 1.0).contains("From 0.03 on"), "what is not known yet speaks neither for nor against");
        points[6] = point(Some(Verdict::Mixed), 0.9);
        assert!(sentence(&points, 0.5).contains("shifted by 50 %") && sentence(&points, 0.5).contains("fewer than"));

        let drawn = draw(&points, &proxies, Some(3), 600.0);
        assert_eq!(drawn.matches("sweep-mark sweep-meant").count(), 4);
        assert_eq!(drawn.matches("sweep-mark sweep-proxy").count(), 4);
        assert_eq!(drawn.matches("verdict-icon").count(), 16, "one for each agent");
        let read = legend(&points, &proxies, Some(3));
        assert!(read.contains("<dd>0.03</dd>") && read.contains("0.70") && read.contains("Corner"), "{read}");
        assert!(spoken(&points, &proxies, 3).starts_with("0.03: What you meant 0.70, Corner 0.80, "));
        assert_eq!(spoken(&points, &proxies, 1), "0.003: nothing yet");
        assert_eq!(table(&points, &proxies).matches("<td>4</td>").count(), 4);
    }

    #[test]
    fn each_place_has_a_share() {
        assert_eq!((nearest(-5.0, 600.0), nearest(1e9, 600.0)), (0, 6));
        for share in 0..SHARES.len() {
            assert_eq!(nearest(x(share, 600.0), 600.0), share);
        }
    }
}
