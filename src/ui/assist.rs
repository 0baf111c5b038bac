//! What helps while a reward is written: the list of names that fit, what a name means, and numbers that can be dragged.
//!
//! Not here: which names fit (`lang::complete`). Questionable decision: one listener on the document and elements written by
//! hand, past the view layer. The help changes with every move of caret and pointer, drawing the whole editor for that would be
//! a waste, and listeners of the view layer are a kilobyte more to load.

use std::cell::RefCell;
use std::fmt::Write as _;

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement, InputEvent, KeyboardEvent, MouseEvent, Node, PointerEvent};

use super::editor::{bring, caret, command, document, reveal, turn_number, type_text};
use super::features::{about, call};
use super::highlight::{from_units, to_units};
use super::markup::{escape, pressed};
use super::timer::Timeout;
use crate::env::World;
use crate::lang::{self, Meaning, Word};

/// The list of names below the sheet. One that scrolls takes the focus in every browser, so it says so.
pub const LIST: &str =
    "<div id='reward-words' role='listbox' aria-label='Names that fit' tabindex='0'></div><div id='reward-tip' role='tooltip'></div>";
/// What the line below the text says when the caret is on no name.
pub const KEYS: &str =
    "<kbd>Ctrl</kbd>+<kbd>Enter</kbd> trains · <kbd>Alt</kbd>+<kbd>↑ ↓</kbd> turns a number · <kbd>Ctrl</kbd>+<kbd>Space</kbd> lists names";
const EVENTS: [&str; 7] = ["keydown", "keyup", "input", "click", "focusout", "mousedown", "pointermove"];

/// Milliseconds for which a pointer rests on a name before its meaning shows. Guessed.
const REST: i32 = 250;
/// Pixels of a drag that turn a number by one step. Guessed.
const PIXELS: i32 = 6;

/// Listens from now on; the page has one editor, and never takes it away.
pub fn listen() {
    let state = State::default();
    let callback = Closure::<dyn Fn(Event)>::new(move |event| state.hear(&event)).into_js_value();
    if let Some(document) = document() {
        for name in EVENTS {
            // Before anyone else hears of it.
            let _ = document.add_event_listener_with_callback_and_bool(name, callback.unchecked_ref(), true);
        }
    }
}

/// No part stays borrowed while the text is written: the browser tells of that at once, in the middle of it.
#[derive(Default)]
struct State {
    open: RefCell<Option<Open>>,
    /// The colored piece of text below the mouse, and what shows its meaning in a moment.
    over: RefCell<Option<(Element, Timeout)>>,
    drag: RefCell<Option<Drag>>,
}

/// The list while it shows.
struct Open {
    /// What the choice replaces, as the text area counts.
    span: (u32, u32),
    caret: u32,
    count: usize,
    chosen: Option<usize>,
}

/// Every step starts from the text as it was, so that a drag is undone at one stroke.
struct Drag {
    text: String,
    caret: u32,
    x: i32,
    steps: i32,
}

