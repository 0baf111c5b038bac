//! The View menu: how the page looks, how much of the bench is there, whether it asks where agents will go, and the way to the presenter view.
//!
//! Not here: how a theme is put on (`ui::theme`), what it is (the style sheets), and what a host wants of an embedded page.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::predict::OnPage;
use crate::ui::state::lead::{Bench, Leading};
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::theme::{self, THEMES};
use crate::views::dialog::Dialog;

#[component]
pub fn ViewDialog() -> Html {
    let dispatch = use_dispatch();
    let chosen = use_state(theme::chosen);
    let themes = THEMES.into_iter().map(|(name, word, about)| {
        let onchange = {
            let chosen = chosen.clone();
            move |_: Event| {
                theme::choose(name);
                chosen.set(name.to_owned());
            }
        };
        html! {
            <label data-of={name}>
                <input type="radio" name="theme" value={name} checked={*chosen == name} {onchange} />
                <span class="view-picture" aria-hidden="true">{ "Aa" }</span>
                <b>{ word }</b><small>{ about }</small>
            </label>
        }
    });
    let leading = *use_selector(|state: &State| state.leading);
    let benches = [(Bench::Simple, "Simple"), (Bench::Full, "Full")].map(|(bench, words)| {
        html! {
            <label>
                <input type="radio" name="bench" value={bench.name()} checked={leading.bench == bench}
                    onchange={dispatch.reform(move |_: Event| Action::Lead(Leading { bench, ..leading }))} />
                <span>{ words }</span>
            </label>
        }
    });
    html! {
        <Dialog id="view" title="View">
            <fieldset class="view-themes"><legend>{ "Theme" }</legend>{ for themes }</fieldset>
            <fieldset class="lessons-predict">
                <legend>{ "Bench" }</legend>
                <p>{ "The simple one has five stages and little else." }</p>
                <div class="share-forms">{ for benches }</div>
                <label class="switch">
                    <input type="checkbox" id="view-lead" checked={leading.speaks}
                        onchange={dispatch.reform(move |event: Event| {
                            Action::Lead(Leading { speaks: event.target_unchecked_into::<HtmlInputElement>().checked(), ..leading })
                        })} />
                    { "Say what can be done next" }
                </label>
            </fieldset>
            <fieldset class="lessons-predict">
                <legend>{ "Where will it go?" }</legend>
                <p>{ "Predict where the agents end before you see it." }</p>
                <OnPage />
            </fieldset>
            <p class="bar-buttons">
                <button type="button" id="view-present" onclick={dispatch.reform(|_| Action::Present(true))}>{ "Presenter view" }</button>
                <span class="save-about">{ "Large type, the boards, and single keys for what a presenter does." }</span>
            </p>
        </Dialog>
    }
}
