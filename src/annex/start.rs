//! The page from its start on: what the address says, what was edited, and which button was pressed, each to whom it concerns.

use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::{address, agents, dom, lesson, menu, page, pins, predict, reading, sweep, undo, view, workshop};
use crate::features::embed::{frame, port};
use crate::ui::app;

/// How long the page, which has just been drawn, is left alone before recordings are asked for.
const RECORDINGS_MS: i32 = 300;

/// Starts the page in this element; what its address says stands on it from the beginning.
pub fn start(root: Element) {
    page::on_edit(edited);
    listen();
    spawn_local(async {
        app::start(root, arrive().await);
        if frame::is() {
            port::attach();
        } else if predict::asks_on_page() || dom::query("lesson").or_else(|| dom::query("workshop")).is_some() {
            started();
        } else {
            // Not where a person is asked what agents will do.
            dom::later(RECORDINGS_MS, || spawn_local(play_recordings()));
        }
    });
}

/// What the address says, as a saved draft. None: what the page shows by itself is right.
async fn arrive() -> Option<String> {
    if frame::is() { port::arrive().await } else { address::arrive() }
}

/// Hears from now on of other addresses, and of presses on what has a `data-annex`.
fn listen() {
    let moved = Closure::<dyn Fn()>::new(|| {
        spawn_local(async {
            if let Some(saved) = arrive().await {
                page::open(saved);
            }
        });
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

/// Something was edited, and the page has saved it. The address follows, and it can be undone; not in somebody else's page,
/// who may have locked what an undo would change.
fn edited(before: &str, now: &str) {
    if !frame::is() && !lesson::player::is_on() {
        undo::edited(before, now);
        address::follow();
    }
}

/// A button of the page that is ours was pressed, by its `data-annex`.
fn press(name: &str) {
    match name {
        "share" => menu::open(),
        "compare" => pins::open(),
        "sweep" => sweep::open(),
        "agents" => agents::open(),
        "undo" => undo::back(),
        "redo" => undo::forth(),
        "start-over" => undo::start_over(),
        "lessons" => lesson::list::open(),
        "workshop" => workshop::collect::open(),
        "view" => view::open(),
        "present" => workshop::present::begin(),
        "board-train" | "board-deploy" => reading::open(name),
        name => unreachable!("no button is called {name}"),
    }
}
