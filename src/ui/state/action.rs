//! All that can happen to the page, and all that is to be done outside for it.

use super::*;

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A preset takes the place of this experiment, as it was left or as it came. What was typed here is kept, and found again.
    Choose(String),
    /// The same, with what was left there, as it is saved, if the browser has kept anything.
    Left(&'static str, Option<String>),
    /// The experiment of a link or of a host, as it is saved, takes the place of this one.
    Open(String),
    /// A link came, as it stands in the address. `own`: the browser keeps an experiment of the person.
    OpenLink {
        raw: String,
        own: bool,
        /// By somebody's link: the page has not written this address itself.
        came: bool,
        /// What was saved last, in this experiment or in another one.
        stored: Option<String>,
    },
    /// The experiment of a file of this name. `own`: as for links.
    OpenFile {
        name: String,
        opened: Box<Opened>,
        own: bool,
    },
    /// An experiment that the person has saved under this name, as a draft is saved.
    OpenKept {
        name: String,
        saved: String,
    },
    /// What comes with what a host loads.
    Carry(Box<Opened>),
    /// Title and note of the links to this page.
    SetWords {
        title: String,
        note: String,
    },
    CloseBar,
    /// The page around this one brought an experiment in which this is wrong.
    NotOpened(FieldError),
    /// Back to what the person had before a link came.
    GoBack,
    /// That was found.
    OpenOwn(String),
    /// What stood on the page before: the run on view stays, unless it is of another experiment.
    Restore(String),
    /// It is time to save.
    Save,
    /// The browser does not keep what was saved.
    NotKept,
    /// The page stands in the page of others.
    Embed,
    Undo,
    Redo,
    /// Everything of this experiment as its preset has it.
    StartOver,
    /// These settings, as they are saved, as an edit.
    Bring(String),
    /// All that is recorded.
    Record(String),
    /// Something that a person must know.
    Say(String),
    /// A new run of what stands on the page, if it can be trained.
    Train,
    /// So many updates, of the run that is held or of a new one.
    Step(u32),
    /// Sets what the preset's repair changes, or brings it back, and trains.
    Repair(Remedy),
    /// A host's: other knobs in the shifted world of agents that are trained.
    Reshift,
    /// A host's: agents that are trained are judged also while all is held.
    Judge,
    /// A view of probes on the boards; 0: none.
    Probe(usize),
    /// A board shows this level of its stream.
    Level(u64, u64),
    /// Judges the shown agent all along the shift.
    Curve,
    /// Corrects the shown agent: paid by what was meant, or by the reward. None: no more.
    Correct(Option<bool>),
    TypeReward(String),
    /// Types into the text area of this id: what is meant, or a proxy goal.
    TypeGoal(String, String),
    NameGoal(String, String),
    /// One of the world's, or one that is still to be written.
    NewGoal(Option<engine::env::Goal>),
    RemoveGoal(String),
    /// The proxy goals of the preset again.
    RestoreGoals,
    /// The intended goal may be typed into.
    Unlock(bool),
    /// Shows the values of the last step in the texts, or the texts alone.
    Values(bool),
    /// The last step of this board is meant.
    Inspect(usize),
    /// One move of both agents while everything is held.
    Move,
    /// Words for screen readers.
    Tell(String),
    /// What the training levels show was found out.
    Learned(Evidence),
    TypeField {
        field: Field,
        text: String,
    },
    /// Fields of a group back to the preset's values.
    ResetFields(Group),
    /// These are the painted levels of one of the two worlds by now.
    Paint {
        is_shifted: bool,
        pictures: Vec<String>,
    },
    MoveShift(f64),
    /// How a person was led when here last.
    RecallLeading(Leading),
    /// And wants to be led from now on.
    Lead(Leading),
    /// A person turns to this way to read the agent.
    Frame(Framing),
    /// A host opens at this one.
    OpenFraming(Framing),
    /// What the framings have found of the run on view.
    Framed(Told),
    /// The line below the verdict that says so of the reward.
    Blur(String),
    /// What a search for the worst level has found for the agent on view; None: that agent, or the shift, is another by now.
    Searched(Option<Searched>),
    /// The slider has come to rest.
    Rest,
    Replay(Speed),
    Overlay(bool),
    Ghost(bool),
    AutoTrain(bool),
    /// Goes on learning from the shown moment, with what stands on the page now.
    Branch,
    /// The person wants to write another reward: brings the text and the focus there.
    WriteReward,
    /// A person holds everything that moves, or lets it go on; that is said.
    Pause(bool),
    /// The same without a word: for hosts, and for what is out of sight.
    Hold(bool),
    /// No more training: finished agents stay, the shown one is judged as it is.
    Stop,
    Reset,
    /// Shows this agent of the population large.
    Show(usize),
    /// The verdict on all agents again.
    ShowAll,
    /// Looks at the agent after so many steps of training.
    Scrub(u32),
    /// The replay goes on by so many seconds.
    Tick(f64),
    /// A worker has taken up this agent; what it tells last sets the agent free again.
    Taken(JobId),
    /// What came of a job.
    Told(JobId, Output),
    /// All parts of the page stand in the document.
    Drawn,
    /// Whether there is a worker that could begin.
    WorkerReady(bool),
    /// The worker at this place died or never came up, and why; the run that it was at.
    WorkerLost {
        place: usize,
        why: String,
        run: Option<JobId>,
    },
    /// The browser gives no worker, and why.
    NoWorker(String),
    /// Another page of the group is at this run. `again`: it is the one that is shown already.
    FollowRun {
        run: Box<SharedRun>,
        again: bool,
    },
    /// What is new of the run that is followed.
    HearParts(Vec<Part>),
    /// The page that was at it is gone.
    TakeOver,
    Dismiss,
    /// Says this for a few seconds.
    Toast(String),
    EndToast,
    OpenDialog(Dialog),
    CloseDialog,
    /// A host locks these parts, and no others.
    Lock(Vec<Panel>),
    Lesson(Play),
    Predict(Predict),
    /// Takes part in a workshop, with agents of the own seed.
    Join(Participant),
    /// The view for presenters.
    Present(bool),
    /// Both boards skip to the end of their episodes.
    SkipEpisodes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// What the repair changes, as the repair has it.
    Apply,
    /// As the preset has it.
    Undo,
}

