//! Parts of the page that a lesson locks: they can be read, and what is done to them is not heard. The same parts that an embedded
//! page can lock ([`super::embed`]), but from step to step.
//!
//! The page draws without knowing of it, so the marks are set again and again ([`mark`]), and events are refused before the page
//! hears of them.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Event, KeyboardEvent};

use super::dom;
use super::embed::{controls, each};
use crate::share::Panel;

thread_local! {
    /// A selector of everything that is locked; empty: nothing.
    static LOCKED: RefCell<String> = const { RefCell::new(String::new()) };
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

const REFUSED: [&str; 7] = ["click", "input", "change", "beforeinput", "keydown", "pointerdown", "mousedown"];

/// Locks these parts, and no others.
pub fn set(panels: &[Panel]) {
    let mut selectors: Vec<&str> = panels.iter().map(|panel| controls(*panel)).collect();
    if !selectors.is_empty() {
        selectors.push("#preset");
    }
    LOCKED.set(selectors.join(","));
    each("[data-locked]", |control| {
        for name in ["data-locked", "readonly", "aria-disabled"] {
            let _ = control.remove_attribute(name);
        }
    });
    mark();
    if !LISTENS.replace(true) {
        let refuse = Closure::<dyn Fn(Event)>::new(|event: Event| refuse(&event)).into_js_value();
        for kind in REFUSED {
            // Before the page hears of it.
            let _ = dom::window().add_event_listener_with_callback_and_bool(kind, refuse.unchecked_ref(), true);
        }
    }
}

/// Says in the document what is locked.
pub fn mark() {
    let locked = LOCKED.with_borrow(Clone::clone);
    if locked.is_empty() {
        return;
    }
    each(&locked, |control| {
        let is_text = control.matches("textarea, input:not([type=range], [type=checkbox])").unwrap_or(false);
        let (name, value) = if is_text { ("readonly", "") } else { ("aria-disabled", "true") };
        for (name, value) in [(name, value), ("data-locked", "")] {
            if !control.has_attribute(name) {
                let _ = control.set_attribute(name, value);
            }
        }
    });
}

fn refuse(event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let is_locked = LOCKED.with_borrow(|locked| !locked.is_empty() && matches!(target.closest(locked), Ok(Some(_))));
    let kind = event.type_();
    // The keys that train work in every text, locked or not.
    let trains = kind == "keydown" && LOCKED.with_borrow(|locked| locked.contains(controls(Panel::Train))) && {
        let event: &KeyboardEvent = event.unchecked_ref();
        event.key() == "Enter" && (event.ctrl_key() || event.meta_key())
    };
    if trains {
        event.stop_immediate_propagation();
        event.prevent_default();
    }
    if trains || !is_locked {
        return;
    }
    // Tab goes on, and a text can be read and copied.
    let moves = kind == "keydown" && {
        let event: &KeyboardEvent = event.unchecked_ref();
        event.key() == "Tab" || target.tag_name() == "TEXTAREA"
    };
    if !moves {
        event.stop_immediate_propagation();
        let is_text = target.matches("textarea, input:not([type=range], [type=checkbox])").unwrap_or(false);
        if !is_text || kind == "beforeinput" {
            event.prevent_default();
        }
    }
}
