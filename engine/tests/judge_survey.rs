//! What the training levels alone say about the features, against a plain search over everything that can happen there.

use std::collections::BTreeSet;

use engine::env::{State, World};
use engine::judge::{Set, Survey, level};
use engine::lang::{Evidence, FeatureKind, compile, warn_from_evidence};
use engine::rng::{Purpose, Rng};
use engine::scenario::Scenario;

/// The preset with some fields changed.
fn scenario(changes: &str) -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for change in changes.split_whitespace() {
        let (key, value) = change.split_once('=').expect("key=value");
        scenario.set(key, value).expect("a field");
    }
    scenario.check().expect("a good scenario");
    scenario
}

fn survey(scenario: &Scenario) -> Evidence {
    let mut survey = Survey::new(scenario.levels(0.0), scenario.agent.num_levels);
    while !survey.advance() {}
    assert!(survey.advance(), "done stays done");
    survey.evidence()
}

/// Names and shares in per cent, on one line.
fn told(evidence: &Evidence) -> String {
    let name = |feature: usize| World::CheeseCorner.features()[feature].name;
    let mut words: Vec<String> = evidence.constant.iter().map(|&feature| format!("{} constant", name(feature))).collect();
    words.extend(evidence.twins.iter().map(|twins| format!("{} = {} {:.0}%", name(twins.a), name(twins.b), 100.0 * twins.share)));
    words.join(", ")
}

#[test]
fn what_levels_tell_apart() {
    let both = "distance_to_cheese = distance_to_corner 100%, reached_cheese = reached_corner 100%";
    for (changes, expected) in [
        ("", both),
        ("train.size=5 train.walls=0", both),
        ("train.size=15 train.walls=0.3", both),
        ("train.disagree=0.1", ""),
        ("train.disagree=1", ""),
        ("train.corner=3", ""),
        ("agent.num_levels=1", both),
        ("agent.num_levels=1000000", both),
        ("agent.num_levels=1000000 train.disagree=0.1", ""),
    ] {
        let scenario = scenario(changes);
        let evidence = survey(&scenario);
        assert_eq!(told(&evidence), expected, "{changes}");
        let most = if scenario.agent.num_levels == 0 { 256 } else { scenario.agent.num_levels.min(256) as usize };
        assert!(evidence.levels == most || expected.is_empty(), "{changes}: {} levels", evidence.levels);
    }
}

/// Every feature and every pair by the plainest means: all that can happen within the time limit, step by step.
fn naively(scenario: &Scenario, levels: u32) -> Evidence {
    let world = scenario.world;
    let features = world.features();
    let set = if scenario.agent.num_levels == 0 { Set::Fresh } else { Set::Trained };
    // By level: the features of all transitions, before and after.
    let mut rows: Vec<Vec<(Vec<f64>, Vec<f64>)>> = Vec::new();
    for index in 0..levels {
        let level = level(set, &scenario.levels(0.0), 0, index);
        let mut here = BTreeSet::from([world.start(&level)]);
        rows.push(Vec::new());
        for steps in 0..level.time_limit {
            let mut next: BTreeSet<State> = BTreeSet::new();
            for &state in &here {
                for action in 0..world.actions().len() {
                    let step = world.step(&level, state, action as u8);
                    let mut row = world.new_features();
                    world.transition(&level, state, steps, step.state, &mut row);
                    rows.last_mut().expect("pushed").push((row.now, row.was));
                    if !step.terminated {
                        next.insert(step.state);
                    }
                }
            }
            here = next;
        }
    }
    let is_state = |feature: usize| features[feature].kind == FeatureKind::State;
    let values = |rows: &[(Vec<f64>, Vec<f64>)], feature: usize| -> Vec<f64> {
        let was = rows.iter().filter(|_| is_state(feature)).map(|row| row.1[feature]);
        rows.iter().map(|row| row.0[feature]).chain(was).collect()
    };
    let constant = |rows: &[(Vec<f64>, Vec<f64>)], feature: usize| values(rows, feature).windows(2).all(|pair| pair[0] == pair[1]);
    let all = rows.concat();
    let mut evidence = Evidence { levels: levels as usize, ..Evidence::default() };
    for b in 0..features.len() {
        if constant(&all, b) {
            evidence.constant.push(b);
            continue;
        }
        for a in (0..b).filter(|&a| is_state(a) == is_state(b) && features[a].ty == features[b].ty) {
            if values(&all, a) == values(&all, b) {
                let active = rows.iter().filter(|rows| !constant(rows, a)).count();
                evidence.twins.push(engine::lang::Twins { a, b, share: active as f64 / f64::from(levels) });
            }
        }
    }
    evidence.twins.sort_by_key(|twins| (twins.b, twins.a));
    evidence
}

