//! The agent: two hidden layers of ReLU, shared by policy and critic, over a sparse one-hot observation.
//!
//! The first layer is never a matrix product: the rows of the active inputs are summed, as NNUE does in chess engines. This
//! file holds the shape, the initial weights and a plain forward pass for one observation; the batched kernels of
//! training stand in `kernel`, and must agree with this one to the bit.
//!
//! Weights are one vector in layer order, which is also the order of the digest:
//! `w1 [inputs, hidden] b1 [hidden] w2 [hidden, hidden] b2 [hidden] head [hidden, 8] head_bias [8]`. The head's columns are the
//! action logits, then the value, then zeros that are never trained (a width of 8 suits the vector unit).

use super::lanes::{F4, LANES, Vector as _};
use crate::env::{Level, State, World};
use crate::math;
use crate::rng::{Purpose, Rng};
use sha2::{Digest, Sha256};

/// Columns of the head: at most 7 actions and one value.
pub const HEAD: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub inputs: usize,
    pub hidden: usize,
    pub actions: usize,
}

/// Where each layer begins in the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    pub w1: usize,
    pub b1: usize,
    pub w2: usize,
    pub b2: usize,
    pub head: usize,
    pub head_bias: usize,
    pub len: usize,
}

impl Shape {
    pub fn of(world: World, hidden: usize) -> Shape {
        Shape { inputs: world.num_inputs(), hidden, actions: world.actions().len() }
    }

    pub fn layout(&self) -> Layout {
        let w1 = 0;
        let b1 = w1 + self.inputs * self.hidden;
        let w2 = b1 + self.hidden;
        let b2 = w2 + self.hidden * self.hidden;
        let head = b2 + self.hidden;
        let head_bias = head + self.hidden * HEAD;
        Layout { w1, b1, w2, b2, head, head_bias, len: head_bias + HEAD }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Net {
    pub world: World,
    pub shape: Shape,
    pub absolute_position: bool,
    /// `[layout().len]`.
    pub weights: Vec<f32>,
}

/// What the agent thinks of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// `[actions]`, sums to 1.
    pub probabilities: Vec<f32>,
    /// The critic's estimate of the discounted return.
    pub value: f32,
}

impl Net {
    /// W1 ~ N(0, 0.3), W2 ~ He (N(0, sqrt(2 / hidden))), head ~ N(0, 0.01) for the policy and N(0, 1 / sqrt(hidden)) for the value, biases 0.
    pub fn new(world: World, hidden: usize, absolute_position: bool, seed: u32) -> Net {
        let shape = Shape::of(world, hidden);
        let layout = shape.layout();
        let mut rng = Rng::new(u64::from(seed), Purpose::Weights, 0);
        let mut weights = vec![0.0; layout.len];
        for weight in &mut weights[layout.w1..layout.b1] {
            *weight = 0.3 * rng.normal();
        }
        let he = (2.0 / hidden as f32).sqrt();
        for weight in &mut weights[layout.w2..layout.b2] {
            *weight = he * rng.normal();
        }
        let value = 1.0 / (hidden as f32).sqrt();
        for row in weights[layout.head..layout.head_bias].chunks_exact_mut(HEAD) {
            for (column, weight) in row[..=shape.actions].iter_mut().enumerate() {
                *weight = rng.normal() * if column < shape.actions { 0.01 } else { value };
            }
        }
        Net { world, shape, absolute_position, weights }
    }

    /// From stored weights; `None` if their number does not fit.
    pub fn from_weights(world: World, hidden: usize, absolute_position: bool, weights: Vec<f32>) -> Option<Net> {
        let shape = Shape::of(world, hidden);
        (weights.len() == shape.layout().len).then_some(Net { world, shape, absolute_position, weights })
    }

    /// Weights of a net for this world.
    pub fn len(world: World, hidden: usize) -> usize {
        Shape::of(world, hidden).layout().len
    }

    /// First 16 hex digits of SHA-256 over the weights as little-endian f32 in layer order: two agents with one digest are the same.
    pub fn digest(&self) -> String {
        digest(self.weights.iter().flat_map(|weight| weight.to_le_bytes()))
    }

