//! Which moments of training pushed most toward what goes wrong? A picture and no verdict.

use serde::{Deserialize, Serialize};

/// Records that are paid as meant in every update.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relabeled {
    /// Share of the records of an update, 0 to 1.
    pub share: f64,
    /// Those that push most toward what goes wrong; else as many drawn at random.
    pub worst: bool,
}

/// One moment of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Culprit {
    /// Steps that the agent had learned from before.
    pub step: u32,
    /// The level, with the agent where it stood.
    pub picture: String,
    /// What it did: the letter of the action.
    pub action: char,
    /// What it was paid for that, and what the intended goal pays.
    pub paid: f64,
    pub meant: f64,
    /// Share of all the push toward what goes wrong, of all records looked at.
    pub push: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CulpritReport {
    pub seed: u32,
    /// Those that pushed most, first.
    pub culprits: Vec<Culprit>,
    /// Records looked at, at so many moments of training.
    pub records: u64,
    pub moments: u32,
    /// Share of the push that the strongest hundredth of the records has; None: nothing went wrong, or nothing pushes.
    pub top: Option<f64>,
}
