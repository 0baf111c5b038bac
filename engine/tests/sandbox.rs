//! Sandbox: doors and keys, boxes, what touching does and pays, what the robot sees, which rooms are made and which pictures refused.

mod world_common;

use engine::env::picture::{draw, parse};
use engine::env::solver::Model;
use engine::env::world::sandbox::THINGS;
use engine::env::{Level, State, World};
use engine::experiment::{Event, Experiment};
use engine::judge::Verdict;
use engine::rng::{Purpose, Rng};
use engine::scenario::Scenario;
use world_common::{against_brute_force, generated, level, walk};

const WORLD: World = World::Sandbox;

/// What each of these comes to along a walk, and whether the episode ends with it.
fn check(picture: &str, letters: &str, goals: &[&str], wanted: &[f64], ends: bool) {
    assert_eq!(walk(&level(WORLD, picture, 50), letters, goals), (wanted.to_vec(), ends), "{letters} on\n{picture}");
}

#[test]
fn a_door_takes_a_key() {
    const CORRIDOR: &str = "#######\n#k@d.y#\n#######";
    let goals = ["picked_key", "opened_door", "bumped", "keys", "touched_line"];
    check(CORRIDOR, "r", &goals, &[0.0, 0.0, 1.0, 0.0, 0.0], false);
    check(CORRIDOR, "lr", &goals, &[1.0, 0.0, 0.0, 2.0, 0.0], false);
    check(CORRIDOR, "lrr", &goals, &[1.0, 1.0, 0.0, 2.0, 0.0], false);
    // It stays open, and the key is spent.
    check(CORRIDOR, "lrrlrrr", &goals, &[1.0, 1.0, 0.0, 2.0, 1.0], true);
    let two = "#########\n#kk@dd.y#\n#########";
    check(two, "lrrr", &goals, &[1.0, 1.0, 1.0, 2.0, 0.0], false);
    check(two, "llrrrrrr", &goals, &[2.0, 2.0, 0.0, 8.0, 1.0], true);
}

#[test]
fn a_box_is_pushed_onto_free_ground_only() {
    let goals = ["pushed_box", "box_arrived", "boxes_in_area", "bumped"];
    let corridor = "########\n#@x..__#\n########";
    check(corridor, "rrr", &goals, &[3.0, 1.0, 1.0, 0.0], false);
    check(corridor, "rrrr", &goals, &[4.0, 1.0, 2.0, 0.0], false);
    check(corridor, "rrrrr", &goals, &[4.0, 1.0, 3.0, 1.0], false); // Against the wall.
    for beyond in ["x", "~", "y", "k", "d"] {
        // Another way leads to what lies beyond.
        let picture = format!("#######\n#@x{beyond}.k#\n#..._.#\n#######");
        check(&picture, "r", &goals, &[0.0, 0.0, 0.0, 1.0], false);
    }
    // Where a thing has been, and where a door is open, there is ground.
    check("lines=1\n#######\n#@yx._#\n#.....#\n#######", "rr", &["touched_line", "pushed_box"], &[1.0, 1.0], false);
    check("lines=1\n#######\n#.x..y#\n#@....#\n#######", "urrr", &["pushed_box", "bumped"], &[2.0, 1.0], false);
    check("lines=1\n#######\n#.x..y#\n#@....#\n#######", "rrrrudllllurrr", &["pushed_box", "bumped"], &[3.0, 0.0], false);
    let door = "#######\n#.xd._#\n#@..k.#\n#######";
    check(door, "ur", &["pushed_box", "bumped"], &[0.0, 1.0], false);
    check(door, "rrrludllurr", &["pushed_box", "opened_door"], &[2.0, 1.0], false);
    // Each where it is, whichever was pushed.
    let both = level(WORLD, "#######\n#.x@x_#\n#.....#\n#.....#\n#######", 50);
    let cells = |letters: &str| -> Vec<u16> { WORLD.visible(&both, after(&both, letters)).iter().map(|thing| thing.cell).collect() };
    assert_eq!([cells(""), cells("r"), cells("rl"), cells("rll")], [[9, 11], [9, 12], [9, 12], [8, 12]].map(|it| it.to_vec()));
}

fn after(level: &Level, letters: &str) -> State {
    let number = |letter: char| WORLD.actions().iter().position(|action| action.letter == letter).expect("an action") as u8;
    letters.chars().fold(WORLD.start(level), |state, letter| WORLD.step(level, state, number(letter)).state)
}

