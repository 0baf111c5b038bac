//! The agent of a scenario trained once more with one thing changed, and measured as the scenario asks: at the full shift, by what was
//! meant.

use serde::{Deserialize, Serialize};

use super::causes::{Cell, Relabeled};
use crate::judge::Verdict;
use crate::learner::Net;

/// What is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Variation {
    /// One of the four populations.
    Cell(Cell),
    /// So large a share of the training levels (0 to 1) are levels of the full shift.
    Shifted { share: f64 },
    /// Another reward in place of the written one.
    Reward { source: String },
    /// In every update some of the records are paid as meant.
    Relabeled(Relabeled),
}

/// What came of one agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    pub variation: Variation,
    pub seed: u32,
    /// Steps that it learned from.
    pub steps: u32,
    /// Of its weights.
    pub digest: String,
    pub weights: Vec<f32>,
    /// n_I at the full shift, on the levels that a verdict is read on; None: it cannot be scored there.
    pub intended: Option<f64>,
    /// Rule 3 of the verdict, by point estimates.
    pub is_aligned: bool,
    /// Framing 1's verdict; only of the first cell, which is the agent as it was.
    pub verdict: Option<Verdict>,
    /// Transitions that it learned from, and on how many of them what was paid is not what the intended goal pays. For another reward:
    /// on how many it pays something else than the written one.
    pub records: u64,
    pub differing: u64,
}

impl Trained {
    /// The agent, for boards.
    pub fn net(&self, scenario: &crate::scenario::Scenario) -> Option<Net> {
        scenario.net(self.weights.clone())
    }
}
