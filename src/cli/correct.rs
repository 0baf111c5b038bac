//! `wayward correct`: trains an agent for each seed, lets it go on learning in the shifted world, and says how much longer than a
//! fresh one it takes to do what was meant, how that goes along its training, and what harm comes first.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::input::{ScenarioArgs, parse_amount, parse_seeds, parse_shard, part_of};
use super::output::{interrupted, print_json, print_line};
use super::rows::{AgentTable, Making, agents};
use super::{Failure, failed};
use crate::table;
use crate::ui::corrections::{EXPLORING_IS, dial_words, harm_why, harm_words, median_words, online_words};
use engine::experiment::correct::{CAP, EXPLORING, Feedback, State, explores, robustness};
use engine::experiment::{Experiment, question};
use engine::framings::corrections::{AgentCorrections, Correcting, Course, Stage, moments, shares, updates};
use engine::judge::{Reference, Seen};
use engine::learner::digest;
use engine::scenario::Scenario;

#[derive(Args)]
#[command(
    after_help = "Columns of the table: seed; agent (fresh, or trained); step of its training; state, updates, steps and harms when \
                        its correction ended; robustness and at_least; intended at the end; old_before and old_after: what was meant, in \
                        the old world; harm: what counts as one; feedback, explore, amount, scenario, and setup: the digest of all that \
                        the row depends on beside its seed. The rows of all shards together are those of one run."
)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "0..16", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// What it is paid for there
    #[arg(long, default_value = "reward")]
    feedback: By,
    /// How far the shift goes, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// Steps after which it is given up
    #[arg(long, default_value_t = CAP, value_parser = clap::value_parser!(u32).range(1..=i64::from(CAP)))]
    steps: u32,
    /// Also as it was after 3, 10, 20, 40 and 70 % of its training
    #[arg(long)]
    moments: bool,
    /// Also counts harms until it is corrected: how many agents are corrected before how many
    #[arg(long)]
    harms: bool,
    /// The dial: how many harms are too many; says in how many agents they came first
    #[arg(long, value_name = "H", requires = "harms", value_parser = clap::value_parser!(u32).range(1..))]
    most: Option<u32>,
    /// It explores more while it is corrected: agent.ent_coef of 0.1, for the fresh agent, too
    #[arg(long)]
    explore: bool,
    /// Only part I of N, counted from 1: every Nth seed. auto/N: as for `sweep`
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    shard: Option<(u32, u32)>,
    /// Also writes all corrections as a table to FILE, those of an agent as soon as they are done; agents that it has from an interrupted
    /// run, or from merged shards, are not corrected again
    #[arg(long, value_name = "FILE.csv")]
    csv: Option<PathBuf>,
    /// JSON Lines instead of text: an object a seed, then all together
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    Reward,
    Intended,
}

impl By {
    fn feedback(self) -> Feedback {
        match self {
            By::Reward => Feedback::Reward,
            By::Intended => Feedback::Intended,
        }
    }

    fn name(self) -> &'static str {
        match self {
            By::Reward => "reward",
            By::Intended => "intended",
        }
    }
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let goals = scenario.check().map_err(failed)?;
    if options.explore && explores(&scenario) {
        let own = scenario.agent.ent_coef;
        return Err(Failure::Usage(format!(
            "--explore: this agent explores as much anyway, its agent.ent_coef is {own}; the switch sets {EXPLORING}"
        )));
    }
    let mut reference = Reference::new(question(&scenario, &goals, options.amount));
    while !reference.advance() {}
    let seeds = part_of(options.seeds, options.shard);
    let make = |seed: u32| correct(&Scenario { seed, ..scenario.clone() }, &reference, options).map_err(|failure| failure.of_seed(seed));
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
                print_agent(&scenario, agent, options);
            }
        },
    };
    let done = agents(&table, making)?;
    // Of a population that other shards have a part in, nobody here can speak as a whole.
    match (options.shard, options.json) {
        (Some(_), _) => {}
        (None, true) => print_json(&all(&done)),
        (None, false) => print_all(&scenario, &done, options),
    }
    Ok(())
}

