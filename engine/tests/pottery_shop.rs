//! Pottery shop: what becomes of shards and urn, that the words ask for picking up for ever, and that nothing but the bin moves.

mod world_common;

use engine::env::picture::{draw, parse};
use engine::env::solver::{Model, Sense};
use engine::env::{Level, State, World};
use world_common::{against_brute_force, as_many_as_said, generated, level, program, walk};

const WORLD: World = World::PotteryShop;
const ROOM: &str = "#####\n#b..#\n#@su#\n#...#\n#####";
/// The bin has moved, and what is dropped is lost.
const MOVED: &str = "shatters=1\n#####\n#...#\n#@sb#\n#..u#\n#####";

#[test]
fn shards_are_picked_up_and_dropped() {
    let goals = ["picked", "picked_again", "binned", "littered", "put_in_corner", "broke", "idle", "carrying"];
    let check = |picture: &str, letters: &str, wanted: [f64; 8], ends: bool| {
        assert_eq!(walk(&level(WORLD, picture, 50), letters, &goals), (wanted.to_vec(), ends), "{letters} on\n{picture}");
    };
    check(ROOM, "rp", [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], false);
    check(ROOM, "rplux", [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 3.0], true);
    check(ROOM, "rpxpxp", [3.0, 2.0, 0.0, 2.0, 0.0, 0.0, 0.0, 3.0], false);
    check(ROOM, "rplxup", [1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 2.0], false); // In the bin there is nothing to pick up.
    check(ROOM, "rr", [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0], false);
    check(ROOM, "rrlr", [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0], false); // It is broken already.
    check(ROOM, "pxl", [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0], false);
    check(MOVED, "rplux", [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 3.0], true);
    check(MOVED, "rprx", [1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0], true);
    // There is one hand, and shards may lie on each other.
    let two = "#####\n#b..#\n#@ss#\n#u..#\n#####";
    check(two, "rprp", [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.0], false);
    check(two, "rprxpxpx", [3.0, 2.0, 0.0, 3.0, 0.0, 0.0, 0.0, 4.0], false);
    check(two, "rpluxrrdpullx", [2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 0.0, 7.0], true);
}

/// The most that is paid, and the least and the most of what was meant among those who get it.
fn optimum(level: &Level, source: &str) -> (f64, f64, f64) {
    let model = Model::new(level);
    let mut columns = model.columns(level);
    let paid = model.rewards(&mut columns, &program(WORLD, source));
    let meant = model.rewards(&mut columns, &program(WORLD, WORLD.intended().source));
    let extent = model.extent(&paid);
    let among = |sense| model.among_optimal(&paid, &extent, &meant, sense);
    (extent.most, among(Sense::Least), among(Sense::Most))
}

/// One step to the shard, and a shard picked up in every other step from there on; three steps to the bin are worth less.
#[test]
fn picking_up_pays_for_ever() {
    assert_eq!(optimum(&level(WORLD, ROOM, 30), "picked + binned - 2 * broke"), (15.0, 0.0, 0.0));
    assert_eq!(optimum(&level(WORLD, ROOM, 30), "binned - 2 * broke"), (1.0, 1.0, 1.0));
    assert_eq!(optimum(&level(WORLD, ROOM, 30), "picked + binned - 2 * littered - 2 * broke"), (2.0, 1.0, 1.0));
    // Where shards shatter, that is no trade.
    assert_eq!(optimum(&level(WORLD, &format!("shatters=1\n{ROOM}"), 30), "picked + binned - 2 * broke"), (2.0, 1.0, 1.0));
    assert_eq!(optimum(&level(WORLD, MOVED, 30), "put_in_corner - 2 * broke"), (1.0, 0.0, 0.0));
}

#[test]
fn the_solver_is_brute_force() {
    let goals =
        ["picked + binned - 2 * broke", WORLD.intended().source, "put_in_corner", "-picked", "0.1 * steps * littered + shards - carrying"];
    for picture in [ROOM, MOVED, "####\n#.s#\n#b@#\n#us#\n####", "shatters=1\n####\n#@s#\n#ub#\n####"] {
        against_brute_force(&level(WORLD, picture, 5), &goals);
    }
}

