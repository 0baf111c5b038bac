//! Whether a person is asked, in lessons and on the page.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ui::state::prediction::{OnPage as When, Predict};
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};

/// Before every shift on the page.
#[component]
pub fn OnPage() -> Html {
    let on = use_selector(|state: &State| state.predictions.on_page == When::Always);
    html! { <Asks id="predict-on-page" label="Ask on the page, before every shift" on={*on} ask={Callback::from(Predict::AskOnPage)} /> }
}

#[component]
pub fn InLessons() -> Html {
    let on = use_selector(|state: &State| state.predictions.in_lessons);
    html! { <Asks id="predict-in-lessons" label="Ask in lessons" on={*on} ask={Callback::from(Predict::AskInLessons)} /> }
}

#[derive(PartialEq, Properties)]
struct AsksProps {
    id: AttrValue,
    label: AttrValue,
    on: bool,
    ask: Callback<bool, Predict>,
}

#[component]
fn Asks(props: &AsksProps) -> Html {
    let dispatch = use_dispatch();
    let AsksProps { id, label, on, ask } = props;
    let ask = ask.clone();
    let onchange =
        dispatch.reform(move |event: Event| Action::Predict(ask.emit(event.target_unchecked_into::<HtmlInputElement>().checked())));
    html! { <label class="switch"><input type="checkbox" {id} checked={*on} {onchange} />{ label }</label> }
}
