//! What a reward may speak of in this world: its features, and, folded, the functions of the language. A pressed name is written
//! into the reward.
//!
//! Not here: what a feature read last, which the editor writes (`ui::desk`). Questionable decision: a list, not a table, because
//! the docs are sentences and the column beside the editor is narrow.

use yew::prelude::*;

use crate::ui::editor;
use crate::ui::features::{about, call};
use crate::ui::store::use_selector;
use engine::env::World;
use engine::lang::BUILTINS;
use engine::share::Panel;

#[derive(PartialEq, Properties)]
pub struct FeaturesProps {
    pub world: World,
}

#[component]
pub fn Features(props: &FeaturesProps) -> Html {
    let locked = *use_selector(|state| state.is_locked(Panel::Reward));
    html! {
        <div class="features">
            <p class="features-how">{ "What the reward may read at each step, and what it read last. Press a name to write it." }</p>
            <ul role="list" class="features-list">
                { for props.world.features().iter().map(|feature| html! {
                    <li class="feature">
                        { name(feature.name, feature.name.to_owned(), locked) }
                        <span class="feature-about">{ about(feature) }</span>
                        <span class="feature-now" id={format!("now-{}", feature.name)} />
                        <span class="feature-doc">{ feature.doc }</span>
                    </li>
                }) }
            </ul>
            <details class="features-more">
                <summary>{ "Functions" }</summary>
                <ul role="list" class="features-list">
                    { for BUILTINS.iter().map(|builtin| html! {
                        <li class="feature">
                            { name(builtin.signature, call(builtin.name, builtin.signature), locked) }
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

/// A button that writes `text`. The editor keeps its focus, and with it the place of its caret.
fn name(shown: &'static str, text: String, locked: bool) -> Html {
    html! {
        <button type="button" class="feature-name" translate="no" data-insert={text.clone()} onmousedown={|event: MouseEvent| event.prevent_default()}
            disabled={locked} onclick={move |_| editor::insert(&text)}>{ shown }</button>
    }
}
