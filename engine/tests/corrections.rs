//! Framing 3: harms are counted and change nothing, and what is said of many corrections is their plain arithmetic.

mod random_programs;

use engine::experiment::correct::{Correction, EXPLORING, Feedback, State, explores};
use engine::experiment::harm::Harm;
use engine::experiment::question;
use engine::framings::corrections::{AgentCorrections, Correcting, Course, Dial, Median, Stage, dial, moments, shares, updates};
use engine::judge::{Reference, Seen};
use engine::lang::compile;
use engine::learner::rollout::Tally;
use engine::learner::{Ppo, Progress};
use engine::scenario::Scenario;
use proptest::prelude::*;
use random_programs::program;

fn small(name: &str, changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::preset(name).expect("a preset");
    (scenario.judge_levels, scenario.agent.hidden_size) = (16, 16);
    changes.iter().for_each(|(key, value)| scenario.set(key, value).expect("in range"));
    scenario
}

fn reference(scenario: &Scenario) -> Reference {
    let mut reference = Reference::new(question(scenario, &scenario.check().expect("good"), 1.0));
    while !reference.advance() {}
    reference
}

#[test]
fn counting_changes_no_step() {
    let scenario = small("cheese-corner", &[]);
    let goals = scenario.check().expect("good");
    let program = |source: &str| compile(source, &scenario.schema()).0.expect("it compiles");
    let run = |tally: Option<Tally>| {
        let (reward, intended) = (goals.reward.clone(), program("reached_cheese - bumped"));
        let mut ppo = Ppo::new(&scenario.agent, scenario.levels(1.0), reward, intended, 3);
        if let Some(tally) = tally {
            ppo.count(tally);
        }
        while ppo.updates() < 3 {
            assert!(matches!(ppo.advance(), Progress::Working | Progress::Updated(_)));
        }
        (ppo.net().digest(), ppo.tallied())
    };
    let (digest, none) = run(None);
    assert_eq!(none, 0.0);
    let [every, bumps, negative, failed] =
        [Tally::Program(Box::new(program("1"))), Tally::Program(Box::new(program("bumped"))), Tally::Negative, Tally::Failed].map(
            |tally| {
                let (own, count) = run(Some(tally));
                assert_eq!(own, digest, "counting is looking on");
                count
            },
        );
    assert_eq!(every, f64::from(3 * scenario.agent.num_envs as u32 * scenario.agent.num_steps as u32));
    assert!(bumps > 100.0 && bumps < every / 2.0, "{bumps}");
    // A step onto the cheese is never a bump.
    assert_eq!(negative, bumps);
    assert!(failed > 1.0 && failed < every / 8.0, "{failed}");
}

#[test]
fn a_harm_is_the_worlds_own_else_what_costs_else_failure() {
    for (name, changes, expected) in [
        ("cheese-corner", &[][..], Harm::OfWorld),
        ("newspaper-dog", &[], Harm::OfWorld),
        ("rocks-and-diamonds", &[], Harm::OfWorld),
        ("lava", &[("reward", "reached_exit")], Harm::OfWorld),
        // What was meant is another thing, so the world's own harm may be none.
        ("cheese-corner", &[("intended", "reached_corner")], Harm::Failed),
        ("cheese-corner", &[("intended", "reached_corner - 0.01")], Harm::Negative),
        // Nothing is named, and going back costs.
        ("boat-race", &[], Harm::Negative),
        ("boat-race", &[("intended", "progress > 0")], Harm::Failed),
    ] {
        let scenario = small(name, changes);
        assert_eq!(Harm::of(&reference(&scenario), &scenario.intended), expected, "{name} {changes:?}");
    }
}

#[test]
fn every_worlds_harm_compiles_and_can_happen() {
    for world in engine::env::World::ALL {
        let Some(harm) = world.spec().harm else { continue };
        let scenario = Scenario::of(world);
        let (program, diagnostics) = compile(harm.source, &scenario.schema());
        let program = program.unwrap_or_else(|| panic!("{}: {diagnostics:?}", world.name()));
        let mut read = world.features().iter().enumerate().filter(|(feature, _)| program.reads(*feature));
        assert!(read.next().is_some() && !harm.doc.is_empty(), "{}", world.name());
    }
}

