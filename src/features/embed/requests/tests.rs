//! Requests against the page's own state and workers that are played: whatever is on its way between them is delivered in any order.

use std::collections::{BTreeMap, VecDeque};
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use super::*;
use crate::ui::draft;
use crate::ui::state::{Effect, Task, Timer, reduce};
use engine::experiment::{Event, Experiment, Failure, Point, Report, Summary};
use engine::jobs::{self, Control, Output, Spec};
use engine::learner::Experience;
use engine::scenario::{Place, Scenario};

const UPDATE: u32 = 1024;
const UPDATES: u32 = 4;

/// What a judge says, to be filled in.
static REPORT: LazyLock<Report> = LazyLock::new(|| {
    let mut scenario = scenario(1, 1);
    scenario.agent.total_timesteps = UPDATE;
    let mut experiment = Experiment::new(scenario, 1.0).expect("a good scenario");
    let mut events = Vec::new();
    while !experiment.is_idle() {
        experiment.advance(&mut events);
    }
    let report = events.into_iter().find_map(|event| if let Event::Judged { report, .. } = event { Some(*report) } else { None });
    report.expect("a verdict")
});

fn scenario(seed: u32, seeds: u32) -> Scenario {
    let mut scenario = Scenario { seed, seeds, judge_levels: 16, ..Scenario::preset("cheese-corner").expect("a preset") };
    scenario.agent.total_timesteps = UPDATE * UPDATES;
    scenario
}

pub(crate) fn saved(seed: u32, seeds: u32) -> String {
    draft::saved(&scenario(seed, seeds))
}

/// The played agent of this seed gets no number from its reward.
fn fails(seed: u32) -> bool {
    seed % 7 == 3
}

fn digest(run: JobId) -> String {
    format!("{run:016x}")
}

/// What the played judge writes into the name of the scenario: the world in which it has judged.
fn world(shift: &[f64], amount: f64) -> String {
    format!("{shift:?} at {amount}")
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Going,
    Held,
    Until(u32),
}

struct Job {
    run: JobId,
    scenario: Scenario,
    digest: String,
    amount: f64,
    made: u32,
    total: u32,
    trained: bool,
    mode: Mode,
}

enum Inbound {
    Begin(jobs::Job),
    Control(JobId, Control),
}

/// A worker, and what is on its way to it and from it.
#[derive(Default)]
struct Worker {
    run: Option<JobId>,
    inbox: VecDeque<Inbound>,
    outbox: VecDeque<(JobId, Output)>,
    job: Option<Job>,
}

impl Worker {
    fn receive(&mut self, inbound: Inbound) {
        match inbound {
            Inbound::Begin(jobs::Job { id: run, spec, .. }) => self.begin(run, spec),
            Inbound::Control(run, control) => {
                if let Some(job) = self.job.as_mut().filter(|job| job.run == run) {
                    self.outbox.extend(job.control(control).into_iter().map(|output| (run, output)));
                    self.job.take_if(|_| control == Control::Cancel);
                }
            }
        }
    }

    fn begin(&mut self, run: JobId, spec: Spec) {
        self.job = Some(match spec {
            Spec::Train(jobs::Train { scenario, amount, held, .. }) => {
                let total = scenario.agent.total_timesteps.div_ceil(UPDATE);
                let mode = if held { Mode::Held } else { Mode::Going };
                if held {
                    self.outbox.push_back((run, Output::Paused { step: 0 }));
                }
                Job { run, scenario: *scenario, digest: digest(run), amount, made: 0, total, trained: false, mode }
            }
            // The digest is what the page knows it by; see `Page::schedule`.
            Spec::Judge(jobs::Judge { scenario, amount, step, .. }) => {
                let made = step / UPDATE;
                Job { run, scenario: *scenario, digest: String::new(), amount, made, total: made, trained: true, mode: Mode::Going }
            }
            other => panic!("nobody asks for {other:?}"),
        });
    }

    fn is_due(&self) -> bool {
        self.job.as_ref().is_some_and(|job| job.mode != Mode::Held)
    }

