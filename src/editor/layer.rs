//! What is drawn below the text area: its text in color, with marks, line by line.
//!
//! Questionable decisions: layer and text area lie in one grid cell of one scrolling box, and the layer gives the height, so
//! neither ever scrolls by itself, and there is nothing to keep in step. And the lines are written past the view layer, only those
//! that differ: an edit shall be marked before the next frame, however long the text is.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node};
use yew::NodeRef;

use super::highlight::{self, Line, Mark, Patch};
use engine::lang::Span;

/// Lines from which on the layer is written anew as a whole: one parse costs less than many. Guessed.
const MANY: usize = 12;

#[derive(Clone, Default)]
pub struct Layer(Rc<Inner>);

#[derive(Default)]
struct Inner {
    node: NodeRef,
    /// As they stand in the document.
    lines: RefCell<Vec<Line>>,
}

impl PartialEq for Layer {
    fn eq(&self, other: &Layer) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Layer {
    pub fn node(&self) -> &NodeRef {
        &self.0.node
    }

    fn element(&self) -> Element {
        self.0.node.cast().expect("the editor is in the document")
    }

    /// Draws this text; nothing of one that is too long.
    pub fn show(&self, text: &str, marks: &[(Span, Mark)]) {
        let lines = highlight::lines(text, marks).unwrap_or_default();
        let new: Vec<Line> = lines.iter().map(|pieces| Line::of(pieces)).collect();
        let old = self.0.lines.replace(new);
        draw(&self.element(), &old, &self.0.lines.borrow());
    }

    /// Scrolls a line, counted from 1, into sight.
    pub fn reveal(&self, line: usize) {
        let layer = self.element();
        if let (Some(scroller), Some(line)) = (layer.parent_element(), layer.children().item(line as u32 - 1)) {
            reveal(&scroller, &line);
        }
    }

    /// The piece of text that begins here, as the text area counts.
    pub fn piece_from(&self, units: u32) -> Option<Element> {
        let pieces = self.0.node.cast::<Element>()?.query_selector_all(".editor-line > *").ok()?;
        (0..pieces.length()).filter_map(|at| pieces.item(at)?.dyn_into().ok()).find(|piece| place_of(piece) == units)
    }

    /// The colored piece of text at a place of the window. The text area lies over it.
    pub fn piece_at(&self, (x, y): (i32, i32)) -> Option<Element> {
        // The pointer may have rested where no editor is any more.
        let layer = self.0.node.cast::<Element>()?;
        let below = layer.owner_document()?.elements_from_point(x as f32, y as f32);
        // The text area, then what is below.
        let piece = below.get(1).dyn_into::<Element>().ok()?;
        (layer.contains(Some(&piece)) && kind(&piece).starts_with("t-")).then_some(piece)
    }
}

pub fn is_number(piece: &Element) -> bool {
    kind(piece).starts_with("t-number")
}

fn kind(piece: &Element) -> String {
    piece.get_attribute("class").unwrap_or_default()
}

/// Where a piece begins, as the text area counts. The lines of the layer end in their breaks.
pub fn place_of(piece: &Element) -> u32 {
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

/// Scrolls a part of a box into sight, and nothing around the box.
pub fn reveal(scroller: &Element, part: &Element) {
    let (part, seen) = (part.get_bounding_client_rect(), scroller.get_bounding_client_rect());
    if part.top() < seen.top() {
        scroller.set_scroll_top(scroller.scroll_top() - (seen.top() - part.top()).ceil() as i32);
    } else if part.bottom() > seen.bottom() {
        scroller.set_scroll_top(scroller.scroll_top() + (part.bottom() - seen.bottom()).ceil() as i32);
    }
}

/// Brings the layer from the old lines to the new ones.
fn draw(layer: &Element, old: &[Line], new: &[Line]) {
    let Patch { at, gone, come, drawn } = highlight::patch(old, new);
    if drawn.len() > MANY || old.is_empty() || new.is_empty() {
        return layer.set_inner_html(&wrapped(new));
    }
    let lines = layer.children();
    for _ in 0..gone {
        if let Some(line) = lines.item(at as u32) {
            line.remove();
        }
    }
    let added = wrapped(&new[at..at + come]);
    let _ = match lines.item(at as u32) {
        Some(line) => line.insert_adjacent_html("beforebegin", &added),
        None => layer.insert_adjacent_html("beforeend", &added),
    };
    for number in drawn.into_iter().filter(|line| !(at..at + come).contains(line)) {
        if let Some(line) = lines.item(number as u32) {
            line.set_inner_html(&new[number].markup);
        }
    }
}

fn wrapped(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("<span class='editor-line'>{}</span>", line.markup)).collect()
}
