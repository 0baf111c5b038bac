//! A person's mistakes as plain data. Two renderers stand on it: text with carets (here) and squiggles (the page).
//!
//! Not here: the mistakes themselves. Questionable decision: the width of a character is guessed from a few ranges of
//! Unicode instead of a table of 100 KB; a caret one column off in a rare script is the price.

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

/// More than this many help nobody.
pub const MAX_DIAGNOSTICS: usize = 20;

/// What one pass has found so far.
#[derive(Default)]
pub(super) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Further ones change nothing, so costly hints need not be made.
    pub fn full(&self) -> bool {
        self.0.len() >= MAX_DIAGNOSTICS
    }

    pub fn error(&mut self, span: Span, message: impl Into<String>, hint: Option<String>) {
        self.push(Diagnostic { severity: Severity::Error, span, message: message.into(), hint });
    }

    pub fn warning(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.push(Diagnostic { severity: Severity::Warning, span, message: message.into(), hint: Some(hint.into()) });
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        if !self.full() {
            self.0.push(diagnostic);
        }
    }

    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

/// Columns between two tab stops.
const TAB: usize = 4;
/// A longer line is cut to about this many columns around the mistake.
const WIDTH: usize = 120;

/// Text with carets, one paragraph a diagnostic. Lines and columns count from 1, columns in characters.
pub fn render(source: &str, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for (i, diagnostic) in diagnostics.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        render_one(source, diagnostic, &mut out);
    }
    out
}

fn render_one(source: &str, diagnostic: &Diagnostic, out: &mut String) {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let start = boundary(source, diagnostic.span.start);
    let end = boundary(source, diagnostic.span.end).max(start);
    // The end is exclusive: a span that ends behind a line break still ends on the line before.
    let last = if end > start { end - 1 } else { end };
    let (first_line, last_line) = (line_of(source, start), line_of(source, boundary(source, last)));
    let number = |line: &Line| line.number.to_string();
    let gutter = number(&last_line).len();
    let column = source[first_line.start..start].chars().count() + 1;
    *out += &format!("{severity}: {}\n", diagnostic.message);
    *out += &format!("{:gutter$}--> {}:{column}\n", "", first_line.number);
    *out += &format!("{:gutter$} |\n", "");
    if first_line.number == last_line.number {
        marked_line(source, &first_line, start, end, gutter, out);
    } else {
        marked_line(source, &first_line, start, first_line.end, gutter, out);
        if last_line.number > first_line.number + 1 {
            *out += "...\n";
        }
        let text = &source[last_line.start..last_line.end];
        let indent = text.len() - text.trim_start().len();
        marked_line(source, &last_line, (last_line.start + indent).min(end), end, gutter, out);
    }
    if let Some(hint) = &diagnostic.hint {
        *out += &format!("{:gutter$} = help: {hint}\n", "");
    }
}

struct Line {
    number: usize,
    start: usize,
    /// Exclusive, without the line break.
    end: usize,
}

/// The nearest character boundary at or before `at`, inside the text.
fn boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_of(source: &str, at: usize) -> Line {
    let start = source[..at].rfind('\n').map_or(0, |i| i + 1);
    let number = source[..start].matches('\n').count() + 1;
    let length = source[start..].find('\n').unwrap_or(source.len() - start);
    let end = start + source[start..start + length].trim_end_matches('\r').len();
    // On Windows line ends a span may point between `\r` and `\n`.
    Line { number, start, end: end.max(at.min(start + length)) }
}

fn marked_line(source: &str, line: &Line, start: usize, end: usize, gutter: usize, out: &mut String) {
    // Every character as it is shown, with its column, and whether it lies in the span.
    let mut shown = String::new();
    let mut marks = String::new();
    let mut column = 0;
    let (mut from, mut to) = (None, 0);
    let mut cells: Vec<(String, usize)> = Vec::new();
    for (offset, c) in source[line.start..line.end].char_indices() {
        let at = line.start + offset;
        if at >= start && from.is_none() {
            from = Some(column);
        }
        let cell = cell(c, column);
        column += cell.1;
        cells.push(cell);
        if at < end {
            to = column;
        }
    }
    let from = from.unwrap_or(column);
    let to = to.max(from + 1);
    // The part of the line that is shown: all of it, or a window around the beginning of the mistake.
    let left = if column <= WIDTH { 0 } else { from.saturating_sub(WIDTH / 2) };
    let right = left + WIDTH;
    let mut at = 0;
    if left > 0 {
        shown.push('…');
        marks.push(' ');
    }
    for (text, width) in cells {
        if at >= left && at + width <= right {
            shown += &text;
        }
        at += width;
    }
    if column > right {
        shown.push('…');
    }
    for at in left..to.min(right) {
        marks.push(if at >= from { '^' } else { ' ' });
    }
    let number = line.number;
    *out += format!("{number:gutter$} | {shown}").trim_end();
    *out += &format!("\n{:gutter$} | {marks}\n", "");
}

/// What is printed for a character, and its width in columns.
fn cell(c: char, column: usize) -> (String, usize) {
    match c {
        '\t' => {
            let width = TAB - column % TAB;
            (" ".repeat(width), width)
        }
        // Signs that would move the cursor, hide, or turn the reading direction are shown as a box.
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => ("\u{fffd}".into(), 1),
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' => (c.into(), 0),
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => (c.into(), 2),
        _ => (c.into(), 1),
    }
}

/// The text of a span for use inside a message: blanks folded, and cut when long.
pub(super) fn quote(source: &str, span: Span) -> String {
    const LONGEST: usize = 40;
    let mut out = String::new();
    let mut length = 0;
    let mut blank = false;
    for c in source[span.start..span.end].chars() {
        // A blank and the character after it count together.
        if length >= LONGEST {
            out.push('…');
            break;
        }
        if c.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
            length += 1;
        }
        out.push(if c.is_control() { '\u{fffd}' } else { c });
        length += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stay_short() {
        let quote = |text: &str| quote(text, Span { start: 0, end: text.len() });
        assert_eq!(quote(" a \n\t b "), "a b");
        for text in ["a".repeat(99), "a ".repeat(99), format!("a{}", " a".repeat(99)), "ab ".repeat(99)] {
            let length = quote(&text).chars().count();
            assert!((40..=42).contains(&length), "{length} {text}");
        }
    }
}
