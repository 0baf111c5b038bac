//! `wayward pulls`: trains an agent for each seed and says what pulls it, now and along its training.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::input::{ScenarioArgs, parse_amount, parse_seeds, parse_shard, part_of};
use super::output::{interrupted, listen_for_ctrl_c, print_json, print_line};
use super::rows::{AgentTable, Making, agents};
use super::train::train_to_end;
use super::{Failure, failed};
use crate::table;
use crate::ui::pulls::{aim_of, aims_of_all, aims_words, event_name, kind_name, nats, pull_words, silent_words, spread_words};
use engine::experiment::{Event, Experiment, snapshot_steps};
use engine::framings::pulls::{
    AgentPulls, EventPulls, Grounds, KindPulls, MomentPulls, Pull, PullReport, Silent, Spread, THRESHOLDS, aims,
};
use engine::scenario::Scenario;

#[derive(Args)]
#[command(
    after_help = "A pull says by how many nats a step is preferred that brings an event on now rather than never, with how soon every \
                        other event can happen held fixed; measured in 2,560 designed situations of both worlds.\n\n\
                        Columns of the table: seed, step; of (event or kind), name, figure (pull, useless; near, useful), value, low, high \
                        (95 % by levels), r, states; aim of an event; scenario, and setup: the digest of all that the row depends on \
                        beside its seed. The rows of all shards together are those of one run."
)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "0..16", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// Also at so many moments of each training, beside its first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    moments: Option<u32>,
    /// How far the shifted half of the designed levels is shifted, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// Only part I of N, counted from 1: every Nth seed. auto/N: as for `sweep`
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    shard: Option<(u32, u32)>,
    /// Also writes all figures as a table to FILE, those of an agent as soon as it is done; agents that it has from an interrupted run, or
    /// from merged shards, are not trained again
    #[arg(long, value_name = "FILE.csv")]
    csv: Option<PathBuf>,
    /// JSON Lines instead of text: an object a seed, then all seeds together
    #[arg(long)]
    json: bool,
}

struct Measured {
    seed: u32,
    /// Empty: it was read from a table, which has none.
    digest: String,
    /// The last is of the trained agent.
    moments: Vec<MomentPulls>,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    scenario.check().map_err(failed)?;
    listen_for_ctrl_c();
    let grounds = match Grounds::of(&scenario, options.amount, || !interrupted()).map_err(failed)? {
        None => return Err(Failure::Interrupted),
        Some(Ok(grounds)) => grounds,
        Some(Err(silent)) => {
            say_silence(silent, options.json);
            return Ok(());
        }
    };
    let seeds = part_of(options.seeds, options.shard);
    let mut report = grounds.report();
    let untrained = |seed| grounds.pulls(&grounds.logits(&Scenario { seed, ..scenario.clone() }.untrained()));
    report.untrained = seeds.iter().map(|&seed| untrained(seed)).collect();
    let make = |seed: u32| measure(&Scenario { seed, ..scenario.clone() }, &grounds, options);
    let table = layout(&scenario, options, &report);
    let making = Making {
        seeds: &seeds,
        path: options.csv.as_deref(),
        message: "agents",
        make: &make,
        rows: &|measured: &Measured| fields(measured, &report, &table.fixed),
        read: &|seed, rows| read(seed, rows, &report),
        tell: &mut |measured| {
            if options.json {
                print_json(&line(&scenario, &report, measured));
            } else {
                print_agent(measured.seed, &report, &measured.moments);
            }
        },
    };
    let agents = agents(&table, making)?;
    report.agents = agents.into_iter().filter_map(|measured| measured.moments.into_iter().last()).map(|last| last.pulls).collect();
    // Of a population that other shards have a part in, nobody here can speak as a whole.
    match (options.shard, options.json) {
        (Some(_), _) => {}
        (None, true) => print_json(&json!({"population": population(&report)})),
        (None, false) => print_population(&report),
    }
    Ok(())
}

