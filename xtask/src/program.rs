//! The program for the browser, of what rustc has linked: `page_bg.wasm`, a file in `chunks/` for each part that only some visits
//! need, and one script for all of them, `page.js`.
//!
//! `#[wasm_split]` in the source says where the cuts are; `wasm_split_cli_support` makes them by the relocations that
//! `--emit-relocs` (.cargo/config.toml) leaves in the file. Two decisions that a reader would question. Its script is not used but
//! `chunks.js`: that one is an ES module, and a worker made of a blob, the only one that a frame of opaque origin may have, cannot
//! load such. And what several chunks share, in some forty pieces of a kilobyte or two, goes into the file of each: a use is one
//! request, and nothing is made twice.

use crate::version::put_custom_section;
use anyhow::{Context as _, Result, anyhow, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// The binary that is the page and its worker; names the two files that each visit loads.
pub const PAGE: &str = "page";
/// The folder of all others.
pub const CHUNKS: &str = "chunks";

const LOADER: &str = include_str!("chunks.js");
const EMPTY_NEEDS: &str = "const NEEDS = {};";

/// Of a section of a Wasm file: a name or a note, which does nothing.
const CUSTOM: u8 = 0;

/// Writes the program into the folder of a site. `names`: of functions, for the console of whoever works on it.
pub fn write(linked: &Path, site: &Path, names: bool) -> Result<()> {
    let parts = site.join(CHUNKS).join("parts");
    let (main, script) = (parts.join("main.wasm"), "./loader.js");
    let input = fs::read(linked).with_context(|| linked.display().to_string())?;
    let mut options = Options::new(&input);
    (options.output_dir, options.main_out_path, options.link_name) = (&parts, &main, script);
    let split = transform(options).map_err(|error| anyhow!("{error:?}")).context("could not cut the program")?;

    // The glue says itself where the Wasm lies beside it, as Trunk's does.
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&main).out_name(PAGE).typescript(false).omit_default_module_path(false);
    bindgen.keep_lld_exports(true).demangle(false).no_modules(true)?;
    bindgen.generate(site).context("could not write the glue between Wasm and JavaScript")?;

    let read = |file: &Path| {
        let wasm = fs::read(file).with_context(|| file.display().to_string())?;
        if names { Ok(wasm) } else { without_custom_sections(&wasm) }
    };
    let mut needs = BTreeMap::new();
    for (chunk, mut shared) in split.prefetch_map {
        // The last is its own.
        let own = shared.pop().filter(|own| *own == format!("split_{chunk}")).with_context(|| format!("the chunk {chunk} is empty"))?;
        let mut file = read(&parts.join(own).with_extension("wasm"))?;
        for part in &shared {
            put_custom_section(&mut file, part, &read(&parts.join(part).with_extension("wasm"))?);
        }
        fs::write(site.join(CHUNKS).join(&chunk).with_extension("wasm"), file)?;
        needs.insert(chunk, shared);
    }
    let main = site.join(format!("{PAGE}_bg.wasm"));
    fs::write(&main, read(&main)?)?;
    fs::remove_dir_all(parts)?;

    ensure!(LOADER.matches(EMPTY_NEEDS).count() == 1, "chunks.js has no `{EMPTY_NEEDS}`");
    let loader = LOADER.replace(EMPTY_NEEDS, &format!("const NEEDS = {};", serde_json::to_string(&needs)?));
    let glue = site.join(format!("{PAGE}.js"));
    let text = fs::read_to_string(&glue)?;
    ensure!(text.contains(&format!("require(\"{script}\")")), "the glue asks for no chunks");
    fs::write(
        glue,
        format!("let wasm_bindgen = (() => {{\n{loader}\n{text}\nreturn Object.assign(wasm_bindgen, {{ version }});\n}})();\n"),
    )?;
    Ok(())
}

fn without_custom_sections(wasm: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    let mut rest = wasm.get(HEADER..).context("not a Wasm file")?;
    let mut out = wasm[..HEADER].to_vec();
    while let [kind, body @ ..] = rest {
        let digits = 1 + body.iter().position(|byte| *byte < 0x80).context("a section without a size")?;
        let size = body[..digits].iter().rev().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
        let section = rest.get(..1 + digits + size).context("a section that is cut off")?;
        if *kind != CUSTOM {
            out.extend_from_slice(section);
        }
        rest = &rest[section.len()..];
    }
    Ok(out)
}
