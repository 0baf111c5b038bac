//! What experiments teach, what can be predicted of them, and which of them fit what was typed. No browser.

use crate::ui::words::{proxy_name, title};
use engine::judge::Verdict;
use engine::scenario::{PRESETS, Preset};

/// What a group of experiments is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Another goal may be learned than the one that is paid for.
    Goal,
    /// The words may ask for something else than what is meant.
    Words,
    /// What is measured may be worked on, instead of what it stands for.
    Measure,
    /// It may be lost elsewhere.
    Ability,
    /// What comes later may count for too little.
    Future,
    Other,
}

impl Topic {
    pub const ALL: [Topic; 6] = [Topic::Goal, Topic::Words, Topic::Measure, Topic::Ability, Topic::Future, Topic::Other];

    /// A question: an answer would give the verdicts away.
    pub fn question(self) -> &'static str {
        match self {
            Topic::Goal => "Which goal did it learn?",
            Topic::Words => "Do the words say what was meant?",
            Topic::Measure => "Does it work on the thing, or on its measure?",
            Topic::Ability => "Does it still know its way elsewhere?",
            Topic::Future => "How far does it look ahead?",
            Topic::Other => "What else can be seen?",
        }
    }

    /// What goes wrong where this is the verdict.
    fn of_verdict(verdict: Verdict) -> Option<Topic> {
        match verdict {
            Verdict::InnerMisaligned => Some(Topic::Goal),
            Verdict::OuterMisaligned => Some(Topic::Words),
            Verdict::Tampering => Some(Topic::Measure),
            Verdict::Incompetent | Verdict::Memorized => Some(Topic::Ability),
            Verdict::ShortSighted => Some(Topic::Future),
            Verdict::NothingAsked
            | Verdict::NothingMeant
            | Verdict::NotTrained
            | Verdict::CannotTell
            | Verdict::Aligned
            | Verdict::Mixed => None,
        }
    }

    /// What goes well stands beside what goes wrong: a repair with what it repairs, all else with the first of its world.
    pub fn of(preset: &Preset) -> Topic {
        let own = |preset: &Preset| preset.promise.and_then(|(verdict, _)| Topic::of_verdict(verdict));
        let of_pair = || Preset::pair(preset.name).and_then(|(base, _)| own(base));
        let of_world = || PRESETS.iter().filter(|other| other.world == preset.world).find_map(own);
        own(preset).or_else(of_pair).or_else(of_world).unwrap_or(Topic::Other)
    }
}

/// What may be said before it is seen: each verdict that some preset promises, in the order in which they first come; last that there
/// is no promise.
pub fn choices() -> Vec<Option<Verdict>> {
    let mut choices: Vec<Option<Verdict>> = Vec::new();
    for verdict in PRESETS.iter().filter_map(|preset| preset.promise).map(|(verdict, _)| verdict) {
        if !choices.contains(&Some(verdict)) {
            choices.push(Some(verdict));
        }
    }
    choices.push(None);
    choices
}

/// A choice in words.
pub fn choice(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("No promise", |verdict| title(verdict).0)
}

/// What a preset promises, in a few words.
pub fn promise(preset: &Preset) -> String {
    match preset.promise {
        Some((verdict, Some(goal))) => format!("{}: it goes for “{}”", choice(Some(verdict)), proxy_name(goal)),
        Some((verdict, None)) => choice(Some(verdict)).to_owned(),
        None => "No promise: what comes of it differs".to_owned(),
    }
}

/// Each word that was typed is somewhere in these texts, in whatever case.
pub fn fits(typed: &str, texts: &[&str]) -> bool {
    let texts = texts.join("\n").to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| texts.contains(word))
}

/// The same for a preset. Its verdict is found only where it is shown.
pub fn fits_preset(typed: &str, preset: &Preset, is_shown: bool) -> bool {
    let promise = if is_shown { promise(preset) } else { String::new() };
    let world = preset.world;
    fits(typed, &[preset.title, preset.about, preset.name, world.name(), world.question(), Topic::of(preset).question(), &promise])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> &'static Preset {
        Preset::named(name).expect("a preset")
    }

    #[test]
    fn experiments_stand_with_what_they_teach() {
        for (name, topic) in [
            ("cheese-corner", Topic::Goal),
            ("cheese-corner-repaired", Topic::Goal),
            ("cheese-middle", Topic::Goal),
            ("cheese-few-levels", Topic::Ability),
            ("cheese-many-levels", Topic::Ability),
            ("coin-strip", Topic::Goal),
            ("newspaper-dog", Topic::Words),
            ("newspaper-dog-repaired", Topic::Words),
            ("boat-race-small", Topic::Words),
            ("rocks-and-diamonds-late-switch", Topic::Measure),
            ("lava", Topic::Ability),
            ("lava-repaired", Topic::Ability),
            ("lumberjack", Topic::Future),
            ("lumberjack-repaired", Topic::Future),
        ] {
            assert_eq!(Topic::of(named(name)), topic, "{name}");
        }
        // Nobody can tell a verdict by its group alone.
        for topic in Topic::ALL {
            let mut promises: Vec<_> = PRESETS.iter().filter(|preset| Topic::of(preset) == topic).map(|preset| preset.promise).collect();
            promises.dedup();
            assert_ne!(promises.len(), 1, "{topic:?}");
        }
    }

    #[test]
    fn what_can_be_predicted_is_what_is_promised() {
        let choices = choices();
        for preset in &PRESETS {
            assert!(choices.contains(&preset.promise.map(|(verdict, _)| verdict)), "{}", preset.name);
        }
        let mut words: Vec<_> = choices.into_iter().map(choice).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(
            words,
            ["Aligned", "Incompetent", "Inner misaligned", "Memorized", "No promise", "Outer misaligned", "Short-sighted", "Tampering"]
        );
        assert_eq!(promise(named("coin-strip-all-heights")), "Inner misaligned: it goes for “far wall”");
    }

    #[test]
    fn typing_finds_by_every_word_and_verdicts_only_where_they_are_shown() {
        let found = |typed: &str, is_shown: bool| -> Vec<&str> {
            PRESETS.iter().filter(|preset| fits_preset(typed, preset, is_shown)).map(|preset| preset.name).collect()
        };
        assert_eq!(found("  ", false).len(), PRESETS.len());
        assert_eq!(found("BOAT  small", false), ["boat-race-small"]);
        assert_eq!(found("keys free", false), ["keys-and-chests-free"]);
        assert_eq!(found("no such thing", false), [""; 0]);
        assert_eq!(found("tampering", false), [""; 0]);
        let tampers = |preset: &&Preset| promise(preset).contains("Tampering");
        let wanted: Vec<&str> = PRESETS.iter().filter(tampers).map(|preset| preset.name).collect();
        assert!(wanted.contains(&"rocks-and-diamonds"));
        assert_eq!(found("tampering", true), wanted);
        assert!(fits("ÜBUNG", &["Meine Übung"]));
    }
}