fn measure(scenario: &Scenario, grounds: &Grounds, options: &Options) -> Result<Measured, Failure> {
    let mut experiment = Experiment::new(scenario.clone(), options.amount).map_err(failed)?.with_snapshots(options.moments.unwrap_or(1));
    let mut moments = Vec::new();
    train_to_end(&mut experiment, |event| {
        if let Event::Snapshot { step, weights } = event {
            moments.push((*step, weights.clone()));
        }
    })?;
    if options.moments.is_none() {
        moments.drain(..moments.len() - 1);
    }
    let pulls = |weights| grounds.pulls(&grounds.logits(&scenario.net(weights).expect("weights of this very scenario")));
    let moments = moments.into_iter().map(|(step, weights)| MomentPulls { step, pulls: pulls(weights) }).collect();
    Ok(Measured { seed: scenario.seed, digest: experiment.net().digest(), moments })
}

fn say_silence(silent: Silent, json: bool) {
    if json {
        print_json(&json!({"silent": silent, "why": silent_words(silent)}));
    } else {
        print_line(silent_words(silent));
    }
}

fn names_of(report: &PullReport) -> Vec<String> {
    (0..report.events.len()).map(|event| event_name(&report.events, &report.kinds, event)).collect()
}

fn print_agent(seed: u32, report: &PullReport, moments: &[MomentPulls]) {
    let names = names_of(report);
    if let [along @ .., _] = moments {
        for moment in along {
            let pulls = names
                .iter()
                .zip(&moment.pulls.events)
                .map(|(name, event)| format!("{name} {}", event.pull.map_or_else(|| "–".to_owned(), |pull| nats(pull.value))));
            print_line(&format!("seed {seed:<5} after {:>7} steps: {}", moment.step, pulls.collect::<Vec<_>>().join(", ")));
        }
    }
    let Some(MomentPulls { pulls, .. }) = moments.last() else { return };
    let figures = names.iter().zip(&pulls.events).map(|(name, event)| format!("{name} {}", pull_words(event.pull)));
    print_line(&format!("seed {seed:<5} {}. {}", figures.collect::<Vec<_>>().join(", "), aims_words(report, pulls)));
}

fn print_population(report: &PullReport) {
    let all = report.agents.len();
    print_line("");
    print_line(
        "event: pull, mean over agents [95 %], range; before training; where it is of no use; agents in which it is a final goal, a misaligned one, a means",
    );
    for (event, name) in names_of(report).iter().enumerate() {
        let [pull, untrained] = report.of_event(event);
        let range = pull.map_or_else(String::new, |spread| format!(", {} to {}", nats(spread.least), nats(spread.most)));
        let useless = Spread::of(report.agents.iter().map(|agent| agent.events[event].useless));
        let [finals, misaligned, means] = [
            report.count(event, |aims| &aims.finals),
            report.count(event, |aims| &aims.misaligned),
            report.count(event, |aims| &aims.instrumental),
        ];
        print_line(&format!(
            "{name}: {}{range}; {}; {}; {finals}, {misaligned}, {means} of {all}",
            spread_words(pull),
            spread_words(untrained),
            spread_words(useless)
        ));
    }
    print_line("nearness of a kind: everywhere; where a step toward it is best for what was meant");
    for (kind, name) in report.kinds.iter().map(kind_name).enumerate() {
        let of = |pick: fn(&AgentPulls, usize) -> Option<Pull>| Spread::of(report.agents.iter().map(|agent| pick(agent, kind)));
        let (near, useful) = (of(|agent, kind| agent.kinds[kind].near), of(|agent, kind| agent.kinds[kind].useful));
        print_line(&format!("{name}: {}; {}", spread_words(near), spread_words(useful)));
    }
    print_line(&aims_of_all(report));
}

fn named(report: &PullReport, events: &[usize]) -> Vec<String> {
    events.iter().map(|&event| report.events[event].feature.clone()).collect()
}

fn agent(report: &PullReport, pulls: &AgentPulls) -> Value {
    let events = report
        .events
        .iter()
        .zip(&pulls.events)
        .map(|(event, of)| json!({"event": event.feature, "pays": event.pays, "pull": of.pull, "useless": of.useless}));
    let kinds = report.kinds.iter().zip(&pulls.kinds).map(|(kind, of)| json!({"kind": kind.name, "near": of.near, "useful": of.useful}));
    json!({
        "events": events.collect::<Vec<_>>(), "kinds": kinds.collect::<Vec<_>>(), "final": named(report, &pulls.aims.finals),
        "misaligned": named(report, &pulls.aims.misaligned), "instrumental": named(report, &pulls.aims.instrumental),
    })
}

