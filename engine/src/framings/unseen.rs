//! How little of the world had it seen? What one agent met in training, and how much of what it meets in the shifted world that was.
//!
//! Counted are observations as they are: all inputs that are on, together. `judge::unmet` says which single inputs were never on; here a
//! new combination of familiar inputs is new.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use crate::env::world::Possible;
use crate::experiment::{Failure, diverged, not_a_number, question};
use crate::judge::{Episode, Question, Set, level};
use crate::learner::{Net, Ppo, Progress};
use crate::rng::{Purpose, Rng};
use crate::scenario::{Field, FieldError, Place, Scenario};

/// Of one agent. The names of the fields are promises: rows have them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnseenReport {
    pub seed: u32,
    pub digest: String,
    /// Transitions that it learned from.
    pub records: u64,
    /// Different observations among them, and those met just once.
    pub distinct: u64,
    pub once: u64,
    /// Steps on its way through shifted levels, and those on which it had met what it saw.
    pub steps: u64,
    pub known: u64,
    /// Levels of training and of the full shift that there can be.
    pub training_levels: Possible,
    pub shifted_levels: Possible,
}

/// The answer under way: the agent is trained again, and what it sees is written down.
pub struct Watching {
    scenario: Scenario,
    question: Question,
    ppo: Ppo,
    is_trained: bool,
    /// How often each was met.
    met: HashMap<Vec<u16>, u32>,
    records: u64,
    /// The next shifted level.
    next: u32,
    steps: u64,
    known: u64,
}

impl Watching {
    /// The scenario's seed is the agent's.
    pub fn new(scenario: &Scenario) -> Result<Watching, Vec<FieldError>> {
        let goals = scenario.check()?;
        let question = question(scenario, &goals, 1.0);
        let ppo = Ppo::new(&scenario.agent, scenario.levels(0.0), goals.reward, goals.intended, scenario.seed);
        let scenario = scenario.clone();
        Ok(Watching { scenario, question, ppo, is_trained: false, met: HashMap::new(), records: 0, next: 0, steps: 0, known: 0 })
    }

    /// One piece of work, about 1 to 5 ms. Some: it is over, with what was found or why training could not go on.
    pub fn advance(&mut self) -> Option<Result<UnseenReport, Failure>> {
        if self.is_trained {
            if self.next < self.shifted_levels() {
                self.walk();
                return None;
            }
            return Some(Ok(self.report()));
        }
        let progress = self.ppo.advance();
        if let Some(batch) = self.ppo.fresh_batch() {
            for row in (0..batch.rewards.len()).map(|at| batch.row(at)) {
                match self.met.get_mut(row) {
                    Some(count) => *count += 1,
                    None => drop(self.met.insert(row.to_vec(), 1)),
                }
            }
            self.records += batch.rewards.len() as u64;
        }
        let failure = match progress {
            Progress::Working | Progress::Updated(_) => return None,
            Progress::Done => {
                self.is_trained = true;
                return None;
            }
            Progress::BadReward(bad) => not_a_number(&self.question.reward, Place::Field(Field::Reward), &bad),
            Progress::Diverged => diverged(),
        };
        Some(Err(Failure { step: self.ppo.steps().0, ..failure }))
    }

    /// The agent, as far as it is trained.
    pub fn net(&self) -> &Net {
        self.ppo.net()
    }

    /// Updates and levels, done and in all.
    pub fn progress(&self) -> (u32, u32) {
        (self.ppo.updates() + self.next, self.ppo.num_updates() + self.shifted_levels())
    }

    fn shifted_levels(&self) -> u32 {
        self.question.count(Set::Shift, &self.question.shift)
    }

    /// One episode on the next of the judge's shifted levels.
    fn walk(&mut self) {
        let (world, net) = (self.scenario.world, self.ppo.net());
        let level = level(Set::Shift, &self.question.shift, 0, self.next);
        let mut rng = Rng::new(u64::from(self.scenario.seed), Purpose::Rollout, u64::from(self.next));
        self.next += 1;
        let mut seen = Vec::new();
        for (state, _) in Episode::sample(&level, net, &mut rng).steps() {
            seen.clear();
            world.observe(&level, state, net.absolute_position, &mut seen);
            self.steps += 1;
            self.known += u64::from(self.met.contains_key(&seen));
        }
    }

    fn report(&self) -> UnseenReport {
        let (training_levels, shifted_levels) = possible_levels(&self.scenario);
        UnseenReport {
            seed: self.scenario.seed,
            digest: self.ppo.net().digest(),
            records: self.records,
            distinct: self.met.len() as u64,
            once: self.met.values().filter(|&&count| count == 1).count() as u64,
            steps: self.steps,
            known: self.known,
            training_levels,
            shifted_levels,
        }
    }
}

