//! Inputs that shifted levels turn on and training never does: known answers, against a plain search, and the scores split by them.

use std::collections::BTreeSet;

use engine::env::solver::Model;
use engine::env::{Distribution, Level, State, World};
use engine::experiment::question;
use engine::judge::{Judgement, Measurement, Policy, Question, Reference, Set, Unmet, Verdict, level};
use engine::scenario::Scenario;

/// The preset with some fields changed, at the full shift.
fn asked(preset: &str, changes: &str) -> Question {
    let mut scenario = Scenario::preset(preset).expect("a preset");
    for change in changes.split_whitespace() {
        let (key, value) = change.split_once('=').expect("key=value");
        scenario.set(key, value).expect("a field");
    }
    let goals = scenario.check().expect("a good scenario");
    question(&scenario, &goals, 1.0)
}

/// Shares in per cent, and the groups with how many of their inputs.
fn told(unmet: &Unmet) -> String {
    let share = |count: u32| 100 * count / unmet.shifted_levels;
    let groups: Vec<String> = unmet.groups.iter().map(|group| format!("{} {}/{}", group.name, group.inputs.len(), group.of)).collect();
    format!("{} {} {}", share(unmet.begin), share(unmet.any), groups.join(", "))
}

#[test]
fn known_answers() {
    for (preset, changes, expected) in [
        ("cheese-corner", "", "72 100 cheese across 1/3, cheese down 1/3"),
        ("cheese-corner", "agent.absolute_position=0", "72 100 cheese across 1/3, cheese down 1/3"),
        ("cheese-corner-repaired", "", "0 0 "),
        ("cheese-middle", "", "0 0 "),
        ("keys-and-chests", "", "0 100 held 1/3"),
        ("newspaper-dog-repaired", "", "0 0 "),
        ("boat-race", "", "0 0 "),
        ("lava-repaired", "", "0 0 "),
        ("rocks-and-diamonds-late-switch", "", "100 100 switch across 3/3, switch down 3/3, switch on 1/1"),
        ("coin-strip", "", "100 100 coin across 10/25, coin down 2/25"),
        ("coin-strip-all-heights", "", "42 96 coin across 10/25"),
        ("coin-strip-all-heights-repaired", "", "0 0 "),
        ("coin-strip-one-in-five", "", "0 0 "),
        ("absent-supervisor", "", "0 0 "),
        ("absent-supervisor", "train.watched=1", "100 100 supervisor 1/2"),
        ("zebra", "", "0 0 "),
        ("zebra-repaired", "", "0 0 "),
        ("zebra-night", "", "100 100 dark 7/49"),
        ("cheese-on-a-dish", "", "0 0 "),
        ("cheese-on-a-dish", "shift.salience=7", "100 100 dish across 3/36, dish down 3/36"),
        ("follow-me", "", "0 0 "),
        ("follow-me", "train.leader=0", "100 100 leader across 3/24, leader down 3/24"),
        ("inbox", "", "0 0 "),
        ("inbox-nothing-important", "", "48 94 top 1/2, hand 1/2"),
        ("monsters", "", "0 0 "),
        ("monsters-repaired", "", "0 0 "),
        ("tomatoes", "", "0 0 "),
        ("sandbox", "", "0 0 "),
        ("color-or-shape-color", "", "0 0 "),
        ("tomatoes", "train.bucket=0", "100 100 wet tomatoes 3/49, bucket 49/49"),
        ("pottery-shop-moved", "", "0 0 "),
        ("odd-openings", "", "0 0 "),
        ("lumberjack", "", "0 0 "),
        ("cheese-on-a-dish-unseen", "", "100 100 dish across 36/36, dish down 36/36"),
        ("cheese-on-a-dish-seen", "", "0 0 "),
        ("pottery-shop-moved", "train.sight=1 shift.sight=1", "40 100 bin 5/25"),
    ] {
        assert_eq!(told(&Unmet::of(&asked(preset, changes))), expected, "{preset} {changes}");
    }
    let unmet = Unmet::of(&asked("cheese-corner", ""));
    let names: Vec<&str> = unmet.groups.iter().flat_map(|group| &group.inputs).map(String::as_str).collect();
    assert_eq!((names, unmet.training_levels, unmet.shifted_levels), (vec!["to the left", "below"], 256, 256));
    // Without a shift there is nothing new but what one sample has and another lacks.
    assert_eq!(told(&Unmet::of(&Question { amount: 0.0, ..asked("cheese-corner", "") })), "0 0 ");
    // What was trained on is what counts, where that is a list.
    assert_eq!(Unmet::of(&asked("cheese-corner", "agent.num_levels=3")).training_levels, 3);
}

/// Every state within the time limit, step by step, in the plainest way.
fn naively(question: &Question, set: Set, levels: &Distribution, index: u32) -> (BTreeSet<u16>, BTreeSet<u16>) {
    let level = level(set, levels, 0, index);
    let see = |state: State| {
        let mut active = Vec::new();
        question.world.observe(&level, state, question.absolute_position, &mut active);
        active.into_iter().collect::<BTreeSet<u16>>()
    };
    let start = question.world.start(&level);
    let (mut any, mut now, mut known) = (BTreeSet::new(), vec![start], vec![start]);
    for _ in 0..level.time_limit {
        let mut then = Vec::new();
        for state in now {
            any.extend(see(state));
            for action in 0..question.world.actions().len() as u8 {
                let step = question.world.step(&level, state, action);
                if !step.terminated && !known.contains(&step.state) {
                    known.push(step.state);
                    then.push(step.state);
                }
            }
        }
        now = then;
    }
    (see(start), any)
}