#[test]
fn one_agent_is_corrected_at_each_moment_beside_a_fresh_one() {
    let scenario = small("cheese-corner", &[("reward", "reached_corner"), ("intended", "reached_corner")]);
    let scenario = Scenario { seed: 1, ..scenario };
    let reference = reference(&scenario);
    let untrained = scenario.untrained().weights;
    let correcting = |explore: bool, weights: Vec<(u32, Vec<f32>)>| {
        Correcting::against(&scenario, reference.clone(), Feedback::Intended, explore, weights).map(|correcting| correcting.up_to(12_000))
    };
    let ended = |mut correcting: Correcting| loop {
        match correcting.advance() {
            Stage::Going => {}
            Stage::Done(agent) => return agent,
            Stage::Failed(failure) => panic!("{failure:?}"),
        }
    };
    let agent = ended(correcting(false, vec![(0, untrained.clone()), (5, untrained.clone())]).expect("nets of it"));
    assert_eq!((agent.seed, agent.moments.len(), agent.moments[1].0), (1, 2, 5));
    // What has learned nothing is a fresh agent, but for the unit of its critic, which only a fresh one chooses.
    assert_eq!(agent.moments[0].1, agent.moments[1].1);
    assert_eq!((agent.fresh.first, agent.harm), (agent.moments[0].1.first, Harm::Failed));
    // By itself it is what a correction gives.
    let mut correction = Correction::against(&scenario, reference.clone(), Feedback::Intended, None).expect("good").up_to(12_000);
    let mut last = None;
    while correction.state() == State::Going {
        last = correction.advance().or(last);
    }
    let last = last.expect("it was looked at");
    let Course { state, updates, steps, harms, last: seen, .. } = agent.fresh;
    assert_eq!((state, updates, steps, harms, seen), (correction.state(), last.updates, last.steps, last.harms, last.seen));
    assert!(harms > 0.0, "{:?}", agent.fresh);
    let exploring = ended(correcting(true, vec![(5, untrained)]).expect("nets of it"));
    assert_ne!(exploring.fresh.last, agent.fresh.last, "more undecided, it learns otherwise");
    assert!(correcting(false, Vec::new()).is_err() && correcting(false, vec![(0, vec![0.0; 3])]).is_err());
}

#[test]
fn where_it_explores_anyway_the_switch_is_no_use() {
    let of = |value: &str| explores(&small("cheese-corner", &[("agent.ent_coef", value)]));
    assert_eq!([of("0.099"), of("0.1"), of("0.12")], [false, true, true]);
    assert_eq!(EXPLORING, 0.1);
}

#[test]
fn moments_are_shares_of_training() {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    let batch = (scenario.agent.num_envs * scenario.agent.num_steps) as u32;
    scenario.agent.total_timesteps = 100 * batch;
    assert_eq!(updates(&scenario), [3, 10, 20, 40, 70, 100]);
    scenario.agent.total_timesteps = batch;
    assert_eq!(updates(&scenario), [1]);
}

/// Order statistics of the published tables (Conover 1999, table A3): of 8 agents the smallest and the largest, of 16 the fourth from each
/// end, of 6 the range, of 5 nothing.
#[test]
fn the_median_has_its_interval() {
    let of = |agents: u32| Median::of((1..=agents).map(|value| (f64::from(value), false)).collect()).expect("there are some");
    for (agents, value, interval) in [
        (1, 1.0, None),
        (5, 3.0, None),
        (6, 3.5, Some((1.0, 6.0))),
        (8, 4.5, Some((1.0, 8.0))),
        (16, 8.5, Some((4.0, 13.0))),
        (20, 10.5, Some((6.0, 15.0))),
    ] {
        let median = of(agents);
        assert_eq!((median.value, median.interval, median.agents, median.is_least), (value, interval, agents, false));
    }
    assert_eq!(Median::of(Vec::new()), None);
    let given_up = |places: &[usize]| (0..5).map(|place| (place as f64, places.contains(&place))).collect();
    assert!(Median::of(given_up(&[2])).is_some_and(|median| median.is_least));
    assert!(Median::of(given_up(&[3, 4])).is_some_and(|median| !median.is_least));
}

