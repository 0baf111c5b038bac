//! Plays a lesson: sets the scenario, asks, waits for what is measured, and goes on.
//!
//! It does nothing that a person could not do, and whoever leaves, at any moment, gets back what stood on the page before: that is
//! why nothing is saved and the address stays while a lesson is on. Not here: what a lesson says (`ui::lesson`), and how it looks
//! (`features::lessons`).

mod playing;

use std::rc::Rc;

use super::prediction::{Stage, level, outcome};
use super::{Action, Correcting, Curve, Effect, Framing, Framings, Phase, Run, State, Timer, step};
use crate::ui::draft::Draft;
use crate::ui::lesson::measure::{Measured, fill};
use crate::ui::lesson::parse::{Answers, Lesson, Step, Until};
use crate::ui::sharing::Link;
use engine::experiment::{Population, Report, correct};
use engine::scenario::{Field, Scenario};
pub use playing::{Answer, Found, Playing, Reveal, Said};

/// What the person had.
#[derive(Debug, PartialEq)]
struct Before {
    draft: Draft,
    amount: f64,
    linked: bool,
    link: Link,
    saved: String,
    trained: Trained,
    framings: Framings,
    around: Around,
}

/// All agents, and what is known of them.
#[derive(Clone, Debug, PartialEq)]
struct Trained {
    base: Option<Scenario>,
    agents: Vec<Run>,
    shown: usize,
    single: bool,
    elapsed: f64,
    population: Option<(f64, Rc<Population>)>,
    before: Option<(f64, String)>,
    curve: Option<Curve>,
    correcting: Option<Correcting>,
    /// What is known of earlier moments of the agent that is shown.
    moments: Vec<Rc<Report>>,
    /// The verdict that was spoken: it is no news when it comes back.
    told: Option<String>,
}

/// What of the browser's window belongs to a lesson: the address, from its path on, and the title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    pub address: String,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Play {
    /// By its name it can be linked to.
    Start {
        lesson: Rc<Lesson>,
        name: Option<String>,
        around: Around,
    },
    /// Refused in words, if something is still to be answered or measured.
    Next,
    Skip,
    Back,
    /// Back to what the person had.
    Leave,
    /// The lesson ends, and what it has set up and trained is the person's own from now on.
    Keep,
    Pick(Answer),
    /// What is picked is the answer.
    Answer,
}

impl State {
    pub(super) fn play(&mut self, action: Play) -> Vec<Effect> {
        let asks = self.predictions.in_lessons;
        match (action, self.lesson.as_mut().map(Rc::make_mut)) {
            (Play::Start { lesson, name, around }, _) => return self.start_lesson(lesson, name, around),
            (Play::Leave, _) => return self.leave_lesson(),
            (Play::Keep, _) => return self.keep_lesson(),
            (_, None) => {}
            (Play::Next, Some(playing)) if !playing.may_go_on(asks) => {
                let is_asked = playing.question(asks).is_some() && !playing.is_answered();
                playing.say(if is_asked {
                    "Before it goes on: your prediction."
                } else {
                    "This step waits for what is still to be measured."
                });
            }
            (Play::Next, Some(_)) => return self.go_on(),
            (Play::Skip, Some(playing)) => {
                playing.answers[playing.at].get_or_insert(Answer::Skipped);
                return self.go_on();
            }
            (Play::Back, Some(playing)) => {
                let at = playing.at.saturating_sub(1);
                return self.enter_step(at);
            }
            (Play::Pick(answer), Some(playing)) => playing.pick(answer),
            (Play::Answer, Some(playing)) => playing.note(),
        }
        Vec::new()
    }

    fn start_lesson(&mut self, lesson: Rc<Lesson>, name: Option<String>, around: Around) -> Vec<Effect> {
        let mut effects = Vec::new();
        // From one lesson to the next, what the person had is what it was before the first.
        let (before, entered) = match self.lesson.take() {
            Some(playing) => (playing.before.clone(), playing.entered),
            None => {
                if self.saved != self.draft.save(self.amount) {
                    effects = step(self, Action::Save);
                }
                let (draft, link, saved) = (self.draft.clone(), self.link.clone(), self.saved.clone());
                self.link = Link::default();
                let (trained, framings) = (self.set_aside(), self.framings.clone());
                (Rc::new(Before { draft, amount: self.amount, linked: self.linked, link, saved, trained, framings, around }), 0)
            }
        };
        if let Some(name) = &name {
            effects.push(Effect::GoTo(format!("?lesson={name}")));
        }
        effects.push(Effect::Title(format!("{} · Wayward", lesson.title)));
        // What it asks for is not to be seen before.
        self.play_no_recording();
        self.end_prediction();
        self.dialog = None;
        let steps = lesson.steps.len();
        self.lesson = Some(Rc::new(Playing {
            lesson,
            name,
            at: 0,
            entered,
            answers: vec![None; steps],
            picked: None,
            counted: vec![None; steps],
            measured: None,
            said: Said::Nothing,
            calls: 0,
            before,
        }));
        effects.extend(self.enter_step(0));
        effects
    }

