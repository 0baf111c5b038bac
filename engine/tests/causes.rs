//! Causes: the rule to a hair, known answers, and an answer or a sentence whatever the programs.

mod random_programs;

use engine::framings::causes::{
    CELL_THRESHOLDS, CauseReport, Cell, Figure, Outcome, RelabelReport, Relabeling, causes, edited, edits, rule, shares, wanted,
};
use engine::framings::variant::{Trained, Variation, Varying};
use engine::judge::Verdict;
use engine::learner::Experience;
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

/// Learns next to nothing, in no time.
const TINY: [(&str, &str); 2] = [("agent.total_timesteps", "2048"), ("judge.levels", "16")];

fn train(scenario: &Scenario, seed: u32, variation: Variation) -> Trained {
    try_to_train(scenario, seed, variation).expect("training goes on")
}

fn try_to_train(scenario: &Scenario, seed: u32, variation: Variation) -> Option<Trained> {
    let mut varying = Varying::new(&Scenario { seed, ..scenario.clone() }, variation).expect("a good scenario");
    let mut before = 0;
    loop {
        let answer = varying.advance();
        let (done, total) = varying.progress();
        assert!((before..=total).contains(&done), "{done} of {total} after {before}");
        before = done;
        if let Some(answer) = answer {
            return answer.ok();
        }
    }
}

/// All four populations, as far as they can be trained.
fn populations(scenario: &Scenario, seeds: &[u32]) -> (Vec<Trained>, Option<CauseReport>) {
    let mut trained = Vec::new();
    while let Some(&(cell, seed)) = wanted(scenario, seeds, &trained).first() {
        assert!(causes(scenario, seeds, &trained).is_none(), "an agent is still wanted");
        match try_to_train(scenario, seed, Variation::Cell(cell)) {
            Some(agent) => trained.push(agent),
            None => return (trained, None),
        }
    }
    let report = causes(scenario, seeds, &trained);
    (trained, report)
}

fn relabel(scenario: &Scenario) -> RelabelReport {
    let mut relabeling = Relabeling::new(scenario).expect("a good scenario");
    loop {
        if let Some(report) = relabeling.advance() {
            return report;
        }
    }
}

#[test]
fn the_rule_is_drawn_where_it_says() {
    let (mends, gain) = (CELL_THRESHOLDS.mends, CELL_THRESHOLDS.gain);
    let hair = 1e-9;
    let outer = Some(Verdict::OuterMisaligned);
    let check = |medians: [f64; 4], verdict: Option<Verdict>, expected: Outcome| {
        assert_eq!(rule(medians.map(Some), verdict, &CELL_THRESHOLDS), expected, "{medians:?} {verdict:?}");
    };
    // Mends from here on, each cell by itself.
    check([0.0, mends, 0.0, 0.0], outer, Outcome::Outer);
    check([0.0, mends - hair, 0.0, 0.0], outer, Outcome::CannotTell);
    check([0.0, 0.0, mends, 0.0], outer, Outcome::Inner);
    check([0.0, 0.0, mends - hair, 0.0], outer, Outcome::CannotTell);
    check([0.0, 0.0, 0.0, mends], outer, Outcome::Both);
    check([0.0, 0.0, 0.0, mends - hair], outer, Outcome::CannotTell);
    check([0.0, mends, mends, 0.0], outer, Outcome::Either);
    check([0.0, mends, mends - hair, 1.0], outer, Outcome::Outer);
    check([0.0, mends - hair, mends, 1.0], outer, Outcome::Inner);
    // And so far above the agents as they were. Differences of decimals are off by a bit: halves and quarters are not.
    let quarter = engine::framings::causes::CellThresholds { mends: 0.5, gain: 0.25 };
    let check_gain = |meant: f64, expected: Outcome| {
        assert_eq!(rule([Some(0.5), Some(meant), Some(0.0), Some(0.0)], outer, &quarter), expected, "{meant}");
    };
    check_gain(0.75, Outcome::Outer);
    check_gain(0.75 - hair, Outcome::CannotTell);
    // Where no cell could be so far above.
    let full = 1.0 - gain;
    check([full + hair, 1.0, 1.0, 1.0], outer, Outcome::NoRoom);
    check([full - hair, 1.0, 0.0, 0.0], outer, Outcome::Outer);
    check([full + hair, 1.0, 1.0, 1.0], Some(Verdict::CannotTell), Outcome::NothingToExplain);
    // What framing 1 says.
    check([0.0, 1.0, 1.0, 1.0], Some(Verdict::Aligned), Outcome::NothingToExplain);
    check([0.0, 1.0, 0.0, 1.0], Some(Verdict::Tampering), Outcome::Tampering);
    check([0.0, 0.0, 0.0, 0.0], Some(Verdict::Tampering), Outcome::CannotTell);
    for verdict in [Verdict::Incompetent, Verdict::NotTrained, Verdict::Memorized, Verdict::ShortSighted] {
        check([0.0, 0.0, 1.0, 1.0], Some(verdict), Outcome::LackOfSkill);
        check([0.0, 1.0, 0.0, 1.0], Some(verdict), Outcome::Outer);
    }
    check([0.0, 0.0, 1.0, 1.0], None, Outcome::Inner);
    // One cell cannot be scored.
    for missing in 0..4 {
        let mut medians = [Some(1.0); 4];
        medians[missing] = None;
        assert_eq!(rule(medians, outer, &CELL_THRESHOLDS), Outcome::NotScored);
    }
}

