//! Short ways to the document, its window and its address.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CssStyleDeclaration, Document, Element, FocusOptions, HtmlElement, PointerEvent, Response, ScrollIntoViewOptions, ScrollLogicalPosition,
};

pub use super::timer::{by_css, window};

pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// How it looks.
pub fn style(element: &Element) -> Option<CssStyleDeclaration> {
    window().get_computed_style(element).ok().flatten()
}

pub fn focus(element: Option<Element>) {
    // What cannot take the focus leaves it where it is.
    let _ = element.map(|element| element.unchecked_into::<HtmlElement>().focus());
}

/// Without bringing it into view: who has scrolled meanwhile stays there.
pub fn focus_in_place(element: Option<Element>) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.map(|element| element.unchecked_into::<HtmlElement>().focus_with_options(&options));
}

/// Looks, once the page is drawn anew, whether the focus goes nowhere with what has just been pressed. Then it goes to the first button
/// of the same stage, or to where the page begins.
pub fn keep_focus(pressed: Option<Element>) {
    let active = || document().active_element();
    let Some(pressed) = pressed.filter(|pressed| active().as_ref() == Some(pressed)) else { return };
    let stage = pressed.closest(".stage").ok().flatten();
    let look = move || {
        if active().is_none_or(|active| active.tag_name() == "BODY") {
            let button = stage.and_then(|stage| stage.query_selector("button:not(:disabled)").ok().flatten());
            focus(button.or_else(|| by_css("#preset")));
        }
    };
    Timeout::new(0, look).forget();
}

/// No farther than it takes.
pub fn scroll_to(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// What this file says, asked for at once. None: it does not come, or is none.
pub fn plain_text(address: &str) -> impl Future<Output = Option<String>> + use<> {
    let fetched = window().fetch_with_str(address);
    async move {
        let response: Response = JsFuture::from(fetched).await.ok()?.dyn_into().ok()?;
        // A server may answer with a page of its own where there is no such file.
        let type_of = response.headers().get("Content-Type").ok().flatten().unwrap_or_default();
        if !response.ok() || !type_of.starts_with("text/plain") {
            return None;
        }
        JsFuture::from(response.text().ok()?).await.ok()?.as_string()
    }
}

/// An address that the start script knows: `site`, `recordings`.
pub fn url(name: &str) -> Option<String> {
    let urls = js_sys::Reflect::get(&window(), &"waywardUrls".into()).ok()?;
    js_sys::Reflect::get(&urls, &name.into()).ok()?.as_string()
}

/// What came last in the place of a part of the program was one of another version: the start script knows them apart.
pub fn is_mix() -> bool {
    js_sys::Reflect::get(&window(), &"waywardMix".into()).is_ok_and(|mix| mix.is_truthy())
}

/// The folder of this Wayward, with a slash at its end.
pub fn site() -> String {
    url("site").unwrap_or_default()
}

/// What stands in the query of the address under this key, as it stands there.
pub fn query(key: &str) -> Option<String> {
    let query = window().location().search().ok()?;
    query.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=').map(str::to_owned))
}

/// What stands after the `#` of the address, with it.
pub fn hash() -> Option<String> {
    window().location().hash().ok().filter(|hash| hash.len() > 1)
}

/// The person, or the host of this page, wants nothing to move that need not.
pub fn reduces_motion() -> bool {
    let prefers = || window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches());
    by_css("[data-motion]").is_some() || prefers()
}

/// Who acts, on the board in this figure: where and how it stands, as `transform`s.
pub fn put_agent(figure: &Element, place: &str, body: &str) {
    for (css, transform) in [(".agent", place), (".agent-body", body)] {
        if let Ok(Some(element)) = figure.query_selector(css) {
            // Fails only for names that are no names.
            let _ = element.set_attribute("transform", transform);
        }
    }
}

/// This page stands in the page of others.
pub fn is_embed() -> bool {
    by_css("html[data-embed]").is_some()
}

/// Where the pointer is on a level of so many columns and rows that is drawn below `css`, in cells from its upper left.
pub fn place_in_cells(event: &PointerEvent, css: &str, (width, height): (usize, usize)) -> Option<(f64, f64)> {
    let board = event.target()?.dyn_into::<Element>().ok()?.closest(css).ok()??;
    // The floor fills the level, also where the picture cuts it off.
    let floor = board.query_selector(".floor").ok()??.get_bounding_client_rect();
    let x = (f64::from(event.client_x()) - floor.left()) / floor.width() * width as f64;
    let y = (f64::from(event.client_y()) - floor.top()) / floor.height() * height as f64;
    Some((x, y))
}
