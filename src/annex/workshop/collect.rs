//! For whoever leads a workshop: the link for all, and the histogram of the codes that come back.

use std::fmt::Write as _;

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

use super::code::{Found, Outcome, find};
use super::seat::shown_fingerprint;
use crate::annex::{address, dom};
use crate::ui::markup::escape;
use crate::ui::words::{percent, title};
use engine::judge::Verdict;

pub fn open() {
    let Some(shared) = address::shown() else { return };
    let link = format!("{}?workshop=1#{}", address::site(), address::fragment(&shared));
    let markup = format!(
        "<p>One link for all of you, with the experiment that stands on the page now. Everybody is asked for a nickname and gets agents \
         of their own from it. Nothing is sent anywhere: whoever has a verdict at the full shift gets a code of twelve letters to pass on.</p>\
         <label>Link for the participants<textarea id='collect-link' readonly rows='2'>{}</textarea></label>\
         <p class='bar-buttons'><button type='button' data-collect='copy'>Copy the link</button>\
         <button type='button' data-collect='present'>Presenter view</button><span id='collect-copied' role='status'></span></p>\
         <label>Codes that came back: paste the whole chat<textarea id='collect-codes' rows='4' autocomplete='off' spellcheck='false' \
         placeholder='965A-H800-TRGQ'></textarea></label><div id='collect-said' role='status'></div>",
        escape(&link)
    );
    let Some(dialog) = dom::dialog("collect", "Workshop", &markup) else { return };
    dom::on(&dialog, "input", |target, _| {
        if target.id() == "collect-codes" {
            let text = target.unchecked_ref::<HtmlTextAreaElement>().value();
            if let Some(said) = dom::by_css("#collect-said") {
                said.set_inner_html(&results(&text, shown_fingerprint()));
            }
        }
    });
    dom::on(&dialog, "click", |target, _| match target.get_attribute("data-collect").as_deref() {
        Some("copy") => copy(),
        Some("present") => {
            dom::close("collect");
            super::present::begin();
        }
        _ => {}
    });
}

fn copy() {
    let (Some(field), Some(said)) = (dom::by_css("#collect-link"), dom::by_css("#collect-copied")) else { return };
    field.unchecked_into::<HtmlTextAreaElement>().select();
    let copied = dom::document().unchecked_into::<HtmlDocument>().exec_command("copy").unwrap_or(false);
    said.set_text_content(Some(if copied { "Copied." } else { "It is selected: copy it with your keyboard." }));
}

/// What the codes in a text say together. `here`: the fingerprint of the experiment on the page.
fn results(text: &str, here: Option<u32>) -> String {
    let (mut good, mut seen): (Vec<Outcome>, Vec<Outcome>) = (Vec::new(), Vec::new());
    let (mut bad, mut other, mut twice) = (Vec::new(), Vec::new(), Vec::new());
    for found in find(text) {
        match found {
            Found::Damaged(code, error) => bad.push(format!("{code}: {error}")),
            Found::Code(outcome, code) if seen.contains(&outcome) => twice.push(code),
            Found::Code(outcome, code) => {
                seen.push(outcome);
                if Some(outcome.scenario) == here { good.push(outcome) } else { other.push(code) }
            }
        }
    }
    let mut out = histogram(&good);
    list(&mut out, "Damaged, please ask for these again", &bad);
    list(&mut out, "Of another experiment than the one on this page, not counted", &other);
    list(&mut out, "More than once, counted once", &twice);
    out
}

fn list(out: &mut String, heading: &str, words: &[String]) {
    if !words.is_empty() {
        let _ = write!(out, "<h3>{heading}</h3><ul>");
        for word in words {
            let _ = write!(out, "<li>{}</li>", escape(word));
        }
        *out += "</ul>";
    }
}

fn histogram(outcomes: &[Outcome]) -> String {
    if outcomes.is_empty() {
        return String::new();
    }
    let all = outcomes.len();
    let agents: u32 = outcomes.iter().map(|outcome| outcome.agents).sum();
    let mut out = format!(
        "<table class='collect-bars'><caption>{all} {}, {agents} agents</caption><thead><tr><th scope='col'>Verdict</th>\
         <th scope='col'>Participants</th><th scope='col'><span class='sr-only'>Share</span></th></tr></thead><tbody>",
        if all == 1 { "participant" } else { "participants" }
    );
    for verdict in Verdict::ALL.into_iter().map(Some).chain([None]) {
        let count = outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
        if count > 0 {
            let words = verdict.map_or("Split: no verdict has two thirds", |verdict| title(verdict).0);
            let name = verdict.map_or("split", Verdict::name);
            let _ = write!(
                out,
                "<tr data-bar-of='{name}'><th scope='row'>{words}</th><td>{count}</td><td><progress class='bar' value='{count}' max='{all}' \
                 aria-label='{}'></progress></td></tr>",
                percent(count as f64 / all as f64)
            );
        }
    }
    out + "</tbody></table>"
}