fn by_id(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// The world that the text speaks of.
fn world(area: &HtmlTextAreaElement) -> World {
    area.get_attribute("data-world").and_then(|name| World::named(&name)).unwrap_or(World::ALL[0])
}

fn fill(id: &str, markup: &str) {
    if let Some(element) = by_id(id) {
        element.set_inner_html(markup);
    }
}

fn said(word: &Word) -> String {
    let (name, about) = match word.meaning {
        Meaning::Feature(feature) => (word.name, about(feature)),
        Meaning::Builtin(signature) => (signature, String::new()),
        Meaning::Keyword => (word.name, "keyword".into()),
        Meaning::Let => (word.name, "let".into()),
    };
    format!("<code>{}</code> <span class='feature-about'>{about}</span> <span>{}</span>", escape(name), escape(word.doc))
}

/// What the word at this place means, as markup.
fn meaning(text: &str, units: u32, world: World) -> Option<String> {
    lang::explain(text, from_units(text, units), world.features()).map(|word| said(&word))
}

impl State {
    fn hear(&self, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let Some(area) = by_id("reward").and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
        let here = target == **area;
        match event.type_().as_str() {
            "keydown" => {
                let event: &KeyboardEvent = event.unchecked_ref();
                // Keys belong to the input method while it composes.
                if !event.is_composing() && self.key(&area, here, event) {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                }
            }
            "pointermove" => self.hover(&area, here, event.unchecked_ref()),
            "mousedown" if here => self.press(&area, event.unchecked_ref()),
            // What is pressed leaves the focus in the text.
            "mousedown" if pressed(event.unchecked_ref(), "data-pick").is_some() => event.prevent_default(),
            "click" if !here => match pressed(event.unchecked_ref(), "data-pick") {
                Some(text) if self.open.borrow().is_some() => self.accept(&area, &text),
                // An example. Only what has the focus keeps its list of undos.
                Some(text) => {
                    let _ = area.focus();
                    bring(&area, &text);
                }
                None => {}
            },
            "focusout" if here => self.close(&area),
            name if here => {
                if name == "input" {
                    let event: &InputEvent = event.unchecked_ref();
                    // Not for what is pasted, undone or written by a button.
                    let letter = event.data().is_some_and(|data| data.len() == 1) || event.is_composing();
                    if letter || self.open.borrow().is_some() {
                        self.suggest(&area, false);
                    }
                }
                self.moved(&area);
            }
            _ => {}
        }
    }

    /// Lists the names that fit at the caret; `asked` even where no letter of one stands.
    fn suggest(&self, area: &HtmlTextAreaElement, asked: bool) {
        self.close(area);
        let (text, caret) = (area.value(), caret(area));
        let Some(found) = lang::complete(&text, from_units(&text, caret), world(area).features()) else { return };
        if !asked && found.span.start == found.span.end {
            return;
        }
        let mut markup = String::new();
        for (i, word) in found.words.iter().enumerate() {
            let written = match word.meaning {
                Meaning::Builtin(signature) if !text[found.span.end..].starts_with('(') => call(word.name, signature),
                _ => word.name.to_owned(),
            };
            let _ = write!(
                markup,
                "<div role='option' id='word-{i}' class='word' data-pick='{written}' aria-selected='false'>{}</div>",
                said(word)
            );
        }
        fill("reward-words", &markup);
        let span = (to_units(&text, found.span.start), to_units(&text, found.span.end));
        *self.open.borrow_mut() = Some(Open { span, caret, count: found.words.len(), chosen: None });
        // Where the word is a name already, Enter shall end the line.
        if !found.complete {
            self.choose(area, true);
        }
    }

    /// Moves the choice through the list, from its end back to its beginning.
    fn choose(&self, area: &HtmlTextAreaElement, down: bool) {
        let mut open = self.open.borrow_mut();
        let Some(open) = &mut *open else { return };
        let new = match open.chosen {
            Some(old) => (old + if down { 1 } else { open.count - 1 }) % open.count,
            None => {
                if down {
                    0
                } else {
                    open.count - 1
                }
            }
        };
        let old = open.chosen.replace(new).unwrap_or(new);
        for (at, chosen) in [(old, "false"), (new, "true")] {
            let id = format!("word-{at}");
            if let (Some(word), Some(list)) = (by_id(&id), by_id("reward-words")) {
                let _ = word.set_attribute("aria-selected", chosen);
                let _ = area.set_attribute("aria-activedescendant", &id);
                reveal(&list, &word);
            }
        }
    }

    fn accept(&self, area: &HtmlTextAreaElement, text: &str) {
        let open = self.open.borrow_mut().take();
        self.close(area);
        if let Some(open) = open {
            let _ = area.set_selection_range(open.span.0, open.span.1);
            type_text(area, text);
        }
    }

    /// Closes the list.
    fn close(&self, area: &HtmlTextAreaElement) {
        *self.open.borrow_mut() = None;
        fill("reward-words", "");
        let _ = area.remove_attribute("aria-activedescendant");
    }

    /// Whether a key was meant for the list or a meaning.
    fn key(&self, area: &HtmlTextAreaElement, here: bool, event: &KeyboardEvent) -> bool {
        let key = event.key();
        let held = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        let open = self.open.borrow().as_ref().map(|open| open.chosen);
        match (&*key, open) {
            ("Escape", None) => return self.leave(),
            _ if !here => return false,
            (" ", _) if event.ctrl_key() => self.suggest(area, true),
            ("Escape", _) => self.close(area),
            ("ArrowDown" | "ArrowUp", Some(_)) if !held => self.choose(area, key == "ArrowDown"),
            ("Tab" | "Enter", Some(chosen)) if !held && (chosen.is_some() || key == "Tab") => {
                let word = by_id(&format!("word-{}", chosen.unwrap_or(0)));
                self.accept(area, &word.and_then(|word| word.get_attribute("data-pick")).unwrap_or_default());
            }
            _ => return false,
        }
        true
    }

    /// The caret may have moved.
    fn moved(&self, area: &HtmlTextAreaElement) {
        let (text, caret) = (area.value(), caret(area));
        fill("reward-help", meaning(&text, caret, world(area)).as_deref().unwrap_or(KEYS));
        if self.open.borrow().as_ref().is_some_and(|open| open.caret != caret) {
            self.close(area);
        }
    }

    /// Hides the meaning of a hovered name; true if there was one.
    fn leave(&self) -> bool {
        *self.over.borrow_mut() = None;
        let shows = by_id("reward-tip").is_some_and(|tip| tip.text_content().is_some_and(|text| !text.is_empty()));
        fill("reward-tip", "");
        shows
    }

    /// The mouse drags a number, or waits on a name to be told what it means. Fingers scroll and select.
    fn hover(&self, area: &HtmlTextAreaElement, here: bool, event: &PointerEvent) {
        if event.pointer_type() != "mouse" {
            return;
        }
        let drag = self.drag.take();
        if let Some(drag) = drag.filter(|_| event.buttons() & 1 == 1) {
            return self.pull(area, event, drag);
        }
        // Into the meaning the pointer may go.
        if !here && pressed(event, "role").is_some_and(|role| role == "tooltip") {
            return;
        }
        let piece = if here { piece(area, event) } else { None };
        if piece.as_ref() == self.over.borrow().as_ref().map(|(over, _)| over) {
            return;
        }
        self.leave();
        let cursor = if piece.as_ref().is_some_and(is_number) { "ew-resize" } else { "" };
        let _ = area.style().set_property("cursor", cursor);
        let area = area.clone();
        *self.over.borrow_mut() = piece.map(|piece| {
            let shown = piece.clone();
            (piece, Timeout::new(REST, move || tell(&area, &shown)))
        });
    }

    /// A press of the mouse on a number begins to drag it. The caret goes where it would go anyway, but no text is selected.
    fn press(&self, area: &HtmlTextAreaElement, event: &MouseEvent) {
        *self.drag.borrow_mut() = None;
        let with_mouse = self.over.borrow().is_some();
        let Some(piece) = piece(area, event).filter(is_number) else { return };
        if !with_mouse || event.buttons() != 1 || event.detail() > 1 {
            return;
        }
        event.prevent_default();
        let (seen, x) = (piece.get_bounding_client_rect(), event.client_x());
        let letters = piece.text_content().map_or(0, |text| text.len());
        let caret = place(&piece) + ((f64::from(x) - seen.left()) / seen.width() * letters as f64 + 0.5) as u32;
        let _ = area.focus();
        let _ = area.set_selection_range(caret, caret);
        *self.drag.borrow_mut() = Some(Drag { text: area.value(), caret, x, steps: 0 });
    }

    fn pull(&self, area: &HtmlTextAreaElement, event: &PointerEvent, drag: Drag) {
        let steps = (event.client_x() - drag.x) / PIXELS * if event.shift_key() { 10 } else { 1 };
        if steps != drag.steps {
            if drag.steps != 0 {
                command("undo", "");
                bring(area, &drag.text);
            }
            let _ = area.set_selection_range(drag.caret, drag.caret);
            if steps != 0 {
                turn_number(area, i64::from(steps));
            }
        }
        *self.drag.borrow_mut() = Some(Drag { steps, ..drag });
    }
}

/// The colored piece of text below the pointer. The text area lies over it.
fn piece(area: &HtmlTextAreaElement, event: &MouseEvent) -> Option<Element> {
    let below = document()?.elements_from_point(event.client_x() as f32, event.client_y() as f32);
    let piece = below.get(1).dyn_into::<Element>().ok()?;
    let top: &JsValue = area.as_ref();
    (below.get(0) == *top && kind(&piece).starts_with("t-")).then_some(piece)
}

fn kind(piece: &Element) -> String {
    piece.get_attribute("class").unwrap_or_default()
}

fn is_number(piece: &Element) -> bool {
    kind(piece).starts_with("t-number")
}

/// Where a piece begins, as the text area counts. The lines of the layer end in their breaks.
fn place(piece: &Element) -> u32 {
    let mut units = 0;
    let mut node: Node = piece.clone().into();
    // The line, then the layer.
    for _ in 0..2 {
        let mut before = node.previous_sibling();
        while let Some(other) = before {
            units += other.text_content().map_or(0, |text| text.encode_utf16().count());
            before = other.previous_sibling();
        }
        let Some(parent) = node.parent_node() else { break };
        node = parent;
    }
    units as u32
}

/// Shows what a piece of the text means, just below it.
fn tell(area: &HtmlTextAreaElement, piece: &Element) {
    let Some(tip) = by_id("reward-tip") else { return };
    let (Some(markup), Some(paper)) = (meaning(&area.value(), place(piece), world(area)), tip.parent_element()) else { return };
    let (word, paper) = (piece.get_bounding_client_rect(), paper.get_bounding_client_rect());
    tip.set_inner_html(&markup);
    let style = tip.unchecked_into::<HtmlElement>().style();
    let _ = style.set_property("left", &format!("clamp(0px, {}px, 100% - 17rem)", (word.left() - paper.left()) as i32));
    let _ = style.set_property("top", &format!("{}px", (word.bottom() - paper.top()) as i32));
}