#[test]
fn a_plain_search_finds_the_same() {
    let mut seen = (0, 0, 0);
    for changes in [
        "agent.num_levels=3",
        "agent.num_levels=4 train.size=7 train.disagree=0.5",
        "agent.num_levels=5 train.size=5 train.walls=0.3",
        // So little time that cheese and corner are out of reach on some levels, or on the only one.
        "agent.num_levels=6 train.size=15 train.time_limit=10",
        "agent.num_levels=12 train.size=13 train.time_limit=10 train.disagree=0.1",
        "agent.num_levels=1 train.size=15 train.walls=0.2 train.time_limit=10",
        "agent.num_levels=2 train.size=15 train.walls=0.2 train.time_limit=10 train.disagree=1",
        "agent.num_levels=2 train.size=6 train.corner=2",
    ] {
        let scenario = scenario(changes);
        let evidence = survey(&scenario);
        assert_eq!(evidence, naively(&scenario, evidence.levels as u32), "{changes}: {}", told(&evidence));
        seen.0 += evidence.constant.len();
        seen.1 += evidence.twins.len();
        seen.2 += evidence.twins.iter().filter(|twins| twins.share < 1.0).count();
    }
    assert!(seen.0 > 0 && seen.1 > seen.2 && seen.2 > 0, "the table must have everything: {seen:?}");
}

#[test]
fn no_walk_contradicts_it() {
    for changes in ["agent.num_levels=16", "agent.num_levels=16 train.size=15 train.time_limit=12", "train.size=7"] {
        let scenario = scenario(changes);
        let (world, evidence) = (scenario.world, survey(&scenario));
        assert!(!evidence.twins.is_empty());
        let set = if scenario.agent.num_levels == 0 { Set::Fresh } else { Set::Trained };
        let mut rng = Rng::new(1, Purpose::Rollout, 0);
        let mut constant = vec![None; world.features().len()];
        for index in 0..evidence.levels as u32 {
            let level = level(set, &scenario.levels(0.0), 0, index);
            let (mut state, mut row) = (world.start(&level), world.new_features());
            for steps in 0..level.time_limit {
                let step = world.step(&level, state, rng.below(4) as u8);
                world.transition(&level, state, steps, step.state, &mut row);
                for twins in &evidence.twins {
                    assert_eq!((row.now[twins.a], row.was[twins.a]), (row.now[twins.b], row.was[twins.b]), "{changes}: level {index}");
                }
                for &feature in &evidence.constant {
                    assert_eq!(*constant[feature].get_or_insert(row.now[feature]), row.now[feature], "{changes}: level {index}");
                }
                state = step.state;
                if step.terminated {
                    break;
                }
            }
        }
    }
}

#[test]
fn the_reward_is_told_what_it_reads() {
    let check = |changes: &str, reward: &str, expected: &[&str]| {
        let scenario = scenario(changes);
        let program = compile(reward, &scenario.schema()).0.expect("a program");
        let warnings = warn_from_evidence(&program, &scenario.schema(), &survey(&scenario));
        assert_eq!(warnings.iter().map(|warning| warning.message.as_str()).collect::<Vec<_>>(), expected, "{changes}: {reward}");
    };
    let events = "nothing in training tells `reached_cheese` and `reached_corner` apart (100 % of 256 levels)";
    let distances = "nothing in training tells `distance_to_cheese` and `distance_to_corner` apart (100 % of 256 levels)";
    check("", "reached_cheese", &[events]);
    check("", "was(distance_to_corner) + reached_corner", &[distances, events]);
    check("", "x + y - steps - bumped", &[]);
    check("train.disagree=0.1", "reached_cheese", &[]);
    let alone = "agent.num_levels=1 train.size=15 train.walls=0.2 train.time_limit=10";
    check(alone, "reached_cheese", &["`reached_cheese` never changed in training (1 level)"]);
}
