//! `cargo xtask lighthouse`: what Lighthouse says of the built site with its settings for phones, and how soon the page answers
//! (tests/e2e/src/bin/responsiveness.rs). What a visit loads, and how long that takes, `visit.rs` tells.
//!
//! The site is served as a real host would serve it, packed by brotli. Lighthouse slows the processor down four times, so other
//! work on this machine weighs four times as well: of some runs the one in the middle counts.

use crate::tools::{self, Browser};
use crate::{cargo, check, server, site, target_dir, tests};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::fs;
use std::process::Command;

const RUNS: usize = 5;
/// Categories, and the least that each must reach, of 100.
const CATEGORIES: [(&str, f64); 3] = [("performance", 95.0), ("accessibility", 100.0), ("best-practices", 100.0)];
const METRICS: [&str; 5] =
    ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index"];

pub fn run() -> Result<()> {
    let (browser, lighthouse) = (Browser::find_or_install()?, tools::lighthouse()?);
    let node = tools::node()?;
    let dist = site::build(true)?;
    let server = server::Server::start(server::Site::new(&site::packed(&dist)?), 0)?;
    let file = target_dir()?.join("lighthouse.json");
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let categories = CATEGORIES.map(|(name, _)| name).join(",");
        let flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking";
        let mut command = Command::new(&node);
        command.arg(&lighthouse).arg(server.address()).args(["--quiet", "--output=json", "--form-factor=mobile"]);
        command.arg(format!("--output-path={}", file.display())).arg(format!("--only-categories={categories}"));
        command.arg(format!("--chrome-flags={flags}")).env("CHROME_PATH", &browser.chromium);
        check(&mut command)?;
        let report: Value = serde_json::from_str(&fs::read_to_string(&file)?).context("Lighthouse's report")?;
        println!("{}", line(&report));
        runs.push(report);
    }
    runs.sort_by(|a, b| score(a, "performance").total_cmp(&score(b, "performance")));
    let middle = &runs[RUNS / 2];
    println!("the run in the middle: {}", line(middle));
    let mut responsiveness = cargo();
    responsiveness.args(["run", "--quiet", "--profile", "xtask", "--package", "wayward-e2e", "--bin", "responsiveness"]);
    let responsive = check(tests::in_browser(&mut responsiveness, &browser, &dist)?);
    for (name, least) in CATEGORIES {
        ensure!(score(middle, name) >= least, "{name}: {} of 100, less than {least}", score(middle, name));
    }
    responsive
}

fn score(report: &Value, category: &str) -> f64 {
    (report["categories"][category]["score"].as_f64().unwrap_or(0.0) * 100.0).round()
}

fn line(report: &Value) -> String {
    let categories = CATEGORIES.map(|(name, _)| format!("{name} {}", score(report, name))).join(", ");
    let shown = |name: &str| report["audits"][name]["displayValue"].as_str().unwrap_or("?").replace('\u{a0}', " ");
    format!("{categories}; {}", METRICS.map(|name| format!("{name} {}", shown(name))).join(", "))
}
