//! The first stage: the reward, what was meant, the proxy goals, and what a program may read. On phones and for presenters it folds to
//! a line with each training.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::controls::{Button, Tool};
use super::examples::{Examples, goals};
use super::features::Features;
use super::goals::Goals;
use super::inspector::{Inspector, use_held_episode};
use super::parts::{Fold, Stage};
use super::programs::Program;
use crate::editor::text_area::TextArea;
use crate::ui::board::Sight;
use crate::ui::dom::focus;
use crate::ui::state::{Action, Dialog, State};
use crate::ui::store::{use_dispatch, use_selector, use_store};
use engine::env::{Goal, World};
use engine::jobs::JobId;
use engine::lang;
use engine::scenario::Scenario;
use engine::share::Panel;

#[derive(PartialEq)]
struct View {
    /// Counts experiments.
    opened: u32,
    world: World,
    unlocked: bool,
    /// A lesson or a host has locked all of this.
    locked: bool,
    /// What the boards need is more room than there is for all of it, once it is written.
    presents: bool,
    training: Option<JobId>,
    text: Rc<str>,
    compiles: bool,
    /// A run could not go on; why stands below the text.
    failed: bool,
    /// Edits train by themselves: whoever writes would lose the text with each of them.
    auto_train: bool,
    /// Counts how often somebody wanted to write another reward.
    rewrites: u32,
}

