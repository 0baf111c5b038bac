//! Parts of the program that are loaded when they are wanted (`#[wasm_split]`).

use std::future::Future;

use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::SplitLoaderError;
use yew::prelude::*;

use super::dom;
use super::state::Action;
use super::store::Dispatch;

/// What a part of the page is, if its chunk came.
pub type Loaded = Result<Html, SplitLoaderError>;

/// A part of the page, once its chunk has come. It is loaded as soon as it is `due`; what did not come is loaded again when that changes
/// to another reason to want it.
#[hook]
pub fn use_chunk<D, L, F>(due: Option<D>, load: L, missing: impl FnOnce() + 'static) -> Html
where
    D: PartialEq + 'static,
    L: FnOnce() -> F + 'static,
    F: Future<Output = Loaded> + 'static,
{
    let loaded = use_state(|| None::<Html>);
    {
        let loaded = loaded.clone();
        use_effect_with(due, move |due| {
            if due.is_some() && loaded.is_none() {
                spawn_local(async move {
                    match load().await {
                        Ok(html) => loaded.set(Some(html)),
                        Err(_) => missing(),
                    }
                });
            }
        });
    }
    (*loaded).clone().unwrap_or_default()
}

pub fn say_missing(dispatch: &Dispatch, what: &str) {
    let why = if dom::is_mix() {
        "Another version of Wayward was put in the place of this one. Reload the page to get it; until then everything else goes on."
    } else {
        "Please check the connection and try again; everything else goes on."
    };
    dispatch.emit(Action::Say(format!("{what} could not be loaded. {why}")));
}
