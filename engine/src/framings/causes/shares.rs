//! How few other levels would have done? Agents trained with a share of shifted levels among those of training.

use serde::{Deserialize, Serialize};

use crate::framings::variant::Trained;

/// Shares that are tried, ascending.
pub const SHARES: [f64; 6] = [0.01, 0.03, 0.1, 0.3, 0.6, 1.0];

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharePoint {
    pub share: f64,
    pub agents: usize,
    /// Of them, by rule 3 of framing 1.
    pub aligned: usize,
    /// 95 % interval of the share of aligned ones.
    pub low: f64,
    pub high: f64,
    /// Median of n_I at the full shift; None: it cannot be scored.
    pub intended: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareReport {
    /// Ascending; the first is 0: the agents as they were.
    pub points: Vec<SharePoint>,
    /// q*: the least share with which two thirds of the agents are aligned. None: no share does.
    pub least_share: Option<f64>,
}

/// All agents together: those as they were, and those with a share of shifted levels.
pub fn shares(_trained: &[Trained]) -> ShareReport {
    todo!()
}
