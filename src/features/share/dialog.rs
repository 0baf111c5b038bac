//! The dialog itself; the state says what is shared.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::open::Open;
use super::snippets::{self, Embed};
use crate::features::copy::copy;
use crate::features::export::Save;
use crate::features::qr::qr;
use crate::ui::dom::site;
use crate::ui::markup::show;
use crate::ui::sharing::fragment;
use crate::ui::state::lead::Bench;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::views::bar::shared_with_you;
use crate::views::dialog::Dialog;
use engine::share::{self, Shared};

#[derive(PartialEq)]
struct View {
    shared: Shared,
    /// Of what was trained, if that is what stands on the page.
    digest: Option<String>,
    is_branch: bool,
    /// How far the shift goes.
    amount: f64,
    is_full: bool,
}

impl View {
    fn of(state: &State) -> View {
        let digest = if state.is_stale() { None } else { state.digest() };
        let is_branch = state.run().is_some_and(|run| run.parent.is_some());
        View { shared: state.shared(), digest, is_branch, amount: state.amount, is_full: state.leading.bench == Bench::Full }
    }
}

#[component]
pub fn ShareDialog() -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(View::of);
    let View { shared, digest, is_branch, amount, is_full } = &*it;
    let (chosen, with_digest, said) = (use_state(|| 0_usize), use_state(|| false), use_state(|| ""));
    let field = use_node_ref();

    let mut sent = shared.clone();
    if let Some(digest) = digest.as_ref().filter(|_| *with_digest) {
        sent.digest = Some(digest.clone());
    }
    let site = site();
    let day: String = String::from(js_sys::Date::new_0().to_iso_string()).chars().take(10).collect();
    let forms = snippets::all(
        &site,
        is_full.then_some(Bench::Full),
        &fragment(&sent),
        &sent.title,
        &day,
        share::to_pretty_json(&sent),
        &Embed::of(&sent, *amount),
    );
    let link = &forms[0].1;

    let form = |(number, name): (usize, &'static str)| {
        let (chosen, said) = (chosen.clone(), said.setter());
        let checked = number == *chosen;
        let onchange = move |_: Event| {
            chosen.set(number);
            said.set("");
        };
        html! {
            <label>
                <input type="radio" name="share-form" value={number.to_string()} {checked} {onchange} /><span>{ name }</span>
            </label>
        }
    };
    let ontitle = {
        let (note, said) = (shared.note.clone(), said.setter());
        dispatch.reform(move |event: InputEvent| {
            said.set("");
            Action::SetWords { title: event.target_unchecked_into::<HtmlInputElement>().value(), note: note.clone() }
        })
    };
    let onnote = {
        let (title, said) = (shared.title.clone(), said.setter());
        dispatch.reform(move |event: InputEvent| {
            said.set("");
            Action::SetWords { title: title.clone(), note: event.target_unchecked_into::<HtmlTextAreaElement>().value() }
        })
    };
    let ondigest = {
        let (with_digest, said) = (with_digest.clone(), said.setter());
        move |event: Event| {
            with_digest.set(event.target_unchecked_into::<HtmlInputElement>().checked());
            said.set("");
        }
    };
    let oncopy = {
        let (field, said) = (field.clone(), said.setter());
        move |_: MouseEvent| {
            said.set(if copy(&field) { "Copied." } else { "It is selected: copy it with your keyboard or from the menu of your browser." });
        }
    };
    html! {
        <Dialog id="share-menu" title="Share" about="share-why">
            <div class="share-main">
                <div>
                    <div class="share-forms" role="radiogroup" aria-label="As">
                        { for forms.iter().map(|(name, _)| *name).enumerate().map(form) }
                    </div>
                    <textarea ref={field} id="share-text" readonly=true rows="5" spellcheck="false" translate="no" aria-label="What to copy"
                        value={forms[*chosen].1.clone()} />
                    <div class="share-copy">
                        <button type="button" class="primary" id="share-copy" onclick={oncopy}>{ "Copy" }</button>
                        <span id="share-said" aria-live="polite" aria-atomic="true">{ *said }</span>
                        <p id="share-why">{ why(link, *is_branch) }</p>
                    </div>
                </div>
                <figure id="share-qr">{ show(qr(link)) }</figure>
            </div>
            <p class="share-opens">
                { format!("It opens untrained, {}{}, and says: ", how_far(*amount), if *is_full { ", on the full bench" } else { "" }) }
                <q>{ shared_with_you(*amount) }</q>{ " " }
                <a href={link.clone()} target="_blank" rel="noopener">{ "See how it opens" }</a>
            </p>
            <div class="share-words">
                <label>
                    { "Title" }
                    <input id="share-title" maxlength={share::MAX_TITLE.to_string()} autocomplete="off" value={shared.title.clone()}
                        oninput={ontitle} />
                </label>
                <label>
                    { "Note" }
                    <textarea id="share-note" maxlength={share::MAX_NOTE.to_string()} rows="1" value={shared.note.clone()} oninput={onnote} />
                </label>
                <label class="switch" id="share-digest-line" hidden={digest.is_none()}>
                    <input id="share-digest" type="checkbox" checked={*with_digest} onchange={ondigest} />
                    { "With the digest of this result, so that others see whether theirs is the same" }
                </label>
            </div>
            <Save />
            <Open />
        </Dialog>
    }
}

/// Where the shift stands when the link is opened.
fn how_far(amount: f64) -> String {
    if amount == 0.0 { "with nothing shifted yet".to_owned() } else { format!("with the shift at {} %", (amount * 100.0).round()) }
}

/// What a person should know of this link.
fn why(link: &str, is_branch: bool) -> String {
    let length = link.len();
    let mut why = format!(
        "The link is the whole experiment; nothing is stored anywhere else. {length} characters: {}.",
        if length < share::SAFE_LINK { "safe for chats" } else { "too long for some chats; the JSON file is safer" }
    );
    if link.starts_with("file:") {
        why += " This copy of Wayward lies on this device, so the link opens only here.";
    }
    if is_branch {
        why += " The agent on view went on from another one: the link is the experiment as it stands on the page, and carries no result.";
    }
    why
}
