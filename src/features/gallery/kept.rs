//! What a person has saved: to be opened, renamed, duplicated and deleted, and as a file to other browsers and back.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::mine::{Record, to_file};
use super::shelf::{Row, Shelf, bring, now, use_shelf};
use crate::features::export::{File, hand};
use crate::ui::dom::{by_css, focus};
use crate::ui::markup::with_code;
use crate::ui::state::{Action, State};
use crate::ui::store::{Kept, use_dispatch, use_selector, use_store};
use engine::scenario::Preset;
use engine::share::MAX_TITLE;

#[derive(PartialEq, Properties)]
pub struct MineProps {
    /// Those in which these words are found.
    pub find: String,
}

#[derive(PartialEq)]
struct View {
    /// What the experiment on the page is called.
    title: String,
    locked: bool,
}

impl View {
    fn of(state: &State) -> View {
        let title = state.link.carried().map(|carried| carried.title.clone()).filter(|title| !title.is_empty());
        let preset = &state.draft.scenario.preset;
        let named = || Preset::named(preset).map_or(preset.clone(), |preset| preset.title.to_owned());
        View { title: title.unwrap_or_else(named), locked: state.is_preset_locked() }
    }
}

#[component]
pub fn Mine(props: &MineProps) -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    let it = use_selector(View::of);
    let MineProps { find } = props;
    let shelf = use_shelf();
    let typed = use_state(|| None::<String>);
    let name = (*typed).clone().unwrap_or_else(|| shelf.free(&it.title));
    let onsubmit = {
        let (typed, shelf, store, name) = (typed.setter(), shelf.clone(), store.clone(), name.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if name.trim().is_empty() {
                return shelf.say("Give it a name first.");
            }
            let free = shelf.free(&name);
            let record = Record::of(&store.state(), &free, now());
            let beside = if free == name.trim() { String::new() } else { format!(" There is a “{}” already.", name.trim()) };
            shelf.change(|shelf| {
                let kept = if shelf.add(record) {
                    ""
                } else {
                    " This browser keeps no more: it lasts until the page is closed, so save it as a file."
                };
                shelf.said = format!("Saved as “{free}”.{beside}{kept}");
            });
            typed.set(None);
        }
    };
    let oninput = {
        let typed = typed.setter();
        move |event: InputEvent| typed.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let onundo = {
        let shelf = shelf.clone();
        move |_: MouseEvent| {
            shelf.change(|shelf| {
                if let Some(row) = shelf.undelete() {
                    shelf.said = format!("“{}” is back.", row.record.name);
                    focus_later(format!("[data-kept='{}'] button", row.id));
                }
            });
        }
    };
    let onsave_all = {
        let shelf = shelf.clone();
        move |_: MouseEvent| {
            let text = to_file(shelf.rows.iter().map(|row| &row.record));
            let name = format!("wayward-experiments-{}.json", &now()[..10]);
            let file = File { name, kind: "application/json", bytes: text.into_bytes() };
            if hand(&file) {
                shelf.say(&format!("Saved {} with all of them.", file.name));
            } else {
                shelf.say("This browser does not let the page give out files.");
            }
        }
    };
    let onfile = {
        let (shelf, store) = (shelf.clone(), store.clone());
        move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
            // The same file once more, mended, is a change, too.
            field.set_value("");
            let (shelf, store) = (shelf.clone(), store.clone());
            spawn_local(async move {
                let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
                if let Err(words) = bring(&store, &file.name(), &text.unwrap_or_default()) {
                    shelf.say(&words);
                }
            });
        }
    };
    let found: Vec<&Row> = shelf.rows.iter().filter(|row| row.fits(find)).collect();
    html! {
        <div class="gallery-mine">
            <form class="mine-save" {onsubmit}>
                <label for="mine-name">{ "Save what is on the page as" }</label>
                <input id="mine-name" maxlength={MAX_TITLE.to_string()} autocomplete="off" value={name} {oninput} />
                <button id="mine-save" class="primary">{ "Save" }</button>
            </form>
            <div class="save-said">
                <span id="mine-said" aria-live="polite" aria-atomic="true">{ with_code(&shelf.said) }</span>
                if let Some(name) = shelf.deleted() {
                    <button type="button" id="mine-undo" onclick={onundo}>{ format!("Undo: bring “{name}” back") }</button>
                }
            </div>
            if shelf.rows.is_empty() {
                <p class="gallery-none">
                    { "Nothing is saved yet. What you save here stays in this browser; nothing is sent anywhere." }
                </p>
            } else if found.is_empty() {
                <p class="gallery-none">{ format!("Nothing that you have saved fits “{}”.", find.trim()) }</p>
            }
            <ul class="mine-list">
                { for found.into_iter().map(|row| entry(row, it.locked, &dispatch, &shelf)) }
            </ul>
            <div class="mine-files">
                <button type="button" id="mine-all" disabled={shelf.rows.is_empty()} onclick={onsave_all}>{ "Save all as a file" }</button>
                <label>
                    { "Bring back from a file" }
                    <input id="mine-file" type="file" accept=".json,application/json" onchange={onfile} />
                </label>
            </div>
        </div>
    }
}

