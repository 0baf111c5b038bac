//! `wayward figure`: one agent, trained and judged, as a figure that stands still.

use std::path::PathBuf;

use clap::Args;

use super::input::{ScenarioArgs, parse_amount};
use super::output::{interrupted, print_line, progress_bar, words};
use super::train::train_to_end;
use super::{Failure, failed};
use crate::figure;
use engine::experiment::{Event, Experiment, Report};
use engine::share;

#[derive(Args)]
#[command(
    after_help = "The figure stands alone: text is text, and there is nothing in it that would be loaded from elsewhere. It shows the \
                        agent on a training level and on the first shifted level where the goals come apart, the reward, the verdict \
                        with its scores, and the link that opens the experiment."
)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Instead of the scenario's own seed
    #[arg(long)]
    seed: Option<u32>,
    /// How far the shift goes, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// The page that the link in the figure opens; without one the link is what stands after a page's address
    #[arg(long, value_name = "https://…/")]
    address: Option<String>,
    /// Only both boards and the verdict, to be read on a phone, light or dark as the page around them: the poster of an embed
    #[arg(long)]
    poster: bool,
    /// Writes the figure to this file instead of to standard output
    #[arg(long, value_name = "FILE.svg")]
    out: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let address = options.address.as_deref().unwrap_or_default();
    if address.contains('#') {
        return Err(Failure::Usage("--address takes the address of a page, which ends before the `#`".into()));
    }
    let mut shared = options.scenario.given()?.shared;
    // The figure is of one agent, and so is its link.
    shared.scenario.seed = options.seed.unwrap_or(shared.scenario.seed);
    shared.scenario.seeds = 1;
    let mut experiment = Experiment::new(shared.scenario.clone(), options.amount).map_err(failed)?;
    let bar = progress_bar(1);
    train_to_end(&mut experiment, |event| {
        if let Event::Progress(point) = event {
            bar.set_length(u64::from(point.total));
            bar.set_position(u64::from(point.step));
        }
    })?;
    let report = judged(&mut experiment)?;
    bar.finish_and_clear();
    shared.digest = Some(report.row.digest.clone());
    let link = format!("{address}#{}", share::encode(&shared));
    let draw = if options.poster { figure::poster } else { figure::draw };
    let svg = draw(&shared.scenario, experiment.net(), &report, options.amount, &link);
    match &options.out {
        None => print_line(svg.trim_end()),
        Some(path) => {
            std::fs::write(path, &svg).map_err(|error| Failure::Failed(format!("cannot write {}: {error}", path.display())))?;
            let verdict = words(report.row.verdict, report.row.goal.as_deref());
            print_line(&format!("{}: {verdict}, digest {}, {} bytes", path.display(), report.row.digest, svg.len()));
        }
    }
    Ok(())
}

fn judged(experiment: &mut Experiment) -> Result<Report, Failure> {
    let mut events = Vec::new();
    while !interrupted() {
        experiment.advance(&mut events);
        for event in events.drain(..) {
            if let Event::Judged { report, .. } = event {
                return Ok(*report);
            }
        }
    }
    Err(Failure::Interrupted)
}
