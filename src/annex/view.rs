//! The View menu: how the page looks. www/start.js puts the chosen theme on before anything is drawn.
//!
//! Not here: what a theme is (the style sheets), and what a host wants of an embedded page (`embed`).

use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

use super::{dom, predict, start};
use crate::ui::markup::when;

/// The chosen theme; not there: as the system has it. Read by www/start.js, too.
const THEME: &str = "wayward.theme";

/// Name, word, and what is said of it.
const THEMES: [(&str, &str, &str); 5] = [
    ("", "System", "light or dark, and high contrast, as this device asks for it"),
    ("light", "Light", "dark type on a light page"),
    ("dark", "Dark", "light type on a dark page"),
    ("contrast", "High contrast", "black and white, strong borders"),
    ("projector", "Projector", "large type, thick lines, on white"),
];

/// Puts a theme on; none: as the system has it, which www/start.js reads in the same way.
pub fn dress(theme: &str) {
    let wants_more = || dom::window().match_media("(prefers-contrast: more)").ok().flatten().is_some_and(|query| query.matches());
    if let Some(html) = dom::document().document_element() {
        let _ = html.set_attribute("data-theme", if theme.is_empty() && wants_more() { "contrast" } else { theme });
    }
}

/// What the address asks for, or else what was chosen.
pub fn chosen() -> String {
    dom::query("theme").or_else(|| dom::stored(THEME)).unwrap_or_default()
}

pub fn open() {
    let mut out = "<fieldset class='view-themes'><legend>Theme</legend>".to_owned();
    let chosen = chosen();
    for (name, word, about) in THEMES {
        out += &format!(
            "<label data-of='{name}'><input type='radio' name='theme' value='{name}'{}><span class='view-picture' aria-hidden='true'>Aa</span>\
             <b>{word}</b><small>{about}</small></label>",
            when(name == chosen, " checked")
        );
    }
    out += &format!(
        "</fieldset><fieldset class='lessons-predict'><legend>Where will it go?</legend><p>Predict where the agents end before you see it.</p>{}\
         </fieldset><p class='bar-buttons'><button type='button' data-annex='present'>Presenter view</button>\
         <span class='save-about'>Large type, the boards, and single keys for what a presenter does.</span></p>",
        predict::page_switch()
    );
    let Some(dialog) = dom::dialog("view", "View", &out) else { return };
    dom::on(&dialog, "change", |target, _| {
        let field: &HtmlInputElement = target.unchecked_ref();
        if target.has_attribute("data-predicts") {
            start::ask_before_shifts(field.checked());
        } else {
            dom::store(THEME, &field.value());
            dress(&field.value());
        }
    });
    dom::on(&dialog, "click", |target, _| {
        if target.has_attribute("data-annex") {
            dom::close("view");
        }
    });
}
