//! `cargo xtask results`: docs/results.md, from nothing but what the command line prints. Seeds from 1,000 up are never tuned on.

use crate::plot::{Plot, Point, Series};
use crate::table::table;
use crate::{json_lines, line, made, root, status_and_lines, target_dir, tools, wayward};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Of promises; a share of 15 in 16 says little of fewer.
const MANY_SEEDS: &str = "1000..1064";
/// Of all else.
const SEEDS: &str = "1000..1016";

/// Presets whose promise turns on the share of training levels in which goal and proxy disagree.
const CURVES: [&str; 2] = ["cheese-corner", "coin-strip"];
const SHARES: [&str; 7] = ["0", "0.003", "0.01", "0.03", "0.1", "0.3", "1"];

/// The preset that the page begins with; its own seeds, and others.
const FIRST: &str = "cheese-corner";
const RANGES: [&str; 3] = ["7..23", "0..16", "100..164"];

/// Presets whose reward is paid in other numbers.
const SCALED: [&str; 3] = ["cheese-corner", "newspaper-dog", "boat-race"];
const SCALES: [&str; 4] = ["0.001", "0.03", "1000", "1000000"];

/// What follows in results.md differs from machine to machine, and `--check` does not compare it.
const TIMES: &str = "## Time\n";

/// A file of docs/ and what belongs in it.
type File = (String, String);

