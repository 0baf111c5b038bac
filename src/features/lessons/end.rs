//! The end of a lesson: what it claims, where to read on, and the ways on from here.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::list::start;
use super::texts;
use crate::ui::lesson::parse::{Lesson, parse};
use crate::ui::markup::with_code;
use crate::ui::shared::Shared;
use crate::ui::state::lesson::Play;
use crate::ui::state::{Action, Dialog};
use crate::ui::store::use_dispatch;

#[derive(PartialEq, Properties)]
pub struct EndProps {
    pub lesson: Shared<Lesson>,
    /// None: it came from a file.
    pub name: Option<String>,
}

#[component]
pub fn End(props: &EndProps) -> Html {
    let dispatch = use_dispatch();
    let EndProps { lesson, name } = props;
    let next = use_state(|| None::<(String, Rc<Lesson>)>);
    use_effect_with(name.clone(), {
        let next = next.setter();
        move |name| {
            let name = name.clone();
            spawn_local(async move { next.set(following(name).await) });
        }
    });
    let onnext = next.as_ref().map(|(name, lesson)| {
        let (name, lesson, dispatch) = (name.clone(), lesson.clone(), dispatch.clone());
        let title = lesson.title.clone();
        (title, move |_: MouseEvent| start(&dispatch, lesson.clone(), Some(name.clone())))
    });
    html! {
        <>
            if !lesson.claims.is_empty() {
                <h3>{ "What this lesson claims" }</h3>
                <ul>{ for lesson.claims.iter().map(|claim| html! { <li>{ with_code(claim) }</li> }) }</ul>
            }
            if !lesson.sources.is_empty() {
                <h3>{ "Where to read on" }</h3>
                <ul>
                    { for lesson.sources.iter().map(|(words, address)| html! {
                        <li><a href={address.clone()} target="_blank" rel="noopener">{ words }</a></li>
                    }) }
                </ul>
            }
            <h3>{ "Where to go from here" }</h3>
            <p>{ "Keep these agents and try things of your own with them, or finish: then what you had comes back, with its agents." }</p>
            <div class="lesson-ways">
                if let Some((title, onclick)) = onnext {
                    <button type="button" id="lesson-following" class="primary" {onclick}>{ format!("On to: {title}") }</button>
                }
                <button type="button" id="lesson-keep" onclick={dispatch.reform(|_| Action::Lesson(Play::Keep))}>{ "Go on from here" }</button>
                <button type="button" id="lesson-share" onclick={dispatch.reform(|_| Action::OpenDialog(Dialog::Share))}>
                    { "Take along a picture or a link" }
                </button>
            </div>
        </>
    }
}

/// The lesson after the one of this name; after one from a file the first.
async fn following(name: Option<String>) -> Option<(String, Rc<Lesson>)> {
    let names = texts::names().await;
    let at = match name {
        Some(name) => names.iter().position(|other| *other == name)? + 1,
        None => 0,
    };
    let name = names.get(at)?;
    let lesson = parse(&texts::text(name).await?).ok()?;
    Some((name.clone(), Rc::new(lesson)))
}
