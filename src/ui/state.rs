//! Everything that the page shows, and the one pure function that changes it.
//!
//! No browser here. What has to be said to the worker is put into `outbox`; the root sends it. Texts, settings and curves all
//! live here and never in the worker, so that its death costs nothing but the run.

use std::rc::Rc;

use super::draft::Draft;
use super::run::{Run, Speed, Status};
use super::words;
use crate::env::shift;
use crate::learner::Net;
use crate::protocol::{Command, Event, RunId, VERSION};
use crate::scenario::Scenario;

/// The preset with which a stranger begins.
const FIRST_PRESET: &str = "cheese-corner";
/// The share that the correction offers. In the literature 2 % already weaken the effect; a tenth is the promise of the repaired preset.
pub const CORRECTION: f64 = 0.1;

#[derive(Clone, Debug)]
pub struct State {
    pub draft: Draft,
    /// Counts texts that did not come from the textarea, so that it can be told.
    pub text_version: u32,
    /// How far the deployment world is shifted, 0 to 1.
    pub amount: f64,
    pub auto_train: bool,
    pub speed: Speed,
    pub overlay: bool,
    /// The agent of this seed before any training.
    pub untrained: Rc<Net>,
    untrained_of: (u32, usize, bool),
    pub run: Option<Run>,
    /// Runs so far; names the next one.
    runs: RunId,
    /// The verdict before this one, for comparison.
    pub before: Option<Remembered>,
    pub worker: WorkerState,
    pub notice: Option<Notice>,
    /// For the live region; spoken when it changes.
    pub spoken: String,
    /// Where attention is needed: the key of a field, or `reward`. The number changes with every request.
    pub attention: (u32, String),
    pub outbox: Vec<Command>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerState {
    Starting,
    Ready,
    /// Will not be restarted.
    Gone,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub text: String,
    /// Offer to train the lost run again.
    pub again: bool,
}

/// A verdict as one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    pub verdict: String,
    pub goal: Option<String>,
    /// What was asked and where, in words.
    pub setting: String,
}

#[derive(Clone, Debug)]
pub enum Action {
    /// The text as it stands in the textarea.
    Type(Rc<str>),
    /// A text from elsewhere, which the textarea must take over.
    Replace(Rc<str>),
    Field { key: String, text: String },
    AutoTrain(bool),
    Speed(Speed),
    Overlay(bool),
    /// Moves the shift; the verdict waits for [`Action::Judge`], which comes when the slider rests.
    Shift(f64),
    Judge,
    Train,
    /// Pause or resume.
    Hold,
    Step,
    Stop,
    Reset,
    /// Puts the cheese elsewhere in some training levels and trains again.
    Correct,
    StartOver,
    Restore { draft: Box<Draft>, amount: f64 },
    Heard(Vec<Event>),
    /// Time that has passed for the replay.
    Tick(f64),
    /// The worker died; `again` says whether a new one is on its way.
    WorkerDied { why: String, again: bool },
    Dismiss,
}

impl State {
    pub fn new() -> State {
        // The preset is ours and compiles: a test holds it.
        let scenario = Scenario::preset(FIRST_PRESET).expect("the first preset exists");
        let (untrained, untrained_of) = (untrained(&scenario), identity(&scenario));
        State {
            draft: Draft::new(scenario),
            text_version: 0,
            amount: 0.0,
            auto_train: false,
            speed: Speed::Normal,
            overlay: false,
            untrained,
            untrained_of,
            run: None,
            runs: 0,
            before: None,
            worker: WorkerState::Starting,
            notice: None,
            spoken: String::new(),
            attention: (0, String::new()),
            outbox: Vec::new(),
        }
    }

    /// The scenario that the boards show: the run's, frozen, or the draft's while nothing has been trained.
    pub fn shown_scenario(&self) -> &Scenario {
        self.run.as_ref().map_or(&self.draft.scenario, |run| &run.scenario)
    }

    /// The agent on the boards and its training step.
    pub fn shown_net(&self) -> (&Rc<Net>, u32) {
        match self.run.as_ref().and_then(Run::displayed) {
            Some(snapshot) => (&snapshot.net, snapshot.step),
            None => (&self.untrained, 0),
        }
    }

    /// Knobs of the training board and of the deployment board.
    pub fn shown_knobs(&self) -> [Vec<f64>; 2] {
        let scenario = self.shown_scenario();
        [scenario.train.clone(), shift::between(scenario.world, &scenario.train, &scenario.shift, self.amount)]
    }

