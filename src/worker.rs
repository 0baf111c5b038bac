//! The worker's side: one experiment at a time, driven in small chunks, the mailbox read between them.
//!
//! It holds nothing that a person typed: a worker that dies costs a run, never a text. It speaks first. All timing of the
//! engine happens here, because the experiment has no clock. Between chunks it yields by a message to itself: a timeout
//! would be clamped to 4 ms after a few rounds, which is as long as half a chunk.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use engine::experiment::behavior::probe;
use engine::experiment::correct::{Correction, State};
use engine::experiment::{Experiment, optimal};
use engine::judge::{Probe, Reference};
use engine::protocol::{Command, Event, RunId, VERSION};
use engine::scenario::{FieldError, Place, Scenario};

/// How long a chunk may compute before the mailbox is read, in milliseconds. Commands must take effect within 50.
const CHUNK_MS: f64 = 8.0;

/// Starts the worker; the global scope keeps it alive. What only workers need is a chunk of its own, which the page hands to them.
#[wasm_split(engine, fallible)]
pub fn start() -> Result<(), SplitLoaderError> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let Ok(channel) = MessageChannel::new() else { wasm_bindgen::throw_str("this browser has no MessageChannel") };
    let worker = Rc::new(RefCell::new(Worker {
        scope: scope.clone(),
        wake: channel.port1(),
        awake: false,
        job: None,
        correction: None,
        probe: None,
        kept: None,
    }));

    let own = worker.clone();
    let on_wake = Closure::<dyn FnMut()>::new(move || own.borrow_mut().chunk());
    channel.port2().set_onmessage(Some(on_wake.as_ref().unchecked_ref()));
    on_wake.forget();

    let own = worker.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        // Not a message of this build: the handshake has told the page already.
        if let Some(command) = Command::from_bytes(&bytes) {
            own.borrow_mut().obey(command);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();

    worker.borrow().say(&Event::Ready { version: VERSION.to_owned() });
    Ok(())
}

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    wake: MessagePort,
    /// A message to ourselves is under way.
    awake: bool,
    job: Option<Job>,
    /// A correction under way; there is never a job beside it.
    correction: Option<(RunId, Correction, Mode)>,
    /// Probes under way, and their token; they come before all else.
    probe: Option<(u32, Probe)>,
    /// The newest finished reference and whose it is: the scenario but for its seed. Agents of a population share it.
    kept: Option<(Scenario, Reference)>,
}

