//! `wayward judge`: an agent for each seed, its verdict and the evidence; or all presets, and whether they keep their promises.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;
use statrs::distribution::{Beta, ContinuousCDF as _};

use super::batch::{self, InOrder, Job, Point};
use super::evidence::EvidenceFile;
use super::foreign::Foreign;
use super::input::{self, Changes, Comparison, Given, parse_amount, parse_levels, parse_seeds};
use super::output::{print_json, print_line, shown, words};
use super::presets::{Promise, promise_json};
use super::{Failure, usage};
use crate::ui::words::{drawn, outcome};
use engine::experiment::{Population, Report, Row, population};
use engine::judge::{GoalName, Scores, SetScores, Split, THRESHOLDS, Unmet, Verdict};
use engine::scenario::{PRESETS, Scenario};

#[derive(Args)]
pub struct Options {
    /// A preset's name (see `wayward presets`), a JSON file, or a link or what stands in it after the `#`
    #[arg(value_name = "SCENARIO", required_unless_present = "all", conflicts_with = "all")]
    scenario: Option<String>,
    #[command(flatten)]
    changes: Changes,
    /// Every preset that promises a verdict; exit status 1 if one misses it for more than 1 in 16 seeds
    #[arg(long)]
    all: bool,
    /// Seeds A..B (B excluded) or one seed; without it those of a link, else 0..16
    #[arg(long, value_name = "A..B", value_parser = parse_seeds)]
    seeds: Option<(u32, u32)>,
    /// Levels in each set, 64 or more: with fewer there is no verdict in a world of many levels
    #[arg(long, value_parser = parse_levels)]
    levels: Option<u32>,
    /// How far the shift goes, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// Other levels than everybody's: the number names those of the fresh and the shifted set
    #[arg(long, value_name = "N", default_value_t = 0)]
    judge_seed: u64,
    /// Also writes all that the verdicts are worked out from, level by level, as JSON Lines; see docs/verdict.md
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Judges an agent that somebody trained instead of training any: safetensors as `wayward train --save` writes them, or a table of action
    /// probabilities (see `wayward observations`); more than once for more agents
    #[arg(long, value_name = "FILE", conflicts_with_all = ["all", "seeds"])]
    weights: Vec<PathBuf>,
    /// JSON Lines instead of text: the thresholds, a row for each seed, all seeds together
    #[arg(long)]
    json: bool,
}

impl Options {
    fn given(&self, name: &str) -> Result<Given, Failure> {
        let mut given = input::given(name, &self.changes)?;
        if let Some(levels) = self.levels {
            given.shared.scenario.set("judge.levels", &levels.to_string()).map_err(usage)?;
        }
        Ok(given)
    }

    fn point(&self, scenario: Scenario) -> Result<Point, Failure> {
        Ok(Point::new(scenario, self.amount)?.on_levels_of(self.judge_seed).with_evidence(self.evidence.is_some()))
    }

    fn evidence_file(&self) -> Result<Option<EvidenceFile>, Failure> {
        self.evidence.as_deref().map(EvidenceFile::create).transpose()
    }
}

/// What is judged unless somebody says otherwise.
const SEEDS: (u32, u32) = (0, 16);

pub fn run(options: &Options) -> Result<(), Failure> {
    match &options.scenario {
        Some(name) if !options.weights.is_empty() => foreign(options, options.given(name)?.shared.scenario),
        Some(name) => one(options, &options.given(name)?),
        None => all(options),
    }
}

fn one(options: &Options, given: &Given) -> Result<(), Failure> {
    let Scenario { seed, seeds, .. } = given.shared.scenario;
    let own = (seed, seed.saturating_add(seeds));
    let seeds = options.seeds.unwrap_or(if given.is_link { own } else { SEEDS });
    if seeds.0 == seeds.1 {
        return Err(Failure::Failed(format!("seed: {seed} is the last one there is, and no agent has it")));
    }
    let points = [options.point(given.shared.scenario.clone())?];
    let mut evidence = options.evidence_file()?;
    let jobs: Vec<Job> = (seeds.0..seeds.1).map(|seed| Job { point: 0, seed }).collect();
    if options.json {
        print_thresholds();
    }
    let mut reports: Vec<Report> = Vec::new();
    let mut each = |report: Report| {
        tell(options, &report);
        reports.push(report);
    };
    // Rows are printed in the order of the seeds, whatever the number of threads.
    let mut order = InOrder::new();
    let result = batch::run(&points, &jobs, |finished, bar| {
        let report = finished.report?;
        if let (Some(file), Some(found)) = (&mut evidence, finished.evidence) {
            file.write(points[0].scenario(), &report, &found)?;
        }
        let ready = order.push(finished.job, report);
        bar.suspend(|| ready.into_iter().for_each(&mut each));
        Ok(())
    });
    order.rest().for_each(&mut each);
    result?;
    evidence.map_or(Ok(()), EvidenceFile::finish)?;
    let digest = tell_all(options, points[0].scenario(), &reports);
    let found = if seeds == own { Ok(digest) } else { Err(format!("it is that of the seeds {}..{}", own.0, own.1)) };
    if let Some(comparison) = Comparison::new(given, found) {
        if options.json {
            print_json(&serde_json::json!({"link": comparison.json()}));
        } else {
            print_line(&comparison.line());
        }
    }
    Ok(())
}

