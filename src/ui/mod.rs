//! The page. `state` is plain data and is tested natively; everything else knows the browser.

#[cfg(feature = "page")]
pub mod curves;
#[cfg(feature = "page")]
pub mod editor;
#[cfg(feature = "page")]
pub mod features;
pub mod highlight;
