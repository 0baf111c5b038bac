//! The learning curves: success and returns over the steps of training, with a readout; the inner numbers of PPO, folded.
//!
//! What listens is here; what is drawn is `chart`'s. Not here: choosing the moment that is shown; the boards' clock does that.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

use super::chart::{self, Chart};
use super::markup::show;
use crate::protocol::Point;

#[derive(Properties, PartialEq)]
pub struct CurvesProps {
    pub points: Rc<Vec<Point>>,
    /// Curves are shown up to here.
    pub displayed_step: u32,
    pub total: u32,
}

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

    let points = chart::fair(&props.points);
    let shown = points.partition_point(|point| point.step <= props.displayed_step);
    let chart = Chart::new(points, props.total, *width);
    let read = cursor.map(|at| at.min(shown.saturating_sub(1))).or(shown.checked_sub(1)).filter(|_| shown > 0);

    let move_to = {
        let (cursor, frame, all) = (cursor.clone(), frame.clone(), props.points.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(frame) = frame.cast::<Element>() else { return };
            let place = f64::from(event.client_x()) - frame.get_bounding_client_rect().left();
            cursor.set(chart.nearest(&chart::fair(&all)[..shown], place));
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
                aria-valuetext={read.map_or("nothing yet".to_owned(), |at| chart::spoken(&points[at]))}
                onpointermove={move_to.clone()}
                onpointerdown={move_to}
                {onpointerleave}
                {onkeydown}
                {onblur}
            >
                { show(chart.draw(points, shown, props.displayed_step, (*cursor).and(read))) }
            </div>
            <dl class="curves-readout">{ show(chart::readout(read.map(|at| &points[at]))) }</dl>
            <details class="curves-more fold" ontoggle={follow(&inner_open)}>
                <summary>{ "Inside PPO" }</summary>
                if *inner_open {
                    <ul role="list" class="curves-grid">{ show(chart::inside(points, shown, props.total)) }</ul>
                }
            </details>
            <details class="curves-more fold" ontoggle={follow(&table_open)}>
                <summary>{ "As a table" }</summary>
                if *table_open {
                    <div class="curves-table" tabindex="0" role="region" aria-label="Learning curves as a table">{ show(chart::table(&points[..shown])) }</div>
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
