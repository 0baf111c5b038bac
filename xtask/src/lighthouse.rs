//! `cargo xtask lighthouse`: what Lighthouse says of the built site, and of an article that embeds it, with its settings for phones,
//! and how soon the page answers (tests/e2e/src/bin/responsiveness.rs). What a visit loads, and how long that takes, `visit.rs` tells.
//!
//! The site is served as a real host would serve it, packed by brotli. Lighthouse slows the processor down four times, so other
//! work on this machine weighs four times as well: of some runs the one in the middle counts.

use crate::tools::{self, Browser};
use crate::{cargo, check, root, server, site, target_dir, tests};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const RUNS: usize = 5;
const CATEGORIES: [&str; 3] = ["performance", "accessibility", "best-practices"];
/// The least that a page must reach in each, of 100.
const OF_THE_PAGE: [f64; 3] = [95.0, 100.0, 100.0];
/// With three experiments that nobody has run.
const OF_THE_ARTICLE: [f64; 3] = [100.0, 100.0, 100.0];
const METRICS: [&str; 5] =
    ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index"];

pub fn run() -> Result<()> {
    let lighthouse = Lighthouse { browser: Browser::find_or_install()?, script: tools::lighthouse()?, node: tools::node()? };
    let dist = site::build(true)?;
    let server = server::Server::start(server::Site::new(&site::packed(&dist)?), 0)?;
    let article = target_dir()?.join("article");
    write_article(&article, &server.address())?;
    let host = server::Server::start(server::Site { policy: false, ..server::Site::new(&article) }, 0)?;
    let of_article = lighthouse.middle("the article of examples/hugo", &format!("{}posts/corner/", host.address()))?;
    let of_page = lighthouse.middle("the page", &server.address())?;
    let mut responsiveness = cargo();
    responsiveness.args(["run", "--quiet", "--profile", "xtask", "--package", "wayward-e2e", "--bin", "responsiveness"]);
    let responsive = check(tests::in_browser(&mut responsiveness, &lighthouse.browser, &dist)?);
    for (what, report, wanted) in [("the article", of_article, OF_THE_ARTICLE), ("the page", of_page, OF_THE_PAGE)] {
        for (name, least) in CATEGORIES.into_iter().zip(wanted) {
            ensure!(score(&report, name) >= least, "{what}: {name} {} of 100, less than {least}", score(&report, name));
        }
    }
    responsive
}

/// The site of an author that Hugo makes, which takes Wayward from this address.
fn write_article(folder: &Path, wayward: &str) -> Result<()> {
    let mut hugo = Command::new(tools::hugo()?);
    hugo.args(["--quiet", "--noBuildLock", "--cleanDestinationDir", "--source"]).arg(root().join("examples/hugo"));
    hugo.arg("--destination").arg(folder).env("HUGO_PARAMS_WAYWARD", wayward);
    check(&mut hugo)
}

struct Lighthouse {
    browser: Browser,
    script: PathBuf,
    node: PathBuf,
}

impl Lighthouse {
    /// The report of the run in the middle.
    fn middle(&self, what: &str, address: &str) -> Result<Value> {
        println!("{what}:");
        let file = target_dir()?.join("lighthouse.json");
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking";
            let mut command = Command::new(&self.node);
            command.arg(&self.script).arg(address).args(["--quiet", "--output=json", "--form-factor=mobile"]);
            command.arg(format!("--output-path={}", file.display())).arg(format!("--only-categories={}", CATEGORIES.join(",")));
            command.arg(format!("--chrome-flags={flags}")).env("CHROME_PATH", &self.browser.chromium);
            check(&mut command)?;
            let report: Value = serde_json::from_str(&fs::read_to_string(&file)?).context("Lighthouse's report")?;
            println!("{}", line(&report));
            runs.push(report);
        }
        runs.sort_by(|a, b| score(a, "performance").total_cmp(&score(b, "performance")));
        let middle = runs.swap_remove(RUNS / 2);
        println!("the run in the middle: {}", line(&middle));
        Ok(middle)
    }
}

fn score(report: &Value, category: &str) -> f64 {
    (report["categories"][category]["score"].as_f64().unwrap_or(0.0) * 100.0).round()
}

fn line(report: &Value) -> String {
    let categories = CATEGORIES.map(|name| format!("{name} {}", score(report, name))).join(", ");
    let shown = |name: &str| report["audits"][name]["displayValue"].as_str().unwrap_or("?").replace('\u{a0}', " ");
    format!("{categories}; {}", METRICS.map(|name| format!("{name} {}", shown(name))).join(", "))
}
