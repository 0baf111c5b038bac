//! The page and its worker: one Wasm file serves both, and whoever starts it looks around to see which it is.

use yew::prelude::*;

#[component]
fn Wayward() -> Html {
    html! {
        <main class="start">
            <h1>{ "Wayward" }</h1>
            <p id="ready">{ "The engine is running." }</p>
        </main>
    }
}

fn main() {
    match web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id("app")) {
        Some(app) => {
            yew::Renderer::<Wayward>::with_root(app).render();
        }
        None => {
            let worker: web_sys::DedicatedWorkerGlobalScope = wasm_bindgen::JsCast::unchecked_into(js_sys::global());
            worker.post_message(&"ready".into()).expect("a string can be posted");
        }
    }
}
