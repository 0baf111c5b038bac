//! The workers of the page: as many as there is work for and the machine has cores. Each has one job at a time that takes long, and
//! questions between its pieces; which job is next is decided by the state.

use yew::Callback;

use super::link::{Heard, Link};
use super::timer::window;
use engine::jobs::{Control, Job, JobId, Request};

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
    job: Option<JobId>,
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

    pub fn job_of(&self, place: usize) -> Option<JobId> {
        self.slots[place].job
    }

    /// A worker without work.
    pub fn free(&self) -> Option<usize> {
        self.slots.iter().position(|slot| slot.ready && slot.job.is_none())
    }

    /// All cores are at work.
    pub fn is_full(&self) -> bool {
        self.slots.len() == self.most && self.slots.iter().all(|slot| slot.job.is_some())
    }

    /// A worker is on its way.
    pub fn is_growing(&self) -> bool {
        self.slots.iter().any(|slot| slot.link.is_some() && !slot.ready)
    }

    pub fn assign(&mut self, place: usize, job: Job) {
        self.slots[place].job = Some(job.id);
        self.send(place, &Request::Begin(job));
    }

    /// To the worker that is at this job, if any is.
    pub fn control(&self, job: JobId, control: Control) {
        if let Some(place) = self.slots.iter().position(|slot| slot.job == Some(job)) {
            self.send(place, &Request::Control(job, control));
        }
    }

    /// To any worker, rather one without work: a question that is answered between two pieces of other work. Its place, if
    /// there is one.
    pub fn ask(&self, question: Job) -> Option<usize> {
        let place = self.free().or_else(|| self.slots.iter().position(|slot| slot.ready))?;
        self.send(place, &Request::Begin(question));
        Some(place)
    }

    fn send(&self, place: usize, request: &Request) {
        if let Some(link) = &self.slots[place].link {
            link.send(request);
        }
    }

    /// The worker that was at this job is free.
    pub fn release(&mut self, job: JobId) {
        for slot in &mut self.slots {
            slot.job.take_if(|own| *own == job);
        }
    }

    /// Drops all jobs but these.
    pub fn keep(&mut self, keep: impl Fn(JobId) -> bool) {
        for place in 0..self.slots.len() {
            if let Some(job) = self.slots[place].job.take_if(|job| !keep(*job)) {
                self.send(place, &Request::Control(job, Control::Cancel));
            }
        }
    }
}
