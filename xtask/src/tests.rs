//! `cargo xtask test`: natively, then the built site in browsers and in Node.

use crate::tools::{self, Browser, Firefox};
use crate::{cargo, check, made, root, site, size, target_dir, trunk};
use anyhow::{Context as _, Result, ensure};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// In engine/tests/learner.rs.
const FROZEN: &str = "the_digest_after_200_updates_is_frozen";

/// A file in tests/; what it needs is a large download.
const OUTSIDE: &str = "outside";

/// In tests/e2e/tests/browsers/heard.rs.
const HEARD: &str = "heard::the_page_is_heard";

/// Files with tests that take minutes each; the full set has them.
const LONG: [&str; 3] = ["controls::", "lessons::", "embed_memory::"];

/// More failing tests than these are no whim of a browser.
const MOST_RETRIED: usize = 3;

/// In the target directory: how often which test passed only at the second attempt.
const FLAKY: &str = "flaky-tests.txt";
/// A test that has needed a second attempt more often than this is broken, whatever the browser.
const MOST_FLAKY: u32 = 5;

/// `full` adds what takes long: the frozen digest in release and for this machine's own processor, and the comparison with
/// Trunk; a million damaged links; hundreds of uses of an embed; long walks in the browsers, both of them for all, and every theme everywhere; a learner with PyTorch; and it has a screen reader read the page and tries a cluster, both of which CI
/// has, too, where their packages come. What is left out is said. A filter picks tests by name.
pub fn run(full: bool, filter: Option<&str>) -> Result<()> {
    // Looked for first and asked for last: without them the native tests still run, and the whole still fails.
    let (browser, firefox) = (Browser::find_or_install(), Firefox::find_or_install());
    let is_thorough = full || env::var_os("CI").is_some();
    let screen_reader = tools::screen_reader(is_thorough);
    let (node, hugo, axe) = (tools::node(), tools::hugo(), tools::axe());
    let missing = [browser.as_ref().err(), firefox.as_ref().err(), node.as_ref().err(), hugo.as_ref().err(), axe.as_ref().err()];
    for error in missing.into_iter().flatten() {
        eprintln!("xtask: the tests in the browsers cannot run: {error:#}");
    }

    tools::python()?;
    let mut natively = cargo();
    natively.arg("test");
    if full {
        natively.env("WAYWARD_FULL", "1");
    }
    check(with_filter(&mut natively, filter, &[])).context("native tests")?;
    check(with_filter(cargo().args(["test", "--profile", "xtask", "--package", "xtask"]), filter, &[])).context("tests of xtask")?;
    if filter.is_none_or(|filter| "cluster".contains(filter)) {
        cluster(is_thorough)?;
    }
    match filter {
        None if !full => println!(
            "\nxtask: LEFT OUT NATIVELY: four of five damaged links, and the test of an outside learner, which wants PyTorch; --full has them"
        ),
        None | Some(OUTSIDE) => outside()?,
        Some(_) => {}
    }

    let dist = site::build(true)?;
    if filter.is_none() {
        size::check(&dist)?;
    }
    let (browser, axe) = (browser.context("no Chromium")?, axe.context("no axe-core")?);
    let browser = if is_thorough && !full { browser.with_shell() } else { browser };
    let (firefox, node, hugo) = (firefox.context("no Firefox")?, node.context("no Node")?, hugo.context("no Hugo")?);
    let tests = || -> Result<Command> {
        let mut tests = cargo();
        tests.args(["test", "--profile", "xtask", "--package", "wayward-e2e", "--no-fail-fast"]);
        tests.env("WAYWARD_AXE", &axe).env("WAYWARD_NODE", &node).env("WAYWARD_HUGO", &hugo);
        tests.env("WAYWARD_FIREFOX", &firefox.firefox).env("WAYWARD_GECKODRIVER", &firefox.geckodriver);
        if full {
            tests.env("WAYWARD_FULL", "1");
        } else {
            tests.env("WAYWARD_FEW_FRAMES", "1");
            if let Some(shell) = &browser.shell {
                tests.env("WAYWARD_HEADLESS_SHELL", shell);
            }
        }
        in_browser(&mut tests, &browser, &dist)?;
        Ok(tests)
    };
    if filter.is_none() && !full {
        println!(
            "\nxtask: LEFT OUT IN THE BROWSERS: long tests of {}, Firefox where Chromium shows the same, widths between others, all themes at once, five frames of six{}; --full has them",
            LONG.join(" "),
            if browser.shell.is_some() { ", and Chromium's own window around the page" } else { "" }
        );
    }
    // Two at a time: a browser waits a good part of its time. More would starve each other's workers on a small machine.
    let failed = failing(with_filter(&mut tests()?, filter, &["--test-threads=2"]))?;
    if !failed.is_empty() {
        // A browser is a large program under somebody else's control; what fails in it once may be its doing. Twice is ours.
        ensure!(failed.len() <= MOST_RETRIED, "tests in the browsers: {} failed: {}", failed.len(), failed.join(", "));
        println!("\nxtask: once more, in fresh browsers: {}", failed.join(", "));
        let again = failing(tests()?.args(["--", "--test-threads=1", "--exact"]).args(&failed))?;
        ensure!(again.is_empty(), "tests in the browsers: failed twice: {}", again.join(", "));
        println!("xtask: PASSED ONLY AT THE SECOND ATTEMPT: {}", failed.join(", "));
        record_flaky(&failed)?;
    }

    match screen_reader {
        _ if filter.is_some_and(|filter| !HEARD.contains(filter)) => {}
        Ok(()) if is_thorough || filter.is_some() => {
            let file = target_dir()?.join("heard.txt");
            if let Err(error) = listen(tests()?, &file) {
                println!("\nxtask: once more, for {error:#}");
                listen(tests()?, &file)?;
                record_flaky(&[HEARD.to_owned()])?;
            }
        }
        Ok(()) => println!("\nxtask: THE TEST THAT LISTENS TO A SCREEN READER IS LEFT OUT: it takes minutes; --full has it, and CI"),
        Err(error) if full => return Err(error.context("what a screen reader says of the page")),
        Err(error) => println!("\nxtask: THE TEST THAT LISTENS TO A SCREEN READER IS LEFT OUT: {error:#}"),
    }
    if full && filter.is_none() {
        let failed = failing(tests()?.args(["--test", "browsers", "--", "--ignored", "--test-threads=2"]).args(LONG))?;
        ensure!(failed.is_empty(), "long tests in the browsers: {}", failed.join(", "));
        frozen_digest_in_other_builds()?;
        trunk::gives_the_same_site(&dist)?;
    }
    Ok(())
}

