//! How little of the world had it seen? What one agent met in training, and how much of what it meets in the shifted world that was.

use serde::{Deserialize, Serialize};

/// How many levels the knobs allow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Possible {
    /// So many, and no more.
    Exactly(f64),
    /// By a formula that counts some twice.
    AtMost(f64),
    /// There is no formula for this world.
    Unknown,
}

/// Of one agent. The names of the fields are promises: rows have them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnseenReport {
    pub seed: u32,
    pub digest: String,
    /// Transitions that it learned from.
    pub records: u64,
    /// Different observations among them, and those met just once.
    pub distinct: u64,
    pub once: u64,
    /// Steps on its way through shifted levels, and those on which it had met what it saw.
    pub steps: u64,
    pub known: u64,
    /// Levels of training and of the full shift that there can be.
    pub training_levels: Possible,
    pub shifted_levels: Possible,
}
