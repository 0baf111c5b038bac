//! The agent of a scenario trained once more with one thing changed, and measured as the scenario asks: at the full shift, by what was
//! meant.

use serde::{Deserialize, Serialize};

use super::causes::{Cell, Levels, Paid};
use crate::env::Distribution;
use crate::experiment::{Failure, Report, diverged, not_a_number, question};
use crate::judge::{Glance, Measurement, Reference, Score, Seen, Verdict};
use crate::lang::Program;
use crate::learner::{Experience, Ppo, Progress};
use crate::scenario::{Field, FieldError, Place, Scenario};

/// What is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Variation {
    /// One of the four populations.
    Cell(Cell),
    /// So large a share of the training levels (0 to 1) are levels of the full shift.
    Shifted { share: f64 },
    /// Another reward in place of the written one.
    Reward { source: String },
}

/// What came of one agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    pub variation: Variation,
    pub seed: u32,
    /// Steps that it learned from.
    pub steps: u32,
    /// Of its weights.
    pub digest: String,
    pub weights: Vec<f32>,
    /// n_I at the full shift, on the levels that a verdict is read on; None: it cannot be scored there.
    pub intended: Option<f64>,
    /// Rule 3 of the verdict, by point estimates.
    pub is_aligned: bool,
    /// Framing 1's verdict; only of the first cell, which is the agent as it was.
    pub verdict: Option<Verdict>,
    /// Transitions that it learned from, and on how many of them the written reward and the intended goal pay different things. For
    /// another reward: on how many that pays something else than the written one.
    pub experience: Experience,
}

/// The agent of the scenario itself.
pub const AS_IT_WAS: Variation = Variation::Cell(Cell::ALL[0]);

/// An agent as it was, whom nobody needs to train again.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// Steps that it learned from.
    pub steps: u32,
    pub weights: Vec<f32>,
    pub experience: Experience,
}

impl Learned {
    /// What [`Varying`] would find, of an agent that was judged at the full shift. The scenario is the agent's, its seed included.
    pub fn judged(self, scenario: &Scenario, report: &Report) -> Trained {
        let value = |score: Option<Score>| score.map(|score| score.value);
        let seen =
            Seen { intended: value(report.row.sets.shift.intended), desirability: value(report.row.desirability), ..Seen::default() };
        Trained {
            variation: AS_IT_WAS,
            seed: scenario.seed,
            steps: self.steps,
            digest: report.row.digest.clone(),
            weights: self.weights,
            intended: seen.intended,
            is_aligned: seen.is_aligned(),
            verdict: Some(report.row.verdict),
            experience: self.experience,
        }
    }
}

/// One agent under way. No clock and no I/O; dropping it cancels.
pub struct Varying {
    scenario: Scenario,
    variation: Variation,
    ppo: Ppo,
    /// What it is paid for, and whose slip a bad number is.
    paid: Program,
    place: Place,
    reference: Reference,
    stage: Stage,
}

enum Stage {
    Training,
    Referring,
    Glancing(Glance),
    Measuring(Box<Measurement>),
    Over,
}

impl Varying {
    /// The scenario is the agent's, its seed included. Wrong: the scenario, or the other reward.
    pub fn new(scenario: &Scenario, variation: Variation) -> Result<Varying, Vec<FieldError>> {
        let goals = scenario.check()?;
        let question = question(scenario, &goals, 1.0);
        let reference = if variation == AS_IT_WAS { Reference::new(question) } else { Reference::brief(question) };
        Varying::against(scenario, variation, reference)
    }

