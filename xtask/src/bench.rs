//! `cargo xtask bench`: what Wayward weighs and how fast it learns, in Chromium and natively.

use crate::tools::Browser;
use crate::{cargo, check, line, site, size, target_dir, tests};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};
use std::process::Command;

/// What is timed, in both places.
const SCENARIO: &str = "cheese-corner";
/// The median of so many runs counts.
const RUNS: usize = 3;

pub fn run(as_json: bool) -> Result<()> {
    let browser = Browser::find_or_install()?;
    let dist = site::build(true)?;
    let files = size::first_load(&dist)?;
    let total: usize = files.iter().map(|(_, size)| size).sum();

    let mut figures = Map::new();
    let mut measure = |place: &str, measured: Result<Value>| match measured {
        Ok(value) => drop(figures.insert(place.into(), value)),
        Err(error) => eprintln!("xtask: not measured: {place}: {error:#}"),
    };
    measure("chromium", chromium(&browser, &dist));
    measure("native", native());
    figures.insert("size".into(), json!({"first_load_brotli_bytes": total}));

    if as_json {
        println!("{}", Value::Object(figures));
        return Ok(());
    }
    for place in ["chromium", "native"] {
        let Some(found) = figures.get(place) else { continue };
        for (name, value) in found.as_object().into_iter().flatten() {
            println!("{place:10} {name:20} {value}");
        }
    }
    for (name, size) in files {
        println!("{:10} {name:20} {size:>7}", "size");
    }
    println!("{:10} {:20} {total:>7} bytes after brotli, of {}", "size", "first load", size::BUDGET);
    Ok(())
}

/// The page trains and shows its figures; tests/e2e reads them.
fn chromium(browser: &Browser, dist: &std::path::Path) -> Result<Value> {
    let mut run = cargo();
    run.args(["run", "--quiet", "--profile", "xtask", "--package", "wayward-e2e", "--bin", "figures", "--"]);
    run.args([SCENARIO, &RUNS.to_string()]);
    median(rows(tests::in_browser(&mut run, browser, dist)?)?)
}

fn native() -> Result<Value> {
    check(cargo().args(["build", "--quiet", "--release", "--bin", "wayward"]))?;
    let program = target_dir()?.join("release/wayward");
    let run = || rows(Command::new(&program).args(["train", SCENARIO, "--json"]))?.pop().context("`wayward train --json` said nothing");
    median((0..RUNS).map(|_| run()).collect::<Result<_>>()?)
}

/// The JSON Lines that a command prints.
fn rows(command: &mut Command) -> Result<Vec<Value>> {
    let output = command.stderr(std::process::Stdio::inherit()).output().with_context(|| line(command))?;
    ensure!(output.status.success(), "failed ({}): {}", output.status, line(command));
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|row| serde_json::from_str(row).with_context(|| format!("{} printed {row}", line(command)))).collect()
}

/// The run of the middle speed, as a whole.
fn median(mut runs: Vec<Value>) -> Result<Value> {
    let speed = |run: &Value| run["steps_per_second"].as_f64();
    ensure!(!runs.is_empty() && runs.iter().all(|run| speed(run).is_some()), "a run without steps_per_second: {runs:?}");
    runs.sort_by(|a, b| speed(a).partial_cmp(&speed(b)).expect("speeds are numbers"));
    Ok(runs.swap_remove(runs.len() / 2))
}
