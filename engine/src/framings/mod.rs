//! The same agent read in other ways than by its verdict: why does it do that, what had it seen, what does it aim at, and can it still be
//! corrected?
//!
//! Every reading is asked for by a person, is measured and never scripted, and decides no verdict. [`causes`] trains the agent again with
//! one thing changed ([`variant`]) and says what would have helped; [`readings`] says what else the reward may have meant; [`unseen`] how
//! little of the world there was to learn from; [`pulls`] says what pulls an agent, with how soon everything else can happen held fixed;
//! [`mind`] takes a thing out of what it sees, by a dose; [`units`] what single units respond to, and how little that explains;
//! [`corrections`] how dear a correction is along training, and how often harm comes first; [`watched`]
//! what an agent that was corrected while it was watched does unwatched. Each comes in pieces of a few milliseconds, without clock and I/O,
//! as a run does.

pub mod causes;
pub mod corrections;
pub mod mind;
pub mod pulls;
pub mod readings;
mod records;
pub mod units;
pub mod unseen;
pub mod variant;
pub mod watched;
