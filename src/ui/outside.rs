//! The page as the rest of the program sees it: what it can be told, and what it hands out.
//!
//! Nothing happens, and nothing is handed out, before the page has started.

use std::cell::RefCell;
use std::rc::Rc;

use super::state::{Action, Run};
use super::store::Store;
use crate::ui::handout::{HandedRun, Handout};
use engine::experiment::Population;
use engine::scenario::Field;

thread_local! {
    static PAGE: RefCell<Option<Rc<Store>>> = const { RefCell::new(None) };
}

/// This page from now on.
pub fn enter(store: &Rc<Store>) {
    PAGE.set(Some(store.clone()));
}

/// The store of the page. None: it has not started.
pub fn store() -> Option<Rc<Store>> {
    PAGE.with_borrow(Clone::clone)
}

/// All there is to take along.
pub fn hand_out() -> Option<Handout> {
    let store = store()?;
    let state = store.state();
    let run = state.run();
    let shown = run.and_then(Run::shown);
    let handed = |run: &Run| HandedRun {
        seed: run.scenario.seed,
        step: run.step,
        points: run.points.to_vec(),
        summary: run.summary.clone(),
        row: run.report.as_ref().map(|(amount, report)| (*amount, report.row.clone())),
        way: run.trail.as_ref().map(|(amount, trail)| (*amount, trail.path.clone())),
    };
    Some(Handout {
        draft: state.draft.save(state.amount),
        scenario: state.base().cloned(),
        amount: state.amount,
        branched: run.is_some_and(|run| run.parent.is_some()),
        shown: state.shown as u32,
        step: shown.map_or(0, |(step, _)| *step),
        weights: shown.map_or_else(Vec::new, |(_, net)| net.weights.clone()),
        agents: state.agents.iter().map(handed).collect(),
        population: state.population().map(|population| Population::clone(population)),
        moments: state.judged(u32::MAX).iter().map(|report| report.row.clone()).collect(),
    })
}

pub fn dispatch(action: Action) {
    if let Some(store) = store() {
        store.dispatch(action);
    }
}

/// Shows the experiment in this saved draft.
pub fn open(saved: String) {
    dispatch(Action::Open(saved));
}

/// Shows these words above the page.
pub fn say(words: impl Into<String>) {
    dispatch(Action::Say(words.into()));
}

/// Plays these recordings until something is trained here.
pub fn play(recordings: String) {
    dispatch(Action::Record(recordings));
}

/// Plays no recordings from now on.
pub fn play_nothing() {
    dispatch(Action::Record(String::new()));
}

/// Types this text into the program of this name.
pub fn edit(program: String, text: String) {
    dispatch(if program == "reward" { Action::TypeReward(text) } else { Action::TypeGoal(program, text) });
}

/// Sets a field, by its key, or what stands beside the scenario. What is none is left alone.
pub fn set(key: &str, text: String) {
    let Some(store) = store() else { return };
    let world = store.state().draft.scenario.world;
    store.dispatch(match (key, Field::named(world, key)) {
        ("preset", _) => Action::Choose(text),
        ("shift", _) => Action::MoveShift(engine::decimal::parse(&text).unwrap_or(0.0) / 100.0),
        (_, Ok(field)) => Action::TypeField { field, text },
        (_, Err(_)) => return,
    });
}

/// Presses a button, by its name.
pub fn press(button: &str) {
    let Some(store) = store() else { return };
    let held = store.state().held;
    store.dispatch(match button {
        "train" => Action::Train,
        "pause" => Action::Hold(!held),
        "step" => Action::Step(1),
        _ => return,
    });
}
