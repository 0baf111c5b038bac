//! What the last step of an agent was worth to the reward and to what was meant, while everything is held.

use yew::prelude::*;

use super::controls::Tool;
use crate::editor::values::Worth;
use crate::ui::board::Sight;
use crate::ui::player::Episode;
use crate::ui::shared::Shared;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector, use_selector_with, use_store};
use crate::ui::verdict::sentence_case;
use engine::env::display::SHIFTED;
use engine::lang::shown;

const NAMES: [&str; 2] = ["Your reward", "What you meant"];

/// The episode on the board that is meant, while everything is held. The component is drawn anew with every step.
#[hook]
pub fn use_held_episode(sights: &[Sight; 2]) -> Option<Shared<Episode>> {
    let again = use_force_update();
    let at = use_selector(|state| state.held.then_some(state.inspected));
    let sight = at.map(|at| sights[at].clone());
    use_effect_with(sight.clone(), move |sight| {
        let watch = sight.as_ref().map(|sight| sight.watch(move || again.force_update()));
        move || drop(watch)
    });
    sight.and_then(|sight| sight.episode())
}

#[derive(PartialEq, Properties)]
pub struct InspectorProps {
    pub episode: Shared<Episode>,
}

#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    let at = use_selector(|state| state.inspected);
    let worths = use_selector_with(props.episode.clone(), worths);
    let board = if *at + 1 == SHIFTED as usize { "Shifted" } else { "Training" };
    let step = match props.episode.steps() {
        0 => "before the first move".to_owned(),
        step => format!("step {step}"),
    };
    let said = format!(
        "{}. {}",
        sentence_case(step.clone()),
        NAMES.into_iter().zip(&*worths).map(|(name, worth)| sentence(name, worth)).collect::<Vec<_>>().join(" ")
    );
    // One with the word on the press that brought this here: of two, either would be read first.
    let is_first = use_mut_ref(|| true);
    let tells = use_selector(|state| state.tells_steps);
    use_effect_with((said, *tells), {
        let dispatch = dispatch.clone();
        move |(said, tells)| {
            let lead = if is_first.replace(false) { "Paused. " } else { "" };
            if *tells {
                dispatch.emit(Action::Tell(format!("{lead}{said}")));
            }
        }
    });
    let switch = move |()| {
        let is_on = store.state().inspects();
        store.dispatch(Action::Values(!is_on));
    };
    let other = 1 - *at;
    html! {
        <div class="inspector" id="inspector" role="group" aria-label="The last step">
            <h3 id="inspect-where">{ format!("{board} world, {step}") }</h3>
            <dl class="paid" id="inspect-paid">
                { for NAMES.into_iter().zip(&*worths).map(|(name, worth)| html! {
                    <div><dt>{ name }</dt><dd>{ words(worth) }</dd></div>
                }) }
            </dl>
            <div class="editor-bar">
                <Tool label="Next move" title="One move of both agents" onclick={dispatch.reform(|()| Action::Move)} />
                <Tool label="Values / text" title="The text, or the text with its values" onclick={switch} />
                <Tool label="Other board" title="The last step on the other board" onclick={dispatch.reform(move |()| Action::Inspect(other))} />
            </div>
        </div>
    }
}

/// To the reward, which reads what is sensed, and to what was meant.
fn worths(state: &State, episode: &Shared<Episode>) -> [Worth; 2] {
    let draft = &state.draft;
    [(&draft.reading, true), (&draft.intended, false)].map(|(reading, sensed)| Worth::of(draft, reading, episode, sensed))
}

/// The same as a sentence.
fn sentence(name: &str, worth: &Worth) -> String {
    match worth {
        Worth::Unknown => format!("{name} does not compile."),
        Worth::Nothing => format!("{name} pays nothing yet."),
        Worth::Paid { last, sum, .. } => format!("{name} pays {} for this step, {} so far.", shown(*last), shown(*sum)),
    }
}

fn words(worth: &Worth) -> Html {
    match worth {
        Worth::Unknown => html! { "does not compile" },
        Worth::Nothing => html! { "nothing yet" },
        Worth::Paid { last, sum, .. } => html! {
            <><b>{ shown(*last) }</b>{ " for this step, " }<b>{ shown(*sum) }</b>{ " so far" }</>
        },
    }
}
