//! Rollouts are whole: another program that knows the world's rules can play every episode again from its picture, its time limit
//! and its actions, and gets the same features, rewards and end, to the last bit.

use std::collections::BTreeMap;
use std::process::Command;

use engine::env::picture::{draw, parse};
use engine::env::solver::{Model, Sense};
use engine::env::{Action, World};
use engine::lang::compile;
use engine::scenario::{PRESETS, Scenario};
use serde_json::Value;

fn rollouts(args: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_wayward")).arg("rollouts").args(args).output().expect("the binary runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn columns(object: &Value) -> BTreeMap<String, Vec<f64>> {
    object.as_object().expect("an object").iter().map(|(name, list)| (name.clone(), numbers(list))).collect()
}

/// Plays an episode again and compares everything.
fn replay(scenario: &Scenario, episode: &Value) {
    let world = scenario.world;
    let time_limit = episode["time_limit"].as_u64().expect("a time limit") as u16;
    let picture: Vec<&str> = episode["picture"].as_array().expect("a picture").iter().map(|row| row.as_str().expect("a row")).collect();
    let level = parse(world, &picture.join("\n"), time_limit).unwrap_or_else(|error| panic!("{error}\n{}", picture.join("\n")));
    let program = |source: &str| compile(source, &scenario.schema()).0.expect("it compiles");
    let (reward, intended) = (program(&scenario.reward), program(&scenario.intended));

    let mut features: BTreeMap<String, Vec<f64>> = world.features().iter().map(|feature| (feature.name.into(), Vec::new())).collect();
    let mut senses = features.clone();
    let (mut paid, mut meant, mut end) = (Vec::new(), Vec::new(), "truncated");
    let (mut state, mut truth) = (world.start(&level), world.new_features());
    for (steps, letter) in episode["actions"].as_str().expect("actions").chars().enumerate() {
        assert_eq!(end, "truncated", "no action follows the end");
        let action = world.actions().iter().position(|action| action.letter == letter).expect("an action of this world");
        let step = world.step(&level, state, action as Action);
        world.transition(&level, state, steps as u16, step.state, &mut truth);
        let mut sensed = truth.clone();
        world.sense(&level, state, step.state, &mut sensed);
        for (columns, row) in [(&mut features, &truth), (&mut senses, &sensed)] {
            for (feature, value) in world.features().iter().zip(&row.now) {
                columns.get_mut(feature.name).expect("a column").push(*value);
            }
        }
        paid.push(reward.evaluate_row(&sensed.now, &sensed.was));
        meant.push(intended.evaluate_row(&truth.now, &truth.was));
        state = step.state;
        if step.terminated {
            end = "terminated";
        }
    }
    assert!(end == "terminated" || paid.len() == usize::from(time_limit), "cut off only by the time limit");
    assert_eq!(columns(&episode["features"]), features);
    assert_eq!(columns(&episode["sensed"]), senses);
    if world.spec().sensors.is_none() {
        assert_eq!(episode["sensed"], episode["features"], "nobody can tamper");
    }
    assert_eq!((numbers(&episode["reward"]), numbers(&episode["intended"])), (paid, meant));
    assert_eq!(episode["end"], end);
}

/// One preset of each world.
fn one_of_each_world() -> impl Iterator<Item = (&'static str, Scenario)> {
    World::ALL.into_iter().map(|world| {
        let preset = PRESETS.iter().find(|preset| preset.world == world);
        let preset = preset.unwrap_or_else(|| panic!("{} has no preset", world.name()));
        (preset.name, preset.scenario())
    })
}

#[test]
fn every_episode_of_every_world_can_be_played_again() {
    for (name, scenario) in one_of_each_world() {
        for (on, set) in [("train", "fresh"), ("shift", "shift")] {
            for policy in ["random", "optimal:intended", "agent"] {
                // An agent that has learned next to nothing still plays whole episodes.
                let short = ["--set", "agent.total_timesteps=1024", "--set", "agent.num_envs=16"];
                let args = [&[name, "--on", on, "--policy", policy, "--levels", "4"][..], &short].concat();
                let episodes = rollouts(&args);
                assert_eq!(episodes.len(), 4);
                for (index, episode) in episodes.iter().enumerate() {
                    assert_eq!((&episode["set"], &episode["policy"]), (&set.into(), &policy.into()));
                    assert_eq!((episode["level"].as_u64(), episode["seed"].as_u64()), (Some(index as u64), Some(u64::from(scenario.seed))));
                    assert_eq!(episode["knobs"].as_object().map(|knobs| knobs.len()), Some(scenario.world.knobs().len()));
                    replay(&scenario, episode);
                }
            }
        }
    }
}

/// A reward whose values are no short decimals: JSON must not lose a bit.
#[test]
fn numbers_survive_to_the_last_bit() {
    let reward = "reached_cheese + 0.1 / (3 + distance_to_cheese) - ln(2 + steps) / 7";
    let scenario = Scenario { reward: reward.into(), ..Scenario::preset("cheese-corner").expect("a preset") };
    for episode in rollouts(&["cheese-corner", "--set", &format!("reward={reward}"), "--policy", "random", "--levels", "8"]) {
        replay(&scenario, &episode);
    }
}

#[test]
fn optimal_episodes_earn_the_optimum() {
    for (name, scenario) in one_of_each_world() {
        let goal = compile(&scenario.intended, &scenario.schema()).0.expect("it compiles");
        for episode in rollouts(&[name, "--on", "shift", "--policy", "optimal:intended", "--levels", "4"]) {
            let picture: Vec<&str> = episode["picture"].as_array().expect("a picture").iter().filter_map(Value::as_str).collect();
            let level =
                parse(scenario.world, &picture.join("\n"), episode["time_limit"].as_u64().expect("a limit") as u16).expect("a level");
            let model = Model::new(&level);
            let rewards = model.rewards(&mut model.columns(&level), &goal);
            let extent = model.extent(&rewards);
            let earned: f64 = numbers(&episode["intended"]).iter().sum();
            assert!((earned - extent.most).abs() < 1e-6, "{name}: earned {earned} of {}\n{}", extent.most, draw(&level));
            assert!(model.among_optimal(&rewards, &extent, &rewards, Sense::Least) > extent.most - 1e-6);
        }
    }
}

#[test]
fn more_episodes_begin_with_the_same_ones() {
    let play = |more: &[&str]| rollouts(&[&["cheese-corner", "--policy", "random"], more].concat());
    let few = play(&["--levels", "2"]);
    assert_eq!(play(&["--levels", "4"])[..2], few);
    assert_ne!(play(&["--levels", "2", "--seed", "8"])[0]["actions"], few[0]["actions"], "the seed names the randomness");
    assert_ne!(play(&["--levels", "2", "--on", "shift"])[0]["picture"], few[0]["picture"]);
}
