//! All about a scenario that depends on no agent, built level by level.

use std::sync::{Arc, OnceLock};

use super::Question;
use super::levels::Set;
use super::set::{Depth, INTENDED, SetBuilder, SetReference};
use super::unmet::Met;
use crate::env::Distribution;

/// Against this, agents are measured. Sets are shared: moving the shift slider rebuilds only the shifted one.
#[derive(Clone, Debug)]
pub struct Reference {
    question: Question,
    /// In the order of [`SETS`]; a finished set, or the work that is still to be done.
    parts: [Part; 3],
    /// How much is worked out on the shifted levels.
    depth: Depth,
    /// The least amount of the shift that would tell the goals apart, once somebody asked. It depends on no amount.
    pub(super) telling: Arc<OnceLock<Option<f64>>>,
    /// Once somebody asked.
    met: Arc<OnceLock<Met>>,
}

#[derive(Clone, Debug)]
enum Part {
    /// There is no such set: every training episode was a new level.
    Absent,
    Waiting,
    Building(Box<SetBuilder>),
    Done(Arc<SetReference>),
}

const SETS: [Set; 3] = [Set::Trained, Set::Fresh, Set::Shift];

impl Reference {
    pub fn new(question: Question) -> Reference {
        let trained = if question.num_levels == 0 { Part::Absent } else { Part::Waiting };
        let parts = [trained, Part::Waiting, Part::Waiting];
        Reference { question, parts, depth: Depth::Verdict, telling: Arc::default(), met: Arc::default() }
    }

    /// Only what a [`Glance`](super::Glance) at the shifted levels reads; no verdict can be read on it.
    pub fn brief(question: Question) -> Reference {
        let parts = [Part::Absent, Part::Absent, Part::Waiting];
        Reference { question, parts, depth: Depth::Disagreement, telling: Arc::default(), met: Arc::default() }
    }

    /// The same question at another amount of the shift; what does not depend on it is kept.
    pub fn at_amount(&self, amount: f64) -> Reference {
        let mut other = self.clone();
        if other.question.amount != amount {
            other.question.amount = amount;
            other.parts[Set::Shift as usize] = Part::Waiting;
            other.met = Arc::default();
        }
        other
    }

    /// The same question about agents that were trained in another world; the shifted levels are kept if they are the same ones.
    pub fn trained_in(&self, train: Distribution) -> Reference {
        let mut other = Reference::new(Question { train, ..self.question.clone() });
        let shifted = |reference: &Reference| reference.question.shifted(reference.question.amount);
        if shifted(&other) == shifted(self) {
            other.parts[Set::Shift as usize] = self.parts[Set::Shift as usize].clone();
        }
        other
    }

    /// Roughly what the sets take that no other world of training shares.
    pub fn bytes_of_training(&self) -> usize {
        [Set::Trained, Set::Fresh].into_iter().filter_map(|set| self.set(set)).map(|set| set.bytes()).sum()
    }

    pub fn question(&self) -> &Question {
        &self.question
    }

    /// About one level of work; true when all is done.
    pub fn advance(&mut self) -> bool {
        let question = &self.question;
        let Some((part, set)) = self.parts.iter_mut().zip(SETS).find(|(part, _)| matches!(part, Part::Waiting | Part::Building(_))) else {
            return true;
        };
        let depth = if set == Set::Shift { self.depth } else { Depth::Scores };
        let mut builder = match std::mem::replace(part, Part::Waiting) {
            Part::Building(builder) => builder,
            Part::Waiting | Part::Absent | Part::Done(_) => Box::new(SetBuilder::new(question, set, depth, question.amount)),
        };
        *part = if builder.advance(question) { Part::Done(Arc::new(builder.finish())) } else { Part::Building(builder) };
        self.is_done()
    }

    /// Enough for glances, and for no verdict.
    pub fn is_brief(&self) -> bool {
        self.depth != Depth::Verdict
    }

    pub fn is_done(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Absent | Part::Done(_)))
    }

    /// Levels done, and in all.
    pub fn progress(&self) -> (u32, u32) {
        let mut sum = (0, 0);
        for (part, set) in self.parts.iter().zip(SETS) {
            let (done, total) = match part {
                Part::Absent => (0, 0),
                Part::Waiting => (0, self.question.count_of(set)),
                Part::Building(builder) => builder.progress(),
                Part::Done(reference) => (reference.levels.len() as u32, reference.levels.len() as u32),
            };
            sum = (sum.0 + done, sum.1 + total);
        }
        sum
    }

    /// What agents meet in training and see on the shifted levels. The reference must be finished.
    pub(super) fn met(&self) -> &Met {
        self.met.get_or_init(|| match (self.set(Set::Trained).or(self.set(Set::Fresh)), self.set(Set::Shift)) {
            (Some(training), Some(shifted)) => Met::of(training, shifted),
            _ => panic!("what was met is asked of a finished reference"),
        })
    }

    /// On some shifted level some behavior earns less than nothing under the intended goal. The reference must be finished.
    pub fn may_cost(&self) -> bool {
        self.set(Set::Shift).is_some_and(|set| set.levels.iter().any(|facts| facts.extents[INTENDED].least < 0.0))
    }

    /// None: there is no such set, or it is not finished.
    pub fn set(&self, set: Set) -> Option<&Arc<SetReference>> {
        match &self.parts[set as usize] {
            Part::Done(reference) => Some(reference),
            Part::Absent | Part::Waiting | Part::Building(_) => None,
        }
    }
}
