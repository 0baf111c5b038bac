//! The page. `state` is plain data and is tested natively; everything else knows the browser.

pub mod player;

#[cfg(feature = "page")]
pub mod board;
#[cfg(feature = "page")]
pub mod sprites;
