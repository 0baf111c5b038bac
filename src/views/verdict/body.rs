//! What the verdict card says once there is a verdict.

use yew::prelude::*;

use super::super::framings::beside;
use super::super::parts::Fold;
use super::super::scores::{Scores, score_text};
use super::super::unmet::{self, split_table};
use super::view::View;
use super::{headline_of, headline_of_all};
use crate::ui::shared::Shared;
use crate::ui::state::Action;
use crate::ui::state::prediction::Predict;
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::terms::{Term, what};
use crate::ui::words::{self, number, percent};
use engine::experiment::{Population, Report};
use engine::judge::{self, SetScores, THRESHOLDS};

#[derive(PartialEq, Properties)]
pub struct VerdictBodyProps {
    /// What belongs to the evidence and comes once that is unfolded.
    pub evidence: Html,
    /// What else is folded below it.
    pub children: Html,
}

#[component]
pub fn VerdictBody(props: &VerdictBodyProps) -> Html {
    let shown = use_selector(View::of);
    let it = &*shown;
    let Some(verdict) = it.verdict() else { return Html::default() };
    let one = it.one();
    let says = match (&it.population, &it.report) {
        (Some(all), _) if it.covered => covered(all.trained.as_ref(), &all.fresh, &all.shift),
        (None, Some(report)) if it.covered => covered(report.row.sets.trained.as_ref(), &report.row.sets.fresh, &report.row.sets.shift),
        (Some(population), _) => {
            html! { <OfAll population={population.clone()} stale={it.stale} telling={it.telling} locked={it.locked} /> }
        }
        (None, Some(report)) => html! {
            <OfOne report={report.clone()} subject={it.subject.clone()} stale={it.stale} telling={it.telling} locked={it.locked} />
        },
        (None, None) => Html::default(),
    };
    html! {
        <div class={classes!("verdict-body", (it.stale || it.judging.is_some()).then_some("is-old"))}>
            { says }
            if !it.covered {
                { beside(&it.blurred, &it.disagreements) }
                <div class="verdict-folds drawers">
                    <Fold class="verdict-fold" group="verdict" name="evidence" title="Evidence" is_read_only=true later={props.evidence.clone()}>
                        if let Some(report) = one {
                            <Evidence report={report.clone()} />
                        } else {
                            { it.population.as_ref().and_then(|all| split_table(&all.split)).unwrap_or_default() }
                        }
                    </Fold>
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
    }
}

#[derive(PartialEq, Properties)]
struct OfOneProps {
    report: Shared<Report>,
    subject: String,
    stale: bool,
    telling: Option<f64>,
    locked: bool,
}

/// The verdict on one agent.
#[component]
fn OfOne(it: &OfOneProps) -> Html {
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
            <Scores trained={report.row.sets.trained.clone()} fresh={report.row.sets.fresh.clone()} shift={report.row.sets.shift.clone()} />
            { facts(report) }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct OfAllProps {
    population: Shared<Population>,
    stale: bool,
    telling: Option<f64>,
    locked: bool,
}

/// The verdict on all of them.
#[component]
fn OfAll(it: &OfAllProps) -> Html {
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
            <Scores trained={population.trained.clone()} fresh={population.fresh.clone()} shift={population.shift.clone()} />
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
fn covered(trained: Option<&SetScores>, fresh: &SetScores, shift: &SetScores) -> Html {
    html! {
        <>
            <p class="verdict-says">{ "Covered until you have answered. It is read from these scores." }</p>
            <Scores trained={trained.cloned()} fresh={fresh.clone()} shift={shift.clone()} />
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

fn facts(report: &Report) -> Html {
    let row = &report.row;
    let competence = report.best_goal.as_ref().map_or("Competence".to_owned(), |goal| format!("Competence (“{}”)", words::goal_name(goal)));
    let (least, most) = report.optimizer;
    let with_line = |score, threshold: f64| html! { <>{ score_text(score) }<span>{ format!(", line {}", number(threshold)) }</span></> };
    let telling = html! {
        <><b>{ report.disagreeing }</b>{ format!(" of {}", report.levels) }<span>{ format!(", line {}", words::needed(report)) }</span></>
    };
    let facts = [
        (what(Term::Competence, &competence), with_line(row.competence, THRESHOLDS.competence)),
        (what(Term::Desirability, "Desirability"), with_line(row.desirability, THRESHOLDS.desirability)),
        (what(Term::Telling, "Telling levels"), telling),
        (what(Term::Returns, "Perfect optimizer returns"), html! { <><b>{ number(least) }</b>{ " to " }<b>{ number(most) }</b></> }),
    ];
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
