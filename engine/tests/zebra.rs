//! Zebra: how many pictures there are, what an answer counts as, that shares move nothing else, and what a picture must be.

mod world_common;

use std::collections::HashSet;

use engine::env::picture::{draw, parse};
use engine::env::world::Possible;
use engine::env::world::zebra::{DARK, LIGHT, SAYS_HORSE, SAYS_ZEBRA};
use engine::env::{Level, World};
use world_common::{against_brute_force, generated, level, walk};

const WORLD: World = World::Zebra;

const ZEBRA_ON_SAND: &str = "\
#########
#sssssss#
#sssssss#
#sssssld#
#ssdldld#
#ssdldls#
#ssdssls#
#sssssss#
#########";

fn horse_on_grass() -> String {
    ZEBRA_ON_SAND.replace('d', "l").replace('s', "g")
}

/// Without noise there are 144: 9 places, mirrored or not, 2 phases or shades, 2 animals, 2 grounds; in training the half of them.
#[test]
fn all_pictures_are_counted() {
    let check = |changes: &[(&str, f64)], expected: usize| {
        let pictures: HashSet<String> = (0..4_000).map(|index| draw(&generated(WORLD, changes, index))).collect();
        let mut knobs = WORLD.default_knobs();
        for (name, value) in changes {
            knobs[WORLD.knob(name).expect("a knob")] = *value;
        }
        assert_eq!((pictures.len(), WORLD.possible_levels(&knobs)), (expected, Possible::Exactly(expected as f64)), "{changes:?}");
    };
    check(&[], 72);
    check(&[("disagree", 1.0)], 144);
    check(&[("disagree", 0.5), ("night", 0.5)], 288);
    check(&[("disagree", 1.0), ("jitter", 0.0)], 16);
    check(&[("disagree", 1.0), ("ground_pixels", 1.0)], 144);
}

#[test]
fn an_answer_is_right_by_the_animal_and_by_the_ground() {
    let goals = ["correct", "as_ground", "said_zebra", "said_horse", "is_zebra", "on_grass", "at_night"];
    let check = |picture: &str, letters: &str, wanted: [f64; 7]| {
        assert_eq!(walk(&level(WORLD, picture, 1), letters, &goals), (wanted.to_vec(), true), "{letters} on\n{picture}");
    };
    check(ZEBRA_ON_SAND, "z", [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]);
    check(ZEBRA_ON_SAND, "h", [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
    check(&horse_on_grass(), "z", [0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
    check(&horse_on_grass(), "h", [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
    check(&ZEBRA_ON_SAND.replace('s', "G"), "z", [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0]);
    let level = level(WORLD, ZEBRA_ON_SAND, 1);
    let start = WORLD.start(&level);
    let said = |action| WORLD.visible(&level, WORLD.step(&level, start, action).state)[0].kind;
    assert!(WORLD.visible(&level, start).is_empty() && said(0) == &SAYS_ZEBRA && said(1) == &SAYS_HORSE);
}

/// Raising `disagree` moves the ground of more pictures and nothing else; `night` darkens it and nothing else; what is covered is covered.
#[test]
fn shares_move_nothing_else() {
    let animal = |level: &Level| level.tiles.iter().map(|tile| [&DARK, &LIGHT].contains(tile).then_some(*tile)).collect::<Vec<_>>();
    let (mut moved, mut covered) = (0, 0);
    for index in 0..200 {
        let levels = [0.0, 0.5, 1.0].map(|share| generated(WORLD, &[("disagree", share)], index));
        assert!(levels.iter().all(|level| animal(level) == animal(&levels[0])));
        assert!(levels[1] == levels[0] || levels[1] == levels[2], "nested");
        moved += usize::from(levels[2] != levels[0]);
        let day = draw(&levels[0]);
        assert_eq!(draw(&generated(WORLD, &[("night", 1.0)], index)), day.replace('s', "S").replace('g', "G"));
        let few = draw(&generated(WORLD, &[("ground_pixels", 4.0)], index));
        covered += few.matches('x').count();
        assert!(few.chars().zip(day.chars()).all(|(few, day)| few == day || few == 'x'));
    }
    assert!((70..130).contains(&moved), "the ground is another one on half of the levels: {moved} of 200");
    assert_eq!(covered, 200 * 32);
}

#[test]
fn the_solver_is_brute_force() {
    for picture in [ZEBRA_ON_SAND, &horse_on_grass()] {
        against_brute_force(&level(WORLD, picture, 1), &["correct", "as_ground", "-correct", "said_zebra - 0.5 * as_ground", "1"]);
    }
}

/// What it sees of a picture is each pixel once, and at night the ground is as dark as a dark animal.
#[test]
fn every_pixel_is_seen_once() {
    let seen = |changes: &[(&str, f64)]| {
        let level = generated(WORLD, changes, 3);
        let mut active = Vec::new();
        WORLD.observe(&level, WORLD.start(&level), true, &mut active);
        let dark = WORLD.inputs().iter().find(|group| group.name == "dark").expect("a group");
        (active.len(), active.iter().filter(|&&input| (dark.start..dark.start + dark.len).contains(&usize::from(input))).count())
    };
    let (all, dark) = seen(&[]);
    assert_eq!(all, 49);
    assert_eq!(seen(&[("night", 1.0)]), (49, dark + 36));
    assert_eq!(seen(&[("ground_pixels", 4.0)]), (13 + 4, dark));
}

#[test]
fn bad_pictures_are_told_why() {
    let check = |picture: &str, wanted: &str| {
        let found = parse(WORLD, picture, 1).map(|level| draw(&level)).unwrap_or_else(|error| error.to_string());
        assert_eq!(found, wanted, "{picture}");
    };
    let no_start = "row 2, column 2: `@` means nothing here; this world knows `#` wall, `.` floor, `s` sand, `g` grass, `S` sand at night, \
                    `G` grass at night, `x` covered, `d` dark, `l` light";
    check(&ZEBRA_ON_SAND.replacen('s', "@", 1), no_start);
    check(&ZEBRA_ON_SAND.replacen('s', ".", 1), "row 2, column 2: every pixel must be ground or animal");
    check(&ZEBRA_ON_SAND.replace(['d', 'l'], "g"), "row 1, column 1: no animal: put dark `d` or light `l` pixels");
    check(
        &ZEBRA_ON_SAND.replacen('l', "d", 1),
        "row 4, column 8: an animal is of one shade, or its columns alternate between dark and light",
    );
    check(&ZEBRA_ON_SAND.replace('s', "x"), "row 1, column 1: no ground is shown: put sand `s` or grass `g`");
    check("###\n#s#\n###", "row 1, column 1: a picture has 7 rows and 7 columns inside its border");
    check(ZEBRA_ON_SAND, ZEBRA_ON_SAND);
}
