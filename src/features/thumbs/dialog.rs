//! The dialog: two clips, three answers, and the reward that the answers come to by now.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::board::ClipBoard;
use super::model::{Footage, Kept, Pair, said};
use crate::features::styles;
use crate::ui::dom::{reduces_motion, window};
use crate::ui::markup::with_code;
use crate::ui::shared::Shared;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_kept, use_selector, use_store};
use crate::views::dialog::Dialog;
use engine::learner::Net;
use engine::preferences::{Choice, Preferences};
use engine::scenario::Group;
use engine::share::Panel;

/// Moments of its training at which the shown agent is filmed: shares of what it has learned.
const MOMENTS: [f64; 3] = [0.2, 0.5, 1.0];

/// So many answers are about a minute, and mostly enough (docs/preferences.md).
const ENOUGH: usize = 20;

/// The three answers: how the page says them, their digit, their arrow, and what is told of them.
const CHOICES: [(Choice, &str, &str, &str, &str); 3] = [
    (Choice::First, "Left is better", "1", "ArrowLeft", "left"),
    (Choice::Same, "The same", "2", "ArrowDown", "the same"),
    (Choice::Second, "Right is better", "3", "ArrowRight", "right"),
];

#[component]
pub fn ThumbsDialog() -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    use_memo((), |()| styles::wear(include_str!("style.css")));
    let locked = use_selector(|state: &State| state.is_locked(Panel::Reward));
    let kept = use_kept::<Kept>();
    // What stands on the page as the dialog opens; behind it nothing changes.
    let scenario = use_memo((), |()| store.state().draft.frozen());
    let agents = use_memo((), |()| agents(&store.state()));
    let footage = {
        let (scenario, agents) = (scenario.clone(), agents.clone());
        use_memo((), move |()| {
            let makes_levels = Group::Train.check(&scenario).is_ok();
            std::cell::RefCell::new(makes_levels.then(|| Footage::new(&scenario, &agents)))
        })
    };
    let world = scenario.world;
    let preferences = kept.of(world);
    let next = {
        let footage = footage.clone();
        move |preferences: &Preferences| footage.borrow_mut().as_mut().and_then(|footage| footage.next(preferences))
    };
    let pair = use_state_eq(|| next(&preferences));
    let told = use_state_eq(String::new);
    let plays = use_state_eq(|| 0_u32);
    let reduced_motion = *use_memo((), |()| reduces_motion());

    let answer = {
        let (kept, pair, told, plays, next) = (kept.clone(), pair.clone(), told.setter(), plays.setter(), next.clone());
        Callback::from(move |choice: Choice| {
            let Some(shown) = &*pair else { return };
            let mut preferences = kept.of(world);
            preferences.answers.push(shown.answer(choice));
            // All that a screen reader hears of it.
            let words = CHOICES.iter().find(|(other, ..)| *other == choice).map_or("", |(.., words)| *words);
            told.set(format!("Answer {}: {words}. Two other clips.", preferences.answers.len()));
            pair.set(next(&preferences));
            plays.set(0);
            kept.change(|kept| kept.put(preferences));
        })
    };
    let onundo = {
        let (kept, pair, told, next) = (kept.clone(), pair.setter(), told.setter(), next);
        move |_: MouseEvent| {
            let mut preferences = kept.of(world);
            if preferences.answers.pop().is_some() {
                told.set(format!("Answer {} is taken back.", preferences.answers.len() + 1));
                pair.set(next(&preferences));
                kept.change(|kept| kept.put(preferences));
            }
        }
    };
    use_effect_with(answer.clone(), |answer| {
        let answer = answer.clone();
        let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
        let listener = EventListener::new_with_options(&window(), "keydown", options, move |event| {
            if let Some(choice) = event.dyn_ref::<KeyboardEvent>().and_then(key) {
                // Neither does the page scroll, nor is it a key of the presenter view.
                event.prevent_default();
                event.stop_propagation();
                answer.emit(choice);
            }
        });
        move || drop(listener)
    });

    let learned = preferences.learn();
    let program = learned.as_ref().ok().map(|learned| learned.source.clone());
    let onuse = {
        let (dispatch, program) = (dispatch.clone(), program.clone());
        move |_: MouseEvent| {
            if let Some(program) = &program {
                dispatch.emit(Action::TypeReward(program.clone()));
                dispatch.emit(Action::CloseDialog);
            }
        }
    };
    let onplay = {
        let plays = plays.clone();
        move |_: MouseEvent| plays.set(*plays + 1)
    };
    let button = |(choice, label, digit, ..): (Choice, &'static str, &'static str, &'static str, &'static str)| {
        let answer = answer.clone();
        html! {
            <button key={digit} type="button" id={format!("thumbs-{digit}")} title={format!("Key {digit}")} aria-keyshortcuts={digit}
                onclick={move |_: MouseEvent| answer.emit(choice)}>{ label }</button>
        }
    };
    let count = preferences.answers.len();
    html! {
        <Dialog id="thumbs" title="Judge clips" about="thumbs-about">
            <p id="thumbs-about" class="lessons-about">
                { "Which clip is better, by what you meant? From your answers a small model learns a reward. It sees only what happens in the clips, never why you chose." }
            </p>
            if let Some(Pair { left, right }) = &*pair {
                <div class="thumbs-boards">
                    <ClipBoard id="thumbs-left" name="Left clip" film={Shared(left.clone())} {reduced_motion} plays={*plays} />
                    <ClipBoard id="thumbs-right" name="Right clip" film={Shared(right.clone())} {reduced_motion} plays={*plays} />
                </div>
                <div class="thumbs-answers" role="group" aria-label="Which is better?">{ for CHOICES.into_iter().map(button) }</div>
                if reduced_motion {
                    <p><button type="button" id="thumbs-play" onclick={onplay}>{ "Play both clips" }</button></p>
                }
                <details class="thumbs-words">
                    <summary>{ "Both clips in words" }</summary>
                    <p>{ with_code(&format!("Left: {} Right: {}", left.words(), right.words())) }</p>
                </details>
            } else {
                <p id="thumbs-none">{ "There are no two clips here that differ in anything a reward can read." }</p>
            }
            <div class="thumbs-learned">
                <p class="thumbs-count">
                    <span id="thumbs-count">{ count_words(count) }</span>
                    <button type="button" id="thumbs-undo" disabled={count == 0} onclick={onundo}>{ "Undo the last answer" }</button>
                </p>
                <p>{ "Reward learned so far: " }<code id="thumbs-program" translate="no">{ program.clone().unwrap_or_else(|| "–".to_owned()) }</code></p>
                <p id="thumbs-said">{ with_code(&said(&learned, world)) }</p>
            </div>
            <p class="save-about">{ of_whom(agents.len()) }</p>
            <p class="sr-only" id="thumbs-told" aria-live="polite" aria-atomic="true">{ &*told }</p>
            <p class="bar-buttons">
                <button type="button" id="thumbs-use" class="primary" disabled={program.is_none() || *locked} onclick={onuse}>{ "Use as reward" }</button>
            </p>
        </Dialog>
    }
}