/// The page as Orca reads it, into `docs/heard.txt`.
pub fn write_down() -> Result<()> {
    let made = made::now()?;
    tools::screen_reader(true)?;
    let browser = Browser::find_or_install()?;
    let dist = site::build(true)?;
    let mut test = cargo();
    test.args(["test", "--profile", "xtask", "--package", "wayward-e2e"]);
    in_browser(&mut test, &browser, &dist)?;
    let file = root().join("docs/heard.txt");
    listen(test, &file)?;
    let heard = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    fs::write(&file, format!("{made}\n\n{heard}")).with_context(|| file.display().to_string())
}

/// Runs the test that listens, by itself: it reacts to how long nothing is said. What it heard goes into the file.
fn listen(mut test: Command, file: &Path) -> Result<()> {
    test.env("WAYWARD_HEARD_TO", file).args(["--test", "browsers", "--", "--ignored", "--exact", "--nocapture", HEARD]);
    let failed = failing(&mut test)?;
    ensure!(failed.is_empty(), "what a screen reader says of the page is not what it should say; it is in {}", file.display());
    println!("xtask: what a screen reader said of the page: {}", file.display());
    Ok(())
}

/// The test on a real Slurm, where its programs are, or come, and may start tasks.
fn cluster(installs: bool) -> Result<()> {
    match tools::slurm(installs) {
        Ok(()) => check(cargo().args(["test", "--test", "cluster", "--", "--ignored"])).context("the test on a cluster"),
        Err(why) => {
            println!("\nxtask: THE TEST ON A CLUSTER IS LEFT OUT: {why}");
            Ok(())
        }
    }
}

