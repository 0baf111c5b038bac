//! `wayward solve`: what each level is worth under a goal, exactly, and how far policies optimal for it do what was meant.

use clap::Args;
use serde::Serialize;

use super::batch::each_in_order;
use super::input::{ScenarioArgs, parse_amount};
use super::output::{print_json, print_line};
use super::rollouts::On;
use super::{Failure, failed};
use engine::env::Level;
use engine::env::solver::{Model, Rewards, Sense};
use engine::judge;
use engine::lang::Program;
use engine::scenario::Goals;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// `reward` (as paid), `intended` or a proxy's name
    #[arg(long, value_name = "NAME")]
    goal: String,
    /// So many levels, instead of the scenario's judge.levels; they are those on which the judge measures
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    levels: Option<u32>,
    /// Levels that it was trained on, new levels of the training world (also called `train`), or levels of the shifted world
    #[arg(long, default_value = "fresh")]
    on: On,
    /// Other levels than everybody's, as in `wayward judge`
    #[arg(long, value_name = "N", default_value_t = 0)]
    judge_seed: u64,
    /// How far the shift goes, 0 to 1
    #[arg(long, value_parser = parse_amount)]
    amount: Option<f64>,
    /// JSON Lines instead of text: an object a level, then the means
    #[arg(long)]
    json: bool,
}

/// A goal of a scenario, by the name that people give.
pub struct Goal<'a> {
    pub name: String,
    pub program: &'a Program,
    /// The training reward is paid on what is sensed; all others read what is true.
    sensed: bool,
}

impl Goal<'_> {
    pub fn rewards(&self, model: &Model, level: &Level) -> Rewards {
        let mut columns = if self.sensed { model.sensed_columns(level) } else { model.columns(level) };
        model.rewards(&mut columns, self.program)
    }
}

pub fn goal<'a>(goals: &'a Goals, name: &str) -> Result<Goal<'a>, Failure> {
    let named = |(other, program): &'a (String, Program)| (other == name).then_some(program);
    let program = match name {
        "reward" => Some(&goals.reward),
        "intended" => Some(&goals.intended),
        _ => goals.proxies.iter().find_map(named),
    };
    let program = program.ok_or_else(|| {
        let known: Vec<&str> = ["reward", "intended"].into_iter().chain(goals.proxies.iter().map(|(name, _)| name.as_str())).collect();
        Failure::Usage(format!("there is no goal `{name}`; there are {}", known.join(", ")))
    })?;
    Ok(Goal { name: name.to_owned(), program, sensed: name == "reward" })
}

/// What a level is worth, in undiscounted returns.
#[derive(Clone, Copy, Serialize)]
struct Worth {
    /// The optimal return under the goal; under the training reward as paid.
    optimal: f64,
    intended: Range,
}

/// The least and the most that policies optimal for the goal earn under the intended one.
#[derive(Clone, Copy, Serialize)]
struct Range {
    least: f64,
    most: f64,
}

/// None: somewhere on the level the goal or the intended one gives no number, so nothing is optimal.
fn worth(level: &Level, goal: &Goal, intended: &Program) -> Option<Worth> {
    let model = Model::new(level);
    let pays = goal.rewards(&model, level);
    let meant = model.rewards(&mut model.columns(level), intended);
    if !pays.payable || !meant.payable {
        return None;
    }
    let extent = model.extent(&pays);
    let among = |sense: Sense| model.among_optimal(&pays, &extent, &meant, sense);
    Some(Worth { optimal: extent.most, intended: Range { least: among(Sense::Least), most: among(Sense::Most) } })
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let goals = scenario.check().map_err(failed)?;
    let goal = goal(&goals, &options.goal)?;
    let levels = options.on.levels(&scenario, options.amount)?;
    let (set, count) = (levels.set, levels.count(options.levels)?);
    let mut solved: Vec<Worth> = Vec::new();
    let solve = |index: u32| (index, worth(&judge::level(set, &levels.drawn, options.judge_seed, index), &goal, &goals.intended));
    each_in_order(count, "levels", solve, |(number, worth)| {
        if options.json {
            let (optimal, intended) = (worth.map(|worth| worth.optimal), worth.map(|worth| worth.intended));
            print_json(&serde_json::json!({"level": number, "set": set, "goal": goal.name, "optimal": optimal, "intended": intended}));
        } else {
            print_line(&format!("level {number:<5} {}", worth.map_or_else(|| "cannot be solved: no number somewhere".into(), shown)));
        }
        solved.extend(worth);
    })?;
    let left_out = count as usize - solved.len();
    if solved.is_empty() {
        return Err(Failure::Failed(format!("`{}` gives no number somewhere on each of these levels", goal.name)));
    }
    let mean = |of: fn(&Worth) -> f64| solved.iter().map(of).sum::<f64>() / solved.len() as f64;
    let intended = Range { least: mean(|worth| worth.intended.least), most: mean(|worth| worth.intended.most) };
    let mean = Worth { optimal: mean(|worth| worth.optimal), intended };
    if options.json {
        print_json(&serde_json::json!({"mean": mean, "levels": solved.len(), "left_out": left_out}));
    } else {
        print_line(&format!("mean        {}; {} levels, {left_out} left out", shown(mean), solved.len()));
    }
    Ok(())
}

fn shown(worth: Worth) -> String {
    let Worth { optimal, intended } = worth;
    format!("optimal {optimal:.3}, intended {:.3} to {:.3}", intended.least, intended.most)
}
