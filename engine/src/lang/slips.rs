//! Signs and words of other languages, of mathematics and of word processors: what to type instead.
//!
//! Not here: mistakes that need the tree (`parser.rs`) or the names (`check.rs`). Each slip names the tokens that the
//! parser reads in its place, so that the rest of the text is still checked. Questionable decision: words such as `and`,
//! `while` or `return` cannot be names; a clear message about them is worth more.

use super::diagnostic::Span;
use super::lexer::{Lexeme, Token, is_wide, narrow};
use super::suggest;

pub struct Slip {
    pub message: String,
    pub hint: Option<String>,
    /// What the parser reads instead; nothing: the token is left out.
    pub instead: &'static [Lexeme],
    /// Nothing sensible can be read after this.
    pub last: bool,
}

fn slip(message: impl Into<String>, hint: impl Into<String>, instead: &'static [Lexeme]) -> Option<Slip> {
    Some(Slip { message: message.into(), hint: Some(hint.into()), instead, last: false })
}

fn stop(message: impl Into<String>, hint: &str) -> Option<Slip> {
    Some(Slip { message: message.into(), hint: Some(hint.into()), instead: &[], last: true })
}

/// A sign that looks like one of ours.
fn lookalike(text: &str, typed: &str, instead: &'static [Lexeme]) -> Option<Slip> {
    slip(format!("`{text}` is not understood here"), format!("type `{typed}` instead"), instead)
}

/// The slip at `tokens[at]`, if it is one.
pub fn find(source: &str, tokens: &[Token], at: usize) -> Option<Slip> {
    let text = |span: Span| &source[span.start..span.end];
    let token = tokens[at];
    match token.lexeme {
        Lexeme::Unknown => Some(sign(text(token.span))),
        Lexeme::Name => word(text(token.span), tokens, at),
        _ => None,
    }
}

fn word(text: &str, tokens: &[Token], at: usize) -> Option<Slip> {
    let lexeme = |offset: usize| tokens.get(at + offset).map(|token| token.lexeme);
    // A keyword in other letters than small ones.
    for (keyword, instead) in
        [("let", &[Lexeme::Let]), ("if", &[Lexeme::If]), ("else", &[Lexeme::Else]), ("true", &[Lexeme::True]), ("false", &[Lexeme::False])]
    {
        if text.eq_ignore_ascii_case(keyword) {
            return slip(format!("`{text}` is written in lowercase here"), format!("type `{keyword}`"), instead);
        }
    }
    // What follows a branch can be nothing else, and while it is being typed it is the first letters of it.
    let is_after_branch =
        at > 0 && tokens[at - 1].lexeme == Lexeme::CloseBrace && matches!(lexeme(1), Some(Lexeme::OpenBrace | Lexeme::If | Lexeme::End));
    if is_after_branch && ("else".starts_with(text) || suggest::closest(text, ["else"].into_iter()).is_some()) {
        return slip(format!("there is no `{text}` here"), "did you mean `else`?", &[Lexeme::Else]);
    }
    match text {
        "and" | "AND" | "And" => return slip(format!("`{text}` is written `&&`"), "for example `a && b`", &[Lexeme::AndAnd]),
        "or" | "OR" | "Or" => return slip(format!("`{text}` is written `||`"), "for example `a || b`", &[Lexeme::OrOr]),
        "not" | "NOT" | "Not" => return slip(format!("`{text}` is written `!`"), "for example `!a`", &[Lexeme::Bang]),
        "elif" | "elsif" | "elseif" => {
            return slip(format!("`{text}` is written `else if`"), "type `else if`", &[Lexeme::Else, Lexeme::If]);
        }
        "then" => return slip("`then` is not needed", "put the branch in braces: `if a { b } else { c }`", &[]),
        "return" => return slip("`return` is not needed", "the last expression is the reward by itself", &[]),
        "mut" => return slip("a value never changes here, so `mut` is not needed", "leave out `mut`", &[]),
        _ => {}
    }
    match text {
        "while" | "for" | "loop" | "do" | "repeat" => stop(
            format!("there are no loops here, so `{text}` has no meaning"),
            "the program runs once after every step; write what this one step is worth",
        ),
        "fn" | "def" | "function" | "lambda" => {
            stop("a reward program cannot define functions", "write the expression itself, or name a value with `let name = …;`")
        }
        // Only in front of `name =`: elsewhere these words may be names of their own.
        "var" | "const" | "auto" | "local" | "float" | "double" | "int" | "bool" | "val"
            if lexeme(1) == Some(Lexeme::Name) && lexeme(2) == Some(Lexeme::Equal) =>
        {
            slip(format!("`{text}` is written `let`"), "a value gets its name with `let name = …;`", &[Lexeme::Let])
        }
        _ => None,
    }
}

