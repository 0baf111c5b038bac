//! `wayward observations`: all that an agent can come to see on the levels of the judge, for agents that another program trains.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::Failure;
use super::batch::Point;
use super::input::{ScenarioArgs, parse_amount};
use super::output::print_json;
use engine::judge::{Observation, observations};

#[derive(Args)]
#[command(after_help = "The first line says what the actions and the inputs are. Each other line is an object with an `observation`: the \
                        numbers of the inputs that are on. Whoever adds `probabilities`, one for each action, to every line has a table that \
                        `wayward judge --weights FILE` judges.")]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// How far the shift goes, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// Other levels than everybody's, as in `wayward judge`
    #[arg(long, value_name = "N", default_value_t = 0)]
    judge_seed: u64,
    /// Observations are JSON Lines with or without it
    #[arg(long)]
    json: bool,
}

/// The first line of `wayward observations`.
#[derive(Serialize, Deserialize)]
pub struct Head {
    /// A letter each, in the order of the probabilities.
    actions: String,
    inputs: Vec<Inputs>,
}

/// Inputs that belong together, such as those for the walls around.
#[derive(Serialize, Deserialize)]
pub struct Inputs {
    name: String,
    doc: String,
    start: usize,
    len: usize,
}

/// A line of a table.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub observation: Observation,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probabilities: Option<Vec<f64>>,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let (world, absolute_position) = (scenario.world, scenario.agent.absolute_position);
    let reference = Point::new(scenario, options.amount)?.on_levels_of(options.judge_seed).reference()?;
    let seen = observations(&reference, absolute_position);
    let inputs =
        world.inputs().iter().map(|group| Inputs { name: group.name.into(), doc: group.about(), start: group.start, len: group.len });
    print_json(&Head { actions: world.actions().iter().map(|action| action.letter).collect(), inputs: inputs.collect() });
    seen.into_iter().for_each(|observation| print_json(&Line { observation, probabilities: None }));
    Ok(())
}
