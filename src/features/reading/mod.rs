//! A board as text: for whoever reads instead of looking at it.

pub mod described;

#[cfg(feature = "page")]
mod dialog;

#[cfg(feature = "page")]
pub use dialog::ReadingDialog;