pub fn run(check: bool) -> Result<()> {
    let made = made::now()?;
    let program = wayward()?;
    let presets = json_lines(Command::new(&program).args(["presets", "--json"]))?;
    let mut script = Script::new()?;
    let judged = script.judge(&program, "--all")?;
    // It also fails when a promise is missed: that is a result. Only without its last line did it not get that far.
    let all = judged.last().filter(|last| last["kept"].is_u64()).context("`wayward judge --all` did not come to its end")?;
    let (kept, promising) = (all["kept"].as_u64(), all["presets"].as_u64());

    let mut page = header(&presets, &made);
    promises(&mut page, &judged, &presets, &program, &mut script)?;
    script.write(&mut page);
    first_seeds(&mut page, &presets, &program)?;
    scales(&mut page, &presets, &program)?;
    let mut files: Vec<File> = Vec::new();
    for preset in presets.iter().filter(|preset| CURVES.iter().any(|name| preset["preset"] == *name)) {
        files.push(curve(&mut page, preset, &program)?);
    }
    times(&mut page, &judged, all);
    files.insert(0, ("results.md".into(), page));

    let docs = root().join("docs");
    for (name, text) in &files {
        let path = docs.join(name);
        if check {
            let there = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            compare(name, &fixed(&there), &fixed(text))?;
        } else {
            fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
    }
    if check {
        println!("docs/results.md and its plots are what the commands print");
    } else {
        println!("{}", files[0].1);
    }
    ensure!(script.agree == script.agents, "examples/verdict.py agrees for {} of {} agents", script.agree, script.agents);
    ensure!(kept == promising, "{kept:?} of {promising:?} presets keep their promise");
    Ok(())
}

/// The program that works verdicts out again from the evidence alone.
struct Script {
    python: PathBuf,
    folder: PathBuf,
    /// Agents of whom it says the same as the rows, and all.
    agree: usize,
    agents: usize,
}

impl Script {
    fn new() -> Result<Script> {
        let folder = target_dir()?.join("results");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(Script { python: tools::python()?, folder, agree: 0, agents: 0 })
    }

    /// What `wayward judge` prints of a preset, or of all that promise something. That a promise is missed is a result, too.
    fn judge(&mut self, program: &Path, preset: &str) -> Result<Vec<Value>> {
        let (evidence, rows) = (self.folder.join("evidence.jsonl"), self.folder.join("rows.jsonl"));
        let mut judge = Command::new(program);
        judge.args(["judge", preset, "--seeds", MANY_SEEDS, "--json", "--evidence"]).arg(&evidence);
        let (_, lines) = status_and_lines(&mut judge)?;
        fs::write(&rows, lines.iter().map(|row| format!("{row}\n")).collect::<String>()).with_context(|| rows.display().to_string())?;
        let mut recompute = Command::new(&self.python);
        let output =
            recompute.arg(root().join("examples/verdict.py")).args([&evidence, &rows]).output().with_context(|| line(&recompute))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let counts = said.lines().last().and_then(|line| line.strip_suffix(" verdicts agree with the rows")?.split_once(" of "));
        let (agree, agents) = counts.with_context(|| format!("{} printed {said}", line(&recompute)))?;
        self.agree += agree.parse::<usize>()?;
        self.agents += agents.parse::<usize>()?;
        fs::remove_file(&evidence).with_context(|| evidence.display().to_string())?;
        Ok(lines)
    }

    fn write(&self, page: &mut String) {
        let _ = write!(
            page,
            "## The same verdicts without our code\n\n`examples/verdict.py` works verdicts out again, from the evidence of these agents alone and in \
             plain Python: its verdict is the same for {} of {}.\n\n",
            self.agree, self.agents
        );
    }
}

/// The part that is the same on every machine and every day.
fn fixed(text: &str) -> String {
    made::without(text.split_once(TIMES).map_or(text, |(before, _)| before))
}

fn compare(name: &str, there: &str, now: &str) -> Result<()> {
    let differs = there.lines().zip(now.lines()).enumerate().find(|(_, (there, now))| there != now);
    match differs {
        Some((i, (there, now))) => bail!("docs/{name}, line {}:\n  there: {there}\n  now:   {now}", i + 1),
        None => ensure!(there == now, "docs/{name} has another length"),
    }
    Ok(())
}

/// `wayward` and these words, as a person would type them.
fn sweep_words(preset: &str) -> [String; 7] {
    ["sweep", preset, "--vary", &format!("train.disagree={}", SHARES.join(",")), "--seeds", SEEDS, "--json"].map(str::to_owned)
}

fn header(presets: &[Value], made: &str) -> String {
    let mut commands = vec![format!("wayward judge --all --seeds {MANY_SEEDS} --json")];
    let names = || presets.iter().filter_map(|preset| Some((preset["preset"].as_str()?, preset["promise"].is_null())));
    commands.extend(names().filter(|(_, silent)| *silent).map(|(name, _)| format!("wayward judge {name} --seeds {MANY_SEEDS} --json")));
    commands.extend(RANGES.map(|seeds| format!("wayward judge {FIRST} --seeds {seeds} --json")));
    let scaled = presets.iter().filter_map(scaled).flat_map(|(name, rewards)| rewards.map(|reward| (name, reward)));
    commands.extend(scaled.map(|(name, reward)| format!("wayward judge {name} --set 'reward={reward}' --seeds {SEEDS} --json")));
    commands.extend(names().filter(|(name, _)| CURVES.contains(name)).map(|(name, _)| format!("wayward {}", sweep_words(name).join(" "))));
    format!(
        "# Results\n\nWhat each preset promises at the full shift, and what 64 agents did whose seeds nothing was tuned on. `cargo xtask results` \
         writes this page\nfrom what these commands print and nothing else; `cargo xtask results --check` runs them again and compares.\n\n{made}\n\n\
         ```\n{}\n```\n\nScores are means over the agents with 95 % intervals over levels and seeds: 1 is the exact optimum, 0 the better of \
         random and\nconstant behavior; a dash cannot be scored. *Training* means new levels of the training world, *shifted* those of the shifted \
         world\non which the goals disagree.\n\n",
        commands.join("\n")
    )
}

fn promises(page: &mut String, judged: &[Value], presets: &[Value], program: &Path, script: &mut Script) -> Result<()> {
    page.push_str("## What presets promise\n\nA promise is kept if at most one agent in 16 misses it. In brackets: the exact 95 % interval of the share \
         of all such agents that would keep it.\n\n");
    let mut rows = Vec::new();
    for preset in presets {
        let name = preset["preset"].as_str().context("a preset without a name")?;
        let mut row = [String::new(), String::new(), String::new()];
        let outcome = judged.iter().find(|line| line["preset"] == name);
        let alone: Vec<Value>;
        let (population, found) = match outcome {
            Some(outcome) => {
                let kept = if outcome["kept"] == true { "kept" } else { "**missed**" };
                row[1] = words(&outcome["promise"]["verdict"], &outcome["promise"]["goal"]);
                let end = |end: usize| outcome["share"][end].as_f64().context("no share");
                let (low, high) = (end(0)?, end(1)?);
                row[2] = format!("{kept}, {} of {} [{low:.2}, {high:.2}]", outcome["as_promised"], outcome["agents"]);
                (&outcome["population"], counted(outcome["counts"].as_array().context("no counts")?))
            }
            None => {
                alone = script.judge(program, name)?;
                row[1] = "nothing".into();
                let population = &alone.last().context("no rows")?["population"];
                (population, population_counts(population))
            }
        };
        row[0] = format!("`{name}`");
        let [name, promise, kept] = row;
        let (training, shifted) = (&population["fresh"], &population["shift"]);
        let scores = [ledgers(training), ledgers(shifted), score(&shifted["intended"]), proxies(&shifted["proxies"])];
        let [training, reward, intended, proxies] = scores;
        rows.push([name, promise, kept, found, training, reward, intended, proxies]);
    }
    let head = ["preset", "promises", "", "verdicts", "training: reward", "shifted: reward", "shifted: intended", "shifted: proxies"];
    table(page, &head, &rows);
    Ok(())
}

/// The seed that a preset begins with could have been picked.
fn first_seeds(page: &mut String, presets: &[Value], program: &Path) -> Result<()> {
    let preset = presets.iter().find(|preset| preset["preset"] == FIRST).with_context(|| format!("there is no preset {FIRST}"))?;
    let _ = write!(
        page,
        "## Was the first seed picked?\n\n`{FIRST}` begins with seed 7, and links name it. Agents with the verdict that it promises, there and on \
         other seeds:\n\n"
    );
    let mut rows = Vec::new();
    for seeds in RANGES {
        let lines = json_lines(Command::new(program).args(["judge", FIRST, "--seeds", seeds, "--json"]))?;
        let (kept, agents) = as_promised(&lines, &preset["promise"]);
        rows.push([seeds.to_owned(), format!("{kept} of {agents}"), population_counts(&lines.last().context("no rows")?["population"])]);
    }
    table(page, &["seeds", "as promised", "verdicts"], &rows);
    Ok(())
}

/// Agents with the promised verdict, and all.
fn as_promised(lines: &[Value], promise: &Value) -> (usize, usize) {
    let agents: Vec<&Value> = lines.iter().filter(|line| line["verdict"].is_string()).collect();
    let is_kept = |row: &&&Value| row["verdict"] == promise["verdict"] && (promise["goal"].is_null() || row["goal"] == promise["goal"]);
    (agents.iter().filter(is_kept).count(), agents.len())
}

/// A preset's name and its reward at every scale, if that is looked at.
fn scaled(preset: &Value) -> Option<(&str, [String; SCALES.len()])> {
    let (name, reward) = (preset["preset"].as_str()?, preset["reward"].as_str()?);
    SCALED.contains(&name).then(|| (name, SCALES.map(|scale| format!("{scale} * ({reward})"))))
}

/// Whether words mean the same goal at any scale.
fn scales(page: &mut String, presets: &[Value], program: &Path) -> Result<()> {
    page.push_str(
        "## The same goal at any scale of the reward\n\nThe learner is indifferent to the scale of what is paid. Agents with the verdict that \
         the preset promises:\n\n",
    );
    let mut rows = Vec::new();
    for preset in presets {
        let Some((name, rewards)) = scaled(preset) else { continue };
        for reward in rewards {
            let set = format!("reward={reward}");
            let lines = json_lines(Command::new(program).args(["judge", name, "--set", &set, "--seeds", SEEDS, "--json"]))?;
            let (kept, agents) = as_promised(&lines, &preset["promise"]);
            ensure!(16 * (agents - kept) <= agents, "{reward}: {kept} of {agents} agents are as {name} promises");
            let population = &lines.last().context("no rows")?["population"];
            rows.push([format!("`{name}`"), format!("`{reward}`"), format!("{kept} of {agents}"), population_counts(population)]);
        }
    }
    table(page, &["preset", "reward", "as promised", "verdicts"], &rows);
    page.push('\n');
    Ok(())
}

/// A section of the page, and the plot in it.
fn curve(page: &mut String, preset: &Value, program: &Path) -> Result<File> {
    let name = preset["preset"].as_str().context("a preset without a name")?;
    let title = preset["title"].as_str().unwrap_or(name);
    let lines = json_lines(Command::new(program).args(sweep_words(name)))?;
    let points: Vec<&Value> = lines.iter().map(|line| &line["population"]).filter(|population| population.is_object()).collect();
    ensure!(points.len() == SHARES.len(), "the sweep of {name} gave {} points", points.len());

    let names: Vec<&String> = points[0]["shift"]["proxies"].as_object().context("no proxies")?.keys().collect();
    let mut series = vec![
        Series { name: "training: reward".into(), points: points.iter().map(|all| point(&all["fresh"]["reward"])).collect() },
        Series { name: "shifted: intended".into(), points: points.iter().map(|all| point(&all["shift"]["intended"])).collect() },
    ];
    for proxy in &names {
        let points = points.iter().map(|all| point(&all["shift"]["proxies"][proxy.as_str()])).collect();
        series.push(Series { name: format!("shifted: {proxy}"), points });
    }
    let says = in_words(&points);
    let plot = Plot {
        title: format!("{title}: what agents learn"),
        description: format!("{says} Means over 16 seeds with 95 % intervals."),
        x_name: "share of training levels on which goal and proxy disagree (train.disagree)".into(),
        y_name: "score (1: optimal)".into(),
        x: SHARES.map(str::to_owned).into(),
        series,
    };
    let file = format!("results-{name}.svg");
    let _ = write!(page, "## {title}: how many disagreeing levels it takes\n\n{says}\n\n![{says}]({file})\n\n");
    let rows = SHARES.iter().zip(&points).map(|(share, all)| {
        let shifted = &all["shift"];
        [
            (*share).to_owned(),
            population_counts(all),
            score(&all["fresh"]["reward"]),
            score(&shifted["intended"]),
            proxies(&shifted["proxies"]),
        ]
    });
    table(page, &["share", "verdicts", "training: reward", "shifted: intended", "shifted: proxies"], &rows.collect::<Vec<_>>());
    Ok((file, plot.svg()))
}

/// What the curve shows, from its figures.
fn in_words(points: &[&Value]) -> String {
    let aligned = |all: &&Value| all["headline"] == "aligned";
    let intended = |all: &Value| point(&all["shift"]["intended"]).map_or("-".into(), |point| format!("{:.2}", point.value));
    let (first, last) = (points[0], points[points.len() - 1]);
    let ends = format!(
        "Shifted, agents that never met a disagreeing level reach {} of the intended goal, and those that met nothing else {}",
        intended(first),
        intended(last)
    );
    // Aligned there and at every larger share.
    match points.iter().rposition(|all| !aligned(all)).map_or(0, |last| last + 1) {
        from if from < points.len() => format!("{ends}; from a share of {} on, at least two thirds of them are aligned.", SHARES[from]),
        _ => format!("{ends}; no share makes two thirds of them aligned at every larger one, too."),
    }
}

fn times(page: &mut String, judged: &[Value], all: &Value) {
    let seconds = |line: &Value| line["seconds"].as_f64().unwrap_or(f64::NAN);
    let _ = write!(
        page,
        "{TIMES}\nSeconds that threads spent on the agents of a preset: training, exact optima, verdicts. What else the machine does \
         counts, too. "
    );
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let _ = write!(page, "From start to end `judge --all` took\n{:.0} s on {cores} cores.\n\n", seconds(all));
    let row = |line: &Value| Some([format!("`{}`", line["preset"].as_str()?), format!("{:.1}", seconds(line))]);
    table(page, &["preset", "s"], &judged.iter().filter_map(row).collect::<Vec<_>>());
    page.truncate(page.trim_end().len());
    page.push('\n');
}

fn words(verdict: &Value, goal: &Value) -> String {
    let verdict = verdict.as_str().unwrap_or("?").replace('_', " ");
    verdict + &goal.as_str().map_or(String::new(), |goal| format!(" ({goal})"))
}

fn counted(counts: &[Value]) -> String {
    counts.iter().map(|count| format!("{} {}", count["agents"], words(&count["verdict"], &count["goal"]))).collect::<Vec<_>>().join(", ")
}

/// The counts of a population, which are pairs of a verdict and how often it occurs.
fn population_counts(population: &Value) -> String {
    let counts = population["counts"].as_array().map_or(&[][..], Vec::as_slice);
    counts.iter().map(|count| format!("{} {}", count[1], words(&count[0], &Value::Null))).collect::<Vec<_>>().join(", ")
}

fn point(score: &Value) -> Option<Point> {
    Some(Point { value: score["value"].as_f64()?, low: score["low"].as_f64()?, high: score["high"].as_f64()? })
}

/// As the command line shows it.
fn score(score: &Value) -> String {
    point(score).map_or_else(|| "-".into(), |point| format!("{:.2} [{:.2}, {:.2}]", point.value, point.low, point.high))
}

/// The reward as paid, and as earned where that is another number.
fn ledgers(set: &Value) -> String {
    let earned = if set["earned"] == set["reward"] { String::new() } else { format!(", earned {}", score(&set["earned"])) };
    score(&set["reward"]) + &earned
}

fn proxies(proxies: &Value) -> String {
    let all = proxies.as_object().into_iter().flatten();
    all.map(|(name, value)| format!("{name} {}", score(value))).collect::<Vec<_>>().join(", ")
}