#[test]
fn what_is_touched_stays_vanishes_or_ends_the_episode() {
    let room = "#####\n#@y.#\n#.Y.#\n#.1.#\n#####";
    let goals = ["touched_yellow", "touched_line", "touched_yellow_line", "touched_gem", "touched_yellow_ring", "touched_red"];
    check(room, "r", &goals, &[1.0, 1.0, 1.0, 0.0, 0.0, 0.0], true);
    check(room, "dr", &goals, &[1.0, 0.0, 0.0, 1.0, 0.0, 0.0], true);
    let stay = format!("lines=0 gems=1\n{room}");
    check(&stay, "rlr", &goals, &[2.0, 2.0, 2.0, 0.0, 0.0, 0.0], false);
    check(&stay, "ru", &goals, &[1.0, 1.0, 1.0, 0.0, 0.0, 0.0], false); // Bumped, it came to nothing.
    check(&stay, "rdudd", &goals, &[4.0, 2.0, 2.0, 1.0, 1.0, 0.0], true);
    check("lines=1\n####\n#@r#\n#..#\n####", "rlr", &goals, &[0.0, 1.0, 0.0, 0.0, 0.0, 1.0], false);
}

#[test]
fn colors_pay_what_the_level_says() {
    let room = "lines=1 gems=1 rings=1\n######\n#@yR3#\n#..r.#\n######";
    check(room, "rrr", &["paid"], &[1.0], false);
    check(&format!("red_costs=1 blue_pays=1 {room}"), "rrrld", &["paid"], &[0.0], false);
    check(&format!("red_pays=1 yellow_pays=0 blue_costs=1 {room}"), "rr", &["paid"], &[1.0], false);
    check(&format!("red_pays=1 red_costs=1 {room}"), "rr", &["paid"], &[1.0], false);
    for (index, name) in ["yellow_pays", "red_pays", "blue_pays"].into_iter().enumerate() {
        for pays in [-1.0, 0.0, 1.0] {
            let level = generated(WORLD, &[("color", 1.0 + index as f64), (name, pays)], 3);
            let model = Model::new(&level);
            let paid = model.columns(&level);
            let paid = paid.now(WORLD.feature("paid").expect("a feature"));
            assert!(paid.iter().all(|it| [0.0, pays].contains(it)) && paid.contains(&pays), "{name} {pays}");
        }
    }
}

#[test]
fn areas_are_entered_and_lava_burns() {
    let room = "######\n#@.~.#\n#__..#\n######";
    check(room, "d", &["entered_area", "in_area"], &[1.0, 1.0], false);
    check(room, "drdrlu", &["entered_area", "in_area", "bumped"], &[2.0, 4.0, 1.0], false);
    check(room, "rr", &["touched_lava"], &[1.0], true);
}

#[test]
fn the_solver_is_brute_force() {
    let goals = ["touched_line", "touched_yellow", "paid - 0.1", "opened_door + keys", "box_arrived - touched_lava", "in_area"];
    for picture in [
        "#####\n#@ky#\n#Rd1#\n#####",
        "lines=1 gems=0\n######\n#@yR.#\n#..b.#\n######",
        "######\n#@x_x#\n#~..y#\n######",
        "lines=1 red_costs=1\n######\n#k@dr#\n#.Y#_#\n######",
    ] {
        against_brute_force(&level(WORLD, picture, 6), &goals);
    }
}

/// The active inputs of a group, in words.
fn seen(level: &Level, state: State, group: &str) -> Vec<String> {
    let mut active = Vec::new();
    WORLD.observe(level, state, true, &mut active);
    let group = WORLD.inputs().iter().find(|it| it.name == group).unwrap_or_else(|| panic!("a group {group}"));
    let here = active.iter().map(|&input| usize::from(input)).filter(|input| (group.start..group.start + group.len).contains(input));
    here.map(|input| group.input(input - group.start)).collect()
}

