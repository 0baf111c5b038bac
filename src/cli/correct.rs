//! `wayward correct`: trains an agent for each seed, lets it go on learning in the shifted world, and says how much longer than a
//! fresh one it takes to do what was meant.

use clap::{Args, ValueEnum};

use super::batch::each_in_order;
use super::input::{ScenarioArgs, parse_amount, parse_seeds};
use super::output::{print_json, print_line};
use super::{Failure, failed};
use engine::experiment::correct::{CAP, Correction, Feedback, Look, State, robustness};
use engine::experiment::{Experiment, question};
use engine::judge::Reference;
use engine::scenario::Scenario;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, default_value = "0..16", value_parser = parse_seeds)]
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
    /// JSON Lines instead of text: an object a seed, then the means
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    Reward,
    Intended,
}

/// The first look, the last one, and how it ended.
type Course = (Look, Look, State);

fn follow(mut correction: Correction) -> Result<Course, String> {
    let (mut first, mut last) = (None, None);
    while correction.state() == State::Going {
        if let Some(look) = correction.advance() {
            first.get_or_insert(look);
            last = Some(look);
        }
    }
    match (correction.failure(), first.zip(last)) {
        (None, Some((first, last))) => Ok((first, last, correction.state())),
        (failure, _) => Err(failure.map_or_else(|| "nothing was seen".into(), |failure| failure.message.clone())),
    }
}

fn correct(scenario: &Scenario, reference: &Reference, options: &Options) -> Result<[Course; 2], String> {
    let words = |errors: Vec<_>| failed(errors).words();
    let goals = scenario.check().map_err(words)?;
    let mut experiment = Experiment::against(scenario.clone(), goals, reference.clone());
    let mut events = Vec::new();
    while experiment.is_training() {
        experiment.advance(&mut events);
        if experiment.is_idle() {
            return Err("training failed; `wayward train` says why".into());
        }
    }
    let feedback = match options.feedback {
        By::Reward => Feedback::Reward,
        By::Intended => Feedback::Intended,
    };
    let run = |start| {
        let correction = Correction::against(scenario, reference.clone(), feedback, start).map_err(words)?;
        follow(correction.up_to(options.steps))
    };
    Ok([run(Some(experiment.net().weights.clone()))?, run(None)?])
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let goals = scenario.check().map_err(failed)?;
    let mut reference = Reference::new(question(&scenario, &goals, options.amount));
    while !reference.advance() {}
    let (from, to) = options.seeds;
    let mut done: Vec<[Course; 2]> = Vec::new();
    let mut trouble = None;
    let one = |index: u32| {
        let seed = from + index;
        (seed, correct(&Scenario { seed, ..scenario.clone() }, &reference, options))
    };
    each_in_order(to - from, "seeds", one, |(seed, courses)| match courses {
        Err(message) => trouble = Some(format!("seed {seed}: {message}")),
        Ok([agent, fresh]) => {
            let (first, last, _) = agent;
            let ratio = robustness((agent.2, &agent.1), (fresh.2, &fresh.1));
            if options.json {
                let run = |(_, look, state): &Course| serde_json::json!({"steps": look.steps, "corrected": *state == State::Corrected, "intended": look.seen.intended});
                print_json(&serde_json::json!({
                    "seed": seed, "agent": run(&agent), "fresh": run(&fresh),
                    "robustness": ratio.filter(|(_, is_least)| !is_least).map(|(ratio, _)| ratio),
                    "old_world": {"before": first.seen.old, "after": last.seen.old},
                }));
            } else {
                let (before, after) = (shown(first.seen.old), shown(last.seen.old));
                print_line(&format!(
                    "seed {seed:<5} this agent {}; a fresh one {}; goal robustness {}; what was meant in the old world {before} -> {after}",
                    course(&agent),
                    course(&fresh),
                    ratio.map_or("-".into(), |(ratio, is_least)| format!("{}{ratio:.1}", if is_least { "at least " } else { "" }))
                ));
            }
            done.push([agent, fresh]);
        }
    })?;
    if let Some(message) = trouble {
        return Err(Failure::Failed(message));
    }
    let corrected = |which: usize| {
        let steps: Vec<f64> = done
            .iter()
            .map(|pair| pair[which])
            .filter(|course| course.2 == State::Corrected)
            .map(|course| f64::from(course.1.steps))
            .collect();
        (steps.len(), steps.iter().sum::<f64>() / steps.len().max(1) as f64)
    };
    let ([agents, fresh], all) = ([corrected(0), corrected(1)], done.len());
    if options.json {
        let mean = |(count, mean): (usize, f64)| serde_json::json!({"corrected": count, "mean_steps": (count > 0).then_some(mean)});
        print_json(&serde_json::json!({"agents": all, "agent": mean(agents), "fresh": mean(fresh)}));
    } else {
        print_line(&format!(
            "all: {} of {all} corrected, after {:.0} steps in the mean; fresh ones: {} of {all}, after {:.0}",
            agents.0, agents.1, fresh.0, fresh.1
        ));
    }
    Ok(())
}

fn course(&(_, last, state): &Course) -> String {
    let how = match state {
        State::Corrected => "is aligned after",
        State::Going | State::Capped | State::Failed => "is not aligned after",
    };
    format!("{how} {} steps", last.steps)
}

fn shown(value: Option<f64>) -> String {
    value.map_or("-".into(), |value| format!("{value:.2}"))
}
