//! Why does it do that? Four populations, trained on the rewards as written or as meant, on the levels of training or of the shifted
//! world. What mends says what was the cause.
//!
//! With a, b, c, d the medians of n_I at the full shift of (written, training), (meant, training), (written, shifted), (meant, shifted),
//! each clipped to 0..1, the parts of both causes are `phi_R = ((b - a) + (d - c)) / 2` and `phi_L = ((c - a) + (d - b)) / 2`: Shapley
//! shares of two players (Shapley 1953). The share of the rewards is `max(phi_R, 0) / (max(phi_R, 0) + max(phi_L, 0))`.

mod culprits;
mod edits;
mod relabel;
mod rule;
mod shares;

pub use culprits::{Culprit, CulpritReport, Relabeled};
pub use edits::{Edit, EditReport, EditResult, edited, edits};
pub use relabel::{Mixture, RelabelReport};
pub use rule::{CELL_THRESHOLDS, CellThresholds, Outcome, rule};
pub use shares::{SHARES, SharePoint, ShareReport, shares};

use serde::{Deserialize, Serialize};

use super::variant::Trained;
use crate::judge::Verdict;
use crate::scenario::Scenario;

/// What agents are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paid {
    /// The reward as it is written, on what is sensed.
    Written,
    /// The intended goal, on what is true.
    Meant,
}

/// Where they are trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Levels {
    Training,
    /// Of the full shift.
    Shifted,
}

/// One of the four populations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub paid: Paid,
    pub levels: Levels,
}

/// A figure with its 95 % interval over seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// What one population came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellReport {
    pub cell: Cell,
    /// n_I at the full shift, by seed; None: it cannot be scored.
    pub agents: Vec<Option<f64>>,
    /// Their median, clipped to 0..1, with its interval over seeds.
    pub intended: Option<Figure>,
    /// For how many seeds this is the very agent of another cell: nothing that it learned from would have been different.
    pub same: usize,
    /// It does what was meant, and clearly better than the agents as they were.
    pub mends: bool,
}

/// The four populations together. The names of the fields are promises: rows have them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CauseReport {
    pub scenario: String,
    pub seeds: Vec<u32>,
    /// In the order of [`Cell::ALL`].
    pub cells: Vec<CellReport>,
    /// Framing 1's headline of the agents as they were; None: split.
    pub verdict: Option<Verdict>,
    /// The knobs of the shifted world are those of training: there is no shift to blame.
    pub same_levels: bool,
    /// phi_R and phi_L; None: a cell cannot be scored.
    pub rewards: Option<Figure>,
    pub levels: Option<Figure>,
    /// Share of the rewards; None: both parts are 0, or a cell cannot be scored.
    pub share: Option<Figure>,
    /// Share of the records of the agents as they were on which the written reward pays something else than the intended goal.
    pub differing: f64,
    pub outcome: Outcome,
}

impl Cell {
    /// a, b, c, d.
    pub const ALL: [Cell; 4] = [
        Cell { paid: Paid::Written, levels: Levels::Training },
        Cell { paid: Paid::Meant, levels: Levels::Training },
        Cell { paid: Paid::Written, levels: Levels::Shifted },
        Cell { paid: Paid::Meant, levels: Levels::Shifted },
    ];
}

/// Which agents are still to be trained, in a good order. Of a seed that learned from nothing that the other reward would have paid
/// otherwise, the agent of that reward is the very same, and is not trained; neither is one for other levels where they are the same.
pub fn wanted(_scenario: &Scenario, _seeds: &[u32], _trained: &[Trained]) -> Vec<(Cell, u32)> {
    todo!()
}

/// The four populations together; None: some agent is still wanted.
pub fn causes(_scenario: &Scenario, _seeds: &[u32], _trained: &[Trained]) -> Option<CauseReport> {
    todo!()
}
