//! Everything the page knows, and how it changes: one [`State`] and a pure [`reduce`].
//!
//! No browser in here. Whatever happens (a press, a timer, a worker's answer, a host's message) is an [`Action`]; `reduce` makes
//! the next state of it and says what is to be done outside, as [`Effect`]s. `store` holds the state and tells those who show it.

pub mod lesson;
mod locks;
pub mod prediction;

use std::rc::Rc;

use super::differences::{changed, differences};
use super::draft::Draft;
use super::ghost::Ghosts;
use super::history::History;
use super::paper;
use super::player::{SHIFTED, Trail};
use super::probes::Probes;
use super::recording;
use super::sharing::{Bar, Link, fragment};
use super::words;
use engine::decimal::fixed;
use engine::env::shift;
use engine::experiment::correct::{self, Feedback, Look};
use engine::experiment::{Failure, Point, Population, Report, Summary};
use engine::experiment::{SNAPSHOTS, population};
use engine::jobs::{Control, Correct, Job, JobId, Judge, Output, Priority, Spec, Train};
use engine::lang::Evidence;
use engine::learner::Net;
use engine::scenario::{Field, FieldError, Group, PRESETS, Preset, Scenario};
use engine::share::{self, Opened, Panel};
use lesson::{Play, Playing};
use prediction::{Predict, Prediction, Predictions};

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
            Speed::Slow => "replay slow",
            Speed::Normal => "replay 6 s",
            Speed::Fast => "replay fast",
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

/// What stands over the page until it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    View,
    Share,
    Compare,
    /// Over disagreement.
    Sweep,
    Agents,
    /// This one of both boards, as text.
    Reading(usize),
    /// All that there are.
    Lessons,
    /// Where agents will go ([`State::prediction`]).
    Prediction,
    /// For whoever leads one.
    Workshop,
    /// Of a participant.
    Nickname,
}

/// A line that says what has just happened and goes by itself. Not for anything that must be known: that is [`State::notice`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toast {
    pub words: String,
    /// Counts up, so that equal words are said anew.
    pub number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No worker has begun it yet.
    Waiting,
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
            Phase::Waiting => "waiting",
            Phase::Training => "training",
            Phase::Paused => "paused",
            Phase::Trained => "trained",
            Phase::Failed => "failed",
            Phase::Lost => "lost",
        }
    }

    /// There is, or will be, an agent.
    pub fn is_alive(self) -> bool {
        !matches!(self, Phase::Failed | Phase::Lost)
    }
}

/// One agent of the population, as the workers have told it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: JobId,
    /// Frozen when Train was pressed.
    pub scenario: Rc<Scenario>,
    /// A branch: the agent that it goes on from, and that one's steps.
    pub parent: Option<(u32, Rc<Net>)>,
    pub phase: Phase,
    /// A worker is at it, training or judging.
    pub busy: bool,
    /// Updates that are asked of it once it is paused.
    owed: u32,
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
    /// The same for an earlier moment of training, the one last looked at.
    pub moment: Option<(f64, Rc<Report>)>,
    pub judging: Option<(u32, u32)>,
    /// An episode of the trained agent in the shifted world, and the amount of the shift.
    pub trail: Option<(f64, Rc<Trail>)>,
}

impl Run {
    fn new(id: JobId, scenario: Rc<Scenario>) -> Run {
        let total = scenario.agent.total_timesteps;
        Run {
            id,
            scenario,
            parent: None,
            phase: Phase::Waiting,
            busy: false,
            owed: 0,
            step: 0,
            total,
            points: Rc::default(),
            snapshots: Vec::new(),
            displayed: 0.0,
            summary: None,
            failure: None,
            report: None,
            moment: None,
            judging: None,
            trail: None,
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

    /// The verdict on the trained agent at this amount.
    pub fn report_at(&self, amount: f64) -> Option<&Rc<Report>> {
        self.report.as_ref().filter(|(at, _)| *at == amount).map(|(_, report)| report)
    }

    /// How much of training and judging is done, 0 to 1; a guess at how their times compare.
    fn done(&self) -> f64 {
        match self.phase {
            Phase::Waiting => 0.0,
            Phase::Training | Phase::Paused => 0.8 * f64::from(self.step) / f64::from(self.total.max(1)),
            Phase::Trained if self.report.is_none() => 0.8,
            Phase::Trained | Phase::Failed | Phase::Lost => 1.0,
        }
    }
}

/// What a free worker shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Train this agent, then judge it.
    Train(usize),
    /// Judge these weights of this agent, learned in so many steps.
    Measure(usize, u32, Rc<Net>),
    /// Judge the agent of the curve over the shift at this one of its amounts.
    Curve(usize),
    /// Correct the agent (0), or a fresh one (1).
    Correct(usize),
    /// Judge the shown agent at this moment of its training: only while there is nothing else to do.
    Look(u32, Rc<Net>),
}

/// The shown agent judged all along the shift: how capable it stays, and how aligned.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub scenario: Rc<Scenario>,
    pub net: Rc<Net>,
    pub step: u32,
    pub points: [CurvePoint; AMOUNTS],
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurvePoint {
    pub id: JobId,
    busy: bool,
    pub report: Option<Rc<Report>>,
}

/// Points of the curve over the shift, evenly from 0 to 1.
pub const AMOUNTS: usize = 11;
/// Of an agent that is seen small first: 64 of them fit into 40 MB.
const FEW_SNAPSHOTS: u32 = 8;
/// Moments of training that are judged in the background, beside the last, which has its verdict anyway.
const MOMENTS: usize = 8;

impl Curve {
    pub fn amount(point: usize) -> f64 {
        point as f64 / (AMOUNTS - 1) as f64
    }
}

/// The shown agent goes on learning in the shifted world, beside a fresh one.
#[derive(Clone, Debug, PartialEq)]
pub struct Correcting {
    pub scenario: Rc<Scenario>,
    pub amount: f64,
    /// Paid by what was meant; else by the reward.
    pub intended: bool,
    pub net: Rc<Net>,
    /// The agent, and the fresh one.
    pub runs: [Corrected; 2],
}

#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    pub id: JobId,
    busy: bool,
    pub state: correct::State,
    pub first: Option<Look>,
    pub last: Option<Look>,
}

