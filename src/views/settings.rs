//! Fields for numbers: the knobs of the world, in training and after the shift, and the settings of the agent.

use yew::prelude::*;

use super::controls::{Button, CheckBox, Entry, NumberField};
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use engine::learner::settings::SETTINGS;
use engine::scenario::{Field, Group};
use engine::share::Panel;

/// A field with what is said of it.
#[derive(Clone, PartialEq)]
struct Setting {
    name: &'static str,
    doc: String,
    entry: Entry,
    /// Of a setting that is on or off.
    on: Option<bool>,
}

impl Setting {
    /// Each knob in training, and at the full shift.
    fn of_world(state: &State) -> Vec<(Setting, Setting)> {
        let knobs = state.draft.scenario.world.knobs().iter();
        let both = knobs.map(|knob| {
            let doc = format!("{} From {} to {}.", knob.doc, knob.range.0, knob.range.1);
            let setting = |field: Field| Setting { entry: Entry::of(state, field), name: knob.name, doc: doc.clone(), on: None };
            (setting(Field::Train(knob.name)), setting(Field::Shift(knob.name)))
        });
        both.collect()
    }

    /// PPO and its net, under the names that every reader of PPO code greps for.
    fn of_agent(state: &State) -> Vec<Setting> {
        let settings = SETTINGS.iter().map(|spec| {
            let field = Field::Agent(spec.name);
            let (least, most) = spec.range;
            // A truth has two values, and a check mark for each.
            let is_truth = spec.whole && most == 1.0;
            let about = spec.doc.trim_start_matches("1: ");
            let doc = if is_truth { about.to_owned() } else { format!("{about} From {} to {}.", least, most) };
            let on = is_truth.then(|| state.draft.value(field) == Some(1.0));
            Setting { entry: Entry::of(state, field), name: spec.name, doc, on }
        });
        settings.collect()
    }
}

/// A row a knob, two fields a row.
#[component]
pub fn Knobs() -> Html {
    let knobs = use_selector(Setting::of_world);
    let field = |side: &str, place: &str, setting: &Setting| {
        html! {
            <NumberField id={format!("knob-{side}-{}", setting.name)} label={format!("{} {place}", setting.name.replace('_', " "))} entry={setting.entry.clone()} />
        }
    };
    html! {
        <div class="knobs">
            <div class="knob knob-head" aria-hidden="true"><span /><span>{ "Training" }</span><span>{ "Full shift" }</span></div>
            { for knobs.iter().map(|(train, shift)| html! {
                <div class="knob" key={train.name}>
                    <span class="knob-name" title={train.doc.clone()}>
                        { train.name.replace('_', " ") }<span class="sr-only">{ &train.doc }</span>
                    </span>
                    { field("train", "in training", train) }
                    { field("shift", "at the full shift", shift) }
                </div>
            }) }
        </div>
    }
}

#[component]
pub fn AgentSettings() -> Html {
    let dispatch = use_dispatch();
    let locked = use_selector(|state| state.is_locked(Panel::Settings));
    let settings = use_selector(Setting::of_agent);
    let control = |setting: &Setting| {
        let (id, field) = (format!("agent-{}", setting.name), setting.entry.field);
        match setting.on {
            Some(on) => {
                let onchange = dispatch.reform(move |on: bool| Action::TypeField { field, text: u8::from(on).to_string() });
                html! { <CheckBox {id} name={field.to_string()} label={setting.name} {on} disabled={setting.entry.locked} {onchange} /> }
            }
            None => html! { <NumberField {id} label={setting.name} entry={setting.entry.clone()} /> },
        }
    };
    html! {
        <div class="knobs agent-knobs">
            { for settings.iter().map(|setting| html! {
                <div class="knob" key={setting.name} translate="no">
                    <code class="knob-name">{ setting.name }</code>
                    { control(setting) }
                    <span class="knob-doc" translate="yes">{ &setting.doc }</span>
                </div>
            }) }
            <Button id="agent-reset" class="quiet" disabled={*locked} action={Action::ResetFields(Group::Agent)}>{ "Back to the preset" }</Button>
        </div>
    }
}
