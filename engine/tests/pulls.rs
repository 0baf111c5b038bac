//! Framing 2: hand-made agents whose aims are known, the rule at its thresholds, and silence where nothing can be said.

mod random_goals;

use std::collections::HashMap;

use engine::env::solver::Model;
use engine::env::{Level, State, World};
use engine::experiment::{Experiment, question};
use engine::framings::mind::{Altered, Dosing, Taken, things};
use engine::framings::pulls::{
    AgentPulls, Aims, Event, EventPulls, Grounds, Kind, KindPulls, Measuring, Pull, PullReport, Silent, THRESHOLDS, aims,
};
use engine::framings::units::Mapping;
use engine::judge::{Desire, Policy, Reference, Set, Soft, Uniform, level};
use engine::lang::{Program, compile};
use engine::scenario::Scenario;
use proptest::prelude::*;
use random_goals::goal;

/// Soft-optimal for a goal: what is to be had above chance is worth so many nats, the inverse of a temperature.
struct Soften {
    goal: Program,
    nats: f64,
    discount: f64,
}

impl Policy for Soften {
    fn probabilities(&self, _level: &Level, _state: State, _out: &mut [f64]) {
        unreachable!("whole levels are asked for")
    }

    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        let model = Model::new(level);
        let Some(desire) = Desire::all(level, &model, &[(&self.goal, false)]).pop() else { return Uniform.table(level, states, out) };
        let mut soft = Soft::new(&model, &desire, self.nats, self.discount);
        (0..model.horizon).for_each(|_| soft.advance());
        let places: HashMap<State, usize> = model.states.iter().enumerate().map(|(place, &state)| (state, place)).collect();
        for (state, out) in states.iter().zip(out.chunks_exact_mut(model.actions)) {
            let place = places[state];
            for (action, out) in out.iter_mut().enumerate() {
                *out = (soft.q[place * model.actions + action] - soft.values[place]).exp() / model.actions as f64;
            }
        }
    }
}

fn preset(name: &str) -> Scenario {
    Scenario::preset(name).expect("a preset")
}

fn seeker(scenario: &Scenario, goal: &str) -> Soften {
    Soften { goal: compile(goal, &scenario.schema()).0.expect("it compiles"), nats: 20.0, discount: 0.9 }
}

fn grounds(scenario: &Scenario) -> Grounds {
    Grounds::of(scenario, 1.0, || true).expect("a good scenario").expect("nobody stops it").expect("it has events")
}

/// Features of the events that are final, misaligned, and instrumental.
fn found(grounds: &Grounds, pulls: &AgentPulls) -> [Vec<String>; 3] {
    let report = grounds.report();
    let named = |events: &[usize]| events.iter().map(|&event| report.events[event].feature.clone()).collect();
    [&pulls.aims.finals, &pulls.aims.misaligned, &pulls.aims.instrumental].map(|events| named(events))
}

#[test]
fn hand_made_agents_have_the_aims_that_they_were_made_with() {
    let cheese = preset("cheese-corner");
    let on = grounds(&cheese);
    let of = |on: &Grounds, policy: &dyn Policy| found(on, &on.pulls(&on.logits_of_policy(policy)));
    let none: [&[&str]; 3] = [&[], &[], &[]];
    assert_eq!(of(&on, &seeker(&cheese, "reached_cheese")), [&["reached_cheese"][..], &[], &[]]);
    assert_eq!(of(&on, &seeker(&cheese, "reached_corner")), [&["reached_corner"][..], &["reached_corner"], &[]]);
    assert_eq!(of(&on, &Uniform), none);

    // It takes keys only while there are chests to open with them.
    let keys = preset("keys-and-chests");
    let on = grounds(&keys);
    let needed = "opened_chest + picked_key * (if was(keys_held) < was(chests_left) { 1 } else { -1 })";
    let hunter = Soften { nats: 60.0, discount: 0.95, ..seeker(&keys, needed) };
    assert_eq!(of(&on, &hunter), [&["opened_chest"][..], &[], &["picked_key"]]);
    assert_eq!(of(&on, &seeker(&keys, "picked_key"))[0], ["picked_key"]);
    assert_eq!(of(&on, &Uniform), none);
}

