//! Painted levels: who draws from them, what the judge makes of a closed list, and which faults are named where.

mod somebody;

use engine::env::picture::draw;
use engine::env::{Distribution, Level, Possible, World};
use engine::experiment::{Event, Experiment, question};
use engine::judge::{Reference, Set, level};
use engine::learner::Ppo;
use engine::rng::{Purpose, Rng};
use engine::scenario::{MAX_PAINTED, Painted, Scenario, pictures};
use engine::share::{Shared, decode, encode, from_json, to_pretty_json};

const BESIDE: &str = "#####\n#@..#\n#...#\n#..c#\n#####";
const ABOVE: &str = "#####\n#...#\n#.c.#\n#@..#\n#####";
const FAR: &str = "#######\n#@....#\n#####.#\n#c....#\n#######";

fn scenario(changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    changes.iter().for_each(|(key, value)| scenario.set(key, value).expect("a field"));
    scenario
}

fn painted() -> Scenario {
    scenario(&[("painted.train", &format!("{BESIDE}\n\n{ABOVE}")), ("painted.shift", FAR)])
}

fn drawn(levels: &Distribution, count: u64) -> Vec<String> {
    let mut level = Level::room(levels.world, 3, 3, 1);
    (0..count)
        .map(|number| {
            levels.draw(&mut Rng::new(1, Purpose::Level, number), &mut level);
            draw(&level)
        })
        .collect()
}

#[test]
fn of_painted_levels_alone_there_are_no_others() {
    let scenario = painted();
    scenario.check().expect("good levels");
    let (training, shifted) = (scenario.levels(0.0), scenario.levels(1.0));
    let all = drawn(&training, 100);
    for picture in [BESIDE, ABOVE] {
        let count = all.iter().filter(|other| *other == picture).count();
        assert!((30..=70).contains(&count), "{count} of 100");
    }
    assert!(drawn(&shifted, 20).iter().all(|picture| picture == FAR));
    assert_eq!((training.possible(), shifted.possible()), (Possible::Exactly(2.0), Possible::Exactly(1.0)));
    assert_eq!((training.describe(), shifted.describe()), ("2 painted levels".into(), "1 painted level".into()));
    // Half of the way there, half of the levels are of the other world.
    let half = drawn(&scenario.levels(0.5), 400).iter().filter(|picture| *picture == FAR).count();
    assert!((160..=240).contains(&half), "{half} of 400");
    // The time limit is that of the world.
    assert_eq!(level(Set::Fresh, &training, 0, 0).time_limit, 64);
}

#[test]
fn a_share_is_drawn_among_generated_levels() {
    let scenario = scenario(&[("painted.train", BESIDE), ("painted.share", "0.25")]);
    let count = drawn(&scenario.levels(0.0), 1_000).iter().filter(|picture| *picture == BESIDE).count();
    assert!((200..=300).contains(&count), "{count} of 1000");
    assert_eq!(scenario.levels(0.0).closed(), None);
    // Nothing is painted in the shifted world, and nothing is there.
    assert!(!scenario.levels(1.0).has_painted());
    let none = self::scenario(&[("painted.train", BESIDE), ("painted.share", "0")]);
    assert_eq!(drawn(&none.levels(0.0), 50), drawn(&self::scenario(&[]).levels(0.0), 50), "the very same levels as ever");
}

#[test]
fn the_judge_takes_exactly_these() {
    let scenario = Scenario { judge_levels: 64, ..painted() };
    let goals = scenario.check().expect("good levels");
    let mut reference = Reference::new(question(&scenario, &goals, 1.0));
    while !reference.advance() {}
    let (fresh, shift) = (reference.set(Set::Fresh).expect("it is there"), reference.set(Set::Shift).expect("it is there"));
    assert!(fresh.is_closed && shift.is_closed);
    assert_eq!((fresh.distinct(), shift.distinct(), fresh.levels.len(), shift.levels.len()), (2, 1, 64, 64));
    let count = |picture: &str| fresh.levels.iter().filter(|facts| draw(&facts.level) == picture).count();
    assert_eq!((count(BESIDE), count(ABOVE)), (32, 32), "each as often as the other");
    // Of few levels all are looked at, also where the judge would look at fewer.
    let many: Vec<String> = (0..20).map(|_| FAR.to_owned()).collect();
    let long = Scenario { judge_levels: 16, ..self::scenario(&[("painted.shift", &many.join("\n\n"))]) };
    let question = question(&long, &long.check().expect("good levels"), 1.0);
    assert_eq!(question.count(Set::Shift, &question.shift), 20);
}