/// Whoever takes part in a workshop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub nickname: String,
    /// Made of the nickname.
    pub seed: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub draft: Draft,
    /// How often another experiment took the place of the one before.
    pub opened: u32,
    /// The experiment came by a link: what was saved before is another one, and stays.
    pub linked: bool,
    pub link: Link,
    /// What stood on the page when it was last saved, restored or opened.
    saved: String,
    /// What stood on the page before, for undo and redo.
    pub history: History,
    /// Edits are a person's own: they can be undone, and the address follows them. Not in a lesson, nor in a page of others.
    pub tracks_edits: bool,
    /// It was said that nothing can be kept.
    has_complained: bool,
    /// What was typed into other presets, by their names, as it is saved.
    shelf: Vec<(&'static str, String)>,
    /// The agent before any training, for the boards of a page on which nothing has run.
    pub untrained: Rc<Net>,
    /// All that is recorded; None: not told yet; empty: something on the page asks where an agent will go.
    recordings: Option<String>,
    /// What of it the boards play; empty: nothing.
    pub recorded: Rc<str>,
    /// What a perfect optimizer of the words does on the levels on view.
    pub ghosts: Ghosts,
    /// What the agent would do there with things elsewhere.
    pub probes: Probes,
    /// Which level of its stream each board shows.
    pub levels: [u64; 2],
    /// All cores are at work.
    pub is_crowded: bool,
    /// Spoken to screen readers: few words, seldom.
    pub spoken: String,
    /// How far the shift goes, 0 to 1.
    pub amount: f64,
    /// The slider is at rest: what is judged now is worth the time.
    pub rests: bool,
    pub speed: Speed,
    pub overlay: bool,
    /// The boards show what a perfect optimizer of the words does.
    pub ghost: bool,
    /// Train by itself shortly after an edit.
    pub auto_train: bool,
    /// The person holds everything that moves.
    pub held: bool,
    /// While it is held, the texts show the values of the last step.
    values: bool,
    /// The board whose last step is meant.
    pub inspected: usize,
    /// Moves of both agents that were made while everything was held.
    pub moves: u32,
    /// The intended goal may be typed into.
    pub unlocked: bool,
    /// What stood on the page when Train was pressed; the population differs from it by its seeds.
    base: Option<Scenario>,
    /// The population; empty before Train is pressed.
    pub agents: Vec<Run>,
    /// Which of them is shown large.
    pub shown: usize,
    /// The verdict is that of the agent shown large, not of all.
    pub single: bool,
    /// The person looks at an earlier moment of training.
    pub scrubbed: bool,
    /// Seconds of training and judging, without pauses.
    pub elapsed: f64,
    /// All agents in one verdict, and the amount of the shift at which it was read.
    pub population: Option<(f64, Rc<Population>)>,
    /// The last verdict of the run before this one in words, to compare with.
    pub before: Option<String>,
    pub curve: Option<Curve>,
    /// What the background has found at the first of [`MOMENTS`], and of which agent at which amount of the shift.
    moments: Vec<Rc<Report>>,
    moments_of: (JobId, f64),
    /// The look that is under way in the background; 0: none.
    look: JobId,
    pub correcting: Option<Correcting>,
    /// Ids count up over the life of the page.
    pub runs: JobId,
    /// Something that a person must know, and whether "Train again" is the way out.
    pub notice: Option<(String, bool)>,
    pub toast: Toast,
    pub dialog: Option<Dialog>,
    /// What a lesson or a host has locked.
    pub locks: Vec<Panel>,
    pub lesson: Option<Rc<Playing>>,
    pub predictions: Predictions,
    /// Where agents will go, while that is asked on the page.
    pub prediction: Option<Prediction>,
    pub participant: Option<Participant>,
    /// The view for presenters is on.
    pub presents: bool,
    /// How often the boards were told to skip to the end of an episode.
    pub skips: u32,
    pub worker_ready: bool,
    /// All parts of the page stand in the document.
    pub drawn: bool,
    /// Why the browser gives the page no worker.
    pub no_worker: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A preset takes the place of this experiment, as it was left or as it came. What was typed here is kept, and found again.
    Choose(String),
    /// The same, with what was left there, as it is saved, if the browser has kept anything.
    Left(&'static str, Option<String>),
    /// The experiment of a link or of a host, as it is saved, takes the place of this one.
    Open(String),
    /// A link came, as it stands in the address. `own`: the browser keeps an experiment of the person.
    OpenLink {
        raw: String,
        own: bool,
    },
    /// What comes with what a host loads.
    Carry(Box<Opened>),
    /// Title and note of the links to this page.
    SetWords {
        title: String,
        note: String,
    },
    CloseBar,
    /// The page around this one brought an experiment in which this is wrong.
    NotOpened(FieldError),
    /// Back to what the person had before a link came.
    GoBack,
    /// That was found.
    OpenOwn(String),
    /// What stood on the page before: the run on view stays, unless it is of another experiment.
    Restore(String),
    /// It is time to save.
    Save,
    /// The browser does not keep what was saved.
    NotKept,
    /// Whether edits are a person's own from now on.
    TrackEdits(bool),
    Undo,
    Redo,
    /// Everything of this experiment as its preset has it.
    StartOver,
    /// These settings, as they are saved, as an edit.
    Bring(String),
    /// All that is recorded.
    Record(String),
    /// Something that a person must know.
    Say(String),
    /// A new run of what stands on the page, if it can be trained.
    Train,
    /// So many updates, of the run that is held or of a new one.
    Step(u32),
    /// Sets what the preset's repair changes, or brings it back, and trains.
    Repair(Remedy),
    /// A host's: other knobs in the shifted world of agents that are trained.
    Reshift,
    /// A host's: agents that are trained are judged also while all is held.
    Judge,
    /// A view of probes on the boards; 0: none.
    Probe(usize),
    /// A board shows this level of its stream.
    Level(u64, u64),
    /// Judges the shown agent all along the shift.
    Curve,
    /// Corrects the shown agent: paid by what was meant, or by the reward. None: no more.
    Correct(Option<bool>),
    TypeReward(String),
    /// Types into the text area of this id: what is meant, or a proxy goal.
    TypeGoal(String, String),
    NameGoal(String, String),
    NewGoal,
    RemoveGoal(String),
    /// The proxy goals of the preset again.
    RestoreGoals,
    /// The intended goal may be typed into.
    Unlock(bool),
    /// Shows the values of the last step in the texts, or the texts alone.
    Values(bool),
    /// The last step of this board is meant.
    Inspect(usize),
    /// One move of both agents while everything is held.
    Move,
    /// What the training levels show was found out.
    Learned(Evidence),
    TypeField {
        field: Field,
        text: String,
    },
    /// Fields of a group back to the preset's values.
    ResetFields(Group),
    MoveShift(f64),
    /// The slider has come to rest.
    Rest,
    Replay(Speed),
    Overlay(bool),
    Ghost(bool),
    AutoTrain(bool),
    /// Goes on learning from the shown moment, with what stands on the page now.
    Branch,
    Hold(bool),
    /// No more training: finished agents stay, the shown one is judged as it is.
    Stop,
    Reset,
    /// Shows this agent of the population large.
    Show(usize),
    /// The verdict on all agents again.
    ShowAll,
    /// Looks at the agent after so many steps of training.
    Scrub(u32),
    /// The replay goes on by so many seconds.
    Tick(f64),
    /// A worker has taken up this agent; what it tells last sets the agent free again.
    Taken(JobId),
    /// What came of a job.
    Told(JobId, Output),
    /// All parts of the page stand in the document.
    Drawn,
    /// Whether there is a worker that could begin.
    WorkerReady(bool),
    /// The worker at this place died or never came up, and why; the run that it was at.
    WorkerLost {
        place: usize,
        why: String,
        run: Option<JobId>,
    },
    /// The browser gives no worker, and why.
    NoWorker(String),
    Dismiss,
    /// Says this for a few seconds.
    Toast(String),
    EndToast,
    OpenDialog(Dialog),
    CloseDialog,
    /// A host locks these parts, and no others.
    Lock(Vec<Panel>),
    Lesson(Play),
    Predict(Predict),
    /// Takes part in a workshop, with agents of the own seed.
    Join(Participant),
    /// The view for presenters.
    Present(bool),
    /// Both boards skip to the end of their episodes.
    SkipEpisodes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// What the repair changes, as the repair has it.
    Apply,
    /// As the preset has it.
    Undo,
}

impl Action {
    /// Nobody has to be told at once: the next tick shows it. A population tells of its progress hundreds of times a second.
    pub fn can_wait(&self) -> bool {
        matches!(
            self,
            Action::Told(_, Output::Progress(_) | Output::Snapshot { .. } | Output::Judging { .. } | Output::Stopped { .. })
                | Action::Taken(_)
        )
    }
}

/// What an action asks for outside of the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tells the worker that is at this job.
    Control(JobId, Control),
    /// An action after a while; asked for again, the while begins anew.
    Later(Timer),
    Cancel(Timer),
    /// Keeps what stands on the page. `linked`: what was kept before is another experiment, to be put aside first.
    Store {
        saved: String,
        linked: bool,
    },
    /// The address says this behind its `#`.
    Address(String),
    /// The window is called so.
    Title(String),
    /// The address is this one, from its path or its query on.
    GoTo(String),
    KeepPredictions(Predictions),
    /// For this tab only, so that a reload does not ask again.
    KeepNickname(String),
    /// Looks for what the person had before a link came, and makes it what is kept.
    FindOwn,
    /// Keeps what was typed into this preset (none: an experiment of a link), and looks for what was left in another one.
    Swap {
        kept: Option<(&'static str, String)>,
        wanted: &'static str,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// An edit is saved when no other one follows soon.
    Save,
    /// The slider, or the moment of training, has come to rest.
    Rest,
    /// Training by itself after an edit.
    Train,
    /// What was said for a moment goes.
    Toast,
}

impl Timer {
    pub const ALL: [Timer; 4] = [Timer::Save, Timer::Rest, Timer::Train, Timer::Toast];

    pub fn milliseconds(self) -> u32 {
        match self {
            Timer::Save => 400,
            Timer::Rest => 150,
            Timer::Train => 300,
            // Long enough for three short sentences.
            Timer::Toast => 6_000,
        }
    }

    pub fn action(self) -> Action {
        match self {
            Timer::Save => Action::Save,
            Timer::Rest => Action::Rest,
            Timer::Train => Action::Train,
            Timer::Toast => Action::EndToast,
        }
    }
}

impl State {
    pub fn new(draft: Draft, amount: f64) -> State {
        State {
            opened: 0,
            linked: false,
            link: Link::default(),
            saved: draft.save(amount),
            history: History::default(),
            tracks_edits: true,
            has_complained: false,
            shelf: Vec::new(),
            untrained: Rc::new(untrained(&draft.scenario)),
            recordings: None,
            recorded: "".into(),
            ghosts: Ghosts::default(),
            probes: Probes::default(),
            levels: [0; 2],
            is_crowded: false,
            spoken: String::new(),
            draft,
            amount,
            rests: true,
            speed: Speed::Normal,
            overlay: false,
            ghost: true,
            auto_train: false,
            held: false,
            values: false,
            inspected: 0,
            moves: 0,
            unlocked: false,
            base: None,
            agents: Vec::new(),
            shown: 0,
            single: false,
            scrubbed: false,
            elapsed: 0.0,
            population: None,
            before: None,
            curve: None,
            moments: Vec::new(),
            moments_of: (0, 0.0),
            look: 0,
            correcting: None,
            runs: 0,
            notice: None,
            toast: Toast::default(),
            dialog: None,
            locks: Vec::new(),
            lesson: None,
            predictions: Predictions::default(),
            prediction: None,
            participant: None,
            presents: false,
            skips: 0,
            worker_ready: false,
            drawn: false,
            no_worker: None,
        }
    }

    /// The agent that is shown large.
    pub fn run(&self) -> Option<&Run> {
        self.agents.get(self.shown)
    }

    /// What stood on the page when Train was pressed.
    pub fn base(&self) -> Option<&Scenario> {
        self.base.as_ref()
    }

    /// The shown run was trained on other words or settings than those on the page.
    pub fn is_stale(&self) -> bool {
        self.base.as_ref().is_some_and(|base| *base != self.draft.frozen())
    }

    /// The shown run was trained on another reward.
    pub fn is_text_stale(&self) -> bool {
        self.base.as_ref().is_some_and(|base| base.reward != *self.draft.reading.text)
    }

    /// The scenario that the boards show: the run's while there is one.
    pub fn shown_scenario(&self) -> Rc<Scenario> {
        self.run().map_or_else(|| Rc::new(self.draft.frozen()), |run| run.scenario.clone())
    }

    /// The verdict on the shown agent that may be shown: not before the replay has shown what it is about.
    pub fn verdict(&self) -> Option<&Rc<Report>> {
        let run = self.run()?;
        if let Some((step, _)) = self.moment() {
            let fits = |(amount, report): &&(f64, Rc<Report>)| *amount == self.amount && report.row.steps == *step;
            return run.moment.as_ref().filter(fits).map(|(_, report)| report);
        }
        run.report_at(self.amount).filter(|_| run.is_replayed())
    }

    /// All agents in one verdict, once each has its own at this amount.
    pub fn population(&self) -> Option<&Rc<Population>> {
        self.population.as_ref().filter(|(amount, _)| *amount == self.amount).map(|(_, population)| population)
    }

    /// The earlier moment of training that the person looks at.
    pub fn moment(&self) -> Option<&(u32, Rc<Net>)> {
        let run = self.run().filter(|run| self.scrubbed && run.phase == Phase::Trained)?;
        run.shown().filter(|(step, _)| *step < run.step)
    }

    /// The texts show the values of the last step.
    pub fn inspects(&self) -> bool {
        self.held && self.values
    }

    pub fn is_training(&self) -> bool {
        self.agents.iter().any(|run| matches!(run.phase, Phase::Waiting | Phase::Training | Phase::Paused))
    }

    /// Agents trained and judged at this amount, and in all; those that failed or were lost are done.
    pub fn progress(&self) -> (usize, usize) {
        let done = |run: &&Run| !run.phase.is_alive() || run.report_at(self.amount).is_some();
        (self.agents.iter().filter(done).count(), self.agents.len())
    }

    /// The digest of what was trained: of one agent its own, of several the population's. None: not every agent is there, or the shown
    /// one is a branch, which no link describes.
    pub fn digest(&self) -> Option<String> {
        if self.run()?.parent.is_some() {
            return None;
        }
        let digests: Option<Vec<&str>> =
            self.agents.iter().map(|run| run.summary.as_ref().map(|summary| summary.digest.as_str())).collect();
        let digests = digests?;
        Some(if let [digest] = digests[..] { digest.to_owned() } else { engine::learner::digest(digests.concat().bytes()) })
    }

    /// Seconds until all agents are trained and judged, by how it went so far. None: too early to say.
    pub fn seconds_left(&self) -> Option<f64> {
        let done = self.agents.iter().map(Run::done).sum::<f64>() / self.agents.len().max(1) as f64;
        (done > 0.02).then(|| self.elapsed / done * (1.0 - done))
    }

    /// What comes next: the shown agent before the others, training before judging anew.
    pub fn next_task(&self) -> Option<Task> {
        let idle = |agent: usize| self.agents.get(agent).filter(|run| !run.busy);
        if let (Some((step, net)), Some(_), None, true) = (self.moment(), idle(self.shown), self.verdict(), self.rests) {
            return Some(Task::Measure(self.shown, *step, net.clone()));
        }
        let measure = |agent: usize| {
            let run = idle(agent).filter(|run| self.rests && run.phase == Phase::Trained && run.report_at(self.amount).is_none())?;
            run.snapshots.last().map(|(step, net)| Task::Measure(agent, *step, net.clone()))
        };
        let waits = |agent: usize| {
            // Held, only a first agent may begin: to make a single update.
            let may = !self.held || (agent == 0 && self.agents[0].step == 0);
            idle(agent).filter(|run| may && run.phase == Phase::Waiting).map(|_| Task::Train(agent))
        };
        let curve = || {
            let waits = |point: &CurvePoint| !point.busy && point.report.is_none();
            self.curve.as_ref()?.points.iter().position(waits).map(Task::Curve)
        };
        let correct = || {
            let waits = |run: &Corrected| !run.busy && run.state == correct::State::Going;
            self.correcting.as_ref()?.runs.iter().position(waits).map(Task::Correct)
        };
        let look = || {
            let run = self.run().filter(|run| self.look == 0 && self.rests && run.report_at(self.amount).is_some())?;
            let earlier = run.snapshots.len().saturating_sub(1);
            let (known, moments) = (self.moments_of(run).len(), earlier.min(MOMENTS));
            let (done, agents) = self.progress();
            let (step, net) = run.snapshots.get(known * earlier / moments.max(1)).filter(|_| known < moments && done == agents)?;
            Some(Task::Look(*step, net.clone()))
        };
        let agents = || 0..self.agents.len();
        measure(self.shown)
            .or_else(|| agents().find_map(waits))
            .or_else(|| agents().find_map(measure))
            .or_else(|| correct().or_else(curve).or_else(look).filter(|_| !self.held))
    }

    /// What a worker is given for this task; `look` names it if it is a look. None: what it is of is no more.
    pub fn job(&self, task: &Task, look: JobId) -> Option<Job> {
        let judge = |scenario: &Scenario, amount: f64, step: u32, net: &Net| {
            Spec::Judge(Judge { scenario: Box::new(scenario.clone()), amount, step, weights: net.weights.clone() })
        };
        let (id, priority, spec) = match task {
            Task::Train(agent) => {
                let run = self.agents.get(*agent)?;
                let spec = Train {
                    scenario: Box::new((*run.scenario).clone()),
                    amount: self.amount,
                    start: run.parent.as_ref().map(|(_, net)| net.weights.clone()),
                    snapshots: if *agent == 0 { SNAPSHOTS } else { FEW_SNAPSHOTS },
                    held: self.held,
                };
                (run.id, Priority::Usual, Spec::Train(spec))
            }
            Task::Measure(agent, step, net) => {
                let run = self.agents.get(*agent)?;
                (run.id, Priority::Usual, judge(&run.scenario, self.amount, *step, net))
            }
            Task::Look(step, net) => (look, Priority::Background, judge(&self.shown_scenario(), self.amount, *step, net)),
            Task::Curve(point) => {
                let curve = self.curve.as_ref()?;
                (curve.points[*point].id, Priority::Usual, judge(&curve.scenario, Curve::amount(*point), curve.step, &curve.net))
            }
            Task::Correct(which) => {
                let it = self.correcting.as_ref()?;
                let spec = Correct {
                    scenario: Box::new((*it.scenario).clone()),
                    amount: it.amount,
                    feedback: if it.intended { Feedback::Intended } else { Feedback::Reward },
                    start: (*which == 0).then(|| it.net.weights.clone()),
                };
                (it.runs[*which].id, Priority::Usual, Spec::Correct(spec))
            }
        };
        Some(Job { id, priority, spec })
    }

    fn moments_of(&self, run: &Run) -> &[Rc<Report>] {
        if self.moments_of == (run.id, self.amount) { &self.moments } else { &[] }
    }

    /// What is known of the shown agent up to so many steps of its training, at the amount of the shift that is shown: ascending,
    /// its verdict last.
    pub fn judged(&self, until: u32) -> Vec<Rc<Report>> {
        let Some(run) = self.run() else { return Vec::new() };
        let mut judged = self.moments_of(run).to_vec();
        judged.extend(run.report_at(self.amount).cloned());
        judged.retain(|report| report.row.steps <= until);
        judged
    }

    /// A worker takes up the next look: the name that it has for it.
    pub fn look(&mut self) -> JobId {
        let of = (self.run().map_or(0, |run| run.id), self.amount);
        if self.moments_of != of {
            (self.moments_of, self.moments) = (of, Vec::new());
        }
        self.look = self.next_id();
        self.look
    }

    /// Drops the look that is under way; false: none is.
    pub fn give_way(&mut self) -> bool {
        std::mem::take(&mut self.look) != 0
    }

    /// The shown agent at the end of its training, if there is one and the page shows it.
    pub fn trained(&self) -> Option<(Rc<Scenario>, Rc<Net>, u32)> {
        let run = self.run().filter(|run| run.is_replayed())?;
        run.snapshots.last().map(|(step, net)| (run.scenario.clone(), net.clone(), *step))
    }

    /// The runs that workers are at.
    fn busy(&self) -> impl Iterator<Item = JobId> {
        let agents = self.agents.iter().filter(|run| run.busy).map(|run| run.id);
        let points = self.curve.iter().flat_map(|curve| &curve.points).filter(|point| point.busy).map(|point| point.id);
        let corrected = self.correcting.iter().flat_map(|it| &it.runs).filter(|run| run.busy).map(|run| run.id);
        agents.chain(points).chain(corrected).chain(Some(self.look).filter(|&look| look != 0))
    }

    /// Every run that a worker may be at.
    pub fn has_run(&self, id: JobId) -> bool {
        self.look == id
            || self.agents.iter().any(|run| run.id == id)
            || self.curve.as_ref().is_some_and(|curve| curve.points.iter().any(|point| point.id == id))
            || self.correcting.as_ref().is_some_and(|it| it.runs.iter().any(|run| run.id == id))
    }

    fn point(&mut self, id: JobId) -> Option<&mut CurvePoint> {
        self.curve.as_mut()?.points.iter_mut().find(|point| point.id == id)
    }

    fn corrected(&mut self, id: JobId) -> Option<&mut Corrected> {
        self.correcting.as_mut()?.runs.iter_mut().find(|run| run.id == id)
    }

    fn agent(&mut self, id: JobId) -> Option<(usize, &mut Run)> {
        self.agents.iter_mut().enumerate().find(|(_, run)| run.id == id)
    }

    fn begin(&mut self, runs: Vec<Run>, held: bool) {
        let words = self.population().map(|population| words::population(population));
        self.before = words.or_else(|| self.verdict().map(|report| words::headline(&report.row))).or(self.before.take());
        self.agents = runs;
        self.base = Some(self.draft.frozen());
        (self.shown, self.single, self.scrubbed, self.elapsed, self.population) = (0, false, false, 0.0, None);
        (self.curve, self.correcting, self.look) = (None, None, 0);
        (self.held, self.values, self.notice) = (held, held, None);
    }

    /// Puts the trained agents into the shifted world as it is on the page by now, where they are judged anew. Their names are
    /// new ones, so that nothing that is still said of the old world is heard.
    fn reshift(&mut self) {
        let shift = &self.draft.scenario.shift;
        if let Some(base) = &mut self.base {
            base.shift.clone_from(shift);
        }
        for run in self.agents.iter_mut().filter(|run| run.phase.is_alive()) {
            self.runs += 1;
            Rc::make_mut(&mut run.scenario).shift.clone_from(shift);
            (run.id, run.busy, run.report, run.moment, run.trail) = (self.runs, false, None, None, None);
        }
        (self.population, self.curve, self.correcting) = (None, None, None);
    }

    fn next_id(&mut self) -> JobId {
        self.runs += 1;
        self.runs
    }

    /// Pools the population if every agent that lives has its verdict by now.
    fn pool(&mut self) {
        let alive = self.agents.iter().filter(|run| run.phase.is_alive()).count();
        let reports: Vec<&Report> = self.agents.iter().filter_map(|run| run.report_at(self.amount)).map(Rc::as_ref).collect();
        if alive > 1 && reports.len() == alive {
            self.population = Some((self.amount, Rc::new(population(&self.agents[0].scenario, &reports))));
        }
    }

    /// Lets some agents walk once through the shifted world, for their small boards; a few at a time, because each takes a
    /// millisecond or two.
    fn walk(&mut self) {
        let (amount, rests) = (self.amount, self.rests);
        let due = |run: &&mut Run| run.phase == Phase::Trained && rests && run.trail.as_ref().is_none_or(|(at, _)| *at != amount);
        for run in self.agents.iter_mut().filter(due).take(WALKS) {
            let scenario = &run.scenario;
            let knobs = shift::between(scenario.world, &scenario.train, &scenario.shift, amount);
            if let Some((_, net)) = run.snapshots.last() {
                run.trail = Some((amount, Rc::new(Trail::of(scenario.world, knobs, net))));
            }
        }
    }
}

/// A guess at what fits into a few milliseconds.
const WALKS: usize = 2;

/// The next state, and what is to be done outside.
pub fn reduce(state: &mut State, action: Action) -> Vec<Effect> {
    let typed = action.is_typed();
    let follows = matches!(action, Action::Told(..) | Action::Tick(_));
    let start = start(&state.draft.scenario);
    let mut effects = step(state, action);
    if typed {
        effects.extend(state.typed());
    }
    if start != self::start(&state.draft.scenario) {
        state.untrained = Rc::new(untrained(&state.draft.scenario));
    }
    state.recorded = state.recording();
    if state.draft.reading.compiles {
        state.ghosts.read(&state.draft.reading.text);
    }
    if follows {
        state.speak_verdict();
    }
    effects.extend(state.follow_prediction());
    effects.extend(state.follow_lesson());
    effects
}

impl Action {
    /// An edit of the programs or settings of this experiment.
    fn is_typed(&self) -> bool {
        matches!(
            self,
            Action::TypeReward(_)
                | Action::TypeGoal(..)
                | Action::NameGoal(..)
                | Action::NewGoal
                | Action::RemoveGoal(_)
                | Action::RestoreGoals
                | Action::TypeField { .. }
                | Action::ResetFields(_)
        )
    }
}

impl State {
    /// Another experiment takes the place of this one. How the page is looked at stays.
    fn show(&mut self, draft: Draft, amount: f64) {
        let State { speed, overlay, ghost, auto_train, runs, worker_ready, drawn, opened, linked, .. } = *self;
        let fresh = State { no_worker: self.no_worker.take(), ..State::new(draft, amount) };
        let old = std::mem::replace(self, State { speed, overlay, ghost, auto_train, runs, worker_ready, drawn, linked, ..fresh });
        self.opened = opened + 1;
        (self.shelf, self.saved, self.recordings) = (old.shelf, old.saved, old.recordings);
        (self.ghosts, self.probes, self.spoken) = (old.ghosts, old.probes, old.spoken);
        (self.levels, self.is_crowded) = (old.levels, old.is_crowded);
        (self.toast, self.dialog, self.locks) = (old.toast, old.dialog.filter(|dialog| *dialog != Dialog::Prediction), old.locks);
        (self.lesson, self.predictions) = (old.lesson, old.predictions);
        (self.participant, self.presents, self.skips) = (old.participant, old.presents, old.skips);
        self.link = old.link;
        (self.history, self.tracks_edits, self.has_complained) = (old.history, old.tracks_edits, old.has_complained);
        self.ghosts.forget();
    }

    /// A new run of what stands on the page, if it can be trained; `held`: only to make single updates.
    fn begin_new(&mut self, held: bool) -> bool {
        if self.draft.blocker().is_some() {
            return false;
        }
        let base = self.draft.frozen();
        let agent = |offset: u32| Scenario { seed: base.seed.wrapping_add(offset), ..base.clone() };
        let runs = (0..base.seeds).map(|offset| Run::new(self.next_id(), Rc::new(agent(offset)))).collect();
        self.begin(runs, held);
        self.spoken = "Training.".into();
        true
    }

    /// What came with a link.
    fn carry(&mut self, opened: Opened, kept: bool) -> Option<Effect> {
        let title = &opened.shared.title;
        let effect = (!title.is_empty()).then(|| Effect::Title(format!("{title} · Wayward")));
        self.link = Link::opened(opened, kept);
        effect
    }

    /// What follows on an edit.
    fn typed(&self) -> Vec<Effect> {
        let mut effects = vec![Effect::Later(Timer::Save)];
        if self.auto_train {
            effects.push(if self.draft.blocker().is_none() { Effect::Later(Timer::Train) } else { Effect::Cancel(Timer::Train) });
        }
        effects
    }

    /// Something on the page asks where an agent will go, so that is not to be seen from now on.
    fn play_no_recording(&mut self) {
        self.recordings = Some(String::new());
    }

    /// The address says what is shown.
    fn follow(&self) -> Vec<Effect> {
        if self.tracks_edits { vec![Effect::Address(fragment(&self.shared()))] } else { Vec::new() }
    }

    fn say(&mut self, words: String) -> Vec<Effect> {
        self.toast = Toast { words, number: self.toast.number + 1 };
        vec![Effect::Later(Timer::Toast)]
    }

    /// What is recorded of the experiment as it came plays until an agent is trained. An edit ends that, and whoever asks for more
    /// than was recorded: what the agent expects, or a part of the shift.
    fn recording(&self) -> Rc<str> {
        let more = self.overlay || self.probes.view > 0 || (self.amount > 0.0 && self.amount < 1.0);
        let text = self.recordings.as_ref().filter(|_| self.agents.is_empty() && !more);
        text.map_or("", |text| recording::find(text, &self.draft.save(0.0))).into()
    }

    /// How far the shifted board is shifted: a recording shows it all.
    pub fn shown_amount(&self) -> f64 {
        if self.recorded.is_empty() { self.amount } else { 1.0 }
    }

    /// The agent on the boards, and after how many steps of training.
    pub fn shown_agent(&self) -> (Rc<Net>, u32) {
        self.run().and_then(Run::shown).map_or_else(|| (self.untrained.clone(), 0), |(step, net)| (net.clone(), *step))
    }

    /// What the preset has to offer against its problem, and the preset in whose words that is said.
    pub fn remedy(&self) -> Option<(Remedy, &'static Preset)> {
        let (base, repair) = Preset::pair(&self.draft.scenario.preset)?;
        let is_set = changes(base, repair).into_iter().all(|(field, value)| match self.draft.value(field) {
            Some(number) => Some(number) == engine::decimal::parse(value),
            None => self.draft.text(field) == value,
        });
        Some(if is_set { (Remedy::Undo, base) } else { (Remedy::Apply, repair) })
    }

    /// The questions about the levels on view that are due. `send` gives the place of the worker that was asked, if there is one.
    pub fn ask(&mut self, send: impl Fn(Job) -> Option<usize>) {
        let (shown, amount) = (self.shown_scenario(), self.shown_amount());
        let (net, _) = self.shown_agent();
        let runs = &mut self.runs;
        let mut ask = |priority: Priority, spec: Spec| {
            let id = *runs + 1;
            let place = send(Job { id, priority, spec })?;
            *runs = id;
            Some((id, place))
        };
        if self.ghost {
            self.ghosts.ask(&self.draft.scenario, &shown, amount, |solve| ask(Priority::AtOnce, Spec::Solve(solve)));
        }
        if self.probes.view > 0 {
            self.probes.ask(&shown, self.amount, &net, &self.levels, |probe| ask(Priority::Soon, Spec::Probe(probe)));
        }
    }

    /// What the next tick shows anew: where the replay is, how many agents have walked, the time taken.
    pub fn progress_key(&self) -> (Option<f64>, usize, f64) {
        let walked = |run: &&Run| run.trail.as_ref().is_some_and(|(amount, _)| *amount == self.amount);
        (self.run().map(|run| run.displayed), self.agents.iter().filter(walked).count(), self.elapsed)
    }

    /// The verdict in view in words, if it is there by now.
    fn speak_verdict(&mut self) {
        let words = match self.agents.len() {
            0 | 1 => self.verdict().map(|report| words::headline(&report.row)),
            _ => self.population().map(|population| words::population(population)),
        };
        if let Some(words) = words {
            self.spoken = format!("Verdict: {words}.");
        }
    }
}

/// What a repair changes.
fn changes(base: &Preset, repair: &Preset) -> Vec<(Field, &'static str)> {
    let own = repair.changes.iter().filter(|change| !base.changes.contains(change));
    own.filter_map(|(key, value)| Some((Field::named(base.world, key).ok()?, *value))).collect()
}

/// What an untrained agent is made of.
fn start(scenario: &Scenario) -> (u32, usize, bool) {
    (scenario.seed, scenario.agent.hidden_size, scenario.agent.absolute_position)
}

fn untrained(scenario: &Scenario) -> Net {
    Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, scenario.seed)
}

fn step(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Choose(name) => {
            let current = Preset::named(&state.draft.scenario.preset);
            let Some(wanted) = Preset::named(&name).filter(|preset| current.is_none_or(|current| current.name != preset.name)) else {
                return Vec::new();
            };
            let saved = state.draft.save(state.amount);
            let name = current.map(|preset| preset.name);
            state.shelf.retain(|(other, _)| Some(*other) != name);
            state.shelf.extend(name.map(|name| (name, saved.clone())));
            return vec![Effect::Swap { kept: name.filter(|_| !state.linked).map(|name| (name, saved)), wanted: wanted.name }];
        }
        Action::Left(name, kept) => {
            let Some(preset) = Preset::named(name) else { return Vec::new() };
            let kept = state.shelf.iter().find(|(name, _)| *name == preset.name).map(|(_, saved)| saved.clone()).or(kept);
            let (draft, amount) = kept
                .and_then(|saved| Draft::restore(&saved))
                .filter(|(draft, _)| draft.scenario.preset == preset.name)
                .unwrap_or_else(|| (Draft::new(preset.scenario()), 0.0));
            state.show(draft, amount);
            state.spoken = format!("{}.", preset.title);
            return vec![Effect::Cancel(Timer::Train), Effect::Later(Timer::Save)];
        }
        Action::Open(saved) => {
            let Some((draft, amount)) = Draft::restore(&saved) else { return Vec::new() };
            (state.linked, state.saved) = (true, saved);
            state.show(draft, amount);
            return vec![Effect::Cancel(Timer::Train), Effect::Cancel(Timer::Save)];
        }
        Action::OpenLink { raw, own } => match share::decode(&raw) {
            Ok(opened) => {
                let is_shown = opened.shared.scenario == state.draft.frozen();
                let mut effects = Vec::new();
                if !is_shown {
                    effects = step(state, Action::Open(paper::saved(&opened.shared.scenario)));
                }
                effects.extend(state.carry(opened, own && !is_shown));
                return effects;
            }
            // Never what was saved: that would look as if the link had worked.
            Err(error) => {
                state.link = Link::broken(error, raw, own);
                return step(state, Action::Open(paper::saved(&PRESETS[0].scenario())));
            }
        },
        Action::Carry(opened) => return state.carry(*opened, false).into_iter().collect(),
        Action::SetWords { title, note } => {
            state.link.set_words(state.shared(), title, note);
            return state.follow();
        }
        Action::CloseBar => state.link.bar = None,
        Action::NotOpened(error) => state.link.bar = Some(Bar::NotOpened(error)),
        Action::GoBack => {
            state.link = Link::default();
            return vec![Effect::FindOwn];
        }
        Action::OpenOwn(saved) => {
            let mut effects = step(state, Action::Open(saved));
            state.linked = false;
            effects.extend(state.follow());
            return effects;
        }
        Action::Restore(saved) => {
            let Some((draft, amount)) = Draft::restore(&saved) else { return Vec::new() };
            state.saved = saved;
            if draft.scenario.preset == state.draft.scenario.preset {
                state.draft.replace(draft);
            } else {
                state.show(draft, amount);
            }
            return step(state, Action::MoveShift(amount));
        }
        Action::Save => {
            let now = state.draft.save(state.amount);
            let before = std::mem::replace(&mut state.saved, now.clone());
            if state.tracks_edits {
                state.history.see(&before);
                state.history.see(&now);
                let mut effects = vec![Effect::Store { saved: now, linked: state.linked }];
                effects.extend(state.follow());
                return effects;
            }
        }
        Action::NotKept => {
            if state.tracks_edits && !std::mem::replace(&mut state.has_complained, true) {
                let words =
                    "This browser keeps nothing for this page: its storage is full or switched off. The address holds your experiment.";
                return state.say(words.to_owned());
            }
        }
        Action::TrackEdits(tracks) => state.tracks_edits = tracks,
        Action::Undo => return travel(state, "Undone", "There is nothing to undo.", History::undo),
        Action::Redo => return travel(state, "Done again", "There is nothing to redo.", History::redo),
        Action::StartOver => {
            let fresh = Scenario::preset(&state.draft.scenario.preset).map(Draft::new);
            let other = fresh.filter(|fresh| !differences((&state.draft, state.amount), (fresh, 0.0)).is_empty());
            return travel(state, "As it came", "Everything is as it came.", |history| bring(history, other?.save(0.0)));
        }
        Action::Bring(saved) => return travel(state, "Brought back", "", |history| bring(history, saved)),
        Action::Record(text) => {
            state.recordings.get_or_insert(text);
        }
        Action::Say(words) => state.notice = Some((words, false)),
        Action::Train => {
            state.begin_new(false);
            return vec![Effect::Cancel(Timer::Train)];
        }
        Action::Step(updates) => {
            let held = state.held;
            match state.agents.get_mut(state.shown) {
                Some(run) if run.phase == Phase::Paused => return vec![Effect::Control(run.id, Control::Step { updates })],
                // On its way to its pause.
                Some(run) if held && matches!(run.phase, Phase::Waiting | Phase::Training) => run.owed += updates,
                _ => {
                    if state.begin_new(true) {
                        state.agents[0].owed = updates;
                    }
                }
            }
        }
        Action::Repair(remedy) => {
            let Some((base, repair)) = Preset::pair(&state.draft.scenario.preset) else { return Vec::new() };
            let before = Draft::new(base.scenario());
            for (field, value) in changes(base, repair) {
                let text = match remedy {
                    Remedy::Apply => value.to_owned(),
                    Remedy::Undo => before.text(field),
                };
                state.draft.type_field(field, text);
            }
            state.begin_new(false);
            return vec![Effect::Cancel(Timer::Train), Effect::Later(Timer::Save)];
        }
        Action::Reshift => state.reshift(),
        Action::Judge => {
            let judged = state.agents.iter().filter(|run| run.busy && run.phase == Phase::Trained);
            return judged.map(|run| Effect::Control(run.id, Control::Resume)).collect();
        }
        Action::Probe(view) => state.probes.view = view,
        Action::Level(stream, number) => {
            state.levels[usize::from(stream == SHIFTED)] = number;
            state.ghosts.turn(stream, number);
        }
        Action::Curve => {
            if let Some((scenario, net, step)) = state.trained() {
                let points = std::array::from_fn(|_| CurvePoint { id: state.next_id(), ..CurvePoint::default() });
                state.curve = Some(Curve { scenario, net, step, points });
            }
        }
        Action::Correct(None) => state.correcting = None,
        Action::Correct(Some(intended)) => {
            if let Some((scenario, net, _)) = state.trained() {
                let fresh = |id| Corrected { id, busy: false, state: correct::State::Going, first: None, last: None };
                let runs = [fresh(state.next_id()), fresh(state.next_id())];
                state.correcting = Some(Correcting { scenario, amount: state.amount, intended, net, runs });
            }
        }
        Action::TypeReward(text) => {
            // Whoever writes wants to see what is written.
            state.values = false;
            state.draft.type_reward(text.into());
        }
        Action::TypeGoal(id, text) => {
            state.values = false;
            state.draft.type_program(&id, text.into());
        }
        Action::NameGoal(id, name) => state.draft.name_goal(&id, name),
        Action::NewGoal => state.draft.new_goal(),
        Action::RemoveGoal(id) => state.draft.remove_goal(&id),
        Action::RestoreGoals => state.draft.restore_goals(),
        Action::Unlock(unlocked) => state.unlocked = unlocked,
        Action::Values(values) => state.values = values,
        Action::Inspect(board) => state.inspected = board,
        Action::Move => state.moves += 1,
        Action::Learned(evidence) => state.draft.learn(evidence),
        Action::TypeField { field, text } => state.draft.type_field(field, text),
        Action::ResetFields(group) => state.draft.reset(group),
        Action::MoveShift(amount) => {
            (state.amount, state.rests) = (amount.clamp(0.0, 1.0), false);
            return vec![Effect::Later(Timer::Save), Effect::Later(Timer::Rest)];
        }
        Action::Rest => {
            state.rests = true;
            // Back to where it was judged before.
            state.pool();
            let amount = state.amount;
            return state.agents.iter().filter(|run| run.busy).map(|run| Effect::Control(run.id, Control::Judge { amount })).collect();
        }
        Action::Replay(speed) => state.speed = speed,
        Action::Overlay(on) => state.overlay = on,
        Action::Ghost(on) => state.ghost = on,
        Action::AutoTrain(on) => state.auto_train = on,
        Action::Branch => {
            let Some((step, net)) = state.run().and_then(Run::shown).cloned() else { return Vec::new() };
            let scenario = Scenario { seed: state.shown_scenario().seed, seeds: 1, ..state.draft.frozen() };
            if net.weights.len() != Net::len(scenario.world, scenario.agent.hidden_size) || net.world != scenario.world {
                let words = "This agent cannot go on learning with another hidden_size or in another world: its net has another shape.";
                state.notice = Some((words.to_owned(), false));
                return Vec::new();
            }
            let mut run = Run::new(state.next_id(), Rc::new(scenario));
            run.parent = Some((step, net));
            state.begin(vec![run], false);
        }
        Action::Hold(held) => {
            (state.held, state.values) = (held, held);
            for run in &mut state.agents {
                run.owed = 0;
            }
            let control = if held { Control::Pause } else { Control::Resume };
            return state.busy().map(|job| Effect::Control(job, control)).collect();
        }
        Action::Stop => {
            let shown = state.run().map(|run| run.id);
            // An agent that has only just begun is nothing finished.
            state.agents.retain(|run| match run.phase {
                Phase::Waiting => false,
                Phase::Training | Phase::Paused => Some(run.id) == shown,
                Phase::Trained | Phase::Failed | Phase::Lost => true,
            });
            state.shown = state.agents.iter().position(|run| Some(run.id) == shown).unwrap_or(0);
            state.held = false;
            state.pool();
            return shown.map(|run| Effect::Control(run, Control::Stop)).into_iter().collect();
        }
        Action::Reset => {
            state.agents.clear();
            state.base = None;
            (state.shown, state.scrubbed, state.population, state.before) = (0, false, None, None);
            (state.curve, state.correcting) = (None, None);
            state.held = false;
            state.notice = None;
        }
        Action::Show(agent) => {
            if agent < state.agents.len() {
                (state.shown, state.single, state.scrubbed) = (agent, true, false);
                let run = &mut state.agents[agent];
                run.displayed = run.newest();
            }
        }
        Action::ShowAll => (state.single, state.scrubbed) = (false, false),
        Action::Scrub(step) => {
            (state.scrubbed, state.rests) = (true, false);
            if let Some(run) = state.agents.get_mut(state.shown) {
                run.displayed = f64::from(step).min(run.newest());
                // At the end the replay has caught up, and nothing is left to look back at.
                state.scrubbed = run.phase != Phase::Trained || run.displayed < f64::from(run.step);
            }
            return vec![Effect::Later(Timer::Rest)];
        }
        Action::Tick(seconds) => {
            let going = state.agents.iter().any(|run| run.busy);
            if going && !state.held {
                state.elapsed += seconds;
            }
            state.walk();
            let (held, speed, scrubbed) = (state.held, state.speed, state.scrubbed);
            if let Some(run) = state.agents.get_mut(state.shown) {
                let newest = run.newest();
                run.displayed = match speed.seconds() {
                    _ if scrubbed => run.displayed,
                    // Whoever makes single updates wants to see each one.
                    _ if held && run.phase == Phase::Paused => newest,
                    _ if held => run.displayed,
                    None => newest,
                    Some(whole) => (run.displayed + f64::from(run.total) * seconds / whole).min(newest).max(run.displayed),
                };
            }
        }
        Action::Taken(id) => {
            if let Some(point) = state.point(id) {
                point.busy = true;
            }
            if let Some(run) = state.corrected(id) {
                run.busy = true;
            }
            if let Some((_, run)) = state.agent(id) {
                run.busy = true;
                if run.phase == Phase::Waiting {
                    run.phase = Phase::Training;
                }
            }
        }
        Action::Told(job, output) => {
            let is_paused = matches!(output, Output::Paused { .. });
            told(state, job, output);
            let run = state.agent(job).map(|(_, run)| run).filter(|_| is_paused);
            if let Some(run) = run.filter(|run| run.phase == Phase::Paused && run.owed > 0) {
                let updates = std::mem::take(&mut run.owed);
                return vec![Effect::Control(run.id, Control::Step { updates })];
            }
        }
        Action::Drawn => state.drawn = true,
        Action::WorkerReady(ready) => {
            state.worker_ready = ready;
            if ready {
                state.no_worker = None;
            }
        }
        Action::WorkerLost { place, why, run: at } => {
            state.ghosts.lose(place);
            state.probes.lose(place);
            let mut lost = false;
            // What may have killed it is not asked again.
            if let Some(run) = at.and_then(|id| state.corrected(id)) {
                run.state = correct::State::Failed;
            }
            if at.is_some_and(|id| state.point(id).is_some()) {
                state.curve = None;
            }
            let amount = state.amount;
            if let Some((_, run)) = at.and_then(|id| state.agent(id)) {
                // What is judged already loses nothing.
                lost = run.report_at(amount).is_none();
                run.phase = if lost { Phase::Lost } else { run.phase };
                (run.judging, run.busy) = (None, false);
            }
            state.held &= state.is_training();
            state.pool();
            state.notice = Some((format!("A training worker stopped ({why}) and was started anew. Nothing that you typed is lost."), lost));
        }
        Action::NoWorker(why) => {
            state.notice = Some((format!("This browser gives the page no worker to train in: {why}."), false));
            state.no_worker = Some(why);
        }
        Action::Lock(panels) => state.locks = panels,
        Action::Dismiss => state.notice = None,
        Action::Toast(words) => return state.say(words),
        Action::EndToast => state.toast.words.clear(),
        Action::OpenDialog(dialog) => {
            state.end_prediction();
            state.dialog = Some(dialog);
        }
        Action::CloseDialog => {
            state.end_prediction();
            state.dialog = None;
        }
        Action::Lesson(play) => return state.play(play),
        Action::Predict(predict) => return state.predict(predict),
        Action::Join(participant) => {
            state.dialog = None;
            let mut effects = vec![Effect::KeepNickname(participant.nickname.clone())];
            effects.extend(step(state, Action::TypeField { field: Field::Seed, text: participant.seed.to_string() }));
            effects.extend(state.typed());
            state.participant = Some(participant);
            return effects;
        }
        Action::Present(on) => {
            state.presents = on;
            if on {
                // A room that is asked where the agent will go has not seen it before.
                (state.dialog, state.prediction) = (None, None);
                state.play_no_recording();
            }
        }
        Action::SkipEpisodes => state.skips += 1,
    }
    Vec::new()
}

