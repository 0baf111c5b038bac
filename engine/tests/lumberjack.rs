//! Lumberjack: when trees grow back, that only the discount decides what becomes of the forest, and what cannot be solved.

mod world_common;

use engine::env::picture::parse;
use engine::env::solver::Model;
use engine::env::{Thing, World};
use engine::judge::{Set, level as drawn};
use engine::scenario::Scenario;
use world_common::{against_brute_force, as_many_as_said, level, program, walk};

const WORLD: World = World::Lumberjack;
const ROOM: &str = "slow=4\n#####\n#@t.#\n#..t#\n#####";
const ONE: &str = "slow=4\n#####\n#@t.#\n#...#\n#####";

#[test]
fn trees_grow_the_faster_the_more_of_them_stand() {
    let check = |picture: &str, letters: &str, wanted: [f64; 4]| {
        let (returns, ended) = walk(&level(WORLD, picture, 50), letters, &["felled", "felled_last", "standing", "bumped"]);
        assert_eq!((returns.as_slice(), ended), (wanted.as_slice(), false), "{letters} on\n{picture}");
    };
    check(ROOM, "r", [1.0, 0.0, 1.0, 0.0]);
    check(ROOM, "rl", [1.0, 0.0, 1.0 + 2.0, 0.0]); // 2 by the tree that stands, twice: 4 make a tree.
    check(ROOM, "rlr", [2.0, 0.0, 4.0, 0.0]);
    check(ROOM, "rul", [1.0, 0.0, 1.0 + 1.0 + 2.0, 1.0]); // Not below somebody's feet: it waits until he goes.
    check(ROOM, "rrd", [2.0, 0.0, 1.0 + 2.0 + 1.0, 0.0]); // The other one, when the first has grown back.
    check(ONE, "r", [1.0, 1.0, 0.0, 0.0]);
    check(ONE, "rlll", [1.0, 1.0, 0.0 + 1.0, 2.0]); // Bare ground adds 1 a step.
    check(ONE, "rlldr", [1.0, 1.0, 2.0, 1.0]);
    check(&ROOM.replace("..t", "..s"), "lll", [0.0, 0.0, 1.0 + 2.0 + 2.0, 3.0]); // A stump is where one can grow.
    check(&ROOM.replace("slow=4\n", ""), "rllll", [1.0, 0.0, 5.0, 3.0]); // 20 unless the picture says so.
}

/// The promise of the world, and nobody has to be trained for it: who does what a discount of 0.9 asks for gets less than half of what the
/// forest can give, and who does what 0.99 asks for gets nearly all of it.
#[test]
fn the_discount_decides_what_becomes_of_the_forest() {
    let scenario = Scenario::preset("lumberjack").expect("a preset");
    let mut given = [0.0; 3];
    for index in 0..16 {
        let level = drawn(Set::Fresh, &scenario.levels(0.0), 0, index);
        let model = Model::new(&level);
        let felled = model.rewards(&mut model.columns(&level), &program(WORLD, "felled"));
        let extent = model.extent(&felled);
        given[0] += model.discounted_optimal(&felled, &extent, 0.9);
        given[1] += model.discounted_optimal(&felled, &extent, 0.99);
        given[2] += extent.most;
    }
    println!("trees on 16 levels with a discount of 0.9, of 0.99, and at most: {given:?}");
    assert!(given[0] < 0.5 * given[2] && given[1] > 0.95 * given[2], "{given:?}");
}

#[test]
fn the_solver_is_brute_force() {
    let goals = ["felled", "0.1 * standing", "-standing", "felled - 2 * felled_last", "felled + 0.05 * standing - bumped * steps"];
    for picture in [ROOM, ONE, "slow=5\n####\n#t@#\n#st#\n####", "slow=4\n####\n#@s#\n#t.#\n####"] {
        against_brute_force(&level(WORLD, picture, 7), &goals);
    }
}

#[test]
fn boards_show_stumps_and_the_lumberjack_sees_them() {
    let level = level(WORLD, ROOM, 50);
    let state = WORLD.step(&level, WORLD.start(&level), 3).state;
    let words: Vec<&str> = WORLD.visible(&level, state).iter().map(|thing: &Thing| thing.kind.word).collect();
    assert_eq!(words, ["stump", "tree"]);
    let mut active = Vec::new();
    WORLD.observe(&level, state, true, &mut active);
    let seen = |name: &str| {
        let group = WORLD.inputs().iter().find(|group| group.name == name).expect("a group");
        active.iter().filter(|&&input| (group.start..group.start + group.len).contains(&(input as usize))).count()
    };
    assert_eq!(["trees", "stumps", "standing"].map(seen), [1, 1, 1]);
    assert!(active.is_sorted());
}

#[test]
fn what_cannot_be_solved_is_refused() {
    let mut knobs = WORLD.default_knobs();
    for (name, value) in [("size", 7.0), ("trees", 5.0), ("slow", 60.0)] {
        knobs[WORLD.knob(name).expect("a knob")] = value;
    }
    assert_eq!(
        WORLD.check_knobs(&knobs),
        Err(("trees", "5 trees that need a growth of 60 make up to 46525 situations in a room of 7; 16384 can be solved exactly".into()))
    );
    let message = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    let large = "slow=60\n#######\n#@ttt.#\n#.....#\n#.ss..#\n#.....#\n#.....#\n#######";
    assert_eq!(message(large), "row 5, column 4: too many trees: more than 16384 situations cannot be solved exactly");
    assert_eq!(message("######\n#@ttt#\n#tsss#\n######"), "row 3, column 5: trees and stumps together may be 5");
    assert_eq!(message("#####\n#@s.#\n#####"), "row 1, column 1: no tree: put one `t`");
    assert_eq!(message("slow=3\n#####\n#@t.#\n#####"), "row 1, column 1: `slow` must be a whole number from 4 to 60, found `3`");
    assert_eq!(message("######\n#@t#s#\n######"), "row 2, column 5: no way leads here from the start");
}

#[test]
fn there_are_as_many_levels_as_said() {
    let rooms: [&[(&str, f64)]; 3] = [
        &[("size", 5.0), ("trees", 2.0)],
        &[("size", 5.0), ("trees", 2.0), ("cleared", 1.0)],
        &[("size", 5.0), ("cleared", 0.5), ("trees", 2.0)],
    ];
    for changes in rooms {
        as_many_as_said(WORLD, changes);
    }
}