    fn go_on(&mut self) -> Vec<Effect> {
        match &self.lesson {
            Some(playing) if !playing.is_last() => self.enter_step(playing.at + 1),
            _ => self.leave_lesson(),
        }
    }

    /// The verdict is covered, until what is asked of it is answered.
    pub fn covers_verdict(&self) -> bool {
        let on_page = self.prediction.as_ref().is_some_and(|it| it.stage == Stage::Answered);
        on_page || self.lesson.as_ref().is_some_and(|playing| self.predictions.in_lessons && playing.covers_verdict())
    }

    /// What would tell a lesson's point is not said of programs.
    pub fn hides_hints(&self) -> bool {
        self.lesson.as_ref().is_some_and(|playing| playing.step().hide.contains(&"hints"))
    }

    fn set_aside(&self) -> Trained {
        Trained {
            base: self.base.clone(),
            agents: self.agents.clone(),
            shown: self.shown,
            single: self.single,
            elapsed: self.elapsed,
            population: self.population.clone(),
            before: self.before.clone(),
            curve: self.curve.clone(),
            correcting: self.correcting.clone(),
            moments: self.run().map_or_else(Vec::new, |run| self.moments_of(run).to_vec()),
            told: self.told.clone(),
        }
    }

    /// What was at work when it was set aside is given up or begun anew: its workers have turned to other things.
    fn bring_back(&mut self, trained: Trained) {
        let Trained { base, agents, shown, single, elapsed, population, before, curve, correcting, moments, told } = trained;
        let again = |run: Run| {
            let id = self.next_id();
            let is_over = matches!(run.phase, Phase::Trained | Phase::Failed | Phase::Lost);
            let fresh = Run { parent: run.parent.clone(), ..Run::new(id, run.scenario.clone()) };
            if is_over { Run { id, busy: false, judging: None, ..run } } else { fresh }
        };
        self.agents = agents.into_iter().map(again).collect();
        (self.base, self.shown, self.single, self.elapsed, self.population, self.before, self.told) =
            (base, shown, single, elapsed, population, before, told);
        (self.moments_of, self.moments) = (self.run().map_or((0, 0.0), |run| (run.id, self.amount)), moments);
        self.curve = curve.filter(|curve| curve.points.iter().all(|point| point.report.is_some()));
        self.correcting = correcting.filter(|correcting| correcting.runs.iter().all(|run| run.state != correct::State::Going));
    }

    /// What the person had stands on the page again.
    fn leave_lesson(&mut self) -> Vec<Effect> {
        let Some(playing) = self.lesson.take() else { return Vec::new() };
        let before = &*playing.before;
        self.show(before.draft.clone(), before.amount);
        self.bring_back(before.trained.clone());
        (self.link, self.linked, self.saved) = (before.link.clone(), before.linked, before.saved.clone());
        self.open_framing(before.framings.shown, before.framings.opened);
        self.locks = Vec::new();
        let Around { address, title } = before.around.clone();
        vec![Effect::Cancel(Timer::Train), Effect::Cancel(Timer::Save), Effect::Title(title), Effect::GoTo(address)]
    }

    /// What the lesson has set up and trained stays, as if it had come by a link; what was there before can be brought back.
    fn keep_lesson(&mut self) -> Vec<Effect> {
        let Some(playing) = self.lesson.take() else { return Vec::new() };
        let Before { draft, amount, around, .. } = &*playing.before;
        self.locks = Vec::new();
        let (before, now) = (draft.save(*amount), self.draft.save(self.amount));
        self.history.see(&before);
        self.history.see(&now);
        (self.linked, self.link, self.saved) = (true, Link::default(), now);
        let mut effects = vec![Effect::Title(self.link.title()), Effect::GoTo(around.address.clone())];
        effects.extend(self.follow());
        effects.extend(self.say("This is yours now. Undo brings back what you had.".to_owned()));
        effects
    }

    /// Sets up the page for a step.
    fn enter_step(&mut self, at: usize) -> Vec<Effect> {
        let Some(playing) = self.lesson.as_mut().map(Rc::make_mut) else { return Vec::new() };
        let forward = at > playing.at || at == 0;
        (playing.at, playing.entered, playing.picked) = (at, playing.entered + 1, None);
        (playing.measured, playing.said) = (None, Said::Nothing);
        self.locks.clone_from(&playing.step().lock);
        let framing = playing.step().framing;
        let lesson = playing.lesson.clone();
        let before = at.checked_sub(1).map(|at| &lesson.steps[at].scenario);
        self.open_framing(framing.unwrap_or(Framing::Behavior), framing.is_some());
        self.set_up(&lesson.steps[at], before, forward)
    }

