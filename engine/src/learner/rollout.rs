//! Many levels played side by side by the current policy, and the experience that one update learns from.

use super::gae::{self, End, Track};
use super::kernel::{self, Activations, ROWS};
use super::net::{HEAD, Net, Shape, log_softmax};
use super::settings::Settings;
use crate::env::{Distribution, Features, Level, State, Step, World};
use crate::lang::{Program, Scratch};
use crate::rng::{Purpose, Rng};

/// Finished episodes over which the curves are averaged.
pub const WINDOW: usize = 256;

/// What is counted beside the reward, on true features. Counting changes no step.
#[derive(Clone, Debug)]
pub enum Tally {
    /// What a program says of each step, added up.
    Program(Box<Program>),
    /// Steps for which the intended goal pays less than nothing.
    Negative,
    /// Finished episodes that earned nothing or less under the intended goal.
    Failed,
}

/// One update's worth of transitions, `[num_steps, num_envs]` each.
pub struct Batch {
    /// Active inputs, `[num_steps, num_envs, stride]`; the first `counts` of each row are set.
    active: Vec<u16>,
    counts: Vec<u16>,
    stride: usize,
    pub actions: Vec<u8>,
    /// Logarithm of the probability with which the action was drawn.
    pub log_probabilities: Vec<f32>,
    pub values: Vec<f32>,
    pub rewards: Vec<f32>,
    /// What the intended goal pays, which no learner ever sees.
    pub intended: Vec<f32>,
    pub ends: Vec<End>,
    /// Where each was met: the number of its level, and the state before the step.
    pub origins: Vec<(u64, State)>,
    pub advantages: Vec<f32>,
    pub returns: Vec<f32>,
}

impl Batch {
    fn new(size: usize, stride: usize) -> Batch {
        let zeros = vec![0.0; size];
        Batch {
            active: vec![0; size * stride],
            counts: vec![0; size],
            stride,
            actions: vec![0; size],
            log_probabilities: zeros.clone(),
            values: zeros.clone(),
            rewards: zeros.clone(),
            intended: zeros.clone(),
            ends: vec![End::Goes; size],
            origins: vec![(0, State { agent: 0, memory: 0 }); size],
            advantages: zeros.clone(),
            returns: zeros,
        }
    }

    /// Counts the critic's values in another unit.
    pub fn scale_values(&mut self, factor: f32) {
        for (value, end) in self.values.iter_mut().zip(&mut self.ends) {
            *value *= factor;
            if let End::Truncated(value) = end {
                *value *= factor;
            }
        }
    }

    /// The active inputs of sample `at`, ascending.
    pub fn row(&self, at: usize) -> &[u16] {
        &self.active[at * self.stride..][..self.counts[at] as usize]
    }
}

/// A finished episode, for the curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Episode {
    pub reward: f32,
    pub intended: f32,
    pub length: u16,
    pub success: bool,
}

/// The last [`WINDOW`] finished episodes.
#[derive(Clone, Debug, Default)]
pub struct Window {
    episodes: Vec<Episode>,
    /// Finished so far; the next one overwrites `finished % WINDOW`.
    pub finished: u32,
}

impl Window {
    fn push(&mut self, episode: Episode) {
        if self.episodes.len() < WINDOW {
            self.episodes.push(episode);
        } else {
            self.episodes[self.finished as usize % WINDOW] = episode;
        }
        self.finished += 1;
    }

    pub fn is_full(&self) -> bool {
        self.episodes.len() == WINDOW
    }

    /// Mean of one quantity; 0 before any episode has finished.
    pub fn mean(&self, of: impl Fn(&Episode) -> f32) -> f32 {
        self.episodes.iter().map(of).sum::<f32>() / (self.episodes.len().max(1)) as f32
    }
}

struct Env {
    /// Names the level.
    number: u64,
    level: Level,
    state: State,
    /// Where the action just drawn leads.
    after: Step,
    steps: u16,
    rng: Rng,
    episode: Episode,
}

/// A reward that no learner can use, and where it came up.
#[derive(Clone, Debug, PartialEq)]
pub struct BadReward {
    pub value: f64,
    /// As sensed: what the reward was computed from.
    pub features: Features,
    pub level: Level,
    /// Where the agent stood before the step.
    pub before: State,
}

