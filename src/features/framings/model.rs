//! Whoever shows framings holds one of these: of whom it is asked, what was found so far, and what is under way.

use std::rc::Rc;

use yew::Callback;

use super::asked::Asked;
use super::files::Form;
use super::parts::View;
use super::plan::{Found, Question};
use super::work::{Stand, Work};
use crate::ui::link::Heard;
use crate::ui::state::State;

pub struct Model {
    pub asked: Result<Rc<Asked>, &'static str>,
    pub found: Found,
    work: Option<Work>,
    failed: Option<(Question, String)>,
    /// What has just happened, in words.
    pub said: String,
}

impl Model {
    pub fn of(state: &State) -> Model {
        let asked = Asked::of(state).map(Rc::new);
        let found = asked.as_ref().map_or_else(|_| Found::default(), |asked| Found::of(asked));
        Model { asked, found, work: None, failed: None, said: String::new() }
    }

    /// The state is another one. What was found goes with its run, and what is of one agent with that agent; false: nothing is new.
    pub fn changed(&mut self, state: &State) -> bool {
        let now = Asked::of(state).map(Rc::new);
        if now == self.asked {
            return false;
        }
        match (&now, &self.asked) {
            (Ok(now), Ok(before)) if now.is_of_same(before) => {
                self.found.show_another();
                (self.asked, self.work) = (Ok(now.clone()), None);
            }
            _ => *self = Model::of(state),
        }
        true
    }

    /// None: no more of what is under way.
    pub fn ask(&mut self, state: &State, question: Option<Question>, heard: Callback<(usize, Heard)>) {
        self.said.clear();
        // Verdicts may have come since.
        let now = Asked::of(state).map(Rc::new);
        if now == self.asked {
            self.asked = now;
        }
        let Ok(asked) = &self.asked else { return };
        self.found.learn(asked);
        let Some(question) = question else {
            if self.work.take().is_some() {
                self.said = "Stopped. What is finished stays.".to_owned();
            }
            return;
        };
        self.failed = None;
        // Only what a slider asks for gives way, to where the slider stands by now.
        let gives_way = self.work.as_ref().is_none_or(|work| matches!((&work.question, &question), (Question::Mind(_), Question::Mind(_))));
        if !gives_way || self.found.wanted(&question, asked).is_empty() {
            return;
        }
        match Work::begin(question.clone(), asked.clone(), heard) {
            Ok(work) => self.work = Some(work),
            Err(why) => self.failed = Some((question, why)),
        }
    }

    /// A worker has said something. True: the answer is there.
    pub fn hear(&mut self, place: usize, heard: Heard) -> bool {
        let Some(work) = &mut self.work else { return false };
        match work.hear(&mut self.found, place, heard) {
            Stand::Going => false,
            Stand::Again(words) => {
                self.said = words;
                false
            }
            Stand::Found => true,
            Stand::Over => {
                self.work = None;
                true
            }
            Stand::Failed(why) => {
                self.failed = self.work.take().map(|work| (work.question, why));
                true
            }
        }
    }

    pub fn is_working(&self) -> bool {
        self.work.is_some()
    }

    pub fn view(&self, ask: Callback<Option<Question>>, save: Callback<(&'static str, Form)>) -> Result<View<'_>, &'static str> {
        let asked = self.asked.as_ref().map_err(|why| *why)?;
        let work = self.work.as_ref().map(|work| {
            let (part, left) = work.progress(&self.found);
            (&work.question, part, left)
        });
        Ok(View { asked, found: &self.found, work, failed: self.failed.as_ref(), ask, save })
    }
}
