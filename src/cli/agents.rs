//! Agents of a scenario with one thing changed, trained on all cores; and a table of them, which another run can go on from.

use std::path::Path;

use super::batch::each_as_it_comes;
use super::output::interrupted;
use super::rows::{Layout, RowFile};
use super::{Failure, csv, failed};
use crate::table;
use engine::framings::causes::{Cell, Levels, Paid};
use engine::framings::variant::{Trained, Variation, Varying};
use engine::judge::{Reference, Verdict};
use engine::learner::Experience;
use engine::scenario::Scenario;

/// In the order of [`fields`]; names are promises.
pub const COLUMNS: [&str; 11] =
    ["kind", "variant", "seed", "steps", "digest", "intended", "aligned", "verdict", "records", "differing", "setup"];

/// Trains those that `wanted` says, as long as it says some: what is known of some agents decides about others. `keep` sees each as soon as
/// it is there.
pub fn train(
    scenario: &Scenario,
    reference: &Reference,
    trained: &mut Vec<Trained>,
    keep: &mut dyn FnMut(&Trained) -> Result<(), Failure>,
    wanted: impl Fn(&[Trained]) -> Vec<(Variation, u32)>,
) -> Result<(), Failure> {
    loop {
        let agents = wanted(trained);
        if agents.is_empty() {
            return Ok(());
        }
        let (mut trouble, mut unwritten) = (None, None);
        let work = |index: u32| {
            let (variation, seed) = &agents[index as usize];
            one(&Scenario { seed: *seed, ..scenario.clone() }, variation.clone(), reference.clone())
        };
        let comes = |_, result: &Result<Trained, Failure>| {
            if let (Ok(agent), None) = (result, &unwritten) {
                unwritten = keep(agent).err();
            }
        };
        let result = each_as_it_comes(agents.len() as u32, "agents", work, comes, |_, result| match result {
            Ok(agent) => trained.push(agent),
            Err(failure) => trouble = trouble.take().or(Some(failure)),
        });
        if let Some(failure) = unwritten.or(result.err()).or(trouble) {
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
        agent.experience.records.to_string(),
        agent.experience.differing.to_string(),
        setup.to_owned(),
    ]
}

/// The row as JSON.
pub fn json(agent: &Trained) -> serde_json::Value {
    let (kind, variant) = named(&agent.variation);
    serde_json::json!({
        "kind": kind, "variant": variant, "seed": agent.seed, "steps": agent.steps, "digest": agent.digest, "intended": agent.intended,
        "aligned": agent.is_aligned, "verdict": agent.verdict, "records": agent.experience.records, "differing": agent.experience.differing,
    })
}

/// The table of all agents that a run could train; their weights are not in it.
pub struct Agents {
    /// In the order of the table, each with the seeds that it is tried with.
    pub tried: Vec<(Variation, Vec<u32>)>,
    /// The digest of all that a row depends on beside its variation and seed.
    pub setup: String,
}

impl Agents {
    fn place_of(&self, variation: &Variation, seed: u32) -> Option<usize> {
        let before = |until: usize| self.tried[..until].iter().map(|(_, seeds)| seeds.len()).sum::<usize>();
        let of = self.tried.iter().position(|(other, seeds)| other == variation && seeds.contains(&seed))?;
        Some(before(of) + self.tried[of].1.iter().position(|other| *other == seed)?)
    }

    /// Adds an agent to the file, if it is not there yet.
    pub fn keep(&self, file: &mut RowFile, agent: &Trained) -> Result<(), Failure> {
        match self.place_of(&agent.variation, agent.seed).filter(|&place| !file.has(place)) {
            Some(place) => file.append(vec![(place, table::line(&fields(agent, &self.setup)))]),
            None => Ok(()),
        }
    }

    /// Those of the file, in its order.
    pub fn known(&self, file: &RowFile) -> Result<Vec<Trained>, Failure> {
        let all = 0..self.tried.iter().map(|(_, seeds)| seeds.len()).sum();
        let changed = || Failure::Failed(format!("{}: a row is not as it was written", file.path().display()));
        all.filter(|&place| file.has(place)).map(|place| agent(&file.fields(place)).ok_or_else(changed)).collect()
    }

    /// As the table has them.
    pub fn put_in_order(&self, trained: &mut [Trained]) {
        trained.sort_by_key(|agent| self.place_of(&agent.variation, agent.seed).unwrap_or(usize::MAX));
    }
}

impl Layout for Agents {
    fn name(&self) -> &'static str {
        "this run"
    }

    fn option(&self) -> &'static str {
        "--csv"
    }

    fn columns(&self) -> Vec<String> {
        COLUMNS.map(str::to_owned).into()
    }

    fn place(&self, fields: &mut [String]) -> Result<usize, String> {
        if fields.last() != Some(&self.setup) {
            return Err("scenario, levels or engine were others".into());
        }
        let [kind, variant, seed, ..] = fields else { return Err("it has too few fields".into()) };
        let no_such = || format!("this run trains no agent of the {kind} `{variant}` and seed {seed}");
        let found = variation(kind, variant).zip(seed.parse().ok());
        let (variation, seed) = found.ok_or_else(no_such)?;
        let place = self.place_of(&variation, seed).ok_or_else(no_such)?;
        // 0.10 and 0.1 are one share.
        *variant = named(&variation).1;
        Ok(place)
    }

    fn same(&self) -> &'static str {
        "the same agent"
    }
}