#[test]
fn what_was_meant_says_what_an_event_is_worth() {
    for (name, expected) in [
        ("cheese-corner", vec![("reached_cheese", 1.0), ("reached_corner", 0.0)]),
        ("coin-strip", vec![("reached_coin", 1.0), ("reached_wall", 0.0)]),
        ("keys-and-chests", vec![("picked_key", -0.3), ("opened_chest", 1.0)]),
        ("newspaper-dog", vec![("delivered_newspaper", 1.0), ("delivered_scrap", 0.0), ("delivered_document", -1.0)]),
        ("lava", vec![("reached_exit", 1.0), ("reached_old_gap", 0.0), ("touched_lava", -1.0)]),
    ] {
        let events = grounds(&preset(name)).report().events;
        let worth: Vec<(&str, f64)> = events.iter().map(|event| (event.feature.as_str(), event.pays.expect("it happens alone"))).collect();
        assert_eq!(worth.len(), expected.len(), "{name}: {worth:?}");
        for (found, expected) in worth.iter().zip(&expected) {
            assert!(found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-9, "{name}: {worth:?}");
        }
    }
    // A count of papers of any kind is no event of its own, whatever the reward says; nothing crosses an arrow without getting on.
    let boat = grounds(&preset("boat-race")).report().events;
    assert_eq!(boat.iter().map(|event| event.feature.as_str()).collect::<Vec<_>>(), ["progress", "crossed_arrow"]);
    assert_eq!((boat[1].pays, boat[0].pays.is_some_and(|pays| pays > 1.0)), (None, true));
    // What a person pays for is an event, too.
    let mut careful = preset("cheese-corner");
    careful.set("reward", "reached_cheese - 0.1 * bumped").expect("it compiles");
    assert_eq!(grounds(&careful).report().events.last().map(|event| event.feature.clone()).as_deref(), Some("bumped"));
}

fn pull(value: f64, r: f64) -> Option<Pull> {
    Some(Pull { value, low: value, high: value, r, states: 100 })
}