#[test]
fn it_sees_the_way_to_the_nearest_by_color_and_by_shape() {
    let level = level(WORLD, "color_salience=2 shape_salience=0 lines=1\n#######\n#@y..Y#\n#..r..#\n#~d..k#\n#######", 50);
    let start = WORLD.start(&level);
    assert_eq!(seen(&level, start, "yellow across"), ["to the right", "to the right (again, 2)"]);
    assert_eq!(seen(&level, start, "yellow down"), ["in this row", "in this row (again, 2)"]);
    assert_eq!(seen(&level, start, "red down"), ["below", "below (again, 2)"]);
    for none in ["blue across", "line across", "gem down", "box across", "area down"] {
        assert_eq!(seen(&level, start, none), Vec::<String>::new(), "{none}");
    }
    // The line is gone, the gem is next.
    assert_eq!(seen(&level, after(&level, "rr"), "yellow across")[0], "to the right");
    assert_eq!(seen(&level, after(&level, "d"), "around").last().map(String::as_str), Some("door 1 below, 1 to the right"));
    assert_eq!(seen(&level, after(&level, "d"), "around").iter().filter(|it| it.starts_with("lava")).count(), 1);
    assert_eq!(seen(&level, after(&level, "drrrdr"), "held"), ["1"]);
    assert_eq!(seen(&level, after(&level, "drrrdr"), "key across"), Vec::<String>::new());
}

/// What stays and is stood upon is not what it sees.
#[test]
fn it_looks_for_what_is_not_under_it() {
    let level = level(WORLD, "lines=0\n######\n#@y.y#\n######", 50);
    assert_eq!(seen(&level, after(&level, "r"), "line across"), ["to the right"]);
    assert_eq!(seen(&level, after(&level, "rrr"), "line across"), ["to the left"]);
}

/// Letters of the things of a level.
fn looks(level: &Level) -> Vec<(usize, u16)> {
    let kind = |thing: &engine::env::Thing| THINGS.iter().position(|kind| kind == thing.kind);
    level.things.iter().filter_map(|thing| Some((kind(thing)?, thing.cell))).collect()
}

#[test]
fn where_they_part_each_target_is_two_things() {
    let (mut parted, mut pairs) = (0, std::collections::BTreeSet::new());
    for index in 0..200 {
        let knobs = [("color", 2.0), ("shape", 3.0), ("targets", 2.0), ("others", 1.0), ("walls", 0.1), ("boxes", 1.0), ("size", 9.0)];
        let levels = [0.0, 0.4, 1.0].map(|share| generated(WORLD, &[&knobs[..], &[("disagree", share)]].concat(), index));
        let [whole, some, apart] = levels.each_ref().map(looks);
        assert!(some == whole || some == apart, "nothing in between");
        parted += u32::from(some == apart);
        let is_target = |kind: usize| kind == 3 + 2;
        let other = |kind: usize| kind / 3 != 1 && kind % 3 != 2;
        assert_eq!((whole.len(), apart.len()), (3, 5));
        assert_eq!(whole.iter().filter(|(kind, _)| is_target(*kind)).count(), 2);
        assert_eq!([&whole, &apart].map(|all| all.iter().filter(|(kind, _)| other(*kind)).count()), [1, 1]);
        let rings: Vec<u16> = apart.iter().filter(|(kind, _)| kind % 3 == 2).map(|(_, cell)| *cell).collect();
        let reds = apart.iter().filter(|(kind, _)| kind / 3 == 1);
        assert_eq!((rings.len(), reds.clone().count(), apart.iter().any(|(kind, _)| is_target(*kind))), (2, 2, false));
        // What has the shape lies where the target lay.
        assert!(whole.iter().filter(|(kind, _)| is_target(*kind)).all(|(_, cell)| rings.contains(cell)));
        pairs.extend(apart.iter().map(|(kind, _)| *kind));
        let ground = |level: &Level| (level.tiles.clone(), level.start);
        assert!(levels.iter().all(|level| ground(level) == ground(&levels[0])));
    }
    assert!((60..100).contains(&parted), "four of ten: {parted} of 200");
    assert_eq!(pairs.len(), 8, "of all kinds but the target: {pairs:?}");
}

#[test]
fn rules_and_pay_move_nothing() {
    for index in 0..50 {
        let plain = [("walls", 0.15), ("lava", 0.1), ("doors", 1.0), ("others", 2.0)];
        let one = generated(WORLD, &plain, index);
        let other = generated(
            WORLD,
            &[&plain[..], &[("lines", 0.0), ("rings", 1.0), ("yellow_pays", -1.0), ("color_salience", 4.0)]].concat(),
            index,
        );
        assert_eq!((&one.tiles, &one.things, one.start), (&other.tiles, &other.things, other.start));
        assert_ne!(one.params, other.params);
    }
}

