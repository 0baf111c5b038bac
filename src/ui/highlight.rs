//! What the layer under the reward's text shows: the text cut into lines and pieces, each with its color and its mark; and the
//! places in a text as the browser, a person and the compiler count them.
//!
//! No browser here, so that all of it is tested natively. Questionable decision: everything is made anew at each keystroke;
//! 8 KiB are a few thousand pieces, and the page only touches the lines that differ ([`patch`]).

use super::markup::escape;
use engine::lang::{self, MAX_SOURCE, Span, TokenKind};
use engine::math::shell_sort;

/// What is wrong with a piece of the text. Where two overlap, the greater is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Warning,
    Error,
    /// The run stopped here.
    Failure,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Empty: a mark between two characters, or behind the last one of a line.
    pub text: String,
    /// None: blanks.
    pub kind: Option<TokenKind>,
    pub mark: Option<Mark>,
}

/// The pieces of each line, line breaks left out. None for a text that is too long to be looked at on every keystroke.
pub fn lines(source: &str, marks: &[(Span, Mark)]) -> Option<Vec<Vec<Piece>>> {
    if source.len() > MAX_SOURCE {
        return None;
    }
    let marks: Vec<(Span, Mark)> = marks.iter().map(|&(span, mark)| (inside(source, span), mark)).collect();
    let tokens = lang::tokens(source);
    let mut token = 0;
    let mut out = Vec::new();
    for line in line_spans(source) {
        let mut cuts: Vec<usize> = marks.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
        while token < tokens.len() && tokens[token].0.end <= line.start {
            token += 1;
        }
        cuts.extend(tokens[token..].iter().take_while(|(span, _)| span.start < line.end).flat_map(|(span, _)| [span.start, span.end]));
        cuts.retain(|at| (line.start..=line.end).contains(at));
        cuts.extend([line.start, line.end]);
        shell_sort(&mut cuts, |a, b| a < b);
        cuts.dedup();

        let mut pieces = Vec::new();
        let mut at = token;
        for (i, &start) in cuts.iter().enumerate() {
            let point = marks.iter().filter(|(span, _)| span.start == start && span.end == start).map(|&(_, mark)| mark).max();
            if point.is_some() {
                pieces.push(Piece { text: String::new(), kind: None, mark: point });
            }
            let Some(&end) = cuts.get(i + 1) else { break };
            while at < tokens.len() && tokens[at].0.end <= start {
                at += 1;
            }
            let kind = tokens.get(at).filter(|(span, _)| span.start <= start).map(|&(_, kind)| kind);
            let mark = marks.iter().filter(|(span, _)| span.start <= start && end <= span.end).map(|&(_, mark)| mark).max();
            pieces.push(Piece { text: source[start..end].to_owned(), kind, mark });
        }
        out.push(pieces);
    }
    Some(out)
}

/// One line of the layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub text: String,
    pub markup: String,
}

impl Line {
    pub fn of(pieces: &[Piece]) -> Line {
        let mut line = Line::default();
        for piece in pieces {
            line.text += &piece.text;
            let text = escape(&piece.text);
            let kind = piece.kind.map_or("", class_of_token);
            let mark = match piece.mark {
                Some(Mark::Error) => " m-error",
                Some(Mark::Warning) => " m-warning",
                Some(Mark::Failure) => " m-failure",
                None => "",
            };
            let point = if piece.text.is_empty() { " m-point" } else { "" };
            if kind.len() + mark.len() + point.len() == 0 {
                line.markup += &text;
            } else {
                for part in ["<span class='", kind, mark, point, "'>", &text, "</span>"] {
                    line.markup += part;
                }
            }
        }
        // The break gives an empty line its height; at the end of a full one it shows nothing.
        line.markup.push('\n');
        line
    }
}

pub fn class_of_token(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Keyword => "t-keyword",
        TokenKind::Number => "t-number",
        TokenKind::Name => "t-name",
        TokenKind::Function => "t-function",
        TokenKind::Operator => "t-operator",
        TokenKind::Punctuation => "t-punctuation",
        TokenKind::Comment => "t-comment",
        TokenKind::Unknown => "t-unknown",
    }
}

/// How the lines on view become the new ones.
#[derive(Debug, PartialEq)]
pub struct Patch {
    /// From this line on so many lines go, and so many empty ones come.
    pub at: usize,
    pub gone: usize,
    pub come: usize,
    /// After that: the lines whose markup is another.
    pub drawn: Vec<usize>,
}

