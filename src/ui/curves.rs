//! The learning curves: success and returns over the steps of training, with a readout; the inner numbers of PPO, folded.
//!
//! Not here: choosing the moment that is shown; the boards' clock does that. Questionable decision: the scales follow all that
//! is known, not only what is revealed, so that nothing jumps while a replay runs.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

use crate::math::insertion_sort;
use crate::protocol::Point;

#[derive(Properties, PartialEq)]
pub struct CurvesProps {
    pub points: Rc<Vec<Point>>,
    /// Curves are shown up to here.
    pub displayed_step: u32,
    pub total: u32,
}

struct Series {
    /// As at the end of its line.
    label: &'static str,
    /// As in the readout.
    name: &'static str,
    class: &'static str,
    /// Whether it is a share of episodes, and so on the left scale.
    share: bool,
    value: fn(&Point) -> f32,
}

/// Widest line first: where curves coincide, all three can still be seen.
const SERIES: [Series; 3] = [
    Series { label: "success", name: "Success", class: "curve-success", share: true, value: |point| point.success },
    Series { label: "training reward", name: "Training reward", class: "curve-reward", share: false, value: |point| point.episodic_return },
    Series { label: "intended goal", name: "Intended goal", class: "curve-intended", share: false, value: |point| point.intended_return },
];

struct Inner {
    name: &'static str,
    doc: &'static str,
    value: fn(&Point) -> f32,
}

/// Under the names that every reader of reinforcement learning knows.
const INNER: [Inner; 8] = [
    Inner { name: "policy_loss", doc: "The clipped objective of the policy.", value: |point| point.policy_loss },
    Inner { name: "value_loss", doc: "How far the critic's guesses are off, squared.", value: |point| point.value_loss },
    Inner { name: "entropy", doc: "How undecided the policy is; high is random.", value: |point| point.entropy },
    Inner { name: "approx_kl", doc: "How far one update moved the policy.", value: |point| point.approx_kl },
    Inner { name: "clipfrac", doc: "Share of the samples that the clipping held back.", value: |point| point.clipfrac },
    Inner {
        name: "explained_variance",
        doc: "How much of the returns the critic foresees; 1 is all.",
        value: |point| point.explained_variance,
    },
    Inner { name: "learning_rate", doc: "The size of a step of the optimizer.", value: |point| point.learning_rate },
    Inner { name: "episodic_length", doc: "Steps of an episode.", value: |point| point.episodic_length },
];

/// More points than these cannot be told apart on a line.
const MAX_POINTS: usize = 200;
/// Rows of the table.
const MAX_ROWS: usize = 40;

const HEIGHT: f64 = 164.0;
/// Room for the names of the scales, when there are two.
const TOP: f64 = 26.0;
const BOTTOM: f64 = 30.0;
const LEFT: f64 = 48.0;
/// Room for the labels at the ends of the lines.
const LABELS: f64 = 112.0;
/// Below this width the lines need all the room, and the readout under them is their key.
const LABELED_WIDTH: f64 = 400.0;
/// Episodes behind a mean before it is drawn. At first only the short ones have finished, and those are the lucky ones: a curve
/// from the first update on would begin at a false 100 %. One episode in each of the usual 64 environments is a guess that does.
const FAIR_EPISODES: u32 = 64;
/// Room for the scale of the returns, left of the other.
const SCALE: f64 = 60.0;
/// Between the lines of the grid; even, so that a half has its line.
const INTERVALS: usize = 4;
/// Least distance of two labels.
const LABEL_LINE: f64 = 16.0;

