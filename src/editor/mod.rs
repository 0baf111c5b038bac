//! The editor of programs: a real text area over a layer that draws the same text in color, with marks; a list of names that fit;
//! what a name means; numbers to turn; and a list of problems.
//!
//! In reading order: [`view`] is the component, [`text_area`] the element that it owns, with undo of what is written there, and
//! [`layer`] what is drawn below it. [`completions`], [`pointer`] and [`stepper`] help whoever writes, [`problems`] says what is wrong. The
//! rest knows no browser and is tested natively: [`highlight`] (colored pieces), [`values`] (the values of a step in the text),
//! [`explain`] (what is said of a word), [`numbers`], [`history`] and [`places`].
//!
//! Not here: compiling (the diagnostics come with the text, as props), and whose program this is (`views::programs`).

pub mod explain;
pub mod highlight;
pub mod history;
pub mod numbers;
pub mod places;
pub mod values;

#[cfg(feature = "page")]
mod completions;
#[cfg(feature = "page")]
mod layer;
#[cfg(feature = "page")]
mod pointer;
#[cfg(feature = "page")]
mod problems;
#[cfg(feature = "page")]
mod stepper;
#[cfg(feature = "page")]
pub mod text_area;
#[cfg(feature = "page")]
pub mod view;
