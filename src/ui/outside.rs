//! The page as others in its document see it: the start script, and the annex, which is another Wasm module.
//!
//! They talk in texts: a saved draft is an experiment, and what a person would do is said in the words of `listen`. The names under
//! which they call stand in `bin/page.rs`: exported here, they would be part of the annex as well.

use std::cell::RefCell;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use yew::html::Scope;

use super::app::{App, Msg};
use super::listen::Done;
use super::timer::window;

thread_local! {
    static PAGE: RefCell<Option<Scope<App>>> = const { RefCell::new(None) };
}

/// This page from now on.
pub fn enter(page: &Scope<App>) {
    PAGE.set(Some(page.clone()));
}

/// Says what stood on the page and what stands there now, both as it is saved; the start script knows who wants to hear it.
pub fn edited(before: &str, now: &str) {
    if let Ok(told) = Reflect::get(&window(), &"waywardEdited".into()) {
        // Nobody listens in other people's hosts of the page.
        let _ = told.dyn_into::<Function>().map(|told| told.call2(&JsValue::NULL, &before.into(), &now.into()));
    }
}

/// Does what a person would do. `open`: shows the experiment in this saved draft; `draft`: brings it back as what
/// was typed here before, beside the run on view; `say`: shows these words; `record`: plays these recordings, or none; `edit`: types them
/// into the program of this name; `set`: sets the field; `data-do`: presses the button.
pub fn tell(what: &str, name: String, text: String) {
    let message = match what {
        "open" => Msg::Open(text),
        "draft" => Msg::Restore(text),
        "say" => Msg::Say(text),
        "record" => Msg::Record(text),
        "edit" => Msg::Edit((name, "type".into(), text)),
        "set" => Msg::Done(Done::Set(name, text)),
        _ => Msg::Done(Done::Press("data-do", name)),
    };
    PAGE.with_borrow(|page| {
        if let Some(page) = page {
            page.send_message(message);
        }
    });
}

/// All there is to take along, as `protocol::Handout`; empty before the page has started.
pub fn hand_out() -> Vec<u8> {
    PAGE.with_borrow(|page| page.as_ref().and_then(|page| page.get_component().map(|app| app.hand_out()))).unwrap_or_default()
}