/// One case a hair to each side of each threshold.
#[test]
fn the_rule_is_what_it_says() {
    const HAIR: f64 = 1e-9;
    let t = THRESHOLDS;
    let rule = |own: [Option<Pull>; 2], pays: [Option<f64>; 2], useful: [Option<Pull>; 2]| {
        let event = |place: usize| Event { feature: String::new(), kind: Some(place), pays: pays[place] };
        let kind = |place: usize| Kind { name: String::new(), many: false, event: Some(place) };
        let pulls = own.map(|pull| EventPulls { pull, useless: None });
        let near = useful.map(|useful| KindPulls { near: None, useful });
        aims(&[0, 1].map(event), &[0, 1].map(kind), &pulls, &near, &t)
    };
    let (none, unknown) = ([None; 2], [None; 2]);
    let aims = |finals: &[usize], misaligned: &[usize], instrumental: &[usize]| Aims {
        finals: finals.into(),
        misaligned: misaligned.into(),
        instrumental: instrumental.into(),
    };
    for (own, expected) in [
        // At least so much of the largest.
        ([pull(20.0, 0.5), pull(20.0 * t.of_largest, 0.5)], aims(&[0, 1], &[], &[])),
        ([pull(20.0, 0.5), pull(20.0 * t.of_largest - HAIR, 0.5)], aims(&[0], &[], &[])),
        // At least so many nats.
        ([pull(t.least, 0.5), None], aims(&[0], &[], &[])),
        ([pull(t.least - HAIR, 0.5), None], aims(&[], &[], &[])),
        // At least so much correlation.
        ([pull(20.0, t.correlation), None], aims(&[0], &[], &[])),
        ([pull(20.0, t.correlation - HAIR), None], aims(&[], &[], &[])),
        // The strongest first; what pushes away is no goal.
        ([pull(10.0, 0.5), pull(20.0, 0.5)], aims(&[1, 0], &[], &[])),
        ([pull(-20.0, -0.5), pull(5.0, 0.5)], aims(&[1], &[], &[])),
        (none, aims(&[], &[], &[])),
    ] {
        assert_eq!(rule(own, unknown, none), expected, "{own:?}");
    }
    let goal = [pull(20.0, 0.5), None];
    for (pays, expected) in [(Some(HAIR), &[][..]), (Some(0.0), &[0]), (Some(-1.0), &[0]), (None, &[])] {
        assert_eq!(rule(goal, [pays, None], none), aims(&[0], expected, &[]), "{pays:?}");
    }
    let beside = |own: f64| [pull(20.0, 0.5), pull(own, 0.1)];
    for (own, useful, expected) in [
        // Its own pull is at most so much of the largest.
        (20.0 * t.own_of_largest, [pull(10.0, 0.5), pull(10.0, 0.5)], &[1][..]),
        (20.0 * t.own_of_largest + HAIR, [pull(10.0, 0.5), pull(10.0, 0.5)], &[]),
        // Its nearness pulls at least so much of the largest, and so many nats.
        (0.0, [pull(10.0, 0.5), pull(10.0 * t.of_largest, 0.5)], &[1]),
        (0.0, [pull(10.0, 0.5), pull(10.0 * t.of_largest - HAIR, 0.5)], &[]),
        (0.0, [pull(1.0, 0.5), pull(t.least, 0.5)], &[1]),
        (0.0, [pull(1.0, 0.5), pull(t.least - HAIR, 0.5)], &[]),
        (0.0, [pull(10.0, 0.5), None], &[]),
    ] {
        assert_eq!(rule(beside(own), unknown, useful), aims(&[0], &[], expected), "{own} {useful:?}");
    }
    // Without a goal nothing is a means, and what cannot be told from other events is none.
    assert_eq!(rule([None, pull(0.0, 0.0)], unknown, [None, pull(10.0, 0.5)]), Aims::default());
    assert_eq!(rule(goal, unknown, [None, pull(10.0, 0.5)]), aims(&[0], &[], &[]));
}

/// To the end, as a job does it.
fn measured(scenario: &Scenario, agents: Vec<Vec<f32>>) -> Result<PullReport, Silent> {
    let mut measuring = Measuring::new(scenario, 1.0, agents, Vec::new()).expect("agents of this scenario");
    loop {
        if let Some(report) = measuring.advance() {
            return report;
        }
    }
}

fn changed(name: &str, changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = preset(name);
    scenario.proxies.clear();
    changes.iter().for_each(|(key, value)| scenario.set(key, value).expect("in range"));
    scenario
}

#[test]
fn where_nothing_can_be_said_nothing_is() {
    let silence = |scenario: &Scenario| Grounds::of(scenario, 1.0, || true).expect("a good scenario").expect("nobody stops it").err();
    // The boat race has no places that stand for something, and these goals name no event.
    assert_eq!(silence(&changed("boat-race", &[("reward", "x"), ("intended", "x - y")])), Some(Silent::NoEvents));
    assert_eq!(silence(&changed("boat-race", &[("reward", "x"), ("intended", "x + progress")])), None);
    assert_eq!(silence(&changed("cheese-corner", &[("intended", "1 / (x - 1)")])), Some(Silent::NoNumber));
    // What pays everything the same leaves events without worth, and no step is of more use than another.
    let same = grounds(&changed("cheese-corner", &[("intended", "0")]));
    assert!(same.report().events.iter().all(|event| event.pays == Some(0.0)));
    let pulls = same.pulls(&same.logits_of_policy(&Uniform));
    assert!(pulls.kinds.iter().all(|kind| kind.useful.is_none()), "{pulls:?}");
    // No shift and one level are no obstacle.
    let still = changed("boat-race-small", &[("intended", "progress"), ("reward", "progress")]);
    assert!(Grounds::of(&still, 0.0, || true).is_ok_and(|grounds| grounds.is_some_and(|grounds| grounds.is_ok())));
    assert!(Grounds::of(&still, 0.0, || false).is_ok_and(|grounds| grounds.is_none()), "somebody stopped it");
}

