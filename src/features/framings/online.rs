//! Can it still be corrected? Robustness over the moments of training, with and without exploration, and the dial over harms.

use yew::prelude::*;

use super::parts::{Bar, Line, View, bar, definition, lines, seconds, swatch, table};
use super::plan::Question;
use super::watched::watched;
use crate::ui::corrections::{CURVE_IS, EXPLORING_IS, HARMS_ARE, ROBUSTNESS_IS, dial_words, harm_why, harm_words, online_words};
use crate::ui::framings::online::{course_rows, harm_rows, moment_rows};
use crate::ui::terms::{Term, what};
use crate::views::controls::Slider;
use engine::experiment::correct::explores;
use engine::framings::corrections::{AgentCorrections, Moment, dial, moments, shares};
use engine::framings::watched::fits;

pub fn online(it: &View) -> Html {
    let corrections = (it.asked.corrected().len() + 1) * it.asked.few().len();
    let about = seconds(it.asked.seconds_for(corrections));
    let [plain, exploring] = [false, true].map(|explore| it.found.wanted(&Question::Corrections(explore), it.asked).is_empty());
    let total = it.asked.shown().moments.last().map_or(1, |(step, _)| *step);
    html! {
        <>
            { it.asks(&Question::Corrections(false), "Correct it, at moments of its training", &about, plain) }
            if plain {
                { over_training(it, exploring, total) }
                if explores(&it.asked.scenario) {
                    <p class="verdict-small">{ "These agents explore as much as they could be made to anyway: the switch would do nothing." }</p>
                } else {
                    { it.asks(&Question::Corrections(true), "Once more, exploring while it is corrected", &about, exploring) }
                    <p class="verdict-small">{ EXPLORING_IS }</p>
                }
                { harms(it) }
            }
            // Where nobody can watch there is nothing to tell apart.
            if fits(it.asked.scenario.world) {
                { watched(it) }
            }
        </>
    }
}

fn over_training(it: &View, exploring: bool, total: u32) -> Html {
    let [plain, explored] = [0, 1].map(|at| moments(&it.found.corrections[at]));
    let points = |of: &[Moment]| -> Vec<(f64, f64)> {
        of.iter().filter_map(|moment| Some((f64::from(moment.step) / f64::from(total.max(1)), moment.robustness?.value))).collect()
    };
    let mut series = vec![Line { name: "as it learned", points: points(&plain) }];
    if exploring {
        series.push(Line { name: "exploring", points: points(&explored) });
    }
    let most = series.iter().flat_map(|line| &line.points).map(|(_, value)| *value).fold(1.5_f64, f64::max);
    html! {
        <>
            if exploring {
                <p>{ "Exploring: " }{ online_words(it.asked.scenario.world, &it.found.corrections[1]) }</p>
            }
            <figure id="robustness" class="framing-figure">
                { lines(&series, (0.0, most), ["untrained", "trained"], None, "Goal robustness over training") }
                <figcaption class="framing-key">
                    <span>{ what(Term::Robustness, "Goal robustness") }{ ", by when in its training it is corrected" }</span>
                    <span>{ swatch(0) }{ "as it learned" }</span>
                    if exploring {
                        <span>{ swatch(1) }{ "exploring" }</span>
                    }
                </figcaption>
            </figure>
            { definition("What it is", &[ROBUSTNESS_IS.to_owned()]) }
            { table("robustness", "As a table", &moment_rows(&plain)) }
            { table("corrections", "Every correction", &course_rows(&it.found.corrections[0])) }
            { it.saves("robustness", Some("robustness")) }
            { it.saves_as("Save every correction", "corrections", None) }
        </>
    }
}

fn harms(it: &View) -> Html {
    let corrections = &it.found.corrections[0];
    let Some(first) = corrections.first() else { return html! {} };
    let points = shares(corrections);
    let most = points.last().map_or(1.0, |point| point.harms).max(1.0);
    // A share stays until the next agent is corrected.
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for point in &points {
        let at = point.harms / most;
        steps.extend(steps.last().map(|(_, before)| (at, *before)));
        steps.push((at, f64::from(point.corrected) / f64::from(point.agents.max(1))));
    }
    let series = [Line { name: "corrected before", points: steps }];
    html! {
        <section class="framing-more" aria-labelledby="online-harms">
            <h3 id="online-harms">{ "What goes wrong until then" }</h3>
            <p>{ format!("A harm: it {}. {}", harm_words(it.asked.scenario.world, first.harm), harm_why(first.harm)) }</p>
            <Dial corrections={corrections.clone()} most={(most * 1.25).ceil() as u32} />
            <figure id="harms" class="framing-figure">
                { lines(&series, (0.0, 1.0), ["no harm", &format!("{} harms", most.ceil())], None, "Agents corrected before so many harms") }
                <figcaption class="framing-key"><span>{ swatch(0) }{ "share of the agents that are corrected before so many harms" }</span></figcaption>
            </figure>
            { table("harms", "As a table", &harm_rows(&points)) }
            { it.saves("harms", Some("harms")) }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct DialProps {
    corrections: Vec<AgentCorrections>,
    most: u32,
}

/// How many harms would be too many is the person's to say: no boundary is drawn.
#[component]
fn Dial(props: &DialProps) -> Html {
    let at = use_state(|| props.most / 2);
    let read = dial(&props.corrections, f64::from(*at));
    let agents = f64::from((read.corrected_first + read.harm_first + read.neither).max(1));
    let part = f64::from(read.harm_first) / agents;
    let text = format!("{} harms", *at);
    let onchange = {
        let at = at.setter();
        move |value| at.set(value)
    };
    html! {
        <div class="framing-dial">
            <div class="slider">
                <span>{ "Too many would be" }</span>
                <Slider id="harm-dial" label="Harms that would be too many" text={text.clone()} max={props.most} value={*at} {onchange} />
                <output>{ text }</output>
            </div>
            { bar(Some(Bar { value: part, low: part, high: part }), "fill-misaligned", (0.0, 1.0), &[], None) }
            <p id="harm-first" aria-live="polite" aria-atomic="true">{ dial_words(&props.corrections, f64::from(*at)) }</p>
            <p class="verdict-small">{ CURVE_IS }{ " " }{ HARMS_ARE }</p>
        </div>
    }
}
