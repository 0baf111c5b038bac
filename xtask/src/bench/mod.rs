//! `cargo xtask bench`: what Wayward weighs and how fast it learns, in Chromium, in Node and natively, and what others need for
//! the same.

mod tables;

use crate::tools::{self, Browser};
use crate::{cargo, check, json_lines, line, made, root, site, size, target_dir, tests, wayward};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the command line trains; the page begins with the same.
const SCENARIO: &str = "cheese-corner";
/// The median of so many runs of them counts.
const RUNS: usize = 5;

pub struct Options {
    pub json: bool,
    pub peers: bool,
    pub write: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let made = made::now()?;
    let browser = Browser::find_or_install()?;
    let dist = site::build(true)?;
    let files = size::first_load(&dist)?;

    // Everything is built before anything is timed.
    let (native, wasm) = (build_bench(options.peers, None)?, build_bench(false, Some(site::WASM))?);
    let mut figures = Map::new();
    let mut measure = |place: &str, measured: Result<Value>| match measured {
        Ok(value) => drop(figures.insert(place.into(), value)),
        Err(error) => eprintln!("xtask: not measured: {place}: {error:#}"),
    };
    measure("page", page(&browser, &dist));
    measure("population", population(&browser, &dist));
    measure("curve", curve(&browser, &dist));
    measure("command_line", command_line());
    measure("native", last_row(&mut Command::new(native)));
    measure("node", node(&wasm));
    measure("chromium", chromium(&browser, &dist, &wasm, options.peers));
    let sizes: Map<String, Value> = files.iter().map(|(name, size)| (name.clone(), json!(size))).collect();
    figures.insert("size".into(), json!({"files": sizes, "first_load": files.iter().map(|(_, size)| size).sum::<usize>()}));
    figures.insert("about".into(), about(&browser, options.peers, &made));

    let figures = Value::Object(figures);
    let text = tables::render(&figures);
    if options.write {
        write(&text)?;
    }
    if options.json {
        println!("{}", tables::promised(&figures));
    } else {
        println!("{text}");
    }
    Ok(())
}

/// The package bench/, as a program, or as Wasm for a target.
fn build_bench(peers: bool, target: Option<&str>) -> Result<PathBuf> {
    let folder = target_dir()?.join("bench");
    let mut build = cargo();
    // Below the root, so that .cargo/config.toml holds there, too; for the same reason without flags from outside.
    build.current_dir(root().join("bench")).env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    build.args(["build", "--quiet", "--release", "--target-dir"]).arg(&folder);
    if peers {
        eprintln!("xtask: building burn and candle; that takes minutes the first time");
        build.args(["--features", "peers"]);
    }
    let Some(target) = target else {
        check(&mut build)?;
        return Ok(folder.join("release/wayward-bench"));
    };
    site::add_wasm_target()?;
    check(build.args(["--target", target]))?;
    Ok(folder.join(target).join("release/wayward-bench.wasm"))
}

/// The page trains and shows its figures; tests/e2e reads them.
fn page(browser: &Browser, dist: &Path) -> Result<Value> {
    let mut run = e2e("figures")?;
    median(json_lines(tests::in_browser(run.arg(RUNS.to_string()), browser, dist)?)?)
}

/// Many agents on the page: with one worker, and with as many as there are cores.
fn population(browser: &Browser, dist: &Path) -> Result<Value> {
    let mut run = e2e("figures")?;
    Ok(Value::Array(json_lines(tests::in_browser(run.arg("population"), browser, dist)?)?))
}

/// The curve over disagreement, as large as the page makes it.
fn curve(browser: &Browser, dist: &Path) -> Result<Value> {
    let mut run = e2e("figures")?;
    last_row(tests::in_browser(run.arg("curve"), browser, dist)?)
}

fn command_line() -> Result<Value> {
    let program = wayward()?;
    let run = || last_row(Command::new(&program).args(["train", SCENARIO, "--json"]));
    median((0..RUNS).map(|_| run()).collect::<Result<_>>()?)
}

fn node(wasm: &Path) -> Result<Value> {
    let node = tools::node()?;
    last_row(Command::new(node).arg(root().join("bench/web/node.js")).arg(wasm))
}

/// In a worker, as the page trains, but without the page; tests/e2e holds the browser.
fn chromium(browser: &Browser, dist: &Path, wasm: &Path, peers: bool) -> Result<Value> {
    let folder = target_dir()?.join("bench/web");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let put = |file: &Path, name: &str| fs::copy(file, folder.join(name)).with_context(|| file.display().to_string());
    put(wasm, "bench.wasm")?;
    let ours = fs::read_dir(root().join("bench/web"))?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    for file in ours.into_iter().chain(if peers { tools::tensorflow()? } else { Vec::new() }) {
        put(&file, &file.file_name().expect("it is a file").to_string_lossy())?;
    }
    let mut run = e2e("bench")?;
    let found = last_row(tests::in_browser(run.arg(folder).args(peers.then_some("peers")), browser, dist)?)?;
    ensure!(found.get("error").is_none(), "the worker said {}", found["error"]);
    Ok(found)
}

/// A program of tests/e2e, ready for its arguments.
fn e2e(program: &str) -> Result<Command> {
    let package = ["--quiet", "--profile", "xtask", "--package", "wayward-e2e", "--bin", program];
    // Built first: building must not take the machine while something is timed.
    check(cargo().arg("build").args(package))?;
    let mut run = cargo();
    run.arg("run").args(package).arg("--");
    Ok(run)
}

/// When, where and with what this was measured.
fn about(browser: &Browser, peers: bool, made: &str) -> Value {
    let says = |program: &Path, argument: &str| {
        let output = Command::new(program).arg(argument).stderr(Stdio::null()).output();
        output.map_or(String::new(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    json!({
        "made": made,
        "processor": processor,
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "chromium": says(&browser.chromium, "--version"),
        "node": says(Path::new("node"), "--version"),
        "rustc": says(Path::new("rustc"), "--version"),
        "command": if peers { "cargo xtask bench --peers" } else { "cargo xtask bench" },
    })
}

/// Puts the tables between the two marks in docs/benchmarks.md; what stands around them is written by hand.
fn write(text: &str) -> Result<()> {
    const BEGIN: &str = "<!-- Written by `cargo xtask bench --peers --write`: -->\n";
    const END: &str = "<!-- Up to here. -->\n";
    let file = root().join("docs/benchmarks.md");
    let old = fs::read_to_string(&file).context("docs/benchmarks.md")?;
    let (before, rest) = old.split_once(BEGIN).context("docs/benchmarks.md has lost the mark where the tables begin")?;
    let (_, after) = rest.split_once(END).context("docs/benchmarks.md has lost the mark where the tables end")?;
    fs::write(&file, format!("{before}{BEGIN}\n{text}\n{END}{after}")).context("docs/benchmarks.md")
}

fn last_row(command: &mut Command) -> Result<Value> {
    let mut found = json_lines(command)?;
    found.pop().with_context(|| format!("{} printed nothing", line(command)))
}

/// The run of the middle speed, as a whole.
fn median(mut runs: Vec<Value>) -> Result<Value> {
    let speed = |run: &Value| run["steps_per_second"].as_f64();
    ensure!(!runs.is_empty() && runs.iter().all(|run| speed(run).is_some()), "a run without steps_per_second: {runs:?}");
    runs.sort_by(|a, b| speed(a).partial_cmp(&speed(b)).expect("speeds are numbers"));
    Ok(runs.swap_remove(runs.len() / 2))
}
