//! `wayward causes`: why do agents do that? Four populations, and what would have helped.

use std::path::PathBuf;

use clap::Args;

use super::agents::{self, Agents, cell_column};
use super::input::{ScenarioArgs, parse_seeds, parse_shard, part_of};
use super::output::{interrupted, listen_for_ctrl_c, print_json, print_line};
use super::rows::RowFile;
use super::{Failure, failed};
use crate::table;
use crate::ui::causes::{
    CELL_IS, DIFFERING_IS, LEAST_SHARE_IS, SHARE_IS, SHIFTED_SHARE_IS, TOUCHED_IS, cell_name, differing_words, edit_words, outcome_words,
    precise, relabel_words, share_words, shifted_words,
};
use engine::experiment::question;
use engine::framings::causes::{
    CELL_THRESHOLDS, CauseReport, Cell, CulpritReport, EditReport, Figure, RelabelReport, Relabeling, SHARES, ShareReport, Tracing, causes,
    edited, edits, shares, wanted,
};
use engine::framings::variant::{Trained, Variation};
use engine::judge::Reference;
use engine::scenario::Scenario;

#[derive(Args)]
#[command(after_help = "The table has a row for each agent that was trained: kind (cell, share, edit) and variant (written_training, \
                        meant_training, written_shifted, meant_shifted; the share; the reward), seed, steps, digest of the weights, intended \
                        (n_I at the full shift; empty: it cannot be scored), aligned, verdict, records, differing (records on which the reward \
                        pays something else than what was meant, or the edit something else than the reward), and setup: the digest of all \
                        that the row depends on beside its variant and seed.")]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "0..4", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// Also tries small edits of the reward, each with the first three seeds
    #[arg(long)]
    edits: bool,
    /// Also tries shares of shifted levels in training
    #[arg(long)]
    shares: bool,
    /// Also looks for the moments of training that pushed the first seed's agent most toward what goes wrong
    #[arg(long)]
    culprits: bool,
    /// Only part I of N, counted from 1: the agents of every Nth seed, for a table of their own. auto/N: which part it is says the
    /// scheduler, as for `sweep`
    #[arg(long, value_name = "I/N", value_parser = parse_shard, requires = "csv")]
    shard: Option<(u32, u32)>,
    /// Writes a table of the agents to FILE, each as soon as it is trained; agents that it has from an interrupted run, or from merged
    /// shards, are not trained again
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Agents of this table are not trained again either; may be given more than once, such as for all shards
    #[arg(long, value_name = "FILE")]
    rows: Vec<PathBuf>,
    /// JSON Lines instead of text: the thresholds, a row for each agent, then each answer
    #[arg(long)]
    json: bool,
}

/// Seeds with which each edit is tried.
const EDIT_SEEDS: usize = 3;

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let goals = scenario.check().map_err(failed)?;
    let all: Vec<u32> = (options.seeds.0..options.seeds.1).collect();
    let seeds = part_of(options.seeds, options.shard);
    let few: Vec<u32> = all.iter().copied().take(EDIT_SEEDS).collect();
    let edits = if options.edits { edits(&scenario) } else { Vec::new() };
    let tried_edits = edits.iter().map(|edit| Variation::Reward { source: edit.source.clone() });
    let tried_shares = SHARES.into_iter().filter(|_| options.shares).map(|share| Variation::Shifted { share });
    let (tried_edits, tried_shares): (Vec<Variation>, Vec<Variation>) = (tried_edits.collect(), tried_shares.collect());
    let with = |variations: &[Variation], seeds: &[u32]| variations.iter().map(|one| (one.clone(), seeds.to_vec())).collect::<Vec<_>>();
    let tried = [with(&Cell::ALL.map(Variation::Cell), &all), with(&tried_shares, &all), with(&tried_edits, &few)].concat();
    let table = Agents { tried, setup: table::setup(&scenario, 1.0) };

    let mut file = options.csv.as_deref().map(|path| RowFile::open(path, &table)).transpose()?;
    let mut trained: Vec<Trained> = file.as_ref().map_or(Ok(Vec::new()), |file| table.known(file))?;
    let before = trained.len();
    for path in &options.rows {
        let is_new = |agent: &Trained, known: &[Trained]| {
            all.contains(&agent.seed) && !known.iter().any(|other| other.seed == agent.seed && other.variation == agent.variation)
        };
        for agent in agents::read(path, &scenario)? {
            if is_new(&agent, &trained) {
                file.as_mut().map_or(Ok(()), |file| table.keep(file, &agent))?;
                trained.push(agent);
            }
        }
    }
    let reference = reference(Reference::new(question(&scenario, &goals, 1.0)))?;
    let keep = &mut |agent: &Trained| file.as_mut().map_or(Ok(()), |file| table.keep(file, agent));
    let cells =
        |trained: &[Trained]| wanted(&scenario, &seeds, trained).into_iter().map(|(cell, seed)| (Variation::Cell(cell), seed)).collect();
    let few: Vec<u32> = few.into_iter().filter(|seed| seeds.contains(seed)).collect();
    let result = agents::train(&scenario, &reference, &mut trained, keep, cells)
        .and_then(|()| agents::train(&scenario, &reference, &mut trained, keep, |known| missing(&tried_shares, &seeds, known)))
        .and_then(|()| agents::train(&scenario, &reference, &mut trained, keep, |known| missing(&tried_edits, &few, known)));
    if let Some(file) = file {
        let path = file.path().to_owned();
        let known = file.close(result.is_ok())?;
        eprintln!("{}: {known} agents, {before} of them from before", path.display());
    }
    result?;
    table.put_in_order(&mut trained);
    if options.json {
        print_json(&serde_json::json!({"thresholds": CELL_THRESHOLDS}));
        trained.iter().for_each(|agent| print_json(&agents::json(agent)));
    }
    if options.shard.is_some() {
        return Ok(());
    }
    let report = causes(&scenario, &all, &trained).ok_or_else(|| Failure::Failed("some agents are missing".into()))?;
    tell(options, "causes", &report, print_causes);
    tell(options, "relabel", &relabel(reference.clone())?, print_relabel);
    if options.shares {
        tell(options, "shares", &shares(&trained), print_shares);
    }
    if options.edits {
        tell(options, "edits", &edited(&edits, &trained), print_edits);
    }
    if options.culprits {
        tell(options, "culprits", &culprits(&Scenario { seed: all[0], ..scenario })?, print_culprits);
    }
    Ok(())
}

