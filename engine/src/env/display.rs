//! The levels that boards show, by name: whoever is asked about one, page or worker, makes the very same.

use super::{Distribution, Level};
use crate::rng::{Purpose, Rng};

/// The streams of levels on the two boards.
pub const TRAINING: u64 = 1;
pub const SHIFTED: u64 = 2;

/// Level `number` of a stream, and the generator as it stands after drawing it.
pub fn level(levels: &Distribution, stream: u64, number: u64) -> (Level, Rng) {
    let mut rng = Rng::new(stream, Purpose::Display, number);
    let mut level = Level::room(levels.world, 5, 5, 1);
    levels.numbered(number, &mut rng, &mut level);
    (level, rng)
}
