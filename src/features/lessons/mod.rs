//! Lessons: guided sequences through the page.
//!
//! In reading order: [`texts`] (where lessons come from), [`list`] (the dialog to choose one), [`panel`] (the one that is on), [`end`] (its last
//! words). Not
//! here: what a lesson is (`ui::lesson`), and how it is played (`ui::state::lesson`).

#[cfg(feature = "page")]
mod ask;
#[cfg(feature = "page")]
mod end;
#[cfg(feature = "page")]
mod list;
#[cfg(feature = "page")]
mod panel;
#[cfg(feature = "page")]
mod texts;

#[cfg(feature = "page")]
pub use list::{Entry, LessonsDialog, entry_of, load, start_named, start_text};
#[cfg(feature = "page")]
pub use panel::LessonPanel;
