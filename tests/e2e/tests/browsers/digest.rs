//! One scenario gives one agent, to the bit: natively, in Chromium, in Firefox and in Node, however the work is cut, whatever
//! interrupts it, whoever else works at the same time, and whether anybody watches.
//!
//! `engine/tests/learner.rs` holds the same frozen digest in debug, and `cargo xtask test --full` in release and with
//! `-C target-cpu=native`. This crate has Wayward optimized, so what it makes natively is as good as a release.

use std::sync::LazyLock;

use engine::scenario::Scenario;
use wayward_e2e::runs::{Chunks, Outcome, Workers, cheese_corner, frozen, in_node, memory_in_node, natively};
use wayward_e2e::{Engine, Page};

const SEED: &str = "1007";

/// What everything else is held against: the page's run, the same with a shorter judgement, and the frozen one.
static NATIVE: LazyLock<Outcome> = LazyLock::new(|| natively(&cheese_corner(&[("seed", SEED)])));
static NATIVE_BRIEF: LazyLock<Outcome> = LazyLock::new(|| natively(&brief()));
static NATIVE_FROZEN: LazyLock<Outcome> = LazyLock::new(|| natively(&frozen::scenario()));

fn brief() -> Scenario {
    cheese_corner(&[("seed", SEED), ("judge.levels", "64")])
}

fn started(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open_ready();
    // One agent: populations have a file of their own.
    page.set_value("#seeds", "1");
    page
}

fn digest(page: &Page) -> String {
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    page.wait_for_attribute("#run-figures", "data-digest", |digest| !digest.is_empty())
}

/// The verdict's digest, goal and name, once it is this one.
fn verdict(page: &Page, wanted: &str) -> [String; 3] {
    let verdict = page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == wanted);
    let read = |name| page.attribute("#verdict", name).unwrap_or_default();
    [read("data-digest"), read("data-goal"), verdict]
}

fn expected() -> [String; 3] {
    let row = &NATIVE.report.row;
    [NATIVE.digest().to_owned(), row.goal.clone().unwrap_or_default(), row.verdict.name().to_owned()]
}

#[test]
fn optimized_native_code_gives_the_frozen_digest() {
    println!("optimized, natively: {}", NATIVE_FROZEN.digest());
    assert_eq!(NATIVE_FROZEN.digest(), frozen::DIGEST);
}

/// The site's own Wasm, with no browser around it; the whole report is the same, not just the weights.
#[test]
fn node_gives_the_native_run_whatever_the_chunks() {
    let scenario = frozen::scenario();
    for chunks in [Chunks::Timed, Chunks::Single, Chunks::Endless] {
        let node = in_node(&scenario, chunks);
        println!("frozen run in Node, {chunks:?} chunks: {}", node.digest());
        assert_eq!(node.digest(), frozen::DIGEST, "{chunks:?}");
        assert_eq!(node, *NATIVE_FROZEN, "{chunks:?}");
    }
    let node = in_node(&cheese_corner(&[("seed", SEED)]), Chunks::Timed);
    println!("seed {SEED}: natively {}, in Node {}", NATIVE.digest(), node.digest());
    assert_eq!(node, *NATIVE);
}

/// As many agents as a worker of a pool may get, one of them with the largest net.
#[test]
fn a_worker_needs_less_than_64_mib() {
    let mut scenarios: Vec<Scenario> =
        (0..4).map(|seed| Scenario { seed, ..cheese_corner(&[("agent.total_timesteps", "4096")]) }).collect();
    scenarios.push(cheese_corner(&[("agent.total_timesteps", "4096"), ("agent.hidden_size", "256")]));
    let bytes = memory_in_node(&scenarios);
    println!("a worker holds {:.1} MiB", bytes as f64 / f64::from(1 << 20));
    assert!(bytes < 64 << 20, "{bytes} bytes");
}

/// With the page's own controls: first undisturbed, to the verdict; then a person pauses, steps, looks at what the agent
/// thinks, and moves the shift while it learns.
fn watched(engine: Engine) {
    let page = started(engine);
    let state = |wanted: &str| drop(page.wait_for_attribute("#run-figures", "data-state", |state| state == wanted));
    let step = || page.attribute("#run-figures", "data-step").and_then(|step| step.parse::<u32>().ok()).expect("a step");
    page.set_value("#seed", SEED);
    page.set_value("#shift", "100");
    page.set_value("#speed", "fast");
    page.click("#train");
    let undisturbed = digest(&page);
    println!("seed {SEED}: natively {}, in {engine:?} {undisturbed}", NATIVE.digest());
    assert_eq!(undisturbed, NATIVE.digest());
    assert_eq!(verdict(&page, "inner_misaligned"), expected());

    // From within the page: by way of the driver, half of the training is over before the pause.
    page.evaluate_async(
        "const find = (id) => document.getElementById(id);
         find('train').click();
         while (find('run-figures').dataset.state !== 'training' || find('pause').disabled) await new Promise((next) => setTimeout(next));
         find('pause').click();",
    );
    state("paused");
    page.click("#overlay");
    for _ in 0..3 {
        let before = step();
        page.click("#step");
        page.wait_for_attribute("#run-figures", "data-step", |now| now.parse().is_ok_and(|now: u32| now > before));
        state("paused");
    }
    let held = step();
    assert!(held < NATIVE.summary.steps, "it was trained before anybody could meddle");
    page.set_value("#shift", "40");
    page.set_value("#speed", "live");
    page.click("#pause");
    let meddled = digest(&page);
    println!("seed {SEED}: natively {}, in {engine:?} stopped and stepped at {held} {meddled}", NATIVE.digest());
    assert_eq!(meddled, NATIVE.digest());
    page.set_value("#shift", "100");
    assert_eq!(verdict(&page, "inner_misaligned"), expected());
    assert_eq!(page.console(), [""; 0]);
}

#[test]
fn pauses_steps_and_what_is_drawn_change_nothing_in_chromium() {
    watched(Engine::Chromium);
}

#[test]
fn pauses_steps_and_what_is_drawn_change_nothing_in_firefox() {
    watched(Engine::Firefox);
}

/// Several workers at once, undrawn, two of them on the same run: each gives its native run, and the whole report of it. Then
/// one that is stopped all the time.
fn crowd(engine: Engine) {
    let page = started(engine);
    let scenarios = [frozen::scenario(), brief(), frozen::scenario()];
    let outcomes = Workers::new(&page, scenarios.len()).run(&scenarios);
    println!("three workers in {engine:?}: {:?}", outcomes.iter().map(Outcome::digest).collect::<Vec<_>>());
    assert_eq!(outcomes[0].digest(), frozen::DIGEST);
    assert_eq!(outcomes, [&*NATIVE_FROZEN, &*NATIVE_BRIEF, &*NATIVE_FROZEN].map(Clone::clone));

    let (outcome, pauses) = Workers::new(&page, 1).run_in_fits(&scenarios[1], 2);
    println!("seed {SEED} in {engine:?}, paused {pauses} times: {}", outcome.digest());
    assert!(pauses >= 6, "it was hardly ever paused: {pauses}");
    assert_eq!(outcome, *NATIVE_BRIEF);
}

#[test]
fn workers_side_by_side_and_in_fits_give_the_native_run_in_chromium() {
    crowd(Engine::Chromium);
}

#[test]
fn workers_side_by_side_and_in_fits_give_the_native_run_in_firefox() {
    crowd(Engine::Firefox);
}