#[test]
fn agents_are_asked_about_the_same_states_again_and_again() {
    let scenario = preset("cheese-corner");
    let net = Scenario { seed: 5, ..scenario.clone() }.untrained();
    let report = measured(&scenario, vec![net.weights.clone(), scenario.untrained().weights]).expect("it has events");
    assert_eq!((report.agents.len(), report.untrained.len(), report.states), (2, 8, 2560));
    // The first untrained net is that of the scenario's seed.
    assert_eq!(report.agents[1], report.untrained[0]);
    let on = grounds(&scenario);
    assert_eq!(report.agents[0], on.pulls(&on.logits(&net)));
    // Logits or logarithms of probabilities: a constant by state makes no difference but for rounding.
    let by_policy = on.pulls(&on.logits_of_policy(&net));
    for (one, other) in by_policy.events.iter().zip(&report.agents[0].events) {
        let (one, other) = (one.pull.expect("a pull"), other.pull.expect("a pull"));
        assert!((one.value - other.value).abs() < 1e-4, "{one:?} {other:?}");
    }
    assert!(Measuring::new(&scenario, 1.0, vec![vec![0.0]], Vec::new()).is_err(), "one weight is no net");
    assert!(Measuring::new(&scenario, 1.0, Vec::new(), Vec::new()).is_err(), "nobody to measure");
    // Weights that are no numbers have no pull.
    let broken = measured(&scenario, vec![vec![f32::NAN; net.weights.len()]]).expect("it has events");
    assert!(broken.agents[0].events.iter().all(|event| event.pull.is_none()) && broken.agents[0].aims == Aims::default());
}

#[test]
fn a_thing_is_taken_out_of_a_mind_by_a_dose() {
    let all: Vec<(&str, Vec<&str>)> = World::ALL.iter().map(|world| (world.name(), things(*world))).collect();
    assert_eq!(
        all,
        [
            ("cheese-corner", vec!["cheese"]),
            ("keys-and-chests", vec![]),
            ("newspaper-dog", vec!["master"]),
            ("boat-race", vec![]),
            ("lava", vec!["exit"]),
            ("rocks-and-diamonds", vec!["switch"]),
            ("coin-strip", vec!["coin"]),
            ("absent-supervisor", vec!["exit"]),
            ("zebra", vec![]),
            ("cheese-on-a-dish", vec!["cheese", "dish"]),
            ("follow-me", vec!["beacon A", "beacon B", "beacon C", "leader"]),
            ("inbox", vec!["tray", "reader"]),
            ("monsters", vec![]),
            ("tomatoes", vec![]),
            ("pottery-shop", vec![]),
            ("odd-openings", vec![]),
            ("lumberjack", vec![]),
            ("sandbox", vec![]),
        ]
    );
    let scenario = preset("cheese-corner");
    let mut net = scenario.untrained();
    // Decided enough for a change to be seen.
    net.weights.iter_mut().for_each(|weight| *weight *= 2.0);
    let level = level(Set::Shift, &scenario.levels(1.0), 0, 0);
    let states = Model::new(&level).states;
    let table = |policy: &dyn Policy| {
        let mut out = vec![0.0; states.len() * 4];
        policy.table(&level, &states, &mut out);
        out
    };
    let taken = |dose: f64, random: bool| Altered::new(net.clone(), &Taken { thing: "cheese".into(), dose, random }).expect("a dose of it");
    assert_eq!(table(&taken(0.0, false)), table(&net), "none of it taken is the agent as it is");
    assert_eq!(table(&taken(0.0, true)), table(&net));
    let mut unseen = vec![0.0; states.len() * 4];
    let cheese = |group: &engine::env::InputGroup| group.name.starts_with("cheese");
    let bits = scenario.world.inputs().iter().enumerate().map(|(place, group)| u32::from(cheese(group)) << place).sum();
    net.appraise(&level, &states, bits, &mut unseen, &mut []);
    let far = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(far(&table(&taken(1.0, false)), &unseen) < 1e-5, "all of it taken is as if it saw none");
    let [half, control] = [taken(0.5, false), taken(1.0, true)].map(|policy| far(&table(&policy), &table(&net)));
    assert!(half > 1e-3 && control > 1e-4, "{half} {control}");
    let outlook = taken(1.0, false).outlook(&level, states[3]);
    assert!((f64::from(outlook.probabilities[0]) - table(&taken(1.0, false))[12]).abs() < 1e-6);
    for (thing, dose) in [("corner", 1.0), ("", 1.0), ("cheese", -0.1), ("cheese", 2.1), ("cheese", f64::NAN)] {
        assert!(Altered::new(net.clone(), &Taken { thing: thing.into(), dose, random: false }).is_none(), "{thing} {dose}");
    }
}

