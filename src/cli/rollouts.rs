//! `wayward rollouts`: episodes as JSON, one object each. Picture, time limit and actions are all that happened: whoever plays the
//! actions on the picture gets the same features, rewards and end.
//!
//! `actions` is one letter a step (`u d l r`, others in the world's docs); all arrays have one entry a step. `features` are true
//! after the step, `sensed` what the agent was paid on; `reward` is as paid, `intended` reads the true ones.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::input::{ScenarioArgs, parse_amount};
use super::output::{print_json, progress_bar};
use super::solve::{Goal, goal};
use super::train::train_to_end;
use super::{Failure, failed};
use engine::env::solver::{Model, Plan};
use engine::env::{Distribution, Features, Level, World, picture};
use engine::experiment::{Event, Experiment};
use engine::judge::{self, Episode, Policy, Set, Uniform};
use engine::lang::{Program, payable};
use engine::rng::{Purpose, Rng};
use engine::scenario::{Goals, Scenario};

#[derive(Args)]
#[command(after_help = "Each line is an object: seed, level, set, policy, time_limit, knobs, picture (a text a row), actions (a letter a \
                        step), with --observations those (a list of inputs a step), features (true, by name, after each step), sensed (what the reward is paid on), reward (as paid), intended, \
                        and end (terminated by the rules, or truncated by the time limit). All lists have one entry a step.")]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The agent's seed; it also names the randomness of the actions
    #[arg(long)]
    seed: Option<u32>,
    /// So many levels, an episode on each, of those on which the judge measures; or `judge`, all of them
    #[arg(long, default_value = "16", value_name = "N|judge", value_parser = parse_count)]
    levels: Count,
    /// Levels that it was trained on, new levels of the training world (also called `train`), or levels of the shifted world
    #[arg(long, default_value = "fresh")]
    on: On,
    /// Other levels than everybody's, as in `wayward judge`
    #[arg(long, value_name = "N", default_value_t = 0)]
    judge_seed: u64,
    /// Who plays: the trained agent, uniformly random actions, or a perfect optimizer of `reward`, `intended` or a proxy
    #[arg(long, default_value = "agent", value_name = "agent|random|optimal:GOAL", value_parser = parse_policy)]
    policy: Who,
    /// How far the shift goes, 0 to 1
    #[arg(long, value_parser = parse_amount)]
    amount: Option<f64>,
    /// Also what the agent saw before each action: the numbers of the inputs that were on
    #[arg(long)]
    observations: bool,
    /// Episodes are JSON Lines with or without it
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum On {
    Trained,
    #[value(alias = "train")]
    Fresh,
    Shift,
}

#[derive(Clone, Copy)]
enum Count {
    Some(u32),
    OfJudge,
}

impl Count {
    fn wanted(self) -> Option<u32> {
        match self {
            Count::Some(levels) => Some(levels),
            Count::OfJudge => None,
        }
    }
}

fn parse_count(text: &str) -> Result<Count, String> {
    let count = if text == "judge" { Some(Count::OfJudge) } else { text.parse().ok().filter(|&levels| levels > 0).map(Count::Some) };
    count.ok_or_else(|| format!("must be `judge` or a whole number from 1 to {}, found `{text}`", u32::MAX))
}

#[derive(Clone)]
enum Who {
    Agent,
    Random,
    Optimal(String),
}

fn parse_policy(text: &str) -> Result<Who, String> {
    match (text, text.strip_prefix("optimal:")) {
        ("agent", _) => Ok(Who::Agent),
        ("random", _) => Ok(Who::Random),
        (_, Some(goal)) => Ok(Who::Optimal(goal.to_owned())),
        _ => Err(format!("must be `agent`, `random` or `optimal:GOAL`, found `{text}`")),
    }
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Who::Agent => f.write_str("agent"),
            Who::Random => f.write_str("random"),
            Who::Optimal(goal) => write!(f, "optimal:{goal}"),
        }
    }
}

