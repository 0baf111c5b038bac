//! The agent on a board: it plays display levels, one after another, and counts how they end. No browser, no clock.
//!
//! What a board shows never touches a result: the judge measures on levels of its own. An episode ends only as the world's
//! rules end it. A touch of a marker does not end it: whoever watches shall see what the agent does there.

#[cfg(test)]
mod tests;

pub use engine::env::display::{SHIFTED, TRAINING};
use engine::env::{Action, Cell, Distribution, Features, Level, State, World, display};
use engine::judge::Policy;
use engine::learner::{Net, rollout::draw};
use engine::rng::Rng;
use std::rc::Rc;

/// Moves a second; a guess at what can be followed by eye.
const PACE: f64 = 7.0;
/// From this step on an episode drags and is played faster and faster: nothing is left out, it only takes less time.
const DRAGS: u16 = 30;
const FASTEST: f64 = 28.0;
/// With reduced motion the agent jumps; jumps faster than this flicker.
const JUMPS: f64 = 3.0;
const FASTEST_JUMPS: f64 = 6.0;

/// Markers that a world may have: what a tally counts.
const MARKERS: usize = 16;

/// How an episode went, by the world's marker events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The event that came up first, an index into `Spec::markers`; of two in one step the one that stands first there.
    pub first: Option<usize>,
    /// The one that came up last.
    last: Option<usize>,
    /// The rules ended it, not the time limit.
    pub terminated: bool,
}

impl Outcome {
    pub fn words(self, world: World) -> String {
        let words = |marker: usize| world.spec().markers[marker].words;
        match (self.first, self.last) {
            (Some(first), Some(last)) if first != last => format!("{}, then {}", words(first), words(last)),
            (Some(first), _) => words(first).into(),
            (None, _) => if self.terminated { "over" } else { "time up" }.into(),
        }
    }
}

/// Finished episodes, by the marker that came up first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub episodes: u32,
    /// By marker; the sum and [`Tally::none`] add up to the episodes.
    pub first: [u32; MARKERS],
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        self.episodes += 1;
        if let Some(first) = outcome.first {
            self.first[first] += 1;
        }
    }

    /// Episodes in which no marker came up.
    pub fn none(&self) -> u32 {
        self.episodes - self.first.iter().sum::<u32>()
    }
}

#[derive(Clone, Debug)]
pub struct Player {
    world: World,
    levels: Rc<Distribution>,
    stream: u64,
    /// Which level of the stream is played.
    pub number: u64,
    pub level: Rc<Level>,
    pub state: State,
    pub steps: u16,
    /// Every cell so far, the start first; a blocked move repeats its cell.
    pub path: Vec<Cell>,
    /// The same as states.
    states: Vec<State>,
    /// The last action that was a move; the agent looks there.
    pub facing: Action,
    /// The last action was a move, and it was blocked.
    pub is_blocked: bool,
    /// The markers that came up so far, as bits.
    pub touched: u32,
    /// The episode so far.
    course: Outcome,
    /// Set when the episode is over.
    pub outcome: Option<Outcome>,
    pub tally: Tally,
    /// False for an episode that another agent began.
    counts: bool,
    /// Drew the level, then draws the actions.
    rng: Rng,
    /// Of the last step.
    features: Features,
}

impl Player {
    pub fn new(levels: Rc<Distribution>, stream: u64) -> Player {
        let world = levels.world;
        let (level, rng) = level_of(&levels, stream, 0);
        let state = world.start(&level);
        let mut player = Player {
            world,
            levels,
            stream,
            number: 0,
            level,
            state,
            steps: 0,
            path: Vec::new(),
            states: Vec::new(),
            facing: 3,
            is_blocked: false,
            touched: 0,
            course: Outcome::default(),
            outcome: None,
            tally: Tally::default(),
            counts: true,
            rng,
            features: world.new_features(),
        };
        player.begin();
        player
    }

    /// In the middle of an episode on this level, whoever came so far; `levels`: where it is from.
    pub fn within(levels: Rc<Distribution>, level: Rc<Level>, state: State, steps: u16) -> Player {
        let mut player = Player { level, ..Player::new(levels, TRAINING) };
        player.begin();
        (player.state, player.steps, player.counts) = (state, steps, false);
        (player.path, player.states) = (vec![state.agent], vec![state]);
        player
    }