    fn work(&mut self) {
        let Some(job) = &mut self.job else { return };
        let run = job.run;
        let outputs = if job.trained {
            let mut report = REPORT.clone();
            report.row.scenario = world(&job.scenario.shift, job.amount);
            (report.row.seed, report.row.steps) = (job.scenario.seed, job.made * UPDATE);
            report.row.digest.clone_from(&job.digest);
            vec![Output::Judged { amount: job.amount, report: Box::new(report) }, Output::Done]
        } else if fails(job.scenario.seed) && job.made == 2 {
            vec![Output::Failed(Failure {
                step: 2 * UPDATE,
                place: Place::Field(Field::Reward),
                message: "division by zero".into(),
                span: Some((0, 3)),
                picture: String::new(),
            })]
        } else {
            job.made += 1;
            job.train()
        };
        self.job.take_if(|_| outputs.last().is_some_and(Output::is_last));
        self.outbox.extend(outputs.into_iter().map(|output| (run, output)));
    }
}

impl Job {
    fn control(&mut self, control: Control) -> Vec<Output> {
        match control {
            Control::Judge { amount } => self.amount = amount,
            Control::Pause => {
                self.mode = Mode::Held;
                return vec![Output::Paused { step: self.made * UPDATE }];
            }
            Control::Resume => {
                self.mode = Mode::Going;
                return vec![Output::Resumed];
            }
            Control::Step { updates } => {
                self.mode = Mode::Until(if let Mode::Until(until) = self.mode { until } else { self.made } + updates);
            }
            Control::Stop if !self.trained => {
                (self.mode, self.total) = (Mode::Going, self.made);
                return self.train();
            }
            Control::Stop | Control::Cancel => {}
        }
        Vec::new()
    }

    /// What is told of an update.
    fn train(&mut self) -> Vec<Output> {
        let (step, total) = (self.made * UPDATE, self.total * UPDATE);
        let point = Point {
            step,
            total,
            episodes: 1,
            episodic_return: 0.0,
            intended_return: 0.0,
            episodic_length: 1.0,
            success: 0.5,
            policy_loss: 0.0,
            value_loss: 0.0,
            entropy: 0.0,
            approx_kl: 0.0,
            clipfrac: 0.0,
            explained_variance: 0.0,
            learning_rate: 0.0,
        };
        let mut outputs = vec![Output::Progress(point)];
        if self.made >= self.total {
            self.trained = true;
            let net = engine::learner::Net::new(
                self.scenario.world,
                self.scenario.agent.hidden_size,
                self.scenario.agent.absolute_position,
                self.scenario.seed,
            );
            outputs.push(Output::Snapshot { step, weights: net.weights });
            let digest = self.digest.clone();
            let summary = Summary {
                steps: step,
                digest,
                success: 0.5,
                steps_to_95: None,
                busy_ms: 0.0,
                ms_to_95: None,
                experience: Experience::default(),
            };
            outputs.push(Output::Trained(summary));
        } else if matches!(self.mode, Mode::Until(until) if self.made >= until) {
            self.mode = Mode::Held;
            outputs.push(Output::Paused { step });
        }
        outputs
    }
}

/// What was asked, and how things stood right after it.
struct Asked {
    call: Call,
    runs: Vec<JobId>,
    seeds: Vec<u32>,
    amount: f64,
    opened: u32,
    follows: bool,
    /// How many things had been asked and pressed by then.
    events: usize,
}

/// A page with its workers.
pub(crate) struct Page {
    pub(crate) state: State,
    pub(crate) requests: Requests,
    workers: Vec<Worker>,
    /// The slider comes to rest.
    rests: bool,
    draws: Vec<u64>,
    asked: BTreeMap<u64, Asked>,
    answers: BTreeMap<u64, Answer>,
    pub(crate) events: usize,
    pub(crate) loaded: u32,
    pub(crate) closing: bool,
}

impl Page {
    pub(crate) fn new(workers: usize) -> Page {
        let mut state = State::new(Draft::new(scenario(1, 1)), 0.0);
        reduce(&mut state, Action::WorkerReady(true));
        reduce(&mut state, Action::Drawn);
        let mut requests = Requests::default();
        requests.set_loaded(saved(1, 1));
        requests.begin();
        Page {
            state,
            requests,
            workers: (0..workers).map(|_| Worker::default()).collect(),
            rests: false,
            draws: Vec::new(),
            asked: BTreeMap::new(),
            answers: BTreeMap::new(),
            events: 0,
            loaded: 1,
            closing: false,
        }
    }