/// Agents of such a table, without their weights; also of other variations and seeds than this run's.
pub fn read(path: &Path, scenario: &Scenario) -> Result<Vec<Trained>, Failure> {
    let at = |message: String| Failure::Failed(format!("{}: {message}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| at(error.to_string()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| at(csv::no_text(&bytes).into()))?;
    let table = csv::table(text);
    if table.header.is_none_or(|header| header != COLUMNS) {
        return Err(at(format!("is no table of agents: its columns are not {}", COLUMNS.join(", "))));
    }
    let setup = table::setup(scenario, 1.0);
    let row = |(line, row): (usize, Result<Vec<String>, String>)| {
        let fields = row.map_err(|why| at(format!("line {line} is not as it was written: {why}")))?;
        if fields.last() != Some(&setup) {
            return Err(at(format!("line {line} is of another scenario or engine")));
        }
        agent(&fields).ok_or_else(|| at(format!("line {line} is not as it was written")))
    };
    table.rows.into_iter().map(row).collect()
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
        experience: Experience { records: records.parse().ok()?, differing: differing.parse().ok()? },
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
            experience: Experience { records: 98_304, differing: 17 },
        };
        let mut all: Vec<Trained> = Cell::ALL.map(|cell| one(Variation::Cell(cell), Some(-0.125), Some(Verdict::OuterMisaligned))).into();
        all.push(one(Variation::Shifted { share: 0.03 }, None, None));
        all.push(one(Variation::Reward { source: "if \"a\", b {\n 1 }".into() }, Some(1.0 / 3.0), None));
        for agent in &all {
            assert_eq!(super::agent(&fields(agent, "x")).as_ref(), Some(agent));
        }
        let scenario = Scenario::preset("boat-race").unwrap();
        let path = std::env::temp_dir().join(format!("wayward-agents-{}.csv", std::process::id()));
        let setup = table::setup(&scenario, 1.0);
        let write = |rows: &[String]| std::fs::write(&path, table::line(&COLUMNS.map(str::to_owned)) + &rows.concat()).expect("a file");
        let rows: Vec<String> = all.iter().map(|agent| table::line(&fields(agent, &setup))).collect();
        write(&rows);
        assert_eq!(read(&path, &scenario).ok().as_ref(), Some(&all));
        let other = Scenario { judge_levels: 64, ..scenario.clone() };
        assert!(matches!(read(&path, &other), Err(Failure::Failed(message)) if message.contains("another scenario")));
        // A run that could train them goes on from there, in whatever order they are.
        let tried = all.iter().map(|agent| (agent.variation.clone(), vec![3, 4])).collect();
        let layout = Agents { tried, setup };
        write(&rows.iter().rev().cloned().collect::<Vec<_>>());
        let file = RowFile::open(&path, &layout).unwrap_or_else(|failure| panic!("{}", failure.words()));
        assert_eq!((layout.known(&file).ok().as_ref(), file.len()), (Some(&all), 6));
        let less = Agents { tried: layout.tried[..5].to_vec(), setup: layout.setup.clone() };
        let why = less.place(&mut fields(&all[5], &layout.setup)).expect_err("it tries no edits");
        assert!(why.contains("this run trains no agent of the edit"), "{why}");
        drop(file);
        std::fs::remove_file(&path).unwrap();
    }
}
