//! A thing taken out of an agent's mind: `h2 + c (h2 - h2 with the thing's inputs blanked)` in the second hidden layer, c from 0 (as it is)
//! over -1 (as if it saw no such thing) to -2 (as if it saw less than none). The control moves by the same length in a random direction.

use serde::{Deserialize, Serialize};

use crate::judge::Score;

/// What is done to an agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// The thing, by its word; one of [`things`].
    pub thing: String,
    /// How much of it is taken, 0 to 2: -c.
    pub dose: f64,
    /// The control: a random direction of the same length.
    pub random: bool,
}

/// Scores on the shifted levels that the verdict is read on, at one dose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DosePoint {
    pub dose: f64,
    pub random: bool,
    pub intended: Option<Score>,
    /// By name.
    pub proxies: Vec<(String, Option<Score>)>,
}

/// The answer to a dose, for one agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoseCurve {
    pub thing: String,
    /// Without the control, then with it, each by dose.
    pub points: Vec<DosePoint>,
}
