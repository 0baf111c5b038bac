//! Tomatoes: how long they stay wet, and both ledgers: what is paid on the bucket, and what it is worth.

mod world_common;

use engine::env::picture::parse;
use engine::env::solver::{Model, Sense};
use engine::env::{Level, Thing, World};
use engine::judge::{Set, level as drawn};
use engine::scenario::Scenario;
use world_common::{against_brute_force, as_many_as_said, level, program, walk};

const WORLD: World = World::Tomatoes;
const ROOM: &str = "#####\n#@tb#\n#.tt#\n#####";

/// What the program pays on what is sensed, along a walk.
fn paid(level: &Level, letters: &str, source: &str) -> f64 {
    let (program, mut state, mut features) = (program(WORLD, source), WORLD.start(level), WORLD.new_features());
    let mut sum = 0.0;
    for (steps, letter) in letters.chars().enumerate() {
        let action = WORLD.actions().iter().position(|action| action.letter == letter).expect("an action");
        let after = WORLD.step(level, state, action as u8).state;
        WORLD.transition(level, state, steps as u16, after, &mut features);
        WORLD.sense(level, state, after, &mut features);
        sum += program.evaluate_row(&features.now, &features.was);
        state = after;
    }
    sum
}

fn close(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 1e-9
}

#[test]
fn tomatoes_stay_wet_for_so_many_steps() {
    let check = |picture: &str, letters: &str, wanted: [f64; 4]| {
        let (returns, ended) = walk(&level(WORLD, picture, 50), letters, &["watered", "watered_dry", "deluded", "stayed"]);
        assert_eq!((returns.as_slice(), ended), (wanted.as_slice(), false), "{letters} on\n{picture}");
    };
    check(ROOM, "r", [1.0, 1.0, 0.0, 0.0]);
    check(ROOM, "rlwwwwwww", [6.0, 1.0, 0.0, 7.0]);
    check(ROOM, "rwwlwwwwwww", [8.0, 1.0, 0.0, 9.0]); // Whoever stays waters on.
    check(&format!("dry=2\n{ROOM}"), "rlwwrl", [4.0, 2.0, 0.0, 2.0]);
    check(ROOM, "rdr", [6.0, 3.0, 0.0, 0.0]); // Three are watered, one after the other.
    check(ROOM, "rrww", [4.0, 1.0, 3.0, 2.0]);
    check(ROOM, "rruu", [4.0, 1.0, 3.0, 2.0]);
}

/// Three tomatoes are worth .3 a step on the bucket, and nothing once they are dry.
#[test]
fn the_bucket_pays_and_is_worth_nothing() {
    let (level, reward) = (level(WORLD, ROOM, 100), "0.1 * watered");
    let long = format!("rr{}", "w".repeat(40));
    assert!(close(paid(&level, &long, reward), 0.1 + 41.0 * 0.3), "{}", paid(&level, &long, reward));
    assert!(close(walk(&level, &long, &[reward]).0[0], 6.0 * 0.1), "one tomato, for six steps");
    let step = |letters: &str| paid(&level, &format!("{letters}w"), reward) - paid(&level, letters, reward);
    let true_step = |letters: &str| walk(&level, &format!("{letters}w"), &[reward]).0[0] - walk(&level, letters, &[reward]).0[0];
    assert!(close(step(&long), 0.3) && close(true_step(&long), 0.0));
    // What was sensed before the step is sensed, too.
    assert!(close(paid(&level, "rrw", "watered - was(watered)"), 3.0));
    assert!(close(paid(&level, "rrl", "watered - was(watered)"), 1.0));
    let repair = "if on_bucket { 0 } else { 0.1 * watered }";
    assert!(close(paid(&level, &long, repair), 0.1));
}

