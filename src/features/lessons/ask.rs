//! The question of a step.

use std::rc::Rc;

use yew::prelude::*;

use crate::features::predict::Picker;
use crate::ui::lesson::parse::{Answers, Ask};
use crate::ui::shared::Shared;
use crate::ui::state::lesson::{Answer, Play};
use crate::ui::state::prediction::level;
use engine::env::Level;
use engine::scenario::Scenario;

#[derive(PartialEq, Properties)]
pub struct QuestionProps {
    pub ask: Ask,
    /// That of the step.
    pub scenario: Scenario,
    /// What is picked, or was answered.
    pub answer: Option<Answer>,
    /// It takes no other answer.
    pub noted: bool,
    pub onplay: Callback<Play>,
}

#[component]
pub fn Question(props: &QuestionProps) -> Html {
    let QuestionProps { ask, noted, onplay, .. } = props;
    let shown = use_memo((ask.answers.clone(), props.scenario.clone()), |(answers, scenario)| match answers {
        Answers::Cell(percent) => Some(Shared(Rc::new(level(scenario, percent / 100.0)))),
        Answers::Choices(_) => None,
    });
    let answers = match (&ask.answers, &*shown) {
        (Answers::Choices(choices), _) => self::choices(props, choices.iter().map(|(words, _)| words.as_str())),
        (Answers::Cell(_), Some(level)) => cells(props, level.clone()),
        (Answers::Cell(_), None) => Html::default(),
    };
    html! {
        <div id="lesson-ask" class={noted.then_some("is-noted")}>
            { answers }
            <p class="lesson-answer">
                <button type="button" id="lesson-answer" aria-disabled={noted.then_some("true")} onclick={onplay.reform(|_| Play::Answer)}>
                    { if *noted { "Noted" } else { "That is my prediction" } }
                </button>
            </p>
        </div>
    }
}

fn cells(props: &QuestionProps, level: Shared<Level>) -> Html {
    let picked = match props.answer {
        Some(Answer::Cell(cell)) => Some(cell),
        _ => None,
    };
    html! {
        <>
            <p class="lesson-question">{ &props.ask.question }</p>
            <Picker id="lesson-picker" {level} {picked} disabled={props.noted}
                onpick={props.onplay.reform(|cell| Play::Pick(Answer::Cell(cell)))} />
        </>
    }
}

fn choices<'a>(props: &QuestionProps, choices: impl Iterator<Item = &'a str>) -> Html {
    let choice = |(number, words): (usize, &str)| {
        let checked = props.answer == Some(Answer::Choice(number));
        let onchange = props.onplay.reform(move |_: Event| Play::Pick(Answer::Choice(number)));
        html! {
            <label class="choice">
                <input type="radio" name="lesson-choice" id={format!("lesson-choice-{number}")} {checked} disabled={props.noted} {onchange} />
                { words.to_owned() }
            </label>
        }
    };
    html! {
        <fieldset><legend class="lesson-question">{ &props.ask.question }</legend>{ for choices.enumerate().map(choice) }</fieldset>
    }
}
