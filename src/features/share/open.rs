//! Opening a file: in the Share menu, or dropped anywhere on the page.

use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::file::{self, Content};
use crate::features::gallery;
use crate::features::start::play_file;
use crate::ui::effects;
use crate::ui::markup::with_code;
use crate::ui::state::{Action, Dialog, Tab};
use crate::ui::store::{Store, use_store};

/// Opens what is in this file, or says what it is instead.
pub async fn open(store: &Rc<Store>, file: File) -> Result<(), String> {
    let name = file.name();
    let bytes = bytes(&file).await.ok_or_else(|| format!("{name} could not be read."))?;
    match file::read(&name, &bytes)? {
        Content::Scenario(opened) => {
            store.dispatch(Action::OpenFile { name, opened, own: effects::own().is_some() });
            Ok(())
        }
        Content::Experiments(text) => {
            gallery::bring(store, &name, &text)?;
            store.dispatch(Action::OpenDialog(Dialog::Gallery(Tab::Mine)));
            Ok(())
        }
        Content::Lesson(text) => play_file(&name, text, store).await,
    }
}

async fn bytes(file: &File) -> Option<Vec<u8>> {
    let part = file.slice_with_f64_and_f64(0.0, file::READ as f64).ok()?;
    Some(Uint8Array::new(&JsFuture::from(part.array_buffer()).await.ok()?).to_vec())
}

/// The part of the Share menu that opens files.
#[component]
pub fn Open() -> Html {
    let store = use_store();
    let said = use_state(String::new);
    let onchange = {
        let said = said.setter();
        move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
            let (store, said) = (store.clone(), said.clone());
            spawn_local(async move {
                // Once it is open this dialog is closed.
                if let Err(words) = open(&store, file).await {
                    said.set(words);
                }
                // The same file may be chosen again, mended.
                input.set_value("");
            });
        }
    };
    html! {
        <section id="share-open" aria-label="Open">
            <h3>{ "Open" }</h3>
            <div class="save-row">
                <label for="open-file">{ "A scenario or saved experiments, from a file" }</label>
                <div><input id="open-file" type="file" accept=".json,application/json" aria-describedby="open-about" {onchange} /></div>
            </div>
            <p class="save-about" id="open-about">
                { "It takes the place of what stands on the page; Undo brings that back. A file can also be dropped anywhere on the page." }
            </p>
            <div id="open-said" class="save-said" aria-live="polite" aria-atomic="true">{ with_code(&said) }</div>
        </section>
    }
}