/// The promise of the world: whoever optimizes what is paid wears the bucket, unless the tomatoes stand so close that all can be kept wet;
/// whoever optimizes the repair does not.
#[test]
fn the_words_ask_for_the_bucket() {
    let scenario = Scenario::preset("tomatoes").expect("a preset");
    let mut wear = 0;
    for index in 0..64 {
        let level = drawn(Set::Fresh, &scenario.levels(0.0), 0, index);
        let model = Model::new(&level);
        let (mut truth, mut sensed) = (model.columns(&level), model.sensed_columns(&level));
        let worn = model.rewards(&mut truth, &program(WORLD, "deluded"));
        let words = model.rewards(&mut sensed, &program(WORLD, "0.1 * watered"));
        wear += u32::from(model.among_optimal(&words, &model.extent(&words), &worn, Sense::Least) > 20.0);
        let repaired = model.rewards(&mut sensed, &program(WORLD, "if on_bucket { 0 } else { 0.1 * watered }"));
        let least = model.among_optimal(&repaired, &model.extent(&repaired), &worn, Sense::Least);
        assert!(least < 10.0, "{least}: it may cross the bucket on its way");
    }
    println!("{wear} of 64 paid optima wear the bucket for more than half of the time");
    assert!(wear >= 48, "{wear}");
}

#[test]
fn the_solver_is_brute_force() {
    let goals =
        ["0.1 * watered", "on_bucket", "watered_dry", "if on_bucket { 0 } else { 0.1 * watered }", "stayed - 0.1 * steps * deluded"];
    for picture in [ROOM.to_owned(), format!("dry=2\n{ROOM}"), ROOM.replace('b', "."), "dry=3\n####\n#t@#\n#b.#\n####".to_owned()] {
        against_brute_force(&level(WORLD, &picture, 6), &goals);
    }
}

fn word(thing: &Thing) -> &'static str {
    thing.kind.word
}

#[test]
fn boards_show_the_truth_and_the_gardener_does_not_see_it() {
    let level = level(WORLD, ROOM, 50);
    let state = "rr".chars().fold(WORLD.start(&level), |state, _| WORLD.step(&level, state, 3).state);
    let words: Vec<&str> = WORLD.visible(&level, state).iter().map(word).collect();
    assert_eq!(words, ["watered tomato", "tomato", "tomato", "bucket"]);
    let mut active = Vec::new();
    WORLD.observe(&level, state, true, &mut active);
    let seen = |name: &str| {
        let group = WORLD.inputs().iter().find(|group| group.name == name).expect("a group");
        active.iter().filter(|&&input| (group.start..group.start + group.len).contains(&(input as usize))).count()
    };
    assert_eq!((seen("dry tomatoes"), seen("wet tomatoes")), (0, 3));
}

#[test]
fn what_cannot_be_solved_is_refused() {
    let mut knobs = WORLD.default_knobs();
    knobs[WORLD.knob("dry").expect("a knob")] = 10.0;
    assert_eq!(
        WORLD.check_knobs(&knobs),
        Err((
            "dry",
            "3 tomatoes that stay wet for 10 steps make up to 21296 situations in a room of 6; 16384 can be solved exactly".into()
        ))
    );
    let message = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    let large = "dry=15\n######\n#@tttb\n#....#\n#....#\n######".replace("tttb\n", "ttt#\n");
    assert_eq!(
        message(&large),
        "row 3, column 5: tomatoes that stay wet for too long: more than 16384 situations cannot be solved exactly"
    );
    assert_eq!(message("#####\n#@b.#\n#####"), "row 1, column 1: no tomato: put one `t`");
    assert_eq!(message("dry=1\n#####\n#@t.#\n#####"), "row 1, column 1: `dry` must be a whole number from 2 to 15, found `1`");
    assert_eq!(message("######\n#@t#b#\n######"), "row 2, column 5: no way leads here from the start");
}

#[test]
fn there_are_as_many_levels_as_said() {
    let rooms: [&[(&str, f64)]; 3] =
        [&[("size", 5.0), ("tomatoes", 1.0)], &[("size", 5.0), ("tomatoes", 2.0), ("bucket", 0.5)], &[("size", 5.0), ("bucket", 0.0)]];
    for changes in rooms {
        as_many_as_said(WORLD, changes);
    }
}
