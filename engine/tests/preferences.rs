//! Answers worked out by hand, and what any answers may come to: a program that compiles, or a reason.

use engine::env::World;
use engine::judge::Uniform;
use engine::lang::compile;
use engine::preferences::{
    Answer, Asking, CLIP, Choice, Clip, Learned, Nothing, Preferences, Rounds, Source, Stage, Study, clips, fit, together_words, viewer,
};
use engine::rng::{Purpose, Rng};
use engine::scenario::{PRESETS, Scenario};
use proptest::prelude::*;

/// Answers about differences of these features, all others alike.
fn answers(world: World, given: &[(&[(&str, f64)], Choice)]) -> Preferences {
    let mut preferences = Preferences::new(world);
    for (features, choice) in given {
        let mut difference = vec![0.0; world.features().len()];
        for (name, value) in *features {
            difference[world.feature(name).expect("a feature")] = *value;
        }
        preferences.answers.push(Answer { difference, choice: *choice });
    }
    preferences
}

fn learned(preferences: &Preferences) -> Learned {
    preferences.learn().expect("a reward")
}

#[test]
fn answers_by_hand_come_to_these_programs() {
    use Choice::{First, Same, Second};
    let check = |world: World, given: &[(&[(&str, f64)], Choice)], expected: &str| {
        assert_eq!(learned(&answers(world, given)).source, expected, "{given:?}");
    };
    let corner = World::CheeseCorner;
    // One feature decides.
    check(corner, &[(&[("bumped", 1.0)], Second)], "-bumped");
    check(corner, &[(&[("reached_cheese", 1.0)], First), (&[("bumped", 2.0)], Same)], "reached_cheese");
    check(corner, &[(&[("reached_cheese", -1.0)], Second)], "reached_cheese");
    // Two that always come together share the weight.
    check(corner, &[(&[("reached_cheese", 1.0), ("reached_corner", 1.0)], First)], "reached_cheese + reached_corner");
    // A clip that tells them apart decides between them.
    let apart: &[(&[(&str, f64)], Choice)] = &[
        (&[("reached_cheese", 1.0), ("reached_corner", 1.0)], First),
        (&[("reached_corner", 1.0)], Same),
        (&[("reached_corner", 1.0)], Same),
        (&[("reached_corner", 1.0)], Same),
        (&[("reached_corner", 1.0)], Same),
        (&[("reached_corner", 1.0)], Same),
        (&[("reached_corner", 1.0)], Same),
        (&[("reached_cheese", 1.0)], First),
    ];
    check(corner, apart, "reached_cheese");
    // More of one than of the other.
    let dog = answers(
        World::NewspaperDog,
        &[(&[("delivered_newspaper", 1.0), ("delivered", 1.0)], First), (&[("delivered_document", 1.0), ("delivered", 1.0)], Second)],
    );
    assert_eq!(learned(&dog).source, "delivered_newspaper - delivered_document");
}

#[test]
fn where_nothing_can_be_learned_that_is_said() {
    use Choice::{First, Same, Second};
    let check = |given: &[(&[(&str, f64)], Choice)], expected: Nothing| {
        let found = answers(World::CheeseCorner, given).learn();
        assert_eq!(found, Err(expected), "{given:?}");
        assert!(expected.words().ends_with('.'));
    };
    check(&[], Nothing::NoAnswers);
    check(&[(&[], First), (&[], Same)], Nothing::NoDifference);
    // Where the agent stands is nothing that a learned reward reads.
    check(&[(&[("x", 7.0)], First)], Nothing::NoDifference);
    check(&[(&[("bumped", 1.0)], Same), (&[("reached_cheese", 1.0)], Same)], Nothing::AllSame);
    check(&[(&[("bumped", 1.0)], First), (&[("bumped", 1.0)], Second)], Nothing::Contradictory);
}

#[test]
fn what_came_together_is_named() {
    let both: &[(&str, f64)] = &[("reached_cheese", 1.0), ("reached_corner", 1.0)];
    let world = World::CheeseCorner;
    let together = answers(world, &[(both, Choice::First)]);
    let words = together_words(world, &learned(&together)).expect("they cannot be told apart");
    assert!(words.contains("`reached_cheese` and `reached_corner` always came together"), "{words}");
    let apart = answers(world, &[(both, Choice::First), (&[("reached_cheese", 1.0)], Choice::First)]);
    assert_eq!(together_words(world, &learned(&apart)), None);
}

/// At the most probable weights the gradient is 0: prior and answers pull alike. One weight is worked out by bisection.
#[test]
fn weights_are_the_most_probable_ones() {
    let found = fit(&[(vec![1.0], 1.0), (vec![1.0], 1.0), (vec![2.0], 0.5)], 1, 2.0);
    let slope = |w: f64| {
        let p = |x: f64| 1.0 / (1.0 + (-x).exp());
        2.0 * (p(w) - 1.0) + 2.0 * (p(2.0 * w) - 0.5) + w / 4.0
    };
    let (mut low, mut high) = (-10.0, 10.0);
    for _ in 0..80 {
        let middle = (low + high) / 2.0;
        if slope(middle) < 0.0 { low = middle } else { high = middle }
    }
    assert!((found.weights[0] - low).abs() < 1e-8, "{} {low}", found.weights[0]);
    assert!(found.information(&[1.0]) < fit(&[], 1, 2.0).information(&[1.0]), "answers leave less to be told");
    // Without answers the prior stands: its variance, and no direction.
    let nothing = fit(&[], 2, 3.0);
    assert_eq!(nothing.weights, [0.0, 0.0]);
    assert!(nothing.covariance.iter().zip([9.0, 0.0, 0.0, 9.0]).all(|(found, expected)| (found - expected).abs() < 1e-12));
}

