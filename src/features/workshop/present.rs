//! The view for presenters: the projector's theme, and single keys for what a presenter does, with those of the clickers that
//! presenters hold. The keys hold only in this view, and not while something is typed.

use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::ui::dom::{by_css, document, focus, keep_focus, scroll_to};
use crate::ui::state::lesson::Play;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_store};
use crate::ui::theme;
use crate::views::root::use_root_attribute;
use engine::share::Panel;

/// By how much of the shift a key moves it.
const MOVE: f64 = 0.1;
/// And a clicker, whose presses are few.
const CLICK: f64 = 0.25;

#[component]
pub fn Presenter() -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    let hidden = use_state_eq(|| false);
    use_root_attribute("data-presenter", Some(String::new()));
    let aside = use_node_ref();
    use_effect_with((), {
        let aside = aside.clone();
        move |()| {
            theme::put_on("projector");
            // On the button that brought this here a clicker would press it again.
            let timer = Timeout::new(0, move || focus(aside.cast()));
            move || {
                drop(timer);
                theme::put_on(&theme::chosen());
            }
        }
    });
    {
        let (dispatch, hidden) = (dispatch.clone(), hidden.clone());
        use_effect_with(*hidden, move |_| {
            let onkeydown = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
                if is_taken(&event) {
                    return;
                }
                let key = event.key();
                let action = action(&key, event.shift_key(), &store.state());
                match action {
                    Some(action) => {
                        let is_lesson = matches!(action, Action::Lesson(_));
                        dispatch.emit(action);
                        // A lesson shows itself what it speaks of.
                        if !is_lesson {
                            show_bench();
                        }
                    }
                    None if matches!(&*key, "h" | "H") => hidden.set(!*hidden),
                    // Even where they can do nothing, the projected page stays where it is.
                    None if is_clicker(&key) => {}
                    None => return,
                }
                event.prevent_default();
            });
            let _ = document().add_event_listener_with_callback("keydown", onkeydown.as_ref().unchecked_ref());
            move || drop(document().remove_event_listener_with_callback("keydown", onkeydown.as_ref().unchecked_ref()))
        });
    }
    let button = use_node_ref();
    let end = {
        let button = button.clone();
        move |_: MouseEvent| {
            dispatch.emit(Action::Present(false));
            keep_focus(button.cast());
        }
    };
    html! {
        <aside ref={aside} id="presenter" tabindex="-1" aria-label="Presenter view" hidden={*hidden}>
            <details class="fold">
                <summary>{ "Keys" }</summary>
                <p>{ for KEYS.into_iter().map(|(key, does)| html! { <><kbd>{ key }</kbd>{ format!(" {does} ") }</> }) }</p>
            </details>
            <button ref={button} type="button" id="presenter-end" class="quiet" onclick={end}>
                { "End the presenter view" }
            </button>
        </aside>
    }
}

const KEYS: [(&str, &str); 10] = [
    ("PgDn", "on"),
    ("PgUp", "back"),
    ("R", "run"),
    ("S", "one update"),
    ("P", "pause"),
    ("←", ""),
    ("→", "shift"),
    ("N", "next"),
    ("H", "hide this line"),
    ("Esc", "end"),
];

fn is_clicker(key: &str) -> bool {
    matches!(key, "PageDown" | "PageUp" | " ")
}

/// The key is meant for something else.
fn is_taken(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let takes = match &*event.key() {
        // Whoever holds a clicker does not see what has the focus, and few of what could have it is of use to them.
        "PageDown" | "PageUp" => "input:not([type=checkbox], [type=radio], [type=range]), textarea, dialog",
        // It presses what has the focus, and scrolls what is read.
        " " => "a[href], button, summary, input, textarea, select, dialog, [tabindex='0']",
        // A slider has the arrow keys itself; in a dialog nothing is run by mistake.
        _ => "input:not([type=checkbox], [type=radio]), textarea, select, dialog, [role=slider]",
    };
    let is_taken = target.is_some_and(|target| target.closest(takes).is_ok_and(|it| it.is_some()));
    event.ctrl_key() || event.alt_key() || event.meta_key() || is_taken
}

/// What a key does, unless it is locked.
fn action(key: &str, shift_key: bool, state: &State) -> Option<Action> {
    let unlocked = |panel: Panel, action: Action| (!state.is_locked(panel)).then_some(action);
    let shift = |by: f64| unlocked(Panel::Shift, Action::MoveShift((((state.amount + by) * 100.0).round() / 100.0).clamp(0.0, 1.0)));
    let lesson = state.lesson.is_some();
    match key {
        "r" | "R" => unlocked(Panel::Train, Action::Train),
        "s" | "S" => unlocked(Panel::Train, Action::Step(1)),
        "p" | "P" => Some(Action::Pause(!state.held)),
        "ArrowRight" => shift(MOVE),
        "ArrowLeft" => shift(-MOVE),
        "PageUp" if lesson => Some(Action::Lesson(Play::Back)),
        " " if lesson && shift_key => Some(Action::Lesson(Play::Back)),
        "PageDown" | " " if lesson => Some(Action::Lesson(Play::Next)),
        "PageUp" => shift(-CLICK),
        " " if shift_key => shift(-CLICK),
        "PageDown" | " " => shift(CLICK),
        // The next step of a lesson, or else the next levels on the boards.
        "n" | "N" => Some(if lesson { Action::Lesson(Play::Next) } else { Action::SkipEpisodes }),
        "Escape" => Some(Action::Present(false)),
        _ => None,
    }
}

/// What has just changed is in sight: of boards, shift and verdict as much as the window holds, the boards above all.
fn show_bench() {
    for css in [".stage-verdict .verdict-headline", ".stage-shift", ".board-stage", ".board-head"] {
        if let Some(part) = by_css(css) {
            scroll_to(&part);
        }
    }
}