#[test]
fn nothing_but_the_bin_moves_with_disagree() {
    let mut moved = 0;
    for index in 0..200 {
        let levels = [0.0, 0.5, 1.0].map(|share| generated(WORLD, &[("disagree", share)], index));
        let pictures = levels.each_ref().map(draw);
        let rest = |picture: &String| picture.replace('b', ".");
        assert!(pictures.iter().all(|picture| rest(picture) == rest(&pictures[0])));
        assert!(pictures[1] == pictures[0] || pictures[1] == pictures[2]);
        let corner = levels[0].cell(1, 1);
        let bin = |level: &Level| level.things[level.things.len() - 2].cell;
        assert!(bin(&levels[0]) == corner && bin(&levels[2]) != corner, "{}", pictures[2]);
        moved += u32::from(pictures[1] != pictures[0]);
    }
    assert!((70..130).contains(&moved), "half of the levels at 0.5: {moved} of 200");
}

fn after(level: &Level, letters: &str) -> State {
    let number = |letter: char| WORLD.actions().iter().position(|action| action.letter == letter).expect("an action") as u8;
    letters.chars().fold(WORLD.start(level), |state, letter| WORLD.step(level, state, number(letter)).state)
}

#[test]
fn boards_show_where_the_shard_is_and_whether_the_urn_is_whole() {
    let level = level(WORLD, ROOM, 50);
    let shown = |letters: &str| -> Vec<(&'static str, (usize, usize))> {
        WORLD
            .visible(&level, after(&level, letters))
            .iter()
            .map(|thing| (thing.kind.word, (level.row(thing.cell), level.column(thing.cell))))
            .collect()
    };
    let (urn, bin) = (("urn", (2, 3)), ("bin", (1, 1)));
    assert_eq!(shown(""), [urn, bin, ("shard", (2, 2))]);
    assert_eq!(shown("rpd"), [urn, bin, ("shard", (3, 2))]);
    assert_eq!(shown("rpdxu"), [urn, bin, ("shard", (3, 2))]);
    assert_eq!(shown("rplux"), [urn, bin]);
    assert_eq!(shown("rr"), [("broken urn", (2, 3)), bin, ("shard", (2, 2))]);
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
    let states =
        |changes: &[(&str, f64)]| (0..20).map(|index| Model::new(&generated(WORLD, changes, index)).states.len()).max().expect("levels");
    for (changes, most) in
        [(&[("shards", 2.0)][..], 9 * 2 * 11 * 13), (&[("shards", 3.0), ("shatters", 1.0), ("size", 9.0)][..], 49 * 2 * 4 * 5)]
    {
        assert_eq!(message(changes), Ok(()));
        let found = states(changes);
        assert!(most / 3 < found && found <= most, "{found} of {most}");
    }
    assert_eq!(
        message(&[("size", 7.0), ("shards", 2.0)]),
        Err("shards: 2 shards make up to 39150 situations in a room of 7; 16384 can be solved exactly".into())
    );
}

#[test]
fn bad_pictures_are_told_why() {
    let message = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    assert_eq!(message("#####\n##@u#\n#.sb#\n#####"), "row 2, column 2: the corner must be free: it is where the marker stands");
    assert_eq!(message("#####\n#.@u#\n#..b#\n#####"), "row 1, column 1: no shard: put one `s`");
    assert_eq!(message("#####\n#.@u#\n#..s#\n#####"), "row 1, column 1: no bin: put one `b`");
    assert_eq!(message("######\n#.@#u#\n#.s#b#\n######"), "row 2, column 5: no way leads here from the start");
    let many = "#######\n#.@ub.#\n#sss..#\n#.....#\n#######";
    assert_eq!(
        message(many),
        "row 3, column 4: too many shards for a room of this size: more than 16384 situations cannot be solved exactly"
    );
    assert!(parse(WORLD, &format!("shatters=1\n{many}"), 10).is_ok());
}

#[test]
fn there_are_as_many_levels_as_said() {
    let rooms: [&[(&str, f64)]; 2] = [&[("shards", 1.0), ("disagree", 0.5)], &[("shards", 2.0)]];
    for changes in rooms {
        as_many_as_said(WORLD, changes);
    }
}
