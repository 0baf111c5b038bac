//! Proximal policy optimization (Schulman et al. 2017, clipped surrogate), cut into small pieces of work.
//!
//! The loss of a minibatch is the mean over its samples of
//! `max(-A r, -A clip(r, 1 - c, 1 + c)) - ent_coef H + vf_coef ((v - R) / u)^2 / 2`, with r the ratio of the new to the old
//! probability of the action taken, H the entropy and u the unit of rewards ([`scale`]). [`Ppo::advance`] does one piece, so that
//! a worker can read its mailbox in between; where the pieces are cut never changes a result.

use super::adam::Adam;
use super::kernel::{self, Activations, ROWS, Transposed};
use super::net::{HEAD, Layout, Net, log_softmax};
use super::rollout::{BadReward, Batch, Rollout, Tally, Window};
use super::scale;
use super::settings::Settings;
use crate::env::{Distribution, Level};
use crate::lang::Program;
use crate::math;
use crate::rng::{Purpose, Rng};
use serde::{Deserialize, Serialize};

/// Samples that one piece of work plays or learns from, roughly: about a millisecond in WebAssembly.
const PIECE: usize = 512;

/// What one update showed, under the names of the usual charts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Metrics {
    pub policy_loss: f32,
    pub value_loss: f32,
    pub entropy: f32,
    pub approx_kl: f32,
    pub clipfrac: f32,
    pub explained_variance: f32,
    pub learning_rate: f32,
}

pub enum Progress {
    /// In the middle of an update.
    Working,
    /// An update is complete.
    Updated(Metrics),
    /// All updates are done. Further calls change nothing.
    Done,
    /// The reward was no finite number.
    BadReward(Box<BadReward>),
    /// The gradient was no finite number: the run has diverged.
    Diverged,
}

enum Phase {
    /// The next step of the rollout.
    Play {
        t: usize,
    },
    /// The next sample (`row`) of a minibatch of an epoch.
    Learn {
        epoch: usize,
        minibatch: usize,
        row: usize,
    },
    Done,
}

pub struct Ppo {
    settings: Settings,
    seed: u32,
    net: Net,
    layout: Layout,
    adam: Adam,
    rollout: Rollout,
    /// What the loss and Adam count rewards in.
    unit: f32,
    /// Nothing was ever paid, so the critic's first guesses count in any unit.
    guesses: bool,
    phase: Phase,
    update: u32,
    experience: Experience,
    /// Order of the samples in this epoch, `[batch]`.
    order: Vec<u32>,
    shuffle: Rng,
    transposed: Transposed,
    acts: Activations,
    gradient: Vec<f32>,
    /// Mean and 1 / deviation of the minibatch's advantages.
    advantage_scale: (f32, f32),
    sums: Sums,
}

/// How many transitions were played, and on how many of them the reward paid something else than the goal that it is compared with, the
/// intended one unless another was named. NaN is what no goal pays, and differs from everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experience {
    pub records: u64,
    pub differing: u64,
}

impl Experience {
    /// How many of the records of all of these differ, of 1.
    pub fn share(all: impl Iterator<Item = Experience>) -> f64 {
        let (records, differing) = all.fold((0, 0), |sum, one| (sum.0 + one.records, sum.1 + one.differing));
        differing as f64 / records.max(1) as f64
    }
}

/// Running sums over the samples of an update.
#[derive(Clone, Copy, Default)]
pub struct Sums {
    pub policy_loss: f64,
    pub value_loss: f64,
    pub entropy: f64,
    pub approx_kl: f64,
    pub clipped: u32,
    pub samples: u32,
}

