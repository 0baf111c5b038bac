//! What unfolds below the verdict: the search, both levels as pictures, and the way to keep what was found.

use yew::prelude::*;

use super::Found;
use super::asked::Asked;
use crate::features::measuring::{MeasureButton, Told, use_measuring};
use crate::ui::markup::show;
use crate::ui::scene;
use crate::ui::state::{Action, Searched, State};
use crate::ui::store::{use_dispatch, use_kept, use_selector, use_store};
use crate::ui::words::percent;
use crate::ui::worst::{WORST_IS, sentences};
use engine::env::World;
use engine::env::picture::parse;
use engine::jobs::{Answer, JobId, Output};
use engine::judge::{LevelScore, WorstReport};
use engine::scenario::MAX_PAINTED;
use engine::share::Panel;

#[component]
pub fn WorstLevel() -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    let asked = use_selector(|state: &State| Asked::of(state));
    let job = {
        let store = store.clone();
        move |asked: &Asked, id: JobId| {
            let number = store.state().levels[1];
            asked.job(number, id)
        }
    };
    let measuring = use_measuring((*asked).clone().ok(), job, told);
    let found = measuring.found.clone().and_then(|found| (*found).clone());
    let world = asked.as_ref().as_ref().ok().map(|asked| asked.scenario.world);
    let painted = use_selector(|state: &State| (state.draft.scenario.painted.list(true).to_vec(), state.is_locked(Panel::Settings)));
    let kept = use_kept::<Found>();
    use_effect_with((found.clone(), world), move |(found, world)| {
        if let (Some(found), Some(world)) = (found, *world) {
            let found = Some((world, found.after.picture.clone()));
            kept.change(|kept| kept.0 = found);
        }
    });
    let searched = found.as_ref().map(|found| Searched { before: found.before.score, after: found.after.score, random: found.random });
    {
        let store = store.clone();
        use_effect_with(searched, move |searched| {
            if store.state().framings.worst != *searched {
                store.dispatch(Action::Searched(*searched));
            }
        });
    }
    let is_painted = found.as_ref().is_some_and(|found| painted.0.contains(&found.after.picture));
    let onkeep = found.clone().map(|found| {
        dispatch.reform(move |_: MouseEvent| {
            let mut pictures = store.state().draft.scenario.painted.list(true).to_vec();
            pictures.push(found.after.picture.clone());
            Action::Paint { is_shifted: true, pictures }
        })
    });
    html! {
        <div id="worst" class="rivals">
            <p>{ WORST_IS }</p>
            if let Err(why) = &*asked {
                <p>{ *why }</p>
            } else {
                <MeasureButton name="worst" label="Search from the level on view" progress={measuring.progress} done={false}
                    begin={measuring.begin} />
            }
            <div aria-live="polite" aria-atomic="true">
                if !measuring.said.is_empty() {
                    <p>{ &measuring.said }</p>
                }
                if let Some(found) = &found {
                    <ul>{ for sentences(found).into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
                } else if measuring.found.is_some() {
                    <p>{ "On this level everything that can be done is worth the same under what you meant: there is nothing to fail at." }</p>
                }
            </div>
            if let (Some(found), Some(world)) = (found.filter(|found| found.tried > 0), world) {
                <div class="worst-boards">{ board(world, &found.before, "It began here") }{ board(world, &found.after, "The worst found") }</div>
                if is_painted {
                    <p>{ "It is among the painted levels of the shifted world now (Paint levels)." }</p>
                } else if painted.0.len() < MAX_PAINTED {
                    <button type="button" id="worst-keep" disabled={painted.1} onclick={onkeep}>{ "Keep it as a painted level" }</button>
                }
            }
        </div>
    }
}

fn told(output: Output) -> Option<Told<Option<WorstReport>>> {
    match output {
        Output::Worked { done, total } => Some(Told::Progress(done, total)),
        Output::Answered(packed) => match packed.open()? {
            Answer::Worst(report) => Some(Told::Found(report)),
            _ => None,
        },
        _ => None,
    }
}

fn board(world: World, place: &LevelScore, name: &'static str) -> Html {
    // A search ends with what can be painted.
    let Ok(level) = parse(world, &place.picture, 1) else { return html! {} };
    html! {
        <figure class="board">
            { show(scene::beginning(&level)) }
            <figcaption>{ format!("{name}: {}", percent(place.score)) }</figcaption>
        </figure>
    }
}
