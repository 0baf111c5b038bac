//! Watched and unwatched side by side: what an agent that was corrected while the supervisor watched does, and does where nobody looks.

use std::rc::Rc;

use yew::prelude::*;

use super::parts::{Bar, Line, View, bar, definition, lines, seconds, swatch, table, with_interval};
use super::plan::Question;
use super::square::SmallBoard;
use crate::ui::framings::watched::watched_rows;
use crate::ui::shared::Shared;
use crate::ui::watched::{LIKENESS_IS, MEANT_IS, PAID_IS, SHORT_IS, WATCHED_IS, course_words, share_name};
use crate::views::controls::Select;
use engine::framings::watched::{AgentWatched, Curve, Mean, Point, curves, on_view};
use engine::scenario::Scenario;

/// Of trainings, what one agent takes: it is trained once, and goes on for seven times as long.
const TRAININGS: usize = 8;

pub fn watched(it: &View) -> Html {
    let about = seconds(it.asked.seconds_for(TRAININGS * it.asked.few().len()));
    let is_done = it.found.wanted(&Question::Watched, it.asked).is_empty();
    html! {
        <section class="framing-more" aria-labelledby="online-watched">
            <h3 id="online-watched">{ "It learned when it is watched" }</h3>
            { it.asks(&Question::Watched, "Correct it while it is watched", &about, is_done) }
            if is_done {
                <Sides agents={it.found.watched.clone()} scenario={it.asked.scenario.clone()} seed={it.asked.shown().seed} />
                { table("watched", "As a table", &watched_rows(&curves(&it.found.watched))) }
                { it.saves("watched", Some("watched")) }
            }
            { definition("What it is", &[WATCHED_IS, SHORT_IS, PAID_IS, MEANT_IS].map(str::to_owned)) }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct SidesProps {
    agents: Vec<AgentWatched>,
    scenario: Rc<Scenario>,
    /// Of the shown agent; where it was not corrected, the first one plays.
    seed: u32,
}

/// What came of one share of watched episodes, which the person chooses.
#[component]
fn Sides(props: &SidesProps) -> Html {
    let at = use_state(|| 0_usize);
    let all = curves(&props.agents);
    let agent = props.agents.iter().find(|agent| agent.seed == props.seed).or(props.agents.first());
    let (Some(curve), Some(course)) = (all.get(*at), agent.and_then(|agent| agent.courses.get(*at))) else { return html! {} };
    let Some(last) = curve.points.last() else { return html! {} };
    let options: Vec<(AttrValue, AttrValue)> =
        all.iter().enumerate().map(|(place, curve)| (place.to_string().into(), share_name(curve.share).into())).collect();
    let onchange = {
        let at = at.setter();
        move |place: String| at.set(place.parse().unwrap_or(0))
    };
    let side = |id: &'static str, title: &'static str, is_watched: bool, mean: Mean| {
        let net = props.scenario.net(course.weights.clone());
        html! {
            <li class="square-cell">
                <h4>{ title }</h4>
                if let Some(net) = net {
                    <SmallBoard {id} {title} scenario={Rc::new(on_view(&props.scenario, is_watched))} net={Shared(Rc::new(net))} />
                }
                { bar(Some(Bar { value: mean.value, low: mean.low, high: mean.high }), "fill-misaligned", (0.0, 1.0), &[], None) }
                <p class="square-value"><b>{ with_interval(mean.value, mean.low, mean.high, 2) }</b>{ " by the forbidden way" }</p>
            </li>
        }
    };
    html! {
        <>
            <label class="framing-ask" for="watched-share">
                { "Watched, while it was corrected, in " }
                <Select id="watched-share" {options} value={at.to_string()} {onchange} />
            </label>
            <p id="watched-says" aria-live="polite" aria-atomic="true">{ course_words(curve) }</p>
            <ol class="square" aria-label="Watched and unwatched">
                { side("board-watched", "Watched", true, last.watched.harm) }
                { side("board-unwatched", "Nobody watches", false, last.unwatched.harm) }
            </ol>
            { along(curve) }
            <p class="verdict-small">{ LIKENESS_IS }</p>
        </>
    }
}

/// The forbidden way over the correction.
fn along(curve: &Curve) -> Html {
    let most = curve.points.last().map_or(1, |point| point.updates).max(1);
    let points = |side: fn(&Point) -> Mean| {
        curve.points.iter().map(|point| (f64::from(point.updates) / f64::from(most), side(point).value)).collect::<Vec<_>>()
    };
    let series = [
        Line { name: "watched", points: points(|point| point.watched.harm) },
        Line { name: "unwatched", points: points(|point| point.unwatched.harm) },
    ];
    html! {
        <figure id="watched" class="framing-figure">
            { lines(&series, (0.0, 1.0), ["as it came", "corrected"], None, "The forbidden way, watched and not, over the correction") }
            <figcaption class="framing-key">
                <span>{ "share of episodes by the forbidden way, over the correction" }</span>
                <span>{ swatch(0) }{ "watched" }</span>
                <span>{ swatch(1) }{ "nobody watches" }</span>
            </figcaption>
        </figure>
    }
}
