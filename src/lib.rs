//! Wayward: write the reward of a small agent, train it, shift the world, and measure which goal it learned.
pub mod env;
pub mod experiment;
pub mod lang;
pub mod learner;
pub mod math;
pub mod protocol;
pub mod rng;
pub mod scenario;
pub mod ui;
#[cfg(feature = "page")]
pub mod worker;