    /// As `ui::store` and `ui::effects` do.
    pub(crate) fn dispatch(&mut self, action: Action) {
        let effects = reduce(&mut self.state, action);
        self.schedule();
        for effect in effects {
            match effect {
                Effect::Control(run, control) => {
                    for worker in self.workers.iter_mut().filter(|worker| worker.run == Some(run)) {
                        worker.inbox.push_back(Inbound::Control(run, control));
                    }
                }
                Effect::Later(Timer::Rest) => self.rests = true,
                _ => {}
            }
        }
    }

    fn schedule(&mut self) {
        for worker in &mut self.workers {
            if let Some(run) = worker.run.take_if(|run| !self.state.has_run(*run)) {
                worker.inbox.push_back(Inbound::Control(run, Control::Cancel));
            }
        }
        while let Some(task) = self.state.next_task() {
            let Some(worker) = self.workers.iter_mut().find(|worker| worker.run.is_none()) else { break };
            // In the background; nobody waits for it.
            if matches!(task, Task::Look(..)) {
                break;
            }
            let job = self.state.job(&task, 0).expect("what it is of is there");
            let id = job.id;
            worker.run = Some(id);
            worker.inbox.push_back(Inbound::Begin(job));
            reduce(&mut self.state, Action::Taken(id));
        }
    }

    pub(crate) fn settle(&mut self) {
        loop {
            let steps = self.requests.changed(&self.state);
            if steps.is_empty() {
                return;
            }
            self.perform(steps);
        }
    }

