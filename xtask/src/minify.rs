//! Takes comments and blanks out of the scripts and style sheets of a built site. They are for whoever reads the source, and
//! weigh a hundredth of the first load; names stay, so that errors in the console still say where.

use anyhow::{Context as _, Result, anyhow};
use std::fs;
use std::path::Path;

/// Rewrites all `.js` and `.css` files below this folder, but for the service worker: `precache` writes lines into that one.
pub fn minify(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            minify(&path)?;
            continue;
        }
        let kind = path.extension().and_then(|kind| kind.to_str());
        if !matches!(kind, Some("js" | "css")) || path.ends_with("sw.js") {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let small = match kind {
            Some("js") => minifier::js::minify(&text).map(|small| small.to_string()),
            _ => minifier::css::minify(&text).map(|small| small.to_string()),
        };
        fs::write(&path, small.map_err(|why| anyhow!("{}: {why}", path.display()))?)?;
    }
    Ok(())
}
