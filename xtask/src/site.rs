//! Builds the static site into dist/: index.html, www/, and the program (`program.rs`).
//!
//! The same files as `trunk build` writes, byte for byte (a test in the full set keeps it so). No wasm-opt on either
//! path: measured, it makes the file 8 % smaller and what brotli leaves of it 1 % larger.

use crate::minify::minify;
use crate::program::{self, PAGE};
use crate::{cargo, check, precache, root, server, size, target_dir, version};
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const WASM: &str = "wasm32-unknown-unknown";
/// Of a site for visitors.
const PROFILE: &str = "page";
/// Files in www/ that belong to the root of the site: people name them, a worker rules over what lies below it, and hosts look
/// for the others there.
const AT_ROOT: [&str; 6] = ["404.html", "embed.html", "embed.js", "sw.js", "manifest.webmanifest", "_headers"];

/// Builds the site and returns its folder.
pub fn build(release: bool) -> Result<PathBuf> {
    add_wasm_target()?;
    let mut build = cargo();
    // Flags from the environment would replace those of .cargo/config.toml, and with them SIMD.
    build.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    build.args(["build", "--target", WASM, "--no-default-features", "--features", "page", "--bin", PAGE]);
    if release {
        build.args(["--profile", PROFILE]);
    }
    check(&mut build)?;

    // Made aside and then put in place, so that a server or another build never sees half a site.
    let (dist, made) = (root().join("dist"), root().join(format!(".dist-{}", std::process::id())));
    copy_dir(&root().join("www"), &made.join("www"))?;
    let page = fs::read_to_string(root().join("index.html")).context("index.html")?;
    let page = without_trunk_links(&page);
    ensure!(!page.contains("data-trunk"), "each `<link data-trunk …>` in index.html must be one line");
    fs::write(made.join("index.html"), page)?;
    for name in AT_ROOT {
        fs::copy(root().join("www").join(name), made.join(name)).with_context(|| format!("www/{name}"))?;
    }
    finish(&made, release)?;
    if dist.exists() {
        fs::remove_dir_all(&dist).context("could not clear dist/")?;
    }
    fs::rename(&made, &dist).context("could not put dist/ in place")?;
    Ok(dist)
}

/// What is left to do with a site when the program is linked and all else lies in the folder, be it by us or by Trunk, whose program
/// is not cut, and replaced.
pub fn finish(folder: &Path, release: bool) -> Result<()> {
    let linked = target_dir()?.join(WASM).join(if release { PROFILE } else { "debug" }).join(format!("{PAGE}.wasm"));
    program::write(&linked, folder, !release)?;
    // Whoever works on a page wants to read its scripts, and its newest files, always.
    if release {
        minify(folder)?;
    }
    version::stamp(folder).context("the version of all parts")?;
    if !release {
        return Ok(());
    }
    precache::fill(folder).context("the list of files for the service worker")
}

/// Trunk replaces its `<link data-trunk …>` by what it built; here that is done already, so they only go.
fn without_trunk_links(page: &str) -> String {
    page.lines().filter(|line| !line.trim_start().starts_with("<link data-trunk ")).map(|line| format!("{line}\n")).collect()
}

pub fn add_wasm_target() -> Result<()> {
    let libraries = Command::new("rustc").current_dir(root()).args(["--print", "target-libdir", "--target", WASM]).output();
    let libraries = libraries.context("could not run rustc")?;
    if Path::new(String::from_utf8_lossy(&libraries.stdout).trim()).exists() {
        return Ok(());
    }
    if let Err(error) = check(Command::new("rustup").current_dir(root()).args(["target", "add", WASM])) {
        bail!("the Rust target {WASM} is missing and could not be added ({error:#}); please run `rustup target add {WASM}`");
    }
    Ok(())
}

/// Copies a folder with all that is in it.
pub fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_dir(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A copy of a built site as a real host would send it: beside each file lies what brotli leaves of it.
pub fn packed(dist: &Path) -> Result<PathBuf> {
    let folder = target_dir()?.join("packed-site");
    let _ = fs::remove_dir_all(&folder);
    copy_dir(dist, &folder)?;
    pack(&folder)?;
    Ok(folder)
}

/// Puts beside each file what brotli leaves of it; the server sends that to whoever takes it.
fn pack(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            pack(&path)?;
        } else {
            fs::write(server::packed(&path), size::brotli(&fs::read(&path)?))?;
        }
    }
    Ok(())
}
