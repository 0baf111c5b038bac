//! What a first visit downloads, as a host that compresses well would send it.

use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Until the editor works: 100 KB more would be half a second more at 1.6 Mbps. All of the program, until the build cuts it.
pub const BUDGET: usize = 600_000;

/// Of the custom element, which every page of others that embeds Wayward loads at once.
pub const ELEMENT_BUDGET: usize = 5_120;

/// What a browser loads before a person can do anything, each file with its bytes after brotli: the page, what it names, and
/// what the start script fetches.
pub fn first_load(dist: &Path) -> Result<Vec<(String, usize)>> {
    let html = fs::read_to_string(dist.join("index.html")).context("index.html in dist/")?;
    let named = html.split_whitespace().filter_map(|word| word.strip_prefix("href=\"").or(word.strip_prefix("src=\"")));
    let named = named.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name);
    let mut files: Vec<String> = ["index.html", "page.js", "page_bg.wasm"].into_iter().chain(named).map(str::to_owned).collect();
    files.dedup();
    ensure!(files.len() > 5, "index.html names too few files; is it still read right? {files:?}");
    files
        .into_iter()
        .map(|name| {
            let size = brotli(&fs::read(dist.join(&name)).with_context(|| format!("{name} in dist/"))?).len();
            Ok((name, size))
        })
        .collect()
}

/// Prints the sizes of the first load and of the custom element, and fails where one is over its budget.
pub fn check(dist: &Path) -> Result<()> {
    let total: usize = first_load(dist)?.iter().map(|(_, size)| size).sum();
    println!("first load: {total} bytes after brotli (budget {BUDGET})");
    ensure!(total <= BUDGET, "the first load is over its budget; `cargo xtask bench` shows each file");
    let element = brotli(&fs::read(dist.join("embed.js")).context("embed.js in dist/")?).len();
    println!("embed.js: {element} bytes after brotli (budget {ELEMENT_BUDGET})");
    ensure!(element <= ELEMENT_BUDGET, "the custom element is over its budget");
    Ok(())
}

/// What brotli at its best leaves of this.
pub fn brotli(data: &[u8]) -> Vec<u8> {
    let (quality, window) = (11, 22);
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, window);
    packed.write_all(data).expect("memory takes it all");
    packed.into_inner()
}
