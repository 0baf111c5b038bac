//! The Python that runs the examples.

use std::path::{Path, PathBuf};
use std::process::Command;

/// An example, ready for its arguments. `PYTHON` in the environment comes first, then what `cargo xtask test` makes, with all that
/// examples/requirements.txt names.
pub fn example(name: &str) -> Command {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("python").join("bin/python3");
    let named = std::env::var_os("PYTHON").map(PathBuf::from);
    let mut python = Command::new(named.or(made.is_file().then_some(made)).unwrap_or("python3".into()));
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name));
    python
}
