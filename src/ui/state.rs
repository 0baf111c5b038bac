//! Everything the page knows, and how it changes: one [`State`] and a pure [`reduce`].
//!
//! No browser in here. `app` turns what happens (keys, timers, messages of the worker) into an [`Action`], and what has
//! changed into messages and pixels.

use std::rc::Rc;

use super::draft::Draft;
use crate::learner::Net;
use crate::protocol::{Event, Failure, Point, Report, RunId, Summary};
use crate::scenario::Scenario;

/// How fast the boards replay the training of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    Slow,
    Normal,
    Fast,
    /// Always the newest weights.
    Live,
}

impl Speed {
    pub const ALL: [Speed; 4] = [Speed::Slow, Speed::Normal, Speed::Fast, Speed::Live];

    /// Value in the form and in storage.
    pub fn name(self) -> &'static str {
        match self {
            Speed::Slow => "slow",
            Speed::Normal => "normal",
            Speed::Fast => "fast",
            Speed::Live => "live",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Speed::Slow => "slow (12 s)",
            Speed::Normal => "normal (6 s)",
            Speed::Fast => "fast (2 s)",
            Speed::Live => "live",
        }
    }

    pub fn named(name: &str) -> Option<Speed> {
        Speed::ALL.into_iter().find(|speed| speed.name() == name)
    }

    /// Seconds for the replay of a whole training; None: no clock of its own.
    fn seconds(self) -> Option<f64> {
        match self {
            Speed::Slow => Some(12.0),
            Speed::Normal => Some(6.0),
            Speed::Fast => Some(2.0),
            Speed::Live => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Training,
    Paused,
    /// Training is over; the judge may still be at work.
    Trained,
    Failed,
    /// The worker died over it.
    Lost,
}

impl Phase {
    /// As in the page's data attributes.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Training => "training",
            Phase::Paused => "paused",
            Phase::Trained => "trained",
            Phase::Failed => "failed",
            Phase::Lost => "lost",
        }
    }
}

/// One run, as the worker has told it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: RunId,
    /// Frozen when Train was pressed.
    pub scenario: Rc<Scenario>,
    pub phase: Phase,
    /// Steps learned from, and in the whole run.
    pub step: u32,
    pub total: u32,
    pub points: Rc<Vec<Point>>,
    /// Steps ascending; the first is the untrained agent.
    pub snapshots: Vec<(u32, Rc<Net>)>,
    /// How far the replay has come, in steps.
    pub displayed: f64,
    pub summary: Option<Summary>,
    pub failure: Option<Failure>,
    /// The newest verdict, and the amount of the shift at which it was read.
    pub report: Option<(f64, Rc<Report>)>,
    pub judging: Option<(u32, u32)>,
}

impl Run {
    fn new(id: RunId, scenario: Rc<Scenario>) -> Run {
        let total = scenario.agent.total_timesteps;
        Run {
            id,
            scenario,
            phase: Phase::Training,
            step: 0,
            total,
            points: Rc::default(),
            snapshots: Vec::new(),
            displayed: 0.0,
            summary: None,
            failure: None,
            report: None,
            judging: None,
        }
    }

    /// The agent on the boards: the newest snapshot that the replay has reached.
    pub fn shown(&self) -> Option<&(u32, Rc<Net>)> {
        self.snapshots.iter().rev().find(|(step, _)| f64::from(*step) <= self.displayed).or(self.snapshots.first())
    }

    /// Training is over and the replay has caught up with it.
    pub fn is_replayed(&self) -> bool {
        self.phase == Phase::Trained && self.displayed >= f64::from(self.step)
    }

    fn newest(&self) -> f64 {
        self.snapshots.last().map_or(0.0, |(step, _)| f64::from(*step))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub draft: Draft,
    /// How far the shift goes, 0 to 1.
    pub amount: f64,
    pub speed: Speed,
    pub overlay: bool,
    /// Train by itself shortly after an edit.
    pub auto_train: bool,
    /// The person holds everything that moves.
    pub held: bool,
    pub run: Option<Run>,
    /// The last verdict of the run before this one, to compare with.
    pub before: Option<Rc<Report>>,
    /// Ids count up over the life of the page.
    pub runs: RunId,
    /// Something that a person must know, and whether "Train again" is the way out.
    pub notice: Option<(String, bool)>,
    pub worker_ready: bool,
}

#[derive(Clone, Debug)]
pub enum Action {
    TypeReward(String),
    TypeField {
        key: String,
        text: String,
    },
    MoveShift(f64),
    Choose(Speed),
    Overlay(bool),
    AutoTrain(bool),
    /// Starts a run of the draft; `held`: only to make single updates. `app` sends the command.
    Begin {
        held: bool,
    },
    Hold(bool),
    Reset,
    /// The replay goes on by so many seconds.
    Tick(f64),
    Told(Event),
    WorkerReady,
    /// The worker died or never came up; why.
    WorkerLost(String),
    Dismiss,
}

impl State {
    pub fn new(draft: Draft, amount: f64) -> State {
        State {
            draft,
            amount,
            speed: Speed::Normal,
            overlay: false,
            auto_train: false,
            held: false,
            run: None,
            before: None,
            runs: 0,
            notice: None,
            worker_ready: false,
        }
    }

