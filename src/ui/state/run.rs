//! One agent of the population as the workers have told it so far, and what is measured of the shown one: the curve over the shift
//! and its correction.

use serde::{Deserialize, Serialize};

use super::*;

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
    pub(super) fn seconds(self) -> Option<f64> {
        match self {
            Speed::Slow => Some(12.0),
            Speed::Normal => Some(6.0),
            Speed::Fast => Some(2.0),
            Speed::Live => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// No worker has begun it yet.
    #[default]
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

    /// Training is not over.
    pub fn is_under_way(self) -> bool {
        matches!(self, Phase::Waiting | Phase::Training | Phase::Paused)
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
    pub(super) owed: u32,
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
    pub(super) fn new(id: JobId, scenario: Rc<Scenario>) -> Run {
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

    pub(super) fn newest(&self) -> f64 {
        self.snapshots.last().map_or(0.0, |(step, _)| f64::from(*step))
    }

    /// The verdict on the trained agent at this amount.
    pub fn report_at(&self, amount: f64) -> Option<&Rc<Report>> {
        self.report.as_ref().filter(|(at, _)| *at == amount).map(|(_, report)| report)
    }
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
    pub(super) busy: bool,
    pub report: Option<Rc<Report>>,
}

/// Points of the curve over the shift, evenly from 0 to 1.
pub const AMOUNTS: usize = 11;

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
    pub(super) busy: bool,
    pub state: correct::State,
    /// Why it failed; None: its worker died.
    pub trouble: Option<String>,
    pub first: Option<Look>,
    pub last: Option<Look>,
}
