//! Wayward in somebody else's page. Pure and tested natively: [`display`] (how it looks there), [`wire`] (the messages), [`facts`] (what is
//! told of the state), [`requests`] (what becomes of each request) and [`group`] (several pages that show one run). `port` is the line to
//! the host, `frame` what surrounds the page.

pub mod display;
pub mod facts;
pub mod group;
pub mod requests;
pub mod wire;

#[cfg(feature = "page")]
pub mod frame;
#[cfg(feature = "page")]
pub mod port;
