//! Everything the page knows, and how it changes: one [`State`] and a pure [`reduce`].
//!
//! No browser in here. Whatever happens (a press, a timer, a worker's answer, a host's message) is an [`Action`]; `reduce` makes
//! the next state of it and says what is to be done outside, as [`Effect`]s. `store` holds the state and tells those who show it.

mod action;
pub mod framing;
pub mod group;
pub mod lead;
pub mod lesson;
mod locks;
mod opening;
mod pace;
pub mod prediction;
mod reduce;
mod run;
mod shown;
#[cfg(test)]
pub(crate) mod tests;
mod work;

use std::rc::Rc;

use super::differences::{changed, differences};
use super::draft::Draft;
use super::ghost::Ghosts;
use super::history::History;
use super::player::{SHIFTED, Trail};
use super::probes::Probes;
use super::recording;
use super::sharing::{Bar, Link, fragment};
use super::terms::Term;
use super::words;
pub use action::{Action, Effect, Remedy, Timer};
use engine::decimal::fixed;
use engine::experiment::correct::{self, Feedback, Look};
use engine::experiment::{Failure, Point, Population, Report, SNAPSHOTS, Summary, population};
use engine::jobs::{Control, Correct, Job, JobId, Judge, Output, Priority, Spec, Train};
use engine::lang::Evidence;
use engine::learner::Net;
use engine::scenario::{Field, FieldError, Group, PRESETS, Preset, Scenario};
use engine::share::{self, Framing, Opened, Panel};
pub use reduce::reduce;
pub use run::{AMOUNTS, Corrected, Correcting, Curve, CurvePoint, Phase, Run, Speed};
pub use work::Task;

use framing::Framings;
pub use framing::{Searched, Told};
use group::{Part, SharedRun, Wanted};
use lead::Leading;
use lesson::{Play, Playing};
use opening::changes;
use prediction::{Predict, Prediction, Predictions};
use reduce::step;
use shown::untrained;
use work::told;

/// What stands over the page until it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    View,
    Share,
    Compare,
    /// Over disagreement.
    Sweep,
    Agents,
    /// This one of both boards, as text.
    Reading(usize),
    /// What this means.
    Term(Term),
    /// All that there are.
    Lessons,
    /// Experiments, own ones and lessons; it begins with this.
    Gallery(Tab),
    /// A person leads the agent.
    Play,
    /// Levels of either world are painted.
    Paint,
    /// A reward is learned from what a person says of clips.
    Thumbs,
    /// Where agents will go ([`State::prediction`]).
    Prediction,
    /// For whoever leads one.
    Workshop,
    /// Of a participant.
    Nickname,
}

/// A part of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The presets.
    Experiments,
    /// What a person has saved.
    Mine,
    Lessons,
}

impl Tab {
    pub const ALL: [Tab; 3] = [Tab::Experiments, Tab::Mine, Tab::Lessons];

    /// As an address asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Tab::Experiments => "experiments",
            Tab::Mine => "mine",
            Tab::Lessons => "lessons",
        }
    }

    pub fn named(name: &str) -> Option<Tab> {
        Tab::ALL.into_iter().find(|tab| tab.name() == name)
    }
}

/// A line that says what has just happened and goes by itself. Not for anything that must be known: that is [`State::notice`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toast {
    pub words: String,
    /// Counts up, so that equal words are said anew.
    pub number: u32,
}

