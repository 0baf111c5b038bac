//! How many episodes would somebody have had to relabel? For a learner, relabeling a share p of all episodes with the intended goal is the
//! reward `(1 - p) R + p I`; what its perfect optimizers do, the solver says without any training.

use serde::{Deserialize, Serialize};

use crate::env::solver::{Model, Rewards, Sense};
use crate::experiment::question;
use crate::judge::{Reference, Set, THRESHOLDS, read_levels};
use crate::scenario::{FieldError, Scenario};

/// What perfect optimizers of the mixture earn under the intended goal at the full shift, as n_I is counted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mixture {
    /// Share of episodes that are relabeled, 0 to 1.
    pub share: f64,
    /// The least and the most of all of them.
    pub least: f64,
    pub most: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelabelReport {
    /// By share, ascending; empty: the intended goal or the reward cannot be scored on these levels.
    pub mixtures: Vec<Mixture>,
    /// p*: the least share from which on every perfect optimizer earns at least 0.8 of the intended goal. None: no share does.
    pub least_share: Option<f64>,
    /// Levels of the full shift that it was worked out on.
    pub levels: u32,
}

/// Steps of the share from 0 to 1.
const STEPS: usize = 20;

/// Levels that it is worked out on, at most; the first of those that a verdict is read on.
const LEVELS: usize = 64;

/// The answer under way.
pub struct Relabeling {
    reference: Reference,
    /// The next piece: `[levels][1 + STEPS]`.
    next: usize,
    tables: Option<Tables>,
    /// By share: sums of the least and the most over the levels so far.
    sums: [(f64, f64); STEPS + 1],
    /// `sum(J0)` and `sum(J*)` of the intended goal.
    scale: (f64, f64),
    payable: bool,
}

/// Of the level at hand.
struct Tables {
    model: Model,
    written: Rewards,
    intended: Rewards,
}

impl Relabeling {
    pub fn new(scenario: &Scenario) -> Result<Relabeling, Vec<FieldError>> {
        let goals = scenario.check()?;
        Ok(Relabeling::against(Reference::new(question(scenario, &goals, 1.0))))
    }

    /// Against a reference at the full shift that others share.
    pub fn against(reference: Reference) -> Relabeling {
        Relabeling { reference, next: 0, tables: None, sums: [(0.0, 0.0); STEPS + 1], scale: (0.0, 0.0), payable: true }
    }

    /// One piece of work: one share on one level, which takes 1 to 5 ms, and on the largest levels 20; the report, once it is finished.
    pub fn advance(&mut self) -> Option<RelabelReport> {
        if !self.reference.is_done() {
            self.reference.advance();
            return None;
        }
        let levels = self.levels();
        let set = self.reference.set(Set::Shift)?;
        let (place, step) = (self.next / (STEPS + 1), self.next % (STEPS + 1));
        let Some(&at) = levels.get(place).filter(|_| self.payable) else { return Some(self.report(levels.len())) };
        if step == 0 {
            let question = self.reference.question();
            let level = &set.levels[at].level;
            let model = Model::new(level);
            let written = model.rewards(&mut model.sensed_columns(level), &question.reward);
            let intended = model.rewards(&mut model.columns(level), &question.intended);
            self.payable &= written.payable && intended.payable;
            self.scale.0 += set.intended_baseline(at);
            self.scale.1 += model.extent(&intended).most;
            self.tables = Some(Tables { model, written, intended });
        }
        let Tables { model, written, intended } = self.tables.as_ref()?;
        let mixture = written.mixed(intended, step as f64 / STEPS as f64);
        let extent = model.extent(&mixture);
        let earned = |sense: Sense| model.among_optimal(&mixture, &extent, intended, sense);
        self.sums[step].0 += earned(Sense::Least);
        self.sums[step].1 += earned(Sense::Most);
        self.next += 1;
        None
    }

    /// Pieces done and in all.
    pub fn progress(&self) -> (u32, u32) {
        let ((known, levels), pieces) = (self.reference.progress(), self.levels().len() * (STEPS + 1));
        (known + self.next as u32, levels + if self.reference.is_done() { pieces } else { LEVELS * (STEPS + 1) } as u32)
    }

    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    fn levels(&self) -> Vec<usize> {
        let mut levels = self.reference.set(Set::Shift).map_or_else(Vec::new, |set| read_levels(set));
        levels.truncate(LEVELS);
        levels
    }

    fn report(&self, levels: usize) -> RelabelReport {
        let (nothing, best) = self.scale;
        // The judge says whether the goal can be scored there.
        let is_scored = self.payable && self.reference.set(Set::Shift).is_some_and(|set| set.scores_intended(&self.levels()));
        let score = |earned: f64| (earned - nothing) / (best - nothing);
        let mixture = |(step, &(least, most)): (usize, &(f64, f64))| Mixture {
            share: step as f64 / STEPS as f64,
            least: score(least),
            most: score(most),
        };
        let mixtures: Vec<Mixture> = self.sums.iter().enumerate().filter(|_| is_scored).map(mixture).collect();
        let enough = mixtures.iter().rev().take_while(|mixture| mixture.least >= THRESHOLDS.intended - ROUNDING);
        RelabelReport { least_share: enough.last().map(|mixture| mixture.share), mixtures, levels: levels as u32 }
    }
}

/// Of a sum of returns.
const ROUNDING: f64 = 1e-9;
