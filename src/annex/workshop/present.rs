//! The view for presenters: the projector's theme, and single keys for what a presenter does. The keys hold only in this view, and not
//! while something is typed.

use std::cell::Cell;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::annex::{dom, lesson, page};
use crate::ui::theme;

thread_local! {
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// Percent by which a key moves the shift.
const MOVE: f64 = 10.0;

const HELP: &str = "<p><kbd>R</kbd> run <kbd>S</kbd> one update <kbd>P</kbd> pause <kbd>←</kbd> <kbd>→</kbd> shift <kbd>N</kbd> next \
    <kbd>H</kbd> hide this line <kbd>Esc</kbd> end</p><button type='button' class='quiet' data-present='end'>End the presenter view</button>";

fn is_on() -> bool {
    dom::by_css("html[data-presenter]").is_some()
}

pub fn begin() {
    if is_on() {
        return;
    }
    if let Some(html) = dom::document().document_element() {
        let _ = html.set_attribute("data-presenter", "");
    }
    theme::put_on("projector");
    // A room that is asked where the agent will go has not seen it before.
    page::play_nothing();
    if let Some(help) = dom::place("aside", "presenter", "Keys of the presenter view", HELP, true) {
        dom::on(&help, "click", |target, _| {
            if target.has_attribute("data-present") {
                end();
            }
        });
    }
    if !LISTENS.replace(true) {
        let hear = Closure::<dyn Fn(KeyboardEvent)>::new(|event: KeyboardEvent| hear(&event)).into_js_value();
        let _ = dom::document().add_event_listener_with_callback("keydown", hear.unchecked_ref());
    }
}

fn end() {
    if let Some(html) = dom::document().document_element() {
        let _ = html.remove_attribute("data-presenter");
    }
    theme::put_on(&theme::chosen());
    if let Some(help) = dom::by_css("#presenter") {
        help.remove();
    }
}

fn hear(event: &KeyboardEvent) {
    if !is_on() || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // A slider has the arrow keys itself; in a dialog nothing is run by mistake.
    let is_taken = |target: &Element| {
        target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog, [role=slider]").ok().flatten().is_some()
    };
    if target.as_ref().is_some_and(is_taken) {
        return;
    }
    let press = page::press;
    match event.key().as_str() {
        "r" | "R" => press("train"),
        "s" | "S" => press("step"),
        "p" | "P" => press("pause"),
        "ArrowRight" => shift(MOVE),
        "ArrowLeft" => shift(-MOVE),
        "n" | "N" => next(),
        "h" | "H" => {
            if let Some(help) = dom::by_css("#presenter") {
                let _ = if help.has_attribute("hidden") { help.remove_attribute("hidden") } else { help.set_attribute("hidden", "") };
            }
        }
        "Escape" => end(),
        _ => return,
    }
    event.prevent_default();
}

fn shift(by: f64) {
    if let Some(handout) = page::hand_out() {
        let percent = (handout.amount * 100.0 + by).round().clamp(0.0, 100.0);
        page::set("shift", percent.to_string());
    }
}

/// The next step of a lesson, or else the next levels on the boards.
fn next() {
    let css = if lesson::player::is_on() { "[data-lesson=next]" } else { "[data-skip]" };
    let Ok(list) = dom::document().query_selector_all(css) else { return };
    for at in 0..list.length() {
        if let Some(button) = list.item(at) {
            button.unchecked_into::<HtmlElement>().click();
        }
    }
}