fn correct(scenario: &Scenario, reference: &Reference, options: &Options) -> Result<AgentCorrections, Failure> {
    let goals = scenario.check().map_err(failed)?;
    let mut experiment = Experiment::against(scenario.clone(), goals, reference.clone());
    let wanted = updates(scenario);
    // The trained agent comes last, whatever is asked.
    let earlier = &wanted[..wanted.len() - 1];
    let (mut events, mut seen): (Vec<_>, Vec<(u32, Vec<f32>)>) = (Vec::new(), Vec::new());
    while experiment.is_training() {
        let before = experiment.updates();
        experiment.advance(&mut events);
        events.clear();
        if experiment.is_idle() {
            return Err(Failure::Failed("training failed; `wayward train` says why".into()));
        }
        if interrupted() {
            return Err(Failure::Interrupted);
        }
        let now = experiment.updates();
        if options.moments && now != before && earlier.contains(&now) {
            seen.push((experiment.step(), experiment.net().weights.clone()));
        }
    }
    seen.push((experiment.step(), experiment.net().weights.clone()));
    let correcting = Correcting::against(scenario, reference.clone(), options.feedback.feedback(), options.explore, seen);
    let mut correcting = correcting.map_err(failed)?.up_to(options.steps);
    loop {
        match correcting.advance() {
            Stage::Going if interrupted() => return Err(Failure::Interrupted),
            Stage::Going => {}
            Stage::Done(agent) => return Ok(agent),
            Stage::Failed(failure) => return Err(Failure::Failed(failure.message)),
        }
    }
}

fn ratio(fresh: &Course, agent: &Course) -> Option<(f64, bool)> {
    robustness((agent.state, agent.updates), (fresh.state, fresh.updates))
}

fn last(agent: &AgentCorrections) -> &Course {
    &agent.moments[agent.moments.len() - 1].1
}

fn ratio_words(ratio: Option<(f64, bool)>) -> String {
    ratio.map_or("-".into(), |(ratio, is_least)| format!("{}{ratio:.1}", if is_least { "at least " } else { "" }))
}

fn print_agent(scenario: &Scenario, agent: &AgentCorrections, options: &Options) {
    let (course, fresh) = (last(agent), &agent.fresh);
    let mut said = format!(
        "seed {:<5} this agent {}; a fresh one {}; goal robustness {}",
        agent.seed,
        ended(course),
        ended(fresh),
        ratio_words(ratio(fresh, course))
    );
    if options.moments {
        let along = agent.moments.iter().map(|(step, course)| format!("{} at {step}", ratio_words(ratio(fresh, course))));
        said += &format!(" (along its training {})", along.collect::<Vec<_>>().join(", "));
    }
    if options.harms {
        said += &format!("; by then it {} {} times", harm_words(scenario.world, agent.harm), course.harms);
    }
    let (before, after) = (shown(course.first.old), shown(course.last.old));
    print_line(&(said + &format!("; what was meant in the old world {before} -> {after}")));
}

fn ended(course: &Course) -> String {
    let how = match course.state {
        State::Corrected => "is aligned after",
        State::Going | State::Capped | State::Failed => "is not aligned after",
    };
    format!("{how} {} steps", course.steps)
}

fn shown(value: Option<f64>) -> String {
    value.map_or("-".into(), |value| format!("{value:.2}"))
}

/// How many were corrected, and after how many steps in the mean.
fn corrected<'a>(courses: impl Iterator<Item = &'a Course>) -> (usize, f64) {
    let steps: Vec<f64> = courses.filter(|course| course.state == State::Corrected).map(|course| f64::from(course.steps)).collect();
    (steps.len(), steps.iter().sum::<f64>() / steps.len().max(1) as f64)
}

