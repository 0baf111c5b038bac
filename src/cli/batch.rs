//! Many agents on all cores: of one scenario, of a grid of them, of all presets.
//!
//! What depends on no agent (the reference) is worked out once a point and shared by its seeds. It is a piece of work like any
//! other: while one thread makes it, the others train agents already, and those wait to be measured.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::output::{interrupted, listen_for_ctrl_c, progress_bar};
use super::train::train_to_end;
use super::{Failure, failed};
use engine::experiment::{Event, Experiment, Report, question};
use engine::judge::{Question, Reference, Returns};
use engine::scenario::{Goals, Scenario};

/// A scenario that many seeds share.
pub struct Point {
    scenario: Scenario,
    goals: Goals,
    /// How far the shift goes, 0 to 1.
    amount: f64,
    /// Names the judge's levels.
    judge_seed: u64,
    /// Whether all that a verdict is worked out from is wanted, too.
    with_evidence: bool,
}

/// One agent: which point, which seed.
#[derive(Clone, Copy)]
pub struct Job {
    pub point: usize,
    pub seed: u32,
}

impl Point {
    pub fn new(scenario: Scenario, amount: f64) -> Result<Point, Failure> {
        let goals = scenario.check().map_err(failed)?;
        Ok(Point { scenario, goals, amount, judge_seed: 0, with_evidence: false })
    }

    pub fn on_levels_of(self, judge_seed: u64) -> Point {
        Point { judge_seed, ..self }
    }

    pub fn with_evidence(self, with_evidence: bool) -> Point {
        Point { with_evidence, ..self }
    }

    /// What its agents are judged against.
    pub fn reference(&self) -> Result<Reference, Failure> {
        listen_for_ctrl_c();
        let mut reference = Reference::new(self.question());
        while !reference.advance() {
            if interrupted() {
                return Err(Failure::Interrupted);
            }
        }
        Ok(reference)
    }

    fn question(&self) -> Question {
        Question { judge_seed: self.judge_seed, ..question(&self.scenario, &self.goals, self.amount) }
    }

    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }
}

/// In the order in which they are begun.
enum Task {
    Reference(usize),
    Agent(usize),
}

/// An agent that waits for its reference.
struct Trained {
    job: usize,
    weights: Vec<f32>,
    steps: u32,
}

#[derive(Default)]
struct Slot {
    reference: Option<Arc<Reference>>,
    waiting: Vec<Trained>,
    /// Jobs that are not finished.
    left: usize,
    busy: Duration,
}

struct Batch<'a> {
    points: &'a [Point],
    jobs: &'a [Job],
    tasks: Vec<Task>,
    /// The task that is begun next.
    next: AtomicUsize,
    /// By point.
    slots: Vec<Mutex<Slot>>,
    stop: AtomicBool,
    bar: ProgressBar,
}

/// A job that is done.
pub struct Finished {
    /// Its place among the jobs.
    pub job: usize,
    pub report: Result<Report, Failure>,
    /// What it was judged against and what it got there, where the point wants that.
    pub evidence: Option<(Arc<Reference>, Returns)>,
    /// Time spent computing for its point so far, on all threads together: with the last of its jobs, all of it.
    pub busy: Duration,
}

