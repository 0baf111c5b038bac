//! A person leads the agent on a level of either board, with both ledgers counting, and sees beside that what the agent does there.
//!
//! [`game`] is what is played and what it was worth, [`duel`] a game against the agent: pure, and tested natively.

pub mod duel;
pub mod game;

#[cfg(feature = "page")]
mod board;
#[cfg(feature = "page")]
mod dialog;
#[cfg(feature = "page")]
mod optimal;
#[cfg(feature = "page")]
mod other_side;
#[cfg(feature = "page")]
mod save;

#[cfg(feature = "page")]
pub use dialog::PlayDialog;
