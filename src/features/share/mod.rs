//! The Share menu: a dialog with the link in every form in which people paste it, as a QR code, and what can be saved.

pub mod snippets;

#[cfg(feature = "page")]
mod dialog;

#[cfg(feature = "page")]
pub use dialog::ShareDialog;
