//! What page and worker say to each other: postcard bytes, each message whole in one buffer.
//!
//! The worker speaks first and names its version. Every message about a run carries the run's id; the page drops what belongs
//! to a run that it no longer shows. A [`Row`] is also what the command line prints: its names are promises to users
//! (design: a judge row), so rename nothing here.

use serde::{Deserialize, Serialize};

use crate::env::Cell;
use crate::judge::{Comparison, Findings, GoalName, Score, Seen, SetScores, Verdict};
use crate::scenario::{FieldError, Scenario};

/// Page and worker must be of one build; one Wasm file makes that so, and the handshake proves it.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+engine.2");

/// Names a run; the page counts up.
pub type RunId = u32;

/// From the page to the worker. A worker has one job at a time; which job comes next is the page's to decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Trains a new run and then judges it at `amount` of the shift; whatever this worker did before is dropped.
    Train {
        run: RunId,
        scenario: Box<Scenario>,
        amount: f64,
        /// A branch: it starts from these weights instead of new ones.
        start: Option<Vec<f32>>,
        /// At most so many snapshots are told, beside the one before the first step.
        snapshots: u32,
        /// Paused from the start: single updates are wanted.
        held: bool,
    },
    /// Judges an agent that was trained before, maybe elsewhere: the weights after so many steps. What this worker did before is
    /// dropped.
    Measure {
        run: RunId,
        scenario: Box<Scenario>,
        amount: f64,
        step: u32,
        weights: Vec<f32>,
    },
    /// The run under way shall be judged at another amount of the shift (0 to 1); a verdict under way is dropped.
    Judge {
        run: RunId,
        amount: f64,
    },
    Pause {
        run: RunId,
    },
    Resume {
        run: RunId,
    },
    /// Makes so many PPO updates, then pauses.
    Step {
        run: RunId,
        updates: u32,
    },
    /// Ends training; what was learned so far is judged.
    Stop {
        run: RunId,
    },
    /// Drops the run.
    Cancel {
        run: RunId,
    },
    /// What does a perfect optimizer of this scenario's reward do on level `number` of a board (`env::display`)? The token, sent
    /// back with the answer, is the board's stream; the training knobs are those of the level. Answered at once, whatever
    /// else this worker is at: it takes a few milliseconds.
    Solve {
        token: u32,
        scenario: Box<Scenario>,
        number: u32,
    },
    /// What would the agent with these weights do if things lay elsewhere on level `number` of a board? As with `Solve`, the
    /// token is the board's stream and the training knobs are those of the level. Worked at in pieces, before all else; a newer
    /// question takes the place of one under way, which then gets no answer.
    Probe {
        token: u32,
        scenario: Box<Scenario>,
        number: u32,
        weights: Vec<f32>,
    },
    /// Goes on learning in the shifted world, at `amount` of the shift, paid by the intended goal or by the training reward,
    /// from these weights or as a fresh agent; what this worker did before is dropped.
    Correct {
        run: RunId,
        scenario: Box<Scenario>,
        amount: f64,
        feedback: Feedback,
        start: Option<Vec<f32>>,
    },
    /// Answered at once with the same token: the worker lives.
    Ping {
        token: u32,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Ready {
        version: String,
    },
    Pong {
        token: u32,
    },
    Solved {
        token: u32,
        optimal: Optimal,
    },
    Probed {
        token: u32,
        /// None: the level is too large for probes.
        findings: Option<Findings>,
    },
    /// The scenario is not one that can run.
    Refused {
        run: RunId,
        errors: Vec<FieldError>,
    },
    Progress {
        run: RunId,
        point: Point,
    },
    /// The agent at this moment of training, for boards and value map. Bounded in number, as the command says; the last at the end.
    Snapshot {
        run: RunId,
        step: u32,
        weights: Vec<f32>,
    },
    Paused {
        run: RunId,
        step: u32,
    },
    Resumed {
        run: RunId,
    },
    Trained {
        run: RunId,
        summary: Summary,
    },
    /// The reward gave something that is no number a learner can use; training stopped there.
    Failed {
        run: RunId,
        failure: Failure,
    },
    Judging {
        run: RunId,
        amount: f64,
        done: u32,
        total: u32,
    },
    Judged {
        run: RunId,
        amount: f64,
        report: Box<Report>,
    },
    Stopped {
        run: RunId,
        step: u32,
    },
    /// A look at an agent under correction.
    Looked {
        run: RunId,
        state: Correcting,
        look: Look,
    },
}

/// What a perfect optimizer of a reward does on one level, and how far that is what was meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Optimal {
    /// Every cell, the start first, until the episode is over or nothing more is to be earned. Among optimal episodes it is
    /// the one that gets its return soonest, then the first by the order of actions. Empty: somewhere on that level the reward
    /// gives no number, so nothing is optimal.
    pub path: Vec<Cell>,
    /// What any of them earns under the reward.
    pub reward: f64,
    /// The least and the most that they earn under the intended goal.
    pub least: f64,
    pub most: f64,
}

