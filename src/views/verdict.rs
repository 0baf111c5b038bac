//! The verdict card: a word, what it means with the numbers filled in, and the scores that it is read from.
//!
//! What it is not: it decides nothing (the judge does). The texts are in [`words`].

mod view;

use yew::prelude::*;

use super::agents::Agents;
use super::framings::{Framings, beside};
use super::parts::{Fold, number_of};
use super::scores::{Scores, score_text};
use super::unmet::{self, split_table};
use crate::ui::markup::show;
use crate::ui::shared::Shared;
use crate::ui::state::Action;
use crate::ui::state::prediction::Predict;
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::terms::{Term, what};
use crate::ui::verdict::icon;
use crate::ui::words::{self, Tone, number, percent};
use engine::experiment::{Population, Report};
use engine::judge::{self, SetScores, THRESHOLDS};
use view::{Told, View};

#[derive(PartialEq, Properties)]
pub struct VerdictProps {
    /// What the framings beside the verdict show.
    pub others: Html,
    /// What else is folded below a verdict.
    pub children: Html,
}

#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let many = use_selector(|state| state.agents.len() > 1);
    html! {
        <section class="stage stage-verdict">
            <VerdictCard others={props.others.clone()}>{ props.children.clone() }</VerdictCard>
            if *many {
                <Agents />
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
    let body = match (&it.population, &it.report) {
        (Some(all), _) if it.covered => covered(&all.fresh, &all.shift),
        (None, Some(report)) if it.covered => covered(&report.row.sets.fresh, &report.row.sets.shift),
        (Some(population), _) => {
            html! { <BodyOfAll population={population.clone()} stale={it.stale} telling={it.telling} locked={it.locked} /> }
        }
        (None, Some(report)) => html! {
            <Body report={report.clone()} subject={it.subject.clone()} stale={it.stale} telling={it.telling} locked={it.locked} />
        },
        (None, None) => Html::default(),
    };
    let one = it.report.as_ref().filter(|_| it.population.is_none());
    let verdict = match (&it.population, one) {
        (Some(population), _) => Some(population.headline),
        (None, report) => report.map(|report| Some(report.row.verdict)),
    };
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
                if let Some(verdict) = verdict {
                    <div class={classes!("verdict-body", (it.stale || it.judging.is_some()).then_some("is-old"))}>
                        { body }
                        if !it.covered {
                            { beside(&it.blurred, &it.apart) }
                            <div class="verdict-folds drawers">
                                if let Some(report) = one {
                                    <Fold class="verdict-fold" group="verdict" title="Evidence" is_read_only=true><Evidence report={report.clone()} /></Fold>
                                } else if let Some(table) = it.population.as_ref().and_then(|all| split_table(&all.split)) {
                                    <Fold class="verdict-fold" group="verdict" title="Evidence" is_read_only=true>{ table }</Fold>
                                }
                                <Fold class="verdict-fold" group="verdict" name="notes" title="Notes" is_read_only=true>
                                    { unmet::note(it.population.as_ref().map(|all| &all.unmet).or(one.map(|report| &report.unmet))) }
                                    { for words::notes(verdict, &it.preset).into_iter().map(|(title, text)| html! {
                                        <p><b>{ title }</b>{ " " }{ text }</p>
                                    }) }
                                </Fold>
                                { props.children.clone() }
                            </div>
                        }
                    </div>
                } else {
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

#[derive(PartialEq, Properties)]
struct BodyProps {
    report: Shared<Report>,
    subject: String,
    stale: bool,
    telling: Option<f64>,
    locked: bool,
}

#[component]
fn Body(it: &BodyProps) -> Html {
    let report = &*it.report;
    let said = words::words(report);
    html! {
        <>
            { stale(it.stale) }
            { headline_of(report, true) }
            if !it.subject.is_empty() {
                <p class="verdict-small">{ &it.subject }</p>
            }
            <p class="verdict-says">{ said.says }</p>
            <MoveShift telling={it.telling} locked={it.locked} />
            { unmet::mechanism(Some(report.row.verdict), &report.unmet, "it") }
            if let Some(why) = words::too_few(report).or_else(|| words::could_tip(report)) {
                <p class="verdict-small">{ why }</p>
            }
            <Scores fresh={report.row.sets.fresh.clone()} shift={report.row.sets.shift.clone()} />
            { facts(report) }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct BodyOfAllProps {
    population: Shared<Population>,
    stale: bool,
    telling: Option<f64>,
    locked: bool,
}

#[component]
fn BodyOfAll(it: &BodyOfAllProps) -> Html {
    let population = &*it.population;
    let said = words::words_of_all(population, it.telling);
    let (counts, certain, agents) = (words::counts(population), population.certain, population.agents);
    html! {
        <>
            { stale(it.stale) }
            { headline_of_all(population, true) }
            <p class="verdict-says">{ said.says }</p>
            <MoveShift telling={it.telling} locked={it.locked} />
            { unmet::mechanism(population.headline, &population.unmet, "they") }
            <p class="verdict-small">
                { format!("{counts}. ") }
                // That nothing is known is not to be called certain.
                if population.headline != Some(judge::Verdict::CannotTell) {
                    if let Some(share) = words::share(population) {
                        { "Of many more such agents, " }{ what(Term::Share, &share) }{ " would be so. " }
                    }
                    { format!("{certain} of {agents} ") }{ what(Term::Certain, "certain") }{ ", each by itself." }
                }
            </p>
            <Scores fresh={population.fresh.clone()} shift={population.shift.clone()} />
        </>
    }
}

#[derive(PartialEq, Properties)]
struct MoveShiftProps {
    telling: Option<f64>,
    locked: bool,
}

/// The way to where it can be told.
#[component]
fn MoveShift(it: &MoveShiftProps) -> Html {
    let dispatch = use_dispatch();
    let Some(amount) = it.telling.filter(|_| !it.locked) else { return Html::default() };
    html! {
        <button type="button" class="verdict-move" data-move={amount.to_string()}
            onclick={dispatch.reform(move |_| Action::Predict(Predict::Ask(amount)))}>{ format!("Move the shift to {}", percent(amount)) }</button>
    }
}

/// What it is read from, while a lesson asks what it says.
fn covered(fresh: &SetScores, shift: &SetScores) -> Html {
    html! {
        <>
            <p class="verdict-says">{ "Covered until you have answered. It is read from these scores." }</p>
            <Scores fresh={fresh.clone()} shift={shift.clone()} />
        </>
    }
}

fn stale(stale: bool) -> Html {
    html! {
        if stale {
            <p class="verdict-stale">{ "Of an earlier text or earlier settings. Train again for a new one." }</p>
        }
    }
}

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

fn facts(report: &Report) -> Html {
    let row = &report.row;
    let competence = report.best_goal.as_ref().map_or("Competence".to_owned(), |goal| format!("Competence (“{}”)", words::goal_name(goal)));
    let (least, most) = report.optimizer;
    let with_line = |score, threshold: f64| html! { <>{ score_text(score) }<span>{ format!(", line {}", number(threshold)) }</span></> };
    let telling = html! {
        <><b>{ report.disagreeing }</b>{ format!(" of {}", report.levels) }<span>{ format!(", line {}", words::needed(report)) }</span></>
    };
    let mut facts = vec![
        (what(Term::Competence, &competence), with_line(row.competence, THRESHOLDS.competence)),
        (what(Term::Desirability, "Desirability"), with_line(row.desirability, THRESHOLDS.desirability)),
        (what(Term::Telling, "Telling levels"), telling),
        (what(Term::Returns, "Perfect optimizer returns"), html! { <><b>{ number(least) }</b>{ " to " }<b>{ number(most) }</b></> }),
    ];
    if let Some(trained) = &row.sets.trained {
        facts.push((html! { "Your reward, levels trained on" }, with_line(trained.reward, THRESHOLDS.trained)));
    }
    html! {
        <dl class="verdict-facts">
            // A group for each pair, so that two stand side by side.
            { for facts.into_iter().map(|(name, value)| html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }) }
        </dl>
    }
}

#[derive(PartialEq, Properties)]
struct EvidenceProps {
    report: Shared<Report>,
}

#[component]
fn Evidence(it: &EvidenceProps) -> Html {
    html! {
        <>
        if let Some(nearest) = words::nearest(&it.report) {
            <p>{ nearest }</p>
        }
        <table class="verdict-evidence">
            <caption class="sr-only">{ "Every comparison that was looked at, in the order of the rules" }</caption>
            <thead><tr><th scope="col">{ "Rule" }</th><th scope="col">{ "Compared" }</th><th scope="col">{ "Found" }</th></tr></thead>
            <tbody>
                { for it.report.evidence.iter().map(|comparison| html! {
                    <tr><td>{ comparison.rule }</td><td>{ &comparison.what }</td><td>{ words::outcome(comparison) }</td></tr>
                }) }
            </tbody>
        </table>
        { split_table(&it.report.split).unwrap_or_default() }
        </>
    }
}
