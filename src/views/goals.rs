//! The proxy goals: names and programs, under which the judge scores the agent, too.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::controls::Tool;
use super::examples::{self, Examples};
use super::parts::Fold;
use super::programs::Program;
use crate::editor::text_area::TextArea;
use crate::ui::markup::with_code;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use engine::env::Goal;
use engine::share::Panel;

#[derive(PartialEq, Properties)]
pub struct GoalsProps {
    pub onfocus: Callback<Option<TextArea>>,
}

#[component]
pub fn Goals(props: &GoalsProps) -> Html {
    let dispatch = use_dispatch();
    let goals = use_selector(named);
    let locked = use_selector(|state| state.is_locked(Panel::Reward));
    let world = use_selector(|state: &State| state.draft.scenario.world);
    html! {
        <Fold id="goals" group="reward" title="Proxy goals">
            <p class="why">{ "What the agent may have learned to want instead. The judge scores it under each of them; the agent sees none." }</p>
            // A list by itself: beside children without a key, editors would be made anew when one is added.
            <>
                { for goals.iter().map(|goal| html! {
                    <div class="goal" key={&*goal.id}>
                        <Head goal={goal.clone()} locked={*locked} />
                        <Program program={&goal.id} label="Proxy goal" onfocus={props.onfocus.clone()} />
                    </div>
                }) }
            </>
            <div class="editor-bar">
                <Tool label="Add a goal" title="One more proxy goal" disabled={*locked} onclick={dispatch.reform(|()| Action::NewGoal(None))} />
                <Examples id="goal-examples" label="Choose" goals={examples::goals(*world)} locked={*locked}
                    onpick={dispatch.reform(|goal: Goal| Action::NewGoal(Some(goal)))} />
                <Tool label="Restore" title="Bring back the proxy goals of the preset" disabled={*locked} onclick={dispatch.reform(|()| Action::RestoreGoals)} />
            </div>
        </Fold>
    }
}

#[derive(Clone, PartialEq)]
struct Named {
    id: AttrValue,
    name: AttrValue,
    /// What is wrong with the name; empty: nothing.
    problem: AttrValue,
}

fn named(state: &State) -> Vec<Named> {
    let draft = &state.draft;
    let named = |goal| draft.name_problem(goal).unwrap_or_default().into();
    draft.goals.iter().map(|goal| Named { id: goal.id.clone().into(), name: goal.name.clone().into(), problem: named(goal) }).collect()
}

#[derive(PartialEq, Properties)]
struct HeadProps {
    goal: Named,
    locked: bool,
}

/// The name of a goal, to be typed.
#[component]
fn Head(props: &HeadProps) -> Html {
    let dispatch = use_dispatch();
    let Named { id, name, problem } = &props.goal;
    let oninput = {
        let id = id.to_string();
        dispatch.reform(move |event: InputEvent| Action::NameGoal(id.clone(), event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let onclick = {
        let id = id.to_string();
        dispatch.reform(move |_: MouseEvent| Action::RemoveGoal(id.clone()))
    };
    html! {
        <>
            <div class="goal-head">
                <input id={format!("{id}-name")} aria-label="Name of the goal" aria-describedby={format!("{id}-name-problem")}
                    aria-invalid={(!problem.is_empty()).to_string()} autocomplete="off" spellcheck="false" translate="no" value={name}
                    readonly={props.locked} oninput={(!props.locked).then_some(oninput)} />
                <button type="button" class="quiet" disabled={props.locked} onclick={(!props.locked).then_some(onclick)}>{ "Remove" }</button>
            </div>
            <p class="field-problem" id={format!("{id}-name-problem")}>{ with_code(problem) }</p>
        </>
    }
}
