//! `wayward readings`: what else may the reward have meant, and how little of the world had been seen?

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::batch::each_in_order;
use super::causes::reference;
use super::input::{ScenarioArgs, parse_seeds, parse_shard, part_of};
use super::output::{interrupted, print_json, print_line};
use super::rows::{AgentTable, Making, agents};
use super::{Failure, failed};
use crate::table;
use crate::ui::readings::{KNOWN_IS, READING_IS, blurred, known_words, reading_name, reading_verdict, score, unseen_words};
use engine::experiment::question;
use engine::framings::causes::Figure;
use engine::framings::readings::{Hypothesis, Judged, Reading, ReadingName, SAMPLED, Sampling};
use engine::framings::unseen::{UnseenReport, Watching, possible_levels};
use engine::judge::{Measurement, Reference, Verdict};
use engine::learner::Net;
use engine::scenario::Scenario;

#[derive(Args)]
#[command(
    after_help = "The first four seeds are trained in any case: their episodes say which goals are readings. The table has a row for \
                        each agent and reading: seed, digest of the weights, reading (reward, intended, proxy:NAME, example:NAME), its \
                        program, verdict, goal, score with low and high (its interval over levels; empty: it cannot be scored), records, \
                        distinct observations among them, once (those met a single time), steps on shifted levels, known (those on which \
                        it had met what it saw), scenario, and setup: the digest of all that the row depends on beside its seed."
)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "0..4", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// Only part I of N, counted from 1: every Nth seed, for a table of their own. auto/N: as for `sweep`
    #[arg(long, value_name = "I/N", value_parser = parse_shard, requires = "csv")]
    shard: Option<(u32, u32)>,
    /// Also writes a table to FILE, the rows of an agent as soon as it is judged; agents that it has from an interrupted run, or from
    /// merged shards, are not made again
    #[arg(long, value_name = "FILE.csv")]
    csv: Option<PathBuf>,
    /// JSON Lines instead of text: what each agent had seen and came to, then all agents' readings
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let goals = scenario.check().map_err(failed)?;
    let (from, to) = options.seeds;
    let first: Vec<(Net, UnseenReport)> = first_agents(&scenario, from, (to - from).min(SAMPLED as u32))?;
    let nets: Vec<Net> = first.iter().map(|(net, _)| net.clone()).collect();
    let (sampling, hypotheses) = sample(&scenario, &nets)?;
    let question = question(&scenario, &goals, 1.0);
    let references: Vec<Reference> =
        hypotheses.iter().map(|hypothesis| reference(Reference::new(hypothesis.question(&question)))).collect::<Result<_, _>>()?;

    let make = |seed: u32| -> Result<Agent, Failure> {
        let (net, seen) = match first.get((seed - from) as usize) {
            Some(agent) => agent.clone(),
            None => watch(&Scenario { seed, ..scenario.clone() })?,
        };
        let judged = references.iter().map(|reference| judge(&net, reference)).collect::<Result<_, _>>()?;
        Ok(Agent { seen, judged })
    };
    let table = layout(&scenario, options.seeds, &hypotheses);
    let making = Making {
        seeds: &part_of(options.seeds, options.shard),
        path: options.csv.as_deref(),
        message: "agents",
        make: &make,
        rows: &|agent| fields(agent, &hypotheses, &table.fixed),
        read: &|seed, rows| read(&scenario, seed, rows),
        tell: &mut |agent| {
            if options.json {
                print_json(&line(agent, &hypotheses));
            }
        },
    };
    let done = agents(&table, making)?;
    // Of a population that other shards have a part in, nobody here can speak as a whole.
    if options.shard.is_some() {
        return Ok(());
    }
    let by_agents = |place: usize| done.iter().map(|agent| agent.judged[place].clone()).collect();
    let report = sampling.report(hypotheses.iter().cloned().enumerate().map(|(place, of)| (of, by_agents(place))).collect());
    if options.json {
        print_json(&json!({"readings": report}));
        return Ok(());
    }
    let seen: Vec<UnseenReport> = done.into_iter().map(|agent| agent.seen).collect();
    report.readings.iter().for_each(|reading| print_line(&in_full(reading)));
    print_line(&blurred(&report));
    print_line(&format!("  {READING_IS}"));
    print_line(&format!("{} {}", known_words(&seen), unseen_words(&seen)));
    print_line(&format!("  {KNOWN_IS}"));
    Ok(())
}

