//! Builds the static site into dist/: index.html, www/, and the Wasm file with its glue script.
//!
//! The same files as `trunk build` writes, byte for byte (a test in the full set keeps it so). No wasm-opt on either
//! path: measured, it makes the file 8 % smaller and what brotli leaves of it 1 % larger.

use crate::minify::minify;
use crate::shorten::shorten;
use crate::{cargo, check, precache, root, target_dir};
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

pub const WASM: &str = "wasm32-unknown-unknown";
/// Files in www/ that belong to the root of the site: people name them, a worker rules over what lies below it, and hosts look
/// for the others there.
const AT_ROOT: [&str; 5] = ["embed.html", "embed.js", "sw.js", "manifest.webmanifest", "_headers"];
/// The binary that is the page and its worker; names the two generated files.
const PAGE: &str = "page";

/// Builds the site and returns its folder.
pub fn build(release: bool) -> Result<PathBuf> {
    add_wasm_target()?;
    let mut build = cargo();
    // Flags from the environment would replace those of .cargo/config.toml, and with them SIMD.
    build.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    build.args(["build", "--target", WASM, "--no-default-features", "--features", "page", "--bin", PAGE]);
    build.args(release.then_some("--release"));
    check(&mut build)?;
    let built = target_dir()?.join(WASM).join(if release { "release" } else { "debug" });

    // Made aside and then put in place, so that a server or another build never sees half a site.
    let (dist, made) = (root().join("dist"), root().join(format!(".dist-{}", std::process::id())));
    let mut bindgen = Bindgen::new();
    // The glue says itself where the Wasm lies beside it, as Trunk's does.
    bindgen.input_path(built.join(format!("{PAGE}.wasm"))).out_name(PAGE).typescript(false).omit_default_module_path(false);
    // Page and worker both start from this one script, hence classic and not a module.
    bindgen.no_modules(true)?.generate(&made).context("could not write the glue between Wasm and JavaScript")?;
    copy_dir(&root().join("www"), &made.join("www"))?;
    let page = fs::read_to_string(root().join("index.html")).context("index.html")?;
    let page = without_trunk_links(&page);
    ensure!(!page.contains("data-trunk"), "each `<link data-trunk …>` in index.html must be one line");
    fs::write(made.join("index.html"), page)?;
    for name in AT_ROOT {
        fs::copy(root().join("www").join(name), made.join(name)).with_context(|| format!("www/{name}"))?;
    }
    if release {
        finish(&made)?;
    }
    if dist.exists() {
        fs::remove_dir_all(&dist).context("could not clear dist/")?;
    }
    fs::rename(&made, &dist).context("could not put dist/ in place")?;
    Ok(dist)
}

/// What is left to do with a site that is built for release, by us or by Trunk.
pub fn finish(folder: &Path) -> Result<()> {
    shorten(folder, PAGE)?;
    minify(folder)?;
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
