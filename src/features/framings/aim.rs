//! What pulls it? Bars of the shown agent among the others and among nets before training, and lines over its training.

use std::fmt::Write as _;

use yew::prelude::*;

use super::mind::taken_out;
use super::parts::{Bar, Line, View, bar, definition, lines, swatch, table};
use super::plan::Question;
use crate::ui::chart::{KEYS, grouped, lead};
use crate::ui::framings::pull::{moment_rows, rows, rule_words};
use crate::ui::markup::show;
use crate::ui::pulls::{aim_of, event_name, nats, pull_words, silent_words, units_words};
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::ui::terms::{Term, what};
use engine::decimal::fixed;
use engine::framings::pulls::{AgentPulls, MomentPulls, PullReport, Silent};
use engine::framings::units::UnitMaps;

pub fn aim(it: &View) -> Html {
    let is_done = it.found.wanted(&Question::Pulls, it.asked).is_empty();
    html! {
        <>
            { it.asks(&Question::Pulls, "Measure what pulls it", "about a second", is_done) }
            if let Some(Ok(report)) = &it.found.pulls {
                <Pulls report={of(it, report)} />
                { definition("What a pull is", &rule_words()) }
                { table("pulls", "As a table", &rows(report, &seeds(it))) }
                { it.saves("pulls", Some("pulls")) }
                if let Some((_, moments)) = it.found.moments.as_ref().filter(|(seed, moments)| *seed == it.asked.shown().seed && moments.len() > 1) {
                    <section class="framing-more" aria-labelledby="aim-moments">
                        <h3 id="aim-moments">{ "Over its training" }</h3>
                        <Along report={of(it, report)} />
                        { table("pulls-over-training", "As a table", &moment_rows(report, moments)) }
                        { it.saves("pulls-over-training", Some("pulls-over-training")) }
                    </section>
                }
                { taken_out(it) }
                { units(it) }
            }
        </>
    }
}

fn seeds(it: &View) -> Vec<u32> {
    it.asked.agents.iter().map(|agent| agent.seed).collect()
}

/// What the bars and lines are drawn from.
#[derive(Clone, PartialEq)]
struct Shown {
    report: PullReport,
    moments: Vec<MomentPulls>,
    /// The shown agent, a place among the report's.
    at: usize,
    total: u32,
}

fn of(it: &View, report: &PullReport) -> Shown {
    let shown = it.asked.shown();
    let moments = it.found.moments.as_ref().filter(|(seed, _)| *seed == shown.seed);
    let moments = moments.map_or_else(Vec::new, |(_, moments)| moments.clone());
    Shown { report: report.clone(), moments, at: it.asked.shown, total: shown.moments.last().map_or(0, |(step, _)| *step) }
}

/// Its pulls at the moment that the page shows: of a moment that was measured, the last one before it.
fn at_moment(shown: &Shown, moment: Option<u32>) -> (&AgentPulls, Option<u32>) {
    let earlier = moment.and_then(|step| shown.moments.iter().rev().find(|of| of.step <= step).or(shown.moments.first()));
    match earlier {
        Some(of) if of.step < shown.total => (&of.pulls, Some(of.step)),
        _ => (&shown.report.agents[shown.at], None),
    }
}

/// The earlier moment of training that the page shows.
fn moment_of(state: &State) -> Option<u32> {
    state.moment().map(|(step, _)| *step)
}

#[derive(PartialEq, Properties)]
struct PullsProps {
    report: Shown,
}

