//! The page as others in its document see it: the start script, and the annex, which is another Wasm module.
//!
//! They talk in texts: a saved draft is an experiment, and what a person would do is said in the words of `listen`. The names under
//! which they call stand in `bin/page.rs`: exported here, they would be part of the annex as well.

use std::cell::RefCell;
use std::rc::Rc;

use super::state::{Action, Run};
use super::store::Store;
use super::timer::window;
use engine::protocol::Handout;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

thread_local! {
    static PAGE: RefCell<Option<Rc<Store>>> = const { RefCell::new(None) };
}

/// This page from now on.
pub fn enter(store: &Rc<Store>) {
    PAGE.set(Some(store.clone()));
}

/// Says what stood on the page and what stands there now, both as it is saved; the start script knows who wants to hear it.
pub fn edited(before: &str, now: &str) {
    if let Ok(told) = Reflect::get(&window(), &"waywardEdited".into()) {
        // Nobody listens in other people's hosts of the page.
        let _ = told.dyn_into::<Function>().map(|told| told.call2(&JsValue::NULL, &before.into(), &now.into()));
    }
}

/// Does what a person would do. `open`: shows the experiment in this saved draft; `draft`: brings it back as what
/// was typed here before, beside the run on view; `say`: shows these words; `record`: plays these recordings, or none; `edit`: types them
/// into the program of this name; `set`: sets the field; `data-do`: presses the button.
pub fn tell(what: &str, name: String, text: String) {
    let Some(store) = PAGE.with_borrow(Clone::clone) else { return };
    let held = store.state().held;
    store.dispatch(match (what, name.as_str()) {
        ("open", _) => Action::Open(text),
        ("draft", _) => Action::Restore(text),
        ("say", _) => Action::Say(text),
        ("record", _) => Action::Record(text),
        ("edit", "reward") => Action::TypeReward(text),
        ("edit", _) => Action::TypeGoal(name, text),
        ("set", "preset") => Action::Choose(text),
        ("set", "shift") => Action::MoveShift(engine::decimal::parse(&text).unwrap_or(0.0) / 100.0),
        ("set", _) => Action::TypeField { key: name, text },
        (_, "train") => Action::Train,
        (_, "pause") => Action::Hold(!held),
        (_, "reshift") => Action::Reshift,
        (_, "step") => Action::Step(1),
        _ => match name.strip_prefix("step").and_then(engine::decimal::parse) {
            Some(updates) => Action::Step(updates as u32),
            None => return,
        },
    });
}

/// All there is to take along, as `protocol::Handout`, written without a copy of what is in it; empty before the page has started.
pub fn hand_out() -> Vec<u8> {
    let Some(store) = PAGE.with_borrow(Clone::clone) else { return Vec::new() };
    let state = store.state();
    let run = state.run();
    let shown = run.and_then(Run::shown);
    let mut agents = Vec::new();
    for run in &state.agents {
        let row = run.report.as_ref().map(|(amount, report)| (*amount, &report.row));
        let way = run.trail.as_ref().map(|(amount, trail)| (*amount, &trail.path));
        agents.push((run.scenario.seed, run.step, &*run.points, &run.summary, row, way));
    }
    Handout::bytes_of(&(
        state.draft.save(state.amount),
        state.base(),
        state.amount,
        run.is_some_and(|run| run.parent.is_some()),
        state.shown as u32,
        shown.map_or(0, |(step, _)| *step),
        shown.map_or(&[][..], |(_, net)| &net.weights),
        agents,
        state.population().map(|population| &**population),
        state.judged(u32::MAX).iter().map(|report| &report.row).collect::<Vec<_>>(),
    ))
}
