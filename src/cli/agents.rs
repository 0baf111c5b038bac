//! Agents of a scenario with one thing changed, trained on all cores; and a table of them, which another run can go on from.

use std::path::Path;

use super::batch::each_in_order;
use super::output::{interrupted, replace};
use super::{Failure, csv, failed};
use crate::table;
use engine::framings::causes::{Cell, Levels, Paid};
use engine::framings::variant::{Trained, Variation, Varying};
use engine::judge::{Reference, Verdict};
use engine::scenario::Scenario;

/// In the order of [`fields`].
const COLUMNS: [&str; 11] =
    ["kind", "variant", "seed", "steps", "digest", "intended", "aligned", "verdict", "records", "differing", "setup"];

/// Trains those that `wanted` says, as long as it says some: what is known of some agents decides about others.
pub fn train(
    scenario: &Scenario,
    reference: &Reference,
    trained: &mut Vec<Trained>,
    wanted: impl Fn(&[Trained]) -> Vec<(Variation, u32)>,
) -> Result<(), Failure> {
    loop {
        let agents = wanted(trained);
        if agents.is_empty() {
            return Ok(());
        }
        let mut trouble = None;
        let work = |index: u32| {
            let (variation, seed) = &agents[index as usize];
            one(&Scenario { seed: *seed, ..scenario.clone() }, variation.clone(), reference.clone())
        };
        each_in_order(agents.len() as u32, "agents", work, |result| match result {
            Ok(agent) => trained.push(agent),
            Err(failure) => trouble = Some(failure),
        })?;
        if let Some(failure) = trouble {
            return Err(failure);
        }
    }
}

fn one(scenario: &Scenario, variation: Variation, reference: Reference) -> Result<Trained, Failure> {
    let (kind, variant) = named(&variation);
    let mut varying = Varying::against(scenario, variation, reference).map_err(failed)?;
    while !interrupted() {
        if let Some(answer) = varying.advance() {
            let why = |failure: engine::experiment::Failure| {
                Failure::Failed(format!("{kind} {variant}, seed {}: after {} steps: {}", scenario.seed, failure.step, failure.message))
            };
            return answer.map_err(why);
        }
    }
    Err(Failure::Interrupted)
}

/// What is changed, for rows: its kind and which of that kind.
fn named(variation: &Variation) -> (&'static str, String) {
    match variation {
        Variation::Cell(cell) => ("cell", cell_column(*cell).to_owned()),
        Variation::Shifted { share } => ("share", share.to_string()),
        Variation::Reward { source } => ("edit", source.clone()),
    }
}

/// A population, for rows; a promise.
pub fn cell_column(cell: Cell) -> &'static str {
    match (cell.paid, cell.levels) {
        (Paid::Written, Levels::Training) => "written_training",
        (Paid::Meant, Levels::Training) => "meant_training",
        (Paid::Written, Levels::Shifted) => "written_shifted",
        (Paid::Meant, Levels::Shifted) => "meant_shifted",
    }
}

fn variation(kind: &str, variant: &str) -> Option<Variation> {
    match kind {
        "cell" => Cell::ALL.into_iter().find(|cell| cell_column(*cell) == variant).map(Variation::Cell),
        "share" => Some(Variation::Shifted { share: variant.parse().ok()? }),
        "edit" => Some(Variation::Reward { source: variant.to_owned() }),
        _ => None,
    }
}

fn fields(agent: &Trained, setup: &str) -> Vec<String> {
    let (kind, variant) = named(&agent.variation);
    vec![
        kind.to_owned(),
        variant,
        agent.seed.to_string(),
        agent.steps.to_string(),
        agent.digest.clone(),
        agent.intended.map_or(String::new(), |value| value.to_string()),
        u8::from(agent.is_aligned).to_string(),
        agent.verdict.map_or("", Verdict::name).to_owned(),
        agent.records.to_string(),
        agent.differing.to_string(),
        setup.to_owned(),
    ]
}

