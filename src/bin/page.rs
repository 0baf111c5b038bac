//! The page and its worker, one program. `www/start.js` starts one or the other; an error is why it cannot start.

use wasm_bindgen::prelude::*;
use wayward::features::start;
use wayward::worker;

fn main() {}

#[wasm_bindgen]
pub async fn start_page() -> Result<(), JsError> {
    start::start().await
}

#[wasm_bindgen]
pub async fn start_worker() -> Result<(), JsError> {
    Ok(worker::start().await?)
}
