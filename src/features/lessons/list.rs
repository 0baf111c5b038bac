//! The dialog of all lessons; also opens a lesson from a file, and says what is wrong with one.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::texts;
use crate::features::predict::{InLessons, OnPage};
use crate::ui::dom;
use crate::ui::lesson::parse::{Lesson, Mistake, parse};
use crate::ui::state::lesson::{Around, Play};
use crate::ui::state::{self, Action, State};
use crate::ui::store::{Dispatch, use_dispatch, use_selector};
use crate::views::dialog::Dialog;

/// A lesson by its name in the address, or what is wrong with it.
pub type Entry = (String, Result<Rc<Lesson>, Vec<Mistake>>);

#[component]
pub fn LessonsDialog() -> Html {
    let dispatch = use_dispatch();
    let (entries, wrong) = (use_state(|| None::<Vec<Entry>>), use_state(|| None));
    let counted = use_selector(|state: &State| (state.predictions.right, state.predictions.all));
    {
        let entries = entries.setter();
        use_effect_with((), move |()| spawn_local(async move { entries.set(Some(load().await)) }));
    }
    let onfile = {
        let (dispatch, wrong) = (dispatch.clone(), wrong.setter());
        move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
            // The same file once more, mended, is a change, too.
            field.set_value("");
            let (dispatch, wrong) = (dispatch.clone(), wrong.clone());
            spawn_local(async move {
                let (name, text) = (file.name(), texts::read(&file).await);
                match parse(&text.unwrap_or_default()) {
                    Ok(lesson) => start(&dispatch, Rc::new(lesson), None),
                    Err(found) => wrong.set(Some((name, found))),
                }
            });
        }
    };
    let said = use_node_ref();
    {
        let said = said.clone();
        use_effect_with(wrong.clone(), move |wrong| {
            if let (Some(_), Some(said)) = (&**wrong, said.cast::<Element>()) {
                said.scroll_into_view_with_bool(false);
            }
        });
    }
    let (right, all) = *counted;
    let so_far =
        if all == 0 { "Nothing was predicted yet.".to_owned() } else { format!("So far {right} of {all} predictions were right.") };
    html! {
        <Dialog id="lessons" title="Lessons" about="lessons-about">
            <p id="lessons-about" class="lessons-about">
                { "Each takes a few minutes, sets up the page for you, and asks you to predict. What you have on the page now comes back when \
                   you leave. The agents train while you read: all that is said of them is measured here." }
            </p>
            if let Some(entries) = &*entries {
                <ol class="lessons-list">{ for entries.iter().map(|entry| entry_of(entry, &dispatch)) }</ol>
            } else {
                <p class="lessons-about">{ "The lessons are on their way." }</p>
            }
            <fieldset class="lessons-predict">
                <legend>{ "Where will it go?" }</legend>
                <p>{ format!("Predict before you see. {so_far} It is counted on this device only.") }</p>
                <InLessons /><OnPage />
            </fieldset>
            <div class="lessons-own">
                <label>
                    { "A lesson of your own, from a file" }
                    <input id="lessons-file" type="file" accept=".txt,text/plain" onchange={onfile} />
                </label>
                <div ref={said} id="lessons-said" aria-live="polite" aria-atomic="true">
                    if let Some((name, found)) = &*wrong {
                        { mistakes(name, found) }
                    }
                </div>
            </div>
            <p class="bar-buttons">
                <button type="button" id="lessons-workshop" onclick={dispatch.reform(|_| Action::OpenDialog(state::Dialog::Workshop))}>
                    { "Lead a workshop" }
                </button>
                <button type="button" id="lessons-present" onclick={dispatch.reform(|_| Action::Present(true))}>{ "Presenter view" }</button>
            </p>
        </Dialog>
    }
}

pub fn entry_of((name, read): &Entry, dispatch: &Dispatch) -> Html {
    match read {
        Ok(lesson) => {
            let onclick = {
                let (name, lesson, dispatch) = (name.clone(), lesson.clone(), dispatch.clone());
                move |_: MouseEvent| start(&dispatch, lesson.clone(), Some(name.clone()))
            };
            html! {
                <li key={name.clone()}>
                    <div><h3>{ &lesson.title }</h3><p>{ &lesson.about }</p></div>
                    <button type="button" id={format!("start-{name}")} class="primary" aria-label={format!("Start: {}", lesson.title)} {onclick}>
                        { "Start" }
                    </button>
                </li>
            }
        }
        // The page lives on with the others.
        Err(found) => html! { <li key={name.clone()}><h3>{ name }</h3>{ mistakes(&format!("{name}.txt"), found) }</li> },
    }
}

fn mistakes(file: &str, mistakes: &[Mistake]) -> Html {
    html! {
        <>
            <p>{ format!("{file} cannot be played:") }</p>
            <ul class="lessons-wrong">
                { for mistakes.iter().map(|mistake| html! { <li>{ format!("line {}: {}", mistake.line, mistake.message) }</li> }) }
            </ul>
        </>
    }
}

/// All lessons of this site, asked for at once.
pub async fn load() -> Vec<Entry> {
    let texts: Vec<_> = texts::names().await.into_iter().map(|name| (texts::text(&name), name)).collect();
    let mut entries = Vec::new();
    for (text, name) in texts {
        if let Some(text) = text.await {
            entries.push((name, parse(&text).map(Rc::new)));
        }
    }
    entries
}

/// Plays the lesson of this name, or says why not.
pub async fn start_named(name: String, dispatch: Dispatch) {
    let words = match texts::text(&name).await.map(|text| parse(&text)) {
        Some(Ok(lesson)) => return start(&dispatch, Rc::new(lesson), Some(name)),
        Some(Err(mistakes)) => {
            let first = &mistakes[0];
            format!("The lesson {name} cannot be played: line {}: {}.", first.line, first.message)
        }
        None => format!("There is no lesson called {name} here. The button Lessons lists those that there are."),
    };
    dispatch.emit(Action::Say(words));
}

/// Plays the lesson of a text. Err: the first thing that is wrong with it.
pub fn start_text(text: &str, dispatch: &Dispatch) -> Result<(), String> {
    let lesson = parse(text).map_err(|mistakes| format!("line {}: {}", mistakes[0].line, mistakes[0].message))?;
    start(dispatch, Rc::new(lesson), None);
    Ok(())
}

pub fn start(dispatch: &Dispatch, lesson: Rc<Lesson>, name: Option<String>) {
    let location = dom::window().location();
    let query = without_lesson(&location.search().unwrap_or_default());
    let address = format!("{}{query}{}", location.pathname().unwrap_or_default(), location.hash().unwrap_or_default());
    let around = Around { address, title: dom::document().title() };
    dispatch.emit(Action::Lesson(Play::Start { lesson, name, around }));
}

/// A query without its `lesson=`.
fn without_lesson(query: &str) -> String {
    let rest: Vec<&str> =
        query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lesson=")).collect();
    if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) }
}
