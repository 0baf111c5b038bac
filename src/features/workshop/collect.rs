//! For whoever leads a workshop: the link for all, and the histogram of the codes that come back.

use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::code;
use super::result::{Results, Share};
use crate::features::copy::copy;
use crate::features::qr::qr;
use crate::ui::dom::site;
use crate::ui::markup::show as draw;
use crate::ui::sharing::fragment;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::words::{percent, title};
use crate::views::dialog::Dialog;
use engine::scenario::Scenario;
use engine::share::Shared;

/// How many agents a leader may give to each participant.
const AGENTS: [u32; 5] = [1, 2, 4, 8, 16];

/// What fills the window, for the projector.
#[derive(Clone, Copy, PartialEq)]
enum Large {
    Link,
    Results,
}

#[component]
pub fn WorkshopDialog() -> Html {
    let dispatch = use_dispatch();
    let shared = use_selector(State::shared);
    let (codes, copied, link) = (use_state(String::new), use_state(|| ""), use_node_ref());
    let (seeds, large) = (use_state(|| None::<u32>), use_state(|| None::<Large>));
    let count = seeds.unwrap_or(shared.scenario.seeds);
    let scenario = Scenario { seeds: count, ..shared.scenario.clone() };
    let address = format!("{}?workshop=1#{}", site(), fragment(&Shared { scenario, ..(*shared).clone() }));
    let results = Results::read(&codes, code::fingerprint(&shared.scenario));
    let oncopy = {
        let (link, copied) = (link.clone(), copied.setter());
        move |_: MouseEvent| copied.set(if copy(&link) { "Copied." } else { "It is selected: copy it with your keyboard." })
    };
    let oncodes = {
        let codes = codes.setter();
        move |event: InputEvent| codes.set(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    };
    let onseeds = {
        let (seeds, copied) = (seeds.setter(), copied.setter());
        move |event: Event| {
            copied.set("");
            seeds.set(event.target_unchecked_into::<HtmlSelectElement>().value().parse().ok());
        }
    };
    let show_large = |what: Option<Large>| {
        let large = large.setter();
        move |_: MouseEvent| large.set(what)
    };
    let content = match *large {
        Some(what) => html! {
            <div class="collect-large">
                if what == Large::Link {
                    <figure>{ draw(qr(&address)) }</figure>
                    <p translate="no">{ &address }</p>
                } else {
                    { histogram(&results) }
                }
                <button type="button" id="collect-small" onclick={show_large(None)}>{ "Back to the dialog" }</button>
            </div>
        },
        None => html! {
            <>
                <p id="collect-about">
                    { "One link for all of you, with the experiment that stands on the page now. Everybody is asked for a nickname and gets agents \
                       of their own from it. Nothing is sent anywhere: whoever has a verdict at the full shift gets a code of twelve letters to \
                       pass on." }
                </p>
                <div class="collect-main">
                    <div>
                        <label>
                            { "Agents for each; whoever has a slow phone may take fewer" }
                            <select id="collect-seeds" onchange={onseeds}>
                                { for counts(shared.scenario.seeds).into_iter().map(|number| html! {
                                    <option value={number.to_string()} selected={number == count}>{ number }</option>
                                }) }
                            </select>
                        </label>
                        <label>
                            { "Link for the participants" }
                            <textarea ref={link} id="collect-link" readonly=true rows="3" translate="no" value={address.clone()} />
                        </label>
                        <p class="bar-buttons">
                            <button type="button" id="collect-copy" onclick={oncopy}>{ "Copy the link" }</button>
                            <button type="button" id="collect-show-link" onclick={show_large(Some(Large::Link))}>{ "Show it large" }</button>
                            <button type="button" id="collect-present" onclick={dispatch.reform(|_| Action::Present(true))}>
                                { "Presenter view" }
                            </button>
                            <span id="collect-copied" aria-live="polite" aria-atomic="true">{ *copied }</span>
                        </p>
                    </div>
                    <figure id="collect-qr">{ draw(qr(&address)) }</figure>
                </div>
                <label>
                    { "Codes that came back: paste the whole chat" }
                    <textarea id="collect-codes" rows="4" autocomplete="off" spellcheck="false" translate="no" placeholder="965A-H800-TRGQ"
                        value={(*codes).clone()} oninput={oncodes} />
                </label>
                <div id="collect-said" aria-live="polite" aria-atomic="true">{ show(&results) }</div>
                if !results.outcomes.is_empty() {
                    <p class="bar-buttons">
                        <button type="button" id="collect-show-results" onclick={show_large(Some(Large::Results))}>{ "Show the results large" }</button>
                    </p>
                }
            </>
        },
    };
    html! {
        <Dialog id="collect" title="Workshop" about="collect-about">{ content }</Dialog>
    }
}

/// With the number that the experiment has.
fn counts(own: u32) -> Vec<u32> {
    let mut counts = AGENTS.to_vec();
    if let Err(place) = counts.binary_search(&own) {
        counts.insert(place, own);
    }
    counts
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
    let row = |share: Share| {
        let Share { verdict, participants, agents, of_agents } = share;
        html! {
            <tr>
                <th scope="row">{ verdict.map_or("Split: no verdict has two thirds", |verdict| title(verdict).0) }</th>
                <td>{ participants }</td>
                <td>{ format!("{agents} of {of_agents}") }</td>
                <td>
                    <progress class="bar" value={participants.to_string()} max={all.to_string()}
                        aria-label={percent(f64::from(participants) / all as f64)} />
                </td>
            </tr>
        }
    };
    html! {
        <table class="collect-bars">
            <caption>{ format!("{all} {}", if all == 1 { "participant" } else { "participants" }) }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "Verdict" }</th><th scope="col">{ "Participants" }</th><th scope="col">{ "Their agents with it" }</th>
                    <th scope="col"><span class="sr-only">{ "Share" }</span></th>
                </tr>
            </thead>
            <tbody>{ for results.shares().into_iter().map(row) }</tbody>
        </table>
    }
}