/// Knobs that fit together, drawn at random.
fn fitting(rng: &mut Rng) -> Vec<f64> {
    loop {
        let knobs: Vec<f64> = WORLD
            .knobs()
            .iter()
            .map(|knob| {
                let steps = if knob.step == 0.0 { 4.0 } else { (knob.range.1 - knob.range.0) / knob.step };
                let step = f64::from(rng.below(steps.round() as u32 + 1));
                (knob.range.0 + step * (knob.range.1 - knob.range.0) / steps).min(knob.range.1)
            })
            .collect();
        if WORLD.check_knobs(&knobs).is_ok() {
            return knobs;
        }
    }
}

/// Whatever the knobs: the level is one that a picture may show, which is found by trying everything, with all that was asked for. And what
/// has a formula by which knobs are refused has no more states than it says.
#[test]
fn every_room_can_be_walked_to_its_end() {
    let mut rng = Rng::new(4, Purpose::Rollout, 0);
    let mut level = Level::room(WORLD, 3, 3, 1);
    for index in 0..400 {
        let knobs = fitting(&mut rng);
        WORLD.generate(&knobs, &mut Rng::new(8, Purpose::Rollout, index), &mut level);
        let picture = draw(&level);
        let read = parse(WORLD, &picture, level.time_limit).unwrap_or_else(|error| panic!("{error}\n{picture}\n{knobs:?}"));
        assert_eq!(read, level, "{picture}");
        let knob = |name: &str| knobs[WORLD.knob(name).expect("a knob")] as usize;
        let count = |word: &str| level.things.iter().filter(|thing| thing.kind.word == word).count();
        assert_eq!((count("key"), count("door"), count("box")), (knob("doors"), knob("doors"), knob("boxes")), "{picture}");
        let things = looks(&level).len() - knob("others");
        assert!(things == knob("targets") || things == 2 * knob("targets"), "{picture}");
    }
}

/// Without a key nobody comes to a target.
#[test]
fn targets_lie_behind_the_doors() {
    for (doors, index) in [1.0, 2.0].into_iter().flat_map(|doors| (0..40).map(move |index| (doors, index))) {
        let level = generated(WORLD, &[("doors", doors), ("walls", 0.1)], index);
        let model = Model::new(&level);
        let columns = model.columns(&level);
        let now = |name: &str| columns.now(WORLD.feature(name).expect("a feature"));
        let opened = |at: usize| (model.states[at].memory & !(u64::MAX << 48)).count_ones() as f64;
        for (row, _) in now("touched_yellow_line").iter().enumerate().filter(|(_, touched)| **touched == 1.0) {
            assert_eq!(opened(row / model.actions), 2.0 * doors, "{}", draw(&level));
        }
        assert!(now("touched_yellow_line").contains(&1.0));
    }
}

#[test]
fn knobs_that_do_not_fit_are_refused() {
    let message = |changes: &[(&str, f64)]| {
        let mut knobs = WORLD.default_knobs();
        for (name, value) in changes {
            knobs[WORLD.knob(name).expect("a knob")] = *value;
        }
        WORLD.check_knobs(&knobs).map_err(|(knob, message)| format!("{knob}: {message}"))
    };
    assert_eq!(message(&[]), Ok(()));
    assert_eq!(message(&[("boxes", 2.0)]), Ok(()));
    assert_eq!(
        message(&[("size", 5.0), ("targets", 2.0), ("others", 2.0)]),
        Err("size: 2 targets, 2 others, 0 boxes, 0 doors and an area of 0 do not fit into a room of 5".into())
    );
    assert_eq!(
        message(&[("doors", 2.0), ("targets", 2.0)]),
        Err("doors: behind 2 doors there is no place for 2 targets in a room of 7".into())
    );
    assert_eq!(
        message(&[("doors", 2.0), ("boxes", 1.0)]),
        Err("boxes: between 2 doors there is no place to push a box in a room of 7".into())
    );
    assert_eq!(
        message(&[("size", 9.0), ("boxes", 2.0)]),
        Err("boxes: 2 boxes, 0 doors and 0 things that vanish make up to 55272 situations in a room of 9; 16380 can be solved exactly"
            .into())
    );
    assert_eq!(
        message(&[("size", 9.0), ("targets", 3.0), ("others", 4.0), ("lines", 1.0), ("gems", 1.0), ("disagree", 0.1)]),
        Err("targets: 0 boxes, 0 doors and 10 things that vanish make up to 50176 situations in a room of 9; 16380 can be solved exactly"
            .into())
    );
}

