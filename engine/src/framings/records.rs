//! Transitions that agents meet, as programs read them: on levels of one set, played by agents and by somebody who moves at random.

use crate::env::{Distribution, Features, Level, World};
use crate::judge::{Episode, Policy, Question, Set, Uniform, level};
use crate::lang::{Program, Scratch};
use crate::rng::{Purpose, Rng};

/// Levels that are played, at most.
const LEVELS: u32 = 64;

/// Transitions so far, and the pieces of work that are left.
pub struct Records {
    world: World,
    set: Set,
    drawn: Distribution,
    levels: u32,
    policies: usize,
    next: u32,
    truth: Transitions,
    /// As sensed; None: nobody can tamper, it is the truth.
    sensed: Option<Transitions>,
}

/// `[features][transitions]` each.
#[derive(Default)]
struct Transitions {
    now: Vec<Vec<f64>>,
    was: Vec<Vec<f64>>,
}

/// Which features a program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ledger {
    True,
    Sensed,
}

impl Records {
    /// Of training levels, or of those of the full shift; played by so many agents, and at random.
    pub fn new(question: &Question, shifted: bool, agents: usize) -> Records {
        let (set, drawn) = match (shifted, question.num_levels) {
            (true, _) => (Set::Shift, question.shifted(1.0)),
            (false, 0) => (Set::Fresh, question.train.clone()),
            (false, _) => (Set::Trained, question.train.clone()),
        };
        let levels = if set == Set::Trained { question.num_levels } else { question.count(set, &drawn) };
        let world = question.world;
        let empty = || Transitions { now: vec![Vec::new(); world.features().len()], was: vec![Vec::new(); world.features().len()] };
        let sensed = world.spec().sensors.map(|_| empty());
        Records { world, set, drawn, levels: levels.min(LEVELS), policies: 1 + agents, next: 0, truth: empty(), sensed }
    }

    /// One episode; true when all are played. `agents` must be the same in every call.
    pub fn advance(&mut self, agents: &[&dyn Policy]) -> bool {
        let (index, policy) = (self.next / self.policies as u32, self.next as usize % self.policies);
        if index >= self.levels {
            return true;
        }
        let level = level(self.set, &self.drawn, 0, index);
        self.play(&level, if policy == 0 { &Uniform } else { agents[policy - 1] });
        self.next += 1;
        self.next >= self.levels * self.policies as u32
    }

    /// Episodes played, and in all.
    pub fn progress(&self) -> (u32, u32) {
        (self.next, self.levels * self.policies as u32)
    }

    pub fn transitions(&self) -> usize {
        self.truth.now.first().map_or(0, Vec::len)
    }

    /// What a program pays on each of them, as far as this is a number.
    pub fn pays(&self, program: &Program, ledger: Ledger) -> Vec<f64> {
        let transitions = match (ledger, &self.sensed) {
            (Ledger::Sensed, Some(sensed)) => sensed,
            (Ledger::True | Ledger::Sensed, _) => &self.truth,
        };
        let mut paid = vec![0.0; self.transitions()];
        program.evaluate(&transitions.now.concat(), &transitions.was.concat(), &mut Scratch::default(), &mut paid);
        paid
    }

    fn play(&mut self, level: &Level, policy: &dyn Policy) {
        let mut rng = Rng::new(0, Purpose::Rollout, (self.set as u64) << 32 | u64::from(self.next));
        let mut row = self.world.new_features();
        for (steps, (before, after)) in Episode::sample(level, policy, &mut rng).steps().enumerate() {
            self.world.transition(level, before, steps as u16, after, &mut row);
            self.truth.push(&row);
            if let Some(sensed) = &mut self.sensed {
                self.world.sense(level, before, after, &mut row);
                sensed.push(&row);
            }
        }
    }
}

impl Transitions {
    fn push(&mut self, row: &Features) {
        for ((now, was), (&new, &old)) in self.now.iter_mut().zip(&mut self.was).zip(row.now.iter().zip(&row.was)) {
            now.push(new);
            was.push(old);
        }
    }
}
