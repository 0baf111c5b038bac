//! A file that is dropped anywhere on the page is opened.

use std::rc::Rc;

use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{DragEvent, File};

use super::share;
use super::start::Later;
use crate::ui::chunk::say_missing;
use crate::ui::dom::{by_css, window};
use crate::ui::state::Action;
use crate::ui::store::{Dispatch, Store};

/// While a file is held over the page.
const MARK: &str = "data-drop";

/// Listens for as long as the page lives.
pub fn listen(store: Rc<Store>) {
    hear("dragover", |event| {
        // Text that is dragged belongs to whatever it is dragged to.
        let brings_files = event.data_transfer().is_some_and(|it| it.types().includes(&"Files".into(), 0));
        if brings_files {
            event.prevent_default();
            mark(true);
        }
    });
    hear("dragleave", |event| mark(event.related_target().is_some() && by_css("html[data-drop]").is_some()));
    hear("drop", move |event| {
        mark(false);
        let Some(files) = event.data_transfer().and_then(|it| it.files()).filter(|files| files.length() > 0) else { return };
        event.prevent_default();
        let Some(file) = files.get(0).filter(|_| files.length() == 1) else {
            return store.dispatch(refuse(&format!("Those are {} files. Drop one.", files.length())));
        };
        let store = store.clone();
        spawn_local(async move {
            match open(store.clone(), file).await {
                Ok(opened) => {
                    if let Err(words) = opened.await {
                        store.dispatch(refuse(&words));
                    }
                }
                Err(_) => say_missing(&Dispatch::from(move |action| store.dispatch(action)), "What opens files"),
            }
        });
    });
}

/// Said above the page, where it stays: a dialog that is open keeps what was typed there.
fn refuse(words: &str) -> Action {
    Action::Say(format!("This file was not opened. {words} The page is as it was."))
}

fn hear(name: &str, act: impl Fn(DragEvent) + 'static) {
    let hear = Closure::<dyn Fn(DragEvent)>::new(act);
    let _ = window().add_event_listener_with_callback(name, hear.into_js_value().unchecked_ref());
}

fn mark(on: bool) {
    if let Some(root) = by_css("html") {
        let _ = if on { root.set_attribute(MARK, "") } else { root.remove_attribute(MARK) };
    }
}

#[wasm_split(share, fallible)]
fn open(store: Rc<Store>, file: File) -> Result<Later<Result<(), String>>, SplitLoaderError> {
    Ok(Box::pin(async move { share::open(&store, file).await }))
}
