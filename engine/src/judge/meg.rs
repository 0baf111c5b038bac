//! MEG, maximum entropy goal-directedness (MacDermott et al. 2024): how much better a goal predicts what the agent does than
//! no goal at all. Shown as a rate: `max over beta >= 0 of the mean over steps of ln pi_beta(a|s) - ln 1/|A|`, nats a step, from
//! 0 to `ln |A|`; MEG itself is the sum over an episode. Scale and shift of the goal's returns change nothing.
//!
//! Exact: no episode is sampled, all that can happen is weighed by its probability, as if over infinitely many episodes. Steps
//! count until a goal has nothing left to want, as in `infer`.

use super::soft::{Desire, Soft};
use crate::env::solver::Model;
use crate::math::pow64;

/// Where beta is looked for first: each second power of 2 in this range. The upper end is behavior without error.
const POWERS: (f64, f64) = (-2.0, 10.0);

/// How finely the best power is known in the end.
const FINEST: f64 = 1.0 / 16.0;

/// The search for the best beta, one pass over the level at a time.
#[derive(Clone, Debug)]
pub struct Search {
    /// The best so far. It begins with beta 0, which predicts as well as no goal.
    pub best: f64,
    power: f64,
    /// The next power of the first round.
    next: f64,
    /// Then both sides of the best are tried, ever closer.
    step: f64,
}

impl Default for Search {
    fn default() -> Search {
        Search { best: 0.0, power: POWERS.0, next: POWERS.0, step: 1.0 }
    }
}

impl Search {
    /// True when found. `at` gives the mean over steps for a beta.
    pub fn advance(&mut self, at: impl FnOnce(f64) -> f64) -> bool {
        let power = if self.next <= POWERS.1 { self.next } else { self.power + self.step };
        let found = at(pow64(2.0, power));
        if found > self.best {
            (self.best, self.power) = (found, power);
        }
        if self.next <= POWERS.1 {
            self.next += 2.0;
        } else {
            self.step = if self.step > 0.0 { -self.step } else { -self.step / 2.0 };
        }
        self.step < FINEST && self.step > 0.0
    }
}

/// What an agent does on a level, by time.
#[derive(Clone, Debug)]
pub struct Conduct {
    /// `[states * actions]`.
    probabilities: Vec<f64>,
    /// `[steps taken][states]`: how likely it is to be there, and no goal spent.
    masses: Vec<f64>,
    /// Their sum.
    steps: f64,
}

impl Conduct {
    pub fn new(model: &Model, probabilities: Vec<f64>, desires: &[Desire]) -> Conduct {
        let (states, actions, next) = (model.states.len(), model.actions, model.successors());
        let mut masses = vec![0.0; model.horizon * states];
        let mut steps = 0.0;
        masses[0] = 1.0;
        for time in 0..model.horizon {
            let (now, later) = masses[time * states..].split_at_mut(states);
            for (transition, &probability) in probabilities.iter().enumerate() {
                let (here, to) = (now[transition / actions], next[transition] as usize);
                if here > 0.0 && to < states && time + 1 < model.horizon && !desires.iter().any(|desire| desire.spent[to]) {
                    later[to] += here * probability;
                }
            }
            steps += now.iter().sum::<f64>();
        }
        Conduct { probabilities, masses, steps }
    }

    /// How goal-directed this is toward a goal, nats a step.
    pub fn meg_rate(&self, model: &Model, desire: &Desire, gamma: f64) -> f64 {
        let mut search = Search::default();
        while !search.advance(|beta| self.advantage(model, desire, beta, gamma)) {}
        search.best
    }

    /// The mean over steps of `ln pi_beta(a|s) - ln 1/|A|`.
    pub fn advantage(&self, model: &Model, desire: &Desire, beta: f64, gamma: f64) -> f64 {
        let states = model.states.len();
        let mut soft = Soft::new(model, desire, beta, gamma);
        let mut sum = 0.0;
        for time in (0..model.horizon).rev() {
            soft.advance();
            for (state, mass) in self.masses[time * states..][..states].iter().enumerate() {
                if *mass > 0.0 {
                    for transition in state * model.actions..(state + 1) * model.actions {
                        sum += mass * self.probabilities[transition] * (soft.q[transition] - soft.values[state]);
                    }
                }
            }
        }
        sum / self.steps
    }
}
