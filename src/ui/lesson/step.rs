//! What a lesson consists of.

use super::measure::Condition;
use engine::scenario::Scenario;
use engine::share::{Framing, Panel};

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub title: String,
    /// One sentence for the list.
    pub about: String,
    pub claims: Vec<String>,
    /// Words and address.
    pub sources: Vec<(String, String)>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where it begins, counted from 1.
    pub line: usize,
    pub heading: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// The experiment that stands on the page here; the same as in the step before, or another.
    pub scenario: Scenario,
    /// What this step changes against the step before; None: a preset begins anew.
    pub changes: Option<Vec<(String, String)>>,
    /// How far the world is to be shifted, in percent; None: as it is.
    pub shift: Option<f64>,
    /// In which way the agent is read; None: as the verdict does, and there is no other.
    pub framing: Option<Framing>,
    /// The part of the page that it speaks of.
    pub look: Option<&'static str>,
    pub lock: Vec<Panel>,
    pub hide: Vec<&'static str>,
    pub ask: Option<Ask>,
    /// Shows what became of the last answer.
    pub reveal: bool,
    pub until: Option<Until>,
    pub checks: Vec<Check>,
}

/// A question that wants an answer before it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub question: String,
    pub answers: Answers,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    /// A cell of the first shifted level, at this percentage of the shift.
    Cell(f64),
    /// Words, and when they are right; None: a matter of opinion.
    Choices(Vec<(String, Option<Condition>)>),
}

/// What has to be measured before it goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Until {
    /// What stands on the page has been trained and judged.
    Trained,
    /// The same, with the world shifted at least so far, in percent.
    Shifted(f64),
    /// The same, and this framing has its answer.
    Answered(Framing),
    /// The same, and a level has been searched for on which the agent fails.
    Searched,
}

/// What is said of what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub condition: Condition,
    pub yes: String,
    pub no: String,
}
