//! When and from what a page of docs/ was made. What has changed since may have changed its figures.

use anyhow::{Context as _, Result, ensure};
use std::process::Command;

use crate::{line, root};

const BEGINS: &str = "Made from commit ";

/// The sentence that a page has. Asked for before anything is measured: it is about the state that is measured.
pub fn now() -> Result<String> {
    let changed = !said("git", &["status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)docs"])?.is_empty();
    let changes = if changed { " with changes" } else { "" };
    let commit = said("git", &["rev-parse", "--short", "HEAD"])?;
    Ok(format!("{BEGINS}`{commit}`{changes} on {}.", said("date", &["-u", "+%F"])?))
}

/// A page without that sentence, for those who compare what it says.
pub fn without(page: &str) -> String {
    page.split_inclusive('\n').filter(|line| !line.starts_with(BEGINS)).collect()
}

/// What a program prints, in the repository.
fn said(program: &str, args: &[&str]) -> Result<String> {
    let mut command = Command::new(program);
    let output = command.args(args).current_dir(root()).output().with_context(|| line(&command))?;
    ensure!(output.status.success(), "{}: {}", line(&command), String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Pages whose figures a command measured.
    const PAGES: [&str; 4] = ["docs/results.md", "docs/benchmarks.md", "docs/framings.md", "docs/heard.txt"];

    #[test]
    fn pages_with_figures_say_what_they_were_made_from() {
        for page in PAGES.into_iter().chain(["examples/outside/README.md"]) {
            let text = fs::read_to_string(root().join(page)).unwrap();
            let sentences: Vec<&str> = text.lines().filter(|line| line.starts_with(BEGINS)).collect();
            assert!(!sentences.is_empty(), "{page} does not say which commit its figures were made from");
            for sentence in sentences {
                let commit = sentence.split('`').nth(1).unwrap_or_default();
                assert!(commit.len() >= 7 && commit.bytes().all(|c| c.is_ascii_hexdigit()), "{page}: {sentence}");
            }
        }
    }

    #[test]
    fn pages_are_compared_without_their_date() {
        let sentence = now().unwrap();
        assert!(sentence.contains(" on 20") && !without(&format!("# Title\n\n{sentence}\n\ntext\n")).contains("commit"), "{sentence}");
        assert_eq!(
            without("# Title\n\nMade from commit `0` on 2026-01-01.\ntext"),
            without("# Title\n\nMade from commit `1` on 2027-01-01.\ntext")
        );
    }
}
