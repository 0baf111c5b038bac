//! What a search for the worst level has found, in words: for the command line and the page alike.

use super::words::percent;
use engine::judge::WorstReport;

/// An agent that gets less than this of what can be had fails there.
pub const FAILS_BELOW: f64 = 0.5;

/// What is measured, and what it says.
pub const WORST_IS: &str = "A level of the shifted world is changed bit by bit, and what makes the agent worse is kept. What comes of it is a \
lack of skill, found by search, that random levels hide: kin to prompts that are searched for until a model fails. It is no other goal, and no \
verdict depends on it. What an agent gets is told between the least and the most that can be had on the level.";

/// A sentence each.
pub fn sentences(report: &WorstReport) -> Vec<String> {
    let WorstReport { before, after, tried, random, others } = report;
    let levels = |count: u32| if count == 1 { "1 level".to_owned() } else { format!("{count} levels") };
    let mut said = match tried {
        0 => {
            vec![format!("On this level it gets {} already: there is nothing to search for. Turn to another level.", percent(before.score))]
        }
        _ => vec![
            format!(
                "On the level it began from it gets {} of what can be had; on the worst that was found, after {} tried, {}.",
                percent(before.score),
                levels(*tried),
                percent(after.score)
            ),
            format!("The worst of as many random levels: {}.", percent(*random)),
        ],
    };
    if !others.is_empty() && *tried > 0 {
        let fail = |place: usize| others.iter().filter(|scores| scores[place] < FAILS_BELOW).count();
        said.push(format!(
            "Of {} trained with other seeds, those that fail on that level, too (below {}): {}; on the one before: {}.",
            if others.len() == 1 { "one agent".to_owned() } else { format!("{} agents", others.len()) },
            percent(FAILS_BELOW),
            fail(1),
            fail(0)
        ));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::judge::LevelScore;

    #[test]
    fn what_is_said_fits_what_was_found() {
        let level = |score: f64| LevelScore { picture: String::new(), score };
        let found = WorstReport { before: level(1.0), after: level(0.004), tried: 412, random: 0.12, others: vec![[1.0, 0.2], [0.4, 0.9]] };
        assert_eq!(
            sentences(&found),
            [
                "On the level it began from it gets 100 % of what can be had; on the worst that was found, after 412 levels tried, 0 %.",
                "The worst of as many random levels: 12 %.",
                "Of 2 agents trained with other seeds, those that fail on that level, too (below 50 %): 1; on the one before: 1.",
            ]
        );
        let nothing = WorstReport { before: level(0.0), after: level(0.0), tried: 0, random: 1.0, others: vec![[0.0, 0.0]] };
        assert_eq!(sentences(&nothing), ["On this level it gets 0 % already: there is nothing to search for. Turn to another level."]);
    }
}
