//! What a person does to the editors: keys and buttons, for the root; and what helps while a program is written: the list of
//! names that fit, what a name means, and numbers that can be dragged.
//!
//! Not here: which names fit (`lang::complete`). Questionable decision: one listener on the document and elements written by
//! hand, past the view layer. The help changes with every move of caret and pointer, drawing the whole editor for that would be
//! a waste, and listeners of the view layer are a kilobyte more to load.

use std::cell::RefCell;
use std::fmt::Write as _;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, InputEvent, KeyboardEvent, MouseEvent, Node, PointerEvent,
};
use yew::Callback;

use super::editor::{KEYS, bring, by_id, caret, document, fill, put_caret, reveal, turn_number, type_text};
use super::features::{about, call};
use super::highlight::{from_units, to_units};
use super::markup::{escape, pressed};
use super::text_undo;
use engine::env::World;
use engine::lang::{self, Meaning, Word};

const EVENTS: [&str; 8] = ["keydown", "keyup", "beforeinput", "input", "click", "focusout", "mousedown", "pointermove"];

/// Milliseconds for which a pointer rests on a name before its meaning shows. Guessed.
const REST: u32 = 250;
/// Pixels of a drag that turn a number by one step. Guessed.
const PIXELS: i32 = 6;

/// What a person did: the id of the place, what (`type`, `name`, `train` or what a button's `data-edit` says), and the text.
pub type Told = (String, String, String);

/// Listens from now on, for all editors of the page.
pub fn listen(told: Callback<Told>) {
    let state = State {
        told,
        board: RefCell::default(),
        open: RefCell::default(),
        over: RefCell::default(),
        drag: RefCell::default(),
        last: RefCell::default(),
    };
    let callback = Closure::<dyn Fn(Event)>::new(move |event| state.hear(&event)).into_js_value();
    if let Some(document) = document() {
        for name in EVENTS {
            // Before anyone else hears of it.
            let _ = document.add_event_listener_with_callback_and_bool(name, callback.unchecked_ref(), true);
        }
    }
}