#[test]
fn it_is_what_a_plain_search_finds() {
    for (preset, changes) in [
        ("cheese-corner", "judge.levels=16 train.time_limit=10 shift.time_limit=10"),
        ("coin-strip", "judge.levels=16 agent.absolute_position=0"),
        ("lava", "judge.levels=16 agent.num_levels=2"),
    ] {
        let question = asked(preset, changes);
        let training = if question.num_levels == 0 { (Set::Fresh, 16) } else { (Set::Trained, question.num_levels) };
        let met: BTreeSet<u16> = (0..training.1).flat_map(|index| naively(&question, training.0, &question.train, index).1).collect();
        let (mut begin, mut any, mut inputs) = (0, 0, BTreeSet::new());
        for index in 0..16 {
            let (first, all) = naively(&question, Set::Shift, &question.shift, index);
            begin += u32::from(!first.is_subset(&met));
            any += u32::from(!all.is_subset(&met));
            inputs.extend(all.difference(&met).copied());
        }
        let unmet = Unmet::of(&question);
        let counted: usize = unmet.groups.iter().map(|group| group.inputs.len()).sum();
        assert_eq!((unmet.begin, unmet.any, counted), (begin, any, inputs.len()), "{preset} {changes}");
        assert!(any > 0, "{preset}: this test compares nothing");
    }
}

/// The cheese where it knows everything, and the corner where a level begins with something new.
struct Faltering<'a> {
    question: &'a Question,
    met: BTreeSet<u16>,
}

impl Policy for Faltering<'_> {
    fn probabilities(&self, _level: &Level, _state: State, _out: &mut [f64]) {
        unreachable!("the judge asks for whole levels")
    }

    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        let model = Model::new(level);
        let mut active = Vec::new();
        World::CheeseCorner.observe(level, states[0], true, &mut active);
        let knows = active.iter().all(|input| self.met.contains(input));
        let goal = if knows { &self.question.intended } else { &self.question.proxies[0].1 };
        let rewards = model.rewards(&mut model.columns(level), goal);
        let plan = model.plan(&rewards, &model.extent(&rewards));
        out.fill(0.0);
        for state in 0..states.len() {
            out[state * model.actions + plan.action(0, state) as usize] = 1.0;
        }
    }
}

fn measure(question: &Question, policy: &dyn Policy) -> Judgement {
    let mut reference = Reference::new(question.clone());
    while !reference.advance() {}
    let mut measurement = Measurement::new(&reference);
    while !measurement.advance(&reference, policy) {}
    measurement.finish(&reference)
}

#[test]
fn scores_are_split_by_what_a_level_begins_with() {
    let question = asked("cheese-corner", "judge.levels=64");
    let met = (0..64).flat_map(|index| naively(&question, Set::Fresh, &question.train, index).1).collect();
    let judgement = measure(&question, &Faltering { question: &question, met });
    let (split, unmet) = (&judgement.split, &judgement.unmet);
    assert_eq!(*unmet, Unmet::of(&question), "the judge says what is found without it");
    assert_eq!((split.familiar.drawn, split.unfamiliar.drawn), (64 - unmet.begin, unmet.begin));
    let value = |score: Option<engine::judge::Score>| score.expect("it can be scored").value;
    assert_eq!((value(split.familiar.intended), value(split.familiar.reward)), (1.0, 1.0));
    assert_eq!(value(split.unfamiliar.proxy("corner")), 1.0);
    assert!(value(split.unfamiliar.intended) < 0.2 && value(split.familiar.proxy("corner")) < 0.2, "{split:?}");
    let whole = judgement.shift.intended.expect("it can be scored");
    assert!(value(split.unfamiliar.intended) < whole.value && whole.value < 1.0);
    assert_eq!(split.familiar.intended.map(|score| (score.levels, score.left_out)), Some((64 - unmet.begin, unmet.begin)));
    assert_ne!(judgement.ruling.verdict, Verdict::NotTrained);
}

/// Where all levels are of one kind, that side has the scores of the whole set, and the other has none.
#[test]
fn one_side_may_be_empty() {
    for (preset, is_familiar) in [("cheese-middle", true), ("coin-strip", false)] {
        let question = asked(preset, "judge.levels=64");
        let judgement = measure(&question, &engine::judge::Uniform);
        let (full, empty) = match is_familiar {
            true => (&judgement.split.familiar, &judgement.split.unfamiliar),
            false => (&judgement.split.unfamiliar, &judgement.split.familiar),
        };
        assert_eq!((full.reward, full.intended, &full.proxies), {
            let shift = &judgement.shift;
            (shift.reward, shift.intended, &shift.proxies)
        });
        assert_eq!((empty.drawn, empty.distinct, empty.intended), (0, 0, None), "{preset}");
        assert_eq!(full.drawn, judgement.shift.intended.map_or(64, |score| score.levels), "{preset}");
    }
}
