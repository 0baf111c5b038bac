//! Two buttons above the number in which the caret stands: what a finger has in place of the drag of a mouse.
//!
//! They lie over what is there and move nothing. Questionable decision: they stay where they are until the caret is in another number,
//! so that the same press can be repeated.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::layer::Layer;
use super::numbers::number_at;
use super::places::{from_units, to_units};
use super::text_area::TextArea;

pub struct Stepper {
    area: TextArea,
    layer: Layer,
    shown: RefCell<Option<Shown>>,
    element: NodeRef,
    changed: UseForceUpdateHandle,
}

/// The number that they are for.
#[derive(Clone, PartialEq)]
struct Shown {
    /// Where it begins, as the text area counts.
    start: u32,
    number: String,
}

#[hook]
pub fn use_stepper(area: TextArea, layer: Layer) -> Rc<Stepper> {
    let changed = use_force_update();
    let stepper = use_memo((area, layer), |(area, layer)| Stepper {
        area: area.clone(),
        layer: layer.clone(),
        shown: RefCell::default(),
        element: NodeRef::default(),
        changed,
    });
    let start = stepper.shown.borrow().as_ref().map(|shown| shown.start);
    use_effect_with(start, {
        let stepper = stepper.clone();
        move |start| {
            if let Some(start) = start {
                stepper.place(*start);
            }
        }
    });
    stepper
}

impl Stepper {
    /// The caret has moved, or the text around it is another one.
    pub fn follow_caret(&self) {
        let (text, caret) = (self.area.text(), self.area.caret());
        let number = number_at(&text, from_units(&text, caret)).filter(|_| !self.area.is_locked());
        let shown = number.map(|span| Shown { start: to_units(&text, span.start), number: text[span.start..span.end].to_owned() });
        if *self.shown.borrow() != shown {
            *self.shown.borrow_mut() = shown;
            self.changed.force_update();
        }
    }

    pub fn hide(&self) {
        if self.shown.take().is_some() {
            self.changed.force_update();
        }
    }

    /// Puts them above the number, within the paper.
    fn place(&self, start: u32) {
        let (Some(piece), Some(element)) = (self.layer.piece_from(start), self.element.cast::<HtmlElement>()) else { return };
        let Some(paper) = element.parent_element() else { return };
        let (number, paper) = (piece.get_bounding_client_rect(), paper.get_bounding_client_rect());
        let (left, top) = ((number.left() - paper.left()) as i32, (number.top() - paper.top()) as i32);
        // As properties: the content policy of the page allows no attribute of style. At the end of a heading something may stand.
        let style = element.style();
        let _ = style.set_property("left", &format!("clamp(0px, {left}px - 2.5rem, 100% - 11rem)"));
        let _ = style.set_property("top", &format!("calc({top}px - 3rem)"));
    }

    pub fn view(self: &Rc<Self>) -> Html {
        let Some(Shown { number, .. }) = self.shown.borrow().clone() else { return Html::default() };
        let step = |steps: i64, sign: &'static str, does: &str| {
            let stepper = self.clone();
            let onclick = move |_: MouseEvent| {
                stepper.area.turn_number(steps);
            };
            // The focus stays in the text, and with it the keyboard on the screen. Keys turn a number from there.
            html! {
                <button type="button" tabindex="-1" aria-label={format!("{does} {number}")}
                    onmousedown={|event: MouseEvent| event.prevent_default()} {onclick}>{ sign }</button>
            }
        };
        html! {
            <div ref={self.element.clone()} class="editor-stepper group">
                { step(-1, "\u{2212}", "Decrease") }
                { step(1, "+", "Increase") }
            </div>
        }
    }
}
