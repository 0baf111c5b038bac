//! Keys that hold everywhere on the page: undo and redo. In a text its own undo stays what it is: that of the program
//! (`editor`), or the browser's.

use std::rc::Rc;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, KeyboardEvent};

use super::state::Action;
use super::store::Store;
use super::timer::{by_css, window};

/// Listens for as long as the page lives.
pub fn listen(store: Rc<Store>) {
    let hear = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(undo) = direction(&event).filter(|_| !target.is_some_and(|target| is_text(&target))) else { return };
        // Behind a dialog nothing changes.
        if by_css("dialog[open]").is_none() {
            event.prevent_default();
            store.dispatch(if undo { Action::Undo } else { Action::Redo });
        }
    });
    let _ = window().add_event_listener_with_callback("keydown", hear.into_js_value().unchecked_ref());
}

fn is_text(target: &Element) -> bool {
    target.matches("textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])").unwrap_or(false)
}

/// Ctrl+Z, Shift+Ctrl+Z and Ctrl+Y, with the command key of Macs as well. True: undo.
pub fn direction(event: &KeyboardEvent) -> Option<bool> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match event.key().as_str() {
        "z" | "Z" => Some(!event.shift_key()),
        "y" | "Y" => Some(false),
        _ => None,
    }
}
