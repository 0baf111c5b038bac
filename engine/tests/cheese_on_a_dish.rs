//! Cheese on a dish: which of the two counts, that the dish is seen as often as `salience` says, and that `disagree` moves the cheese alone.

mod world_common;

use engine::env::picture::{draw, parse};
use engine::env::{Level, World};
use world_common::{against_brute_force, as_many_as_said, generated, level, walk};

const WORLD: World = World::CheeseOnADish;
const TOGETHER: &str = "#####\n#@.c#\n#...#\n#####";
const APART: &str = "#####\n#@dc#\n#...#\n#####";

#[test]
fn each_counts_once() {
    let goals = ["reached_cheese", "reached_dish", WORLD.spec().harm.expect("a harm").source, "bumped"];
    let check = |picture: &str, letters: &str, wanted: [f64; 4], ends: bool| {
        assert_eq!(walk(&level(WORLD, picture, 50), letters, &goals), (wanted.to_vec(), ends), "{letters} on\n{picture}");
    };
    check(TOGETHER, "rr", [1.0, 1.0, 0.0, 0.0], true);
    check(TOGETHER, "urdl", [0.0, 0.0, 0.0, 1.0], false);
    check(APART, "r", [0.0, 1.0, 1.0, 0.0], false);
    check(APART, "rlrlr", [0.0, 1.0, 1.0, 0.0], false); // Onto the dish three times.
    check(APART, "rr", [1.0, 1.0, 1.0, 0.0], true);
    check(APART, "drru", [1.0, 0.0, 0.0, 0.0], true);
}

#[test]
fn the_solver_is_brute_force() {
    let goals = ["reached_cheese", "reached_dish", "reached_cheese - 0.01", "distance_to_dish - distance_to_cheese", "-bumped"];
    for picture in [TOGETHER, APART, "#####\n#c.d#\n#.#.#\n#@..#\n#####"] {
        against_brute_force(&level(WORLD, picture, 7), &goals);
    }
}

/// The inputs of the dish that are on at the start.
fn seen(level: &Level) -> Vec<String> {
    let mut active = Vec::new();
    WORLD.observe(level, WORLD.start(level), true, &mut active);
    let of_dish = WORLD.inputs().iter().filter(|group| group.name.starts_with("dish"));
    let on = of_dish.flat_map(|group| (0..group.len).filter(|at| active.contains(&((group.start + at) as u16))).map(|at| group.input(at)));
    on.collect()
}

#[test]
fn the_dish_is_seen_as_often_as_salience_says() {
    let with = |salience: u32| seen(&level(WORLD, &format!("salience={salience}\n{APART}"), 50));
    assert_eq!(with(0), [""; 0]);
    assert_eq!(with(1), ["to the right", "in this row"]);
    assert_eq!(with(2), ["to the right", "to the right (again, 2)", "in this row", "in this row (again, 2)"]);
    assert_eq!(with(12).len(), 24);
    assert_eq!(seen(&generated(WORLD, &[("salience", 3.0)], 0)).len(), 6);
}

#[test]
fn disagreement_moves_the_cheese_alone() {
    let mut apart = 0;
    for index in 0..200 {
        let levels = [0.0, 0.5, 1.0].map(|share| generated(WORLD, &[("disagree", share)], index));
        let [together, half, all] = levels.each_ref().map(|level| level.things[0].cell);
        let dish = levels[0].things[1].cell;
        assert!(together == dish && all != dish && (half == together || half == all));
        assert!(
            levels.iter().all(|level| level.things[1].cell == dish && level.start == levels[0].start && level.tiles == levels[0].tiles)
        );
        apart += u32::from(half != dish);
    }
    assert!((70..130).contains(&apart), "half of the levels at 0.5: {apart} of 200");
}

#[test]
fn a_picture_without_a_dish_has_it_under_the_cheese() {
    let level = level(WORLD, TOGETHER, 50);
    assert_eq!((level.things.len(), level.things[0].cell, draw(&level).as_str()), (2, level.things[1].cell, TOGETHER));
    let message = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    assert_eq!(message("####\n#@d#\n####"), "row 1, column 1: no cheese: put one `c`");
    assert_eq!(message("######\n#@c#d#\n######"), "row 2, column 5: no way leads here from the start");
    assert_eq!(message(&format!("salience=13\n{APART}")), "row 1, column 1: `salience` must be a whole number from 0 to 12, found `13`");
}

#[test]
fn there_are_as_many_levels_as_said() {
    let rooms: [&[(&str, f64)]; 3] = [
        &[("size", 5.0), ("walls", 0.0)],
        &[("size", 5.0), ("walls", 0.0), ("disagree", 0.5)],
        &[("size", 5.0), ("walls", 0.0), ("disagree", 1.0)],
    ];
    for changes in rooms {
        as_many_as_said(WORLD, changes);
    }
}
