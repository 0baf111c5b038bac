//! All agents of the population as small pictures: where each went in the shifted world, and its verdict. A press shows one
//! large.

use std::fmt::Write as _;

use yew::prelude::*;

use super::controls::Button;
use crate::ui::markup::show;
use crate::ui::player::Trail;
use crate::ui::shared::Shared;
use crate::ui::state::{Action, Dialog, Phase, Run, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::verdict::icon;
use crate::ui::words::{self, percent};
use engine::judge::Verdict;
use engine::share::Panel;

#[derive(PartialEq)]
struct View {
    /// The verdict shown is on all of them.
    all: bool,
    locked: bool,
    covered: bool,
    tiles: Vec<TileProps>,
}

impl View {
    fn of(state: &State) -> View {
        let (locked, covered) = (state.is_locked(Panel::Verdict), state.covers_verdict());
        let tile = |(at, run): (usize, &Run)| {
            let tile = TileProps { locked, ..TileProps::of(at, run, state.amount, at == state.shown) };
            if covered && tile.verdict.is_some() { TileProps { verdict: None, state: "covered".into(), ..tile } } else { tile }
        };
        View { all: !state.single && state.moment().is_none(), locked, covered, tiles: state.agents.iter().enumerate().map(tile).collect() }
    }
}

#[component]
pub fn Agents() -> Html {
    let it = use_selector(View::of);
    html! {
        <div id="agents" class="agents" role="group" aria-label="All agents, alike but for their seed">
            <div class="agents-head">
                <h3>{ "All agents" }</h3>
                <Button class="quiet" name="agents" disabled={it.locked || it.covered} action={Action::OpenDialog(Dialog::Agents)}>{ "As a table" }</Button>
                <Button class="quiet" name="all" disabled={it.all || it.locked} action={Action::ShowAll}>{ "Verdict on all" }</Button>
            </div>
            <div class="agents-tiles">
                { for it.tiles.iter().map(|tile| html! { <Tile key={tile.seed} ..tile.clone() /> }) }
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct TileProps {
    /// Its place among all.
    at: usize,
    seed: u32,
    shown: bool,
    /// None: not known yet; then `state` says how far it is.
    verdict: Option<Verdict>,
    state: String,
    trail: Option<Shared<Trail>>,
    /// How its way ended.
    went: String,
    locked: bool,
}

impl TileProps {
    fn of(at: usize, run: &Run, amount: f64, shown: bool) -> TileProps {
        let report = run.report_at(amount);
        let state = match (report, run.phase) {
            (Some(report), _) => words::sentence(&report.row),
            (None, Phase::Waiting) => "waiting".to_owned(),
            (None, Phase::Training | Phase::Paused) => percent(f64::from(run.step) / f64::from(run.total.max(1))),
            (None, Phase::Trained) => "judging".to_owned(),
            (None, Phase::Failed) => "failed".to_owned(),
            (None, Phase::Lost) => "lost".to_owned(),
        };
        let trail = run.trail.as_ref().filter(|_| run.phase == Phase::Trained).map(|(_, trail)| Shared(trail.clone()));
        let went = trail.as_ref().map_or(String::new(), |trail| trail.outcome.words(run.scenario.world));
        let verdict = report.map(|report| report.row.verdict);
        TileProps { at, seed: run.scenario.seed, shown, verdict, state, trail, went, locked: false }
    }
}

/// One agent as a button.
#[component]
fn Tile(props: &TileProps) -> Html {
    let dispatch = use_dispatch();
    let TileProps { at, seed, shown, verdict, state, trail, went, locked } = props;
    let label = format!("seed {seed}: {state}{}{went}", if went.is_empty() { "" } else { "; here it " });
    let at = *at;
    html! {
        <div class={classes!("agents-tile", shown.then_some("is-shown"))}>
            <button type="button" data-agent={at.to_string()} aria-pressed={shown.to_string()} title={label.clone()} aria-label={label}
                disabled={*locked} onclick={(!locked).then(|| dispatch.reform(move |_: MouseEvent| Action::Show(at)))}>
                { show(trail.as_ref().map_or_else(|| EMPTY_MAP.to_owned(), |trail| map(trail))) }
                if let Some(verdict) = verdict {
                    { show(icon(*verdict)) }
                } else {
                    // Longer words do not fit; the label has them.
                    <span class="agents-state">{ if state.len() > 6 { "\u{2026}" } else { state } }</span>
                }
            </button>
        </div>
    }
}

const EMPTY_MAP: &str = "<svg class='agents-map' viewBox='0 0 1 1' aria-hidden='true'></svg>";

/// The level from far above, with the way that the agent took.
fn map(trail: &Trail) -> String {
    let level = &trail.level;
    let center = |cell| (format!("{}.5", level.column(cell)), format!("{}.5", level.row(cell)));
    let mut out = format!(
        "<svg class='agents-map' viewBox='0.5 0.5 {} {}' aria-hidden='true'><path class='floor' d='",
        level.width - 1,
        level.height - 1
    );
    for cell in level.free_cells() {
        let _ = write!(out, "M{} {}h1v1h-1Z", level.column(cell), level.row(cell));
    }
    out += "'/>";
    for thing in &level.things {
        let class = if thing.kind.is_marker { "map-marker" } else { "map-goal" };
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
    // Who goes nowhere ends in the middle.
    let end = trail.path.last().filter(|_| level.world.spec().walks);
    let (x, y) = center(*end.unwrap_or(&level.cell(level.height / 2, level.width / 2)));
    let _ = write!(out, "'/><circle class='map-end' cx='{x}' cy='{y}' r='.55'/></svg>");
    out
}
