//! The Wasm's side: plain exports, no glue. `web/timing.js` calls them, in Node and in a worker in Chromium.

use crate::work::Bench;
use std::cell::RefCell;
use std::fmt::Write as _;

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
    /// What was said last.
    static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
}

fn with<T>(work: impl FnOnce(&mut Bench) -> T) -> T {
    BENCH.with_borrow_mut(|bench| work(bench.get_or_insert_with(Bench::new)))
}

/// Leaves a text; its bytes are `text_length()` from the address that comes back.
fn say(text: String) -> *const u8 {
    TEXT.with_borrow_mut(|held| {
        *held = text;
        held.as_ptr()
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn text_length() -> usize {
    TEXT.with_borrow(String::len)
}

/// What there is to time, as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn jobs() -> *const u8 {
    let mut text = String::from("[");
    with(|bench| {
        for (i, job) in bench.jobs.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            let _ = write!(text, r#"{comma}{{"name":"{}","runs":{},"flop":{},"per_step":{}}}"#, job.name, job.runs, job.flop, job.per_step);
        }
    });
    say(text + "]")
}

#[unsafe(no_mangle)]
pub extern "C" fn before(job: usize) {
    with(|bench| bench.before(job));
}

#[unsafe(no_mangle)]
pub extern "C" fn run(job: usize, times: u32) {
    with(|bench| bench.run(job, times));
}

#[unsafe(no_mangle)]
pub extern "C" fn digest() -> *const u8 {
    say(with(|bench| bench.digest()))
}

/// What a peer learns from, as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn minibatch() -> *const u8 {
    let m = with(|bench| bench.minibatch());
    let mut text = String::from("{");
    let (steps, lanes) = with(|bench| (bench.steps(), bench.settings.num_envs));
    let sizes = [("steps", steps), ("lanes", lanes), ("n", m.n), ("inputs", m.inputs), ("hidden", m.hidden), ("actions", m.actions)];
    for (name, size) in sizes {
        let _ = write!(text, r#""{name}":{size},"#);
    }
    let numbers = [
        ("learning_rate", m.learning_rate),
        ("clip_coef", m.clip_coef),
        ("ent_coef", m.ent_coef),
        ("vf_coef", m.vf_coef),
        ("max_grad_norm", m.max_grad_norm),
    ];
    for (name, number) in numbers {
        let _ = write!(text, r#""{name}":{number},"#);
    }
    let lists = [
        ("x", &m.x[..]),
        ("log_probability", &m.log_probability),
        ("advantage", &m.advantage),
        ("target", &m.target),
        ("w1", &m.w1),
        ("b1", &m.b1),
        ("w2", &m.w2),
        ("b2", &m.b2),
        ("head", &m.head),
        ("head_bias", &m.head_bias),
        ("losses", &m.losses),
    ];
    for (name, list) in lists {
        let _ = write!(text, r#""{name}":{list:?},"#);
    }
    let _ = write!(text, r#""action":{:?}}}"#, m.action);
    say(text)
}