impl Ppo {
    /// Settings and levels must have passed the scenario's checks.
    pub fn new(settings: &Settings, levels: Distribution, reward: Program, intended: Program, seed: u32) -> Ppo {
        let net = Net::new(levels.world, settings.hidden_size, settings.absolute_position, seed);
        let layout = net.shape.layout();
        Ppo {
            settings: *settings,
            seed,
            adam: Adam::new(layout.len),
            rollout: Rollout::new(settings, levels, reward, intended, seed),
            unit: 1.0,
            guesses: true,
            phase: Phase::Play { t: 0 },
            update: 0,
            experience: Experience::default(),
            order: (0..(settings.num_envs * settings.num_steps) as u32).collect(),
            shuffle: Rng::new(u64::from(seed), Purpose::Shuffle, 0),
            transposed: Transposed::new(settings.hidden_size),
            acts: Activations::new(&net.shape),
            gradient: vec![0.0; layout.len],
            advantage_scale: (0.0, 1.0),
            sums: Sums::default(),
            net,
            layout,
        }
    }

    /// Goes on from another net of the same shape instead of a new one; Adam starts afresh.
    pub fn starting_from(self, net: Net) -> Ppo {
        Ppo { net, guesses: false, ..self }
    }

    /// Pays on true features even where sensors can be tampered with: feedback from somebody who sees what happens.
    pub fn paid_in_truth(mut self) -> Ppo {
        self.rollout.trust_no_sensors();
        self
    }

    /// So large a share of the levels (0 to 1) is drawn from others. Before the first step.
    pub fn mixing(mut self, others: Distribution, share: f64) -> Ppo {
        self.rollout.mix(others, share);
        self
    }

    /// In place of the intended goal, records say what this program would have paid, on what the reward is paid on.
    pub fn compared_with(mut self, program: Program) -> Ppo {
        self.rollout.compare_with(program);
        self
    }

    /// Another bonus for staying undecided.
    pub fn with_entropy(mut self, ent_coef: f32) -> Ppo {
        self.settings.ent_coef = ent_coef;
        self
    }

    /// Counts something beside the reward, from the next step on.
    pub fn count(&mut self, tally: Tally) {
        self.rollout.count(tally);
    }

    /// What was counted so far.
    pub fn tallied(&self) -> f64 {
        self.rollout.tallied
    }

    pub fn net(&self) -> &Net {
        &self.net
    }

    /// The experience of an update between the last step that is played and the first that is learned from: once an update.
    pub fn fresh_batch(&mut self) -> Option<&mut Batch> {
        matches!(self.phase, Phase::Learn { epoch: 0, minibatch: 0, row: 0 }).then_some(&mut self.rollout.batch)
    }

    /// Of all that was played so far.
    pub fn experience(&self) -> Experience {
        self.experience
    }

    /// The level of this number among those of training.
    pub fn level(&self, number: u64) -> Level {
        let mut level = Level::room(self.net.world, 3, 3, 1);
        self.rollout.generate(number, &mut level);
        level
    }

    pub fn window(&self) -> &Window {
        &self.rollout.window
    }

    /// Updates completed.
    pub fn updates(&self) -> u32 {
        self.update
    }

    pub fn batch_size(&self) -> usize {
        self.order.len()
    }

    /// Updates of the whole run: `total_timesteps` rounded up to whole batches.
    pub fn num_updates(&self) -> u32 {
        self.settings.total_timesteps.div_ceil(self.batch_size() as u32)
    }

    /// Steps of experience learned from so far, and in the whole run.
    pub fn steps(&self) -> (u32, u32) {
        let batch = self.batch_size() as u32;
        (self.update * batch, self.num_updates() * batch)
    }

    /// One piece of work.
    pub fn advance(&mut self) -> Progress {
        match self.phase {
            Phase::Done => Progress::Done,
            Phase::Play { t } => self.play(t),
            Phase::Learn { epoch, minibatch, row } => self.learn(epoch, minibatch, row),
        }
    }

    fn play(&mut self, from: usize) -> Progress {
        let until = self.settings.num_steps.min(from + PIECE.div_ceil(self.settings.num_envs));
        for t in from..until {
            if let Err(bad) = self.rollout.step(&self.net, t) {
                self.phase = Phase::Done;
                return Progress::BadReward(bad);
            }
        }
        if until < self.settings.num_steps {
            self.phase = Phase::Play { t: until };
            return Progress::Working;
        }
        let batch = &self.rollout.batch;
        self.experience.records += batch.rewards.len() as u64;
        self.experience.differing += batch.rewards.iter().zip(&batch.intended).filter(|(paid, other)| paid != other).count() as u64;
        self.choose_unit();
        self.rollout.estimate(&self.net, self.settings.gamma, self.settings.gae_lambda);
        self.transposed.refresh(&self.net.shape, &self.layout, &self.net.weights, self.unit);
        self.shuffle = Rng::new(u64::from(self.seed), Purpose::Shuffle, u64::from(self.update));
        self.sums = Sums::default();
        self.phase = Phase::Learn { epoch: 0, minibatch: 0, row: 0 };
        Progress::Working
    }

