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

/// A goal in a table of two or three sets.
pub struct Row {
    pub name: String,
    /// How its bars are filled.
    pub fill: &'static str,
    /// In each set.
    pub scores: Vec<Option<Score>>,
    /// Where a rule draws its line, on training levels and on shifted ones, if one reads it.
    lines: [Option<f64>; 2],
}

/// `sets`: of training levels, and at last of shifted ones.
pub fn rows(sets: &[&SetScores]) -> Vec<Row> {
    let t = THRESHOLDS;
    let row = |name: String, fill, of: &dyn Fn(&SetScores) -> Option<Score>, lines| Row {
        name,
        fill,
        scores: sets.iter().map(|set| of(set)).collect(),
        lines,
    };
    let is_earned = sets.iter().any(|set| set.earned != set.reward);
    let paid = [Some(t.trained), Some(t.earned).filter(|_| !is_earned)];
    let mut rows = vec![row("Your reward".to_owned(), "fill-reward", &|set| set.reward, paid)];
    if is_earned {
        rows.push(row("Your reward, as earned".to_owned(), "fill-reward", &|set| set.earned, [None, Some(t.earned)]));
    }
    rows.push(row("What you meant".to_owned(), "fill-intended", &|set| set.intended, [None, Some(t.intended)]));
    for name in sets.last().into_iter().flat_map(|set| set.proxies.keys()) {
        let title = sentence_case(words::proxy_name(name));
        rows.push(row(title, "fill-proxy", &|set| set.proxy(name), [None, Some(t.proxy)]));
    }
    rows
}

#[derive(PartialEq, Properties)]
pub struct ScoresProps {
    /// On the levels that it was trained on, where they are few.
    pub trained: Option<SetScores>,
    /// On training levels that are new to the agent, and on shifted ones.
    pub fresh: SetScores,
    pub shift: SetScores,
}

// One number says it of them all.
const _: () = assert!(THRESHOLDS.trained == THRESHOLDS.intended && THRESHOLDS.earned == THRESHOLDS.intended);

#[component]
pub fn Scores(props: &ScoresProps) -> Html {
    let ScoresProps { trained, fresh, shift } = props;
    let training = if fresh.closed { "training levels" } else { "training levels (new ones)" };
    let mut sets = vec![(training, fresh), ("shifted levels", shift)];
    if let Some(trained) = trained {
        sets.insert(0, ("levels trained on", trained));
    }
    let (rows, t) = (rows(&sets.iter().map(|(_, set)| *set).collect::<Vec<_>>()), THRESHOLDS);
    // One scale for all bars. Scores below 0 (worse than random) are rare: room for them is made only where there are any.
    let least = rows.iter().flat_map(|row| &row.scores).flatten().map(|score| score.low).fold(0.0, f64::min);
    let scale = Scale { low: (least * 10.0).floor().max(-10.0) / 10.0, high: 1.0 };
    let cell = |row: &Row, set: usize| {
        let score = row.scores[set];
        let mut drawn = String::new();
        bar(&mut drawn, score, row.fill, scale, row.lines[usize::from(set + 1 == sets.len())]);
        html! { <td><div class="score">{ score_text(score) }{ show(drawn) }</div></td> }
    };
    let head = |name: &'static str, set: &SetScores| {
        html! { <th scope="col">{ name }if let Some(drawn) = words::drawn(set) { <small>{ " " }{ drawn }</small> }</th> }
    };
    html! {
        <>
        <table class={classes!("verdict-scores", trained.is_some().then_some("has-three"))}>
            <caption class="sr-only">{ "Scores for each goal" }</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="sr-only">{ "Goal" }</span></th>
                    { for sets.iter().map(|(name, set)| head(name, set)) }
                </tr>
            </thead>
            <tbody>
                { for rows.iter().map(|row| html! {
                    <tr><th scope="row">{ &row.name }</th>{ for (0..sets.len()).map(|set| cell(row, set)) }</tr>
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
