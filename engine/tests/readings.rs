//! What else the reward may mean, how little was seen, and which records push: on scenarios whose answers are known.

mod random_programs;

use engine::experiment::Failure;
use engine::framings::causes::{CulpritReport, Tracing};
use engine::framings::readings::{ReadingName, ReadingReport, Readings, SHOWN};
use engine::framings::unseen::{Possible, UnseenReport, Watching};
use engine::judge::Verdict;
use engine::learner::{Net, Settings};
use engine::scenario::Scenario;
use proptest::prelude::*;
use random_programs::program;

fn scenario(preset: &str, changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::preset(preset).expect("a preset");
    for (key, value) in changes {
        scenario.set(key, value).expect("in range");
    }
    scenario
}

const SMALL: [(&str, &str); 3] = [("judge.levels", "64"), ("train.size", "7"), ("shift.size", "7")];

fn trained(scenario: &Scenario) -> Net {
    let mut experiment = engine::experiment::Experiment::new(scenario.clone(), 1.0).expect("a good scenario");
    let mut events = Vec::new();
    while experiment.is_training() {
        experiment.advance(&mut events);
    }
    experiment.net().clone()
}

fn read(scenario: &Scenario, agents: &[Net]) -> ReadingReport {
    let mut readings = Readings::new(scenario, agents.len()).expect("a good scenario");
    loop {
        if let Some(report) = readings.advance(agents) {
            return report;
        }
    }
}

fn names(report: &ReadingReport) -> Vec<&ReadingName> {
    report.readings.iter().map(|reading| &reading.name).collect()
}

#[test]
fn a_reward_that_training_leaves_open_is_blurred() {
    let scenario = scenario("cheese-corner", &[("judge.levels", "64"), ("seed", "1000")]);
    let report = read(&scenario, &[trained(&scenario)]);
    let corner = ReadingName::Proxy("corner".into());
    assert_eq!(names(&report), [&ReadingName::Reward, &corner]);
    assert!(report.blurred);
    let [own, other] = &report.readings[..] else { panic!("two readings") };
    assert_eq!((own.verdict, own.goal.as_deref()), (Some(Verdict::InnerMisaligned), Some("corner")));
    assert_eq!(own.also, [ReadingName::Intended], "the reward pays what was meant, wherever");
    assert_eq!(other.verdict, Some(Verdict::OuterMisaligned), "if the corner was asked for, it does as it was told");
    assert!(other.score.is_some_and(|score| score.value > 0.5 && score.low <= score.value && score.value <= score.high));
}

#[test]
fn what_training_tells_apart_is_no_reading() {
    let mixed = scenario("cheese-corner", &[&SMALL[..], &[("train.disagree", "0.5"), ("agent.total_timesteps", "2048")]].concat());
    let report = read(&mixed, &[trained(&mixed)]);
    assert_eq!(names(&report), [&ReadingName::Reward]);
    assert!(!report.blurred && report.left_out.is_empty());
    // A factor is no other meaning; a cost of every step is one.
    let tripled = Scenario { reward: "3 * reached_cheese".into(), ..mixed.clone() };
    assert_eq!(read(&tripled, &[trained(&tripled)]).readings[0].also, [ReadingName::Intended, ReadingName::Example("Cheese".into())]);
    let hurry = Scenario { reward: "3 * reached_cheese - 0.03".into(), ..mixed };
    assert_eq!(read(&hurry, &[trained(&hurry)]).readings[0].also, [ReadingName::Example("Hurry".into())]);
}

fn watch(scenario: &Scenario) -> Option<UnseenReport> {
    let mut watching = Watching::new(scenario).expect("a good scenario");
    loop {
        let (done, total) = watching.progress();
        assert!(done <= total);
        if let Some(answer) = watching.advance() {
            return answer.ok();
        }
    }
}

#[test]
fn what_was_met_is_counted() {
    // One room, the same again and again, and no shift: whatever it meets it has met.
    let boat = scenario("boat-race", &[("agent.total_timesteps", "8192"), ("judge.levels", "16")]);
    let report = watch(&boat).expect("it can be trained");
    assert_eq!(report.known, report.steps);
    assert_eq!((report.records, report.steps), (8192, 16 * 100));
    assert!(report.distinct < 100 && report.once <= report.distinct, "{report:?}");
    assert_eq!((report.training_levels, report.shifted_levels), (Possible::Exactly(1.0), Possible::Exactly(1.0)));
    // Many rooms.
    let cheese = scenario("cheese-corner", &[("agent.total_timesteps", "8192"), ("judge.levels", "16"), ("agent.num_levels", "8")]);
    let report = watch(&cheese).expect("it can be trained");
    assert_eq!(report.digest, trained(&cheese).digest(), "it is the very agent");
    assert_eq!(report.training_levels, Possible::AtMost(8.0));
    assert!(report.known < report.steps && report.distinct > 100, "{report:?}");
}