    pub(crate) fn perform(&mut self, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Do(action) => self.dispatch(action),
                Step::Draw(id, _) => self.draws.push(id),
                Step::Answer(id, answer) => self.answered(id, answer),
            }
        }
    }

    pub(crate) fn ask(&mut self, call: Call) -> u64 {
        self.events += 1;
        let id = self.asked.len() as u64 + 1;
        let follows = self.requests.pending.iter().any(|pending| matches!(pending.wait, Wait::Step { .. }));
        let asked = Asked { call: call.clone(), runs: vec![], seeds: vec![], amount: 0.0, opened: 0, follows, events: self.events };
        self.asked.insert(id, asked);
        let steps = self.requests.ask(id, call, &self.state);
        self.perform(steps);
        let (runs, amount) = population(&self.state);
        let seeds = self.state.agents.iter().map(|run| run.scenario.seed).collect();
        let opened = self.state.opened;
        let asked = self.asked.get_mut(&id).expect("just asked");
        (asked.runs, asked.seeds, asked.amount, asked.opened) = (runs, seeds, amount, opened);
        self.settle();
        id
    }

    /// A person does this.
    pub(crate) fn press(&mut self, action: Action) {
        self.events += 1;
        self.dispatch(action);
        self.settle();
    }

    fn load(&mut self, seeds: u32) -> u64 {
        self.loaded += 1;
        self.ask(Call::Load(saved(self.loaded, seeds)))
    }

    /// One of the things that could happen next; false: nothing can.
    pub(crate) fn next(&mut self, choice: usize) -> bool {
        let mut able: Vec<(usize, usize)> = Vec::new();
        for (place, worker) in self.workers.iter().enumerate() {
            able.extend(
                [!worker.inbox.is_empty(), worker.is_due(), !worker.outbox.is_empty()]
                    .into_iter()
                    .enumerate()
                    .filter_map(|(what, is)| is.then_some((place, what))),
            );
        }
        able.extend(self.rests.then_some((0, 3)));
        able.extend((!self.draws.is_empty()).then_some((0, 4)));
        let Some((place, what)) = able.get(choice % able.len().max(1)).copied() else { return false };
        match what {
            0 => {
                let inbound = self.workers[place].inbox.pop_front().expect("something is on its way");
                self.workers[place].receive(inbound);
                // A worker reads the digest of its weights; the played weights have none.
                if let Some(job) = self.workers[place].job.as_mut().filter(|job| job.digest.is_empty()) {
                    let run = self.state.agents.iter().find(|run| run.id == job.run);
                    job.digest = run.and_then(|run| run.summary.as_ref()).map_or_else(|| "gone".into(), |summary| summary.digest.clone());
                }
            }
            1 => self.workers[place].work(),
            2 => {
                let (run, output) = self.workers[place].outbox.pop_front().expect("something is on its way");
                if output.is_last() {
                    for worker in self.workers.iter_mut().filter(|worker| worker.run == Some(run)) {
                        worker.run = None;
                    }
                }
                self.dispatch(Action::Told(run, output));
            }
            3 => {
                self.rests = false;
                self.dispatch(Action::Rest);
            }
            _ => {
                let id = self.draws.remove(0);
                if self.requests.drawn(id) {
                    self.answered(id, Answer::Done(Value::Null));
                }
            }
        }
        self.settle();
        true
    }

    fn play(&mut self, choices: impl IntoIterator<Item = usize>) {
        for choice in choices {
            self.next(choice);
        }
    }

    /// All that can happen happens.
    fn finish(&mut self) {
        let mut count = 0;
        while self.next(count * 7) {
            count += 1;
            assert!(count < 100_000, "it never comes to rest");
        }
    }

    pub(crate) fn answer(&self, id: u64) -> &Answer {
        self.answers.get(&id).unwrap_or_else(|| panic!("request {id} ({:?}) has no answer", self.asked[&id].call))
    }

    #[track_caller]
    fn code(&self, id: u64) -> &'static str {
        match self.answer(id) {
            Answer::Refused(refusal) => refusal.code,
            answer => panic!("{answer:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn done(&self, id: u64) -> &Value {
        match self.answer(id) {
            Answer::Done(value) => value,
            answer => panic!("{answer:?}"),
        }
    }

    /// The model: whether this may be the answer, by what was asked and what has happened since.
    fn answered(&mut self, id: u64, answer: Answer) {
        let state = &self.state;
        let asked = &self.asked[&id];
        let what = || format!("request {id}, {:?}: {answer:?}", asked.call);
        let code = if let Answer::Refused(refusal) = &answer { refusal.code } else { "" };
        let is_same = || asked.runs == population(state).0 && asked.amount == state.amount;
        match (&asked.call, &answer, code) {
            (_, _, "replaced") => assert!(self.events > asked.events, "nothing has come since: {}", what()),
            (_, _, "closed") => assert!(self.closing, "{}", what()),
            (Call::Load(_) | Call::Reset, Answer::State, _) => {
                let status = (state.draft.scenario.seed, state.agents.len(), state.amount, state.held);
                assert_eq!(status, (self.loaded, 0, 0.0, false), "{}", what());
            }
            (Call::Play | Call::Pause, Answer::State, _) => assert_eq!(state.held, asked.call == Call::Pause, "{}", what()),
            (Call::Shift(knobs), Answer::State, _) => {
                let knob = state.draft.scenario.world.knob(&knobs[0].0).expect("a knob");
                assert_eq!((state.amount, state.draft.scenario.shift[knob]), (1.0, knobs[0].1), "{}", what());
            }
            (Call::Shift(_), _, code) => assert!(code == "out_of_range" || code == "training" && state.is_training(), "{}", what()),
            (Call::Train(_), Answer::Done(value), _) => {
                let digests: Vec<String> = state.agents.iter().map(|run| digest(run.id)).collect();
                let all = if let [one] = &digests[..] { one.clone() } else { engine::learner::digest(digests.concat().bytes()) };
                assert!(state.agents.iter().all(|run| asked.runs.contains(&run.id)), "{}", what());
                assert_eq!((&value["digest"], &value["seeds"]), (&all.into(), &digests.len().into()), "{}", what());
            }
            (Call::Train(_) | Call::Step(_) | Call::Judge, Answer::Refused(refusal), "failed") => {
                // A page without a worker fails for no agent.
                assert_eq!(refusal.seed.is_none(), state.no_worker.is_some(), "{}", what());
                let run = state.agents.iter().find(|run| Some(run.scenario.seed) == refusal.seed);
                let failed = run.is_some_and(|run| fails(run.scenario.seed) || run.phase == Phase::Lost);
                assert!(failed || refusal.seed.is_none(), "{}", what());
                assert!(asked.call != Call::Train(None) || refusal.seed.is_none_or(|seed| asked.seeds.contains(&seed)), "{}", what());
            }
            (Call::Train(total), _, code) => assert!(code == "out_of_range" && *total == Some(1.0), "{}", what()),
            (Call::Step(updates), Answer::Done(_), _) => {
                let made = |run: &crate::ui::state::Run| run.phase == Phase::Trained || run.points.len() >= *updates as usize;
                assert!(state.agents.iter().any(made), "{}", what());
            }
            (Call::Judge, Answer::Done(value), _) => {
                assert!(asked.follows || is_same() || asked.runs.len() > state.agents.len(), "of something else: {}", what());
                assert_eq!(asked.opened, state.opened, "{}", what());
                let base = state.base().expect("something was trained");
                let rows = value["rows"].as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                let summaries = state.agents.iter().filter(|run| run.phase.is_alive()).filter_map(|run| run.summary.as_ref());
                let digests: Vec<String> = summaries.map(|summary| summary.digest.clone()).collect();
                assert_eq!(rows.iter().map(|row| row["digest"].clone()).collect::<Vec<_>>(), digests, "{}", what());
                assert!(rows.iter().all(|row| row["scenario"] == world(&base.shift, state.amount)), "{}", what());
            }
            (Call::Judge, _, "paused") => assert!(state.held && state.is_training(), "{}", what()),
            (Call::Judge | Call::Snapshot(Picture::Csv), _, "not_trained") => assert!(state.agents.is_empty(), "{}", what()),
            (Call::GetState, Answer::State, _) | (Call::Snapshot(_), Answer::Done(_), _) => {}
            _ => panic!("{}", what()),
        }
        let old = self.answers.insert(id, answer);
        assert!(old.is_none(), "request {id} was answered twice");
    }
}