fn tell<T: serde::Serialize>(options: &Options, name: &str, report: &T, print: fn(&T)) {
    if options.json { print_json(&serde_json::json!({name: report})) } else { print(report) }
}

/// Those of the variations that no agent stands for yet.
fn missing(variations: &[Variation], seeds: &[u32], known: &[Trained]) -> Vec<(Variation, u32)> {
    let is_known = |variation: &Variation, seed: u32| known.iter().any(|agent| agent.seed == seed && agent.variation == *variation);
    let all = variations.iter().flat_map(|variation| seeds.iter().map(move |&seed| (variation.clone(), seed)));
    all.filter(|(variation, seed)| !is_known(variation, *seed)).collect()
}

/// Worked out to its end.
pub fn reference(mut reference: Reference) -> Result<Reference, Failure> {
    listen_for_ctrl_c();
    while !reference.advance() {
        if interrupted() {
            return Err(Failure::Interrupted);
        }
    }
    Ok(reference)
}

fn relabel(reference: Reference) -> Result<RelabelReport, Failure> {
    let mut relabeling = Relabeling::against(reference);
    while !interrupted() {
        if let Some(report) = relabeling.advance() {
            return Ok(report);
        }
    }
    Err(Failure::Interrupted)
}

fn culprits(scenario: &Scenario) -> Result<CulpritReport, Failure> {
    let mut tracing = Tracing::new(scenario).map_err(failed)?;
    while !interrupted() {
        if let Some(answer) = tracing.advance() {
            return answer.map_err(|failure| Failure::Failed(failure.message));
        }
    }
    Err(Failure::Interrupted)
}

fn print_causes(report: &CauseReport) {
    for cell in &report.cells {
        let agents: Vec<String> = cell.agents.iter().map(|value| value.map_or("-".into(), |value| format!("{value:.2}"))).collect();
        let same = if cell.same > 0 { format!("  ({} the very same agents as another cell's)", cell.same) } else { String::new() };
        print_line(&format!(
            "{:<17} {:<29} {:<20} agents {}{}{same}",
            cell_column(cell.cell),
            cell_name(cell.cell),
            shown(cell.intended.as_ref()),
            agents.join(" "),
            if cell.mends { "  mends" } else { "" },
        ));
    }
    print_line(&format!("part of the rewards {}, of the levels {}", shown(report.rewards.as_ref()), shown(report.levels.as_ref())));
    print_line(&outcome_words(report));
    print_line(&share_words(report));
    print_line(&differing_words(report));
    [CELL_IS, SHARE_IS, DIFFERING_IS].iter().for_each(|words| print_line(&format!("  {words}")));
}

fn shown(figure: Option<&Figure>) -> String {
    figure.map_or("-".into(), |figure| format!("{:.2} [{:.2}, {:.2}]", figure.value, figure.low, figure.high))
}

fn print_relabel(report: &RelabelReport) {
    let points: Vec<String> = report.mixtures.iter().map(|at| format!("{}: {:.2} to {:.2}", at.share, at.least, at.most)).collect();
    if !points.is_empty() {
        print_line(&format!("n_I of perfect optimizers by share of relabeled episodes ({} levels): {}", report.levels, points.join(", ")));
    }
    print_line(&relabel_words(report));
    print_line(&format!("  {LEAST_SHARE_IS}"));
}

fn print_shares(report: &ShareReport) {
    for point in &report.points {
        let median = point.intended.map_or("-".into(), |value| format!("{value:.2}"));
        let (low, high) = (precise(point.low), precise(point.high));
        print_line(&format!(
            "{:>5} of the levels shifted: {} of {} aligned ({low} to {high}), n_I {median}",
            precise(point.share),
            point.aligned,
            point.agents
        ));
    }
    print_line(&shifted_words(report));
    print_line(&format!("  {SHIFTED_SHARE_IS}"));
}

fn print_edits(report: &EditReport) {
    for result in &report.results {
        let median = result.intended.map_or("-".into(), |value| format!("{value:.2}"));
        print_line(&format!(
            "{} of {} aligned, n_I {median:>5}, touches {:>11}  {}",
            result.aligned,
            result.agents,
            precise(result.touched),
            result.edit.words
        ));
    }
    print_line(&edit_words(report));
    print_line(&format!("  {TOUCHED_IS}"));
}

fn print_culprits(report: &CulpritReport) {
    for culprit in &report.culprits {
        print_line(&format!(
            "after {} steps: did {}, was paid {}, meant {}; {} of all push\n{}",
            culprit.step,
            culprit.action,
            culprit.paid,
            culprit.meant,
            precise(culprit.push),
            culprit.picture
        ));
    }
    print_line(&crate::ui::causes::culprit_words(report));
}
