//! Undo and redo of everything that a draft holds: the buttons above the page, and the keys outside of text fields. In a text
//! its own undo stays what it is: that of the program (`editor`), or the browser's.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, KeyboardEvent};

use super::differences::differences;
use super::history::History;
use super::{dom, page, said};
use crate::ui::draft::Draft;
use crate::ui::keys::direction;
use engine::scenario::Scenario;

/// So many fields are named when something comes back.
const NAMED: usize = 3;
/// Where the page saves what is edited (`ui::app`).
const STORED: &str = "wayward.draft";

/// The page saves so soon after the last edit; some more, because timers are late.
const SAVED_MS: i32 = 500;

thread_local! {
    static HISTORY: RefCell<History> = RefCell::default();
    /// The keys are listened to.
    static LISTENS: Cell<bool> = const { Cell::new(false) };
    /// It was said that nothing can be saved.
    static COMPLAINED: Cell<bool> = const { Cell::new(false) };
}

/// The page has saved what was edited.
pub fn edited(before: &str, now: &str) {
    HISTORY.with_borrow_mut(|history| {
        history.see(before);
        history.see(now);
    });
    listen();
    mark();
    let stored = dom::window().local_storage().ok().flatten().and_then(|storage| storage.get_item(STORED).ok().flatten());
    if stored.as_deref() != Some(now) && !COMPLAINED.replace(true) {
        said::say("This browser keeps nothing for this page: its storage is full or switched off. The address holds your experiment.");
    }
}

pub fn back() {
    step("Undone", "There is nothing to undo.", History::undo);
}

pub fn forth() {
    step("Done again", "There is nothing to redo.", History::redo);
}

/// Everything of this experiment as its preset has it.
pub fn start_over() {
    step("As it came", "Everything is as it came.", |history| {
        let (draft, amount) = Draft::restore(&page::hand_out()?.draft)?;
        let fresh = Draft::new(Scenario::preset(&draft.scenario.preset)?);
        if differences((&draft, amount), (&fresh, 0.0)).is_empty() {
            return None;
        }
        let saved = fresh.save(0.0);
        history.see(&saved);
        Some(saved)
    });
}

/// Sets the page to this saved draft, as an edit.
pub fn bring(saved: &str) {
    let saved = saved.to_owned();
    step("Brought back", "The page stands at these settings already.", move |history| {
        history.see(&saved);
        Some(saved.clone())
    });
}

/// In a task of its own, so that whatever the page has told by now is heard before. When nothing was ever told, what was typed
/// a moment ago may not be saved yet: the page is given the time to say what stood there before.
fn step(done: &'static str, none: &'static str, go: impl FnOnce(&mut History) -> Option<String> + 'static) {
    listen();
    let wait = if HISTORY.with_borrow(History::has_begun) { 0 } else { SAVED_MS };
    let work = Closure::once_into_js(move || {
        let Some(handout) = page::hand_out() else { return };
        let to = HISTORY.with_borrow_mut(|history| {
            // What is not saved yet is a step as well.
            history.see(&handout.draft);
            go(history)
        });
        match to {
            Some(to) => {
                said::say(&format!("{done}{}.", changed(&handout.draft, &to)));
                page::restore(to);
            }
            None => said::say(none),
        }
        mark();
    });
    let _ = dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(work.unchecked_ref(), wait);
}

/// `: seed, reward and 2 more`
fn changed(from: &str, to: &str) -> String {
    let (Some(from), Some(to)) = (Draft::restore(from), Draft::restore(to)) else { return String::new() };
    let all = differences((&from.0, from.1), (&to.0, to.1));
    // Another experiment has hardly anything in common.
    let named = if all.first().is_some_and(|first| first.name == "experiment") { 1 } else { NAMED };
    let names: Vec<&str> = all.iter().take(named).map(|difference| difference.name.as_str()).collect();
    let more = match all.len() - names.len() {
        more if more > 0 && named > 1 => format!(" and {more} more"),
        _ => String::new(),
    };
    if names.is_empty() { more } else { format!(": {}{more}", names.join(", ")) }
}

/// The buttons say whether there is anything to do. They stay in reach of the keyboard all the same, or the focus would be lost
/// with the last step.
fn mark() {
    let (undo, redo) = HISTORY.with_borrow(History::can);
    for (name, can) in [("undo", undo), ("redo", redo)] {
        if let Some(button) = dom::by_css(&format!("[data-annex={name}]")) {
            let _ = button.set_attribute("aria-disabled", if can { "false" } else { "true" });
        }
    }
}

fn listen() {
    said::prepare();
    if LISTENS.replace(true) {
        return;
    }
    if let Some(root) = dom::document().document_element() {
        dom::on(&root, "keydown", |target, event| {
            let event = event.unchecked_ref::<KeyboardEvent>();
            let Some(undo) = direction(event).filter(|_| !is_text(target) && dom::by_css("dialog[open]").is_none()) else { return };
            event.prevent_default();
            if undo {
                back();
            } else {
                forth();
            }
        });
    }
}

fn is_text(target: &Element) -> bool {
    target.matches("textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])").unwrap_or(false)
}
