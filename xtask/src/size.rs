//! What a first visit downloads, as a host that compresses well would send it.

use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Everything that index.html loads before a person can do anything.
const FIRST_LOAD: [&str; 6] = ["index.html", "www/wayward.css", "www/start.js", "www/favicon.svg", "page.js", "page_bg.wasm"];

pub const BUDGET: usize = 250_000;

/// Each file with its bytes after brotli.
pub fn first_load(dist: &Path) -> Result<Vec<(&'static str, usize)>> {
    let weigh = |name| Ok((name, brotli(&fs::read(dist.join(name)).with_context(|| format!("{name} in dist/"))?)));
    FIRST_LOAD.into_iter().map(weigh).collect()
}

/// Prints the size of the first load, and fails where it is over the budget.
pub fn check(dist: &Path) -> Result<()> {
    let total: usize = first_load(dist)?.iter().map(|(_, size)| size).sum();
    println!("first load: {total} bytes after brotli (budget {BUDGET})");
    ensure!(total <= BUDGET, "the first load is over its budget; `cargo xtask bench` shows each file");
    Ok(())
}

fn brotli(data: &[u8]) -> usize {
    let (quality, window) = (11, 22);
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, window);
    packed.write_all(data).expect("memory takes it all");
    packed.into_inner().len()
}
