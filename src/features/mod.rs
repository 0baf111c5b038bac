//! What stands around the page and is used now and then, each feature a file or a folder of its own: a client of the store like the
//! views.
//!
//! A feature that is a dialog is rendered while the state says that it is open.

pub mod agents;
pub mod compare;
pub mod embed;
pub mod export;
pub mod framings;
pub mod gallery;
pub mod lessons;
pub mod paint;
pub mod play;
pub mod predict;
pub mod reading;
pub mod rivals;
pub mod share;
pub mod sweep;
pub mod terms;
pub mod thumbs;
pub mod workshop;
pub mod worst;

#[cfg(feature = "page")]
pub mod copy;
#[cfg(feature = "page")]
pub mod drop;
#[cfg(feature = "page")]
pub mod focus;
#[cfg(feature = "page")]
pub mod measuring;
#[cfg(feature = "page")]
pub mod open;
#[cfg(feature = "page")]
pub mod qr;
#[cfg(feature = "page")]
pub mod start;
#[cfg(feature = "page")]
pub mod styles;
#[cfg(feature = "page")]
pub mod view;