/// Whoever takes part in a workshop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub nickname: String,
    /// Made of the nickname.
    pub seed: u32,
    /// How many agents, where it is not as many as the link says.
    pub seeds: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub draft: Draft,
    /// How often another experiment took the place of the one before.
    pub opened: u32,
    /// The experiment came by a link: what was saved before is another one, and stays.
    pub linked: bool,
    pub link: Link,
    /// What stood on the page when it was last saved, restored or opened.
    saved: String,
    /// What stood on the page before, for undo and redo.
    pub history: History,
    /// What stood there when files were opened, before and after, and by which link or file it had come.
    arrivals: Vec<(String, Link)>,
    /// The page stands in the page of others.
    is_embed: bool,
    /// It was said that nothing can be kept.
    has_complained: bool,
    /// What was typed into other presets, by their names, as it is saved.
    shelf: Vec<(&'static str, String)>,
    /// The agent before any training, for the boards of a page on which nothing has run.
    pub untrained: Rc<Net>,
    /// All that is recorded; None: not told yet; empty: something on the page asks where an agent will go.
    recordings: Option<String>,
    /// What of it the boards play; empty: nothing.
    pub recorded: Rc<str>,
    /// What a perfect optimizer of the words does on the levels on view.
    pub ghosts: Ghosts,
    /// What the agent would do there with things elsewhere.
    pub probes: Probes,
    /// Which level of its stream each board shows.
    pub levels: [u64; 2],
    /// All cores are at work.
    pub is_crowded: bool,
    /// Spoken to screen readers: few words, seldom.
    pub spoken: String,
    /// The verdict that was said last, as long as it holds.
    pub told: Option<String>,
    /// How far the shift goes, 0 to 1.
    pub amount: f64,
    /// The slider is at rest: what is judged now is worth the time.
    pub rests: bool,
    pub speed: Speed,
    pub overlay: bool,
    /// The boards show what a perfect optimizer of the words does.
    pub ghost: bool,
    /// Train by itself shortly after an edit.
    pub auto_train: bool,
    /// Counts how often somebody wanted to write another reward.
    pub rewrites: u32,
    /// The person holds everything that moves.
    pub held: bool,
    /// While it is held, the texts show the values of the last step.
    values: bool,
    /// While it is held by a person, what each step was worth is said.
    pub tells_steps: bool,
    /// A person has asked for updates, and it is to be said that they were made.
    tells_update: bool,
    /// The board whose last step is meant.
    pub inspected: usize,
    /// Moves of both agents that were made while everything was held.
    pub moves: u32,
    /// The intended goal may be typed into.
    pub unlocked: bool,
    /// What stood on the page when Train was pressed; the population differs from it by its seeds.
    base: Option<Scenario>,
    /// The population; empty before Train is pressed.
    pub agents: Vec<Run>,
    /// Which of them is shown large.
    pub shown: usize,
    /// The verdict is that of the agent shown large, not of all.
    pub single: bool,
    /// The person looks at an earlier moment of training.
    pub scrubbed: bool,
    /// Seconds of training and judging, without pauses.
    pub elapsed: f64,
    pace: pace::Pace,
    /// All agents in one verdict, and the amount of the shift at which it was read.
    pub population: Option<(f64, Rc<Population>)>,
    /// The last verdict of the run before this one in words, to compare with, and how far the shift went.
    pub before: Option<(f64, String)>,
    pub curve: Option<Curve>,
    /// What the background has found at the first of [`MOMENTS`], and of which agent at which amount of the shift.
    moments: Vec<Rc<Report>>,
    moments_of: (JobId, f64),
    /// The look that is under way in the background; 0: none.
    look: JobId,
    pub correcting: Option<Correcting>,
    /// Ids count up over the life of the page.
    pub runs: JobId,
    /// Something that a person must know, and whether "Train again" is the way out.
    pub notice: Option<(String, bool)>,
    pub toast: Toast,
    pub dialog: Option<Dialog>,
    /// What a lesson or a host has locked.
    pub locks: Vec<Panel>,
    pub lesson: Option<Rc<Playing>>,
    pub predictions: Predictions,
    pub leading: Leading,
    pub framings: Framings,
    /// Where agents will go, while that is asked on the page.
    pub prediction: Option<Prediction>,
    pub participant: Option<Participant>,
    /// The view for presenters is on.
    pub presents: bool,
    /// How often the boards were told to skip to the end of an episode.
    pub skips: u32,
    /// Another page of the group is at the run on view.
    follows: bool,
    wanted: Wanted,
    pub worker_ready: bool,
    /// All parts of the page stand in the document.
    pub drawn: bool,
    /// Why the browser gives the page no worker.
    pub no_worker: Option<String>,
}

impl State {
    pub fn new(draft: Draft, amount: f64) -> State {
        State {
            opened: 0,
            linked: false,
            link: Link::default(),
            saved: draft.save(amount),
            history: History::default(),
            arrivals: Vec::new(),
            is_embed: false,
            has_complained: false,
            shelf: Vec::new(),
            untrained: Rc::new(untrained(&draft.scenario)),
            recordings: None,
            recorded: "".into(),
            ghosts: Ghosts::default(),
            probes: Probes::default(),
            levels: [0; 2],
            is_crowded: false,
            spoken: String::new(),
            told: None,
            draft,
            amount,
            rests: true,
            speed: Speed::Normal,
            overlay: false,
            ghost: true,
            auto_train: false,
            rewrites: 0,
            held: false,
            values: false,
            tells_steps: false,
            tells_update: false,
            inspected: 0,
            moves: 0,
            unlocked: false,
            base: None,
            agents: Vec::new(),
            shown: 0,
            single: false,
            scrubbed: false,
            elapsed: 0.0,
            pace: pace::Pace::default(),
            population: None,
            before: None,
            curve: None,
            moments: Vec::new(),
            moments_of: (0, 0.0),
            look: 0,
            correcting: None,
            runs: 0,
            notice: None,
            toast: Toast::default(),
            dialog: None,
            locks: Vec::new(),
            lesson: None,
            predictions: Predictions::default(),
            leading: Leading::default(),
            framings: Framings::default(),
            prediction: None,
            participant: None,
            presents: false,
            skips: 0,
            follows: false,
            wanted: Wanted::default(),
            worker_ready: false,
            drawn: false,
            no_worker: None,
        }
    }

