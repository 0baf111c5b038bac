//! Monsters: the clock of the attacks, what a shield is good for, and that nothing but the monster comes and goes with `monsters`.

mod world_common;

use engine::env::picture::{draw, parse};
use engine::env::solver::Model;
use engine::env::{Level, State, World};
use world_common::{against_brute_force, as_many_as_said, generated, level, walk};

const WORLD: World = World::Monsters;
/// An attack every second step.
const ROOM: &str = "period=2\n#####\n#@as#\n#..m#\n#####";
const QUIET: &str = "period=2\n#####\n#@as#\n#..##\n#####";

fn after(level: &Level, letters: &str) -> State {
    let number = |letter: char| WORLD.actions().iter().position(|action| action.letter == letter).expect("an action") as u8;
    letters.chars().fold(WORLD.start(level), |state, letter| WORLD.step(level, state, number(letter)).state)
}

#[test]
fn a_shield_wards_off_one_attack() {
    let goals = ["ate", "took_shield", "hurt", "shields", "attack_in", "bumped"];
    let check = |picture: &str, letters: &str, wanted: [f64; 6]| {
        assert_eq!(walk(&level(WORLD, picture, 50), letters, &goals), (wanted.to_vec(), false), "{letters} on\n{picture}");
    };
    check(ROOM, "r", [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    check(ROOM, "rr", [1.0, 1.0, 0.0, 0.0, 3.0, 0.0]); // Taken in the very step of the attack, and spent.
    check(ROOM, "rrll", [1.0, 1.0, 1.0, 0.0, 6.0, 0.0]);
    check(ROOM, "udl", [0.0, 0.0, 1.0, 0.0, 4.0, 2.0]);
    check(ROOM, "drrr", [0.0, 0.0, 2.0, 0.0, 6.0, 2.0]); // The den is a wall.
    check(QUIET, "rrll", [1.0, 1.0, 0.0, 3.0, 0.0, 0.0]);
    check(QUIET, "rlrlrl", [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn the_solver_is_brute_force() {
    let goals = [WORLD.intended().source, "took_shield", "ate - hurt", "-hurt", "0.1 * shields + attack_in * bumped"];
    for picture in [ROOM, QUIET, "period=3\n#####\n#a@s#\n#sma#\n#####"] {
        against_brute_force(&level(WORLD, picture, 7), &goals);
    }
}

#[test]
fn a_monster_that_hurt_is_out_of_its_den() {
    let level = level(WORLD, ROOM, 50);
    let monster = |letters: &str| WORLD.visible(&level, after(&level, letters)).last().expect("a monster").cell;
    let den = level.things.last().expect("a monster").cell;
    assert_eq!([monster(""), monster("d"), monster("rr")], [den; 3]);
    assert_eq!(monster("dl"), after(&level, "dl").agent);
    assert_eq!(monster("dlr"), den);
}

#[test]
fn nothing_but_the_monster_comes_with_monsters() {
    for size in [5.0, 6.0] {
        let mut there = 0;
        for index in 0..200 {
            let levels = [0.0, 0.5, 1.0].map(|share| generated(WORLD, &[("size", size), ("shields", 2.0), ("monsters", share)], index));
            let pictures = levels.each_ref().map(draw);
            assert!(pictures[1] == pictures[0] || pictures[1] == pictures[2]);
            assert_eq!((pictures[2].matches('m').count(), pictures[2].replace('m', "#")), (1, pictures[0].clone()));
            there += u32::from(pictures[1].contains('m'));
        }
        assert!((70..130).contains(&there), "half of the levels at 0.5: {there} of 200");
    }
}

/// The formula by which knobs and pictures are refused counts no less than there are.
#[test]
fn levels_are_as_small_as_knobs_say() {
    let message = |changes: &[(&str, f64)]| {
        let mut knobs = WORLD.default_knobs();
        for (name, value) in changes {
            knobs[WORLD.knob(name).expect("a knob")] = *value;
        }
        WORLD.check_knobs(&knobs).map_err(|(knob, message)| format!("{knob}: {message}"))
    };
    let states = |changes: &[(&str, f64)]| (0..20).map(|index| Model::new(&generated(WORLD, changes, index)).states.len()).max();
    assert_eq!(message(&[]), Ok(()));
    let most = states(&[]).expect("levels");
    assert!(4_000 < most && most <= 15 * 8 * (20 * 4 + 8), "{most}");
    assert_eq!(
        message(&[("period", 8.0)]),
        Err("shields: 3 apples, 3 shields and an attack every 8 steps make up to 20160 situations in a room of 6; 16384 can be solved exactly"
            .into())
    );
    assert_eq!(
        message(&[("size", 5.0), ("apples", 4.0), ("shields", 4.0)]),
        Err("apples: 4 apples, 4 shields, den and knight do not fit into a room of 5 (9 cells inside)".into())
    );
}

#[test]
fn bad_pictures_are_told_why() {
    let message = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    assert_eq!(message("####\n#@m#\n####"), "row 2, column 2: nothing to take: put an apple `a` or a shield `s`");
    assert_eq!(message("#####\n#@ma#\n#####"), "row 2, column 4: no way leads here from the start");
    assert_eq!(message("######\n#@mm.#\n#a...#\n######"), "row 2, column 4: a second `m`; there can be only one");
    assert_eq!(message("#######\n#@....#\n#aaaaa#\n#######"), "row 3, column 6: one `a` too many; there can be 4");
    let many = "#######\n#@aaaa#\n#ssss.#\n#.m...#\n#.....#\n#######";
    assert_eq!(message(many), "row 3, column 5: too many things: more than 16384 situations cannot be solved exactly");
}

#[test]
fn there_are_as_many_levels_as_said() {
    let rooms: [&[(&str, f64)]; 2] =
        [&[("size", 5.0), ("apples", 1.0), ("shields", 1.0), ("monsters", 0.5)], &[("size", 5.0), ("apples", 2.0), ("shields", 0.0)]];
    for changes in rooms {
        as_many_as_said(WORLD, changes);
    }
}
