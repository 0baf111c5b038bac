//! `wayward worst`: for each agent a level of the shifted world on which it fails, found by search, and how the others do there.

use clap::Args;
use serde::Serialize;

use super::input::{ScenarioArgs, parse_amount, parse_seeds};
use super::output::{interrupted, listen_for_ctrl_c, print_json, print_line};
use super::train::train_all;
use super::{Failure, failed};
use crate::ui::words::percent;
use crate::ui::worst::FAILS_BELOW;
use engine::experiment::behavior;
use engine::judge::{Policy, WorstReport};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, default_value = "0..4", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// How far the shift goes, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// From which level of the shifted board the search begins, counted from 0
    #[arg(long, default_value_t = 0)]
    level: u64,
    /// Also draws what was found
    #[arg(long)]
    pictures: bool,
    /// JSON Lines instead of text: an object a seed
    #[arg(long, conflicts_with = "pictures")]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    scenario: &'a str,
    seed: u32,
    digest: String,
    #[serde(flatten)]
    report: &'a WorstReport,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    if !scenario.world.spec().walks {
        return Err(Failure::Failed("in this world nobody goes anywhere: there are no walls to move".into()));
    }
    let search = behavior::worst(&scenario, options.amount, options.level).map_err(failed)?;
    let search = search
        .ok_or_else(|| Failure::Failed("what was meant pays everything the same on this level: there is nothing to fail at".into()))?;
    let (from, to) = options.seeds;
    let nets = train_all(&scenario, options.seeds, options.amount)?;
    listen_for_ctrl_c();
    let mut found = 0;
    for (place, seed) in (from..to).enumerate() {
        let mut search = search.clone();
        while !search.advance(&nets[place]) {
            if interrupted() {
                return Err(Failure::Interrupted);
            }
        }
        let others: Vec<&dyn Policy> =
            nets.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, net)| net as &dyn Policy).collect();
        let report = search.report(&others);
        found += u32::from(report.after.score < FAILS_BELOW);
        if options.json {
            print_json(&Line { scenario: &scenario.preset, seed, digest: nets[place].digest(), report: &report });
        } else {
            print_line(&row(seed, &report));
            if options.pictures {
                print_line(&format!("{}\n", report.after.picture));
            }
        }
    }
    if !options.json {
        print_line(&format!("A level on which it fails (below {}) was found for {found} of {} agents.", percent(FAILS_BELOW), to - from));
    }
    Ok(())
}

fn row(seed: u32, report: &WorstReport) -> String {
    let WorstReport { before, after, tried, random, others } = report;
    let fail = others.iter().filter(|[_, found]| *found < FAILS_BELOW).count();
    format!(
        "seed {seed:<5} before {:.3}, found {:.3} after {tried} levels; the worst of as many random ones {random:.3}; others that fail there, too: {fail} of {}",
        before.score,
        after.score,
        others.len()
    )
}
