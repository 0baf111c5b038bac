//! Training an agent and judging it, or judging weights that are there already.

use serde::{Deserialize, Serialize};

use super::{Context, Control, Next, Output, Work};
use crate::experiment::{Event, Experiment, mismatch};
use crate::scenario::{FieldError, Scenario};

/// Trains an agent, then judges it at `amount` of the shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Train {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    /// A branch: it starts from these weights instead of new ones.
    pub start: Option<Vec<f32>>,
    /// At most so many snapshots are told, beside the one before the first step.
    pub snapshots: u32,
    /// Paused from the start: single updates are wanted.
    pub held: bool,
}

/// Judges an agent that was trained before, maybe elsewhere: the weights after so many steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judge {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub step: u32,
    pub weights: Vec<f32>,
}

impl Train {
    pub(super) fn start(self, context: &mut Context) -> Result<Run, Vec<FieldError>> {
        let experiment = experiment(&self.scenario, self.amount, context)?.with_snapshots(self.snapshots);
        let experiment = match self.start {
            Some(weights) => experiment.branch(weights).ok_or_else(mismatch)?,
            None => experiment,
        };
        let mut run = Run::new(*self.scenario, experiment);
        if self.held {
            run.control(Control::Pause, context);
        }
        Ok(run)
    }
}

impl Judge {
    pub(super) fn start(self, context: &mut Context) -> Result<Run, Vec<FieldError>> {
        let experiment = experiment(&self.scenario, self.amount, context)?.learned(self.weights, self.step).ok_or_else(mismatch)?;
        Ok(Run::new(*self.scenario, experiment))
    }
}

fn experiment(scenario: &Scenario, amount: f64, context: &Context) -> Result<Experiment, Vec<FieldError>> {
    let amount = amount.clamp(0.0, 1.0);
    match context.references.of(scenario, amount) {
        Some(reference) => Ok(Experiment::against(scenario.clone(), scenario.check()?, reference)),
        None => Experiment::new(scenario.clone(), amount),
    }
}

pub(super) struct Run {
    scenario: Scenario,
    experiment: Experiment,
    mode: Mode,
    /// Time spent in training.
    busy_ms: f64,
    /// (training steps, busy time), one a point of the curves: what `ms_to_95` is read from.
    clock: Vec<(u32, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Going,
    Held,
    /// Goes until so many updates are made, then is held.
    Until(u32),
}

impl Run {
    fn new(scenario: Scenario, experiment: Experiment) -> Run {
        Run { scenario, experiment, mode: Mode::Going, busy_ms: 0.0, clock: Vec::new() }
    }

    fn hold(&mut self, context: &mut Context) {
        self.mode = Mode::Held;
        context.tell(Output::Paused { step: self.experiment.step() });
    }

    /// Tells what happened; the time is known here alone.
    fn tell(&mut self, event: Event, context: &mut Context) {
        let output = match event {
            Event::Progress(point) => {
                self.clock.push((point.step, self.busy_ms));
                Output::Progress(point)
            }
            Event::Snapshot { step, weights } => Output::Snapshot { step, weights },
            Event::Trained(mut summary) => {
                summary.busy_ms = self.busy_ms;
                let reached = |steps: u32| self.clock.iter().find(|(step, _)| *step >= steps);
                summary.ms_to_95 = summary.steps_to_95.and_then(reached).map(|(_, busy_ms)| *busy_ms);
                Output::Trained(summary)
            }
            Event::Failed(failure) => Output::Failed(failure),
            Event::Judging { done, total } => Output::Judging { done, total },
            Event::Judged { amount, report } => {
                context.tell(Output::Judged { amount, report });
                Output::Done
            }
        };
        context.tell(output);
    }
}

impl Work for Run {
    fn advance(&mut self, context: &mut Context) -> Next {
        let trains = self.experiment.is_training();
        let (before, mut events) = ((context.now)(), Vec::new());
        self.experiment.advance(&mut events);
        if trains {
            self.busy_ms += (context.now)() - before;
        }
        context.references.keep(&self.scenario, self.experiment.reference());
        for event in events {
            self.tell(event, context);
        }
        // Once trained there are no updates left to count: judging goes on by itself.
        if let Mode::Until(updates) = self.mode
            && self.experiment.is_training()
            && self.experiment.updates() >= updates
        {
            self.hold(context);
        }
        if self.experiment.is_idle() { Next::Over } else { Next::Going }
    }

    fn control(&mut self, control: Control, context: &mut Context) {
        match control {
            Control::Judge { amount } => self.experiment.judge(amount),
            Control::Pause => self.hold(context),
            Control::Resume => {
                self.mode = Mode::Going;
                context.tell(Output::Resumed);
            }
            Control::Step { updates } => {
                // Those that are asked for while others are under way come on top.
                let made = if let Mode::Until(updates) = self.mode { updates } else { self.experiment.updates() };
                self.mode = Mode::Until(made.saturating_add(updates));
            }
            Control::Stop => {
                let mut events = Vec::new();
                self.experiment.stop_training(&mut events);
                self.mode = Mode::Going;
                for event in events {
                    self.tell(event, context);
                }
                context.tell(Output::Stopped { step: self.experiment.step() });
            }
            Control::Cancel => {}
        }
    }

    fn is_held(&self) -> bool {
        self.mode == Mode::Held
    }
}
