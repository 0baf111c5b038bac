//! One run from its scenario to its verdict: Reward -> Train -> Shift -> Verdict.
//!
//! No clock and no I/O: [`Experiment::advance`] does one small piece of work and says what happened. Whoever drives it (the
//! worker, the command line, a test) decides how many pieces make a turn; results never depend on that. Dropping it cancels.

use crate::env::picture;
use crate::judge::{Judgement, Measurement, Question, Reference};
use crate::learner::{BadReward, Metrics, Net, Ppo, Progress};
use crate::protocol::{self, Event, Failure, Point, Report, Row, RunId, Sets, Summary};
use crate::scenario::{FieldError, Goals, Scenario};

/// Snapshots along training, beside the one before the first step.
const SNAPSHOTS: u32 = 64;

/// `success` at which an agent counts as trained.
const TRAINED: f32 = 0.95;

/// Levels between two reports of the judge's progress.
const JUDGING_STRIDE: u32 = 16;

enum Phase {
    Training,
    /// Working out what depends on no agent.
    Referring,
    /// Measuring this one.
    Measuring(Box<Measurement>),
    Idle,
}

pub struct Experiment {
    run: RunId,
    scenario: Scenario,
    reward: crate::lang::Program,
    ppo: Ppo,
    phase: Phase,
    reference: Reference,
    began: bool,
    /// The step of the newest snapshot.
    snapshot: u32,
    steps_to_95: Option<u32>,
}

/// What is asked of every agent of this scenario, at this amount of the shift. Seeds share the answer.
pub fn question(scenario: &Scenario, goals: &Goals, amount: f64) -> Question {
    Question {
        world: scenario.world,
        reward: goals.reward.clone(),
        intended: goals.intended.clone(),
        proxies: goals.proxies.clone(),
        train: scenario.train.clone(),
        shift: scenario.shift.clone(),
        amount,
        gamma: scenario.schema().gamma,
        num_levels: scenario.agent.num_levels,
        judge_levels: scenario.judge_levels,
    }
}

impl Experiment {
    /// Ready to train; `amount` (0 to 1) is how far the shift goes when it is judged.
    pub fn new(run: RunId, scenario: Scenario, amount: f64) -> Result<Experiment, Vec<FieldError>> {
        let goals = scenario.check()?;
        let reference = Reference::new(question(&scenario, &goals, amount.clamp(0.0, 1.0)));
        Ok(Experiment::against(run, scenario, goals, reference))
    }

    /// As [`Experiment::new`], against a reference that other seeds of the scenario share. `goals` are the scenario's own.
    pub fn against(run: RunId, scenario: Scenario, goals: Goals, reference: Reference) -> Experiment {
        let ppo = Ppo::new(&scenario.agent, scenario.world, &scenario.train, goals.reward.clone(), goals.intended, scenario.seed);
        Experiment {
            run,
            scenario,
            reward: goals.reward,
            ppo,
            phase: Phase::Training,
            reference,
            began: false,
            snapshot: 0,
            steps_to_95: None,
        }
    }

    pub fn net(&self) -> &Net {
        self.ppo.net()
    }

    /// Steps learned from so far.
    pub fn step(&self) -> u32 {
        self.ppo.steps().0
    }

    pub fn updates(&self) -> u32 {
        self.ppo.updates()
    }

    /// Trained and judged, or failed: nothing is left to do.
    pub fn is_idle(&self) -> bool {
        matches!(self.phase, Phase::Idle)
    }

    pub fn is_training(&self) -> bool {
        matches!(self.phase, Phase::Training)
    }

    /// Judges at another amount of the shift: at once when trained, else when training is done.
    pub fn judge(&mut self, amount: f64) {
        self.reference = self.reference.at_amount(amount.clamp(0.0, 1.0));
        if !self.is_training() {
            self.phase = Phase::Referring;
        }
    }

    /// Ends training; what was learned so far is judged as if it were all.
    pub fn stop_training(&mut self, events: &mut Vec<Event>) {
        if self.is_training() {
            self.finish_training(events);
        }
    }

