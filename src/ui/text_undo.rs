//! Undo and redo in the text of a program, whoever changed it: a person, a button, or the page itself.
//!
//! Not here: undo of all settings (`annex::undo`), whose keys hold outside of texts. One decision that a reader would question:
//! the browser has a list of its own, but it forgets everything when a script writes into a text area without the focus.

use std::cell::{Cell, RefCell};

use web_sys::{HtmlTextAreaElement, InputEvent, KeyboardEvent};

use super::editor::{bring, caret, put_caret};
use super::highlight::{difference, to_units};
use super::text_history::{Edit, TextHistory};

thread_local! {
    /// Those of the text areas in the document.
    static HISTORIES: RefCell<Vec<(HtmlTextAreaElement, TextHistory)>> = const { RefCell::new(Vec::new()) };
    static DRAGS: Cell<bool> = const { Cell::new(false) };
}

/// What is written meanwhile belongs to one drag.
pub fn drag(write: impl FnOnce()) {
    DRAGS.set(true);
    write();
    DRAGS.set(false);
}

/// What stands in this text area by now. The first time it is what undo leads back to.
pub fn note(area: &HtmlTextAreaElement, edit: Edit) {
    let time = web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now());
    let edit = if DRAGS.get() { Edit::Dragged } else { edit };
    HISTORIES.with_borrow_mut(|histories| match histories.iter_mut().find(|(of, _)| of == area) {
        Some((_, history)) => history.see(&area.value(), edit, caret(area), time),
        None => {
            histories.retain(|(of, _)| of.is_connected());
            histories.push((area.clone(), TextHistory::new(&area.value())));
        }
    });
}

/// What comes next is a step of its own, but in the middle of a drag.
pub fn rest(area: &HtmlTextAreaElement) {
    if DRAGS.get() {
        return;
    }
    HISTORIES.with_borrow_mut(|histories| {
        if let Some((_, history)) = histories.iter_mut().find(|(of, _)| of == area) {
            history.rest();
        }
    });
}

/// Brings back what stood in the text area before the last step, or what was undone last. False: there is no such thing.
pub fn step(area: &HtmlTextAreaElement, undo: bool) -> bool {
    if area.read_only() {
        return false;
    }
    let wanted = HISTORIES.with_borrow_mut(|histories| {
        let (_, history) = histories.iter_mut().find(|(of, _)| of == area)?;
        if undo { history.undo() } else { history.redo() }.map(str::to_owned)
    });
    let Some(wanted) = wanted else { return false };
    let held = area.value();
    let (span, new) = difference(&held, &wanted);
    let end = to_units(&held, span.start) + new.encode_utf16().count() as u32;
    bring(area, &wanted);
    put_caret(area, end);
    true
}

/// How the browser changed a text.
pub fn edit(event: &InputEvent) -> Edit {
    match (event.input_type().as_str(), event.data()) {
        ("insertLineBreak", _) => Edit::Inserted,
        ("insertText", Some(data)) if data.chars().count() == 1 => Edit::Inserted,
        ("deleteContentBackward" | "deleteContentForward", _) => Edit::Deleted,
        ("insertCompositionText", _) => Edit::Composed,
        _ => Edit::Whole,
    }
}

/// What a menu of the browser asks for. True: undo.
pub fn asked(event: &InputEvent) -> Option<bool> {
    match event.input_type().as_str() {
        "historyUndo" => Some(true),
        "historyRedo" => Some(false),
        _ => None,
    }
}

/// Ctrl+Z, Shift+Ctrl+Z and Ctrl+Y, with the command key of Macs as well. True: undo.
pub fn direction(event: &KeyboardEvent) -> Option<bool> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match event.key().as_str() {
        "z" | "Z" => Some(!event.shift_key()),
        "y" | "Y" => Some(false),
        _ => None,
    }
}