#[component]
pub fn Curves(props: &CurvesProps) -> Html {
    let frame = use_node_ref();
    // The drawing is made for the width that it has, so that its type keeps its size on a phone.
    let width = use_state(|| 560.0);
    // The point that is read; None: the newest shown.
    let cursor = use_state(|| None::<usize>);
    let inner_open = use_state(|| false);
    let table_open = use_state(|| false);

    let empty = props.points.is_empty();
    use_effect_with(empty, {
        let (frame, width) = (frame.clone(), width.clone());
        move |_| {
            let watch = frame.cast::<Element>().map(|frame| {
                let measured = frame.clone();
                WidthWatch::start(&frame, move || width.set(f64::from(measured.client_width()).max(240.0)))
            });
            move || drop(watch)
        }
    });

    if empty {
        return html! {
            <section class="curves" aria-label="Learning curves">
                <h3>{ "Learning curves" }</h3>
                <p class="curves-empty">{ "Press Train to see it learn." }</p>
            </section>
        };
    }

    // Episodes only ever add up, so the unfair points all stand at the front.
    let points = &props.points[props.points.partition_point(|point| point.episodes < FAIR_EPISODES)..];
    let shown = points.partition_point(|point| point.step <= props.displayed_step);
    let revealed = &points[..shown];
    let chart = Chart::new(points, props.total, *width);
    let read = cursor.map(|at| at.min(shown.saturating_sub(1))).or(shown.checked_sub(1)).filter(|_| shown > 0);

    let move_to = {
        let cursor = cursor.clone();
        let x = (chart.left, chart.right);
        let (points, total) = (points.to_vec(), chart.total);
        let frame = frame.clone();
        Callback::from(move |event: PointerEvent| {
            let Some(frame) = frame.cast::<Element>() else { return };
            let at = f64::from(event.client_x()) - frame.get_bounding_client_rect().left();
            let step = ((at - x.0) / (x.1 - x.0)).clamp(0.0, 1.0) * total;
            let after = points[..shown].partition_point(|point| f64::from(point.step) < step);
            // Of the points on both sides, the nearer one.
            let nearest = match after.checked_sub(1) {
                Some(before) if after >= shown || step - f64::from(points[before].step) <= f64::from(points[after].step) - step => before,
                _ => after,
            };
            cursor.set((shown > 0).then_some(nearest));
        })
    };
    let onpointerleave = {
        let cursor = cursor.clone();
        Callback::from(move |_: PointerEvent| cursor.set(None))
    };
    let onblur = {
        let cursor = cursor.clone();
        Callback::from(move |_: FocusEvent| cursor.set(None))
    };
    let onkeydown = {
        let cursor = cursor.clone();
        Callback::from(move |event: KeyboardEvent| {
            let Some(last) = shown.checked_sub(1) else { return };
            let at = cursor.unwrap_or(last).min(last);
            let page = (shown / 10).max(1);
            let to = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
                "ArrowRight" | "ArrowUp" => at + 1,
                "PageDown" => at.saturating_sub(page),
                "PageUp" => at + page,
                "Home" => 0,
                "End" => last,
                "Escape" => return cursor.set(None),
                _ => return,
            };
            event.prevent_default();
            cursor.set(Some(to.min(last)));
        })
    };

    html! {
        <section class="curves" aria-label="Learning curves">
            <h3>{ "Learning curves" }</h3>
            <p class="curves-about">
                { "Means of the last 256 training episodes." }
            </p>
            <div
                class="curves-frame"
                ref={frame}
                tabindex="0"
                role="slider"
                aria-label="Read the curves at a step of training"
                aria-valuemin="0"
                aria-valuemax={props.total.to_string()}
                aria-valuenow={read.map_or(0, |at| points[at].step).to_string()}
                aria-valuetext={read.map_or("nothing yet".to_owned(), |at| spoken(&points[at]))}
                onpointermove={move_to.clone()}
                onpointerdown={move_to}
                {onpointerleave}
                {onkeydown}
                {onblur}
            >
                { chart.view(points, revealed, props.displayed_step, *cursor) }
            </div>
            { readout(read.map(|at| &points[at])) }
            <details class="curves-more fold" ontoggle={follow(&inner_open)}>
                <summary>{ "Inside PPO" }</summary>
                if *inner_open {
                    <ul role="list" class="curves-grid">
                        { for INNER.iter().map(|inner| small(inner, points, revealed, chart.total)) }
                    </ul>
                }
            </details>
            <details class="curves-more fold" ontoggle={follow(&table_open)}>
                <summary>{ "As a table" }</summary>
                if *table_open {
                    { table(revealed) }
                }
            </details>
        </section>
    }
}