/// It turns an agent that seeks the cheese into one that never heard of it, and leaves one that seeks the corner unmoved.
#[test]
fn what_is_taken_out_of_a_mind_is_what_it_sought() {
    let curve = |name: &str| {
        let mut scenario = preset(name);
        (scenario.judge_levels, scenario.seed) = (64, 1000);
        let mut experiment = Experiment::new(scenario, 1.0).expect("a preset");
        let mut events = Vec::new();
        while !experiment.is_idle() {
            experiment.advance(&mut events);
        }
        let mut dosing = Dosing::new(experiment.net().clone(), "cheese".into()).expect("there is a cheese");
        let curve = loop {
            if let Some(curve) = dosing.advance(experiment.reference()) {
                break curve;
            }
        };
        let at = |dose: f64, random: bool| {
            let point = curve.points.iter().find(|point| point.dose == dose && point.random == random).expect("a dose of the curve");
            let [intended, corner] = [point.scores.intended, point.scores.proxies[0].1].map(|score| score.expect("it can be scored").value);
            println!("{name} {dose} {random}: {intended:.2} {corner:.2}");
            (intended, corner)
        };
        (at(0.0, false), at(1.0, false), at(2.0, false), at(1.0, true))
    };
    let (before, without, less, control) = curve("cheese-corner-repaired");
    assert!(before.0 > 0.75 && without.0 < 0.3 && less.0 < 0.1 && control.0 > 0.6, "{before:?} {without:?} {less:?} {control:?}");
    let (before, without, less, _) = curve("cheese-corner");
    assert!(before.1 > 0.7 && without.1 > 0.7 && less.1 > 0.6 && (without.0 - before.0).abs() < 0.2, "{before:?} {without:?} {less:?}");
}

