//! What stands above the stages: the experiment, what the annex has to offer, and what a person must know.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::controls::{Button, Select};
use crate::ui::markup::show;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::timer::SPOKEN;
use engine::scenario::{PRESETS, Preset};

const LOGO: &str = "<svg class='logo' viewBox='0 0 32 32' aria-hidden='true'><rect class='logo-ground' width='32' height='32' rx='8'/>\
    <path class='logo-meant' d='M6 25 C12 25 14 9 25 8'/><path class='logo-went' d='M6 25 C15 26 18 24 26 24'/>\
    <circle class='logo-end' cx='25.5' cy='8' r='2.6'/></svg>";

/// Name, words and picture of what the annex has to offer. Narrow pages show the picture only.
const TOOLS: [(&str, &str, &str); 7] = [
    ("undo", "Undo", "M6 3 2 7l4 4M2 7h7c6 0 6 7 0 7H7"),
    ("redo", "Redo", "M6 3 2 7l4 4M2 7h7c6 0 6 7 0 7H7"),
    ("start-over", "Start over", "M3 8a5 5 0 1 0 2-4L3 5.5M3 2v3.5h3.5"),
    ("lessons", "Lessons", "M8 4C6 2.5 4 2.5 2 3v9c2-.5 4-.5 6 1 2-1.5 4-1.5 6-1V3c-2-.5-4-.5-6 1v9"),
    ("compare", "Compare", "M2 3h5v10H2zM9 3h5v10H9z"),
    ("share", "Share", "M8 10V2M5 5l3-3 3 3M3 9v5h10V9"),
    ("view", "View", "M1 8c3-6 11-6 14 0-3 6-11 6-14 0zM8 6a2 2 0 1 0 .1 0"),
];

#[component]
pub fn Header() -> Html {
    let dispatch = use_dispatch();
    let shown = use_selector(|state| (state.draft.scenario.preset.clone(), state.draft.scenario.world));
    let (preset, world) = &*shown;
    let about = Preset::named(preset).map_or("", |preset| preset.about);
    let options: Vec<(AttrValue, AttrValue)> = PRESETS.iter().map(|preset| (preset.name.into(), preset.title.into())).collect();
    html! {
        <header class="top">
            <div class="brand">{ show(LOGO.into()) }<h1>{ "Wayward" }</h1></div>
            <label class="field">
                { "Experiment" }
                <Select id="preset" value={preset.clone()} {options} onchange={dispatch.reform(Action::Choose)} />
            </label>
            <p class="question" title={about}>{ world.question() }</p>
            <div class="tools">{ for TOOLS.into_iter().map(tool) }</div>
        </header>
    }
}

/// A button that the annex hears. It says itself when there is something to undo.
fn tool((name, label, icon): (&'static str, &'static str, &'static str)) -> Html {
    let disabled = matches!(name, "undo" | "redo").then_some("true");
    html! {
        <button key={name} data-annex={name} title={label} aria-disabled={disabled}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d={icon} /></svg><span>{ label }</span>
        </button>
    }
}

#[component]
pub fn Notice() -> Html {
    let shown = use_selector(|state| state.notice.clone());
    html! {
        <div id="notice" class="notice" role="status">
            if let Some((words, again)) = &*shown {
                <span>{ words }</span>
                if *again {
                    <Button name="train" action={Action::Train}>{ "Train again" }</Button>
                }
                <Button class="quiet" action={Action::Dismiss}>{ "Dismiss" }</Button>
            }
        </div>
    }
}

/// What is read out: few words, seldom. They go after a while, for what stays is read again when a dialog closes.
#[component]
pub fn Spoken() -> Html {
    let words = use_selector(|state: &State| state.spoken.clone());
    let is_over = use_state_eq(|| false);
    use_effect_with(words.clone(), {
        let is_over = is_over.clone();
        move |_| {
            is_over.set(false);
            let timer = Timeout::new(SPOKEN, move || is_over.set(true));
            move || drop(timer)
        }
    });
    html! { <div id="spoken" class="sr-only" role="status" aria-live="polite">{ if *is_over { "" } else { &**words } }</div> }
}
