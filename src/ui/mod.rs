//! The page: one [`state::State`] and a pure `reduce`; `store` holds the state, `effects` does what it asks of the browser.
//!
//! In reading order: [`draft`] (what the person has typed), [`state`] (what is known, and how it changes), [`player`] (the mice
//! on the boards), [`recording`] (what they do before any training), [`scene`] and [`sprites`] (their pictures), [`ghost`] (what a perfect optimizer would do there), [`behavior`] and [`probes`] (which goals their ways speak for, and what they would do if things
//! lay elsewhere) and [`words`] (verdicts in plain language) know no
//! browser and are tested natively, and so are [`history`] (undo), [`differences`] (in which fields two drafts differ), [`sharing`] (what links say), [`terms`] (words that can be asked about), [`framings`] (the ways to read an agent, in words) and [`lesson`] (lessons as texts). Then what draws and listens, from `app` down.

pub mod behavior;
pub mod causes;
pub mod chart;
pub mod correct;
pub mod corrections;
pub mod differences;
pub mod draft;
pub mod framings;
pub mod ghost;
pub mod history;
pub mod lesson;
pub mod markup;
pub mod player;
pub mod probes;
pub mod pulls;
pub mod readings;
pub mod recording;
pub mod rivals;
pub mod scene;
pub mod shared;
pub mod sharing;
pub mod sprites;
pub mod state;
pub mod terms;
pub mod verdict;
pub mod watched;
pub mod words;
pub mod worst;

#[cfg(feature = "page")]
pub mod app;
#[cfg(feature = "page")]
pub mod board;
#[cfg(feature = "page")]
pub mod chunk;
#[cfg(feature = "page")]
pub mod dom;
#[cfg(feature = "page")]
pub mod effects;
#[cfg(feature = "page")]
pub mod keys;
#[cfg(feature = "page")]
pub mod link;
#[cfg(feature = "page")]
mod paint;
#[cfg(feature = "page")]
pub mod pool;
#[cfg(feature = "page")]
pub mod store;
#[cfg(feature = "page")]
pub mod theme;
#[cfg(feature = "page")]
pub mod timer;
