//! Two short clips, which is better? A small model learns from the answers and writes a reward.
//!
//! [`model`] is what is on view, answered and learned: pure, and tested natively.

pub mod model;

#[cfg(feature = "page")]
mod board;
#[cfg(feature = "page")]
mod dialog;

#[cfg(feature = "page")]
pub use dialog::ThumbsDialog;
