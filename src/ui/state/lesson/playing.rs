//! The lesson that is on: where it is, what was answered, and what it says.

use std::rc::Rc;

use super::Before;
use crate::ui::lesson::parse::{Answers, Ask, Lesson, Step};
use crate::ui::state::prediction::level;
use engine::env::{Cell, Level};
use engine::jobs::JobId;

/// The lesson that is on, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Playing {
    pub lesson: Rc<Lesson>,
    /// By it this lesson can be linked to; None: it came from a file.
    pub name: Option<String>,
    pub at: usize,
    /// Steps that were entered so far: another number is another step, or the same one again.
    pub entered: u32,
    /// By step.
    pub(super) answers: Vec<Option<Answer>>,
    /// What was picked and not answered with yet.
    pub(super) picked: Option<Answer>,
    /// What was said when the answer of the step was counted.
    pub(super) counted: Vec<Option<String>>,
    /// The agents and the amount of the shift that were measured last; None: what this step waits for is still to come.
    pub(super) measured: Option<(JobId, f64)>,
    pub said: Said,
    /// Counts up with every word that is to be seen at once.
    pub calls: u32,
    pub(super) before: Rc<Before>,
}

/// An answer to a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    Cell(Cell),
    Choice(usize),
    Skipped,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Said {
    #[default]
    Nothing,
    Words(String),
    Found(Rc<Found>),
}

/// What was measured, in the words of the lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub reveal: Option<Reveal>,
    /// Whether it is as the lesson expects, and its words.
    pub checks: Vec<(bool, String)>,
}

/// What became of a prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Reveal {
    /// In which step it was asked.
    pub(super) asked: usize,
    pub words: String,
    /// The level, what was predicted, and where the agents went.
    pub map: Option<(Rc<Level>, Cell, Vec<Vec<Cell>>)>,
    /// None: a matter of opinion.
    pub(super) is_right: Option<bool>,
    pub counted: Option<String>,
}

impl Playing {
    pub fn step(&self) -> &Step {
        &self.lesson.steps[self.at]
    }

    pub fn is_last(&self) -> bool {
        self.at + 1 == self.lesson.steps.len()
    }

    /// The question of this step, if questions are asked.
    pub fn question(&self, asks: bool) -> Option<&Ask> {
        self.step().ask.as_ref().filter(|_| asks)
    }

    pub fn is_answered(&self) -> bool {
        self.answers[self.at].is_some()
    }

    /// The answer of this step, or what is picked for it.
    pub fn answer(&self) -> Option<Answer> {
        self.answers[self.at].or(self.picked)
    }

    /// What this step waits for has been measured.
    pub fn is_met(&self) -> bool {
        self.measured.is_some()
    }

    /// The verdict would tell what is asked next.
    pub(super) fn covers_verdict(&self) -> bool {
        let open = (self.at..).zip(&self.lesson.steps[self.at..]).find(|(_, step)| step.ask.is_some());
        self.step().hide.contains(&"verdict") && open.is_none_or(|(at, _)| self.answers[at].is_none())
    }

    pub fn may_go_on(&self, asks: bool) -> bool {
        (self.step().until.is_none() || self.is_met()) && (self.question(asks).is_none() || self.is_answered())
    }

    pub(super) fn mention(&mut self, words: impl Into<String>) {
        self.said = Said::Words(words.into());
    }

    /// Answers a press, where it can be seen.
    pub(super) fn say(&mut self, words: &str) {
        self.mention(words);
        self.calls += 1;
    }

    pub(super) fn pick(&mut self, answer: Answer) {
        let Some(ask) = self.lesson.steps[self.at].ask.as_ref().filter(|_| !self.is_answered()) else { return };
        if let (Answers::Cell(percent), Answer::Cell(cell)) = (&ask.answers, answer) {
            let level = level(&self.step().scenario, percent / 100.0);
            self.mention(format!("Column {}, row {}.", level.column(cell), level.row(cell)));
        }
        self.picked = Some(answer);
    }

    pub(super) fn note(&mut self) {
        match self.picked {
            _ if self.is_answered() => {}
            None => self.say("First choose an answer."),
            picked => {
                self.answers[self.at] = picked;
                self.say("Your prediction is noted. It is compared with what is measured, in a later step.");
            }
        }
    }
}
