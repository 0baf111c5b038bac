//! The page's window, its document and its clock.

/// Milliseconds after which what was read out goes.
pub const SPOKEN: u32 = 7_000;

/// The page's window; there always is one where this module runs.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("the page runs in a window")
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// The first element of this kind on the page.
pub fn by_css(css: &str) -> Option<web_sys::Element> {
    window().document()?.query_selector(css).ok()?
}