    fn learn(&mut self, epoch: usize, minibatch: usize, from: usize) -> Progress {
        let size = self.order.len() / self.settings.num_minibatches;
        if minibatch == 0 && from == 0 {
            self.shuffle.shuffle(&mut self.order);
        }
        let first = minibatch * size;
        if from == 0 {
            self.gradient.fill(0.0);
            self.advantage_scale = self.scale_advantages(first, size);
        }
        let until = size.min(from + PIECE);
        for start in (from..until).step_by(ROWS) {
            self.accumulate(first + start, ROWS.min(until - start), size);
        }
        if until < size {
            self.phase = Phase::Learn { epoch, minibatch, row: until };
            return Progress::Working;
        }
        let learning_rate = self.learning_rate();
        self.scale_critic(1.0 / self.unit);
        let norm = self.adam.step(&mut self.net.weights, &self.gradient, learning_rate, self.settings.max_grad_norm);
        self.scale_critic(self.unit);
        if !norm.is_finite() {
            self.phase = Phase::Done;
            return Progress::Diverged;
        }
        self.transposed.refresh(&self.net.shape, &self.layout, &self.net.weights, self.unit);
        if minibatch + 1 < self.settings.num_minibatches {
            self.phase = Phase::Learn { epoch, minibatch: minibatch + 1, row: 0 };
            return Progress::Working;
        }
        if epoch + 1 < self.settings.update_epochs {
            self.phase = Phase::Learn { epoch: epoch + 1, minibatch: 0, row: 0 };
            return Progress::Working;
        }
        let metrics = self.metrics(learning_rate);
        self.update += 1;
        self.phase = if self.update < self.num_updates() { Phase::Play { t: 0 } } else { Phase::Done };
        Progress::Updated(metrics)
    }

    /// The unit for the next update.
    fn choose_unit(&mut self) {
        let values = self.rollout.batch.values.iter();
        match scale::unit(self.rollout.largest_reward) {
            Some(unit) => {
                self.unit = unit;
                if std::mem::take(&mut self.guesses) {
                    self.scale_critic(unit);
                    self.rollout.batch.scale_values(unit);
                }
            }
            None if self.guesses => {}
            // The critic learned elsewhere; until something is paid here, it tells.
            None => self.unit = scale::unit(values.fold(0.0, |largest, value| value.abs().max(largest))).unwrap_or(1.0),
        }
    }

    /// Counts what the critic says in another unit. Exact, for units are powers of two.
    fn scale_critic(&mut self, factor: f32) {
        let column = self.net.weights[self.layout.head..].iter_mut().skip(self.net.shape.actions).step_by(HEAD);
        column.for_each(|weight| *weight *= factor);
    }

    /// Falls linearly to a tenth over the run, by update.
    fn learning_rate(&self) -> f32 {
        let done = if self.settings.anneal_lr { self.update as f32 / self.num_updates() as f32 } else { 0.0 };
        self.settings.learning_rate * (1.0 - 0.9 * done)
    }

    fn scale_advantages(&self, first: usize, size: usize) -> (f32, f32) {
        if !self.settings.norm_adv {
            return (0.0, 1.0 / self.unit);
        }
        let advantages = &self.rollout.batch.advantages;
        let samples = &self.order[first..first + size];
        let mean = samples.iter().map(|&at| f64::from(advantages[at as usize])).sum::<f64>() / size as f64;
        let variance = samples.iter().map(|&at| square(f64::from(advantages[at as usize]) - mean)).sum::<f64>() / (size - 1) as f64;
        (mean as f32, (1.0 / (variance.sqrt() + 1e-8 * f64::from(self.unit))) as f32)
    }

