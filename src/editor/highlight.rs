//! A program's text in lines and colored pieces with their marks, as markup; and which lines differ from those on view.
//!
//! No browser here. Questionable decision: everything is made anew at each keystroke; 8 KiB are a few thousand pieces, and the
//! page only touches the lines that differ ([`patch`]).

use super::places::{boundary, line_spans};
use crate::ui::markup::escape;
use engine::lang::{self, MAX_SOURCE, Span, TokenKind};

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
        cuts.sort_unstable();
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
}