pub struct Rollout {
    world: World,
    drawn: Distribution,
    seed: u32,
    num_levels: u32,
    /// Other levels, and the share that is drawn from these.
    mixture: Option<(Distribution, f64)>,
    reward: Program,
    intended: Program,
    /// The intended goal reads what the reward is paid on.
    is_compared: bool,
    envs: Vec<Env>,
    /// Levels handed out so far; numbers the next one.
    levels: u64,
    pub batch: Batch,
    pub window: Window,
    /// Largest magnitude of a reward so far.
    pub largest_reward: f32,
    truth: Columns,
    /// What the reward is paid on; None: nobody can tamper, it is the truth.
    sensed: Option<Columns>,
    paid: Vec<f64>,
    meant: Vec<f64>,
    tally: Option<Tally>,
    /// What was counted so far.
    pub tallied: f64,
    counted: Vec<f64>,
    scratch: Scratch,
    row: Features,
    acts: Activations,
    /// Logits and values, `[num_envs, HEAD]`.
    heads: Vec<f32>,
    active: Vec<u16>,
    track: TrackBuffer,
}

/// Transition features of all environments, `[features, num_envs]`.
struct Columns {
    now: Vec<f64>,
    was: Vec<f64>,
}

impl Columns {
    fn write(&mut self, lane: usize, lanes: usize, row: &Features) {
        for (feature, (&now, &was)) in row.now.iter().zip(&row.was).enumerate() {
            self.now[feature * lanes + lane] = now;
            self.was[feature * lanes + lane] = was;
        }
    }
}

/// One environment's column of the batch, `[num_steps]` each.
struct TrackBuffer {
    rewards: Vec<f32>,
    values: Vec<f32>,
    ends: Vec<End>,
    advantages: Vec<f32>,
}

impl Rollout {
    pub fn new(settings: &Settings, drawn: Distribution, reward: Program, intended: Program, seed: u32) -> Rollout {
        let world = drawn.world;
        let lanes = settings.num_envs;
        let features = world.features().len();
        let stride = world.num_inputs();
        let columns = || Columns { now: vec![0.0; features * lanes], was: vec![0.0; features * lanes] };
        let mut rollout = Rollout {
            world,
            drawn,
            seed,
            num_levels: settings.num_levels,
            mixture: None,
            reward,
            intended,
            is_compared: false,
            envs: Vec::with_capacity(lanes),
            levels: 0,
            batch: Batch::new(lanes * settings.num_steps, stride),
            window: Window::default(),
            largest_reward: 0.0,
            truth: columns(),
            sensed: world.spec().sensors.map(|_| columns()),
            paid: vec![0.0; lanes],
            meant: vec![0.0; lanes],
            tally: None,
            tallied: 0.0,
            counted: vec![0.0; lanes],
            scratch: Scratch::default(),
            row: world.new_features(),
            acts: Activations::new(&Shape::of(world, settings.hidden_size)),
            heads: vec![0.0; lanes * HEAD],
            active: Vec::with_capacity(stride),
            track: TrackBuffer {
                rewards: vec![0.0; settings.num_steps],
                values: vec![0.0; settings.num_steps],
                ends: vec![End::Goes; settings.num_steps],
                advantages: vec![0.0; settings.num_steps],
            },
        };
        for lane in 0..lanes {
            let mut env = Env {
                number: 0,
                level: Level::room(world, 3, 3, 1),
                state: State { agent: 0, memory: 0 },
                after: Step { state: State { agent: 0, memory: 0 }, terminated: false },
                steps: 0,
                rng: Rng::new(u64::from(seed), Purpose::Action, lane as u64),
                episode: Episode { reward: 0.0, intended: 0.0, length: 0, success: false },
            };
            rollout.begin(&mut env);
            rollout.envs.push(env);
        }
        rollout
    }

    /// From now on the reward is paid on true features.
    pub fn trust_no_sensors(&mut self) {
        self.sensed = None;
    }

    /// So large a share of the levels is drawn from others. Before the first step: the levels that wait are made anew.
    pub fn mix(&mut self, others: Distribution, share: f64) {
        self.mixture = Some((others, share));
        for mut env in std::mem::take(&mut self.envs) {
            self.generate(env.number, &mut env.level);
            env.state = self.world.start(&env.level);
            self.envs.push(env);
        }
    }

    /// In place of the intended goal, this program says what it would have paid, on what the reward is paid on.
    pub fn compare_with(&mut self, program: Program) {
        (self.intended, self.is_compared) = (program, true);
    }

    /// Makes the level of this number.
    pub fn generate(&self, number: u64, level: &mut Level) {
        // Finitely many levels belong to the scenario and are the same for every seed; endless ones belong to the seed.
        let seed = if self.num_levels == 0 { u64::from(self.seed) } else { 0 };
        let is_other = |share: f64| f64::from(Rng::new(seed, Purpose::Mixture, number).unit()) < share;
        let drawn = match &self.mixture {
            Some((others, share)) if is_other(*share) => others,
            Some(_) | None => &self.drawn,
        };
        drawn.draw(&mut Rng::new(seed, Purpose::Level, number), level);
    }