/// A token that the lexer does not know.
fn sign(text: &str) -> Slip {
    known_sign(text).unwrap_or_else(|| {
        let shown: String = text.chars().take(8).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        Slip { message: format!("`{shown}` has no meaning here"), hint: None, instead: &[], last: false }
    })
}

/// Characters of a word that a message repeats.
const LONGEST: usize = 40;

/// What the parser reads for signs and words of ours in wide letters.
const WIDE: [(&str, &[Lexeme]); 26] = [
    ("let", &[Lexeme::Let]),
    ("if", &[Lexeme::If]),
    ("else", &[Lexeme::Else]),
    ("true", &[Lexeme::True]),
    ("false", &[Lexeme::False]),
    ("<=", &[Lexeme::LessEqual]),
    (">=", &[Lexeme::GreaterEqual]),
    ("==", &[Lexeme::EqualEqual]),
    ("!=", &[Lexeme::NotEqual]),
    ("&&", &[Lexeme::AndAnd]),
    ("||", &[Lexeme::OrOr]),
    ("<", &[Lexeme::Less]),
    (">", &[Lexeme::Greater]),
    ("=", &[Lexeme::Equal]),
    ("!", &[Lexeme::Bang]),
    ("+", &[Lexeme::Plus]),
    ("-", &[Lexeme::Minus]),
    ("*", &[Lexeme::Star]),
    ("/", &[Lexeme::Slash]),
    (",", &[Lexeme::Comma]),
    (";", &[Lexeme::Semicolon]),
    ("(", &[Lexeme::Open]),
    (")", &[Lexeme::Close]),
    ("{", &[Lexeme::OpenBrace]),
    ("}", &[Lexeme::CloseBrace]),
    // A comment.
    ("//", &[]),
];

/// Letters and signs that a keyboard for Chinese, Japanese or Korean writes twice as wide.
fn wide(text: &str) -> Option<Slip> {
    let plain: String = text.chars().map(narrow).collect();
    let sign = if plain.starts_with("//") { "//" } else { &plain };
    if let Some((sign, instead)) = WIDE.iter().find(|(known, _)| *known == sign) {
        return lookalike(if *sign == "//" { "／／" } else { text }, sign, instead);
    }
    if plain.chars().all(|c| c == '_' || c == '.' || c.is_ascii_alphanumeric()) && plain != "." {
        let cut = |text: &str| {
            let short: String = text.chars().take(LONGEST).collect();
            if short.len() < text.len() { short + "…" } else { short }
        };
        return lookalike(&cut(text), &cut(&plain), &[Lexeme::Hole]);
    }
    // What is no sign of ours is told as its plain form is. A comment is told by the sign that begins it.
    let shown = if plain.starts_with('#') { 1 } else { LONGEST };
    let (typed, meant): (String, String) = text.chars().take(shown).map(|c| (c, narrow(c))).unzip();
    let slip = known_sign(&plain).or_else(|| known_sign(plain.get(..1)?));
    slip.map(|slip| Slip { message: format!("`{typed}` is a wide `{meant}`: {}", slip.message), ..slip })
}

