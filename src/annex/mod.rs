//! Around the page: how it begins, lessons and workshops.
//!
//! They tell the page what to do (`ui::outside`). Pure and tested natively: of [`lesson`] the parser and the conditions, of
//! [`workshop`] the codes.

pub mod lesson;
pub mod workshop;

#[cfg(feature = "page")]
pub(crate) mod address;
#[cfg(feature = "page")]
pub(crate) mod dom;
#[cfg(feature = "page")]
pub(crate) mod predict;
#[cfg(feature = "page")]
pub mod start;

#[cfg(feature = "page")]
pub(crate) use crate::ui::outside as page;