fn print_all(scenario: &Scenario, done: &[AgentCorrections], options: &Options) {
    let (agents, fresh) = (corrected(done.iter().map(last)), corrected(done.iter().map(|agent| &agent.fresh)));
    let all = done.len();
    print_line(&format!(
        "all: {} of {all} corrected, after {:.0} steps in the mean; fresh ones: {} of {all}, after {:.0}",
        agents.0, agents.1, fresh.0, fresh.1
    ));
    let along = moments(done);
    for moment in along.iter().filter(|_| options.moments || options.harms) {
        let mut said = format!(
            "after {:>7} steps of training: goal robustness {} (median [95 %], known of {}), {} of {} corrected after {} steps",
            moment.step,
            median_words(moment.robustness, 1),
            moment.robustness.map_or(0, |robustness| robustness.agents),
            moment.corrected,
            moment.agents,
            median_words(moment.steps, 0)
        );
        if options.harms {
            said += &format!(", harms {}", median_words(moment.harms, 0));
        }
        print_line(&said);
    }
    if options.harms {
        for share in shares(done) {
            print_line(&format!(
                "corrected before more than {} harms: {} of {} [{:.2}, {:.2}]",
                share.harms, share.corrected, share.agents, share.low, share.high
            ));
        }
        if let Some(agent) = done.first() {
            print_line(&format!("a harm: it {}. {}", harm_words(scenario.world, agent.harm), harm_why(agent.harm)));
        }
    }
    if options.moments || options.harms {
        print_line(&online_words(scenario.world, done));
        if !options.explore && !explores(scenario) {
            print_line(EXPLORING_IS);
        }
    }
    if let Some(most) = options.most {
        print_line(&dial_words(done, f64::from(most)));
    }
}

fn course_json(course: &Course) -> Value {
    json!({"steps": course.steps, "corrected": course.state == State::Corrected, "intended": course.last.intended, "harms": course.harms})
}

fn line(agent: &AgentCorrections) -> Value {
    let (course, fresh) = (last(agent), &agent.fresh);
    let known = |course: &Course| ratio(fresh, course).filter(|(_, is_least)| !is_least).map(|(ratio, _)| ratio);
    let mut line = json!({
        "seed": agent.seed, "agent": course_json(course), "fresh": course_json(fresh), "robustness": known(course), "harm": agent.harm,
        "old_world": {"before": course.first.old, "after": course.last.old},
    });
    if agent.moments.len() > 1 {
        let along = agent.moments.iter().map(|(step, course)| {
            let mut moment = course_json(course);
            (moment["after"], moment["robustness"]) = ((*step).into(), known(course).into());
            moment
        });
        line["moments"] = along.collect();
    }
    line
}

fn all(done: &[AgentCorrections]) -> Value {
    let mean = |(count, mean): (usize, f64)| json!({"corrected": count, "mean_steps": (count > 0).then_some(mean)});
    json!({
        "agents": done.len(), "agent": mean(corrected(done.iter().map(last))), "fresh": mean(corrected(done.iter().map(|agent| &agent.fresh))),
        "moments": moments(done), "shares": shares(done),
    })
}

/// The columns of the table; names are promises.
pub const COLUMNS: [&str; 18] = [
    "seed",
    "agent",
    "step",
    "state",
    "updates",
    "steps",
    "harms",
    "robustness",
    "at_least",
    "intended",
    "old_before",
    "old_after",
    "harm",
    "feedback",
    "explore",
    "amount",
    "scenario",
    "setup",
];

/// Those that tell the rows of one agent apart.
pub const KEYS: [&str; 2] = ["agent", "step"];

const HARM: usize = 12;

/// What every row of this run's table has in common, and which rows an agent has.
fn layout(scenario: &Scenario, options: &Options) -> AgentTable {
    let batch = (scenario.agent.num_envs * scenario.agent.num_steps) as u32;
    let wanted = updates(scenario);
    let asked = if options.moments { &wanted[..] } else { &wanted[wanted.len() - 1..] };
    let row = |agent: &str, step: u32| vec![agent.to_owned(), step.to_string()];
    let setup = table::setup(scenario, options.amount);
    // The table has no column for this one.
    let setup = if options.steps == CAP { setup } else { digest(format!("{setup} {}", options.steps).bytes()) };
    AgentTable {
        columns: &COLUMNS,
        seeds: options.seeds,
        keys: &KEYS,
        rows: std::iter::once(row("fresh", 0)).chain(asked.iter().map(|updates| row("trained", updates * batch))).collect(),
        fixed: vec![
            ("feedback", options.feedback.name().to_owned()),
            ("explore", options.explore.to_string()),
            ("amount", options.amount.to_string()),
            ("scenario", scenario.preset.clone()),
            ("setup", setup),
        ],
    }
}

