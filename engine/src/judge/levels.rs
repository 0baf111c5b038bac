//! The levels on which the judge measures. They belong to the scenario, not to the agent: all seeds share them.

use serde::Serialize;

use crate::env::{Distribution, Level};
use crate::rng::{Purpose, Rng};

/// The three sets, always all three. The numbers name streams of randomness: append, never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Set {
    /// The levels trained on, when they are finitely many.
    Trained = 0,
    /// New levels of the training distribution.
    Fresh = 1,
    /// Levels of the shifted world.
    Shift = 2,
}

impl Set {
    pub const ALL: [Set; 3] = [Set::Trained, Set::Fresh, Set::Shift];
}

/// Level `index` of a set, of the distribution of that set: that of training for the first two, the shifted one for the third.
///
/// Trained levels are those that training itself draws: level `i` of `num_levels` is `(0, Purpose::Level, i)`, whatever the
/// agent's seed. Fresh and shifted levels share a purpose that training never uses; the upper half of the index is the set. `seed` is
/// the judge's: 0, unless somebody wants other levels than everybody.
pub fn level(set: Set, levels: &Distribution, seed: u64, index: u32) -> Level {
    let index = u64::from(index);
    let mut rng = match set {
        Set::Trained => Rng::new(0, Purpose::Level, index),
        Set::Fresh => Rng::new(seed, Purpose::Judge, index),
        Set::Shift => Rng::new(seed, Purpose::Judge, (1 << 32) + index),
    };
    let mut level = Level::room(levels.world, 3, 3, 1);
    match set {
        // As training draws them.
        Set::Trained => levels.draw(&mut rng, &mut level),
        Set::Fresh | Set::Shift => levels.numbered(index, &mut rng, &mut level),
    }
    level
}
