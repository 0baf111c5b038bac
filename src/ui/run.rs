//! One run as the page knows it: its frozen scenario, what the worker has told of it, and how far its replay has come.
//!
//! The worker always trains at full speed, in under a second. The replay clock shows the run to people in a few seconds: it
//! walks over the snapshots and never past the newest. The verdict is held back until the replay has arrived.

use std::rc::Rc;

use crate::learner::Net;
use crate::protocol::{Event, Failure, Point, Report, RunId, Summary};
use crate::scenario::Scenario;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Training,
    Paused,
    Trained,
    Stopped,
    Failed,
    /// Its worker is gone.
    Lost,
}

/// How fast the replay clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    Slow,
    Normal,
    Fast,
    Live,
}

impl Speed {
    pub const ALL: [Speed; 4] = [Speed::Slow, Speed::Normal, Speed::Fast, Speed::Live];

    pub fn name(self) -> &'static str {
        match self {
            Speed::Slow => "slow",
            Speed::Normal => "normal",
            Speed::Fast => "fast",
            Speed::Live => "live",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Speed::Slow => "slow (12 s)",
            Speed::Normal => "normal (6 s)",
            Speed::Fast => "fast (2 s)",
            Speed::Live => "live (no replay)",
        }
    }

    pub fn named(name: &str) -> Option<Speed> {
        Speed::ALL.into_iter().find(|speed| speed.name() == name)
    }

    /// The whole training in so many milliseconds; None: at once.
    fn length_ms(self) -> Option<f64> {
        match self {
            Speed::Slow => Some(12_000.0),
            Speed::Normal => Some(6_000.0),
            Speed::Fast => Some(2_000.0),
            Speed::Live => None,
        }
    }
}

/// The agent at one moment of training.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub step: u32,
    pub net: Rc<Net>,
}

#[derive(Clone, Debug)]
pub struct Run {
    pub id: RunId,
    pub scenario: Rc<Scenario>,
    pub status: Status,
    /// Ascending in steps.
    pub points: Rc<Vec<Point>>,
    /// Ascending in steps.
    pub snapshots: Vec<Snapshot>,
    pub summary: Option<Summary>,
    pub failure: Option<Failure>,
    /// Training steps that the replay has shown.
    shown: f64,
    /// The person holds the replay.
    pub held: bool,
    /// The person goes step by step: boards follow the worker.
    stepping: bool,
    /// (done, total) of a verdict under way.
    pub judging: Option<(u32, u32)>,
    /// The last verdict and the amount of the shift that it was measured at.
    pub report: Option<(f64, Rc<Report>)>,
}

impl Run {
    pub fn new(id: RunId, scenario: Scenario) -> Run {
        Run {
            id,
            scenario: Rc::new(scenario),
            status: Status::Training,
            points: Rc::default(),
            snapshots: Vec::new(),
            summary: None,
            failure: None,
            shown: 0.0,
            held: false,
            stepping: false,
            judging: None,
            report: None,
        }
    }

    /// Steps of the whole run.
    pub fn total(&self) -> u32 {
        self.points.last().map_or(self.scenario.agent.total_timesteps, |point| point.total)
    }

    /// Steps that the worker has trained.
    pub fn trained_steps(&self) -> u32 {
        self.summary.as_ref().map(|summary| summary.steps).or(self.points.last().map(|point| point.step)).unwrap_or(0)
    }

    pub fn in_worker(&self) -> bool {
        matches!(self.status, Status::Training | Status::Paused)
    }

    /// There is an agent whose training has ended.
    pub fn has_agent(&self) -> bool {
        matches!(self.status, Status::Trained | Status::Stopped)
    }

    fn newest(&self) -> u32 {
        self.snapshots.last().map_or(0, |snapshot| snapshot.step)
    }

    /// Everything that was trained has been shown.
    pub fn replayed(&self) -> bool {
        !self.in_worker() && self.shown >= f64::from(self.newest())
    }

    /// The snapshot on the boards; None before the first has come.
    pub fn displayed(&self) -> Option<&Snapshot> {
        self.snapshots.iter().rev().find(|snapshot| f64::from(snapshot.step) <= self.shown)
    }

    /// The last point of the curves that the replay has reached.
    pub fn displayed_point(&self) -> Option<&Point> {
        self.points.iter().rev().find(|point| f64::from(point.step) <= self.shown)
    }

    /// Lets the replay clock go on.
    pub fn tick(&mut self, ms: f64, speed: Speed) {
        let newest = f64::from(self.newest());
        match speed.length_ms() {
            None => self.shown = newest,
            Some(_) if self.held => {}
            Some(length) => self.shown = (self.shown + ms * f64::from(self.total()) / length).min(newest),
        }
    }

    /// Shows the next snapshot, if there is one.
    pub fn show_next(&mut self) {
        if let Some(next) = self.snapshots.iter().find(|snapshot| f64::from(snapshot.step) > self.shown) {
            self.shown = f64::from(next.step);
        }
    }

    pub fn show_newest(&mut self) {
        self.shown = f64::from(self.newest());
    }

    /// What the worker tells of this run. `amount` is where the shift stands now: verdicts for other places are late and dropped.
    pub fn hear(&mut self, event: Event, amount: f64) {
        match event {
            Event::Progress { point, .. } => Rc::make_mut(&mut self.points).push(point),
            Event::Snapshot { step, weights, .. } => {
                let agent = &self.scenario.agent;
                if let Some(net) = Net::from_weights(self.scenario.world, agent.hidden_size, agent.absolute_position, weights) {
                    self.snapshots.push(Snapshot { step, net: Rc::new(net) });
                }
            }
            Event::Paused { .. } if self.status == Status::Training => {
                self.status = Status::Paused;
                self.held = true;
            }
            // Another step of a run that stands still.
            Event::Paused { .. } => {}
            Event::Resumed { .. } if self.status == Status::Paused => {
                self.status = Status::Training;
                (self.held, self.stepping) = (false, false);
            }
            Event::Trained { summary, .. } => {
                self.held &= !self.stepping;
                self.status = Status::Trained;
                self.summary = Some(summary);
            }
            Event::Stopped { .. } if self.in_worker() => {
                self.status = Status::Stopped;
                self.held = false;
                self.show_newest();
            }
            Event::Failed { failure, .. } => {
                self.status = Status::Failed;
                self.failure = Some(failure);
            }
            Event::Judging { amount: at, done, total, .. } if same(at, amount) => self.judging = Some((done, total)),
            Event::Judged { amount: at, report, .. } if same(at, amount) => {
                self.judging = None;
                self.report = Some((at, Rc::new(*report)));
            }
            Event::Judging { .. }
            | Event::Judged { .. }
            | Event::Resumed { .. }
            | Event::Stopped { .. }
            | Event::Ready { .. }
            | Event::Pong { .. }
            | Event::Refused { .. } => {}
        }
        if self.stepping {
            self.show_newest();
        }
    }

    /// One update at a time from here on.
    pub fn step_along(&mut self) {
        self.stepping = true;
        self.held = true;
    }

    /// The verdict to show: measured where the shift stands, and the replay has arrived.
    pub fn verdict(&self, amount: f64) -> Option<&Rc<Report>> {
        self.report.as_ref().filter(|(at, _)| same(*at, amount) && self.replayed()).map(|(_, report)| report)
    }
}

/// Amounts come back from the worker bit by bit as they went; this only spares a comparison of floats for equality.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}
