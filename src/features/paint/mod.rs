//! Levels painted by hand, for either world: a dialog with a canvas, brushes and the list of what was painted so far.
//!
//! [`canvas`] is the picture while it is painted: pure, and tested natively. What is painted is part of the draft at once, also while it is
//! no level yet; undo is that of the page.

pub mod canvas;

#[cfg(feature = "page")]
mod board;
#[cfg(feature = "page")]
mod dialog;

#[cfg(feature = "page")]
pub use dialog::PaintDialog;