/// Trains and judges every job; the jobs of a point stand together. `each` is told of a job as soon as it is done, in any order;
/// its error ends the batch, and so does Ctrl-C.
pub fn run(points: &[Point], jobs: &[Job], mut each: impl FnMut(Finished, &ProgressBar) -> Result<(), Failure>) -> Result<(), Failure> {
    listen_for_ctrl_c();
    let mut slots: Vec<Slot> = points.iter().map(|_| Slot::default()).collect();
    let (mut tasks, mut begun) = (Vec::new(), Vec::new());
    for (i, job) in jobs.iter().enumerate() {
        if slots[job.point].left == 0 {
            begun.push((job.point, tasks.len()));
        }
        slots[job.point].left += 1;
        tasks.push(Task::Agent(i));
    }
    // A reference is begun before the agents of the point before, so that those of its own seldom wait. From the end: what is
    // put in moves only what follows it.
    for (i, &(point, _)) in begun.iter().enumerate().rev() {
        tasks.insert(begun[i.saturating_sub(1)].1, Task::Reference(point));
    }
    let steps = |job: &Job| u64::from(points[job.point].scenario.agent.total_timesteps);
    let (sender, receiver) = mpsc::channel();
    let batch = Batch {
        points,
        jobs,
        tasks,
        next: AtomicUsize::new(0),
        slots: slots.into_iter().map(Mutex::new).collect(),
        stop: AtomicBool::new(false),
        bar: progress_bar(jobs.iter().map(steps).sum()),
    };
    let result = std::thread::scope(|scope| {
        for _ in 0..threads().min(jobs.len() + 1) {
            let (batch, sender) = (&batch, sender.clone());
            scope.spawn(move || batch.work(&sender));
        }
        drop(sender);
        let (mut result, mut done) = (Ok(()), 0);
        batch.bar.set_message(format!("0 of {} agents", jobs.len()));
        // Ends when the last thread has dropped its sender. After a failure, what others finish meanwhile is still told.
        for finished in receiver {
            done += 1;
            batch.bar.set_message(format!("{done} of {} agents", jobs.len()));
            if let Err(failure) = each(finished, &batch.bar) {
                batch.stop.store(true, Ordering::Relaxed);
                result = result.and(Err(failure));
            }
        }
        result.and(if done < jobs.len() { Err(Failure::Interrupted) } else { Ok(()) })
    });
    batch.bar.finish_and_clear();
    result
}

impl Batch<'_> {
    fn stopped(&self) -> bool {
        interrupted() || self.stop.load(Ordering::Relaxed)
    }

    fn slot(&self, point: usize) -> MutexGuard<'_, Slot> {
        locked(&self.slots[point])
    }

    fn work(&self, sender: &mpsc::Sender<Finished>) {
        while !self.stopped() {
            match self.tasks.get(self.next.fetch_add(1, Ordering::Relaxed)) {
                Some(&Task::Reference(point)) => self.refer(point, sender),
                Some(&Task::Agent(job)) => self.train(job, sender),
                None => return,
            }
        }
    }

    fn refer(&self, point: usize, sender: &mpsc::Sender<Finished>) {
        let start = Instant::now();
        let mut reference = Reference::new(self.points[point].question());
        while !reference.advance() {
            if self.stopped() {
                return;
            }
        }
        let reference = Arc::new(reference);
        let waiting = {
            let mut slot = self.slot(point);
            slot.busy += start.elapsed();
            slot.reference = Some(reference.clone());
            std::mem::take(&mut slot.waiting)
        };
        for trained in waiting {
            self.measure(&trained, &reference, sender);
        }
    }

    fn train(&self, job: usize, sender: &mpsc::Sender<Finished>) {
        let start = Instant::now();
        let Job { point, seed } = self.jobs[job];
        let Point { scenario, goals, .. } = &self.points[point];
        let scenario = Scenario { seed, ..scenario.clone() };
        // Training asks little of it, and in most worlds nothing.
        let known = self.slot(point).reference.clone();
        let reference = known.map_or_else(|| Reference::new(self.points[point].question()), |known| Reference::clone(&known));
        let mut experiment = Experiment::against(scenario, goals.clone(), reference);
        let mut before = 0;
        let summary = train_to_end(&mut experiment, |event| {
            if let Event::Progress(point) = event {
                self.bar.inc(u64::from(point.step - before));
                before = point.step;
            }
        });
        let steps = match summary {
            Ok(summary) => summary.steps,
            Err(Failure::Interrupted) => return,
            Err(Failure::Failed(message)) => {
                let name = &self.points[point].scenario.preset;
                return self.finish(job, Err(Failure::Failed(format!("{name}, seed {seed}: {message}"))), None, start, sender);
            }
            Err(failure) => return self.finish(job, Err(failure), None, start, sender),
        };
        let trained = Trained { job, weights: experiment.net().weights.clone(), steps };
        let reference = {
            let mut slot = self.slot(point);
            slot.busy += start.elapsed();
            match slot.reference.clone() {
                Some(reference) => reference,
                // Whoever makes the reference measures this one, too.
                None => return slot.waiting.push(trained),
            }
        };
        self.measure(&trained, &reference, sender);
    }

    fn measure(&self, trained: &Trained, reference: &Arc<Reference>, sender: &mpsc::Sender<Finished>) {
        let start = Instant::now();
        let Job { point, seed } = self.jobs[trained.job];
        let Point { scenario, goals, with_evidence, .. } = &self.points[point];
        let scenario = Scenario { seed, ..scenario.clone() };
        let experiment = Experiment::against(scenario, goals.clone(), Reference::clone(reference));
        let mut experiment = experiment.learned(trained.weights.clone(), trained.steps).expect("weights of the very same scenario");
        let mut events = Vec::new();
        while !self.stopped() {
            experiment.advance(&mut events);
            for event in events.drain(..) {
                if let Event::Judged { report, .. } = event {
                    let evidence = with_evidence.then(|| (reference.clone(), Returns::of(experiment.net(), reference)));
                    return self.finish(trained.job, Ok(*report), evidence, start, sender);
                }
            }
        }
    }

    /// `start`: when the last piece of work on it began.
    fn finish(
        &self,
        job: usize,
        report: Result<Report, Failure>,
        evidence: Option<(Arc<Reference>, Returns)>,
        start: Instant,
        sender: &mpsc::Sender<Finished>,
    ) {
        let mut slot = self.slot(self.jobs[job].point);
        slot.busy += start.elapsed();
        slot.left -= 1;
        if slot.left == 0 {
            // Nobody needs it any more, and many points would fill the memory.
            slot.reference = None;
        }
        // The receiver lives as long as the threads do. Sent under the lock: of a point, the last message is that of the last job.
        let _ = sender.send(Finished { job, report, evidence, busy: slot.busy });
    }
}