fn line(scenario: &Scenario, report: &PullReport, Measured { seed, digest, moments }: &Measured) -> Value {
    let along: Vec<Value> = moments.iter().map(|moment| json!({"step": moment.step, "pulls": agent(report, &moment.pulls)})).collect();
    let mut line = json!({"scenario": scenario.preset, "seed": seed, "digest": digest});
    if let Some(last) = moments.last() {
        line["pulls"] = agent(report, &last.pulls);
        line["words"] = aims_words(report, &last.pulls).into();
    }
    if along.len() > 1 {
        line["moments"] = along.into();
    }
    line
}

fn population(report: &PullReport) -> Value {
    let events = report.events.iter().enumerate().map(|(event, of)| {
        let [pull, untrained] = report.of_event(event);
        json!({
            "event": of.feature, "pays": of.pays, "pull": pull, "untrained": untrained,
            "useless": Spread::of(report.agents.iter().map(|agent| agent.events[event].useless)),
            "final": report.count(event, |aims| &aims.finals), "misaligned": report.count(event, |aims| &aims.misaligned),
            "instrumental": report.count(event, |aims| &aims.instrumental),
        })
    });
    let kinds = report.kinds.iter().enumerate().map(|(kind, of)| {
        let spread = |pick: fn(&AgentPulls, usize) -> Option<Pull>| Spread::of(report.agents.iter().map(|agent| pick(agent, kind)));
        json!({"kind": of.name, "near": spread(|agent, kind| agent.kinds[kind].near), "useful": spread(|agent, kind| agent.kinds[kind].useful)})
    });
    json!({"agents": report.agents.len(), "levels": report.levels, "states": report.states, "events": events.collect::<Vec<_>>(), "kinds": kinds.collect::<Vec<_>>(), "words": aims_of_all(report)})
}

/// The columns of the table; names are promises.
pub const COLUMNS: [&str; 13] = ["seed", "step", "of", "name", "figure", "value", "low", "high", "r", "states", "aim", "scenario", "setup"];

/// Those that tell the rows of one agent apart.
pub const KEYS: [&str; 4] = ["step", "of", "name", "figure"];

/// What [`fields`] makes of each moment: an event's or a kind's name, and its figure.
fn figures(report: &PullReport) -> Vec<[&str; 3]> {
    let events = report.events.iter().flat_map(|event| ["pull", "useless"].map(|figure| ["event", event.feature.as_str(), figure]));
    let kinds = report.kinds.iter().flat_map(|kind| ["near", "useful"].map(|figure| ["kind", kind.name.as_str(), figure]));
    events.chain(kinds).collect()
}

fn layout(scenario: &Scenario, options: &Options, report: &PullReport) -> AgentTable {
    let steps = snapshot_steps(&scenario.agent, options.moments.unwrap_or(1));
    let asked = if options.moments.is_some() { &steps[..] } else { &steps[steps.len() - 1..] };
    let row = |step: u32, figure: &[&str; 3]| std::iter::once(step.to_string()).chain(figure.map(str::to_owned)).collect();
    let figures = figures(report);
    AgentTable {
        columns: &COLUMNS,
        seeds: options.seeds,
        keys: &KEYS,
        rows: asked.iter().flat_map(|&step| figures.iter().map(move |figure| row(step, figure))).collect(),
        fixed: vec![("scenario", scenario.preset.clone()), ("setup", table::setup(scenario, options.amount))],
    }
}