impl View {
    fn of(state: &State) -> View {
        let scenario = &state.draft.scenario;
        let reading = &state.draft.reading;
        View {
            opened: state.opened,
            world: scenario.world,
            unlocked: state.unlocked,
            locked: state.is_locked(Panel::Reward),
            presents: state.presents,
            training: state.training(),
            text: reading.text.clone(),
            compiles: reading.compiles,
            failed: state.run().is_some_and(|run| run.failure.is_some()),
            auto_train: state.auto_train,
            rewrites: state.rewrites,
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct RewardProps {
    /// The episodes on the boards.
    pub sights: [Sight; 2],
    pub is_phone: bool,
}

#[component]
pub fn Reward(props: &RewardProps) -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(View::of);
    let episode = use_held_episode(&props.sights);
    let reads = use_state_eq(|| false);
    // Where a name is written: into the text that has the focus, or else into the reward.
    let reward = TextArea::clone(&use_memo(it.opened, |_| TextArea::default()));
    let focused = use_mut_ref(|| None::<TextArea>);
    let onfocus = use_callback(focused.clone(), |area, focused| *focused.borrow_mut() = area);
    let oninsert = use_callback((focused, reward.clone()), |name: String, (focused, reward)| {
        let focused = focused.borrow().clone().filter(|area| !area.is_locked());
        let area = focused.unwrap_or_else(|| reward.clone());
        area.focus();
        area.write(&name);
    });
    // Folded by each training, and otherwise by hand.
    let turned = use_state_eq(|| None::<Option<JobId>>);
    let is_narrow = props.is_phone || it.presents;
    let is_written = it.training.is_some() && !it.auto_train;
    let folded = is_narrow && it.compiles && !it.failed && is_written != (*turned == Some(it.training));
    let fold = {
        let (turned, training) = (turned.clone(), it.training);
        move |_: MouseEvent| turned.set(if *turned == Some(training) { None } else { Some(training) })
    };
    let rewrites = use_mut_ref(|| it.rewrites);
    use_effect_with((it.rewrites, folded), {
        let (turned, training, reward) = (turned.clone(), it.training, reward.clone());
        move |&(wanted, folded)| {
            if *rewrites.borrow() == wanted {
                return;
            }
            if folded {
                // Once more, when it is there.
                turned.set(if *turned == Some(training) { None } else { Some(training) });
            } else {
                *rewrites.borrow_mut() = wanted;
                reward.focus();
            }
        }
    });
    let line = use_node_ref();
    // The focus would go nowhere with the text that has it, as long as it is still there.
    let has_focus = line.cast::<Element>().is_some_and(|line| line.closest(".stage:focus-within").is_ok_and(|stage| stage.is_some()));
    use_effect_with(folded, {
        let line = line.clone();
        move |folded| focus(line.cast().filter(|_| *folded && has_focus))
    });
    let (word, unlocked) = (if it.unlocked { "Lock" } else { "Unlock" }, it.unlocked);
    let unlock = dispatch.reform(move |()| Action::Unlock(!unlocked));
    let ontoggle = {
        let reads = reads.setter();
        move |is_open| reads.set(is_open)
    };
    html! {
        // Another experiment has editors of its own, so that nothing of this one can be undone in them.
        <Stage key={it.opened.to_string()} name="reward" number={1} title="Reward" about="what you ask for" {folded}>
            if is_narrow {
                <button ref={line} type="button" class="reward-fold" aria-expanded={(!folded).to_string()} disabled={!it.compiles} onclick={fold}>
                    if folded {
                        <code translate="no">{ &*it.text }</code><span>{ "Edit" }</span>
                    } else {
                        { "Fold" }
                    }
                </button>
            }
            <Program program="reward" label="Reward program" area={reward.clone()} episode={episode.clone()} onfocus={onfocus.clone()}>
                <Bar world={it.world} locked={it.locked} area={reward} />
            </Program>
            if let Some(episode) = &episode {
                <Inspector episode={episode.clone()} />
            }
            <div class="meant">
                <div class="meant-head">
                    <h3>{ "What you meant" }</h3>
                    <Tool label={word} title="The intended goal is locked, so that it is not changed instead of the reward" disabled={it.locked}
                        onclick={unlock} />
                </div>
                <Program program="intended" label="What you meant" {episode} onfocus={onfocus.clone()} />
                if it.unlocked && !it.locked {
                    <div class="editor-bar">
                        <Examples id="intended-examples" label="Choose" goals={goals(it.world)} locked={false}
                            onpick={dispatch.reform(|goal: Goal| Action::TypeGoal("intended".to_owned(), goal.source.to_owned()))} />
                    </div>
                }
                <p class="why">{ "The agent never sees this: it only measures how well the agent does what you wanted." }</p>
            </div>
            <div class="drawers">
                <Goals {onfocus} />
                <Fold group="reward" title="What a reward may read" {ontoggle}>
                    <Features world={it.world} sights={props.sights.clone()} seen={*reads} locked={it.locked} {oninsert} />
                </Fold>
            </div>
        </Stage>
    }
}

#[derive(PartialEq, Properties)]
struct BarProps {
    world: World,
    locked: bool,
    /// Of the reward.
    area: TextArea,
}

/// What stands below the reward.
#[component]
fn Bar(props: &BarProps) -> Html {
    let BarProps { world, locked, area } = props;
    let store = use_store();
    let format = {
        let store = store.clone();
        move |()| {
            let text = store.state().draft.reading.text.clone();
            match lang::format(&text) {
                Some(formatted) if formatted == *text => store.dispatch(Action::Toast("It is laid out already.".into())),
                Some(formatted) => store.dispatch(Action::TypeReward(formatted)),
                None => store.dispatch(Action::Toast("This text cannot be laid out before its errors are mended.".into())),
            }
        }
    };
    let restore = {
        let store = store.clone();
        move |()| {
            let (preset, text) = {
                let state = store.state();
                (Scenario::preset(&state.draft.scenario.preset), state.draft.reading.text.clone())
            };
            match preset {
                Some(preset) if *preset.reward == *text => {
                    store.dispatch(Action::Toast("This is the reward of the preset already.".into()))
                }
                Some(preset) => store.dispatch(Action::TypeReward(preset.reward)),
                None => {}
            }
        }
    };
    let start_from = {
        let area = area.clone();
        Callback::from(move |example: Goal| {
            area.focus();
            store.dispatch(Action::TypeReward(example.source.to_owned()));
        })
    };
    html! {
        <div class="editor-bar">
            <Tool label="Format" title="Lay the text out in the usual way" disabled={*locked} onclick={format} />
            <Tool label="Restore" title="Bring back the reward of the preset" disabled={*locked} onclick={restore} />
            <Button name="thumbs" class="editor-button" title="Learn a reward from what you say of short clips" disabled={*locked}
                action={Action::OpenDialog(Dialog::Thumbs)}>{ "Judge clips" }</Button>
            <Examples id="reward-examples" label="Examples" goals={world.examples().to_vec()} locked={*locked} onpick={start_from} />
        </div>
    }
}
