//! A workshop without a server: one link for all, from which each participant gets seeds of their own ([`seat`]); a short code that
//! carries a result ([`code`], [`result`]); a dialog that makes a histogram of pasted codes ([`collect`]); and a view for the
//! projector ([`present`]). [`code`] and [`result`] know no browser.

pub mod code;
pub mod result;

#[cfg(feature = "page")]
mod collect;
#[cfg(feature = "page")]
mod present;
#[cfg(feature = "page")]
mod seat;

#[cfg(feature = "page")]
pub use collect::WorkshopDialog;
#[cfg(feature = "page")]
pub use present::Presenter;
#[cfg(feature = "page")]
pub use seat::{NicknameDialog, Seat, join};
