//! The Share menu: a dialog with the link in every form in which people paste it, as a QR code, and what can be saved.

use qrcodegen::{QrCode, QrCodeEcc};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement, HtmlTextAreaElement};

use super::dom::CLOSE;
use super::{address, dom, export, page, snippets};
use crate::ui::markup::{escape, when};
use crate::ui::state::Action;
use engine::share::{self, Shared};

/// Opens the menu, on what stands on the page now.
pub fn open() {
    if dom::by_css("#share-menu").is_none() && make().is_none() {
        return page::say("This browser does not let the page open a menu.");
    }
    let Some(shared) = address::shown() else { return };
    set("#share-title", &shared.title);
    set("#share-note", &shared.note);
    show();
    if let Some(dialog) = dom::by_css("#share-menu") {
        let dialog = dialog.unchecked_into::<HtmlDialogElement>();
        if !dialog.open() {
            let _ = dialog.show_modal();
        }
    }
}

fn make() -> Option<()> {
    let markup = format!(
        "<form method='dialog' class='dialog-head'><h2>Share</h2><button class='quiet' aria-label='Close'>{CLOSE}</button></form>\
         <div class='share-main'><div><div class='share-forms' role='radiogroup' aria-label='As'></div>\
         <textarea id='share-text' readonly rows='5' spellcheck='false' aria-label='What to copy'></textarea>\
         <div class='share-copy'><button type='button' class='primary' id='share-copy'>Copy</button>\
         <span id='share-said' role='status'></span><p id='share-why'></p></div></div><figure id='share-qr'></figure></div>\
         <div class='share-words'><label>Title<input id='share-title' maxlength='{}' autocomplete='off'></label>\
         <label>Note<textarea id='share-note' maxlength='{}' rows='1'></textarea></label>\
         <label class='switch' id='share-digest-line'><input id='share-digest' type='checkbox'>\
         With the digest of this result, so that others see whether theirs is the same</label></div>\
         <section id='share-save' aria-label='Save'></section>{}",
        share::MAX_TITLE,
        share::MAX_NOTE,
        export::SAID
    );
    let dialog = dom::place("dialog", "share-menu", "Share", &markup, true)?;
    dialog.set_class_name("annex-dialog");
    dom::on(&dialog, "input", |target, _| {
        if matches!(target.id().as_str(), "share-title" | "share-note") {
            page::dispatch(Action::SetWords { title: value("#share-title"), note: value("#share-note") });
        }
        show();
    });
    dom::on(&dialog, "click", |target, _| {
        if target.id() == "share-copy" {
            copy();
        }
        if let Some(name) = target.closest("[data-save]").ok().flatten().and_then(|button| button.get_attribute("data-save")) {
            export::press(&name);
        }
    });
    Some(())
}

/// What is shared: the experiment on the page; with its digest if that is wanted and there is one.
pub fn shared() -> Option<(Shared, Option<String>)> {
    let handout = page::hand_out()?;
    let mut shared = address::shown()?;
    let digest = address::digest(&handout).filter(|_| handout.scenario.as_ref() == Some(&shared.scenario));
    if checked("#share-digest") && digest.is_some() {
        shared.digest.clone_from(&digest);
    }
    Some((shared, digest))
}

fn show() {
    let Some((shared, digest)) = shared() else { return };
    let (site, fragment) = (address::site(), address::fragment(&shared));
    let day: String = String::from(js_sys::Date::new_0().to_iso_string()).chars().take(10).collect();
    let forms = snippets::all(&site, &fragment, &shared.title, &day, share::to_pretty_json(&shared));
    let chosen = dom::by_css("input[name=share-form]:checked").and_then(|form| form.get_attribute("value"));
    let chosen = chosen.and_then(|form| form.parse().ok()).filter(|form| *form < forms.len()).unwrap_or(0);
    let mut out = String::new();
    for (number, (name, _)) in forms.iter().enumerate() {
        let checked = when(number == chosen, " checked");
        out += &format!("<label><input type='radio' name='share-form' value='{number}'{checked}><span>{name}</span></label>");
    }
    fill(".share-forms", &out);
    set("#share-text", &forms[chosen].1);
    let branch = page::hand_out().is_some_and(|handout| handout.branched);
    let length = forms[0].1.len();
    let mut why = format!(
        "The link is the whole experiment; nothing is stored anywhere else. {length} characters: {}.",
        if length < share::SAFE_LINK { "safe for chats" } else { "too long for some chats; the JSON file is safer" }
    );
    if site.starts_with("file:") {
        why += " This copy of Wayward lies on this device, so the link opens only here.";
    }
    if branch {
        why += " The agent on view went on from another one: the link is the experiment as it stands on the page, and carries no result.";
    }
    text("#share-why", &why);
    show_only("#share-digest-line", digest.is_some());
    text("#share-said", "");
    fill("#share-qr", &qr(&forms[0].1));
    fill("#share-save", &export::draw());
    export::wire();
}

/// As a drawing of one path, with the quiet zone that readers need.
fn qr(link: &str) -> String {
    let Ok(code) = QrCode::encode_text(link, QrCodeEcc::Low) else {
        return "<figcaption>Too long for a QR code.</figcaption>".into();
    };
    let (size, mut path) = (code.size(), String::new());
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path += &format!("M{x} {y}h1v1h-1z");
        }
    }
    let side = size + 8;
    format!(
        "<svg viewBox='-4 -4 {side} {side}' role='img' aria-label='The link as a QR code' shape-rendering='crispEdges'>\
         <rect x='-4' y='-4' width='{side}' height='{side}' fill='#fff'/><path d='{path}' fill='#000'/></svg><figcaption>{}</figcaption>",
        escape("Point a phone at it.")
    )
}

/// By way of the selection.
fn copy() {
    let Some(field) = dom::by_css("#share-text") else { return };
    field.unchecked_into::<HtmlTextAreaElement>().select();
    let copied = dom::copy();
    text("#share-said", if copied { "Copied." } else { "It is selected: copy it with your keyboard or from the menu of your browser." });
}

fn value(css: &str) -> String {
    // A text area has this, too.
    dom::by_css(css).map_or_else(String::new, |field| field.unchecked_into::<HtmlInputElement>().value())
}

/// Written only if it is another, or the caret would jump.
fn set(css: &str, text: &str) {
    if let Some(field) = dom::by_css(css).map(|field| field.unchecked_into::<HtmlInputElement>()).filter(|field| field.value() != text) {
        field.set_value(text);
    }
}

fn checked(css: &str) -> bool {
    dom::by_css(css).is_some_and(|field| field.unchecked_into::<HtmlInputElement>().checked())
}

fn with(css: &str, change: impl Fn(&Element)) {
    if let Some(element) = dom::by_css(css) {
        change(&element);
    }
}

fn text(css: &str, words: &str) {
    with(css, |element| {
        if element.text_content().as_deref() != Some(words) {
            element.set_text_content(Some(words));
        }
    });
}

/// Markup that a person may stand in: only touched where it is another.
fn fill(css: &str, markup: &str) {
    with(css, |element| {
        if element.get_attribute("data-drawn").as_deref() != Some(markup) {
            element.set_inner_html(markup);
            let _ = element.set_attribute("data-drawn", markup);
        }
    });
}

fn show_only(css: &str, shown: bool) {
    with(css, |element| drop(if shown { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") }));
}
