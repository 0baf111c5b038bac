//! The page inside somebody else's page: how it looks there, what of it is locked, how high it is, and whether it is seen.

use std::cell::RefCell;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, KeyboardEvent, ResizeObserver};

use super::display::{self, Autoplay, Controls, Display};
use super::port;
use crate::ui::dom;
use crate::ui::state::Action;
use crate::ui::store::Store;
use crate::ui::theme;
use engine::scenario::FieldError;
use engine::share::Panel;

thread_local! {
    static DISPLAY: RefCell<Display> = RefCell::default();
}

/// Looks as the query says, from now on. The scenario that the query names, in the short form of a link, and what is off in it.
pub fn begin(store: &Store) -> (Option<String>, Vec<FieldError>) {
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
    dress(store);
    watch();
    (short, remarks)
}

fn html() -> Element {
    dom::document().document_element().expect("a document has a root")
}

/// None: as the person's system has it.
pub fn theme(theme: Option<&str>) {
    theme::put_on(theme.unwrap_or_default());
}

pub fn autoplay() -> Autoplay {
    DISPLAY.with_borrow(|display| display.autoplay)
}

/// How far the shift goes when something opens that says this of it.
pub fn amount(own: f64) -> f64 {
    DISPLAY.with_borrow(|display| display.at.or(display.amount).unwrap_or(own))
}

/// What stood here before is open again; whatever opens from now on is another thing.
pub fn is_back() {
    DISPLAY.with_borrow_mut(|display| display.at = None);
}

/// What makes a page of a figure: it has no room for more than a look.
const OF_A_PAGE: [Panel; 4] = [Panel::Reward, Panel::Correct, Panel::Settings, Panel::Seed];

/// Shows and locks what the host wants, and what the link wants of which the host says nothing.
pub fn dress(store: &Store) {
    let shared = store.state().link.carried().cloned();
    let shared = shared.as_ref();
    if let Some(framing) = DISPLAY.with_borrow(|display| display.framing) {
        store.dispatch(Action::OpenFraming(framing));
    }
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
    let is_figure = !panels.is_empty() && !panels.iter().any(|panel| OF_A_PAGE.contains(panel));
    let _ = html.toggle_attribute_with_force("data-figure", is_figure);
    store.dispatch(Action::Lock(lock));
}

/// Keeps an eye on the page for as long as it lives: its height, and whether it is seen.
fn watch() {
    let document = dom::document();
    let Some(body) = document.body() else { return };
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
    let pressed = Closure::<dyn Fn(KeyboardEvent)>::new(pass_on).into_js_value();
    let _ = dom::window().add_event_listener_with_callback("keydown", pressed.unchecked_ref());
}

/// Tells the host of a key that it asked for, unless something here has a use for it.
fn pass_on(event: KeyboardEvent) {
    let key = event.key();
    let is_wanted = DISPLAY.with_borrow(|display| display.keys.contains(&key.as_str()));
    let is_field = || {
        let fields = "textarea, select, [contenteditable], input:not([type=checkbox])";
        event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|target| target.matches(fields).unwrap_or(false))
    };
    let is_command = event.ctrl_key() || event.alt_key() || event.meta_key();
    if is_wanted && !is_command && !event.default_prevented() && !is_field() && dom::by_css("dialog[open]").is_none() {
        event.prevent_default();
        port::key(&key);
    }
}

/// CSS pixels of all there is, whatever the height of the frame.
pub fn content_height() -> f64 {
    dom::document().body().map_or(0.0, |body| body.get_bounding_client_rect().height().ceil())
}
