//! Short ways to the document.

use crate::ui::timer::SPOKEN;
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CssStyleDeclaration, Document, Element, Event, HtmlDialogElement, Response, Window};

/// The sign on a button that closes something; the button says so in words.
pub const CLOSE: &str = "<svg viewBox='0 0 16 16' aria-hidden='true'><path d='M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5'/></svg>";

pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

pub fn document() -> Document {
    window().document().expect("a window has a document")
}

pub fn by_css(css: &str) -> Option<Element> {
    document().query_selector(css).ok()?
}

/// How it looks.
pub fn style(element: &Element) -> Option<CssStyleDeclaration> {
    window().get_computed_style(element).ok().flatten()
}

/// A new element of our own in the body, with this markup.
pub fn place(tag: &str, id: &str, label: &str, markup: &str, at_the_end: bool) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_id(id);
    element.set_attribute("aria-label", label).ok()?;
    element.set_inner_html(markup);
    let body = document().body()?;
    if at_the_end { body.append_with_node_1(&element) } else { body.prepend_with_node_1(&element) }.ok()?;
    Some(element)
}

/// Calls back at every such event in the element, for as long as the document lives.
pub fn on(element: &Element, event: &str, callback: impl Fn(&Element, &Event) + 'static) {
    let callback = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            callback(&target, &event);
        }
    });
    let _ = element.add_event_listener_with_callback(event, callback.into_js_value().unchecked_ref());
}

/// Calls back once, after so many milliseconds.
pub fn later(milliseconds: i32, callback: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(callback);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), milliseconds);
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

/// What is written into this line now is read out once. It may stay in sight, but a line that is live for good is read again whenever
/// a dialog closes.
pub fn speak_in(line: &Element) {
    let _ = line.remove_attribute("aria-live");
    let (line, words) = (line.clone(), line.text_content());
    later(SPOKEN as i32, move || {
        if line.text_content() == words {
            let _ = line.set_attribute("aria-live", "off");
        }
    });
}

/// An address that the start script knows: `site`, `recordings`.
pub fn url(name: &str) -> Option<String> {
    let urls = js_sys::Reflect::get(&window(), &"waywardUrls".into()).ok()?;
    js_sys::Reflect::get(&urls, &name.into()).ok()?.as_string()
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

/// This page stands in the page of others.
pub fn is_embed() -> bool {
    by_css("html[data-embed]").is_some()
}

/// What this browser keeps for the page. None: nothing, or it keeps nothing at all.
pub fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Storage may be full or forbidden; then it lasts as long as nobody asks.
pub fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// A dialog of ours, opened anew: its heading with a button that closes it, and below that this markup.
pub fn dialog(id: &str, title: &str, markup: &str) -> Option<Element> {
    if let Some(old) = by_css(&format!("#{id}")) {
        old.remove();
    }
    let head = format!(
        "<form method='dialog' class='dialog-head'><h2>{title}</h2><button class='quiet' aria-label='Close'>{CLOSE}</button></form>{markup}"
    );
    let dialog = place("dialog", id, title, &head, true)?;
    dialog.set_class_name("annex-dialog");
    let _ = dialog.unchecked_ref::<HtmlDialogElement>().show_modal();
    Some(dialog)
}

pub fn close(id: &str) {
    if let Some(dialog) = by_css(&format!("#{id}")) {
        dialog.unchecked_into::<HtmlDialogElement>().close();
    }
}
