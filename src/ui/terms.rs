//! Words and signs on the page that not everybody knows, and the button that asks what one means. What it means is told by
//! `features::terms`, in a chunk.

/// What a pointer that rests on one is told.
const HINT: &str = "What is this?";

/// In the order in which a page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    Disagree,
    Levels,
    Optimizer,
    Probe,
    Square,
    GoalDirectedness,
    Settled,
    Device,
    Means,
    Success,
    Marks,
    Verdict,
    Certain,
    Share,
    Score,
    Interval,
    Competence,
    Desirability,
    Telling,
    Returns,
    Robustness,
    RewardShare,
    Pull,
    FinalGoal,
}

impl Term {
    pub const ALL: [Term; 24] = [
        Term::Disagree,
        Term::Levels,
        Term::Optimizer,
        Term::Probe,
        Term::Square,
        Term::GoalDirectedness,
        Term::Settled,
        Term::Device,
        Term::Means,
        Term::Success,
        Term::Marks,
        Term::Verdict,
        Term::Certain,
        Term::Share,
        Term::Score,
        Term::Interval,
        Term::Competence,
        Term::Desirability,
        Term::Telling,
        Term::Returns,
        Term::Robustness,
        Term::RewardShare,
        Term::Pull,
        Term::FinalGoal,
    ];

    /// A button with these words, for markup; their press is heard by the root of the page. The hint is not the button's own:
    /// screen readers would say it with every word.
    pub fn button(self, words: &str) -> String {
        format!("<button type='button' class='what' data-what='{}'><span title='{HINT}'>{words}</span></button>", self as u8)
    }

    /// The same as a sign, where these words stand already.
    pub fn sign(self, words: &str) -> String {
        format!(
            "<button type='button' class='what is-sign' data-what='{}' title='{HINT}'><span class='sr-only'>{words}</span></button>",
            self as u8
        )
    }

    /// Of the button with this attribute.
    pub fn of(number: &str) -> Option<Term> {
        Term::ALL.get(number.parse::<usize>().ok()?).copied()
    }
}

/// The same for components. The words are text.
#[cfg(feature = "page")]
pub fn what(term: Term, words: &str) -> yew::Html {
    super::markup::show(term.button(&super::markup::escape(words)))
}

#[cfg(feature = "page")]
pub fn sign(term: Term, words: &str) -> yew::Html {
    super::markup::show(term.sign(words))
}
