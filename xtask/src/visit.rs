//! `cargo xtask visit`: what a first visit on a slow connection feels like (tests/e2e/src/bin/visit.rs), and what it downloads.
//! Times are told and fail nothing; bytes have budgets (`size.rs`).

use crate::tools::Browser;
use crate::{cargo, check, single_file, site, size, tests};
use anyhow::Result;

pub fn run() -> Result<()> {
    let browser = Browser::find_or_install()?;
    let dist = site::build(true)?;
    let mut visit = cargo();
    visit.args(["run", "--quiet", "--profile", "xtask", "--package", "wayward-e2e", "--bin", "visit"]);
    check(tests::in_browser(&mut visit, &browser, &site::packed(&dist)?)?)?;
    println!("the single file, with everything: {} bytes", size::brotli(single_file::compose(&dist)?.as_bytes()).len());
    size::check(&dist)
}