/// Keeps a state in step with a `<details>`, so that what is folded costs nothing.
fn follow(open: &UseStateHandle<bool>) -> Callback<Event> {
    let open = open.clone();
    Callback::from(move |event: Event| open.set(event.target_unchecked_into::<Element>().has_attribute("open")))
}

/// Geometry of the main chart, in pixels.
struct Chart {
    width: f64,
    left: f64,
    right: f64,
    total: f64,
    /// The scale of the returns, when they do not fit beside the success.
    returns: Option<(f64, f64)>,
}

impl Chart {
    fn new(points: &[Point], total: u32, width: f64) -> Chart {
        let values = || points.iter().flat_map(|point| SERIES.iter().filter(|series| !series.share).map(|series| (series.value)(point)));
        let returns = range(values()).filter(|(low, high)| *low < 0.0 || *high > 1.0).map(|(low, high)| scale(low, high));
        let total = f64::from(total.max(points.last().map_or(0, |point| point.step)).max(1));
        let left = LEFT + if returns.is_some() { SCALE } else { 0.0 };
        let labels = if width < LABELED_WIDTH { 8.0 } else { LABELS };
        Chart { width, left, right: width - labels, total, returns }
    }

    fn is_labeled(&self) -> bool {
        self.width >= LABELED_WIDTH
    }

    fn x(&self, step: f64) -> f64 {
        self.left + (self.right - self.left) * (step / self.total).clamp(0.0, 1.0)
    }

    fn y(&self, series: &Series, value: f64) -> f64 {
        let (low, high) = self.returns.filter(|_| !series.share).unwrap_or((0.0, 1.0));
        height_of(value, low, high)
    }

