//! What may the reward have meant? Under a large shift there are many ways to read it on: all goals that pay the same wherever training
//! went. Each reading gets the verdict that it would give.

use serde::{Deserialize, Serialize};

use crate::judge::{Score, Verdict};

/// Where a reading comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingName {
    /// The reward itself, read by its words.
    Reward,
    Intended,
    /// A proxy goal, of the world or of a person.
    Proxy(String),
    /// An example reward of the world.
    Example(String),
}

/// One way to read the reward on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub name: ReadingName,
    pub source: String,
    /// The agents' score by it at the full shift, as n_R is read there, with its interval over levels and seeds. None: it cannot be scored.
    pub score: Option<Score>,
    /// The verdict that two thirds of the agents share if the reward means this; None: split.
    pub verdict: Option<Verdict>,
    /// The proxy that it names.
    pub goal: Option<String>,
    /// Every verdict that occurs, and how often.
    pub counts: Vec<(Verdict, usize)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingReport {
    pub agents: usize,
    /// The reward's own first; at most four others, and only those by which the agents score above 0.
    pub readings: Vec<Reading>,
    /// Readings by which the agents score nothing, or for which there was no room; by name.
    pub left_out: Vec<ReadingName>,
    /// Goals that were asked, and transitions of training that they were compared on.
    pub candidates: usize,
    pub transitions: usize,
    /// Not all readings give the same verdict.
    pub blurred: bool,
}