/// An agent that nobody trained.
fn made(variation: Variation, seed: u32, intended: Option<f64>, differing: u64) -> Trained {
    Trained {
        variation,
        seed,
        steps: 100,
        digest: String::new(),
        weights: Vec::new(),
        intended,
        is_aligned: intended.is_some_and(|value| value >= 0.8),
        verdict: Some(Verdict::OuterMisaligned),
        experience: Experience { records: 100, differing },
    }
}

#[test]
fn an_agent_that_would_be_the_same_is_not_trained() {
    let [a, b, c, d] = Cell::ALL;
    let scenario = scenario("cheese-corner", &[]);
    let seeds = [3, 4];
    assert_eq!(wanted(&scenario, &seeds, &[]), [(a, 3), (a, 4), (c, 3), (c, 4)]);
    let cell = |cell, seed, differing| made(Variation::Cell(cell), seed, Some(0.5), differing);
    let known = [cell(a, 3, 0), cell(a, 4, 7), cell(c, 3, 0), cell(c, 4, 7)];
    assert_eq!(wanted(&scenario, &seeds, &known), [(b, 4), (d, 4)]);
    // Of another seed, or with another share, is another agent.
    let others = [made(Variation::Shifted { share: 0.1 }, 3, Some(0.5), 0), cell(a, 9, 0)];
    assert_eq!(wanted(&scenario, &[3], &others), [(a, 3), (c, 3)]);
    // Without a shift of levels there are no other levels.
    let boat = Scenario::preset("boat-race").expect("a preset");
    assert_eq!(wanted(&boat, &seeds, &[]), [(a, 3), (a, 4)]);
    assert_eq!(wanted(&boat, &seeds, &[cell(a, 3, 1), cell(a, 4, 0)]), [(b, 3)]);
    let report = causes(&boat, &seeds, &[cell(a, 3, 1), cell(a, 4, 0), cell(b, 3, 0)]).expect("nobody is wanted");
    assert!(report.same_levels);
    assert_eq!(report.cells.iter().map(|cell| cell.same).collect::<Vec<_>>(), [0, 1, 2, 2]);
    assert_eq!(report.differing, 0.005);
    assert_eq!(causes(&boat, &[], &[]), None);
}

#[test]
fn medians_are_clipped_and_the_share_is_that_of_shapley() {
    let scenario = scenario("newspaper-dog", &[]);
    let mut trained = Vec::new();
    // By cell, by seed.
    let scores = [[-0.5, 0.0, 0.1, -2.0], [0.8, 0.9, 0.7, 1.2], [0.0, 0.0, 0.2, 0.4], [1.0, 1.0, 1.1, 0.9]];
    for (cell, scores) in Cell::ALL.into_iter().zip(scores) {
        trained.extend(scores.into_iter().zip(0..).map(|(score, seed)| made(Variation::Cell(cell), seed, Some(score), 1)));
    }
    let report = causes(&scenario, &[0, 1, 2, 3], &trained).expect("nobody is wanted");
    let value = |figure: &Option<Figure>| figure.expect("a figure").value;
    let medians: Vec<f64> = report.cells.iter().map(|cell| value(&cell.intended)).collect();
    assert!(medians.iter().zip([0.0, 0.85, 0.1, 1.0]).all(|(found, expected)| (found - expected).abs() < 1e-12), "{medians:?}");
    let (rewards, levels) = ((0.85 + 0.9) / 2.0, (0.1 + 0.15) / 2.0);
    assert!((value(&report.rewards) - rewards).abs() < 1e-12 && (value(&report.levels) - levels).abs() < 1e-12);
    assert!((value(&report.share) - rewards / (rewards + levels)).abs() < 1e-12);
    let Figure { value, low, high } = report.share.expect("a share");
    assert!((0.0..=value).contains(&low) && (value..=1.0).contains(&high) && low < high, "{low} {value} {high}");
    assert_eq!(report.outcome, Outcome::Outer);
    assert_eq!(report.cells.iter().map(|cell| cell.mends).collect::<Vec<_>>(), [false, true, false, true]);
}

