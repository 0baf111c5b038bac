//! The learning curves: success and returns over the steps of training, with a readout; the inner numbers of PPO, folded.
//!
//! What is drawn is `chart`'s; what is heard is told by the root, see `listen`. Not here: choosing the moment that is shown; the
//! boards' clock does that. The root keeps the little that there is to remember, see [`Look`].

use super::chart::{self, Chart, Judged};
use super::listen::by_css;
use engine::protocol::Point;

/// Where the curves are drawn.
pub const FRAME: &str = ".curves-frame";

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
    pub fn measure(&mut self) -> bool {
        let Some(frame) = by_css(FRAME) else { return false };
        let width = f64::from(frame.client_width()).max(240.0);
        std::mem::replace(&mut self.width, width) != width
    }
}

/// What there is to see: curves up to a step, on a scale of `total` steps.
pub struct Curves<'a> {
    points: &'a [Point],
    /// So many of the points are shown.
    shown: usize,
    displayed_step: u32,
    total: u32,
}

impl<'a> Curves<'a> {
    pub fn new(points: &'a [Point], displayed_step: u32, total: u32) -> Curves<'a> {
        let points = chart::fair(points);
        Curves { points, shown: points.partition_point(|point| point.step <= displayed_step), displayed_step, total }
    }

    /// The point next to a place, in pixels from the left of the frame.
    pub fn nearest(&self, look: Look, place: f64) -> Option<usize> {
        Chart::new(self.points, self.total, look.width).nearest(&self.points[..self.shown], place)
    }

    /// The point to which a key of [`KEYS`] leads.
    pub fn key(&self, look: Look, key: &str) -> Option<usize> {
        lead(key, look.cursor, self.shown.checked_sub(1)?)
    }

    /// `judged`: up to the step that is shown.
    pub fn draw(&self, look: Look, judged: &Judged) -> String {
        let Curves { points, shown, displayed_step, total } = *self;
        let read = look.cursor.map(|at| at.min(shown.saturating_sub(1))).or(shown.checked_sub(1)).filter(|_| shown > 0);
        let point = read.map(|at| &points[at]);
        let words = chart::judged_words(judged, look.cursor.and(point).map_or(displayed_step, |point| point.step));
        format!(
            "<section class='curves' aria-label='Learning curves'><h3>Learning curves <small class='curves-about'>256-episode means</small></h3>\
             <div class='curves-frame' tabindex='0' role='slider' aria-label='Read the curves at a step of training' aria-valuemin='0' \
             aria-valuemax='{total}' aria-valuenow='{}' aria-valuetext='{} {words}'>{}</div><dl class='curves-readout'>{}</dl><p class='curves-about'>{words}</p>\
             <details class='curves-more fold' data-fold='inside'><summary>Inside PPO</summary><ul role='list' class='curves-grid'>{}</ul></details>\
             <details class='curves-more fold' data-fold='table'><summary>As a table</summary>\
             <div class='curves-table' tabindex='0' role='region' aria-label='Learning curves as a table'>{}{}</div></details></section>",
            point.map_or(0, |point| point.step),
            point.map_or("nothing yet".to_owned(), chart::spoken),
            Chart::new(points, total, look.width).draw(points, shown, displayed_step, look.cursor.and(read), judged),
            chart::readout(point),
            if look.inside { chart::inside(points, shown, total) } else { String::new() },
            if look.table { chart::judged_table(judged) } else { String::new() },
            if look.table { chart::table(&points[..shown]) } else { String::new() },
        )
    }
}

/// Where there are no points yet.
pub const NONE: &str = "<section class='curves' aria-label='Learning curves'><h3>Learning curves</h3>\
    <p class='curves-empty'>Press Train to see it learn.</p></section>";

/// The keys that move the cursor.
pub const KEYS: [&str; 9] = ["ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Escape"];

/// Where a key of [`KEYS`] leads from a point, or from the `last`. None: it reads no point any more.
pub fn lead(key: &str, at: Option<usize>, last: usize) -> Option<usize> {
    let at = at.unwrap_or(last).min(last);
    let page = ((last + 1) / 10).max(1);
    let to = match key {
        "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
        "ArrowRight" | "ArrowUp" => at + 1,
        "PageDown" => at.saturating_sub(page),
        "PageUp" => at + page,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}
