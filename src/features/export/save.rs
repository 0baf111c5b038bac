//! The part of the Share menu that saves files.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::credit;
use super::files::{File, PICTURES, Source, hand, is_confined, pictures};
use super::film::NoFile;
use crate::ui::state::State;
use crate::ui::store::{Store, use_selector, use_store};

#[derive(PartialEq)]
struct View {
    learned: bool,
    judged: bool,
    moments: bool,
    weights: bool,
    /// Something else stands on the page by now than what was trained.
    is_other: bool,
    is_branch: bool,
}

impl View {
    fn of(state: &State) -> View {
        let run = state.run();
        View {
            learned: run.is_some(),
            judged: state.agents.iter().any(|run| run.report.is_some()),
            moments: !state.judged(u32::MAX).is_empty(),
            weights: run.is_some_and(|run| run.shown().is_some()),
            is_other: state.is_stale(),
            is_branch: run.is_some_and(|run| run.parent.is_some()),
        }
    }
}

/// How it goes, in words.
#[derive(Clone, Default, PartialEq)]
struct Said {
    words: String,
    /// A film is drawn, which can be canceled.
    drawing: bool,
    /// There are no pixels, and a drawing instead.
    draws: bool,
}

#[component]
pub fn Save() -> Html {
    let store = use_store();
    let it = use_selector(View::of);
    let chosen = use_state(|| 0_usize);
    let said = use_state(Said::default);
    let text = use_state(|| None::<String>);
    let canceled = use_mut_ref(|| Rc::new(Cell::new(false)));
    let press = {
        let (chosen, said, text, canceled) = (*chosen, said.setter(), text.setter(), canceled.clone());
        move |name: &'static str| {
            let fresh = Rc::new(Cell::new(false));
            if name == "gif" {
                canceled.replace(fresh.clone());
            }
            spawn_local(save(store.clone(), name, chosen, said.clone(), text.clone(), fresh));
        }
    };
    // A film that nobody can see any more, nor cancel, is not drawn on.
    use_effect_with((), {
        let canceled = canceled.clone();
        move |()| move || canceled.borrow().set(true)
    });
    let cancel = move |_: MouseEvent| canceled.borrow().set(true);
    let instead = {
        let press = press.clone();
        move |_: MouseEvent| press("svg")
    };
    let button = |name: &'static str, words: &str, form: &str, there: bool| {
        let press = press.clone();
        html! {
            <button type="button" data-save={name} disabled={!there} onclick={move |_: MouseEvent| press(name)}>
                { words }{ " " }<small>{ form }</small>
            </button>
        }
    };
    let onchoose = {
        let chosen = chosen.clone();
        move |event: Event| chosen.set(event.target_unchecked_into::<HtmlInputElement>().value().parse().unwrap_or(0))
    };
    // No list that unfolds: of one that appears screen readers read what is chosen in it, instead of the dialog around it.
    let option = |place: usize| {
        html! {
            <label>
                <input type="radio" name="save-what" value={place.to_string()} checked={place == *chosen} onchange={onchoose.clone()} />
                <span>{ PICTURES[place].0 }</span>
            </label>
        }
    };
    html! {
        <>
            <section id="share-save" aria-label="Save">
                <h3>{ "Save" }</h3>
                <div class="save-row">
                    <span>{ "Experiment" }</span>
                    <div>{ button("scenario", "Scenario", "JSON", true) }</div>
                </div>
                <div class="save-row">
                    <span>{ "What was learned" }</span>
                    <div>
                        { button("curves", "Curves", "CSV", it.learned) }
                        { button("rows", "Verdicts", "CSV", it.judged) }
                        { button("moments", "Judged moments", "CSV", it.moments) }
                        { button("weights", "Weights", "safetensors", it.weights) }
                    </div>
                </div>
                <div class="save-row">
                    <span id="save-picture">{ "Picture" }</span>
                    <div>
                        <div id="save-what" class="share-forms" role="radiogroup" aria-labelledby="save-picture">{ for pictures().into_iter().map(option) }</div>
                        { button("svg", "Drawing", "SVG", true) }
                        { button("png", "Pixels", "PNG", true) }
                        // Only boards have episodes.
                        if *chosen < 2 {
                            { button("gif", "Episode", "GIF", !said.drawing) }
                        }
                    </div>
                </div>
                if it.is_other {
                    <p class="save-about">
                        { "What was learned belongs to the experiment that was trained, not to what stands on the page by now: these files \
                           name its link." }
                    </p>
                } else if it.is_branch {
                    <p class="save-about">{ credit::BRANCH }</p>
                }
                if is_confined() {
                    <p class="save-about">
                        { "This page stands in a frame of another page, which may forbid files. If none arrives, open Wayward by itself; \
                           what is text can also be copied below." }
                    </p>
                }
            </section>
            <div class="save-said" id="save-said" aria-live="polite" aria-atomic="true">
                if !said.words.is_empty() {
                    <span>{ &said.words }</span>
                }
                if said.drawing {
                    <button type="button" data-save="cancel" onclick={cancel}>{ "Cancel" }</button>
                }
                if said.draws {
                    <button type="button" data-save="instead" onclick={instead}>{ "Save the drawing" }{ " " }<small>{ "SVG" }</small></button>
                }
            </div>
            if let Some(text) = &*text {
                <textarea id="save-text" readonly=true rows="4" spellcheck="false" translate="no" aria-label="The file as text" value={text.clone()} />
            }
        </>
    }
}

/// Makes a file and gives it out.
async fn save(
    store: Rc<Store>,
    name: &'static str,
    chosen: usize,
    said: UseStateSetter<Said>,
    text: UseStateSetter<Option<String>>,
    canceled: Rc<Cell<bool>>,
) {
    let say = |words: String, drawing: bool| said.set(Said { words, drawing, draws: false });
    let source = Source::of(&store);
    let mut cut = "";
    let made = match name {
        "svg" | "png" => source.picture(chosen, name).await,
        "gif" => {
            say("Drawing…".into(), true);
            let tell = |done: usize, of: usize| say(format!("Drawing move {done} of {of}…"), true);
            source.film(chosen, tell, &canceled).await.map(|(file, words)| {
                cut = words;
                file
            })
        }
        _ => source.file(name).map_err(NoFile::from),
    };
    match made {
        Ok(file) => {
            say(if hand(&file) { saved(&file, cut) } else { "This browser does not let the page give out files.".into() }, false);
            text.set(String::from_utf8(file.bytes).ok().filter(|_| is_confined()));
        }
        Err(NoFile::Because(words)) => say(words, false),
        Err(NoFile::Pixels(words)) => said.set(Said { words: format!("{words} The drawing needs none."), drawing: false, draws: true }),
    }
}

fn saved(file: &File, remark: &str) -> String {
    let size = file.bytes.len();
    let size = if size < 10_000 { format!("{size} bytes") } else { format!("{} KB", size / 1000) };
    format!("Saved {} ({size}). {remark}", file.name).trim_end().to_owned()
}
