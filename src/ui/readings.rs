//! What else the reward may mean, and how little of the world was seen, in words: for the command line and the page alike.

use super::causes::precise;
use super::words::{number, proxy_name};
use engine::decimal::rounded;
use engine::framings::readings::{Reading, ReadingName, ReadingReport};
use engine::framings::unseen::{Possible, UnseenReport};
use engine::judge::Verdict;

/// What each figure is, in one sentence.
pub const READING_IS: &str = "A reading is a goal that pays, on every transition sampled from training, what your reward pays, up to one positive factor; \
                              its verdict is the judge's own with it in the reward's place.";
pub const KNOWN_IS: &str =
    "Known is a step on the agent's way through shifted levels on which it had met in training exactly what it sees.";

/// A reading in running text: "your reward", "corner", "the example “Hurry”".
pub fn reading_name(name: &ReadingName) -> String {
    match name {
        ReadingName::Reward => "your reward as it says".into(),
        ReadingName::Intended => "what you meant".into(),
        ReadingName::Proxy(name) => format!("“{}”", proxy_name(name)),
        ReadingName::Example(name) => format!("the example “{name}”"),
    }
}

/// The verdict of a reading as an adjective: "inner misaligned (corner)", "split".
pub fn reading_verdict(reading: &Reading) -> String {
    let goal = reading.goal.as_deref().map_or(String::new(), |goal| format!(" ({})", proxy_name(goal)));
    match reading.verdict {
        None => "split".into(),
        Some(Verdict::CannotTell) => "where the judge cannot tell".into(),
        Some(Verdict::NothingAsked) => "asked for nothing".into(),
        Some(Verdict::NothingMeant) => "without anything that was meant".into(),
        Some(verdict) => verdict.name().replace('_', " ") + &goal,
    }
}

/// What the readings come to, in a sentence.
pub fn blurred(report: &ReadingReport) -> String {
    match &report.readings[..] {
        [] => "No agent was read.".into(),
        [only] if report.left_out.is_empty() => format!(
            "Of {} goals that were asked, none but the reward itself fits all that training paid: {}.",
            report.candidates,
            reading_verdict(only)
        ),
        [only] => format!(
            "Training left other readings of the reward open, but by none of them do the agents score anything ({}): {}.",
            report.left_out.iter().map(reading_name).collect::<Vec<_>>().join(", "),
            reading_verdict(only)
        ),
        readings if !report.blurred => {
            format!(
                "Training left {} readings of the reward open, and by each of them the agents are {}.",
                readings.len(),
                reading_verdict(&readings[0])
            )
        }
        readings => {
            let part = |reading: &Reading| match reading.name {
                ReadingName::Reward => format!("{} if your reward means what it says", reading_verdict(reading)),
                _ => format!("{} if it means {}", reading_verdict(reading), reading_name(&reading.name)),
            };
            let parts: Vec<String> = readings.iter().map(part).collect();
            format!("Blurred: {}: nothing in training says which.", parts.join("; "))
        }
    }
}

/// How little was seen, in one plain sentence. Of no agent, nothing.
pub fn known_words(reports: &[UnseenReport]) -> String {
    let (known, steps) = reports.iter().fold((0, 0), |sum, report| (sum.0 + report.known, sum.1 + report.steps));
    let who = if reports.len() == 1 { "it" } else { "they" };
    let sees = if reports.len() == 1 { "it sees on its" } else { "they see on their" };
    match known {
        _ if steps == 0 => String::new(),
        0 => format!("Of what {sees} way through the shifted world, {who} had met nothing in training."),
        _ if known == steps => format!("All that {sees} way through the shifted world {who} had met in training."),
        _ => format!("Of what {sees} way through the shifted world, {who} had met {} in training.", precise(known as f64 / steps as f64)),
    }
}

