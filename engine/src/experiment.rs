//! One run from its scenario to its verdict: Reward -> Train -> Shift -> Verdict.
//!
//! No clock and no I/O: [`Experiment::advance`] does one small piece of work and says what happened. Whoever drives it (the
//! worker, the command line, a test) decides how many pieces make a turn; results never depend on that. Dropping it cancels.

pub mod behavior;
pub mod correct;
pub mod harm;
mod report;

pub use report::{Failure, Optimal, Point, Population, Report, Row, Sets, Summary};

use crate::env::solver::{Columns, Model, Plan, Rewards, Sense};
use crate::env::{Action, Cell, Level, display, picture};
use crate::judge::{
    Headline, Judgement, Measurement, Question, RESAMPLES, Reference, Score, Set, SetScores, Split, Verdict, headline, pooled,
    share_interval,
};
use crate::lang;
use crate::learner::{BadReward, Metrics, Net, Ppo, Progress, Settings};
use crate::scenario::{Field, FieldError, Goals, Group, Place, Scenario};

/// Snapshots along training, beside the one before the first step, unless fewer will do.
pub const SNAPSHOTS: u32 = 64;

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

/// What is judged: an agent that still learns, or one that has learned for so many steps.
enum Agent {
    Learning(Box<Ppo>),
    Learned { net: Net, step: u32 },
}

/// What happened in a run, in the order in which it happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Progress(Point),
    /// The agent at this moment of training. Bounded in number; the last at the end.
    Snapshot {
        step: u32,
        weights: Vec<f32>,
    },
    Trained(Summary),
    Judging {
        done: u32,
        total: u32,
    },
    Judged {
        amount: f64,
        report: Box<Report>,
    },
    /// The reward gave something that is no number a learner can use, or training diverged; it stopped there.
    Failed(Failure),
}

pub struct Experiment {
    scenario: Scenario,
    reward: crate::lang::Program,
    agent: Agent,
    phase: Phase,
    reference: Reference,
    began: bool,
    snapshots: u32,
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
        train: scenario.levels(0.0),
        shift: scenario.levels(1.0),
        amount,
        gamma: scenario.schema().gamma,
        absolute_position: scenario.agent.absolute_position,
        num_levels: scenario.agent.num_levels,
        judge_levels: scenario.judge_levels,
        judge_seed: 0,
    }
}

/// The steps of training at which an experiment of so many snapshots sends one: before the first update, after every so many, and at the end.
pub fn snapshot_steps(settings: &Settings, snapshots: u32) -> Vec<u32> {
    let batch = (settings.num_envs * settings.num_steps) as u32;
    let all = settings.total_timesteps.div_ceil(batch);
    let stride = all.div_ceil(snapshots.max(1));
    (0..all).step_by(stride.max(1) as usize).chain([all]).map(|updates| updates * batch).collect()
}

impl Experiment {
    /// Ready to train; `amount` (0 to 1) is how far the shift goes when it is judged.
    pub fn new(scenario: Scenario, amount: f64) -> Result<Experiment, Vec<FieldError>> {
        let goals = scenario.check()?;
        let reference = Reference::new(question(&scenario, &goals, amount.clamp(0.0, 1.0)));
        Ok(Experiment::against(scenario, goals, reference))
    }

    /// As [`Experiment::new`], against a reference that other seeds of the scenario share. `goals` are the scenario's own.
    pub fn against(scenario: Scenario, goals: Goals, reference: Reference) -> Experiment {
        let ppo = Ppo::new(&scenario.agent, scenario.levels(0.0), goals.reward.clone(), goals.intended, scenario.seed);
        Experiment {
            scenario,
            reward: goals.reward,
            agent: Agent::Learning(Box::new(ppo)),
            phase: Phase::Training,
            reference,
            began: false,
            snapshots: SNAPSHOTS,
            snapshot: 0,
            steps_to_95: None,
        }
    }

    /// So many snapshots at most, and at least one: of an agent that is only seen small, few are looked at.
    pub fn with_snapshots(self, snapshots: u32) -> Experiment {
        Experiment { snapshots: snapshots.max(1), ..self }
    }

    /// A branch: training starts from the weights of another agent. None: they are not of this scenario's shape.
    pub fn branch(mut self, weights: Vec<f32>) -> Option<Experiment> {
        let net = self.net_of(weights)?;
        if let Agent::Learning(ppo) = self.agent {
            self.agent = Agent::Learning(Box::new(ppo.starting_from(net)));
        }
        Some(self)
    }

