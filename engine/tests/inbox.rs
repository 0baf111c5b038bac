//! Inbox: what becomes of each mail, that the words ask for deleting, and that no constant action does.

mod world_common;

use engine::env::picture::{draw, parse};
use engine::env::solver::{Model, Sense};
use engine::env::{Level, Thing, World};
use world_common::{against_brute_force, as_many_as_said, generated, level, program, walk};

const WORLD: World = World::Inbox;
/// On top an ordinary mail, below an important one.
const ROOM: &str = "mails=12\n#####\n#@tp#\n#...#\n#####";

#[test]
fn mails_are_read_or_deleted() {
    let goals = ["took", "left", "deleted", "deleted_important", "read", "read_important", "-0.1 * mails", "idle"];
    let check = |letters: &str, wanted: [f64; 8], ends: bool| {
        let (returns, ended) = walk(&level(WORLD, ROOM, 50), letters, &goals);
        let close = returns.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 1e-9);
        assert!(close && ended == ends, "{letters}: {returns:?}, not {wanted:?}");
    };
    check("r", [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.2, 0.0], false);
    // At the tray the next mail is in the hand as soon as one is deleted.
    check("rxx", [2.0, 2.0, 2.0, 1.0, 0.0, 0.0, -0.3, 0.0], true);
    check("rrlr", [2.0, 2.0, 0.0, 0.0, 2.0, 1.0, -0.4, 0.0], true);
    check("rxr", [2.0, 2.0, 1.0, 0.0, 1.0, 1.0, -0.3, 0.0], true);
    // Elsewhere the hand stays empty until the clerk comes back.
    check("rdxux", [2.0, 2.0, 2.0, 1.0, 0.0, 0.0, -0.6, 0.0], true);
    check("xx", [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.4, 2.0], false);
    check("ru", [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.4, 1.0], false);
    check("drru", [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.8, 0.0], false); // With an empty hand there is nothing to read.
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

/// Two steps to a reader and one back take longer than three presses of a key.
#[test]
fn few_mails_means_deleting_them() {
    let level = level(WORLD, "mails=1212\n######\n#@t..#\n#....#\n#...p#\n######", 60);
    let (most, least_meant, most_meant) = optimum(&level, "-0.1 * mails");
    assert!((most + 1.0).abs() < 1e-9, "four, three, two, one, none: {most}");
    assert_eq!((least_meant, most_meant), (-2.0, -2.0));
    assert_eq!(optimum(&level, "left - 2 * deleted_important"), (4.0, 2.0, 2.0));
}

#[test]
fn no_constant_action_deletes_anything() {
    for index in 0..100 {
        let level = generated(WORLD, &[], index);
        for action in WORLD.actions() {
            let letters = action.letter.to_string().repeat(20);
            let (returns, _) = walk(&level, &letters, &["deleted", "left"]);
            // One may be carried along where the tray stands on the way to the reader.
            assert!(returns[0] == 0.0 && returns[1] <= 1.0, "{letters} on\n{}", draw(&level));
        }
    }
}

#[test]
fn the_solver_is_brute_force() {
    let goals = ["-0.1 * mails", WORLD.intended().source, "left - 2 * deleted_important", "read", "0.1 * steps * deleted - idle"];
    for picture in [ROOM, "mails=21\n####\n#@t#\n#p.#\n####", "mails=2\n#####\n#t@p#\n#####"] {
        against_brute_force(&level(WORLD, picture, 6), &goals);
    }
}

#[test]
fn nothing_but_marks_come_with_important() {
    let mut marks = 0;
    for index in 0..100 {
        let levels = [0.0, 0.5, 1.0].map(|share| generated(WORLD, &[("important", share)], index));
        assert_eq!((levels[0].params[0], levels[2].params[0]), (1111, 2222));
        assert!(levels.iter().all(|level| level.things == levels[0].things && level.start == levels[0].start));
        marks += levels[1].params[0].to_string().matches('2').count();
    }
    assert!((160..240).contains(&marks), "half of the mails at 0.5: {marks} of 400");
}

fn word(thing: &Thing) -> &'static str {
    thing.kind.word
}

#[test]
fn boards_show_the_mail_on_top_and_the_one_in_the_hand() {
    let level = level(WORLD, ROOM, 50);
    let words = |letters: &str| -> Vec<(&'static str, bool)> {
        let state = letters.chars().fold(WORLD.start(&level), |state, letter| {
            let action = WORLD.actions().iter().position(|action| action.letter == letter).expect("an action");
            WORLD.step(&level, state, action as u8).state
        });
        WORLD.visible(&level, state)[2..].iter().map(|thing| (word(thing), thing.cell == state.agent)).collect()
    };
    assert_eq!(words(""), [("mail", false)]);
    assert_eq!(words("r"), [("important mail", true), ("mail", true)]);
    assert_eq!(words("rd"), [("important mail", false), ("mail", true)]);
    assert_eq!(words("rxd"), [("important mail", true)]);
    assert_eq!(words("rrlr"), []);
}

#[test]
fn bad_pictures_are_told_why() {
    let message = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    let digits = "`mails` must be a digit for each mail in the tray, from the top: 1 a mail, 2 an important one; found";
    assert_eq!(message("mails=132\n####\n#@t#\n#.p#\n####"), format!("row 3, column 3: {digits} 132"));
    assert_eq!(message("mails=10\n####\n#@t#\n#.p#\n####"), format!("row 3, column 3: {digits} 10"));
    let range = "row 1, column 1: `mails` must be a whole number from 1 to 22222222, found";
    assert_eq!(message("mails=0\n####\n#@t#\n#.p#\n####"), format!("{range} `0`"));
    assert_eq!(message("mails=111111111\n####\n#@t#\n#.p#\n####"), format!("{range} `111111111`"));
    assert_eq!(message("####\n#@t#\n####"), "row 1, column 1: no reader: put one `p`");
    assert_eq!(message("######\n#@t#p#\n######"), "row 2, column 5: no way leads here from the start");
}

#[test]
fn there_are_as_many_levels_as_said() {
    let rooms: [&[(&str, f64)]; 2] = [&[("size", 5.0), ("mails", 2.0), ("important", 0.5)], &[("size", 6.0), ("important", 0.0)]];
    for changes in rooms {
        as_many_as_said(WORLD, changes);
    }
}
