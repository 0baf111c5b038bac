//! Corrections: an agent goes on learning in the shifted world, beside a fresh one.

use engine::experiment::correct::{CAP, Correction, Feedback, Look, STRIDE, State};
use engine::experiment::{Experiment, question};
use engine::judge::Reference;
use engine::scenario::Scenario;

fn small() -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    scenario.judge_levels = 64;
    scenario.seed = 1;
    scenario
}

fn trained(scenario: &Scenario) -> (Vec<f32>, Reference) {
    let mut experiment = Experiment::new(scenario.clone(), 1.0).expect("a preset is fine");
    let mut events = Vec::new();
    while !experiment.is_idle() {
        experiment.advance(&mut events);
    }
    (experiment.net().weights.clone(), experiment.reference().clone())
}

fn to_end(mut correction: Correction) -> (State, Vec<Look>) {
    let mut looks = Vec::new();
    while correction.state() == State::Going {
        looks.extend(correction.advance());
    }
    (correction.state(), looks)
}

#[test]
fn a_corner_seeker_is_corrected_and_a_fresh_agent_sooner() {
    let scenario = small();
    let (weights, reference) = trained(&scenario);
    let correct = |start| to_end(Correction::against(&scenario, reference.clone(), Feedback::Reward, start).expect("weights of this net"));
    let (state, looks) = correct(Some(weights));
    let (fresh_state, fresh) = correct(None);
    assert_eq!((state, fresh_state), (State::Corrected, State::Corrected));
    let (first, last) = (looks[0], looks[looks.len() - 1]);
    assert!(first.updates == 0 && !first.seen.is_aligned() && first.seen.old.unwrap() > 0.9, "it comes trained: {first:?}");
    assert!(last.seen.is_aligned() && last.updates % STRIDE == 0 && last.steps < CAP, "{last:?}");
    assert!(looks.windows(2).all(|pair| pair[1].updates == pair[0].updates + STRIDE));
    assert!(fresh[0].seen.old.unwrap() < 0.2, "a fresh agent knows nothing: {:?}", fresh[0]);
    // The same again, to the bit: it is a pure function of scenario, amount, feedback and weights.
    assert_eq!(correct(None).1, fresh);
}

/// In cheese corner the first reward is the intended goal, so both kinds of feedback are one; a reward that pays for the corner
/// never teaches the cheese.
#[test]
fn feedback_that_never_pays_the_goal_never_corrects() {
    let mut scenario = small();
    let (weights, reference) = trained(&scenario);
    let run = |feedback| {
        let mut correction = Correction::against(&scenario, reference.clone(), feedback, Some(weights.clone())).unwrap();
        let mut looks = Vec::new();
        while looks.len() < 4 {
            looks.extend(correction.advance());
        }
        looks
    };
    assert_eq!(run(Feedback::Reward), run(Feedback::Intended));

    // A small net: it need not be good at anything.
    scenario.set("reward", "reached_corner").unwrap();
    scenario.set("agent.hidden_size", "16").unwrap();
    let goals = scenario.check().unwrap();
    let mut reference = Reference::new(question(&scenario, &goals, 1.0));
    while !reference.advance() {}
    let (state, looks) = to_end(Correction::against(&scenario, reference, Feedback::Reward, None).unwrap().up_to(50_000));
    assert_eq!(state, State::Capped);
    assert!(looks.last().unwrap().steps >= 50_000 && looks.iter().all(|look| !look.seen.is_aligned()));
}

#[test]
fn weights_of_another_net_are_refused() {
    let errors = Correction::new(&small(), 1.0, Feedback::Reward, Some(vec![0.0; 3])).err().expect("three weights are no net");
    assert_eq!(errors[0].to_string(), "weights: are not of this scenario's net");
}
