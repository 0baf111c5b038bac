//! Which moments of training pushed most toward what goes wrong? A picture and no verdict: where the reward paid what was meant on every
//! record, the records that push are those that taught the agent to get about at all.
//!
//! What counts as going wrong is read off the trained agent on shifted levels: steps that are not best for the intended goal. Then the
//! same agent is trained again and its records are weighed ([`super::push`]). That they matter is measured and not believed: it is
//! trained twice more, once with the worst records of every update paid as meant, once with as many drawn at random.

use serde::{Deserialize, Serialize};

use super::push::{Critic, Target, pushes};
use crate::env::picture;
use crate::env::solver::Model;
use crate::experiment::{Failure, diverged, not_a_number, question};
use crate::judge::{Glance, Policy, Reference, Set, observation, read_levels};
use crate::learner::rollout::{Batch, draw};
use crate::learner::{Net, Ppo, Progress};
use crate::rng::{Purpose, Rng};
use crate::scenario::{Field, FieldError, Goals, Place, Scenario};

/// One moment of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Culprit {
    /// Steps that the agent had learned from before.
    pub step: u32,
    /// The level, with the agent where it stood.
    pub picture: String,
    /// What it did: the letter of the action.
    pub action: char,
    /// What it was paid for that, and what the intended goal pays.
    pub paid: f64,
    pub meant: f64,
    /// Share of all the push toward what goes wrong, of all records looked at.
    pub push: f64,
}

/// n_I at the full shift of the same agent with some of its records paid as meant; None: it cannot be scored.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relabeled {
    /// Share of the records of every update, 0 to 1.
    pub share: f64,
    pub as_it_was: Option<f64>,
    /// Those that push most.
    pub worst: Option<f64>,
    /// As many drawn at random.
    pub random: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CulpritReport {
    pub seed: u32,
    /// Those that pushed most, first. Empty: on the levels looked at nothing goes wrong, or nothing pushes.
    pub culprits: Vec<Culprit>,
    /// Records looked at, at so many moments of training.
    pub records: u64,
    pub moments: u32,
    /// Share of the push that the strongest hundredth of the records has.
    pub top: Option<f64>,
    /// None: nothing goes wrong, or on every record the reward paid what was meant, so there is nothing to relabel.
    pub relabeled: Option<Relabeled>,
}

/// Moments of training that are looked at, culprits that are told, and the share that is relabeled.
const MOMENTS: u32 = 8;
const TOLD: usize = 12;
const SHARE: f64 = 0.05;

/// Levels on which it is seen what goes wrong, steps on each, and targets in all.
const LEVELS: usize = 24;
const STEPS: u16 = 30;
const TARGETS: usize = 256;

/// The discount of what is best for the intended goal, and sweeps of its values.
const DISCOUNT: f64 = 0.99;
const SWEEPS: usize = 60;

/// The answer under way. A piece of work is at most about 20 ms: the records of an update are weighed at once.
pub struct Tracing {
    scenario: Scenario,
    goals: Goals,
    reference: Reference,
    ppo: Box<Ppo>,
    stage: Stage,
    targets: Vec<Target>,
    critic: Option<Critic>,
    rng: Rng,
    /// All pushes that are positive, and the strongest records so far.
    positive: Vec<f32>,
    strongest: Vec<(f32, Culprit)>,
    records: u64,
    differing: u64,
    figures: Relabeled,
}

/// The same agent is trained up to four times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    Plain,
    Traced,
    Worst,
    Random,
}

enum Stage {
    Training(Pass),
    Referring,
    /// The next of the levels.
    Targeting(usize, Box<Net>),
    Measuring(Pass, Glance),
    Over,
}

impl Tracing {
    /// The scenario's seed is the agent's.
    pub fn new(scenario: &Scenario) -> Result<Tracing, Vec<FieldError>> {
        let goals = scenario.check()?;
        Ok(Tracing {
            reference: Reference::new(question(scenario, &goals, 1.0)),
            ppo: ppo(scenario, &goals),
            stage: Stage::Training(Pass::Plain),
            targets: Vec::new(),
            critic: None,
            rng: Rng::new(u64::from(scenario.seed), Purpose::Rollout, u64::MAX),
            positive: Vec::new(),
            strongest: Vec::new(),
            records: 0,
            differing: 0,
            figures: Relabeled { share: SHARE, as_it_was: None, worst: None, random: None },
            scenario: scenario.clone(),
            goals,
        })
    }

