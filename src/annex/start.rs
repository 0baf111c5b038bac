//! The page from its start on: what the address says, what was edited, and which button was pressed, each to whom it concerns.

use std::rc::Rc;

use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::{dom, embed, lesson, page, port, predict, workshop};
use crate::ui::state::Action;
use crate::ui::store::Store;
use crate::ui::{app, effects};

/// How long the page, which has just been drawn, is left alone before recordings are asked for.
const RECORDINGS_MS: i32 = 300;

/// Starts the page in this element; what its address says stands on it from the beginning.
pub fn start(root: Element) {
    page::on_edit(port::edited);
    let store = app::begin();
    listen(store.clone());
    spawn_local(async move {
        arrive(&store).await;
        app::render(root, store);
        if !embed::is() {
            if predict::asks_on_page() || dom::query("lesson").or_else(|| dom::query("workshop")).is_some() {
                started();
            } else {
                // Not where a person is asked what agents will do.
                dom::later(RECORDINGS_MS, || spawn_local(play_recordings()));
            }
        }
    });
}

/// Opens what the address says, or in a page of others its host.
async fn arrive(store: &Store) {
    if !embed::is() {
        effects::open_address(store);
    } else if let Some(saved) = port::arrive().await {
        store.dispatch(Action::Open(saved));
    }
}

/// Hears from now on of other addresses, and of presses on what has a `data-annex`.
fn listen(store: Rc<Store>) {
    let moved = Closure::<dyn Fn()>::new(move || {
        let store = store.clone();
        spawn_local(async move { arrive(&store).await });
    });
    let _ = dom::window().add_event_listener_with_callback("hashchange", moved.into_js_value().unchecked_ref());
    if let Some(root) = dom::document().document_element() {
        dom::on(&root, "click", |target, _| {
            if let Some(name) = target.closest("[data-annex]").ok().flatten().and_then(|button| button.get_attribute("data-annex")) {
                press(&name);
            }
        });
    }
}

/// On the boards until an agent has learned here. The page lacks nothing without.
async fn play_recordings() {
    if let Some(address) = dom::url("recordings")
        && let Some(recordings) = dom::plain_text(&address).await
    {
        page::play(recordings);
    }
}

/// The address or the browser's storage asks for more than an experiment: a lesson, a question before every shift.
fn started() {
    if dom::by_css("#train").is_none() {
        return dom::later(50, started);
    }
    if predict::asks_on_page() {
        predict::listen();
    }
    if let Some(name) = dom::query("lesson") {
        lesson::list::start_named(name);
    }
    if dom::query("workshop").is_some() {
        workshop::seat::arrive();
    }
}

/// A button of the page that is ours was pressed, by its `data-annex`.
fn press(name: &str) {
    match name {
        "lessons" => lesson::list::open(),
        "workshop" => workshop::collect::open(),
        "present" => workshop::present::begin(),
        name => unreachable!("no button is called {name}"),
    }
}