#[component]
fn Pulls(props: &PullsProps) -> Html {
    let moment = use_selector(moment_of);
    let shown = &props.report;
    let report = &shown.report;
    let (agent, step) = at_moment(shown, *moment);
    let spreads: Vec<_> = (0..report.events.len()).map(|event| report.of_event(event)).collect();
    let drawn = agent.events.iter().filter_map(|of| of.pull).flat_map(|pull| [pull.low, pull.high]);
    let all = spreads.iter().flatten().flatten().flat_map(|spread| [spread.least, spread.most]).chain(drawn);
    let (least, most) = all.fold((0.0_f64, 1.0_f64), |(least, most), value| (least.min(value), most.max(value)));
    let line = |event: usize| {
        let pull = agent.events[event].pull;
        let untrained: Vec<f64> = report.untrained.iter().filter_map(|net| net.events[event].pull).map(|pull| pull.value).collect();
        let range = spreads[event][0].filter(|spread| spread.agents > 1);
        html! {
            <tr>
                <th scope="row">{ event_name(&report.events, &report.kinds, event) }</th>
                <td class="framing-wide">
                    { bar(pull.map(|pull| Bar { value: pull.value, low: pull.low, high: pull.high }), fill(agent, event), (least, most), &untrained, None) }
                    if let Some(range) = range {
                        { range_mark(range.least, range.most, (least, most)) }
                    }
                </td>
                <td>
                    { pull_words(pull) }
                    if let Some(range) = range {
                        <small>{ format!(" all: {} to {}", nats(range.least), nats(range.most)) }</small>
                    }
                </td>
                <td>{ aim_of(&agent.aims, event) }</td>
            </tr>
        }
    };
    let who = step.map_or_else(|| "The shown agent".to_owned(), |step| format!("The shown agent after {} steps", grouped(step)));
    html! {
        <figure id="pulls" class="framing-figure">
            <table class="verdict-evidence framing-bars">
                <caption>{ what(Term::Pull, "Pull") }{ format!(" of each event, in nats. {who}; o: nets before training; the thin line: all agents.") }</caption>
                <thead><tr>
                    <th scope="col">{ "Event" }</th><th scope="col"><span class="sr-only">{ "As a bar" }</span></th><th scope="col">{ "Pull" }</th>
                    <th scope="col">{ what(Term::FinalGoal, "Aim") }</th>
                </tr></thead>
                <tbody>{ for (0..report.events.len()).map(line) }</tbody>
            </table>
        </figure>
    }
}

fn fill(agent: &AgentPulls, event: usize) -> &'static str {
    match () {
        () if agent.aims.misaligned.contains(&event) => "fill-misaligned",
        () if agent.aims.finals.contains(&event) => "fill-intended",
        () => "fill-proxy",
    }
}

/// The range of all agents, below the bar.
fn range_mark(low: f64, high: f64, (least, most): (f64, f64)) -> Html {
    let at = |value: f64| fixed((value - least) / (most - least) * 100.0, 1);
    let mut out = "<svg class='verdict-bar framing-range' height='6' aria-hidden='true'>".to_owned();
    let _ = write!(out, "<line class='interval' x1='{}%' x2='{}%' y1='3' y2='3'/>", at(low), at(high));
    show(out + "</svg>")
}

