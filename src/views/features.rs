//! What a reward may speak of in this world: its features with what they read last, and, folded, the functions of the language. A
//! pressed name is written into the reward.
//!
//! Questionable decision: a list, not a table, because the docs are sentences and the column beside the editor is narrow.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::editor::explain::{about, call};
use crate::editor::values;
use crate::ui::board::Sight;
use crate::ui::player::Episode;
use crate::ui::shared::Shared;
use crate::ui::store::use_selector;
use engine::env::World;
use engine::lang::{BUILTINS, FeatureKind};

/// Milliseconds from one look at the features to the next: a few a second can be read.
const LOOK_EVERY: u32 = 300;

#[derive(PartialEq, Properties)]
pub struct FeaturesProps {
    pub world: World,
    /// The episodes on the boards.
    pub sights: [Sight; 2],
    /// The list is in view.
    pub seen: bool,
    /// Nothing can be written.
    pub locked: bool,
    /// Writes this where the caret is.
    pub oninsert: Callback<String>,
}

#[component]
pub fn Features(props: &FeaturesProps) -> Html {
    let FeaturesProps { world, sights, seen, locked, oninsert } = props;
    let at = use_selector(|state| state.inspected);
    let episode = use_looks(&sights[*at], *seen).filter(|episode| episode.level.world == *world && episode.steps() > 0);
    let features = episode.map(|episode| episode.features(episode.steps(), true));
    let now = |at: usize| {
        let (features, spec) = (features.as_ref()?, &world.features()[at]);
        Some(values::feature(features.now[at], (spec.kind == FeatureKind::State).then(|| features.was[at])))
    };
    let name = |shown: &'static str, text: String| {
        let onclick = (!locked).then(|| oninsert.reform(move |_: MouseEvent| text.clone()));
        // The editor keeps its focus, and with it the place of its caret.
        html! {
            <button type="button" class="feature-name" translate="no" disabled={*locked} onmousedown={|event: MouseEvent| event.prevent_default()}
                {onclick}>{ shown }</button>
        }
    };
    html! {
        <div class="features">
            <p class="features-how">{ "What the reward may read at each step, and what it read last. Press a name to write it." }</p>
            <ul role="list" class="features-list">
                { for world.features().iter().enumerate().map(|(at, feature)| html! {
                    <li class="feature">
                        { name(feature.name, feature.name.to_owned()) }
                        <span class="feature-about">{ about(feature) }</span>
                        <span class="feature-now" id={format!("now-{}", feature.name)}>{ now(at) }</span>
                        <span class="feature-doc">{ feature.doc }</span>
                    </li>
                }) }
            </ul>
            <details class="features-more">
                <summary>{ "Functions" }</summary>
                <ul role="list" class="features-list">
                    { for BUILTINS.iter().map(|builtin| html! {
                        <li class="feature">
                            { name(builtin.signature, call(builtin.name, builtin.signature)) }
                            <span class="feature-doc">{ builtin.doc }</span>
                        </li>
                    }) }
                </ul>
                <p class="features-how">
                    { "Also " }<code translate="no">{ "if … { … } else { … }" }</code>{ ", " }<code translate="no">{ "let name = …;" }</code>{ ", " }<code translate="no">{ "&& || !" }</code>
                    { ", " }<code translate="no">{ "< <= == !=" }</code>{ " and " }<code translate="no">{ "// comments" }</code>{ "." }
                </p>
            </details>
        </div>
    }
}

/// The episode on a board, looked at a few times a second, as long as somebody sees what it shows.
#[hook]
fn use_looks(sight: &Sight, seen: bool) -> Option<Shared<Episode>> {
    let again = use_force_update();
    use_effect_with((sight.clone(), seen), move |(sight, seen)| {
        let next = Rc::new(Cell::new(None::<Timeout>));
        let look = {
            let next = next.clone();
            let is_due = Rc::new(Cell::new(false));
            move || {
                if !is_due.replace(true) {
                    let (again, is_due) = (again.clone(), is_due.clone());
                    next.set(Some(Timeout::new(LOOK_EVERY, move || {
                        is_due.set(false);
                        again.force_update();
                    })));
                }
            }
        };
        let watch = seen.then(|| sight.watch(look));
        move || drop((watch, next))
    });
    if seen { sight.episode() } else { None }
}
