//! `cargo xtask test`: natively, then the built site in browsers and in Node.

use crate::tools::{self, Browser, Firefox};
use crate::{cargo, check, site, size, target_dir, trunk};
use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// In tests/learner.rs.
const FROZEN: &str = "the_digest_after_200_updates_is_frozen";

/// `full` adds what takes long: the frozen digest in release and for this machine's own processor, and the comparison with
/// Trunk. A filter picks tests by name.
pub fn run(full: bool, filter: Option<&str>) -> Result<()> {
    // Looked for first and asked for last: without them the native tests still run, and the whole still fails.
    let (browser, firefox) = (Browser::find_or_install(), Firefox::find_or_install());
    let (node, hugo, axe) = (tools::node(), tools::hugo(), tools::axe());
    let missing = [browser.as_ref().err(), firefox.as_ref().err(), node.as_ref().err(), hugo.as_ref().err(), axe.as_ref().err()];
    for error in missing.into_iter().flatten() {
        eprintln!("xtask: the tests in the browsers cannot run: {error:#}");
    }

    check(with_filter(cargo().arg("test"), filter, &[])).context("native tests")?;

    let dist = site::build(true)?;
    if filter.is_none() {
        size::check(&dist)?;
    }
    let (browser, axe) = (browser.context("no Chromium")?, axe.context("no axe-core")?);
    let (firefox, node, hugo) = (firefox.context("no Firefox")?, node.context("no Node")?, hugo.context("no Hugo")?);
    let mut tests = cargo();
    tests.args(["test", "--profile", "xtask", "--package", "wayward-e2e"]).env("WAYWARD_AXE", axe).env("WAYWARD_NODE", node);
    tests.env("WAYWARD_HUGO", hugo).env("WAYWARD_FIREFOX", firefox.firefox).env("WAYWARD_GECKODRIVER", firefox.geckodriver);
    // One at a time: some measure how long things take.
    check(with_filter(in_browser(&mut tests, &browser, &dist)?, filter, &["--test-threads=1"])).context("tests in the browsers")?;

    if full && filter.is_none() {
        frozen_digest_in_other_builds()?;
        trunk::gives_the_same_site(&dist)?;
    }
    Ok(())
}

/// The test of the frozen digest as the fast set does not build it: in release, and in debug and release with every
/// instruction that this machine's processor has.
fn frozen_digest_in_other_builds() -> Result<()> {
    for (release, native) in [(true, false), (false, true), (true, true)] {
        let mut test = cargo();
        test.args(["test", "--no-default-features", "--test", "learner"]).args(release.then_some("--release"));
        if native {
            // A folder of its own: other flags would have everything else compiled again.
            test.arg("--target-dir").arg(target_dir()?.join("native-cpu")).env_remove("CARGO_ENCODED_RUSTFLAGS");
            test.env("RUSTFLAGS", "-C target-cpu=native");
        }
        let build = format!("{}{}", if release { "release" } else { "debug" }, if native { ", target-cpu=native" } else { "" });
        let output = test.args(["--", "--exact", FROZEN]).stderr(Stdio::inherit()).output().context("cargo test")?;
        let said = String::from_utf8_lossy(&output.stdout);
        // A name that no test has would pass, too.
        ensure!(output.status.success() && said.contains(". 1 passed; 0 failed;"), "frozen digest, {build}:\n{said}");
        println!("frozen digest: the same in {build}");
    }
    Ok(())
}

/// Tells whatever runs in tests/e2e where site and browser are.
pub fn in_browser<'a>(command: &'a mut Command, browser: &Browser, dist: &Path) -> Result<&'a mut Command> {
    command.env("WAYWARD_DIST", dist).env("WAYWARD_CHROMIUM", &browser.chromium).env("WAYWARD_CHROMEDRIVER", &browser.chromedriver);
    Ok(command.env("WAYWARD_FAILURES", target_dir()?.join("e2e-failures")))
}

fn with_filter<'a>(command: &'a mut Command, filter: Option<&str>, more: &[&str]) -> &'a mut Command {
    command.args(filter).arg("--").args(more)
}
