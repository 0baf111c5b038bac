//! Clips: some steps of an episode, and how often each feature came about in them.

use std::sync::Arc;

use crate::env::{Action, Features, Level, State};
use crate::judge::{Episode, Policy};
use crate::lang::Program;
use crate::rng::{Purpose, Rng};
use crate::scenario::Scenario;

/// Steps of a clip; those that an episode begins with may be fewer.
pub const CLIP: usize = 12;

/// Some steps of an episode, to be played and compared.
#[derive(Clone, Debug)]
pub struct Clip {
    pub level: Arc<Level>,
    /// Steps of the episode before it.
    pub steps: u16,
    pub actions: Vec<Action>,
    /// One more than there are actions.
    pub states: Vec<State>,
    /// Of each feature, its sum over the steps as the reward reads it, `[features]`.
    pub sums: Vec<f64>,
}

/// Whose episodes, and on which levels.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub policy: &'a dyn Policy,
    /// The share of the shift, 0 to 1.
    pub amount: f64,
    /// Names the levels and the draws: other clips of the same kind have another.
    pub stream: u32,
    pub episodes: u32,
}

impl Clip {
    fn new(level: &Arc<Level>, episode: &Episode, steps: std::ops::Range<usize>) -> Clip {
        let mut clip = Clip {
            level: level.clone(),
            steps: steps.start as u16,
            actions: episode.actions[steps.clone()].to_vec(),
            states: episode.states[steps.start..=steps.end].to_vec(),
            sums: vec![0.0; level.world.features().len()],
        };
        let mut sums = std::mem::take(&mut clip.sums);
        clip.each_step(|features, _| sums.iter_mut().zip(&features.now).for_each(|(sum, value)| *sum += value));
        clip.sums = sums;
        clip
    }

    /// What a goal says of it, on true features: a viewer sees the world, not its sensors.
    pub fn worth(&self, goal: &Program) -> f64 {
        let mut sum = 0.0;
        self.each_step(|_, truth| sum += goal.evaluate_row(&truth.now, &truth.was));
        sum
    }

    /// What a reward pays for it, on sensed features.
    pub fn paid(&self, reward: &Program) -> f64 {
        let mut sum = 0.0;
        self.each_step(|sensed, _| sum += reward.evaluate_row(&sensed.now, &sensed.was));
        sum
    }

    /// Calls with the features of each step, sensed and true.
    fn each_step(&self, mut each: impl FnMut(&Features, &Features)) {
        let (level, world) = (&self.level, self.level.world);
        let (mut truth, mut sensed) = (world.new_features(), world.new_features());
        for (at, states) in self.states.windows(2).enumerate() {
            world.transition(level, states[0], self.steps + at as u16, states[1], &mut truth);
            sensed.clone_from(&truth);
            world.sense(level, states[0], states[1], &mut sensed);
            each(&sensed, &truth);
        }
    }
}

/// All clips of these episodes. Each episode is cut from its end, for that is where most happens.
pub fn clips(scenario: &Scenario, source: Source) -> Vec<Clip> {
    let drawn = scenario.levels(source.amount);
    let episode = |index: u32| {
        let number = u64::from(source.stream) << 32 | u64::from(index);
        let mut rng = Rng::new(u64::from(scenario.seed), Purpose::Rollout, number);
        let mut level = Level::room(drawn.world, 3, 3, 1);
        match scenario.agent.num_levels {
            few @ 1.. if source.amount <= 0.0 => {
                let number = u64::from(rng.below(few));
                drawn.draw(&mut Rng::new(0, Purpose::Level, number), &mut level);
            }
            _ => drawn.draw(&mut rng, &mut level),
        }
        let played = Episode::sample(&level, source.policy, &mut rng);
        cut(Arc::new(level), &played)
    };
    (0..source.episodes).flat_map(episode).collect()
}

fn cut(level: Arc<Level>, played: &Episode) -> Vec<Clip> {
    let steps = played.actions.len();
    // A short beginning is a clip only where it is all there is.
    let first = if steps < CLIP { 0 } else { steps % CLIP };
    (first..steps).step_by(CLIP).map(|from| Clip::new(&level, played, from..steps.min(from + CLIP))).collect()
}
