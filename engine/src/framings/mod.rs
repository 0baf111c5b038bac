//! The same agent read in other ways than by its verdict: why does it do that, and what had it seen?
//!
//! Every reading is asked for by a person, is measured and never scripted, and decides no verdict. [`causes`] trains the agent again with
//! one thing changed ([`variant`]) and says what would have helped; [`readings`] says what else the reward may have meant; [`unseen`] how
//! little of the world there was to learn from. Each comes in pieces of a few milliseconds, without clock and I/O, as a run does.

pub mod causes;
pub mod readings;
mod records;
pub mod unseen;
pub mod variant;