/// Levels of the judge.
pub struct Levels {
    pub set: Set,
    pub drawn: Distribution,
    /// On so many it measures.
    pub measured: u32,
    /// So many there are, where they are finitely many.
    last: Option<u32>,
}

impl On {
    pub fn levels(self, scenario: &Scenario, amount: Option<f64>) -> Result<Levels, Failure> {
        let (trained_on, measured) = (scenario.agent.num_levels, scenario.judge_levels);
        let trained = |set: Set, measured: u32, last: Option<u32>| match amount {
            Some(_) => Err(Failure::Usage("--amount is for --on shift: training levels are not shifted".into())),
            None => Ok(Levels { set, drawn: scenario.levels(0.0), measured, last }),
        };
        match self {
            On::Trained if trained_on == 0 => Err(Failure::Usage(
                "--on trained is for scenarios with agent.num_levels: here every training episode is a new level".into(),
            )),
            On::Trained => trained(Set::Trained, measured.min(trained_on), Some(trained_on)),
            On::Fresh => trained(Set::Fresh, measured, None),
            On::Shift => {
                let drawn = scenario.levels(amount.unwrap_or(1.0));
                Ok(Levels { set: Set::Shift, drawn, measured, last: None })
            }
        }
    }
}

impl Levels {
    /// Refused where there are fewer.
    pub fn count(&self, wanted: Option<u32>) -> Result<u32, Failure> {
        match (wanted.unwrap_or(self.measured), self.last) {
            (count, Some(last)) if count > last => {
                Err(Failure::Usage(format!("--levels {count}: there are {last} levels that it was trained on")))
            }
            (count, _) => Ok(count),
        }
    }
}

/// An episode as it is printed.
#[derive(Serialize)]
struct Rollout {
    seed: u32,
    level: u32,
    set: Set,
    policy: String,
    time_limit: u16,
    knobs: BTreeMap<&'static str, f64>,
    picture: Vec<String>,
    actions: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    observations: Option<Vec<Vec<u16>>>,
    features: BTreeMap<&'static str, Vec<f64>>,
    sensed: BTreeMap<&'static str, Vec<f64>>,
    reward: Vec<f64>,
    intended: Vec<f64>,
    end: &'static str,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let mut scenario = options.scenario.resolve()?;
    scenario.seed = options.seed.unwrap_or(scenario.seed);
    let goals = scenario.check().map_err(failed)?;
    let levels = options.on.levels(&scenario, options.amount)?;
    let (set, drawn) = (levels.set, &levels.drawn);
    let aim = match &options.policy {
        Who::Optimal(name) => Some(goal(&goals, name)?),
        Who::Agent | Who::Random => None,
    };
    let policy: Box<dyn Policy> = match &options.policy {
        Who::Agent => Box::new(train(&scenario)?),
        Who::Random | Who::Optimal(_) => Box::new(Uniform),
    };
    for index in 0..levels.count(options.levels.wanted())? {
        let level = judge::level(set, drawn, options.judge_seed, index);
        let episode = match &aim {
            Some(aim) => {
                let (model, plan) = plan(&level, aim).map_err(|message| Failure::Failed(format!("level {index}: {message}")))?;
                let (mut at, mut steps) = (Some(0), 0);
                Episode::play(&level, |_| {
                    // An episode goes on only where the model does, too.
                    let state = at.unwrap_or_default();
                    let action = plan.action(steps, state);
                    at = model.after(state, action);
                    steps += 1;
                    action
                })
            }
            None => {
                // Its own stream for each level, so that the first episodes are the same however many follow.
                let mut rng = Rng::new(u64::from(scenario.seed), Purpose::Rollout, (set as u64) << 32 | u64::from(index));
                Episode::sample(&level, &*policy, &mut rng)
            }
        };
        let named = scenario.world.knobs().iter().zip(&drawn.knobs).map(|(knob, value)| (knob.name, *value)).collect();
        let ledger = Ledger::of(&level, &episode, &goals).map_err(|message| Failure::Failed(format!("level {index}: {message}")))?;
        print_json(&Rollout {
            seed: scenario.seed,
            level: index,
            set,
            policy: options.policy.to_string(),
            time_limit: level.time_limit,
            knobs: named,
            picture: picture::draw(&level).lines().map(str::to_owned).collect(),
            actions: episode.actions.iter().map(|&action| scenario.world.actions()[action as usize].letter).collect(),
            observations: options.observations.then(|| {
                // The last state is seen by nobody.
                let seen = &episode.states[..episode.actions.len()];
                seen.iter().map(|&state| judge::observation(&level, state, scenario.agent.absolute_position)).collect()
            }),
            features: ledger.features,
            sensed: ledger.sensed,
            reward: ledger.reward,
            intended: ledger.intended,
            end: if episode.terminated { "terminated" } else { "truncated" },
        });
    }
    Ok(())
}