    /// The shown run was trained on other words or settings than those on the page.
    pub fn is_stale(&self) -> bool {
        self.run.as_ref().is_some_and(|run| *run.scenario != self.draft.frozen())
    }

    /// The shown run was trained on another reward.
    pub fn is_text_stale(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.scenario.reward != *self.draft.reading.text)
    }

    /// The scenario that the boards show: the run's while there is one.
    pub fn shown_scenario(&self) -> Rc<Scenario> {
        self.run.as_ref().map_or_else(|| Rc::new(self.draft.frozen()), |run| run.scenario.clone())
    }

    /// The verdict that may be shown: not before the replay has shown what it is about.
    pub fn verdict(&self) -> Option<&Rc<Report>> {
        let run = self.run.as_ref().filter(|run| run.is_replayed())?;
        run.report.as_ref().filter(|(amount, _)| *amount == self.amount).map(|(_, report)| report)
    }

    /// Something still moves by itself: training, or its replay.
    pub fn is_going(&self) -> bool {
        self.run.as_ref().is_some_and(|run| match run.phase {
            Phase::Training | Phase::Paused => true,
            Phase::Trained => !run.is_replayed(),
            Phase::Failed | Phase::Lost => false,
        })
    }
}

pub fn reduce(mut state: State, action: Action) -> State {
    match action {
        Action::TypeReward(text) => state.draft.type_reward(text.into()),
        Action::TypeField { key, text } => state.draft.type_field(&key, text),
        Action::MoveShift(amount) => state.amount = amount.clamp(0.0, 1.0),
        Action::Choose(speed) => state.speed = speed,
        Action::Overlay(on) => state.overlay = on,
        Action::AutoTrain(on) => state.auto_train = on,
        Action::Begin { held } => {
            state.before = state.run.as_ref().and_then(|run| run.report.as_ref()).map(|(_, report)| report.clone()).or(state.before);
            state.runs += 1;
            state.run = Some(Run::new(state.runs, Rc::new(state.draft.frozen())));
            state.held = held;
            state.notice = None;
        }
        Action::Hold(held) => state.held = held,
        Action::Reset => {
            state.run = None;
            state.before = None;
            state.held = false;
            state.notice = None;
        }
        Action::Tick(seconds) => {
            if let Some(run) = &mut state.run {
                let newest = run.newest();
                run.displayed = match state.speed.seconds() {
                    // Whoever makes single updates wants to see each one.
                    _ if state.held && run.phase == Phase::Paused => newest,
                    _ if state.held => run.displayed,
                    None => newest,
                    Some(whole) => (run.displayed + f64::from(run.total) * seconds / whole).min(newest).max(run.displayed),
                };
            }
        }
        Action::Told(event) => told(&mut state, event),
        Action::WorkerReady => state.worker_ready = true,
        Action::WorkerLost(why) => {
            state.worker_ready = false;
            let mut lost = false;
            if let Some(run) = &mut state.run
                && (matches!(run.phase, Phase::Training | Phase::Paused) || run.judging.is_some() || run.report.is_none())
                && run.phase != Phase::Failed
            {
                run.phase = Phase::Lost;
                run.judging = None;
                lost = true;
            }
            state.held = false;
            state.notice =
                Some((format!("The training worker stopped ({why}) and was started anew. Nothing that you typed is lost."), lost));
        }
        Action::Dismiss => state.notice = None,
    }
    state
}

