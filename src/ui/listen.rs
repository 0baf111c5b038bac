//! What a person does to the parts of the page that are markup: one listener on the document tells the root.
//!
//! Elements say in `data-…` attributes what they are for: `data-do` and its like what a press does, `data-set` what a field
//! sets, `data-fold` what is unfolded. Not here: the editor, which listens for itself.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, PointerEvent};
use yew::Callback;

use super::curves::{FRAME, KEYS};
use super::timer::window;

pub enum Done {
    /// A press on what has this attribute, and its value.
    Press(&'static str, String),
    /// A field, by its `data-set`, and what stands in it by now; 1 or 0 for a check mark.
    Set(String, String),
    /// The curves are read at this place, in pixels from their left; None: no longer.
    Read(Option<f64>),
    /// A key that moves the cursor of the curves.
    Key(String),
    /// Folded or unfolded.
    Fold(String, bool),
}

const EVENTS: [&str; 9] = ["click", "input", "mousedown", "pointermove", "pointerdown", "pointerleave", "blur", "keydown", "toggle"];
const PRESSES: [&str; 5] = ["data-do", "data-agent", "data-move", "data-insert", "data-skip"];

/// Listens from now on, for as long as the page lives.
pub fn listen(tell: Callback<Done>) {
    let callback = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(done) = done(&event) {
            tell.emit(done);
        }
    });
    let callback = callback.into_js_value();
    if let Some(document) = window().document() {
        for name in EVENTS {
            // On their way down: some of these never come up again.
            let _ = document.add_event_listener_with_callback_and_bool(name, callback.unchecked_ref(), true);
        }
    }
}

/// The first element of this kind on the page.
pub fn by_css(css: &str) -> Option<Element> {
    window().document()?.query_selector(css).ok()?
}

fn done(event: &Event) -> Option<Done> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    // What lies in a disabled button is not pressed.
    let near = |attribute: &str| target.closest(&format!("[{attribute}]:not(:disabled)")).ok()??.get_attribute(attribute);
    let is_frame = || target.matches(FRAME).is_ok_and(|is| is);
    Some(match event.type_().as_str() {
        "click" => PRESSES.into_iter().find_map(|attribute| Some(Done::Press(attribute, near(attribute)?)))?,
        "mousedown" => {
            // The editor keeps its focus and with it the place of its caret.
            near("data-insert")?;
            event.prevent_default();
            return None;
        }
        "input" => {
            let key = target.get_attribute("data-set")?;
            // A select has these two as well.
            let field = target.unchecked_into::<HtmlInputElement>();
            let is_mark = field.type_() == "checkbox";
            Done::Set(key, if is_mark { u8::from(field.checked()).to_string() } else { field.value() })
        }
        "keydown" if is_frame() => {
            let key = event.unchecked_ref::<KeyboardEvent>().key();
            if !KEYS.contains(&key.as_str()) {
                return None;
            }
            event.prevent_default();
            Done::Key(key)
        }
        "pointermove" | "pointerdown" => {
            let frame = target.closest(FRAME).ok()??;
            let x = event.unchecked_ref::<PointerEvent>().client_x();
            Done::Read(Some(f64::from(x) - frame.get_bounding_client_rect().left()))
        }
        "pointerleave" | "blur" if is_frame() => Done::Read(None),
        "toggle" => Done::Fold(target.get_attribute("data-fold")?, target.has_attribute("open")),
        _ => return None,
    })
}