struct Job {
    run: RunId,
    /// But for its seed.
    asked: Scenario,
    experiment: Experiment,
    mode: Mode,
    trained: bool,
    /// Time spent in `advance` while training.
    busy_ms: f64,
    /// (training steps, busy time), one a progress event: what `ms_to_95` is read from.
    clock: Vec<(u32, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Going,
    Held,
    /// Goes until so many updates are made, then is held.
    Until(u32),
}

impl Worker {
    fn obey(&mut self, command: Command) {
        match command {
            Command::Train { run, scenario, amount, start, snapshots, held } => {
                self.begin(run, *scenario, amount, |experiment| {
                    let experiment = experiment.with_snapshots(snapshots);
                    match start {
                        Some(weights) => experiment.branch(weights),
                        None => Some(experiment),
                    }
                });
                if held {
                    self.hold(run);
                }
            }
            Command::Measure { run, scenario, amount, step, weights } => {
                self.begin(run, *scenario, amount, |experiment| experiment.learned(weights, step))
            }
            Command::Judge { run, amount } => {
                if let Some(job) = self.job_of(run) {
                    job.experiment.judge(amount);
                }
            }
            Command::Pause { run } => {
                self.set_correction(run, Mode::Held);
                self.hold(run);
            }
            Command::Resume { run } => {
                self.set_correction(run, Mode::Going);
                if let Some(job) = self.job_of(run) {
                    job.mode = Mode::Going;
                    self.say(&Event::Resumed { run });
                }
            }
            Command::Step { run, updates } => {
                if let Some(job) = self.job_of(run) {
                    // Those that are asked for while others are under way come on top.
                    let made = if let Mode::Until(updates) = job.mode { updates } else { job.experiment.updates() };
                    job.mode = Mode::Until(made.saturating_add(updates));
                }
            }
            Command::Stop { run } => {
                if let Some(job) = self.job_of(run) {
                    let mut events = Vec::new();
                    job.experiment.stop_training(&mut events);
                    job.account(0.0, &mut events);
                    job.mode = Mode::Going;
                    let step = job.experiment.step();
                    events.push(Event::Stopped { run, step });
                    for event in &events {
                        self.say(event);
                    }
                }
            }
            Command::Cancel { run } => {
                if self.job_of(run).is_some() {
                    self.job = None;
                }
                self.correction.take_if(|(own, ..)| *own == run);
            }
            Command::Solve { token, scenario, number } => {
                let optimal = optimal(&scenario, u64::from(token), u64::from(number));
                self.say(&Event::Solved { token, optimal });
            }
            Command::Probe { token, scenario, number, weights } => {
                self.probe = probe(&scenario, u64::from(token), u64::from(number), weights).map(|probe| (token, probe));
                if self.probe.is_none() {
                    self.say(&Event::Probed { token, findings: None });
                }
            }
            Command::Correct { run, scenario, amount, feedback, start } => {
                self.job = None;
                let asked = Scenario { seed: 0, ..(*scenario).clone() };
                let correction = match &self.kept {
                    Some((own, reference)) if *own == asked => {
                        Correction::against(&scenario, reference.at_amount(amount.clamp(0.0, 1.0)), feedback, start)
                    }
                    _ => Correction::new(&scenario, amount, feedback, start),
                };
                self.correction = None;
                match correction {
                    Ok(correction) => self.correction = Some((run, correction, Mode::Going)),
                    Err(errors) => self.say(&Event::Refused { run, errors }),
                }
            }
            Command::Ping { token } => self.say(&Event::Pong { token }),
        }
        self.rouse();
    }

    /// A new job instead of the one before; what it starts with is up to `ready`.
    fn begin(&mut self, run: RunId, scenario: Scenario, amount: f64, ready: impl FnOnce(Experiment) -> Option<Experiment>) {
        (self.job, self.correction) = (None, None);
        let asked = Scenario { seed: 0, ..scenario.clone() };
        let experiment = match (&self.kept, scenario.check()) {
            (_, Err(errors)) => return self.say(&Event::Refused { run, errors }),
            (Some((own, reference)), Ok(goals)) if *own == asked => {
                Ok(Experiment::against(run, scenario, goals, reference.at_amount(amount.clamp(0.0, 1.0))))
            }
            (_, Ok(_)) => Experiment::new(run, scenario, amount),
        };
        let mismatch = || vec![FieldError::new(Place::Other("weights".into()), "are not of this scenario's net")];
        match experiment.and_then(|experiment| ready(experiment).ok_or_else(mismatch)) {
            Ok(experiment) => {
                let trained = !experiment.is_training();
                self.job = Some(Job { run, asked, experiment, mode: Mode::Going, trained, busy_ms: 0.0, clock: Vec::new() });
            }
            Err(errors) => self.say(&Event::Refused { run, errors }),
        }
    }

    fn set_correction(&mut self, run: RunId, new: Mode) {
        if let Some((own, _, mode)) = &mut self.correction
            && *own == run
        {
            *mode = new;
        }
    }

    fn job_of(&mut self, run: RunId) -> Option<&mut Job> {
        self.job.as_mut().filter(|job| job.run == run)
    }

    fn hold(&mut self, run: RunId) {
        if let Some(job) = self.job_of(run) {
            job.mode = Mode::Held;
            let step = job.experiment.step();
            self.say(&Event::Paused { run, step });
        }
    }