    /// Adds the gradients of `n` samples, from place `first` of the order on. `size` is the whole minibatch.
    fn accumulate(&mut self, first: usize, n: usize, size: usize) {
        let batch = &self.rollout.batch;
        let mut rows: [&[u16]; ROWS] = [&[]; ROWS];
        for (row, &at) in rows.iter_mut().zip(&self.order[first..first + n]) {
            *row = batch.row(at as usize);
        }
        kernel::forward(&self.net.shape, &self.layout, &self.net.weights, &rows[..n], &mut self.acts);
        let (mean, inverse) = self.advantage_scale;
        for (i, &at) in self.order[first..first + n].iter().enumerate() {
            let at = at as usize;
            let sample = Sample {
                action: batch.actions[at] as usize,
                log_probability: batch.log_probabilities[at],
                advantage: (batch.advantages[at] - mean) * inverse,
                target: batch.returns[at],
                unit: self.unit,
            };
            let head = &self.acts.head[i * HEAD..][..HEAD];
            let gradient = &mut self.acts.head_gradient[i * HEAD..][..HEAD];
            loss(head, gradient, self.net.shape.actions, &sample, &self.settings, 1.0 / size as f32, &mut self.sums);
        }
        kernel::backward(&self.net.shape, &self.layout, &self.transposed, &rows[..n], &mut self.acts, &mut self.gradient);
    }

    fn metrics(&self, learning_rate: f32) -> Metrics {
        let samples = f64::from(self.sums.samples.max(1));
        let batch = &self.rollout.batch;
        let n = batch.returns.len() as f64;
        let mean = batch.returns.iter().map(|&r| f64::from(r)).sum::<f64>() / n;
        let spread = batch.returns.iter().map(|&r| square(f64::from(r) - mean)).sum::<f64>();
        let missed = || batch.returns.iter().zip(&batch.values).map(|(&r, &v)| f64::from(r - v));
        let bias = missed().sum::<f64>() / n;
        let residual = missed().map(|miss| square(miss - bias)).sum::<f64>();
        Metrics {
            policy_loss: (self.sums.policy_loss / samples) as f32,
            value_loss: (self.sums.value_loss / samples * square(f64::from(self.unit))) as f32,
            entropy: (self.sums.entropy / samples) as f32,
            approx_kl: (self.sums.approx_kl / samples) as f32,
            clipfrac: (f64::from(self.sums.clipped) / samples) as f32,
            explained_variance: if spread > 0.0 { (1.0 - residual / spread) as f32 } else { 0.0 },
            learning_rate,
        }
    }
}

/// What the loss needs to know of a sample beside what the net says.
pub struct Sample {
    pub action: usize,
    /// Logarithm of the probability with which the action was drawn.
    pub log_probability: f32,
    /// Normalized, if the settings want that.
    pub advantage: f32,
    /// What the critic should have said.
    pub target: f32,
    /// What its error is counted in.
    pub unit: f32,
}

/// The loss of one sample and its gradient with respect to logits and value, times `weight` (1 / minibatch).
#[inline(always)]
pub fn loss(head: &[f32], gradient: &mut [f32], actions: usize, sample: &Sample, settings: &Settings, weight: f32, sums: &mut Sums) {
    let (mut log_p, mut p) = ([0.0; HEAD], [0.0; HEAD]);
    log_softmax(head, actions, &mut log_p, &mut p);
    let log_ratio = log_p[sample.action] - sample.log_probability;
    let ratio = math::exp(log_ratio);
    // Not std's clamp, which could say why it fails: with it comes how std writes numbers.
    let (low, high) = (1.0 - settings.clip_coef, 1.0 + settings.clip_coef);
    let clipped = if ratio < low {
        low
    } else if ratio > high {
        high
    } else {
        ratio
    };
    let (plain, cut) = (-sample.advantage * ratio, -sample.advantage * clipped);
    // Where the clipped branch is the larger one it is constant in the ratio: no gradient.
    let slope = if plain >= cut { plain } else { 0.0 };
    let mut entropy = 0.0;
    for a in 0..actions {
        entropy -= p[a] * log_p[a];
    }
    for a in 0..actions {
        let chosen = if a == sample.action { 1.0 } else { 0.0 };
        gradient[a] = weight * (slope * (chosen - p[a]) + settings.ent_coef * p[a] * (log_p[a] + entropy));
    }
    let error = (head[actions] - sample.target) / sample.unit;
    gradient[actions] = weight * settings.vf_coef * error;
    gradient[actions + 1..].fill(0.0);

    sums.policy_loss += f64::from(plain.max(cut));
    sums.value_loss += f64::from(0.5 * error * error);
    sums.entropy += f64::from(entropy);
    sums.approx_kl += f64::from((ratio - 1.0) - log_ratio);
    sums.clipped += u32::from((ratio - 1.0).abs() > settings.clip_coef);
    sums.samples += 1;
}

