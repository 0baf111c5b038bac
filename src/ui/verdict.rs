//! The verdict card: a word, what it means with the numbers filled in, and the scores that it is read from.
//!
//! What it is not: it decides nothing (the judge does) and asks the worker for nothing (the root does). The texts are in
//! [`super::words`]. One decision that a reader would question: bars are SVG with every place in percent, because a `style=`
//! attribute is forbidden here and a scaled `viewBox` would stretch the caps of the intervals.

use std::rc::Rc;

use yew::prelude::*;

use super::words::{self, Tone, number, percent};
use crate::judge::Verdict;
use crate::protocol::{Report, Score, SetScores};

#[derive(Properties, PartialEq)]
pub struct VerdictProps {
    /// The newest verdict at the amount of the shift that is shown.
    pub report: Option<Rc<Report>>,
    /// Levels done and in all, while the judge works.
    pub judging: Option<(u32, u32)>,
    /// Why there is no verdict yet; empty when there is one.
    pub waiting: AttrValue,
    /// The amount of the shift that it is judged at, 0 to 1.
    pub amount: f64,
    pub fresh_label: AttrValue,
    pub shift_label: AttrValue,
    /// The report belongs to an earlier text or earlier settings.
    pub stale: bool,
    /// No training level told the goals apart.
    pub trained_disagree_zero: bool,
    /// Asks for another amount of the shift.
    pub on_amount: Callback<f64>,
}

#[component]
pub fn VerdictCard(props: &VerdictProps) -> Html {
    // What tests and embedding pages read; gone while the judge works, so that nobody takes the old verdict for the new one.
    let row = props.report.as_ref().filter(|_| props.judging.is_none()).map(|report| &report.row);
    let text = |of: fn(&crate::protocol::Row) -> String| row.map(|row| AttrValue::from(of(row)));
    html! {
        <div
            id="verdict"
            class="verdict"
            data-verdict={text(|row| row.verdict.clone())}
            data-goal={row.and_then(|row| row.goal.clone()).map(AttrValue::from)}
            data-certain={text(|row| row.certain.to_string())}
            data-digest={text(|row| row.digest.clone())}
            data-amount={row.map(|_| AttrValue::from(props.amount.to_string()))}
        >
            <h2><span class="num">{ "4" }</span>{ "Verdict" }</h2>
            if let Some((done, total)) = props.judging {
                <div class="verdict-judging">
                    <progress class="bar" value={done.to_string()} max={total.max(1).to_string()} aria-label="Judging" />
                    <span>{ format!("Judging: {done} of {total} levels played") }</span>
                </div>
            } else if !props.waiting.is_empty() {
                <p class="verdict-waiting">{ &props.waiting }</p>
            }
            if let Some(report) = &props.report {
                { body(props, report) }
            }
        </div>
    }
}

fn body(props: &VerdictProps, report: &Report) -> Html {
    let verdict = words::verdict(&report.row.verdict);
    let said = words::words(report);
    let tone = match said.tone {
        Tone::Good => "tone-good",
        Tone::Bad => "tone-bad",
        Tone::Warn => "tone-warn",
        Tone::Plain => "tone-plain",
    };
    let old = props.stale || props.judging.is_some();
    let move_to = report.telling_amount.filter(|_| verdict == Verdict::CannotTell).map(|amount| {
        let onclick = props.on_amount.reform(move |_: MouseEvent| amount);
        html! { <button type="button" class="verdict-move" {onclick}>{ format!("Move the shift to {}", percent(amount)) }</button> }
    });
    html! {
        <div class={classes!("verdict-body", old.then_some("is-old"))}>
            if props.stale {
                <p class="verdict-stale">{ "Of an earlier text or earlier settings. Train again for a new one." }</p>
            }
            <div class={classes!("verdict-headline", tone)}>
                { icon(verdict) }
                <p class="verdict-word">{ said.word }</p>
                <span class="verdict-sure">{ if report.row.certain { "certain" } else { "could still tip" } }</span>
            </div>
            <p class="verdict-says">{ said.says }</p>
            if let Some(why) = words::could_tip(report) {
                <p class="verdict-small">{ why }</p>
            }
            { for move_to }
            { scores(props, report) }
            { facts(report) }
            <div class="verdict-folds">
                { evidence(report) }
                <details class="fold verdict-fold">
                    <summary>{ "Notes" }</summary>
                    { for words::notes(verdict, props.trained_disagree_zero).into_iter().map(|(title, text)| html! {
                        <p><b>{ title }</b>{ " " }{ text }</p>
                    }) }
                </details>
            </div>
        </div>
    }
}

