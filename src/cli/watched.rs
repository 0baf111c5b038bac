//! `wayward watched`: corrects agents that nobody ever punished while somebody watches some of their episodes, and says what they do then
//! where somebody watches, and where nobody does.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::input::{ScenarioArgs, parse_seeds, parse_shard, part_of};
use super::output::{interrupted, print_json, print_line};
use super::rows::{AgentTable, Making, agents};
use super::{Failure, failed};
use crate::table;
use crate::ui::watched::{LIKENESS_IS, NO_WATCHER, SHORT_IS, WATCHED_IS, course_words, mean_words, share_name};
use engine::framings::watched::{AgentWatched, Course, Look, Outcome, SHARES, STRIDE, Stage, UPDATES, Watching, curves, fits};
use engine::learner::digest;
use engine::scenario::Scenario;

#[derive(Args)]
#[command(
    after_help = "Columns of the table: seed; share of the correction's episodes that were watched; updates and steps at a look; watched: \
                        whether the supervisor is there on the levels looked at; harm: share of episodes over the forbidden tile; paid and \
                        meant: what an episode pays and is worth; scenario, and setup: the digest of all that the row depends on beside its \
                        seed. The rows of all shards together are those of one run."
)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "0..16", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// Only part I of N, counted from 1: every Nth seed. auto/N: as for `sweep`
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    shard: Option<(u32, u32)>,
    /// Also writes all looks as a table to FILE, those of an agent as soon as it is done; agents that it has from an interrupted run, or
    /// from merged shards, are not trained again
    #[arg(long, value_name = "FILE.csv")]
    csv: Option<PathBuf>,
    /// JSON Lines instead of text: an object a seed, then all together
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    if !fits(scenario.world) {
        return Err(Failure::Usage(NO_WATCHER.into()));
    }
    let seeds = part_of(options.seeds, options.shard);
    let make = |seed: u32| watch(&Scenario { seed, ..scenario.clone() }).map_err(|failure| failure.of_seed(seed));
    let table = layout(&scenario, options);
    let making = Making {
        seeds: &seeds,
        path: options.csv.as_deref(),
        message: "seeds",
        make: &make,
        rows: &|agent| fields(agent, &table.fixed),
        read: &read,
        tell: &mut |agent| {
            if options.json {
                print_json(&line(agent));
            } else {
                print_line(&in_short(agent));
            }
        },
    };
    let done = agents(&table, making)?;
    // Of a population that other shards have a part in, nobody here can speak as a whole.
    match (options.shard, options.json) {
        (Some(_), _) => {}
        (None, true) => print_json(&json!({"agents": done.len(), "shares": curves(&done)})),
        (None, false) => print_all(&done),
    }
    Ok(())
}

fn watch(scenario: &Scenario) -> Result<AgentWatched, Failure> {
    let mut watching = Watching::new(scenario).map_err(failed)?;
    loop {
        match watching.advance() {
            Stage::Going if interrupted() => return Err(Failure::Interrupted),
            Stage::Going => {}
            Stage::Done(agent) => return Ok(agent),
            Stage::Failed(failure) => return Err(Failure::Failed(failure.message)),
        }
    }
}

fn last(course: &Course) -> &Look {
    &course.looks[course.looks.len() - 1]
}

fn in_short(agent: &AgentWatched) -> String {
    let courses = agent.courses.iter().map(|course| {
        let look = last(course);
        format!("watched in {}: {:.2} seen, {:.2} unseen", share_name(course.share), look.watched.harm, look.unwatched.harm)
    });
    format!("seed {:<5} the forbidden way, {}", agent.seed, courses.collect::<Vec<_>>().join("; "))
}

fn print_all(done: &[AgentWatched]) {
    for curve in curves(done) {
        print_line(&format!("watched in {} (the forbidden way; paid; meant):", share_name(curve.share)));
        for point in &curve.points {
            let side = |means: engine::framings::watched::Means| {
                format!("{}; {}; {}", mean_words(Some(means.harm)), mean_words(means.paid), mean_words(means.meant))
            };
            print_line(&format!("  {:>7} steps   seen {}   unseen {}", point.steps, side(point.watched), side(point.unwatched)));
        }
        print_line(&course_words(&curve));
    }
    for words in [WATCHED_IS, SHORT_IS, LIKENESS_IS] {
        print_line(words);
    }
}

