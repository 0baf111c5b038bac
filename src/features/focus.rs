//! Where the focus goes when what had it is gone.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// To the first button in here, if what was pressed has gone or can be pressed no more: the focus would go nowhere.
pub fn keep(inside: &Element) {
    let active = inside.owner_document().and_then(|document| document.active_element());
    let is_lost = active.is_none_or(|active| active.tag_name() == "BODY" || active.matches(":disabled").unwrap_or(false));
    if is_lost && let Ok(Some(button)) = inside.query_selector("button:not(:disabled)") {
        let _ = button.unchecked_into::<HtmlElement>().focus();
    }
}
