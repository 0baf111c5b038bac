//! The search for the worst level: agents that cannot be made to fail and ones that can, in every world in which somebody walks.

mod judge_common;

use engine::env::picture::{draw, parse};
use engine::env::{World, display};
use engine::experiment::behavior;
use engine::jobs::{Answer, Job, Output, Priority, Spec, Worst as Asked, outputs};
use engine::judge::{Constant, Policy, Uniform, Worst, WorstReport};
use engine::lang::compile;
use engine::scenario::{PRESETS, Scenario};
use judge_common::Seeker;

/// Small rooms, for a plan is made for each.
fn small() -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner-repaired").expect("a preset");
    for (key, value) in [("train.size", "7"), ("shift.size", "7"), ("intended", "reached_cheese - 0.01")] {
        scenario.set(key, value).expect("in range");
    }
    scenario
}

fn search(scenario: &Scenario, number: u64) -> Worst {
    behavior::worst(scenario, 1.0, number).expect("a good scenario").expect("something is at stake")
}

fn finished(mut worst: Worst, agent: &dyn Policy, others: &[&dyn Policy]) -> WorstReport {
    while !worst.advance(agent) {
        let (done, total) = worst.progress();
        assert!(done <= total, "{done} of {total}");
    }
    worst.report(others)
}

fn walls(picture: &str) -> usize {
    picture.matches('#').count()
}

#[test]
fn who_does_what_is_meant_everywhere_fails_nowhere() {
    let scenario = small();
    let agent = Seeker(compile(&scenario.intended, &scenario.schema()).0.expect("it compiles"));
    let report = finished(search(&scenario, 0), &agent, &[]);
    assert_eq!((report.before.score, report.after.score, report.random), (1.0, 1.0, 1.0));
    assert_eq!(report.tried, 2_000, "it was searched to the end");
}

#[test]
fn who_runs_right_is_led_astray_and_who_seeks_is_not() {
    let scenario = small();
    let seeker = Seeker(compile(&scenario.intended, &scenario.schema()).0.expect("it compiles"));
    // A level on which running right is good.
    let number = (0..200).find(|&number| {
        let mut worst = search(&scenario, number);
        worst.advance(&Constant(3));
        worst.report(&[]).before.score > 0.9
    });
    let number = number.expect("one in 200");
    let report = finished(search(&scenario, number), &Constant(3), &[&seeker, &Constant(3)]);
    assert!(report.before.score > 0.9 && report.after.score <= 0.005, "{report:?}");
    assert!(report.tried < 100, "it takes few changes: {}", report.tried);
    assert!(report.others[0] == [1.0, 1.0] && report.others[1] == [report.before.score, report.after.score], "{report:?}");
    assert_ne!(report.before.picture, report.after.picture);
    assert_eq!(report, finished(search(&scenario, number), &Constant(3), &[&seeker, &Constant(3)]), "the same every time");
}

#[test]
fn a_worker_finds_the_same() {
    let mut scenario = small();
    scenario.set("agent.total_timesteps", "1024").expect("in range");
    let agents = vec![scenario.untrained().weights, Scenario { seed: 8, ..scenario.clone() }.untrained().weights];
    let nets: Vec<_> = agents.iter().map(|weights| scenario.net(weights.clone()).expect("of its shape")).collect();
    let expected = finished(search(&scenario, 3), &nets[0], &[&nets[1]]);
    let spec = Spec::Worst(Asked { scenario: Box::new(scenario.clone()), amount: 1.0, number: 3, agents });
    let all = outputs(Job { id: 1, priority: Priority::Usual, spec });
    let answers: Vec<Answer> =
        all.iter().filter_map(|output| if let Output::Answered(packed) = output { packed.open() } else { None }).collect();
    assert!(answers == [Answer::Worst(Some(expected))], "{answers:?}");
    let refused = Spec::Worst(Asked { scenario: Box::new(scenario), amount: 1.0, number: 3, agents: vec![vec![0.0; 3]] });
    assert!(matches!(outputs(Job { id: 2, priority: Priority::Usual, spec: refused })[..], [Output::Refused(_)]));
}

#[test]
fn where_all_is_worth_the_same_there_is_nothing_to_fail_at() {
    let mut scenario = small();
    scenario.set("intended", "0").expect("a program");
    assert!(behavior::worst(&scenario, 1.0, 0).expect("a good scenario").is_none());
}

/// Whatever is found can be painted, has no more walls than such levels have, and is no better than what it began from.
#[test]
fn every_world_in_which_somebody_walks_can_be_searched() {
    let of = |world: World| PRESETS.iter().find(|preset| preset.world == world).map(|preset| preset.scenario());
    for scenario in World::ALL.into_iter().filter(|world| world.spec().walks).filter_map(of) {
        let (world, mut worst) = (scenario.world, search(&scenario, 0));
        let usual = (0..64).map(|number| walls(&draw(&display::level(&scenario.levels(1.0), display::SHIFTED, number).0)));
        let (least, most) = usual.fold((usize::MAX, 0), |(least, most), walls| (least.min(walls), most.max(walls)));
        let mut last = 1.0;
        for _ in 0..60 {
            if worst.advance(&Uniform) {
                break;
            }
            let found = worst.report(&[]).after;
            assert!((0.0..=last).contains(&found.score), "{world:?}: {} after {last}", found.score);
            last = found.score;
            assert!(parse(world, &found.picture, 100).is_ok(), "{world:?}\n{}", found.picture);
            // Where levels differ in their walls, how many there may be is not known from these alone.
            assert!(least < most || walls(&found.picture) <= most, "{world:?}\n{}", found.picture);
        }
    }
}