    /// From now on this is counted.
    pub fn count(&mut self, tally: Tally) {
        self.tally = Some(tally);
    }

    /// A new level and a new episode.
    fn begin(&mut self, env: &mut Env) {
        env.number = match self.num_levels {
            0 => self.levels,
            n => u64::from(env.rng.below(n)),
        };
        self.levels += 1;
        self.generate(env.number, &mut env.level);
        env.state = self.world.start(&env.level);
        env.steps = 0;
        env.episode = Episode { reward: 0.0, intended: 0.0, length: 0, success: false };
    }

    /// Plays step `t` of the batch in every environment.
    pub fn step(&mut self, net: &Net, t: usize) -> Result<(), Box<BadReward>> {
        let lanes = self.envs.len();
        let first = t * lanes;
        self.observe(net, first);
        self.think(net, first);
        self.act(net, first);
        let (sensed, truth) = (self.sensed.as_ref().unwrap_or(&self.truth), &self.truth);
        self.reward.evaluate(&sensed.now, &sensed.was, &mut self.scratch, &mut self.paid);
        let beside = if self.is_compared { sensed } else { truth };
        self.intended.evaluate(&beside.now, &beside.was, &mut self.scratch, &mut self.meant);
        match &self.tally {
            Some(Tally::Program(program)) => {
                program.evaluate(&truth.now, &truth.was, &mut self.scratch, &mut self.counted);
                self.tallied += self.counted.iter().sum::<f64>();
            }
            Some(Tally::Negative) => self.tallied += self.meant.iter().filter(|meant| **meant < 0.0).count() as f64,
            Some(Tally::Failed) | None => {}
        }
        let goal = self.world.goal_event();
        let mut envs = std::mem::take(&mut self.envs);
        let mut result = Ok(());
        for (lane, env) in envs.iter_mut().enumerate() {
            let at = first + lane;
            let reward = self.paid[lane] as f32;
            if !reward.is_finite() {
                result = Err(Box::new(self.bad_reward(env, lane)));
                break;
            }
            self.batch.rewards[at] = reward;
            self.batch.intended[at] = self.meant[lane] as f32;
            self.largest_reward = self.largest_reward.max(reward.abs());
            env.episode.reward += reward;
            env.episode.intended += self.meant[lane] as f32;
            env.episode.success |= goal.is_some_and(|event| self.truth.now[event * lanes + lane] != 0.0);
            env.steps += 1;
            env.episode.length = env.steps;
            env.state = env.after.state;
            let truncated = env.steps >= env.level.time_limit;
            self.batch.ends[at] = match (env.after.terminated, truncated) {
                (true, _) => End::Terminated,
                (false, true) => End::Truncated(self.value_of(net, env)),
                (false, false) => End::Goes,
            };
            if self.batch.ends[at] != End::Goes {
                self.window.push(env.episode);
                self.tallied += f64::from(matches!(self.tally, Some(Tally::Failed)) && env.episode.intended <= 0.0);
                self.begin(env);
            }
        }
        self.envs = envs;
        result
    }

    /// Advantages and returns of the batch, once all its steps are played.
    pub fn estimate(&mut self, net: &Net, gamma: f32, lambda: f32) {
        let lanes = self.envs.len();
        let envs = std::mem::take(&mut self.envs);
        for (lane, env) in envs.iter().enumerate() {
            let next_value = self.value_of(net, env);
            let batch = &mut self.batch;
            for (t, at) in (lane..batch.rewards.len()).step_by(lanes).enumerate() {
                self.track.rewards[t] = batch.rewards[at];
                self.track.values[t] = batch.values[at];
                self.track.ends[t] = batch.ends[at];
            }
            let track = Track { rewards: &self.track.rewards, values: &self.track.values, ends: &self.track.ends, next_value };
            gae::advantages(&track, gamma, lambda, &mut self.track.advantages);
            for (t, at) in (lane..batch.rewards.len()).step_by(lanes).enumerate() {
                batch.advantages[at] = self.track.advantages[t];
                batch.returns[at] = self.track.advantages[t] + batch.values[at];
            }
        }
        self.envs = envs;
    }

