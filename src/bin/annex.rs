//! The annex: what the page needs only now and then, as a Wasm module that loads when it is first needed.

use wasm_bindgen::prelude::*;
use wayward::annex;

fn main() {}

/// [`annex::arrive`].
#[wasm_bindgen]
pub async fn arrive() -> Option<String> {
    annex::arrive().await
}

/// [`annex::started`].
#[wasm_bindgen]
pub fn started() {
    annex::started();
}

/// [`annex::edited`].
#[wasm_bindgen]
pub fn edited(before: &str, now: &str) {
    annex::edited(before, now);
}

/// [`annex::press`].
#[wasm_bindgen]
pub fn press(name: &str) {
    annex::press(name);
}
