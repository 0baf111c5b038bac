//! All experiments as cards, those that a person has saved, and the lessons, in one dialog.
//!
//! [`topics`] says what experiments teach, [`mine`] what is saved and how files of it are read: pure, and tested natively. The other
//! files each show one part.

pub mod mine;
pub mod topics;

#[cfg(feature = "page")]
mod cards;
#[cfg(feature = "page")]
mod dialog;
#[cfg(feature = "page")]
mod kept;
#[cfg(feature = "page")]
mod shelf;

#[cfg(feature = "page")]
pub use dialog::GalleryDialog;
#[cfg(feature = "page")]
pub use shelf::bring;
