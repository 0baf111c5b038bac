//! What stands above the stages: the experiment, the way to what is used now and then, and what a person must know.

use yew::prelude::*;

use super::controls::{Button, Select};
use super::root::{live, use_root_attribute, use_spoken};
use crate::ui::markup::{aloud, show, with_code};
use crate::ui::state::lead::{Bench, Leading};
use crate::ui::state::{Action, Dialog, State, Tab};
use crate::ui::store::{use_dispatch, use_selector};
use engine::env::World;
use engine::scenario::{PRESETS, Preset, Scenario};
use engine::share::Panel;

const LOGO: &str = "<svg class='logo' viewBox='0 0 32 32' aria-hidden='true'><rect class='logo-ground' width='32' height='32' rx='8'/>\
    <path class='logo-meant' d='M6 25 C12 25 14 9 25 8'/><path class='logo-went' d='M6 25 C15 26 18 24 26 24'/>\
    <circle class='logo-end' cx='25.5' cy='8' r='2.6'/></svg>";

/// Name, words, picture and action of what stands around the page. Narrow pages show the picture only.
const TOOLS: [(&str, &str, &str, Action); 8] = [
    ("undo", "Undo", "M6 3 2 7l4 4M2 7h7c6 0 6 7 0 7H7", Action::Undo),
    ("redo", "Redo", "M6 3 2 7l4 4M2 7h7c6 0 6 7 0 7H7", Action::Redo),
    ("start-over", "Start over", "M3 8a5 5 0 1 0 2-4L3 5.5M3 2v3.5h3.5", Action::StartOver),
    ("gallery", "Gallery", "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z", Action::OpenDialog(Dialog::Gallery(Tab::Experiments))),
    ("lessons", "Lessons", "M8 4C6 2.5 4 2.5 2 3v9c2-.5 4-.5 6 1 2-1.5 4-1.5 6-1V3c-2-.5-4-.5-6 1v9", Action::OpenDialog(Dialog::Lessons)),
    ("compare", "Compare", "M2 3h5v10H2zM9 3h5v10H9z", Action::OpenDialog(Dialog::Compare)),
    ("share", "Share", "M8 10V2M5 5l3-3 3 3M3 9v5h10V9", Action::OpenDialog(Dialog::Share)),
    ("view", "View", "M1 8c3-6 11-6 14 0-3 6-11 6-14 0zM8 6a2 2 0 1 0 .1 0", Action::OpenDialog(Dialog::View)),
];

/// Of the button that brings the other bench, and its words.
const BENCH: &str = "M2 4h12M2 8h12M2 12h12M5 2.5v3M11 6.5v3M7 10.5v3";

#[derive(PartialEq)]
struct View {
    preset: String,
    world: World,
    locked: bool,
    undo: bool,
    redo: bool,
    start_over: bool,
    is_simple: bool,
    /// What the button that turns the bench does; None: somebody else leads.
    turn: Option<(&'static str, Action)>,
}

impl View {
    fn of(state: &State) -> View {
        let Scenario { preset, world, .. } = &state.draft.scenario;
        let (undo, redo) = state.history.can();
        View {
            preset: preset.clone(),
            world: *world,
            locked: state.is_preset_locked(),
            undo: undo && state.tracks_edits(),
            redo: redo && state.tracks_edits(),
            start_over: state.tracks_edits(),
            is_simple: state.is_simple(),
            turn: state.is_led().then(|| (if state.is_simple() { "Full bench" } else { "Simple bench" }, state.turn_bench())),
        }
    }
}

#[component]
pub fn Header() -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(View::of);
    let View { preset, world, locked, undo, redo, start_over, is_simple, turn } = &*it;
    use_root_attribute("data-bench", is_simple.then(|| Bench::Simple.name().to_owned()));
    let about = Preset::named(preset).map_or("", |preset| preset.about);
    let options: Vec<(AttrValue, AttrValue)> = PRESETS.iter().map(|preset| (preset.name.into(), preset.title.into())).collect();
    let tools = TOOLS.into_iter().map(|(name, label, icon, action)| {
        // They stay in reach of the keyboard, or the focus would be lost with the last step.
        let disabled = match action {
            Action::Undo => Some(!undo),
            Action::Redo => Some(!redo),
            Action::StartOver => Some(!start_over),
            _ => None,
        };
        tool(name, label, icon, disabled, dispatch.reform(move |_: MouseEvent| action.clone()))
    });
    let turn = turn.clone().map(|(label, action)| tool("bench", label, BENCH, None, dispatch.reform(move |_: MouseEvent| action.clone())));
    html! {
        <header class="top">
            <div class="brand">{ show(LOGO.into()) }<h1>{ "Wayward" }</h1></div>
            <label class="field">
                <span class="field-name">{ "Experiment" }</span>
                <Select id="preset" value={preset.clone()} {options} disabled={*locked} onchange={dispatch.reform(Action::Choose)} />
            </label>
            <p class="question" title={about}>{ world.question() }</p>
            <div class="tools">{ for tools }{ for turn }</div>
            <Lead />
        </header>
    }
}

fn tool(name: &'static str, label: &'static str, icon: &'static str, disabled: Option<bool>, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button key={name} data-do={name} title={label} aria-disabled={disabled.map(|disabled| disabled.to_string())} {onclick}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d={icon} /></svg><span>{ label }</span>
        </button>
    }
}

/// What can be done next. It is not live: it says what others say who are.
#[component]
fn Lead() -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(|state: &State| state.lead().map(|words| (words, Leading { speaks: false, ..state.leading })));
    let Some((words, silent)) = *it else { return Html::default() };
    html! {
        <p id="lead" class="lead">
            { words }
            <button type="button" class="quiet" data-do="quiet" title="Put this line away; View brings it back" aria-label="Put this line away"
                onclick={dispatch.reform(move |_: MouseEvent| Action::Lead(silent))}>{ "\u{d7}" }</button>
        </p>
    }
}

#[component]
pub fn Notice() -> Html {
    let shown = use_selector(|state| (state.notice.clone(), state.is_locked(Panel::Train)));
    let is_read = use_spoken(shown.0.clone());
    let (notice, locked) = &*shown;
    // A landmark while it says something: it stands outside of all others.
    let landmark = notice.is_some().then_some("region");
    html! {
        <div id="notice" class="notice" role={landmark} aria-label={landmark.map(|_| "Notice")} aria-live={live(is_read)} aria-atomic="true">
            if let Some((words, again)) = notice {
                <span>{ with_code(words) }</span>
                if *again {
                    <Button name="train" disabled={*locked} action={Action::Train}>{ "Train again" }</Button>
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
    let is_read = use_spoken(words.clone());
    let (words, translate) = aloud(if is_read { &words } else { "" });
    html! { <div id="spoken" class="sr-only" aria-live="polite" aria-atomic="true" {translate}>{ words }</div> }
}
