//! What is kept of a run when it is pinned, and two runs side by side. No browser.
//!
//! Questionable decision: a run is kept as its figures, not as its agents. So it costs a few kilobytes, outlives every change of
//! the page, and can be trained again from its link.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::ui::chart::{self, grouped};
use crate::ui::differences::differences;
use crate::ui::draft::Draft;
use crate::ui::markup::{escape, is_program_name, when};
use crate::ui::state::{Run, State};
use crate::ui::verdict::{Scale, bar, score_text, sentence_case};
use crate::ui::words;
use engine::decimal::fixed;
use engine::judge::{Score, SetScores, Verdict};
use engine::scenario::Scenario;

/// Rows of the table of the curves.
const ROWS: usize = 20;

/// A judged run.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What stood on the page when Train was pressed.
    pub scenario: Scenario,
    /// Of the shift at which it was judged, 0 to 1.
    pub amount: f64,
    /// The shown agent went on from another one, which no link describes.
    pub branched: bool,
    pub agents: usize,
    /// Steps that an agent has learned from; the most of them.
    pub steps: u32,
    /// Share of the last training episodes that reached the goal; mean over agents.
    pub success: f64,
    /// None: the agents are split.
    pub verdict: Option<Verdict>,
    /// The verdict with its goal, or the count of them.
    pub words: String,
    pub certain: String,
    /// Of one agent or of all that were judged.
    pub digest: String,
    /// Scores on new training levels and on shifted ones.
    pub fresh: SetScores,
    pub shift: SetScores,
    /// Means over the agents, steps ascending.
    pub curve: Vec<Moment>,
}

/// A step of training: share of episodes that reached the goal, and what they earned under the intended goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub step: u32,
    pub success: f64,
    pub intended: f64,
}

impl Side {
    /// None: there is no verdict on view yet.
    pub fn of(state: &State) -> Option<Side> {
        let (scenario, shown) = (state.base().cloned()?, state.run()?);
        let side = |verdict, words, certain, digest: &str, fresh: &SetScores, shift: &SetScores| {
            let successes: Vec<f64> =
                state.agents.iter().filter_map(|run| run.summary.as_ref()).map(|summary| f64::from(summary.success)).collect();
            Side {
                scenario,
                amount: state.amount,
                branched: shown.parent.is_some(),
                agents: state.agents.len(),
                steps: state.agents.iter().map(|run| run.step).max().unwrap_or(0),
                success: successes.iter().sum::<f64>() / successes.len().max(1) as f64,
                verdict,
                words,
                certain,
                digest: digest.to_owned(),
                fresh: fresh.clone(),
                shift: shift.clone(),
                curve: curve(&state.agents),
            }
        };
        if let Some(all) = state.population() {
            let certain = format!("{} of {} certain, each by itself", all.certain, all.agents);
            return Some(side(all.headline, words::population(all), certain, &all.digest, &all.fresh, &all.shift));
        }
        let row = &shown.report_at(state.amount)?.row;
        let certain = if row.certain { "certain" } else { "could still tip" }.to_owned();
        Some(side(Some(row.verdict), words::headline(row), certain, &row.digest, &row.sets.fresh, &row.sets.shift))
    }

    /// The very same agents, judged at the same amount of the shift.
    pub fn is(&self, other: &Side) -> bool {
        (&self.digest, self.amount) == (&other.digest, other.amount)
    }
}

fn curve(agents: &[Run]) -> Vec<Moment> {
    let mut steps: BTreeMap<u32, (f64, f64, f64)> = BTreeMap::new();
    for run in agents {
        for point in chart::fair(&run.points) {
            let sum = steps.entry(point.step).or_default();
            *sum = (sum.0 + 1.0, sum.1 + f64::from(point.success), sum.2 + f64::from(point.intended_return));
        }
    }
    // Where few of them have come to, a mean would jump.
    let enough = agents.len() as f64 / 2.0;
    let kept = steps.into_iter().filter(|(_, (count, ..))| *count >= enough);
    kept.map(|(step, (count, success, intended))| Moment { step, success: success / count, intended: intended / count }).collect()
}