fn known_sign(text: &str) -> Option<Slip> {
    if text.contains(is_wide) {
        return wide(text);
    }
    match text {
        "===" => return lookalike(text, "==", &[Lexeme::EqualEqual]),
        "!==" | "<>" => return lookalike(text, "!=", &[Lexeme::NotEqual]),
        "=<" => return lookalike(text, "<=", &[Lexeme::LessEqual]),
        "=>" => return lookalike(text, ">=", &[Lexeme::GreaterEqual]),
        ":=" => return lookalike(text, "=", &[Lexeme::Equal]),
        "**" | "^" => return slip("powers are written with `pow`", "for example `pow(x, 2)`, or `x * x`", &[Lexeme::Star]),
        "+=" | "-=" | "*=" | "/=" => {
            return slip(
                format!("`{text}` would change a value, and nothing here ever changes"),
                "write the whole reward as one expression: `a + b`",
                &[Lexeme::Plus],
            );
        }
        _ => {}
    }
    if text.starts_with("/*") {
        return slip("comments are written with `//`", "`//` turns the rest of a line into a comment", &[]);
    }
    let first = text.chars().next()?;
    match first {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => slip(
            format!("this is a special space (U+{:04X}), the kind that word processors and web pages insert", first as u32),
            "replace it with an ordinary space",
            &[],
        ),
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' => {
            slip(format!("there is an invisible character (U+{:04X}) here", first as u32), "delete it", &[])
        }
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{fe63}' => lookalike(&first.to_string(), "-", &[Lexeme::Minus]),
        '×' | '·' | '⋅' | '∙' | '∗' | '✕' | '✖' => lookalike(&first.to_string(), "*", &[Lexeme::Star]),
        '÷' | '∕' | '⁄' => lookalike(&first.to_string(), "/", &[Lexeme::Slash]),
        '≤' | '⩽' => lookalike(&first.to_string(), "<=", &[Lexeme::LessEqual]),
        '≥' | '⩾' => lookalike(&first.to_string(), ">=", &[Lexeme::GreaterEqual]),
        '≠' => lookalike("≠", "!=", &[Lexeme::NotEqual]),
        '∧' => lookalike("∧", "&&", &[Lexeme::AndAnd]),
        '∨' => lookalike("∨", "||", &[Lexeme::OrOr]),
        '¬' => lookalike("¬", "!", &[Lexeme::Bang]),
        '、' => lookalike("、", ",", &[Lexeme::Comma]),
        '&' => lookalike("&", "&&", &[Lexeme::AndAnd]),
        '|' => lookalike("|", "||", &[Lexeme::OrOr]),
        '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' => {
            slip(format!("`{first}` has no meaning here"), "names are written without quotes", &[])
        }
        '"' | '\'' => {
            let inside = text.trim_matches(first);
            let name = !inside.is_empty() && inside.len() < 40 && inside.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
            let hint =
                if name { format!("names are written without quotes: `{inside}`") } else { "names are written without quotes".into() };
            slip("a reward program has no use for text in quotes", hint, &[Lexeme::Hole])
        }
        '√' => slip("roots are written with `sqrt`", "for example `sqrt(x)`", &[]),
        '%' => slip("`%` has no meaning here", "write 5 % as `0.05`, and a remainder as `a - b * floor(a / b)`", &[Lexeme::Star]),
        '#' => slip("comments are written with `//`", "`//` turns the rest of a line into a comment", &[]),
        '?' => slip("`?` has no meaning here", "a choice is written `if a { b } else { c }`", &[]),
        ':' => slip("`:` has no meaning here", "put the branch of an `if` in braces; names need no type", &[]),
        '.' => slip("`.` has no meaning here", "write a feature as a plain name, and a decimal as `0.5`", &[]),
        '[' | ']' => slip(format!("`{first}` has no meaning here"), "there are no lists; to group, use `(` and `)`", &[]),
        '@' | '$' | '~' | '\\' | '`' => slip(format!("`{first}` has no meaning here"), "leave it out", &[]),
        '∞' => slip("a reward is a finite number", "use a large number, such as `1000`", &[Lexeme::Hole]),
        _ if first == '_' || first.is_alphanumeric() => {
            if text.contains(['²', '³']) {
                return slip("powers are written with `pow`", "for example `pow(x, 2)`, or `x * x`", &[Lexeme::Hole]);
            }
            slip(
                "names are written with the letters a to z, digits and `_`",
                "use one of the names of this world, or one given by `let`",
                &[Lexeme::Hole],
            )
        }
        _ => None,
    }
}
