//! What the style sheets know of the page as a whole.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ui::state::State;
use crate::ui::store::use_selector;
use crate::ui::timer::SPOKEN;
use crate::ui::timer::by_css;

/// An attribute of the document's root, for as long as the component is there; None: it is not there.
#[hook]
pub fn use_root_attribute(name: &'static str, value: Option<String>) {
    use_effect_with((name, value), |(name, value)| {
        let (root, name) = (by_css("html").filter(|_| value.is_some()), *name);
        if let Some(root) = &root {
            let _ = root.set_attribute(name, value.as_deref().unwrap_or_default());
        }
        move || drop(root.map(|root| root.remove_attribute(name)))
    });
}

/// Whether a line is still to be read out, which it is for a while after each change of `words`, and until a dialog opens: what is live
/// then is read again when the dialog closes.
#[hook]
pub fn use_spoken<T: PartialEq + 'static>(words: T) -> bool {
    let is_over = use_state_eq(|| false);
    use_effect_with(words, {
        let is_over = is_over.clone();
        move |_| {
            is_over.set(false);
            let timer = Timeout::new(SPOKEN, move || is_over.set(true));
            move || drop(timer)
        }
    });
    let is_covered = use_selector(|state: &State| state.dialog.is_some());
    use_effect_with(*is_covered, {
        let is_over = is_over.clone();
        move |is_covered| {
            if *is_covered {
                is_over.set(true);
            }
        }
    });
    !*is_over
}

/// How a line is read out that is there for longer than that. None of them has the role of a status: where one is empty, screen readers
/// would read its role.
pub fn live(is_read: bool) -> &'static str {
    if is_read { "polite" } else { "off" }
}
