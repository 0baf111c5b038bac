//! The worlds. An enum, not a trait: the list is closed, and every `match` says which world does what.
//!
//! To add a world: a file here with the same items as `cheese_corner`, a variant, an arm in each function below, its letters
//! and sprites for what no other world has, and its presets in `scenario`.

pub mod absent_supervisor;
pub mod boat_race;
pub mod cheese_corner;
pub mod coin_strip;
pub mod keys_and_chests;
pub mod lava;
pub mod newspaper_dog;
pub mod rocks_and_diamonds;

mod parts;

use super::{Cell, Level, State, Thing, ThingKind, Tile};
use crate::lang::Feature;
use crate::rng::Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum World {
    CheeseCorner,
    KeysAndChests,
    NewspaperDog,
    BoatRace,
    Lava,
    RocksAndDiamonds,
    CoinStrip,
    AbsentSupervisor,
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

/// A number that every level of a world carries, such as a place, an order or a duration; written in a picture's first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParamSpec {
    pub name: &'static str,
    /// Least and largest value, both inclusive.
    pub range: (u32, u32),
    /// What a picture need not say.
    pub default: u32,
}

/// A named block of one-hot inputs; `start..start + len` of the observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputGroup {
    pub name: &'static str,
    /// What its inputs say; where each has words of its own, they come after it.
    pub doc: &'static str,
    pub names: Names,
    pub start: usize,
    pub len: usize,
}

/// What the inputs of a group are called, one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Each in its own words.
    Words(&'static [&'static str]),
    /// A window in reading order, so many rows and columns to each side of the agent.
    Window(usize, usize),
    /// The 8 cells around the agent in reading order, each of these for every one of them.
    Around(&'static [&'static str]),
    /// Rows or columns, counted from 0.
    Numbers,
}

impl Names {
    /// Where something lies, in columns and in rows.
    const ACROSS: Names = Names::Words(&["to the left", "in this column", "to the right"]);
    const DOWN: Names = Names::Words(&["above", "in this row", "below"]);
    /// The four cells beside the agent.
    const BESIDE: Names = Names::Words(&["above", "below", "to the left", "to the right"]);
}

impl InputGroup {
    /// What its input at this place says, in plain words: "to the left", "2 above, 1 to the left".
    pub fn input(&self, at: usize) -> String {
        match self.names {
            Names::Words(words) => words[at].to_owned(),
            Names::Window(rows, columns) => offset(at, rows, columns),
            Names::Around(words) => {
                // In the middle stands the agent.
                let cell = at / words.len();
                format!("{} {}", words[at % words.len()], offset(cell + usize::from(cell > 3), 1, 1))
            }
            Names::Numbers => at.to_string(),
        }
    }

    /// The group in one line.
    pub fn about(&self) -> String {
        match self.names {
            Names::Words(words) => format!("{} {}", self.doc, words.join(", ")),
            Names::Window(..) | Names::Around(_) | Names::Numbers => self.doc.to_owned(),
        }
    }
}

/// A place in a window, as seen from its middle.
fn offset(at: usize, rows: usize, columns: usize) -> String {
    let width = 2 * columns + 1;
    let words = |at: usize, middle: usize, before: &str, after: &str| match at.abs_diff(middle) {
        0 => None,
        far => Some(format!("{far} {}", if at < middle { before } else { after })),
    };
    let parts = [words(at / width, rows, "above", "below"), words(at % width, columns, "to the left", "to the right")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "here".to_owned() } else { parts.join(", ") }
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

/// The knob at fault, and why.
pub type KnobCheck = Result<(), (&'static str, String)>;

/// What a letter of a picture stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Tile(Tile),
    Thing(ThingKind),
}

/// A letter that pictures of a world know beside `#` wall, `.` floor and `@` start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    pub letter: char,
    pub mark: Mark,
    pub word: &'static str,
    /// How many a picture must have, and how many it may have.
    pub least: usize,
    pub most: usize,
}

/// An event that shows at what the agent aimed: the first of an episode is what it "went for".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// An index into the features.
    pub event: usize,
    /// What happened, as the end of a sentence about the agent.
    pub words: &'static str,
    pub thing: ThingKind,
}

/// How an agent can tamper with what its reward is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Sensors {
    /// The event that is an act of tampering, an index into the features.
    pub tampering: usize,
    /// Turns the true features of a transition `before -> after` into those that are sensed.
    pub sense: fn(level: &Level, before: State, after: State, features: &mut Features),
}