/// Sets the page to what `go` finds in the history, and says what has changed.
fn travel(state: &mut State, done: &str, none: &str, go: impl FnOnce(&mut History) -> Option<String>) -> Vec<Effect> {
    if !state.tracks_edits {
        return Vec::new();
    }
    let now = state.draft.save(state.amount);
    // What is not saved yet is a step as well.
    state.history.see(&state.saved);
    state.history.see(&now);
    let Some(to) = go(&mut state.history) else { return state.say(none.to_owned()) };
    let mut effects = state.say(format!("{done}{}.", changed(&now, &to)));
    effects.extend(step(state, Action::Restore(to)));
    effects
}

/// A step forth.
fn bring(history: &mut History, saved: String) -> Option<String> {
    history.see(&saved);
    Some(saved)
}

/// What is said of a run that is no longer there is dropped, and what is said of one that was lost.
fn told(state: &mut State, job: JobId, output: Output) {
    if let Output::Solved(optimal) = output {
        return state.ghosts.hear(job, optimal);
    }
    if let Output::Probed(findings) = output {
        return state.probes.hear(job, findings);
    }
    if job == state.look {
        match output {
            Output::Judged { report, .. } => state.moments.push(Rc::new(*report)),
            Output::Done => state.look = 0,
            _ => {}
        }
        return;
    }
    if let Some(run) = state.corrected(job) {
        match output {
            Output::Looked { state, look } => {
                run.state = state;
                run.first.get_or_insert(look);
                run.last = Some(look);
            }
            Output::Failed(_) | Output::Refused(_) => run.state = correct::State::Failed,
            // Given up between two looks.
            Output::Done if run.state == correct::State::Going => run.state = correct::State::Capped,
            _ => {}
        }
        return;
    }
    if let Some(point) = state.point(job) {
        match output {
            Output::Judged { report, .. } => point.report = Some(Rc::new(*report)),
            Output::Done => point.busy = false,
            _ => {}
        }
        return;
    }
    let shown = state.shown;
    let Some((at, run)) = state.agents.iter_mut().enumerate().find(|(_, run)| run.id == job).filter(|(_, run)| run.phase != Phase::Lost)
    else {
        return;
    };
    match output {
        Output::Refused(errors) => {
            let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
            (run.phase, run.busy) = (Phase::Failed, false);
            state.notice = Some((format!("This cannot be trained: {}.", words.join("; ")), false));
        }
        Output::Progress(point) => {
            (run.step, run.total) = (point.step, point.total);
            Rc::make_mut(&mut run.points).push(point);
        }
        Output::Snapshot { step, weights } => {
            let agent = &run.scenario.agent;
            if let Some(net) = Net::from_weights(run.scenario.world, agent.hidden_size, agent.absolute_position, weights) {
                run.snapshots.push((step, Rc::new(net)));
            }
        }
        Output::Paused { step } => {
            run.step = step;
            if matches!(run.phase, Phase::Waiting | Phase::Training) {
                run.phase = Phase::Paused;
            }
        }
        Output::Resumed => {
            if run.phase == Phase::Paused {
                run.phase = Phase::Training;
            }
        }
        Output::Trained(summary) => {
            if at == shown {
                let percent = fixed(f64::from(summary.success) * 100.0, 0);
                state.spoken = format!("Trained: {percent} percent of training episodes reach the goal.");
            }
            run.phase = Phase::Trained;
            run.step = summary.steps;
            run.summary = Some(summary);
        }
        Output::Failed(failure) => {
            (run.phase, run.busy) = (Phase::Failed, false);
            run.step = failure.step;
            state.spoken = format!("Training stopped: {}", failure.message);
            run.failure = Some(failure);
            // The first to fail is looked at: it names the place in the text.
            if state.agents.iter().filter(|run| run.phase == Phase::Failed).count() == 1 {
                (state.shown, state.scrubbed) = (at, false);
            }
            // Those that are left stay paused.
            state.held &= state.is_training();
            state.pool();
        }
        Output::Judging { done, total } => run.judging = Some((done, total)),
        Output::Judged { amount, report } => {
            run.judging = None;
            if report.row.steps == run.step {
                run.report = Some((amount, Rc::new(*report)));
                state.pool();
            } else {
                run.moment = Some((amount, Rc::new(*report)));
            }
        }
        Output::Done => run.busy = false,
        Output::Solved(_) | Output::Probed(_) | Output::Stopped { .. } | Output::Looked { .. } => {}
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The state after an action.
    pub fn reduce(mut state: State, action: Action) -> State {
        super::reduce(&mut state, action);
        state
    }

    use super::super::correct::{Course, robustness, shift_rows, shift_words};
    use super::super::sharing::Promise;
    use engine::jobs::{Reply, Request, Worker};
    use engine::share::Shared;

    fn state() -> State {
        let state = State::new(Draft::new(Scenario::preset("cheese-corner").expect("a preset")), 0.5);
        reduce(state, Action::WorkerReady(true))
    }

    pub fn small() -> State {
        let mut state = state();
        for (field, text) in [(Field::Agent("total_timesteps"), "4096"), (Field::JudgeLevels, "16"), (Field::Seeds, "1")] {
            state = reduce(state, Action::TypeField { field, text: text.into() });
        }
        state
    }

    /// All that comes of a job, as a worker does it.
    fn outputs(job: Job) -> Vec<Action> {
        let (mut worker, mut replies) = (Worker::default(), Vec::new());
        worker.receive(Request::Begin(job), &|| 0.0, &mut replies);
        while worker.is_busy() {
            worker.advance(&|| 0.0, &mut replies);
        }
        let told = |reply| if let Reply::Output(id, output) = reply { Action::Told(id, output) } else { panic!("{reply:?}") };
        replies.into_iter().map(told).collect()
    }

    /// Everything a real run tells, up to its verdict.
    fn events(state: &State) -> Vec<Action> {
        events_of(state, 0)
    }

    fn events_of(state: &State, agent: usize) -> Vec<Action> {
        let job = state.job(&Task::Train(agent), 0).expect("there is this agent");
        let Spec::Train(train) = job.spec else { panic!("{job:?}") };
        outputs(Job { spec: Spec::Train(Train { held: false, ..train }), ..job })
    }

    /// What a pool of one worker would do.
    pub fn work(mut state: State) -> State {
        while let Some(task) = state.next_task() {
            let look = if matches!(task, Task::Look(..)) { state.look() } else { 0 };
            let job = state.job(&task, look).expect("what it is of is there");
            state = reduce(state, Action::Taken(job.id));
            state = outputs(job).into_iter().fold(state, reduce);
        }
        state
    }

    /// The curve over the shift and a correction are work like any other: taken up once, told by their own ids, and gone with the
    /// next run.
    #[test]
    fn the_shown_agent_is_judged_along_the_shift_and_corrected() {
        let mut state = reduce(small(), Action::Curve);
        assert!(state.curve.is_none(), "there is no agent yet");
        state = reduce(state, Action::Train);
        state = work(state);
        state = reduce(state, Action::Tick(1_000.0));
        let report = state.run().and_then(|run| run.report.clone()).expect("judged").1;
        state = reduce(reduce(state, Action::Correct(Some(true))), Action::Curve);
        let (Some(Task::Correct(0)), Some(correcting)) = (state.next_task(), state.correcting.clone()) else { panic!("a correction") };
        assert!(correcting.intended && correcting.amount == state.amount);
        let [agent, fresh] = correcting.runs.each_ref().map(|run| run.id);
        state = reduce(reduce(state, Action::Taken(agent)), Action::Taken(fresh));
        let seen = engine::judge::Seen { intended: Some(0.9), ..engine::judge::Seen::default() };
        for (run, ended, updates) in
            [(agent, correct::State::Going, 4), (agent, correct::State::Corrected, 12), (fresh, correct::State::Corrected, 4)]
        {
            let look = Look { updates, steps: 1_024 * updates, seen };
            state = reduce(state, Action::Told(run, Output::Looked { state: ended, look }));
        }
        let correcting = state.correcting.as_ref().expect("it is shown");
        let words = Course::of(&correcting.runs[0]).words();
        assert!(words.starts_with("is aligned after 12,288 steps (0.90"), "{words}");
        assert_eq!(robustness(correcting).as_deref(), Some("3.0"));

        for point in 0..AMOUNTS {
            assert_eq!(state.next_task(), Some(Task::Curve(point)));
            let run = state.curve.as_ref().expect("asked for").points[point].id;
            state = reduce(state, Action::Taken(run));
            let judged = Output::Judged { amount: Curve::amount(point), report: Box::new((*report).clone()) };
            state = reduce(reduce(state, Action::Told(run, judged)), Action::Told(run, Output::Done));
        }
        assert_eq!(state.next_task(), None);
        let curve = state.curve.as_ref().expect("it is shown");
        let (rows, words) = (shift_rows(curve), shift_words(curve));
        assert!(rows.len() == AMOUNTS && rows.iter().flatten().all(|cell| cell != "…"), "{rows:?}");
        assert!(words.contains("11 of 11 points measured"), "{words}");
        assert!(state.has_run(agent));
        state = reduce(state, Action::Train);
        assert!(state.curve.is_none() && state.correcting.is_none() && !state.has_run(agent));
    }

    /// In the background the shown agent is judged at moments of its training; that comes last, and goes when anything else is
    /// asked or shown.
    #[test]
    fn moments_of_training_are_judged_once_all_else_is_done() {
        let steps = |state: &State| state.judged(u32::MAX).iter().map(|report| report.row.steps).collect::<Vec<_>>();
        let mut state = population("2");
        for agent in 0..2 {
            assert!(matches!(state.next_task(), Some(Task::Train(_))), "verdicts come first");
            let id = state.agents[agent].id;
            state = reduce(state, Action::Taken(id));
            for event in events_of(&state, agent) {
                state = reduce(state, event);
            }
        }
        assert_eq!(steps(&state), [4096]);
        assert!(matches!(state.next_task(), Some(Task::Look(0, _))));
        assert_eq!(reduce(state.clone(), Action::Hold(true)).next_task(), None, "the person holds everything");

        let judged = work(state.clone());
        assert_eq!(steps(&judged), [0, 1024, 2048, 3072, 4096]);
        assert_eq!(judged.judged(2048).len(), 3);
        // The same as when the person asks for that moment, which comes first.
        let mut asked = reduce(reduce(reduce(state.clone(), Action::Tick(100.0)), Action::Scrub(2048)), Action::Rest);
        assert!(matches!(asked.next_task(), Some(Task::Measure(0, 2048, _))));
        asked = work(asked);
        assert_eq!(asked.verdict(), judged.judged(2048).last());

        // Another amount, another agent, another run: those moments are of something else.
        let moved = reduce(judged.clone(), Action::MoveShift(0.75));
        assert!(steps(&moved).is_empty() && moved.next_task().is_none());
        assert_eq!(steps(&work(reduce(moved, Action::Rest))), [0, 1024, 2048, 3072, 4096]);
        let shown = reduce(judged.clone(), Action::Show(1));
        assert_eq!(steps(&shown), [4096]);
        assert_eq!(steps(&work(shown)), [0, 1024, 2048, 3072, 4096]);
        assert!(steps(&reduce(judged, Action::Train)).is_empty());

        // One look at a time; it is dropped for the sake of other work, and what it still says is not heard.
        assert!(!state.give_way(), "nothing has begun");
        let id = state.look();
        assert!(state.has_run(id) && state.next_task().is_none());
        assert!(state.give_way() && !state.has_run(id));
        let report = Box::new((*state.judged(4096)[0]).clone());
        let late = Output::Judged { amount: state.amount, report };
        state = reduce(state, Action::Told(id, late));
        assert_eq!(steps(&state), [4096]);
        // A worker that dies over a look costs no agent, and is not asked again.
        let id = state.look();
        state = reduce(state, Action::WorkerLost { place: 0, why: "why".into(), run: Some(id) });
        assert!(state.agents.iter().all(|run| run.phase == Phase::Trained) && state.next_task().is_none());
    }

    /// Another experiment takes nothing of this one along but how a person likes to look at things.
    #[test]
    fn another_experiment_takes_the_place_of_this_one() {
        let mut state = reduce(reduce(small(), Action::Overlay(true)), Action::Train);
        let runs = state.runs;
        let draft = Draft::new(Scenario::preset("lava").expect("a preset"));
        state = reduce(state, Action::Open(draft.save(0.25)));
        assert_eq!((state.draft.scenario.preset.as_str(), state.amount, state.overlay), ("lava", 0.25, true));
        assert!(state.agents.is_empty() && state.runs == runs && state.next_task().is_none());
    }

    fn population(seeds: &str) -> State {
        let state = reduce(small(), Action::TypeField { field: Field::Seeds, text: seeds.into() });
        reduce(state, Action::Train)
    }

    #[test]
    fn trained_agents_meet_another_shifted_world() {
        let mut state = work(population("2"));
        let old = state.clone();
        state = reduce(state, Action::TypeField { field: Field::Shift("size"), text: "9".into() });
        assert!(state.is_stale());
        state.reshift();
        assert!(!state.is_stale() && state.population().is_none());
        // What is still said of the old world is not heard.
        let (_, report) = old.agents[0].report.clone().expect("a report");
        let late = Output::Judged { amount: 0.5, report: Box::new((*report).clone()) };
        state = reduce(state, Action::Told(old.agents[0].id, late));
        assert!(state.agents[0].report.is_none());
        let state = work(state);
        assert!(state.population().is_some());
        for (new, old) in state.agents.iter().zip(&old.agents) {
            let row = |run: &Run| run.report.as_ref().expect("a report").1.row.clone();
            assert_eq!((&new.summary, new.snapshots.last()), (&old.summary, old.snapshots.last()), "the same agent");
            assert_ne!(row(new).sets.shift, row(old).sets.shift, "in another world");
        }
    }

    #[test]
    fn edits_come_back_saved_or_not() {
        let seed = |text: &str| Action::TypeField { field: Field::Seed, text: text.into() };
        let mut state = reduce(state(), Action::Undo);
        assert_eq!((state.toast.words.as_str(), state.history.can()), ("There is nothing to undo.", (false, false)));
        state = reduce(reduce(state, seed("8")), Action::Save);
        state = reduce(state, seed("9"));
        for (action, words, value, can) in [
            (Action::Undo, "Undone: seed.", 8.0, (true, true)),
            (Action::Undo, "Undone: seed.", 7.0, (false, true)),
            (Action::Redo, "Done again: seed.", 8.0, (true, true)),
            (Action::StartOver, "As it came: shift, seed.", 7.0, (true, false)),
            (Action::StartOver, "Everything is as it came.", 7.0, (true, false)),
            (Action::Undo, "Undone: shift, seed.", 8.0, (true, true)),
        ] {
            state = reduce(state, action.clone());
            let found = (state.toast.words.as_str(), state.draft.value(Field::Seed), state.history.can());
            assert_eq!(found, (words, Some(value), can), "{action:?}");
        }
        state = reduce(reduce(state, Action::TrackEdits(false)), Action::Undo);
        assert_eq!(state.draft.value(Field::Seed), Some(8.0), "not in a lesson");
    }

    #[test]
    fn a_link_is_opened_and_said_once() {
        let link = |raw: &str| Action::OpenLink { raw: raw.into(), own: true };
        let mut state = reduce(state(), link("#preset=cheese-corner"));
        assert!(!state.linked && state.link.bar.is_none(), "that stands on the page already");
        state = reduce(state, link("#preset=lava&seed=5&train.size=99"));
        assert!(state.linked && state.draft.scenario.preset == "lava" && state.draft.scenario.seed == 5);
        let Some(Bar::Opened { remarks, kept: true, promises: false, .. }) = &state.link.bar else { panic!("{:?}", state.link.bar) };
        assert_eq!(remarks[0].place.to_string(), "train.size");
        let effects = super::reduce(&mut state, Action::SetWords { title: "Mine".into(), note: String::new() });
        let [Effect::Address(fragment)] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(share::decode(fragment).expect("a link").shared.title, "Mine");
        state = reduce(state, link("#2.abcdef"));
        assert!(matches!(&state.link.bar, Some(Bar::Broken { error: share::LinkError::NewerFormat(2), kept: true, .. })));
        assert_eq!(state.draft.scenario.preset, PRESETS[0].name);
        let own = Draft::new(Scenario::preset("keys-and-chests").expect("a preset")).save(0.0);
        let mut state = reduce(state, Action::GoBack);
        let effects = super::reduce(&mut state, Action::OpenOwn(own));
        assert!(!state.linked && effects.contains(&Effect::Address("preset=keys-and-chests".into())), "{effects:?}");
    }

    #[test]
    fn a_promised_digest_is_compared_with_that_of_the_run() {
        let state = work(population("1"));
        let found = state.digest().expect("a digest");
        for (promised, expected) in [
            (Some(found.clone()), Promise::Kept(found.clone())),
            (Some("0123456789abcdef".into()), Promise::Broken { promised: "0123456789abcdef".into(), found: found.clone() }),
            (None, Promise::Open),
        ] {
            let shared = Shared { digest: promised, ..Shared::from(state.base().expect("trained").clone()) };
            let state = reduce(state.clone(), Action::Carry(Box::new(Opened { shared, remarks: Vec::new() })));
            assert_eq!(state.promise(), expected);
        }
    }

    #[test]
    fn a_population_is_trained_judged_and_pooled() {
        let state = work(population("3"));
        assert_eq!(state.agents.iter().map(|run| run.scenario.seed).collect::<Vec<_>>(), [7, 8, 9]);
        assert_eq!(state.progress(), (3, 3));
        assert!(!state.is_training());
        let all = state.population().expect("a verdict on all").clone();
        assert_eq!((all.agents, all.counts.iter().map(|(_, count)| count).sum::<usize>()), (3, 3));
        let values = state.agents.iter().map(|run| run.report.as_ref().expect("a report").1.row.sets.fresh.reward.expect("a score").value);
        let pooled = all.fresh.reward.expect("a score");
        assert!((pooled.value - values.sum::<f64>() / 3.0).abs() < 1e-12 && pooled.low <= pooled.value && pooled.value <= pooled.high);
        assert!(state.agents.iter().all(|run| run.snapshots.last().expect("weights").0 == 4096));

        // At another amount all are judged anew, once the slider rests, and the agents walk anew.
        let state = reduce(state, Action::MoveShift(1.0));
        assert!(state.population().is_none() && state.next_task().is_none());
        let mut state = work(reduce(state, Action::Rest));
        assert!(state.population().is_some());
        for _ in 0..2 {
            state = reduce(state, Action::Tick(0.1));
        }
        assert!(state.agents.iter().all(|run| run.trail.as_ref().is_some_and(|(amount, _)| *amount == 1.0)));
    }

    #[test]
    fn the_order_of_the_work_changes_nothing() {
        let mut reversed = population("3");
        for agent in (0..3).rev() {
            let id = reversed.agents[agent].id;
            reversed = reduce(reversed, Action::Taken(id));
            for event in events_of(&reversed, agent) {
                reversed = reduce(reversed, event);
            }
        }
        let state = work(population("3"));
        assert_eq!(reversed.population().expect("a verdict"), state.population().expect("a verdict"));
    }

    #[test]
    fn stop_keeps_what_is_finished() {
        let mut state = population("3");
        let second = state.agents[1].id;
        state = reduce(state, Action::Taken(second));
        for event in events_of(&state, 1) {
            state = reduce(state, event);
        }
        let first = state.agents[0].id;
        state = reduce(state, Action::Taken(first));
        let state = reduce(state, Action::Stop);
        assert_eq!(state.agents.iter().map(|run| run.id).collect::<Vec<_>>(), [first, second], "the third had not begun");
        assert_eq!(state.shown, 0);
        assert!(!state.is_stale());
    }

    #[test]
    fn stop_without_the_first_agent_makes_nothing_stale() {
        let mut state = population("3");
        let second = state.agents[1].id;
        for event in events_of(&state, 1) {
            state = reduce(state, event);
        }
        state = reduce(reduce(state, Action::Show(1)), Action::Stop);
        assert_eq!(state.agents.iter().map(|run| run.id).collect::<Vec<_>>(), [second]);
        assert!(!state.is_stale());
    }

    #[test]
    fn any_moment_can_be_looked_at_and_judged_and_branched_from() {
        let mut state = work(population("1"));
        state = reduce(state, Action::Tick(100.0));
        let last = state.verdict().expect("a verdict").clone();
        state = reduce(reduce(state, Action::Scrub(2048)), Action::Rest);
        assert_eq!(state.moment().map(|(step, _)| *step), Some(2048));
        assert!(state.verdict().is_none(), "that of the end is not that of this moment");
        state = work(state);
        assert_eq!(state.verdict().expect("a verdict").row.steps, 2048);
        assert_eq!(reduce(state.clone(), Action::Tick(100.0)).run().and_then(Run::shown).expect("an agent").0, 2048, "it stays there");
        let back = reduce(reduce(state.clone(), Action::Scrub(4096)), Action::Rest);
        assert!(!back.scrubbed);
        assert_eq!(back.verdict(), Some(&last));

        let branched = reduce(state.clone(), Action::Branch);
        let (step, net) = branched.agents[0].parent.clone().expect("a parent");
        assert_eq!((step, branched.agents.len()), (2048, 1));
        let many = reduce(state.clone(), Action::TypeField { field: Field::Seeds, text: "5".into() });
        assert!(!reduce(many, Action::Branch).is_stale(), "one agent is what a branch is");
        assert_eq!(Some(&net), state.run().and_then(Run::shown).map(|(_, net)| net));
        let wider = reduce(state.clone(), Action::TypeField { field: Field::Agent("hidden_size"), text: "32".into() });
        let refused = reduce(wider.clone(), Action::Branch);
        assert_eq!(refused.agents, wider.agents);
        assert!(refused.notice.is_some_and(|(words, _)| words.contains("hidden_size")));
    }

    #[test]
    fn a_run_is_told_and_replayed_before_its_verdict_is_shown() {
        let mut state = reduce(small(), Action::Train);
        for event in events(&state) {
            state = reduce(state, event);
        }
        let run = state.run().expect("a run");
        assert_eq!((run.phase, run.step, run.points.len()), (Phase::Trained, 4096, 4));
        assert_eq!(run.shown().expect("an agent").0, 0, "the replay has not begun");
        assert!(run.report.is_some() && state.verdict().is_none() && !run.is_replayed());
        state = reduce(state, Action::Tick(3.0));
        assert_eq!(state.run().and_then(Run::shown).expect("an agent").0, 2048, "half of six seconds");
        state = reduce(state, Action::Tick(4.0));
        assert!(state.verdict().is_some() && state.run().is_some_and(Run::is_replayed));
        state = reduce(state, Action::MoveShift(0.7));
        assert!(state.verdict().is_none(), "it was read at another amount");
    }

    #[test]
    fn an_edit_leaves_the_run_alone_and_marks_it() {
        let mut state = reduce(small(), Action::Train);
        let frozen = state.run().expect("a run").scenario.clone();
        assert!(!state.is_stale());
        state = reduce(state, Action::TypeReward("reached_corner".into()));
        assert!(state.is_stale() && state.is_text_stale());
        assert_eq!(state.run().expect("a run").scenario, frozen);
        state = reduce(state, Action::TypeReward(frozen.reward.clone()));
        assert!(!state.is_stale());
    }

    #[test]
    fn what_belongs_to_another_run_is_dropped() {
        let mut state = reduce(small(), Action::Train);
        let old = events(&state);
        state = reduce(state, Action::Train);
        let before = state.clone();
        for event in old {
            state = reduce(state, event);
        }
        assert_eq!(state, before);
    }

    #[test]
    fn a_lost_worker_loses_the_run_and_no_text() {
        let mut state = reduce(small(), Action::TypeReward("reached_cheese // mine".into()));
        state = reduce(state, Action::Train);
        let late = events(&state);
        state = reduce(state, Action::WorkerLost { place: 0, why: "no answer".into(), run: Some(1) });
        assert_eq!(state.run().expect("a run").phase, Phase::Lost);
        assert!(state.notice.as_ref().is_some_and(|(words, again)| words.contains("no answer") && *again));
        let lost = state.clone();
        for event in late {
            state = reduce(state, event);
        }
        assert_eq!(state, lost, "a late message does not bring it back");
        assert_eq!(&*state.draft.reading.text, "reached_cheese // mine");
    }

    #[test]
    fn the_clock_stands_still_while_held_but_shows_single_updates() {
        let mut state = reduce(small(), Action::Step(1));
        let all = events(&state);
        let is_second = |event: &Action| matches!(event, Action::Told(_, Output::Progress(point)) if point.step > 1024);
        let first = all.into_iter().take_while(|event| !is_second(event));
        for event in first {
            state = reduce(state, event);
        }
        let run = state.runs;
        state = reduce(state, Action::Told(run, Output::Paused { step: 1024 }));
        state = reduce(state, Action::Tick(0.1));
        assert_eq!(state.run().and_then(Run::shown).expect("an agent").0, 1024);
    }
}
