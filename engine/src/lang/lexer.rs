//! Text into tokens, for the parser and for the highlight layer of the editor.
//!
//! Not here: any message. The lexer is total: whatever it does not know becomes one [`Lexeme::Unknown`] and `slips.rs`
//! says what to type instead. Questionable decision: a number token swallows every letter and point that touches it
//! (`12abc`, `1.2.3`), so that one mistake is one token and gets one message.

use super::diagnostic::Span;
use super::function;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexeme {
    /// Starts like a number; the parser decides whether it is one.
    Number,
    Name,
    Let,
    If,
    Else,
    True,
    False,
    Plus,
    Minus,
    Star,
    Slash,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    EqualEqual,
    NotEqual,
    AndAnd,
    OrOr,
    Bang,
    Equal,
    Comma,
    Semicolon,
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    Comment,
    Unknown,
    /// Stands for a token that has been reported; only the parser puts it there.
    Hole,
    /// After the last token; never in the list that [`lex`] returns.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub lexeme: Lexeme,
    pub span: Span,
}

/// What the highlight layer colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Keyword,
    Number,
    Name,
    Function,
    Operator,
    Punctuation,
    Comment,
    /// Nothing that the language knows.
    Unknown,
}

/// Every token in order, comments too; between two of them stand only blanks. Total over any text.
pub fn tokens(source: &str) -> Vec<(Span, TokenKind)> {
    lex(source).into_iter().map(|token| (token.span, kind(token.lexeme, &source[token.span.start..token.span.end]))).collect()
}

fn kind(lexeme: Lexeme, text: &str) -> TokenKind {
    match lexeme {
        Lexeme::Number => TokenKind::Number,
        Lexeme::Name if function::is_function(text) => TokenKind::Function,
        Lexeme::Name => TokenKind::Name,
        Lexeme::Let | Lexeme::If | Lexeme::Else | Lexeme::True | Lexeme::False => TokenKind::Keyword,
        Lexeme::Plus
        | Lexeme::Minus
        | Lexeme::Star
        | Lexeme::Slash
        | Lexeme::Less
        | Lexeme::LessEqual
        | Lexeme::Greater
        | Lexeme::GreaterEqual
        | Lexeme::EqualEqual
        | Lexeme::NotEqual
        | Lexeme::AndAnd
        | Lexeme::OrOr
        | Lexeme::Bang
        | Lexeme::Equal => TokenKind::Operator,
        Lexeme::Comma | Lexeme::Semicolon | Lexeme::Open | Lexeme::Close | Lexeme::OpenBrace | Lexeme::CloseBrace => TokenKind::Punctuation,
        Lexeme::Comment => TokenKind::Comment,
        Lexeme::Unknown | Lexeme::Hole | Lexeme::End => TokenKind::Unknown,
    }
}

/// Words and signs in reading order, without blanks and without [`Lexeme::End`].
pub fn lex(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        if is_blank(c) {
            at += c.len_utf8();
            continue;
        }
        let (lexeme, length) = one(&source[at..], c);
        tokens.push(Token { lexeme, span: Span { start: at, end: at + length } });
        at += length;
    }
    tokens
}

/// Blanks that separate and mean nothing. The others (non-breaking, zero width) come with pasted text and look like
/// these; they are told, because the person cannot see them.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The letters, digits and signs of ASCII as keyboards for Chinese, Japanese and Korean write them.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

/// The letter of ASCII that a wide one stands for; any other as it is.
pub fn narrow(c: char) -> char {
    if is_wide(c) { char::from((c as u32 - 0xff01) as u8 + b'!') } else { c }
}

fn is_in_word(c: char) -> bool {
    c == '_' || c == '\u{ff3f}' || c.is_alphanumeric()
}

/// Signs of more than one character, the longest first. The unknown ones are habits from other languages.
const SIGNS: [(&str, Lexeme); 24] = [
    ("===", Lexeme::Unknown),
    ("!==", Lexeme::Unknown),
    ("<=", Lexeme::LessEqual),
    (">=", Lexeme::GreaterEqual),
    ("==", Lexeme::EqualEqual),
    ("!=", Lexeme::NotEqual),
    ("&&", Lexeme::AndAnd),
    ("||", Lexeme::OrOr),
    ("**", Lexeme::Unknown),
    ("=<", Lexeme::Unknown),
    ("=>", Lexeme::Unknown),
    ("<>", Lexeme::Unknown),
    (":=", Lexeme::Unknown),
    ("+=", Lexeme::Unknown),
    ("-=", Lexeme::Unknown),
    ("*=", Lexeme::Unknown),
    ("/=", Lexeme::Unknown),
    ("<", Lexeme::Less),
    (">", Lexeme::Greater),
    ("=", Lexeme::Equal),
    ("!", Lexeme::Bang),
    ("+", Lexeme::Plus),
    ("-", Lexeme::Minus),
    ("*", Lexeme::Star),
];

