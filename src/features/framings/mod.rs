//! The framings beside the verdict: why the agent does what it does, what pulls it, and whether it can still be corrected.
//!
//! [`asked`] is of whom, [`plan`] which jobs a question takes and what has come of them: pure, and tested natively. `work` has the workers
//! that do them, `model` what is held between them, `panel` the component that shows it all; the other files each show one thing. What they say is `ui::framings`'.

pub mod asked;
pub mod plan;

#[cfg(feature = "page")]
mod aim;
#[cfg(feature = "page")]
mod below;
#[cfg(feature = "page")]
mod cause;
#[cfg(feature = "page")]
mod files;
#[cfg(feature = "page")]
mod mind;
#[cfg(feature = "page")]
mod model;
#[cfg(feature = "page")]
mod online;
#[cfg(feature = "page")]
mod panel;
#[cfg(feature = "page")]
mod parts;
#[cfg(feature = "page")]
mod square;
#[cfg(feature = "page")]
mod watched;
#[cfg(feature = "page")]
mod work;

#[cfg(feature = "page")]
pub use below::Below;
#[cfg(feature = "page")]
pub use panel::Panel;
