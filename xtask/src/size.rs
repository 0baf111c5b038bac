//! What a visit downloads, as a host that compresses well would send it.

use crate::program::CHUNKS;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Until the editor works: 100 KB more would be half a second more at 1.6 Mbps, and what people wait for is time, which `cargo xtask visit`
/// measures. What comes next must save before it spends: what there is to see of trained agents has left (27 KB); six worlds came (some 13), and
/// painted levels, which are read and drawn wherever generated ones are (7). Goals to choose from, and the fold of the worst level, are 2;
/// three more worlds with fourteen presets are some 15. The engine compiled for speed is 51 (Cargo.toml says what for).
pub const BUDGET: usize = 578_000;

/// Of what only workers need, beside that: until something can be trained. Two fifths of it answer the framings, which somebody has to ask,
/// and 2 KB search for the worst level. A fifth is what speed costs.
const ENGINE: (&str, usize) = ("engine.wasm", 151_000);

/// Of each other chunk of the program: until a feature works that is used for the first time.
const CHUNK_BUDGET: usize = 100_000;

/// It shows three framings, and works out of the answers of many agents what they come to.
const FRAMINGS: (&str, usize) = ("framings.wasm", 113_000);

/// The custom element, which every page of others that embeds Wayward loads at once.
const ELEMENT: (&str, usize) = ("embed.js", 5_000);

/// What a browser loads before a person can do anything, each file with its bytes after brotli: the page, what it names, and
/// what the start script fetches.
pub fn first_load(dist: &Path) -> Result<Vec<(String, usize)>> {
    let html = fs::read_to_string(dist.join("index.html")).context("index.html in dist/")?;
    let named = html.split_whitespace().filter_map(|word| word.strip_prefix("href=\"").or(word.strip_prefix("src=\"")));
    let named = named.filter_map(|rest| rest.split(['"', '?']).next());
    let mut files: Vec<String> = ["index.html", "page.js", "page_bg.wasm"].into_iter().chain(named).map(str::to_owned).collect();
    files.dedup();
    ensure!(files.len() > 5, "index.html names too few files; is it still read right? {files:?}");
    files.into_iter().map(|name| Ok((name.clone(), packed(dist, &name)?))).collect()
}

/// The chunks of the program, each with its bytes after brotli.
fn chunks(dist: &Path) -> Result<Vec<(String, usize)>> {
    let mut names = Vec::new();
    for file in fs::read_dir(dist.join(CHUNKS)).context("the chunks in dist/")? {
        names.push(file?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    names.into_iter().map(|name| Ok((name.clone(), packed(dist, &format!("{CHUNKS}/{name}"))?))).collect()
}

fn packed(dist: &Path, name: &str) -> Result<usize> {
    Ok(brotli(&fs::read(dist.join(name)).with_context(|| format!("{name} in dist/"))?).len())
}

/// Prints all that has a budget, and fails where something is over it.
pub fn check(dist: &Path) -> Result<()> {
    let total: usize = first_load(dist)?.iter().map(|(_, size)| size).sum();
    let mut sizes = vec![("until the editor works".to_owned(), total, BUDGET)];
    for (name, size) in chunks(dist)? {
        let own = [ENGINE, FRAMINGS].into_iter().find(|(own, _)| *own == name);
        let budget = own.map_or(CHUNK_BUDGET, |(_, budget)| budget);
        sizes.push((format!("{CHUNKS}/{name}"), size, budget));
    }
    ensure!(sizes.iter().any(|(name, ..)| name.ends_with(ENGINE.0)), "there is no {}", ENGINE.0);
    sizes.push((ELEMENT.0.to_owned(), packed(dist, ELEMENT.0)?, ELEMENT.1));
    for (what, size, budget) in &sizes {
        println!("{what}: {size} bytes after brotli (budget {budget})");
    }
    let over: Vec<&str> = sizes.iter().filter(|(_, size, budget)| size > budget).map(|(what, ..)| &**what).collect();
    ensure!(over.is_empty(), "over budget: {}", over.join(", "));
    Ok(())
}

/// What brotli at its best leaves of this.
pub fn brotli(data: &[u8]) -> Vec<u8> {
    let (quality, window) = (11, 22);
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, window);
    packed.write_all(data).expect("memory takes it all");
    packed.into_inner()
}
