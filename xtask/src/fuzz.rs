//! `cargo xtask fuzz`: hostile texts for the reward language, with cargo-fuzz. What is new in them joins the kept corpus.

use crate::{check, root, target_dir, tools};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// From the root of the repository. Small: of what the fuzzer has found, what is needed to reach every branch that it reached.
const KEPT: &str = "fuzz/corpus/language";

/// cargo-fuzz would have nightly Rust for its sanitizers. Safe code has little use for them, and without them stable is enough.
const STABLE: [&str; 2] = ["--sanitizer", "none"];

/// The limit on source is 8 KiB, and the tests know what lies beyond; the limits on parts and nesting lie within half of it.
const LENGTH: &str = "-max_len=4200";

pub fn run(seconds: u32) -> Result<()> {
    let folder = target_dir()?.join("fuzz");
    // Everything that was ever found stays here, so that the next run goes on where this one ended.
    let found = folder.join("corpus");
    fs::create_dir_all(&found).with_context(|| format!("cannot make {}", found.display()))?;
    let program = tools::cargo_fuzz()?;
    let target = |corpora: [&Path; 2], more: &[String]| {
        let mut command = Command::new(&program);
        command.current_dir(root()).args(["fuzz", "run"]).args(STABLE).arg("--target-dir").arg(&folder).arg("language");
        check(command.args(corpora).arg("--").args(more))
    };
    let dictionary = format!("-dict={}", root().join("fuzz/language.dict").display());
    target([&found, &root().join(KEPT)], &[format!("-max_total_time={seconds}"), LENGTH.into(), "-timeout=5".into(), dictionary])
        .context("found something: the lines above say what, and the input lies in fuzz/artifacts/")?;
    let count = || anyhow::Ok(fs::read_dir(root().join(KEPT)).with_context(|| format!("no {KEPT}"))?.count());
    let before = count()?;
    target([&root().join(KEPT), &found], &["-set_cover_merge=1".into(), "-use_counters=0".into()])?;
    println!("{} new in {KEPT}, and everything found lies in {}", count()? - before, found.display());
    Ok(())
}
