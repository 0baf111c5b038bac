//! `cargo xtask visit`: what a first visit on a slow connection feels like (tests/e2e/src/bin/visit.rs), how long framings take that are asked
//! for (`asked.rs`), and what is downloaded.
//! Times are told and fail nothing; bytes have budgets (`size.rs`).

use crate::tools::Browser;
use crate::{cargo, check, single_file, site, size, tests};
use anyhow::Result;

pub fn run() -> Result<()> {
    let browser = Browser::find_or_install()?;
    let dist = site::build(true)?;
    let packed = site::packed(&dist)?;
    for bin in ["visit", "asked"] {
        let mut measure = cargo();
        measure.args(["run", "--quiet", "--profile", "xtask", "--package", "wayward-e2e", "--bin", bin]);
        check(tests::in_browser(&mut measure, &browser, &packed)?)?;
    }
    println!("the single file, with everything: {} bytes", size::brotli(single_file::compose(&dist)?.as_bytes()).len());
    size::check(&dist)
}