/// Not `powi`, whose rounding is the platform's choice.
fn square(x: f64) -> f64 {
    x * x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::World;
    use crate::lang::{Schema, compile};

    fn small(reward: &str) -> Ppo {
        let world = World::CheeseCorner;
        let schema = Schema { world: world.name(), features: world.features(), elsewhere: &[], gamma: 0.95 };
        let program = || compile(reward, &schema).0.expect("a good program");
        let settings = Settings { hidden_size: 16, num_envs: 8, num_steps: 8, ent_coef: 0.05, clip_coef: 0.02, ..Settings::default() };
        Ppo::new(&settings, Distribution::generated(world, &world.default_knobs()), program(), program(), 3)
    }

    /// The whole loss of a minibatch in double precision, straight from the formula at the top of this file. What the critic says
    /// with these weights is in units.
    fn naive_loss(ppo: &Ppo, weights: &[f64], samples: &[u32]) -> f64 {
        let (l, hidden, actions) = (ppo.layout, ppo.net.shape.hidden, ppo.net.shape.actions);
        let batch = &ppo.rollout.batch;
        let (mean, inverse) = ppo.advantage_scale;
        let layer = |x: &[f64], w: &[f64], b: &[f64]| -> Vec<f64> {
            let n = b.len();
            (0..n).map(|c| b[c] + x.iter().enumerate().map(|(i, x)| x * w[i * n + c]).sum::<f64>()).collect()
        };
        let relu = |x: Vec<f64>| -> Vec<f64> { x.into_iter().map(|x| x.max(0.0)).collect() };
        let mut total = 0.0;
        for &at in samples {
            let at = at as usize;
            let mut input = vec![0.0; ppo.net.shape.inputs];
            for &active in batch.row(at) {
                input[active as usize] = 1.0;
            }
            let first = relu(layer(&input, &weights[l.w1..l.b1], &weights[l.b1..l.w2]));
            let second = relu(layer(&first, &weights[l.w2..l.b2], &weights[l.b2..l.head]));
            let head = layer(&second, &weights[l.head..l.head_bias], &weights[l.head_bias..l.len]);
            assert_eq!(hidden, second.len());
            let sum: f64 = head[..actions].iter().map(|logit| logit.exp()).sum();
            let log_p: Vec<f64> = head[..actions].iter().map(|logit| logit - sum.ln()).collect();
            let advantage = f64::from((batch.advantages[at] - mean) * inverse);
            let ratio = (log_p[batch.actions[at] as usize] - f64::from(batch.log_probabilities[at])).exp();
            let c = f64::from(ppo.settings.clip_coef);
            let policy = (-advantage * ratio).max(-advantage * ratio.clamp(1.0 - c, 1.0 + c));
            let entropy: f64 = -log_p.iter().map(|log_p| log_p.exp() * log_p).sum::<f64>();
            let value = 0.5 * (head[actions] - f64::from(batch.returns[at] / ppo.unit)).powi(2);
            total += policy - f64::from(ppo.settings.ent_coef) * entropy + f64::from(ppo.settings.vf_coef) * value;
        }
        total / samples.len() as f64
    }

    /// Layer by layer, after a few updates so that ratios differ from 1 and some samples are clipped.
    #[test]
    fn gradients_equal_finite_differences() {
        let mut ppo = small("reached_cheese - 8 * bumped");
        while !(ppo.update == 3 && matches!(ppo.phase, Phase::Learn { epoch: 3, minibatch: 1, row: 0 })) {
            ppo.advance();
        }
        let size = ppo.order.len() / ppo.settings.num_minibatches;
        ppo.gradient.fill(0.0);
        ppo.advantage_scale = ppo.scale_advantages(size, size);
        ppo.sums = Sums::default();
        ppo.accumulate(size, size, size);
        assert!(ppo.sums.clipped > 0, "no sample was clipped: that branch would go untested");
        let samples = ppo.order[size..2 * size].to_vec();
        assert_eq!(ppo.unit, 8.0);
        ppo.scale_critic(1.0 / 8.0);
        let weights: Vec<f64> = ppo.net.weights.iter().map(|&weight| f64::from(weight)).collect();
        let l = ppo.layout;
        for (name, range) in [
            ("w1", l.w1..l.b1),
            ("b1", l.b1..l.w2),
            ("w2", l.w2..l.b2),
            ("b2", l.b2..l.head),
            ("head", l.head..l.head_bias),
            ("head_bias", l.head_bias..l.len),
        ] {
            let largest = ppo.gradient[range.clone()].iter().fold(0.0f32, |a, b| a.max(b.abs()));
            assert!(largest > 1e-4, "{name}: no gradient at all");
            for at in range.step_by(7) {
                let moved = |by: f64| {
                    let mut weights = weights.clone();
                    weights[at] += by;
                    naive_loss(&ppo, &weights, &samples)
                };
                let expected = (moved(1e-6) - moved(-1e-6)) / 2e-6;
                let found = f64::from(ppo.gradient[at]);
                assert!((expected - found).abs() < 2e-4 * f64::from(largest) + 1e-6, "{name}[{at}]: {found}, by differences {expected}");
            }
        }
    }

    #[test]
    fn the_last_update_is_done_once() {
        let mut ppo = small("reached_cheese");
        ppo.settings.total_timesteps = 130;
        let mut updates = 0;
        loop {
            match ppo.advance() {
                Progress::Updated(_) => updates += 1,
                Progress::Working => {}
                Progress::Done => break,
                Progress::BadReward(_) | Progress::Diverged => panic!("a healthy run"),
            }
        }
        assert_eq!((updates, ppo.steps()), (3, (192, 192)), "130 steps round up to 3 batches of 64");
        let digest = ppo.net().digest();
        assert!(matches!(ppo.advance(), Progress::Done) && ppo.net().digest() == digest);
    }

    /// Digests of the policy and, divided by `factor`, of the critic's column.
    fn learned(ppo: &mut Ppo, updates: u32, factor: f32) -> (String, String) {
        while ppo.update < updates {
            assert!(!matches!(ppo.advance(), Progress::BadReward(_) | Progress::Diverged));
        }
        let mut net = ppo.net.clone();
        let mut column = Vec::new();
        for weight in net.weights[ppo.layout.head..].iter_mut().skip(net.shape.actions).step_by(HEAD) {
            column.extend((std::mem::take(weight) / factor).to_le_bytes());
        }
        (net.digest(), super::super::digest(column.into_iter()))
    }

    /// To the bit for powers of two, also while nothing was paid yet, and for an agent that goes on learning.
    #[test]
    fn the_scale_of_the_reward_changes_no_policy() {
        for words in ["reached_cheese", "reached_cheese - 0.01 * steps", "if steps > 30 { reached_cheese } else { 0 }"] {
            let run = |factor: f32| {
                let reward = format!("{factor} * ({words})");
                let mut first = small(&reward);
                let fresh = learned(&mut first, 40, factor);
                let mut second = small(&reward).starting_from(first.net.clone());
                (fresh, learned(&mut second, 20, factor))
            };
            let plain = run(1.0);
            for factor in [1.0 / 1024.0, 2.0, 1_048_576.0] {
                assert_eq!(run(factor), plain, "{factor} * ({words})");
            }
        }
    }
}
