//! The dialog that is open. Each comes with its chunk, which the build cuts off (`#[wasm_split]`); one that does not come is said above
//! the page, and comes when it is asked for again.

use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

use super::agents::AgentsDialog;
use super::compare::Compare;
use super::reading::ReadingDialog;
use super::share::ShareDialog;
use super::sweep::SweepDialog;
use super::view::ViewDialog;
use crate::ui::board::Sight;
use crate::ui::state::{Action, Dialog, State};
use crate::ui::store::{use_dispatch, use_selector};

type Part = Result<Html, SplitLoaderError>;

#[derive(PartialEq, Properties)]
pub struct OpenDialogProps {
    /// The episodes on the boards.
    pub sights: [Sight; 2],
}

#[component]
pub fn OpenDialog(props: &OpenDialogProps) -> Html {
    let open = use_selector(|state: &State| state.dialog);
    // These go on while they are closed: they are there from their first use on.
    let (compare, sweep) = (use_state_eq(|| false), use_state_eq(|| false));
    {
        let (compare, sweep) = (compare.setter(), sweep.setter());
        use_effect_with(*open, move |open| match open {
            Some(Dialog::Compare) => compare.set(true),
            Some(Dialog::Sweep) => sweep.set(true),
            _ => {}
        });
    }
    let loaded = |dialog: Dialog| html! { <Loaded key={format!("{dialog:?}")} {dialog} sights={props.sights.clone()} /> };
    html! {
        <>
            if let Some(dialog) = open.filter(|dialog| !matches!(dialog, Dialog::Compare | Dialog::Sweep)) {
                { loaded(dialog) }
            }
            if *compare {
                { loaded(Dialog::Compare) }
            }
            if *sweep {
                { loaded(Dialog::Sweep) }
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct LoadedProps {
    dialog: Dialog,
    sights: [Sight; 2],
}

/// A dialog once its chunk is there.
#[component]
fn Loaded(props: &LoadedProps) -> Html {
    let dispatch = use_dispatch();
    let part = use_state(Html::default);
    // Asked for again where it did not come.
    let wanted = use_selector(|state: &State| state.dialog);
    let is_wanted = *wanted == Some(props.dialog);
    {
        let (part, dialog, sights) = (part.clone(), props.dialog, props.sights.clone());
        use_effect_with(is_wanted, move |is_wanted| {
            if *is_wanted && *part == Html::default() {
                spawn_local(async move {
                    match load(dialog, sights).await {
                        Ok(loaded) => part.set(loaded),
                        Err(_) => {
                            let what = name(dialog);
                            let words =
                                format!("{what} could not be loaded. Please check the connection and try again; everything else goes on.");
                            dispatch.emit(Action::CloseDialog);
                            dispatch.emit(Action::Say(words));
                        }
                    }
                });
            }
        });
    }
    (*part).clone()
}

fn name(dialog: Dialog) -> &'static str {
    match dialog {
        Dialog::View => "View",
        Dialog::Share => "Share",
        Dialog::Compare => "Compare",
        Dialog::Sweep => "The curve over disagreement",
        Dialog::Agents => "The table of all agents",
        Dialog::Reading(_) => "The board as text",
    }
}

async fn load(dialog: Dialog, sights: [Sight; 2]) -> Part {
    match dialog {
        Dialog::View => view().await,
        Dialog::Share => share().await,
        Dialog::Compare => compare().await,
        Dialog::Sweep => sweep().await,
        Dialog::Agents => agents().await,
        Dialog::Reading(board) => {
            let sight = sights[board].clone();
            reading(board, sight).await
        }
    }
}

#[wasm_split(view, fallible)]
fn view() -> Part {
    Ok(html! { <ViewDialog /> })
}

#[wasm_split(view, fallible)]
fn reading(board: usize, sight: Sight) -> Part {
    Ok(html! { <ReadingDialog {board} {sight} /> })
}

#[wasm_split(share, fallible)]
fn share() -> Part {
    Ok(html! { <ShareDialog /> })
}

#[wasm_split(compare, fallible)]
fn compare() -> Part {
    Ok(html! { <Compare /> })
}

#[wasm_split(compare, fallible)]
fn sweep() -> Part {
    Ok(html! { <SweepDialog /> })
}

#[wasm_split(compare, fallible)]
fn agents() -> Part {
    Ok(html! { <AgentsDialog /> })
}
