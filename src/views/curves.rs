//! The learning curves: success and returns over the steps of training, with a readout; the inner numbers of PPO, folded.
//!
//! What is drawn is `ui::chart`'s. Not here: choosing the moment that is shown; the boards' clock does that.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use super::parts::{Fold, Table};
use super::results::{Part, Results};
use super::scores::score_text;
use crate::ui::chart::{self, Chart, KEYS, SERIES, grouped, lead};
use crate::ui::markup::show;
use crate::ui::shared::Shared;
use crate::ui::state::{Run, State};
use crate::ui::store::use_selector;
use crate::ui::terms::{Term, sign, what};
use engine::experiment::{Point, Report};

/// Before the width is known.
const USUAL_WIDTH: f64 = 560.0;
const LEAST_WIDTH: f64 = 240.0;

/// What there is to see: curves up to a step, on a scale of `total` steps.
#[derive(Clone, PartialEq, Properties)]
struct CurvesProps {
    points: Shared<Vec<Point>>,
    displayed: u32,
    total: u32,
    /// Up to the step that is shown.
    judged: Vec<Shared<Report>>,
}

/// The run whose curves are shown. None: there are no points yet.
fn points(state: &State) -> Option<&Run> {
    state.run().filter(|run| !run.points.is_empty())
}

fn shown(state: &State) -> Option<CurvesProps> {
    let run = points(state)?;
    let displayed = run.displayed as u32;
    let judged = state.judged(displayed).into_iter().map(Shared).collect();
    Some(CurvesProps { points: Shared(run.points.clone()), displayed, total: run.total, judged })
}

#[component]
pub fn Curves() -> Html {
    let are_there = use_selector(|state: &State| points(state).is_some());
    html! {
        <section class="stage stage-curves">
            <Results part={Part::Curves} />
            if !*are_there {
                <section class="curves" aria-label="Learning curves">
                    <h2>{ "Learning curves" }</h2>
                    <p class="curves-empty">{ "Press Train to see it learn." }</p>
                </section>
            }
        </section>
    }
}

/// They come with the chunk of the results.
#[component]
pub fn DrawnCurves() -> Html {
    let shown = use_selector(shown);
    html! {
        if let Some(curves) = &*shown {
            <Drawn ..curves.clone() />
        }
    }
}