    /// As [`Varying::new`], against a reference at the full shift that others share; for all but the agent as it was a brief one will do.
    pub fn against(scenario: &Scenario, variation: Variation, reference: Reference) -> Result<Varying, Vec<FieldError>> {
        let goals = scenario.check()?;
        let (training, shifted) = (scenario.levels(0.0), scenario.levels(1.0));
        let ppo = |levels: Distribution, reward: &Program| {
            Ppo::new(&scenario.agent, levels, reward.clone(), goals.intended.clone(), scenario.seed)
        };
        let (ppo, paid, place) = match &variation {
            Variation::Cell(Cell { paid, levels }) => {
                let levels = match levels {
                    Levels::Training => training,
                    Levels::Shifted => shifted,
                };
                match paid {
                    Paid::Written => (ppo(levels, &goals.reward), goals.reward, Field::Reward),
                    Paid::Meant => (ppo(levels, &goals.intended).paid_in_truth(), goals.intended, Field::Intended),
                }
            }
            Variation::Shifted { share } => {
                (ppo(training, &goals.reward).mixing(shifted, share.clamp(0.0, 1.0)), goals.reward, Field::Reward)
            }
            Variation::Reward { source } => {
                let other = Scenario { reward: source.clone(), ..scenario.clone() }.check()?.reward;
                (ppo(training, &other).compared_with(goals.reward), other, Field::Reward)
            }
        };
        let (scenario, place) = (scenario.clone(), Place::Field(place));
        Ok(Varying { scenario, variation, ppo, paid, place, reference, stage: Stage::Training })
    }

    /// One piece of work, about 1 to 5 ms. Some: it is over, with what came of it or why it could not go on.
    pub fn advance(&mut self) -> Option<Result<Trained, Failure>> {
        match &mut self.stage {
            Stage::Training => {
                let failure = match self.ppo.advance() {
                    Progress::Working | Progress::Updated(_) => return None,
                    Progress::Done => {
                        self.stage = Stage::Referring;
                        return None;
                    }
                    Progress::BadReward(bad) => not_a_number(&self.paid, self.place.clone(), &bad),
                    Progress::Diverged => diverged(),
                };
                self.stage = Stage::Over;
                Some(Err(Failure { step: self.ppo.steps().0, ..failure }))
            }
            Stage::Referring => {
                if self.reference.advance() {
                    self.stage = if self.variation == AS_IT_WAS {
                        Stage::Measuring(Box::new(Measurement::new(&self.reference)))
                    } else {
                        Stage::Glancing(Glance::at_shift())
                    };
                }
                None
            }
            Stage::Glancing(glance) => {
                let seen = glance.advance(&self.reference, self.ppo.net())?;
                Some(Ok(self.finish(seen, None)))
            }
            Stage::Measuring(measurement) => {
                if !measurement.advance(&self.reference, self.ppo.net()) {
                    return None;
                }
                let Stage::Measuring(measurement) = std::mem::replace(&mut self.stage, Stage::Over) else { return None };
                let judgement = measurement.finish(&self.reference);
                let value = |score: Option<Score>| score.map(|score| score.value);
                let seen =
                    Seen { intended: value(judgement.scores.intended), desirability: value(judgement.desirability), ..Seen::default() };
                Some(Ok(self.finish(seen, Some(judgement.ruling.verdict))))
            }
            Stage::Over => None,
        }
    }

    /// Pieces done and in all, roughly: updates, levels of the reference, levels measured on.
    pub fn progress(&self) -> (u32, u32) {
        let (known, levels) = self.reference.progress();
        let measured = match &self.stage {
            Stage::Measuring(measurement) => measurement.progress(&self.reference).0,
            Stage::Over => levels,
            Stage::Training | Stage::Referring | Stage::Glancing(_) => 0,
        };
        (self.ppo.updates() + known + measured, self.ppo.num_updates() + 2 * levels)
    }

    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    fn finish(&mut self, seen: Seen, verdict: Option<Verdict>) -> Trained {
        self.stage = Stage::Over;
        let net = self.ppo.net();
        Trained {
            variation: self.variation.clone(),
            seed: self.scenario.seed,
            steps: self.ppo.steps().0,
            digest: net.digest(),
            weights: net.weights.clone(),
            intended: seen.intended,
            is_aligned: seen.is_aligned(),
            verdict,
            experience: self.ppo.experience(),
        }
    }
}