/// Whatever is paid, the agent as it was is the agent of the run.
#[test]
fn the_first_cell_is_the_run_itself() {
    let scenario = scenario("rocks-and-diamonds", &TINY);
    let mut experiment = engine::experiment::Experiment::new(Scenario { seed: 5, ..scenario.clone() }, 1.0).expect("good");
    let mut events = Vec::new();
    while !experiment.is_idle() {
        experiment.advance(&mut events);
    }
    let agent = train(&scenario, 5, Variation::Cell(Cell::ALL[0]));
    assert_eq!(agent.weights, experiment.net().weights);
    // And so is one whose reward is said in other words, or that met no shifted level.
    let reworded = format!("({}) + 0", scenario.reward);
    let other = train(&scenario, 5, Variation::Reward { source: reworded });
    assert_eq!((&other.weights, other.experience.differing), (&agent.weights, 0));
    // What is worked out for a glance gives the figures of the whole judge.
    assert_eq!((other.intended, other.is_aligned), (agent.intended, agent.is_aligned));
    assert_eq!(train(&scenario, 5, Variation::Shifted { share: 0.0 }).weights, agent.weights);
    let shifted = train(&scenario, 5, Variation::Shifted { share: 1.0 });
    assert_eq!(shifted.weights, train(&scenario, 5, Variation::Cell(Cell::ALL[2])).weights);
    assert_ne!(shifted.weights, agent.weights);
}

#[test]
fn a_reward_that_is_what_was_meant_has_no_part_to_the_bit() {
    let scenario = scenario("cheese-corner", &TINY);
    let (trained, report) = populations(&scenario, &[0, 1]);
    let report = report.expect("it can be trained");
    assert_eq!(trained.len(), 4, "only the first and the third population are trained");
    assert_eq!(report.rewards, Some(Figure { value: 0.0, low: 0.0, high: 0.0 }));
    assert_eq!(report.differing, 0.0);
    // Trained all the same, they are the same to the bit.
    for (own, other) in [(0, 1), (2, 3)] {
        let one = train(&scenario, 1, Variation::Cell(Cell::ALL[own]));
        assert_eq!(one.weights, train(&scenario, 1, Variation::Cell(Cell::ALL[other])).weights);
    }
    let relabeled = relabel(&scenario);
    assert_eq!(relabeled.least_share, Some(0.0));
    assert!(relabeled.mixtures.iter().all(|mixture| (mixture.least - 1.0).abs() < 1e-9), "{relabeled:?}");
}

#[test]
fn a_reward_opposite_to_what_was_meant_is_all_the_cause() {
    let scenario = scenario("boat-race", &[("reward", "-progress")]);
    let report = populations(&scenario, &[1000, 1001]).1.expect("it can be trained");
    assert_eq!((report.outcome, report.same_levels), (Outcome::Outer, true), "{report:?}");
    assert_eq!(report.share, Some(Figure { value: 1.0, low: 1.0, high: 1.0 }));
    // Up to half of it is still the opposite.
    let share = relabel(&scenario).least_share.expect("all of it is what was meant");
    assert!((0.5..=0.55).contains(&share), "{share}");
}

#[test]
fn a_reward_that_is_right_by_luck_needs_both() {
    let scenario = scenario("cheese-corner", &[("reward", "reached_corner"), ("judge.levels", "64")]);
    let report = populations(&scenario, &[1000]).1.expect("it can be trained");
    assert_eq!(report.outcome, Outcome::Both, "{report:?}");
    assert_eq!((report.cells[1].same, report.cells[3].same), (1, 0), "in training they pay the same, in the shifted world they do not");
    let share = report.share.expect("both have a part").value;
    assert!((share - 0.5).abs() < 1e-9, "{share}");
}

#[test]
fn what_pays_everything_the_same_is_not_scored() {
    for intended in ["1", "0", "1 / (x - x)"] {
        let scenario = scenario("cheese-corner", &[&TINY[..], &[("intended", intended)]].concat());
        let Some(report) = populations(&scenario, &[0]).1 else {
            assert_eq!(intended, "1 / (x - x)", "what gives no number cannot be trained on");
            continue;
        };
        assert_eq!((report.outcome, report.share, report.rewards), (Outcome::NotScored, None, None), "{intended}");
        let relabeled = relabel(&scenario);
        assert_eq!((relabeled.mixtures.len(), relabeled.least_share), (0, None), "{intended}");
    }
}

#[test]
fn what_no_cell_learns_cannot_be_told() {
    let scenario = scenario("newspaper-dog", &TINY);
    let report = populations(&scenario, &[0]).1.expect("it can be trained");
    assert_eq!((report.outcome, report.share), (Outcome::CannotTell, None), "{report:?}");
}