    fn observe(&mut self, net: &Net, first: usize) {
        let stride = self.batch.stride;
        for (lane, env) in self.envs.iter().enumerate() {
            self.active.clear();
            self.world.observe(&env.level, env.state, net.absolute_position, &mut self.active);
            let at = first + lane;
            self.batch.active[at * stride..][..self.active.len()].copy_from_slice(&self.active);
            self.batch.counts[at] = self.active.len() as u16;
            self.batch.origins[at] = (env.number, env.state);
        }
    }

    /// Logits of all environments into `heads`, values into the batch.
    fn think(&mut self, net: &Net, first: usize) {
        let (lanes, layout) = (self.envs.len(), net.shape.layout());
        for start in (0..lanes).step_by(ROWS) {
            let n = ROWS.min(lanes - start);
            let mut rows: [&[u16]; ROWS] = [&[]; ROWS];
            for (i, row) in rows[..n].iter_mut().enumerate() {
                *row = self.batch.row(first + start + i);
            }
            kernel::forward(&net.shape, &layout, &net.weights, &rows[..n], &mut self.acts);
            self.heads[start * HEAD..(start + n) * HEAD].copy_from_slice(&self.acts.head[..n * HEAD]);
        }
        for (value, head) in self.batch.values[first..first + lanes].iter_mut().zip(self.heads.chunks_exact(HEAD)) {
            *value = head[net.shape.actions];
        }
    }

    /// Draws an action in every environment, plays it, and writes down the features of the transition.
    fn act(&mut self, net: &Net, first: usize) {
        let (lanes, actions) = (self.envs.len(), net.shape.actions);
        for (lane, env) in self.envs.iter_mut().enumerate() {
            let head = &self.heads[lane * HEAD..][..HEAD];
            let mut log_probabilities = [0.0f32; HEAD];
            let mut probabilities = [0.0f32; HEAD];
            log_softmax(head, actions, &mut log_probabilities, &mut probabilities);
            let action = draw(&probabilities[..actions], env.rng.unit());
            self.batch.actions[first + lane] = action;
            self.batch.log_probabilities[first + lane] = log_probabilities[action as usize];
            env.after = self.world.step(&env.level, env.state, action);
            self.world.transition(&env.level, env.state, env.steps, env.after.state, &mut self.row);
            self.truth.write(lane, lanes, &self.row);
            if let Some(sensed) = &mut self.sensed {
                self.world.sense(&env.level, env.state, env.after.state, &mut self.row);
                sensed.write(lane, lanes, &self.row);
            }
        }
    }

    /// The critic's value of an environment's present state.
    fn value_of(&mut self, net: &Net, env: &Env) -> f32 {
        self.active.clear();
        self.world.observe(&env.level, env.state, net.absolute_position, &mut self.active);
        kernel::forward(&net.shape, &net.shape.layout(), &net.weights, &[&self.active], &mut self.acts);
        self.acts.head[net.shape.actions]
    }

    fn bad_reward(&self, env: &Env, lane: usize) -> BadReward {
        let lanes = self.paid.len();
        let sensed = self.sensed.as_ref().unwrap_or(&self.truth);
        let column = |columns: &[f64]| columns.iter().copied().skip(lane).step_by(lanes).collect();
        BadReward {
            value: self.paid[lane],
            features: Features { now: column(&sensed.now), was: column(&sensed.was) },
            level: env.level.clone(),
            before: env.state,
        }
    }
}

/// The first action whose cumulated probability exceeds `unit` in [0, 1); rounding leaves the last one as the rest.
pub fn draw(probabilities: &[f32], unit: f32) -> u8 {
    let mut cumulated = 0.0;
    for (action, probability) in probabilities.iter().enumerate() {
        cumulated += probability;
        if unit < cumulated {
            return action as u8;
        }
    }
    probabilities.len() as u8 - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_probabilities() {
        let p = [0.25, 0.0, 0.5, 0.25];
        for (unit, action) in [(0.0, 0), (0.249, 0), (0.25, 2), (0.74, 2), (0.75, 3), (0.999_999_9, 3)] {
            assert_eq!(draw(&p, unit), action, "{unit}");
        }
        assert_eq!(draw(&[0.3, 0.3, 0.3], 0.95), 2, "what rounding leaves over goes to the last action");
    }

    #[test]
    fn the_window_forgets_the_oldest() {
        let mut window = Window::default();
        let episode = |reward: f32| Episode { reward, intended: 0.0, length: 1, success: false };
        assert_eq!(window.mean(|e| e.reward), 0.0);
        for i in 0..WINDOW + 2 {
            window.push(episode(i as f32));
        }
        assert!(window.is_full() && window.finished == 258);
        assert_eq!(window.mean(|e| e.reward), (2..258).sum::<i32>() as f32 / 256.0);
    }
}