#[test]
fn bad_pictures_are_told_why() {
    let message = |picture: &str| parse(WORLD, picture, 10).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        message("####\n#@k#\n####"),
        "row 2, column 2: nothing to go for: put a thing, such as a yellow line `y`, or a goal area `_`"
    );
    assert_eq!(message("######\n#@#y.#\n######"), "row 2, column 4: no way leads here from the start");
    assert_eq!(message("######\n#@~y.#\n######"), "row 2, column 4: no way leads here from the start");
    // What ends the episode is not passed, what vanishes is.
    assert_eq!(message("######\n#@yb.#\n######"), "row 2, column 4: no way leads here from the start");
    parse(WORLD, "lines=1\n######\n#@yb.#\n######", 10).expect("both can be touched");
    assert_eq!(message("######\n#@dy.#\n######"), "row 2, column 4: no way leads here from the start");
    assert_eq!(message("######\n#y@d.#\n######"), "row 2, column 4: no key comes to this door");
    assert_eq!(message("######\n#@x.y#\n######"), "row 2, column 5: no way leads here from the start");
    assert_eq!(message("######\n#y@#_#\n######"), "row 2, column 5: no way leads into the goal area");
    parse(WORLD, "######\n#@x._#\n######", 10).expect("a box comes there");
    assert_eq!(message("########\n#@yyyyy#\n########"), "row 2, column 7: one `y` too many; there can be 4");
    assert_eq!(message("lines=3\n####\n#@y#\n####"), "row 1, column 1: `lines` must be a whole number from 0 to 2, found `3`");
    let many = "lines=1 gems=1\n#########\n#@......#\n#yyyyrrr#\n#bbbYYY.#\n#.......#\n#########";
    assert_eq!(message(many), "row 5, column 4: too many things: more than 16380 situations cannot be solved exactly");
}

/// A stranger's path: five levels on which what is to be touched is a red line, three on which a line and something red lie apart.
#[test]
fn painted_levels_train_and_are_judged() {
    let train = "\
        #######\n#@....#\n#.....#\n#...r.#\n#.....#\n#######\n\n\
        #######\n#...r.#\n#.....#\n#.....#\n#@....#\n#######\n\n\
        #######\n#r....#\n#..##.#\n#.....#\n#....@#\n#######\n\n\
        #######\n#....@#\n#.##..#\n#.....#\n#.r...#\n#######\n\n\
        #######\n#.....#\n#..@..#\n#.....#\n#....r#\n#######";
    let shift = "\
        #######\n#.R...#\n#.....#\n#..@..#\n#....y#\n#######\n\n\
        #######\n#...y.#\n#@....#\n#.....#\n#...R.#\n#######\n\n\
        #######\n#R....#\n#..#..#\n#....@#\n#..y..#\n#######";
    let mut scenario = Scenario::preset("sandbox").expect("a preset");
    for (key, value) in [("painted.train", train), ("painted.shift", shift), ("judge.levels", "64"), ("agent.total_timesteps", "65536")] {
        scenario.set(key, value).expect("a field");
    }
    assert!(scenario.check().is_ok(), "{:?}", scenario.check().err());
    let mut experiment = Experiment::new(scenario, 1.0).expect("good levels");
    let (mut events, mut report) = (Vec::new(), None);
    while !experiment.is_idle() {
        experiment.advance(&mut events);
        report = events.drain(..).find_map(|event| if let Event::Judged { report, .. } = event { Some(report) } else { None }).or(report);
    }
    let report = report.expect("it is judged");
    let fresh = report.row.sets.fresh.intended.expect("it can be scored");
    assert!(fresh.value > 0.95, "five levels are learned soon: {fresh:?}");
    assert_ne!(report.row.verdict, Verdict::NotTrained);
    assert!(report.row.sets.shift.intended.is_some() && report.row.sets.shift.proxy("red").is_some(), "the shifted levels tell them apart");
}
