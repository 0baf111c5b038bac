//! Copies what a field holds, or what stands on the page.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDocument, HtmlInputElement, Node};
use yew::NodeRef;

use crate::ui::dom::{document, focus, window};

/// By way of the selection: old as it is, this works in files and in frames, where the clipboard itself is out of reach. False: it
/// is selected, has the focus, and no more.
pub fn copy(field: &NodeRef) -> bool {
    let Some(field) = field.get() else { return false };
    let pressed = document().active_element();
    // A text area has this, too.
    field.unchecked_ref::<HtmlInputElement>().select();
    let is_copied = copy_selected(&field);
    if is_copied {
        focus(pressed);
    }
    is_copied
}

/// The same with words that stand there.
pub fn copy_text(place: &NodeRef) -> bool {
    let (Some(place), Ok(Some(selection))) = (place.get(), window().get_selection()) else { return false };
    let _ = selection.select_all_children(&place);
    copy_selected(&place)
}

fn copy_selected(node: &Node) -> bool {
    let document = node.owner_document();
    document.is_some_and(|document| document.unchecked_into::<HtmlDocument>().exec_command("copy").unwrap_or(false))
}