    fn set_up(&mut self, wanted: &Step, before: Option<&Scenario>, forward: bool) -> Vec<Effect> {
        let shown = self.draft.frozen();
        let goes_on = forward && wanted.changes.as_ref().is_some_and(Vec::is_empty);
        let percent = (self.amount * 100.0).round();
        let mut effects = Vec::new();
        if goes_on || shown == wanted.scenario {
            // Whatever the person has tried meanwhile stays, with its agents.
        } else if let (Some(changes), true, true) = (&wanted.changes, forward, Some(&shown) == before) {
            for (key, value) in changes {
                if let Ok(field) = Field::named(shown.world, key) {
                    effects.extend(step(self, Action::TypeField { field, text: value.clone() }));
                }
            }
            effects.extend(self.typed());
        } else if let Some(draft) = Draft::of(&wanted.scenario) {
            self.show(draft, wanted.shift.unwrap_or(percent) / 100.0);
            return vec![Effect::Cancel(Timer::Train), Effect::Cancel(Timer::Save)];
        }
        if let Some(shift) = wanted.shift.filter(|shift| *shift != percent) {
            effects.extend(step(self, Action::MoveShift(shift / 100.0)));
        }
        effects
    }

    /// Looks whether what the step waits for has been measured by now.
    pub(super) fn follow_lesson(&mut self) -> Vec<Effect> {
        let Some(playing) = &self.lesson else { return Vec::new() };
        let Some(until) = playing.step().until else { return Vec::new() };
        let now = self.agents.first().map(|run| (run.id, self.amount));
        if playing.measured == now {
            return Vec::new();
        }
        if let Until::Shifted(percent) = until
            && self.amount * 100.0 < percent - 0.5
        {
            return Vec::new();
        }
        if let Until::Answered(framing) = until
            && !self.framings.told.answered.contains(&framing)
        {
            return Vec::new();
        }
        if until == Until::Searched && self.framings.worst.is_none() {
            return Vec::new();
        }
        let Some(mut found) = Measured::of(self).and_then(|measured| self.find(playing, &measured)) else { return Vec::new() };
        let Some(playing) = self.lesson.as_mut().map(Rc::make_mut) else { return Vec::new() };
        let mut effects = Vec::new();
        if let Some(reveal) = &mut found.reveal {
            let counted = &mut playing.counted[reveal.asked];
            if let (Some(is_right), None) = (reveal.is_right, &counted) {
                *counted = Some(self.predictions.count(is_right));
                effects.push(Effect::KeepPredictions(self.predictions));
            }
            reveal.counted.clone_from(counted);
        }
        // On a phone it lies below what is on view.
        playing.calls += u32::from(!playing.is_met());
        (playing.measured, playing.said) = (now, Said::Found(Rc::new(found)));
        effects
    }

    /// None: the agents are still on their way.
    fn find(&self, playing: &Playing, measured: &Measured) -> Option<Found> {
        let step = playing.step();
        let checks = step.checks.iter().map(|check| match check.condition.holds(measured) {
            Some(true) => (true, fill(&check.yes, measured)),
            Some(false) => (false, fill(&check.no, measured)),
            None => (false, "This could not be measured here.".to_owned()),
        });
        let mut checks: Vec<(bool, String)> = checks.collect();
        let asked = (0..playing.at).rev().find(|at| playing.lesson.steps[*at].ask.is_some()).filter(|_| step.reveal);
        let answered = asked.and_then(|asked| Some((asked, &playing.lesson.steps[asked], playing.answers[asked]?)));
        let reveal = match answered {
            Some((asked, step, answer)) => self.reveal(asked, step, answer, measured)?,
            None => None,
        };
        if reveal.is_none() && checks.is_empty() {
            checks.push((true, "Measured.".to_owned()));
        }
        Some(Found { reveal, checks })
    }

    /// What became of this answer; nothing, if the question was skipped. None: the agents are still on their way.
    fn reveal(&self, asked: usize, step: &Step, answer: Answer, measured: &Measured) -> Option<Option<Reveal>> {
        Some(match (step.ask.as_ref().map(|ask| &ask.answers), answer) {
            (Some(Answers::Cell(percent)), Answer::Cell(cell)) => {
                let ways = self.ways(percent / 100.0)?;
                let level = Rc::new(level(&step.scenario, percent / 100.0));
                let (is_right, words) = outcome(&level, cell, &ways);
                Some(Reveal { asked, words, map: Some((level, cell, ways)), is_right: Some(is_right), counted: None })
            }
            (Some(Answers::Choices(choices)), Answer::Choice(number)) => {
                let (words, condition) = &choices[number];
                let is_right = condition.as_ref().and_then(|condition| condition.holds(measured));
                let became = match is_right {
                    Some(true) => "That is what was measured: right.",
                    Some(false) => "That is not what was measured.",
                    None => "",
                };
                Some(Reveal { asked, words: format!("You predicted: {words} {became}"), map: None, is_right, counted: None })
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