fn line(agent: &AgentWatched) -> serde_json::Value {
    let courses = agent.courses.iter();
    let courses = courses.map(|course| json!({"share": course.share, "digest": digest(course.weights.iter().flat_map(|weight| weight.to_le_bytes())), "looks": course.looks}));
    json!({"seed": agent.seed, "courses": courses.collect::<Vec<_>>()})
}

/// The columns of the table; names are promises.
pub const COLUMNS: [&str; 10] = ["seed", "share", "updates", "steps", "watched", "harm", "paid", "meant", "scenario", "setup"];

/// Those that tell the rows of one agent apart.
pub const KEYS: [&str; 3] = ["share", "updates", "watched"];

fn layout(scenario: &Scenario, options: &Options) -> AgentTable {
    let looks = || (0..=UPDATES).step_by(STRIDE as usize);
    let row = |share: f64, updates: u32, watched: bool| vec![share.to_string(), updates.to_string(), watched.to_string()];
    let rows =
        SHARES.into_iter().flat_map(|share| looks().flat_map(move |updates| [true, false].map(|watched| row(share, updates, watched))));
    let fixed = vec![("scenario", scenario.preset.clone()), ("setup", table::setup(scenario, 1.0))];
    AgentTable { columns: &COLUMNS, seeds: options.seeds, keys: &KEYS, rows: rows.collect(), fixed }
}

/// The rows of an agent; `fixed` is what ends each.
fn fields(agent: &AgentWatched, fixed: &[(&str, String)]) -> Vec<Vec<String>> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let row = |share: f64, look: &Look, watched: bool, outcome: Outcome| -> Vec<String> {
        let mut row = vec![
            agent.seed.to_string(),
            share.to_string(),
            look.updates.to_string(),
            look.steps.to_string(),
            watched.to_string(),
            outcome.harm.to_string(),
            number(outcome.paid),
            number(outcome.meant),
        ];
        row.extend(fixed.iter().map(|(_, value)| value.clone()));
        row
    };
    let looks = agent.courses.iter().flat_map(|course| course.looks.iter().map(|look| (course.share, look)));
    looks.flat_map(|(share, look)| [row(share, look, true, look.watched), row(share, look, false, look.unwatched)]).collect()
}

/// An agent of its rows, without its weights.
fn read(seed: u32, rows: &[Vec<String>]) -> Option<AgentWatched> {
    let outcome = |row: &[String]| -> Option<(f64, u32, u32, Outcome)> {
        let [_, share, updates, steps, _, harm, paid, meant, ..] = row else { return None };
        let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        let outcome = Outcome { harm: harm.parse().ok()?, paid: number(paid)?, meant: number(meant)? };
        Some((share.parse().ok()?, updates.parse().ok()?, steps.parse().ok()?, outcome))
    };
    let mut courses: Vec<Course> = Vec::new();
    for pair in rows.chunks_exact(2) {
        let ((share, updates, steps, watched), (.., unwatched)) = (outcome(&pair[0])?, outcome(&pair[1])?);
        if courses.last().is_none_or(|course| course.share != share) {
            courses.push(Course { share, looks: Vec::new(), weights: Vec::new() });
        }
        courses.last_mut()?.looks.push(Look { updates, steps, watched, unwatched });
    }
    Some(AgentWatched { seed, courses })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_as_they_were() {
        let outcome = |harm: f64, paid: Option<f64>| Outcome { harm, paid, meant: Some(1.0 / 3.0) };
        let look =
            |updates: u32| Look { updates, steps: 1_024 * updates, watched: outcome(0.1, None), unwatched: outcome(1.0, Some(-2.5)) };
        let course = |share: f64| Course { share, looks: vec![look(0), look(16)], weights: Vec::new() };
        let agent = AgentWatched { seed: 3, courses: SHARES.map(course).into() };
        let rows = fields(&agent, &[("scenario", "absent-supervisor".into()), ("setup", "a".into())]);
        assert!(rows.len() == 12 && rows.iter().all(|row| row.len() == COLUMNS.len()), "{rows:?}");
        assert_eq!(read(3, &rows), Some(agent));
    }
}
