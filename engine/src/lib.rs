//! The engine of Wayward: from a person's words to a trained agent and a verdict on it. No clock, no input or output, no browser.
//!
//! How data flows, which is also the order in which to read:
//!
//! 1. A person's text becomes a reward program over named features of a transition ([`lang`]). A world plays levels and emits
//!    those features, never a reward ([`env`]).
//! 2. PPO trains a small net on what the program pays ([`learner`]).
//! 3. The judge plays the frozen net on training levels and on shifted ones, scores it under every goal against exact optima,
//!    and gives a verdict with its evidence ([`judge`]).
//! 4. A [`scenario`] is all of that as plain data; an [`experiment`] runs it in small pieces and says what happened. The
//!    worker, the command line and the tests drive the same experiment. A worker gets it, and every question about one level,
//!    as a job of its own kind ([`jobs`]).
//! 5. The same agent read in other ways than by its verdict: causes, readings, what it had seen ([`framings`]).
//! 6. A reward can also come from a viewer's judgement of short clips ([`preferences`]).
//! 7. A link carries a scenario from one person to another: [`share`] is the only place that knows its format.
//!
//! Each module may use those above it in this list and none below; `tests/order.rs` holds that.

pub mod decimal;
pub mod math;
pub mod rng;
pub mod verdict;

pub mod lang;

pub mod env;

pub mod learner;

pub mod judge;

pub mod scenario;

pub mod share;

pub mod experiment;

pub mod framings;

pub mod preferences;

pub mod jobs;