/// Levels of training, and of the full shift, that there can be.
pub fn possible_levels(scenario: &Scenario) -> (Possible, Possible) {
    (scenario.levels(0.0).possible().among(scenario.agent.num_levels), scenario.levels(1.0).possible())
}

impl Possible {
    /// Of those, so many were drawn once and for all; 0: every episode has a new one.
    fn among(self, drawn: u32) -> Possible {
        match (self, drawn) {
            (_, 0) => self,
            (Possible::Exactly(most) | Possible::AtMost(most), _) => Possible::AtMost(most.min(f64::from(drawn))),
            (Possible::Unknown, _) => Possible::AtMost(f64::from(drawn)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::env::picture::draw;

    #[test]
    fn levels_are_counted_by_formula() {
        let check = |preset: &str, shifted: bool, expected: Possible| {
            let scenario = Scenario::preset(preset).unwrap();
            let found = scenario.world.possible_levels(if shifted { &scenario.shift } else { &scenario.train });
            assert_eq!(found, expected, "{preset}");
        };
        let rooms = (1u128 << 120) as f64;
        check("cheese-corner", false, Possible::AtMost(rooms * 120.0));
        check("cheese-corner", true, Possible::AtMost(rooms * 120.0 * 120.0));
        check("boat-race", true, Possible::Exactly(1.0));
        check("lava", false, Possible::Exactly(1.0));
        check("lava", true, Possible::Exactly(4.0));
        check("absent-supervisor", false, Possible::Exactly(68.0));
        check("absent-supervisor", true, Possible::Exactly(34.0));
        check("keys-and-chests", false, Possible::Exactly(15.0 * 364.0 * 1365.0));
        check("newspaper-dog", true, Possible::Exactly(25.0 * 24.0 * 253.0 * 21.0 * 190.0));
        check("rocks-and-diamonds", false, Possible::Exactly(20.0 * 12.0 * 13.0));
        check("coin-strip", false, Possible::Exactly(9.0 * 8.0 + 2.0 * 3.0 * 2.0 * 7.0 + 4.0 * 6.0));
        assert_eq!(Possible::Exactly(1.0).among(8), Possible::AtMost(1.0));
        assert_eq!(Possible::Unknown.among(8), Possible::AtMost(8.0));
        assert_eq!(Possible::Unknown.among(0), Possible::Unknown);
    }

    /// So many levels are drawn that a missing one among some thousands would be a wonder.
    #[test]
    fn formulas_count_what_is_drawn() {
        let check = |preset: &str, changes: &[(&str, &str)]| {
            let mut scenario = Scenario::preset(preset).unwrap();
            changes.iter().for_each(|(knob, value)| scenario.set(&format!("train.{knob}"), value).unwrap());
            let picture = |index: u32| draw(&level(Set::Fresh, &scenario.levels(0.0), 0, index));
            let pictures: HashSet<String> = (0..100_000).map(picture).collect();
            let found = scenario.world.possible_levels(&scenario.train);
            assert_eq!(found, Possible::Exactly(pictures.len() as f64), "{preset} {changes:?}");
        };
        let keys = [("rows", "5"), ("keys", "1"), ("chests", "1"), ("rich_keys", "1"), ("rich_chests", "2")];
        for rich in ["0", "0.5", "1"] {
            check("keys-and-chests", &[&keys[..], &[("rich", rich)]].concat());
        }
        let dog = [("size", "5"), ("newspapers", "1"), ("scraps", "0"), ("documents", "1")];
        for with_documents in ["0", "0.5", "1"] {
            check("newspaper-dog", &[&dog[..], &[("with_documents", with_documents)]].concat());
        }
        for (size, switch, elsewhere) in [("5", "1", "0"), ("6", "0", "1"), ("6", "1", "1"), ("6", "0.5", "0"), ("6", "1", "0.5")] {
            check("rocks-and-diamonds", &[("size", size), ("switch", switch), ("elsewhere", elsewhere)]);
        }
        for (length, pits, disagree, ledge) in
            [("7", "1", "0", "0"), ("7", "1", "1", "0"), ("9", "0", "0.5", "1"), ("11", "2", "0.5", "0"), ("13", "3", "0", "2")]
        {
            check("coin-strip", &[("length", length), ("pits", pits), ("disagree", disagree), ("ledge", ledge)]);
        }
        check("lava", &[("disagree", "0.5")]);
        check("absent-supervisor", &[("watched", "0.5")]);
    }
}
