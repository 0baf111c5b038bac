//! All agents of the population as small pictures: where each went in the shifted world, and its verdict. A press shows one
//! large.

use std::fmt::Write as _;
use std::rc::Rc;

use super::markup::{escape, when};
use super::player::Trail;
use super::state::{Phase, Run, State};
use super::words::percent;
use super::{verdict, words};

/// `all`: the verdict shown is on all of them.
pub fn agents(state: &State, all: bool) -> String {
    let mut out = format!(
        "<div id='agents' class='agents' role='group' aria-label='All agents, alike but for their seed'><div class='agents-head'>\
         <h3>All agents</h3><button class='quiet' data-annex='agents'>As a table</button><button class='quiet' data-do='all'{}>Verdict on all</button></div><div class='agents-tiles'>",
        when(all, " disabled")
    );
    for (agent, run) in state.agents.iter().enumerate() {
        let shown = agent == state.shown;
        let _ = write!(out, "<div class='agents-tile{}'>{}</div>", when(shown, " is-shown"), tile(agent, run, state.amount, shown));
    }
    out + "</div></div>"
}

/// One agent as a button.
fn tile(agent: usize, run: &Run, amount: f64, shown: bool) -> String {
    let report = run.report.as_ref().filter(|(at, _)| *at == amount).map(|(_, report)| report);
    let state = match (report, run.phase) {
        (Some(report), _) => words::headline(&report.row),
        (None, Phase::Waiting) => "waiting".to_owned(),
        (None, Phase::Training | Phase::Paused) => percent(f64::from(run.step) / f64::from(run.total.max(1))),
        (None, Phase::Trained) => "judging".to_owned(),
        (None, Phase::Failed) => "failed".to_owned(),
        (None, Phase::Lost) => "lost".to_owned(),
    };
    let trail = run.trail.as_ref().filter(|_| run.phase == Phase::Trained).map(|(_, trail)| trail);
    let went = trail.map_or(String::new(), |trail| trail.outcome.words(run.scenario.world));
    let label = format!("seed {}: {}{}{went}", run.scenario.seed, escape(&state), if went.is_empty() { "" } else { "; here it " });
    let mut out = format!("<button type='button' data-agent='{agent}' aria-pressed='{shown}' title='{label}' aria-label='{label}'>");
    match trail {
        Some(trail) => map(&mut out, trail),
        None => out += "<svg class='agents-map' viewBox='0 0 1 1' aria-hidden='true'></svg>",
    }
    match report {
        Some(report) => out += &verdict::icon(report.row.verdict),
        // Longer words do not fit; the label has them.
        None => drop(write!(out, "<span class='agents-state'>{}</span>", if state.len() > 6 { "\u{2026}" } else { &state })),
    }
    out + "</button>"
}

/// The level from far above, with the way that the agent took.
fn map(out: &mut String, trail: &Rc<Trail>) {
    let level = &trail.level;
    let center = |cell| (format!("{}.5", level.column(cell)), format!("{}.5", level.row(cell)));
    let _ = write!(
        out,
        "<svg class='agents-map' viewBox='0.5 0.5 {} {}' aria-hidden='true'><path class='floor' d='",
        level.width - 1,
        level.height - 1
    );
    for cell in level.free_cells() {
        let _ = write!(out, "M{} {}h1v1h-1Z", level.column(cell), level.row(cell));
    }
    *out += "'/>";
    for thing in &level.things {
        let class = if thing.kind.is_marker() { "map-marker" } else { "map-goal" };
        let _ = write!(out, "<rect class='{class}' x='{}' y='{}' width='1' height='1'/>", level.column(thing.cell), level.row(thing.cell));
    }
    let class = match trail.outcome.first {
        Some(0) => "map-way is-cheese",
        Some(_) => "map-way is-corner",
        None => "map-way",
    };
    let _ = write!(out, "<polyline class='{class}' points='");
    for &cell in &trail.path {
        let (x, y) = center(cell);
        let _ = write!(out, "{x} {y} ");
    }
    let (x, y) = center(*trail.path.last().unwrap_or(&level.start));
    let _ = write!(out, "'/><circle class='map-end' cx='{x}' cy='{y}' r='.55'/></svg>");
}
