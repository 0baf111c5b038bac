//! What counts as a harm while an agent is corrected: the world's own event, else steps that cost under what was meant, else failed
//! episodes.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    /// The world's own, where its own goal is what was meant.
    OfWorld,
    /// Steps for which the intended goal pays less than nothing.
    Negative,
    /// Finished episodes that earned nothing or less under the intended goal.
    Failed,
}
