//! The lesson that is on, beside the page.

use std::rc::Rc;

use yew::prelude::*;

use super::ask::Question;
use crate::features::predict::picture::picture;
use crate::ui::dom::{by_css, focus, scroll_to};
use crate::ui::lesson::parse::{Lesson, Until};
use crate::ui::markup::{show, with_code};
use crate::ui::shared::Shared;
use crate::ui::state::lesson::{Found, Play, Playing, Reveal, Said};
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::views::root::{live, use_root_attribute, use_spoken};

#[derive(PartialEq)]
struct View {
    playing: Option<Shared<Playing>>,
    /// Questions are asked.
    asks: bool,
    /// All parts of the page stand in the document.
    drawn: bool,
}

impl View {
    fn of(state: &State) -> View {
        View { playing: state.lesson.clone().map(Shared), asks: state.predictions.in_lessons, drawn: state.drawn }
    }
}

#[component]
pub fn LessonPanel() -> Html {
    let it = use_selector(View::of);
    // The focus would go nowhere with the panel.
    use_effect_with((), |()| || focus(by_css("[data-do=lessons]")));
    match &it.playing {
        Some(playing) => html! { <Panel playing={playing.clone()} asks={it.asks} drawn={it.drawn} /> },
        None => Html::default(),
    }
}

#[derive(PartialEq, Properties)]
struct PanelProps {
    playing: Shared<Playing>,
    asks: bool,
    drawn: bool,
}

#[component]
fn Panel(props: &PanelProps) -> Html {
    let dispatch = use_dispatch();
    let PanelProps { playing, asks, drawn } = props;
    let (step, steps) = (playing.step(), playing.lesson.steps.len());
    let folded = use_state_eq(|| false);
    let (heading, said) = (use_node_ref(), use_node_ref());
    use_root_attribute("data-lesson", Some(String::new()));
    use_root_attribute("data-look", step.look.map(str::to_owned));
    use_root_attribute("data-hide", Some(step.hide.join(" ")).filter(|names| !names.is_empty()));
    {
        let (heading, look) = (heading.clone(), step.look);
        use_effect_with((playing.entered, *drawn), move |_| {
            focus(heading.cast());
            if let Some(part) = look.and_then(|look| by_css(&format!(".stage-{look}"))) {
                scroll_to(&part);
            }
        });
    }
    {
        let said = said.clone();
        use_effect_with(playing.calls, move |calls| {
            if let Some(said) = said.cast().filter(|_| *calls > 0) {
                scroll_to(&said);
            }
        });
    }
    let is_read = use_spoken(playing.said.clone());
    let press = |action: Play| dispatch.reform(move |_: MouseEvent| Action::Lesson(action.clone()));
    let onfold = {
        let folded = folded.clone();
        move |_: MouseEvent| folded.set(!*folded)
    };
    let question = playing.question(*asks);
    html! {
        <aside id="lesson" class={folded.then_some("is-folded")} aria-label={format!("Lesson: {}", playing.lesson.title)}>
            <div class="lesson-head">
                <p>{ &playing.lesson.title }{ " " }<span id="lesson-step">{ format!("Step {} of {steps}", playing.at + 1) }</span></p>
                <button type="button" id="lesson-fold" class="quiet lesson-fold" aria-expanded={(!*folded).to_string()} onclick={onfold}>
                    { if *folded { "Unfold" } else { "Fold" } }
                </button>
                <button type="button" id="lesson-leave" class="quiet" onclick={press(Play::Leave)}>{ "Leave" }</button>
            </div>
            <progress class="bar" value={(playing.at + 1).to_string()} max={steps.to_string()} aria-hidden="true" />
            // Another step begins at its top.
            <div key={playing.entered} class="lesson-body" tabindex="0" role="group" aria-labelledby="lesson-step">
                <h2 ref={heading} id="lesson-heading" tabindex="-1">{ &step.heading }</h2>
                { for step.text.iter().map(|paragraph| html! { <p>{ with_code(paragraph) }</p> }) }
                if let Some(ask) = question {
                    <Question ask={ask.clone()} scenario={step.scenario.clone()} answer={playing.answer()} noted={playing.is_answered()}
                        onplay={dispatch.reform(Action::Lesson)} />
                }
                if let Some(until) = step.until {
                    <p id="lesson-wait" class={classes!("lesson-wait", playing.is_met().then_some("is-met"))}>
                        <span aria-hidden="true" />{ wait(until) }
                    </p>
                }
                <div ref={said} id="lesson-said" aria-live={live(is_read)} aria-atomic="true">{ said_of(&playing.said) }</div>
                if playing.is_last() {
                    { end(&playing.lesson) }
                }
            </div>
            <div class="lesson-foot">
                <button type="button" id="lesson-back" disabled={playing.at == 0} onclick={press(Play::Back)}>{ "Back" }</button>
                if step.until.is_some() || question.is_some() {
                    <button type="button" id="lesson-skip" class="quiet" onclick={press(Play::Skip)}>{ "Skip this step" }</button>
                }
                // Pressed too early, it says what it waits for.
                <button type="button" id="lesson-next" class="primary" aria-disabled={(!playing.may_go_on(*asks)).then_some("true")}
                    onclick={press(Play::Next)}>{ if playing.is_last() { "Finish" } else { "Next" } }</button>
            </div>
        </aside>
    }
}

fn wait(until: Until) -> String {
    match until {
        Until::Trained => "Press Train, and wait for the verdict.".to_owned(),
        Until::Shifted(percent) => format!("Move the slider of stage 3 to {percent} percent, and wait for the verdict."),
    }
}

fn said_of(said: &Said) -> Html {
    match said {
        Said::Nothing => Html::default(),
        Said::Words(words) => html! { words },
        Said::Found(found) => found_of(found),
    }
}

fn found_of(found: &Rc<Found>) -> Html {
    let check = |(is_so, words): &(bool, String)| {
        html! { <p class={classes!("lesson-check", if *is_so { "is-yes" } else { "is-no" })}>{ with_code(words) }</p> }
    };
    html! {
        <>
            if let Some(Reveal { words, map, counted, .. }) = &found.reveal {
                <p>{ words }</p>
                if let Some((level, picked, ways)) = map {
                    <div class="board predict">{ show(picture(level, Some(*picked), ways)) }</div>
                }
                if let Some(counted) = counted {
                    <p class="lesson-counted">{ counted }</p>
                }
            }
            { for found.checks.iter().map(check) }
        </>
    }
}

fn end(lesson: &Lesson) -> Html {
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
        </>
    }
}
