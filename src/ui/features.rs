//! What a reward may speak of in this world: its features, and, folded, the functions of the language.
//!
//! Not here: writing into the text; a pressed name is handed on. Questionable decision: a list, not a table, because the docs
//! are sentences and the column beside the editor is narrow.

use yew::prelude::*;

use crate::env::World;
use crate::lang::{BUILTINS, Feature, FeatureKind, Type};

#[derive(Properties, PartialEq)]
pub struct FeaturesProps {
    pub world: World,
    /// A name to write where the caret is.
    pub on_insert: Callback<String>,
}

#[component]
pub fn Features(props: &FeaturesProps) -> Html {
    let features = props.world.features();
    html! {
        <div class="features">
            <p class="features-how">{ "What the reward may read at each step. Press a name to write it." }</p>
            <ul role="list" class="features-list">
                { for features.iter().map(|feature| entry(feature.name, &about(feature), feature.doc, feature.name.into(), &props.on_insert)) }
            </ul>
            <details class="features-more">
                <summary>{ "Functions" }</summary>
                <ul role="list" class="features-list">
                    { for BUILTINS.iter().map(|builtin| entry(builtin.signature, "", builtin.doc, call(builtin.name, builtin.signature), &props.on_insert)) }
                </ul>
                <p class="features-how">
                    { "Also " }<code>{ "if … { … } else { … }" }</code>{ ", " }<code>{ "let name = …;" }</code>{ ", " }
                    <code>{ "&& || !" }</code>{ ", " }<code>{ "< <= == !=" }</code>{ " and " }<code>{ "// comments" }</code>{ "." }
                </p>
            </details>
        </div>
    }
}

fn entry(name: &'static str, about: &str, doc: &'static str, text: String, on_insert: &Callback<String>) -> Html {
    let onclick = on_insert.reform(move |_: MouseEvent| text.clone());
    // The editor keeps its focus and with it the place of its caret.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <li class="feature">
            <button type="button" class="feature-name" {onclick} {onmousedown}>{ name }</button>
            if !about.is_empty() {
                <span class="feature-about">{ about.to_owned() }</span>
            }
            <span class="feature-doc">{ doc }</span>
        </li>
    }
}

/// `state, 0 to 168` or `event, 0 or 1`.
fn about(feature: &Feature) -> String {
    let kind = match feature.kind {
        FeatureKind::State => "state",
        FeatureKind::Event => "event",
    };
    match feature.ty {
        Type::Truth => format!("{kind}, 0 or 1"),
        Type::Number => format!("{kind}, {} to {}", feature.range.0, feature.range.1),
    }
}

/// A function is written with its open parenthesis, so that its argument can follow at once.
fn call(name: &str, signature: &str) -> String {
    if signature.contains('(') { format!("{name}(") } else { name.to_owned() }
}