    /// Asks for the next chunk, if there is anything to do.
    fn rouse(&mut self) {
        let due = self.job.as_ref().is_some_and(|job| job.mode != Mode::Held && !job.experiment.is_idle());
        let corrects = matches!(self.correction, Some((.., Mode::Going)));
        if (due || corrects || self.probe.is_some()) && !self.awake {
            self.awake = self.wake.post_message(&JsValue::NULL).is_ok();
        }
    }

    fn chunk(&mut self) {
        self.awake = false;
        let now = clock(&self.scope);
        let begun = now();
        let mut events = Vec::new();
        let mut held = None;
        // At least one piece of whatever is there, however the clock leaps.
        while let Some((token, mut probe)) = self.probe.take() {
            if probe.advance() {
                events.push(Event::Probed { token, findings: Some(probe.finish()) });
            } else {
                self.probe = Some((token, probe));
            }
            if now() - begun >= CHUNK_MS {
                break;
            }
        }
        if let Some(job) = &mut self.job {
            let mut before = now();
            while job.mode != Mode::Held && !job.experiment.is_idle() {
                let first = events.len();
                job.experiment.advance(&mut events);
                if job.experiment.reference().is_done()
                    && self.kept.as_ref().is_none_or(|(own, kept)| {
                        *own != job.asked || kept.question().amount != job.experiment.reference().question().amount
                    })
                {
                    self.kept = Some((job.asked.clone(), job.experiment.reference().clone()));
                }
                let after = now();
                job.account(after - before, &mut events[first..]);
                before = after;
                // Once trained there are no updates left to count: judging goes on by itself.
                if let Mode::Until(updates) = job.mode
                    && !job.trained
                    && job.experiment.updates() >= updates
                {
                    held = Some(job.run);
                    break;
                }
                if before - begun >= CHUNK_MS {
                    break;
                }
            }
        }
        if let Some((run, correction, Mode::Going)) = &mut self.correction {
            while correction.state() == State::Going {
                if let Some(look) = correction.advance() {
                    events.push(Event::Looked { run: *run, state: correction.state(), look });
                }
                if now() - begun >= CHUNK_MS {
                    break;
                }
            }
            if correction.state() != State::Going {
                self.correction = None;
            }
        }
        for event in &events {
            self.say(event);
        }
        if let Some(run) = held {
            self.hold(run);
        }
        self.rouse();
    }

    /// Transfers the bytes instead of copying them.
    fn say(&self, event: &Event) {
        let bytes = Uint8Array::from(event.to_bytes().as_slice()).buffer();
        // It fails only for what cannot be cloned; a buffer can.
        let _ = self.scope.post_message_with_transfer(&bytes, &Array::of1(&bytes));
    }
}

impl Job {
    /// Puts the time into the events that carry one.
    fn account(&mut self, spent_ms: f64, events: &mut [Event]) {
        if !self.trained {
            self.busy_ms += spent_ms;
        }
        for event in events {
            match event {
                Event::Progress { point, .. } => self.clock.push((point.step, self.busy_ms)),
                Event::Trained { summary, .. } => {
                    self.trained = true;
                    summary.busy_ms = self.busy_ms;
                    summary.ms_to_95 = summary
                        .steps_to_95
                        .and_then(|steps| self.clock.iter().find(|(step, _)| *step >= steps))
                        .map(|(_, busy_ms)| *busy_ms);
                }
                Event::Ready { .. }
                | Event::Pong { .. }
                | Event::Solved { .. }
                | Event::Probed { .. }
                | Event::Refused { .. }
                | Event::Snapshot { .. }
                | Event::Paused { .. }
                | Event::Resumed { .. }
                | Event::Failed { .. }
                | Event::Judging { .. }
                | Event::Judged { .. }
                | Event::Stopped { .. }
                | Event::Looked { .. } => {}
            }
        }
    }
}

/// Milliseconds since the worker began.
fn clock(scope: &DedicatedWorkerGlobalScope) -> impl Fn() -> f64 + use<> {
    let performance = scope.performance();
    move || performance.as_ref().map_or_else(js_sys::Date::now, |performance| performance.now())
}
