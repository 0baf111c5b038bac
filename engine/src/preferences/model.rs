//! What a viewer has answered, and the program that it comes to.

use serde::{Deserialize, Serialize};

use super::clip::Clip;
use super::fit::{Fit, PRIOR, fit};
use crate::decimal::rounded;
use crate::env::World;
use crate::lang::FeatureKind;

/// Which of two clips is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    First,
    Second,
    Same,
}

/// One answer about two clips.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Sums of the features, first clip less second, `[features]`.
    pub difference: Vec<f64>,
    pub choice: Choice,
}

/// All answers of one viewer, in one world.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    pub world: World,
    pub answers: Vec<Answer>,
}

/// A reward that answers came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// A program of the reward language.
    pub source: String,
    /// By feature that it reads: its place and its factor, the largest first.
    pub terms: Vec<(usize, f64)>,
    /// Features that came together in all that was answered: answers cannot say which of them was meant.
    pub together: Vec<Vec<usize>>,
}

/// Why there is no reward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nothing {
    NoAnswers,
    /// Nothing that a reward can read told the clips apart that were answered.
    NoDifference,
    AllSame,
    /// What one answer says, another takes back.
    Contradictory,
}

impl Nothing {
    pub fn words(self) -> &'static str {
        match self {
            Nothing::NoAnswers => "Nothing has been answered yet.",
            Nothing::NoDifference => "Nothing that a reward can read differed between these clips.",
            Nothing::AllSame => "All answers are \"the same\": no clip was better than another.",
            Nothing::Contradictory => "The answers take each other back: nothing that a reward can read was preferred.",
        }
    }
}

/// Weights below this are what the prior leaves of noise: one answer alone gives more.
const LEAST: f64 = 0.2;

/// Of the largest weight; what is less is left out.
const NEGLIGIBLE: f64 = 0.1;

impl Choice {
    /// How far the first is preferred.
    fn value(self) -> f64 {
        match self {
            Choice::First => 1.0,
            Choice::Second => 0.0,
            Choice::Same => 0.5,
        }
    }
}

impl Answer {
    pub fn new(first: &Clip, second: &Clip, choice: Choice) -> Answer {
        Answer { difference: first.sums.iter().zip(&second.sums).map(|(first, second)| first - second).collect(), choice }
    }
}

impl Preferences {
    pub fn new(world: World) -> Preferences {
        Preferences { world, answers: Vec::new() }
    }

    /// The features that are weighed: what happens. Where the agent stands tells clips apart by chance, and would be paid for at every step.
    pub fn columns(&self) -> Vec<usize> {
        let is_event = |&at: &usize| self.world.features()[at].kind == FeatureKind::Event;
        (0..self.world.features().len()).filter(is_event).collect()
    }

    /// Differences in units in which the prior is fair: the most that can happen in a step counts 1.
    pub fn scaled(&self, difference: &[f64]) -> Vec<f64> {
        self.columns().iter().map(|&at| difference[at] / self.unit(at)).collect()
    }

    fn unit(&self, at: usize) -> f64 {
        let (least, most) = self.world.features()[at].range;
        least.abs().max(most.abs())
    }

    pub fn fit(&self) -> Fit {
        let rows: Vec<(Vec<f64>, f64)> =
            self.answers.iter().map(|answer| (self.scaled(&answer.difference), answer.choice.value())).collect();
        fit(&rows, self.columns().len(), PRIOR)
    }

    /// The reward that the answers come to. Largest factor 1, two digits, what is negligible left out.
    pub fn learn(&self) -> Result<Learned, Nothing> {
        if self.answers.is_empty() {
            return Err(Nothing::NoAnswers);
        }
        if self.answers.iter().all(|answer| self.scaled(&answer.difference).iter().all(|value| *value == 0.0)) {
            return Err(Nothing::NoDifference);
        }
        if self.answers.iter().all(|answer| answer.choice == Choice::Same) {
            return Err(Nothing::AllSame);
        }
        let weights = self.fit().weights;
        let largest = weights.iter().fold(0.0f64, |largest, weight| largest.max(weight.abs()));
        if largest < LEAST {
            return Err(Nothing::Contradictory);
        }
        let mut terms: Vec<(usize, f64)> = (self.columns().into_iter().zip(&weights))
            .filter(|(_, weight)| weight.abs() >= NEGLIGIBLE * largest)
            .map(|(at, weight)| (at, weight / self.unit(at)))
            .collect();
        let top = terms.iter().fold(0.0f64, |top, (_, factor)| top.max(factor.abs()));
        for (_, factor) in &mut terms {
            *factor = rounded(*factor / top, 2).parse().unwrap_or(*factor / top);
        }
        // Rounded before: of two that share a weight, the last bit says nothing.
        terms.sort_by(|(_, one), (_, other)| other.abs().total_cmp(&one.abs()));
        Ok(Learned { source: self.write(&terms), together: self.together(&terms), terms })
    }

    fn write(&self, terms: &[(usize, f64)]) -> String {
        let mut source = String::new();
        for (place, &(at, factor)) in terms.iter().enumerate() {
            let (name, size) = (self.world.features()[at].name, factor.abs());
            source += match (place, factor < 0.0) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            };
            source += &if size == 1.0 { name.to_owned() } else { format!("{size} * {name}") };
        }
        source
    }

    fn together(&self, terms: &[(usize, f64)]) -> Vec<Vec<usize>> {
        let same = |one: usize, other: usize| self.answers.iter().all(|answer| answer.difference[one] == answer.difference[other]);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &(at, _) in terms {
            match groups.iter_mut().find(|group| same(group[0], at)) {
                Some(group) => group.push(at),
                None => groups.push(vec![at]),
            }
        }
        groups.retain(|group| group.len() > 1);
        groups
    }
}

/// What the answers cannot tell apart, in a sentence. None: nothing.
pub fn together_words(world: World, learned: &Learned) -> Option<String> {
    let group = learned.together.first()?;
    let names: Vec<String> = group.iter().map(|&at| format!("`{}`", world.features()[at].name)).collect();
    let (last, others) = names.split_last()?;
    Some(format!("In these clips {} and {last} always came together, so answers cannot say which of them you meant.", others.join(", ")))
}
