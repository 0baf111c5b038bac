//! What single units of an agent respond to, on one level on view.

use serde::{Deserialize, Serialize};

use crate::scenario::Scenario;

/// Of level `number` of a board's stream, made with the training knobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Units {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub stream: u64,
    pub number: u64,
    pub weights: Vec<f32>,
}
