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

// STUB until the language lands.
pub struct Schema<'a> {
    pub world: &'a str,
    pub features: &'a [Feature],
    pub elsewhere: &'a [(&'a str, &'a str)],
    pub gamma: f64,
}
#[derive(Clone, Debug)]
pub struct Program(String);
#[derive(Clone, Debug, Default)]
pub struct Scratch;
#[derive(Clone, Debug)]
pub struct Blame {
    pub span: Span,
    pub message: String,
}
pub fn compile(source: &str, _schema: &Schema) -> (Option<Program>, Vec<Diagnostic>) {
    (Some(Program(source.into())), vec![])
}
impl Program {
    pub fn source(&self) -> &str {
        &self.0
    }
    pub fn reads(&self, _feature: usize) -> bool {
        false
    }
    pub fn reads_past(&self) -> bool {
        false
    }
    pub fn evaluate(&self, now: &[f64], _was: &[f64], _scratch: &mut Scratch, out: &mut [f64]) {
        let lanes = out.len();
        for (lane, o) in out.iter_mut().enumerate() {
            *o = self.evaluate_row(&[now[5 * lanes + lane], now[6 * lanes + lane]], &[]);
        }
    }
    /// STUB
    pub fn evaluate_row(&self, now: &[f64], _was: &[f64]) -> f64 {
        let (cheese, corner) = if now.len() == 2 { (now[0], now[1]) } else { (now[5], now[6]) };
        if self.0.contains("-reached_cheese") {
            -cheese
        } else if self.0.contains("cheese") {
            cheese
        } else if self.0.contains("corner") {
            corner
        } else {
            0.0
        }
    }
    pub fn blame(&self, _now: &[f64], _was: &[f64]) -> Option<Blame> {
        None
    }
    pub fn trace(&self, _now: &[f64], _was: &[f64]) -> Vec<(Span, f64)> {
        vec![]
    }
}
