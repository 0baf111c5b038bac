//! Which records of an update push toward what goes wrong, and what they would have taught if they had been paid as meant.
//!
//! The push of a record is the change of `mean(log pi(bad) - log pi(best))` over the moments at which the trained agent goes wrong, to
//! first order, if the policy gradient followed that record alone: its advantage times the derivative of its own log probability along
//! the gradient of that mean (TracIn, Pruthi et al. 2020, on records of PPO).

use crate::learner::adam::Adam;
use crate::learner::gae::{self, End, Track};
use crate::learner::kernel::{self, Activations, ROWS, Transposed};
use crate::learner::net::{HEAD, Net, log_softmax};
use crate::learner::rollout::Batch;
use crate::learner::scale;

/// A moment at which the trained agent goes wrong: what it sees, what it does, and what would have been best for what was meant.
#[derive(Clone, Debug)]
pub struct Target {
    pub seen: Vec<u16>,
    pub bad: usize,
    pub best: usize,
}

/// How far weights are moved along a gradient of length 1 to see what changes.
const STEP: f32 = 1e-3;

/// The push of every record of a batch toward the targets, for the net that played it.
pub fn pushes(net: &Net, targets: &[Target], batch: &Batch) -> Vec<f32> {
    let direction = direction(net, targets);
    let moved = |by: f32| {
        let mut weights = net.weights.clone();
        weights.iter_mut().zip(&direction).for_each(|(weight, along)| *weight += by * along);
        log_probabilities(&Net { weights, ..net.clone() }, batch)
    };
    let (ahead, back) = (moved(STEP), moved(-STEP));
    let slope = |at: usize| (ahead[at] - back[at]) / (2.0 * STEP);
    (0..batch.rewards.len()).map(|at| slope(at) * batch.advantages[at]).collect()
}

/// Of the actions that were taken.
fn log_probabilities(net: &Net, batch: &Batch) -> Vec<f32> {
    let mut out = Vec::with_capacity(batch.rewards.len());
    each_head(net, batch, |at, head| {
        let (mut logarithms, mut probabilities) = ([0.0; HEAD], [0.0; HEAD]);
        log_softmax(head, net.shape.actions, &mut logarithms, &mut probabilities);
        out.push(logarithms[usize::from(batch.actions[at])]);
    });
    out
}

/// What the net says of every record, in their order.
fn each_head(net: &Net, batch: &Batch, mut each: impl FnMut(usize, &[f32])) {
    let (layout, mut acts, records) = (net.shape.layout(), Activations::new(&net.shape), batch.rewards.len());
    for first in (0..records).step_by(ROWS) {
        let rows: Vec<&[u16]> = (first..records.min(first + ROWS)).map(|at| batch.row(at)).collect();
        kernel::forward(&net.shape, &layout, &net.weights, &rows, &mut acts);
        for i in 0..rows.len() {
            each(first + i, &acts.head[i * HEAD..][..HEAD]);
        }
    }
}

/// The gradient of `mean(log pi(bad) - log pi(best))`, of length 1. At least one target.
fn direction(net: &Net, targets: &[Target]) -> Vec<f32> {
    let layout = net.shape.layout();
    let mut gradient = vec![0.0; layout.len];
    let (mut acts, mut transposed) = (Activations::new(&net.shape), Transposed::new(net.shape.hidden));
    transposed.refresh(&net.shape, &layout, &net.weights, 1.0);
    for chunk in targets.chunks(ROWS) {
        let rows: Vec<&[u16]> = chunk.iter().map(|target| &target.seen[..]).collect();
        kernel::forward(&net.shape, &layout, &net.weights, &rows, &mut acts);
        // The difference of two logarithms of probabilities is that of two logits.
        for (i, target) in chunk.iter().enumerate() {
            let head = &mut acts.head_gradient[i * HEAD..][..HEAD];
            head.fill(0.0);
            head[target.bad] += 1.0;
            head[target.best] -= 1.0;
        }
        kernel::backward(&net.shape, &layout, &transposed, &rows, &mut acts, &mut gradient);
    }
    let length = gradient.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        gradient.iter_mut().for_each(|value| *value /= length);
    }
    gradient
}

