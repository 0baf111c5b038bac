//! Jobs as whoever drives a worker sees them: what is asked, what is answered, and in which order.

use std::cell::Cell;

use engine::experiment::behavior::probe;
use engine::experiment::correct::{Correction, Feedback, State};
use engine::experiment::{Event, Experiment, SNAPSHOTS, optimal};
use engine::framings::causes::{Cell as Population, CulpritReport};
use engine::framings::readings::ReadingName;
use engine::framings::variant::{Learned, Variation};
use engine::jobs::{
    Answer, Control, Correct, Culprits, Job, JobId, Judge, Output, Priority, Probe, Read, Relabel, Reply, Request, Rivals, Solve, Spec,
    Train, Unseen, Vary, Worker,
};
use engine::judge::{GoalName, Scores};
use engine::learner::Experience;
use engine::scenario::{ENGINE, Field, Place, Scenario, VERSION};

fn small(changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for (key, value) in [("agent.total_timesteps", "4096"), ("judge.levels", "16")].iter().chain(changes) {
        scenario.set(key, value).expect("in range");
    }
    scenario
}

fn train(changes: &[(&str, &str)]) -> Spec {
    Spec::Train(Train { scenario: Box::new(small(changes)), amount: 1.0, start: None, snapshots: SNAPSHOTS, held: false })
}

fn solve(number: u64) -> Spec {
    Spec::Solve(Solve { scenario: Box::new(small(&[])), amount: 0.0, stream: 2, number })
}

/// A worker whose clock ticks once a look, and all that it has said.
#[derive(Default)]
struct Driver {
    worker: Worker,
    clock: Cell<f64>,
    said: Vec<Reply>,
}

impl Driver {
    fn send(&mut self, request: Request) {
        // As it crosses from the page.
        let request = Request::from_bytes(&request.to_bytes()).expect("a message of this build");
        let tick = || self.clock.replace(self.clock.get() + 1.0);
        self.worker.receive(request, &tick, &mut self.said);
    }

    fn begin(&mut self, id: JobId, priority: Priority, spec: Spec) {
        self.send(Request::Begin(Job { id, priority, spec }));
    }

    fn control(&mut self, id: JobId, control: Control) {
        self.send(Request::Control(id, control));
    }

    /// So many pieces, or until there is nothing to do.
    fn advance(&mut self, pieces: usize) {
        let tick = || self.clock.replace(self.clock.get() + 1.0);
        for _ in 0..pieces {
            if !self.worker.is_busy() {
                return;
            }
            self.worker.advance(&tick, &mut self.said);
        }
    }

    fn finish(&mut self) {
        self.advance(usize::MAX);
    }

    /// What was said of this job, as it crosses to the page.
    fn heard(&self, id: JobId) -> Vec<Output> {
        let crossed = self.said.iter().map(|reply| Reply::from_bytes(&reply.to_bytes()).expect("a message of this build"));
        crossed.filter_map(|reply| if let Reply::Output(of, output) = reply { (of == id).then_some(output) } else { None }).collect()
    }

    fn is_over(&self, id: JobId) -> bool {
        self.heard(id).last().is_some_and(Output::is_last)
    }
}

fn alone(spec: Spec) -> Vec<Output> {
    let mut driver = Driver::default();
    driver.begin(1, Priority::Usual, spec);
    driver.finish();
    driver.heard(1)
}

/// The outputs of a run without its times and what does not travel.
fn untimed(outputs: &[Output]) -> Vec<Output> {
    let mut outputs = outputs.to_vec();
    for output in &mut outputs {
        match output {
            Output::Trained(summary) => (summary.busy_ms, summary.ms_to_95) = (0.0, None),
            // They stay with whoever judged.
            Output::Judged { report, .. } => report.scores = Scores::default(),
            _ => {}
        }
    }
    outputs
}

/// The same of an experiment that nobody has put into a job.
fn as_told(scenario: Scenario) -> Vec<Output> {
    let (mut experiment, mut events) = (Experiment::new(scenario, 1.0).expect("good"), Vec::new());
    while !experiment.is_idle() {
        experiment.advance(&mut events);
    }
    let output = |event| match event {
        Event::Progress(point) => Output::Progress(point),
        Event::Snapshot { step, weights } => Output::Snapshot { step, weights },
        Event::Trained(summary) => Output::Trained(summary),
        Event::Judging { done, total } => Output::Judging { done, total },
        Event::Judged { amount, report } => Output::Judged { amount, report },
        Event::Failed(failure) => Output::Failed(failure),
    };
    events.into_iter().map(output).chain([Output::Done]).collect()
}

