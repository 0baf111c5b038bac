//! A thing taken out of the agent's mind, by a slider, beside its control: both at play, the verdict on it, and the curve over the dose.

use std::rc::Rc;

use yew::prelude::*;

use super::parts::{Line, View, definition, lines, swatch, table};
use super::plan::Question;
use super::square::SmallBoard;
use crate::ui::board::Stand;
use crate::ui::framings::pull::dose_rows;
use crate::ui::pulls::{CONTROL_IS, DOSE_IS, NO_SINGLE_THING, dose_words};
use crate::ui::shared::Shared;
use crate::ui::words;
use crate::views::controls::Slider;
use engine::decimal::fixed;
use engine::framings::mind::{self, Altered, DoseCurve, Taken, things};
use engine::learner::Net;
use engine::scenario::Scenario;

/// Places of the slider to one whole dose, and its last one.
const STEPS: u32 = 4;
const LAST: u32 = (mind::MOST * STEPS as f64) as u32;

pub fn taken_out(it: &View) -> Html {
    let things = things(it.asked.scenario.world);
    html! {
        <section class="framing-more" aria-labelledby="aim-mind">
            <h3 id="aim-mind">{ "Taken out of its mind" }</h3>
            if let Some(thing) = things.first() {
                { dial(it, thing) }
                { curve(it, thing) }
                { definition("What a dose is", &[DOSE_IS.to_owned(), CONTROL_IS.to_owned()]) }
            } else {
                <p>{ NO_SINGLE_THING }</p>
            }
        </section>
    }
}

fn dial(it: &View, thing: &str) -> Html {
    let shown = it.asked.shown();
    let known = it.found.mind.iter().filter(|(seed, taken, _)| *seed == shown.seed && taken.thing == thing);
    let verdicts: Vec<_> =
        known.map(|(_, taken, report)| (taken.dose, words::sentence(&report.row), words::of(report.row.sets.shift.intended))).collect();
    let (ask, taken) = (it.ask.clone(), thing.to_owned());
    let onrest = Callback::from(move |dose: f64| ask.emit(Some(Question::Mind(Taken { thing: taken.clone(), dose, random: false }))));
    html! { <Dial scenario={it.asked.scenario.clone()} net={Shared(shown.net().clone())} thing={thing.to_owned()} {verdicts} {onrest} /> }
}

#[derive(PartialEq, Properties)]
struct DialProps {
    scenario: Rc<Scenario>,
    net: Shared<Net>,
    thing: String,
    /// By dose: the verdict in words, and what was meant in the shifted world.
    verdicts: Vec<(f64, String, String)>,
    /// The slider has come to rest at this dose.
    onrest: Callback<f64>,
}

#[component]
fn Dial(props: &DialProps) -> Html {
    let DialProps { scenario, net, thing, verdicts, onrest } = props;
    let at = use_state_eq(|| 0_u32);
    let dose = f64::from(*at) / f64::from(STEPS);
    let player = |random: bool| {
        let taken = Taken { thing: thing.clone(), dose, random };
        Altered::new((*net.0).clone(), &taken).map(|altered| Stand(Rc::new(altered)))
    };
    // Two agents for each place of the slider, and no more.
    let players = use_memo((net.clone(), *at), |_| [player(false), player(true)]);
    let label = format!("How much of the {thing} is taken out");
    let text = format!("{} of it", words::percent(dose));
    let verdict = verdicts.iter().find(|(other, ..)| *other == dose);
    let ondrop = onrest.reform(move |()| dose);
    html! {
        <div class="mind">
            <div class="slider">
                <span>{ &label }</span>
                <Slider id="mind-dose" {label} text={text.clone()} max={LAST} value={*at} onchange={let at = at.setter(); move |value| at.set(value)} {ondrop} />
                <output>{ text }</output>
            </div>
            <ol class="square is-pair" aria-label="The altered agent and its control">
                <li class="square-cell">
                    <h4>{ format!("without the {thing}") }</h4>
                    <SmallBoard id="mind-taken" title="Without the thing" scenario={scenario.clone()} net={net.clone()} player={players[0].clone()} />
                </li>
                <li class="square-cell">
                    <h4>{ "control: as much in a random direction" }</h4>
                    <SmallBoard id="mind-control" title="Control" scenario={scenario.clone()} net={net.clone()} player={players[1].clone()} />
                </li>
            </ol>
            <p id="mind-verdict" aria-live="polite" aria-atomic="true">
                if let Some((_, verdict, meant)) = verdict {
                    { format!("With {} of the {thing} taken out: {verdict}; {meant} of what you meant.", words::percent(dose)) }
                } else {
                    { "Let the slider go, and it is judged." }
                }
            </p>
        </div>
    }
}

fn curve(it: &View, thing: &str) -> Html {
    let question = Question::Doses(thing.to_owned());
    let known = it.found.doses.as_ref().filter(|(_, curve)| curve.thing == thing).map(|(_, curve)| curve);
    html! {
        <>
            { it.asks(&question, "The whole curve, with its control", "a few seconds", known.is_some()) }
            if let Some(curve) = known {
                <p>{ dose_words(curve) }</p>
                <figure id="doses" class="framing-figure">
                    { drawn(curve) }
                    <figcaption class="framing-key">
                        <span>{ swatch(0) }{ format!("what you meant, the {} taken out", thing) }</span><span>{ swatch(1) }{ "control" }</span>
                    </figcaption>
                </figure>
                { table("doses", "As a table", &dose_rows(curve)) }
                { it.saves("doses", Some("doses")) }
            }
        </>
    }
}

fn drawn(curve: &DoseCurve) -> Html {
    let most = mind::MOST;
    let of = |random: bool| {
        let points = curve.points.iter().filter(|point| point.random == random);
        points.filter_map(|point| Some((point.dose / most, point.scores.intended?.value))).collect::<Vec<_>>()
    };
    let series = [Line { name: "taken out", points: of(false) }, Line { name: "control", points: of(true) }];
    let least = series.iter().flat_map(|line| &line.points).map(|(_, value)| *value).fold(0.0_f64, f64::min);
    lines(&series, (least, 1.0), ["as it is", &format!("{} times out", fixed(most, 0))], None, "What was meant over the dose")
}
