//! What a worker is asked to do, and what it answers: one kind of job for training, judging and every question about one level.
//!
//! A [`Job`] has a [`Spec`], which a file of its own turns into [`Work`]: pieces of about a millisecond each, told as [`Output`]s.
//! A [`Worker`] takes the most urgent piece first and knows no browser; whoever drives it brings the clock and carries the bytes.
//! A new kind of job is a file, a line in [`Spec`], a line in `Spec::start` and a line in [`Output`].

mod correct;
mod corrections;
mod framings;
mod mind;
mod probe;
mod pulls;
mod rivals;
mod run;
mod solve;
mod units;
mod watch;
mod worker;
mod worst;

pub use correct::Correct;
pub use corrections::Corrections;
pub use framings::{Culprits, Read, Relabel, Unseen, Vary};
pub use mind::{Doses, JudgeMind};
pub use probe::Probe;
pub use pulls::Pulls;
pub use rivals::Rivals;
pub use run::{Judge, Train};
pub use solve::Solve;
pub use units::Units;
pub use watch::Watch;
pub use worker::{Worker, outputs};
pub use worst::Worst;

use serde::{Deserialize, Serialize};

use crate::experiment::correct::{Look, State};
use crate::experiment::{Failure, Optimal, Point, Report, Summary};
use crate::framings::causes::{CulpritReport, RelabelReport};
use crate::framings::corrections::AgentCorrections;
use crate::framings::mind::DoseCurve;
use crate::framings::pulls::{PullReport, Silent};
use crate::framings::readings::ReadingReport;
use crate::framings::units::UnitMaps;
use crate::framings::unseen::UnseenReport;
use crate::framings::variant::Trained;
use crate::framings::watched::AgentWatched;
use crate::judge::{Findings, Reference, RivalReport, WorstReport};
use crate::scenario::{FieldError, Scenario};

/// Names a job; whoever asks counts up.
pub type JobId = u32;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub id: JobId,
    pub priority: Priority,
    pub spec: Spec,
}

/// Of the jobs of one worker, the most urgent gets all the time; of equal ones, the first that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    /// A few milliseconds that somebody waits for.
    AtOnce,
    /// What is on view.
    Soon,
    Usual,
    /// What nobody asked for.
    Background,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Spec {
    Train(Train),
    Judge(Judge),
    Solve(Solve),
    Probe(Probe),
    Correct(Correct),
    Rivals(Rivals),
    Vary(Vary),
    Read(Read),
    Unseen(Unseen),
    Relabel(Relabel),
    Culprits(Culprits),
    Pulls(Pulls),
    JudgeMind(JudgeMind),
    Doses(Doses),
    Units(Units),
    Corrections(Corrections),
    Watch(Watch),
    Worst(Worst),
}

/// For a job under way. A job that does not know it, or is over, takes no notice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Control {
    /// It shall be judged at another amount of the shift (0 to 1); a verdict under way is dropped.
    Judge {
        amount: f64,
    },
    Pause,
    Resume,
    /// Makes so many PPO updates, then pauses.
    Step {
        updates: u32,
    },
    /// Ends training; what was learned so far is judged.
    Stop,
    /// Drops the job; nothing more is heard of it.
    Cancel,
}

/// To a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    Begin(Job),
    Control(JobId, Control),
    /// Answered at once with the same token: the worker lives.
    Ping(u32),
}

/// From a worker, which speaks first and names its version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    Ready { version: String },
    Pong(u32),
    Output(JobId, Output),
}

/// What came of a job. Each ends with exactly one of `Done`, `Failed` and `Refused`, unless it was canceled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    Progress(Point),
    /// The agent at this moment of training, for boards and value map. Bounded in number, as the job says; the last at the end.
    Snapshot {
        step: u32,
        weights: Vec<f32>,
    },
    Paused {
        step: u32,
    },
    Resumed,
    Stopped {
        step: u32,
    },
    Trained(Summary),
    Judging {
        done: u32,
        total: u32,
    },
    Judged {
        amount: f64,
        report: Box<Report>,
    },
    Solved(Optimal),
    /// None: the level is too large for probes.
    Probed(Option<Findings>),
    /// A look at an agent under correction.
    Looked {
        state: State,
        look: Look,
    },
    /// Of all agents together.
    Compared(Box<RivalReport>),
    /// How far a framing or a search is, in pieces of about the same length.
    Worked {
        done: u32,
        total: u32,
    },
    /// What a framing or a search has found.
    Answered(Packed),
    Done,
    Failed(Failure),
    /// The scenario is not one that can run.
    Refused(Vec<FieldError>),
}

/// What a framing or a search has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// One agent, trained with one thing changed.
    Varied(Trained),
    Readings(ReadingReport),
    Unseen(UnseenReport),
    Relabeled(RelabelReport),
    Culprits(CulpritReport),
    /// Of all agents and moments together, or why nothing can be said.
    Pulled(Result<PullReport, Silent>),
    Dosed(DoseCurve),
    Mapped(Result<UnitMaps, Silent>),
    /// Of one agent.
    Corrected(AgentCorrections),
    /// Of one agent.
    Watched(AgentWatched),
    /// None: nothing of what was meant is at stake on the level.
    Worst(Option<WorstReport>),
}

/// An [`Answer`] as bytes. Whoever hands it on need not know what is in it: the page, which every visit loads, does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// None: not an answer of this build.
    pub fn open(&self) -> Option<Answer> {
        postcard::from_bytes(&self.0).ok()
    }
}

