//! `wayward readings`: what else may the reward have meant, and how little of the world had been seen?

use clap::Args;

use super::batch::each_in_order;
use super::causes::reference;
use super::input::{ScenarioArgs, parse_seeds};
use super::output::{interrupted, print_json, print_line};
use super::train::train_to_end;
use super::{Failure, failed};
use crate::ui::readings::{KNOWN_IS, READING_IS, blurred, known_words, reading_name, reading_verdict, score, unseen_words};
use engine::experiment::{Experiment, question};
use engine::framings::readings::{Reading, ReadingReport, Readings};
use engine::framings::unseen::{UnseenReport, Watching};
use engine::judge::Reference;
use engine::learner::Net;
use engine::scenario::Scenario;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "0..4", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// JSON Lines instead of text: what each agent had seen, then all agents' readings
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let goals = scenario.check().map_err(failed)?;
    let reference = reference(Reference::new(question(&scenario, &goals, 1.0)))?;
    let (from, to) = options.seeds;
    let (mut nets, mut seen, mut trouble) = (Vec::new(), Vec::new(), None);
    let one = |index: u32| -> Result<(Net, UnseenReport), Failure> {
        let scenario = Scenario { seed: from + index, ..scenario.clone() };
        let mut experiment = Experiment::against(scenario.clone(), goals.clone(), reference.clone());
        train_to_end(&mut experiment, |_| {})?;
        Ok((experiment.net().clone(), watch(&scenario)?))
    };
    each_in_order(to - from, "agents", one, |result| match result {
        Ok((net, report)) => {
            nets.push(net);
            seen.push(report);
        }
        Err(failure) => trouble = Some(failure),
    })?;
    if let Some(failure) = trouble {
        return Err(failure);
    }
    let report = read(Readings::new(&scenario, nets.len()).map_err(failed)?.against(reference), &nets)?;
    if options.json {
        seen.iter().for_each(|report| print_json(&serde_json::json!({"unseen": report})));
        print_json(&serde_json::json!({"readings": report}));
        return Ok(());
    }
    report.readings.iter().for_each(|reading| print_line(&in_full(reading)));
    print_line(&blurred(&report));
    print_line(&format!("  {READING_IS}"));
    print_line(&format!("{} {}", known_words(&seen), unseen_words(&seen)));
    print_line(&format!("  {KNOWN_IS}"));
    Ok(())
}

fn watch(scenario: &Scenario) -> Result<UnseenReport, Failure> {
    let mut watching = Watching::new(scenario).map_err(failed)?;
    while !interrupted() {
        if let Some(answer) = watching.advance() {
            return answer.map_err(|failure| Failure::Failed(format!("seed {}: {}", scenario.seed, failure.message)));
        }
    }
    Err(Failure::Interrupted)
}

fn read(mut readings: Readings, nets: &[Net]) -> Result<ReadingReport, Failure> {
    while !interrupted() {
        if let Some(report) = readings.advance(nets) {
            return Ok(report);
        }
    }
    Err(Failure::Interrupted)
}

fn in_full(reading: &Reading) -> String {
    let also: Vec<String> = reading.also.iter().map(reading_name).collect();
    let also = if also.is_empty() { String::new() } else { format!("; the same as {}", also.join(", ")) };
    format!("{}: {}, score {}{also}", reading_name(&reading.name), reading_verdict(reading), score(reading))
}
