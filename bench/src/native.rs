//! The native side: times every job, and the peers that were built in, and prints JSON.

use crate::work::{Bench, COMPARED, Minibatch};
use serde_json::{Map, Value, json};
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// How long a sample should take at least.
const SAMPLE_SECONDS: f64 = 0.02;
/// Samples of each job, taken in turns, so that a slow second hits all alike.
const ROUNDS: usize = 11;

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: everything is the system's; only a counter is added.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(at, layout) }
    }
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// One gradient step of somebody else, and the loss before it.
pub type Step = Box<dyn FnMut() -> Result<f32, String>>;

pub struct Peer {
    pub name: &'static str,
    pub make: fn(&Minibatch) -> Result<Step, String>,
}

/// Seconds of each sample by run, and how many runs a sample has.
struct Timed {
    runs: u32,
    samples: Vec<f64>,
}

/// A peer that computes what we compute.
struct Started {
    step: Step,
    timed: Timed,
}

pub fn run() {
    let mut bench = Bench::new();
    let minibatch = bench.minibatch();
    let mut times: Vec<Timed> = (0..bench.jobs.len()).map(|job| Timed { runs: calibrated(&mut bench, job), samples: Vec::new() }).collect();

    #[cfg(feature = "peers")]
    let list = crate::peers::all();
    #[cfg(not(feature = "peers"))]
    let list: Vec<Peer> = Vec::new();
    let mut peers: Vec<(&str, Result<Started, String>)> = list.iter().map(|peer| (peer.name, start(peer, &minibatch))).collect();

    for _ in 0..ROUNDS {
        for (job, timed) in times.iter_mut().enumerate() {
            bench.before(job);
            let begun = Instant::now();
            bench.run(job, timed.runs);
            timed.samples.push(begun.elapsed().as_secs_f64() / f64::from(timed.runs));
        }
        for (_, peer) in &mut peers {
            let Ok(Started { step, timed }) = peer else { continue };
            let begun = Instant::now();
            for _ in 0..timed.runs {
                // The first steps went well, and this one is like them.
                let _ = black_box(step());
            }
            timed.samples.push(begun.elapsed().as_secs_f64() / f64::from(timed.runs));
        }
    }

    let mut jobs = Map::new();
    for (job, timed) in bench.jobs.iter().zip(&times) {
        let mut row = figures(timed);
        row.insert("flop".into(), json!(job.flop));
        row.insert("per_step".into(), json!(job.per_step));
        jobs.insert(job.name.into(), row.into());
    }
    let mut others = Map::new();
    for (name, peer) in &peers {
        let row = match peer {
            Ok(peer) => figures(&peer.timed).into(),
            Err(error) => json!({"error": error}),
        };
        others.insert((*name).into(), row);
    }
    let reward = bench.jobs.iter().position(|job| job.name == "a reward of 15 operations").expect("it is on the list");
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    bench.run(reward, 1000);
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
    let steps = bench.steps();
    println!(
        "{}",
        json!({"jobs": jobs, "peers": others, "digest": bench.digest(), "steps": steps, "lanes": bench.settings.num_envs, "reward_allocations": allocations})
    );
}

/// Runs that make up a sample.
fn calibrated(bench: &mut Bench, job: usize) -> u32 {
    let fixed = bench.jobs[job].runs;
    if fixed > 0 {
        return fixed;
    }
    enough(|runs| bench.run(job, runs))
}

/// Runs that take a sample's time. The least of three tries counts: one that was interrupted would make samples too short.
fn enough(mut run: impl FnMut(u32)) -> u32 {
    let mut runs = 1;
    loop {
        let seconds = (0..3).map(|_| {
            let begun = Instant::now();
            run(runs);
            begun.elapsed().as_secs_f64()
        });
        let seconds = seconds.fold(f64::INFINITY, f64::min);
        if seconds >= SAMPLE_SECONDS / 4.0 {
            return (f64::from(runs) * SAMPLE_SECONDS / seconds).ceil() as u32;
        }
        runs *= 2;
    }
}

/// Holds a peer's first losses against ours: what computes something else is no comparison.
fn start(peer: &Peer, minibatch: &Minibatch) -> Result<Started, String> {
    let mut step = (peer.make)(minibatch)?;
    for (i, ours) in minibatch.losses.iter().enumerate() {
        let theirs = step()?;
        let tolerance = if i == 0 { 1e-4 } else { 0.02 * ours.abs().max(0.05) };
        if (theirs - ours).abs() > tolerance || theirs.is_nan() {
            return Err(format!("computes something else: before step {} of {COMPARED} the loss is {theirs}, not {ours}", i + 1));
        }
    }
    let runs = enough(|runs| {
        for _ in 0..runs {
            let _ = black_box(step());
        }
    });
    Ok(Started { step, timed: Timed { runs, samples: Vec::new() } })
}

/// In microseconds.
fn figures(timed: &Timed) -> Map<String, Value> {
    let mut samples = timed.samples.clone();
    samples.sort_by(f64::total_cmp);
    let micros = |seconds: f64| json!(seconds * 1e6);
    Map::from_iter([
        ("min".into(), micros(samples[0])),
        ("median".into(), micros(samples[samples.len() / 2])),
        ("runs".into(), json!(timed.runs)),
    ])
}