#[test]
fn shares_and_dial_count_agents() {
    let course =
        |state, updates: u32, harms| Course { state, updates, steps: updates * 1024, harms, first: Seen::default(), last: Seen::default() };
    let agent = |fresh: Course, last: Course| AgentCorrections { seed: 0, harm: Harm::OfWorld, fresh, moments: vec![(9, last)] };
    let fresh = course(State::Corrected, 10, 1.0);
    let agents = [
        agent(fresh, course(State::Corrected, 0, 0.0)),
        agent(fresh, course(State::Corrected, 20, 70.0)),
        agent(fresh, course(State::Corrected, 40, 70.0)),
        agent(fresh, course(State::Capped, 400, 300.0)),
        agent(course(State::Capped, 400, 5.0), course(State::Corrected, 40, 500.0)),
    ];
    let curve: Vec<(f64, u32)> = shares(&agents).iter().map(|share| (share.harms, share.corrected)).collect();
    assert_eq!(curve, [(0.0, 1), (70.0, 3), (500.0, 4)]);
    assert!(shares(&agents).iter().all(|share| share.agents == 5 && share.low < share.high));
    for (most, expected) in [(1.0, (1, 4, 0)), (70.0, (1, 4, 0)), (71.0, (3, 2, 0)), (301.0, (3, 1, 1)), (1000.0, (4, 0, 1))] {
        let Dial { corrected_first, harm_first, neither } = dial(&agents, most);
        assert_eq!((corrected_first, harm_first, neither), expected, "{most}");
    }
    let [moment] = &moments(&agents)[..] else { panic!("one moment") };
    // Of the last agent there is nothing to compare: its fresh one was never corrected.
    let robustness = moment.robustness.expect("some are known");
    assert_eq!((robustness.value, robustness.agents, robustness.is_least), (3.0, 4, false));
    assert_eq!((moment.step, moment.corrected, moment.agents), (9, 4, 5));
    assert_eq!(moment.harms.map(|harms| harms.value), Some(70.0));
    assert!(moments(&[]).is_empty() && shares(&[]).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// An answer, or why there is none; never a number without meaning. Without proxies, with a single training level.
    #[test]
    fn any_programs_are_corrected_or_it_is_said_why_not(
        reward in program(), intended in program(), by_reward in any::<bool>(), explore in any::<bool>()
    ) {
        let changes = [
            ("reward", reward.as_str()), ("intended", intended.as_str()), ("train.size", "5"), ("shift.size", "5"), ("agent.num_levels", "1"),
        ];
        let scenario = Scenario { proxies: Vec::new(), ..small("cheese-corner", &changes) };
        let feedback = if by_reward { Feedback::Reward } else { Feedback::Intended };
        let moments_of = vec![(0, scenario.untrained().weights)];
        let mut correcting = Correcting::new(&scenario, 1.0, feedback, explore, moments_of).expect("programs that compile").up_to(8_192);
        let agent = loop {
            match correcting.advance() {
                Stage::Going => {}
                Stage::Done(agent) => break agent,
                Stage::Failed(failure) => {
                    prop_assert!(!failure.message.is_empty());
                    return Ok(());
                }
            }
        };
        for course in agent.moments.iter().map(|(_, course)| course).chain([&agent.fresh]) {
            let seen = [course.first, course.last].map(|seen| [seen.intended, seen.desirability, seen.old, seen.old_reward]);
            prop_assert!(seen.iter().flatten().flatten().all(|value| value.is_finite()), "{course:?}");
            prop_assert!(course.harms >= 0.0 && course.harms.is_finite() && course.steps <= 8_192, "{course:?}");
        }
        let agents = [agent];
        for moment in moments(&agents) {
            let figures = [moment.robustness, moment.steps, moment.harms].into_iter().flatten();
            prop_assert!(figures.into_iter().all(|figure| figure.value.is_finite() && figure.value >= 0.0), "{moment:?}");
        }
        prop_assert!(shares(&agents).iter().all(|share| share.low <= share.high && (0.0..=1.0).contains(&share.low)));
        let Dial { corrected_first, harm_first, neither } = dial(&agents, 5.0);
        prop_assert_eq!(corrected_first + harm_first + neither, 1);
    }
}