/// What one agent had seen, and what it comes to by each reading.
#[derive(Clone, Debug, PartialEq)]
struct Agent {
    seen: UnseenReport,
    /// By hypothesis.
    judged: Vec<Judged>,
}

/// Those whose episodes are sampled.
fn first_agents(scenario: &Scenario, from: u32, count: u32) -> Result<Vec<(Net, UnseenReport)>, Failure> {
    let (mut agents, mut trouble) = (Vec::new(), None);
    let one = |index: u32| watch(&Scenario { seed: from + index, ..scenario.clone() });
    each_in_order(count, "first agents", one, |result| match result {
        Ok(agent) => agents.push(agent),
        Err(failure) => trouble = trouble.take().or(Some(failure)),
    })?;
    trouble.map_or(Ok(agents), Err)
}

fn watch(scenario: &Scenario) -> Result<(Net, UnseenReport), Failure> {
    let mut watching = Watching::new(scenario).map_err(failed)?;
    while !interrupted() {
        if let Some(answer) = watching.advance() {
            let report = answer.map_err(|failure| Failure::Failed(failure.message).of_seed(scenario.seed))?;
            return Ok((watching.net().clone(), report));
        }
    }
    Err(Failure::Interrupted)
}

fn sample(scenario: &Scenario, nets: &[Net]) -> Result<(Sampling, Vec<Hypothesis>), Failure> {
    let mut sampling = Sampling::new(scenario, nets.len()).map_err(failed)?;
    while !interrupted() {
        if let Some(hypotheses) = sampling.advance(nets) {
            return Ok((sampling, hypotheses));
        }
    }
    Err(Failure::Interrupted)
}

fn judge(net: &Net, reference: &Reference) -> Result<Judged, Failure> {
    let mut measurement = Measurement::new(reference);
    while !interrupted() {
        if measurement.advance(reference, net) {
            return Ok(Judged::of(&measurement.finish(reference)));
        }
    }
    Err(Failure::Interrupted)
}

fn in_full(reading: &Reading) -> String {
    let also: Vec<String> = reading.also.iter().map(reading_name).collect();
    let also = if also.is_empty() { String::new() } else { format!("; the same as {}", also.join(", ")) };
    format!("{}: {}, score {}{also}", reading_name(&reading.name), reading_verdict(reading), score(reading))
}

fn line(agent: &Agent, hypotheses: &[Hypothesis]) -> serde_json::Value {
    let by = hypotheses.iter().zip(&agent.judged).map(
        |(hypothesis, judged)| json!({"reading": column(&hypothesis.name), "verdict": judged.verdict, "goal": judged.goal, "score": judged.score}),
    );
    json!({"unseen": agent.seen, "by": by.collect::<Vec<_>>()})
}

/// The columns of the table; names are promises.
pub const COLUMNS: [&str; 16] = [
    "seed", "digest", "reading", "program", "verdict", "goal", "score", "low", "high", "records", "distinct", "once", "steps", "known",
    "scenario", "setup",
];

/// Those that tell the rows of one agent apart.
pub const KEYS: [&str; 1] = ["reading"];

fn column(name: &ReadingName) -> String {
    match name {
        ReadingName::Reward => "reward".into(),
        ReadingName::Intended => "intended".into(),
        ReadingName::Proxy(name) => format!("proxy:{name}"),
        ReadingName::Example(name) => format!("example:{name}"),
    }
}

