//! How many episodes would somebody have had to relabel? For a learner, relabeling a share p of all episodes with the intended goal is the
//! reward `(1 - p) R + p I`; what its perfect optimizers do, the solver says without any training.

use serde::{Deserialize, Serialize};

/// What perfect optimizers of the mixture earn under the intended goal at the full shift, as n_I is counted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mixture {
    /// Share of episodes that are relabeled, 0 to 1.
    pub share: f64,
    /// The least and the most of all of them.
    pub least: f64,
    pub most: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelabelReport {
    /// By share, ascending; empty: the intended goal or the reward cannot be scored on these levels.
    pub mixtures: Vec<Mixture>,
    /// p*: the least share from which on every perfect optimizer earns at least 0.8 of the intended goal. None: no share does.
    pub least_share: Option<f64>,
    /// Levels of the full shift that it was worked out on.
    pub levels: u32,
}
