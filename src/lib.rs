//! Wayward: write the reward of a small agent, train it, shift its world, and measure which goal it learned.
//!
//! What is computed is the crate `engine`. Here is who uses it: the command line ([`cli`]), the page ([`ui`], and what stands around
//! it, [`features`]) and its workers, and the figures and tables that they share.
//!
//! Each module may use those above it in this list and none below; `tests/order.rs` holds that.

pub mod table;

pub mod weights;

#[cfg(feature = "page")]
pub mod worker;

pub mod ui;

pub mod editor;

#[cfg(feature = "page")]
pub mod views;

pub mod figure;

#[cfg(feature = "cli")]
pub mod cli;

pub mod features;
