//! What the page plays before anything is trained: each recorded episode is one that the rules of its world allow, and the runs
//! are those that the page would make.

use engine::env::display;
use engine::scenario::{Field, PRESETS, Preset, VERSION};
use wayward::table::setup;
use wayward::ui::draft::Draft;
use wayward::ui::player::{SHIFTED, TRAINING};
use wayward::ui::recording::{LEVELS, action, episode, find, record};

const FILE: &str = include_str!("../www/recordings.txt");
/// How to mend it.
const AGAIN: &str = "is not what it was when it was recorded: run `cargo xtask record`";

fn recorded(preset: &Preset) -> &'static str {
    find(FILE, &Draft::new(preset.scenario()).save(0.0))
}

#[test]
fn each_preset_is_recorded_as_it_is() {
    for preset in &PRESETS {
        let scenario = preset.scenario();
        let words: Vec<&str> = recorded(preset).lines().next().unwrap_or_default().split(' ').collect();
        assert_eq!(words.len(), 4, "{} {AGAIN}", preset.name);
        assert_eq!(words[..2], [&*scenario.seed.to_string(), &*setup(&scenario, 1.0)], "{} {AGAIN}", preset.name);
        assert!(words[2].parse::<u32>().is_ok_and(|steps| steps >= scenario.agent.total_timesteps), "{}", words[2]);
        assert!(words[3].len() == 16 && words[3].bytes().all(|digit| digit.is_ascii_hexdigit()), "{}", words[3]);
    }
    assert_eq!(FILE.lines().filter(|line| *line == VERSION).count(), PRESETS.len(), "and nothing else");
}

/// Each episode to the end that the rules make, and no move more.
#[test]
fn every_episode_plays_to_its_end() {
    for preset in &PRESETS {
        let (scenario, name) = (preset.scenario(), preset.name);
        let world = scenario.world;
        for (stream, amount) in [(TRAINING, 0.0), (SHIFTED, 0.0), (SHIFTED, 1.0)] {
            let levels = scenario.levels(amount);
            for number in 0..LEVELS {
                let moves = episode(recorded(preset), stream, amount > 0.0, number).unwrap_or_else(|| panic!("{name}: level {number}"));
                let (level, _) = display::level(&levels, stream, number);
                let mut state = world.start(&level);
                for at in 0..moves.len() as u16 {
                    let action = action(world, moves, at).unwrap_or_else(|| panic!("{name}: move {at} of {moves}"));
                    let step = world.step(&level, state, action);
                    state = step.state;
                    let ends = step.terminated || at + 1 == level.time_limit;
                    assert_eq!(ends, usize::from(at) + 1 == moves.len(), "{name}, stream {stream}, level {number}, move {at}: {AGAIN}");
                }
                assert_eq!(action(world, moves, moves.len() as u16), None);
            }
        }
    }
}

/// The one that the page opens with. `cargo xtask record --check` does it for all.
#[test]
fn a_run_gives_what_was_recorded_of_it() {
    let preset = Preset::named("cheese-corner").expect("a preset");
    let block = record(preset).expect("it can be trained");
    assert!(FILE.contains(&block), "{} {AGAIN}\n{block}", preset.name);
}

#[test]
fn whatever_was_edited_has_no_recording() {
    let preset = Preset::named("newspaper-dog").expect("a preset");
    let fresh = || Draft::new(preset.scenario());
    let check = |what: &str, edit: &dyn Fn(&mut Draft), is_there: bool| {
        let mut draft = fresh();
        edit(&mut draft);
        assert_eq!(!find(FILE, &draft.save(0.0)).is_empty(), is_there, "{what}");
    };
    let reward = fresh().reading.text;
    check("nothing", &|_| {}, true);
    check(
        "there and back",
        &|draft| [&*format!("{reward} + x"), &*reward].map(|text| draft.type_reward(text.into())).into_iter().collect(),
        true,
    );
    check("the reward", &|draft| draft.type_reward(format!("{reward} + x").into()), false);
    check("its end", &|draft| draft.type_reward(reward[..reward.len() - 1].into()), false);
    check("nothing of it left", &|draft| draft.type_reward("".into()), false);
    check("what was meant", &|draft| draft.type_program("intended", "x".into()), false);
    for field in [Field::Seed, Field::Train("documents"), Field::Shift("with_documents"), Field::Agent("gamma")] {
        check(&field.label(), &|draft| draft.type_field(field, "0.5".into()), false);
    }
    assert_eq!(find(&FILE.replace(VERSION, "0.1.0+engine.0"), &fresh().save(0.0)), "", "by another engine");
    assert_eq!(find("<!doctype html>", &fresh().save(0.0)), "");
}
