//! The curve over `disagree`: agents trained anew with more and more training levels on which goal and proxy part ways, and judged in
//! the same shifted world. What `wayward sweep` does on the command line, in the browser.
//!
//! [`plan`] (who is trained, what is known of whom) and [`figure`] (the drawing, its words and its table) are pure and tested
//! natively; `dialog` has the workers. They are its own: those of the page stay with the page, which may go on meanwhile.

pub mod figure;
pub mod plan;

#[cfg(feature = "page")]
mod dialog;

#[cfg(feature = "page")]
pub use dialog::SweepDialog;
