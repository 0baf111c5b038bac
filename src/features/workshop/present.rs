//! The view for presenters: the projector's theme, and single keys for what a presenter does. The keys hold only in this view, and not
//! while something is typed.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::ui::dom::document;
use crate::ui::state::lesson::Play;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_store};
use crate::ui::theme;
use crate::views::root::use_root_attribute;
use engine::share::Panel;

/// By how much of the shift a key moves it.
const MOVE: f64 = 0.1;

#[component]
pub fn Presenter() -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    let hidden = use_state_eq(|| false);
    use_root_attribute("data-presenter", Some(String::new()));
    use_effect_with((), |()| {
        theme::put_on("projector");
        || theme::put_on(&theme::chosen())
    });
    {
        let (dispatch, hidden) = (dispatch.clone(), hidden.clone());
        use_effect_with(*hidden, move |_| {
            let onkeydown = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
                if is_taken(&event) {
                    return;
                }
                let action = action(&event.key(), &store.state());
                match action {
                    Some(action) => dispatch.emit(action),
                    None if matches!(event.key().as_str(), "h" | "H") => hidden.set(!*hidden),
                    None => return,
                }
                event.prevent_default();
            });
            let _ = document().add_event_listener_with_callback("keydown", onkeydown.as_ref().unchecked_ref());
            move || drop(document().remove_event_listener_with_callback("keydown", onkeydown.as_ref().unchecked_ref()))
        });
    }
    html! {
        <aside id="presenter" aria-label="Keys of the presenter view" hidden={*hidden}>
            <p>
                { for KEYS.into_iter().map(|(key, does)| html! { <><kbd>{ key }</kbd>{ format!(" {does} ") }</> }) }
            </p>
            <button type="button" id="presenter-end" class="quiet" onclick={dispatch.reform(|_| Action::Present(false))}>
                { "End the presenter view" }
            </button>
        </aside>
    }
}

const KEYS: [(&str, &str); 8] =
    [("R", "run"), ("S", "one update"), ("P", "pause"), ("←", ""), ("→", "shift"), ("N", "next"), ("H", "hide this line"), ("Esc", "end")];

/// The key is meant for something else.
fn is_taken(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // A slider has the arrow keys itself; in a dialog nothing is run by mistake.
    let takes = |target: &Element| {
        target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog, [role=slider]").is_ok_and(|it| it.is_some())
    };
    event.ctrl_key() || event.alt_key() || event.meta_key() || target.as_ref().is_some_and(takes)
}

/// What a key does, unless it is locked.
fn action(key: &str, state: &State) -> Option<Action> {
    let unlocked = |panel: Panel, action: Action| (!state.is_locked(panel)).then_some(action);
    let shift = |by: f64| unlocked(Panel::Shift, Action::MoveShift(((state.amount + by) * 100.0).round() / 100.0));
    match key {
        "r" | "R" => unlocked(Panel::Train, Action::Train),
        "s" | "S" => unlocked(Panel::Train, Action::Step(1)),
        "p" | "P" => Some(Action::Hold(!state.held)),
        "ArrowRight" => shift(MOVE),
        "ArrowLeft" => shift(-MOVE),
        // The next step of a lesson, or else the next levels on the boards.
        "n" | "N" => Some(if state.lesson.is_some() { Action::Lesson(Play::Next) } else { Action::SkipEpisodes }),
        "Escape" => Some(Action::Present(false)),
        _ => None,
    }
}