// Each row of the table of promises.

#[test]
fn a_verdict_is_of_the_shift_that_was_asked_for() {
    let mut page = Page::new(1);
    let train = page.ask(Call::Train(None));
    page.finish();
    let first = page.ask(Call::Judge);
    page.done(train);
    let world = page.done(first)["scenario"].clone();
    let shift = page.ask(Call::Shift(vec![("disagree".into(), 0.5)]));
    assert_eq!((page.answer(shift), page.state.amount), (&Answer::State, 1.0));
    let judge = page.ask(Call::Judge);
    page.finish();
    assert_ne!(page.done(judge)["scenario"], world);
    assert_eq!(page.done(judge)["digest"], page.done(train)["digest"]);
    // Not while agents learn.
    page.ask(Call::Train(None));
    let refused = page.ask(Call::Shift(vec![("disagree".into(), 1.0)]));
    assert_eq!(page.code(refused), "training");
}

#[test]
fn a_judge_ends_where_no_worker_is_left() {
    let mut page = Page::new(1);
    page.ask(Call::Train(None));
    page.finish();
    page.press(Action::WorkerReady(false));
    page.press(Action::NoWorker("it was played so".into()));
    page.ask(Call::Shift(vec![("disagree".into(), 0.5)]));
    let judge = page.ask(Call::Judge);
    assert_eq!(page.code(judge), "failed");
}

#[test]
fn a_judge_is_of_the_run_before_it() {
    let mut page = Page::new(2);
    page.ask(Call::Train(None));
    page.finish();
    let (train, judge) = (page.ask(Call::Train(None)), page.ask(Call::Judge));
    page.finish();
    assert_eq!(page.done(judge)["digest"], page.done(train)["digest"]);
    // What a person moves is another question.
    page.ask(Call::Train(None));
    let judge = page.ask(Call::Judge);
    page.press(Action::MoveShift(0.5));
    assert_eq!(page.code(judge), "replaced");
}

#[test]
fn another_scenario_replaces_all_that_waits_at_once() {
    for replace in [|page: &mut Page| page.load(1), |page: &mut Page| page.ask(Call::Reset)] {
        for after in 0..12 {
            let mut page = Page::new(1);
            let waiting = [Call::Train(None), Call::Judge, Call::Snapshot(Picture::Png)].map(|call| page.ask(call));
            page.play(0..after);
            let waiting = waiting.map(|id| (id, page.answers.contains_key(&id)));
            let loaded = replace(&mut page);
            assert_eq!(page.answer(loaded), &Answer::State);
            for (id, was_done) in waiting {
                assert!(was_done || page.code(id) == "replaced", "after {after}");
            }
            page.finish();
        }
    }
    let mut page = Page::new(1);
    let (first, second) = (page.ask(Call::Train(None)), page.ask(Call::Step(1)));
    let third = page.ask(Call::Train(None));
    assert_eq!((page.code(first), page.code(second)), ("replaced", "replaced"));
    page.finish();
    page.done(third);
}

