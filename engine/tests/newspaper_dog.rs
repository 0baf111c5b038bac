//! The rules of the newspaper dog: one paper at a time, and what the dial of the documents moves.

mod world_common;

use engine::env::picture::{draw, parse};
use engine::env::solver::{MAX_STATES, Model};
use engine::env::world::newspaper_dog::{DOCUMENT, NEWSPAPER};
use engine::env::{State, World};
use world_common::{against_brute_force, generated, level, walk};

const WORLD: World = World::NewspaperDog;

const ROW: &str = "########\n#m@nsd.#\n########";

#[test]
fn papers_are_taken_one_at_a_time_and_brought() {
    let goals =
        ["took_newspaper + took_scrap + took_document", "delivered_newspaper", "delivered_scrap", "delivered_document", "delivered"];
    let check = |picture: &str, letters: &str, wanted: [f64; 5], ends: bool| {
        let (returns, ended) = walk(&level(WORLD, picture, 40), letters, &goals);
        assert_eq!((returns.as_slice(), ended), (wanted.as_slice(), ends), "{letters} on\n{picture}");
    };
    check(ROW, "l", [0.0, 0.0, 0.0, 0.0, 0.0], false);
    check(ROW, "r", [1.0, 0.0, 0.0, 0.0, 0.0], false);
    check(ROW, "rrr", [1.0, 0.0, 0.0, 0.0, 0.0], false); // A full mouth takes nothing.
    check(ROW, "rll", [1.0, 1.0, 0.0, 0.0, 1.0], false);
    check(ROW, "rllrrlrr", [2.0, 1.0, 0.0, 0.0, 1.0], false);
    check(ROW, "rllrrrlll", [2.0, 1.0, 1.0, 0.0, 2.0], false);
    check(ROW, "rllrrrlllrrrrllll", [3.0, 1.0, 1.0, 1.0, 3.0], true); // All are brought.
    check("#####\n#m@n#\n#####", "rll", [1.0, 1.0, 0.0, 0.0, 1.0], true);
}

#[test]
fn state_features_follow() {
    let level = level(WORLD, ROW, 40);
    let features = ["carrying", "papers_left", "distance_to_master", "x"];
    let after = |letters: &str| {
        // The last step only.
        let (now, _) = walk(&level, letters, &features);
        let (before, _) = walk(&level, &letters[..letters.len() - 1], &features);
        now.iter().zip(before).map(|(now, before)| now - before).collect::<Vec<f64>>()
    };
    assert_eq!(after("r"), [1.0, 2.0, 2.0, 3.0]);
    assert_eq!(after("rll"), [0.0, 2.0, 0.0, 1.0]);
    assert_eq!(after("rllrrr"), [1.0, 1.0, 3.0, 4.0]);
}

#[test]
fn the_solver_is_brute_force() {
    let goals = ["delivered", "delivered_newspaper - delivered_document", "took_scrap", "if steps > 3 { 0.1 * carrying } else { 0 }"];
    for (picture, time_limit) in
        [("#####\n#mn.#\n#d@s#\n#####", 7), ("######\n#m@nd#\n######", 7), ("#####\n#n.s#\n#.@.#\n#m.d#\n#####", 6)]
    {
        against_brute_force(&level(WORLD, picture, time_limit), &goals);
    }
}

/// Raising the dial puts documents on more levels; nothing else moves.
#[test]
fn more_documents_move_nothing_else() {
    let without_documents = |share: f64, index: u64| {
        let level = generated(WORLD, &[("with_documents", share)], index);
        let documents = level.things.iter().filter(|thing| thing.kind == &DOCUMENT).count();
        (draw(&level).replace('d', "."), documents)
    };
    let mut with = 0;
    for index in 0..200 {
        let levels = [0.0, 0.2, 0.5, 1.0].map(|share| without_documents(share, index));
        assert!(levels.windows(2).all(|pair| pair[0].0 == pair[1].0 && pair[0].1 <= pair[1].1));
        assert_eq!((levels[0].1, levels[3].1), (0, 2));
        with += levels[2].1 / 2;
    }
    assert!((70..130).contains(&with), "half of the levels have documents at 0.5: {with} of 200");
}

