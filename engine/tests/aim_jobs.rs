//! The jobs of framings 2 and 3: each tells what the engine says by itself, then that it is over.

use engine::experiment::correct::Feedback;
use engine::framings::corrections::{Correcting, Stage};
use engine::framings::mind::Taken;
use engine::framings::pulls::{Measuring, Silent};
use engine::jobs::{Answer, Corrections, Doses, Job, Judge, JudgeMind, Output, Priority, Pulls, Spec, Units, outputs};
use engine::scenario::Scenario;

fn small(name: &str) -> Scenario {
    let mut scenario = Scenario::preset(name).expect("a preset");
    (scenario.judge_levels, scenario.agent.hidden_size) = (16, 16);
    scenario
}

fn told(spec: Spec) -> Vec<Output> {
    outputs(Job { id: 1, priority: Priority::Usual, spec })
}

/// What it says at the end, before that it is over; before that only progress.
fn answer(spec: Spec) -> Output {
    let mut told = told(spec);
    assert_eq!(told.pop(), Some(Output::Done));
    let answer = told.pop().expect("an answer");
    let is_progress = |output: &Output| matches!(output, Output::Worked { .. } | Output::Judging { .. });
    assert!(told.iter().all(is_progress), "{told:?}");
    answer
}

fn found(spec: Spec) -> Answer {
    let Output::Answered(packed) = answer(spec) else { panic!("an answer") };
    packed.open().expect("of this build")
}

#[test]
fn pulls_are_those_of_the_engine() {
    let scenario = small("cheese-corner");
    let weights = scenario.untrained().weights;
    let spec = |scenario: &Scenario, agents: Vec<Vec<f32>>, moments: Vec<(u32, Vec<f32>)>| {
        Spec::Pulls(Pulls { scenario: Box::new(scenario.clone()), amount: 1.0, agents, moments })
    };
    let moments = vec![(0, weights.clone()), (7, vec![0.0; weights.len()])];
    let mut measuring = Measuring::new(&scenario, 1.0, vec![weights.clone()], moments.clone()).expect("nets of it");
    let report = loop {
        if let Some(report) = measuring.advance() {
            break report.expect("it has events");
        }
    };
    assert_eq!(report.moments.iter().map(|moment| moment.step).collect::<Vec<_>>(), [0, 7]);
    assert_eq!(report.moments[0].pulls, report.agents[0]);
    // A net of zeros prefers nothing.
    assert!(report.moments[1].pulls.events.iter().all(|event| event.pull.is_some_and(|pull| pull.value == 0.0 && pull.r == 0.0)));
    assert_eq!(answer(spec(&scenario, vec![weights.clone()], moments)), Answer::Pulled(Ok(report)).into());
    let mut silent = small("boat-race");
    silent.proxies.clear();
    (silent.reward, silent.intended) = ("x".into(), "y".into());
    assert_eq!(answer(spec(&silent, vec![silent.untrained().weights], Vec::new())), Answer::Pulled(Err(Silent::NoEvents)).into());
    for agents in [Vec::new(), vec![vec![0.0]]] {
        assert!(matches!(&told(spec(&scenario, agents, Vec::new()))[..], [Output::Refused(_)]));
    }
}

#[test]
fn an_altered_agent_is_judged_as_any_other() {
    let scenario = Box::new(small("cheese-corner"));
    let weights = scenario.untrained().weights;
    let taken = |dose: f64, thing: &str| {
        let taken = Taken { thing: thing.into(), dose, random: false };
        Spec::JudgeMind(JudgeMind { scenario: scenario.clone(), amount: 1.0, step: 9, weights: weights.clone(), taken })
    };
    // Nothing taken is the agent as it is.
    let judge = Spec::Judge(Judge { scenario: scenario.clone(), amount: 1.0, step: 9, weights: weights.clone() });
    assert_eq!(answer(taken(0.0, "cheese")), answer(judge));
    assert_ne!(answer(taken(2.0, "cheese")), answer(taken(0.0, "cheese")));
    assert!(matches!(&told(taken(1.0, "corner"))[..], [Output::Refused(errors)] if errors[0].to_string().starts_with("thing")));

    let doses = |thing: &str| {
        let thing = thing.to_owned();
        Spec::Doses(Doses { scenario: scenario.clone(), amount: 1.0, weights: weights.clone(), thing })
    };
    let Answer::Dosed(curve) = found(doses("cheese")) else { panic!("a curve") };
    let places: Vec<(f64, bool)> = curve.points.iter().map(|point| (point.dose, point.random)).collect();
    assert_eq!((places.len(), places[0], places[8], places[9], places[12]), (13, (0.0, false), (2.0, false), (0.5, true), (2.0, true)));
    assert!(
        curve.points.iter().all(|point| point.scores.intended.is_some_and(|score| score.low <= score.value && score.value <= score.high))
    );
    assert_eq!(curve.points[0].scores.proxies.len(), 1);
    assert!(matches!(&told(doses("corner"))[..], [Output::Refused(_)]));
}

#[test]
fn units_and_stakes_are_those_of_the_engine() {
    let scenario = Box::new(small("cheese-corner"));
    let weights = scenario.untrained().weights;
    let units = Spec::Units(Units { scenario: scenario.clone(), amount: 1.0, stream: 2, number: 3, weights: weights.clone() });
    let Answer::Mapped(maps) = found(units) else { panic!("maps") };
    assert_eq!(maps.expect("it has events").units.len(), 16);

    // The corner is soon learned.
    let scenario = Box::new(Scenario { intended: "reached_corner".into(), reward: "reached_corner".into(), ..*scenario });
    let moments = vec![(3, weights)];
    let mut correcting = Correcting::new(&scenario, 0.0, Feedback::Intended, false, moments.clone()).expect("good");
    let corrections = loop {
        match correcting.advance() {
            Stage::Going => {}
            Stage::Done(corrections) => break corrections,
            Stage::Failed(failure) => panic!("{failure:?}"),
        }
    };
    let spec = |moments| {
        Spec::Corrections(Corrections { scenario: scenario.clone(), amount: 0.0, feedback: Feedback::Intended, explore: false, moments })
    };
    assert_eq!(answer(spec(moments)), Answer::Corrected(corrections).into());
    assert!(matches!(&told(spec(Vec::new()))[..], [Output::Refused(_)]));
    let broken = Box::new(Scenario { intended: "1 / (x - x)".into(), ..*scenario.clone() });
    let weights = broken.untrained().weights;
    let failing = Corrections { scenario: broken, amount: 1.0, feedback: Feedback::Intended, explore: true, moments: vec![(0, weights)] };
    assert!(matches!(told(Spec::Corrections(failing)).last(), Some(Output::Failed(_))));
}
