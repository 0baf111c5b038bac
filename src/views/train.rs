//! The second stage: training, the boards on which the agent plays, and the replay below them. The button that trains is in the dock
//! on a phone (`dock`).

use yew::prelude::*;

use super::boards::{BOARDS, Boards};
use super::controls::{Button, Switch};
use super::parts::Heading;
use super::replay::Replay;
use crate::ui::board::Sight;
use crate::ui::markup::with_code;
use crate::ui::state::{Action, Dialog, Phase, State};
use crate::ui::store::{use_dispatch, use_selector};
use engine::scenario::{Field, Place};
use engine::share::Panel;

#[derive(PartialEq)]
struct View {
    /// There is a run.
    runs: bool,
    /// Nothing can be trained now.
    idle: bool,
    held: bool,
    /// The shown agent is learning by itself.
    learns: bool,
    /// Some agent is learning, or will be.
    is_training: bool,
    auto_train: bool,
    is_simple: bool,
    locked: bool,
    /// Why nothing can be trained.
    problem: String,
}

impl View {
    fn of(state: &State) -> View {
        let run = state.run();
        let blocker = state.draft.blocker();
        View {
            runs: run.is_some(),
            idle: !state.worker_ready || blocker.is_some(),
            held: state.held,
            learns: run.is_some_and(|run| run.phase == Phase::Training),
            is_training: state.is_training(),
            auto_train: state.auto_train,
            is_simple: state.is_simple(),
            locked: state.is_locked(Panel::Train),
            // What has a field of its own is said there, if it is on view.
            problem: blocker
                .filter(|error| {
                    let has_line = matches!(error.place, Place::Field(Field::Seed | Field::Seeds | Field::Train("disagree")));
                    !has_line || state.is_simple()
                })
                .map_or(String::new(), |error| format!("Before training: {}: {}", error.place.label(), error.message)),
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct TrainProps {
    /// How many of the boards are there by now.
    pub boards: usize,
    /// The episodes on them.
    pub sights: [Sight; 2],
    pub reduced_motion: bool,
    pub is_phone: bool,
}

#[component]
pub fn Train(props: &TrainProps) -> Html {
    let TrainProps { boards, sights, reduced_motion, is_phone } = props;
    html! {
        <section class="stage stage-train" aria-labelledby="h-2">
            <Controls is_phone={*is_phone} />
            <Boards count={*boards} sights={sights.clone()} reduced_motion={*reduced_motion} />
            // Below them, or they would move it down.
            if *boards >= BOARDS.len() {
                <Replay />
            }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct ControlsProps {
    is_phone: bool,
}

#[component]
fn Controls(props: &ControlsProps) -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(View::of);
    let locked = it.locked;
    html! {
        <>
            <div class="controls">
                <Heading number={2} title="Train" />
                if !props.is_phone {
                    <TrainButton />
                }
                <span class="group">
                    // A title that changed with the label would be read as news.
                    <Button id="pause" title="Training and boards; while they are held, you see what the last step was worth"
                        action={Action::Pause(!it.held)}>{ if it.held { "Resume" } else { "Pause" } }</Button>
                    <Button id="step" name="step" title="One update of what it has learned, then pause" disabled={it.idle || it.learns || locked}
                        action={Action::Step(1)}>{ "Step" }</Button>
                    <Button id="stop" name="stop" title="Stop training and keep what was learned" disabled={!it.is_training || locked}
                        action={Action::Stop}>{ "Stop" }</Button>
                    <Button id="reset" name="reset" title="Forget this agent; what you typed stays" disabled={!it.runs || locked}
                        action={Action::Reset}>{ "Reset" }</Button>
                </span>
                // Among all that the full bench has there is no room for it here: there it stands with what the boards show.
                if it.is_simple {
                    { play_button() }
                }
                <Switch id="auto-train" title="Train by itself shortly after an edit of the reward" label="Auto-train" on={it.auto_train} disabled={locked}
                    onchange={dispatch.reform(Action::AutoTrain)} />
            </div>
            if !props.is_phone {
                <TrainProblem />
            }
        </>
    }
}

pub fn play_button() -> Html {
    html! { <Button name="play" class="quiet" action={Action::OpenDialog(Dialog::Play)}>{ "Play it yourself" }</Button> }
}

pub fn paint_button() -> Html {
    html! { <Button name="paint" class="quiet" action={Action::OpenDialog(Dialog::Paint)}>{ "Paint levels" }</Button> }
}

#[component]
pub fn TrainButton() -> Html {
    let it = use_selector(View::of);
    html! {
        <Button id="train" name="train" class="primary" described_by="train-problem" disabled={it.idle || it.locked} action={Action::Train}>
            { if it.runs { "Train again" } else { "Train" } }
        </Button>
    }
}

#[component]
pub fn TrainProblem() -> Html {
    let it = use_selector(View::of);
    html! { <p id="train-problem" class="field-problem">{ with_code(&it.problem) }</p> }
}