impl From<Answer> for Output {
    fn from(answer: Answer) -> Output {
        Output::Answered(Packed(to_bytes(&answer)))
    }
}

impl Output {
    /// Nothing more comes of this job.
    pub fn is_last(&self) -> bool {
        matches!(self, Output::Done | Output::Failed(_) | Output::Refused(_))
    }
}

impl Request {
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// None: not a message of this build.
    pub fn from_bytes(bytes: &[u8]) -> Option<Request> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Reply {
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Reply> {
        postcard::from_bytes(bytes).ok()
    }
}

fn to_bytes(message: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(message).expect("plain data into a growing buffer")
}

impl Spec {
    /// Ready to work, or what is wrong with it.
    fn start(self, context: &mut Context) -> Result<Box<dyn Work>, Vec<FieldError>> {
        Ok(match self {
            Spec::Train(spec) => Box::new(spec.start(context)?),
            Spec::Judge(spec) => Box::new(spec.start(context)?),
            Spec::Solve(spec) => Box::new(spec),
            Spec::Probe(spec) => Box::new(spec.start()),
            Spec::Correct(spec) => Box::new(spec.start(context)?),
            Spec::Rivals(spec) => Box::new(spec.start()?),
            Spec::Vary(spec) => Box::new(spec.start(context)?),
            Spec::Read(spec) => Box::new(spec.start(context)?),
            Spec::Unseen(spec) => Box::new(spec.start()?),
            Spec::Relabel(spec) => Box::new(spec.start(context)?),
            Spec::Culprits(spec) => Box::new(spec.start()?),
            Spec::Pulls(spec) => Box::new(spec.start()?),
            Spec::JudgeMind(spec) => Box::new(spec.start(context)?),
            Spec::Doses(spec) => Box::new(spec.start(context)?),
            Spec::Units(spec) => Box::new(spec.start()?),
            Spec::Corrections(spec) => Box::new(spec.start(context)?),
            Spec::Watch(spec) => Box::new(spec.start()?),
            Spec::Worst(spec) => Box::new(spec.start()?),
        })
    }
}

/// A job under way.
trait Work {
    /// One piece, about 1 to 5 ms.
    fn advance(&mut self, context: &mut Context) -> Next;

    fn control(&mut self, _control: Control, _context: &mut Context) {}

    /// Nothing is done until a control says so.
    fn is_held(&self) -> bool {
        false
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Going,
    /// Its last output, if there is one, was told.
    Over,
}

/// What a worker lends to its jobs.
struct Context<'a> {
    references: &'a mut References,
    /// What comes of the job.
    outputs: &'a mut Vec<Output>,
    /// Milliseconds.
    now: &'a dyn Fn() -> f64,
}

impl Context<'_> {
    fn tell(&mut self, output: Output) {
        self.outputs.push(output);
    }
}

/// The newest finished references, the last one last, and whose they are: the scenario but for its seed. Agents of a population share
/// one. Several are kept only of scenarios that differ in nothing but the world of training, as along a curve over one of its knobs:
/// they share the shifted levels, and are dropped when they take too much room.
#[derive(Default)]
struct References {
    kept: Vec<(Scenario, Reference)>,
    /// The newest brief one, at the full shift.
    brief: Option<(Scenario, Reference)>,
}

/// Bytes that kept references may take beside the shifted levels: seven of the cheese corner take 50 MB.
const ROOM: usize = 64 << 20;

impl References {
    fn of(&self, scenario: &Scenario, amount: f64) -> Option<Reference> {
        let own = but_for_seed(scenario);
        let known = self.kept.iter().find(|(other, _)| *other == own).map(|(_, reference)| reference.at_amount(amount));
        let kin = || self.kept.last().filter(|(other, _)| is_kin(other, &own));
        known.or_else(|| kin().map(|(_, reference)| reference.at_amount(amount).trained_in(own.levels(0.0))))
    }

    /// For glances at the full shift.
    fn brief(&self, scenario: &Scenario) -> Option<Reference> {
        let own = but_for_seed(scenario);
        let known = self.kept.iter().chain(&self.brief).find(|(other, kept)| *other == own && kept.question().amount == 1.0);
        known.map(|(_, reference)| reference.clone())
    }

    fn keep(&mut self, scenario: &Scenario, reference: &Reference) {
        if !reference.is_done() {
            return;
        }
        let own = but_for_seed(scenario);
        if reference.is_brief() {
            if self.brief.as_ref().is_none_or(|(other, _)| *other != own) {
                self.brief = Some((own, reference.clone()));
            }
            return;
        }
        let amount = reference.question().amount;
        if self.kept.iter().any(|(other, kept)| *other == own && kept.question().amount == amount) {
            return;
        }
        self.kept.retain(|(other, kept)| *other != own && is_kin(other, &own) && kept.question().amount == amount);
        self.kept.push((own, reference.clone()));
        let bytes = |kept: &[(Scenario, Reference)]| kept.iter().map(|(_, reference)| reference.bytes_of_training()).sum::<usize>();
        while self.kept.len() > 1 && bytes(&self.kept) > ROOM {
            self.kept.remove(0);
        }
    }
}

fn is_kin(one: &Scenario, other: &Scenario) -> bool {
    Scenario { train: other.train.clone(), ..one.clone() } == *other
}

fn but_for_seed(scenario: &Scenario) -> Scenario {
    Scenario { seed: 0, ..scenario.clone() }
}
