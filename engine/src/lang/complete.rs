//! The names that a text may use: those that fit what is being typed, and what one of them means.
//!
//! Not here: how they are shown. Reads tokens, not the tree, so that it also knows a text that does not parse.

use super::function::{BUILTINS, KEYWORDS};
use super::lexer::{TokenKind, tokens};
use super::{Feature, FeatureKind, MAX_SOURCE, Span};

const KEYWORD_DOCS: [&str; 5] = [
    "Names a value: `let name = value;`",
    "Pays one of two: `if test { a } else { b }`",
    "What is paid otherwise.",
    "A test that always holds; 1.",
    "A test that never holds; 0.",
];

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning<'a> {
    Feature(&'a Feature),
    /// How it is written.
    Builtin(&'static str),
    Keyword,
    Let,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word<'a> {
    pub name: &'a str,
    pub meaning: Meaning<'a>,
    /// One sentence; of a `let` its value, as `= …`.
    pub doc: &'a str,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Completion<'a> {
    /// The word at the caret, which the choice replaces; empty between words.
    pub span: Span,
    /// Those that begin like the word, then those that contain it.
    pub words: Vec<Word<'a>>,
    /// The word at the caret is a name by itself.
    pub complete: bool,
}

/// What fits at the caret. None where nothing is named (comments, numbers, behind `let`) or nothing is left to say.
pub fn complete<'a>(source: &'a str, caret: usize, features: &'a [Feature]) -> Option<Completion<'a>> {
    if source.len() > MAX_SOURCE {
        return None;
    }
    let tokens = tokens(source);
    let between = Span { start: caret, end: caret };
    let span = match tokens.iter().find(|(span, _)| span.start < caret && caret <= span.end) {
        Some(&(span, kind)) if is_word(kind) => span,
        Some((span, TokenKind::Operator | TokenKind::Punctuation)) if span.end == caret => between,
        Some(_) => return None,
        None => between,
    };
    let before = tokens.iter().take_while(|(other, _)| other.end <= span.start).count();
    if before > 0 && text(source, &tokens, before - 1) == "let" {
        return None;
    }
    let past = before > 1 && text(source, &tokens, before - 1) == "(" && text(source, &tokens, before - 2) == "was";
    let typed = source[span.start..caret].to_ascii_lowercase();
    let whole = &source[span.start..span.end];
    let (mut words, mut containing, mut complete) = (Vec::new(), Vec::new(), false);
    names(source, &tokens, span.start, features, &mut |word, defined| {
        let state = matches!(word.meaning, Meaning::Feature(feature) if feature.kind == FeatureKind::State);
        if !defined || past && !state {
            return;
        }
        complete |= word.name == whole;
        if word.name.starts_with(&*typed) {
            words.push(word);
        } else if typed.len() > 1 && word.name.contains(&*typed) {
            // One letter is nearly everywhere.
            containing.push(word);
        }
    });
    words.append(&mut containing);
    (words.len() > usize::from(complete)).then_some(Completion { span, words, complete })
}

/// What the word at this place means.
pub fn explain<'a>(source: &'a str, at: usize, features: &'a [Feature]) -> Option<Word<'a>> {
    if source.len() > MAX_SOURCE {
        return None;
    }
    let tokens = tokens(source);
    let (span, _) = *tokens.iter().find(|(span, kind)| span.start <= at && at <= span.end && is_word(*kind))?;
    let mut found = None;
    names(source, &tokens, span.end, features, &mut |word, _| {
        if found.is_none() && word.name == &source[span.start..span.end] {
            found = Some(word);
        }
    });
    found
}

fn is_word(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Name | TokenKind::Function | TokenKind::Keyword)
}

fn text<'a>(source: &'a str, tokens: &[(Span, TokenKind)], at: usize) -> &'a str {
    &source[tokens[at].0.start..tokens[at].0.end]
}

