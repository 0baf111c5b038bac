//! Pictures and rows that a host has asked for.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag};

use super::{answer, with};
use crate::features::embed::wire::{self, Picture, Refusal};
use crate::features::export::{self, NoFile};
use crate::ui::dom;

/// Answers once it is drawn, or says why it cannot be.
pub(super) fn draw(id: u64, picture: Picture) {
    let format = match picture {
        Picture::Svg => "svg",
        Picture::Png => "png",
        Picture::Csv => "csv",
    };
    spawn_local(async move {
        // The page draws what has just changed first.
        let drawn = Promise::new(&mut |resolve, _| {
            let _ = dom::window().set_timeout_with_callback(&resolve);
        });
        let _ = JsFuture::from(drawn).await;
        let Some(store) = with(|host| host.store.clone()) else { return };
        let file = export::snapshot(&store, format).await;
        if !with(|host| host.requests.drawn(id)) {
            return;
        }
        let file = match file {
            Ok(file) => file,
            Err(NoFile::Because(words)) => return answer(id, Err(Refusal::new("failed", words, "kind"))),
            Err(NoFile::Pixels(words)) => {
                return answer(id, Err(Refusal::new("no_pixels", format!("{words} snapshot(\"svg\") needs no pixels."), "kind")));
            }
        };
        if picture != Picture::Png {
            return answer(id, Ok(String::from_utf8_lossy(&file.bytes).into()));
        }
        // A file is no JSON; it is passed on as it is.
        let options = BlobPropertyBag::new();
        options.set_type(file.kind);
        let parts = Array::of1(&Uint8Array::from(file.bytes.as_slice()));
        let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else {
            return answer(id, Err(Refusal::new("failed", "this browser makes no file of it", "kind")));
        };
        let (message, port) = (Object::new(), with(|host| host.port.clone()));
        let fields: [(&str, JsValue); 4] =
            [("wayward", (wire::VERSION as f64).into()), ("id", (id as f64).into()), ("type", "answer".into()), ("value", blob.into())];
        for (name, value) in fields {
            let _ = Reflect::set(&message, &name.into(), &value);
        }
        let _ = port.map(|port| port.post_message(&message));
    });
}
