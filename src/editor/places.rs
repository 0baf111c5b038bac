//! Places in a text as the compiler (bytes), the browser (UTF-16 units) and a person (line and column) count them.

use engine::lang::Span;

/// Line and column of a byte, both from 1, columns in characters, as in the compiler's messages.
pub fn position(source: &str, at: usize) -> (usize, usize) {
    let at = boundary(source, at);
    let mut number = 0;
    let mut start = 0;
    for line in line_spans(source).take_while(|line| line.start <= at) {
        number += 1;
        start = line.start;
    }
    (number, source[start..at].chars().count() + 1)
}

/// The place of a byte as a text area counts it: in UTF-16 units, each line break as one.
pub fn to_units(source: &str, at: usize) -> u32 {
    let text = &source[..boundary(source, at)];
    (text.encode_utf16().count() - text.matches("\r\n").count()) as u32
}

/// The byte at a text area's place. Only for what a text area holds, where every line break is one `\n`.
pub fn from_units(source: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in source.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    source.len()
}

/// The text as a text area holds it.
pub fn normalized(source: &str) -> String {
    source.replace("\r\n", "\n").replace('\r', "\n")
}

/// What changed from one text to the other: the bytes of `old` to replace, and what replaces them.
pub fn difference<'a>(old: &str, new: &'a str) -> (Span, &'a str) {
    let start = old.char_indices().zip(new.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    let start = start.unwrap_or(old.len().min(new.len()));
    let same: usize =
        old[start..].chars().rev().zip(new[start..].chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    (Span { start, end: old.len() - same }, &new[start..new.len() - same])
}

/// Lines without their breaks: `\n`, `\r\n` or a lone `\r`, as a text area understands them.
pub fn line_spans(source: &str) -> impl Iterator<Item = Span> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let Some(length) = source[start..].find(['\n', '\r']) else {
            next = None;
            return Some(Span { start, end: source.len() });
        };
        let end = start + length;
        next = Some(end + if source[end..].starts_with("\r\n") { 2 } else { 1 });
        Some(Span { start, end })
    })
}

/// The nearest character boundary at or before `at`, inside the text.
pub fn boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let source = "é𝕏\r\nab\nc";
        for (at, line_and_column, units) in
            [(0, (1, 1), 0), (2, (1, 2), 1), (6, (1, 3), 3), (8, (2, 1), 4), (10, (2, 3), 6), (11, (3, 1), 7)]
        {
            assert_eq!(position(source, at), line_and_column, "byte {at}");
            assert_eq!(to_units(source, at), units, "byte {at}");
        }
        let held = normalized(source);
        for at in [0, 2, 6, 7, 8, 9, 10, 11] {
            assert_eq!(from_units(&held, to_units(&held, at)), at);
        }
    }

    #[test]
    fn differences() {
        for (old, new, span, middle) in [
            ("abc", "abc", (3, 3), ""),
            ("abc", "axc", (1, 2), "x"),
            ("aa", "aaa", (2, 2), "a"),
            ("", "é", (0, 0), "é"),
            ("éa", "èa", (0, 2), "è"),
        ] {
            let (found, text) = difference(old, new);
            assert_eq!(((found.start, found.end), text), (span, middle), "{old} -> {new}");
            assert_eq!(format!("{}{text}{}", &old[..found.start], &old[found.end..]), new);
        }
    }
}