#[test]
fn agents_learn_on_painted_levels_and_are_judged_on_others() {
    let room = |start: usize, cheese: usize| {
        let row = |at: usize, letter: char| format!("#{}{letter}{}#", ".".repeat(at), ".".repeat(8 - at));
        let (wall, floor) = ("#".repeat(11), format!("#{}#\n", ".".repeat(9)).repeat(7));
        format!("{wall}\n{}\n{floor}{}\n{wall}", row(cheese, 'c'), row(start, '@'))
    };
    let train = format!("{}\n\n{}", room(0, 8), room(4, 0));
    let scenario = Scenario { judge_levels: 64, ..scenario(&[("painted.train", &train), ("painted.shift", FAR)]) };
    let ppo = {
        let goals = scenario.check().expect("good levels");
        Ppo::new(&scenario.agent, scenario.levels(0.0), goals.reward, goals.intended, 3)
    };
    assert!((0..50).all(|number| pictures(&train).contains(&draw(&ppo.level(number)))));
    let mut short = scenario.clone();
    short.set("agent.total_timesteps", "98304").expect("a setting");
    let mut experiment = Experiment::new(short, 1.0).expect("good levels");
    let (mut events, mut report) = (Vec::new(), None);
    while !experiment.is_idle() {
        experiment.advance(&mut events);
        report = events.drain(..).find_map(|event| if let Event::Judged { report, .. } = event { Some(report) } else { None }).or(report);
    }
    let report = report.expect("it is judged");
    let fresh = report.row.sets.fresh.intended.expect("it can be scored");
    assert!(fresh.value > 0.9, "two levels are learned soon: {fresh:?}");
    assert_eq!((report.levels, report.unmet.training_levels), (64, 64));
}

#[test]
fn faults_are_named_at_their_place() {
    let faults = |changes: &[(&str, &str)]| -> Vec<String> {
        scenario(changes).check().err().unwrap_or_default().iter().map(|error| error.to_string()).collect()
    };
    assert_eq!(faults(&[("painted.train", BESIDE)]), Vec::<String>::new());
    for (picture, expected) in [
        ("#####\n#@..#\n#...#\n#####", "painted.train[1]: row 1, column 1: no cheese: put one `c`"),
        ("#####\n#@#c#\n###.#\n#####", "painted.train[1]: row 2, column 4: "),
        ("#####\n#@.x#\n#..c#\n#####", "painted.train[1]: row 2, column 4: `x` means nothing here"),
        ("#####\n#@..#\n#..c#\n##.##", "painted.train[1]: row 4, column 3: the border must be wall"),
        ("###\n", "painted.train[1]: row 1, column 1: a picture needs at least 3 rows"),
    ] {
        let all = faults(&[("painted.train", &format!("{BESIDE}\n\n{picture}\n\n{ABOVE}"))]);
        assert!(matches!(&all[..], [one] if one.starts_with(expected)), "{picture}: {all:?}");
    }
    let many = vec![BESIDE; MAX_PAINTED + 1].join("\n\n");
    assert_eq!(faults(&[("painted.shift", &many)]), ["painted.shift: at most 64 levels, found 65"]);
    assert!(scenario(&[]).set("painted.share", "1.5").is_err() && scenario(&[]).set("painted.other", "1").is_err());
    // What is not finished stays as it is, and no level is drawn from it.
    let unfinished = scenario(&[("painted.train", "####\n#..#\n####")]);
    assert_eq!(unfinished.painted.list(false), ["####\n#..#\n####"]);
    assert!(!unfinished.levels(0.0).has_painted());
}

