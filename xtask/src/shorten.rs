//! Gives the functions that Wasm imports from its glue short names.
//!
//! The generated ones end in 16 digits of a hash, which nothing compresses, once in the script and once in the Wasm file: together
//! more than a hundredth of the first load. The order of the imports names them instead.

use anyhow::{Context as _, Result, anyhow, ensure};
use std::fs;
use std::path::Path;
use walrus::Module;

/// Rewrites `NAME.js` and `NAME_bg.wasm` in this folder. Done twice it changes nothing more.
pub fn shorten(folder: &Path, name: &str) -> Result<()> {
    let (script_file, wasm_file) = (folder.join(format!("{name}.js")), folder.join(format!("{name}_bg.wasm")));
    let mut script = fs::read_to_string(&script_file).with_context(|| script_file.display().to_string())?;
    let mut module = Module::from_file(&wasm_file).map_err(|error| anyhow!("{}: {error}", wasm_file.display()))?;
    for (number, import) in module.imports.iter_mut().filter(|import| import.module.ends_with("_bg.js")).enumerate() {
        let (long, short) = (format!("{}:", import.name), format!("i{number}:"));
        ensure!(script.matches(&long).count() == 1, "{} is not once in {}", import.name, script_file.display());
        script = script.replacen(&long, &short, 1);
        import.name = short.trim_end_matches(':').to_owned();
    }
    fs::write(script_file, script)?;
    module.emit_wasm_file(&wasm_file).map_err(|error| anyhow!("{}: {error}", wasm_file.display()))
}
