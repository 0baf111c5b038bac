//! Around the page: links, undo, the Share menu, files to take along, lessons, workshops, and the line to other people's pages.
//!
//! They tell the page what to do and are told of edits (`ui::outside`); an experiment travels as the page saves it (`ui::draft`). Pure and tested natively: [`agents`], [`compare`], [`described`], [`differences`], [`history`], [`paper`], [`snippets`]
//! and most of [`export`] and [`sweep`]; of [`lesson`] the parser and the conditions, of [`workshop`] the codes.

pub mod agents;
pub mod compare;
pub mod described;
pub mod differences;
pub mod export;
pub mod history;
pub mod lesson;
pub mod paper;
pub mod snippets;
pub mod sweep;
pub mod workshop;

#[cfg(feature = "page")]
pub(crate) mod address;
#[cfg(feature = "page")]
mod bar;
#[cfg(feature = "page")]
pub(crate) mod dom;
#[cfg(feature = "page")]
mod menu;
#[cfg(feature = "page")]
mod pins;
#[cfg(feature = "page")]
mod predict;
#[cfg(feature = "page")]
mod reading;
#[cfg(feature = "page")]
mod said;
#[cfg(feature = "page")]
pub mod start;
#[cfg(feature = "page")]
mod undo;
#[cfg(feature = "page")]
pub(crate) mod view;

#[cfg(feature = "page")]
use crate::ui::outside as page;
