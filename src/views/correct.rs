//! The fifth stage: what would undo what went wrong, and how long it takes to correct the agent in the shifted world.

use yew::prelude::*;

use super::controls::Button;
use super::parts::Stage;
use super::results::{Part, Results};
use super::root::{live, use_spoken};
use crate::ui::correct::{Course, robustness};
use crate::ui::state::{Action, Remedy, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::terms::{Term, what};
use crate::ui::words::{self, number, percent};
use engine::experiment::correct;
use engine::share::Panel;

#[derive(PartialEq)]
struct View {
    /// The remedy of the preset, if it has one, and what the preset is then.
    remedy: Option<(Remedy, &'static str)>,
    /// It could be trained.
    ready: bool,
    locked: bool,
    /// There is an agent that could be corrected.
    trained: bool,
    /// The verdicts before and now, in words, on the same world.
    compared: Option<(String, String)>,
}

impl View {
    fn of(state: &State) -> View {
        let locked = state.is_locked(Panel::Correct);
        let now = match state.agents.len() {
            _ if state.covers_verdict() => None,
            0 | 1 => state.verdict().map(|report| words::sentence(&report.row)),
            _ => state.population().map(|population| words::population(population)),
        };
        View {
            remedy: state.remedy().map(|(remedy, preset)| (remedy, preset.about)),
            ready: state.worker_ready && state.draft.reading.compiles && !locked && !state.is_repair_locked(),
            locked,
            trained: state.trained().is_some() && state.worker_ready && !locked,
            compared: state.before.clone().filter(|(amount, _)| *amount == state.amount).map(|(_, before)| before).zip(now),
        }
    }
}

#[component]
pub fn Correct() -> Html {
    let it = use_selector(View::of);
    let View { remedy, ready, locked, trained, compared } = &*it;
    let write_reward = use_dispatch().reform(|_: MouseEvent| Action::WriteReward);
    html! {
        <Stage name="correct" number={5} title="Correct" about="what would undo it?">
            <div class="remedies">
                if let Some((remedy, about)) = remedy {
                    { remedy_button(*remedy, about, !ready) }
                }
                <button id="remedy-reward" class="remedy" disabled={*locked} onclick={(!locked).then_some(write_reward)}>
                    <b>{ "Change the reward" }</b>{ " pay for something else, and see if that helps" }
                </button>
                <p class="go-on">
                    { "Go on learning in the shifted world, paid by " }
                    <span class="group">
                        <Button id="correct-reward" disabled={!trained} action={Action::Correct(Some(false))}>{ "your reward" }</Button>
                        <Button id="correct-intended" disabled={!trained} action={Action::Correct(Some(true))}>{ "what you meant" }</Button>
                    </span>
                </p>
                <Results part={Part::Correction} />
            </div>
            <p class="before-after">
                if let Some((before, now)) = compared {
                    { format!("Before: {before}. Now: {now}.") }
                }
            </p>
        </Stage>
    }
}

/// Two buttons by their ids, of which one is there.
fn remedy_button(remedy: Remedy, about: &'static str, disabled: bool) -> Html {
    let (id, what) = match remedy {
        Remedy::Apply => ("remedy-worlds", "Repair it"),
        Remedy::Undo => ("remedy-back", "Undo the repair"),
    };
    html! {
        <Button {id} name={id} class="remedy" {disabled} action={Action::Repair(remedy)}>
            <b>{ what }</b>{ format!(" {about} Then train.") }
        </Button>
    }
}

#[derive(PartialEq)]
struct Corrected {
    intended: bool,
    amount: f64,
    /// Of the agent, and of the fresh one.
    courses: [Course; 2],
    robustness: Option<String>,
    locked: bool,
}

impl Corrected {
    fn of(state: &State) -> Option<Corrected> {
        let correcting = state.correcting.as_ref()?;
        Some(Corrected {
            intended: correcting.intended,
            amount: correcting.amount,
            courses: correcting.runs.each_ref().map(Course::of),
            robustness: robustness(correcting),
            locked: state.is_locked(Panel::Correct),
        })
    }
}

/// Both runs in words, and the ratio that is called goal robustness.
/// It comes with the chunk of the results.
#[component]
pub fn Correction() -> Html {
    let shown = use_selector(Corrected::of);
    let is_read = use_spoken(shown.clone());
    let Some(Corrected { intended, amount, courses: [agent, fresh], robustness, locked }) = &*shown else { return Html::default() };
    let paid = if *intended { "what you meant" } else { "your reward" };
    html! {
        <div id="correction" class="correction" aria-live={live(is_read)} aria-atomic="true">
            <p>{ format!("Paid by {paid} in the world shifted by {}.", percent(*amount)) }</p>
            <ul>
                <li>{ format!("This agent {}", agent.words()) }</li>
                <li>{ format!("A fresh one {}", fresh.words()) }</li>
            </ul>
            if let Some(robustness) = robustness {
                <p>
                    { what(Term::Robustness, "Goal robustness") }{ " " }<b>{ robustness }</b>
                    { ": so many times longer than the fresh one it took to take on what you meant." }
                </p>
            }
            if let Some((first, last)) = agent.old {
                <p>{ format!("What you meant, in the old world: {} before, {} by now.", number(first), number(last)) }</p>
            }
            if [agent, fresh].into_iter().any(|course| course.state == correct::State::Going) {
                <Button class="quiet" disabled={*locked} action={Action::Correct(None)}>{ "Stop" }</Button>
            }
        </div>
    }
}
