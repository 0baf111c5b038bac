//! The verdict card: a word, what it means with the numbers filled in, and the scores that it is read from.
//!
//! What it is not: it decides nothing (the judge does). The texts are in [`words`], and what there is to read is in [`body`], which comes
//! with the chunk of the results.

pub mod body;
mod view;

use yew::prelude::*;

use super::framings::Framings;
use super::parts::number_of;
use super::results::{Part, Results};
use crate::ui::markup::show;
use crate::ui::store::use_selector;
use crate::ui::terms::{Term, what};
use crate::ui::verdict::icon;
use crate::ui::words::{self, Tone, percent};
use engine::experiment::{Population, Report};
use engine::judge;
use view::{Told, View};

#[derive(Clone, PartialEq, Properties)]
pub struct VerdictProps {
    /// What the framings beside the verdict show.
    pub others: Html,
    /// What belongs to the evidence and comes once that is unfolded.
    pub evidence: Html,
    /// What else is folded below a verdict.
    pub children: Html,
}

#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let many = use_selector(|state| state.agents.len() > 1);
    html! {
        <section class="stage stage-verdict">
            <VerdictCard ..props.clone() />
            if *many {
                <Results part={Part::Agents} />
            }
        </section>
    }
}

/// The first line of the card, for where the card is out of sight. It is not read out: the card is.
#[component]
pub fn FirstLine() -> Html {
    let it = use_selector(View::of);
    let line = match (&it.population, &it.report) {
        (Some(_), _) | (_, Some(_)) if it.covered => html! { "Covered until you have answered." },
        (Some(population), _) => headline_of_all(population, false),
        (None, Some(report)) => headline_of(report, false),
        // The first of its sentences.
        (None, None) => html! { it.waiting.split_inclusive('.').next().unwrap_or_default() },
    };
    html! {
        <div class={classes!("first-line", (it.stale || it.judging.is_some()).then_some("is-old"))} aria-hidden="true">
            { line }
            if let Some((done, total, what)) = &it.judging {
                <span>{ format!("{done} of {total} {what}") }</span>
            }
        </div>
    }
}

#[component]
fn VerdictCard(props: &VerdictProps) -> Html {
    let shown = use_selector(View::of);
    let it = &*shown;
    let told = Told::of(it);
    html! {
        <div id="verdict" class="verdict" data-amount={told.verdict.as_ref().map(|_| it.amount.to_string())} data-verdict={told.verdict}
            data-certain={told.certain} data-digest={told.digest} data-agents={told.agents} data-goal={told.goal}>
            <h2>{ number_of(4) }{ "Verdict" }</h2>
            <Framings others={props.others.clone()}>
                if let Some((done, total, what)) = &it.judging {
                    <div class="verdict-judging">
                        // Screen readers say how far a bar is and not what it is of; the line below has both.
                        <progress class="bar" value={done.to_string()} max={(*total).max(1).to_string()} aria-hidden="true" />
                        <span>{ format!("Judging: {done} of {total} {what}{}", it.old.map_or(String::new(), |at| format!("; below is the verdict at {}", percent(at)))) }</span>
                    </div>
                } else if !it.waiting.is_empty() {
                    <p class="verdict-waiting">{ it.waiting }</p>
                }
                <Results part={Part::Verdict} evidence={props.evidence.clone()}>{ props.children.clone() }</Results>
                if it.verdict().is_none() {
                    <dl class="verdict-kinds">
                        { for KINDS.into_iter().map(|(kind, about)| html! {
                            <><dt>{ show(icon(kind)) }{ words::title(kind).0 }</dt><dd>{ about }</dd></>
                        }) }
                    </dl>
                }
            </Framings>
        </div>
    }
}

/// What there may be to read, before there is anything.
const KINDS: [(judge::Verdict, &str); 6] = [
    (judge::Verdict::Aligned, "It does what you meant, there too."),
    (judge::Verdict::OuterMisaligned, "It does what you asked, not what you meant."),
    (judge::Verdict::InnerMisaligned, "It learned to want something else."),
    (judge::Verdict::Tampering, "It is paid without earning it."),
    (judge::Verdict::Incompetent, "It does nothing well there."),
    (judge::Verdict::CannotTell, "There, all goals look alike."),
];

/// `asks`: its words can be asked about.
fn headline_of(report: &Report, asks: bool) -> Html {
    let verdict = report.row.verdict;
    let beside = match verdict {
        // That nothing is known is not to be called certain.
        judge::Verdict::CannotTell => "",
        _ if report.row.certain => "certain",
        _ => "could still tip",
    };
    let beside = if asks && !beside.is_empty() {
        what(Term::Certain, beside)
    } else {
        html! { beside }
    };
    headline(Some(verdict), words::title(verdict), beside, asks)
}

fn headline_of_all(population: &Population, asks: bool) -> Html {
    let count = population.counts.first().map_or(0, |(_, count)| *count);
    let title = population.headline.map_or(("Split", Tone::Warn), words::title);
    headline(population.headline, title, html! { format!("{count} of {}", population.agents) }, asks)
}

/// The word with its picture, and what stands beside it. No verdict: split.
fn headline(verdict: Option<judge::Verdict>, (word, tone): (&'static str, Tone), beside: Html, asks: bool) -> Html {
    let tone = match tone {
        Tone::Good => "tone-good",
        Tone::Bad => "tone-bad",
        Tone::Warn => "tone-warn",
        Tone::Plain => "tone-plain",
    };
    html! {
        <div class={classes!("verdict-headline", tone)}>
            { show(icon(verdict.unwrap_or(judge::Verdict::Mixed))) }
            // The word itself asks: beside it a sign would stop the arrow keys of screen readers.
            <h3 class="verdict-word">if asks { { what(Term::Verdict, word) } } else { { word } }</h3>
            <span class="verdict-sure">{ beside }</span>
        </div>
    }
}
