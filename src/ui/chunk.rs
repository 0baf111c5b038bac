//! Parts of the program that are loaded when they are wanted (`#[wasm_split]`).

use wasm_split_helpers::SplitLoaderError;
use yew::prelude::*;

use super::dom;
use super::state::Action;
use super::store::Dispatch;

/// What a part of the page is, if its chunk came.
pub type Loaded = Result<Html, SplitLoaderError>;

pub fn say_missing(dispatch: &Dispatch, what: &str) {
    let why = if dom::is_mix() {
        "Another version of Wayward was put in the place of this one. Reload the page to get it; until then everything else goes on."
    } else {
        "Please check the connection and try again; everything else goes on."
    };
    dispatch.emit(Action::Say(format!("{what} could not be loaded. {why}")));
}
