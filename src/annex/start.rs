//! The page from its start on: what the address says, what was edited, and which button was pressed, each to whom it concerns.
//!
//! What only some visits need is cut off by the build (`#[wasm_split]`, one name a chunk) and loads when one of these functions is
//! called. A chunk that does not come is said above the page, and comes when it is asked for again.

use std::pin::Pin;
use std::rc::Rc;

use wasm_bindgen::{JsCast as _, JsError, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{dom, lesson, page, predict, workshop};
use crate::features::embed::port;
use crate::ui::store::Store;
use crate::ui::{app, effects};

/// How long the page, which has just been drawn, is left alone before recordings are asked for.
const RECORDINGS_MS: i32 = 300;

type Loaded = Result<(), SplitLoaderError>;

/// Starts the page; what its address says stands on it from the beginning.
pub async fn start() -> Result<(), JsError> {
    let root = dom::by_css("#app").ok_or_else(|| JsError::new("it has no place in this page"))?;
    let store = app::begin();
    listen(store.clone());
    arrive(&store).await.map_err(|_| JsError::new("a part of it did not load"))?;
    app::render(root, store);
    if dom::is_embed() {
        attach_embedded().await.map_err(|_| JsError::new("a part of it did not load"))?;
    } else if predict::asks_on_page() || dom::query("lesson").or_else(|| dom::query("workshop")).is_some() {
        started();
    } else {
        // Not where a person is asked what agents will do.
        dom::later(RECORDINGS_MS, || spawn_local(play_recordings()));
    }
    Ok(())
}

/// Opens what the address says, or in a page of others its host.
async fn arrive(store: &Store) -> Loaded {
    if !dom::is_embed() {
        effects::open_address(store);
    } else {
        arrive_embedded().await?.await;
    }
    Ok(())
}

#[wasm_split(embed, fallible)]
fn arrive_embedded() -> Result<Pin<Box<dyn Future<Output = ()>>>, SplitLoaderError> {
    Ok(Box::pin(port::arrive()))
}

#[wasm_split(embed, fallible)]
fn attach_embedded() -> Loaded {
    port::attach();
    Ok(())
}

/// Hears from now on of other addresses, and of presses on what has a `data-annex`.
fn listen(store: Rc<Store>) {
    let moved = Closure::<dyn Fn()>::new(move || {
        let store = store.clone();
        // What did not load now comes with the next address.
        spawn_local(async move { drop(arrive(&store).await) });
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
        load("The question before a shift", predict_shifts());
    }
    if let Some(name) = dom::query("lesson") {
        load("The lesson", start_lesson(name));
    }
    if dom::query("workshop").is_some() {
        load("The workshop", take_seat());
    }
}

/// A button of the page that is ours was pressed, by its `data-annex`.
fn press(name: &str) {
    match name {
        "lessons" => load("Lessons", open_lessons()),
        "workshop" => load("The workshop", lead_workshop()),
        "present" => load("The presenter view", present()),
        name => unreachable!("no button is called {name}"),
    }
}

/// Whether the page asks before each shift where agents will go.
pub fn ask_before_shifts(asks: bool) {
    predict::store(asks);
    if asks {
        load("The question before a shift", predict_shifts());
    }
}

/// Waits for a chunk, and says what is missing where it does not come.
fn load(what: &'static str, chunk: impl Future<Output = Loaded> + 'static) {
    spawn_local(async move {
        if chunk.await.is_err() {
            page::say(format!("{what} could not be loaded. Please check the connection and try again; everything else goes on."));
        }
    });
}

#[wasm_split(lessons, fallible)]
fn open_lessons() -> Loaded {
    lesson::list::open();
    Ok(())
}

#[wasm_split(lessons, fallible)]
fn start_lesson(name: String) -> Loaded {
    lesson::list::start_named(name);
    Ok(())
}

#[wasm_split(lessons, fallible)]
fn predict_shifts() -> Loaded {
    predict::listen();
    Ok(())
}

#[wasm_split(workshop, fallible)]
fn lead_workshop() -> Loaded {
    workshop::collect::open();
    Ok(())
}

#[wasm_split(workshop, fallible)]
fn take_seat() -> Loaded {
    workshop::seat::arrive();
    Ok(())
}

#[wasm_split(workshop, fallible)]
fn present() -> Loaded {
    workshop::present::begin();
    Ok(())
}
