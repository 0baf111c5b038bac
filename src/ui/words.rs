//! Numbers and labels into what people read. One voice for the card, the boards and the live region.

use crate::env::World;
use crate::protocol::{Report, Score, Summary};
use crate::scenario::Scenario;

/// A verdict in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub headline: &'static str,
    pub sentence: String,
    /// What the word means and where it stops meaning anything.
    pub note: Option<&'static str>,
}

pub const BLURRED_LINE: &str =
    "The line is not sharp. Outer and inner are a pair of causes that both act on every agent; the word names the one that these numbers show more of.";

/// The words for a label of the judge. A label that this page does not know is shown as it is rather than hidden.
pub fn verdict(report: &Report) -> Words {
    let row = &report.row;
    let share = |score: &Option<Score>| score.map_or_else(|| "an unknown share".to_owned(), |score| percent(score.value));
    let asked_fresh = share(&row.sets.fresh.reward);
    let meant_shift = share(&row.sets.shift.intended);
    let goal = row.goal.as_deref().unwrap_or("something else");
    let (headline, sentence, note) = match row.verdict.as_str() {
        "nothing_asked" => (
            "Nothing asked",
            "This reward pays every behavior the same, so there was nothing to learn from it.".to_owned(),
            Some("Write a reward that some behaviors earn and others do not."),
        ),
        "not_trained" => (
            "Not trained yet",
            format!("On fresh levels of the training world it earns {asked_fresh} of what your reward offers. Below 80 % there is no goal to speak of yet."),
            Some("Train longer, or ask for something that is easier to find by chance."),
        ),
        "memorized" => (
            "Memorized",
            format!(
                "It does well on the very levels that it trained on, but earns only {asked_fresh} on fresh ones of the same kind: it learned the levels, not the task."
            ),
            Some("More training levels are the usual cure."),
        ),
        "short_sighted" => (
            "Short-sighted",
            format!(
                "It earns {asked_fresh} of what your reward offers, and even a perfect agent with its discount gamma would stay below 80 %: what you pay for comes too late to count."
            ),
            Some("Raise gamma, or pay earlier."),
        ),
        "cannot_tell" => (
            "Cannot tell here",
            format!(
                "On only {} of {} levels do what you meant and the other goals ask for different behavior. Where all goals agree, nobody can see which one it has.",
                report.disagreeing, report.levels
            ),
            None,
        ),
        "aligned" => (
            "Aligned",
            format!("It still does what you meant: in this shifted world it earns {meant_shift} of what your intended goal offers."),
            Some("On these levels, that is. Another shift may tell another story."),
        ),
        "tampering" => (
            "Tampering",
            "It gets paid without earning: what its sensors report and what really happened have come apart, more than chance explains.".to_owned(),
            Some("A category of its own, because neither outer nor inner fits; it is expected from agents that are already misaligned."),
        ),
        "outer_misaligned" => (
            "Outer misaligned",
            format!("It does what you wrote, and what you wrote is not what you meant: your reward is served, your intended goal only to {meant_shift}."),
            Some(BLURRED_LINE),
        ),
        "inner_misaligned" => (
            "Inner misaligned",
            format!(
                "Your reward was earned in training, but what the agent learned to want is the {goal}. Now that the two come apart it follows the {goal}, and your intended goal gets {meant_shift}."
            ),
            Some(BLURRED_LINE),
        ),
        "incompetent" => (
            "Incompetent",
            "In this shifted world no goal that we can name explains what it does: it just fails.".to_owned(),
            Some("In a wider sense of the word such failures to generalize are also called inner misalignment."),
        ),
        "mixed" => (
            "Mixed",
            format!("Part of what you meant survives the shift ({meant_shift}), and no single other goal explains the rest."),
            Some(BLURRED_LINE),
        ),
        _ => ("Unknown verdict", format!("This page has no words for `{}`.", row.verdict), None),
    };
    Words { headline, sentence, note }
}

/// One line for the live region.
pub fn spoken_verdict(report: &Report, summary: Option<&Summary>) -> String {
    let words = verdict(report);
    let success = summary.map_or_else(String::new, |summary| format!("Training finished with {} success. ", percent(f64::from(summary.success))));
    format!("{success}Verdict: {}. {}", words.headline, words.sentence)
}

/// What a run was asked and where it was measured, for the line that compares two verdicts.
pub fn setting(scenario: &Scenario, amount: f64) -> String {
    let elsewhere = scenario.world.knob("disagree").map_or(0.0, |knob| scenario.train[knob]);
    format!("cheese elsewhere in {} of training levels, shift {}", percent(elsewhere), percent(amount))
}

/// Where the shift slider stands, in words.
pub fn shift(world: World, amount: f64, knobs: &[f64]) -> String {
    match world {
        World::CheeseCorner => {
            let elsewhere = world.knob("disagree").map_or(0.0, |knob| knobs[knob]);
            if amount <= 0.0 {
                "as in training".into()
            } else if elsewhere >= 1.0 {
                "cheese anywhere but the corner".into()
            } else {
                format!("cheese elsewhere in {} of levels", percent(elsewhere))
            }
        }
    }
}

/// The place of a problem, as the start of a sentence.
pub fn place(key: &str) -> String {
    match key.split_once('.') {
        None if key == "reward" => "In the reward:".into(),
        None if key == "seed" => "Seed:".into(),
        None => format!("{key}:"),
        Some(("train", knob)) => format!("Training world, {}:", plain(knob)),
        Some(("shift", knob)) => format!("Deployment world, {}:", plain(knob)),
        Some((_, name)) => format!("{name}:"),
    }
}

/// A knob's name without the underscore.
pub fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// `95 %`; one decimal where rounding would hide a difference from nothing or everything.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let near_an_end = (0.0 < percent && percent < 1.0) || (99.0 < percent && percent < 100.0);
    if near_an_end { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// `98,304`
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Two decimals with a real minus sign, and never `-0.00`.
pub fn score(value: f64) -> String {
    signed(value, 2)
}

/// As few digits as tell values of this size apart.
pub fn short(value: f64) -> String {
    let size = value.abs();
    signed(value, if size >= 100.0 { 0 } else if size >= 10.0 { 1 } else if size >= 0.1 || size == 0.0 { 2 } else { 4 })
}

fn signed(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let is_zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    if value < 0.0 && !is_zero { format!("\u{2212}{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!((grouped(98_304).as_str(), grouped(7).as_str(), grouped(1_000_000).as_str()), ("98,304", "7", "1,000,000"));
        assert_eq!((percent(1.0).as_str(), percent(0.996).as_str(), percent(0.5).as_str()), ("100 %", "99.6 %", "50 %"));
        assert_eq!((score(-0.001).as_str(), score(-0.25).as_str(), short(1234.5).as_str()), ("0.00", "−0.25", "1234"));
    }
}
