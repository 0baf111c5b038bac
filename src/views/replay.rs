//! What of the training is shown on the boards, and what it starts from.

use yew::prelude::*;

use super::controls::{Button, Entry, NumberField, NumberInput, Select, Slider, Switch};
use super::parts::Fold;
use super::settings::AgentSettings;
use super::train::{paint_button, play_button};
use crate::ui::chart::grouped;
use crate::ui::markup::with_code;
use crate::ui::probes::{VIEWS, movable};
use crate::ui::state::{Action, Phase, Run, Speed, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::terms::{Term, what};
use engine::decimal::fixed;
use engine::scenario::Field;
use engine::share::Panel;

#[component]
pub fn Replay() -> Html {
    html! {
        <>
            <Moments />
            <div class="controls small">
                <Sights />
                <Beginnings />
            </div>
        </>
    }
}

#[derive(PartialEq)]
struct View {
    speed: Speed,
    displayed: u32,
    newest: u32,
    total: u32,
    words: String,
    scrubbed: bool,
    /// Nothing can be trained now, or may be.
    idle: bool,
}

impl View {
    fn of(state: &State) -> View {
        let run = state.run();
        View {
            speed: state.speed,
            displayed: run.map_or(0, |run| run.displayed as u32),
            newest: run.and_then(|run| run.snapshots.last()).map_or(0, |(step, _)| *step),
            total: run.map_or(1, |run| run.total.max(1)),
            words: run.map_or_else(|| before_training(state), words),
            scrubbed: state.scrubbed,
            idle: !state.worker_ready || state.draft.blocker().is_some() || state.is_locked(Panel::Train),
        }
    }
}

fn before_training(state: &State) -> String {
    let scenario = &state.draft.scenario;
    if state.recorded.is_empty() {
        let spec = scenario.world.spec();
        format!("Not trained yet: the {} {}.", spec.agent, if spec.walks { "wanders" } else { "guesses" })
    } else {
        format!("A recording (seed {}). Press Train for your own.", scenario.seed)
    }
}

fn words(run: &Run) -> String {
    let shown = run.shown().map_or(0, |(step, _)| *step);
    match run.phase {
        Phase::Waiting => "This agent waits for a free worker.".into(),
        Phase::Failed => format!("Training stopped after {} steps.", grouped(run.step)),
        Phase::Lost => "This run was lost; train again.".into(),
        Phase::Trained if run.is_replayed() => {
            let took = run.summary.as_ref().map_or(String::new(), |summary| format!(" in {} s", fixed(summary.busy_ms / 1_000.0, 1)));
            let after = run.parent.as_ref().map_or(String::new(), |(step, _)| format!(" more, after {} of another run", grouped(*step)));
            format!("Learned from {} steps{after}{took}.", grouped(run.step))
        }
        Phase::Training | Phase::Paused | Phase::Trained => {
            format!("Showing the agent after {} of {} steps", grouped(shown), grouped(run.total))
        }
    }
}

/// The replay, and at the same time the way back to any moment of training.
#[component]
fn Moments() -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(View::of);
    let speeds: Vec<(AttrValue, AttrValue)> = Speed::ALL.iter().map(|speed| (speed.name().into(), speed.label().into())).collect();
    let now = it.speed;
    html! {
        <div class="replay">
            <label class="field">
                <span class="sr-only">{ "Replay" }</span>
                <Select id="speed" value={it.speed.name()} options={speeds}
                    onchange={dispatch.reform(move |name: String| Action::Replay(Speed::named(&name).unwrap_or(now)))} />
            </label>
            <Slider id="scrub" class="bar" max={it.total} step={256} value={it.displayed} disabled={it.newest == 0}
                label="Moment of training that is shown" text={format!("after {} steps", grouped(it.displayed))}
                onchange={dispatch.reform(Action::Scrub)} />
            <span class="replay-text">{ &it.words }</span>
            if it.scrubbed {
                <Button id="branch" name="branch" disabled={it.idle} action={Action::Branch}
                    title="A new agent goes on learning from here, with the reward and the worlds as they are on the page now">
                    { "Go on from here" }
                </Button>
            }
            <div class="folds drawers">
                <Fold class="world-settings" id="agent-settings" group="agent" title="Agent settings"><AgentSettings /></Fold>
            </div>
        </div>
    }
}

/// What the boards show beside the agent.
#[component]
fn Sights() -> Html {
    let dispatch = use_dispatch();
    let is_simple = use_selector(State::is_simple);
    let shown = use_selector(|state: &State| {
        (state.overlay, state.ghost, state.probes.view, movable(&state.shown_scenario()).map(|thing| thing.word))
    });
    let (overlay, ghost, view, thing) = *shown;
    let views: Vec<(AttrValue, AttrValue)> = VIEWS.iter().enumerate().map(|(at, name)| (at.to_string().into(), (*name).into())).collect();
    html! {
        <div class="set">
            <Switch id="overlay" title="What the agent expects in every cell, and where it would go" label="Values" on={overlay}
                onchange={dispatch.reform(Action::Overlay)} />
            <Switch id="ghost" title="A ghost does what a perfect optimizer of your words does" label="Optimizer" on={ghost}
                onchange={dispatch.reform(Action::Ghost)} />
            if let Some(thing) = thing {
                <span class="field probe-switch" title={format!("What the agent would do with the {thing} in every other cell")}>
                    { what(Term::Probe, "Probe") }
                    <label>
                        <span class="sr-only">{ "Probe" }</span>
                        <Select id="probe" value={view.to_string()} options={views}
                            onchange={dispatch.reform(|view: String| Action::Probe(view.parse().unwrap_or(0)))} />
                    </label>
                </span>
            } else {
                <span class="why probe-switch">{ "Probe: no single thing to move" }</span>
            }
            if !*is_simple {
                { play_button() }
                { paint_button() }
            }
        </div>
    }
}

#[derive(PartialEq)]
struct Start {
    seed: Entry,
    seeds: Entry,
    /// What the knob means, where the world knows disagreement.
    disagree: Option<(&'static str, Entry)>,
}

impl Start {
    fn of(state: &State) -> Start {
        let world = state.draft.scenario.world;
        Start {
            seed: Entry::of(state, Field::Seed),
            seeds: Entry::of(state, Field::Seeds),
            disagree: world.knob("disagree").map(|knob| (world.knobs()[knob].doc, Entry::of(state, Field::Train("disagree")))),
        }
    }
}

const AGENTS: &str = "How many agents to train, alike but for their seed, 1 to 64";

/// What training starts from.
#[component]
fn Beginnings() -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(Start::of);
    let new_seed =
        dispatch.reform(|_| Action::TypeField { field: Field::Seed, text: ((js_sys::Math::random() * 10_000.0) as u32).to_string() });
    html! {
        <div class="set">
            <label class="field">
                { "Seed" }
                <NumberInput id="seed" mode="numeric" size="6" entry={it.seed.clone()} />
            </label>
            <button class="quiet" data-do="new-seed" title="Another seed: another start, other levels" disabled={it.seed.locked} onclick={new_seed}>{ "New seed" }</button>
            <label class="field" title={AGENTS}>{ "Agents" }<NumberField id="seeds" label={AGENTS} entry={it.seeds.clone()} /></label>
            if let Some((doc, value)) = &it.disagree {
                <span class="field" title={format!("Training: {doc}")}>
                    { what(Term::Disagree, "Disagree") }
                    <NumberField id="train-disagree" label={format!("Training: {doc}")} entry={value.clone()} />
                </span>
            }
            <p id="seed-problem" class="field-problem">{ with_code(&it.seed.problem) }</p>
        </div>
    }
}