fn layout(scenario: &Scenario, seeds: (u32, u32), hypotheses: &[Hypothesis]) -> AgentTable {
    let rows = hypotheses.iter().map(|hypothesis| vec![column(&hypothesis.name)]);
    let fixed = vec![("scenario", scenario.preset.clone()), ("setup", table::setup(scenario, 1.0))];
    AgentTable { columns: &COLUMNS, seeds, keys: &KEYS, rows: rows.collect(), fixed }
}

/// The rows of an agent; `fixed` is what ends each.
fn fields(agent: &Agent, hypotheses: &[Hypothesis], fixed: &[(&str, String)]) -> Vec<Vec<String>> {
    let UnseenReport { seed, digest, records, distinct, once, steps, known, .. } = &agent.seen;
    let row = |(hypothesis, judged): (&Hypothesis, &Judged)| {
        let mut row = vec![seed.to_string(), digest.clone(), column(&hypothesis.name), hypothesis.source.clone()];
        row.extend([judged.verdict.name().to_owned(), judged.goal.clone().unwrap_or_default()]);
        row.extend(judged.score.map_or([const { String::new() }; 3], |it| [it.value, it.low, it.high].map(|value| value.to_string())));
        row.extend([records, distinct, once, steps, known].map(|count| count.to_string()));
        row.extend(fixed.iter().map(|(_, value)| value.clone()));
        row
    };
    hypotheses.iter().zip(&agent.judged).map(row).collect()
}

/// An agent of its rows.
fn read(scenario: &Scenario, seed: u32, rows: &[Vec<String>]) -> Option<Agent> {
    let judged = |row: &Vec<String>| -> Option<Judged> {
        let score = match &row[6..9] {
            [value, low, high] if !value.is_empty() => {
                Some(Figure { value: value.parse().ok()?, low: low.parse().ok()?, high: high.parse().ok()? })
            }
            _ => None,
        };
        Some(Judged { verdict: Verdict::named(&row[4])?, goal: Some(row[5].clone()).filter(|goal| !goal.is_empty()), score })
    };
    let first = rows.first()?;
    let count = |place: usize| first[place].parse::<u64>().ok();
    let (training_levels, shifted_levels) = possible_levels(scenario);
    let seen = UnseenReport {
        seed,
        digest: first[1].clone(),
        records: count(9)?,
        distinct: count(10)?,
        once: count(11)?,
        steps: count(12)?,
        known: count(13)?,
        training_levels,
        shifted_levels,
    };
    Some(Agent { seen, judged: rows.iter().map(judged).collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::lang::compile;

    #[test]
    fn rows_read_back_as_they_were() {
        let scenario = Scenario::preset("cheese-corner").expect("a preset");
        let (training_levels, shifted_levels) = possible_levels(&scenario);
        let digest = "0123456789abcdef".to_owned();
        let seen = UnseenReport { seed: 5, digest, records: 9, distinct: 7, once: 6, steps: 4, known: 3, training_levels, shifted_levels };
        let names = [ReadingName::Reward, ReadingName::Proxy("far, far".into()), ReadingName::Example("Hurry".into())];
        let judged = [
            Judged {
                verdict: Verdict::InnerMisaligned,
                goal: Some("corner".into()),
                score: Some(Figure { value: 1.0 / 3.0, low: -1.0, high: 0.1 + 0.2 }),
            },
            Judged { verdict: Verdict::Aligned, goal: None, score: None },
            Judged { verdict: Verdict::Mixed, goal: None, score: None },
        ];
        let agent = Agent { seen, judged: judged.into() };
        let hypotheses = names.map(|name| {
            let source = "reached_cheese".to_owned();
            let program = compile(&source, &scenario.schema()).0.expect("a program");
            Hypothesis { name, also: Vec::new(), source, program }
        });
        let rows = fields(&agent, &hypotheses, &[("scenario", "cheese-corner".into()), ("setup", "a".into())]);
        assert!(rows.len() == 3 && rows.iter().all(|row| row.len() == COLUMNS.len()), "{rows:?}");
        assert_eq!(read(&scenario, 5, &rows), Some(agent));
    }
}
