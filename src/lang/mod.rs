//! Reward programs: one small total language for the training reward, the intended goal and every proxy goal.
//!
//! The language knows no world: it is handed a [`Schema`].

mod diagnostic;

pub use diagnostic::{Diagnostic, Severity, Span};

/// How a feature comes about, which decides what `was(…)` means for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureKind {
    /// A function of the state, read after the step; `was(feature)` reads it before the step.
    State,
    /// Something that happened in this transition; it has no past.
    Event,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Number,
    /// 1 or 0; may be used as a number.
    Truth,
}

/// A named quantity of a transition that a program may read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    pub name: &'static str,
    pub kind: FeatureKind,
    pub ty: Type,
    /// Least and largest value, both inclusive.
    pub range: (f64, f64),
    /// One sentence for hover docs and completion.
    pub doc: &'static str,
}