fn some_clips(scenario: &Scenario) -> Vec<Clip> {
    clips(scenario, Source { policy: &Uniform, amount: 0.0, stream: 0, episodes: 16 })
}

/// A clip is a piece of an episode by the rules, its sums are those of its steps, and the same scenario gives the same clips.
#[test]
fn clips_are_pieces_of_episodes() {
    for preset in &PRESETS {
        let scenario = preset.scenario();
        let world = scenario.world;
        let (all, again) = (some_clips(&scenario), some_clips(&scenario));
        assert!(all.len() >= 16, "{}", preset.name);
        for (clip, again) in all.iter().zip(&again) {
            assert_eq!((&clip.states, &clip.sums), (&again.states, &again.sums));
            let steps = clip.states.len() - 1;
            assert!((1..=CLIP).contains(&steps), "{steps} steps");
            for pair in clip.states.windows(2) {
                let follows = |action| world.step(&clip.level, pair[0], action).state == pair[1];
                assert!((0..world.actions().len() as u8).any(follows), "{}", preset.name);
            }
            // A program of one feature pays its sum.
            for (at, feature) in world.features().iter().enumerate() {
                let program = compile(feature.name, &scenario.schema()).0.expect("a program");
                assert!((clip.paid(&program) - clip.sums[at]).abs() < 1e-9, "{} {}", preset.name, feature.name);
            }
        }
    }
}

/// The pairs that are asked differ in something that a reward can read.
#[test]
fn a_pair_that_is_asked_tells_something() {
    for preset in &PRESETS {
        let scenario = preset.scenario();
        let all = some_clips(&scenario);
        let mut preferences = Preferences::new(scenario.world);
        let intended = compile(&scenario.intended, &scenario.schema()).0.expect("a program");
        let mut asking = Asking::new(&preferences, &all, Rng::new(1, Purpose::Rollout, 0));
        for _ in 0..5 {
            let (first, second) = asking.next(&preferences, &all).expect("clips that differ");
            let (first, second) = (&all[first], &all[second]);
            let answer = Answer::new(first, second, viewer(&intended, first, second));
            assert!(preferences.scaled(&answer.difference).iter().any(|value| *value != 0.0), "{}", preset.name);
            preferences.answers.push(answer);
        }
    }
}

/// From clips to the verdict; twice the same.
#[test]
fn a_viewer_is_asked_an_agent_trained_and_judged() {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for (key, value) in [("agent.total_timesteps", "4096"), ("judge.levels", "16"), ("train.size", "7"), ("shift.size", "7")] {
        scenario.set(key, value).expect("a field");
    }
    let run = || {
        let mut study = Study::new(&scenario, Rounds { answers: 11, rounds: 2, mistakes: 0 }).expect("a scenario");
        loop {
            match study.advance() {
                Stage::Going => {}
                Stage::Done(taught) => return taught,
                Stage::Failed(failure) => panic!("{}", failure.message),
            }
        }
    };
    let (taught, again) = (run(), run());
    assert_eq!(taught.answers, 11);
    let learned = taught.learned.expect("a reward");
    assert_eq!(Some(&learned), again.learned.as_ref().ok());
    // In training the cheese lies in the corner: nobody can tell the two apart.
    assert!(learned.source.contains("reached_cheese + reached_corner"), "{}", learned.source);
    let (report, other) = (taught.report.expect("a report"), again.report.expect("a report"));
    assert_eq!(report.row.digest, other.row.digest);
    assert!(taught.training.of > 0 && taught.training.same <= taught.training.of);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is answered about whatever clips.
    #[test]
    fn any_answers_come_to_a_program_or_a_reason(
        preset in 0..PRESETS.len(), seed in 0..1_000_u32, given in prop::collection::vec((any::<u16>(), any::<u16>(), 0..3_u8), 0..40)
    ) {
        let scenario = Scenario { seed, ..PRESETS[preset].scenario() };
        let all = some_clips(&scenario);
        let mut preferences = Preferences::new(scenario.world);
        for (first, second, choice) in given {
            let (first, second) = (&all[first as usize % all.len()], &all[second as usize % all.len()]);
            let choice = [Choice::First, Choice::Second, Choice::Same][choice as usize];
            preferences.answers.push(Answer::new(first, second, choice));
        }
        if let Ok(learned) = preferences.learn() {
            let (program, diagnostics) = compile(&learned.source, &scenario.schema());
            let program = program.unwrap_or_else(|| panic!("{}: {diagnostics:?}", learned.source));
            // The program pays what its terms say.
            for clip in &all[..4] {
                let sum: f64 = learned.terms.iter().map(|&(at, factor)| factor * clip.sums[at]).sum();
                prop_assert!((clip.paid(&program) - sum).abs() < 1e-6, "{}", learned.source);
            }
            prop_assert!(learned.terms.iter().all(|(_, factor)| factor.abs() <= 1.0 && *factor != 0.0), "{}", learned.source);
        }
    }
}
