//! What stands around the page, each feature a file or a folder of its own: a client of the store like the views.
//!
//! A feature that is a dialog is rendered while the state says that it is open.

pub mod agents;
pub mod compare;
pub mod export;
pub mod reading;
pub mod share;
pub mod sweep;

#[cfg(feature = "page")]
pub mod copy;
#[cfg(feature = "page")]
pub mod focus;
#[cfg(feature = "page")]
pub mod view;

#[cfg(feature = "page")]
pub use open::OpenDialog;

#[cfg(feature = "page")]
mod open {
    use yew::prelude::*;

    use super::agents::AgentsDialog;
    use super::compare::Compare;
    use super::reading::ReadingDialog;
    use super::share::ShareDialog;
    use super::sweep::SweepDialog;
    use super::view::ViewDialog;
    use crate::ui::board::Sight;
    use crate::ui::state::{Dialog, State};
    use crate::ui::store::use_selector;

    #[derive(PartialEq, Properties)]
    pub struct OpenDialogProps {
        /// The episodes on the boards.
        pub sights: [Sight; 2],
    }

    /// The dialog that is open, if one is.
    #[component]
    pub fn OpenDialog(props: &OpenDialogProps) -> Html {
        let dialog = use_selector(|state: &State| state.dialog);
        let open = match *dialog {
            // Those that go on while they are closed are always there.
            None | Some(Dialog::Compare | Dialog::Sweep) => html! {},
            Some(Dialog::View) => html! { <ViewDialog /> },
            Some(Dialog::Reading(board)) => html! { <ReadingDialog {board} sight={props.sights[board].clone()} /> },
            Some(Dialog::Share) => html! { <ShareDialog /> },
            Some(Dialog::Agents) => html! { <AgentsDialog /> },
        };
        html! {
            <>
                { open }
                <Compare />
                <SweepDialog />
            </>
        }
    }
}
