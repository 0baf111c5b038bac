//! Files to take along: the experiment, what was learned, pictures of whatever is on the page, an episode as a film. Each names
//! the link that made it.
//!
//! What was trained is named, also where something else stands on the page by now. A file is made here in the browser and given
//! out as one; nothing is sent anywhere. Pure and tested natively: [`credit`], [`gif`], [`png`].

pub mod credit;
pub mod gif;
pub mod png;

#[cfg(feature = "page")]
mod files;
#[cfg(feature = "page")]
mod film;
#[cfg(feature = "page")]
pub mod picture;
#[cfg(feature = "page")]
mod save;

#[cfg(feature = "page")]
pub use files::{ByHand, File, Source, hand, snapshot};
#[cfg(feature = "page")]
pub use film::NoFile;
#[cfg(feature = "page")]
pub use save::Save;