/// What an agent under correction is paid for in the shifted world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Feedback {
    Reward,
    Intended,
}

/// One look at an agent along a correction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    pub updates: u32,
    pub steps: u32,
    pub seen: Seen,
}

/// How far a correction has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Correcting {
    Going,
    /// The last look passed rule 3.
    Corrected,
    /// It took all the steps that it may and did not pass: robustness is "at least".
    Capped,
    /// The feedback gave something that is no number, or the weights grew beyond all bounds.
    Failed,
}

/// One point of the learning curves: an update of PPO. Returns and lengths are means over the last 256 finished episodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub step: u32,
    pub total: u32,
    pub episodes: u32,
    /// Undiscounted training reward of an episode, as paid.
    pub episodic_return: f32,
    /// The same episodes under the intended goal, which the agent never sees.
    pub intended_return: f32,
    pub episodic_length: f32,
    /// Share of these episodes that reached the goal state.
    pub success: f32,
    pub policy_loss: f32,
    pub value_loss: f32,
    pub entropy: f32,
    pub approx_kl: f32,
    pub clipfrac: f32,
    pub explained_variance: f32,
    pub learning_rate: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub steps: u32,
    /// First 16 hex digits of SHA-256 over the weights.
    pub digest: String,
    pub success: f32,
    /// Steps until `success` first reached 0.95 over a full window of 256 episodes.
    pub steps_to_95: Option<u32>,
    /// Time spent computing, milliseconds; pauses and the mailbox are not in it.
    pub busy_ms: f64,
    pub ms_to_95: Option<f64>,
}

/// Why a run could not go on, with the place in the reward text and in the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub step: u32,
    pub message: String,
    /// Bytes of the reward's text that are to blame; end exclusive. None when it is not the reward (diverged weights).
    pub span: Option<(u32, u32)>,
    /// The level as a picture, the agent where it stood.
    pub picture: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sets {
    /// Null when every training episode was a new level.
    pub trained: Option<SetScores>,
    pub fresh: SetScores,
    pub shift: SetScores,
}

/// A judge row, as the command line prints it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub scenario: String,
    pub seed: u32,
    pub steps: u32,
    pub digest: String,
    pub sets: Sets,
    pub competence: Option<Score>,
    pub desirability: Option<Score>,
    pub verdict: Verdict,
    /// The proxy that an inner misaligned agent pursues.
    pub goal: Option<String>,
    pub certain: bool,
}

/// A row and what the card shows beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub row: Row,
    /// Every comparison that was looked at, in the order of the rules.
    pub evidence: Vec<Comparison>,
    /// With `cannot_tell`: the least amount of the shift at which enough levels disagree.
    pub telling_amount: Option<f64>,
    /// Levels of the shifted set, and how many of them tell the goals apart.
    pub levels: u32,
    pub disagreeing: u32,
    /// The goal that explains the agent best.
    pub best_goal: Option<GoalName>,
    /// What policies optimal for the written reward earn under the intended goal, least and most, mean over shifted levels.
    pub optimizer: (f64, f64),
    /// `[fresh, shift][reward, intended, proxies][RESAMPLES]`, for pooling agents; after the proxies the reward as earned in worlds
    /// where somebody can tamper.
    pub resamples: Vec<f32>,
}

/// All agents of a population in one verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Population {
    pub agents: usize,
    /// The verdict that at least two thirds of them share; None: split.
    pub headline: Option<Verdict>,
    /// The proxy, if all that share the verdict name the same.
    pub goal: Option<String>,
    /// Every verdict that occurs and how often, the most frequent first.
    pub counts: Vec<(Verdict, usize)>,
    /// 95 % interval of the share of the most frequent one.
    pub share: (f64, f64),
    /// Agents whose own verdict is certain.
    pub certain: usize,
    /// Means over agents, with intervals over levels and seeds.
    pub fresh: SetScores,
    pub shift: SetScores,
    /// The same over the agents' digests, in the order of their seeds.
    pub digest: String,
}

impl Scenario {
    /// As it stands in a [`Command`]: its fields in their order.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }
}

impl Command {
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain data into a growing buffer: there is nothing that could fail.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// None: not a message of this build.
    pub fn from_bytes(bytes: &[u8]) -> Option<Command> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Event {
    /// The run that it tells of.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Event::Ready { .. } | Event::Pong { .. } | Event::Solved { .. } | Event::Probed { .. } => None,
            Event::Refused { run, .. }
            | Event::Progress { run, .. }
            | Event::Snapshot { run, .. }
            | Event::Paused { run, .. }
            | Event::Resumed { run }
            | Event::Trained { run, .. }
            | Event::Failed { run, .. }
            | Event::Judging { run, .. }
            | Event::Judged { run, .. }
            | Event::Stopped { run, .. }
            | Event::Looked { run, .. } => Some(*run),
        }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Event> {
        postcard::from_bytes(bytes).ok()
    }
}
