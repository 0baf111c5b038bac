//! Parts of the page that a host or a lesson locks: they can be read, and what is done to them is not heard.
//!
//! Questionable decision: what is locked is refused here, before the page hears of it, and marked in the document past the page's
//! own drawing. So the first visit, which knows no locks, loads nothing for them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Event, MutationObserver, MutationObserverInit};

use crate::annex::dom;
use crate::ui::outside;
use crate::ui::state::Action;
use engine::env::World;
use engine::scenario::Field;
use engine::share::Panel;

thread_local! {
    /// A selector of everything that is locked; empty: nothing.
    static LOCKED: RefCell<String> = const { RefCell::new(String::new()) };
    static WATCHES: Cell<bool> = const { Cell::new(false) };
}

/// What a person may do to a control, as it comes down from the window.
const REFUSED: [&str; 10] = ["click", "keydown", "beforeinput", "input", "change", "mousedown", "pointerdown", "paste", "cut", "drop"];
/// Controls in which a text is typed.
const TEXTS: &str = "textarea, input:not([type=range], [type=checkbox])";

/// Locks these parts, and no others.
pub fn set(panels: &[Panel]) {
    outside::dispatch(Action::Lock(panels.to_vec()));
    let mut selectors: Vec<String> = panels.iter().map(|panel| controls(*panel).to_owned()).collect();
    let fields = World::ALL.into_iter().flat_map(Field::all).filter(|field| panels.contains(&Panel::of(*field)));
    selectors.extend(fields.collect::<BTreeSet<_>>().into_iter().map(|field| format!("[data-set='{field}']")));
    if !panels.is_empty() {
        selectors.push("#preset".to_owned());
    }
    LOCKED.set(selectors.join(","));
    each("[data-locked]", |control| {
        let is_button = control.tag_name() == "BUTTON";
        // A button that is disabled is so by the page's will.
        for name in ["data-locked", "readonly", "aria-disabled", "disabled"].into_iter().filter(|name| !is_button || *name != "disabled") {
            let _ = control.remove_attribute(name);
        }
    });
    mark();
    if !panels.is_empty() && !WATCHES.replace(true) {
        watch();
    }
}

/// What a person could change with, beside the fields.
fn controls(panel: Panel) -> &'static str {
    match panel {
        Panel::Reward => {
            // Its stage is drawn locked.
            "[data-do=remedy-worlds], [data-do=remedy-back]"
        }
        // Not Pause: whoever is disturbed by what moves must be able to hold it.
        Panel::Train => {
            "[data-do=train], [data-do=step], [data-do=stop], [data-do=reset], [data-do=branch], #auto-train, [data-do=remedy-worlds], \
             [data-do=remedy-back]"
        }
        Panel::Shift => "#shift, [data-move]",
        Panel::Verdict => ".stage-verdict button",
        Panel::Correct => ".stage-correct button",
        Panel::Settings => "#agent-reset, [data-do=remedy-worlds], [data-do=remedy-back]",
        Panel::Seed => "[data-do=new-seed]",
    }
}

fn each(css: &str, change: impl Fn(&Element)) {
    let Ok(list) = dom::document().query_selector_all(css) else { return };
    for at in 0..list.length() {
        if let Some(element) = list.item(at) {
            change(element.unchecked_ref());
        }
    }
}

/// Says in the document what is locked: the page draws without knowing of it.
fn mark() {
    let locked = LOCKED.with_borrow(Clone::clone);
    if locked.is_empty() {
        return;
    }
    each(&locked, |control| {
        // Buttons are disabled and enabled by the page, so they only say that they are; a press is refused.
        let (attribute, value) = match control.tag_name().as_str() {
            _ if control.matches(TEXTS).unwrap_or(false) => ("readonly", ""),
            "BUTTON" => ("aria-disabled", "true"),
            _ => ("disabled", ""),
        };
        for (name, value) in [(attribute, value), ("data-locked", "")] {
            if !control.has_attribute(name) {
                let _ = control.set_attribute(name, value);
            }
        }
    });
}

/// For as long as the page lives: refuses what is done to what is locked, and marks what the page has drawn anew.
fn watch() {
    let refuse = Closure::<dyn Fn(Event)>::new(|event: Event| refuse(&event)).into_js_value();
    for kind in REFUSED {
        let _ = dom::window().add_event_listener_with_callback_and_bool(kind, refuse.unchecked_ref(), true);
    }
    let Some(body) = dom::document().body() else { return };
    let drawn = Closure::<dyn Fn()>::new(mark).into_js_value();
    if let Ok(observer) = MutationObserver::new(drawn.unchecked_ref()) {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        what.set_attributes(true);
        what.set_attribute_filter(&js_sys::Array::of2(&"readonly".into(), &"disabled".into()));
        let _ = observer.observe_with_options(&body, &what);
    }
}

/// The page does not hear what a person does to a control that is locked.
fn refuse(event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let locked = LOCKED.with_borrow(Clone::clone);
    let is_locked = !locked.is_empty() && matches!(target.closest(&locked), Ok(Some(_)));
    let kind = event.type_();
    if is_locked {
        event.stop_immediate_propagation();
        // Keys and presses still move the caret and select, so that a text can be read and copied.
        if !matches!(kind.as_str(), "keydown" | "mousedown" | "pointerdown") {
            event.prevent_default();
        }
    }
}