/// Events of a run that is no longer shown are dropped.
fn told(state: &mut State, event: Event) {
    let Some(run) = &mut state.run else { return };
    if run.phase == Phase::Lost {
        return;
    }
    let mine = |id: RunId| id == run.id;
    match event {
        Event::Refused { run: id, errors } if mine(id) => {
            let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
            run.phase = Phase::Failed;
            state.notice = Some((format!("This cannot be trained: {}.", words.join("; ")), false));
        }
        Event::Progress { run: id, point } if mine(id) => {
            (run.step, run.total) = (point.step, point.total);
            Rc::make_mut(&mut run.points).push(point);
        }
        Event::Snapshot { run: id, step, weights } if mine(id) => {
            let agent = &run.scenario.agent;
            if let Some(net) = Net::from_weights(run.scenario.world, agent.hidden_size, agent.absolute_position, weights) {
                run.snapshots.push((step, Rc::new(net)));
            }
        }
        Event::Paused { run: id, step } if mine(id) => {
            run.step = step;
            if run.phase == Phase::Training {
                run.phase = Phase::Paused;
            }
        }
        Event::Resumed { run: id } if mine(id) => {
            if run.phase == Phase::Paused {
                run.phase = Phase::Training;
            }
        }
        Event::Trained { run: id, summary } if mine(id) => {
            run.phase = Phase::Trained;
            run.step = summary.steps;
            run.summary = Some(summary);
        }
        Event::Failed { run: id, failure } if mine(id) => {
            run.phase = Phase::Failed;
            run.step = failure.step;
            run.failure = Some(failure);
        }
        Event::Judging { run: id, done, total, .. } if mine(id) => run.judging = Some((done, total)),
        Event::Judged { run: id, amount, report } if mine(id) => {
            run.judging = None;
            run.report = Some((amount, Rc::new(*report)));
        }
        Event::Ready { .. }
        | Event::Pong { .. }
        | Event::Refused { .. }
        | Event::Progress { .. }
        | Event::Snapshot { .. }
        | Event::Paused { .. }
        | Event::Resumed { .. }
        | Event::Trained { .. }
        | Event::Failed { .. }
        | Event::Judging { .. }
        | Event::Judged { .. }
        | Event::Stopped { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    fn state() -> State {
        State::new(Draft::new(Scenario::preset("cheese-corner").expect("a preset")), 0.5)
    }

    fn small() -> State {
        let mut state = state();
        for (key, text) in [("agent.total_timesteps", "4096"), ("judge.levels", "16")] {
            state = reduce(state, Action::TypeField { key: key.into(), text: text.into() });
        }
        state
    }

    /// Everything a real run tells, up to its verdict.
    fn events(state: &State) -> Vec<Event> {
        let mut experiment = Experiment::new(state.runs, state.draft.frozen(), state.amount).expect("a good scenario");
        let mut events = Vec::new();
        while !experiment.is_idle() {
            experiment.advance(&mut events);
        }
        events
    }

    #[test]
    fn a_run_is_told_and_replayed_before_its_verdict_is_shown() {
        let mut state = reduce(small(), Action::Begin { held: false });
        for event in events(&state) {
            state = reduce(state, Action::Told(event));
        }
        let run = state.run.as_ref().expect("a run");
        assert_eq!((run.phase, run.step, run.points.len()), (Phase::Trained, 4096, 4));
        assert_eq!(run.shown().expect("an agent").0, 0, "the replay has not begun");
        assert!(run.report.is_some() && state.verdict().is_none() && state.is_going());
        state = reduce(state, Action::Tick(3.0));
        assert_eq!(state.run.as_ref().and_then(Run::shown).expect("an agent").0, 2048, "half of six seconds");
        state = reduce(state, Action::Tick(4.0));
        assert!(state.verdict().is_some() && !state.is_going());
        state = reduce(state, Action::MoveShift(0.7));
        assert!(state.verdict().is_none(), "it was read at another amount");
    }

    #[test]
    fn an_edit_leaves_the_run_alone_and_marks_it() {
        let mut state = reduce(small(), Action::Begin { held: false });
        let frozen = state.run.as_ref().expect("a run").scenario.clone();
        assert!(!state.is_stale());
        state = reduce(state, Action::TypeReward("reached_corner".into()));
        assert!(state.is_stale() && state.is_text_stale());
        assert_eq!(state.run.as_ref().expect("a run").scenario, frozen);
        state = reduce(state, Action::TypeReward(frozen.reward.clone()));
        assert!(!state.is_stale());
    }

    #[test]
    fn what_belongs_to_another_run_is_dropped() {
        let mut state = reduce(small(), Action::Begin { held: false });
        let old = events(&state);
        state = reduce(state, Action::Begin { held: false });
        let before = state.clone();
        for event in old {
            state = reduce(state, Action::Told(event));
        }
        assert_eq!(state, before);
    }

    #[test]
    fn a_lost_worker_loses_the_run_and_no_text() {
        let mut state = reduce(small(), Action::TypeReward("reached_cheese // mine".into()));
        state = reduce(state, Action::Begin { held: false });
        let late = events(&state);
        state = reduce(state, Action::WorkerLost("no answer".into()));
        assert_eq!(state.run.as_ref().expect("a run").phase, Phase::Lost);
        assert!(state.notice.as_ref().is_some_and(|(words, again)| words.contains("no answer") && *again));
        let lost = state.clone();
        for event in late {
            state = reduce(state, Action::Told(event));
        }
        assert_eq!(state, lost, "a late message does not bring it back");
        assert_eq!(&*state.draft.reading.text, "reached_cheese // mine");
    }

    #[test]
    fn the_clock_stands_still_while_held_but_shows_single_updates() {
        let mut state = reduce(small(), Action::Begin { held: true });
        let all = events(&state);
        let first: Vec<Event> =
            all.iter().take_while(|event| !matches!(event, Event::Progress { point, .. } if point.step > 1024)).cloned().collect();
        for event in first {
            state = reduce(state, Action::Told(event));
        }
        let run = state.runs;
        state = reduce(state, Action::Told(Event::Paused { run, step: 1024 }));
        state = reduce(state, Action::Tick(0.1));
        assert_eq!(state.run.as_ref().and_then(Run::shown).expect("an agent").0, 1024);
    }
}
