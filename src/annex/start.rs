//! The page from its start on: what the address says, what was edited, and which button was pressed, each to whom it concerns.
//!
//! What only some visits need is cut off by the build (`#[wasm_split]`, one name a chunk) and loads when one of these functions is
//! called. A chunk that does not come is said above the page, and comes when it is asked for again.

use std::pin::Pin;

use wasm_bindgen::{JsCast as _, JsError, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{address, agents, dom, lesson, menu, page, pins, predict, reading, sweep, undo, view, workshop};
use crate::features::embed::port;
use crate::ui::app;

/// How long the page, which has just been drawn, is left alone before recordings are asked for.
const RECORDINGS_MS: i32 = 300;

type Loaded = Result<(), SplitLoaderError>;

/// Starts the page; what its address says stands on it from the beginning.
pub async fn start() -> Result<(), JsError> {
    let root = dom::by_css("#app").ok_or_else(|| JsError::new("it has no place in this page"))?;
    listen();
    let opened = arrive().await.map_err(|_| JsError::new("a part of it did not load"))?;
    app::start(root, opened);
    if dom::is_embed() {
        attach_embedded().await.map_err(|_| JsError::new("a part of it did not load"))?;
    } else {
        page::on_edit(edited);
        if predict::asks_on_page() || dom::query("lesson").or_else(|| dom::query("workshop")).is_some() {
            started();
        } else {
            // Not where a person is asked what agents will do.
            dom::later(RECORDINGS_MS, || spawn_local(play_recordings()));
        }
    }
    Ok(())
}

/// What the address says, as a saved draft. None: what the page shows by itself is right.
async fn arrive() -> Result<Option<String>, SplitLoaderError> {
    if dom::is_embed() { Ok(arrive_embedded().await?.await) } else { Ok(address::arrive()) }
}

#[wasm_split(embed, fallible)]
fn arrive_embedded() -> Result<Pin<Box<dyn Future<Output = Option<String>>>>, SplitLoaderError> {
    Ok(Box::pin(port::arrive()))
}

#[wasm_split(embed, fallible)]
fn attach_embedded() -> Loaded {
    port::attach();
    Ok(())
}

/// Hears from now on of other addresses, and of presses on what has a `data-annex`.
fn listen() {
    let moved = Closure::<dyn Fn()>::new(|| {
        spawn_local(async {
            if let Ok(Some(saved)) = arrive().await {
                page::open(saved);
            }
        });
    });
    let _ = dom::window().add_event_listener_with_callback("hashchange", moved.into_js_value().unchecked_ref());
    if let Some(root) = dom::document().document_element() {
        dom::on(&root, "click", |target, _| {
            if let Some(name) = target.closest("[data-annex]").ok().flatten().and_then(|button| button.get_attribute("data-annex")) {
                press(name);
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

/// Something was edited, and the page has saved it: the address follows, and it can be undone. Not in somebody else's page, where the
/// host hears of it, and who may have locked what an undo would change; nor in a lesson, of which the address speaks.
pub fn edited(before: &str, now: &str) {
    undo::edited(before, now);
    address::follow();
}

/// A button of the page that is ours was pressed, by its `data-annex`.
fn press(name: String) {
    match &*name {
        "undo" => undo::back(),
        "redo" => undo::forth(),
        "start-over" => undo::start_over(),
        "share" => load("Share", open_share()),
        "compare" => load("Compare", open_compare()),
        "sweep" => load("The curve over disagreement", open_sweep()),
        "agents" => load("The table of all agents", open_agents()),
        "lessons" => load("Lessons", open_lessons()),
        "workshop" => load("The workshop", lead_workshop()),
        "present" => load("The presenter view", present()),
        "view" => load("View", open_view()),
        "board-train" | "board-deploy" => load("The board as text", read_board(name)),
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

#[wasm_split(share, fallible)]
fn open_share() -> Loaded {
    menu::open();
    Ok(())
}

#[wasm_split(compare, fallible)]
fn open_compare() -> Loaded {
    pins::open();
    Ok(())
}

#[wasm_split(compare, fallible)]
fn open_sweep() -> Loaded {
    sweep::open();
    Ok(())
}

#[wasm_split(compare, fallible)]
fn open_agents() -> Loaded {
    agents::open();
    Ok(())
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

#[wasm_split(view, fallible)]
fn open_view() -> Loaded {
    view::open();
    Ok(())
}

#[wasm_split(view, fallible)]
fn read_board(id: String) -> Loaded {
    reading::open(&id);
    Ok(())
}
