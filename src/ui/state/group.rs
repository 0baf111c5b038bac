//! A run that another page of the same host is at, as that page tells it: several views of one run.
//!
//! A page that follows gives none of it to its own workers. What it wants of a training under way it counts, for whoever carries that
//! to the page at work.

use serde::{Deserialize, Serialize};

use super::*;

/// More agents than any scenario has.
const MOST: usize = 64;

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedRun {
    /// What stood on the page when Train was pressed.
    pub base: Box<Scenario>,
    pub held: bool,
    pub agents: Vec<Agent>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    pub scenario: Box<Scenario>,
    /// A branch: the agent that it goes on from, and that one's steps.
    pub parent: Option<(u32, Vec<f32>)>,
    pub part: Part,
}

/// What is new of an agent. Points and snapshots: those from this number on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub seed: u32,
    pub phase: Phase,
    pub busy: bool,
    pub step: u32,
    pub total: u32,
    pub points: (usize, Vec<Point>),
    pub snapshots: (usize, Vec<(u32, Vec<f32>)>),
    pub summary: Option<Summary>,
    pub failure: Option<Failure>,
    /// None: as before.
    pub report: Option<Option<(f64, Box<Report>)>>,
    pub judging: Option<(u32, u32)>,
}

/// What of an agent the others know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    last: Part,
    report: Option<Rc<Report>>,
}

/// Asked of the page at work, counted up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    pub updates: u32,
    pub stops: u32,
    pub judges: u32,
}

impl Run {
    /// What others do not know yet. None: they know all.
    pub fn part(&self, told: &mut Told) -> Option<Part> {
        let (points, snapshots) = (told.last.points.0, told.last.snapshots.0);
        let mut now = Part {
            seed: self.scenario.seed,
            phase: self.phase,
            busy: self.busy,
            step: self.step,
            total: self.total,
            points: (self.points.len(), Vec::new()),
            snapshots: (self.snapshots.len(), Vec::new()),
            summary: self.summary.clone(),
            failure: self.failure.clone(),
            report: None,
            judging: self.judging,
        };
        let report = self.report.as_ref().map(|(_, report)| report.clone());
        let is_new = match (&report, &told.report) {
            (Some(now), Some(before)) => !Rc::ptr_eq(now, before),
            (now, before) => now.is_some() != before.is_some(),
        };
        if now == told.last && !is_new {
            return None;
        }
        (told.last, told.report) = (now.clone(), report);
        now.points = (points, self.points.get(points..).unwrap_or_default().to_vec());
        let newer = self.snapshots.get(snapshots..).unwrap_or_default();
        now.snapshots = (snapshots, newer.iter().map(|(step, net)| (*step, net.weights.clone())).collect());
        now.report = is_new.then(|| self.report.as_ref().map(|(amount, report)| (*amount, Box::new((**report).clone()))));
        Some(now)
    }

    fn hear(&mut self, part: Part) {
        let Part { phase, busy, step, total, points, snapshots, summary, failure, report, judging, .. } = part;
        (self.phase, self.busy, self.step, self.total) = (phase, busy, step, total);
        (self.summary, self.failure, self.judging) = (summary, failure, judging);
        // What was there before is told whole to whoever comes, so nothing is missing in between.
        if points.0 == self.points.len() {
            Rc::make_mut(&mut self.points).extend(points.1);
        }
        if snapshots.0 == self.snapshots.len() {
            let scenario = self.scenario.clone();
            self.snapshots.extend(snapshots.1.into_iter().filter_map(|(step, weights)| Some((step, Rc::new(scenario.net(weights)?)))));
        }
        if let Some(report) = report {
            self.report = report.map(|(amount, report)| (amount, Rc::new(*report)));
        }
    }
}

impl State {
    /// The whole run, and what of it the others know then.
    pub fn whole_run(&self) -> Option<(SharedRun, Vec<Told>)> {
        let (mut agents, mut told) = (Vec::new(), Vec::new());
        for run in &self.agents {
            let mut known = Told::default();
            let part = run.part(&mut known).unwrap_or_default();
            let parent = run.parent.as_ref().map(|(step, net)| (*step, net.weights.clone()));
            agents.push(Agent { scenario: Box::new((*run.scenario).clone()), parent, part });
            told.push(known);
        }
        let base = Box::new(self.base.clone()?);
        Some((SharedRun { base, held: self.held, agents }, told))
    }

    /// Another page is at the run that is shown.
    pub fn follows(&self) -> bool {
        self.follows
    }

    pub fn wanted(&self) -> Wanted {
        self.wanted
    }

    /// Shows this run instead of its own. `again`: it is the one that is shown already, so the agents keep their names.
    pub(super) fn follow_run(&mut self, shared: SharedRun, again: bool) {
        let is_good = |scenario: &Scenario| scenario.check().is_ok();
        let SharedRun { base, held, agents } = shared;
        if agents.is_empty() || agents.len() > MOST || !is_good(&base) || !agents.iter().all(|agent| is_good(&agent.scenario)) {
            return;
        }
        // What own workers are at goes under other names, so that they are called off.
        let again = again && self.follows;
        let (before, shown) = (std::mem::take(&mut self.agents), self.shown);
        let mut runs = Vec::new();
        for Agent { scenario, parent, part } in agents {
            let old = before.iter().find(|run| again && run.scenario.seed == scenario.seed);
            let id = old.map_or_else(|| self.next_id(), |run| run.id);
            let mut run = Run::new(id, Rc::new(*scenario));
            run.parent = parent.and_then(|(step, weights)| Some((step, Rc::new(run.scenario.net(weights)?))));
            run.hear(part);
            // What was trained before this page came is shown as it is, not replayed.
            run.displayed = old.map_or_else(|| if run.phase == Phase::Trained { run.newest() } else { 0.0 }, |run| run.displayed);
            runs.push(run);
        }
        self.begin(runs, held);
        if again {
            self.shown = shown.min(self.agents.len() - 1);
        }
        (self.base, self.follows) = (Some(*base), true);
        self.pool();
    }

    pub(super) fn hear_parts(&mut self, parts: Vec<Part>) {
        if !self.follows {
            return;
        }
        for part in parts {
            let failed = part.phase == Phase::Failed;
            let Some(at) = self.agents.iter().position(|run| run.scenario.seed == part.seed) else { continue };
            // The first to fail is looked at, as where it is trained.
            if failed && self.agents.iter().all(|run| run.phase != Phase::Failed) {
                (self.shown, self.scrubbed) = (at, false);
            }
            self.agents[at].hear(part);
        }
        self.pool();
    }

    /// The page that was at it is gone: this one goes on. What was not trained to its end is begun anew, and comes to the same.
    pub(super) fn take_over(&mut self) {
        self.follows = false;
        for run in &mut self.agents {
            run.busy = false;
            if matches!(run.phase, Phase::Training | Phase::Paused) {
                let fresh = Run::new(run.id, run.scenario.clone());
                *run = Run { parent: run.parent.take(), ..fresh };
            }
        }
    }
}
