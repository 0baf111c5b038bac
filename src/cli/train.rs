//! `wayward train`: one agent, its learning curve and the digest of its weights.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::batch::each_in_order;
use super::input::{Comparison, ScenarioArgs};
use super::output::{interrupted, print_json, print_line, progress_bar};
use super::{Failure, failed, usage};
use crate::weights;
use engine::experiment::{Event, Experiment, Summary};
use engine::learner::Net;
use engine::scenario::Scenario;
use engine::share;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The agent's seed
    #[arg(long)]
    seed: Option<u32>,
    /// Steps of experience, instead of the preset's
    #[arg(long)]
    steps: Option<u32>,
    /// Writes the weights to FILE as safetensors, with the link that makes them again; see docs/verdict.md
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// JSON Lines instead of text: the points of the learning curve, then the result
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let given = options.scenario.given()?;
    let mut scenario = given.shared.scenario.clone();
    scenario.seed = options.seed.unwrap_or(scenario.seed);
    if let Some(steps) = options.steps {
        scenario.set("agent.total_timesteps", &steps.to_string()).map_err(usage)?;
    }
    let seed = scenario.seed;
    let same_run = scenario == given.shared.scenario;
    let link = format!("#{}", share::encode(&scenario.clone().into()));
    let mut experiment = Experiment::new(scenario, 1.0).map_err(failed)?;
    let bar = progress_bar(1);
    let start = Instant::now();
    let mut to_95 = None;
    let mut last_line = 0;
    let summary = train_to_end(&mut experiment, |event| {
        let Event::Progress(point) = event else { return };
        if to_95.is_none() && point.episodes >= 256 && point.success >= 0.95 {
            to_95 = Some(start.elapsed().as_secs_f64());
        }
        bar.set_length(u64::from(point.total));
        bar.set_position(u64::from(point.step));
        if options.json {
            bar.suspend(|| print_json(point));
        } else if point.step == point.total || point.step >= last_line + point.total / 16 {
            last_line = point.step;
            let line = format!(
                "{:>8} steps  success {:.3}  return {:.3}  intended {:.3}  length {:>5.1}  entropy {:.3}",
                point.step, point.success, point.episodic_return, point.intended_return, point.episodic_length, point.entropy
            );
            bar.suspend(|| print_line(&line));
        }
    });
    bar.finish_and_clear();
    let (summary, seconds) = (summary?, start.elapsed().as_secs_f64());
    if let Some(path) = &options.save {
        let about = weights::about(&link, seed, summary.steps, &summary.digest);
        std::fs::write(path, weights::to_file(experiment.net(), about))
            .map_err(|error| Failure::Failed(format!("cannot write {}: {error}", path.display())))?;
    }
    let speed = f64::from(summary.steps) / seconds;
    let comparison = Comparison::new(
        &given,
        match given.shared.scenario.seeds {
            _ if !same_run => Err("with --seed or --steps this is another run".into()),
            1 => Ok(summary.digest.clone()),
            seeds => Err(format!("it is that of all {seeds} agents, which `wayward judge` trains")),
        },
    );
    if options.json {
        let mut result = serde_json::json!({
            "seed": seed, "steps": summary.steps, "digest": summary.digest, "success": summary.success, "steps_to_95": summary.steps_to_95,
            "seconds": seconds, "seconds_to_95": to_95, "steps_per_second": speed,
        });
        if let Some(comparison) = comparison {
            result["link"] = comparison.json();
        }
        print_json(&result);
    } else {
        print_line(&format!("digest {}  success {:.3}  {:.0} steps a second", summary.digest, summary.success, speed));
        comparison.iter().for_each(|comparison| print_line(&comparison.line()));
    }
    Ok(())
}

/// Runs to the end of training. `each` sees every event.
pub fn train_to_end(experiment: &mut Experiment, mut each: impl FnMut(&Event)) -> Result<Summary, Failure> {
    let mut events = Vec::new();
    while !interrupted() {
        experiment.advance(&mut events);
        for event in events.drain(..) {
            each(&event);
            match event {
                Event::Trained(summary) => return Ok(summary),
                Event::Failed(failure) => {
                    let place = if failure.picture.is_empty() { String::new() } else { format!("\n{}", failure.picture) };
                    return Err(Failure::Failed(format!("after {} steps: {}{place}", failure.step, failure.message)));
                }
                _ => {}
            }
        }
    }
    Err(Failure::Interrupted)
}

/// One agent a seed, trained to the end, in the order of the seeds.
pub fn train_all(scenario: &Scenario, (from, to): (u32, u32), amount: f64) -> Result<Vec<Net>, Failure> {
    let train = |index: u32| {
        let scenario = Scenario { seed: from + index, ..scenario.clone() };
        let mut experiment = Experiment::new(scenario, amount).map_err(failed)?;
        train_to_end(&mut experiment, |_| {})?;
        Ok(experiment.net().clone())
    };
    let mut nets = Ok(Vec::new());
    each_in_order(to - from, "agents", train, |net: Result<Net, Failure>| match (net, &mut nets) {
        (Ok(net), Ok(all)) => all.push(net),
        (Err(failure), _) => nets = Err(failure),
        (Ok(_), Err(_)) => {}
    })?;
    nets
}