/// Every name known at this place, and whether its definition is over there; inner `let`s before those that they hide.
fn names<'a>(source: &'a str, tokens: &[(Span, TokenKind)], at: usize, features: &'a [Feature], found: &mut dyn FnMut(Word<'a>, bool)) {
    // Blocks that lie between a token and the place, seen backwards: those whose beginning has not come yet.
    let mut inside = 0usize;
    let before = tokens.iter().take_while(|(span, _)| span.end <= at).count();
    for i in (0..before).rev() {
        match text(source, tokens, i) {
            "}" => inside += 1,
            "{" => inside = inside.saturating_sub(1),
            name if inside == 0 && i > 0 && text(source, tokens, i - 1) == "let" => {
                let from = tokens[i].0.end;
                let value = &source[from..];
                let value = &value[..value.find(';').unwrap_or(value.len())];
                found(Word { name, meaning: Meaning::Let, doc: value }, from + value.len() < at);
            }
            _ => {}
        }
    }
    let mut known = |name, meaning, doc| found(Word { name, meaning, doc }, true);
    for feature in features {
        known(feature.name, Meaning::Feature(feature), feature.doc);
    }
    for builtin in &BUILTINS {
        known(builtin.name, Meaning::Builtin(builtin.signature), builtin.doc);
    }
    for (name, doc) in KEYWORDS.into_iter().zip(KEYWORD_DOCS) {
        known(name, Meaning::Keyword, doc);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Type;

    const fn feature(name: &'static str, kind: FeatureKind) -> Feature {
        Feature { name, kind, ty: Type::Number, range: (0.0, 9.0), doc: "A feature." }
    }

    const FEATURES: [Feature; 4] = [
        feature("x", FeatureKind::State),
        feature("distance_to_cheese", FeatureKind::State),
        feature("reached_cheese", FeatureKind::Event),
        feature("reached_corner", FeatureKind::Event),
    ];

    /// `|` is the caret; the word to replace and the names.
    fn found(marked: &str) -> Option<(String, Vec<String>)> {
        let source = marked.replacen('|', "", 1);
        let found = complete(&source, marked.find('|').expect("a caret"), &FEATURES)?;
        let names = found.words.iter().map(|word| word.name.to_owned()).collect();
        Some((source[found.span.start..found.span.end].to_owned(), names))
    }

    #[test]
    fn what_begins_like_the_word_comes_first_then_what_contains_it() {
        let check = |marked: &str, span: &str, names: &[&str]| {
            let (found, words) = found(marked).unwrap_or_else(|| panic!("{marked}: nothing"));
            assert_eq!((found.as_str(), words.iter().map(String::as_str).collect::<Vec<_>>().as_slice()), (span, names), "{marked}");
        };
        check("r|", "r", &["reached_cheese", "reached_corner"]);
        check("1 + rea|", "rea", &["reached_cheese", "reached_corner"]);
        check("REA|", "REA", &["reached_cheese", "reached_corner"]);
        check("chee|", "chee", &["distance_to_cheese", "reached_cheese"]);
        check("rea|ched_cheese * 2", "reached_cheese", &["reached_cheese", "reached_corner"]);
        check("(ma|", "ma", &["max", "gamma"]);
        check("was(|", "", &["x", "distance_to_cheese"]);
        check("el|", "el", &["else"]);
        assert_eq!(found("1 + |").map(|(span, names)| (span, names.len())), Some((String::new(), 4 + 12 + 5)));
        assert_eq!(found("|").map(|(_, names)| names.len()), Some(21));
    }

    #[test]
    fn nothing_in_comments_and_numbers_or_when_all_is_said() {
        for marked in ["// rea|", "1 // |", "12|", "1.|5", "reached_cheese|", "x|", "if|", "let rea|", "let |", "zzz|", "é|", "=|= 1"] {
            assert_eq!(found(marked), None, "{marked}");
        }
    }

    #[test]
    fn lets_are_known_behind_their_definition_and_inside_their_block() {
        let has = |marked: &str| found(marked).is_some_and(|(_, names)| names.iter().any(|name| name == "closer"));
        assert!(has("let closer = was(x) - x; clo|"));
        assert!(has("let closer = 1; if x { clo|"));
        assert!(!has("let closer = clo|"));
        assert!(!has("let closer = clo|; 1"));
        assert!(!has("if x { let closer = 1; closer } else { clo|"));
    }

    #[test]
    fn what_words_mean() {
        let meaning = |source: &'static str, at: usize| explain(source, at, &FEATURES).map(|word| (word.name, word.doc));
        assert_eq!(meaning("1 + x", 4), Some(("x", "A feature.")));
        assert_eq!(meaning("1 + x", 5), Some(("x", "A feature.")));
        assert_eq!(meaning("min(x, 1)", 3), Some(("min", "The smallest of two or more numbers.")));
        assert_eq!(meaning("let d = x - 1; d", 15), Some(("d", " = x - 1")));
        assert_eq!(meaning("let d = x - 1; d", 4), Some(("d", " = x - 1")));
        assert_eq!(meaning("let x = 2; x", 11), Some(("x", " = 2")), "hides the feature");
        for (source, at) in [("// x", 3), ("1", 0), ("", 0), ("who", 1), ("x + 1", 2)] {
            assert_eq!(meaning(source, at), None, "{source}");
        }
    }

    #[test]
    fn any_text_and_any_place() {
        for source in ["let", "let let", "let é = 1; é", "}}} let a", "was(", "let a = {;};a", "𝕏x"] {
            for at in (0..=source.len()).filter(|&at| source.is_char_boundary(at)) {
                complete(source, at, &FEATURES);
                explain(source, at, &FEATURES);
            }
        }
    }
}
