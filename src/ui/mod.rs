//! The page. `state` is plain data and is tested natively; everything else knows the browser.

pub mod words;

#[cfg(feature = "page")]
pub mod verdict;
