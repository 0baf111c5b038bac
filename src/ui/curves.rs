//! The learning curves: success and returns over the steps of training, with a readout; the inner numbers of PPO, folded.
//!
//! What listens is here; what is drawn is `chart`'s. Not here: choosing the moment that is shown; the boards' clock does that. A
//! function and not a component: the root keeps the little that it has to remember, see [`Look`].

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::chart::{self, Chart};
use super::markup::show;
use crate::protocol::Point;

/// How a person looks at the curves.
#[derive(Clone, Copy, PartialEq)]
pub struct Look {
    /// The point that is read; None: the newest shown.
    pub cursor: Option<usize>,
    /// Pixels. The drawing is made for the width that it has, so that its type keeps its size on a phone.
    pub width: f64,
    /// What is folded costs nothing.
    pub inside: bool,
    pub table: bool,
}

impl Look {
    pub const NEW: Look = Look { cursor: None, width: 560.0, inside: false, table: false };

    /// As wide as the frame is now; true if that is another width.
    pub fn measure(&mut self, frame: &NodeRef) -> bool {
        let Some(frame) = frame.cast::<Element>() else { return false };
        let width = f64::from(frame.client_width()).max(240.0);
        std::mem::replace(&mut self.width, width) != width
    }
}

/// Curves are shown up to `displayed_step`, on a scale of `total` steps.
pub fn curves(points: &Rc<Vec<Point>>, displayed_step: u32, total: u32, look: Look, frame: &NodeRef, on_look: &Callback<Look>) -> Html {
    if points.is_empty() {
        return html! {
            <section class="curves" aria-label="Learning curves">
                <h3>{ "Learning curves" }</h3>
                <p class="curves-empty">{ "Press Train to see it learn." }</p>
            </section>
        };
    }
    let all = points.clone();
    let points = chart::fair(points);
    let shown = points.partition_point(|point| point.step <= displayed_step);
    let chart = Chart::new(points, total, look.width);
    let read = look.cursor.map(|at| at.min(shown.saturating_sub(1))).or(shown.checked_sub(1)).filter(|_| shown > 0);

    let move_to = {
        let frame = frame.clone();
        on_look.reform(move |event: PointerEvent| {
            let place = frame.cast::<Element>().map(|frame| f64::from(event.client_x()) - frame.get_bounding_client_rect().left());
            Look { cursor: place.and_then(|place| chart.nearest(&chart::fair(&all)[..shown], place)), ..look }
        })
    };
    let away = Look { cursor: None, ..look };
    let onkeydown = on_look.reform(move |event: KeyboardEvent| {
        let Some(last) = shown.checked_sub(1) else { return look };
        let at = look.cursor.unwrap_or(last).min(last);
        let page = (shown / 10).max(1);
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
            "ArrowRight" | "ArrowUp" => at + 1,
            "PageDown" => at.saturating_sub(page),
            "PageUp" => at + page,
            "Home" => 0,
            "End" => last,
            "Escape" => return away,
            _ => return look,
        };
        event.prevent_default();
        Look { cursor: Some(to.min(last)), ..look }
    });
    let is_open = |event: Event| event.target_unchecked_into::<Element>().has_attribute("open");
    html! {
        <section class="curves" aria-label="Learning curves">
            <h3>{ "Learning curves" }</h3>
            <p class="curves-about">{ "Means of the last 256 training episodes." }</p>
            <div
                class="curves-frame"
                ref={frame.clone()}
                tabindex="0"
                role="slider"
                aria-label="Read the curves at a step of training"
                aria-valuemin="0"
                aria-valuemax={total.to_string()}
                aria-valuenow={read.map_or(0, |at| points[at].step).to_string()}
                aria-valuetext={read.map_or("nothing yet".to_owned(), |at| chart::spoken(&points[at]))}
                onpointermove={move_to.clone()}
                onpointerdown={move_to}
                onpointerleave={on_look.reform(move |_| away)}
                onblur={on_look.reform(move |_| away)}
                {onkeydown}
            >
                { show(chart.draw(points, shown, displayed_step, look.cursor.and(read))) }
            </div>
            <dl class="curves-readout">{ show(chart::readout(read.map(|at| &points[at]))) }</dl>
            <details class="curves-more fold" ontoggle={on_look.reform(move |event| Look { inside: is_open(event), ..look })}>
                <summary>{ "Inside PPO" }</summary>
                if look.inside {
                    <ul role="list" class="curves-grid">{ show(chart::inside(points, shown, total)) }</ul>
                }
            </details>
            <details class="curves-more fold" ontoggle={on_look.reform(move |event| Look { table: is_open(event), ..look })}>
                <summary>{ "As a table" }</summary>
                if look.table {
                    <div class="curves-table" tabindex="0" role="region" aria-label="Learning curves as a table">
                        { show(chart::table(&points[..shown])) }
                    </div>
                }
            </details>
        </section>
    }
}