/// Lines are the same by their text, so that a mark that comes or goes far away moves none of them.
pub fn patch(old: &[Line], new: &[Line]) -> Patch {
    let shorter = old.len().min(new.len());
    let at = (0..shorter).take_while(|&i| old[i].text == new[i].text).count();
    let (gone, come) = (old.len() - shorter, new.len() - shorter);
    let was = |i: usize| {
        if i < at {
            Some(&old[i])
        } else if i < at + come {
            None
        } else {
            Some(&old[i - come + gone])
        }
    };
    let drawn = (0..new.len()).filter(|&i| was(i).is_none_or(|line| line.markup != new[i].markup)).collect();
    Patch { at, gone, come, drawn }
}

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

/// The number at the caret made larger or smaller by `steps` units of its last digit, with its sign: the bytes to replace and
/// what replaces them.
pub fn nudge(source: &str, caret: usize, steps: i64) -> Option<(Span, String)> {
    if source.len() > MAX_SOURCE {
        return None;
    }
    let tokens = lang::tokens(source);
    let at = tokens.iter().position(|(span, kind)| *kind == TokenKind::Number && span.start <= caret && caret <= span.end)?;
    let mut span = tokens[at].0;
    let text = source[span.start..span.end].replace('_', "");
    let (digits, exponent) = match text.find(['e', 'E']) {
        Some(e) => (&text[..e], &text[e..]),
        None => (&text[..], ""),
    };
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    // More digits than these are nobody's to turn by hand, and would not survive the arithmetic.
    if digits.len() > 15 {
        return None;
    }
    let whole: i64 = digits.replace('.', "").parse().ok()?;
    // A minus belongs to the number unless something to subtract from stands before it.
    let negative = at > 0 && &source[tokens[at - 1].0.start..tokens[at - 1].0.end] == "-" && {
        let before = at.checked_sub(2).map(|i| (tokens[i].1, &source[tokens[i].0.start..tokens[i].0.end]));
        !matches!(before, Some((TokenKind::Number | TokenKind::Name, _) | (_, ")" | "}" | "true" | "false")))
    };
    if negative {
        span.start = tokens[at - 1].0.start;
    }
    let turned = if negative { -whole } else { whole } + steps;
    let sign = if turned < 0 { "-" } else { "" };
    let mut digits = format!("{:0width$}", turned.abs(), width = decimals + 1);
    if decimals > 0 {
        digits.insert(digits.len() - decimals, '.');
    }
    Some((span, format!("{sign}{digits}{exponent}")))
}

