//! What a lesson is ([`step`]): a text, written by people who need not know Rust (`docs/lessons.md`). [`parse`] reads it and names what is wrong
//! with it by its line; [`measure`] decides its conditions on what was measured on the page.
//!
//! Not here: how it is played (`state::lesson`), and how it looks (`features::lessons`).

pub mod measure;
pub mod parse;
pub mod step;
