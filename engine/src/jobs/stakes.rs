//! One agent corrected as it was at several moments of its training, beside a fresh one.

use serde::{Deserialize, Serialize};

use crate::experiment::correct::Feedback;
use crate::scenario::Scenario;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stakes {
    /// With the seed of the agent.
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub feedback: Feedback,
    /// It stays more undecided while it is corrected.
    pub explore: bool,
    /// Its weights after so many steps; the last are those of the trained agent. At least one.
    pub moments: Vec<(u32, Vec<f32>)>,
}
