//! The knobs of the world, in training and after the shift: a row a knob, two fields a row.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::draft::Draft;
use crate::learner::settings::SETTINGS;

#[derive(Properties, PartialEq)]
pub struct KnobsProps {
    pub draft: Draft,
    /// Key (`train.walls`) and what was typed.
    pub on_field: Callback<(String, String)>,
}

#[component]
pub fn Knobs(props: &KnobsProps) -> Html {
    let knobs = props.draft.scenario.world.knobs();
    html! {
        <div class="knobs">
            <div class="knob knob-head" aria-hidden="true"><span /><span>{ "Training" }</span><span>{ "Full shift" }</span></div>
            { for knobs.iter().map(|knob| {
                let doc = format!("{} From {} to {}.", knob.doc, knob.range.0, knob.range.1);
                html! {
                    <div class="knob" key={knob.name}>
                        <span class="knob-name" title={doc.clone()}>{ knob.name.replace('_', " ") }<span class="sr-only">{ doc }</span></span>
                        <NumberField id={format!("knob-train-{}", knob.name)} key_name={format!("train.{}", knob.name)}
                            label={format!("{} in training", knob.name)} draft={props.draft.clone()} on_field={props.on_field.clone()} />
                        <NumberField id={format!("knob-shift-{}", knob.name)} key_name={format!("shift.{}", knob.name)}
                            label={format!("{} at the full shift", knob.name)} draft={props.draft.clone()} on_field={props.on_field.clone()} />
                    </div>
                }
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct AgentSettingsProps {
    pub draft: Draft,
    pub on_field: Callback<(String, String)>,
    /// Back to the preset's values.
    pub on_reset: Callback<()>,
}

/// PPO and its net, under the names that every reader of PPO code greps for.
#[component]
pub fn AgentSettings(props: &AgentSettingsProps) -> Html {
    html! {
        <div class="knobs agent-knobs">
            { for SETTINGS.iter().map(|spec| {
                let (least, most) = spec.range;
                let key = format!("agent.{}", spec.name);
                let is_truth = spec.whole && most == 1.0;
                let on_field = props.on_field.clone();
                html! {
                    <div class="knob" key={spec.name}>
                        <code class="knob-name">{ spec.name }</code>
                        if is_truth {
                            <label class="switch">
                                <input type="checkbox" id={format!("agent-{}", spec.name)} checked={props.draft.value(&key) == Some(1.0)} aria-label={spec.name}
                                    onchange={Callback::from(move |event: Event| {
                                        let on = event.target_unchecked_into::<HtmlInputElement>().checked();
                                        on_field.emit((key.clone(), if on { "1" } else { "0" }.to_owned()));
                                    })} />
                            </label>
                        } else {
                            <NumberField id={format!("agent-{}", spec.name)} key_name={key} label={spec.name} draft={props.draft.clone()} {on_field} />
                        }
                        <span class="knob-doc">{ spec.doc.trim_start_matches("1: ") }{ if is_truth { String::new() } else { format!(" From {least} to {most}.") } }</span>
                    </div>
                }
            }) }
            <button class="quiet" id="agent-reset" onclick={props.on_reset.reform(|_: MouseEvent| ())}>{ "Back to the preset" }</button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct NumberFieldProps {
    pub id: AttrValue,
    /// The field's key in the draft.
    pub key_name: AttrValue,
    /// For who cannot see where it stands.
    pub label: AttrValue,
    pub draft: Draft,
    pub on_field: Callback<(String, String)>,
}

/// A text field for a number: a type of `number` would lose what is no number, and nothing typed may be lost.
#[component]
pub fn NumberField(props: &NumberFieldProps) -> Html {
    let problem = props.draft.problem(&props.key_name);
    let problem_id = format!("{}-problem", props.id);
    let oninput = {
        let (key, on_field) = (props.key_name.to_string(), props.on_field.clone());
        move |event: InputEvent| on_field.emit((key.clone(), event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    html! {
        <span class="number">
            <input id={props.id.clone()} type="text" inputmode="decimal" autocomplete="off" aria-label={props.label.clone()}
                value={props.draft.text(&props.key_name)} {oninput}
                aria-invalid={problem.is_some().then_some("true")} aria-describedby={problem_id.clone()} />
            <span id={problem_id} class="field-problem">{ problem.unwrap_or_default() }</span>
        </span>
    }
}