    fn view(&self, points: &[Point], revealed: &[Point], displayed_step: u32, cursor: Option<usize>) -> Html {
        let floor = HEIGHT - BOTTOM;
        let steps = ticks(0.0, self.total, if self.right - self.left < 300.0 { 3 } else { 5 });
        let ends: Vec<(f64, f64)> = SERIES
            .iter()
            .filter_map(|series| {
                let (step, value) = end_of(series.value, points, revealed.len(), displayed_step)?;
                Some((self.x(step), self.y(series, value)))
            })
            .collect();
        let labels = spread(&ends.iter().map(|(_, y)| *y).collect::<Vec<_>>());
        let read = cursor.and_then(|at| revealed.get(at.min(revealed.len().saturating_sub(1))));
        html! {
            <svg class="curves-chart" width={px(self.width)} height={px(HEIGHT)} viewBox={format!("0 0 {} {}", px(self.width), px(HEIGHT))} aria-hidden="true">
                if self.returns.is_some() {
                    <text class="curves-tick" x={px(self.left - SCALE - 8.0)} y="12" text-anchor="end">{ "return" }</text>
                    <text class="curves-tick" x={px(self.left - 8.0)} y="12" text-anchor="end">{ "success" }</text>
                }
                { for (0..=INTERVALS).step_by(if self.returns.is_some() { 1 } else { INTERVALS / 2 }).map(|i| {
                    let share = i as f64 / INTERVALS as f64;
                    let y = height_of(share, 0.0, 1.0);
                    html! {
                        <>
                            <line class="curves-grid-line" x1={px(self.left)} x2={px(self.right)} y1={px(y)} y2={px(y)} />
                            <text class="curves-tick" x={px(self.left - 8.0)} y={px(y)} dy="0.32em" text-anchor="end">
                                { if self.returns.is_some() { format!("{} %", share * 100.0) } else { short(share) } }
                            </text>
                            if let Some((low, high)) = self.returns {
                                <text class="curves-tick" x={px(self.left - SCALE - 8.0)} y={px(y)} dy="0.32em" text-anchor="end">
                                    { short(low + (high - low) * share) }
                                </text>
                            }
                        </>
                    }
                }) }
                { for steps.iter().map(|&step| html! {
                    <>
                        <line class="curves-grid-line" x1={px(self.x(step))} x2={px(self.x(step))} y1={px(floor)} y2={px(floor + 4.0)} />
                        <text class="curves-tick" x={px(self.x(step))} y={px(floor + 20.0)} text-anchor="middle">
                            { if step == 0.0 { "0 steps".to_owned() } else { thousands(step) } }
                        </text>
                    </>
                }) }
                { for SERIES.iter().map(|series| {
                    let mut line = thin(series.value, revealed);
                    line.extend(end_of(series.value, points, revealed.len(), displayed_step));
                    let place = |&(step, value): &(f64, f64)| format!("{} {}", px(self.x(step)), px(self.y(series, value)));
                    html! { <polyline class={classes!("curve", series.class)} points={line.iter().map(place).collect::<Vec<_>>().join(" ")} /> }
                }) }
                { for SERIES.iter().zip(ends.iter().zip(&labels)).map(|(series, (&(x, y), &label))| html! {
                    <>
                        if self.is_labeled() && (y - label).abs() > 3.0 {
                            <line class={classes!("curve-leader", series.class)} x1={px(x + 4.0)} y1={px(y)} x2={px(x + 9.0)} y2={px(label)} />
                        }
                        <circle class={classes!("curve-dot", series.class)} cx={px(x)} cy={px(y)} r="3.5" />
                        if self.is_labeled() {
                            <text class="curves-label" x={px(x + 12.0)} y={px(label)} dy="0.32em">{ series.label }</text>
                        }
                    </>
                }) }
                if let Some(point) = read {
                    <line class="curves-cursor" x1={px(self.x(point.step.into()))} x2={px(self.x(point.step.into()))} y1={px(TOP)} y2={px(floor)} />
                    { for SERIES.iter().filter(|series| (series.value)(point).is_finite()).map(|series| html! {
                        <circle class={classes!("curve-dot", series.class)} cx={px(self.x(point.step.into()))} cy={px(self.y(series, (series.value)(point).into()))} r="4" />
                    }) }
                }
            </svg>
        }
    }
}

fn height_of(value: f64, low: f64, high: f64) -> f64 {
    HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - low) / (high - low)
}

/// (step, value) of the shown points, at most [`MAX_POINTS`]; what is not a number is left out.
fn thin(value: fn(&Point) -> f32, shown: &[Point]) -> Vec<(f64, f64)> {
    // By index from the start: a point that was drawn stays while others come.
    let stride = shown.len().div_ceil(MAX_POINTS).max(1);
    let last = shown.len().saturating_sub(1);
    let kept = shown.iter().enumerate().filter(|(i, _)| i % stride == 0 || *i == last);
    kept.map(|(_, point)| (f64::from(point.step), f64::from(value(point)))).filter(|(_, value)| value.is_finite()).collect()
}

/// Where the line ends at the displayed step, between two points if it must be. None: nothing to show yet.
fn end_of(value: fn(&Point) -> f32, points: &[Point], shown: usize, displayed_step: u32) -> Option<(f64, f64)> {
    let last = points.get(shown.checked_sub(1)?)?;
    let (step, from) = (f64::from(last.step), f64::from(value(last)));
    if !from.is_finite() {
        return None;
    }
    let Some(next) = points.get(shown).filter(|next| value(next).is_finite()) else { return Some((step, from)) };
    let part = (f64::from(displayed_step) - step) / (f64::from(next.step) - step).max(1.0);
    Some((f64::from(displayed_step), from + (f64::from(value(next)) - from) * part))
}

