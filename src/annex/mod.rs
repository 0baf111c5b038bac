//! Around the page: links, undo, the Share menu, files to take along, lessons, workshops, and the line to other people's pages.
//!
//! They tell the page what to do and are told of edits (`ui::outside`); an experiment travels as the page saves it (`ui::draft`). Pure and tested natively: [`display`],
//! [`wire`]; of [`lesson`] the parser and the conditions, of [`workshop`] the codes.

pub mod display;
pub mod lesson;
pub mod wire;
pub mod workshop;

#[cfg(feature = "page")]
pub mod address;
#[cfg(feature = "page")]
pub mod dom;
#[cfg(feature = "page")]
mod embed;
#[cfg(feature = "page")]
mod lock;
#[cfg(feature = "page")]
mod port;
#[cfg(feature = "page")]
pub mod predict;
#[cfg(feature = "page")]
mod start;

#[cfg(feature = "page")]
pub use start::start;

#[cfg(feature = "page")]
use crate::features::export;
#[cfg(feature = "page")]
pub use crate::ui::outside as page;
use crate::ui::paper;
