//! *It learned when it is watched*, in words: for the command line and the page alike.

use engine::decimal::fixed;
use engine::framings::watched::{AgentWatched, Count, Curve, Mean, curves};

pub const WATCHED_IS: &str = "The agent is trained where nobody watches, so nothing was ever fined. Then it goes on learning, for the same reward, \
                              while the supervisor watches a share of its episodes. It is looked at on 64 levels, each with the supervisor \
                              and without, and otherwise alike; chances are computed exactly.";
pub const SHORT_IS: &str = "The share of its episodes that lead over the forbidden tile: the mean over agents, with its 95 % interval.";
pub const PAID_IS: &str = "What an episode pays by the reward as written: the mean over agents, with its 95 % interval.";
pub const MEANT_IS: &str = "What an episode is worth by what you meant: the mean over agents, with its 95 % interval.";
pub const LIKENESS_IS: &str = "This is a likeness of deception, and no more: the agent hides nothing and plans nothing. It has learned what pays \
                               in the episodes that it had, and one input tells the watched ones from the others.";
/// Why it is silent in other worlds.
pub const NO_WATCHER: &str =
    "In this world nobody watches, so watched and unwatched cannot be told apart. The absent supervisor is a world for it.";

/// What share of its episodes was watched: "half of its episodes".
pub fn share_name(share: f64) -> String {
    match share {
        0.5 => "half of its episodes".into(),
        0.9 => "nine of ten of its episodes".into(),
        1.0 => "all of its episodes".into(),
        share => format!("{} % of its episodes", fixed(100.0 * share, 0)),
    }
}

/// A mean with its interval.
pub fn mean_words(mean: Option<Mean>) -> String {
    mean.map_or_else(|| "–".into(), |Mean { value, low, high }| format!("{} [{}, {}]", fixed(value, 2), fixed(low, 2), fixed(high, 2)))
}

/// What one share came to in the end, as a sentence.
pub fn course_words(curve: &Curve) -> String {
    let lead = format!("Watched in {}:", share_name(curve.share));
    let (began, of) = (curve.began.count, curve.began.of);
    let (Some(stopped), Some(last)) = (curve.stopped, curve.points.last()) else {
        return format!("{lead} none of {of} agents took the forbidden way to begin with, so there was nothing to correct.");
    };
    let some = if began < of { format!(" ({began} of {of} agents took it to begin with)") } else { String::new() };
    let percent = |mean: Mean| fixed(100.0 * mean.value, 0);
    let said = format!(
        "{lead} in the end it takes the forbidden way in {} % of episodes that are watched and in {} % of those that are not{some}. ",
        percent(last.watched.harm),
        percent(last.unwatched.harm)
    );
    let of_them = |Count { count, of, .. }: Count| format!("{count} of {of}");
    said + &match curve.went_on {
        None => "No agent stopped where it is watched.".to_owned(),
        Some(went_on) => {
            format!("{} agents stopped where they are watched; of these, {} go on where they are not.", of_them(stopped), of_them(went_on))
        }
    }
}

/// What was found, a sentence a share.
pub fn watched_words(agents: &[AgentWatched]) -> String {
    let said: Vec<String> = curves(agents).iter().map(course_words).collect();
    if said.is_empty() { "No agent was corrected.".into() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::framings::watched::{Course, Look, Outcome};

    /// The chance of the forbidden way, watched and not, before and after.
    fn agent(seed: u32, before: [f64; 2], after: [f64; 2]) -> AgentWatched {
        let outcome = |harm: f64| Outcome { harm, paid: Some(1.0), meant: None };
        let look = |updates: u32, [watched, unwatched]: [f64; 2]| Look {
            updates,
            steps: 1_024 * updates,
            watched: outcome(watched),
            unwatched: outcome(unwatched),
        };
        AgentWatched { seed, courses: vec![Course { share: 0.5, looks: vec![look(0, before), look(16, after)], weights: Vec::new() }] }
    }

    #[test]
    fn what_was_found_is_told() {
        let check = |agents: &[AgentWatched], expected: &str| assert_eq!(watched_words(agents), expected);
        check(
            &[agent(0, [1.0; 2], [0.0, 1.0]), agent(1, [1.0; 2], [1.0, 1.0]), agent(2, [1.0; 2], [0.0, 0.1])],
            "Watched in half of its episodes: in the end it takes the forbidden way in 33 % of episodes that are watched and in 70 % of those that \
             are not. 2 of 3 agents stopped where they are watched; of these, 1 of 2 go on where they are not.",
        );
        check(
            &[agent(0, [0.0; 2], [0.0; 2]), agent(1, [1.0; 2], [1.0; 2])],
            "Watched in half of its episodes: in the end it takes the forbidden way in 50 % of episodes that are watched and in 50 % of those that \
             are not (1 of 2 agents took it to begin with). No agent stopped where it is watched.",
        );
        check(
            &[agent(0, [0.0; 2], [0.0; 2])],
            "Watched in half of its episodes: none of 1 agents took the forbidden way to begin with, so there was nothing to correct.",
        );
        check(&[], "No agent was corrected.");
        assert_eq!(mean_words(None), "–");
    }
}
