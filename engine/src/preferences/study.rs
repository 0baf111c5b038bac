//! A viewer who knows what was meant: answers by the intended goal, agents trained on what was learned from the answers, and the judge's
//! word on them.

use serde::{Deserialize, Serialize};

use super::ask::Asking;
use super::clip::{Clip, Source, clips};
use super::model::{Answer, Choice, Learned, Nothing, Preferences};
use crate::experiment::{Event, Experiment, Failure, Report};
use crate::judge::Uniform;
use crate::lang::Program;
use crate::learner::Net;
use crate::rng::{Purpose, Rng};
use crate::scenario::{FieldError, Scenario};

/// Episodes of somebody who moves at random, and of an agent at each moment of its training.
const RANDOM_EPISODES: u32 = 128;
const AGENT_EPISODES: u32 = 24;

/// Moments of its training at which an agent is looked at, after the first.
const MOMENTS: u32 = 4;

/// Fresh pairs on which model and viewer are compared, and how many are tried to find so many.
const COMPARED: u32 = 256;
const TRIED: u32 = 16_384;

/// Streams of clips beside those that are asked about.
const FRESH: u32 = 1 << 16;
const SHIFTED: u32 = FRESH + 1;

/// How a viewer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounds {
    /// Answers in all.
    pub answers: u32,
    /// The first is about clips of somebody who moves at random; each further one, about clips of an agent trained on the answers so far, too.
    pub rounds: u32,
    /// Of a hundred answers, so many are wrong: the other clip, or one of two that are the same.
    pub mistakes: u32,
}

/// Pairs about which viewer or model has a preference, and in how many they have the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub same: u32,
    pub of: u32,
}

impl Agreement {
    /// None: neither preferred anything.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.same) / f64::from(self.of))
    }
}

/// What one viewer taught.
#[derive(Clone, Debug)]
pub struct Taught {
    pub learned: Result<Learned, Nothing>,
    /// Answers given, and those of them that were "the same".
    pub answers: u32,
    pub same: u32,
    /// On fresh pairs of training levels, and of levels of the full shift.
    pub training: Agreement,
    pub shifted: Agreement,
    /// Of the agent trained on it. None: there is nothing to train on.
    pub report: Option<Box<Report>>,
}

/// How far it has come.
pub enum Stage {
    Going,
    Done(Box<Taught>),
    Failed(Failure),
}

/// A study under way.
pub struct Study {
    scenario: Scenario,
    intended: Program,
    asked: Rounds,
    round: u32,
    preferences: Preferences,
    clips: Vec<Clip>,
    /// The agent of this round.
    agent: Option<Box<Experiment>>,
    snapshots: Vec<Vec<f32>>,
    learned: Result<Learned, Nothing>,
}

/// What the viewer says of two clips.
pub fn viewer(intended: &Program, first: &Clip, second: &Clip) -> Choice {
    prefer(first.worth(intended), second.worth(intended))
}

fn prefer(first: f64, second: f64) -> Choice {
    /// Sums of the same numbers in another order.
    const EQUAL: f64 = 1e-9;
    match first - second {
        more if more > EQUAL => Choice::First,
        less if less < -EQUAL => Choice::Second,
        _ => Choice::Same,
    }
}

fn mistaken(choice: Choice, rng: &mut Rng) -> Choice {
    match choice {
        Choice::First => Choice::Second,
        Choice::Second => Choice::First,
        Choice::Same if rng.chance(0.5) => Choice::First,
        Choice::Same => Choice::Second,
    }
}

impl Study {
    /// The scenario with the agent's seed; its own reward is not read.
    pub fn new(scenario: &Scenario, asked: Rounds) -> Result<Study, Vec<FieldError>> {
        let goals = scenario.check()?;
        let source = Source { policy: &Uniform, amount: 0.0, stream: 0, episodes: RANDOM_EPISODES };
        Ok(Study {
            clips: clips(scenario, source),
            preferences: Preferences::new(scenario.world),
            scenario: scenario.clone(),
            intended: goals.intended,
            asked,
            round: 0,
            agent: None,
            snapshots: Vec::new(),
            learned: Err(Nothing::NoAnswers),
        })
    }