#[test]
fn before_the_page_stands_the_last_scenario_counts() {
    let mut requests = Requests::default();
    assert_eq!(requests.wait(1, Call::GetState), []);
    assert_eq!(requests.wait(2, Call::Load(saved(5, 1))), [Step::Answer(1, Answer::Refused(replaced()))]);
    assert_eq!(requests.wait(3, Call::Load(saved(6, 1))), [Step::Answer(2, Answer::Refused(replaced()))]);
    assert_eq!(requests.wait(4, Call::Train(None)), []);
    let state = State::new(Draft::new(scenario(1, 1)), 0.0);
    assert_eq!(requests.changed(&state), [], "nothing is answered yet");
    assert_eq!(requests.begin(), (Some(saved(6, 1)), vec![(4, Call::Train(None))]));
    assert_eq!(requests.changed(&state), [Step::Answer(3, Answer::State)]);
    assert_eq!(requests.loaded(), Some(&*saved(6, 1)));
}

#[test]
fn steps_add_up() {
    for (count, updates) in [(3, 1), (5, 2), (1, 7)] {
        for begin in [Call::Reset, Call::Train(None)] {
            let mut page = Page::new(1);
            let mut long = scenario(1, 1);
            long.agent.total_timesteps = 32 * UPDATE;
            page.requests.set_loaded(draft::saved(&long));
            page.ask(Call::Reset);
            let is_training = begin == Call::Train(None);
            page.ask(begin);
            page.play(0..5);
            let steps: Vec<u64> = (0..count).map(|_| page.ask(Call::Step(updates))).collect();
            // How many updates there are when the pause has come is the worker's to say.
            while is_training && page.state.agents[0].phase != Phase::Paused {
                page.next(0);
            }
            let before = page.state.agents.first().map_or(0, |run| run.points.len());
            page.finish();
            let made: Vec<u64> = steps.iter().map(|id| page.done(*id)["steps"].as_u64().expect("steps")).collect();
            let expected: Vec<u64> = (1..=count).map(|at| (before as u64 + at * u64::from(updates)) * u64::from(UPDATE)).collect();
            assert_eq!(made, expected);
            assert_eq!(page.state.agents[0].points.len() as u64, before as u64 + count * u64::from(updates));
        }
    }
}

#[test]
fn a_verdict_on_a_training_that_is_held_is_refused() {
    let mut page = Page::new(1);
    let (step, judge) = (page.ask(Call::Step(1)), page.ask(Call::Judge));
    page.finish();
    page.done(step);
    assert_eq!(page.code(judge), "paused");
    let judge = page.ask(Call::Judge);
    assert_eq!(page.code(judge), "paused");
    page.ask(Call::Play);
    let judge = page.ask(Call::Judge);
    page.finish();
    page.done(judge);
    // Judging goes on while all is held.
    page.ask(Call::Shift(vec![("disagree".into(), 0.25)]));
    let (judge, _) = (page.ask(Call::Judge), page.ask(Call::Pause));
    page.finish();
    page.done(judge);
}

#[test]
fn one_agent_of_three_that_fails_is_named() {
    let mut page = Page::new(2);
    let saved = saved(2, 3);
    page.loaded = 2;
    page.ask(Call::Load(saved));
    let (train, judge) = (page.ask(Call::Train(None)), page.ask(Call::Judge));
    page.finish();
    let Answer::Refused(refusal) = page.answer(train) else { panic!("{:?}", page.answer(train)) };
    assert_eq!((refusal.code, refusal.seed, refusal.place.as_str()), ("failed", Some(3), "reward"));
    assert_eq!(refusal.message, "line 1, column 1: division by zero (agent of seed 3, after 2048 steps)");
    assert_eq!(page.done(judge)["rows"].as_array().map(Vec::len), Some(2), "the others have their verdict");
}

#[test]
fn a_line_that_is_closed_answers_all() {
    let mut page = Page::new(1);
    let waiting = [Call::Train(None), Call::Judge, Call::Snapshot(Picture::Png)].map(|call| page.ask(call));
    page.closing = true;
    let steps = page.requests.close();
    page.perform(steps);
    for id in waiting {
        assert_eq!(page.code(id), "closed");
    }
    page.finish();
}

