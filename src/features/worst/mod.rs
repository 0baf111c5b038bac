//! The worst level for the agent on view, searched for when somebody asks: what `wayward worst` does on the command line, below the
//! verdict of the page. [`asked`] (of whom) is pure and tested natively.

pub mod asked;

#[cfg(feature = "page")]
mod fold;

#[cfg(feature = "page")]
pub use fold::WorstLevel;

use engine::env::World;

/// What was found last, for whoever paints levels: the world, and the level as a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found(pub Option<(World, String)>);
