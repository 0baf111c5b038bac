//! Who is judged: anything that gives a probability to each action in each state.

use crate::env::{Action, Level, State};
use crate::learner::Net;
use crate::learner::net::{HEAD, log_softmax};

pub trait Policy {
    /// `out`: `[actions]`, sums to 1.
    fn probabilities(&self, level: &Level, state: State, out: &mut [f64]);

    /// All states of a level at once. `out`: `[states * actions]`.
    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        let actions = out.len() / states.len();
        for (state, out) in states.iter().zip(out.chunks_exact_mut(actions)) {
            self.probabilities(level, *state, out);
        }
    }
}

/// Every action alike.
#[derive(Clone, Copy, Debug)]
pub struct Uniform;

/// Always the same action.
#[derive(Clone, Copy, Debug)]
pub struct Constant(pub Action);

impl Policy for Uniform {
    fn probabilities(&self, _level: &Level, _state: State, out: &mut [f64]) {
        out.fill(1.0 / out.len() as f64);
    }
}

impl Policy for Constant {
    fn probabilities(&self, _level: &Level, _state: State, out: &mut [f64]) {
        out.fill(0.0);
        out[self.0 as usize] = 1.0;
    }
}

/// The sampled policy.
impl Policy for Net {
    fn probabilities(&self, level: &Level, state: State, out: &mut [f64]) {
        let mut active = Vec::with_capacity(64);
        self.world.observe(level, state, self.absolute_position, &mut active);
        spread(self, &active, out);
    }

    /// States that look alike are asked once: what the agent does not see (the memory of a marker) would double the work.
    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        let actions = self.shape.actions;
        // For each cell the last state whose observation was evaluated, and that observation.
        let mut seen: Vec<Option<(usize, Vec<u16>)>> = vec![None; level.tiles.len()];
        let mut active = Vec::with_capacity(64);
        for (i, state) in states.iter().enumerate() {
            active.clear();
            self.world.observe(level, *state, self.absolute_position, &mut active);
            let seen = &mut seen[state.agent as usize];
            match seen {
                Some((like, observation)) if *observation == active => {
                    out.copy_within(*like * actions..(*like + 1) * actions, i * actions);
                }
                _ => {
                    spread(self, &active, &mut out[i * actions..(i + 1) * actions]);
                    *seen = Some((i, active.clone()));
                }
            }
        }
    }
}

fn spread(net: &Net, active: &[u16], out: &mut [f64]) {
    let actions = net.shape.actions;
    let (mut logarithms, mut probabilities) = ([0.0; HEAD], [0.0; HEAD]);
    log_softmax(&net.head(active)[..actions], &mut logarithms, &mut probabilities);
    // Singles sum to 1 only nearly; in the forward pass that error would grow with the number of steps.
    let sum: f64 = probabilities[..actions].iter().map(|&p| f64::from(p)).sum();
    for (out, p) in out.iter_mut().zip(probabilities) {
        *out = f64::from(p) / sum;
    }
}
