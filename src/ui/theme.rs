//! The theme of the page: chosen here, kept by the browser, and put on by www/start.js before anything is drawn.

use super::dom::query;
use super::effects::storage;
use super::timer::{by_css, window};

/// The chosen theme; not there: as the system has it. Read by www/start.js, too.
const THEME: &str = "wayward.theme";

/// Name, word, and what is said of it.
pub const THEMES: [(&str, &str, &str); 5] = [
    ("", "System", "light or dark, and high contrast, as this device asks for it"),
    ("light", "Light", "dark type on a light page"),
    ("dark", "Dark", "light type on a dark page"),
    ("contrast", "High contrast", "black and white, strong borders"),
    ("projector", "Projector", "large type, thick lines, on white"),
];

/// Puts a theme on; none: as the system has it, which www/start.js reads in the same way.
pub fn put_on(theme: &str) {
    let wants_more = || window().match_media("(prefers-contrast: more)").ok().flatten().is_some_and(|query| query.matches());
    if let Some(html) = by_css("html") {
        let _ = html.set_attribute("data-theme", if theme.is_empty() && wants_more() { "contrast" } else { theme });
    }
}

/// The same, and keeps it.
pub fn choose(theme: &str) {
    // Storage may be full; then it lasts as long as the page.
    let _ = storage().map(|storage| storage.set_item(THEME, theme));
    put_on(theme);
}

/// What the address asks for, or else what was chosen.
pub fn chosen() -> String {
    query("theme").or_else(|| storage()?.get_item(THEME).ok()?).unwrap_or_default()
}
