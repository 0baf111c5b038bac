//! The page inside somebody else's page: how it looks there, what of it is locked, how high it is, and whether it is seen.

use std::cell::RefCell;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, ResizeObserver};

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

/// Shows and locks what the host wants, and what the link wants of which the host says nothing.
pub fn dress(store: &Store) {
    let shared = store.state().link.carried().cloned();
    let shared = shared.as_ref();
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
}

/// CSS pixels of all there is, whatever the height of the frame.
pub fn content_height() -> f64 {
    dom::document().body().map_or(0.0, |body| body.get_bounding_client_rect().height().ceil())
}