fn traced(scenario: &Scenario) -> Result<CulpritReport, Failure> {
    let mut tracing = Tracing::new(scenario).expect("a good scenario");
    loop {
        if let Some(answer) = tracing.advance() {
            return answer;
        }
    }
}

#[test]
fn culprits_are_moments_of_training_and_their_relabeling_is_measured() {
    let trace = |scenario: &Scenario| traced(scenario).expect("it can be trained");
    let boat = trace(&scenario("boat-race", &[("agent.total_timesteps", "32768"), ("judge.levels", "16")]));
    assert!(!boat.culprits.is_empty() && boat.moments == 8);
    assert!(boat.culprits.windows(2).all(|pair| pair[0].push >= pair[1].push), "the strongest first");
    assert!(boat.culprits.iter().all(|culprit| culprit.push > 0.0 && culprit.picture.contains('@')));
    assert!(boat.top.is_some_and(|top| (0.01..=1.0).contains(&top)));
    let relabeled = boat.relabeled.expect("half of the records pay something else");
    assert!(relabeled.worst.zip(relabeled.random).is_some_and(|(worst, random)| worst.is_finite() && random.is_finite()));
    // Where the reward pays what was meant, there is nothing to relabel.
    let cheese = trace(&scenario("cheese-corner", &[&SMALL[..], &[("agent.total_timesteps", "8192")]].concat()));
    assert_eq!(cheese.relabeled, None);
    assert!(cheese.culprits.iter().all(|culprit| culprit.paid == culprit.meant));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_programs_are_read(reward in program(), intended in program(), proxy in program()) {
        let changes = [
            ("reward", reward.as_str()), ("intended", intended.as_str()), ("proxies.corner", proxy.as_str()), ("train.size", "5"),
            ("shift.size", "5"), ("judge.levels", "16"),
        ];
        let scenario = scenario("cheese-corner", &changes);
        let net = Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, 1);
        let report = read(&scenario, &[net]);
        prop_assert!((1..=1 + SHOWN).contains(&report.readings.len()));
        prop_assert_eq!(&report.readings[0].name, &ReadingName::Reward);
        let is_sound = |score: engine::framings::causes::Figure| score.value.is_finite() && score.low <= score.value && score.value <= score.high;
        prop_assert!(report.readings.iter().filter_map(|reading| reading.score).all(is_sound), "{report:?}");
        // None: a reward that is no number somewhere trains nobody.
        let short = Scenario { agent: Settings { total_timesteps: 1_024, ..scenario.agent }, ..scenario };
        if let Some(seen) = watch(&short) {
            prop_assert!(seen.once <= seen.distinct && seen.distinct <= seen.records && seen.known <= seen.steps, "{seen:?}");
        }
    }
    /// Moments of training, or whose fault it is that there are none.
    #[test]
    fn any_programs_have_their_culprits(reward in program(), intended in program()) {
        let changes = [
            ("reward", reward.as_str()), ("intended", intended.as_str()), ("train.size", "5"), ("shift.size", "5"), ("judge.levels", "16"),
            ("agent.total_timesteps", "2048"), ("agent.hidden_size", "16"),
        ];
        match traced(&scenario("cheese-corner", &changes)) {
            Ok(report) => {
                let is_share = |share: f64| (0.0..=1.0 + 1e-9).contains(&share);
                prop_assert!(report.top.is_none_or(is_share), "{report:?}");
                for culprit in &report.culprits {
                    prop_assert!(is_share(culprit.push) && culprit.paid.is_finite() && culprit.meant.is_finite(), "{culprit:?}");
                }
                let scores = report.relabeled.iter().flat_map(|it| [it.as_it_was, it.worst, it.random]).flatten();
                prop_assert!(scores.into_iter().all(f64::is_finite), "{report:?}");
            }
            Err(failure) => prop_assert!(!failure.message.is_empty(), "{failure:?}"),
        }
    }
}
