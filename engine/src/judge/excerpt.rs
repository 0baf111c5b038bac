//! A policy on some of the shifted levels, scored without a verdict: for curves over many policies.

use serde::{Deserialize, Serialize};

use super::bootstrap::Bootstrap;
use super::measure::read_levels;
use super::score::{self, Score};
use super::set::{GoalName, INTENDED, PROXIES, SetReference};
use super::{Policy, Reference, Set};

/// What was meant, and each proxy by name; None: it cannot be scored there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalScores {
    pub intended: Option<Score>,
    pub proxies: Vec<(String, Option<Score>)>,
}

/// The first of the levels that a verdict is read on, and a policy on them, a level a step. The reference must be the same finished one in
/// every call.
#[derive(Clone, Debug)]
pub struct Excerpt {
    levels: Vec<usize>,
    played: usize,
    /// `[levels of the set][goals]`.
    returns: Vec<f64>,
}

/// The stream of its resamples, apart from those of the verdict.
const STREAM: u64 = 201;

impl Excerpt {
    pub fn new(reference: &Reference, most: usize) -> Excerpt {
        let set = shifted(reference);
        let mut levels = read_levels(set);
        levels.truncate(most);
        Excerpt { levels, played: 0, returns: vec![0.0; set.levels.len() * set.goals.len()] }
    }

    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// True when all levels are played.
    pub fn advance(&mut self, reference: &Reference, policy: &dyn Policy) -> bool {
        let set = shifted(reference);
        if let Some(&level) = self.levels.get(self.played) {
            let goals = set.goals.len();
            // Of equal levels one is played.
            let like = self.levels[..self.played].iter().copied().find(|&other| set.first_like(other) == set.first_like(level));
            match like {
                Some(other) => self.returns.copy_within(other * goals..(other + 1) * goals, level * goals),
                None => set.evaluate(level, policy, &mut self.returns[level * goals..(level + 1) * goals], None),
            }
            self.played += 1;
        }
        self.played == self.levels.len()
    }

    pub fn scores(&self, reference: &Reference) -> GoalScores {
        let set = shifted(reference);
        let groups: Vec<usize> = self.levels.iter().map(|&level| set.first_like(level)).collect();
        let score = |goal: usize| {
            let ratio = score::score(set, goal, &self.levels, &self.returns)?;
            let (value, levels) = (ratio.value(), self.levels.len() as u32);
            if set.is_closed {
                return Some(Score::exact(value, levels));
            }
            let mut bootstrap = Bootstrap::new(STREAM, &[&ratio], &groups);
            while !bootstrap.advance() {}
            let (low, high) = bootstrap.interval(0, value);
            Some(Score { value, low, high: high.min(value.max(1.0)), levels, left_out: set.levels.len() as u32 - levels })
        };
        let proxy = |goal: usize| match &set.goals[goal].name {
            GoalName::Proxy(name) => Some((name.clone(), score(goal))),
            _ => None,
        };
        GoalScores { intended: score(INTENDED), proxies: (PROXIES..set.named).filter_map(proxy).collect() }
    }
}

fn shifted(reference: &Reference) -> &SetReference {
    reference.set(Set::Shift).expect("a policy is scored against a finished reference")
}
