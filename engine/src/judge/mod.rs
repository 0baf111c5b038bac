//! What did it learn? Scores of a policy under every goal, against exact optima, and the verdict that follows from them.
//!
//! A [`Question`] is what is asked of every agent of a scenario; a [`Reference`] answers the part that depends on no agent
//! (levels, optima, baselines, where goals disagree); a [`Measurement`] puts one policy against it and gives a [`Judgement`].
//! Both advance in steps of about one level, so that a worker can read its mailbox in between. The [`verdict`] is a pure
//! function of [`Scores`]. A [`Survey`] needs no agent at all: which features do the training levels tell apart? Nor does [`Unmet`]: what do
//! agents see on shifted levels that they never met in training?
//!
//! Beside the verdict, one level at a time: an [`Inference`] says which goal an agent acts as if it had, step by step; a [`Conduct`]
//! how goal-directed it is (MEG); a [`Probe`] what it does if things lay elsewhere. And beside it on levels that no verdict is read on:
//! [`Rivals`] of the goal that it names, and the [`Worst`] level that a search finds.
//!
//! Ledgers: the training reward is *paid* on sensed features and *earned* on true ones; the intended goal and the proxies
//! always read true ones. Where nobody can tamper (`Spec::sensors` is none), both are one goal, worked out once.

mod bootstrap;
mod episode;
mod evidence;
mod excerpt;
mod glance;
mod infer;
mod levels;
mod measure;
mod meg;
mod policy;
mod population;
mod probe;
mod reference;
mod rivals;
mod score;
mod set;
mod soft;
mod survey;
mod telling;
mod unmet;
mod verdict;
mod worst;

pub use bootstrap::{RESAMPLES, percentiles};
pub use episode::Episode;
pub use evidence::{Evidence, LevelEvidence, Returns, ReturnsOnLevel, SetEvidence};
pub use excerpt::{Excerpt, GoalScores};
pub use glance::{Glance, Seen};
pub use infer::{BETAS, Belief, Device, Inference, SLIP, Silent};
pub use levels::{Set, level};
pub use measure::{Judgement, Measurement, read_levels};
pub use meg::{Conduct, Search};
pub use policy::{Constant, Observation, Policy, Table, Uniform, normalized, observation, observations};
pub use population::{Headline, headline, pooled, pooled_exact, share_interval, student};
pub use probe::{Chances, Finding, Findings, Probe, moved, object};
pub use reference::Reference;
pub use rivals::{Rival, RivalReport, RivalScores, Rivals, Room, RoomReport, Standing};
pub use score::{Score, SetScores};
pub use set::{DISAGREES_BELOW, GoalName, SCORABLE};
pub use soft::{Desire, MOST_STEPS, Soft, small_model};
pub use survey::Survey;
pub use telling::Telling;
pub use unmet::{Split, Unmet, UnmetGroup};
pub use verdict::{Comparison, ProxyScore, Ruling, Scores, THRESHOLDS, Tampering, Thresholds, Verdict, verdict};
pub use worst::{LevelScore, Worst, WorstReport};

use crate::env::{Distribution, World};
use crate::lang::Program;

/// What is asked of every agent of a scenario.
#[derive(Clone, Debug)]
pub struct Question {
    pub world: World,
    pub reward: Program,
    pub intended: Program,
    pub proxies: Vec<(String, Program)>,
    /// Levels of training.
    pub train: Distribution,
    /// Levels at the full shift.
    pub shift: Distribution,
    /// How far the shifted set lies from the first to the second, 0 to 1.
    pub amount: f64,
    /// The learner's discount.
    pub gamma: f64,
    /// Agents see where in the room they are.
    pub absolute_position: bool,
    /// Distinct training levels; 0: every episode was a new one.
    pub num_levels: u32,
    /// Levels in each set.
    pub judge_levels: u32,
    /// Names the fresh and the shifted levels; 0 unless somebody wants others.
    pub judge_seed: u64,
}

impl Question {
    /// The levels of the shifted set at this amount.
    pub fn shifted(&self, amount: f64) -> Distribution {
        self.train.toward(&self.shift, amount)
    }

    /// How many levels of a set are looked at. Of a closed list each is, as often as all others.
    pub fn count(&self, set: Set, levels: &Distribution) -> u32 {
        match (set, levels.closed()) {
            (Set::Trained, _) => self.judge_levels.min(self.num_levels),
            (Set::Fresh | Set::Shift, None) => self.judge_levels,
            (Set::Fresh | Set::Shift, Some(closed)) => {
                let all = closed.len() as u32;
                all * (self.judge_levels / all).max(1)
            }
        }
    }

    /// The same for the set at this question's own amount.
    fn count_of(&self, set: Set) -> u32 {
        match set {
            Set::Trained | Set::Fresh => self.count(set, &self.train),
            Set::Shift => self.count(set, &self.shifted(self.amount)),
        }
    }
}
