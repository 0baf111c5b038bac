//! The command line: the same experiment natively, for rows over seeds and for the digest that a run promises.
//!
//! Results go to standard output (JSON Lines with `--json`), progress and messages to standard error. Exit status: 0 done,
//! 1 failed, 2 wrong usage. Every finished row is printed at once, so an interrupted command keeps what it has.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Instant;

use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::experiment::{Experiment, population, question};
use crate::judge::{Reference, Survey, THRESHOLDS};
use crate::lang::{self, Severity};
use crate::protocol::{Event, Report, Score, SetScores, Summary};
use crate::scenario::{FieldError, Goals, PRESETS, Scenario};

#[derive(Parser)]
#[command(
    name = "wayward",
    version,
    about = "Train a small agent on a reward you wrote, shift its world, and measure which goal it learned"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lists the worlds and presets, a line each
    Presets {
        /// JSON Lines instead of text
        #[arg(long)]
        json: bool,
    },
    /// Compiles the reward and the goals of a scenario and prints what is wrong with them, and what its training levels never
    /// tell apart
    Check {
        #[command(flatten)]
        scenario: ScenarioArgs,
    },
    /// Trains one agent: its learning curve and the digest of its weights
    Train {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// The agent's seed
        #[arg(long)]
        seed: Option<u32>,
        /// Steps of experience, instead of the preset's
        #[arg(long)]
        steps: Option<u32>,
        /// Writes the weights to FILE, little-endian f32 in layer order
        #[arg(long, value_name = "FILE")]
        save: Option<std::path::PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Trains and judges an agent for each seed: verdicts with their evidence
    Judge {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// Seeds A..B (B excluded) or one seed
        #[arg(long, default_value = "0..1", value_parser = parse_seeds)]
        seeds: (u32, u32),
        /// Levels in each set
        #[arg(long)]
        levels: Option<u32>,
        /// How far the shift goes, 0 to 1
        #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
        amount: f64,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
struct ScenarioArgs {
    /// A preset's name (see `wayward presets`)
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    /// Changes one field, such as train.disagree=0.1 or agent.total_timesteps=60000
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// Why a command ended without a result.
enum Failure {
    /// Exit status 2: the words of the command are off.
    Usage(String),
    /// Exit status 1.
    Failed(String),
}

pub fn run() -> ExitCode {
    match execute(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
        Err(Failure::Failed(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(1)
        }
    }
}

fn execute(command: Command) -> Result<(), Failure> {
    match command {
        Command::Presets { json } => {
            presets(json);
            Ok(())
        }
        Command::Check { scenario } => check(&scenario.resolve()?),
        Command::Train { scenario, seed, steps, save, json } => {
            let mut scenario = scenario.resolve()?;
            scenario.seed = seed.unwrap_or(scenario.seed);
            if let Some(steps) = steps {
                scenario.set("agent.total_timesteps", &steps.to_string()).map_err(usage)?;
            }
            train(scenario, save.as_deref(), json)
        }
        Command::Judge { scenario, seeds, levels, amount, json } => {
            let mut scenario = scenario.resolve()?;
            if let Some(levels) = levels {
                scenario.set("judge.levels", &levels.to_string()).map_err(usage)?;
            }
            judge(&scenario, seeds, amount, json)
        }
    }
}

impl ScenarioArgs {
    fn resolve(&self) -> Result<Scenario, Failure> {
        let mut scenario = Scenario::preset(&self.scenario).ok_or_else(|| {
            let known: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
            Failure::Usage(format!("there is no preset `{}`; there are {}", self.scenario, known.join(", ")))
        })?;
        for change in &self.set {
            let (key, value) = change.split_once('=').ok_or_else(|| Failure::Usage(format!("--set takes KEY=VALUE, found `{change}`")))?;
            scenario.set(key, value).map_err(usage)?;
        }
        Ok(scenario)
    }
}

fn usage(error: FieldError) -> Failure {
    Failure::Usage(error.to_string())
}

fn parse_seeds(text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` is not a seed: a whole number from 0 to 4294967295"));
    let (from, to) = match text.split_once("..") {
        Some((from, to)) => (number(from)?, number(to)?),
        None => (number(text)?, number(text)?.checked_add(1).ok_or("one seed less, please: 4294967295 has no end")?),
    };
    if from < to { Ok((from, to)) } else { Err(format!("{from}..{to} is empty: the end is excluded")) }
}

fn parse_amount(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|amount| (0.0..=1.0).contains(amount)).ok_or_else(|| format!("must be a number from 0 to 1, found `{text}`"))
}

fn print_line(line: &str) {
    // A reader that went away (`| head`) is no reason to panic.
    if writeln!(std::io::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
}

fn print_json(value: &impl serde::Serialize) {
    print_line(&serde_json::to_string(value).expect("plain data always becomes JSON"));
}

fn progress_bar(total: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg} {eta} left");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn presets(json: bool) {
    for preset in &PRESETS {
        if json {
            let promise = preset.promise.map(|(verdict, goal)| serde_json::json!({"verdict": verdict, "goal": goal}));
            print_json(&serde_json::json!({"preset": preset.name, "title": preset.title, "about": preset.about, "promise": promise}));
        } else {
            let promise = preset.promise.map_or("Promises nothing.".into(), |(verdict, goal)| {
                format!("Promises: {}{}.", verdict.replace('_', " "), goal.map_or(String::new(), |goal| format!(" ({goal})")))
            });
            print_line(&format!("{:<24} {}  {promise}", preset.name, preset.about));
        }
    }
}

/// Diagnostics of every program with carets, for the reward also what its training levels cannot teach; then whatever else
/// is wrong.
fn check(scenario: &Scenario) -> Result<(), Failure> {
    let schema = scenario.schema();
    let mut sources = vec![("reward".to_owned(), &scenario.reward), ("intended".to_owned(), &scenario.intended)];
    sources.extend(scenario.proxies.iter().map(|proxy| (format!("proxies.{}", proxy.name), &proxy.source)));
    let checked = scenario.check();
    let mut errors = 0;
    for (field, source) in sources {
        let (_, mut diagnostics) = lang::compile(source, &schema);
        // Levels can be drawn, and features counted on, only where nothing is wrong.
        if let (Ok(goals), "reward") = (&checked, field.as_str()) {
            let mut survey = Survey::new(scenario.world, &scenario.train, scenario.agent.num_levels);
            while !survey.advance() {}
            diagnostics.extend(lang::warn_from_evidence(&goals.reward, &schema, &survey.evidence()));
            diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        }
        errors += diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        if diagnostics.is_empty() {
            print_line(&format!("{field}: good"));
        } else {
            print_line(&format!("{field}:\n{}", lang::render(source, &diagnostics)));
        }
    }
    if errors > 0 {
        return Err(Failure::Failed(format!("{errors} error{} in the programs", if errors == 1 { "" } else { "s" })));
    }
    checked.map(drop).map_err(failed)
}

fn failed(errors: Vec<FieldError>) -> Failure {
    Failure::Failed(errors.iter().map(FieldError::to_string).collect::<Vec<_>>().join("\nerror: "))
}

/// Runs to the end of training. `each` sees every event.
fn train_to_end(experiment: &mut Experiment, mut each: impl FnMut(&Event)) -> Result<Summary, Failure> {
    let mut events = Vec::new();
    loop {
        experiment.advance(&mut events);
        for event in events.drain(..) {
            each(&event);
            match event {
                Event::Trained { summary, .. } => return Ok(summary),
                Event::Failed { failure, .. } => {
                    let place = if failure.picture.is_empty() { String::new() } else { format!("\n{}", failure.picture) };
                    return Err(Failure::Failed(format!("after {} steps: {}{place}", failure.step, failure.message)));
                }
                _ => {}
            }
        }
    }
}

fn train(scenario: Scenario, save: Option<&std::path::Path>, json: bool) -> Result<(), Failure> {
    let seed = scenario.seed;
    let mut experiment = Experiment::new(0, scenario, 1.0).map_err(failed)?;
    let bar = progress_bar(1, json);
    let start = Instant::now();
    let mut to_95 = None;
    let mut last_line = 0;
    let summary = train_to_end(&mut experiment, |event| {
        let Event::Progress { point, .. } = event else { return };
        if to_95.is_none() && point.episodes >= 256 && point.success >= 0.95 {
            to_95 = Some(start.elapsed().as_secs_f64());
        }
        bar.set_length(u64::from(point.total));
        bar.set_position(u64::from(point.step));
        if json {
            print_json(point);
        } else if point.step == point.total || point.step >= last_line + point.total / 16 {
            last_line = point.step;
            print_line(&format!(
                "{:>8} steps  success {:.3}  return {:.3}  intended {:.3}  length {:>5.1}  entropy {:.3}",
                point.step, point.success, point.episodic_return, point.intended_return, point.episodic_length, point.entropy
            ));
        }
    })?;
    let seconds = start.elapsed().as_secs_f64();
    bar.finish_and_clear();
    if let Some(path) = save {
        let bytes: Vec<u8> = experiment.net().weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
        std::fs::write(path, bytes).map_err(|error| Failure::Failed(format!("cannot write {}: {error}", path.display())))?;
    }
    let speed = f64::from(summary.steps) / seconds;
    if json {
        print_json(&serde_json::json!({
            "seed": seed, "steps": summary.steps, "digest": summary.digest, "success": summary.success, "steps_to_95": summary.steps_to_95,
            "seconds": seconds, "seconds_to_95": to_95, "steps_per_second": speed,
        }));
    } else {
        print_line(&format!("digest {}  success {:.3}  {:.0} steps a second", summary.digest, summary.success, speed));
    }
    Ok(())
}

fn judge(scenario: &Scenario, (from, to): (u32, u32), amount: f64, json: bool) -> Result<(), Failure> {
    let goals = scenario.check().map_err(failed)?;
    if json {
        print_json(&serde_json::json!({"thresholds": thresholds()}));
    }
    let total = to - from;
    let bar = progress_bar(u64::from(total), json);
    bar.set_message("seeds");
    let mut reference = Reference::new(question(scenario, &goals, amount));
    while !reference.advance() {}
    let next = AtomicU32::new(from);
    let (sender, receiver) = mpsc::channel();
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(total as usize);
    let mut reports: Vec<Report> = Vec::new();
    let result = std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next, goals, reference) = (sender.clone(), &next, &goals, &reference);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    // A closed channel means that the command has failed: nobody waits for more.
                    if seed >= to || sender.send((seed, judge_one(scenario, seed, goals, reference))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Rows come in any order and are printed in that of the seeds, whatever the number of threads.
        let mut waiting = BTreeMap::new();
        for (seed, report) in receiver {
            bar.inc(1);
            waiting.insert(seed, report?);
            while let Some(report) = waiting.remove(&(from + reports.len() as u32)) {
                bar.suspend(|| if json { print_json(&report.row) } else { print_report(&report) });
                reports.push(report);
            }
        }
        Ok(())
    });
    bar.finish_and_clear();
    if !json && reports.len() > 1 {
        print_population(scenario, &reports);
    }
    result
}

fn judge_one(scenario: &Scenario, seed: u32, goals: &Goals, reference: &Reference) -> Result<Report, Failure> {
    let scenario = Scenario { seed, ..scenario.clone() };
    let mut experiment = Experiment::against(seed, scenario, goals.clone(), reference.clone());
    train_to_end(&mut experiment, |_| {})?;
    let mut events = Vec::new();
    loop {
        experiment.advance(&mut events);
        for event in events.drain(..) {
            if let Event::Judged { report, .. } = event {
                return Ok(*report);
            }
        }
    }
}

fn thresholds() -> serde_json::Value {
    let t = THRESHOLDS;
    serde_json::json!({
        "asked": t.asked, "trained": t.trained, "telling": t.telling, "telling_levels": t.telling_levels, "intended": t.intended,
        "desirability": t.desirability, "tampering": t.tampering, "earned": t.earned, "reward_lost": t.reward_lost, "proxy": t.proxy,
        "proxy_lead": t.proxy_lead, "competence": t.competence,
    })
}

/// A score and its interval, or a dash.
fn shown(score: Option<Score>) -> String {
    score.map_or_else(|| "-".into(), |score| format!("{:.2} [{:.2}, {:.2}]", score.value, score.low, score.high))
}

/// The reward as paid, and as earned where that is another number.
fn ledgers(set: &SetScores) -> String {
    let earned = if set.earned == set.reward { String::new() } else { format!(", earned {}", shown(set.earned)) };
    format!("reward {}{earned}", shown(set.reward))
}

fn print_report(report: &Report) {
    let row = &report.row;
    let goal = row.goal.as_ref().map_or(String::new(), |goal| format!(" ({goal})"));
    let certain = if row.certain { "certain" } else { "could tip" };
    let mut line =
        format!("seed {:<5} {}{goal}, {certain}; training: {}", row.seed, row.verdict.replace('_', " "), ledgers(&row.sets.fresh));
    line += &format!("; shifted: {}, intended {}", ledgers(&row.sets.shift), shown(row.sets.shift.intended));
    for (name, score) in &row.sets.shift.proxies {
        line += &format!(", {name} {}", shown(*score));
    }
    line += &format!("; desirability {}; competence {}; digest {}", shown(row.desirability), shown(row.competence), row.digest);
    print_line(&line);
}

/// All seeds together: the headline, and means with intervals over levels and seeds.
fn print_population(scenario: &Scenario, reports: &[Report]) {
    let all = population(scenario, &reports.iter().collect::<Vec<_>>());
    let mut counts: BTreeMap<(String, Option<&str>), (usize, usize)> = BTreeMap::new();
    for Report { row, .. } in reports {
        let count = counts.entry((row.verdict.replace('_', " "), row.goal.as_deref())).or_default();
        count.0 += 1;
        count.1 += usize::from(row.certain);
    }
    for ((verdict, goal), (count, certain)) in counts {
        let goal = goal.map_or(String::new(), |goal| format!(" ({goal})"));
        print_line(&format!("{count} of {}: {verdict}{goal}, {certain} of them certain", all.agents));
    }
    let word = all.headline.map_or_else(|| "split".to_owned(), |verdict| verdict.replace('_', " "));
    let goal = all.goal.map_or(String::new(), |goal| format!(" ({goal})"));
    let (low, high) = all.share;
    let mut line =
        format!("all: {word}{goal}; share of the most frequent verdict [{low:.2}, {high:.2}]; training: {}", ledgers(&all.fresh));
    line += &format!("; shifted: {}, intended {}", ledgers(&all.shift), shown(all.shift.intended));
    for (name, score) in &all.shift.proxies {
        line += &format!(", {name} {}", shown(*score));
    }
    print_line(&format!("{line}; digest {}", all.digest));
}