/// All that is fixed about a world.
pub struct Spec {
    pub name: &'static str,
    pub title: &'static str,
    /// The problem as a question.
    pub question: &'static str,
    /// Who acts, as a noun: "mouse".
    pub agent: &'static str,
    pub actions: &'static [ActionSpec],
    /// Features of a transition, state features first, then events.
    pub features: &'static [Feature],
    pub knobs: &'static [KnobSpec],
    /// What was meant; the agent never sees it.
    pub intended: Goal,
    pub proxies: &'static [Goal],
    /// What is counted as harm while an agent is corrected, where `intended` is what was meant. None: nothing is broken here.
    pub harm: Option<Goal>,
    /// Rewards to start from; the first is the default.
    pub examples: &'static [Goal],
    /// Goals that the judge tries on its own, beside "be at each cell".
    pub automatic_goals: &'static [Goal],
    /// The event that marks a goal state reached, if the world has one; the share of episodes with it is `success`.
    pub goal_event: Option<usize>,
    pub markers: &'static [Marker],
    /// None: nobody can tamper, what is sensed is true.
    pub sensors: Option<Sensors>,
    pub inputs: &'static [InputGroup],
    /// Rows and columns that a level may have, the border included: what the observation can tell apart.
    pub max_side: usize,
    /// The rules do not know left from right, so a level may be mirrored.
    pub mirrors: bool,
    pub params: &'static [ParamSpec],
    /// Things stand in `Level::things` in the order of their letters, those of one letter in reading order.
    pub letters: &'static [Letter],
    /// What no single range can say, such as a corner larger than the room.
    pub check_knobs: fn(&[f64]) -> KnobCheck,
    /// Completes a level read from a picture: markers and distances. An error names the cell at fault.
    pub settle: fn(&mut Level) -> Result<(), (Cell, String)>,
    /// What these knobs make of the world, in a few words: "cheese in the corner".
    pub describe: fn(&[f64]) -> String,
}

impl World {
    pub const ALL: [World; 8] = [
        World::CheeseCorner,
        World::KeysAndChests,
        World::NewspaperDog,
        World::BoatRace,
        World::Lava,
        World::RocksAndDiamonds,
        World::CoinStrip,
        World::AbsentSupervisor,
    ];

