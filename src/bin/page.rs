//! The page and its worker: one Wasm file serves both, and whoever starts it looks around to see which it is.

fn main() {
    match web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id("app")) {
        Some(root) => wayward::annex::start(root),
        None => wayward::worker::start(),
    }
}
