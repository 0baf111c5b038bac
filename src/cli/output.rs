//! What commands write, how they show progress, and how they hear Ctrl-C.

use std::fs::{self, File};
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use engine::judge::{Score, Verdict};

/// Each line is written out whole and at once.
pub fn print_line(line: &str) {
    let Err(error) = writeln!(std::io::stdout(), "{line}") else { return };
    // A reader that went away (`| head`) has what it wanted.
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    eprintln!("error: standard output: {error}");
    std::process::exit(1);
}

pub fn print_json(value: &impl serde::Serialize) {
    print_line(&serde_json::to_string(value).expect("plain data always becomes JSON"));
}

/// A file beside it, then moved over it: at no moment is there less than what was there.
pub fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    put(path, text, |_| Ok(())).map(drop)
}

/// The same, and nobody but this process ever has the new file: it is locked before it can be found.
pub fn replace_locked(path: &Path, text: &str) -> std::io::Result<File> {
    put(path, text, File::lock)
}

fn put(path: &Path, text: &str, prepare: impl FnOnce(&File) -> std::io::Result<()>) -> std::io::Result<File> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = || {
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        prepare(&file)?;
        fs::rename(&beside, path)?;
        Ok(file)
    };
    written().inspect_err(|_| {
        // Half of it is of no use; if it cannot be removed either, the first error says why.
        let _ = fs::remove_file(&beside);
    })
}

/// A bar with the time left on standard error, where a person sees it.
pub fn progress_bar(total: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {percent} % {msg} {eta} left");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A score and its interval, or a dash.
pub fn shown(score: Option<Score>) -> String {
    score.map_or_else(|| "-".into(), |score| format!("{:.2} [{:.2}, {:.2}]", score.value, score.low, score.high))
}

/// A verdict as people read it, with the proxy that it names.
pub fn words(verdict: Verdict, goal: Option<&str>) -> String {
    verdict.name().replace('_', " ") + &goal.map_or(String::new(), |goal| format!(" ({goal})"))
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C only sets a flag, so that what is finished can still be written; a second one ends the process.
pub fn listen_for_ctrl_c() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let heard = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                std::process::exit(1);
            }
        });
        if let Err(error) = heard {
            eprintln!("warning: Ctrl-C will end this at once, rows that wait for others are lost then: {error}");
        }
    });
}

pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}
