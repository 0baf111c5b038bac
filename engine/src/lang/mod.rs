//! Reward programs: one small total language for the training reward, the intended goal and every proxy goal.
//!
//! A text becomes tokens (`lexer`), a tree (`parser`, `ast`), a checked tree (`check`), and column code (`bytecode`) that
//! runs over all environments at once; `eval` is its naive twin. The language knows no world: it is handed a [`Schema`].
//! Questionable decision: everything evaluates in f64, and the learner rounds the final reward to f32 itself. The exact
//! solver needs decimals such as 0.1 to tie, and one precision means that training, judge and inspector agree to the bit.

mod ast;
mod bytecode;
mod check;
mod complete;
mod diagnostic;
mod eval;
mod format;
mod function;
mod lexer;
mod parser;
mod slips;
mod suggest;
mod warn;

pub use bytecode::Scratch;
pub use complete::{Completion, Meaning, Word, complete, explain};
pub use diagnostic::{Diagnostic, Severity, Span, render};
pub use eval::{payable, shown};
pub use format::format;
pub use function::{BUILTINS, Builtin, KEYWORDS};
pub use lexer::{TokenKind, tokens};
pub use warn::{Evidence, Twins, warn_from_evidence};

/// Bytes of a reward program.
pub const MAX_SOURCE: usize = 8 * 1024;

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

/// What a program may know about its world.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'a> {
    /// The world's name as people read it.
    pub world: &'a str,
    /// State features first, then events; a program refers to them by their place here.
    pub features: &'a [Feature],
    /// (feature, world that has it): for a better message when it is used here.
    pub elsewhere: &'a [(&'a str, &'a str)],
    /// The learner's discount.
    pub gamma: f64,
}

/// A reward that compiled.
#[derive(Clone, Debug)]
pub struct Program {
    source: String,
    body: check::Body,
    /// Number of `let`s.
    slots: usize,
    reads: Vec<check::Read>,
    code: bytecode::Code,
}

/// The operation to blame for a reward that is not finite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blame {
    pub span: Span,
    /// `division by zero: 1 / distance_to_cheese with distance_to_cheese = 0`
    pub message: String,
}

/// Never fails and never panics. Without an error there is a program; the diagnostics stand in the order of the text.
pub fn compile(source: &str, schema: &Schema) -> (Option<Program>, Vec<Diagnostic>) {
    let alone =
        |span: Span, message: String, hint: String| (None, vec![Diagnostic { severity: Severity::Error, span, message, hint: Some(hint) }]);
    if source.len() > MAX_SOURCE {
        let mut at = MAX_SOURCE;
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        return alone(
            Span { start: at, end: at },
            format!(
                "this text is {} bytes long, and a reward program may have {}",
                parser::grouped(source.len() as u64),
                parser::grouped(MAX_SOURCE as u64)
            ),
            "shorten it; comments count too".into(),
        );
    }
    if tokens(source).iter().all(|(_, kind)| *kind == TokenKind::Comment) {
        let example = schema.features.iter().find(|feature| feature.kind == FeatureKind::Event).or(schema.features.first());
        let hint = format!("write an expression, for example `{}`", example.map_or("1", |feature| feature.name));
        return alone(Span { start: source.len(), end: source.len() }, "there is no reward yet".into(), hint);
    }
    let parsed = parser::parse(source);
    let mut diagnostics = parsed.diagnostics;
    let Some(block) = parsed.block else { return (None, in_order(diagnostics)) };
    let (checked, found) = check::check(source, schema, &block);
    diagnostics.extend(found);
    if !diagnostics.is_empty() {
        return (None, in_order(diagnostics));
    }
    let slots = checked.bindings.len();
    let code = bytecode::generate(&checked.body, slots);
    let warnings = warn::warn(source, schema, &checked);
    let program = Program { source: source.to_owned(), body: checked.body, slots, reads: checked.reads, code };
    (Some(program), in_order(warnings))
}

fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    diagnostics.truncate(diagnostic::MAX_DIAGNOSTICS);
    diagnostics
}

impl Program {
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the text names the feature, now or through `was(…)`.
    pub fn reads(&self, feature: usize) -> bool {
        self.reads.iter().any(|read| read.feature == feature)
    }

    /// Whether any `was(…)` stands in the text.
    pub fn reads_past(&self) -> bool {
        self.reads.iter().any(|read| read.past)
    }

    /// What each operation of the column code stands for, in running order.
    pub fn operations(&self) -> &[Span] {
        self.code.spans()
    }

    /// One reward a lane. `out`: `[lanes]`; `now` and `was`: `[features][lanes]`, feature `f` of a lane at
    /// `f * lanes + lane`; `was` is only read for state features. Allocates only while `scratch` grows.
    pub fn evaluate(&self, now: &[f64], was: &[f64], scratch: &mut Scratch, out: &mut [f64]) {
        self.code.run(now, was, scratch, out);
    }

    /// The naive twin of [`Program::evaluate`] on one transition; `now` and `was`: `[features]`.
    pub fn evaluate_row(&self, now: &[f64], was: &[f64]) -> f64 {
        eval::value(&self.body, self.slots, eval::Row { now, was })
    }

    /// The operation to blame when the reward cannot be paid ([`payable`]), following only the branches taken.
    pub fn blame(&self, now: &[f64], was: &[f64]) -> Option<Blame> {
        eval::blame(&self.source, &self.body, self.slots, eval::Row { now, was })
    }

    /// The value of every subexpression on one transition, inner ones first; of what was not asked only its place.
    pub fn trace(&self, now: &[f64], was: &[f64]) -> Vec<(Span, Option<f64>)> {
        eval::trace(&self.body, self.slots, eval::Row { now, was })
    }
}
