//! The Share menu: a dialog with the link in every form in which people paste it, as a QR code, what can be saved, and what was saved
//! opened again. And the head of a print, which has the link as well.

pub mod file;
pub mod snippets;

#[cfg(feature = "page")]
mod dialog;
#[cfg(feature = "page")]
mod open;
#[cfg(feature = "page")]
mod paper;

#[cfg(feature = "page")]
pub use dialog::ShareDialog;
#[cfg(feature = "page")]
pub use open::open;
#[cfg(feature = "page")]
pub use paper::Paper;