/// Pulls over training; the cursor is the moment that the page shows, and moves it.
#[component]
fn Along(props: &PullsProps) -> Html {
    let (dispatch, moment) = (use_dispatch(), use_selector(moment_of));
    let Shown { report, moments, total, .. } = &props.report;
    let at = |step: u32| f64::from(step) / f64::from((*total).max(1));
    let series: Vec<Line> = report
        .events
        .iter()
        .enumerate()
        .map(|(event, of)| Line {
            name: &of.feature,
            points: moments.iter().filter_map(|moment| Some((at(moment.step), moment.pulls.events[event].pull?.value))).collect(),
        })
        .collect();
    let values = series.iter().flat_map(|line| &line.points).map(|(_, value)| *value);
    let (least, most) = values.fold((0.0_f64, 1.0_f64), |(least, most), value| (least.min(value), most.max(value)));
    let read = moment.map_or(moments.len() - 1, |step| moments.iter().rposition(|of| of.step <= step).unwrap_or(0));
    let steps: Vec<u32> = moments.iter().map(|moment| moment.step).collect();
    let onkeydown = {
        let (dispatch, steps) = (dispatch.clone(), steps.clone());
        move |event: KeyboardEvent| {
            let key = event.key();
            if KEYS.contains(&key.as_str()) && key != "Escape" {
                event.prevent_default();
                if let Some(at) = lead(&key, Some(read), steps.len() - 1) {
                    dispatch.emit(Action::Scrub(steps[at]));
                }
            }
        }
    };
    let onclick = move |event: MouseEvent| {
        let Some(frame) = event.target_dyn_into::<web_sys::Element>().and_then(|target| target.closest(".framing-frame").ok()?) else {
            return;
        };
        let place = frame.get_bounding_client_rect();
        let part = super::parts::place_of((f64::from(event.client_x()) - place.left()) / place.width().max(1.0));
        let nearest =
            steps.iter().min_by(|one, other| (at_of(**one, &steps) - part).abs().total_cmp(&(at_of(**other, &steps) - part).abs()));
        if let Some(step) = nearest {
            dispatch.emit(Action::Scrub(*step));
        }
    };
    let value = |event: usize| pull_words(moments[read].pulls.events[event].pull);
    let words: Vec<String> =
        (0..report.events.len()).map(|event| format!("{} {}", event_name(&report.events, &report.kinds, event), value(event))).collect();
    html! {
        <figure id="pulls-over-training" class="framing-figure">
            <div class="framing-frame" tabindex="0" role="slider" aria-label="Moment of training" aria-valuemin="0" aria-valuemax={total.to_string()}
                aria-valuenow={moments[read].step.to_string()} aria-valuetext={format!("after {} steps: {}", grouped(moments[read].step), words.join(", "))}
                {onkeydown} {onclick}>
                { lines(&series, (least, most), ["untrained", "trained"], Some(at(moments[read].step)), "Pulls over training, in nats") }
            </div>
            <figcaption class="framing-key">
                <span>{ format!("After {} steps:", grouped(moments[read].step)) }</span>
                { for words.iter().enumerate().map(|(event, words)| html! { <span>{ swatch(event) }{ words }</span> }) }
            </figcaption>
        </figure>
    }
}

/// Of the last of these steps.
fn at_of(step: u32, steps: &[u32]) -> f64 {
    f64::from(step) / f64::from(steps.last().copied().unwrap_or(1).max(1))
}

fn units(it: &View) -> Html {
    html! {
        <section class="framing-more" aria-labelledby="aim-units">
            <h3 id="aim-units">{ "What single units respond to" }</h3>
            { it.asks(&Question::Units, "Draw the units", "a moment", it.found.units.is_some()) }
            if let Some((_, maps)) = &it.found.units {
                { units_of(maps) }
            }
        </section>
    }
}

fn units_of(maps: &Result<UnitMaps, Silent>) -> Html {
    match maps {
        Err(silent) => html! { <p>{ silent_words(*silent) }</p> },
        Ok(maps) => html! {
            <>
                <p>{ units_words(maps) }</p>
                <div class="units" role="img" aria-label={format!("{} maps of one unit each", maps.units.len())}>{ show(drawn(maps)) }</div>
            </>
        },
    }
}

/// All maps, one small drawing each.
fn drawn(maps: &UnitMaps) -> String {
    let mut out = String::new();
    for (number, unit) in maps.units.iter().enumerate() {
        let most = unit.on.iter().flatten().fold(0.0_f32, |most, on| most.max(on.abs()));
        let _ = write!(out, "<svg class='unit' viewBox='0 0 {} {}'><title>Unit {}</title>", maps.width, maps.height, number + 1);
        for (cell, on) in unit.on.iter().enumerate() {
            if let Some(on) = on {
                let part = if most > 0.0 { on.abs() / most } else { 0.0 };
                let (x, y) = (cell % maps.width.max(1), cell / maps.width.max(1));
                let _ = write!(out, "<rect x='{x}' y='{y}' width='1' height='1' fill-opacity='{}'/>", fixed(f64::from(part), 2));
            }
        }
        out += "</svg>";
    }
    out
}
