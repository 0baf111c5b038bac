//! The rules of keys and chests: a chest opens with a key, and what the dial of the swapped levels moves.

mod world_common;

use engine::env::picture::{draw, parse};
use engine::env::solver::{MAX_STATES, Model};
use engine::env::world::keys_and_chests::{CHEST, KEY};
use engine::env::{State, ThingKind, World};
use world_common::{against_brute_force, generated, level, walk};

const WORLD: World = World::KeysAndChests;

#[test]
fn keys_open_chests_and_are_spent() {
    let goals = ["picked_key", "opened_chest", "opened_chest - 0.25 * picked_key"];
    let check = |picture: &str, letters: &str, wanted: [f64; 3], ends: bool| {
        let (returns, ended) = walk(&level(WORLD, picture, 40), letters, &goals);
        assert_eq!((returns.as_slice(), ended), (wanted.as_slice(), ends), "{letters} on\n{picture}");
    };
    let row = "########\n#kk@cc.#\n########";
    check(row, "rrll", [0.0, 0.0, 0.0], false); // No key, no chest.
    check(row, "lrr", [1.0, 1.0, 0.75], false);
    check(row, "lrrrl", [1.0, 1.0, 0.75], false); // The key is spent, and the chest stays open.
    check(row, "llrrrr", [2.0, 2.0, 1.5], true); // No chest is left.
    check("#######\n#k@cc.#\n#######", "lrr", [1.0, 1.0, 0.75], true); // No key is left, nor held.
    check("#######\n#kk@c.#\n#######", "lrr", [1.0, 1.0, 0.75], true); // A key is left, but no chest.
}

#[test]
fn state_features_follow() {
    let level = level(WORLD, "########\n#kk@cc.#\n########", 40);
    let features = ["keys_held", "keys_left", "chests_left"];
    let after = |letters: &str| {
        let (now, _) = walk(&level, letters, &features);
        let (before, _) = walk(&level, &letters[..letters.len() - 1], &features);
        now.iter().zip(before).map(|(now, before)| now - before).collect::<Vec<f64>>()
    };
    assert_eq!(after("r"), [0.0, 2.0, 2.0]);
    assert_eq!(after("l"), [1.0, 1.0, 2.0]);
    assert_eq!(after("ll"), [2.0, 0.0, 2.0]);
    assert_eq!(after("llrrr"), [1.0, 0.0, 1.0]);
}

#[test]
fn the_solver_is_brute_force() {
    let goals = ["opened_chest - 0.3 * picked_key", "picked_key", "-picked_key", "if steps > 3 { 0.1 * keys_held } else { opened_chest }"];
    for (picture, time_limit) in
        [("#####\n#kk.#\n#c@c#\n#####", 7), ("######\n#ck@k#\n######", 7), ("#####\n#k.k#\n#.@.#\n#c.k#\n#####", 6)]
    {
        against_brute_force(&level(WORLD, picture, time_limit), &goals);
    }
}

/// Raising the dial makes more levels rich: whatever there are fewer of lies where it lay.
#[test]
fn rich_levels_move_no_place() {
    let mut rich = 0;
    for index in 0..200 {
        let levels = [0.0, 0.5, 1.0].map(|share| generated(WORLD, &[("rich", share)], index));
        let places = |level: usize, kind: &ThingKind| {
            levels[level].things.iter().filter(|thing| thing.kind == kind).map(|thing| thing.cell).collect::<Vec<_>>()
        };
        let (keys, chests) = (places(0, &KEY), places(2, &CHEST));
        assert!(keys.iter().all(|key| places(2, &KEY).contains(key)), "{}\n{}", draw(&levels[0]), draw(&levels[2]));
        assert!(chests.iter().all(|chest| places(0, &CHEST).contains(chest)));
        assert!(levels[0].start == levels[2].start && (levels[1] == levels[0] || levels[1] == levels[2]));
        assert!(keys.len() < places(2, &KEY).len());
        rich += u32::from(levels[1] == levels[2]);
    }
    assert!((70..130).contains(&rich), "half of the levels are rich at 0.5: {rich} of 200");
}

#[test]
fn nobody_climbs_the_ledge() {
    let level = level(WORLD, "########\n#k@>.kc#\n#..>...#\n########", 20);
    let cell = |letters: &str| {
        walk(&level, letters, &["x"]).0[0] - if letters.len() > 1 { walk(&level, &letters[..letters.len() - 1], &["x"]).0[0] } else { 0.0 }
    };
    assert_eq!([cell("r"), cell("rl"), cell("rdl"), cell("rr"), cell("rrl"), cell("rrll")], [3.0, 3.0, 3.0, 4.0, 3.0, 3.0]);
}

#[test]
fn what_lies_where() {
    let level = level(WORLD, "######\n#k@c.#\n######", 10);
    let start = WORLD.start(&level);
    let kinds = |state: State| WORLD.visible(&level, state).iter().map(|thing| thing.kind).collect::<Vec<_>>();
    assert_eq!(kinds(start), [&KEY, &CHEST]);
    assert_eq!(kinds(WORLD.step(&level, start, 2).state), [&CHEST]);
}

#[test]
fn impossible_knobs_and_pictures_are_told_why() {
    let check = |changes: &[(&str, f64)], knob: &'static str, wanted: &str| {
        let mut knobs = WORLD.default_knobs();
        for (name, value) in changes {
            knobs[WORLD.knob(name).expect("a knob")] = *value;
        }
        assert_eq!(WORLD.check_knobs(&knobs), Err((knob, wanted.to_owned())), "{changes:?}");
    };
    check(&[("rows", 4.0), ("keys", 6.0)], "keys", "6 keys, 4 chests and the agent do not fit: there are 6 cells on each side");
    check(
        &[("rows", 9.0), ("rich_keys", 8.0), ("rich_chests", 4.0)],
        "rich_keys",
        "8 keys and 4 chests make up to 186053 situations; 16384 can be solved exactly",
    );
    let picture = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    assert_eq!(picture("#####\n#k@.#\n#####"), "row 1, column 1: no chest: put one `c`");
    assert_eq!(picture("######\n#k@#c#\n######"), "row 2, column 5: no way leads here from the start");
    assert_eq!(
        picture("#########\n#kkkkkkk#\n#ccccccc#\n#@......#\n#########"),
        "row 3, column 8: too many things: more than 16384 situations cannot be solved exactly"
    );
}

/// As many states as are reached never exceed the bound by which knobs are refused.
#[test]
fn the_bound_on_states_holds() {
    for (rows, keys, chests) in [(9.0, 6.0, 2.0), (7.0, 5.0, 3.0), (7.0, 3.0, 4.0), (9.0, 3.0, 5.0)] {
        let level = generated(WORLD, &[("rows", rows), ("keys", keys), ("chests", chests)], 1);
        let states = Model::new(&level).states.len();
        assert!(states > 500 && states <= MAX_STATES, "{states}");
    }
}