    /// One piece of work. Some: it is over, with what was found or why training could not go on.
    pub fn advance(&mut self) -> Option<Result<CulpritReport, Failure>> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Training(pass) => {
                self.stage = Stage::Training(pass);
                if let Err(failure) = self.train(pass) {
                    self.stage = Stage::Over;
                    return Some(Err(Failure { step: self.ppo.steps().0, ..failure }));
                }
                None
            }
            Stage::Referring => {
                let done = self.reference.advance();
                self.stage = if done { Stage::Measuring(Pass::Plain, Glance::at_shift()) } else { Stage::Referring };
                None
            }
            Stage::Measuring(pass, mut glance) => {
                let Some(seen) = glance.advance(&self.reference, self.ppo.net()) else {
                    self.stage = Stage::Measuring(pass, glance);
                    return None;
                };
                match pass {
                    Pass::Plain => {
                        self.figures.as_it_was = seen.intended;
                        self.stage = Stage::Targeting(0, Box::new(self.ppo.net().clone()));
                    }
                    Pass::Worst => {
                        self.figures.worst = seen.intended;
                        self.begin(Pass::Random);
                    }
                    Pass::Random | Pass::Traced => {
                        self.figures.random = seen.intended;
                        return Some(Ok(self.report()));
                    }
                }
                None
            }
            Stage::Targeting(level, net) => {
                if self.target(level, &net) {
                    self.stage = Stage::Targeting(level + 1, net);
                } else if self.targets.is_empty() {
                    return Some(Ok(self.report()));
                } else {
                    let all = self.targets.len();
                    let stride = all.div_ceil(TARGETS);
                    self.targets = std::mem::take(&mut self.targets).into_iter().step_by(stride).collect();
                    self.begin(Pass::Traced);
                }
                None
            }
            Stage::Over => None,
        }
    }

    /// Updates of all four trainings, done and in all; some may not be needed.
    pub fn progress(&self) -> (u32, u32) {
        let updates = self.ppo.num_updates();
        let before = match &self.stage {
            Stage::Training(Pass::Plain) => 0,
            Stage::Referring | Stage::Targeting(..) | Stage::Measuring(Pass::Plain, _) => 0,
            Stage::Training(Pass::Traced) => 1,
            Stage::Training(Pass::Worst) | Stage::Measuring(Pass::Worst | Pass::Traced, _) => 2,
            Stage::Training(Pass::Random) | Stage::Measuring(Pass::Random, _) | Stage::Over => 3,
        };
        (before * updates + self.ppo.updates(), 4 * updates)
    }

    /// The same agent from the start.
    fn begin(&mut self, pass: Pass) {
        self.ppo = ppo(&self.scenario, &self.goals);
        self.critic = None;
        self.stage = Stage::Training(pass);
    }

    fn train(&mut self, pass: Pass) -> Result<(), Failure> {
        let progress = self.ppo.advance();
        if pass != Pass::Plain && self.ppo.fresh_batch().is_some() {
            self.weigh(pass);
        }
        match progress {
            Progress::Working | Progress::Updated(_) => {}
            Progress::Done => match pass {
                Pass::Plain => self.stage = Stage::Referring,
                Pass::Worst | Pass::Random => self.stage = Stage::Measuring(pass, Glance::at_shift()),
                // With nothing to relabel the last two passes would be this very one.
                Pass::Traced if self.differing > 0 => self.begin(Pass::Worst),
                Pass::Traced => self.stage = Stage::Measuring(pass, Glance::at_shift()),
            },
            Progress::BadReward(bad) => return Err(not_a_number(&self.goals.reward, Place::Field(Field::Reward), &bad)),
            Progress::Diverged => return Err(diverged()),
        }
        Ok(())
    }

    fn weigh(&mut self, pass: Pass) {
        let is_moment = (self.ppo.updates() + 1).is_multiple_of(self.ppo.num_updates().div_ceil(MOMENTS));
        let net = self.ppo.net().clone();
        let step = self.ppo.steps().0;
        let settings = self.scenario.agent;
        let Some(batch) = self.ppo.fresh_batch() else { return };
        match pass {
            Pass::Plain => {}
            Pass::Traced => {
                self.differing += batch.rewards.iter().zip(&batch.intended).filter(|(paid, meant)| paid != meant).count() as u64;
                if is_moment {
                    let pushes = pushes(&net, &self.targets, batch);
                    self.records += pushes.len() as u64;
                    self.positive.extend(pushes.iter().filter(|push| **push > 0.0));
                    self.note(step, &pushes);
                }
            }
            Pass::Worst | Pass::Random => {
                let critic = self.critic.get_or_insert_with(|| Critic::new(&net));
                let beyond = critic.advantages(batch, settings.num_envs, settings.gamma, settings.gae_lambda);
                let weights: Vec<f32> = match pass {
                    Pass::Worst => pushes(&net, &self.targets, batch),
                    _ => (0..beyond.len()).map(|_| self.rng.unit()).collect(),
                };
                relabel(batch, &beyond, &weights);
            }
        }
    }

    /// Keeps the strongest records.
    fn note(&mut self, step: u32, pushes: &[f32]) {
        let mut order: Vec<usize> = (0..pushes.len()).filter(|&at| pushes[at] > 0.0).collect();
        order.sort_by(|&one, &other| pushes[other].total_cmp(&pushes[one]));
        let letters = self.scenario.world.actions();
        for at in order.into_iter().take(TOLD) {
            let Some(batch) = self.ppo.fresh_batch() else { return };
            let (number, state) = batch.origins[at];
            let (action, paid, meant) = (usize::from(batch.actions[at]), batch.rewards[at], batch.intended[at]);
            let mut level = self.ppo.level(number);
            level.start = state.agent;
            let culprit = Culprit {
                step,
                picture: picture::draw(&level),
                action: letters[action].letter,
                paid: f64::from(paid),
                meant: f64::from(meant),
                push: 0.0,
            };
            self.strongest.push((pushes[at], culprit));
        }
        self.strongest.sort_by(|one, other| other.0.total_cmp(&one.0));
        self.strongest.truncate(TOLD);
    }

    /// What goes wrong on one level; false when all were looked at.
    fn target(&mut self, place: usize, net: &Net) -> bool {
        let Some(set) = self.reference.set(Set::Shift) else { return false };
        let read = read_levels(set);
        let Some(&at) = read.get(place).filter(|_| place < LEVELS) else { return false };
        let level = &set.levels[at].level;
        let model = Model::new(level);
        let rewards = model.rewards(&mut model.columns(level), &self.goals.intended);
        let (actions, next, rewards) = (model.actions, model.successors(), rewards.at(0));
        let worth = |values: &[f64], state: usize, action: usize| {
            let at = state * actions + action;
            rewards[at] + DISCOUNT * values.get(next[at] as usize).copied().unwrap_or(0.0)
        };
        let mut values = vec![0.0; model.states.len()];
        for _ in 0..SWEEPS {
            let best = |state| (0..actions).map(|action| worth(&values, state, action)).fold(f64::NEG_INFINITY, f64::max);
            values = (0..values.len()).map(best).collect();
        }
        let mut table = vec![0.0; model.states.len() * actions];
        net.table(level, &model.states, &mut table);
        let mut rng = Rng::new(u64::from(self.scenario.seed), Purpose::Rollout, place as u64);
        let mut state = 0;
        for _ in 0..level.time_limit.min(STEPS) {
            let chances: Vec<f32> = table[state * actions..][..actions].iter().map(|&p| p as f32).collect();
            let taken = usize::from(draw(&chances, rng.unit()));
            let best = (0..actions)
                .fold(0, |best, action| if worth(&values, state, action) > worth(&values, state, best) { action } else { best });
            if worth(&values, state, taken) < worth(&values, state, best) - 1e-6 {
                let seen = observation(level, model.states[state], net.absolute_position);
                self.targets.push(Target { seen, bad: taken, best });
            }
            match model.after(state, taken as u8) {
                Some(after) => state = after,
                None => break,
            }
        }
        true
    }

    fn report(&mut self) -> CulpritReport {
        let mut positive = std::mem::take(&mut self.positive);
        positive.sort_by(|one, other| other.total_cmp(one));
        let sum = |pushes: &[f32]| pushes.iter().map(|&push| f64::from(push)).sum::<f64>();
        let all = sum(&positive);
        let hundredth = (self.records / 100) as usize;
        let culprits = std::mem::take(&mut self.strongest).into_iter();
        CulpritReport {
            seed: self.scenario.seed,
            culprits: culprits.map(|(push, culprit)| Culprit { push: f64::from(push) / all, ..culprit }).collect(),
            records: self.records,
            moments: if self.records > 0 { MOMENTS } else { 0 },
            top: (all > 0.0).then(|| sum(&positive[..hundredth.min(positive.len())]) / all),
            relabeled: (self.differing > 0).then_some(self.figures),
        }
    }
}

fn ppo(scenario: &Scenario, goals: &Goals) -> Box<Ppo> {
    let (reward, intended) = (goals.reward.clone(), goals.intended.clone());
    Box::new(Ppo::new(&scenario.agent, scenario.levels(0.0), reward, intended, scenario.seed))
}

/// The records with the largest weights are paid as meant. `beyond`: A^R - A^I.
fn relabel(batch: &mut Batch, beyond: &[f32], weights: &[f32]) {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&one, &other| weights[other].total_cmp(&weights[one]));
    for at in order.into_iter().take((weights.len() as f64 * SHARE) as usize) {
        batch.advantages[at] -= beyond[at];
        batch.returns[at] -= beyond[at];
    }
}