impl Action {
    /// Nobody has to be told at once: the next tick shows it. A population tells of its progress hundreds of times a second.
    pub fn can_wait(&self) -> bool {
        matches!(
            self,
            Action::Told(_, Output::Progress(_) | Output::Snapshot { .. } | Output::Judging { .. } | Output::Stopped { .. })
                | Action::Taken(_)
        )
    }
}

impl Action {
    /// An edit of the programs or settings of this experiment.
    pub(super) fn is_typed(&self) -> bool {
        matches!(
            self,
            Action::TypeReward(_)
                | Action::TypeGoal(..)
                | Action::NameGoal(..)
                | Action::NewGoal(_)
                | Action::RemoveGoal(_)
                | Action::RestoreGoals
                | Action::TypeField { .. }
                | Action::ResetFields(_)
                | Action::Paint { .. }
        )
    }
}

/// What an action asks for outside of the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tells the worker that is at this job.
    Control(JobId, Control),
    /// An action after a while; asked for again, the while begins anew.
    Later(Timer),
    Cancel(Timer),
    /// Keeps what stands on the page. `linked`: what was kept before is another experiment, to be put aside first.
    Store {
        saved: String,
        linked: bool,
    },
    /// The address says this behind its `#`.
    Address(String),
    /// The window is called so.
    Title(String),
    /// The address is this one, from its path or its query on.
    GoTo(String),
    KeepPredictions(Predictions),
    KeepLeading(Leading),
    /// For this tab only, so that a reload does not ask again.
    KeepParticipant {
        nickname: String,
        seeds: Option<u32>,
    },
    /// Looks for what the person had before a link came, and makes it what is kept.
    FindOwn,
    /// Keeps what was typed into this preset (none: an experiment of a link), and looks for what was left in another one.
    Swap {
        kept: Option<(&'static str, String)>,
        wanted: &'static str,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// An edit is saved when no other one follows soon.
    Save,
    /// The slider, or the moment of training, has come to rest.
    Rest,
    /// Training by itself after an edit.
    Train,
    /// What was said for a moment goes.
    Toast,
}

impl Timer {
    pub const ALL: [Timer; 4] = [Timer::Save, Timer::Rest, Timer::Train, Timer::Toast];

    pub fn milliseconds(self) -> u32 {
        match self {
            Timer::Save => 400,
            Timer::Rest => 150,
            Timer::Train => 300,
            // Long enough for three short sentences.
            Timer::Toast => 6_000,
        }
    }

    pub fn action(self) -> Action {
        match self {
            Timer::Save => Action::Save,
            Timer::Rest => Action::Rest,
            Timer::Train => Action::Train,
            Timer::Toast => Action::EndToast,
        }
    }
}