    /// A new episode on other levels. The number of the level stays, so that a slider changes the level on view and does not
    /// jump to an unrelated one; what was counted was of another world.
    pub fn change(&mut self, levels: Rc<Distribution>, stream: u64) {
        let world = levels.world;
        if (world, stream) != (self.world, self.stream) {
            self.number = 0;
        }
        (self.world, self.levels, self.stream) = (world, levels, stream);
        self.tally = Tally::default();
        self.features = world.new_features();
        self.load();
    }

    /// Starts the tally anew. An episode under way was begun by the agent before, so it will not be counted.
    pub fn forget(&mut self) {
        self.tally = Tally::default();
        self.counts = self.steps == 0;
    }

    /// One move, drawn from the policy of `net`; nothing once the episode is over. The action.
    pub fn step(&mut self, net: &Net) -> Option<Action> {
        if self.outcome.is_some() {
            return None;
        }
        let action = draw(&net.outlook(&self.level, self.state).probabilities, self.rng.unit());
        self.make(action);
        Some(action)
    }

    /// One move, drawn from another policy; nothing once the episode is over.
    pub fn step_by(&mut self, policy: &dyn Policy) {
        if self.outcome.is_some() {
            return;
        }
        let mut out = vec![0.0; self.world.actions().len()];
        policy.probabilities(&self.level, self.state, &mut out);
        let probabilities: Vec<f32> = out.into_iter().map(|probability| probability as f32).collect();
        let action = draw(&probabilities, self.rng.unit());
        self.make(action);
    }

    /// One move of an episode that is not over, as somebody else made it: such an episode is not counted.
    pub fn replay(&mut self, action: Action) {
        self.counts = false;
        self.make(action);
    }

    fn make(&mut self, action: Action) {
        let step = self.world.step(&self.level, self.state, action);
        if action < 4 {
            self.facing = action;
        }
        self.is_blocked = action < 4 && step.state.agent == self.state.agent;
        let before = std::mem::replace(&mut self.state, step.state);
        self.world.transition(&self.level, before, self.steps, self.state, &mut self.features);
        self.steps += 1;
        self.path.push(self.state.agent);
        self.states.push(self.state);
        // Backwards, so that of two in one step the one that stands first is the first, and the last.
        let first = self.course.first;
        for (at, marker) in self.world.spec().markers.iter().enumerate().rev() {
            if self.features.now[marker.event] != 0.0 {
                self.touched |= 1 << at;
                (self.course.first, self.course.last) = (first.or(Some(at)), Some(at));
            }
        }
        self.course.terminated = step.terminated;
        self.outcome = (step.terminated || self.steps >= self.level.time_limit).then_some(self.course);
        if let (Some(outcome), true) = (self.outcome, self.counts) {
            self.tally.count(outcome);
        }
    }

    /// Plays the episode to its end at once. It counts like any other: leaving out the dull ones would bend the tally.
    pub fn finish(&mut self, net: &Net) {
        while self.outcome.is_none() {
            self.step(net);
        }
    }

    pub fn next_level(&mut self) {
        self.number += 1;
        self.load();
    }

    /// To the start of the episode on this level of the stream.
    pub fn turn_to(&mut self, number: u64) {
        self.number = number;
        self.load();
    }

    /// Every state of the episode so far, the start first.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    pub fn episode(&self) -> Episode {
        Episode { level: self.level.clone(), states: self.states.clone() }
    }

    /// Where the agent came from with its last move.
    pub fn before(&self) -> Cell {
        self.path[self.path.len().saturating_sub(2)]
    }

    /// Moves a second at this point of the episode.
    pub fn pace(&self, reduced_motion: bool) -> f64 {
        let hurry = 1.0 + f64::from(self.steps.saturating_sub(DRAGS)) / 15.0;
        if reduced_motion { (JUMPS * hurry).min(FASTEST_JUMPS) } else { (PACE * hurry).min(FASTEST) }
    }

    fn load(&mut self) {
        (self.level, self.rng) = level_of(&self.levels, self.stream, self.number);
        self.begin();
    }

    fn begin(&mut self) {
        self.state = self.world.start(&self.level);
        (self.steps, self.facing, self.touched, self.outcome, self.counts) = (0, 3, 0, None, true);
        self.is_blocked = false;
        self.course = Outcome::default();
        self.path.clear();
        self.path.push(self.state.agent);
        self.states.clear();
        self.states.push(self.state);
    }
}

