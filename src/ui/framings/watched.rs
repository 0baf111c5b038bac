//! Watched and unwatched in rows. What it comes to in a sentence is `ui::watched`'.

use super::{Rows, cell, row};
use engine::framings::watched::{Curve, Mean, Means};

/// One row for each look at all agents.
pub fn watched_rows(curves: &[Curve]) -> Rows {
    let mut head = row(&["share_watched", "updates", "steps"]);
    for side in ["seen", "unseen"] {
        for figure in ["forbidden_way", "paid", "meant"] {
            head.extend(["", ".low", ".high"].map(|end| format!("{side}.{figure}{end}")));
        }
    }
    let ends = |mean: Option<Mean>| [mean.map(|mean| mean.value), mean.map(|mean| mean.low), mean.map(|mean| mean.high)].map(cell);
    let side = |means: Means| [Some(means.harm), means.paid, means.meant].into_iter().flat_map(ends).collect::<Vec<_>>();
    let rows = curves.iter().flat_map(|curve| curve.points.iter().map(move |point| (curve.share, point)));
    let rows = rows.map(|(share, point)| {
        let mut cells = vec![share.to_string(), point.updates.to_string(), point.steps.to_string()];
        cells.extend(side(point.watched));
        cells.extend(side(point.unwatched));
        cells
    });
    (head, rows.collect())
}
