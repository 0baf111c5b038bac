//! Agents that somebody else trained: weights of a net like ours, or a table of what they do in each observation.

use std::collections::BTreeMap;
use std::path::Path;

use super::Failure;
use super::observations::{Head, Line};
use super::output::interrupted;
use crate::weights;
use engine::experiment::{Report, report};
use engine::judge::{Measurement, Observation, Policy, Reference, Returns, Table, observations};
use engine::learner::{Net, digest};
use engine::scenario::Scenario;

/// An agent from a file.
pub struct Foreign {
    policy: Agent,
    /// As the file says; 0 where it does not.
    seed: u32,
    steps: u32,
    digest: String,
}

enum Agent {
    Net(Box<Net>),
    Table(Table),
}

/// Probabilities of a table may miss 1 by so much, which is then shared out: other programs compute in float32.
const ROUNDING: f64 = 1e-4;

impl Foreign {
    /// What kind of file it is, its content says: a table begins with a brace.
    pub fn read(path: &Path, scenario: &Scenario) -> Result<Foreign, Failure> {
        let failed = |message: String| Failure::Failed(format!("{}: {message}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
        match std::str::from_utf8(&bytes) {
            Ok(text) if text.trim_start().starts_with('{') => Foreign::from_table(text, scenario).map_err(failed),
            _ => Foreign::from_weights(&bytes, scenario).map_err(failed),
        }
    }

    fn from_weights(bytes: &[u8], scenario: &Scenario) -> Result<Foreign, String> {
        let agent = &scenario.agent;
        let (net, about) =
            weights::from_file(bytes, scenario.world, agent.hidden_size, agent.absolute_position).map_err(|error| error.to_string())?;
        let number = |key: &str| about.get(key).and_then(|text| text.parse().ok()).unwrap_or(0);
        Ok(Foreign { seed: number("seed"), steps: number("steps"), digest: net.digest(), policy: Agent::Net(Box::new(net)) })
    }

    fn from_table(text: &str, scenario: &Scenario) -> Result<Foreign, String> {
        let (inputs, actions) = (scenario.world.num_inputs(), scenario.world.actions().len());
        let mut rows = BTreeMap::new();
        for (number, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            let at = |message: String| format!("line {}: {message}", number + 1);
            // What `wayward observations` begins with may stand here, too.
            if number == 0 && serde_json::from_str::<Head>(text).is_ok() {
                continue;
            }
            let Line { mut observation, probabilities } = serde_json::from_str(text).map_err(|error| at(error.to_string()))?;
            let mut probabilities = probabilities.ok_or_else(|| at("has no `probabilities`".into()))?;
            if let Some(input) = observation.iter().find(|&&input| usize::from(input) >= inputs) {
                return Err(at(format!("there is no input {input}: they are numbered from 0 to {}", inputs - 1)));
            }
            let sum: f64 = probabilities.iter().sum();
            if probabilities.len() != actions || probabilities.iter().any(|p| !(0.0..=1.0).contains(p)) || (sum - 1.0).abs() > ROUNDING {
                return Err(at(format!("`probabilities` must be {actions} numbers from 0 to 1 that sum to 1, an action each")));
            }
            probabilities.iter_mut().for_each(|p| *p /= sum);
            observation.sort_unstable();
            if rows.insert(observation, probabilities).is_some() {
                return Err(at("this observation has stood further up already".into()));
            }
        }
        let numbers = rows.iter().flat_map(|(observation, row)| {
            observation.iter().flat_map(|input| input.to_le_bytes()).chain(row.iter().flat_map(|p| p.to_le_bytes())).collect::<Vec<_>>()
        });
        let digest = digest(numbers);
        Ok(Foreign { seed: 0, steps: 0, digest, policy: Agent::Table(Table { absolute_position: scenario.agent.absolute_position, rows }) })
    }

    /// Judged as our own are, on the same levels.
    pub fn judge(&self, scenario: &Scenario, reference: &Reference) -> Result<(Report, Returns), Failure> {
        let policy: &dyn Policy = match &self.policy {
            Agent::Net(net) => net.as_ref(),
            Agent::Table(table) => {
                let seen = observations(reference, table.absolute_position);
                let missing: Vec<&Observation> = seen.iter().filter(|observation| !table.rows.contains_key(*observation)).collect();
                if let [first, ..] = missing[..] {
                    return Err(Failure::Failed(format!(
                        "the table has no line for {} of the {} observations that can be met on the judge's levels, such as {first:?}; `wayward observations` lists them all",
                        missing.len(),
                        seen.len()
                    )));
                }
                table
            }
        };
        let mut measurement = Measurement::new(reference);
        while !measurement.advance(reference, policy) {
            if interrupted() {
                return Err(Failure::Interrupted);
            }
        }
        let scenario = Scenario { seed: self.seed, ..scenario.clone() };
        Ok((report(&scenario, self.steps, self.digest.clone(), measurement.finish(reference)), Returns::of(policy, reference)))
    }
}
