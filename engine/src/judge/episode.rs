//! An episode as it is played: the states that it goes through, before anything is computed from them.

use super::Policy;
use crate::env::{Action, Level, State};
use crate::rng::Rng;

#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    pub actions: Vec<Action>,
    /// One more than there are actions: the start first.
    pub states: Vec<State>,
    /// The world's rules ended it; else it was cut off by the time limit.
    pub terminated: bool,
}

impl Episode {
    /// `choose` says what is done in a state, the start first.
    pub fn play(level: &Level, mut choose: impl FnMut(State) -> Action) -> Episode {
        let mut state = level.world.start(level);
        let mut episode = Episode { actions: Vec::new(), states: vec![state], terminated: false };
        while !episode.terminated && episode.actions.len() < usize::from(level.time_limit) {
            let action = choose(state);
            let step = level.world.step(level, state, action);
            state = step.state;
            episode.actions.push(action);
            episode.states.push(state);
            episode.terminated = step.terminated;
        }
        episode
    }

    /// Actions drawn as the policy has them.
    pub fn sample(level: &Level, policy: &dyn Policy, rng: &mut Rng) -> Episode {
        let mut probabilities = vec![0.0; level.world.actions().len()];
        Episode::play(level, |state| {
            policy.probabilities(level, state, &mut probabilities);
            draw(&probabilities, rng)
        })
    }

    /// By step: the state that an action was taken in, and the one that it led to.
    pub fn steps(&self) -> impl Iterator<Item = (State, State)> {
        self.states.windows(2).map(|states| (states[0], states[1]))
    }
}

fn draw(probabilities: &[f64], rng: &mut Rng) -> Action {
    let mut left = f64::from(rng.unit());
    for (action, probability) in probabilities.iter().enumerate() {
        left -= probability;
        if left < 0.0 {
            return action as Action;
        }
    }
    // Probabilities may sum to a hair less than 1.
    probabilities.len() as Action - 1
}
