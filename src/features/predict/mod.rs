//! "Where will it go?": the picture on which a cell is picked, the dialog before a shift, and the switches.
//!
//! Not here: when it is asked, and what became of it (`ui::state::prediction`). [`picture`] is pure.

pub mod picture;

#[cfg(feature = "page")]
mod dialog;
#[cfg(feature = "page")]
mod picker;
#[cfg(feature = "page")]
mod switches;

#[cfg(feature = "page")]
pub use dialog::PredictionDialog;
#[cfg(feature = "page")]
pub use picker::Picker;
#[cfg(feature = "page")]
pub use switches::{InLessons, OnPage};
