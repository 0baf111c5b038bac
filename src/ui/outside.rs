//! The page as the rest of the program sees it: what it can be told, what it hands out, and who hears that something was edited.
//!
//! Nothing happens, and nothing is handed out, before the page has started.

use std::cell::{Cell, RefCell};

use wasm_bindgen_futures::spawn_local;
use yew::html::Scope;

use super::app::{App, Msg};
use super::listen::Done;
use engine::protocol::Handout;

/// Is told what stood on the page before an edit and what stands there now, both as they are saved.
type OnEdit = fn(&str, &str);

thread_local! {
    static PAGE: RefCell<Option<Scope<App>>> = const { RefCell::new(None) };
    static ON_EDIT: Cell<Option<OnEdit>> = const { Cell::new(None) };
}

/// This page from now on.
pub fn enter(page: &Scope<App>) {
    PAGE.set(Some(page.clone()));
}

/// Calls back after each edit from now on.
pub fn on_edit(callback: OnEdit) {
    ON_EDIT.set(Some(callback));
}

pub fn edited(before: &str, now: &str) {
    let Some(callback) = ON_EDIT.get() else { return };
    let (before, now) = (before.to_owned(), now.to_owned());
    // Once the page has done what it is at; before, it hands nothing out.
    spawn_local(async move { callback(&before, &now) });
}

/// All there is to take along.
pub fn hand_out() -> Option<Handout> {
    PAGE.with_borrow(|page| Some(page.as_ref()?.get_component()?.hand_out()))
}

/// Shows the experiment in this saved draft.
pub fn open(saved: String) {
    tell(Msg::Open(saved));
}

/// Brings this saved draft back as what was typed here before, beside the run on view.
pub fn restore(saved: String) {
    tell(Msg::Restore(saved));
}

/// Shows these words above the page.
pub fn say(words: impl Into<String>) {
    tell(Msg::Say(words.into()));
}

/// Plays these recordings until something is trained here.
pub fn play(recordings: String) {
    tell(Msg::Record(recordings));
}

/// Plays no recordings from now on.
pub fn play_nothing() {
    tell(Msg::Record(String::new()));
}

/// Types this text into the program of this name.
pub fn edit(program: String, text: String) {
    tell(Msg::Edit((program, "type".into(), text)));
}

/// Sets a field, by its `data-set`.
pub fn set(field: &str, text: String) {
    tell(Msg::Done(Done::Set(field.to_owned(), text)));
}

/// Presses a button, by its `data-do`.
pub fn press(button: &str) {
    tell(Msg::Done(Done::Press("data-do", button.to_owned())));
}

fn tell(message: Msg) {
    PAGE.with_borrow(|page| {
        if let Some(page) = page {
            page.send_message(message);
        }
    });
}
