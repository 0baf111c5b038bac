//! What stands over the page: the frame that all dialogs share, and the line at the foot of the window.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::ui::dom::focus;
use crate::ui::markup::with_code;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};

#[derive(PartialEq, Properties)]
pub struct DialogProps {
    pub id: AttrValue,
    pub title: AttrValue,
    /// The id of its first words, which are read with its name.
    #[prop_or_default]
    pub about: Option<AttrValue>,
    /// Beside the heading.
    #[prop_or_default]
    pub head: Html,
    pub children: Html,
}

/// Shown modally for as long as it is rendered; the browser moves the focus into it, and back to what opened it. Closed by its
/// button, by Escape, and by any other dialog that opens.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let dispatch = use_dispatch();
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with((), move |()| {
            let dialog = element.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                let _ = dialog.show_modal();
                focus_first(dialog);
            }
            // Closed before it is gone, or the focus would go nowhere.
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let onclick = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    let oncancel = dispatch.reform(|_: Event| Action::CloseDialog);
    // Where a browser closes it by itself and lets nobody object.
    let onclose = oncancel.clone();
    let DialogProps { id, title, about, head, children } = props;
    html! {
        <dialog ref={element} {id} class="dialog" aria-label={title} aria-describedby={about} {oncancel} {onclose}>
            <div class="dialog-head">
                <h2>{ title }</h2>
                { head.clone() }
                <button type="button" class="quiet" aria-label="Close" {onclick}>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5" /></svg>
                </button>
            </div>
            { children.clone() }
        </dialog>
    }
}

/// Gives the focus to the first thing of use, from which screen readers tell the dialog's name and first words: without it, it is on the
/// button that closes, which comes first in the document.
fn focus_first(dialog: &HtmlDialogElement) {
    const FIRST: &str =
        ":scope > :not(.dialog-head) :is(a[href], button:not(:disabled), input:not([type=radio]:not(:checked)), select, textarea)";
    let is_asked = matches!(dialog.query_selector("[autofocus]"), Ok(Some(_)));
    if !is_asked && let Ok(Some(first)) = dialog.query_selector(FIRST) {
        focus(first.dyn_into().ok());
        // What is read first stays in sight, however far below that stands.
        dialog.set_scroll_top(0);
    }
}

/// Always there: a screen reader hears only of what changes in a place that is there.
#[component]
pub fn Toast() -> Html {
    let toast = use_selector(|state: &State| state.toast.clone());
    html! {
        <p id="toast" aria-live="polite" aria-atomic="true">
            if !toast.words.is_empty() {
                <span key={toast.number}>{ with_code(&toast.words) }</span>
            }
        </p>
    }
}