fn entry(row: &Row, locked: bool, dispatch: &Callback<Action>, shelf: &Kept<Shelf>) -> Html {
    let Row { id, record, is_kept } = row;
    let (name, problem) = (&record.name, record.problem());
    let onopen = {
        let (name, saved) = (name.clone(), record.saved());
        dispatch.reform(move |_: MouseEvent| Action::OpenKept { name: name.clone(), saved: saved.clone() })
    };
    let onrename = {
        let (row, shelf) = (row.clone(), shelf.clone());
        move |event: Event| {
            let name = event.target_unchecked_into::<HtmlInputElement>().value();
            if name.trim().is_empty() {
                return shelf.say(&format!("A name has letters: “{}” keeps its own.", row.record.name));
            }
            if name.trim() == row.record.name {
                return;
            }
            shelf.change(|shelf| {
                let name = shelf.free(&name);
                shelf.said = format!("“{}” is called “{name}” now.", row.record.name);
                shelf.put(Row { record: Record { name, ..row.record.clone() }, ..row.clone() });
            });
        }
    };
    let onduplicate = {
        let (record, shelf) = (record.clone(), shelf.clone());
        move |_: MouseEvent| {
            shelf.change(|shelf| {
                let name = shelf.free(&record.name);
                shelf.said = format!("“{name}” is the same as “{}”.", record.name);
                shelf.add(Record { name, date: now(), ..record.clone() });
            });
        }
    };
    let ondelete = {
        let (row, shelf) = (row.clone(), shelf.clone());
        move |_: MouseEvent| {
            shelf.change(|shelf| {
                shelf.delete(&row);
                shelf.said = format!("“{}” was deleted.", row.record.name);
            });
            focus_later("#mine-undo".to_owned());
        }
    };
    html! {
        <li key={id.clone()} data-kept={id.clone()}>
            <input class="mine-title" maxlength={MAX_TITLE.to_string()} autocomplete="off" aria-label={format!("Name of “{name}”")}
                value={name.clone()} onchange={onrename} />
            <p class="mine-about">
                <span>{ record.title() }</span>
                <time datetime={record.date.clone()}>{ local(&record.date) }</time>
                <span>{ if record.verdict.is_empty() { "no verdict then" } else { &record.verdict } }</span>
                if !is_kept {
                    <b>{ "not kept by this browser: it lasts until the page is closed" }</b>
                }
                if let Some(why) = &problem {
                    <b>{ "cannot be opened: " }{ with_code(why) }</b>
                }
            </p>
            <div class="mine-buttons">
                <button type="button" class="primary" aria-label={format!("Open “{name}”")} disabled={locked || problem.is_some()} onclick={onopen}>
                    { "Open" }
                </button>
                <button type="button" aria-label={format!("Duplicate “{name}”")} onclick={onduplicate}>{ "Duplicate" }</button>
                <button type="button" aria-label={format!("Delete “{name}”")} onclick={ondelete}>{ "Delete" }</button>
            </div>
        </li>
    }
}

/// Once it is drawn.
fn focus_later(css: String) {
    Timeout::new(0, move || focus(by_css(&css))).forget();
}

/// Day and minute, by the clock of this device.
fn local(date: &str) -> String {
    let day = js_sys::Date::new(&date.into());
    if day.get_time().is_nan() {
        return date.to_owned();
    }
    let two = |number: u32| format!("{number:02}");
    format!(
        "{}-{}-{} {}:{}",
        day.get_full_year(),
        two(day.get_month() + 1),
        two(day.get_date()),
        two(day.get_hours()),
        two(day.get_minutes())
    )
}
