//! The whole site as one HTML file that needs no server and no network: opened from a stick, a mail or a folder, it trains and
//! judges as the site does.
//!
//! It is the built index.html with everything it names written into it; what www/start.js loads stands there as text, and
//! unpack.js makes addresses of it. Its own Content-Security-Policy lets it reach nothing outside of itself.

use crate::version;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};

/// By the names that www/start.js has for them; the chunks of the program have those of their files.
const PIECES: [(&str, &str, &str); 3] = [
    ("glue", "page.js", "text/javascript"),
    ("page", "page_bg.wasm", "application/wasm"),
    ("recordings", "www/recordings.txt", "text/plain"),
];
const CHUNKS: &str = "chunks";
const UNPACK: &str = include_str!("unpack.js");

/// The one file, made of a built site.
pub fn compose(dist: &Path) -> Result<String> {
    let text = |name: &str| fs::read_to_string(dist.join(name));
    let (style, start) = (format!("{}{}", text("www/wayward.css")?, text("www/features.css")?), text("www/start.js")?);
    let icon = BASE64_STANDARD.encode(fs::read(dist.join("www/favicon.svg"))?);
    let policy = format!(
        "default-src 'none'; script-src {} {} blob: 'wasm-unsafe-eval'; worker-src blob:; connect-src blob:; style-src {}; \
            img-src data: blob:; base-uri 'none'; form-action 'none'",
        source(UNPACK),
        source(&start),
        source(&style)
    );
    let mut pieces: Vec<(String, PathBuf, &str)> = PIECES.map(|(name, file, kind)| (name.to_owned(), dist.join(file), kind)).into();
    for chunk in fs::read_dir(dist.join(CHUNKS))? {
        let file = chunk?.path();
        let name = file.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        pieces.push((name, file, "application/wasm"));
    }
    pieces.sort_unstable();
    let mut scripts = String::new();
    for (name, file, kind) in pieces {
        let piece = BASE64_STANDARD.encode(fs::read(file)?);
        scripts += &format!("<script type=\"text/plain\" data-piece=\"{name}\" data-type=\"{kind}\">{piece}</script>\n");
    }
    scripts += &format!("<script>{UNPACK}</script>\n<script>{start}</script>\n");

    // Nothing is asked for, so nothing has an address.
    let mut page = text("index.html")?.replace(&format!("?v={}", version::of(dist)?), "");
    for (old, new) in [
        (
            "<meta charset=\"utf-8\">",
            format!("<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
        ),
        ("href=\"www/favicon.svg\"", format!("href=\"data:image/svg+xml;base64,{icon}\"")),
        // It is no site, so there is nothing to install.
        ("<link rel=\"manifest\" href=\"manifest.webmanifest\">", String::new()),
        ("<link rel=\"stylesheet\" href=\"www/wayward.css\">", format!("<style>{style}</style>")),
        ("<link rel=\"stylesheet\" href=\"www/features.css\">", String::new()),
        // A script in the page itself cannot wait for the rest of it, so it comes last.
        ("<script src=\"www/start.js\" defer></script>", String::new()),
        ("</body>", format!("{scripts}</body>")),
    ] {
        if page.matches(old).count() != 1 {
            return Err(Error::other(format!("index.html must have one {old}")));
        }
        page = page.replace(old, &new);
    }
    if style.contains("</") || [UNPACK, &start].iter().any(|script| script.contains("</script") || script.contains("<!--")) {
        return Err(Error::other("a script or style sheet would end early"));
    }
    Ok(page)
}

/// What the policy calls a script or style that stands in the page.
fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}