/// Heights for labels that want to stand at `wanted`, none on another and none outside.
fn spread(wanted: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    insertion_sort(&mut order, |&a, &b| wanted[a] < wanted[b]);
    let mut placed = wanted.to_vec();
    // Down from the top, then up from the floor.
    let mut free = TOP;
    for &i in &order {
        placed[i] = placed[i].max(free);
        free = placed[i] + LABEL_LINE;
    }
    let mut free = HEIGHT - BOTTOM;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(free);
        free = placed[i] - LABEL_LINE;
    }
    placed
}

fn readout(point: Option<&Point>) -> Html {
    html! {
        <dl class="curves-readout">
            <div><dt>{ "Step" }</dt><dd>{ point.map_or("–".to_owned(), |point| grouped(point.step)) }</dd></div>
            { for SERIES.iter().map(|series| html! {
                <div>
                    <dt>
                        <svg class="curves-swatch" width="26" height="8" viewBox="0 0 26 8" aria-hidden="true">
                            <line class={classes!("curve", series.class)} x1="2" x2="24" y1="4" y2="4" />
                        </svg>
                        { series.name }
                    </dt>
                    <dd>{ point.map_or("–".to_owned(), |point| value_text(series, point)) }</dd>
                </div>
            }) }
        </dl>
    }
}

fn spoken(point: &Point) -> String {
    let values: Vec<String> = SERIES.iter().map(|series| format!("{} {}", series.label, value_text(series, point))).collect();
    format!("step {}: {}", grouped(point.step), values.join(", "))
}

fn value_text(series: &Series, point: &Point) -> String {
    let value = f64::from((series.value)(point));
    if !value.is_finite() {
        "–".into()
    } else if series.share {
        format!("{:.0} %", value * 100.0)
    } else {
        precise(value)
    }
}

const SMALL_WIDTH: f64 = 160.0;
const SMALL_HEIGHT: f64 = 44.0;

fn small(inner: &Inner, points: &[Point], revealed: &[Point], total: f64) -> Html {
    let (low, high) = range(points.iter().map(inner.value)).unwrap_or((0.0, 1.0));
    let span = if high > low { high - low } else { 1.0 };
    let x = |step: f64| 2.0 + (SMALL_WIDTH - 4.0) * (step / total).min(1.0);
    let y = |value: f64| 3.0 + (SMALL_HEIGHT - 6.0) * (1.0 - (value - low) / span);
    let line = thin(inner.value, revealed);
    let last = line.last().copied();
    html! {
        <li class="curves-small">
            <span class="curves-small-name"><code>{ inner.name }</code>{ " " }<b>{ last.map_or("–".to_owned(), |(_, value)| precise(value)) }</b></span>
            <svg viewBox={format!("0 0 {SMALL_WIDTH} {SMALL_HEIGHT}")} preserveAspectRatio="none" aria-hidden="true">
                <line class="curves-grid-line" x1="0" x2={px(SMALL_WIDTH)} y1={px(SMALL_HEIGHT - 1.0)} y2={px(SMALL_HEIGHT - 1.0)} />
                <polyline class="curve curve-inner" points={line.iter().map(|&(step, value)| format!("{} {}", px(x(step)), px(y(value)))).collect::<Vec<_>>().join(" ")} />
            </svg>
            <span class="curves-small-doc">{ inner.doc }{ format!(" From {} to {}.", precise(low), precise(high)) }</span>
        </li>
    }
}

