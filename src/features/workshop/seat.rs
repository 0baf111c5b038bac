//! A participant of a workshop: a nickname gives the seed, and the verdict at the full shift gives a code to pass on.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::code;
use super::result::outcome;
use crate::features::copy::copy_text;
use crate::ui::state::{self, Action, Participant, State};
use crate::ui::store::{Dispatch, use_dispatch, use_selector};
use crate::views::dialog::Dialog;
use crate::views::root::{live, use_spoken};

/// Letters of a nickname.
const LONGEST: usize = 40;

/// How many agents a participant may choose instead of those of the link.
const FEWER: [u32; 3] = [1, 2, 4];

/// Takes part under this nickname; `seeds`: with so many agents, and not with as many as the link says.
pub fn join(dispatch: &Dispatch, name: &str, seeds: Option<u32>) {
    let nickname: String = name.trim().chars().take(LONGEST).collect();
    // Whoever closes the question without an answer takes the experiment as it is in the link.
    dispatch.emit(if nickname.is_empty() {
        Action::CloseDialog
    } else {
        let seed = code::seed(&nickname);
        Action::Join(Participant { nickname, seed, seeds })
    });
}

#[component]
pub fn NicknameDialog() -> Html {
    let dispatch = use_dispatch();
    let (field, seeds) = (use_node_ref(), use_state(|| None));
    let of_link = *use_selector(|state: &State| state.draft.scenario.seeds);
    let onsubmit = {
        let (field, seeds) = (field.clone(), *seeds);
        move |event: SubmitEvent| {
            // The state closes the dialog.
            event.prevent_default();
            join(&dispatch, &field.cast::<HtmlInputElement>().map_or_else(String::new, |field| field.value()), seeds);
        }
    };
    let choice = |value: Option<u32>| {
        let seeds = seeds.clone();
        let words = value.map_or_else(|| format!("{of_link}, as the link says"), |count| count.to_string());
        html! {
            <label>
                <input type="radio" name="seat-seeds" value={value.unwrap_or(of_link).to_string()} checked={*seeds == value}
                    onchange={move |_: Event| seeds.set(value)} />
                { words }
            </label>
        }
    };
    html! {
        <Dialog id="seat" title="Welcome to the workshop">
            <p id="seat-about">
                { "All of you get the same experiment, and everybody gets agents of their own: chance begins from a number that is made of your \
                   nickname. The nickname stays on this device." }
            </p>
            <form method="dialog" id="seat-form" {onsubmit}>
                <label>
                    { "Nickname" }
                    <input ref={field} id="seat-name" type="text" maxlength={LONGEST.to_string()} autocomplete="nickname" required=true autofocus=true
                        aria-describedby="seat-about" />
                </label>
                if of_link > 1 {
                    <fieldset class="seat-seeds">
                        <legend>{ "Agents" }</legend>
                        { for FEWER.into_iter().filter(|count| *count < of_link).map(Some).chain([None]).map(choice) }
                        <p>{ "A phone has its result sooner with fewer." }</p>
                    </fieldset>
                }
                <p class="bar-buttons"><button class="primary">{ "Begin" }</button></p>
            </form>
        </Dialog>
    }
}

#[derive(PartialEq)]
struct View {
    participant: Option<Participant>,
    /// There as long as what it says is on view.
    code: Option<String>,
}

impl View {
    fn of(state: &State) -> View {
        View { participant: state.participant.clone(), code: outcome(state).and_then(|outcome| code::encode(&outcome)) }
    }
}

/// The bar of a participant.
#[component]
pub fn Seat() -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(View::of);
    let is_read = use_spoken(it.code.clone());
    let (place, copied) = (use_node_ref(), use_state(|| None::<bool>));
    {
        let copied = copied.setter();
        use_effect_with(it.code.clone(), move |_| copied.set(None));
    }
    let Some(Participant { nickname, seed, .. }) = &it.participant else { return Html::default() };
    let oncopy = {
        let (place, copied) = (place.clone(), copied.setter());
        move |_: MouseEvent| copied.set(Some(copy_text(&place)))
    };
    let copy = match *copied {
        None => "Copy the code",
        Some(true) => "Copied",
        Some(false) => "It is selected: copy it",
    };
    html! {
        <aside id="workshop" aria-label="Workshop">
            <p>
                <b>{ "Workshop." }</b>
                { format!(" {nickname}, your first seed is {seed}. Train, move the world to its full shift, and pass your code on.") }
            </p>
            <p class="bar-buttons">
                <span ref={place} id="seat-code" aria-live={live(is_read)}>{ it.code.as_deref().unwrap_or("No result yet") }</span>
                <button type="button" id="seat-copy" disabled={it.code.is_none()} onclick={oncopy}>{ copy }</button>
                <button type="button" id="seat-other" class="quiet"
                    onclick={dispatch.reform(|_| Action::OpenDialog(state::Dialog::Nickname))}>{ "Another nickname" }</button>
            </p>
        </aside>
    }
}