fn count_words(count: usize) -> String {
    match count {
        0 => format!("No answers yet; about {ENOUGH} teach something."),
        1 => "1 answer".to_owned(),
        count => format!("{count} answers"),
    }
}

fn of_whom(agents: usize) -> &'static str {
    match agents {
        0 => "The clips are of somebody who moves at random on training levels. Once an agent is trained, there are clips of it, too.",
        _ => "The clips are of training levels: of the agent on the page along its training, and of somebody who moves at random.",
    }
}

/// The shown agent at moments of its training, if it is of this world.
fn agents(state: &State) -> Vec<Rc<Net>> {
    let Some(run) = state.run().filter(|run| run.scenario.world == state.draft.scenario.world) else { return Vec::new() };
    let last = run.snapshots.len().saturating_sub(1);
    // The first is of an agent that has learned nothing.
    let mut places: Vec<usize> = MOMENTS.iter().map(|share| (share * last as f64) as usize).filter(|place| *place > 0).collect();
    places.dedup();
    places.into_iter().map(|place| run.snapshots[place].1.clone()).collect()
}

/// A digit or an arrow; not where a control has keys of its own.
fn key(event: &KeyboardEvent) -> Option<Choice> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() || event.repeat() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.is_some_and(|target| target.matches("input, textarea, select").unwrap_or(false)) {
        return None;
    }
    let key = event.key();
    CHOICES.iter().find(|(_, _, digit, arrow, _)| key == *digit || key == *arrow).map(|(choice, ..)| *choice)
}