    /// The agent that is shown large.
    pub fn run(&self) -> Option<&Run> {
        self.agents.get(self.shown)
    }

    /// Which training it is that the page has; another one has another number.
    pub fn training(&self) -> Option<JobId> {
        self.agents.first().map(|run| run.id)
    }

    /// What stood on the page when Train was pressed.
    pub fn base(&self) -> Option<&Scenario> {
        self.base.as_ref()
    }

    /// The shown run was trained on other words or settings than those on the page.
    pub fn is_stale(&self) -> bool {
        self.base.as_ref().is_some_and(|base| *base != self.draft.frozen())
    }

    /// The shown run was trained on another reward.
    pub fn is_text_stale(&self) -> bool {
        self.base.as_ref().is_some_and(|base| base.reward != *self.draft.reading.text)
    }

    /// The scenario that the boards show: the run's while there is one.
    pub fn shown_scenario(&self) -> Rc<Scenario> {
        self.run().map_or_else(|| Rc::new(self.draft.frozen()), |run| run.scenario.clone())
    }

    /// The verdict on the shown agent that may be shown: not before the replay has shown what it is about.
    pub fn verdict(&self) -> Option<&Rc<Report>> {
        let run = self.run()?;
        if let Some((step, _)) = self.moment() {
            let fits = |(amount, report): &&(f64, Rc<Report>)| *amount == self.amount && report.row.steps == *step;
            return run.moment.as_ref().filter(fits).map(|(_, report)| report);
        }
        run.report_at(self.amount).filter(|_| run.is_replayed())
    }

    /// All agents in one verdict, once each has its own at this amount.
    pub fn population(&self) -> Option<&Rc<Population>> {
        self.population.as_ref().filter(|(amount, _)| *amount == self.amount).map(|(_, population)| population)
    }

    /// The earlier moment of training that the person looks at.
    pub fn moment(&self) -> Option<&(u32, Rc<Net>)> {
        let run = self.run().filter(|run| self.scrubbed && run.phase == Phase::Trained)?;
        run.shown().filter(|(step, _)| *step < run.step)
    }

    /// The texts show the values of the last step.
    pub fn inspects(&self) -> bool {
        self.held && self.values
    }

    /// Edits are a person's own: they can be undone, and the address follows them. Not in a lesson, nor in a page of others.
    pub fn tracks_edits(&self) -> bool {
        !self.is_embed && self.lesson.is_none()
    }

    pub fn is_training(&self) -> bool {
        self.agents.iter().any(|run| run.phase.is_under_way())
    }

    /// Agents trained and judged at this amount, and in all; those that failed or were lost are done.
    pub fn progress(&self) -> (usize, usize) {
        let done = |run: &&Run| !run.phase.is_alive() || run.report_at(self.amount).is_some();
        (self.agents.iter().filter(done).count(), self.agents.len())
    }

    /// The digest of what was trained: of one agent its own, of several the population's. None: not every agent is there, or the shown
    /// one is a branch, which no link describes.
    pub fn digest(&self) -> Option<String> {
        if self.run()?.parent.is_some() {
            return None;
        }
        let digests: Option<Vec<&str>> =
            self.agents.iter().map(|run| run.summary.as_ref().map(|summary| summary.digest.as_str())).collect();
        let digests = digests?;
        Some(if let [digest] = digests[..] { digest.to_owned() } else { engine::learner::digest(digests.concat().bytes()) })
    }

    /// The shown agent at the end of its training, if there is one and the page shows it.
    pub fn trained(&self) -> Option<(Rc<Scenario>, Rc<Net>, u32)> {
        let run = self.run().filter(|run| run.is_replayed())?;
        run.snapshots.last().map(|(step, net)| (run.scenario.clone(), net.clone(), *step))
    }
}