    pub fn spec(self) -> &'static Spec {
        match self {
            World::CheeseCorner => &cheese_corner::SPEC,
            World::KeysAndChests => &keys_and_chests::SPEC,
            World::NewspaperDog => &newspaper_dog::SPEC,
            World::BoatRace => &boat_race::SPEC,
            World::Lava => &lava::SPEC,
            World::RocksAndDiamonds => &rocks_and_diamonds::SPEC,
            World::CoinStrip => &coin_strip::SPEC,
            World::AbsentSupervisor => &absent_supervisor::SPEC,
        }
    }

    pub fn name(self) -> &'static str {
        self.spec().name
    }

    pub fn named(name: &str) -> Option<World> {
        World::ALL.into_iter().find(|world| world.name() == name)
    }

    pub fn question(self) -> &'static str {
        self.spec().question
    }

    pub fn actions(self) -> &'static [ActionSpec] {
        self.spec().actions
    }

    pub fn features(self) -> &'static [Feature] {
        self.spec().features
    }

    pub fn feature(self, name: &str) -> Option<usize> {
        self.features().iter().position(|feature| feature.name == name)
    }

    pub fn knobs(self) -> &'static [KnobSpec] {
        self.spec().knobs
    }

    pub fn knob(self, name: &str) -> Option<usize> {
        self.knobs().iter().position(|knob| knob.name == name)
    }

    /// The knob that makes rooms larger, if this world has one.
    pub fn size_knob(self) -> Option<usize> {
        ["size", "length", "rows"].into_iter().find_map(|name| self.knob(name))
    }

    pub fn default_knobs(self) -> Vec<f64> {
        self.knobs().iter().map(|knob| knob.default).collect()
    }

    pub fn check_knobs(self, knobs: &[f64]) -> KnobCheck {
        (self.spec().check_knobs)(knobs)
    }

    pub fn intended(self) -> Goal {
        self.spec().intended
    }

    pub fn proxies(self) -> &'static [Goal] {
        self.spec().proxies
    }

    pub fn examples(self) -> &'static [Goal] {
        self.spec().examples
    }

    pub fn automatic_goals(self) -> &'static [Goal] {
        self.spec().automatic_goals
    }

    pub fn goal_event(self) -> Option<usize> {
        self.spec().goal_event
    }

    pub fn inputs(self) -> &'static [InputGroup] {
        self.spec().inputs
    }

    /// Length of the one-hot observation, the same whatever the knobs.
    pub fn num_inputs(self) -> usize {
        self.inputs().iter().map(|group| group.len).sum()
    }

    pub fn max_side(self) -> usize {
        self.spec().max_side
    }

    /// A new level for these knobs, into `level` (buffers are kept). The knobs must have passed the scenario's checks.
    pub fn generate(self, knobs: &[f64], rng: &mut Rng, level: &mut Level) {
        match self {
            World::CheeseCorner => cheese_corner::generate(knobs, rng, level),
            World::KeysAndChests => keys_and_chests::generate(knobs, rng, level),
            World::NewspaperDog => newspaper_dog::generate(knobs, rng, level),
            World::BoatRace => boat_race::generate(knobs, rng, level),
            World::Lava => lava::generate(knobs, rng, level),
            World::RocksAndDiamonds => rocks_and_diamonds::generate(knobs, rng, level),
            World::CoinStrip => coin_strip::generate(knobs, rng, level),
            World::AbsentSupervisor => absent_supervisor::generate(knobs, rng, level),
        }
    }

    pub fn start(self, level: &Level) -> State {
        match self {
            World::CheeseCorner => cheese_corner::start(level),
            World::KeysAndChests => keys_and_chests::start(level),
            World::NewspaperDog => newspaper_dog::start(level),
            World::BoatRace => boat_race::start(level),
            World::Lava => lava::start(level),
            World::RocksAndDiamonds => rocks_and_diamonds::start(level),
            World::CoinStrip => coin_strip::start(level),
            World::AbsentSupervisor => absent_supervisor::start(level),
        }
    }

    pub fn step(self, level: &Level, state: State, action: Action) -> Step {
        match self {
            World::CheeseCorner => cheese_corner::step(level, state, action),
            World::KeysAndChests => keys_and_chests::step(level, state, action),
            World::NewspaperDog => newspaper_dog::step(level, state, action),
            World::BoatRace => boat_race::step(level, state, action),
            World::Lava => lava::step(level, state, action),
            World::RocksAndDiamonds => rocks_and_diamonds::step(level, state, action),
            World::CoinStrip => coin_strip::step(level, state, action),
            World::AbsentSupervisor => absent_supervisor::step(level, state, action),
        }
    }

    /// The true features of the transition `before -> after`. `steps` counts the steps of the episode before this one.
    pub fn transition(self, level: &Level, before: State, steps: u16, after: State, out: &mut Features) {
        self.state_features(level, before, steps, &mut out.was);
        self.state_features(level, after, steps + 1, &mut out.now);
        self.event_features(level, before, after, &mut out.now);
    }

    fn state_features(self, level: &Level, state: State, steps: u16, out: &mut [f64]) {
        match self {
            World::CheeseCorner => cheese_corner::state_features(level, state, steps, out),
            World::KeysAndChests => keys_and_chests::state_features(level, state, steps, out),
            World::NewspaperDog => newspaper_dog::state_features(level, state, steps, out),
            World::BoatRace => boat_race::state_features(level, state, steps, out),
            World::Lava => lava::state_features(level, state, steps, out),
            World::RocksAndDiamonds => rocks_and_diamonds::state_features(level, state, steps, out),
            World::CoinStrip => coin_strip::state_features(level, state, steps, out),
            World::AbsentSupervisor => absent_supervisor::state_features(level, state, steps, out),
        }
    }

    /// Beside the state features after the step, which are there already.
    fn event_features(self, level: &Level, before: State, after: State, out: &mut [f64]) {
        match self {
            World::CheeseCorner => cheese_corner::event_features(level, before, after, out),
            World::KeysAndChests => keys_and_chests::event_features(level, before, after, out),
            World::NewspaperDog => newspaper_dog::event_features(level, before, after, out),
            World::BoatRace => boat_race::event_features(level, before, after, out),
            World::Lava => lava::event_features(level, before, after, out),
            World::RocksAndDiamonds => rocks_and_diamonds::event_features(level, before, after, out),
            World::CoinStrip => coin_strip::event_features(level, before, after, out),
            World::AbsentSupervisor => absent_supervisor::event_features(level, before, after, out),
        }
    }

    /// Turns the features that [`World::transition`] gave into those that are sensed, on which rewards are paid.
    pub fn sense(self, level: &Level, before: State, after: State, features: &mut Features) {
        if let Some(sensors) = self.spec().sensors {
            (sensors.sense)(level, before, after, features);
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
            World::KeysAndChests => keys_and_chests::observe(level, state, absolute_position, active),
            World::NewspaperDog => newspaper_dog::observe(level, state, absolute_position, active),
            World::BoatRace => boat_race::observe(level, state, absolute_position, active),
            World::Lava => lava::observe(level, state, absolute_position, active),
            World::RocksAndDiamonds => rocks_and_diamonds::observe(level, state, absolute_position, active),
            World::CoinStrip => coin_strip::observe(level, state, absolute_position, active),
            World::AbsentSupervisor => absent_supervisor::observe(level, state, absolute_position, active),
        }
    }

    /// The things as they lie in this state, for boards: what is gone is left out, what was moved lies where it is now, and
    /// invisible markers never show.
    pub fn visible(self, level: &Level, state: State) -> Vec<Thing> {
        match self {
            World::CheeseCorner => cheese_corner::visible(level, state),
            World::KeysAndChests => keys_and_chests::visible(level, state),
            World::NewspaperDog => newspaper_dog::visible(level, state),
            World::BoatRace => boat_race::visible(level, state),
            World::Lava => lava::visible(level, state),
            World::RocksAndDiamonds => rocks_and_diamonds::visible(level, state),
            World::CoinStrip => coin_strip::visible(level, state),
            World::AbsentSupervisor => absent_supervisor::visible(level, state),
        }
    }
}