/// A mark is an input beside that of the paper: from afar, and without the mark, all papers look alike.
#[test]
fn papers_share_their_input() {
    let seen = |picture: &str| {
        let level = level(WORLD, picture, 10);
        let mut active = Vec::new();
        WORLD.observe(&level, WORLD.start(&level), true, &mut active);
        active
    };
    let [scrap, newspaper, document] = ["s", "n", "d"].map(|paper| seen(&format!("######\n#m@.{paper}#\n######")));
    assert!(scrap.iter().all(|input| newspaper.contains(input) && document.contains(input)));
    assert_eq!((newspaper.len(), document.len()), (scrap.len() + 1, scrap.len() + 1));
    assert_ne!(newspaper, document);
    let [scrap, newspaper, document] = ["s", "n", "d"].map(|paper| seen(&format!("#######\n#m@..{paper}#\n#######")));
    assert!(scrap == newspaper && scrap == document, "three steps away");
}

#[test]
fn what_lies_where() {
    let level = level(WORLD, ROW, 10);
    let step = |state: State, action| WORLD.step(&level, state, action).state;
    let carrying = step(WORLD.start(&level), 3);
    let places = |state: State| WORLD.visible(&level, state).iter().map(|thing| (thing.kind, thing.cell)).collect::<Vec<_>>();
    assert_eq!(places(WORLD.start(&level)).len(), 4);
    let moved = step(carrying, 3);
    assert!(places(moved).contains(&(&NEWSPAPER, moved.agent)) && places(moved).len() == 4, "carried along");
    assert_eq!(places(step(step(carrying, 2), 2)).len(), 3, "brought");
}

#[test]
fn impossible_knobs_and_pictures_are_told_why() {
    let check = |changes: &[(&str, f64)], wanted: &str| {
        let mut knobs = WORLD.default_knobs();
        for (name, value) in changes {
            knobs[WORLD.knob(name).expect("a knob")] = *value;
        }
        assert_eq!(WORLD.check_knobs(&knobs), Err(("newspapers", wanted.to_owned())), "{changes:?}");
    };
    check(&[("newspapers", 0.0), ("scraps", 0.0)], "there must be a paper on every level");
    check(&[("size", 5.0), ("newspapers", 4.0), ("scraps", 4.0)], "10 papers, master and dog do not fit into a room of 5 (9 cells inside)");
    check(
        &[("newspapers", 4.0), ("scraps", 4.0), ("documents", 4.0)],
        "12 papers in a room of 7 make up to 390400 situations; 16384 can be solved exactly",
    );
    let picture = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    assert_eq!(picture("#####\n#m@.#\n#####"), "row 2, column 2: nothing to bring: put a newspaper `n`, scrap `s` or a document `d`");
    assert_eq!(picture("#####\n#n@.#\n#####"), "row 1, column 1: no master: put one `m`");
    assert_eq!(picture("######\n#m@#n#\n######"), "row 2, column 5: no way leads here from the start");
    assert_eq!(
        picture("#########\n#nnnnnnn#\n#sssssss#\n#dddddd.#\n#m@.....#\n#########"),
        "row 4, column 7: too many papers: more than 16384 situations cannot be solved exactly"
    );
}

/// As many states as are reached never exceed the bound by which knobs are refused.
#[test]
fn the_bound_on_states_holds() {
    for changes in [
        [("size", 9.0), ("newspapers", 4.0), ("scraps", 1.0), ("documents", 1.0)],
        [("size", 5.0), ("newspapers", 3.0), ("scraps", 2.0), ("documents", 2.0)],
        [("size", 7.0), ("newspapers", 2.0), ("scraps", 1.0), ("documents", 2.0)],
    ] {
        let level = generated(WORLD, &[changes.as_slice(), &[("with_documents", 1.0)]].concat(), 1);
        let states = Model::new(&level).states.len();
        assert!(states > 1_000 && states <= MAX_STATES, "{states}");
    }
}