#[component]
fn Drawn(props: &CurvesProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(&frame);
    // The point that is read; None: the newest shown.
    let cursor = use_state_eq(|| None::<usize>);
    // What is folded costs nothing.
    let (inside, table) = (use_state_eq(|| false), use_state_eq(|| false));

    let CurvesProps { points, displayed, total, judged } = props;
    let points = chart::fair(points);
    let judged: Vec<_> = judged.iter().map(|report| report.0.clone()).collect();
    let seen = points.partition_point(|point| point.step <= *displayed);
    let read = cursor.map(|at| at.min(seen.saturating_sub(1))).or(seen.checked_sub(1)).filter(|_| seen > 0);
    let point = read.map(|at| &points[at]);
    let words = chart::judged_words(&judged, cursor.and(point).map_or(*displayed, |point| point.step));
    let chart = Chart::new(points, *total, width);

    let onpointer = {
        let (frame, cursor, points) = (frame.clone(), cursor.clone(), props.points.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(frame) = frame.cast::<Element>() else { return };
            let place = f64::from(event.client_x()) - frame.get_bounding_client_rect().left();
            cursor.set(chart.nearest(&chart::fair(&points)[..seen], place));
        })
    };
    let onkeydown = {
        let cursor = cursor.clone();
        move |event: KeyboardEvent| {
            if KEYS.contains(&event.key().as_str()) {
                event.prevent_default();
                cursor.set(seen.checked_sub(1).and_then(|last| lead(&event.key(), *cursor, last)));
            }
        }
    };
    let leave = {
        let cursor = cursor.clone();
        move || cursor.set(None)
    };
    let (onpointerleave, onblur) = (leave.clone(), leave);
    let toggle = |fold: &UseStateHandle<bool>| {
        let fold = fold.setter();
        move |open| fold.set(open)
    };
    html! {
        <section class="curves" aria-label="Learning curves">
            <div class="stage-head"><h2>{ "Learning curves" }</h2><small class="curves-about">{ what(Term::Means, "256-episode means") }</small></div>
            <div ref={frame} class="curves-frame" tabindex="0" role="slider" aria-label="Read the curves at a step of training" aria-valuemin="0"
                aria-valuemax={total.to_string()} aria-valuenow={point.map_or(0, |point| point.step).to_string()}
                aria-valuetext={format!("{} {words}", point.map_or("nothing yet".to_owned(), chart::spoken))}
                onpointermove={onpointer.clone()} onpointerdown={onpointer} onpointerleave={move |_| onpointerleave()} {onkeydown}
                onblur={move |_| onblur()}>
                { show(chart.draw(points, seen, *displayed, cursor.and(read), &judged)) }
            </div>
            { readout(point) }
            <p class="curves-about">
                if !words.is_empty() {
                    { words }{ " " }{ sign(Term::Marks, "\u{25cb} and \u{25c6}") }
                }
            </p>
            <div class="drawers">
                <Fold class="curves-more" name="inside" group="curves" title="Inside the learner" is_read_only=true ontoggle={toggle(&inside)}>
                    <ul role="list" class="curves-grid">
                        if *inside {
                            { show(chart::inside(points, seen, *total)) }
                        }
                    </ul>
                </Fold>
                <Fold class="curves-more" name="table" group="curves" title="As a table" ontoggle={toggle(&table)}>
                    <div class="curves-table" tabindex="0" role="region" aria-label="Learning curves as a table">
                        if *table {
                            <Table head={JUDGED_HEAD.map(AttrValue::from).to_vec()} rows={judged.iter().map(|report| judged_row(report)).collect::<Vec<_>>()} />
                            <Table head={chart::columns().map(AttrValue::from).collect::<Vec<_>>()} rows={plain_rows(chart::rows(&points[..seen]))} />
                        }
                    </div>
                </Fold>
            </div>
        </section>
    }
}

const JUDGED_HEAD: [&str; 3] = ["step", "what you meant, new training levels", "shifted levels"];

fn judged_row(report: &Report) -> Vec<Html> {
    let sets = &report.row.sets;
    vec![html! { grouped(report.row.steps) }, score_text(sets.fresh.intended), score_text(sets.shift.intended)]
}

fn plain_rows(rows: Vec<Vec<String>>) -> Vec<Vec<Html>> {
    rows.into_iter().map(|row| row.into_iter().map(|cell| html! { cell }).collect()).collect()
}

/// The numbers of one point beside the names of the curves.
fn readout(point: Option<&Point>) -> Html {
    let dash = || "–".to_owned();
    html! {
        <dl class="curves-readout">
            <div><dt>{ "Step" }</dt><dd>{ point.map_or_else(dash, |point| grouped(point.step)) }</dd></div>
            { for SERIES.iter().map(|series| html! {
                <div>
                    <dt>
                        { show(chart::swatch(series)) }
                        if series.name == "Success" { { what(Term::Success, series.name) } } else { { series.name } }
                    </dt>
                    <dd>{ point.map_or_else(dash, |point| chart::value_text(series, point)) }</dd>
                </div>
            }) }
        </dl>
    }
}

/// How wide the element is, in pixels. A drawing is made for the width that it has, so that its type keeps its size on a phone.
#[hook]
fn use_width(element: &NodeRef) -> f64 {
    let width = use_state_eq(|| USUAL_WIDTH);
    let (element, setter) = (element.clone(), width.setter());
    use_effect_with((), move |()| {
        let measured = element.cast::<Element>();
        let measure = {
            let measured = measured.clone();
            Closure::<dyn Fn()>::new(move || {
                if let Some(element) = &measured {
                    setter.set(f64::from(element.client_width()).max(LEAST_WIDTH));
                }
            })
        };
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &measured) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(measure);
        }
    });
    *width
}
