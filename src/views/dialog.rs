//! What stands over the page: the frame that all dialogs share, and the line at the foot of the window.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use crate::ui::dom::{document, focus_in_place};
use crate::ui::markup::with_code;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};

#[derive(PartialEq, Properties)]
pub struct DialogProps {
    pub id: AttrValue,
    pub title: AttrValue,
    /// The id of its first words, which are read with its heading.
    #[prop_or_default]
    pub about: Option<AttrValue>,
    /// Beside the heading.
    #[prop_or_default]
    pub head: Html,
    pub children: Html,
}

/// Shown modally for as long as it is rendered. The focus goes to its heading, whose description its first words are, or to a field that
/// asks for it, and at the end back to what opened it. Closed by its button, by Escape, and by any other dialog that opens.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let dispatch = use_dispatch();
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with((), move |()| {
            let opener = focused();
            let dialog = element.cast::<HtmlDialogElement>();
            let timer = dialog.clone().map(|dialog| {
                let _ = dialog.show_modal();
                move_focus(move || ["[autofocus]", "h2"].into_iter().find_map(|css| dialog.query_selector(css).ok().flatten()))
            });
            // Closed before it is gone, or the focus would go nowhere.
            move || {
                drop(timer);
                if let Some(dialog) = dialog {
                    dialog.close();
                    LEFT.set(opener);
                    move_focus(|| LEFT.take()).forget();
                }
            }
        });
    }
    let onclick = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    let oncancel = dispatch.reform(|event: Event| {
        event.prevent_default();
        Action::CloseDialog
    });
    // Where a browser closes it by itself and lets nobody object.
    let onclose = dispatch.reform(|_: Event| Action::CloseDialog);
    let DialogProps { id, title, about, head, children } = props;
    html! {
        <dialog ref={element} {id} class="dialog" aria-label={title} {oncancel} {onclose}>
            // Orca takes its beginning or its end for the place where one is, until the focus is in it, and may read that. Where the end is
            // empty it knows of no place, and says nothing of the focus either.
            <p class="sr-only">{ "Escape closes." }</p>
            // The button stands at the end of the line, and before the heading for who reads on from there.
            <div class="dialog-head">
                <button type="button" class="quiet" aria-label="Close" {onclick}>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5" /></svg>
                </button>
                <h2 tabindex="-1" aria-describedby={about}>{ title }</h2>
                { head.clone() }
            </div>
            { children.clone() }
            <p class="sr-only">{ "The dialog ends here." }</p>
        </dialog>
    }
}

/// Milliseconds for which nothing has the focus when a dialog opens or closes. Guessed: enough for a busy browser to take out of the
/// accessibility tree what cannot be reached any more. Orca loses its place with that, finds another one without a word, and would say
/// nothing of a focus that came before.
const LOST: u32 = 150;

thread_local! {
    /// What gets the focus back, which it does not have yet.
    static LEFT: RefCell<Option<Element>> = RefCell::default();
    /// Nothing has the focus for now.
    static MOVES: Cell<bool> = const { Cell::new(false) };
}

/// Whether the focus is on nothing, or on what can be pressed no more, and nobody is about to give it away.
pub fn is_lost() -> bool {
    let active = document().active_element();
    !MOVES.get() && active.is_none_or(|active| active.tag_name() == "BODY" || active.matches(":disabled").unwrap_or(false))
}

/// What has the focus, or will have it once a dialog has closed.
fn focused() -> Option<Element> {
    document().active_element().filter(|active| active.tag_name() != "BODY").or_else(|| LEFT.take())
}

/// Takes the focus from where it is, and gives it away a little later, unless somebody else was faster.
fn move_focus(to: impl FnOnce() -> Option<Element> + 'static) -> Timeout {
    if let Some(active) = document().active_element() {
        let _ = active.unchecked_into::<HtmlElement>().blur();
    }
    MOVES.set(true);
    Timeout::new(LOST, move || {
        MOVES.set(false);
        if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
            focus_in_place(to());
        }
    })
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
