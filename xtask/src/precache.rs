//! The list of files in the service worker of a built site, with the hash of each: what www/sw.js keeps for when there is no
//! connection. `cargo xtask build` and Trunk (by a hook in Trunk.toml) both end with this, and so do the browser tests that
//! deploy a second version.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::{Error, Result};
use std::path::Path;

const WORKER: &str = "sw.js";
/// What a host or a system reads, but no page.
const NOT_KEPT: [&str; 2] = [WORKER, "_headers"];
const EMPTY_VERSION: &str = "const VERSION = \"\";\n";
const EMPTY_FILES: &str = "const FILES = {};\n";

/// Writes the list of all files in this folder, and the version that they are, into its sw.js.
pub fn fill(folder: &Path) -> Result<()> {
    let worker = fs::read_to_string(folder.join(WORKER))?;
    if !worker.contains(EMPTY_VERSION) || !worker.contains(EMPTY_FILES) {
        return Err(Error::other(format!("{WORKER} in {} has no empty list to fill", folder.display())));
    }
    // Trunk leaves empty lines where its links stood; without them it makes the same page as we do, and so the same list.
    let page = folder.join("index.html");
    let lines = fs::read_to_string(&page)?;
    fs::write(&page, lines.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect::<String>())?;
    let mut names = Vec::new();
    list(folder, "", &mut names)?;
    names.sort_unstable();
    let (mut files, mut version) = (String::from("const FILES = {\n"), Sha256::new());
    // Another worker is another version as well.
    version.update(&worker);
    // What belongs to the root of the site is there, and once more among its sources.
    let read = |name: &str| fs::read(folder.join(name));
    let is_source = |name: &str| {
        name.strip_prefix("www/").and_then(|copy| read(copy).ok()).is_some_and(|copy| read(name).is_ok_and(|source| source == copy))
    };
    for name in names.iter().filter(|name| !NOT_KEPT.contains(&name.as_str()) && !is_source(name)) {
        let hash = BASE64_STANDARD.encode(Sha256::digest(read(name)?));
        version.update(name);
        version.update(&hash);
        writeln!(files, "  {name:?}: \"sha256-{hash}\",").expect("a string takes it all");
    }
    files += "};\n";
    let version = BASE64_STANDARD.encode(version.finalize());
    let version = format!("const VERSION = \"{}\";\n", &version[..16]);
    fs::write(folder.join(WORKER), worker.replace(EMPTY_VERSION, &version).replace(EMPTY_FILES, &files))
}

/// The files below a folder as paths from there, with `/` between the parts.
fn list(folder: &Path, before: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}
