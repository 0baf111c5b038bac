//! Why does it do that? The square of four populations, the share of the rewards, and on demand how far off rewards and levels were.

use yew::prelude::*;

use super::parts::{Bar, Line, View, bar, definition, lines, seconds, swatch, table, with_interval};
use super::plan::Question;
use super::square::square;
use crate::ui::causes::{
    DIFFERING_IS, LEAST_SHARE_IS, SHARE_IS, SHIFTED_SHARE_IS, TOUCHED_IS, culprit_words, differing_words, edit_words, precise,
    relabel_words, shifted_words,
};
use crate::ui::chart::grouped;
use crate::ui::framings::cause::{edits_rows, relabel_rows, rows, rule_words, shares_rows};
use crate::ui::markup::show;
use crate::ui::scene;
use crate::ui::terms::{Term, what};
use crate::ui::words::number;
use engine::env::picture::parse;
use engine::framings::causes::{CauseReport, SHARES, ShareReport};

pub fn cause(it: &View, report: Option<&CauseReport>) -> Html {
    let all = 4 * it.asked.few().len();
    html! {
        <>
            { it.asks(&Question::Cause, "Train four populations", &seconds(it.asked.seconds_for(all)), report.is_some()) }
            if let Some(report) = report {
                <figure id="cause" class="framing-figure">
                    { square(it, report) }
                    { share(report) }
                </figure>
                { definition("The rule", &rule_words()) }
                { table("cause", "As a table", &rows(report)) }
                { it.saves("cause", Some("cause")) }
                <section class="framing-more" aria-labelledby="cause-more">
                    <h3 id="cause-more">{ "How far off was it?" }</h3>
                    { relabel(it, report) }
                    { shares(it) }
                    { small_edits(it) }
                    { culprits(it) }
                </section>
            }
        </>
    }
}

fn share(report: &CauseReport) -> Html {
    let of = report.share.map(|share| Bar { value: share.value, low: share.low, high: share.high });
    let words = match report.share {
        Some(share) => format!("{} %", with_interval(share.value * 100.0, share.low * 100.0, share.high * 100.0, 0)),
        None => "– (neither brings anything)".to_owned(),
    };
    html! {
        <div class="framing-share">
            <p>{ what(Term::RewardShare, "Share of the rewards") }{ " " }<b>{ words }</b></p>
            { bar(of, "fill-reward", (0.0, 1.0), &[], None) }
            <p class="verdict-small">{ SHARE_IS }</p>
            <p class="verdict-small framing-ends"><span>{ "0: all due to the levels" }</span><span>{ "100: all due to the rewards" }</span></p>
        </div>
    }
}

fn relabel(it: &View, report: &CauseReport) -> Html {
    html! {
        <div class="framing-part">
            <p>{ differing_words(report) }</p>
            <p class="verdict-small">{ DIFFERING_IS }</p>
            { it.asks(&Question::Relabel, "How many episodes to relabel?", "a second or two", it.found.relabel.is_some()) }
            if let Some(found) = &it.found.relabel {
                <p>{ relabel_words(found) }</p>
                <p class="verdict-small">{ LEAST_SHARE_IS }</p>
                { table("relabel", "As a table", &relabel_rows(found)) }
                { it.saves("relabel", None) }
            }
        </div>
    }
}

fn shares(it: &View) -> Html {
    let report = it.found.shares();
    let is_done = it.found.wanted(&Question::Shares, it.asked).is_empty();
    let about = seconds(it.asked.seconds_for(SHARES.len() * it.asked.few().len()));
    html! {
        <div class="framing-part">
            { it.asks(&Question::Shares, "How few other levels?", &about, is_done) }
            if let Some(report) = report.filter(|_| is_done) {
                <p>{ shifted_words(&report) }</p>
                <p class="verdict-small">{ SHIFTED_SHARE_IS }</p>
                <figure id="shares" class="framing-figure">
                    { curve_of_shares(&report) }
                    <figcaption class="verdict-small">{ swatch(0) }{ "share of the agents that are aligned, over the share of shifted levels in training" }</figcaption>
                </figure>
                { table("shares", "As a table", &shares_rows(&report)) }
                { it.saves("shares", Some("shares")) }
            }
        </div>
    }
}

/// By rank of the share: they lie close together near 0.
fn curve_of_shares(report: &ShareReport) -> Html {
    let last = report.points.len().saturating_sub(1).max(1) as f64;
    let points = report.points.iter().enumerate().map(|(at, point)| (at as f64 / last, point.aligned as f64 / point.agents.max(1) as f64));
    lines(
        &[Line { name: "aligned", points: points.collect() }],
        (0.0, 1.0),
        ["none", "all"],
        None,
        "Aligned agents over the share of shifted levels",
    )
}

fn small_edits(it: &View) -> Html {
    let is_asked = it.work.is_some_and(|(question, ..)| *question == Question::Edits);
    let report = it.found.edited();
    let is_done = report.is_some() && !is_asked && it.found.wanted(&Question::Edits, it.asked).is_empty();
    let count = it.found.edits().len();
    let agents = count * it.asked.few().len().min(3);
    html! {
        <div class="framing-part">
            { it.asks(&Question::Edits, "Which small edit would have done?", &format!("{count} edits, {}", seconds(it.asked.seconds_for(agents))), is_done) }
            if let Some(report) = report {
                if is_done {
                    <p>{ edit_words(&report) }</p>
                }
                <p class="verdict-small">{ TOUCHED_IS }</p>
                { table("edits", "All edits", &edits_rows(&report)) }
                { it.saves("edits", None) }
            }
        </div>
    }
}

fn culprits(it: &View) -> Html {
    let is_done = it.found.wanted(&Question::Culprits, it.asked).is_empty();
    html! {
        <div class="framing-part">
            { it.asks(&Question::Culprits, "Which moments of training did it?", &seconds(it.asked.seconds_for(3)), is_done) }
            if let Some((_, report)) = &it.found.culprits {
                <p>{ culprit_words(report) }</p>
                <ol class="culprits">
                    { for report.culprits.iter().take(6).map(|culprit| html! {
                        <li>
                            { moment(it, &culprit.picture) }
                            <p>{ format!(
                                "After {} steps: paid {}, meant {}; {} of the push.",
                                grouped(culprit.step), number(culprit.paid), number(culprit.meant), precise(culprit.push)
                            ) }</p>
                        </li>
                    }) }
                </ol>
            }
        </div>
    }
}

/// A moment of training, drawn as the boards draw it.
fn moment(it: &View, picture: &str) -> Html {
    match parse(it.asked.scenario.world, picture, 1) {
        Ok(level) => html! { <div class="board">{ show(scene::beginning(&level)) }</div> },
        Err(_) => html! { <pre>{ picture }</pre> },
    }
}