/// The names of both, in columns and at lines; a class of their own each.
pub const NAMES: [&str; 2] = ["Pinned", "Beside"];
pub const CLASSES: [&str; 2] = ["side-pinned", "side-beside"];

/// What differs, the curves and the scores of both, in their places; `width` in pixels.
pub fn parts(pinned: &Side, beside: &Side, width: f64) -> String {
    let sides = [pinned, beside];
    format!("{}<div class='compare-parts'>{}{}</div>", changed(pinned, beside), curves(sides, width), scores(sides))
}

/// A piece of the line by which the curves show this run.
pub fn swatch(class: &str) -> String {
    format!(
        "<svg class='compare-swatch' width='34' height='12' viewBox='0 0 34 12' aria-hidden='true'><path class='compare-line {class}' d='M2 6H28'/>{}</svg>",
        mark(class, 29.0, 6.0)
    )
}

/// The end of a line: a square for one, a circle for the other.
fn mark(class: &str, x: f64, y: f64) -> String {
    if class == CLASSES[0] {
        format!("<rect class='compare-mark {class}' x='{}' y='{}' width='7' height='7'/>", fixed(x - 3.5, 1), fixed(y - 3.5, 1))
    } else {
        format!("<circle class='compare-mark {class}' cx='{}' cy='{}' r='4'/>", fixed(x, 1), fixed(y, 1))
    }
}

fn changed(pinned: &Side, beside: &Side) -> String {
    let drafts = [pinned, beside].map(|side| Draft::of(&side.scenario));
    let [Some(before), Some(after)] = &drafts else { return String::new() };
    let all = differences((before, pinned.amount), (after, beside.amount));
    let mut out = "<section class='compare-differences' aria-label='What differs'><h3>What differs</h3>".to_owned();
    if pinned.scenario.world != beside.scenario.world {
        out += "<p>These are two worlds. A score of 1 is the best possible in each of them, so scores can be compared; what stands in one \
                of them only has a dash.</p>";
    }
    if all.is_empty() {
        return out + "<p>Nothing: both are the same experiment.</p></section>";
    }
    let _ = write!(
        out,
        "<div class='compare-scroll' tabindex='0' role='region' aria-label='What differs, field by field'><table><thead><tr>\
         <th scope='col'>Field</th><th scope='col'>{}</th><th scope='col'>{}</th></tr></thead><tbody>",
        NAMES[0], NAMES[1]
    );
    for difference in all {
        let stays = when(is_program_name(&difference.name), " translate='no'");
        let _ = write!(out, "<tr><th scope='row'{stays}>{}</th>", escape(&difference.name));
        for value in [&difference.before, &difference.after] {
            match value {
                None => out += "<td><span aria-hidden='true'>–</span><span class='sr-only'>not there</span></td>",
                Some(text) if text.is_empty() => out += "<td><i>empty</i></td>",
                Some(text) if difference.program => drop(write!(out, "<td><pre translate='no'>{}</pre></td>", escape(text))),
                Some(text) => drop(write!(out, "<td>{}</td>", escape(text))),
            }
        }
        out += "</tr>";
    }
    out + "</tbody></table></div></section>"
}