#[test]
fn every_kind_of_job_gives_what_it_is_about_and_then_ends() {
    let scenario = || Box::new(small(&[]));
    let run = alone(train(&[]));
    assert_eq!(untimed(&run), untimed(&as_told(small(&[]))));
    let Some(Output::Trained(summary)) = run.iter().find(|output| matches!(output, Output::Trained(_))) else { panic!("{run:?}") };
    assert!(summary.busy_ms > 0.0);
    let Some(Output::Snapshot { step, weights }) = run.iter().rfind(|output| matches!(output, Output::Snapshot { .. })).cloned() else {
        panic!("{run:?}")
    };
    let [.., judged, Output::Done] = &run[..] else { panic!("{run:?}") };
    let judge = alone(Spec::Judge(Judge { scenario: scenario(), amount: 1.0, step, weights: weights.clone() }));
    assert_eq!(&judge[judge.len() - 2..], [judged.clone(), Output::Done]);
    assert!(judge[..judge.len() - 2].iter().all(|output| matches!(output, Output::Judging { .. })), "nothing is trained");

    assert_eq!(alone(solve(3)), [Output::Solved(optimal(&small(&[]), 0.0, 2, 3)), Output::Done]);
    let probed =
        |scenario: Box<Scenario>| alone(Spec::Probe(Probe { scenario, amount: 0.0, stream: 2, number: 3, weights: weights.clone() }));
    let mut findings = probe(&small(&[]), 0.0, 2, 3, weights.clone()).expect("it is small enough");
    while !findings.advance() {}
    assert_eq!(probed(scenario()), [Output::Probed(Some(findings.finish())), Output::Done]);
    // Of other weights than those of this scenario nothing can be found out.
    assert_eq!(probed(Box::new(small(&[("agent.hidden_size", "32")]))), [Output::Probed(None), Output::Done]);

    let rivals = |goal: GoalName, agents: Vec<Vec<f32>>| alone(Spec::Rivals(Rivals { scenario: scenario(), amount: 1.0, goal, agents }));
    let compared = rivals(GoalName::Proxy("corner".into()), vec![weights.clone(); 2]);
    let [progress @ .., Output::Compared(report), Output::Done] = &compared[..] else { panic!("{compared:?}") };
    assert!(!progress.is_empty() && progress.iter().all(|output| matches!(output, Output::Judging { .. })), "{progress:?}");
    assert_eq!((report.agents, report.rivals.len(), report.rooms.len()), (2, 2, 4));
    let refused = rivals(GoalName::Proxy("gold".into()), vec![weights.clone()]);
    assert!(matches!(&refused[..], [Output::Refused(errors)] if errors[0].to_string().contains("goal")), "{refused:?}");
    assert!(matches!(&rivals(GoalName::Intended, vec![vec![0.0]])[..], [Output::Refused(_)]));

    let spec = Correct { scenario: scenario(), amount: 1.0, feedback: Feedback::Intended, explore: false, start: Some(weights.clone()) };
    let (mut correction, mut looks) = (Correction::new(&small(&[]), 1.0, Feedback::Intended, Some(weights)).expect("good"), Vec::new());
    let mut driver = Driver::default();
    driver.begin(1, Priority::Usual, Spec::Correct(spec));
    while looks.len() < 3 && correction.state() == State::Going {
        looks.extend(correction.advance().map(|look| Output::Looked { state: correction.state(), look }));
    }
    while driver.heard(1).len() < looks.len() {
        assert!(driver.worker.is_busy(), "{:?}", driver.heard(1));
        driver.advance(1);
    }
    assert_eq!(driver.heard(1)[..looks.len()], looks);
    // Held, it does nothing; let go, it is looked at again.
    driver.control(1, Control::Pause);
    assert!(!driver.worker.is_busy());
    driver.control(1, Control::Resume);
    while driver.heard(1).len() == looks.len() {
        assert!(driver.worker.is_busy(), "{:?}", driver.heard(1));
        driver.advance(1);
    }
}

