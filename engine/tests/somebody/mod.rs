//! Worlds that somebody has painted, as many as are wanted.

use engine::env::Level;
use engine::env::picture::draw;
use engine::rng::{Purpose, Rng};
use engine::scenario::{PRESETS, Painted, Scenario};

/// A world of somebody's own: some of its levels for either list, as they were drawn or with some letters changed, so that some are no
/// levels yet.
pub fn of_somebody(number: u64) -> Scenario {
    let mut rng = Rng::new(18, Purpose::Level, number);
    let begun = PRESETS[rng.below(PRESETS.len() as u32) as usize].scenario();
    let (world, levels) = (begun.world, begun.levels(0.0));
    let letters: Vec<char> = world.spec().letters.iter().map(|letter| letter.letter).chain("@#.".chars()).collect();
    let mut level = Level::room(world, 3, 3, 1);
    let mut list = |most: u32| -> Vec<String> {
        let mut one = || {
            levels.draw(&mut rng, &mut level);
            let mut picture: Vec<char> = draw(&level).chars().collect();
            for _ in 0..rng.below(4) {
                let at = rng.below(picture.len() as u32) as usize;
                if letters.contains(&picture[at]) {
                    picture[at] = letters[rng.below(letters.len() as u32) as usize];
                }
            }
            picture.into_iter().collect()
        };
        (0..most).map(|_| one()).collect()
    };
    let (train, shift) = (list(1 + (number % 3) as u32), list((number % 2) as u32));
    let share = f64::from((number % 101) as u32) / 100.0;
    Scenario { painted: Painted::new(train, shift, share), seed: number as u32, ..begun }
}
