//! A workshop without a server: one link for all, from which each participant gets seeds of their own ([`seat`]); a short code that
//! carries a result ([`code`]); a dialog that makes a histogram of pasted codes (`collect`); and a view for the projector
//! (`present`). `code` is pure and tested natively.

pub mod code;

#[cfg(feature = "page")]
pub mod collect;
#[cfg(feature = "page")]
pub mod present;
#[cfg(feature = "page")]
pub mod seat;
