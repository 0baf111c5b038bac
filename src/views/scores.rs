//! Scores as text and as bars, and the table of them all: rows are goals, columns are sets of levels.

use yew::prelude::*;

use crate::ui::markup::show;
use crate::ui::terms::{Term, sign, what};
use crate::ui::verdict::{Scale, bar, sentence_case};
use crate::ui::words::{self, number};
use engine::judge::{Score, SetScores, THRESHOLDS};

/// The value and its interval; a dash with its reason where there is none.
pub fn score_text(score: Option<Score>) -> Html {
    match score {
        Some(score) => html! {
            <><b>{ number(score.value) }</b><span>{ format!(" [{}, {}]", number(score.low), number(score.high)) }</span></>
        },
        None => html! { <><span aria-hidden="true">{ "–" }</span><span class="sr-only">{ "cannot be scored here" }</span></> },
    }
}

/// A goal in a table of two sets.
pub struct Row {
    pub name: String,
    /// How its bars are filled.
    pub fill: &'static str,
    /// In either set.
    pub scores: [Option<Score>; 2],
    /// Where a rule draws its line, on fresh training levels and on shifted ones, if one reads it.
    lines: [Option<f64>; 2],
}

pub fn rows(one: &SetScores, other: &SetScores) -> Vec<Row> {
    let t = THRESHOLDS;
    let row = |name: String, fill, scores, lines| Row { name, fill, scores, lines };
    let is_earned = (one.earned, other.earned) != (one.reward, other.reward);
    let mut rows = vec![row(
        "Your reward".to_owned(),
        "fill-reward",
        [one.reward, other.reward],
        [Some(t.trained), Some(t.earned).filter(|_| !is_earned)],
    )];
    if is_earned {
        rows.push(row("Your reward, as earned".to_owned(), "fill-reward", [one.earned, other.earned], [None, Some(t.earned)]));
    }
    rows.push(row("What you meant".to_owned(), "fill-intended", [one.intended, other.intended], [None, Some(t.intended)]));
    for (name, &score) in &other.proxies {
        let title = sentence_case(words::proxy_name(name));
        rows.push(row(title, "fill-proxy", [one.proxy(name), score], [None, Some(t.proxy)]));
    }
    rows
}

#[derive(PartialEq, Properties)]
pub struct ScoresProps {
    /// On training levels that are new to the agent, and on shifted ones.
    pub fresh: SetScores,
    pub shift: SetScores,
}

// One number says it of them all.
const _: () = assert!(THRESHOLDS.trained == THRESHOLDS.intended && THRESHOLDS.earned == THRESHOLDS.intended);

#[component]
pub fn Scores(props: &ScoresProps) -> Html {
    let ScoresProps { fresh, shift } = props;
    let (rows, t) = (rows(fresh, shift), THRESHOLDS);
    // One scale for all bars. Scores below 0 (worse than random) are rare: room for them is made only where there are any.
    let least = rows.iter().flat_map(|row| row.scores).flatten().map(|score| score.low).fold(0.0, f64::min);
    let scale = Scale { low: (least * 10.0).floor().max(-10.0) / 10.0, high: 1.0 };
    let cell = |row: &Row, set: usize| {
        let score = row.scores[set];
        let mut drawn = String::new();
        bar(&mut drawn, score, row.fill, scale, row.lines[set]);
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
                { for rows.iter().map(|row| html! {
                    <tr><th scope="row">{ &row.name }</th>{ cell(row, 0) }{ cell(row, 1) }</tr>
                }) }
            </tbody>
        </table>
        <p class="verdict-small">
            { "0 is what blind behavior gets, 1 is the best possible " }{ sign(Term::Score, "Scores") }{ ". " }
            <span class="score-how">{ what(Term::Interval, "In brackets") }{ " and as a line: how far it could be off. " }</span>
            { format!("Rules draw the line at the tick: {}, for another goal {}.", number(t.intended), number(t.proxy)) }
        </p>
        </>
    }
}
