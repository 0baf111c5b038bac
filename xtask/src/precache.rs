//! The list of files in the service worker of a built site, with the hash of each: what www/sw.js keeps for when there is no
//! connection. `cargo xtask build` and Trunk (by a hook in Trunk.toml) both end with this, and so do the browser tests that
//! deploy a second version.

use crate::version;
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
    let (mut files, mut whole) = (String::from("const FILES = {\n"), Sha256::new());
    // Another worker is another version as well.
    whole.update(&worker);
    let parts = version::of(folder)?;
    for name in version::list(folder)? {
        if NOT_KEPT.contains(&name.as_str()) || version::is_source(folder, &name) {
            continue;
        }
        let hash = BASE64_STANDARD.encode(Sha256::digest(fs::read(folder.join(&name))?));
        // As the page asks for it.
        let address = if version::is_part(folder, &name) { version::address(&name, &parts) } else { name };
        whole.update(&address);
        whole.update(&hash);
        writeln!(files, "  {address:?}: \"sha256-{hash}\",").expect("a string takes it all");
    }
    files += "};\n";
    let version = BASE64_STANDARD.encode(whole.finalize());
    let version = format!("const VERSION = \"{}\";\n", &version[..16]);
    fs::write(folder.join(WORKER), worker.replace(EMPTY_VERSION, &version).replace(EMPTY_FILES, &files))
}
