//! The version of a built site, which each of its parts bears: what the start script knows a mix of two deployments by.
//!
//! People and other pages name `index.html`, `404.html`, `embed.html` and `embed.js`; all else is asked for under an address with the version, so that
//! what a browser keeps of one version never stands for another's. A host may still give a file of another version under it, while a
//! deployment is on its way or after it; so each part says what it is: a script by a constant, a style sheet by a property, Wasm by a
//! section. Questionable decision: files keep their names, because every host ignores what follows the question mark, and whoever works
//! on the site finds them.

use std::fs;
use std::io::{Error, Result};
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// What stands in the sources in its place, once in each of these scripts.
const PLACE: &str = "\"unversioned\"";
const SCRIPTS: [&str; 2] = ["page.js", "www/start.js"];
/// The section of a Wasm file that holds it; www/start.js knows the name.
const SECTION: &str = "wayward-version";
/// Of the section: a name or a note, which does nothing.
const CUSTOM: u8 = 0;
/// Pages, which name parts. `www/` has the sources of all but the first.
const PAGES: [&str; 5] = ["index.html", "404.html", "www/404.html", "embed.html", "www/embed.html"];

/// Writes the version of all parts into them, and into the pages.
pub fn stamp(folder: &Path) -> Result<()> {
    let names: Vec<String> = list(folder)?.into_iter().filter(|name| is_part(folder, name)).collect();
    let mut hash = Sha256::new();
    for name in &names {
        hash.update(name);
        hash.update(Sha256::digest(fs::read(folder.join(name))?));
    }
    let version: String = hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    for name in &names {
        let (path, name) = (folder.join(name), Path::new(name));
        match name.extension().and_then(|kind| kind.to_str()) {
            Some("js") => {
                let script = fs::read_to_string(&path)?;
                if script.matches(PLACE).count() != 1 {
                    return Err(Error::other(format!("{} must have one {PLACE}", path.display())));
                }
                fs::write(path, script.replace(PLACE, &format!("\"{version}\"")))?;
            }
            Some("css") => {
                let stem = name.file_stem().unwrap_or_default().to_string_lossy();
                let sheet = fs::read_to_string(&path)?;
                fs::write(path, format!("{sheet}:root{{--version-{stem}:v{version}}}"))?;
            }
            Some("wasm") => {
                let mut wasm = fs::read(&path)?;
                put_custom_section(&mut wasm, SECTION, version.as_bytes());
                fs::write(path, wasm)?;
            }
            _ => {}
        }
    }
    for page in PAGES.map(|page| folder.join(page)) {
        let mut text = fs::read_to_string(&page)?;
        for name in &names {
            text = text.replace(&format!("=\"{name}\""), &format!("=\"{}\"", address(name, &version)));
        }
        fs::write(page, text)?;
    }
    Ok(())
}

/// The version of a site that bears one.
pub fn of(folder: &Path) -> Result<String> {
    let page = fs::read_to_string(folder.join(PAGES[0]))?;
    let version = page.split_once("?v=").and_then(|(_, rest)| rest.split_once('"'));
    version.map(|(version, _)| version.to_owned()).ok_or_else(|| Error::other(format!("{} names no version", PAGES[0])))
}

/// Where the page asks for this part.
pub fn address(name: &str, version: &str) -> String {
    format!("{name}?v={version}")
}

/// Whether the page asks for it by the version. Not what has its place at the root of the site, nor icons, which systems ask for, nor
/// lessons, of which a site may have its own.
pub fn is_part(folder: &Path, name: &str) -> bool {
    let is_icon = name.ends_with(".png") || name.ends_with(".svg");
    let in_www = |rest: &str| !rest.starts_with("lessons/") && !is_icon && !is_source(folder, name);
    name.starts_with("chunks/") || name == "page_bg.wasm" || SCRIPTS.contains(&name) || name.strip_prefix("www/").is_some_and(in_www)
}

/// In www/ is once more what belongs to the root of the site, and is there.
pub fn is_source(folder: &Path, name: &str) -> bool {
    name.strip_prefix("www/").is_some_and(|copy| folder.join(copy).is_file())
}

/// The files below a folder as paths from there, with `/` between the parts, in the order of the alphabet.
pub fn list(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    add(folder, "", &mut names)?;
    names.sort_unstable();
    Ok(names)
}

fn add(folder: &Path, before: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

/// A name and bytes that programs may read, at the end of a Wasm file.
pub fn put_custom_section(wasm: &mut Vec<u8>, name: &str, content: &[u8]) {
    let mut payload = size(name.len());
    payload.extend_from_slice(name.as_bytes());
    payload.extend_from_slice(content);
    wasm.push(CUSTOM);
    wasm.extend(size(payload.len()));
    wasm.extend(payload);
}

/// As Wasm writes numbers: seven bits a byte, the lowest first.
fn size(mut number: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}