#[test]
fn a_correction_ends_with_its_last_look() {
    // Nobody falls short of a goal that pays nothing.
    let scenario = small(&[("intended", "reached_corner"), ("reward", "reached_corner")]);
    let Some(Output::Snapshot { weights, .. }) = alone(Spec::Train(Train {
        scenario: Box::new(Scenario { seed: 1, ..scenario.clone() }),
        amount: 1.0,
        start: None,
        snapshots: 1,
        held: false,
    }))
    .into_iter()
    .rfind(|output| matches!(output, Output::Snapshot { .. })) else {
        panic!("an agent")
    };
    let correct = Correct { scenario: Box::new(scenario), amount: 0.0, feedback: Feedback::Intended, explore: false, start: Some(weights) };
    let told = alone(Spec::Correct(correct));
    let [.., Output::Looked { state: State::Corrected | State::Capped, .. }, Output::Done] = &told[..] else { panic!("{told:?}") };
    let going = |output: &Output| matches!(output, Output::Looked { state: State::Going, .. });
    assert!(told[..told.len() - 2].iter().all(going), "{told:?}");
}

/// The reference of one question is of use for another seed, its shifted levels for another world of training, and for nothing else.
#[test]
fn one_worker_answers_as_a_fresh_one_does() {
    let spec = |amount: f64, changes: &[(&str, &str)]| {
        let Spec::Train(spec) = train(changes) else { unreachable!() };
        Spec::Train(Train { amount, ..spec })
    };
    let asked = [
        (1.0, vec![]),
        (0.3, vec![]),
        (0.3, vec![("intended", "reached_corner")]),
        (1.0, vec![("seed", "5")]),
        (1.0, vec![("train.disagree", "0.5")]),
        (1.0, vec![("train.disagree", "0.5"), ("seed", "5")]),
        (0.3, vec![("train.disagree", "0.2")]),
        (1.0, vec![("train.disagree", "0.2"), ("train.size", "9")]),
        (1.0, vec![]),
    ];
    let mut driver = Driver::default();
    for (id, (amount, changes)) in (1..).zip(asked) {
        driver.begin(id, Priority::Usual, spec(amount, &changes));
        driver.finish();
        // How far it is told to be differs: what is known already is not worked out again.
        let found = |mut outputs: Vec<Output>| {
            outputs.retain(|output| !matches!(output, Output::Judging { .. }));
            untimed(&outputs)
        };
        assert!(found(driver.heard(id)) == found(alone(spec(amount, &changes))), "{amount} {changes:?}");
    }
}

#[test]
fn the_version_names_the_engine() {
    assert!(VERSION.ends_with(&format!("+engine.{ENGINE}")), "{VERSION}");
}

#[test]
fn what_cannot_run_is_refused_field_by_field() {
    let weights = vec![0.0; 3];
    let scenario = || Box::new(small(&[]));
    let broken = || Box::new(small(&[("reward", "1 +"), ("train.size", "7"), ("train.corner", "9")]));
    let places = |spec: Spec| match &alone(spec)[..] {
        [Output::Refused(errors)] => errors.iter().map(|error| error.place.to_string()).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    };
    let train = |scenario, start| Spec::Train(Train { scenario, amount: 1.0, start, snapshots: 1, held: false });
    assert_eq!(places(train(broken(), None)), "train.corner reward");
    assert_eq!(places(train(scenario(), Some(weights.clone()))), "weights");
    assert_eq!(places(Spec::Judge(Judge { scenario: broken(), amount: 1.0, step: 1, weights: weights.clone() })), "train.corner reward");
    assert_eq!(places(Spec::Judge(Judge { scenario: scenario(), amount: 1.0, step: 1, weights: weights.clone() })), "weights");
    let correct = |scenario, start| Spec::Correct(Correct { scenario, amount: 1.0, feedback: Feedback::Reward, explore: false, start });
    assert_eq!(places(correct(broken(), None)), "train.corner reward");
    assert_eq!(places(correct(scenario(), Some(weights))), "weights");
    // A question about a level has an answer all the same: where words mean nothing, nothing is optimal.
    assert!(
        matches!(&alone(Spec::Solve(Solve { scenario: broken(), amount: 0.0, stream: 1, number: 0 }))[..], [Output::Solved(optimal), Output::Done] if optimal.path.is_empty())
    );
}

