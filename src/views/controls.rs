//! What is pressed, switched, dragged, chosen and typed into.
//!
//! A field shows what the state says, whatever was done to it: after each change it is rendered again, even where the state took no
//! notice. The document is written only where it differs, so a caret does not jump and a drag is not cut off.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::ui::dom::keep_focus;
use crate::ui::markup::with_code;
use crate::ui::state::{Action, State};
use crate::ui::store::use_dispatch;
use engine::scenario::Field;

/// What listens while a control is in use.
fn when<T: 'static>(in_use: bool, listener: impl Fn(T) + 'static) -> Option<Callback<T>> {
    in_use.then(|| Callback::from(listener))
}

#[derive(PartialEq, Properties)]
pub struct ButtonProps {
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// How style sheets and tests find it.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub title: Option<AttrValue>,
    #[prop_or_default]
    pub described_by: Option<AttrValue>,
    #[prop_or_default]
    pub disabled: bool,
    pub action: Action,
    pub children: Html,
}

#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let dispatch = use_dispatch();
    let ButtonProps { id, name, class, title, described_by, disabled, action, children } = props;
    // Whoever has the focus on it keeps it there, however it is: on what is disabled it would be lost.
    let has_focus = use_state_eq(|| false);
    let [onfocusin, onfocusout] = [true, false].map(|has| {
        let has_focus = has_focus.setter();
        move |_: FocusEvent| has_focus.set(has)
    });
    let element = use_node_ref();
    // What lies in a disabled button can still be hit.
    let onclick = (!disabled).then(|| {
        let (action, element) = (action.clone(), element.clone());
        move |_: MouseEvent| {
            dispatch.emit(action.clone());
            keep_focus(element.cast());
        }
    });
    html! {
        <button ref={element} {id} class={(!class.is_empty()).then(|| class.clone())} {title} data-do={name} aria-describedby={described_by}
            disabled={*disabled && !*has_focus} aria-disabled={(*disabled && *has_focus).then_some("true")} {onclick} {onfocusin} {onfocusout}>
            { children.clone() }
        </button>
    }
}

#[derive(PartialEq, Properties)]
pub struct ToolProps {
    pub label: AttrValue,
    pub title: AttrValue,
    #[prop_or_default]
    pub disabled: bool,
    pub onclick: Callback<()>,
}

/// A button beside a text, which keeps the focus that it has.
#[component]
pub fn Tool(props: &ToolProps) -> Html {
    let ToolProps { label, title, disabled, onclick } = props;
    html! {
        <button type="button" class="editor-button" {title} disabled={*disabled} onmousedown={|event: MouseEvent| event.prevent_default()}
            onclick={(!disabled).then(|| onclick.reform(|_: MouseEvent| ()))}>{ label }</button>
    }
}

#[derive(PartialEq, Properties)]
pub struct SwitchProps {
    pub id: AttrValue,
    pub title: AttrValue,
    pub label: AttrValue,
    pub on: bool,
    #[prop_or_default]
    pub disabled: bool,
    pub onchange: Callback<bool>,
}

/// A check mark with its label.
#[component]
pub fn Switch(props: &SwitchProps) -> Html {
    let SwitchProps { id, title, label, on, disabled, .. } = props;
    html! {
        <label class="switch" {title}><CheckBox {id} on={*on} disabled={*disabled} onchange={props.onchange.clone()} />{ label }</label>
    }
}

#[derive(PartialEq, Properties)]
pub struct CheckBoxProps {
    pub id: AttrValue,
    /// The key of the field that it sets.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// Where no label stands around it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    pub on: bool,
    #[prop_or_default]
    pub disabled: bool,
    pub onchange: Callback<bool>,
}

#[component]
pub fn CheckBox(props: &CheckBoxProps) -> Html {
    let again = use_force_update();
    let onchange = props.onchange.clone();
    let oninput = move |event: InputEvent| {
        onchange.emit(event.target_unchecked_into::<HtmlInputElement>().checked());
        again.force_update();
    };
    html! {
        <input id={&props.id} type="checkbox" data-set={&props.name} aria-label={&props.label} checked={props.on} disabled={props.disabled}
            oninput={when(!props.disabled, oninput)} />
    }
}

#[derive(PartialEq, Properties)]
pub struct SliderProps {
    pub id: AttrValue,
    #[prop_or_default]
    pub class: Option<AttrValue>,
    pub label: AttrValue,
    /// The value in words.
    pub text: AttrValue,
    pub max: u32,
    #[prop_or(1)]
    pub step: u32,
    pub value: u32,
    #[prop_or_default]
    pub disabled: bool,
    pub onchange: Callback<u32>,
    /// Let go.
    #[prop_or_default]
    pub ondrop: Callback<()>,
}

