//! What stays in sight at the bottom of a phone: the verdict's first line, the button that trains and the slider that shifts. They are
//! here in place of their stages, not there as well. What they move, the boards, comes into sight with them.

use yew::prelude::*;

use super::shift::Amount;
use super::train::{TrainButton, TrainProblem};
use super::verdict::FirstLine;
use crate::ui::dom::{by_css, scroll_to};
use crate::ui::state::State;
use crate::ui::store::use_selector;

#[component]
pub fn Dock() -> Html {
    let trained = use_selector(State::training);
    // Not for one that was there before: a window that was turned stays where it is.
    let known = use_mut_ref(|| *trained);
    use_effect_with(*trained, move |trained| {
        if trained.is_some() && known.replace(*trained) != *trained {
            show_boards();
        }
    });
    let oninput = |_: InputEvent| show_boards();
    html! {
        <section class="dock-bar" aria-label="Train and shift">
            <FirstLine />
            <TrainProblem />
            <div class="dock-controls" {oninput}>
                <TrainButton />
                <Amount />
            </div>
        </section>
    }
}

/// Their pictures, and their heads where there is room for these.
fn show_boards() {
    for css in [".board-head", ".board-stage"] {
        if let Some(part) = by_css(css) {
            scroll_to(&part);
        }
    }
}
