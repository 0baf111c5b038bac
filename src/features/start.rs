//! The page from its start on: what its address says stands on it from the beginning, and what it asks for beyond an experiment.

use std::pin::Pin;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast as _, JsError, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::embed::port;
use super::{drop, lessons, workshop};
use crate::ui::chunk::say_missing;
use crate::ui::dom;
use crate::ui::state::prediction::OnPage;
use crate::ui::state::{Action, Dialog, Tab};
use crate::ui::store::{Dispatch, Store};
use crate::ui::{app, effects};

/// How long the page, which has just been drawn, is left alone before recordings are asked for.
const RECORDINGS_MS: u32 = 300;

type Loaded = Result<(), SplitLoaderError>;
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

pub async fn start() -> Result<(), JsError> {
    let root = dom::by_css("#app").ok_or_else(|| JsError::new("it has no place in this page"))?;
    let store = app::begin();
    listen(store.clone());
    let incomplete = |_| JsError::new("a part of it did not load");
    arrive(&store).await.map_err(incomplete)?;
    app::render(root, store.clone());
    if dom::is_embed() {
        return attach_embedded(store).await.map_err(incomplete);
    }
    drop::listen(store.clone());
    let (lesson, workshop) = (dom::query("lesson"), dom::query("workshop"));
    // Not where a person is asked what agents will do.
    if lesson.is_none() && workshop.is_none() && store.state().predictions.on_page != OnPage::Always {
        let store = store.clone();
        Timeout::new(RECORDINGS_MS, move || spawn_local(play_recordings(store))).forget();
    }
    if let Some(tab) = dom::query("gallery") {
        store.dispatch(Action::OpenDialog(Dialog::Gallery(Tab::named(&tab).unwrap_or(Tab::Experiments))));
    }
    let dispatch = Dispatch::from(move |action| store.dispatch(action));
    if let Some(name) = lesson {
        spawn_local(play_lesson(name, dispatch.clone()));
    }
    if workshop.is_some() {
        spawn_local(join_workshop(dispatch));
    }
    Ok(())
}

/// Opens what the address says, or in a page of others its host.
async fn arrive(store: &Rc<Store>) -> Loaded {
    if !dom::is_embed() {
        effects::open_address(store);
    } else {
        arrive_embedded(store.clone()).await?.await;
    }
    Ok(())
}

/// Hears from now on of other addresses.
fn listen(store: Rc<Store>) {
    let moved = Closure::<dyn Fn()>::new(move || {
        let store = store.clone();
        // What did not load now comes with the next address.
        spawn_local(async move {
            let _ = arrive(&store).await;
        });
    });
    let _ = dom::window().add_event_listener_with_callback("hashchange", moved.into_js_value().unchecked_ref());
}

async fn play_lesson(name: String, dispatch: Dispatch) {
    match start_lesson(name, dispatch.clone()).await {
        Ok(started) => started.await,
        Err(_) => say_missing(&dispatch, "The lesson"),
    }
}

/// Plays the lesson of a file. Err: what is wrong with it.
pub async fn play_file(name: &str, text: String, store: &Rc<Store>) -> Result<(), String> {
    let store = store.clone();
    let dispatch = Dispatch::from(move |action| store.dispatch(action));
    let missing = |_| "What plays lessons could not be loaded. Please check the connection and try again.".to_owned();
    start_file(text, dispatch).await.map_err(missing)?.map_err(|wrong| format!("{name} is no lesson that can be played: {wrong}."))
}

/// Whoever comes by a workshop's link is asked for a nickname, once.
async fn join_workshop(dispatch: Dispatch) {
    match effects::participant() {
        None => dispatch.emit(Action::OpenDialog(Dialog::Nickname)),
        Some((nickname, seeds)) => {
            if join(nickname, seeds, dispatch.clone()).await.is_err() {
                say_missing(&dispatch, "The workshop");
            }
        }
    }
}

/// On the boards until an agent has learned here. The page lacks nothing without.
async fn play_recordings(store: Rc<Store>) {
    if let Some(address) = dom::url("recordings")
        && let Some(recordings) = dom::plain_text(&address).await
    {
        store.dispatch(Action::Record(recordings));
    }
}

#[wasm_split(embed, fallible)]
fn arrive_embedded(store: Rc<Store>) -> Result<Later<()>, SplitLoaderError> {
    Ok(Box::pin(port::arrive(store)))
}

#[wasm_split(embed, fallible)]
fn attach_embedded(store: Rc<Store>) -> Loaded {
    port::attach(store);
    Ok(())
}

#[wasm_split(lessons, fallible)]
fn start_lesson(name: String, dispatch: Dispatch) -> Result<Later<()>, SplitLoaderError> {
    Ok(Box::pin(lessons::start_named(name, dispatch)))
}

#[wasm_split(lessons, fallible)]
fn start_file(text: String, dispatch: Dispatch) -> Result<Result<(), String>, SplitLoaderError> {
    Ok(lessons::start_text(&text, &dispatch))
}

#[wasm_split(workshop, fallible)]
fn join(nickname: String, seeds: Option<u32>, dispatch: Dispatch) -> Loaded {
    workshop::join(&dispatch, &nickname, seeds);
    Ok(())
}