/// Goal by goal, here and there, of both.
fn scores(sides: [&Side; 2]) -> String {
    type Pick = fn(&SetScores) -> Option<Score>;
    // On new training levels and on shifted ones, of both.
    type Found = [[Option<Score>; 2]; 2];
    let mut rows: Vec<(String, &str, Found)> = Vec::new();
    let both = |pick: Pick| [sides.map(|side| pick(&side.fresh)), sides.map(|side| pick(&side.shift))];
    rows.push(("Your reward".to_owned(), "fill-reward", both(|set| set.reward)));
    if both(|set| set.earned) != both(|set| set.reward) {
        rows.push(("Your reward, as earned".to_owned(), "fill-reward", both(|set| set.earned)));
    }
    rows.push(("What you meant".to_owned(), "fill-intended", both(|set| set.intended)));
    let mut names: Vec<&String> = Vec::new();
    for name in sides.iter().flat_map(|side| side.shift.proxies.keys()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let found = [sides.map(|side| side.fresh.proxy(name)), sides.map(|side| side.shift.proxy(name))];
        rows.push((sentence_case(words::proxy_name(name)), "fill-proxy", found));
    }
    let least = rows.iter().flat_map(|row| row.2).flatten().flatten().map(|score| score.low).fold(0.0, f64::min);
    let scale = Scale { low: (least * 10.0).floor().max(-10.0) / 10.0, high: 1.0 };
    let mut out = format!(
        "<section class='compare-scores' aria-label='Scores'><h3>Scores</h3><div class='compare-scroll' tabindex='0' role='region' \
         aria-label='Scores of both runs'><table><caption>0: the better of random and the best constant action. 1: the best possible. \
         Lines and brackets: 95 % intervals.</caption><thead><tr><th scope='col' rowspan='2'>Goal</th><th scope='colgroup' colspan='2'>new training levels</th>\
         <th scope='colgroup' colspan='2'>shifted levels</th></tr><tr>{0}{0}</tr></thead><tbody>",
        NAMES.map(|name| format!("<th scope='col'>{name}</th>")).concat()
    );
    for (name, fill, found) in rows {
        let _ = write!(out, "<tr><th scope='row'>{}</th>", escape(&name));
        for score in found.into_iter().flatten() {
            let _ = write!(out, "<td>{}", score_text(score));
            bar(&mut out, score, fill, scale, None);
            out += "</td>";
        }
        out += "</tr>";
    }
    out + "</tbody></table></div></section>"
}

/// One of the two pictures of the curves.
struct Panel {
    title: &'static str,
    value: fn(&Moment) -> f64,
    low: f64,
    high: f64,
    percent: bool,
}

impl Panel {
    fn text(&self, value: f64) -> String {
        if self.percent { words::percent(value) } else { words::number(value) }
    }
}

const PANEL_HEIGHT: f64 = 132.0;
const MARGINS: [f64; 4] = [24.0, 62.0, 24.0, 46.0];

fn curves(sides: [&Side; 2], width: f64) -> String {
    let moments = || sides.iter().flat_map(|side| &side.curve);
    let total = moments().map(|moment| moment.step).max().unwrap_or(1);
    let (low, high) = moments().fold((0.0_f64, 1.0_f64), |(low, high), moment| (low.min(moment.intended), high.max(moment.intended)));
    let panels = [
        Panel { title: "Success", value: |moment| moment.success, low: 0.0, high: 1.0, percent: true },
        Panel { title: "Return under what you meant", value: |moment| moment.intended, low, high, percent: false },
    ];
    // Beside each other where there is room.
    let stacked = width < 480.0;
    let each = if stacked { width } else { width / 2.0 };
    let mut said = Vec::new();
    for panel in &panels {
        let ends = sides.map(|side| side.curve.last().map_or("–".to_owned(), |last| panel.text((panel.value)(last))));
        said.push(format!("{} ends at {} pinned, {} beside", panel.title, ends[0], ends[1]));
    }
    let said = said.join("; ");
    let height = if stacked { 2.0 * PANEL_HEIGHT } else { PANEL_HEIGHT };
    let mut out = format!(
        "<section class='compare-curves' aria-label='Learning curves of both'><h3>Learning curves</h3><p>{said}. Means over the agents and their last 256 training \
         episodes.</p><svg width='{0}' height='{1}' viewBox='0 0 {0} {1}' role='img' aria-label='Learning curves of both runs: {said}.'>",
        fixed(width, 0),
        fixed(height, 0)
    );
    for (at, panel) in panels.iter().enumerate() {
        let (x, y) = if stacked { (0.0, at as f64 * PANEL_HEIGHT) } else { (at as f64 * each, 0.0) };
        let _ = write!(out, "<g transform='translate({} {})'>{}</g>", fixed(x, 0), fixed(y, 0), draw(panel, sides, total, each));
    }
    out + "</svg>" + &table(sides, &panels) + "</section>"
}

