//! `wayward framings`: the same agents read in four ways, a row for each preset.

use std::path::Path;

use clap::Args;

use super::agents;
use super::batch::each_in_order;
use super::causes::reference;
use super::input::parse_seeds;
use super::output::{interrupted, print_json, print_line, replace};
use super::{Failure, failed};
use crate::ui::framings::table::{COLUMNS, Row, cells};
use crate::ui::pulls::{event_name, silent_words};
use engine::experiment::correct::Feedback;
use engine::experiment::question;
use engine::framings::causes::{Cell, causes, wanted};
use engine::framings::corrections::{AgentCorrections, Correcting, Median, Stage, moments};
use engine::framings::pulls::{Aims, Grounds};
use engine::framings::variant::{Trained, Variation};
use engine::judge::{Reference, Verdict};
use engine::scenario::{PRESETS, Preset, Scenario};

#[derive(Args)]
pub struct Options {
    /// Presets; without any, all of them
    #[arg(value_name = "PRESET", value_parser = preset)]
    presets: Vec<&'static Preset>,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "1000..1004", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// Writes the table to docs/framings.md, below the directory it is begun in
    #[arg(long, conflicts_with = "presets")]
    write: bool,
    /// JSON Lines instead of text: an object a preset
    #[arg(long)]
    json: bool,
}

const FILE: &str = "docs/framings.md";

fn preset(name: &str) -> Result<&'static Preset, String> {
    Preset::named(name).ok_or_else(|| format!("there is no preset `{name}`"))
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let presets: Vec<&Preset> = if options.presets.is_empty() { PRESETS.iter().collect() } else { options.presets.clone() };
    let seeds: Vec<u32> = (options.seeds.0..options.seeds.1).collect();
    let mut table = String::new();
    for preset in presets {
        let row = row(&preset.scenario(), &seeds)?;
        let line = format!("| {} | {} |", preset.title, cells(&row).join(" | "));
        if options.json {
            let cells: serde_json::Map<String, serde_json::Value> =
                COLUMNS.iter().zip(cells(&row)).map(|(name, cell)| ((*name).to_owned(), cell.into())).collect();
            print_json(&serde_json::json!({"preset": preset.name, "agents": row.agents, "framings": cells}));
        } else {
            print_line(&line);
        }
        table += &(line + "\n");
    }
    if options.write {
        let text = page(&table, options.seeds);
        replace(Path::new(FILE), &text).map_err(|error| Failure::Failed(format!("cannot write {FILE}: {error}")))?;
    }
    Ok(())
}

fn page(table: &str, (from, to): (u32, u32)) -> String {
    let head = format!("| preset | {} |\n|{}", COLUMNS.join(" | "), "---|".repeat(1 + COLUMNS.len()));
    format!(
        "# The same agents, read in four ways\n\n\
         `cargo xtask framings` makes this file with `wayward framings --write`: of each preset the agents of seeds {from} to {} (the last included), at the full shift, each \
         figure with its 95 % interval.\n\n\
         - **1, behavior**: the verdict that two thirds of the agents share ([verdict.md](verdict.md)).\n\
         - **1.5, cause**: what the four populations say (rewards as written or as meant, levels of training or of the shifted world), and the \
         share of what can be mended that other rewards mend (`wayward causes`).\n\
         - **2, aim**: what two thirds of the agents go for as a final goal; *not meant*: what was meant pays nothing for it (`wayward pulls`).\n\
         - **3, robustness**: how many times longer than a fresh agent they take until they do what was meant, paid for it in the shifted world \
         (`wayward correct --feedback intended`), the median.\n\n\
         {head}\n{table}",
        to - 1
    )
}

fn row(scenario: &Scenario, seeds: &[u32]) -> Result<Row, Failure> {
    let goals = scenario.check().map_err(failed)?;
    let reference = reference(Reference::new(question(scenario, &goals, 1.0)))?;
    let mut trained: Vec<Trained> = Vec::new();
    let cells = |known: &[Trained]| wanted(scenario, seeds, known).into_iter().map(|(cell, seed)| (Variation::Cell(cell), seed)).collect();
    agents::train(scenario, &reference, &mut trained, &mut |_| Ok(()), cells)?;
    let report = causes(scenario, seeds, &trained).ok_or_else(|| Failure::Failed("some agents are missing".into()))?;
    let is_first = |agent: &&Trained| agent.variation == Variation::Cell(Cell::ALL[0]);
    let agents: Vec<&Trained> = trained.iter().filter(is_first).collect();
    let count = |verdict: Verdict| agents.iter().filter(|agent| agent.verdict == Some(verdict)).count();
    Ok(Row {
        agents: agents.len(),
        verdict: report.verdict.map(|verdict| (verdict, count(verdict))),
        outcome: report.outcome,
        share: report.share,
        aims: aims(scenario, &agents)?,
        robustness: robustness(scenario, &reference, &agents)?,
    })
}

/// Final goals with whether they are misaligned, or why nothing can be said.
type Shared = Result<Vec<(String, bool)>, &'static str>;

/// Final goals that two thirds of the agents share.
fn aims(scenario: &Scenario, agents: &[&Trained]) -> Result<Shared, Failure> {
    let grounds = match Grounds::of(scenario, 1.0, || !interrupted()).map_err(failed)? {
        None => return Err(Failure::Interrupted),
        Some(Err(silent)) => return Ok(Err(silent_words(silent))),
        Some(Ok(grounds)) => grounds,
    };
    let mut report = grounds.report();
    let nets = agents.iter().filter_map(|agent| scenario.net(agent.weights.clone()));
    report.agents = nets.map(|net| grounds.pulls(&grounds.logits(&net))).collect();
    let is_shared = |event: usize, which: fn(&Aims) -> &Vec<usize>| 3 * report.count(event, which) >= 2 * report.agents.len();
    let finals = (0..report.events.len()).filter(|&event| is_shared(event, |aims| &aims.finals));
    let name = |event: usize| event_name(&report.events, &report.kinds, event);
    Ok(Ok(finals.map(|event| (name(event), is_shared(event, |aims| &aims.misaligned))).collect()))
}

fn robustness(scenario: &Scenario, reference: &Reference, agents: &[&Trained]) -> Result<Option<Median>, Failure> {
    let (mut corrected, mut trouble) = (Vec::new(), None);
    let one = |index: u32| correct(scenario, reference, agents[index as usize]);
    each_in_order(agents.len() as u32, "corrections", one, |result| match result {
        Ok(corrections) => corrected.push(corrections),
        Err(failure) => trouble = Some(failure),
    })?;
    match trouble {
        Some(failure) => Err(failure),
        None => Ok(moments(&corrected).last().and_then(|moment| moment.robustness)),
    }
}

fn correct(scenario: &Scenario, reference: &Reference, agent: &Trained) -> Result<AgentCorrections, Failure> {
    let scenario = Scenario { seed: agent.seed, ..scenario.clone() };
    let start = vec![(agent.steps, agent.weights.clone())];
    let mut correcting = Correcting::against(&scenario, reference.clone(), Feedback::Intended, false, start).map_err(failed)?;
    loop {
        match correcting.advance() {
            Stage::Going if interrupted() => return Err(Failure::Interrupted),
            Stage::Going => {}
            Stage::Done(corrections) => return Ok(corrections),
            Stage::Failed(failure) => return Err(Failure::Failed(failure.message)),
        }
    }
}