    /// Logits and value for one state, `[HEAD]`. The order of the sums is the contract: bias first, then inputs ascending; a unit
    /// that is off adds nothing, whatever its weights.
    pub fn head(&self, active: &[u16]) -> [f32; HEAD] {
        self.read_out(&self.second(active))
    }

    /// How strongly each unit of the second hidden layer is on, `[hidden]`.
    pub fn second(&self, active: &[u16]) -> Vec<f32> {
        let (hidden, layout) = (self.shape.hidden, self.shape.layout());
        let mut first = self.weights[layout.b1..layout.w2].to_vec();
        for &input in active {
            let row = &self.weights[layout.w1 + input as usize * hidden..][..hidden];
            for (sum, weight) in first.iter_mut().zip(row) {
                *sum += weight;
            }
        }
        let mut second = self.weights[layout.b2..layout.head].to_vec();
        for (unit, row) in first.iter().map(|unit| relu(*unit)).zip(self.weights[layout.w2..layout.b2].chunks_exact(hidden)) {
            if unit == 0.0 {
                continue;
            }
            for (sum, weight) in second.iter_mut().zip(row) {
                *sum += unit * weight;
            }
        }
        second.iter_mut().for_each(|unit| *unit = relu(*unit));
        second
    }

    /// Logits and value from the second hidden layer.
    pub fn read_out(&self, second: &[f32]) -> [f32; HEAD] {
        let layout = self.shape.layout();
        let mut head = [0.0; HEAD];
        head.copy_from_slice(&self.weights[layout.head_bias..layout.len]);
        for (&unit, row) in second.iter().zip(self.weights[layout.head..layout.head_bias].chunks_exact(HEAD)) {
            if unit == 0.0 {
                continue;
            }
            for (sum, weight) in head.iter_mut().zip(row) {
                *sum += unit * weight;
            }
        }
        head
    }

    pub fn outlook(&self, level: &Level, state: State) -> Outlook {
        let mut active = Vec::with_capacity(64);
        self.world.observe(level, state, self.absolute_position, &mut active);
        let head = self.head(&active);
        let actions = self.shape.actions;
        let (mut log_probabilities, mut probabilities) = ([0.0; HEAD], [0.0; HEAD]);
        log_softmax(&head, actions, &mut log_probabilities, &mut probabilities);
        Outlook { probabilities: probabilities[..actions].to_vec(), value: head[actions] }
    }
}

/// First 16 hex digits of SHA-256.
pub fn digest(bytes: impl Iterator<Item = u8>) -> String {
    let hash = Sha256::digest(bytes.collect::<Vec<u8>>());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// NaN stays NaN (`f32::max` would turn it into 0 and hide a diverged run).
#[inline(always)]
pub fn relu(x: f32) -> f32 {
    if x <= 0.0 { 0.0 } else { x }
}

/// Logits, the first so many of the head, to logarithms of probabilities and probabilities, shifted by the largest so that `exp` cannot
/// overflow. The one place that does so: playing and learning must agree to the bit, or the first ratio of an update would not be 1.
/// What stands behind them in the results means nothing.
#[inline(always)]
pub fn log_softmax(head: &[f32], actions: usize, log_probabilities: &mut [f32; HEAD], probabilities: &mut [f32; HEAD]) {
    assert!(head.len() == HEAD && actions < HEAD);
    let mut largest = f32::NEG_INFINITY;
    for &logit in &head[..actions] {
        largest = largest.max(logit);
    }
    let mut at = 0;
    while at < actions {
        // SAFETY: both have HEAD numbers, whole vectors of them.
        unsafe { F4::load(head.as_ptr().add(at)).minus(F4::splat(largest)).exp().store(probabilities.as_mut_ptr().add(at)) };
        at += LANES;
    }
    let mut sum = 0.0;
    for probability in &probabilities[..actions] {
        sum += probability;
    }
    let log_sum = math::ln(sum);
    for i in 0..actions {
        probabilities[i] /= sum;
        log_probabilities[i] = (head[i] - largest) - log_sum;
    }
}
