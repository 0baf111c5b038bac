//! Rivals of the goal that the verdict names, measured when somebody asks: what `wayward rivals` does on the command line, below the
//! verdict of the page. [`asked`] (of whom) is pure and tested natively; `fold` has a worker of its own, so that the page goes on.

pub mod asked;

#[cfg(feature = "page")]
mod fold;

#[cfg(feature = "page")]
pub use fold::Rivals;