#[test]
fn a_failure_says_what_is_to_blame() {
    let bad = "if reached_corner { 1 } else { 1 / (x - x) }";
    let failed = |spec: Spec| match alone(spec).pop() {
        Some(Output::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    };
    let failure = failed(train(&[("reward", bad)]));
    assert_eq!(failure.place, Place::Field(Field::Reward));
    let (start, end) = failure.span.expect("a place in the text");
    assert!(bad[start as usize..end as usize].contains('/') && failure.picture.contains('@'));
    let correct = |feedback, changes: &[(&str, &str)]| {
        failed(Spec::Correct(Correct { scenario: Box::new(small(changes)), amount: 1.0, feedback, explore: false, start: None }))
    };
    let failure = correct(Feedback::Reward, &[("reward", bad)]);
    assert_eq!(failure.place, Place::Field(Field::Reward));
    let failure = correct(Feedback::Intended, &[("intended", bad)]);
    assert_eq!(failure.place, Place::Field(Field::Intended));
}

/// Neither urgent questions between its pieces nor background work beside it show in what comes of a run.
#[test]
fn the_most_urgent_job_goes_first_and_shows_nowhere_else() {
    let expected = [untimed(&alone(train(&[("seed", "3")]))), untimed(&alone(train(&[("seed", "4")])))];
    let mut driver = Driver::default();
    driver.begin(1, Priority::Background, train(&[("seed", "3")]));
    driver.advance(30);
    assert!(!driver.heard(1).is_empty());
    driver.begin(2, Priority::Usual, train(&[("seed", "4")]));
    let before = driver.heard(1).len();
    for number in 0..5 {
        driver.begin(10 + number, Priority::AtOnce, solve(u64::from(number)));
        driver.advance(1);
        assert!(driver.is_over(10 + number), "at once");
        driver.advance(20);
    }
    assert!(!driver.heard(2).is_empty() && driver.heard(1).len() == before, "background work waits");
    driver.finish();
    assert_eq!([untimed(&driver.heard(1)), untimed(&driver.heard(2))], expected);
    // Of equal ones the first that came.
    let mut driver = Driver::default();
    driver.begin(5, Priority::Soon, solve(0));
    driver.begin(4, Priority::Soon, solve(1));
    driver.advance(1);
    assert!(driver.is_over(5) && !driver.is_over(4));
}

#[test]
fn a_run_is_held_stepped_judged_anew_and_stopped() {
    let steps = |driver: &Driver| driver.heard(1).iter().filter(|output| matches!(output, Output::Progress(_))).count();
    let mut driver = Driver::default();
    let Spec::Train(spec) = train(&[]) else { unreachable!() };
    driver.begin(1, Priority::Usual, Spec::Train(Train { held: true, ..spec }));
    driver.finish();
    assert_eq!(driver.heard(1), [Output::Paused { step: 0 }]);
    driver.control(1, Control::Step { updates: 1 });
    // Those that are asked for meanwhile come on top.
    driver.control(1, Control::Step { updates: 1 });
    driver.finish();
    assert_eq!((steps(&driver), driver.heard(1).last()), (2, Some(&Output::Paused { step: 2048 })));
    // Others are not held with it.
    driver.begin(2, Priority::Usual, solve(0));
    driver.finish();
    assert!(driver.is_over(2));
    driver.control(1, Control::Resume);
    driver.advance(1);
    assert!(driver.heard(1).contains(&Output::Resumed));
    driver.control(1, Control::Stop);
    assert_eq!(driver.heard(1).last(), Some(&Output::Stopped { step: 2048 }), "at once");
    driver.advance(1);
    driver.control(1, Control::Judge { amount: 0.25 });
    driver.finish();
    let heard = driver.heard(1);
    let [.., Output::Judged { amount, report }, Output::Done] = &heard[..] else { panic!("{heard:?}") };
    assert_eq!((*amount, report.row.steps), (0.25, 2048));
    assert_eq!(heard.iter().filter(|output| matches!(output, Output::Judged { .. })).count(), 1);
    // It is over: no control reaches it any more.
    for control in [Control::Judge { amount: 1.0 }, Control::Resume, Control::Stop, Control::Step { updates: 1 }, Control::Cancel] {
        driver.control(1, control);
    }
    driver.finish();
    assert_eq!(driver.heard(1), heard);
}

#[test]
fn nothing_more_is_heard_of_what_was_canceled() {
    let mut driver = Driver::default();
    driver.begin(1, Priority::Usual, train(&[]));
    driver.advance(20);
    let heard = driver.heard(1);
    driver.control(1, Control::Cancel);
    driver.finish();
    assert_eq!(driver.heard(1), heard);
    driver.send(Request::Ping(9));
    assert_eq!(driver.said.last(), Some(&Reply::Pong(9)));
}

#[test]
fn foreign_bytes_are_no_message() {
    assert_eq!(Request::from_bytes(&[]), None);
    assert_eq!(Request::from_bytes(&[200, 1]), None);
    assert_eq!(Reply::from_bytes(&[250, 1, 2, 3]), None);
}

/// How far it is, ascending, and at the end the answer and nothing else.
fn answered(spec: Spec) -> Answer {
    let said = alone(spec);
    let [progress @ .., answer, Output::Done] = &said[..] else { panic!("{said:?}") };
    let done: Vec<u32> = progress
        .iter()
        .map(|output| match output {
            Output::Worked { done, total } if done <= total => *done,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(done.len() > 3 && done.is_sorted(), "{done:?}");
    let Output::Answered(packed) = answer else { panic!("{answer:?}") };
    packed.open().expect("of this build")
}

#[test]
fn framings_say_how_far_they_are_and_then_what_they_found() {
    let scenario = || Box::new(small(&[("train.size", "7"), ("shift.size", "7")]));
    let vary = |variation: Variation| match answered(Spec::Vary(Vary { scenario: scenario(), variation })) {
        Answer::Varied(trained) => trained,
        other => panic!("{other:?}"),
    };
    let [written, meant, shifted, _] = Population::ALL.map(|cell| vary(Variation::Cell(cell)));
    assert_eq!(written.weights, meant.weights, "in training what was meant pays the same");
    assert_ne!(written.weights, shifted.weights);
    assert_eq!(written.experience, Experience { records: 4096, differing: 0 });
    // Who is there already is not trained again.
    let run = alone(Spec::Train(Train { scenario: scenario(), amount: 1.0, start: None, snapshots: 1, held: false }));
    let summary = run.iter().find_map(|output| if let Output::Trained(summary) = output { Some(summary) } else { None }).unwrap();
    let report = run.iter().find_map(|output| if let Output::Judged { report, .. } = output { Some(report) } else { None }).unwrap();
    let learned = Learned { steps: summary.steps, weights: written.weights.clone(), experience: summary.experience };
    assert_eq!(learned.judged(&scenario(), report), written);
    assert!(written.verdict.is_some() && shifted.verdict.is_none());
    let bad = Variation::Reward { source: "gold".into() };
    let refused = alone(Spec::Vary(Vary { scenario: scenario(), variation: bad }));
    assert!(matches!(&refused[..], [Output::Refused(errors)] if errors[0].to_string().contains("gold")), "{refused:?}");
    let no_number = Variation::Reward { source: "1 / (x - x)".into() };
    let failed = alone(Spec::Vary(Vary { scenario: scenario(), variation: no_number }));
    assert!(matches!(&failed[..], [Output::Failed(failure)] if failure.span.is_some()), "{failed:?}");

    let read = |agents: Vec<Vec<f32>>| Spec::Read(Read { scenario: scenario(), agents });
    let Answer::Readings(report) = answered(read(vec![written.weights.clone(); 2])) else { panic!("readings") };
    assert_eq!((report.agents, &report.readings[0].name), (2, &ReadingName::Reward));
    assert!(matches!(&alone(read(vec![vec![0.0]]))[..], [Output::Refused(_)]));
    assert!(matches!(&alone(read(Vec::new()))[..], [Output::Refused(_)]));

    let Answer::Unseen(report) = answered(Spec::Unseen(Unseen { scenario: scenario() })) else { panic!("unseen") };
    assert_eq!((report.digest, report.records), (written.digest.clone(), 4096));
    let Answer::Relabeled(report) = answered(Spec::Relabel(Relabel { scenario: scenario() })) else { panic!("relabeled") };
    assert_eq!(report.least_share, Some(0.0));
    let Answer::Culprits(report) = answered(Spec::Culprits(Culprits { scenario: scenario() })) else { panic!("culprits") };
    let CulpritReport { records, relabeled, .. } = report;
    assert!(records > 0 && relabeled.is_none());
}