/// Agents from files, judged in their order.
fn foreign(options: &Options, scenario: Scenario) -> Result<(), Failure> {
    let agents = options.weights.iter().map(|path| Foreign::read(path, &scenario)).collect::<Result<Vec<_>, _>>()?;
    let mut evidence = options.evidence_file()?;
    let point = options.point(scenario)?;
    let reference = Arc::new(point.reference()?);
    if options.json {
        print_thresholds();
    }
    let mut reports = Vec::new();
    for (agent, path) in agents.iter().zip(&options.weights) {
        let judged = agent.judge(point.scenario(), &reference);
        let (report, returns) = judged.map_err(|failure| match failure {
            Failure::Failed(message) => Failure::Failed(format!("{}: {message}", path.display())),
            other => other,
        })?;
        if let Some(file) = &mut evidence {
            file.write(point.scenario(), &report, &(reference.clone(), returns))?;
        }
        tell(options, &report);
        reports.push(report);
    }
    evidence.map_or(Ok(()), EvidenceFile::finish)?;
    tell_all(options, point.scenario(), &reports);
    Ok(())
}

fn tell(options: &Options, report: &Report) {
    if options.json {
        print_json(&Judged::of(report));
    } else {
        print_report(report);
    }
}

/// All agents together, where there are several; and their digest.
fn tell_all(options: &Options, scenario: &Scenario, reports: &[Report]) -> String {
    if let [one] = reports {
        return one.row.digest.clone();
    }
    let all = pooled(scenario, reports);
    if options.json {
        print_json(&serde_json::json!({"population": all}));
    } else {
        print_population(&all, reports);
    }
    all.digest
}

/// A preset that promises something, and what became of it.
struct Promised {
    name: &'static str,
    promise: Promise,
    reports: Vec<Report>,
    busy: Duration,
}

/// What `judge --all --json` prints of a preset.
#[derive(Serialize)]
struct Outcome<'a> {
    preset: &'a str,
    #[serde(skip)]
    promised: Promise,
    promise: serde_json::Value,
    agents: usize,
    /// Agents with the promised verdict.
    as_promised: usize,
    /// The share of all such agents that would, 95 %, low and high end.
    share: (f64, f64),
    kept: bool,
    /// Time spent computing, on all cores together.
    seconds: f64,
    counts: Vec<Count<'a>>,
    population: Population,
}

