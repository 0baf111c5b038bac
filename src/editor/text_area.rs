//! The text area of a program: its text, its caret, and undo and redo of what was written there, whoever wrote it.
//!
//! Not here: undo of all settings, whose keys hold outside of texts. Questionable decisions: the text is written by way of the
//! browser's own command, old as it is, because nothing else is kept in the browser's list of undos, which is there for its menus;
//! and there is a history of our own, because the browser forgets its list when a script writes without the focus.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{HtmlTextAreaElement, InputEvent, InputEventInit};
use yew::NodeRef;

use super::history::{Edit, TextHistory};
use super::numbers::nudge;
use super::places::{difference, from_units, normalized, to_units};
use crate::ui::timer::now;
use engine::lang::MAX_SOURCE;

/// A handle to the element and its history. Its methods want the element to be in the document, as it is while its editor is.
#[derive(Clone, Default)]
pub struct TextArea(Rc<Inner>);

/// Nothing stays borrowed while the text is written: the browser tells of that at once, in the middle of it.
#[derive(Default)]
struct Inner {
    node: NodeRef,
    /// None: no text was shown yet.
    history: RefCell<Option<TextHistory>>,
    /// What is written belongs to one drag.
    drags: Cell<bool>,
    /// What is written is what the page knows already.
    shows: Cell<bool>,
}

impl PartialEq for TextArea {
    fn eq(&self, other: &TextArea) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl TextArea {
    pub fn node(&self) -> &NodeRef {
        &self.0.node
    }

    pub fn element(&self) -> HtmlTextAreaElement {
        self.0.node.cast().expect("the editor is in the document")
    }

    pub fn text(&self) -> String {
        self.element().value()
    }

    /// Not to be written into, or no longer on the page.
    pub fn is_locked(&self) -> bool {
        self.0.node.cast::<HtmlTextAreaElement>().is_none_or(|area| area.read_only())
    }

    /// Where the caret is, as the text area counts.
    pub fn caret(&self) -> u32 {
        self.element().selection_start().ok().flatten().unwrap_or(0)
    }

    pub fn select(&self, from: u32, to: u32) {
        let _ = self.element().set_selection_range(from, to);
    }

    pub fn focus(&self) {
        let _ = self.element().focus();
    }

    /// The page has this text: it stands here, and what stood here before can be brought back.
    pub fn show(&self, text: &str) {
        self.0.shows.set(true);
        self.bring(&normalized(text));
        self.0.shows.set(false);
        self.note(Edit::Whole);
    }

    /// The text is being written by [`TextArea::show`].
    pub fn is_showing(&self) -> bool {
        self.0.shows.get()
    }

    /// Puts what stands here by now into the history. The first text is what undo leads back to.
    pub fn note(&self, edit: Edit) {
        let (text, caret) = (self.text(), self.caret());
        let edit = if self.0.drags.get() { Edit::Dragged } else { edit };
        match &mut *self.0.history.borrow_mut() {
            Some(history) => history.see(&text, edit, caret, now()),
            history => *history = Some(TextHistory::new(&text)),
        }
    }

    /// What comes next is a step of its own, but in the middle of a drag.
    pub fn rest(&self) {
        if !self.0.drags.get()
            && let Some(history) = &mut *self.0.history.borrow_mut()
        {
            history.rest();
        }
    }

    /// Brings back what stood here before the last step, or what was undone last. False: there is no such thing.
    pub fn step(&self, undo: bool) -> bool {
        if self.is_locked() {
            return false;
        }
        let step = |history: &mut TextHistory| if undo { history.undo() } else { history.redo() }.map(str::to_owned);
        let wanted = self.0.history.borrow_mut().as_mut().and_then(step);
        let Some(wanted) = wanted else { return false };
        let held = self.text();
        let (span, new) = difference(&held, &wanted);
        let end = to_units(&held, span.start) + new.encode_utf16().count() as u32;
        self.bring(&wanted);
        self.focus();
        self.select(end, end);
        true
    }

    /// Another text stands here from now on: the one that stood here when a drag began, turned by so many steps at its caret.
    pub fn drag(&self, (text, caret): (&str, u32), steps: i64) {
        self.0.drags.set(true);
        self.bring(text);
        self.select(caret, caret);
        if steps != 0 {
            self.turn_number(steps);
        }
        self.0.drags.set(false);
    }

    /// Makes the number at the caret larger or smaller; false if there is none.
    pub fn turn_number(&self, steps: i64) -> bool {
        let (text, caret) = (self.text(), self.caret());
        let Some((span, new)) = nudge(&text, from_units(&text, caret), steps) else { return false };
        let start = to_units(&text, span.start);
        self.select(start, to_units(&text, span.end));
        self.write(&new);
        // Behind the sign and inside the number, so that it can be turned on.
        let end = start + new.len() as u32;
        let caret = caret.clamp(start + u32::from(new.starts_with('-')), end);
        self.select(caret, caret);
        true
    }

    /// Replaces the selection, as a step of its own.
    pub fn write(&self, text: &str) {
        if self.is_locked() {
            return;
        }
        self.rest();
        if !self.command(if text.is_empty() { "delete" } else { "insertText" }, text) {
            let area = self.element();
            let _ = area.set_range_text(text);
            let init = InputEventInit::new();
            init.set_bubbles(true);
            if let Ok(event) = InputEvent::new_with_event_init_dict("input", &init) {
                let _ = area.dispatch_event(&event);
            }
        }
        self.rest();
    }

    /// Brings the text area to this text, if it holds another; the caret stays with the text around it.
    fn bring(&self, wanted: &str) {
        let held = self.text();
        if held == wanted {
            return;
        }
        let (span, new) = difference(&held, wanted);
        let (from, to) = (to_units(&held, span.start), to_units(&held, span.end));
        let caret = self.caret();
        if self.has_focus() && wanted.len() <= MAX_SOURCE {
            self.select(from, to);
            self.write(new);
        }
        if self.text() != wanted {
            self.element().set_value(wanted);
        }
        let units = new.encode_utf16().count() as u32;
        let caret = if caret <= from {
            caret
        } else if caret >= to {
            caret - to + from + units
        } else {
            from + units
        };
        self.select(caret, caret);
    }

    pub fn has_focus(&self) -> bool {
        let area = self.element();
        area.owner_document().and_then(|document| document.active_element()).is_some_and(|element| element == **area)
    }

    /// One of the browser's own commands, on what has the focus.
    fn command(&self, name: &str, value: &str) -> bool {
        let document = self.element().owner_document();
        document.is_some_and(|document| document.unchecked_ref::<OldDocument>().exec_command(name, false, value))
    }
}

/// How the browser changed a text.
pub fn edit_of(event: &InputEvent) -> Edit {
    match (event.input_type().as_str(), event.data()) {
        ("insertLineBreak", _) => Edit::Inserted,
        ("insertText", Some(data)) if data.chars().count() == 1 => Edit::Inserted,
        ("deleteContentBackward" | "deleteContentForward", _) => Edit::Deleted,
        ("insertCompositionText", _) => Edit::Composed,
        _ => Edit::Whole,
    }
}

#[wasm_bindgen]
extern "C" {
    /// `Document` with the command that web-sys files under another interface.
    #[wasm_bindgen(js_name = Document)]
    type OldDocument;
    #[wasm_bindgen(method, js_name = execCommand)]
    fn exec_command(this: &OldDocument, name: &str, show_ui: bool, value: &str) -> bool;
}