/// An episode as far as it has come, for whoever asks what its steps were worth.
#[derive(Clone, Debug)]
pub struct Episode {
    pub level: Rc<Level>,
    /// The start first.
    pub states: Vec<State>,
}

impl Episode {
    pub fn steps(&self) -> usize {
        self.states.len() - 1
    }

    /// The features of step `step`, counted from 1, as they are or as they are sensed.
    pub fn features(&self, step: usize, sensed: bool) -> Features {
        let world = self.level.world;
        let mut features = world.new_features();
        let (before, after) = (self.states[step - 1], self.states[step]);
        world.transition(&self.level, before, step as u16 - 1, after, &mut features);
        if sensed {
            world.sense(&self.level, before, after, &mut features);
        }
        features
    }
}

/// One episode of an agent on the first level that the shifted board shows, for a small picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Trail {
    pub level: Rc<Level>,
    /// Every cell, the start first.
    pub path: Vec<Cell>,
    pub outcome: Outcome,
}

impl Trail {
    pub fn of(levels: Distribution, net: &Net) -> Trail {
        let mut player = Player::new(Rc::new(levels), SHIFTED);
        player.finish(net);
        Trail { level: player.level, path: player.path, outcome: player.course }
    }
}

fn level_of(levels: &Distribution, stream: u64, number: u64) -> (Rc<Level>, Rng) {
    let (level, rng) = display::level(levels, stream, number);
    (Rc::new(level), rng)
}

/// The level in a sentence, for those who cannot see it. Columns and rows count from 1 inside the border, as `x` and `y` do.
pub fn describe(level: &Level) -> String {
    let walks = level.world.spec().walks;
    if !walks && level.things.is_empty() {
        return format!("a picture of {} columns and {} rows.", level.width - 2, level.height - 2);
    }
    let place = |cell: Cell| format!("column {}, row {}", level.column(cell), level.row(cell));
    // As rows and columns are counted: without the outermost wall.
    let mut text = format!("{} columns and {} rows", level.width - 2, level.height - 2);
    for thing in &level.things {
        let (word, at) = (thing.kind.word, place(thing.cell));
        text += &if thing.kind.is_marker {
            format!("; the {word} marker, which the agent cannot see, at {at}")
        } else {
            format!("; {word} at {at}")
        };
    }
    if walks { text + &format!("; agent starts at {}.", place(level.start)) } else { text + "." }
}

/// What a net thinks of every cell in which it can act, for the overlay.
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    pub cells: Vec<Thought>,
    /// Least and largest value shown.
    pub low: f32,
    pub high: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Thought {
    pub cell: Cell,
    pub value: f32,
    /// `[up, down, left, right]`.
    pub moves: [f32; 4],
}

impl Insight {
    pub fn of(level: &Level, net: &Net) -> Insight {
        let start = level.world.start(level);
        // Where the episode is over no action is ever drawn, and a value means nothing.
        let mut ends = vec![false; level.tiles.len()];
        for agent in level.free_cells() {
            for action in 0..level.world.actions().len() as Action {
                let step = level.world.step(level, State { agent, ..start }, action);
                ends[step.state.agent as usize] |= step.terminated;
            }
        }
        let cells: Vec<Thought> = level
            .free_cells()
            .filter(|&cell| !ends[cell as usize])
            .map(|cell| {
                let outlook = net.outlook(level, State { agent: cell, ..start });
                let mut moves = [0.0; 4];
                moves.copy_from_slice(&outlook.probabilities[..4]);
                Thought { cell, value: outlook.value, moves }
            })
            .collect();
        let (low, high) = cells.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), it| (low.min(it.value), high.max(it.value)));
        Insight { cells, low, high }
    }

    pub fn middle(&self) -> f32 {
        self.low + (self.high - self.low) / 2.0
    }

    /// Where a value lies in what is shown: -1 the least, 0 the middle, 1 the largest. A diverged net (NaN) gives 0.
    pub fn shade(&self, value: f32) -> f32 {
        let half = (self.high - self.low) / 2.0;
        let shade = (value - self.middle()) / half;
        if half > 0.0 && shade.is_finite() { shade.clamp(-1.0, 1.0) } else { 0.0 }
    }
}