fn draw(panel: &Panel, sides: [&Side; 2], total: u32, width: f64) -> String {
    let [top, right, bottom, left] = MARGINS;
    let (end, floor) = (width - right, PANEL_HEIGHT - bottom);
    let x = |step: u32| left + (end - left) * f64::from(step) / f64::from(total.max(1));
    let y = |value: f64| floor - (floor - top) * (value - panel.low) / (panel.high - panel.low);
    let mut out = format!("<text x='{}' y='12' class='compare-title'>{}</text>", fixed(left, 0), panel.title);
    for value in [panel.low, (panel.low + panel.high) / 2.0, panel.high] {
        let at = fixed(y(value), 1);
        let _ = write!(
            out,
            "<path class='compare-grid' d='M{} {at}H{}'/><text x='{}' y='{}' text-anchor='end'>{}</text>",
            fixed(left, 0),
            fixed(end, 1),
            fixed(left - 6.0, 0),
            fixed(y(value) + 4.0, 1),
            panel.text(value)
        );
    }
    for (step, anchor) in [(0, "start"), (total, "end")] {
        let words = if step == 0 { "0".to_owned() } else { grouped(step) + " steps" };
        let _ = write!(out, "<text x='{}' y='{}' text-anchor='{anchor}'>{words}</text>", fixed(x(step), 1), fixed(PANEL_HEIGHT - 7.0, 1));
    }
    let mut ends = Vec::new();
    for (place, side) in sides.iter().enumerate() {
        let Some(last) = side.curve.last() else { continue };
        let points: Vec<String> =
            side.curve.iter().map(|moment| format!("{} {}", fixed(x(moment.step), 1), fixed(y((panel.value)(moment)), 1))).collect();
        let _ = write!(out, "<polyline class='compare-line {}' points='{}'/>", CLASSES[place], points.join(" "));
        ends.push((place, x(last.step), y((panel.value)(last))));
    }
    // Labels that would stand on each other move apart.
    let close = ends.len() == 2 && (ends[0].2 - ends[1].2).abs() < 13.0;
    let upper = if ends.len() == 2 && ends[0].2 > ends[1].2 { 1 } else { 0 };
    for (at, (place, x, y)) in ends.into_iter().enumerate() {
        let label = match close {
            true if at == upper => y - 4.0,
            true => y + 10.0,
            false => y + 4.0,
        };
        let _ = write!(
            out,
            "{}<text x='{}' y='{}'>{}</text>",
            mark(CLASSES[place], x, y),
            fixed(x + 8.0, 1),
            fixed(label, 1),
            NAMES[place].to_lowercase()
        );
    }
    out
}

fn table(sides: [&Side; 2], panels: &[Panel]) -> String {
    let mut steps: Vec<u32> = sides.iter().flat_map(|side| &side.curve).map(|moment| moment.step).collect();
    steps.sort_unstable();
    steps.dedup();
    let mut out =
        "<details class='fold'><summary>As a table</summary><div class='compare-scroll' tabindex='0' role='region' aria-label='Learning curves \
                   of both as a table'><table><thead><tr><th scope='col'>Step</th>"
            .to_owned();
    for panel in panels {
        for name in NAMES {
            let _ = write!(out, "<th scope='col'>{}, {}</th>", panel.title, name.to_lowercase());
        }
    }
    out += "</tr></thead><tbody>";
    let stride = steps.len().div_ceil(ROWS).max(1);
    for (at, step) in steps.iter().enumerate() {
        if at % stride != 0 && at + 1 != steps.len() {
            continue;
        }
        let _ = write!(out, "<tr><th scope='row'>{}</th>", grouped(*step));
        for panel in panels {
            for side in sides {
                let found = side.curve.iter().find(|moment| moment.step == *step);
                let _ = write!(out, "<td>{}</td>", found.map_or("–".to_owned(), |moment| panel.text((panel.value)(moment))));
            }
        }
        out += "</tr>";
    }
    out + "</tbody></table></div></details>"
}
