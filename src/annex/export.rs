//! Files to take along: the experiment, what was learned, pictures of whatever is on the page, an episode as a film. Each names
//! the link that made it.
//!
//! What was trained is named, also where something else stands on the page by now. A file is made here in the browser and given
//! out as one; nothing is sent anywhere. Pure and tested natively: [`credit`], [`gif`], [`png`].

pub mod credit;
pub mod gif;
pub mod png;

#[cfg(feature = "page")]
mod film;
#[cfg(feature = "page")]
pub mod picture;
#[cfg(feature = "page")]
mod section;

#[cfg(feature = "page")]
pub use film::level;
#[cfg(feature = "page")]
pub use section::{File, SAID, draw, hand, press, snapshot, wire};