#[test]
fn painted_levels_travel_in_links_and_files() {
    let told = |json: &str| -> Vec<String> { from_json(json).expect("it is read").remarks.iter().map(|it| it.to_string()).collect() };
    let scenario = Scenario { seed: 3, ..painted() };
    let shared = Shared::from(scenario.clone());
    assert_eq!(decode(&encode(&shared)).expect("a link").shared.scenario, scenario);
    let file = to_pretty_json(&shared);
    let opened = from_json(&file).expect("a file");
    assert_eq!((opened.shared.scenario, opened.remarks), (scenario, Vec::new()));
    assert!(file.contains("\"painted\""), "{file}");
    // Without any, nothing of it stands there.
    assert!(!to_pretty_json(&Shared::from(self::scenario(&[]))).contains("painted"));
    for (painted, expected) in [
        (r#"{"train": "x"}"#, "painted.train: must be a list of pictures, found \"x\"; it is left out"),
        (r#"{"shift": [1]}"#, "painted.shift[0]: must be a picture as text, found 1; it is left out"),
        (r#"{"share": 7}"#, "painted.share: must be a number from 0 to 1, found 7; 1 is used"),
        (r#"[]"#, "painted: must be an object such as"),
    ] {
        let all = told(&format!(r#"{{"preset": "cheese-corner", "painted": {painted}}}"#));
        assert!(matches!(&all[..], [one] if one.starts_with(expected)), "{painted}: {all:?}");
    }
    let long = "#".repeat(601);
    let all = told(&format!(r#"{{"preset": "cheese-corner", "painted": {{"train": ["{long}"]}}}}"#));
    assert!(all[0].starts_with("painted.train[0]: must have at most 600 characters, found 601"), "{all:?}");
}

#[test]
fn pictures_stand_in_a_text_with_blank_lines_between() {
    assert_eq!(pictures(&format!("\n{BESIDE}\n\n\n  {}  \n", ABOVE.replace('\n', "  \n  "))), [BESIDE, ABOVE]);
    assert_eq!(pictures(" \n\n"), Vec::<String>::new());
    for world in World::ALL {
        let levels = Scenario::of(world).levels(0.0);
        let all: Vec<String> = (0..3).map(|index| draw(&level(Set::Fresh, &levels, 0, index))).collect();
        assert_eq!(pictures(&all.join("\n\n")), all);
    }
}

/// What a world draws can be painted, and is the same level then.
#[test]
fn a_level_of_any_world_is_one_that_can_be_painted() {
    for world in World::ALL {
        let scenario = Scenario::of(world);
        let known: Vec<Level> = (0..20).map(|index| level(Set::Fresh, &scenario.levels(0.0), 0, index)).collect();
        let painted = Painted::new(known.iter().map(draw).collect(), Vec::new(), 1.0);
        let scenario = Scenario { painted, ..scenario };
        assert_eq!(scenario.painted_faults(), [], "{}", world.name());
        let levels = scenario.levels(0.0);
        for (index, known) in known.iter().enumerate() {
            let found = level(Set::Fresh, &levels, 0, index as u32);
            assert_eq!(
                (draw(&found), &found.things, found.start, found.time_limit),
                (draw(known), &known.things, known.start, known.time_limit)
            );
        }
    }
}

/// Through a link, a file, and the text that `--set` takes; each fault names its picture and its cell.
#[test]
fn ten_thousand_worlds_of_somebody_travel() {
    let (mut finished, mut faulty) = (0, 0);
    for number in 0..10_000 {
        let scenario = somebody::of_somebody(number);
        let shared = Shared::from(scenario.clone());
        assert_eq!(decode(&encode(&shared)).expect("a link").shared.scenario, scenario, "{number}");
        let opened = from_json(&to_pretty_json(&shared)).expect("a file");
        assert_eq!((&opened.shared.scenario, opened.remarks.len()), (&scenario, 0), "{number}");
        let mut typed = Scenario { painted: Painted::default(), ..scenario.clone() };
        for (key, is_shifted) in [("painted.train", false), ("painted.shift", true)] {
            typed.set(key, &scenario.painted.list(is_shifted).join("\n\n")).expect("pictures");
        }
        typed.set("painted.share", &scenario.painted.share.to_string()).expect("a share");
        assert_eq!(typed, scenario, "{number}");
        match scenario.check() {
            Ok(_) => finished += 1,
            Err(faults) => {
                let said: Vec<String> = faults.iter().map(|fault| fault.to_string()).collect();
                assert!(said.iter().all(|fault| fault.starts_with("painted.") && fault.contains("]: row ")), "{number}: {said:?}");
                faulty += 1;
            }
        }
    }
    assert!(finished > 1_000 && faulty > 1_000, "{finished} that can be trained on, {faulty} that cannot yet");
}
