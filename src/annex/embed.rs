//! The page inside somebody else's page: how it looks there, what of it is locked, how high it is, and whether it is seen.
//!
//! Questionable decision: what is locked is refused here, before the page hears of it, and marked in the document past the page's
//! own drawing. So the first visit, which knows no locks, loads nothing for them.

use std::cell::RefCell;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Event, HtmlElement, IntersectionObserver, IntersectionObserverEntry, KeyboardEvent, MutationObserver};
use web_sys::{MutationObserverInit, ResizeObserver};

use super::display::{self, Autoplay, Controls, Display};
use super::{address, dom, port};
use crate::scenario::FieldError;
use crate::share::{Panel, Shared};

thread_local! {
    static DISPLAY: RefCell<Display> = RefCell::default();
    /// Selects every control that is locked; empty: none.
    static LOCKED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What a person may do to a control, as it comes down from the window.
const REFUSED: [&str; 10] = ["click", "keydown", "beforeinput", "input", "change", "mousedown", "pointerdown", "paste", "cut", "drop"];

/// This page stands in the page of others.
pub fn is() -> bool {
    dom::by_css("html[data-embed]").is_some()
}

/// Looks as the query says, from now on. The scenario that the query names, in the short form of a link, and what is off in it.
pub fn begin() -> (Option<String>, Vec<FieldError>) {
    let (display, short, remarks) = display::read(&dom::window().location().search().unwrap_or_default());
    let html = html();
    theme(display.theme);
    if display.reduced_motion {
        let _ = html.set_attribute("data-motion", "reduce");
    }
    let _ = html.set_attribute("data-controls", display.controls.name());
    if let Some(accent) = display.accent {
        let _ = html.set_attribute("data-accent", "");
        let style = html.unchecked_ref::<HtmlElement>().style();
        for ((color, on), which) in display::accents(accent).into_iter().zip(["light", "dark"]) {
            let _ = style.set_property(&format!("--accent-{which}"), &color);
            let _ = style.set_property(&format!("--accent-{which}-text"), on);
        }
    }
    DISPLAY.set(display);
    dress(None);
    dom::place("footer", "embed-foot", "Wayward", "<a id='embed-open' target='_blank' rel='noopener'>Open in Wayward</a>", true);
    point(&address::site());
    watch();
    (short, remarks)
}

fn html() -> Element {
    dom::document().document_element().expect("a document has a root")
}

/// None: as the person's system has it.
pub fn theme(theme: Option<&str>) {
    let html = html();
    let _ = match theme {
        Some(theme) => html.set_attribute("data-theme", theme),
        None => html.remove_attribute("data-theme"),
    };
}

pub fn autoplay() -> Autoplay {
    DISPLAY.with_borrow(|display| display.autoplay)
}

/// Shows and locks what the host wants, and what the link wants of which the host says nothing.
pub fn dress(shared: Option<&Shared>) {
    let (panels, lock) = DISPLAY.with_borrow(|display| {
        let panels = display.panels.clone().or_else(|| shared.map(|shared| shared.panels.clone())).unwrap_or_default();
        let mut lock = display.lock.clone();
        lock.extend(shared.into_iter().flat_map(|shared| &shared.lock));
        if display.controls == Controls::None {
            lock = Panel::ALL.into();
        }
        (panels, lock)
    });
    let html = html();
    for (name, list) in [("data-panels", &panels), ("data-lock", &lock)] {
        let names: Vec<&str> = Panel::ALL.into_iter().filter(|panel| list.contains(panel)).map(Panel::name).collect();
        let _ = if names.is_empty() { html.remove_attribute(name) } else { html.set_attribute(name, &names.join(" ")) };
    }
    let mut selectors: Vec<&str> = Panel::ALL.into_iter().filter(|panel| lock.contains(panel)).map(controls).collect();
    if !selectors.is_empty() {
        selectors.push("#preset");
    }
    LOCKED.set(selectors.join(","));
    for (attribute, css) in
        [("readonly", "[data-locked][readonly]"), ("disabled", "[data-locked]:disabled"), ("aria-disabled", "[data-locked]")]
    {
        each(css, |control| {
            // A button that is disabled is so by the page's will.
            if attribute != "disabled" || control.tag_name() != "BUTTON" {
                let _ = control.remove_attribute(attribute);
            }
        });
    }
    each("[data-locked]", |control| drop(control.remove_attribute("data-locked")));
    mark();
}

/// What a person could change with.
pub fn controls(panel: Panel) -> &'static str {
    match panel {
        Panel::Reward => {
            ".stage-reward textarea, .stage-reward input, .stage-reward button:not(.inspector button), [data-do=remedy-worlds], \
             [data-do=remedy-back]"
        }
        // Not Pause: whoever is disturbed by what moves must be able to hold it.
        Panel::Train => {
            "[data-do=train], [data-do=step], [data-do=stop], [data-do=reset], [data-do=branch], #auto-train, [data-do=remedy-worlds], \
             [data-do=remedy-back]"
        }
        Panel::Shift => "#shift, [data-move]",
        Panel::Verdict => ".stage-verdict button",
        Panel::Correct => ".stage-correct button",
        Panel::Settings => {
            ".world-settings:not(#over) :is(input, button, select), #train-disagree, [data-do=remedy-worlds], [data-do=remedy-back]"
        }
        Panel::Seed => "#seed, #seeds, [data-do=new-seed]",
    }
}