/// From 0.
#[component]
pub fn Slider(props: &SliderProps) -> Html {
    let again = use_force_update();
    let SliderProps { id, class, label, text, max, step, value, disabled, onchange, ondrop } = props;
    let onchange = onchange.clone();
    let ondrop = ondrop.reform(|_: Event| ());
    let oninput = move |event: InputEvent| {
        onchange.emit(event.target_unchecked_into::<HtmlInputElement>().value_as_number() as u32);
        again.force_update();
    };
    html! {
        <input {id} {class} type="range" min="0" max={max.to_string()} step={step.to_string()} value={value.to_string()} disabled={*disabled}
            aria-label={label} aria-valuetext={text} oninput={when(!disabled, oninput)} onchange={ondrop} />
    }
}

#[derive(PartialEq, Properties)]
pub struct SelectProps {
    pub id: AttrValue,
    pub value: AttrValue,
    /// Value and words.
    pub options: Vec<(AttrValue, AttrValue)>,
    #[prop_or_default]
    pub disabled: bool,
    pub onchange: Callback<String>,
}

#[component]
pub fn Select(props: &SelectProps) -> Html {
    let again = use_force_update();
    let element = use_node_ref();
    {
        let (element, value) = (element.clone(), props.value.clone());
        // Once a person has chosen, the document takes no notice of what is marked as selected.
        use_effect(move || {
            if let Some(select) = element.cast::<HtmlSelectElement>().filter(|select| select.value() != *value) {
                select.set_value(&value);
            }
        });
    }
    let onchange = props.onchange.clone();
    let oninput = move |event: InputEvent| {
        onchange.emit(event.target_unchecked_into::<HtmlSelectElement>().value());
        again.force_update();
    };
    html! {
        <select ref={element} id={&props.id} disabled={props.disabled} oninput={when(!props.disabled, oninput)}>
            { for props.options.iter().map(|(value, words)| html! {
                <option {value} selected={*value == props.value}>{ words }</option>
            }) }
        </select>
    }
}

/// What stands in a field of the draft, and what is wrong with it: nothing, if empty.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub field: Field,
    pub text: AttrValue,
    pub problem: AttrValue,
    pub locked: bool,
}

impl Entry {
    pub fn of(state: &State, field: Field) -> Entry {
        let problem = state.draft.problem(field).unwrap_or_default().into();
        Entry { field, text: state.draft.text(field).into(), problem, locked: state.is_field_locked(field) }
    }
}

#[derive(PartialEq, Properties)]
pub struct NumberInputProps {
    pub id: AttrValue,
    /// For who cannot see where it stands.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or("decimal".into())]
    pub mode: AttrValue,
    #[prop_or_default]
    pub size: Option<AttrValue>,
    pub entry: Entry,
}

/// A text field: a type of `number` would lose what is no number, and nothing typed may be lost. What is wrong with it stands in
/// the element of its id with `-problem`.
#[component]
pub fn NumberInput(props: &NumberInputProps) -> Html {
    let dispatch = use_dispatch();
    let NumberInputProps { id, label, mode, size, entry } = props;
    let field = entry.field;
    let oninput = move |event: InputEvent| {
        dispatch.emit(Action::TypeField { field, text: event.target_unchecked_into::<HtmlInputElement>().value() });
    };
    html! {
        <input {id} type="text" inputmode={mode} autocomplete="off" {size} aria-label={label} value={&entry.text} data-set={field.to_string()}
            oninput={when(!entry.locked, oninput)}
            readonly={entry.locked} aria-invalid={(!entry.problem.is_empty()).then_some("true")} aria-describedby={format!("{id}-problem")} />
    }
}

#[derive(PartialEq, Properties)]
pub struct NumberFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub entry: Entry,
}

/// The same with what is wrong below it.
#[component]
pub fn NumberField(props: &NumberFieldProps) -> Html {
    let NumberFieldProps { id, label, entry } = props;
    html! {
        <span class="number">
            <NumberInput {id} label={label.clone()} entry={entry.clone()} />
            <Problem id={format!("{id}-problem")} words={&entry.problem} />
        </span>
    }
}

#[derive(PartialEq, Properties)]
pub struct ProblemProps {
    pub id: AttrValue,
    pub words: AttrValue,
}

#[component]
pub fn Problem(props: &ProblemProps) -> Html {
    html! { <span id={&props.id} class="field-problem">{ with_code(&props.words) }</span> }
}
