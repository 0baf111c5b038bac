//! The command line: the same experiment natively, for curves over seeds and for the digest that a run promises.
//!
//! Results go to standard output (JSON Lines with `--json`), progress and messages to standard error. Exit status: 0 done,
//! 1 failed, 2 wrong usage. Every finished row is printed at once, so an interrupted command keeps what it has. One file a
//! command; names and formats here are promises to users.

mod agents;
mod batch;
mod causes;
mod check;
mod correct;
mod csv;
mod evidence;
mod figure;
mod foreign;
mod framings;
mod input;
mod judge;
mod link;
mod merge;
mod observations;
mod output;
mod presets;
mod pulls;
mod readings;
mod record;
mod rivals;
mod rollouts;
mod rows;
mod solve;
mod sweep;
mod thumbs;
mod train;
mod watched;
mod worst;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use engine::scenario::FieldError;

#[derive(Parser)]
#[command(
    name = "wayward",
    version,
    about = "Train a small agent on a reward you wrote, shift its world, and measure which goal it learned",
    after_help = "A SCENARIO is a preset's name, a JSON file (a preset and what differs from it, such as\n  \
                  {\"preset\":\"cheese-corner\",\"seed\":7,\"train\":{\"disagree\":0.1}}), or a link or what stands in it after the #.\n\n\
                  Results go to standard output, progress and messages to standard error. Exit status: 0 done, 1 failed, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lists the worlds and presets, a line each
    Presets(presets::Options),
    /// Compiles the reward and the goals of a scenario and prints what is wrong with them, and what its training levels never
    /// tell apart
    Check(check::Options),
    /// Trains one agent: its learning curve and the digest of its weights
    Train(train::Options),
    /// Trains and judges an agent for each seed: verdicts with their evidence
    Judge(judge::Options),
    /// Lets a trained agent go on learning in the shifted world, beside a fresh one, until it does what was meant
    Correct(correct::Options),
    /// Says what pulls agents, what they want for its own sake and what only as a means, now and along their training
    Pulls(pulls::Options),
    /// Corrects agents whom nobody ever punished while somebody watches some of their episodes: what they do then, watched and unwatched
    Watched(watched::Options),
    /// Judges every point of a grid of scenarios: a row for every point and seed, as CSV
    Sweep(sweep::Options),
    /// Puts the tables of a sweep's shards together, and says what is missing
    Merge(merge::Options),
    /// Plays episodes: one JSON object each, complete enough to be replayed from picture and actions alone
    Rollouts(rollouts::Options),
    /// All that an agent can come to see on the judge's levels, for agents that another program trains
    Observations(observations::Options),
    /// Says what else would explain agents as well as a goal does: a place, a direction, a habit; in rooms of other sizes and mirrored ones
    Rivals(rivals::Options),
    /// Searches for the level on which an agent does worst, and says how others do there
    Worst(worst::Options),
    /// Says why agents do what they do: four populations, paid as written or as meant, on levels of training or of the shifted world
    Causes(causes::Options),
    /// Says what else the reward may have meant, each with its verdict, and how little of the world the agents had seen
    Readings(readings::Options),
    /// Learns a reward from a simulated viewer's answers about pairs of clips, trains an agent on it for each seed, and judges it
    Thumbs(thumbs::Options),
    /// Reads the agents of each preset in four ways: behavior, cause, aim, correction; a row each
    Framings(framings::Options),
    /// Trains and judges one agent and draws it as an SVG with text, for print, feeds and pages without JavaScript
    Figure(figure::Options),
    /// What each level is worth under a goal, exactly, and how far policies optimal for it do what was meant
    Solve(solve::Options),
    /// Makes the link of a scenario, or prints the scenario of a link
    Link(link::Options),
    /// Records what the page plays before anything is trained; for `cargo xtask record`, and no promise to anybody
    #[command(hide = true)]
    Record,
}

/// Why a command ended without a result.
enum Failure {
    /// Exit status 2: the words of the command are off.
    Usage(String),
    /// Exit status 1.
    Failed(String),
    /// Exit status 1: Ctrl-C. What was finished has been written.
    Interrupted,
}

impl Failure {
    fn words(self) -> String {
        match self {
            Failure::Usage(message) | Failure::Failed(message) => message,
            Failure::Interrupted => "interrupted".into(),
        }
    }

    /// Of one agent among several.
    fn of_seed(self, seed: u32) -> Failure {
        match self {
            Failure::Interrupted => Failure::Interrupted,
            other => Failure::Failed(format!("seed {seed}: {}", other.words())),
        }
    }
}

pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Presets(options) => presets::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Train(options) => train::run(&options),
        Command::Judge(options) => judge::run(&options),
        Command::Correct(options) => correct::run(&options),
        Command::Pulls(options) => pulls::run(&options),
        Command::Watched(options) => watched::run(&options),
        Command::Sweep(options) => sweep::run(&options),
        Command::Merge(options) => merge::run(&options),
        Command::Rollouts(options) => rollouts::run(&options),
        Command::Observations(options) => observations::run(&options),
        Command::Rivals(options) => rivals::run(&options),
        Command::Worst(options) => worst::run(&options),
        Command::Causes(options) => causes::run(&options),
        Command::Readings(options) => readings::run(&options),
        Command::Thumbs(options) => thumbs::run(&options),
        Command::Framings(options) => framings::run(&options),
        Command::Figure(options) => figure::run(&options),
        Command::Solve(options) => solve::run(&options),
        Command::Link(options) => link::run(&options),
        Command::Record => record::run(),
    };
    let Err(failure) = result else { return ExitCode::SUCCESS };
    let status = if matches!(failure, Failure::Usage(_)) { 2 } else { 1 };
    eprintln!("error: {}", failure.words());
    ExitCode::from(status)
}

fn usage(error: FieldError) -> Failure {
    Failure::Usage(error.to_string())
}

fn failed(errors: Vec<FieldError>) -> Failure {
    Failure::Failed(errors.iter().map(FieldError::to_string).collect::<Vec<_>>().join("\nerror: "))
}
