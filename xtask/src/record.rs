//! `cargo xtask record`: www/recordings.txt, which the page plays before anything is trained. `src/ui/recording.rs` says what is
//! in it; nothing is done here but to ask for it and put it in its place.

use crate::{line, root, wayward};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::process::{Command, Stdio};

pub fn run(check: bool) -> Result<()> {
    let mut command = Command::new(wayward()?);
    let output = command.arg("record").stderr(Stdio::inherit()).output().with_context(|| line(&command))?;
    ensure!(output.status.success(), "failed ({}): {}", output.status, line(&command));
    let path = root().join("www/recordings.txt");
    if check {
        let there = fs::read(&path).with_context(|| path.display().to_string())?;
        ensure!(there == output.stdout, "www/recordings.txt is not what the runs give now; `cargo xtask record` writes it");
        println!("www/recordings.txt is what the runs give");
        return Ok(());
    }
    fs::write(&path, &output.stdout).with_context(|| path.display().to_string())
}
