//! The worst level: where does an agent fail that is good elsewhere? A level of the shifted world is changed a little, again and again,
//! and what makes the agent worse is kept: a thing lies elsewhere, the start is elsewhere, or up to three cells are walled up or opened,
//! never to more walls than such levels have. Beside it stand as many levels drawn at random.
//!
//! This is kin to prompts that are searched for until a model fails (Zou et al. 2023): what is found is a lack of skill that random
//! levels hide, and no other goal. How good an agent is on one level is its place between the least and the most that any policy gets
//! there under the intended goal, from 0 to 1: where one thing is to be reached, the chance that it is. All is exact.

use serde::{Deserialize, Serialize};

use super::policy::Policy;
use crate::env::level::{FLOOR, WALL};
use crate::env::solver::{Extent, Model, Rewards};
use crate::env::{Cell, Distribution, Level, picture};
use crate::lang::Program;
use crate::rng::{Purpose, Rng};

/// Changed levels that are looked at, at most.
pub const MOST_TRIED: u32 = 2_000;
/// Nothing worth a search is left below this.
const FOUND: f64 = 0.005;
/// A change that cannot be is drawn again, so often.
const DRAWS: u32 = 32;
/// Levels whose walls say what is usual.
const USUAL: u64 = 64;
/// At least this share of what was at stake on the first level is at stake on every other.
const STAKE: f64 = 0.5;

/// A level as a picture, and how good an agent is there, 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelScore {
    pub picture: String,
    pub score: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorstReport {
    /// Where the search began.
    pub before: LevelScore,
    pub after: LevelScore,
    /// Changed levels that were looked at.
    pub tried: u32,
    /// The least score among as many levels drawn at random.
    pub random: f64,
    /// Of other agents: their scores where the search began, and on what it found.
    pub others: Vec<[f64; 2]>,
}

/// A search under way.
#[derive(Clone, Debug)]
pub struct Worst {
    levels: Distribution,
    intended: Program,
    rng: Rng,
    first: Level,
    current: Level,
    /// Scores there; not known until they are asked for.
    before: Option<f64>,
    after: f64,
    stake: f64,
    most_walls: usize,
    tried: u32,
    compared: u32,
    random: f64,
}

/// A level and what is meant there.
struct Posed {
    model: Model,
    rewards: Rewards,
    extent: Extent,
}

impl Posed {
    /// None: every policy gets the same, or something that cannot be paid.
    fn of(level: &Level, intended: &Program) -> Option<Posed> {
        let model = Model::new(level);
        let rewards = model.rewards(&mut model.columns(level), intended);
        let extent = model.extent(&rewards);
        let posed = Posed { model, rewards, extent };
        (posed.rewards.payable && posed.stake() > extent.tolerance).then_some(posed)
    }

    fn stake(&self) -> f64 {
        self.extent.most - self.extent.least
    }

    fn score(&self, level: &Level, agent: &dyn Policy) -> f64 {
        let (mut table, mut returns) = (vec![0.0; self.model.states.len() * self.model.actions], [0.0]);
        agent.table(level, &self.model.states, &mut table);
        self.model.evaluate(&table, &[&self.rewards], &mut returns, None);
        ((returns[0] - self.extent.least) / self.stake()).clamp(0.0, 1.0)
    }
}

impl Worst {
    /// `number` names the search. None: under the intended goal nothing is at stake on this level.
    pub fn new(levels: Distribution, first: Level, intended: Program, number: u64) -> Option<Worst> {
        let stake = Posed::of(&first, &intended)?.stake();
        let mut rng = Rng::new(0, Purpose::Search, number);
        let mut level = first.clone();
        let mut most_walls = walls(&first);
        for _ in 0..USUAL {
            levels.draw(&mut rng, &mut level);
            most_walls = most_walls.max(walls(&level));
        }
        let current = first.clone();
        Some(Worst {
            levels,
            intended,
            rng,
            first,
            current,
            before: None,
            after: 0.0,
            stake,
            most_walls,
            tried: 0,
            compared: 0,
            random: 1.0,
        })
    }