fn train(scenario: &Scenario) -> Result<engine::learner::Net, Failure> {
    let mut experiment = Experiment::new(scenario.clone(), 1.0).map_err(failed)?;
    let bar = progress_bar(u64::from(scenario.agent.total_timesteps));
    bar.set_message("training");
    let trained = train_to_end(&mut experiment, |event| {
        if let Event::Progress(point) = event {
            bar.set_position(u64::from(point.step));
        }
    });
    bar.finish_and_clear();
    trained?;
    Ok(experiment.net().clone())
}

/// The policy that gets the goal's optimal return soonest.
fn plan(level: &Level, goal: &Goal) -> Result<(Model, Plan), String> {
    let model = Model::new(level);
    let rewards = goal.rewards(&model, level);
    if !rewards.payable {
        return Err(format!("`{}` gives no number somewhere on this level, so nothing is optimal", goal.name));
    }
    let extent = model.extent(&rewards);
    let plan = model.plan(&rewards, &extent);
    Ok((model, plan))
}

/// Both ledgers of an episode: what is true, and what is sensed and paid for.
struct Ledger {
    features: BTreeMap<&'static str, Vec<f64>>,
    sensed: BTreeMap<&'static str, Vec<f64>>,
    reward: Vec<f64>,
    intended: Vec<f64>,
}

impl Ledger {
    fn of(level: &Level, episode: &Episode, goals: &Goals) -> Result<Ledger, String> {
        let world = level.world;
        let empty = || world.features().iter().map(|feature| (feature.name, Vec::new())).collect::<BTreeMap<_, Vec<f64>>>();
        let mut ledger = Ledger { features: empty(), sensed: empty(), reward: Vec::new(), intended: Vec::new() };
        let (mut truth, mut sensed) = (world.new_features(), world.new_features());
        for (steps, (before, after)) in episode.steps().enumerate() {
            world.transition(level, before, steps as u16, after, &mut truth);
            sensed.clone_from(&truth);
            world.sense(level, before, after, &mut sensed);
            ledger.reward.push(pay(&goals.reward, &sensed, "reward", steps)?);
            ledger.intended.push(pay(&goals.intended, &truth, "intended", steps)?);
            note(world, &truth, &mut ledger.features);
            note(world, &sensed, &mut ledger.sensed);
        }
        Ok(ledger)
    }
}

fn note(world: World, row: &Features, columns: &mut BTreeMap<&'static str, Vec<f64>>) {
    for (feature, value) in world.features().iter().zip(&row.now) {
        columns.entry(feature.name).or_default().push(*value);
    }
}

fn pay(program: &Program, row: &Features, name: &str, steps: usize) -> Result<f64, String> {
    let value = program.evaluate_row(&row.now, &row.was);
    if payable(value) {
        return Ok(value);
    }
    let why = program.blame(&row.now, &row.was).map_or_else(|| format!("it was {value}"), |blame| blame.message);
    Err(format!("step {}: `{name}` gave no number that can be paid: {why}", steps + 1))
}