/// As many as there are cores.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A thread that panicked has ended the process or ends the batch; what it held is whole, since nothing is changed in parts.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Results that come in any order, given on in their own: 0, 1, 2, …
pub struct InOrder<T> {
    next: usize,
    waiting: BTreeMap<usize, T>,
}

impl<T> InOrder<T> {
    pub fn new() -> InOrder<T> {
        InOrder { next: 0, waiting: BTreeMap::new() }
    }

    /// Takes one result and gives all whose turn it is now.
    pub fn push(&mut self, place: usize, result: T) -> Vec<T> {
        self.waiting.insert(place, result);
        let mut ready = Vec::new();
        while let Some(result) = self.waiting.remove(&self.next) {
            self.next += 1;
            ready.push(result);
        }
        ready
    }

    /// Those whose turn never came, in order: others before them are missing.
    pub fn rest(self) -> impl Iterator<Item = T> {
        self.waiting.into_values()
    }
}

/// Calls `work` for `0..count` on all cores and gives the results on in order. After Ctrl-C, those that are finished.
pub fn each_in_order<T: Send>(
    count: u32,
    message: &'static str,
    work: impl Fn(u32) -> T + Sync,
    mut each: impl FnMut(T),
) -> Result<(), Failure> {
    each_as_it_comes(count, message, work, |_, _| {}, |_, result| each(result))
}

/// The same; `comes` sees each result as soon as it is there, in any order.
pub fn each_as_it_comes<T: Send>(
    count: u32,
    message: &'static str,
    work: impl Fn(u32) -> T + Sync,
    mut comes: impl FnMut(u32, &T),
    mut each: impl FnMut(u32, T),
) -> Result<(), Failure> {
    listen_for_ctrl_c();
    let bar = progress_bar(u64::from(count));
    bar.set_message(message);
    let next = AtomicU32::new(0);
    let (sender, receiver) = mpsc::channel();
    let (mut order, mut done) = (InOrder::new(), 0);
    std::thread::scope(|scope| {
        for _ in 0..threads().min(count as usize) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while !interrupted() {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count || sender.send((i, work(i))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (i, result) in receiver {
            bar.inc(1);
            done += 1;
            comes(i, &result);
            let ready = order.push(i as usize, (i, result));
            bar.suspend(|| ready.into_iter().for_each(|(i, result)| each(i, result)));
        }
    });
    bar.finish_and_clear();
    order.rest().for_each(|(i, result)| each(i, result));
    if done < count { Err(Failure::Interrupted) } else { Ok(()) }
}