/// The test with stable-baselines3.
fn outside() -> Result<()> {
    let python = tools::python_with_torch().context("what an outside learner learns")?;
    let mut test = cargo();
    test.args(["test", "--test", OUTSIDE, "--", "--ignored"]).env("PYTHON", python);
    check(&mut test).context("what an outside learner learns")
}

/// Counts these in the list of flaky tests, shows the list, and fails where one of them is on it too often.
fn record_flaky(names: &[String]) -> Result<()> {
    let file = target_dir()?.join(FLAKY);
    let list = counted(&fs::read_to_string(&file).unwrap_or_default(), names);
    let text: String = list.iter().map(|(name, count)| format!("{count} {name}\n")).collect();
    fs::write(&file, &text).with_context(|| file.display().to_string())?;
    println!("xtask: tests that needed a second attempt, and how often ({}):\n{text}", file.display());
    let worst: Vec<&str> =
        list.iter().filter(|(name, count)| **count > MOST_FLAKY && names.contains(name)).map(|(name, _)| &**name).collect();
    ensure!(worst.is_empty(), "more than {MOST_FLAKY} times; mend them and take them off the list: {}", worst.join(", "));
    Ok(())
}

/// A list of flaky tests, a count and a name a line, with these counted once more.
fn counted(list: &str, names: &[String]) -> BTreeMap<String, u32> {
    let lines = list.lines().filter_map(|line| line.split_once(' '));
    let mut counts: BTreeMap<String, u32> = lines.filter_map(|(count, name)| Some((name.to_owned(), count.parse().ok()?))).collect();
    for name in names {
        *counts.entry(name.clone()).or_default() += 1;
    }
    counts
}

/// Prints what the tests say, and gives the names of those that failed.
fn failing(tests: &mut Command) -> Result<Vec<String>> {
    let mut child = tests.stdout(Stdio::piped()).spawn().context("cargo test")?;
    let mut failed = Vec::new();
    for line in BufReader::new(child.stdout.take().context("it is piped")?).lines() {
        let line = line?;
        println!("{line}");
        if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
            failed.push(name.trim_end_matches(" - should panic").to_owned());
        }
    }
    let status = child.wait()?;
    // Without a name it was no test that failed, but the build, or a test that took its process along.
    ensure!(status.success() == failed.is_empty(), "tests in the browsers: {status}");
    Ok(failed)
}

/// The test of the frozen digest as the fast set does not build it: in release, and in debug and release with every
/// instruction that this machine's processor has.
fn frozen_digest_in_other_builds() -> Result<()> {
    for (release, native) in [(true, false), (false, true), (true, true)] {
        let mut test = cargo();
        test.args(["test", "--package", "wayward-engine", "--test", "learner"]).args(release.then_some("--release"));
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

#[cfg(test)]
mod flaky {
    use super::*;

    #[test]
    fn flaky_tests_are_counted_over_runs() {
        let names = ["undo".to_owned(), "start".to_owned()];
        let once = counted("", &names[..1]);
        assert_eq!(once, BTreeMap::from([("undo".to_owned(), 1)]));
        let text: String = once.iter().map(|(name, count)| format!("{count} {name}\n")).collect();
        assert_eq!(counted(&text, &names), BTreeMap::from([("undo".to_owned(), 2), ("start".to_owned(), 1)]));
        assert!(counted("what somebody wrote\n", &[]).is_empty());
    }
}