fn all(options: &Options) -> Result<(), Failure> {
    let start = Instant::now();
    let (from, to) = options.seeds.unwrap_or(SEEDS);
    let (mut presets, mut points, mut jobs) = (Vec::new(), Vec::new(), Vec::new());
    for preset in &PRESETS {
        let Some(promise) = preset.promise else { continue };
        jobs.extend((from..to).map(|seed| Job { point: points.len(), seed }));
        points.push(options.point(options.given(preset.name)?.shared.scenario)?);
        presets.push(Promised { name: preset.name, promise, reports: Vec::new(), busy: Duration::ZERO });
    }
    let mut evidence = options.evidence_file()?;
    if options.json {
        print_thresholds();
    }
    let seeds = (to - from) as usize;
    let mut outcomes = Vec::new();
    let mut tell = |(point, report, busy): (usize, Report, Duration)| {
        if options.json {
            print_json(&Judged::of(&report));
        }
        let preset: &mut Promised = &mut presets[point];
        preset.reports.push(report);
        preset.busy = preset.busy.max(busy);
        if preset.reports.len() == seeds {
            let outcome = preset.outcome(points[point].scenario());
            if !options.json {
                print_line(&outcome.line(if outcome.kept { "kept" } else { "MISSED" }));
            }
            outcomes.push(serde_json::to_value(&outcome).expect("plain data always becomes JSON"));
        }
    };
    let mut order = InOrder::new();
    let result = batch::run(&points, &jobs, |finished, bar| {
        let (point, report) = (jobs[finished.job].point, finished.report?);
        if let (Some(file), Some(found)) = (&mut evidence, finished.evidence) {
            file.write(points[point].scenario(), &report, &found)?;
        }
        let ready = order.push(finished.job, (point, report, finished.busy));
        bar.suspend(|| ready.into_iter().for_each(&mut tell));
        Ok(())
    });
    order.rest().for_each(&mut tell);
    if let Err(failure) = result {
        // A machine has the rows; people are told how far a preset came.
        for (preset, point) in presets.iter().zip(&points).filter(|(preset, _)| !options.json && (1..seeds).contains(&preset.reports.len()))
        {
            print_line(&preset.outcome(point.scenario()).line("so far"));
        }
        return Err(failure);
    }
    evidence.map_or(Ok(()), EvidenceFile::finish)?;
    let kept = outcomes.iter().filter(|outcome| outcome["kept"] == true).count();
    let wall = start.elapsed().as_secs_f64();
    if options.json {
        outcomes.iter().for_each(print_json);
        print_json(&serde_json::json!({"presets": presets.len(), "kept": kept, "seconds": wall}));
    } else {
        print_line(&format!("{kept} of {} presets keep their promise; {wall:.1} s", presets.len()));
    }
    match presets.len() - kept {
        0 => Ok(()),
        missed => Err(Failure::Failed(format!("{missed} of {} presets miss their promise", presets.len()))),
    }
}

impl Promised {
    fn outcome(&self, scenario: &Scenario) -> Outcome<'_> {
        let (verdict, goal) = self.promise;
        let as_promised = |report: &&Report| report.row.verdict == verdict && (goal.is_none() || report.row.goal.as_deref() == goal);
        let (agents, as_promised) = (self.reports.len(), self.reports.iter().filter(as_promised).count());
        Outcome {
            preset: self.name,
            promised: self.promise,
            promise: promise_json(Some(self.promise)),
            agents,
            as_promised,
            share: exact_share(as_promised, agents),
            kept: keeps(as_promised, agents),
            seconds: self.busy.as_secs_f64(),
            counts: counts(&self.reports),
            population: pooled(scenario, &self.reports),
        }
    }
}

/// At most one agent in 16 may miss what is promised.
fn keeps(as_promised: usize, agents: usize) -> bool {
    16 * (agents - as_promised) <= agents
}

/// 95 % interval of a share of which `count` of `of` were seen, at least one (Clopper and Pearson 1934): it never covers less than it says.
fn exact_share(count: usize, of: usize) -> (f64, f64) {
    let end = |a: usize, b: usize, tail: f64| Beta::new(a as f64, b as f64).map_or(f64::NAN, |beta| beta.inverse_cdf(tail));
    let low = if count == 0 { 0.0 } else { end(count, of - count + 1, 0.025) };
    let high = if count == of { 1.0 } else { end(count + 1, of - count, 0.975) };
    (low, high)
}

impl Outcome<'_> {
    fn line(&self, word: &str) -> String {
        let Outcome { preset, agents, as_promised, share: (low, high), seconds, counts, promised: (verdict, goal), .. } = self;
        let wanted = words(*verdict, *goal);
        let found: Vec<String> = counts.iter().map(|count| format!("{} {}", count.agents, words(count.verdict, count.goal))).collect();
        format!(
            "{preset:<24} {word:<6} {as_promised} of {agents} [{low:.2}, {high:.2}] as promised: {wanted}; found {}; {seconds:.1} s",
            found.join(", ")
        )
    }
}

pub fn pooled(scenario: &Scenario, reports: &[Report]) -> Population {
    population(scenario, &reports.iter().collect::<Vec<_>>())
}

pub fn print_thresholds() {
    print_json(&serde_json::json!({"thresholds": THRESHOLDS}));
}

/// A row, all that the rules read of it, and what the agent had never met.
#[derive(Serialize)]
struct Judged<'a> {
    #[serde(flatten)]
    row: &'a Row,
    scores: &'a Scores,
    /// What `competence` is the score of.
    best_goal: Option<&'a GoalName>,
    unmet: &'a Unmet,
    split: &'a Split,
}

impl Judged<'_> {
    fn of(report: &Report) -> Judged<'_> {
        Judged {
            row: &report.row,
            scores: &report.scores,
            best_goal: report.best_goal.as_ref(),
            unmet: &report.unmet,
            split: &report.split,
        }
    }
}