/// The rows of an agent, moment by moment; `fixed` is what ends each.
fn fields(measured: &Measured, report: &PullReport, fixed: &[(&str, String)]) -> Vec<Vec<String>> {
    let row = |step: u32, figure: &[&str; 3], pull: Option<Pull>, aim: &str| {
        let mut row = vec![measured.seed.to_string(), step.to_string()];
        row.extend(figure.map(str::to_owned));
        match pull {
            Some(pull) => {
                row.extend([pull.value, pull.low, pull.high, pull.r].map(|value| value.to_string()));
                row.push(pull.states.to_string());
            }
            None => row.extend([const { String::new() }; 5]),
        }
        row.push(aim.to_owned());
        row.extend(fixed.iter().map(|(_, value)| value.clone()));
        row
    };
    let figures = figures(report);
    let moment = |moment: &MomentPulls| -> Vec<Vec<String>> {
        let MomentPulls { step, pulls } = moment;
        let events = pulls.events.iter().enumerate().flat_map(|(event, of)| [(of.pull, aim_of(&pulls.aims, event)), (of.useless, "")]);
        let kinds = pulls.kinds.iter().flat_map(|of| [(of.near, ""), (of.useful, "")]);
        figures.iter().zip(events.chain(kinds)).map(|(figure, (pull, aim))| row(*step, figure, pull, aim)).collect()
    };
    measured.moments.iter().flat_map(moment).collect()
}

/// An agent of its rows. What it aims at follows from its figures.
fn read(seed: u32, rows: &[Vec<String>], report: &PullReport) -> Option<Measured> {
    let pull = |row: &Vec<String>| -> Option<Option<Pull>> {
        let [_, _, _, _, _, value, low, high, r, states, ..] = &row[..] else { return None };
        if value.is_empty() {
            return Some(None);
        }
        let number = |text: &String| text.parse().ok();
        let (value, low, high, r) = (number(value)?, number(low)?, number(high)?, number(r)?);
        Some(Some(Pull { value, low, high, r, states: states.parse().ok()? }))
    };
    let moment = |rows: &[Vec<String>]| -> Option<MomentPulls> {
        let pulls: Vec<Option<Pull>> = rows.iter().map(pull).collect::<Option<_>>()?;
        let (of_events, of_kinds) = pulls.split_at_checked(2 * report.events.len())?;
        let events: Vec<EventPulls> = of_events.chunks_exact(2).map(|of| EventPulls { pull: of[0], useless: of[1] }).collect();
        let kinds: Vec<KindPulls> = of_kinds.chunks_exact(2).map(|of| KindPulls { near: of[0], useful: of[1] }).collect();
        let aims = aims(&report.events, &report.kinds, &events, &kinds, &THRESHOLDS);
        Some(MomentPulls { step: rows.first()?.get(1)?.parse().ok()?, pulls: AgentPulls { events, kinds, aims } })
    };
    let moments = rows.chunks(figures(report).len().max(1)).map(moment).collect::<Option<_>>()?;
    Some(Measured { seed, digest: String::new(), moments })
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::framings::pulls::{Aims, Kind};

    #[test]
    fn every_field_has_its_column() {
        let pull = Some(Pull { value: 4.5, low: 1.0, high: 8.0, r: 0.5, states: 100 });
        let aims = Aims { finals: vec![0], misaligned: vec![0], instrumental: Vec::new() };
        let pulls =
            AgentPulls { events: vec![EventPulls { pull, useless: None }], kinds: vec![KindPulls { near: pull, useful: None }], aims };
        let report = PullReport {
            events: vec![engine::framings::pulls::Event { feature: "reached_corner".into(), kind: Some(0), pays: Some(0.0) }],
            kinds: vec![Kind { name: "corner".into(), many: false, event: Some(0) }],
            levels: 160,
            states: 2560,
            agents: Vec::new(),
            moments: Vec::new(),
            untrained: Vec::new(),
        };
        let measured = Measured { seed: 7, digest: String::new(), moments: vec![MomentPulls { step: 1024, pulls }] };
        let fixed = [("scenario", "cheese-corner".to_owned()), ("setup", "setup".to_owned())];
        let rows = fields(&measured, &report, &fixed);
        assert!(rows.len() == 4 && rows.iter().all(|row| row.len() == COLUMNS.len()), "{rows:?}");
        assert_eq!(rows[0].join(","), "7,1024,event,reached_corner,pull,4.5,1,8,0.5,100,final, misaligned,cheese-corner,setup");
        assert_eq!(rows[1].join(","), "7,1024,event,reached_corner,useless,,,,,,,cheese-corner,setup");
        assert_eq!(read(7, &rows, &report).map(|read| read.moments), Some(measured.moments));
    }
}
