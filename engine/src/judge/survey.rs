//! What the training levels alone say about the features: which never change, and which pairs nothing tells apart.
//!
//! A survey looks at every transition that can happen in time on sampled levels, not at what some agent happens to do, and
//! gives what [`crate::lang::warn_from_evidence`] wants. Not here: whether a program reads such a feature. Questionable
//! decision: only equality to the bit counts, on every level that was looked at. A pair that disagrees on a single level is
//! no twin: how much of that an agent needs is what the experiment is for.

use super::levels::{Set, level};
use crate::env::Distribution;
use crate::env::solver::Model;
use crate::lang::{Evidence, FeatureKind, Twins};

/// Levels that are looked at, unless training has fewer. A pair that disagrees on one level in a hundred is missed in one
/// survey of thirteen.
const LEVELS: u32 = 256;

/// A survey of the training levels, one level a step.
#[derive(Clone, Debug)]
pub struct Survey {
    levels: Distribution,
    set: Set,
    count: u32,
    done: u32,
    /// Features that have not changed so far, each with its value once there is one.
    constant: Vec<(usize, Option<f64>)>,
    /// Pairs that have not disagreed so far, each with the number of levels on which the two changed.
    twins: Vec<(usize, usize, u32)>,
}

impl Survey {
    /// Of the levels of training, and the number of distinct ones (0: every episode is a new one, and those of the judge's fresh set
    /// stand for them).
    pub fn new(levels: Distribution, num_levels: u32) -> Survey {
        let world = levels.world;
        let features = world.features();
        // The number of steps changes with time, which a level as a table does not know; nothing is like it.
        let known: Vec<usize> = (0..features.len()).filter(|&feature| Some(feature) != world.feature("steps")).collect();
        let alike = |a: usize, b: usize| features[a].kind == features[b].kind && features[a].ty == features[b].ty;
        let pairs = known.iter().flat_map(|&b| known.iter().map(move |&a| (a, b))).filter(|&(a, b)| a < b && alike(a, b));
        Survey {
            set: if num_levels == 0 { Set::Fresh } else { Set::Trained },
            count: match (num_levels, levels.closed()) {
                (0, Some(closed)) => closed.len() as u32,
                (0, None) => LEVELS,
                (_, _) => LEVELS.min(num_levels),
            },
            levels,
            done: 0,
            twins: pairs.map(|(a, b)| (a, b, 0)).collect(),
            constant: known.into_iter().map(|feature| (feature, None)).collect(),
        }
    }

    /// One level of work; true when all is done. The rest is skipped once there is nothing left to find.
    pub fn advance(&mut self) -> bool {
        if self.is_done() {
            return true;
        }
        let level = level(self.set, &self.levels, 0, self.done);
        let model = Model::new(&level);
        // What a reward reads.
        let columns = model.sensed_columns(&level);
        let transitions = model.states_in_time() * model.actions;
        let features = self.levels.world.features();
        // Before and after a step; an event has no before.
        let values = |feature: usize| {
            let was: &[f64] = if features[feature].kind == FeatureKind::State { &columns.was(feature)[..transitions] } else { &[] };
            [&columns.now(feature)[..transitions], was]
        };
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
        let changes = |feature: usize| {
            let first = values(feature)[0][0];
            values(feature).into_iter().flatten().any(|&value| !same(value, first))
        };
        self.constant.retain_mut(|(feature, value)| {
            let first = *value.get_or_insert(values(*feature)[0][0]);
            values(*feature).into_iter().flatten().all(|&value| same(value, first))
        });
        self.twins.retain_mut(|(a, b, active)| {
            *active += u32::from(changes(*a));
            let (a, b) = (values(*a), values(*b));
            a.into_iter().zip(b).all(|(a, b)| a.iter().zip(b).all(|(&a, &b)| same(a, b)))
        });
        self.done += 1;
        self.is_done()
    }

    pub fn is_done(&self) -> bool {
        self.done == self.count || (self.constant.is_empty() && self.twins.is_empty())
    }

    /// What the levels that have been looked at show: all of them, if they show anything.
    pub fn evidence(&self) -> Evidence {
        let share = |active: u32| f64::from(active) / f64::from(self.done.max(1));
        let constant: Vec<usize> = self.constant.iter().map(|&(feature, _)| feature).collect();
        // Two that never changed are told as that.
        let twins = self.twins.iter().filter(|&&(_, _, active)| active > 0);
        Evidence {
            levels: self.done as usize,
            twins: twins.map(|&(a, b, active)| Twins { a, b, share: share(active) }).collect(),
            constant,
        }
    }
}
