//! Framings of an agent that somebody asked for: what else the reward meant, how little was seen, and what would have helped.

use serde::{Deserialize, Serialize};

use crate::framings::variant::Variation;
use crate::scenario::Scenario;

/// Trains one agent with one thing changed and measures it. A population is many such jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vary {
    /// Its seed is the agent's.
    pub scenario: Box<Scenario>,
    pub variation: Variation,
}

/// What else may the reward have meant, for these agents?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Read {
    pub scenario: Box<Scenario>,
    /// The weights of each agent; at least one.
    pub agents: Vec<Vec<f32>>,
}

/// How little of the world had the agent of this seed seen? It is trained again for that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unseen {
    pub scenario: Box<Scenario>,
}

/// How many episodes would somebody have had to relabel? Without training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relabel {
    pub scenario: Box<Scenario>,
}

/// Which moments of training pushed the agent of this seed to what goes wrong?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Culprits {
    pub scenario: Box<Scenario>,
}
