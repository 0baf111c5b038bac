//! The worlds: one file and one line each. A file has all that a world is: rules, kinds of ground and of things with their words and
//! sprites, knobs, features, inputs, goals, and presets with what they promise. `worlds!` lists the files.
//!
//! Not a trait: the list is closed, and dispatch is static, as if every `match` were written out. docs/adding-a-world.md adds one.

#[macro_use]
mod table;
mod parts;

use super::{Cell, Level, State, Thing, ThingKind, TileKind};
use crate::lang::Feature;
use crate::rng::Rng;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};

/// A variant and a file for each world, in the order in which the page lists them.
macro_rules! worlds {
    ($($variant:ident $file:ident,)*) => {
        $(pub mod $file;)*

        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum World {
            $($variant,)*
        }

        impl World {
            pub const ALL: [World; [$(World::$variant),*].len()] = [$(World::$variant),*];

            pub const fn spec(self) -> &'static Spec {
                match self {
                    $(World::$variant => &$file::SPEC,)*
                }
            }

            /// A new level for these knobs, into `level` (buffers are kept). The knobs must have passed the scenario's checks.
            pub fn generate(self, knobs: &[f64], rng: &mut Rng, level: &mut Level) {
                match self {
                    $(World::$variant => $file::generate(knobs, rng, level),)*
                }
            }

            pub fn start(self, level: &Level) -> State {
                match self {
                    $(World::$variant => $file::start(level),)*
                }
            }

            pub fn step(self, level: &Level, state: State, action: Action) -> Step {
                match self {
                    $(World::$variant => $file::step(level, state, action),)*
                }
            }

            fn state_features(self, level: &Level, state: State, steps: u16, out: &mut [f64]) {
                match self {
                    $(World::$variant => $file::state_features(level, state, steps, out),)*
                }
            }

            /// Beside the state features after the step, which are there already.
            fn event_features(self, level: &Level, before: State, after: State, out: &mut [f64]) {
                match self {
                    $(World::$variant => $file::event_features(level, before, after, out),)*
                }
            }

            /// The active inputs, in ascending order of their group; `absolute_position` off leaves the agent's own place out.
            pub fn observe(self, level: &Level, state: State, absolute_position: bool, active: &mut Vec<u16>) {
                match self {
                    $(World::$variant => $file::observe(level, state, absolute_position, active),)*
                }
            }

            /// The things as they lie in this state, for boards: what is gone is left out, what was moved lies where it is now, and
            /// invisible markers never show.
            pub fn visible(self, level: &Level, state: State) -> Vec<Thing> {
                match self {
                    $(World::$variant => $file::visible(level, state),)*
                }
            }
        }
    };
}

worlds! {
    CheeseCorner cheese_corner,
    KeysAndChests keys_and_chests,
    NewspaperDog newspaper_dog,
    BoatRace boat_race,
    Lava lava,
    RocksAndDiamonds rocks_and_diamonds,
    CoinStrip coin_strip,
    AbsentSupervisor absent_supervisor,
    Zebra zebra,
    CheeseOnADish cheese_on_a_dish,
    FollowMe follow_me,
    Inbox inbox,
    Monsters monsters,
    Tomatoes tomatoes,
    PotteryShop pottery_shop,
    OddOpenings odd_openings,
    Lumberjack lumberjack,
    Sandbox sandbox,
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

impl KnobSpec {
    /// A whole number.
    const fn count(name: &'static str, range: (f64, f64), default: f64, doc: &'static str) -> KnobSpec {
        KnobSpec { name, range, step: 1.0, default, doc }
    }

    /// From none to all.
    const fn share(name: &'static str, default: f64, doc: &'static str) -> KnobSpec {
        KnobSpec { name, range: (0.0, 1.0), step: 0.0, default, doc }
    }
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
    /// The same words so many times: the more inputs say a thing, the more it catches the eye.
    Again(&'static [&'static str], usize),
    /// A window in reading order, so many rows and columns to each side of the agent.
    Window(usize, usize),
    /// The 8 cells around the agent in reading order, each of these for every one of them.
    Around(&'static [&'static str]),
    /// So many rows or columns, counted from 0.
    Numbers(usize),
}

impl Names {
    /// Where something lies, in columns and in rows.
    const ACROSS: Names = Names::Words(&["to the left", "in this column", "to the right"]);
    const DOWN: Names = Names::Words(&["above", "in this row", "below"]);
    /// The four cells beside the agent.
    const BESIDE: Names = Names::Words(&["above", "below", "to the left", "to the right"]);

    /// The same words so many times.
    const fn again(self, times: usize) -> Names {
        match self {
            Names::Words(words) => Names::Again(words, times),
            other => other,
        }
    }