/// Lines without their breaks: `\n`, `\r\n` or a lone `\r`, as a text area understands them.
fn line_spans(source: &str) -> impl Iterator<Item = Span> {
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
fn boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn inside(source: &str, span: Span) -> Span {
    let start = boundary(source, span.start);
    Span { start, end: boundary(source, span.end).max(start) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text:kind` and a mark's sign (`?` warning, `!` error, `#` failure), pieces divided by `|`, lines by `/`.
    fn check(source: &str, marks: &[(usize, usize, Mark)], expected: &str) {
        let marks: Vec<_> = marks.iter().map(|&(start, end, mark)| (Span { start, end }, mark)).collect();
        let shown: Vec<String> = lines(source, &marks)
            .expect("a short text")
            .iter()
            .map(|line| {
                let pieces: Vec<String> = line
                    .iter()
                    .map(|piece| {
                        let kind = piece.kind.map_or("-", |kind| match kind {
                            TokenKind::Keyword => "k",
                            TokenKind::Number => "1",
                            TokenKind::Name => "n",
                            TokenKind::Function => "f",
                            TokenKind::Operator => "o",
                            TokenKind::Punctuation => "p",
                            TokenKind::Comment => "c",
                            TokenKind::Unknown => "u",
                        });
                        let mark = piece.mark.map_or("", |mark| match mark {
                            Mark::Warning => "?",
                            Mark::Error => "!",
                            Mark::Failure => "#",
                        });
                        format!("{}:{kind}{mark}", piece.text)
                    })
                    .collect();
                pieces.join("|")
            })
            .collect();
        assert_eq!(shown.join("/"), expected, "{source:?}");
    }

    #[test]
    fn pieces() {
        check("", &[], "");
        check("1 + x", &[], "1:1| :-|+:o| :-|x:n");
        check("a\n\nmin(b)\n", &[], "a:n//min:f|(:p|b:n|):p/");
        check("a\r\nb\rc", &[], "a:n/b:n/c:n");
        check("if // why\n1", &[], "if:k| :-|// why:c/1:1");
    }

    #[test]
    fn marks_cut_pieces_and_lines() {
        check("abc", &[(1, 2, Mark::Error)], "a:n|b:n!|c:n");
        check("a +\nb", &[(0, 5, Mark::Warning)], "a:n?| :-?|+:o?/b:n?");
        check("ab", &[(0, 2, Mark::Warning), (1, 2, Mark::Failure)], "a:n?|b:n#");
    }

    #[test]
    fn an_empty_span_is_a_mark_without_text() {
        check("a +", &[(3, 3, Mark::Error)], "a:n| :-|+:o|:-!");
        check("", &[(0, 0, Mark::Error)], ":-!");
        check("a\n", &[(2, 2, Mark::Error)], "a:n/:-!");
    }

    #[test]
    fn spans_of_another_text_do_no_harm() {
        check("é", &[(1, 90, Mark::Error)], "é:u!");
        check("a", &[(7, 3, Mark::Error)], "a:n|:-!");
    }

    #[test]
    fn the_pieces_are_the_text() {
        let source = "let d = was(x) - x; // é\n\tif d > 0.5 { d } else { -d }\n";
        let lines = lines(source, &[(Span { start: 4, end: 30 }, Mark::Error)]).expect("a short text");
        let text: Vec<String> = lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect()).collect();
        assert_eq!(text.join("\n"), source);
    }

    #[test]
    fn a_text_over_the_limit_is_left_alone() {
        assert!(lines(&"1".repeat(MAX_SOURCE), &[]).is_some());
        assert_eq!(lines(&"1".repeat(MAX_SOURCE + 1), &[]), None);
    }

    #[test]
    fn only_lines_that_differ_are_drawn() {
        let all = |source: &str, marks: &[(Span, Mark)]| -> Vec<Line> {
            lines(source, marks).expect("a short text").iter().map(|line| Line::of(line)).collect()
        };
        let check = |old: &str, new: &str, marks: &[(Span, Mark)], expected: (usize, usize, usize, &[usize])| {
            let (old, new) = (all(old, &[]), all(new, marks));
            let Patch { at, gone, come, drawn } = patch(&old, &new);
            assert_eq!((at, gone, come, &drawn[..]), expected);
            // Done as the page does it, what is on view is the new text.
            let mut view: Vec<Line> = old;
            view.splice(at..at + gone, vec![Line::default(); come]);
            for line in drawn {
                view[line] = new[line].clone();
            }
            assert_eq!(view, new);
        };
        check("a\nb\nc", "a\nb\nc", &[], (3, 0, 0, &[]));
        check("a\nb\nc", "a\nx\nc", &[], (1, 0, 0, &[1]));
        check("a\nb\nc", "a\n\nb\nc", &[], (1, 0, 1, &[1]));
        check("a\nx\nb\nc", "a\nb\nc", &[], (1, 1, 0, &[]));
        check("a\na\nc", "a\nc", &[], (1, 1, 0, &[]));
        check("", "a\nb", &[], (0, 0, 1, &[0, 1]));
        check("a\nb", "", &[], (0, 1, 0, &[0]));
        let mark = (Span { start: 0, end: 1 }, Mark::Error);
        check("a\nb\nc", "a\nb\n\nc", &[mark], (2, 0, 1, &[0, 2]));
        check("a\nb\nc", "a\nb\nc", &[mark], (3, 0, 0, &[0]));
    }

    #[test]
    fn a_line_as_markup() {
        let check = |source: &str, marks: &[(Span, Mark)], expected: &str| {
            let line = Line::of(&lines(source, marks).expect("a short text")[0]);
            assert_eq!((line.text.as_str(), line.markup.as_str()), (source, expected));
        };
        check("", &[], "\n");
        check("x <", &[], "<span class='t-name'>x</span> <span class='t-operator'>&lt;</span>\n");
        check("x", &[(Span { start: 0, end: 1 }, Mark::Error)], "<span class='t-name m-error'>x</span>\n");
        check(
            "x",
            &[(Span { start: 1, end: 1 }, Mark::Warning)],
            "<span class='t-name'>x</span><span class=' m-warning m-point'></span>\n",
        );
    }

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

    #[test]
    fn nudges() {
        let check = |source: &str, caret: usize, steps: i64, expected: Option<&str>| {
            let text = nudge(source, caret, steps).map(|(span, text)| format!("{}{text}{}", &source[..span.start], &source[span.end..]));
            assert_eq!(text.as_deref(), expected, "{source}");
        };
        check("1", 0, 1, Some("2"));
        check("0.05 * x", 4, -1, Some("0.04 * x"));
        check("0.95", 1, 10, Some("1.05"));
        check("0.0", 0, -1, Some("-0.1"));
        check("x * -0.5", 6, 1, Some("x * -0.4"));
        check("-1", 1, 1, Some("0"));
        check("x - 1", 4, 1, Some("x - 2"));
        check("x - 0", 4, -1, Some("x - -1"));
        check("1e-3", 0, 1, Some("2e-3"));
        check("9_999", 2, 1, Some("10000"));
        check("x", 0, 1, None);
        check("12abc", 0, 1, None);
    }
}