/// No part stays borrowed while the text is written: the browser tells of that at once, in the middle of it.
struct State {
    told: Callback<Told>,
    /// The board that the pointer was over last.
    board: RefCell<String>,
    /// The text area that was last written in.
    last: RefCell<Option<HtmlTextAreaElement>>,
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

/// A part of the editor around a text area.
fn part(area: &HtmlTextAreaElement, name: &str) -> Option<Element> {
    by_id(&format!("{}-{name}", area.id()))
}

/// The world that the text speaks of.
fn world(area: &HtmlTextAreaElement) -> World {
    area.get_attribute("data-world").and_then(|name| World::named(&name)).unwrap_or(World::ALL[0])
}

fn said(word: &Word) -> String {
    let (name, about) = match word.meaning {
        Meaning::Feature(feature) => (word.name, about(feature)),
        Meaning::Builtin(signature) => (signature, String::new()),
        Meaning::Keyword => (word.name, "keyword".into()),
        Meaning::Let => (word.name, "let".into()),
    };
    format!("<code translate='no'>{}</code> <span class='feature-about'>{about}</span> <span>{}</span>", escape(name), escape(word.doc))
}

/// What the word at this place means, as markup.
fn meaning(text: &str, units: u32, world: World) -> Option<String> {
    lang::explain(text, from_units(text, units), world.features()).map(|word| said(&word))
}

impl State {
    fn hear(&self, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let (name, near) = (event.type_(), |attribute: &str| pressed(event.unchecked_ref(), attribute));
        let tell = |id: String, what: &str, text: String| self.told.emit((id, what.to_owned(), text));
        if let (Some(id), "input") = (near("data-name"), &*name) {
            return tell(id, "name", target.unchecked_into::<HtmlInputElement>().value());
        }
        // Around the target, or else the one last written in.
        let around = target.closest(".editor").ok().flatten().and_then(|editor| editor.query_selector("textarea").ok().flatten());
        let area = around.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        if let (Some(area), "keydown" | "mousedown") = (&area, &*name) {
            *self.last.borrow_mut() = Some(area.clone());
        }
        let reward = || by_id("reward")?.dyn_into::<HtmlTextAreaElement>().ok();
        let Some(area) = area.or_else(|| self.last.borrow().clone()).or_else(reward) else { return };
        let here = target == **area;
        match name.as_str() {
            "keydown" => {
                let event: &KeyboardEvent = event.unchecked_ref();
                let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
                if target.class_name() == "editor-values"
                    && plain
                    && matches!(&*event.key(), "Enter" | "Backspace" | "Delete") | (event.key().len() == 1)
                {
                    // The key goes into the text.
                    unveil(&area);
                    tell(area.id(), "write", String::new());
                } else if !event.is_composing() && self.key(&area, here, event) {
                    // Keys belong to the input method while it composes.
                    event.prevent_default();
                    event.stop_immediate_propagation();
                }
            }
            "pointermove" => {
                let board = near("data-board").filter(|board| *board != *self.board.borrow());
                if let Some(board) = board {
                    *self.board.borrow_mut() = board.clone();
                    tell(board, "hover", String::new());
                }
                self.hover(&area, here, event.unchecked_ref());
            }
            "mousedown" if here => self.press(&area, event.unchecked_ref()),
            // What is pressed leaves the focus in the text.
            "mousedown" if near("data-pick").is_some() || near("data-edit").is_some() => event.prevent_default(),
            "click" if !here => {
                if let Some(text) = near("data-pick") {
                    if self.open.borrow().is_some() {
                        return self.accept(&area, &text);
                    }
                    // An example.
                    let _ = area.focus();
                    bring(&area, &text);
                } else if let Some(at) = near("data-at").and_then(|at| at.parse().ok()) {
                    put_caret(&area, at);
                    unfold(&area);
                } else if let Some(what) = near("data-edit") {
                    if what == "write" {
                        unveil(&area);
                    }
                    tell(near("data-of").or_else(|| near("data-board")).unwrap_or_else(|| area.id()), &what, String::new());
                }
            }
            "focusout" if here => self.close(&area),
            "beforeinput" => {
                if let Some(undo) = text_undo::asked(event.unchecked_ref()).filter(|_| here) {
                    event.prevent_default();
                    self.step(&area, undo);
                }
            }
            name if here => {
                if name == "input" {
                    let event: &InputEvent = event.unchecked_ref();
                    text_undo::note(&area, text_undo::edit(event));
                    tell(area.id(), "type", area.value());
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
        if area.read_only() {
            return;
        }
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
        fill(part(area, "words"), &markup);
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
            if let (Some(word), Some(list)) = (by_id(&id), part(area, "words")) {
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
        fill(part(area, "words"), "");
        let _ = area.remove_attribute("aria-activedescendant");
    }

    /// One step of undo, or of redo.
    fn step(&self, area: &HtmlTextAreaElement, undo: bool) {
        if text_undo::step(area, undo) {
            // The browser does not tell of a text that is too long for its command.
            self.told.emit((area.id(), "type".into(), area.value()));
        }
    }

    /// Whether a key was meant for the text's history, the list or a meaning.
    fn key(&self, area: &HtmlTextAreaElement, here: bool, event: &KeyboardEvent) -> bool {
        let key = event.key();
        let held = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        if let Some(undo) = text_undo::direction(event).filter(|_| here) {
            self.step(area, undo);
            return true;
        }
        let open = self.open.borrow().as_ref().map(|open| open.chosen);
        match (&*key, open) {
            ("Escape", None) if self.leave() => {}
            _ if !here => return false,
            ("Enter", _) if event.ctrl_key() || event.meta_key() => self.told.emit((area.id(), "train".into(), String::new())),
            ("ArrowUp" | "ArrowDown", _) if event.alt_key() && !event.ctrl_key() && !event.meta_key() => {
                let steps = if event.shift_key() { 10 } else { 1 };
                return turn_number(area, if key == "ArrowUp" { steps } else { -steps });
            }
            (" ", _) if event.ctrl_key() => self.suggest(area, true),
            ("Escape", Some(_)) => self.close(area),
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
        unfold(area);
        let (text, caret) = (area.value(), caret(area));
        fill(part(area, "help"), meaning(&text, caret, world(area)).as_deref().unwrap_or(KEYS));
        if self.open.borrow().as_ref().is_some_and(|open| open.caret != caret) {
            self.close(area);
        }
    }

    /// Hides the meaning of a hovered name; true if there was one.
    fn leave(&self) -> bool {
        *self.over.borrow_mut() = None;
        let tip = document().and_then(|document| document.query_selector(".editor-tip:not(:empty)").ok().flatten());
        let shows = tip.is_some();
        fill(tip, "");
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
        let found = if here { piece(area, (event.client_x(), event.client_y())) } else { None };
        if found.as_ref() == self.over.borrow().as_ref().map(|(over, _)| over) {
            return;
        }
        self.leave();
        let cursor = if found.as_ref().is_some_and(is_number) { "ew-resize" } else { "" };
        let _ = area.style().set_property("cursor", cursor);
        let (area, at) = (area.clone(), (event.client_x(), event.client_y()));
        *self.over.borrow_mut() = found.map(|found| {
            // A mark may have come meanwhile, and with it another element.
            let tell = move || {
                if let Some(piece) = piece(&area, at) {
                    tell(&area, &piece);
                }
            };
            (found, Timeout::new(REST, tell))
        });
    }

    /// A press of the mouse on a number begins to drag it. The caret goes where it would go anyway, but no text is selected.
    fn press(&self, area: &HtmlTextAreaElement, event: &MouseEvent) {
        *self.drag.borrow_mut() = None;
        let with_mouse = self.over.borrow().is_some();
        let Some(piece) = piece(area, (event.client_x(), event.client_y())).filter(is_number) else { return };
        if area.read_only() || !with_mouse || event.buttons() != 1 || event.detail() > 1 {
            return;
        }
        event.prevent_default();
        let (seen, x) = (piece.get_bounding_client_rect(), event.client_x());
        let letters = piece.text_content().map_or(0, |text| text.len());
        let caret = place(&piece) + ((f64::from(x) - seen.left()) / seen.width() * letters as f64 + 0.5) as u32;
        let _ = area.focus();
        let _ = area.set_selection_range(caret, caret);
        text_undo::rest(area);
        *self.drag.borrow_mut() = Some(Drag { text: area.value(), caret, x, steps: 0 });
    }

    fn pull(&self, area: &HtmlTextAreaElement, event: &PointerEvent, drag: Drag) {
        let steps = (event.client_x() - drag.x) / PIXELS * if event.shift_key() { 10 } else { 1 };
        if steps != drag.steps {
            text_undo::drag(|| {
                bring(area, &drag.text);
                let _ = area.set_selection_range(drag.caret, drag.caret);
                if steps != 0 {
                    turn_number(area, i64::from(steps));
                }
            });
        }
        *self.drag.borrow_mut() = Some(Drag { steps, ..drag });
    }
}

/// From the first use of an editor on, its help and all of its problems are in sight: not from the focus on, which comes and goes
/// in the middle of a press.
fn unfold(area: &HtmlTextAreaElement) {
    for (name, class) in [("help", "editor-help is-used"), ("problems", "editor-problems is-used")] {
        if let Some(part) = part(area, name).filter(|part| part.class_name() != class) {
            part.set_class_name(class);
        }
    }
}

/// Back from the values to the text, before the page is drawn anew: the key that is down shall go there.
fn unveil(area: &HtmlTextAreaElement) {
    if let Some(editor) = part(area, "editor") {
        editor.set_class_name(&editor.class_name().replace("is-inspected", ""));
    }
    let _ = area.focus();
}

/// The colored piece of text below the pointer. The text area lies over it.
fn piece(area: &HtmlTextAreaElement, (x, y): (i32, i32)) -> Option<Element> {
    let below = document()?.elements_from_point(x as f32, y as f32);
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
    let Some(tip) = part(area, "tip") else { return };
    let (Some(markup), Some(paper)) = (meaning(&area.value(), place(piece), world(area)), tip.parent_element()) else { return };
    let (word, paper) = (piece.get_bounding_client_rect(), paper.get_bounding_client_rect());
    tip.set_inner_html(&markup);
    let style = tip.unchecked_into::<HtmlElement>().style();
    let _ = style.set_property("left", &format!("clamp(0px, {}px, 100% - 17rem)", (word.left() - paper.left()) as i32));
    let _ = style.set_property("top", &format!("{}px", (word.bottom() - paper.top()) as i32));
}
