//! For whoever leads a workshop: the link for all, and the histogram of the codes that come back.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::code;
use super::result::Results;
use crate::features::copy::copy;
use crate::ui::dom::site;
use crate::ui::sharing::fragment;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::words::{percent, title};
use crate::views::dialog::Dialog;
use engine::judge::Verdict;

#[component]
pub fn WorkshopDialog() -> Html {
    let dispatch = use_dispatch();
    let shared = use_selector(State::shared);
    let (codes, copied, link) = (use_state(String::new), use_state(|| ""), use_node_ref());
    let oncopy = {
        let (link, copied) = (link.clone(), copied.setter());
        move |_: MouseEvent| copied.set(if copy(&link) { "Copied." } else { "It is selected: copy it with your keyboard." })
    };
    let oncodes = {
        let codes = codes.setter();
        move |event: InputEvent| codes.set(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    };
    html! {
        <Dialog id="collect" title="Workshop" about="collect-about">
            <p id="collect-about">
                { "One link for all of you, with the experiment that stands on the page now. Everybody is asked for a nickname and gets agents \
                   of their own from it. Nothing is sent anywhere: whoever has a verdict at the full shift gets a code of twelve letters to \
                   pass on." }
            </p>
            <label>
                { "Link for the participants" }
                <textarea ref={link} id="collect-link" readonly=true rows="2" translate="no"
                    value={format!("{}?workshop=1#{}", site(), fragment(&shared))} />
            </label>
            <p class="bar-buttons">
                <button type="button" id="collect-copy" onclick={oncopy}>{ "Copy the link" }</button>
                <button type="button" id="collect-present" onclick={dispatch.reform(|_| Action::Present(true))}>{ "Presenter view" }</button>
                <span id="collect-copied" aria-live="polite" aria-atomic="true">{ *copied }</span>
            </p>
            <label>
                { "Codes that came back: paste the whole chat" }
                <textarea id="collect-codes" rows="4" autocomplete="off" spellcheck="false" translate="no" placeholder="965A-H800-TRGQ"
                    value={(*codes).clone()} oninput={oncodes} />
            </label>
            <div id="collect-said" aria-live="polite" aria-atomic="true">{ show(&Results::read(&codes, code::fingerprint(&shared.scenario))) }</div>
        </Dialog>
    }
}

fn show(results: &Results) -> Html {
    let list = |heading: &'static str, words: &[String]| {
        html! {
            if !words.is_empty() {
                <h3>{ heading }</h3>
                <ul>{ for words.iter().map(|word| html! { <li>{ word }</li> }) }</ul>
            }
        }
    };
    html! {
        <>
            if !results.outcomes.is_empty() {
                { histogram(results) }
            }
            { list("Damaged, please ask for these again", &results.damaged) }
            { list("Of another experiment than the one on this page, not counted", &results.others) }
            { list("More than once, counted once", &results.repeated) }
        </>
    }
}

fn histogram(results: &Results) -> Html {
    let all = results.outcomes.len();
    let agents: u32 = results.outcomes.iter().map(|outcome| outcome.agents).sum();
    let row = |(verdict, count): (Option<Verdict>, usize)| {
        html! {
            <tr>
                <th scope="row">{ verdict.map_or("Split: no verdict has two thirds", |verdict| title(verdict).0) }</th>
                <td>{ count }</td>
                <td>
                    <progress class="bar" value={count.to_string()} max={all.to_string()}
                        aria-label={percent(count as f64 / all as f64)} />
                </td>
            </tr>
        }
    };
    html! {
        <table class="collect-bars">
            <caption>{ format!("{all} {}, {agents} agents", if all == 1 { "participant" } else { "participants" }) }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "Verdict" }</th><th scope="col">{ "Participants" }</th>
                    <th scope="col"><span class="sr-only">{ "Share" }</span></th>
                </tr>
            </thead>
            <tbody>{ for results.counts().into_iter().map(row) }</tbody>
        </table>
    }
}