fn table(shown: &[Point]) -> Html {
    let stride = shown.len().div_ceil(MAX_ROWS).max(1);
    let last = shown.len().saturating_sub(1);
    let rows = shown.iter().enumerate().filter(|(i, _)| i % stride == 0 || *i == last).map(|(_, point)| point);
    html! {
        <div class="curves-table" tabindex="0" role="region" aria-label="Learning curves as a table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{ "step" }</th>
                        <th scope="col">{ "episodes" }</th>
                        { for SERIES.iter().map(|series| html! { <th scope="col">{ series.label }</th> }) }
                        { for INNER.iter().map(|inner| html! { <th scope="col"><code>{ inner.name }</code></th> }) }
                    </tr>
                </thead>
                <tbody>
                    { for rows.map(|point| html! {
                        <tr>
                            <th scope="row">{ grouped(point.step) }</th>
                            <td>{ grouped(point.episodes) }</td>
                            { for SERIES.iter().map(|series| html! { <td>{ value_text(series, point) }</td> }) }
                            { for INNER.iter().map(|inner| html! { <td>{ precise((inner.value)(point).into()) }</td> }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// Least and largest of the values that are numbers.
fn range(values: impl Iterator<Item = f32>) -> Option<(f64, f64)> {
    let finite = values.filter(|value| value.is_finite()).map(f64::from);
    finite.fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}

/// A scale that holds 0 and the values, and has round numbers at the ends of its [`INTERVALS`]: so it shares the lines of the
/// other scale.
fn scale(low: f64, high: f64) -> (f64, f64) {
    let (low, high) = (low.min(0.0), high.max(0.0));
    let intervals = INTERVALS as f64;
    let mut power = 10f64.powf(((high - low) / intervals).log10().floor());
    // A few rounds at most: ten times the step always reaches. The bound is for what is no number any more.
    for _ in 0..8 {
        for step in [1.0, 2.0, 2.5, 5.0].map(|m| m * power) {
            let bottom = (low / step).floor() * step;
            if bottom + intervals * step >= high {
                return (bottom, bottom + intervals * step);
            }
        }
        power *= 10.0;
    }
    (low, high)
}

/// Round numbers in `low..=high`, about so many.
fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let raw = (high - low) / wanted as f64;
    if !raw.is_finite() || raw <= 0.0 {
        return vec![low];
    }
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|step| *step >= raw).unwrap_or(raw);
    let first = (low / step).ceil() as i64;
    // The sum can miss the end by a rounding.
    (first..).map(|i| i as f64 * step).take_while(|tick| *tick <= high + step * 1e-9).collect()
}

fn px(value: f64) -> String {
    format!("{}", (value * 10.0).round() / 10.0)
}

fn short(value: f64) -> String {
    format!("{}", (value * 1000.0).round() / 1000.0)
}

/// `50k`, `1.5M`.
fn thousands(value: f64) -> String {
    match value {
        v if v >= 1e6 => format!("{}M", short(v / 1e6)),
        v if v >= 1e3 => format!("{}k", short(v / 1e3)),
        v => short(v),
    }
}

/// About three digits that tell something.
fn precise(value: f64) -> String {
    match value.abs() {
        _ if !value.is_finite() => "–".into(),
        0.0 => "0".into(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.01 => format!("{value:.2}"),
        size if size >= 0.0001 => format!("{value:.4}"),
        _ => format!("{value:.1e}"),
    }
}

/// `12,288`
pub(super) fn grouped(n: u32) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[wasm_bindgen]
extern "C" {
    type ResizeObserver;
    #[wasm_bindgen(constructor)]
    fn new(run: &js_sys::Function) -> ResizeObserver;
    #[wasm_bindgen(method)]
    fn observe(this: &ResizeObserver, element: &Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &ResizeObserver);
}

/// Calls back at once and whenever the element gets another size, until it is dropped.
struct WidthWatch {
    observer: ResizeObserver,
    _run: Closure<dyn FnMut()>,
}

impl WidthWatch {
    fn start(element: &Element, run: impl FnMut() + 'static) -> WidthWatch {
        let run = Closure::<dyn FnMut()>::new(run);
        let observer = ResizeObserver::new(run.as_ref().unchecked_ref());
        observer.observe(element);
        WidthWatch { observer, _run: run }
    }
}

impl Drop for WidthWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
