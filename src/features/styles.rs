//! The look of a feature that comes with its chunk: nobody else loads it.

use std::cell::RefCell;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::ui::dom::{document, window};

/// Puts this style sheet on, once, for as long as the page lives.
pub fn wear(css: &'static str) {
    thread_local! {
        static WORN: RefCell<Vec<*const u8>> = const { RefCell::new(Vec::new()) };
    }
    let is_new = WORN.with_borrow_mut(|worn| {
        let is_new = !worn.contains(&css.as_ptr());
        if is_new {
            worn.push(css.as_ptr());
        }
        is_new
    });
    if is_new {
        // A browser that takes no sheet so shows all the same, only plainer.
        let _ = adopt(css);
    }
}

fn adopt(css: &str) -> Result<(), JsValue> {
    let make = Reflect::get(&window(), &"CSSStyleSheet".into())?.dyn_into::<Function>()?;
    let sheet = Reflect::construct(&make, &Array::new())?;
    Reflect::get(&sheet, &"replaceSync".into())?.dyn_into::<Function>()?.call1(&sheet, &css.into())?;
    let worn = Array::from(&Reflect::get(&document(), &"adoptedStyleSheets".into())?);
    worn.push(&sheet);
    Reflect::set(&document(), &"adoptedStyleSheets".into(), &worn).map(drop)
}
