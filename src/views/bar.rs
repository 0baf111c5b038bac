//! The bar above the page: what a link or a file brought, what is wrong with it, and whether its result was reproduced.

use yew::prelude::*;

use super::controls::Button;
use super::root::{live, use_spoken};
use crate::ui::markup::with_code;
use crate::ui::sharing::{Bar, Promise};
use crate::ui::state::{Action, State};
use crate::ui::store::use_selector;
use crate::ui::words::percent;
use engine::scenario::FieldError;

/// To whoever comes by a link that somebody has made, where the shift goes so far.
pub fn shared_with_you(amount: f64) -> String {
    let next = if amount == 0.0 {
        "see what the shift does".to_owned()
    } else {
        format!("see where it goes in a world shifted by {}", percent(amount))
    };
    format!("Somebody shared this with you. Press Train, then {next}.")
}

#[derive(PartialEq)]
struct View {
    bar: Option<Bar>,
    promise: Promise,
    is_file: bool,
    amount: f64,
}

impl View {
    fn of(state: &State) -> View {
        View { bar: state.link.bar.clone(), promise: state.promise(), is_file: state.link.is_file, amount: state.amount }
    }
}

#[component]
pub fn LinkBar() -> Html {
    let it = use_selector(View::of);
    let Some(bar) = &it.bar else { return html! {} };
    let what = if it.is_file { "file" } else { "link" };
    let (class, kept, content) = match bar {
        Bar::Opened { title, note, remarks, promises, kept, came } => {
            let content = html! {
                <>
                    if !title.is_empty() {
                        <h2>{ title }</h2>
                    }
                    if !note.is_empty() {
                        <p>{ note }</p>
                    }
                    if !remarks.is_empty() {
                        <p>{ format!("Not everything in this {what} could be taken as it is:") }</p>
                        <ul>{ for remarks.iter().map(remark) }</ul>
                    }
                    if *promises {
                        <PromiseLine promise={it.promise.clone()} {what} />
                    }
                    if *came {
                        <p>{ shared_with_you(it.amount) }</p>
                    }
                    if *kept {
                        <p>{ "Your own experiment is kept." }</p>
                    }
                </>
            };
            (None, *kept, content)
        }
        Bar::Broken { error, raw, kept } => {
            let own = if *kept { " Your own experiment is kept." } else { "" };
            let content = html! {
                <>
                    <h2>{ "This link could not be opened" }</h2>
                    <p data-code={error.code()}>{ with_code(&error.to_string()) }</p>
                    <p>{ "What you see below is not what the link meant: it is the first experiment of Wayward." }{ own }</p>
                    <label>{ "The link as it arrived" }<textarea readonly=true rows="2" translate="no" value={raw.clone()} /></label>
                </>
            };
            (Some("bar-broken"), *kept, content)
        }
        Bar::NotOpened(error) => {
            let content = html! {
                <>
                    <h2>{ "The experiment of this page could not be opened" }</h2>
                    <ul>{ remark(error) }</ul>
                    <p>{ "What you see below is another one: the first experiment of Wayward." }</p>
                </>
            };
            (Some("bar-broken"), false, content)
        }
    };
    html! {
        <aside id="link-bar" {class} aria-label={format!("About this {what}")}>
            { content }
            <div class="bar-buttons">
                if kept {
                    <Button name="back" action={Action::GoBack}>{ "Back to my own experiment" }</Button>
                }
                <Button class="quiet" name="close-bar" action={Action::CloseBar}>{ "Close" }</Button>
            </div>
        </aside>
    }
}

fn remark(remark: &FieldError) -> Html {
    html! { <li><code translate="no">{ remark.place.to_string() }</code>{ " " }{ with_code(&remark.message) }</li> }
}

#[derive(PartialEq, Properties)]
struct PromiseProps {
    promise: Promise,
    /// A link or a file.
    what: &'static str,
}

#[component]
fn PromiseLine(props: &PromiseProps) -> Html {
    let (is_read, what) = (use_spoken(props.promise.clone()), props.what);
    let (class, words) = match &props.promise {
        Promise::Open => (None, format!("This {what} carries a result. Train, and see whether yours is the same to the bit.")),
        Promise::Kept(digest) => {
            (Some("bar-same"), format!("Reproduced: the same to the bit as what this {what} promises (digest {digest})."))
        }
        Promise::Broken { promised, found } => {
            (Some("bar-differs"), format!("Differs: this {what} promises digest {promised}, and this run has {found}."))
        }
    };
    html! { <p id="bar-digest" aria-live={live(is_read)} aria-atomic="true" {class}>{ words }</p> }
}