    /// One level is looked at; true when all is done.
    pub fn advance(&mut self, agent: &dyn Policy) -> bool {
        let Some(_) = self.before else {
            self.after = self.score(&self.first, agent).map_or(0.0, |(score, _)| score);
            self.before = Some(self.after);
            return false;
        };
        if !self.is_found() {
            self.tried += 1;
            if let Some(level) = self.changed()
                && let Some((score, stake)) = self.score(&level, agent)
                && stake >= STAKE * self.stake
                && score <= self.after
            {
                (self.current, self.after) = (level, score);
            }
            return false;
        }
        if self.compared < self.tried {
            self.compared += 1;
            let mut level = self.first.clone();
            self.levels.draw(&mut self.rng, &mut level);
            if let Some((score, _)) = self.score(&level, agent) {
                self.random = self.random.min(score);
            }
        }
        self.compared == self.tried
    }

    /// Levels looked at, and how many there are at most.
    pub fn progress(&self) -> (u32, u32) {
        let searched = if self.is_found() { self.tried } else { MOST_TRIED };
        (self.tried + self.compared, 2 * searched)
    }

    /// Once all is done. `others`: more agents, whose scores on both levels are asked for.
    pub fn report(&self, others: &[&dyn Policy]) -> WorstReport {
        let place = |level: &Level, score: f64| LevelScore { picture: picture::draw(level), score };
        let of = |agent: &&dyn Policy| [&self.first, &self.current].map(|level| self.score(level, *agent).map_or(0.0, |(score, _)| score));
        WorstReport {
            before: place(&self.first, self.before.unwrap_or(self.after)),
            after: place(&self.current, self.after),
            tried: self.tried,
            random: self.random,
            others: others.iter().map(of).collect(),
        }
    }

    fn is_found(&self) -> bool {
        self.tried == MOST_TRIED || (self.before.is_some() && self.after <= FOUND)
    }

    /// How good an agent is on a level, and what is at stake there. None: nothing is.
    fn score(&self, level: &Level, agent: &dyn Policy) -> Option<(f64, f64)> {
        let posed = Posed::of(level, &self.intended)?;
        Some((posed.score(level, agent), posed.stake()))
    }

    /// Another level, one change away from the current one. None: none was found.
    fn changed(&mut self) -> Option<Level> {
        (0..DRAWS).find_map(|_| {
            let mut level = self.current.clone();
            match self.rng.below(4) {
                0 => self.move_thing(&mut level)?,
                1 => level.start = self.free(&level).filter(|_| level.world.spec().walks)?,
                _ => self.toggle_walls(&mut level),
            }
            // Whatever can be painted can be.
            let level = picture::parse(level.world, &picture::draw(&level), level.time_limit).ok()?;
            (walls(&level) <= self.most_walls).then_some(level)
        })
    }

    fn move_thing(&mut self, level: &mut Level) -> Option<()> {
        let seen: Vec<usize> = (0..level.things.len()).filter(|&thing| !level.things[thing].kind.is_marker).collect();
        let to = self.free(level)?;
        let which = *seen.get(self.rng.below(seen.len().max(1) as u32) as usize)?;
        level.things[which].cell = to;
        Some(())
    }

    fn toggle_walls(&mut self, level: &mut Level) {
        let inner = inner(level);
        for _ in 0..=self.rng.below(3) {
            let cell = inner[self.rng.below(inner.len() as u32) as usize];
            let is_empty = is_empty(level, cell);
            let tile = &mut level.tiles[cell as usize];
            match *tile {
                tile_now if tile_now == &WALL => *tile = &FLOOR,
                tile_now if tile_now == &FLOOR && is_empty => *tile = &WALL,
                _ => {}
            }
        }
    }

    /// A floor cell on which nothing lies and nobody starts.
    fn free(&mut self, level: &Level) -> Option<Cell> {
        let free: Vec<Cell> =
            inner(level).into_iter().filter(|&cell| level.tiles[cell as usize] == &FLOOR && is_empty(level, cell)).collect();
        (!free.is_empty()).then(|| free[self.rng.below(free.len() as u32) as usize])
    }
}

fn inner(level: &Level) -> Vec<Cell> {
    (1..level.height - 1)
        .flat_map(|row| (1..level.width - 1).map(move |column| (row, column)))
        .map(|(row, column)| level.cell(row, column))
        .collect()
}

fn walls(level: &Level) -> usize {
    inner(level).into_iter().filter(|&cell| level.is_wall(cell)).count()
}

fn is_empty(level: &Level, cell: Cell) -> bool {
    cell != level.start && level.things.iter().all(|thing| thing.kind.is_marker || thing.cell != cell)
}
