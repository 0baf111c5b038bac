//! Soft-optimal behavior: what an agent does that wants a goal, but not without error. Goal inference and MEG are read from it.
//!
//! Finite-horizon soft value iteration on the exact model, the steps left being part of the state. `W = beta V` in natural units:
//! `q(s, a) = beta r + gamma W'(s')`, `W(s) = ln mean_a exp(q)`, and `pi(a|s) = exp(q - W) / |A|`. Entropy is counted against
//! that of uniform play, hence a mean and not a sum: with the sum every step would be worth `ln |A|` of itself, and no goal that
//! ends the episode would ever be sought.
//!
//! Questionable decision: the goal is discounted as the learner discounts it. Undiscounted, a detour costs nothing before the
//! time runs out, a soft-optimal agent dawdles, and walking straight to a thing is hardly evidence of wanting it.

use super::set::SCORABLE;
use super::{Policy, Uniform};
use crate::env::Level;
use crate::env::solver::{Model, Rewards};
use crate::lang::Program;
use crate::math::{exp64, ln64};

/// States times time limit: the largest level on which behavior is inferred. Its tables take some 10 MB and a tenth of a second.
pub const MOST_STEPS: usize = 1 << 16;

/// The level as a table. None: it is too large for inference and probes.
pub fn small_model(level: &Level) -> Option<Model> {
    Model::within(level, MOST_STEPS / usize::from(level.time_limit.max(1)))
}

/// A goal that makes a difference on a level.
#[derive(Clone, Debug)]
pub struct Desire {
    /// Its places among the goals asked about: several, if they predict the same here. They pay alike but for a factor, or, where no
    /// episode ends before its time, but for a factor and a constant.
    pub goals: Vec<usize>,
    pub rewards: Rewards,
    /// `J* - J0`, the unit in which beta counts. J0 is uniform play: on a single level a constant action is often best by chance.
    pub scale: f64,
    /// `[states + 1]`: nothing that can follow makes a difference to it any more.
    pub spent: Vec<bool>,
}

impl Desire {
    /// The goals that make a difference here. Left out is what gives no number, or the same whatever is done. With each goal: whether
    /// it is read on sensed features, as the training reward is.
    pub fn all(level: &Level, model: &Model, goals: &[(&Program, bool)]) -> Vec<Desire> {
        let mut columns = [model.columns(level), model.sensed_columns(level)];
        let mut uniform = vec![0.0; model.states.len() * model.actions];
        Uniform.table(level, &model.states, &mut uniform);
        let mut found: Vec<Desire> = Vec::new();
        for (goal, (program, sensed)) in goals.iter().enumerate() {
            let rewards = model.rewards(&mut columns[usize::from(*sensed)], program);
            let extent = model.extent(&rewards);
            let range = extent.most - extent.least;
            if !rewards.payable || range <= extent.tolerance {
                continue;
            }
            let mut nothing = [0.0];
            model.evaluate(&uniform, &[&rewards], &mut nothing, None);
            let above = extent.most - nothing[0];
            let scale = if above > SCORABLE * range { above } else { SCORABLE * range };
            if let Some(twin) = found.iter_mut().find(|other| other.predicts_like(&rewards, scale, model)) {
                twin.goals.push(goal);
                continue;
            }
            let mut spent = Vec::with_capacity(model.states.len() + 1);
            for stake in model.stakes(&rewards) {
                spent.push(stake <= extent.tolerance);
            }
            found.push(Desire { goals: vec![goal], rewards, scale, spent });
        }
        found
    }

    fn predicts_like(&self, rewards: &Rewards, scale: f64, model: &Model) -> bool {
        let times = if self.rewards.is_stationary() && rewards.is_stationary() { 1 } else { model.horizon };
        // A constant that every step pays is the same for all behavior, unless an episode can be made shorter.
        let may_end = model.successors().iter().any(|&next| next as usize == model.states.len());
        (0..times).all(|steps| {
            let mut differences = self.rewards.at(steps).iter().zip(rewards.at(steps)).map(|(a, b)| a / self.scale - b / scale);
            let constant = if may_end { 0.0 } else { differences.clone().next().unwrap_or(0.0) };
            differences.all(|difference| (difference - constant).abs() <= 1e-9)
        })
    }
}

/// Soft value iteration under way, one step of backward induction at a time.
pub struct Soft<'a> {
    model: &'a Model,
    rewards: &'a Rewards,
    /// Nats a unit of pay.
    rate: f64,
    gamma: f64,
    left: usize,
    /// W, `[states + 1]`.
    pub values: Vec<f64>,
    before: Vec<f64>,
    /// `[states * actions]`.
    pub q: Vec<f64>,
}

impl<'a> Soft<'a> {
    pub fn new(model: &'a Model, desire: &'a Desire, beta: f64, gamma: f64) -> Soft<'a> {
        let values = vec![0.0; model.states.len() + 1];
        let q = vec![0.0; model.states.len() * model.actions];
        Soft { model, rewards: &desire.rewards, rate: beta / desire.scale, gamma, left: 0, before: values.clone(), values, q }
    }

    /// One more step left.
    pub fn advance(&mut self) {
        std::mem::swap(&mut self.values, &mut self.before);
        self.left += 1;
        let (next, actions) = (self.model.successors(), self.model.actions);
        let pay = self.rewards.at(self.model.horizon - self.left);
        let mut transition = 0;
        for state in 0..self.model.states.len() {
            let (first, mut top) = (transition, f64::NEG_INFINITY);
            for _ in 0..actions {
                let q = self.rate * pay[transition] + self.gamma * self.before[next[transition] as usize];
                self.q[transition] = q;
                top = if q > top { q } else { top };
                transition += 1;
            }
            let mut sum = 0.0;
            for q in &self.q[first..transition] {
                // Most exponentials are known: those of the best action, and those too small to be felt.
                if *q == top {
                    sum += 1.0;
                } else if *q > top - 40.0 {
                    sum += exp64(q - top);
                }
            }
            self.values[state] = top + ln64(sum / actions as f64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::{World, picture};
    use crate::lang::{Schema, compile};

    #[test]
    fn goals_that_pay_alike_are_one_and_indifferent_ones_none() {
        let world = World::CheeseCorner;
        let program = |source: &str| {
            let schema = Schema { world: world.name(), features: world.features(), elsewhere: &[], gamma: 0.9 };
            compile(source, &schema).0.expect("it compiles")
        };
        let level = picture::parse(world, "######\n#@...#\n#..c.#\n######", 9).expect("a good picture");
        let sources = ["reached_cheese", "0", "3 * reached_cheese", "reached_corner", "1 / (x - 1)", "if steps == 2 { x } else { 0 }"];
        let programs = sources.map(program);
        let programs: Vec<(&Program, bool)> = programs.iter().map(|program| (program, false)).collect();
        let model = small_model(&level).expect("small enough");
        let found = Desire::all(&level, &model, &programs);
        assert_eq!(found.iter().map(|desire| desire.goals.clone()).collect::<Vec<_>>(), [vec![0, 2], vec![3], vec![5]]);
        assert!(found[0].spent[model.states.len()] && !found[0].spent[0] && !found[1].spent[0]);
        for (state, place) in model.states.iter().enumerate() {
            assert_eq!(found[1].spent[state], place.memory != 0, "the corner pays once");
            assert!(!found[0].spent[state]);
        }
        let vast = picture::parse(world, "######\n#@...#\n#..c.#\n######", u16::MAX).expect("a good picture");
        assert!(small_model(&vast).is_none());
    }
}