/// Expects what is paid beyond what was meant, R - I, and nothing else.
pub struct Critic {
    net: Net,
    adam: Adam,
    /// The largest difference so far.
    largest: f32,
}

/// Of its own steps.
const LEARNING_RATE: f32 = 2e-3;
const EPOCHS: usize = 2;

impl Critic {
    /// For agents like this one. At first it expects nothing, so where R = I it never expects anything.
    pub fn new(agent: &Net) -> Critic {
        let mut net = agent.clone();
        let layout = net.shape.layout();
        net.weights[layout.head..].fill(0.0);
        Critic { adam: Adam::new(layout.len), net, largest: 0.0 }
    }

    /// How much of each advantage comes from what was not meant, A^R - A^I; then it learns from the batch. `lanes`: environments.
    pub fn advantages(&mut self, batch: &Batch, lanes: usize, gamma: f32, lambda: f32) -> Vec<f32> {
        let differences: Vec<f32> = batch.rewards.iter().zip(&batch.intended).map(|(paid, meant)| paid - meant).collect();
        self.largest = differences.iter().fold(self.largest, |largest, difference| largest.max(difference.abs()));
        let Some(unit) = scale::unit(self.largest) else { return vec![0.0; differences.len()] };
        let mut values = Vec::with_capacity(differences.len());
        let actions = self.net.shape.actions;
        each_head(&self.net, batch, |_, head| values.push(head[actions] * unit));
        let mut advantages = vec![0.0; differences.len()];
        for lane in 0..lanes {
            let own: Vec<usize> = (lane..differences.len()).step_by(lanes).collect();
            let of = |all: &[f32]| own.iter().map(|&at| all[at]).collect::<Vec<f32>>();
            let (rewards, values) = (of(&differences), of(&values));
            // What comes after a cut is expected to be like what came before it.
            let end = |(step, &at): (usize, &usize)| match batch.ends[at] {
                End::Truncated(_) => End::Truncated(values[step]),
                end => end,
            };
            let ends: Vec<End> = own.iter().enumerate().map(end).collect();
            let next_value = values.last().copied().unwrap_or(0.0);
            let mut out = vec![0.0; own.len()];
            gae::advantages(&Track { rewards: &rewards, values: &values, ends: &ends, next_value }, gamma, lambda, &mut out);
            own.iter().zip(out).for_each(|(&at, advantage)| advantages[at] = advantage);
        }
        let targets: Vec<f32> = advantages.iter().zip(&values).map(|(advantage, value)| (advantage + value) / unit).collect();
        self.learn(batch, &targets);
        advantages
    }

    fn learn(&mut self, batch: &Batch, targets: &[f32]) {
        let (shape, layout) = (self.net.shape, self.net.shape.layout());
        let (mut acts, mut transposed) = (Activations::new(&shape), Transposed::new(shape.hidden));
        for _ in 0..EPOCHS {
            transposed.refresh(&shape, &layout, &self.net.weights, 1.0);
            let mut gradient = vec![0.0; layout.len];
            for first in (0..targets.len()).step_by(ROWS) {
                let rows: Vec<&[u16]> = (first..targets.len().min(first + ROWS)).map(|at| batch.row(at)).collect();
                kernel::forward(&shape, &layout, &self.net.weights, &rows, &mut acts);
                for i in 0..rows.len() {
                    let error = acts.head[i * HEAD + shape.actions] - targets[first + i];
                    let head = &mut acts.head_gradient[i * HEAD..][..HEAD];
                    head.fill(0.0);
                    head[shape.actions] = error / targets.len() as f32;
                }
                kernel::backward(&shape, &layout, &transposed, &rows, &mut acts, &mut gradient);
            }
            self.adam.step(&mut self.net.weights, &gradient, LEARNING_RATE, 1.0);
        }
    }
}
