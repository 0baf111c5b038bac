//! Lessons: guided sequences through the page, written as texts by people who need not know Rust (`docs/lessons.md`).
//!
//! In reading order: [`parse`] reads a lesson and names what is wrong with it by its line, [`measure`] decides conditions on what
//! was measured on the page; both are pure. Then what the browser shows: `player` is the panel that plays a lesson, `list` the
//! dialog to choose one, `shelf` where the texts come from.

pub mod measure;
pub mod parse;

#[cfg(feature = "page")]
pub mod list;
#[cfg(feature = "page")]
pub mod player;
#[cfg(feature = "page")]
pub mod shelf;