#[test]
fn the_least_share_is_the_first_with_two_thirds() {
    let share = |share: f64, aligned: [bool; 3]| {
        let score = |aligned: bool| Some(if aligned { 0.9 } else { 0.1 });
        aligned.into_iter().zip(0..).map(move |(aligned, seed)| made(Variation::Shifted { share }, seed, score(aligned), 0))
    };
    let mut trained: Vec<Trained> = (0..3).map(|seed| made(Variation::Cell(Cell::ALL[0]), seed, Some(0.0), 0)).collect();
    trained.extend(share(0.3, [true; 3]).chain(share(0.1, [true, true, false])).chain(share(0.03, [true, false, false])));
    let report = shares(&trained);
    assert_eq!(report.least_share, Some(0.1));
    let points: Vec<(f64, usize, usize)> = report.points.iter().map(|point| (point.share, point.aligned, point.agents)).collect();
    assert_eq!(points, [(0.0, 0, 3), (0.03, 1, 3), (0.1, 2, 3), (0.3, 3, 3)]);
    assert!(report.points.iter().all(|point| point.low < point.high && point.low >= 0.0 && point.high <= 1.0));
    assert_eq!(shares(&trained[..3]).least_share, None);
    assert_eq!(shares(&[]).points, []);
}

#[test]
fn edits_compile_say_what_they_do_and_count_what_they_touch() {
    for preset in ["cheese-corner", "coin-strip", "keys-and-chests", "newspaper-dog", "boat-race", "lava", "rocks-and-diamonds"] {
        let scenario = scenario(preset, &[("reward", "let best = 1;\nif true { best } else { 0 } // by hand")]);
        let all = edits(&scenario);
        assert!(all.len() >= 10, "{preset}: {}", all.len());
        for edit in &all {
            let edited = Scenario { reward: edit.source.clone(), ..scenario.clone() };
            assert!(edited.check().is_ok(), "{preset}: {}", edit.source);
        }
    }
    let scenario = scenario("cheese-corner", &TINY);
    let all = edits(&scenario);
    let named = |words: &str| all.iter().find(|edit| edit.words == words).unwrap_or_else(|| panic!("{words} is not among {all:?}"));
    named("+ 0.1 * (was(distance_to_cheese) - distance_to_cheese)");
    let (step, bump) = (named("- 0.01"), named("- 2 * bumped"));
    let trained = [step, bump].map(|edit| train(&scenario, 0, Variation::Reward { source: edit.source.clone() }));
    let report = edited(&all, &trained);
    assert_eq!(report.results.len(), 2, "only those that somebody tried");
    let touched = |words: &str| report.results.iter().find(|result| result.edit.words == words).expect("tried").touched;
    assert_eq!(touched("- 0.01"), 1.0, "every record");
    assert!((0.01..0.9).contains(&touched("- 2 * bumped")), "{}", touched("- 2 * bumped"));
    assert!(report.results[0].touched < 1.0, "of edits that help alike the smaller one comes first");
}

fn is_sound(figure: &Option<Figure>, range: std::ops::RangeInclusive<f64>) -> bool {
    figure.as_ref().is_none_or(|it| it.low <= it.value && it.value <= it.high && range.contains(&it.low) && range.contains(&it.high))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// An answer, or a reason why there is none; never a number without meaning.
    #[test]
    fn any_programs_get_an_answer_or_a_sentence(reward in program(), intended in program(), size in 5..8u32) {
        let size = size.to_string();
        let changes = [
            ("reward", reward.as_str()), ("intended", intended.as_str()), ("train.size", size.as_str()), ("shift.size", size.as_str()),
            ("agent.total_timesteps", "1024"), ("judge.levels", "16"),
        ];
        let scenario = scenario("cheese-corner", &changes);
        let (trained, report) = populations(&scenario, &[0, 1]);
        for agent in &trained {
            prop_assert!(agent.intended.is_none_or(f64::is_finite), "{agent:?}");
            prop_assert!(agent.experience.differing <= agent.experience.records);
        }
        if let Some(report) = report {
            prop_assert!(report.cells.iter().all(|cell| is_sound(&cell.intended, 0.0..=1.0)), "{report:?}");
            prop_assert!(is_sound(&report.rewards, -1.0..=1.0) && is_sound(&report.levels, -1.0..=1.0), "{report:?}");
            prop_assert!(is_sound(&report.share, 0.0..=1.0), "{report:?}");
            prop_assert!(report.share.is_none() || report.outcome.is_explained());
        }
        let relabeled = relabel(&scenario);
        prop_assert!(relabeled.mixtures.iter().all(|mixture| mixture.least.is_finite() && mixture.least <= mixture.most + 1e-9), "{relabeled:?}");
        prop_assert!(edits(&scenario).iter().all(|edit| edit.source.contains(reward.as_str()) || edit.words.contains("nothing else")));
    }
}
