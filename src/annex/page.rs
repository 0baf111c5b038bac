//! The page, which is another Wasm module in the same document: what it takes and what it gives (`ui::outside`).

use wasm_bindgen::prelude::*;

use engine::protocol::Handout;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = wasm_bindgen, js_name = tell, catch)]
    fn tell_page(what: &str, name: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = wasm_bindgen, js_name = hand_out, catch)]
    fn hand_out_page() -> Result<Vec<u8>, JsValue>;
}

/// Does what a person would do there, see `ui::outside::tell`. Nothing happens where the page has not started.
pub fn tell(what: &str, name: &str, text: &str) {
    let _ = tell_page(what, name, text);
}

/// Shows these words above the page.
pub fn say(words: &str) {
    tell("say", "", words);
}

/// None: the page has not started.
pub fn hand_out() -> Option<Handout> {
    Handout::from_bytes(&hand_out_page().ok()?)
}
