//! The only source of randomness: PCG32, split by purpose.
//!
//! Every use draws from its own generator, named by (seed, purpose, index). Drawing one more level for a picture can therefore
//! never shift what training sees. Nothing here reads the clock or the operating system.
//!
//! Sampling is `rand`'s, whose values are portable and stable within a minor version. Two exceptions: [`Rng::chance`] and
//! [`Rng::normal`] say why.

use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use rand_pcg::Pcg32;

/// What a generator is for. The number is part of the reproducibility contract: append, never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Initial weights; index 0.
    Weights = 1,
    /// Layout of one level; index = the level's number.
    Level = 2,
    /// Actions during training; index = environment.
    Action = 3,
    /// Order of minibatches; index = update.
    Shuffle = 4,
    /// Levels on which the judge measures; index = set and level.
    Judge = 5,
    /// Resampling for intervals; index = set.
    Bootstrap = 6,
    /// What the boards of the page show; never touches a result.
    Display = 7,
    /// Rollouts sampled for people and tests.
    Rollout = 8,
    /// Which levels of training are made with other knobs; index = the level's number.
    Mixture = 9,
    /// Changes of a level in the search for the worst one; index = the search.
    Search = 10,
}

/// A PCG32 generator. Cloning it copies its position.
#[derive(Clone, Debug)]
pub struct Rng(Pcg32);

impl Rng {
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Rng {
        let key = mix(seed ^ mix((purpose as u64) << 48 ^ index));
        Rng(Pcg32::new(key, mix(key ^ index)))
    }

    pub fn bits(&mut self) -> u32 {
        self.0.random()
    }

    /// Uniform in [0, 1), 24 bits.
    pub fn unit(&mut self) -> f32 {
        self.0.random()
    }

    /// Uniform in `0..end`; `end` is exclusive and positive.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0.random_range(..end)
    }

    /// True with probability `p`. Not `random_bool`, which draws nothing where `p` is 1: all that is drawn after it would change
    /// with `p`.
    pub fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// Standard normal (Box and Muller, one of the pair). `rand` has none, and `rand_distr` would be a dependency for three lines.
    pub fn normal(&mut self) -> f32 {
        let radius = 1.0 - f64::from(self.unit()); // in (0, 1]: the logarithm stays finite
        let turns = f64::from(self.unit());
        ((-2.0 * crate::math::ln64(radius)).sqrt() * crate::math::cos_turns(turns)) as f32
    }
}

/// SplitMix64's finalizer (Steele, Lea and Flood 2014): near seeds give unrelated streams.
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_name_same_story_other_name_other_story() {
        let draw = |seed, purpose, index| {
            let mut rng = Rng::new(seed, purpose, index);
            [rng.bits(), rng.bits(), rng.bits()]
        };
        let one = draw(7, Purpose::Level, 3);
        assert_eq!(one, draw(7, Purpose::Level, 3));
        for other in [draw(8, Purpose::Level, 3), draw(7, Purpose::Action, 3), draw(7, Purpose::Level, 4)] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn ranges_and_moments() {
        let mut rng = Rng::new(1, Purpose::Rollout, 0);
        let mut counts = [0u32; 7];
        let (mut sum, mut squares) = (0.0f64, 0.0f64);
        for _ in 0..70_000 {
            counts[rng.below(7) as usize] += 1;
            let unit = rng.unit();
            assert!((0.0..1.0).contains(&unit));
            assert!(rng.chance(1.0) && !rng.chance(0.0));
            let normal = f64::from(rng.normal());
            sum += normal;
            squares += normal * normal;
        }
        assert!(counts.iter().all(|&n| (9_600..10_400).contains(&n)), "{counts:?}");
        assert!((sum / 70_000.0).abs() < 0.02 && (squares / 70_000.0 - 1.0).abs() < 0.03);
    }

    /// Raising a probability changes nothing that is drawn later.
    #[test]
    fn a_chance_is_one_draw() {
        let after = |p| {
            let mut rng = Rng::new(2, Purpose::Rollout, 0);
            rng.chance(p);
            rng.bits()
        };
        assert_eq!([after(0.0), after(0.5)], [after(1.0); 2]);
    }

    /// A new minor version of `rand` may draw other values; then this fails, and results have changed.
    #[test]
    fn values_are_frozen() {
        let mut rng = Rng::new(3, Purpose::Rollout, 0);
        let mut order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        rng.shuffle(&mut order);
        let range = [rng.below(10), rng.below(1_000), rng.below(3_000_000_000)];
        assert_eq!(
            (rng.bits(), rng.unit(), range, order, rng.normal()),
            (4050893117, 0.39508057, [9, 694, 2470248877], [7, 3, 8, 9, 4, 6, 1, 2, 0, 5], -1.010759)
        );
    }
}
