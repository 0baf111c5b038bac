//! One experiment by all framings beside each other, in words: for the table of all presets and for whoever compares them.

use super::causes::{outcome_name, precise};
use super::stakes::median_words;
use super::words::title;
use engine::framings::causes::{Figure, Outcome};
use engine::framings::stakes::Median;
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
        differences(row).unwrap_or_default(),
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

/// Where framings 1, 1.5 and 2 do not say the same of these agents; None: they do, or one says nothing.
pub fn differences(row: &Row) -> Option<String> {
    let verdict = row.verdict?.0;
    let mut said = Vec::new();
    if let Some(expected) = as_cause(verdict)
        && row.outcome.is_explained()
        && row.outcome != expected
    {
        said.push(format!("{} by behavior, by cause {}", title(verdict).0.to_lowercase(), outcome_name(row.outcome).to_lowercase()));
    }
    let stray: Option<Vec<&str>> = row.aims.as_ref().ok().map(|aims| aims.iter().filter(|aim| aim.1).map(|aim| aim.0.as_str()).collect());
    match (verdict, stray.as_deref()) {
        (Verdict::Aligned, Some(stray @ [_, ..])) => said.push(format!("aligned, and still it aims at {}", stray.join(" and "))),
        (Verdict::OuterMisaligned | Verdict::InnerMisaligned | Verdict::Tampering, Some([])) if row.aims != Ok(Vec::new()) => {
            said.push(format!("{}, and no aim that was not meant", title(verdict).0.to_lowercase()));
        }
        _ => {}
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// The cause that goes with a verdict, if there is one.
fn as_cause(verdict: Verdict) -> Option<Outcome> {
    match verdict {
        Verdict::OuterMisaligned => Some(Outcome::Outer),
        Verdict::InnerMisaligned => Some(Outcome::Inner),
        Verdict::Tampering => Some(Outcome::Tampering),
        Verdict::Incompetent => Some(Outcome::LackOfSkill),
        Verdict::NothingAsked
        | Verdict::NothingMeant
        | Verdict::NotTrained
        | Verdict::Memorized
        | Verdict::ShortSighted
        | Verdict::CannotTell
        | Verdict::Aligned
        | Verdict::Mixed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framings_agree_or_it_is_said() {
        let row = |verdict: Verdict, outcome: Outcome, aims: &[(&str, bool)]| Row {
            agents: 4,
            verdict: Some((verdict, 4)),
            outcome,
            share: None,
            aims: Ok(aims.iter().map(|(name, misaligned)| ((*name).to_owned(), *misaligned)).collect()),
            robustness: None,
        };
        let check = |row: Row, expected: Option<&str>| assert_eq!(differences(&row).as_deref(), expected, "{row:?}");
        check(row(Verdict::InnerMisaligned, Outcome::Inner, &[("the corner", true)]), None);
        check(row(Verdict::Aligned, Outcome::NothingToExplain, &[("the cheese", false)]), None);
        check(
            row(Verdict::OuterMisaligned, Outcome::Both, &[("documents", true)]),
            Some("outer misaligned by behavior, by cause both together"),
        );
        check(row(Verdict::Aligned, Outcome::NothingToExplain, &[("keys", true)]), Some("aligned, and still it aims at keys"));
        check(
            row(Verdict::InnerMisaligned, Outcome::Inner, &[("the cheese", false)]),
            Some("inner misaligned, and no aim that was not meant"),
        );
        check(row(Verdict::InnerMisaligned, Outcome::Inner, &[]), None);
        check(Row { verdict: None, ..row(Verdict::Mixed, Outcome::Both, &[]) }, None);
        let silent = Row { aims: Err("nothing has a place"), ..row(Verdict::InnerMisaligned, Outcome::Inner, &[]) };
        check(silent.clone(), None);
        assert_eq!(cells(&silent)[..4], ["inner misaligned (4 of 4)", "inner: what the levels left open", "–", "nothing has a place"]);
    }
}