    /// The run that is shown was trained on something else than what now stands in the editor and the fields.
    pub fn is_stale(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.scenario.reward != *self.draft.reading.text || is_other(&run.scenario, &self.draft.scenario))
    }

    /// For `data-state`.
    pub fn phase(&self) -> &'static str {
        match self.run.as_ref().map(|run| run.status) {
            None => "idle",
            Some(Status::Training) => "training",
            Some(Status::Paused) => "paused",
            Some(Status::Trained | Status::Stopped) => "trained",
            Some(Status::Failed) => "failed",
            Some(Status::Lost) => "lost",
        }
    }

    /// Something on the page runs by the replay clock.
    pub fn is_replaying(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.held && !run.replayed())
    }

    /// New initial weights if the draft asks for others; they cost a millisecond or more, hence the comparison.
    fn draft_changed(&mut self) {
        let wanted = identity(&self.draft.scenario);
        if self.untrained_of != wanted {
            self.untrained_of = wanted;
            self.untrained = untrained(&self.draft.scenario);
        }
    }

    fn ask_for(&mut self, place: String) {
        self.attention = (self.attention.0 + 1, place);
    }

    /// Starts a run of the draft, or says why not.
    fn train(&mut self) -> bool {
        if let Some((place, message)) = self.draft.blocker() {
            self.spoken = format!("Not trained: {message}");
            self.notice = Some(Notice { text: format!("Training did not start. {} {message}", words::place(&place)), again: false });
            self.ask_for(place);
            return false;
        }
        self.remember();
        self.runs += 1;
        let run = Run::new(self.runs, self.draft.frozen());
        self.outbox.push(Command::Train { run: run.id, scenario: Box::new(run.scenario.as_ref().clone()), amount: self.amount });
        self.run = Some(run);
        self.notice = None;
        self.spoken = "Training started.".into();
        true
    }

    /// Keeps the verdict of the run that is about to go.
    fn remember(&mut self) {
        if let Some((amount, report)) = self.run.as_ref().and_then(|run| run.report.as_ref()) {
            self.before = Some(Remembered {
                verdict: report.row.verdict.clone(),
                goal: report.row.goal.clone(),
                setting: words::setting(self.shown_scenario(), *amount),
            });
        }
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::Ready { version } if version == VERSION => self.worker = WorkerState::Ready,
            Event::Ready { version } => {
                self.worker = WorkerState::Gone;
                let text = format!("Page and training worker are of different builds ({VERSION} and {version}). Please reload the page.");
                self.notice = Some(Notice { text, again: false });
            }
            Event::Pong { .. } => {}
            Event::Refused { run, errors } if self.is_shown(run) => {
                self.run = None;
                let reasons: Vec<String> = errors.iter().map(|error| format!("{} {}", words::place(&error.field), error.message)).collect();
                self.notice = Some(Notice { text: format!("Training did not start. {}", reasons.join(" ")), again: false });
                if let Some(first) = errors.first() {
                    self.ask_for(first.field.clone());
                }
            }
            Event::Refused { .. } => {}
            Event::Progress { run, .. }
            | Event::Snapshot { run, .. }
            | Event::Paused { run, .. }
            | Event::Resumed { run }
            | Event::Trained { run, .. }
            | Event::Failed { run, .. }
            | Event::Judging { run, .. }
            | Event::Judged { run, .. }
            | Event::Stopped { run, .. } => {
                let amount = self.amount;
                if let Some(shown) = self.run.as_mut().filter(|shown| shown.id == run) {
                    shown.hear(event, amount);
                    if let Some(failure) = &shown.failure {
                        self.spoken = format!("Training failed. {}", failure.message);
                    }
                }
            }
        }
    }

    fn is_shown(&self, run: RunId) -> bool {
        self.run.as_ref().is_some_and(|shown| shown.id == run)
    }

    /// What the live region should say once the replay has arrived and a verdict stands.
    fn speak_verdict(&mut self) {
        if let Some((run, report)) = self.run.as_ref().and_then(|run| run.verdict(self.amount).map(|report| (run, report))) {
            let text = words::spoken_verdict(report, run.summary.as_ref());
            if self.spoken != text {
                self.spoken = text;
            }
        }
    }
}

impl Default for State {
    fn default() -> State {
        State::new()
    }
}

