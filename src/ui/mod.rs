//! The page: one [`state::State`] and a pure `reduce`; everything that touches the browser stands at the root, in [`app`].
//!
//! In reading order: [`state`] (what is known and how it changes), [`draft`] (what the person has typed), [`run`] (what the
//! worker has told), [`words`] (numbers into sentences) and [`player`] (the mice on the boards) know no browser and are
//! tested natively. The rest draws: `app` owns the worker, the boards and the clock; every other file is one part of the page.

pub mod draft;
pub mod player;
pub mod run;
pub mod state;
pub mod words;

#[cfg(feature = "page")]
pub mod app;
#[cfg(feature = "page")]
mod board;
#[cfg(feature = "page")]
mod chart;
#[cfg(feature = "page")]
mod controls;
#[cfg(feature = "page")]
mod editor;
#[cfg(feature = "page")]
mod link;
#[cfg(feature = "page")]
mod settings;
#[cfg(feature = "page")]
mod timer;
#[cfg(feature = "page")]
mod verdict;
