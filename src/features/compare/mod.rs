//! Compare: a run is pinned, and the next one that is judged is shown beside it. What is pinned lasts as long as this page, across
//! experiments and worlds.

pub mod sides;

#[cfg(feature = "page")]
mod dialog;

#[cfg(feature = "page")]
pub use dialog::Compare;