/// The rows of an agent, the fresh one's first; `fixed` is what ends each.
fn fields(agent: &AgentCorrections, fixed: &[(&str, String)]) -> Vec<Vec<String>> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let harm = serde_json::to_value(agent.harm).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    let row = |who: &str, step: u32, course: &Course, ratio: Option<(f64, bool)>| -> Vec<String> {
        let mut row = vec![
            agent.seed.to_string(),
            who.to_owned(),
            step.to_string(),
            state_name(course.state).to_owned(),
            course.updates.to_string(),
            course.steps.to_string(),
            course.harms.to_string(),
            number(ratio.map(|(ratio, _)| ratio)),
            ratio.map_or_else(String::new, |(_, is_least)| is_least.to_string()),
            number(course.last.intended),
            number(course.first.old),
            number(course.last.old),
            harm.clone(),
        ];
        row.extend(fixed.iter().map(|(_, value)| value.clone()));
        row
    };
    let trained = agent.moments.iter().map(|(step, course)| row("trained", *step, course, ratio(&agent.fresh, course)));
    std::iter::once(row("fresh", 0, &agent.fresh, None)).chain(trained).collect()
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Corrected => "corrected",
        State::Going | State::Capped => "capped",
        State::Failed => "failed",
    }
}

/// An agent of its rows. Of what was seen at the first look, rows have the old world alone.
fn read(seed: u32, rows: &[Vec<String>]) -> Option<AgentCorrections> {
    let course = |row: &[String]| -> Option<(u32, Course)> {
        let [_, _, step, state, updates, steps, harms, _, _, intended, before, after, ..] = row else { return None };
        let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        let state = [State::Corrected, State::Capped, State::Failed].into_iter().find(|one| state_name(*one) == state)?;
        let first = Seen { old: number(before)?, ..Seen::default() };
        let last = Seen { intended: number(intended)?, old: number(after)?, ..Seen::default() };
        let (updates, steps, harms) = (updates.parse().ok()?, steps.parse().ok()?, harms.parse().ok()?);
        Some((step.parse().ok()?, Course { state, updates, steps, harms, first, last }))
    };
    let harm = serde_json::from_value(Value::from(rows.first()?.get(HARM)?.as_str())).ok()?;
    let mut courses: Vec<(u32, Course)> = rows.iter().map(|row| course(row)).collect::<Option<_>>()?;
    let (_, fresh) = courses.remove(0);
    Some(AgentCorrections { seed, harm, fresh, moments: courses })
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::experiment::harm::Harm;

    #[test]
    fn rows_read_back_as_they_were() {
        let seen = |intended: Option<f64>, old: f64| Seen { intended, old: Some(old), ..Seen::default() };
        let course = |state, updates| Course {
            state,
            updates,
            steps: 1_024 * updates,
            harms: 0.5,
            first: seen(None, 1.0 / 3.0),
            last: seen(Some(0.95), -0.25),
        };
        let moments = vec![(2_048, course(State::Corrected, 8)), (98_304, course(State::Capped, 400))];
        for fresh in [State::Corrected, State::Failed] {
            let agent = AgentCorrections { seed: 7, harm: Harm::OfWorld, fresh: course(fresh, 16), moments: moments.clone() };
            let rows = fields(&agent, &[("feedback", "reward".into()), ("setup", "a".into())]);
            assert_eq!(read(7, &rows), Some(agent));
        }
        assert_eq!(COLUMNS[HARM], "harm");
    }
}