    /// Skips training: judges these weights, learned in so many steps. None: they are not of this scenario's shape.
    pub fn learned(mut self, weights: Vec<f32>, step: u32) -> Option<Experiment> {
        self.agent = Agent::Learned { net: self.net_of(weights)?, step };
        (self.phase, self.began) = (Phase::Referring, true);
        Some(self)
    }

    fn net_of(&self, weights: Vec<f32>) -> Option<Net> {
        self.scenario.net(weights)
    }

    pub fn net(&self) -> &Net {
        match &self.agent {
            Agent::Learning(ppo) => ppo.net(),
            Agent::Learned { net, .. } => net,
        }
    }

    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Steps learned from so far.
    pub fn step(&self) -> u32 {
        match &self.agent {
            Agent::Learning(ppo) => ppo.steps().0,
            Agent::Learned { step, .. } => *step,
        }
    }

    /// PPO updates so far; none for an agent that learned elsewhere.
    pub fn updates(&self) -> u32 {
        match &self.agent {
            Agent::Learning(ppo) => ppo.updates(),
            Agent::Learned { .. } => 0,
        }
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
                // Where no state is the goal, success is the share of what could be earned: that is worked out first.
                if self.scenario.world.goal_event().is_some() || self.reference.set(Set::Fresh).is_some() {
                    self.train(events);
                } else {
                    self.reference.advance();
                }
            }
            Phase::Referring => {
                let before = self.reference.progress().0;
                let done = self.reference.advance();
                self.phase = if done { Phase::Measuring(Box::new(Measurement::new(&self.reference))) } else { Phase::Referring };
                self.report_judging(before, events);
            }
            Phase::Measuring(mut measurement) => {
                let before = self.reference.progress().0 + measurement.progress(&self.reference).0;
                if measurement.advance(&self.reference, self.net()) {
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
        let Agent::Learning(ppo) = &mut self.agent else { return };
        match ppo.advance() {
            Progress::Working => {}
            Progress::Updated(metrics) => {
                let point = point(ppo, &metrics, success(ppo, &self.reference));
                if self.steps_to_95.is_none() && ppo.window().is_full() && point.success >= TRAINED {
                    self.steps_to_95 = Some(point.step);
                }
                events.push(Event::Progress(point));
                if ppo.updates().is_multiple_of(ppo.num_updates().div_ceil(self.snapshots)) {
                    self.send_snapshot(events);
                }
            }
            Progress::Done => self.finish_training(events),
            Progress::BadReward(bad) => self.fail(not_a_number(&self.reward, Place::Field(Field::Reward), &bad), events),
            Progress::Diverged => self.fail(diverged(), events),
        }
    }

    fn finish_training(&mut self, events: &mut Vec<Event>) {
        let step = self.step();
        if self.snapshot != step {
            self.send_snapshot(events);
        }
        let (success, experience) = match &self.agent {
            Agent::Learning(ppo) => (success(ppo, &self.reference), ppo.experience()),
            Agent::Learned { .. } => Default::default(),
        };
        let (digest, steps_to_95) = (self.net().digest(), self.steps_to_95);
        events.push(Event::Trained(Summary { steps: step, digest, success, steps_to_95, busy_ms: 0.0, ms_to_95: None, experience }));
        // What only learning needs is given back.
        self.agent = Agent::Learned { net: self.net().clone(), step };
        self.phase = Phase::Referring;
    }

    fn fail(&mut self, failure: Failure, events: &mut Vec<Event>) {
        self.phase = Phase::Idle;
        events.push(Event::Failed(Failure { step: self.step(), ..failure }));
    }

    fn send_snapshot(&mut self, events: &mut Vec<Event>) {
        self.snapshot = self.step();
        events.push(Event::Snapshot { step: self.snapshot, weights: self.net().weights.clone() });
    }

    fn report_judging(&self, before: u32, events: &mut Vec<Event>) {
        let (mut done, mut total) = self.reference.progress();
        if let Phase::Measuring(measurement) = &self.phase {
            done += measurement.progress(&self.reference).0;
        }
        // Building the reference and measuring against it go over the same levels.
        total *= 2;
        if before / JUDGING_STRIDE != done / JUDGING_STRIDE {
            events.push(Event::Judging { done, total });
        }
    }

    fn judged(&self, judgement: Judgement) -> Event {
        let amount = self.reference.question().amount;
        Event::Judged { amount, report: Box::new(report(&self.scenario, self.step(), self.net().digest(), judgement)) }
    }
}

/// What the judge says of an agent of this scenario, its seed included, that learned in so many steps, wherever that was.
pub fn report(scenario: &Scenario, steps: u32, digest: String, judgement: Judgement) -> Report {
    let Judgement { ruling, trained, fresh, shift, .. } = judgement;
    Report {
        row: Row {
            scenario: scenario.preset.clone(),
            seed: scenario.seed,
            steps,
            digest,
            sets: Sets { trained, fresh, shift },
            competence: judgement.competence,
            desirability: judgement.desirability,
            verdict: ruling.verdict,
            goal: ruling.goal,
            certain: ruling.certain,
        },
        scores: judgement.scores,
        evidence: ruling.evidence,
        telling_amount: judgement.telling_amount,
        levels: judgement.levels,
        disagreeing: judgement.disagreeing,
        best_goal: judgement.best_goal,
        optimizer: judgement.optimizer,
        unmet: judgement.unmet,
        split: judgement.split,
        resamples: judgement.resamples,
    }
}

/// What is wrong with weights that are of another shape than the scenario's net.
pub(crate) fn mismatch() -> Vec<FieldError> {
    vec![FieldError::new(Place::Other("weights".into()), "are not of this scenario's net")]
}

/// The operation of a program's text that gave no number, and the world at that moment. Whose it is and when, the caller knows.
pub(crate) fn not_a_number(program: &lang::Program, place: Place, bad: &BadReward) -> Failure {
    let blame = program.blame(&bad.features.now, &bad.features.was);
    let mut level = bad.level.clone();
    level.start = bad.before.agent;
    Failure {
        step: 0,
        place,
        message: blame.as_ref().map_or_else(|| format!("the reward was {}", bad.value), |blame| blame.message.clone()),
        span: blame.map(|blame| (blame.span.start as u32, blame.span.end as u32)),
        picture: picture::draw(&level),
    }
}

pub(crate) fn diverged() -> Failure {
    let message = "weights or returns grew beyond all bounds: training diverged. Smaller rewards or a smaller learning_rate help.";
    let place = Place::Field(Field::Agent("learning_rate"));
    Failure { step: 0, place, message: message.to_owned(), span: None, picture: String::new() }
}

/// What a perfect optimizer of the scenario's reward does on level `number` of a board's stream, at this amount of the shift.
pub fn optimal(scenario: &Scenario, amount: f64, stream: u64, number: u64) -> Optimal {
    let world = scenario.world;
    // Of knobs that do not go together there are no levels.
    let knobs = if amount > 0.0 { &[Group::Train, Group::Shift][..] } else { &[Group::Train] };
    if knobs.iter().any(|group| group.check(scenario).is_err()) {
        return Optimal::default();
    }
    let (level, _) = display::level(&scenario.levels(amount), stream, number);
    let model = Model::new(&level);
    let pays = |source: &str, columns: &mut Columns| {
        let program = lang::compile(source, &scenario.schema()).0?;
        Some(model.rewards(columns, &program)).filter(|rewards| rewards.payable)
    };
    let mut sensed = model.sensed_columns(&level);
    let mut truth = world.spec().sensors.map(|_| model.columns(&level));
    let reward = pays(&scenario.reward, &mut sensed);
    let intended = pays(&scenario.intended, truth.as_mut().unwrap_or(&mut sensed));
    let (Some(reward), Some(intended)) = (reward, intended) else { return Optimal::default() };
    let extent = model.extent(&reward);
    let meant = |sense: Sense| model.among_optimal(&reward, &extent, &intended, sense);
    let plan = model.plan(&reward, &extent);
    let path = follow(&level, &model, &plan, &reward).0;
    Optimal { path, reward: extent.most, least: meant(Sense::Least), most: meant(Sense::Most) }
}

/// The episode of a plan until nothing more is earned: every cell, the start first, and every action.
fn follow(level: &Level, model: &Model, plan: &Plan, reward: &Rewards) -> (Vec<Cell>, Vec<Action>) {
    let (mut path, mut actions, mut earned, mut at) = (vec![level.start], Vec::new(), 1, Some(0));
    while let Some(state) = at.filter(|_| path.len() <= model.horizon) {
        let steps = path.len() - 1;
        let action = plan.action(steps, state);
        path.push(level.world.step(level, model.states[state], action).state.agent);
        actions.push(action);
        at = model.after(state, action);
        // What nothing is paid for is not done for the reward; but an episode may be ended because that costs less.
        if reward.at(steps)[state * model.actions + action as usize] != 0.0 || (at.is_none() && earned > 1) {
            earned = path.len();
        }
    }
    path.truncate(earned);
    actions.truncate(earned - 1);
    (path, actions)
}

/// All agents of a population in one verdict. `reports`: one an agent, in the order of their seeds; at least one.
pub fn population(scenario: &Scenario, reports: &[&Report]) -> Population {
    let agents: Vec<(Verdict, Option<String>)> = reports.iter().map(|report| (report.row.verdict, report.row.goal.clone())).collect();
    let Headline { verdict, goal, counts } = headline(&agents);
    // Where nobody can tamper, what is earned is what is paid.
    let named = 2 + scenario.proxies.len();
    let earned = if scenario.world.spec().sensors.is_some() { named } else { 0 };
    let goals = named.max(earned + 1);
    // `place`: of the set among the resamples.
    let set = |of: fn(&Report) -> &SetScores, place: usize| {
        let score = |goal: usize| {
            let mut first = None;
            let mut figures: Vec<(f64, &[f32])> = Vec::with_capacity(reports.len());
            for report in reports {
                let set = of(report);
                let score = match goal {
                    0 => set.reward,
                    1 => set.intended,
                    _ if goal == named => set.earned,
                    proxy => set.proxy(&scenario.proxies[proxy - 2].name),
                }?;
                first.get_or_insert(score);
                let at = (place * goals + goal) * RESAMPLES;
                figures.push((score.value, report.resamples.get(at..at + RESAMPLES)?));
            }
            let (value, low, high) = pooled(&figures);
            // No score is above that of the optimum.
            Some(Score { value, low, high: high.min(value.max(1.0)), ..first? })
        };
        let proxies = scenario.proxies.iter().enumerate().map(|(i, proxy)| (proxy.name.clone(), score(2 + i))).collect();
        // All agents are measured on the same levels.
        let &SetScores { drawn, distinct, closed, .. } = of(reports[0]);
        SetScores { reward: score(0), earned: score(earned), intended: score(1), proxies, drawn, distinct, closed }
    };
    const SHIFT: usize = 1;
    let split = &reports[0].split;
    let is_split = split.familiar.drawn > 0 && split.unfamiliar.drawn > 0;
    let digests: String = reports.iter().map(|report| report.row.digest.as_str()).collect();
    Population {
        agents: reports.len(),
        headline: verdict,
        goal,
        share: share_interval(counts[0].1, reports.len()),
        counts,
        certain: reports.iter().filter(|report| report.row.certain).count(),
        trained: reports[0].row.sets.trained.is_some().then(|| {
            set(|report| report.row.sets.trained.as_ref().unwrap_or(&report.row.sets.fresh), if is_split { SHIFT + 3 } else { SHIFT + 1 })
        }),
        fresh: set(|report| &report.row.sets.fresh, 0),
        shift: set(|report| &report.row.sets.shift, SHIFT),
        unmet: reports[0].unmet.clone(),
        split: Split {
            familiar: set(|report| &report.split.familiar, if is_split { SHIFT + 1 } else { SHIFT }),
            unfamiliar: set(|report| &report.split.unfamiliar, if is_split { SHIFT + 2 } else { SHIFT }),
        },
        digest: crate::learner::digest(digests.bytes()),
    }
}

/// Share of the last finished episodes that reached the goal; in a world without a goal state their score under the training
/// reward as paid, against the mean optimum and baseline of the fresh levels (0 before those are known, or where nothing pays).
fn success(ppo: &Ppo, reference: &Reference) -> f32 {
    let window = ppo.window();
    if reference.question().world.goal_event().is_some() {
        return window.mean(|episode| if episode.success { 1.0 } else { 0.0 });
    }
    let Some((nothing, best)) = reference.set(Set::Fresh).map(|set| set.scale()) else { return 0.0 };
    if best > nothing && window.finished > 0 {
        ((f64::from(window.mean(|episode| episode.reward)) - nothing) / (best - nothing)) as f32
    } else {
        0.0
    }
}

fn point(ppo: &Ppo, metrics: &Metrics, success: f32) -> Point {
    let window = ppo.window();
    let (step, total) = ppo.steps();
    Point {
        step,
        total,
        episodes: window.finished,
        episodic_return: window.mean(|episode| episode.reward),
        intended_return: window.mean(|episode| episode.intended),
        episodic_length: window.mean(|episode| f32::from(episode.length)),
        success,
        policy_loss: metrics.policy_loss,
        value_loss: metrics.value_loss,
        entropy: metrics.entropy,
        approx_kl: metrics.approx_kl,
        clipfrac: metrics.clipfrac,
        explained_variance: metrics.explained_variance,
        learning_rate: metrics.learning_rate,
    }
}
