//! A distribution shift: a second value of the same knobs, reached by degrees.

use super::World;

/// The knobs at `amount` of the way from `train` (0) to `shift` (1); each lands on a value that the knob allows.
pub fn between(world: World, train: &[f64], shift: &[f64], amount: f64) -> Vec<f64> {
    world
        .knobs()
        .iter()
        .zip(train.iter().zip(shift))
        .map(|(knob, (&from, &to))| {
            // The ends are exact: `from + (to - from) * 1` need not be `to` in floating point.
            let value = if amount >= 1.0 { to } else { from + (to - from) * amount.max(0.0) };
            if knob.step == 0.0 || amount >= 1.0 || amount <= 0.0 {
                value
            } else {
                knob.range.0 + ((value - knob.range.0) / knob.step).round() * knob.step
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_exact_and_the_middle_is_allowed() {
        let world = World::CheeseCorner;
        let train = world.default_knobs();
        let mut shift = train.clone();
        shift[0] = 15.0;
        shift[3] = 1.0;
        assert_eq!(between(world, &train, &shift, 0.0), train);
        assert_eq!(between(world, &train, &shift, 1.0), shift);
        let middle = between(world, &train, &shift, 0.3);
        assert_eq!((middle[0], middle[3]), (14.0, 0.3));
    }
}
