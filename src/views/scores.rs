//! Scores as text and as bars, and the table of them all: rows are goals, columns are sets of levels.

use yew::prelude::*;

use crate::ui::markup::show;
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
    let t = THRESHOLDS;
    // With each score where a rule draws its line, if one reads it.
    let mut rows = vec![
        ("Your reward".to_owned(), "fill-reward", (fresh.reward, Some(t.trained)), (shift.reward, Some(t.earned))),
        ("What you meant".to_owned(), "fill-intended", (fresh.intended, None), (shift.intended, Some(t.intended))),
    ];
    if (fresh.earned, shift.earned) != (fresh.reward, shift.reward) {
        rows[0].3.1 = None;
        rows.insert(1, ("Your reward, as earned".to_owned(), "fill-reward", (fresh.earned, None), (shift.earned, Some(t.earned))));
    }
    for (name, &score) in &shift.proxies {
        rows.push((sentence_case(words::proxy_name(name)), "fill-proxy", (fresh.proxy(name), None), (score, Some(t.proxy))));
    }
    // One scale for all bars. Scores below 0 (worse than random) are rare: room for them is made only where there are any.
    let least = rows.iter().flat_map(|row| [row.2.0, row.3.0]).flatten().map(|score| score.low).fold(0.0, f64::min);
    let scale = Scale { low: (least * 10.0).floor().max(-10.0) / 10.0, high: 1.0 };
    let cell = |(score, threshold): (Option<Score>, Option<f64>), fill: &str| {
        let mut drawn = String::new();
        bar(&mut drawn, score, fill, scale, threshold);
        html! { <td><div class="score">{ score_text(score) }{ show(drawn) }</div></td> }
    };
    let training = if fresh.closed { "training levels" } else { "training levels (new ones)" };
    let head = |name: &'static str, set: &SetScores| {
        html! { <th scope="col">{ name }if let Some(drawn) = words::drawn(set) { <small>{ drawn }</small> }</th> }
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
            { format!(
                "0 is the better of random and the best constant action, 1 the best possible. Lines are 95 % intervals, ticks where rules draw \
                 the line: {}, for another goal {}.",
                number(t.intended),
                number(t.proxy)
            ) }
        </p>
        </>
    }
}