/// The whole life of the page.
pub fn reduce(mut state: State, action: Action) -> State {
    match action {
        Action::Type(text) => state.draft.type_reward(text),
        Action::Replace(text) => {
            state.draft.type_reward(text);
            state.text_version += 1;
        }
        Action::Field { key, text } => {
            state.draft.type_field(&key, text);
            state.draft_changed();
        }
        Action::AutoTrain(on) => state.auto_train = on,
        Action::Speed(speed) => {
            state.speed = speed;
            if let Some(run) = &mut state.run {
                run.tick(0.0, speed);
            }
        }
        Action::Overlay(on) => state.overlay = on,
        Action::Shift(amount) => {
            state.amount = amount.clamp(0.0, 1.0);
            if let Some(run) = &mut state.run {
                run.judging = None;
            }
        }
        Action::Judge => {
            let amount = state.amount;
            if let Some(run) = &mut state.run
                && run.report.as_ref().is_none_or(|(at, _)| *at != amount)
                && (run.in_worker() || run.has_agent())
            {
                state.outbox.push(Command::Judge { run: run.id, amount });
            }
        }
        Action::Train => {
            state.train();
        }
        Action::Hold => {
            if let Some(run) = &mut state.run {
                match run.status {
                    Status::Training => {
                        run.held = true;
                        state.outbox.push(Command::Pause { run: run.id });
                    }
                    Status::Paused => {
                        run.held = false;
                        state.outbox.push(Command::Resume { run: run.id });
                    }
                    Status::Trained | Status::Stopped | Status::Failed | Status::Lost => run.held = !run.held && !run.replayed(),
                }
            }
        }
        Action::Step => match &mut state.run {
            Some(run) if run.in_worker() => {
                run.step_along();
                state.outbox.push(Command::Step { run: run.id, updates: 1 });
            }
            // Trained already: the step is one of the replay.
            Some(run) if !run.replayed() => {
                run.held = true;
                run.show_next();
            }
            Some(_) | None => {
                if state.train()
                    && let Some(run) = &mut state.run
                {
                    run.step_along();
                    state.outbox.push(Command::Step { run: state.runs, updates: 1 });
                }
            }
        },
        Action::Stop => {
            if let Some(run) = &mut state.run {
                if run.in_worker() {
                    state.outbox.push(Command::Stop { run: run.id });
                } else {
                    run.held = false;
                    run.show_newest();
                }
            }
            state.speak_verdict();
        }
        Action::Reset => {
            state.remember();
            if let Some(run) = state.run.take() {
                state.outbox.push(Command::Stop { run: run.id });
                state.spoken = "Back to the untrained agent.".into();
            }
            state.notice = None;
        }
        Action::Correct => {
            state.draft.type_field("train.disagree", CORRECTION.to_string());
            state.draft_changed();
            state.train();
        }
        Action::StartOver => {
            // The preset exists: the state began with it.
            state.draft = Draft::new(State::new().draft.scenario);
            state.text_version += 1;
            state.draft_changed();
            state.notice = None;
        }
        Action::Restore { draft, amount } => {
            state.draft = *draft;
            state.amount = amount;
            state.text_version += 1;
            state.draft_changed();
        }
        Action::Heard(events) => {
            for event in events {
                state.hear(event);
            }
            if let Some(run) = &mut state.run {
                run.tick(0.0, state.speed);
            }
            state.speak_verdict();
        }
        Action::Tick(ms) => {
            if let Some(run) = &mut state.run {
                run.tick(ms, state.speed);
            }
            state.speak_verdict();
        }
        Action::WorkerDied { why, again } => {
            state.worker = if again { WorkerState::Starting } else { WorkerState::Gone };
            // A trained agent is lost as well: the boards still have it, but nobody can measure it any more.
            let lost = state.run.is_some();
            if let Some(run) = &mut state.run {
                run.status = Status::Lost;
                run.judging = None;
                run.held = false;
            }
            let text = if again {
                format!("The training worker stopped{why}. It was restarted; nothing you typed is lost.")
            } else {
                format!("The training worker stopped{why}, again and again, and is not restarted. Nothing you typed is lost; please reload the page.")
            };
            state.spoken.clone_from(&text);
            state.notice = Some(Notice { text, again: again && lost });
        }
        Action::Dismiss => state.notice = None,
    }
    state
}

/// Whether two scenarios differ in anything but the reward's text.
fn is_other(a: &Scenario, b: &Scenario) -> bool {
    (a.seed, &a.train, &a.shift, &a.agent, a.judge_levels, &a.intended) != (b.seed, &b.train, &b.shift, &b.agent, b.judge_levels, &b.intended)
}

/// What the initial weights depend on.
fn identity(scenario: &Scenario) -> (u32, usize, bool) {
    (scenario.seed, scenario.agent.hidden_size, scenario.agent.absolute_position)
}

fn untrained(scenario: &Scenario) -> Rc<Net> {
    let agent = &scenario.agent;
    Rc::new(Net::new(scenario.world, agent.hidden_size, agent.absolute_position, scenario.seed))
}
