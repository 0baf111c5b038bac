//! A line at the foot of the window that says what has just happened and goes by itself; screen readers read it out. Not for
//! anything that must be known: that stands in the notice above the page.

use std::cell::Cell;

use wasm_bindgen::{JsCast as _, closure::Closure};

use super::dom;

/// Long enough for three short sentences.
const SHOWN_MS: i32 = 6_000;

thread_local! {
    static CLEARS: Cell<Option<i32>> = const { Cell::new(None) };
}

/// Makes the line. Before anything is said: a reader hears only of what changes in a place that is there.
pub fn prepare() {
    if dom::by_css("#annex-said").is_none()
        && let Some(line) = dom::place("p", "annex-said", "", "", true)
    {
        let _ = line.remove_attribute("aria-label");
        let _ = line.set_attribute("role", "status");
    }
}

pub fn say(words: &str) {
    prepare();
    show(words);
    if let Some(old) = CLEARS.take() {
        dom::window().clear_timeout_with_handle(old);
    }
    let clear = Closure::once_into_js(|| show(""));
    let due = dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(clear.unchecked_ref(), SHOWN_MS);
    CLEARS.set(due.ok());
}

fn show(words: &str) {
    if let Some(line) = dom::by_css("#annex-said") {
        line.set_text_content(Some(words));
    }
}
