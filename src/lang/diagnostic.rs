//! A person's mistakes as plain data. Two renderers stand on it: text with carets (here) and squiggles (the page).

/// Bytes `start..end` of the source; `end` is exclusive; both lie on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// There is no program.
    Error,
    /// There is a program, and it may not mean what was meant.
    Warning,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub span: Span,
    /// What was found and what was wanted, one sentence.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}
