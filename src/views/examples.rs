//! Programs to start from, in a list that opens at a button.

use yew::prelude::*;

use engine::env::{Goal, World};

/// What may have been meant in a world, or wanted instead: the goal that it comes with, what stands in its way, and what the judge
/// tries by itself.
pub fn goals(world: World) -> Vec<Goal> {
    let own = [world.intended()].into_iter().chain(world.proxies().iter().copied()).chain(world.automatic_goals().iter().copied());
    own.fold(Vec::new(), |mut goals: Vec<Goal>, goal| {
        if goals.iter().all(|known| known.source != goal.source) {
            goals.push(goal);
        }
        goals
    })
}

#[derive(PartialEq, Properties)]
pub struct ExamplesProps {
    /// Of the list; one of its kind on the page.
    pub id: AttrValue,
    pub label: &'static str,
    pub goals: Vec<Goal>,
    pub locked: bool,
    pub onpick: Callback<Goal>,
}

#[component]
pub fn Examples(props: &ExamplesProps) -> Html {
    let ExamplesProps { id, label, goals, locked, onpick } = props;
    html! {
        <>
            <button type="button" class="editor-button" popovertarget={id} disabled={*locked}>{ label }</button>
            <div {id} class="editor-examples" popover="">
                { for goals.iter().copied().map(|goal| html! {
                    <button type="button" class="word" popovertarget={id} popovertargetaction="hide" disabled={*locked}
                        onmousedown={|event: MouseEvent| event.prevent_default()}
                        onclick={(!locked).then(|| onpick.reform(move |_: MouseEvent| goal))}>
                        <b>{ goal.name.replace('_', " ") }</b>{ " " }{ goal.doc }{ " " }<code translate="no">{ goal.source }</code>
                    </button>
                }) }
            </div>
        </>
    }
}
