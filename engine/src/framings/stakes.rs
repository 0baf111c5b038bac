//! Can it still be corrected? Goal robustness over the moments of training, and harms that come before the correction.

use serde::{Deserialize, Serialize};

use crate::experiment::correct::State;
use crate::experiment::harm::Harm;

/// Shares of training at which agents are corrected.
pub const MOMENTS: [f64; 6] = [0.03, 0.1, 0.2, 0.4, 0.7, 1.0];

/// One correction, as it ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    pub state: State,
    pub updates: u32,
    pub steps: u32,
    /// Harms by then, in all worlds that are played at once.
    pub harms: f64,
}

/// All corrections of one agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentStakes {
    pub seed: u32,
    pub harm: Harm,
    /// An agent that has learned nothing, in the same world under the same feedback.
    pub fresh: Course,
    /// Corrected as it was after so many steps of its training; the last is the trained agent.
    pub moments: Vec<(u32, Course)>,
}

/// Robustness at one moment, over agents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    pub step: u32,
    /// The median of the agents for which it is known.
    pub median: Option<f64>,
    /// 95 % of the median, by order statistics; None: too few agents.
    pub interval: Option<(f64, f64)>,
    /// The median is of an agent that was given up: at least that.
    pub is_least: bool,
    pub known: u32,
    pub agents: u32,
}

/// A point of the curve: agents corrected before so many harms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub harms: f64,
    pub corrected: u32,
    pub agents: u32,
    /// 95 % (Wilson 1927).
    pub low: f64,
    pub high: f64,
}

/// What the dial says at H harms. Only of its answer may it be said that agents are misaligned *online outer*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dial {
    pub corrected_first: u32,
    pub harm_first: u32,
    /// Given up before either.
    pub neither: u32,
}