    /// One piece of work, about 1 to 5 ms; what happened is appended to `events`.
    pub fn advance(&mut self, events: &mut Vec<Event>) {
        if !self.began {
            self.began = true;
            self.send_snapshot(events);
        }
        match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::Training => {
                self.phase = Phase::Training;
                self.train(events);
            }
            Phase::Referring => {
                let before = self.reference.progress().0;
                let done = self.reference.advance();
                self.phase = if done { Phase::Measuring(Box::new(Measurement::new(&self.reference))) } else { Phase::Referring };
                self.report_judging(before, events);
            }
            Phase::Measuring(mut measurement) => {
                let before = self.reference.progress().0 + measurement.progress(&self.reference).0;
                if measurement.advance(&self.reference, self.ppo.net()) {
                    events.push(self.judged(measurement.finish(&self.reference)));
                } else {
                    self.phase = Phase::Measuring(measurement);
                    self.report_judging(before, events);
                }
            }
            Phase::Idle => {}
        }
    }

    fn train(&mut self, events: &mut Vec<Event>) {
        match self.ppo.advance() {
            Progress::Working => {}
            Progress::Updated(metrics) => {
                let point = self.point(&metrics);
                if self.steps_to_95.is_none() && self.ppo.window().is_full() && point.success >= TRAINED {
                    self.steps_to_95 = Some(point.step);
                }
                events.push(Event::Progress { run: self.run, point });
                let stride = self.ppo.num_updates().div_ceil(SNAPSHOTS);
                if self.ppo.updates().is_multiple_of(stride) {
                    self.send_snapshot(events);
                }
            }
            Progress::Done => self.finish_training(events),
            Progress::BadReward(bad) => self.fail(self.blame(&bad), events),
            Progress::Diverged => {
                let message =
                    "the weights grew beyond all bounds: training diverged. A smaller learning rate or a smaller reward helps.".to_owned();
                self.fail(Failure { step: self.step(), message, span: None, picture: String::new() }, events);
            }
        }
    }

    fn finish_training(&mut self, events: &mut Vec<Event>) {
        let step = self.step();
        if self.snapshot != step {
            self.send_snapshot(events);
        }
        let summary = Summary {
            steps: step,
            digest: self.ppo.net().digest(),
            success: self.success(),
            steps_to_95: self.steps_to_95,
            busy_ms: 0.0,
            ms_to_95: None,
        };
        events.push(Event::Trained { run: self.run, summary });
        self.phase = Phase::Referring;
    }

    fn fail(&mut self, failure: Failure, events: &mut Vec<Event>) {
        self.phase = Phase::Idle;
        events.push(Event::Failed { run: self.run, failure });
    }

    fn success(&self) -> f32 {
        self.ppo.window().mean(|episode| if episode.success { 1.0 } else { 0.0 })
    }

    fn point(&self, metrics: &Metrics) -> Point {
        let window = self.ppo.window();
        let (step, total) = self.ppo.steps();
        Point {
            step,
            total,
            episodes: window.finished,
            episodic_return: window.mean(|episode| episode.reward),
            intended_return: window.mean(|episode| episode.intended),
            episodic_length: window.mean(|episode| f32::from(episode.length)),
            success: self.success(),
            policy_loss: metrics.policy_loss,
            value_loss: metrics.value_loss,
            entropy: metrics.entropy,
            approx_kl: metrics.approx_kl,
            clipfrac: metrics.clipfrac,
            explained_variance: metrics.explained_variance,
            learning_rate: metrics.learning_rate,
        }
    }

    fn send_snapshot(&mut self, events: &mut Vec<Event>) {
        self.snapshot = self.step();
        events.push(Event::Snapshot { run: self.run, step: self.snapshot, weights: self.ppo.net().weights.clone() });
    }

    /// The operation of the reward's text that gave no number, and the world at that moment.
    fn blame(&self, bad: &BadReward) -> Failure {
        let blame = self.reward.blame(&bad.features.now, &bad.features.was);
        let mut level = bad.level.clone();
        level.start = bad.before.agent;
        Failure {
            step: self.step(),
            message: blame.as_ref().map_or_else(|| format!("the reward was {}", bad.value), |blame| blame.message.clone()),
            span: blame.map(|blame| (blame.span.start as u32, blame.span.end as u32)),
            picture: picture::draw(&level),
        }
    }

    fn report_judging(&self, before: u32, events: &mut Vec<Event>) {
        let (mut done, mut total) = self.reference.progress();
        if let Phase::Measuring(measurement) = &self.phase {
            done += measurement.progress(&self.reference).0;
        }
        // Building the reference and measuring against it go over the same levels.
        total *= 2;
        if before / JUDGING_STRIDE != done / JUDGING_STRIDE {
            events.push(Event::Judging { run: self.run, amount: self.reference.question().amount, done, total });
        }
    }

    fn judged(&self, judgement: Judgement) -> Event {
        let amount = self.reference.question().amount;
        Event::Judged { run: self.run, amount, report: Box::new(self.report(judgement)) }
    }

    fn report(&self, judgement: Judgement) -> Report {
        let score = |score: crate::judge::Score| protocol::Score {
            value: score.value,
            low: score.low,
            high: score.high,
            levels: score.levels,
            left_out: score.left_out,
        };
        let set = |set: crate::judge::SetScores| protocol::SetScores {
            reward: set.reward.map(score),
            earned: set.earned.map(score),
            intended: set.intended.map(score),
            proxies: set.proxies.into_iter().map(|(name, value)| (name, value.map(score))).collect(),
        };
        let ruling = judgement.ruling;
        Report {
            row: Row {
                scenario: self.scenario.preset.clone(),
                seed: self.scenario.seed,
                steps: self.step(),
                digest: self.ppo.net().digest(),
                sets: Sets { trained: judgement.trained.map(set), fresh: set(judgement.fresh), shift: set(judgement.shift) },
                competence: judgement.competence.map(score),
                desirability: judgement.desirability.map(score),
                verdict: ruling.verdict.name().to_owned(),
                goal: ruling.goal,
                certain: ruling.certain,
            },
            evidence: ruling
                .evidence
                .into_iter()
                .map(|it| protocol::Comparison {
                    rule: it.rule,
                    what: it.what,
                    value: it.value,
                    low: it.low,
                    high: it.high,
                    threshold: it.threshold,
                    reached: it.reached,
                    sure: it.sure,
                })
                .collect(),
            telling_amount: judgement.telling_amount,
            levels: judgement.levels,
            disagreeing: judgement.disagreeing,
            best_goal: judgement.best_goal,
            optimizer: judgement.optimizer,
        }
    }
}
