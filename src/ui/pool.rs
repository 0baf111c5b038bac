//! The workers of the page: as many as there is work for and the machine has cores. Each has one run at a time; which run is
//! next is decided by the state.

use yew::Callback;

use super::link::{Heard, Link};
use super::timer::window;
use engine::protocol::{Command, RunId};

/// More workers than these only heat the machine: a guess.
const MOST: usize = 8;

pub struct Pool {
    slots: Vec<Slot>,
    /// Told by the place of the worker.
    heard: Callback<(usize, Heard)>,
    most: usize,
}

#[derive(Default)]
struct Slot {
    link: Option<Link>,
    ready: bool,
    run: Option<RunId>,
}

impl Pool {
    pub fn new(heard: Callback<(usize, Heard)>) -> Pool {
        let cores = window().navigator().hardware_concurrency();
        Pool { slots: Vec::new(), heard, most: (cores as usize).clamp(1, MOST) }
    }

    /// One worker more, if there may be. Err: the browser gives none; why.
    pub fn grow(&mut self) -> Result<(), String> {
        if self.slots.len() < self.most {
            self.slots.push(Slot::default());
            self.open(self.slots.len() - 1)?;
        }
        Ok(())
    }

    /// A fresh worker in this place.
    pub fn open(&mut self, place: usize) -> Result<(), String> {
        self.slots[place] = Slot::default();
        let heard = self.heard.reform(move |heard| (place, heard));
        self.slots[place].link = Some(Link::open(heard)?);
        Ok(())
    }

    pub fn ready(&mut self, place: usize) {
        self.slots[place].ready = true;
    }

    pub fn is_ready(&self) -> bool {
        self.slots.iter().any(|slot| slot.ready)
    }

    pub fn run_of(&self, place: usize) -> Option<RunId> {
        self.slots[place].run
    }

    /// A worker without work.
    pub fn free(&self) -> Option<usize> {
        self.slots.iter().position(|slot| slot.ready && slot.run.is_none())
    }

    /// All cores are at work.
    pub fn is_full(&self) -> bool {
        self.slots.len() == self.most && self.slots.iter().all(|slot| slot.run.is_some())
    }

    /// A worker is on its way.
    pub fn is_growing(&self) -> bool {
        self.slots.iter().any(|slot| slot.link.is_some() && !slot.ready)
    }

    pub fn assign(&mut self, place: usize, run: RunId, command: &Command) {
        self.slots[place].run = Some(run);
        self.send(run, command);
    }

    /// To the worker that is at this run, if any is.
    pub fn send(&self, run: RunId, command: &Command) {
        for slot in self.slots.iter().filter(|slot| slot.run == Some(run)) {
            if let Some(link) = &slot.link {
                link.send(command);
            }
        }
    }

    /// To any worker, rather one without work: a question that is answered between two pieces of other work. Its place, if
    /// there is one.
    pub fn ask(&self, command: &Command) -> Option<usize> {
        let place = self.free().or_else(|| self.slots.iter().position(|slot| slot.ready))?;
        self.slots[place].link.as_ref()?.send(command);
        Some(place)
    }

    /// To each worker about the run that it is at.
    pub fn send_all(&self, command: impl Fn(RunId) -> Command) {
        for slot in &self.slots {
            if let Some(run) = slot.run {
                self.send(run, &command(run));
            }
        }
    }

    /// The worker that was at this run is free.
    pub fn release(&mut self, run: RunId) {
        for slot in &mut self.slots {
            if slot.run == Some(run) {
                slot.run = None;
            }
        }
    }

    /// Drops all runs but these.
    pub fn keep(&mut self, keep: impl Fn(RunId) -> bool) {
        for place in 0..self.slots.len() {
            if let Some(run) = self.slots[place].run.filter(|&run| !keep(run)) {
                self.send(run, &Command::Cancel { run });
                self.slots[place].run = None;
            }
        }
    }
}
