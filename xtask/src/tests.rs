//! `cargo xtask test`: natively, then the built site in a browser.

use crate::tools::{self, Browser};
use crate::{cargo, check, site, size, target_dir, trunk};
use anyhow::{Context as _, Result};
use std::path::Path;
use std::process::Command;

/// `full` adds what takes long: tests marked `#[ignore]`, and the comparison with Trunk. A filter picks tests by name.
pub fn run(full: bool, filter: Option<&str>) -> Result<()> {
    // Looked for first and asked for last: without a browser the native tests still run, and the whole still fails.
    let browser = Browser::find_or_install();
    let axe = tools::axe();
    if let Some(error) = browser.as_ref().err().or(axe.as_ref().err()) {
        eprintln!("xtask: the tests in the browser cannot run: {error:#}");
    }

    check(with_filter(cargo().arg("test"), full, filter, &[])).context("native tests")?;

    let dist = site::build(true)?;
    if filter.is_none() {
        size::check(&dist)?;
    }
    let (browser, axe) = (browser.context("no browser")?, axe.context("no axe-core")?);
    let mut tests = cargo();
    tests.args(["test", "--profile", "xtask", "--package", "wayward-e2e"]).env("WAYWARD_AXE", axe);
    // One at a time: some measure how long things take.
    check(with_filter(in_browser(&mut tests, &browser, &dist)?, full, filter, &["--test-threads=1"])).context("tests in the browser")?;

    if full && filter.is_none() {
        trunk::gives_the_same_site(&dist)?;
    }
    Ok(())
}

/// Tells whatever runs in tests/e2e where site and browser are.
pub fn in_browser<'a>(command: &'a mut Command, browser: &Browser, dist: &Path) -> Result<&'a mut Command> {
    command.env("WAYWARD_DIST", dist).env("WAYWARD_CHROMIUM", &browser.chromium).env("WAYWARD_CHROMEDRIVER", &browser.chromedriver);
    Ok(command.env("WAYWARD_FAILURES", target_dir()?.join("e2e-failures")))
}

fn with_filter<'a>(command: &'a mut Command, full: bool, filter: Option<&str>, more: &[&str]) -> &'a mut Command {
    command.args(filter).arg("--").args(more).args(full.then_some("--include-ignored"))
}