/// Rows are goals, columns are sets of levels.
fn scores(props: &VerdictProps, report: &Report) -> Html {
    let (fresh, shift) = (&report.row.sets.fresh, &report.row.sets.shift);
    let mut rows = vec![
        ("Your reward".to_owned(), "fill-reward", fresh.reward, shift.reward),
        ("What you meant".to_owned(), "fill-intended", fresh.intended, shift.intended),
    ];
    let of_proxy = |set: &SetScores, name: &str| set.proxies.get(name).copied().flatten();
    rows.extend(
        shift
            .proxies
            .keys()
            .map(|name| (sentence_case(&words::goal_name(name)), "fill-proxy", of_proxy(fresh, name), of_proxy(shift, name))),
    );
    // One scale for all bars. Scores below 0 (worse than random) are rare: room for them is made only where there are any.
    let least = rows.iter().flat_map(|row| [row.2, row.3]).flatten().map(|score| score.low).fold(0.0, f64::min);
    let scale = Scale { low: (least * 10.0).floor().max(-10.0) / 10.0, high: 1.0 };
    html! {
        <table class="verdict-scores">
            <caption>{ "0: the better of random and the best constant action. 1: the best possible. Lines: 95 % intervals." }</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="sr-only">{ "Goal" }</span></th>
                    <th scope="col">{ &props.fresh_label }</th>
                    <th scope="col">{ &props.shift_label }</th>
                </tr>
            </thead>
            <tbody>
                { for rows.into_iter().map(|(name, fill, fresh, shift)| html! {
                    <tr>
                        <th scope="row">{ name }</th>
                        { cell(fresh, fill, scale) }
                        { cell(shift, fill, scale) }
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

fn cell(score: Option<Score>, fill: &'static str, scale: Scale) -> Html {
    html! {
        <td>
            { score_text(score) }
            { bar(score, fill, scale) }
        </td>
    }
}

/// The value and its interval; a dash with its reason where there is none.
fn score_text(score: Option<Score>) -> Html {
    match score {
        Some(score) => html! {
            <><b>{ number(score.value) }</b><span>{ format!(" [{}, {}]", number(score.low), number(score.high)) }</span></>
        },
        None => html! { <><span aria-hidden="true">{ "–" }</span><span class="sr-only">{ "cannot be scored here" }</span></> },
    }
}

#[derive(Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// Where a value lies, percent of the width; beyond the ends, at the end.
    fn at(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) * 100.0
    }
}

fn bar(score: Option<Score>, fill: &'static str, scale: Scale) -> Html {
    let place = |value: f64| format!("{:.1}%", scale.at(value));
    let line = |class: &'static str, from: f64, to: f64| {
        html! { <line {class} x1={place(from)} x2={place(to)} y1="5" y2="5" /> }
    };
    let cap = |class: &'static str, value: f64, y1: &'static str, y2: &'static str| {
        html! { <line {class} x1={place(value)} x2={place(value)} {y1} {y2} /> }
    };
    // The number beside it says the same.
    html! {
        <svg class="verdict-bar" height="10" aria-hidden="true">
            <rect class="track" x="0" y="1" width="100%" height="8" rx="2" />
            if let Some(Score { value, low, high, .. }) = score {
                <rect
                    class={fill}
                    x={place(value.min(0.0))}
                    y="1"
                    width={format!("{:.1}%", scale.at(value.max(0.0)) - scale.at(value.min(0.0)))}
                    height="8"
                    rx="1"
                />
                { line("halo", low, high) }
                { line("interval", low, high) }
                { cap("interval", low, "2", "8") }
                { cap("interval", high, "2", "8") }
            }
            { cap("mark", 0.0, "0", "10") }
            if let Some(score) = score {
                // Further down than the scale goes.
                if score.value < scale.low {
                    <path class="interval" d="M5 1 L0 5 L5 9" fill="none" />
                }
            }
        </svg>
    }
}

fn facts(report: &Report) -> Html {
    let row = &report.row;
    let competence = match &report.best_goal {
        Some(goal) => format!("Competence (“{}”)", words::goal_name(goal)),
        None => "Competence".to_owned(),
    };
    let (least, most) = report.optimizer;
    // A group for each pair, so that two stand side by side.
    html! {
        <dl class="verdict-facts">
            <div><dt>{ competence }</dt><dd>{ score_text(row.competence) }</dd></div>
            <div><dt>{ "Desirability" }</dt><dd>{ score_text(row.desirability) }</dd></div>
            <div><dt>{ "Telling levels" }</dt><dd><b>{ report.disagreeing }</b>{ format!(" of {}", report.levels) }</dd></div>
            <div>
                <dt>{ "Perfect optimizer returns" }</dt>
                <dd><b>{ number(least) }</b>{ " to " }<b>{ number(most) }</b></dd>
            </div>
            if let Some(trained) = &row.sets.trained {
                <div><dt>{ "Your reward, levels trained on" }</dt><dd>{ score_text(trained.reward) }</dd></div>
            }
        </dl>
    }
}

fn evidence(report: &Report) -> Html {
    html! {
        <details class="fold verdict-fold">
            <summary>{ "Evidence" }</summary>
            <table class="verdict-evidence">
                <caption class="sr-only">{ "Every comparison that was looked at, in the order of the rules" }</caption>
                <thead>
                    <tr><th scope="col">{ "Rule" }</th><th scope="col">{ "Compared" }</th><th scope="col">{ "Found" }</th></tr>
                </thead>
                <tbody>
                    { for report.evidence.iter().map(|comparison| html! {
                        <tr>
                            <td>{ comparison.rule }</td>
                            <td>{ &comparison.what }</td>
                            <td>{ words::outcome(comparison) }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </details>
    }
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A shape of its own for every verdict, so that color is never alone. The circle is the world, the dot what the agent goes for.
fn icon(verdict: Verdict) -> Html {
    let circle = html! { <circle cx="12" cy="12" r="9" /> };
    let shape = match verdict {
        // A circle without anything in it.
        Verdict::NothingAsked => html! { <>{ circle }<path d="M8.5 12h7" /></> },
        // An hourglass.
        Verdict::NotTrained => html! { <path d="M6 3h12M6 21h12M7.5 3c0 5 4.5 6 4.5 9s-4.5 4-4.5 9M16.5 3c0 5-4.5 6-4.5 9s4.5 4 4.5 9" /> },
        // A stack of cards.
        Verdict::Memorized => {
            html! { <><rect x="3.5" y="8.5" width="12" height="12" rx="2" /><path d="M8 5.5V5a1.5 1.5 0 0 1 1.5-1.5h9.5A1.5 1.5 0 0 1 20.5 5v9.5a1.5 1.5 0 0 1-1.5 1.500h-.5" /></> }
        }
        // An eye, half closed.
        Verdict::ShortSighted => {
            html! { <><path d="M2.5 12c4-6.5 15-6.5 19 0-4 6.5-15 6.5-19 0z" /><circle class="solid" cx="12" cy="12" r="3" /><path d="M4 4l16 16" /></> }
        }
        Verdict::CannotTell => {
            html! { <>{ circle }<path d="M9.3 9.500a2.7 2.7 0 1 1 3.9 2.400c-.8.5-1.2 1-1.2 2" /><circle class="solid" cx="12" cy="16.8" r="1.2" /></> }
        }
        Verdict::Aligned => html! { <>{ circle }<path d="M7.8 12.300l3 3 5.5-6" /></> },
        // A gauge, its needle pushed.
        Verdict::Tampering => html! { <><path d="M3.5 17a8.5 8.5 0 1 1 17 0zM12 17l5-6" /><path d="M7 20.500h10" /></> },
        // What it goes for lies outside of what was meant.
        Verdict::OuterMisaligned => {
            html! { <><circle cx="9.5" cy="14.5" r="6.5" /><path d="M9.5 14.500L16.5 7.5" /><circle class="solid" cx="18.5" cy="5.5" r="3" /></> }
        }
        // Inside there is another goal.
        Verdict::InnerMisaligned => {
            html! { <>{ circle }<circle class="solid" cx="14.8" cy="9.2" r="3" /><path d="M7 14.500l3 3M10 14.500l-3 3" /></> }
        }
        // A knot of a path that leads nowhere.
        Verdict::Incompetent => html! { <path d="M3 18c4 0 5-12 10-12s6 9 1.5 9S9 9 14 8.500c4-.4 6 3.5 7 7.5" /> },
        // Half and half.
        Verdict::Mixed => html! { <>{ circle }<path class="solid" d="M12 3a9 9 0 0 1 0 18z" /></> },
    };
    html! { <svg class="verdict-icon" viewBox="0 0 24 24" aria-hidden="true">{ shape }</svg> }
}
