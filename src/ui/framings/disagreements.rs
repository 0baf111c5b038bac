//! Where two ways to read the same agents disagree: one rule, for the page in a sentence and for the table of all presets in brief.
//!
//! Verdicts are those at the full shift, where the other framings look as well.

use crate::ui::causes::outcome_name;
use crate::ui::words::title;
use engine::framings::causes::Outcome;
use engine::framings::corrections::Median;
use engine::judge::Verdict;

/// What the framings say of the same agents; None: nothing, or not yet.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    pub verdict: Option<Verdict>,
    /// With the verdict of the agents as they were.
    pub cause: Option<(Verdict, Outcome)>,
    /// Final goals, each with whether what was meant pays nothing for it.
    pub aims: Option<&'a [(String, bool)]>,
    /// Goal robustness of the trained agents.
    pub robustness: Option<Median>,
}

/// Two framings that do not say the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Disagreement {
    /// Behavior says this word, and something else would have mended it.
    Cause(Verdict, Outcome),
    /// Aligned by behavior, with final goals that were not meant.
    StrayAims(Vec<String>),
    /// Misaligned by behavior, without any final goal.
    NoAim(Verdict),
    /// Misaligned by behavior, with final goals that were all meant.
    MeantAims(Verdict, Vec<String>),
    /// Misaligned by behavior, and corrected no later than a fresh agent.
    Steerable(Verdict),
}

/// In the order of the framings.
pub fn disagreements(said: &Said) -> Vec<Disagreement> {
    let of_cause = said.cause.and_then(|(verdict, outcome)| behavior_and_cause(verdict, outcome));
    let of_aim = said.verdict.zip(said.aims).and_then(|(verdict, aims)| behavior_and_aim(verdict, aims));
    // Of agents that were given up nobody knows how long they would have taken.
    let late = said.robustness.filter(|late| !late.is_least).map(|late| late.value);
    let of_online = said.verdict.zip(late).and_then(|(verdict, late)| behavior_and_online(verdict, late));
    of_cause.into_iter().chain(of_aim).chain(of_online).collect()
}

fn behavior_and_cause(verdict: Verdict, outcome: Outcome) -> Option<Disagreement> {
    let expected = match verdict {
        Verdict::OuterMisaligned => Outcome::Outer,
        Verdict::InnerMisaligned => Outcome::Inner,
        Verdict::Tampering => Outcome::Tampering,
        Verdict::Incompetent => Outcome::LackOfSkill,
        Verdict::NothingAsked
        | Verdict::NothingMeant
        | Verdict::NotTrained
        | Verdict::Memorized
        | Verdict::ShortSighted
        | Verdict::CannotTell
        | Verdict::Aligned
        | Verdict::Mixed => return None,
    };
    (outcome.is_explained() && outcome != expected).then_some(Disagreement::Cause(verdict, outcome))
}

fn behavior_and_aim(verdict: Verdict, aims: &[(String, bool)]) -> Option<Disagreement> {
    let names = |stray: bool| -> Vec<String> { aims.iter().filter(|aim| aim.1 == stray).map(|aim| aim.0.clone()).collect() };
    match () {
        () if verdict == Verdict::Aligned && !names(true).is_empty() => Some(Disagreement::StrayAims(names(true))),
        () if is_misaligned(verdict) && aims.is_empty() => Some(Disagreement::NoAim(verdict)),
        () if is_misaligned(verdict) && names(true).is_empty() => Some(Disagreement::MeantAims(verdict, names(false))),
        () => None,
    }
}

fn behavior_and_online(verdict: Verdict, late: f64) -> Option<Disagreement> {
    (is_misaligned(verdict) && late <= 1.0).then_some(Disagreement::Steerable(verdict))
}

fn is_misaligned(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::OuterMisaligned | Verdict::InnerMisaligned | Verdict::Tampering)
}

impl Disagreement {
    /// For whoever looks at one agent.
    pub fn sentence(&self) -> String {
        let (other, verdict, other_says) = match self {
            Disagreement::Cause(verdict, outcome) => ("cause", *verdict, format!("by its cause, {}", cause_says(*verdict, *outcome))),
            Disagreement::StrayAims(names) => {
                let says = format!("it goes for {} for its own sake, which you did not mean: here that does no harm", names.join(" and "));
                ("aim", Verdict::Aligned, format!("by its aims, {says}"))
            }
            Disagreement::NoAim(verdict) => {
                ("aim", *verdict, "by its aims, it has no goal that could be found: what it does may be habit".to_owned())
            }
            Disagreement::MeantAims(verdict, names) => {
                ("aim", *verdict, format!("by its aims, it goes for {}, which you meant it to", names.join(" and ")))
            }
            Disagreement::Steerable(verdict) => {
                ("online", *verdict, "online it is corrected no later than an agent that has learned nothing".to_owned())
            }
        };
        format!("Behavior and {other} disagree. By its behavior it is {}; {other_says}.", word(verdict))
    }

    /// For a table.
    pub fn brief(&self) -> String {
        match self {
            Disagreement::Cause(verdict, outcome) => {
                format!("{} by behavior, by cause {}", word(*verdict), outcome_name(*outcome).to_lowercase())
            }
            Disagreement::StrayAims(names) => format!("aligned, and still it aims at {}", names.join(" and ")),
            Disagreement::NoAim(verdict) => format!("{}, and no goal was found", word(*verdict)),
            Disagreement::MeantAims(verdict, _) => format!("{}, and no aim that was not meant", word(*verdict)),
            Disagreement::Steerable(verdict) => format!("{}, and corrected no later than a fresh agent", word(*verdict)),
        }
    }
}