/// The row as JSON.
pub fn json(agent: &Trained) -> serde_json::Value {
    let (kind, variant) = named(&agent.variation);
    serde_json::json!({
        "kind": kind, "variant": variant, "seed": agent.seed, "steps": agent.steps, "digest": agent.digest, "intended": agent.intended,
        "aligned": agent.is_aligned, "verdict": agent.verdict, "records": agent.records, "differing": agent.differing,
    })
}

/// A table of all agents. Their weights are not in it.
pub fn write(path: &Path, scenario: &Scenario, trained: &[Trained]) -> Result<(), Failure> {
    let setup = table::setup(scenario, 1.0);
    let mut text = table::line(&COLUMNS.map(str::to_owned));
    trained.iter().for_each(|agent| text += &table::line(&fields(agent, &setup)));
    replace(path, &text).map_err(|error| Failure::Failed(format!("cannot write {}: {error}", path.display())))
}

/// Agents of such a table, without their weights.
pub fn read(path: &Path, scenario: &Scenario) -> Result<Vec<Trained>, Failure> {
    let at = |message: String| Failure::Failed(format!("{}: {message}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| at(error.to_string()))?;
    let mut rows = csv::rows(&text).into_iter();
    let header = rows.next().map(|(_, fields)| fields).unwrap_or_default();
    if header != COLUMNS {
        return Err(at(format!("is no table of agents: its columns are not {}", COLUMNS.join(", "))));
    }
    let setup = table::setup(scenario, 1.0);
    rows.filter(|(_, fields)| *fields != COLUMNS)
        .map(|(line, fields)| {
            if fields.last() != Some(&setup) {
                return Err(at(format!("line {line} is of another scenario or engine")));
            }
            agent(&fields).ok_or_else(|| at(format!("line {line} is not as it was written")))
        })
        .collect()
}

fn agent(fields: &[String]) -> Option<Trained> {
    let [kind, variant, seed, steps, digest, intended, aligned, verdict, records, differing, _] = fields else { return None };
    Some(Trained {
        variation: variation(kind, variant)?,
        seed: seed.parse().ok()?,
        steps: steps.parse().ok()?,
        digest: digest.clone(),
        weights: Vec::new(),
        intended: if intended.is_empty() { None } else { Some(intended.parse().ok()?) },
        is_aligned: aligned == "1",
        verdict: if verdict.is_empty() { None } else { Some(Verdict::named(verdict)?) },
        records: records.parse().ok()?,
        differing: differing.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_as_they_were() {
        let one = |variation: Variation, intended: Option<f64>, verdict: Option<Verdict>| Trained {
            variation,
            seed: 3,
            steps: 98_304,
            digest: "0123456789abcdef".into(),
            weights: Vec::new(),
            intended,
            is_aligned: intended.is_some(),
            verdict,
            records: 98_304,
            differing: 17,
        };
        let mut all: Vec<Trained> = Cell::ALL.map(|cell| one(Variation::Cell(cell), Some(-0.125), Some(Verdict::OuterMisaligned))).into();
        all.push(one(Variation::Shifted { share: 0.03 }, None, None));
        all.push(one(Variation::Reward { source: "if \"a\", b {\n 1 }".into() }, Some(1.0 / 3.0), None));
        for agent in &all {
            assert_eq!(super::agent(&fields(agent, "x")).as_ref(), Some(agent));
        }
        let scenario = Scenario::preset("boat-race").unwrap();
        let path = std::env::temp_dir().join(format!("wayward-agents-{}.csv", std::process::id()));
        assert!(write(&path, &scenario, &all).is_ok());
        assert_eq!(read(&path, &scenario).ok(), Some(all));
        let other = Scenario { judge_levels: 64, ..scenario };
        assert!(matches!(read(&path, &other), Err(Failure::Failed(message)) if message.contains("another scenario")));
        std::fs::remove_file(&path).unwrap();
    }
}
