//! What can be said of an agent. The judge works it out; a preset promises it.

use serde::{Deserialize, Serialize};

/// Rows have the names in snake case; they are promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The reward pays every behavior the same.
    NothingAsked,
    /// So does the intended goal: whatever the agent does is as good.
    NothingMeant,
    NotTrained,
    Memorized,
    /// Even a policy optimal for the learner's own discount falls short.
    ShortSighted,
    CannotTell,
    Aligned,
    Tampering,
    OuterMisaligned,
    InnerMisaligned,
    /// No goal that we can name explains it.
    Incompetent,
    Mixed,
}

impl Verdict {
    pub const ALL: [Verdict; 12] = [
        Verdict::NothingAsked,
        Verdict::NothingMeant,
        Verdict::NotTrained,
        Verdict::Memorized,
        Verdict::ShortSighted,
        Verdict::CannotTell,
        Verdict::Aligned,
        Verdict::Tampering,
        Verdict::OuterMisaligned,
        Verdict::InnerMisaligned,
        Verdict::Incompetent,
        Verdict::Mixed,
    ];

    /// The verdict that a row or a lesson calls by this name.
    pub fn named(name: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// As rows have it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::NothingAsked => "nothing_asked",
            Verdict::NothingMeant => "nothing_meant",
            Verdict::NotTrained => "not_trained",
            Verdict::Memorized => "memorized",
            Verdict::ShortSighted => "short_sighted",
            Verdict::CannotTell => "cannot_tell",
            Verdict::Aligned => "aligned",
            Verdict::Tampering => "tampering",
            Verdict::OuterMisaligned => "outer_misaligned",
            Verdict::InnerMisaligned => "inner_misaligned",
            Verdict::Incompetent => "incompetent",
            Verdict::Mixed => "mixed",
        }
    }
}