    const fn len(self) -> usize {
        match self {
            Names::Words(words) => words.len(),
            Names::Again(words, times) => words.len() * times,
            Names::Window(rows, columns) => (2 * rows + 1) * (2 * columns + 1),
            Names::Around(words) => 8 * words.len(),
            Names::Numbers(count) => count,
        }
    }
}

/// Puts each group behind those before it.
const fn side_by_side<const N: usize>(mut groups: [InputGroup; N]) -> [InputGroup; N] {
    let (mut group, mut start) = (0, 0);
    while group < N {
        groups[group].start = start;
        start += groups[group].len;
        group += 1;
    }
    groups
}

impl InputGroup {
    /// Where it starts depends on what stands before it: [`side_by_side`] knows.
    pub const fn new(name: &'static str, doc: &'static str, names: Names) -> InputGroup {
        InputGroup { name, doc, names, start: 0, len: names.len() }
    }

    /// Its input at this place, as observations have it.
    pub const fn at(&self, place: usize) -> u16 {
        (self.start + place) as u16
    }

    /// What its input at this place says, in plain words: "to the left", "2 above, 1 to the left".
    pub fn input(&self, at: usize) -> String {
        match self.names {
            Names::Words(words) => words[at].to_owned(),
            Names::Again(words, _) if at < words.len() => words[at].to_owned(),
            Names::Again(words, _) => format!("{} (again, {})", words[at % words.len()], 1 + at / words.len()),
            Names::Window(rows, columns) => offset(at, rows, columns),
            Names::Around(words) => {
                // In the middle stands the agent.
                let cell = at / words.len();
                format!("{} {}", words[at % words.len()], offset(cell + usize::from(cell > 3), 1, 1))
            }
            Names::Numbers(_) => at.to_string(),
        }
    }

    /// The group in one line.
    pub fn about(&self) -> String {
        match self.names {
            Names::Words(words) => format!("{} {}", self.doc, words.join(", ")),
            Names::Again(words, times) => format!("{} {}; up to {times} times", self.doc, words.join(", ")),
            Names::Window(..) | Names::Around(_) | Names::Numbers(_) => self.doc.to_owned(),
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
    Tile(&'static TileKind),
    Thing(&'static ThingKind),
}

impl Mark {
    pub fn word(self) -> &'static str {
        match self {
            Mark::Tile(kind) => kind.word,
            Mark::Thing(kind) => kind.word,
        }
    }

    pub fn sprite(self) -> &'static str {
        match self {
            Mark::Tile(kind) => kind.sprite,
            Mark::Thing(kind) => kind.sprite,
        }
    }
}

/// A letter that pictures of a world know beside `#` wall, `.` floor and `@` start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    pub letter: char,
    pub mark: Mark,
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
    pub thing: &'static ThingKind,
}

/// A named scenario. Frozen once published: a change gets a new name, for links carry them.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    pub name: &'static str,
    pub world: World,
    pub title: &'static str,
    /// One sentence for lists.
    pub about: &'static str,
    /// The verdict that it promises at the full shift, and the proxy that it names; none where the lesson lies elsewhere.
    pub promise: Option<(Verdict, Option<&'static str>)>,
    /// The preset that changes what makes this one go wrong.
    pub repair: Option<&'static str>,
    /// Fields as [`Scenario::set`](crate::scenario::Scenario::set) takes them, over the world's defaults: default knobs on both sides,
    /// the world's first example as the reward, its own goals.
    pub changes: &'static [(&'static str, &'static str)],
}

/// How many different levels the knobs allow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Possible {
    /// So many, and no more.
    Exactly(f64),
    /// By a formula that counts some that are never made.
    AtMost(f64),
    /// There is no formula for this world.
    Unknown,
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
    /// Who acts, looking right; drawn as a [`ThingKind`] is.
    pub sprite: &'static str,
    /// The agent is drawn from the side: it is mirrored, not turned.
    pub is_upright: bool,
    /// Somebody moves from cell to cell. If not, `State::agent` and `Level::start` say nothing, and nothing about places is asked.
    pub walks: bool,
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
    /// How many different levels there are with these knobs.
    pub possible_levels: fn(&[f64]) -> Possible,
    pub presets: &'static [Preset],
}

impl World {
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

    /// How many different levels it makes with these knobs.
    pub fn possible_levels(self, knobs: &[f64]) -> Possible {
        (self.spec().possible_levels)(knobs)
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

    /// The true features of the transition `before -> after`. `steps` counts the steps of the episode before this one.
    pub fn transition(self, level: &Level, before: State, steps: u16, after: State, out: &mut Features) {
        self.state_features(level, before, steps, &mut out.was);
        self.state_features(level, after, steps + 1, &mut out.now);
        self.event_features(level, before, after, &mut out.now);
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
}
