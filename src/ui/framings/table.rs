//! One experiment by all framings beside each other, in words: for the table of all presets and for whoever compares them.

use super::disagreements::{Disagreement, Said, disagreements};
use crate::ui::causes::{outcome_name, precise};
use crate::ui::corrections::median_words;
use crate::ui::words::title;
use engine::framings::causes::{Figure, Outcome};
use engine::framings::corrections::Median;
use engine::judge::Verdict;

/// What the framings say of the same agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub agents: usize,
    /// Framing 1: the verdict that two thirds share, and how many do; None: split.
    pub verdict: Option<(Verdict, usize)>,
    /// Framing 1.5, with the share of the rewards.
    pub outcome: Outcome,
    pub share: Option<Figure>,
    /// Framing 2: final goals that two thirds share, each with whether what was meant pays nothing for it; Err: why nothing is said.
    pub aims: Result<Vec<(String, bool)>, &'static str>,
    /// Framing 3: how many times longer than a fresh one; None: no fresh one was corrected.
    pub robustness: Option<Median>,
}

/// The columns that [`cells`] fills.
pub const COLUMNS: [&str; 6] =
    ["1: behavior", "1.5: cause", "share of the rewards", "2: aim", "3: robustness of the goal", "where they differ"];

/// A row of the table, as text.
pub fn cells(row: &Row) -> [String; 6] {
    let share = |share: &Figure| format!("{} [{}, {}]", precise(share.value), precise(share.low), precise(share.high));
    [
        behavior(row),
        outcome_name(row.outcome).to_lowercase(),
        row.share.as_ref().map_or("–".into(), share),
        aims(row),
        median_words(row.robustness, 1),
        differences(row),
    ]
}

fn behavior(row: &Row) -> String {
    match row.verdict {
        Some((verdict, count)) => format!("{} ({count} of {})", title(verdict).0.to_lowercase(), row.agents),
        None => "split".into(),
    }
}

fn aims(row: &Row) -> String {
    match &row.aims {
        Err(why) => (*why).to_owned(),
        Ok(aims) if aims.is_empty() => "no goal found".into(),
        Ok(aims) => {
            let aim = |(name, misaligned): &(String, bool)| if *misaligned { format!("{name} (not meant)") } else { name.clone() };
            aims.iter().map(aim).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Where two framings do not say the same of these agents.
fn differences(row: &Row) -> String {
    let verdict = row.verdict.map(|(verdict, _)| verdict);
    let aims = row.aims.as_ref().ok().map(Vec::as_slice);
    let said = Said { verdict, cause: verdict.map(|verdict| (verdict, row.outcome)), aims, robustness: row.robustness };
    disagreements(&said).iter().map(Disagreement::brief).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_every_framing_and_where_they_differ() {
        let row = |verdict: Option<Verdict>, outcome: Outcome, aims| Row {
            agents: 4,
            verdict: verdict.map(|verdict| (verdict, 4)),
            outcome,
            share: None,
            aims,
            robustness: Some(Median { value: 0.8, interval: None, is_least: false, agents: 4 }),
        };
        let silent = row(Some(Verdict::InnerMisaligned), Outcome::Inner, Err("nothing has a place"));
        let differ = "inner misaligned, and corrected no later than a fresh agent";
        assert_eq!(
            cells(&silent),
            ["inner misaligned (4 of 4)", "inner: what the levels left open", "–", "nothing has a place", "0.8", differ]
        );
        let documents = Ok(vec![("newspapers".to_owned(), false), ("documents".to_owned(), true)]);
        let scrap = cells(&row(Some(Verdict::OuterMisaligned), Outcome::Both, documents));
        assert_eq!(scrap[3], "newspapers, documents (not meant)");
        assert!(scrap[5].starts_with("outer misaligned by behavior, by cause both together; outer misaligned, and corrected"), "{scrap:?}");
        let split = cells(&row(None, Outcome::Both, Ok(Vec::new())));
        assert_eq!([&*split[0], &*split[3], &*split[5]], ["split", "no goal found", ""]);
    }
}