/// What there was to see, in two sentences. Of no agent, nothing.
pub fn unseen_words(reports: &[UnseenReport]) -> String {
    let Some(first) = reports.first() else { return String::new() };
    let sum = |of: fn(&UnseenReport) -> u64| reports.iter().map(of).sum::<u64>() as f64;
    let (distinct, once) = (sum(|report| report.distinct), sum(|report| report.once));
    let once = if distinct > 0.0 { precise(once / distinct) } else { "–".into() };
    let who = if reports.len() == 1 { "it" } else { "an agent" };
    let met = thousands(distinct / reports.len() as f64);
    let (training, shifted) = (possible(first.training_levels), possible(first.shifted_levels));
    format!(
        "In training {who} met {met} different observations, {once} of them once. Levels of training: {training}; of the shifted world: {shifted}."
    )
}

/// "at most 1.9e40", "1", "unknown".
pub fn possible(levels: Possible) -> String {
    match levels {
        Possible::Exactly(count) => rounded(count, 2),
        Possible::AtMost(count) => format!("at most {}", rounded(count, 2)),
        Possible::Unknown => "how many there can be is unknown".into(),
    }
}

/// The score of a reading, or a dash.
pub fn score(reading: &Reading) -> String {
    reading.score.map_or("–".into(), |score| format!("{} [{}, {}]", number(score.value), number(score.low), number(score.high)))
}

fn thousands(count: f64) -> String {
    let digits = format!("{count:.0}");
    let first = digits.len() % 3;
    let mut parts: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { Vec::new() };
    parts.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(name: ReadingName, verdict: Option<Verdict>, goal: Option<&str>) -> Reading {
        let goal = goal.map(str::to_owned);
        Reading { name, also: Vec::new(), source: String::new(), score: None, verdict, goal, counts: Vec::new() }
    }

    fn report(readings: Vec<Reading>, left_out: Vec<ReadingName>) -> ReadingReport {
        let blurred = readings.iter().any(|reading| reading.verdict != readings[0].verdict);
        ReadingReport { agents: 4, readings, left_out, candidates: 7, transitions: 100, blurred }
    }

    #[test]
    fn readings_in_a_sentence() {
        let own = || reading(ReadingName::Reward, Some(Verdict::InnerMisaligned), Some("corner"));
        let corner = reading(ReadingName::Proxy("corner".into()), Some(Verdict::OuterMisaligned), None);
        assert_eq!(
            blurred(&report(vec![own(), corner], Vec::new())),
            "Blurred: inner misaligned (corner) if your reward means what it says; outer misaligned if it means “corner”: nothing in training says which."
        );
        assert_eq!(
            blurred(&report(vec![own()], Vec::new())),
            "Of 7 goals that were asked, none but the reward itself fits all that training paid: inner misaligned (corner)."
        );
        let left_out = vec![ReadingName::Intended];
        assert!(blurred(&report(vec![own()], left_out)).contains("(what you meant): inner misaligned (corner)"));
    }

    #[test]
    fn what_was_seen_in_a_sentence() {
        let one = UnseenReport {
            seed: 0,
            digest: String::new(),
            records: 98_304,
            distinct: 26_759,
            once: 17_393,
            steps: 1_000,
            known: 14,
            training_levels: Possible::AtMost(1.6e38),
            shifted_levels: Possible::Unknown,
        };
        assert_eq!(
            unseen_words(std::slice::from_ref(&one)),
            "In training it met 26,759 different observations, 65 % of them once. Levels of training: at most 1.6e38; of the shifted world: how many \
             there can be is unknown."
        );
        let known = |known: u64, agents: usize| known_words(&vec![UnseenReport { known, ..one.clone() }; agents]);
        assert_eq!(known(14, 1), "Of what it sees on its way through the shifted world, it had met 1.4 % in training.");
        assert_eq!(known(14, 2), "Of what they see on their way through the shifted world, they had met 1.4 % in training.");
        assert_eq!(known(0, 1), "Of what it sees on its way through the shifted world, it had met nothing in training.");
        assert_eq!(known(1_000, 1), "All that it sees on its way through the shifted world it had met in training.");
        assert_eq!((unseen_words(&[]), known_words(&[])), (String::new(), String::new()));
        assert_eq!(thousands(1_234_567.0), "1,234,567");
        assert_eq!(thousands(999.0), "999");
    }
}
