//! The first stage: the programs in their editors, which write themselves (`ui::desk`), and what a program may read.

use yew::prelude::*;

use super::features::Features;
use super::parts::{Fold, Stage};
use crate::ui::desk::desk;
use crate::ui::state::State;
use crate::ui::store::use_selector;
use engine::env::World;

#[derive(PartialEq)]
struct View {
    preset: String,
    world: World,
    held: bool,
    unlocked: bool,
    /// Ids of the proxy goals.
    goals: Vec<String>,
}

impl View {
    fn of(state: &State) -> View {
        let draft = &state.draft;
        View {
            preset: draft.scenario.preset.clone(),
            world: draft.scenario.world,
            held: state.held,
            unlocked: state.unlocked,
            goals: draft.goals.iter().map(|goal| goal.id.clone()).collect(),
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct RewardProps {
    /// The editors were drawn anew; their texts are not in them yet.
    pub ondrawn: Callback<()>,
}

#[component]
pub fn Reward(props: &RewardProps) -> Html {
    let it = use_selector(View::of);
    let ondrawn = props.ondrawn.clone();
    use_effect(move || ondrawn.emit(()));
    html! {
        // Another experiment has editors of its own, so that nothing of this one can be undone in them.
        <Stage key={it.preset.clone()} name="reward" number={1} title="Reward" about="what you ask for">
            { desk(it.world, it.held, it.unlocked, &it.goals) }
            <Fold title="What a reward may read"><div><Features world={it.world} /></div></Fold>
        </Stage>
    }
}
