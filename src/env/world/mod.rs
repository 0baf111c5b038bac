//! The worlds. An enum, not a trait: the list is closed, and every `match` says which world does what.
//!
//! To add a world: a file here with the same items as `cheese_corner`, a variant, and an arm in each function below.

pub mod cheese_corner;

use super::{Level, State};
use crate::lang::{Feature, FeatureKind};
use crate::rng::Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum World {
    CheeseCorner,
}

/// An index into [`World::actions`]; 0 to 3 are always up, down, left, right.
pub type Action = u8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionSpec {
    /// In rollouts: `u d l r` and what a world adds.
    pub letter: char,
    pub name: &'static str,
}

pub const MOVES: [ActionSpec; 4] = [
    ActionSpec { letter: 'u', name: "up" },
    ActionSpec { letter: 'd', name: "down" },
    ActionSpec { letter: 'l', name: "left" },
    ActionSpec { letter: 'r', name: "right" },
];

/// One knob of a world. A distribution shift is a second value of the same knobs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnobSpec {
    pub name: &'static str,
    /// Least and largest value, both inclusive.
    pub range: (f64, f64),
    /// Values are multiples of this above the least; 0: any.
    pub step: f64,
    pub default: f64,
    pub doc: &'static str,
}

/// A named block of one-hot inputs; `start..start + len` of the observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputGroup {
    pub name: &'static str,
    pub doc: &'static str,
    pub start: usize,
    pub len: usize,
}

/// A goal that comes with a world: its name and its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    pub name: &'static str,
    pub source: &'static str,
    pub doc: &'static str,
}

/// The features of one transition, `[features]` each.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// After the step, events included.
    pub now: Vec<f64>,
    /// State features before the step; the places of events stay 0.
    pub was: Vec<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub state: State,
    /// The episode ended by the world's rules. Reaching the time limit is truncation and is not said here.
    pub terminated: bool,
}

impl World {
    pub const ALL: [World; 1] = [World::CheeseCorner];

    pub fn name(self) -> &'static str {
        match self {
            World::CheeseCorner => "cheese-corner",
        }
    }

    pub fn named(name: &str) -> Option<World> {
        World::ALL.into_iter().find(|world| world.name() == name)
    }

    pub fn title(self) -> &'static str {
        match self {
            World::CheeseCorner => "Cheese in the corner",
        }
    }

    /// The problem as a question.
    pub fn question(self) -> &'static str {
        match self {
            World::CheeseCorner => cheese_corner::QUESTION,
        }
    }

    pub fn actions(self) -> &'static [ActionSpec] {
        match self {
            World::CheeseCorner => &MOVES,
        }
    }

    /// Features of a transition, state features first, then events.
    pub fn features(self) -> &'static [Feature] {
        match self {
            World::CheeseCorner => &cheese_corner::FEATURES,
        }
    }

    pub fn feature(self, name: &str) -> Option<usize> {
        self.features().iter().position(|feature| feature.name == name)
    }

    /// How many of the features are state features; they come first.
    pub fn num_state_features(self) -> usize {
        self.features().iter().filter(|feature| feature.kind == FeatureKind::State).count()
    }

    pub fn knobs(self) -> &'static [KnobSpec] {
        match self {
            World::CheeseCorner => &cheese_corner::KNOBS,
        }
    }

    pub fn knob(self, name: &str) -> Option<usize> {
        self.knobs().iter().position(|knob| knob.name == name)
    }

    pub fn default_knobs(self) -> Vec<f64> {
        self.knobs().iter().map(|knob| knob.default).collect()
    }

    /// What no single range can say, such as a corner larger than the room: the knob at fault and why.
    pub fn check_knobs(self, knobs: &[f64]) -> Result<(), (&'static str, String)> {
        match self {
            World::CheeseCorner => cheese_corner::check_knobs(knobs),
        }
    }

    /// What was meant; the agent never sees it.
    pub fn intended(self) -> Goal {
        match self {
            World::CheeseCorner => cheese_corner::INTENDED,
        }
    }

    pub fn proxies(self) -> &'static [Goal] {
        match self {
            World::CheeseCorner => &cheese_corner::PROXIES,
        }
    }

    /// Rewards to start from.
    pub fn examples(self) -> &'static [Goal] {
        match self {
            World::CheeseCorner => &cheese_corner::EXAMPLES,
        }
    }

    /// Goals that the judge tries on its own, beside "be at each cell".
    pub fn automatic_goals(self) -> &'static [Goal] {
        match self {
            World::CheeseCorner => &cheese_corner::AUTOMATIC_GOALS,
        }
    }

    /// The event that marks a goal state reached, if the world has one; the share of episodes with it is `success`.
    pub fn goal_event(self) -> Option<usize> {
        match self {
            World::CheeseCorner => Some(cheese_corner::REACHED_CHEESE),
        }
    }

    pub fn inputs(self) -> &'static [InputGroup] {
        match self {
            World::CheeseCorner => &cheese_corner::INPUTS,
        }
    }

    /// Length of the one-hot observation, the same whatever the knobs.
    pub fn num_inputs(self) -> usize {
        self.inputs().iter().map(|group| group.len).sum()
    }

    /// Rows and columns that a level may have, the border included: what the observation can tell apart.
    pub fn max_side(self) -> usize {
        match self {
            World::CheeseCorner => cheese_corner::MAX_SIDE,
        }
    }

    /// A new level for these knobs, into `level` (buffers are kept). The knobs must have passed the scenario's checks.
    pub fn generate(self, knobs: &[f64], rng: &mut Rng, level: &mut Level) {
        match self {
            World::CheeseCorner => cheese_corner::generate(knobs, rng, level),
        }
    }

    pub fn start(self, level: &Level) -> State {
        match self {
            World::CheeseCorner => cheese_corner::start(level),
        }
    }

    pub fn step(self, level: &Level, state: State, action: Action) -> Step {
        match self {
            World::CheeseCorner => cheese_corner::step(level, state, action),
        }
    }

    /// The features of the transition `before -> after`. `steps` counts the steps of the episode before this one.
    pub fn transition(self, level: &Level, before: State, steps: u16, after: State, out: &mut Features) {
        match self {
            World::CheeseCorner => {
                cheese_corner::state_features(level, before, steps, &mut out.was);
                cheese_corner::state_features(level, after, steps + 1, &mut out.now);
                cheese_corner::event_features(level, before, after, &mut out.now);
            }
        }
    }

    pub fn new_features(self) -> Features {
        let len = self.features().len();
        Features { now: vec![0.0; len], was: vec![0.0; len] }
    }

    /// The active inputs, in ascending order of their group; `absolute_position` off leaves the agent's own place out.
    pub fn observe(self, level: &Level, state: State, absolute_position: bool, active: &mut Vec<u16>) {
        match self {
            World::CheeseCorner => cheese_corner::observe(level, state, absolute_position, active),
        }
    }
}
