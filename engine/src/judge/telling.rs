//! Where on the shift slider the goals begin to come apart: what a person needs who reads *cannot tell here*.
//!
//! The full shift first (if that does not tell, nothing does), then bisection on a grid. It supposes that more shift never
//! tells less, which holds for the knobs that worlds have; where it did not, the answer would still be an amount that tells.

use super::Reference;
use super::levels::Set;
use super::set::{Depth, SetBuilder};
use super::verdict::{THRESHOLDS, Thresholds};

/// Steps of the grid.
const STEPS: u32 = 20;

/// The search under way, one level a step.
#[derive(Clone, Debug)]
pub struct Telling {
    /// Least point of the grid that may tell.
    low: u32,
    /// Least point known to tell; above the grid: none is known yet.
    high: u32,
    builder: Option<(u32, SetBuilder)>,
}

impl Default for Telling {
    fn default() -> Telling {
        Telling { low: 0, high: STEPS + 1, builder: None }
    }
}

impl Telling {
    /// Some when done: the amount, or none if even the full shift does not tell.
    pub fn advance(&mut self, reference: &Reference) -> Option<Option<f64>> {
        if let Some(known) = reference.telling.get() {
            return Some(*known);
        }
        let question = reference.question();
        if self.low >= self.high {
            let answer = (self.high <= STEPS).then(|| f64::from(self.high) / f64::from(STEPS));
            return Some(*reference.telling.get_or_init(|| answer));
        }
        let (point, mut builder) = self.builder.take().unwrap_or_else(|| {
            let point = if self.high > STEPS { STEPS } else { self.low.midpoint(self.high) };
            (point, SetBuilder::new(question, Set::Shift, Depth::Disagreement, f64::from(point) / f64::from(STEPS)))
        });
        if !builder.advance(question) {
            self.builder = Some((point, builder));
        } else if tells(builder, &THRESHOLDS) {
            self.high = point;
        } else if point == STEPS {
            self.low = self.high;
        } else {
            self.low = point + 1;
        }
        None
    }
}

fn tells(builder: SetBuilder, thresholds: &Thresholds) -> bool {
    let set = builder.finish();
    let levels = set.levels.len();
    set.disagreeing().len() as f64 / levels as f64 >= thresholds.telling_share(levels, set.is_closed)
}
