//! The bar above the page: what a link brought, what is wrong with it, and whether its result was reproduced.

use std::cell::Cell;

use wasm_bindgen::{JsCast as _, closure::Closure};

use super::{address, dom, page};
use crate::ui::markup::{escape, when};
use engine::share::{LinkError, Opened};

/// How often a run is looked at whose digest the link promises.
const LOOK_MS: i32 = 500;

thread_local! {
    /// A digest is awaited, and somebody looks.
    static LOOKS: Cell<bool> = const { Cell::new(false) };
}

const BACK: &str = "<button type='button' data-bar='back'>Back to my own experiment</button>";
const CLOSE: &str = "<button type='button' class='quiet' data-bar='close'>Close</button>";

/// Shows what came with a link, if there is anything to say. `kept`: the person has an experiment of their own, which stays.
pub fn opened(opened: &Opened, kept: bool) {
    let shared = &opened.shared;
    let mut out = String::new();
    if !shared.title.is_empty() {
        out += &format!("<h2>{}</h2>", escape(&shared.title));
        if let Some(document) = dom::window().document() {
            document.set_title(&format!("{} · Wayward", shared.title));
        }
    }
    if !shared.note.is_empty() {
        out += &format!("<p>{}</p>", escape(&shared.note));
    }
    if !opened.remarks.is_empty() {
        out += "<p>Not everything in this link could be taken as it is:</p><ul>";
        for remark in &opened.remarks {
            out += &format!("<li><code translate='no'>{}</code> {}</li>", escape(&remark.place.to_string()), escape(&remark.message));
        }
        out += "</ul>";
    }
    if shared.digest.is_some() {
        out += "<p id='bar-digest' role='status'>This link carries a result. Train, and see whether yours is the same to the bit.</p>";
        look();
    }
    if kept {
        out += "<p>Your own experiment is kept.</p>";
    }
    if out.is_empty() {
        return close();
    }
    show("About this link", "", &format!("{out}<div class='bar-buttons'>{}{CLOSE}</div>", when(kept, BACK)));
}

/// Says what is wrong with a link, and keeps its text within reach.
pub fn broken(error: &LinkError, raw: &str, kept: bool) {
    let markup = format!(
        "<h2>This link could not be opened</h2><p data-code='{}'>{}</p>\
         <p>What you see below is not what the link meant: it is the first experiment of Wayward.{}</p>\
         <label>The link as it arrived<textarea readonly rows='2'>{}</textarea></label><div class='bar-buttons'>{}{CLOSE}</div>",
        error.code(),
        escape(&error.to_string()),
        when(kept, " Your own experiment is kept."),
        escape(raw),
        when(kept, BACK)
    );
    show("About this link", "bar-broken", &markup);
}

fn show(label: &str, class: &str, markup: &str) {
    close();
    let Some(bar) = dom::place("aside", "annex-bar", label, markup, false) else { return };
    bar.set_class_name(class);
    dom::on(&bar, "click", |target, _| match target.get_attribute("data-bar").as_deref() {
        Some("back") => {
            close();
            address::go_back();
        }
        Some("close") => close(),
        _ => {}
    });
}

fn close() {
    if let Some(bar) = dom::by_css("#annex-bar") {
        bar.remove();
    }
}

/// Looks from now on whether the promised digest is there.
fn look() {
    if !LOOKS.replace(true) {
        let callback = Closure::<dyn Fn()>::new(compare).into_js_value();
        let _ = dom::window().set_interval_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), LOOK_MS);
    }
}

fn compare() {
    let Some(place) = dom::by_css("#bar-digest") else { return };
    // What is trained is cheap to see; the handout is not.
    if dom::by_css("#run-figures[data-state='trained']").is_none() {
        return;
    }
    let Some(handout) = page::hand_out() else { return };
    let (Some(trained), Some(digest)) = (&handout.scenario, address::digest(&handout)) else { return };
    let Some(promised) = address::with_carried(trained.clone()).digest else { return };
    let (class, words) = if digest == promised {
        ("bar-same", format!("Reproduced: the same to the bit as what this link promises (digest {digest})."))
    } else {
        ("bar-differs", format!("Differs: this link promises digest {promised}, and this run has {digest}."))
    };
    if place.text_content().as_deref() != Some(&words) {
        place.set_class_name(class);
        place.set_text_content(Some(&words));
    }
}
