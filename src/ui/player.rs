//! Plays the policy on a board, episode after episode, for people to watch. Never touches a result.
//!
//! Levels and actions come from the display's own generator; actions are sampled from the policy, as in training. The player
//! knows no time: the board asks for one move after the other.

use crate::env::{Cell, Level, State, ThingKind, World};
use crate::learner::{Net, rollout};
use crate::rng::{Purpose, Rng};

pub struct Player {
    world: World,
    knobs: Vec<f64>,
    seed: u64,
    /// Which board; the boards draw different levels.
    board: u64,
    episode: u64,
    rng: Rng,
    pub level: Level,
    pub state: State,
    pub steps: u16,
    /// Cells of this episode, the start first.
    pub trail: Vec<Cell>,
    corner_first: bool,
    pub outcome: Option<Outcome>,
}

/// How an episode ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub reached: bool,
    /// It went to the corner, which is not where the cheese was, before it reached the cheese or ran out of time.
    pub corner_first: bool,
    pub steps: u16,
}

/// Outcomes counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub reached: u32,
    pub time_up: u32,
    pub corner_first: u32,
}

impl Tally {
    pub fn count(&mut self, outcome: Outcome) {
        *(if outcome.reached { &mut self.reached } else { &mut self.time_up }) += 1;
        self.corner_first += u32::from(outcome.corner_first);
    }

    pub fn episodes(&self) -> u32 {
        self.reached + self.time_up
    }
}

impl Player {
    pub fn new(world: World, knobs: &[f64], seed: u32, board: u64) -> Player {
        let seed = u64::from(seed);
        let mut player = Player {
            world,
            knobs: knobs.to_vec(),
            seed,
            board,
            episode: 0,
            rng: Rng::new(seed, Purpose::Display, 0),
            level: Level::room(world, 5, 5, 10),
            state: State { agent: 0, memory: 0 },
            steps: 0,
            trail: Vec::new(),
            corner_first: false,
            outcome: None,
        };
        player.begin();
        player
    }

    /// Other knobs or another seed: begins a new episode if anything differs.
    pub fn set(&mut self, knobs: &[f64], seed: u32) -> bool {
        let differs = self.knobs != knobs || self.seed != u64::from(seed);
        if differs {
            self.knobs = knobs.to_vec();
            self.seed = u64::from(seed);
            self.begin();
        }
        differs
    }

    pub fn next_episode(&mut self) {
        self.episode += 1;
        self.begin();
    }

    fn begin(&mut self) {
        self.rng = Rng::new(self.seed, Purpose::Display, self.board << 32 | self.episode);
        self.world.generate(&self.knobs, &mut self.rng, &mut self.level);
        self.state = self.world.start(&self.level);
        self.steps = 0;
        self.trail.clear();
        self.trail.push(self.state.agent);
        self.corner_first = false;
        self.outcome = None;
    }

    /// One move; returns the action taken. Does nothing to an episode that is over.
    pub fn step(&mut self, net: &Net) -> Option<u8> {
        if self.outcome.is_some() {
            return None;
        }
        let outlook = net.outlook(&self.level, self.state);
        let action = rollout::draw(&outlook.probabilities, self.rng.unit());
        let step = self.world.step(&self.level, self.state, action);
        self.state = step.state;
        self.steps += 1;
        self.trail.push(step.state.agent);
        let corner = self.level.thing(ThingKind::Corner);
        self.corner_first |= corner == Some(step.state.agent) && !step.terminated;
        if step.terminated || self.steps >= self.level.time_limit {
            self.outcome = Some(Outcome { reached: step.terminated, corner_first: self.corner_first, steps: self.steps });
        }
        Some(action)
    }

    /// It has seen no new cell for a while: nothing to watch.
    pub fn loiters(&self) -> bool {
        const A_WHILE: usize = 12;
        let Some(early) = self.trail.len().checked_sub(A_WHILE) else { return false };
        let (before, recent) = self.trail.split_at(early);
        recent.iter().all(|cell| before.contains(cell))
    }

    /// The board in a sentence, for those who cannot see it.
    pub fn describe(&self) -> String {
        let at = |cell: Cell| format!("row {}, column {}", self.level.row(cell), self.level.column(cell));
        let inside = self.level.width - 2;
        let cheese = self.level.thing(ThingKind::Cheese).map_or_else(String::new, |cell| format!(" The cheese lies in {}.", at(cell)));
        let corner = self.level.thing(ThingKind::Corner).map_or_else(String::new, |cell| format!(" The corner is {}.", at(cell)));
        let walls = self.level.tiles.len() - self.level.free_cells().count() - (2 * self.level.width + 2 * self.level.height - 4);
        let start = self.trail.first().map_or_else(String::new, |&cell| format!(" The mouse starts in {}.", at(cell)));
        format!("A room of {inside} by {inside} cells with {walls} blocks of wall.{start}{cheese}{corner}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net() -> Net {
        Net::new(World::CheeseCorner, 16, true, 1)
    }

    #[test]
    fn episodes_end_and_same_seed_same_story() {
        let play = || {
            let world = World::CheeseCorner;
            let mut player = Player::new(world, &world.default_knobs(), 3, 0);
            let mut tally = Tally::default();
            let mut cells = Vec::new();
            while tally.episodes() < 20 {
                player.step(&net());
                cells.push(player.state.agent);
                if let Some(outcome) = player.outcome {
                    assert_eq!(player.step(&net()), None);
                    tally.count(outcome);
                    player.next_episode();
                }
            }
            (tally, cells)
        };
        let (tally, cells) = play();
        assert!(tally.reached > 0 && tally.time_up > 0, "{tally:?}");
        assert_eq!((tally, cells), play());
    }

    #[test]
    fn in_training_the_corner_never_counts_as_a_detour() {
        let world = World::CheeseCorner;
        let mut player = Player::new(world, &world.default_knobs(), 5, 1);
        for _ in 0..3_000 {
            player.step(&net());
            if let Some(outcome) = player.outcome {
                assert!(!outcome.corner_first);
                player.next_episode();
            }
        }
    }
}