    /// One piece of work.
    pub fn advance(&mut self) -> Stage {
        let Some(agent) = &mut self.agent else { return self.ask() };
        let mut events = Vec::new();
        agent.advance(&mut events);
        let is_last = self.round == self.asked.rounds;
        for event in events {
            match event {
                Event::Snapshot { weights, .. } => self.snapshots.push(weights),
                Event::Trained(_) if !is_last => {
                    self.agent = None;
                    self.film();
                    break;
                }
                Event::Judged { report, .. } => return Stage::Done(Box::new(self.taught(Some(report)))),
                Event::Failed(failure) => return Stage::Failed(failure),
                Event::Progress(_) | Event::Trained(_) | Event::Judging { .. } => {}
            }
        }
        Stage::Going
    }

    /// The answers of this round; then an agent is trained on all of them.
    fn ask(&mut self) -> Stage {
        self.round += 1;
        // The last rounds have one more where they do not divide.
        let upto = self.asked.answers * self.round / self.asked.rounds;
        let rng = Rng::new(u64::from(self.scenario.seed), Purpose::Rollout, u64::from(self.round) << 48);
        let mut slips = Rng::new(u64::from(self.scenario.seed), Purpose::Rollout, u64::from(self.round) << 48 | 1);
        let mut asking = Asking::new(&self.preferences, &self.clips, rng);
        while (self.preferences.answers.len() as u32) < upto {
            let Some((first, second)) = asking.next(&self.preferences, &self.clips) else { break };
            let (first, second) = (&self.clips[first], &self.clips[second]);
            let choice = viewer(&self.intended, first, second);
            let choice = if slips.below(100) < self.asked.mistakes { mistaken(choice, &mut slips) } else { choice };
            self.preferences.answers.push(Answer::new(first, second, choice));
        }
        self.learned = self.preferences.learn();
        match &self.learned {
            Ok(learned) => {
                let scenario = Scenario { reward: learned.source.clone(), ..self.scenario.clone() };
                let agent = Experiment::new(scenario, 1.0).expect("a learned program is one of the language");
                self.agent = Some(Box::new(agent.with_snapshots(MOMENTS)));
                Stage::Going
            }
            Err(_) if self.round < self.asked.rounds => Stage::Going,
            Err(_) => Stage::Done(Box::new(self.taught(None))),
        }
    }

    /// Clips of the agent at moments of its training, beside those that are there.
    fn film(&mut self) {
        // The first snapshot is of an agent that has learned nothing.
        for (moment, weights) in std::mem::take(&mut self.snapshots).into_iter().enumerate().skip(1) {
            let net: Net = self.scenario.net(weights).expect("weights of the very same scenario");
            let stream = self.round * (MOMENTS + 2) + moment as u32;
            let source = Source { policy: &net, amount: 0.0, stream, episodes: AGENT_EPISODES };
            self.clips.extend(clips(&self.scenario, source));
        }
    }

    fn taught(&self, report: Option<Box<Report>>) -> Taught {
        let answers = &self.preferences.answers;
        let agreement = |amount: f64, stream: u32| match &self.learned {
            Ok(learned) => self.agreement(learned, amount, stream),
            Err(_) => Agreement::default(),
        };
        Taught {
            learned: self.learned.clone(),
            answers: answers.len() as u32,
            same: answers.iter().filter(|answer| answer.choice == Choice::Same).count() as u32,
            training: agreement(0.0, FRESH),
            shifted: agreement(1.0, SHIFTED),
            report,
        }
    }

    /// On pairs of clips that nobody was asked about, of somebody who moves at random.
    fn agreement(&self, learned: &Learned, amount: f64, stream: u32) -> Agreement {
        let source = Source { policy: &Uniform, amount, stream, episodes: RANDOM_EPISODES };
        let clips = clips(&self.scenario, source);
        let worth: Vec<f64> = clips.iter().map(|clip| clip.worth(&self.intended)).collect();
        let paid: Vec<f64> = clips.iter().map(|clip| learned.terms.iter().map(|&(at, factor)| factor * clip.sums[at]).sum()).collect();
        let mut rng = Rng::new(u64::from(self.scenario.seed), Purpose::Rollout, u64::from(stream) << 40);
        let mut found = Agreement::default();
        for _ in 0..TRIED {
            let (one, other) = (rng.below(clips.len() as u32) as usize, rng.below(clips.len() as u32) as usize);
            let (viewer, model) = (prefer(worth[one], worth[other]), prefer(paid[one], paid[other]));
            if (viewer, model) != (Choice::Same, Choice::Same) {
                found.of += 1;
                found.same += u32::from(viewer == model);
            }
            if found.of == COMPARED {
                break;
            }
        }
        found
    }
}
