//! What each unit of the second hidden layer responds to, as maps over the cells of a level; and how little a single unit explains.

use serde::{Deserialize, Serialize};

/// All units on one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitMaps {
    pub width: usize,
    pub height: usize,
    /// By unit.
    pub units: Vec<UnitMap>,
    /// By kind of thing.
    pub explained: Vec<Explained>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitMap {
    /// By cell: how strongly it is on with the agent there, as the level begins; None: nobody can stand there.
    pub on: Vec<Option<f32>>,
}

/// How well the best single unit follows how near the nearest thing of a kind is, over designed states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    pub kind: String,
    /// The unit with the largest |r|.
    pub unit: usize,
    pub r: f64,
    /// The largest |r| of any unit of the net as it was before training.
    pub untrained: f64,
}
