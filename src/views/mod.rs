//! What a person sees: Yew components, one noun a file.
//!
//! A stage selects from the state what it shows (a `View` and its `of`), and is rendered again only when that has changed: a
//! message of a worker costs what it changes. What a control does is an [`Action`](crate::ui::state::Action) that it dispatches.
//! Nothing here knows a worker or the storage.
//!
//! In reading order: [`controls`] and [`parts`] (what every stage is made of), then the page from top to bottom. Questionable
//! decision: charts, boards and icons are drawn as one piece of markup each, which is what an export saves, too.

pub mod agents;
pub mod bar;
pub mod boards;
pub mod controls;
pub mod correct;
pub mod curves;
pub mod dialog;
pub mod dock;
pub mod examples;
pub mod features;
pub mod figures;
pub mod foot;
pub mod framings;
pub mod goals;
pub mod header;
pub mod inspector;
pub mod parts;
pub mod programs;
pub mod replay;
pub mod results;
pub mod reward;
pub mod root;
pub mod scores;
pub mod settings;
pub mod shift;
pub mod train;
pub mod unmet;
pub mod verdict;