pub fn each(css: &str, change: impl Fn(&Element)) {
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
        let is_text = control.matches("textarea, input:not([type=range], [type=checkbox])").unwrap_or(false);
        // Buttons are disabled and enabled by the page, so they only say that they are; a press is refused.
        let (attribute, value) = match control.tag_name().as_str() {
            _ if is_text => ("readonly", ""),
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

/// The page does not hear what a person does to a control that is locked.
fn refuse(event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let kind = event.type_();
    let is_locked = LOCKED.with_borrow(|locked| !locked.is_empty() && matches!(target.closest(locked), Ok(Some(_))));
    let trains = kind == "keydown" && {
        let event: &KeyboardEvent = event.unchecked_ref();
        event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && dom::by_css("html[data-lock~=train]").is_some()
    };
    if is_locked || trains {
        event.stop_immediate_propagation();
        // Keys and presses still move the caret and select, so that a text can be read and copied.
        if trains || !matches!(kind.as_str(), "keydown" | "mousedown" | "pointerdown") {
            event.prevent_default();
        }
    }
}

/// Keeps an eye on the page for as long as it lives: locks, its height, and whether it is seen.
fn watch() {
    let (window, document) = (dom::window(), dom::document());
    let Some(body) = document.body() else { return };
    let refuse = Closure::<dyn Fn(Event)>::new(|event: Event| refuse(&event)).into_js_value();
    for kind in REFUSED {
        let _ = window.add_event_listener_with_callback_and_bool(kind, refuse.unchecked_ref(), true);
    }
    let drawn = Closure::<dyn Fn()>::new(mark).into_js_value();
    if let Ok(observer) = MutationObserver::new(drawn.unchecked_ref()) {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        what.set_attributes(true);
        what.set_attribute_filter(&js_sys::Array::of2(&"readonly".into(), &"disabled".into()));
        let _ = observer.observe_with_options(&body, &what);
    }
    let resized = Closure::<dyn Fn()>::new(|| port::height(content_height())).into_js_value();
    if let Ok(observer) = ResizeObserver::new(resized.unchecked_ref()) {
        observer.observe(&body);
    }
    let on_screen = Closure::<dyn Fn(js_sys::Array)>::new(|entries: js_sys::Array| {
        // The last entry is the newest.
        port::on_screen(entries.pop().unchecked_into::<IntersectionObserverEntry>().is_intersecting());
    });
    if let Ok(observer) = IntersectionObserver::new(on_screen.into_js_value().unchecked_ref()) {
        observer.observe(&body);
    }
    let hidden = Closure::<dyn Fn()>::new(port::seen).into_js_value();
    let _ = document.add_event_listener_with_callback("visibilitychange", hidden.unchecked_ref());
}

/// CSS pixels of all there is, whatever the height of the frame.
pub fn content_height() -> f64 {
    dom::document().body().map_or(0.0, |body| body.get_bounding_client_rect().height().ceil())
}

/// "Open in Wayward" leads here.
pub fn point(link: &str) {
    if let Some(anchor) = dom::by_css("#embed-open") {
        let _ = anchor.set_attribute("href", link);
    }
}
