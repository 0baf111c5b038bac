//! What stands around the page, each feature a file or a folder of its own: a client of the store like the views.
//!
//! A feature that is a dialog is rendered while the state says that it is open.

pub mod agents;

#[cfg(feature = "page")]
pub mod view;

#[cfg(feature = "page")]
pub use open::OpenDialog;

#[cfg(feature = "page")]
mod open {
    use yew::prelude::*;

    use super::agents::AgentsDialog;
    use super::view::ViewDialog;
    use crate::ui::state::{Dialog, State};
    use crate::ui::store::use_selector;

    /// The dialog that is open, if one is.
    #[component]
    pub fn OpenDialog() -> Html {
        let dialog = use_selector(|state: &State| state.dialog);
        match *dialog {
            None => html! {},
            Some(Dialog::View) => html! { <ViewDialog /> },
            Some(Dialog::Agents) => html! { <AgentsDialog /> },
        }
    }
}
