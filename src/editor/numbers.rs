//! A number in a text, turned by keys or by a drag.

use engine::lang::{self, MAX_SOURCE, Span, TokenKind};

/// The number at the caret, with its sign: the bytes that it takes up.
pub fn number_at(source: &str, caret: usize) -> Option<Span> {
    number(source, caret).map(|it| it.span)
}

/// The number at the caret made larger or smaller by `steps` units of its last digit, with its sign: the bytes to replace and
/// what replaces them.
pub fn nudge(source: &str, caret: usize, steps: i64) -> Option<(Span, String)> {
    let Number { span, whole, decimals, exponent } = number(source, caret)?;
    let turned = whole + steps;
    let sign = if turned < 0 { "-" } else { "" };
    let mut digits = format!("{:0width$}", turned.abs(), width = decimals + 1);
    if decimals > 0 {
        digits.insert(digits.len() - decimals, '.');
    }
    Some((span, format!("{sign}{digits}{exponent}")))
}

struct Number {
    span: Span,
    /// Without its point.
    whole: i64,
    decimals: usize,
    /// With its letter; empty: none.
    exponent: String,
}

fn number(source: &str, caret: usize) -> Option<Number> {
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
    Some(Number { span, whole: if negative { -whole } else { whole }, decimals, exponent: exponent.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

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
