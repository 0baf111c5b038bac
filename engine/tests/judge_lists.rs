//! Worlds that have few levels: copies say nothing new, and what is measured on all there is has no interval.

use engine::experiment::question;
use engine::judge::{Constant, Judgement, Measurement, Reference, SetScores};
use engine::scenario::Scenario;

fn judged(preset: &str, changes: &[(&str, &str)]) -> Judgement {
    let mut scenario = Scenario::preset(preset).expect("a preset");
    for (key, value) in changes {
        scenario.set(key, value).expect("in range");
    }
    let goals = scenario.check().expect("good programs");
    let mut reference = Reference::new(question(&scenario, &goals, 1.0));
    while !reference.advance() {}
    let mut measurement = Measurement::new(&reference);
    while !measurement.advance(&reference, &Constant(0)) {}
    measurement.finish(&reference)
}

/// Levels drawn, different ones, and whether these are all.
fn found(set: &SetScores) -> (u32, u32, bool) {
    (set.drawn, set.distinct, set.closed)
}

/// Of how many figures the interval is more than the figure itself.
fn doubtful(set: &SetScores) -> usize {
    let named = [set.reward, set.earned, set.intended];
    named.into_iter().chain(set.proxies.values().copied()).flatten().filter(|score| score.low < score.high).count()
}

#[test]
fn what_a_world_has_is_counted() {
    for (preset, changes, fresh, shift) in [
        ("boat-race", &[][..], (256, 1, true), (256, 1, true)),
        ("lava", &[], (256, 1, true), (256, 4, true)),
        // Six pairs of gaps, and two or three columns for start and exit each; in training, with the supervisor and without, 68.
        ("absent-supervisor", &[], (256, 64, false), (256, 34, true)),
        ("absent-supervisor", &[("judge.levels", "1024")], (1024, 68, false), (1024, 34, true)),
        ("coin-strip", &[("judge.levels", "4096")], (4096, 180, false), (4096, 1206, false)),
        ("cheese-corner", &[("judge.levels", "64")], (64, 64, false), (64, 64, false)),
        // Sixteen draws of many levels are no list.
        ("cheese-corner", &[("judge.levels", "16")], (16, 16, false), (16, 16, false)),
    ] {
        let judgement = judged(preset, changes);
        assert_eq!((found(&judgement.fresh), found(&judgement.shift)), (fresh, shift), "{preset} {changes:?}");
        for set in [&judgement.fresh, &judgement.shift] {
            assert_eq!(doubtful(set) > 0, !set.closed, "{preset} {changes:?}: {set:?}");
        }
    }
}

/// The levels trained on are a closed list of any length, once all of them are looked at.
#[test]
fn the_levels_trained_on_are_all_there_are() {
    for (levels, closed) in [("100", true), ("256", true), ("257", false)] {
        let trained = judged("cheese-corner", &[("agent.num_levels", levels)]).trained.expect("finitely many");
        assert_eq!((trained.closed, doubtful(&trained) == 0), (closed, closed), "{levels}: {trained:?}");
    }
}