/// The first token of `rest`, which begins with `c`, and its length in bytes (at least that of `c`).
fn one(rest: &str, c: char) -> (Lexeme, usize) {
    if rest.starts_with("//") {
        return (Lexeme::Comment, rest.find(['\n', '\r']).unwrap_or(rest.len()));
    }
    if c == '#' {
        // Surely meant as a comment: read as one, and reported.
        return (Lexeme::Unknown, rest.find(['\n', '\r']).unwrap_or(rest.len()));
    }
    if let Some(inside) = rest.strip_prefix("/*") {
        return (Lexeme::Unknown, inside.find("*/").map_or(rest.len(), |end| end + 4));
    }
    if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
        return (Lexeme::Number, number_length(rest));
    }
    if is_in_word(c) {
        let is_number = narrow(c).is_ascii_digit();
        let length = rest.find(|d| !(is_in_word(d) || is_number && narrow(d) == '.')).unwrap_or(rest.len());
        return (word(&rest[..length]), length);
    }
    if is_wide(c) {
        // As long as the sign that is meant.
        let plain: String = rest.chars().take_while(|c| is_wide(*c)).take(3).map(narrow).collect();
        let (_, letters) = one(&plain, narrow(c));
        let is_comment = plain.starts_with("//") || plain.starts_with('#');
        let length = if is_comment { rest.find(['\n', '\r']).unwrap_or(rest.len()) } else { letters * c.len_utf8() };
        return (Lexeme::Unknown, length);
    }
    if c == '"' || c == '\'' {
        // A text, to its end on the same line, so that what stands in it is not read as a program.
        let end = rest[1..].find([c, '\n', '\r']).map_or(rest.len(), |end| end + 1);
        return (Lexeme::Unknown, if rest[end..].starts_with(c) { end + 1 } else { end });
    }
    for (sign, lexeme) in SIGNS {
        if rest.starts_with(sign) {
            return (lexeme, sign.len());
        }
    }
    let lexeme = match c {
        '/' => Lexeme::Slash,
        ',' => Lexeme::Comma,
        ';' => Lexeme::Semicolon,
        '(' => Lexeme::Open,
        ')' => Lexeme::Close,
        '{' => Lexeme::OpenBrace,
        '}' => Lexeme::CloseBrace,
        _ => Lexeme::Unknown,
    };
    // A run of the same unknown sign is one mistake.
    let length = if lexeme == Lexeme::Unknown { rest.find(|d| d != c).unwrap_or(rest.len()) } else { c.len_utf8() };
    (lexeme, length)
}

fn word(text: &str) -> Lexeme {
    match text {
        "let" => Lexeme::Let,
        "if" => Lexeme::If,
        "else" => Lexeme::Else,
        "true" => Lexeme::True,
        "false" => Lexeme::False,
        _ if text.is_ascii() => Lexeme::Name,
        _ => Lexeme::Unknown,
    }
}

fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut end = 0;
    let mut plain = true; // only digits, `_` and points so far: an `e` now starts an exponent
    while let Some(&b) = bytes.get(end) {
        if b.is_ascii_digit() || b == b'_' || b == b'.' {
            end += 1;
        } else if b.is_ascii_alphabetic() {
            let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-')) && bytes.get(end + 2).is_some_and(u8::is_ascii_digit);
            end += if plain && matches!(b, b'e' | b'E') && signed { 2 } else { 1 };
            plain = false;
        } else {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds by their first letter (`?` unknown), texts between bars.
    #[track_caller]
    fn check(source: &str, kinds: &str, texts: &str) {
        let found = tokens(source);
        let letter = |kind: &TokenKind| match kind {
            TokenKind::Keyword => 'k',
            TokenKind::Number => 'n',
            TokenKind::Name => 'a',
            TokenKind::Function => 'f',
            TokenKind::Operator => 'o',
            TokenKind::Punctuation => 'p',
            TokenKind::Comment => 'c',
            TokenKind::Unknown => '?',
        };
        assert_eq!(found.iter().map(|(_, kind)| letter(kind)).collect::<String>(), kinds, "{source}");
        let words: Vec<&str> = found.iter().map(|(span, _)| &source[span.start..span.end]).collect();
        assert_eq!(words.join("|"), texts, "{source}");
    }

    #[test]
    fn words_and_signs() {
        check("let a=-1;", "kaoonp", "let|a|=|-|1|;");
        check("min(x,was(y)) // end", "fpapfpappc", "min|(|x|,|was|(|y|)|)|// end");
        check("if!true{gamma}", "kokpap", "if|!|true|{|gamma|}");
        check("a<=b==c&&d||e!=f", "aoaoaoaoaoa", "a|<=|b|==|c|&&|d||||e|!=|f");
        check("1e-3 1-3 .5 1. 1.2.3 0x1e-3 12abc 1e+", "nnonnnnnonnno", "1e-3|1|-|3|.5|1.|1.2.3|0x1e|-|3|12abc|1e|+");
        check("k\u{e4}se x\u{b2} # c\nx", "???a", "k\u{e4}se|x\u{b2}|# c|x");
        check("a === b ** 'two words", "a?a??", "a|===|b|**|'two words");
        check("\u{a0}\u{a0}x/* y\n */1", "?a?n", "\u{a0}\u{a0}|x|/* y\n */|1");
        check("// a\r\nx", "ca", "// a|x");
        check("ａ＿b＆＆１．５＞＝(2)／／c\nx", "????pnp?a", "ａ＿b|＆＆|１．５|＞＝|(|2|)|／／c|x");
    }
}
