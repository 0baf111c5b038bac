//! The dialog of all lessons; also opens a lesson from a file, and says what is wrong with one.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};

use super::parse::{Lesson, Mistake, parse};
use super::{player, shelf};
use crate::annex::{dom, page, predict, start};
use crate::ui::markup::escape;

pub fn open() {
    spawn_local(async {
        let mut out = String::new();
        let texts: Vec<_> = shelf::names().await.into_iter().map(|name| (shelf::text(&name), name)).collect();
        for (text, name) in texts {
            let Some(text) = text.await else { continue };
            out += &match parse(&text) {
                Ok(lesson) => entry(&name, &lesson),
                // The page lives on with the others.
                Err(mistakes) => format!("<li><h3>{}</h3>{}</li>", escape(&name), wrong(&format!("{name}.txt"), &mistakes)),
            };
        }
        show(&out);
    });
}

fn entry(name: &str, lesson: &Lesson) -> String {
    format!(
        "<li><div><h3>{}</h3><p>{}</p></div><button type='button' class='primary' data-start='{name}' aria-label='Start: {}'>Start</button></li>",
        escape(&lesson.title),
        escape(&lesson.about),
        escape(&lesson.title)
    )
}

fn wrong(file: &str, mistakes: &[Mistake]) -> String {
    let mut out = format!("<p>{} cannot be played:</p><ul class='lessons-wrong'>", escape(file));
    for mistake in mistakes {
        out += &format!("<li>line {}: {}</li>", mistake.line, escape(&mistake.message));
    }
    out + "</ul>"
}

fn show(entries: &str) {
    let markup = format!(
        "<p class='lessons-about'>Each takes a few minutes, sets up the page for you, and asks you to predict. What you have on the page now \
         comes back when you leave. The agents train while you read: all that is said of them is measured here.</p>\
         <ol class='lessons-list'>{entries}</ol>{}\
         <div class='lessons-own'><label>A lesson of your own, from a file<input id='lessons-file' type='file' accept='.txt,text/plain'></label>\
         <div id='lessons-said' role='status'></div></div>\
         <p class='bar-buttons'><button type='button' data-annex='workshop'>Lead a workshop</button>\
         <button type='button' data-annex='present'>Presenter view</button></p>",
        predict::switches()
    );
    let Some(dialog) = dom::dialog("lessons", "Lessons", &markup) else { return };
    dom::on(&dialog, "click", |target, _| {
        if let Some(name) = target.get_attribute("data-start") {
            dom::close("lessons");
            start_named(name);
        } else if target.has_attribute("data-annex") {
            // It is heard of as every such button (`annex::listen`), and what it names opens.
            dom::close("lessons");
        }
    });
    dom::on(&dialog, "change", |target, _| changed(target));
}

fn changed(target: &Element) {
    let field: &HtmlInputElement = target.unchecked_ref();
    match target.get_attribute("data-predicts").as_deref() {
        Some("lessons") => predict::ask_in_lessons(field.checked()),
        Some(_) => start::ask_before_shifts(field.checked()),
        None => {
            let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
            spawn_local(async move {
                let (name, text) = (file.name(), shelf::read(&file).await);
                match parse(&text.unwrap_or_default()) {
                    Ok(lesson) => {
                        dom::close("lessons");
                        player::start(lesson, None);
                    }
                    Err(mistakes) => {
                        if let Some(said) = dom::by_css("#lessons-said") {
                            said.set_inner_html(&wrong(&name, &mistakes));
                        }
                    }
                }
            });
        }
    }
}

/// Plays the lesson of this name, or says why not.
pub fn start_named(name: String) {
    spawn_local(async move {
        match shelf::text(&name).await.map(|text| parse(&text)) {
            Some(Ok(lesson)) => player::start(lesson, Some(name)),
            Some(Err(mistakes)) => {
                let first = &mistakes[0];
                page::say(format!("The lesson {name} cannot be played: line {}: {}.", first.line, first.message));
            }
            None => page::say(format!("There is no lesson called {name} here. The button Lessons lists those that there are.")),
        }
    });
}