#[test]
fn out_of_sight_is_held_and_what_a_host_begins_there_runs() {
    let mut page = Page::new(1);
    let sight = |page: &mut Page, seen: bool| {
        let steps = page.requests.sight(seen, &page.state);
        page.perform(steps);
        page.settle();
    };
    sight(&mut page, true);
    let train = page.ask(Call::Train(None));
    sight(&mut page, false);
    page.finish();
    assert!(page.state.held && !page.answers.contains_key(&train));
    // A host that asks for a verdict gets it.
    let judge = page.ask(Call::Judge);
    page.finish();
    page.done(train);
    page.done(judge);
    page.ask(Call::Train(None));
    sight(&mut page, false);
    assert!(!page.state.held, "it was not in sight since");
    sight(&mut page, true);
    sight(&mut page, false);
    sight(&mut page, true);
    assert!(!page.state.held, "it is back");
}

// A host that asks anything at any time.

#[derive(Clone, Debug)]
enum Op {
    Ask(Call),
    Load(u32),
    Press(Action),
    Lose(usize),
    Sight(bool),
    Close,
    Wait(Vec<usize>),
}

fn op() -> impl Strategy<Value = Op> {
    let ask = prop_oneof![
        4 => prop::sample::select(vec![None, None, Some(3.0 * f64::from(UPDATE)), Some(1.0)]).prop_map(Call::Train),
        4 => Just(Call::Judge),
        4 => (1u32..4).prop_map(Call::Step),
        3 => prop::sample::select(vec![0.25, 0.5, 1.0, 7.0]).prop_map(|to| Call::Shift(vec![("disagree".into(), to)])),
        1 => Just(Call::Play),
        1 => Just(Call::Pause),
        1 => Just(Call::Reset),
        1 => Just(Call::GetState),
        1 => prop::sample::select(vec![Picture::Svg, Picture::Csv]).prop_map(Call::Snapshot),
    ];
    let press = prop_oneof![
        Just(Action::Train),
        any::<bool>().prop_map(Action::Hold),
        prop::sample::select(vec![0.0, 0.5, 1.0]).prop_map(Action::MoveShift),
        Just(Action::Stop),
        Just(Action::Step(1)),
        Just(Action::Reset),
        (0usize..3).prop_map(Action::Show),
    ];
    prop_oneof![
        20 => ask.prop_map(Op::Ask),
        2 => (1u32..4).prop_map(Op::Load),
        2 => press.prop_map(Op::Press),
        1 => (0usize..2).prop_map(Op::Lose),
        1 => any::<bool>().prop_map(Op::Sight),
        1 => Just(Op::Close),
        20 => prop::collection::vec(any::<usize>(), 1..25).prop_map(Op::Wait),
    ]
}

fn host(workers: usize, ops: Vec<Op>) {
    let mut page = Page::new(workers);
    for op in ops {
        match op {
            Op::Ask(call) => _ = page.ask(call),
            Op::Load(seeds) => _ = page.load(seeds),
            Op::Press(action) => page.press(action),
            Op::Lose(place) => {
                let place = place % page.workers.len();
                let run = std::mem::take(&mut page.workers[place]).run;
                page.press(Action::WorkerLost { place, why: "it was played so".into(), run });
            }
            Op::Sight(seen) => {
                page.events += 1;
                let steps = page.requests.sight(seen, &page.state);
                page.perform(steps);
                page.settle();
            }
            Op::Close => {
                page.closing = true;
                let steps = page.requests.close();
                page.perform(steps);
                page.closing = false;
            }
            Op::Wait(choices) => page.play(choices),
        }
    }
    page.ask(Call::Play);
    page.finish();
    for id in page.asked.keys() {
        page.answer(*id);
    }
}

/// `WAYWARD_CALLS` asks for more calls, `WAYWARD_SEED` for those of a run that failed.
#[test]
fn a_host_that_asks_anything_at_any_time_gets_one_answer_to_each() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let calls = number("WAYWARD_CALLS").unwrap_or(4_000);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let seed = number("WAYWARD_SEED").unwrap_or(now);
    println!("WAYWARD_SEED={seed}");
    // Of thirty things that happen, about thirteen are calls.
    let config = ProptestConfig {
        cases: (calls / 13) as u32,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let tried = TestRunner::new(config).run(&(1usize..3, prop::collection::vec(op(), 1..60)), |(workers, ops)| {
        host(workers, ops);
        Ok(())
    });
    if let Err(failed) = tried {
        panic!("WAYWARD_SEED={seed}: {failed}");
    }
}