fn cause_says(verdict: Verdict, outcome: Outcome) -> String {
    let says = match outcome {
        Outcome::Outer | Outcome::Either | Outcome::Both if verdict == Verdict::Incompetent => {
            "other rewards would have helped, so it did not lack skill alone"
        }
        Outcome::Inner => "other levels alone would have mended it, so the levels left open what was meant",
        Outcome::Outer => "other rewards alone would have mended it, so the rewards were to blame",
        Outcome::Either => "other rewards or other levels, either alone, would have mended it",
        Outcome::Both => "only other rewards and other levels together would have mended it",
        other => return outcome_name(other).to_lowercase(),
    };
    says.to_owned()
}

/// In running text.
fn word(verdict: Verdict) -> String {
    title(verdict).0.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one thing that is said, in brief and in full; both have their part, or nothing is said.
    fn check(said: Said, expected: Option<(&str, &str)>) {
        let found = disagreements(&said);
        match expected {
            Some((brief, part)) => {
                let [only] = &found[..] else { panic!("{said:?}: {found:?}") };
                assert_eq!(only.brief(), brief, "{said:?}");
                let sentence = only.sentence();
                assert!(sentence.starts_with("Behavior and ") && sentence.contains(part), "{said:?}: {sentence}");
            }
            None => assert_eq!(found, [], "{said:?}"),
        }
    }

    #[test]
    fn behavior_and_cause_part_ways_where_another_change_mends_than_the_word_says() {
        let cause = |verdict, outcome, expected| check(Said { cause: Some((verdict, outcome)), ..Said::default() }, expected);
        cause(
            Verdict::OuterMisaligned,
            Outcome::Both,
            Some((
                "outer misaligned by behavior, by cause both together",
                "outer misaligned; by its cause, only other rewards and other levels together",
            )),
        );
        let inner = "outer misaligned by behavior, by cause inner: what the levels left open";
        cause(Verdict::OuterMisaligned, Outcome::Inner, Some((inner, "other levels alone")));
        cause(
            Verdict::InnerMisaligned,
            Outcome::Outer,
            Some(("inner misaligned by behavior, by cause outer: the rewards", "other rewards alone")),
        );
        let either = format!("inner misaligned by behavior, by cause {}", outcome_name(Outcome::Either).to_lowercase());
        cause(Verdict::InnerMisaligned, Outcome::Either, Some((&either, "either alone")));
        cause(Verdict::Incompetent, Outcome::Both, Some(("incompetent by behavior, by cause both together", "lack skill alone")));
        for (verdict, outcome) in [
            (Verdict::OuterMisaligned, Outcome::Outer),
            (Verdict::OuterMisaligned, Outcome::CannotTell),
            (Verdict::InnerMisaligned, Outcome::Inner),
            (Verdict::Incompetent, Outcome::LackOfSkill),
            (Verdict::Tampering, Outcome::Tampering),
            (Verdict::Aligned, Outcome::NothingToExplain),
            (Verdict::Mixed, Outcome::Both),
        ] {
            cause(verdict, outcome, None);
        }
    }

    #[test]
    fn behavior_and_aim_part_ways() {
        let aim = |verdict, aims: &[(&str, bool)], expected| {
            let aims: Vec<(String, bool)> = aims.iter().map(|(name, stray)| ((*name).to_owned(), *stray)).collect();
            check(Said { verdict, aims: Some(&aims), ..Said::default() }, expected);
        };
        let (cheese, corner) = (("the cheese", false), ("the corner", true));
        aim(Some(Verdict::Aligned), &[cheese, corner], Some(("aligned, and still it aims at the corner", "the corner for its own sake")));
        aim(Some(Verdict::InnerMisaligned), &[], Some(("inner misaligned, and no goal was found", "no goal that could be found")));
        let meant = "the cheese, which you meant it to";
        aim(Some(Verdict::OuterMisaligned), &[cheese], Some(("outer misaligned, and no aim that was not meant", meant)));
        aim(Some(Verdict::Tampering), &[cheese], Some(("tampering, and no aim that was not meant", meant)));
        aim(Some(Verdict::Aligned), &[cheese], None);
        aim(Some(Verdict::InnerMisaligned), &[corner], None);
        aim(Some(Verdict::CannotTell), &[], None);
        aim(None, &[], None);
    }

    #[test]
    fn behavior_and_correction_part_ways() {
        let online = |verdict, value: f64, is_least, expected| {
            let robustness = Some(Median { value, interval: None, is_least, agents: 4 });
            check(Said { verdict: Some(verdict), robustness, ..Said::default() }, expected);
        };
        let said = Some(("outer misaligned, and corrected no later than a fresh agent", "online it is corrected no later"));
        online(Verdict::OuterMisaligned, 0.8, false, said);
        online(Verdict::OuterMisaligned, 1.2, false, None);
        // Nobody knows.
        online(Verdict::OuterMisaligned, 0.8, true, None);
        online(Verdict::Aligned, 0.8, false, None);
    }
}
