//! The mouse over a text: it rests on a name to be told what that means, or drags a number. Fingers scroll and select.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent};
use yew::prelude::*;

use super::explain::Explanation;
use super::layer::{Layer, is_number, place_of};
use super::places::from_units;
use super::text_area::TextArea;
use engine::env::World;

/// Milliseconds for which a pointer rests on a name before its meaning shows. Guessed.
const REST: u32 = 250;
/// Pixels of a drag that turn a number by one step. Guessed.
const PIXELS: i32 = 6;

/// What the mouse does in one editor.
pub struct Pointer {
    area: TextArea,
    layer: Layer,
    world: World,
    /// The colored piece of text below the mouse, and what shows its meaning in a moment.
    over: RefCell<Option<(Element, Timeout)>>,
    /// As the browser numbers the mouse that was seen last.
    mouse: Cell<i32>,
    drag: RefCell<Option<Drag>>,
    tip: RefCell<Option<Tip>>,
    /// The box in which the tip is placed.
    paper: NodeRef,
    changed: UseForceUpdateHandle,
}

/// Every step starts from the text as it was, so that a drag is undone at one stroke.
struct Drag {
    text: String,
    caret: u32,
    x: i32,
    steps: i32,
}

/// The meaning that shows, and its place in the paper.
struct Tip {
    explanation: Explanation,
    left: i32,
    top: i32,
}

impl Tip {
    fn style(&self) -> String {
        format!("left: clamp(0px, {}px, 100% - 17rem); top: {}px", self.left, self.top)
    }
}

#[hook]
pub fn use_pointer(area: TextArea, layer: Layer, world: World) -> Rc<Pointer> {
    let changed = use_force_update();
    let pointer = use_memo((area, layer, world), |(area, layer, world)| Pointer {
        area: area.clone(),
        layer: layer.clone(),
        world: *world,
        over: RefCell::default(),
        mouse: Cell::default(),
        drag: RefCell::default(),
        tip: RefCell::default(),
        paper: NodeRef::default(),
        changed,
    });
    // Wherever the focus is, Esc hides a meaning; it is listened to as long as one shows.
    let shows = pointer.tip.borrow().is_some();
    use_effect_with(shows, {
        let pointer = pointer.clone();
        move |shows| {
            let listener = shows.then(|| pointer.listen_for_escape());
            move || drop(listener)
        }
    });
    pointer
}

impl Pointer {
    pub fn paper(&self) -> NodeRef {
        self.paper.clone()
    }

    /// The pointer moves over the paper, or anywhere while it drags.
    pub fn on_move(self: &Rc<Self>, event: &PointerEvent) {
        if event.pointer_type() != "mouse" {
            return;
        }
        self.mouse.set(event.pointer_id());
        let drag = self.drag.take();
        if let Some(drag) = drag.filter(|_| event.buttons() & 1 == 1) {
            return self.pull(event, drag);
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        // Into the meaning the pointer may go.
        if target.as_ref().is_some_and(|target| target.closest("[role=tooltip]").is_ok_and(|tip| tip.is_some())) {
            return;
        }
        let area = self.area.element();
        let at = (event.client_x(), event.client_y());
        let found = self.layer.piece_at(at).filter(|_| target.is_some_and(|target| target == **area));
        if found.as_ref() == self.over.borrow().as_ref().map(|(over, _)| over) {
            return;
        }
        self.hide();
        let cursor = if found.as_ref().is_some_and(is_number) { "ew-resize" } else { "" };
        let _ = area.style().set_property("cursor", cursor);
        let pointer = self.clone();
        *self.over.borrow_mut() = found.map(|found| (found, Timeout::new(REST, move || pointer.explain(at))));
    }

    /// Hides the meaning of a name.
    pub fn hide(&self) {
        *self.over.borrow_mut() = None;
        if self.tip.take().is_some() {
            self.changed.force_update();
        }
    }

    /// A press of the mouse on a number begins to drag it. The caret goes where it would go anyway, but no text is selected.
    pub fn on_press(&self, event: &MouseEvent) {
        *self.drag.borrow_mut() = None;
        let with_mouse = self.over.borrow().is_some();
        let Some(piece) = self.layer.piece_at((event.client_x(), event.client_y())).filter(is_number) else { return };
        if self.area.is_locked() || !with_mouse || event.buttons() != 1 || event.detail() > 1 {
            return;
        }
        event.prevent_default();
        // So that it goes on outside of the text. Without, it ends there.
        let _ = self.area.element().set_pointer_capture(self.mouse.get());
        let (seen, x) = (piece.get_bounding_client_rect(), event.client_x());
        let letters = piece.text_content().map_or(0, |text| text.len());
        let caret = place_of(&piece) + ((f64::from(x) - seen.left()) / seen.width() * letters as f64 + 0.5) as u32;
        self.area.focus();
        self.area.select(caret, caret);
        self.area.rest();
        *self.drag.borrow_mut() = Some(Drag { text: self.area.text(), caret, x, steps: 0 });
    }

    fn pull(&self, event: &PointerEvent, drag: Drag) {
        let steps = (event.client_x() - drag.x) / PIXELS * if event.shift_key() { 10 } else { 1 };
        if steps != drag.steps {
            self.area.drag((&drag.text, drag.caret), i64::from(steps));
        }
        *self.drag.borrow_mut() = Some(Drag { steps, ..drag });
    }

    /// Shows what the piece of the text at this place means, just below it. A mark may have come meanwhile, and with it another
    /// element.
    fn explain(&self, at: (i32, i32)) {
        let (Some(piece), Some(paper)) = (self.layer.piece_at(at), self.paper.cast::<Element>()) else { return };
        let text = self.area.text();
        let Some(explanation) = Explanation::at(&text, from_units(&text, place_of(&piece)), self.world) else { return };
        let (word, paper) = (piece.get_bounding_client_rect(), paper.get_bounding_client_rect());
        let (left, top) = ((word.left() - paper.left()) as i32, (word.bottom() - paper.top()) as i32);
        *self.tip.borrow_mut() = Some(Tip { explanation, left, top });
        self.changed.force_update();
    }

    fn listen_for_escape(self: &Rc<Self>) -> EventListener {
        let document = self.area.element().owner_document().expect("the editor is in the document");
        let pointer = self.clone();
        // Before anyone else: the first Esc hides the meaning and does nothing else.
        let options = EventListenerOptions { passive: false, ..EventListenerOptions::run_in_capture_phase() };
        EventListener::new_with_options(&document, "keydown", options, move |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                event.prevent_default();
                event.stop_immediate_propagation();
                pointer.hide();
            }
        })
    }

    pub fn view(&self, id: &str) -> Html {
        let tip = self.tip.borrow();
        // As a property: the content policy of the page allows no attribute of style.
        let style = tip.as_ref().map_or_else(String::new, Tip::style);
        html! {
            <div class="editor-tip" id={format!("{id}-tip")} role="tooltip" ~style={style}>
                if let Some(tip) = &*tip {
                    { tip.explanation.view() }
                }
            </div>
        }
    }
}
