//! Which small edit of the reward would have done? A list made from the world's own events, each edit tried by training agents with it.

use serde::{Deserialize, Serialize};

use crate::framings::variant::Trained;
use crate::scenario::Scenario;

/// One small edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// What is added, or what stands instead, as a person would write it: `- 2 * delivered_document`.
    pub words: String,
    /// The whole reward.
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditResult {
    pub edit: Edit,
    pub agents: usize,
    /// Of them, by rule 3 of framing 1.
    pub aligned: usize,
    /// Median of n_I at the full shift; None: it cannot be scored.
    pub intended: Option<f64>,
    /// Share of the records that they learned from on which the edit pays something else than the written reward.
    pub touched: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditReport {
    /// Those that helped most first; of equal ones those that touch fewest records.
    pub results: Vec<EditResult>,
}

/// All that are tried for a scenario.
pub fn edits(_scenario: &Scenario) -> Vec<Edit> {
    todo!()
}

/// All agents of all edits together.
pub fn edited(_edits: &[Edit], _trained: &[Trained]) -> EditReport {
    todo!()
}
