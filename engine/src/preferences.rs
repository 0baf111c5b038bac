//! A reward from a viewer's judgement: two short clips of an agent, which is better? (Christiano et al. 2017, in miniature.)
//!
//! The reward model is linear in the world's events and is written out as a program of the reward language. So it is read, edited, trained on
//! and judged as any reward is, and nothing else knows that it was learned. What always happens together in the clips it cannot
//! tell apart, and says so.
//!
//! [`clip`] cuts clips out of episodes, [`ask`] chooses which pair is worth a question, [`fit`] weighs features by the answers (Bradley and
//! Terry 1952, with a Gaussian prior), [`model`] writes the weights out, and [`study`] does all of it with a simulated viewer, who
//! answers by the intended goal.

mod ask;
mod clip;
mod fit;
mod model;
mod study;

pub use ask::Asking;
pub use clip::{CLIP, Clip, Source, clips};
pub use fit::{Fit, PRIOR, fit};
pub use model::{Answer, Choice, Learned, Nothing, Preferences, together_words};
pub use study::{Agreement, Rounds, Stage, Study, Taught, viewer};