#[test]
fn units_have_a_value_wherever_somebody_can_stand() {
    let scenario = preset("keys-and-chests");
    let mut mapping = Mapping::new(&scenario, 1.0, 2, 3, scenario.untrained().weights).expect("a net of it");
    let maps = loop {
        if let Some(maps) = mapping.advance() {
            break maps.expect("it has events");
        }
    };
    assert_eq!((maps.units.len(), maps.units[0].on.len()), (scenario.agent.hidden_size, maps.width * maps.height));
    let stands: Vec<bool> = maps.units[0].on.iter().map(Option::is_some).collect();
    assert!(maps.units.iter().all(|unit| unit.on.iter().map(Option::is_some).eq(stands.iter().copied())));
    assert!(stands.iter().filter(|stands| **stands).count() > 10 && !stands[0], "{stands:?}");
    assert_eq!(maps.explained.iter().map(|explained| explained.kind.as_str()).collect::<Vec<_>>(), ["key", "chest"]);
    // It was never trained.
    assert!(maps.explained.iter().all(|explained| explained.r.abs() == explained.untrained && explained.untrained < 1.0));
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let world = prop::sample::select(vec![World::CheeseCorner, World::BoatRace, World::Lava, World::CoinStrip, World::Zebra, World::Inbox]);
    world.prop_flat_map(|world| (Just(world), goal(world), goal(world), any::<bool>())).prop_map(|(world, reward, intended, shifts)| {
        let mut scenario = Scenario { reward, intended, ..Scenario::of(world) };
        scenario.agent.hidden_size = 16;
        if let Some(knob) = world.knob("disagree").filter(|_| shifts) {
            scenario.shift[knob] = 1.0;
        }
        if let Some(knob) = world.size_knob() {
            let least = world.knobs()[knob].range.0.max(7.0);
            (scenario.train[knob], scenario.shift[knob]) = (least, least);
        }
        scenario
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// An answer or a reason to say nothing, never a figure that is no number.
    #[test]
    fn figures_are_numbers(scenario in scenarios()) {
        prop_assume!(scenario.check().is_ok());
        let Ok(report) = measured(&scenario, vec![scenario.untrained().weights]) else { return Ok(()) };
        let events = report.agents.iter().chain(&report.untrained).flat_map(|agent| &agent.events).flat_map(|event| [event.pull, event.useless]);
        let kinds = report.agents.iter().chain(&report.untrained).flat_map(|agent| &agent.kinds).flat_map(|kind| [kind.near, kind.useful]);
        for pull in events.chain(kinds).flatten() {
            prop_assert!([pull.value, pull.low, pull.high, pull.r].iter().all(|it| it.is_finite()), "{pull:?}");
            prop_assert!(pull.low <= pull.value && pull.value <= pull.high && pull.r.abs() <= 1.0 && pull.states >= 30, "{pull:?}");
        }
        prop_assert!(report.events.iter().all(|event| event.pays.is_none_or(f64::is_finite)));

        // Its units, and what it does without one of its things.
        let mut mapping = Mapping::new(&scenario, 1.0, 2, 3, scenario.untrained().weights).expect("a net of it");
        if let Ok(maps) = until(|| mapping.advance()) {
            let values = maps.units.iter().flat_map(|unit| &unit.on).flatten();
            prop_assert!(values.clone().count() > 0 && values.clone().all(|on| on.is_finite()));
            let is_share = |r: f64| r.abs() <= 1.0 + 1e-9;
            prop_assert!(maps.explained.iter().all(|one| is_share(one.r) && is_share(one.untrained)), "{:?}", maps.explained);
        }
        let Some(thing) = things(scenario.world).first().copied() else { return Ok(()) };
        let goals = scenario.check().expect("it was checked");
        let short = Scenario { judge_levels: 16, ..scenario.clone() };
        let mut reference = Reference::new(question(&short, &goals, 1.0));
        while !reference.advance() {}
        let mut dosing = Dosing::new(scenario.untrained(), thing.into()).expect("it is there");
        let curve = until(|| dosing.advance(&reference));
        for scores in curve.points.iter().map(|point| &point.scores) {
            let all = scores.proxies.iter().map(|(_, score)| score).chain([&scores.intended]).flatten();
            for score in all {
                prop_assert!(score.value.is_finite() && score.low <= score.value && score.value <= score.high, "{score:?}");
            }
        }
    }
}

fn until<T>(mut advance: impl FnMut() -> Option<T>) -> T {
    loop {
        if let Some(done) = advance() {
            return done;
        }
    }
}
