//! The programs of the experiment in their editors: what the state says of each, and what is typed into it.

use std::rc::Rc;

use yew::prelude::*;

use crate::editor::text_area::TextArea;
use crate::editor::values::Worth;
use crate::editor::view::Editor;
use crate::ui::draft::Reading;
use crate::ui::player::Episode;
use crate::ui::shared::Shared;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_selector_with, use_store};
use engine::env::World;
use engine::experiment::Failure;
use engine::lang::Severity;
use engine::share::Panel;

#[derive(PartialEq, Properties)]
pub struct ProgramProps {
    /// Its name in the draft: `reward`, `intended`, or the id of a proxy goal.
    pub program: AttrValue,
    pub label: AttrValue,
    /// The texts show what the last step of this episode was worth.
    #[prop_or_default]
    pub episode: Option<Shared<Episode>>,
    #[prop_or_default]
    pub area: Option<TextArea>,
    pub onfocus: Callback<Option<TextArea>>,
    #[prop_or_default]
    pub children: Html,
}

/// A program, and what its values are of.
type Of = (AttrValue, Option<Shared<Episode>>);

#[derive(PartialEq)]
struct View {
    world: World,
    reading: Reading,
    failure: Option<Failure>,
    stale: bool,
    locked: bool,
    values: Option<AttrValue>,
}

impl View {
    /// None: the draft has no such program any more.
    fn of(state: &State, (program, episode): &Of) -> Option<View> {
        let draft = &state.draft;
        let reading = draft.program(program)?;
        let is_reward = program == "reward";
        let failure = state.run().filter(|_| is_reward && !state.is_text_stale()).and_then(|run| run.failure.clone());
        let worth = episode.as_ref().filter(|_| state.inspects()).map(|episode| Worth::of(draft, reading, episode, is_reward));
        let values = match worth {
            Some(Worth::Paid { markup, .. }) => Some(markup.into()),
            Some(Worth::Unknown | Worth::Nothing) | None => None,
        };
        let mut reading = reading.clone();
        if state.hides_hints() {
            Rc::make_mut(&mut reading.diagnostics).retain(|it| it.severity == Severity::Error);
        }
        Some(View {
            world: draft.scenario.world,
            reading,
            failure,
            stale: is_reward && state.is_text_stale(),
            locked: state.is_locked(Panel::Reward) || (program == "intended" && !state.unlocked),
            values,
        })
    }
}

/// An editor of one of the programs.
#[component]
pub fn Program(props: &ProgramProps) -> Html {
    let store = use_store();
    let of: Of = (props.program.clone(), props.episode.clone());
    let shown = use_selector_with(of.clone(), View::of);
    let ontext = {
        let (store, shown) = (store.clone(), shown.setter());
        Callback::from(move |text: String| {
            let program = of.0.as_str();
            let is_known = store.state().draft.program(program).is_none_or(|reading| *reading.text == *text);
            if is_known {
                return;
            }
            store.dispatch_first(match program {
                "reward" => Action::TypeReward(text),
                goal => Action::TypeGoal(goal.to_owned(), text),
            });
            // The marks stand in the next frame, whatever else the edit changes.
            shown.set(View::of(&store.state(), &of));
        })
    };
    let ontrain = {
        let store = store.clone();
        move |()| {
            let is_locked = store.state().is_locked(Panel::Train);
            if !is_locked {
                store.dispatch(Action::Train);
            }
        }
    };
    let Some(it) = &*shown else { return html! {} };
    html! {
        <Editor id={&props.program} label={&props.label} world={it.world} reading={it.reading.clone()} failure={it.failure.clone()}
            stale={it.stale} locked={it.locked} values={it.values.clone()} area={props.area.clone()} {ontext}
            {ontrain} onwrite={move |()| store.dispatch(Action::Values(false))}
            onfocus={props.onfocus.clone()}>{ props.children.clone() }</Editor>
    }
}
