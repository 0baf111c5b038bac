//! Copies what a field holds.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDocument, HtmlInputElement};
use yew::NodeRef;

/// By way of the selection: old as it is, this works in files and in frames, where the clipboard itself is out of reach. False: it
/// is selected, and no more.
pub fn copy(field: &NodeRef) -> bool {
    let Some(field) = field.get() else { return false };
    // A text area has this, too.
    field.unchecked_ref::<HtmlInputElement>().select();
    let document = field.owner_document();
    document.is_some_and(|document| document.unchecked_into::<HtmlDocument>().exec_command("copy").unwrap_or(false))
}
