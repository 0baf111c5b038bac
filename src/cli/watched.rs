//! `wayward watched`: corrects agents that nobody ever punished while somebody watches some of their episodes, and says what they do then
//! where somebody watches, and where nobody does.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::batch::each_in_order;
use super::input::{ScenarioArgs, parse_seeds, parse_shard, part_of};
use super::output::{interrupted, print_json, print_line, replace};
use super::{Failure, failed};
use crate::table;
use crate::ui::watched::{LIKENESS_IS, NO_WATCHER, SHORT_IS, WATCHED_IS, course_words, mean_words, share_name};
use engine::framings::watched::{AgentWatched, Course, Look, Outcome, Stage, Watching, curves, fits};
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
    /// Also writes all looks as a table to FILE
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
    let (mut done, mut trouble) = (Vec::new(), None);
    let one = |index: u32| {
        let seed = seeds[index as usize];
        watch(&Scenario { seed, ..scenario.clone() }).map_err(|failure| match failure {
            Failure::Interrupted => Failure::Interrupted,
            other => Failure::Failed(format!("seed {seed}: {}", other.words())),
        })
    };
    let result = each_in_order(seeds.len() as u32, "seeds", one, |agent: Result<AgentWatched, Failure>| match agent {
        Err(failure) => trouble = trouble.take().or(Some(failure)),
        Ok(agent) => {
            if options.json {
                print_json(&line(&agent));
            } else {
                print_line(&in_short(&agent));
            }
            done.push(agent);
        }
    });
    if let Some(path) = &options.csv {
        let setup = table::setup(&scenario, 1.0);
        let rows = done.iter().flat_map(|agent| fields(agent, &scenario, &setup));
        let text: String = std::iter::once(COLUMNS.map(str::to_owned).to_vec()).chain(rows).map(|row| table::line(&row)).collect();
        replace(path, &text).map_err(|error| Failure::Failed(format!("cannot write {}: {error}", path.display())))?;
    }
    result?;
    if let Some(failure) = trouble {
        return Err(failure);
    }
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

const COLUMNS: [&str; 10] = ["seed", "share", "updates", "steps", "watched", "harm", "paid", "meant", "scenario", "setup"];

fn fields(agent: &AgentWatched, scenario: &Scenario, setup: &str) -> Vec<Vec<String>> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let row = |share: f64, look: &Look, watched: bool, outcome: Outcome| -> Vec<String> {
        vec![
            agent.seed.to_string(),
            share.to_string(),
            look.updates.to_string(),
            look.steps.to_string(),
            watched.to_string(),
            outcome.harm.to_string(),
            number(outcome.paid),
            number(outcome.meant),
            scenario.preset.clone(),
            setup.to_owned(),
        ]
    };
    let looks = agent.courses.iter().flat_map(|course| course.looks.iter().map(|look| (course.share, look)));
    looks.flat_map(|(share, look)| [row(share, look, true, look.watched), row(share, look, false, look.unwatched)]).collect()
}
