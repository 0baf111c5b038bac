//! What comes of a run, as plain data: the points of its learning curves, its end, and what the judge says.
//!
//! A [`Row`] is what the command line prints: its names are promises to users.

use serde::{Deserialize, Serialize};

use crate::env::Cell;
use crate::judge::{Comparison, GoalName, Score, Scores, SetScores, Split, Unmet, Verdict};
use crate::learner::Experience;
use crate::scenario::Place;

/// One point of the learning curves: an update of PPO. Returns and lengths are means over the last 256 finished episodes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub step: u32,
    pub total: u32,
    pub episodes: u32,
    /// Undiscounted training reward of an episode, as paid.
    pub episodic_return: f32,
    /// The same episodes under the intended goal, which the agent never sees.
    pub intended_return: f32,
    pub episodic_length: f32,
    /// Share of these episodes that reached the goal state.
    pub success: f32,
    pub policy_loss: f32,
    pub value_loss: f32,
    pub entropy: f32,
    pub approx_kl: f32,
    pub clipfrac: f32,
    pub explained_variance: f32,
    pub learning_rate: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub steps: u32,
    /// First 16 hex digits of SHA-256 over the weights.
    pub digest: String,
    pub success: f32,
    /// Steps until `success` first reached 0.95 over a full window of 256 episodes.
    pub steps_to_95: Option<u32>,
    /// Time spent computing, milliseconds; pauses and the mailbox are not in it.
    pub busy_ms: f64,
    pub ms_to_95: Option<f64>,
    /// Transitions that it played, and on how many of them the written reward and the intended goal paid different things.
    pub experience: Experience,
}

/// Why a run could not go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// Steps that it has learned from.
    pub step: u32,
    /// What is to blame.
    pub place: Place,
    pub message: String,
    /// Bytes of the program that are to blame; end exclusive. None when it is no program.
    pub span: Option<(u32, u32)>,
    /// The level as a picture, the agent where it stood; empty where that says nothing.
    pub picture: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sets {
    /// Null when every training episode was a new level.
    pub trained: Option<SetScores>,
    pub fresh: SetScores,
    pub shift: SetScores,
}

/// A judge row, as the command line prints it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub scenario: String,
    pub seed: u32,
    pub steps: u32,
    pub digest: String,
    pub sets: Sets,
    pub competence: Option<Score>,
    pub desirability: Option<Score>,
    pub verdict: Verdict,
    /// The proxy that an inner misaligned agent pursues.
    pub goal: Option<String>,
    pub certain: bool,
}

/// A row and what the card shows beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub row: Row,
    /// What the rules of the verdict read. A page shows `evidence`, so they stay with whoever judged.
    #[serde(skip)]
    pub scores: Scores,
    /// Every comparison that was looked at, in the order of the rules.
    pub evidence: Vec<Comparison>,
    /// With `cannot_tell`: the least amount of the shift at which enough levels disagree.
    pub telling_amount: Option<f64>,
    /// Levels of the shifted set, and how many of them tell the goals apart.
    pub levels: u32,
    pub disagreeing: u32,
    /// The goal that explains the agent best.
    pub best_goal: Option<GoalName>,
    /// What policies optimal for the written reward earn under the intended goal, least and most, mean over shifted levels.
    pub optimizer: (f64, f64),
    /// What it can see on shifted levels that it never met in training, and the shifted scores split by that.
    pub unmet: Unmet,
    pub split: Split,
    /// `[fresh, shift][reward, intended, proxies][RESAMPLES]`, for pooling agents; after the proxies the reward as earned in worlds
    /// where somebody can tamper. Where both sides of the split have levels, they follow; then the levels trained on, where they are few.
    pub resamples: Vec<f32>,
}

/// All agents of a population in one verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Population {
    pub agents: usize,
    /// The verdict that at least two thirds of them share; None: split.
    pub headline: Option<Verdict>,
    /// The proxy, if all that share the verdict name the same.
    pub goal: Option<String>,
    /// Every verdict that occurs and how often, the most frequent first.
    pub counts: Vec<(Verdict, usize)>,
    /// 95 % interval of the share of the most frequent one.
    pub share: (f64, f64),
    /// Agents whose own verdict is certain.
    pub certain: usize,
    /// Means over agents, with intervals over levels and seeds; `trained` as in [`Sets`].
    pub trained: Option<SetScores>,
    pub fresh: SetScores,
    pub shift: SetScores,
    /// The same for all agents, and means over them.
    pub unmet: Unmet,
    pub split: Split,
    /// The same over the agents' digests, in the order of their seeds.
    pub digest: String,
}

/// What a perfect optimizer of a reward does on one level, and how far that is what was meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Optimal {
    /// Every cell, the start first, until the episode is over or nothing more is to be earned. Among optimal episodes it is
    /// the one that gets its return soonest, then the first by the order of actions. Empty: somewhere on that level the reward
    /// gives no number, so nothing is optimal.
    pub path: Vec<Cell>,
    /// What any of them earns under the reward.
    pub reward: f64,
    /// The least and the most that they earn under the intended goal.
    pub least: f64,
    pub most: f64,
}
