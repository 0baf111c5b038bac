//! The page and its worker: one Wasm file serves both, and whoever starts it looks around to see which it is.

use wasm_bindgen::prelude::*;
use wayward::ui::outside;

fn main() {
    match web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id("app")) {
        Some(root) => wayward::ui::app::start(root),
        None => wayward::worker::start(),
    }
}

/// [`outside::tell`], for the annex.
#[wasm_bindgen]
pub fn tell(what: &str, name: String, text: String) {
    outside::tell(what, name, text);
}

/// [`outside::hand_out`], for the annex.
#[wasm_bindgen]
pub fn hand_out() -> Vec<u8> {
    outside::hand_out()
}
