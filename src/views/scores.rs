//! Scores as text and as bars, and the table of them all: rows are goals, columns are sets of levels.

use yew::prelude::*;

use crate::ui::markup::show;
use crate::ui::terms::{Term, sign, what};
use crate::ui::verdict::{Scale, bar, sentence_case};
use crate::ui::words::{self, number};
use engine::judge::{Score, SetScores};

/// The value and its interval; a dash with its reason where there is none.
pub fn score_text(score: Option<Score>) -> Html {
    match score {
        Some(score) => html! {
            <><b>{ number(score.value) }</b><span>{ format!(" [{}, {}]", number(score.low), number(score.high)) }</span></>
        },
        None => html! { <><span aria-hidden="true">{ "–" }</span><span class="sr-only">{ "cannot be scored here" }</span></> },
    }
}

/// A line of a table of two sets: the goal, how its bars are filled, and a score of each.
pub type Row = (String, &'static str, Option<Score>, Option<Score>);

pub fn rows(one: &SetScores, other: &SetScores) -> Vec<Row> {
    let mut rows = vec![
        ("Your reward".to_owned(), "fill-reward", one.reward, other.reward),
        ("What you meant".to_owned(), "fill-intended", one.intended, other.intended),
    ];
    if (one.earned, other.earned) != (one.reward, other.reward) {
        rows.insert(1, ("Your reward, as earned".to_owned(), "fill-reward", one.earned, other.earned));
    }
    for (name, &score) in &other.proxies {
        rows.push((sentence_case(words::proxy_name(name)), "fill-proxy", one.proxy(name), score));
    }
    rows
}

#[derive(PartialEq, Properties)]
pub struct ScoresProps {
    /// On training levels that are new to the agent, and on shifted ones.
    pub fresh: SetScores,
    pub shift: SetScores,
}

#[component]
pub fn Scores(props: &ScoresProps) -> Html {
    let ScoresProps { fresh, shift } = props;
    let rows = rows(fresh, shift);
    // One scale for all bars. Scores below 0 (worse than random) are rare: room for them is made only where there are any.
    let least = rows.iter().flat_map(|row| [row.2, row.3]).flatten().map(|score| score.low).fold(0.0, f64::min);
    let scale = Scale { low: (least * 10.0).floor().max(-10.0) / 10.0, high: 1.0 };
    let cell = |score: Option<Score>, fill: &str| {
        let mut drawn = String::new();
        bar(&mut drawn, score, fill, scale);
        html! { <td><div class="score">{ score_text(score) }{ show(drawn) }</div></td> }
    };
    let training = if fresh.closed { "training levels" } else { "training levels (new ones)" };
    let head = |name: &'static str, set: &SetScores| {
        html! { <th scope="col">{ name }if let Some(drawn) = words::drawn(set) { <small>{ " " }{ drawn }</small> }</th> }
    };
    html! {
        <>
        <table class="verdict-scores">
            <caption class="sr-only">{ "Scores for each goal" }</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="sr-only">{ "Goal" }</span></th>
                    { head(training, fresh) }
                    { head("shifted levels", shift) }
                </tr>
            </thead>
            <tbody>
                { for rows.into_iter().map(|(name, fill, fresh, shift)| html! {
                    <tr><th scope="row">{ name }</th>{ cell(fresh, fill) }{ cell(shift, fill) }</tr>
                }) }
            </tbody>
        </table>
        <p class="verdict-small">
            { "0 is what blind behavior gets, 1 is the best possible " }{ sign(Term::Score, "Scores") }{ ". " }
            { what(Term::Interval, "In brackets") }{ " and as a line: how far it could be off." }
        </p>
        </>
    }
}