/// What the set is, the reward as paid, and as earned where that is another number.
fn ledgers(set: &SetScores) -> String {
    let drawn = drawn(set).map(|drawn| format!("({drawn}) ")).unwrap_or_default();
    let earned = if set.earned == set.reward { String::new() } else { format!(", earned {}", shown(set.earned)) };
    format!("{drawn}reward {}{earned}", shown(set.reward))
}

fn print_report(report: &Report) {
    let row = &report.row;
    let certain = if row.certain { "certain" } else { "could tip" };
    let mut line =
        format!("seed {:<5} {}, {certain}; training: {}", row.seed, words(row.verdict, row.goal.as_deref()), ledgers(&row.sets.fresh));
    line += &format!("; shifted: {}, intended {}", ledgers(&row.sets.shift), shown(row.sets.shift.intended));
    for (name, score) in &row.sets.shift.proxies {
        line += &format!(", {name} {}", shown(*score));
    }
    line += &format!("; desirability {}; competence {}; digest {}", shown(row.desirability), shown(row.competence), row.digest);
    print_line(&line);
    // Every score that a rule read, beside the rule's line.
    let compared: Vec<String> = report.evidence.iter().map(|it| format!("{} {} {}", it.rule, it.what, outcome(it))).collect();
    print_line(&format!("           rules: {}", compared.join("; ")));
}

/// A verdict, the proxy that it names, and how many agents got it.
#[derive(Serialize)]
struct Count<'a> {
    verdict: Verdict,
    goal: Option<&'a str>,
    agents: usize,
    /// How many of them for certain.
    certain: usize,
}

/// The most frequent first, then in the order of names.
fn counts(reports: &[Report]) -> Vec<Count<'_>> {
    let mut counts: BTreeMap<(&str, Option<&str>), Count> = BTreeMap::new();
    for Report { row, .. } in reports {
        let (verdict, goal) = (row.verdict, row.goal.as_deref());
        let count = counts.entry((verdict.name(), goal)).or_insert(Count { verdict, goal, agents: 0, certain: 0 });
        count.agents += 1;
        count.certain += usize::from(row.certain);
    }
    let mut counts: Vec<Count> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.agents));
    counts
}

/// How often each verdict occurs, then all seeds together.
fn print_population(all: &Population, reports: &[Report]) {
    for Count { verdict, goal, agents, certain } in counts(reports) {
        print_line(&format!("{agents} of {}: {}, {certain} of them certain", all.agents, words(verdict, goal)));
    }
    print_line(&format!("all: {}; digest {}", summary(all), all.digest));
}

/// The headline, and means with intervals over levels and seeds.
pub fn summary(all: &Population) -> String {
    let headline = all.headline.map_or_else(|| "split".into(), |verdict| words(verdict, all.goal.as_deref()));
    let (low, high) = all.share;
    let mut line = format!("{headline}; share of the most frequent verdict [{low:.2}, {high:.2}]; training: {}", ledgers(&all.fresh));
    line += &format!("; shifted: {}, intended {}", ledgers(&all.shift), shown(all.shift.intended));
    for (name, score) in &all.shift.proxies {
        line += &format!(", {name} {}", shown(*score));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{exact_share, keeps};

    #[test]
    fn one_in_sixteen_may_miss() {
        for (as_promised, agents, kept) in [
            (16, 16, true),
            (15, 16, true),
            (14, 16, false),
            (30, 32, true),
            (29, 32, false),
            (8, 8, true),
            (7, 8, false),
            (1, 1, true),
            (0, 1, false),
        ] {
            assert_eq!(keeps(as_promised, agents), kept, "{as_promised} of {agents}");
        }
    }

    /// At its ends the other tail of the binomial distribution is 2.5 %, added up term by term.
    #[test]
    fn an_exact_interval_leaves_out_two_and_a_half_percent_on_each_side() {
        let at_least = |count: usize, of: usize, share: f64| {
            let mut chances = vec![(1.0 - share).powi(of as i32)];
            for k in 0..of {
                chances.push(chances[k] * (of - k) as f64 / (k + 1) as f64 * share / (1.0 - share));
            }
            chances[count..].iter().sum::<f64>()
        };
        for (count, of) in [(1, 2), (60, 64), (52, 64), (15, 16), (3, 8)] {
            let (low, high) = exact_share(count, of);
            assert!((at_least(count, of, low) - 0.025).abs() < 1e-6, "{count} of {of}: {low}");
            assert!((1.0 - at_least(count + 1, of, high) - 0.025).abs() < 1e-6, "{count} of {of}: {high}");
        }
        assert_eq!((exact_share(0, 16).0, exact_share(16, 16).1), (0.0, 1.0));
    }
}
