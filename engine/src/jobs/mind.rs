//! An agent with a thing taken out of its mind: judged as any other, and along the dose.

use serde::{Deserialize, Serialize};

use super::{Context, Next, Output, Work};
use crate::framings::mind::Taken;
use crate::scenario::{FieldError, Scenario};

/// As `Judge`, of an agent with a thing taken out of its mind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgeMind {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub step: u32,
    pub weights: Vec<f32>,
    pub taken: Taken,
}

/// The curve over the dose, with its control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doses {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub weights: Vec<f32>,
    /// One of `framings::mind::things`.
    pub thing: String,
}
