//! What holds for every program and every text: random programs evaluate in columns as they do naively, layout keeps
//! the meaning, tokens tile the text, and hostile text costs no more than its length.

mod lang_common;
mod random_programs;

use engine::lang::{Evidence, Scratch, TokenKind, Twins, compile, format, render, tokens, warn_from_evidence};
use lang_common::{FEATURES, SCHEMA};
use proptest::prelude::*;
use random_programs::program;

/// Values at which functions break, and ordinary ones.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0..14u32).prop_map(f64::from),
        2 => Just(0.0),
        1 => -200.0..200.0,
        1 => prop::sample::select(vec![1e-300, -1e300, 1e300, f64::MAX, f64::INFINITY, f64::NAN, -0.0, 0.1]),
    ]
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_equal_the_oracle(
        source in program(),
        lanes in prop::sample::select(vec![1usize, 2, 63, 64, 65, 130]),
        values in prop::collection::vec(value(), 2 * FEATURES.len() * 7),
    ) {
        let (program, diagnostics) = compile(&source, &SCHEMA);
        prop_assert!(program.is_some(), "{}", render(&source, &diagnostics));
        let program = program.expect("asserted");
        // Seven different rows, over and over.
        let row = |lane: usize, past: usize| {
            let from = ((lane % 7) * 2 + past) * FEATURES.len();
            &values[from..from + FEATURES.len()]
        };
        let columns = |past: usize| -> Vec<f64> {
            (0..FEATURES.len()).flat_map(|f| (0..lanes).map(move |lane| (f, lane))).map(|(f, lane)| row(lane, past)[f]).collect()
        };
        let (now, was) = (columns(0), columns(1));
        let mut out = vec![0.0; lanes];
        let mut scratch = Scratch::default();
        program.evaluate(&now, &was, &mut scratch, &mut out);
        for (lane, &reward) in out.iter().enumerate() {
            let expected = program.evaluate_row(row(lane, 0), row(lane, 1));
            prop_assert!(same(reward, expected), "lane {lane}: {reward} and {expected}\n{source}");
            let blame = program.blame(row(lane, 0), row(lane, 1));
            prop_assert_eq!(blame.is_some(), reward.is_nan() || reward.abs() > f64::from(f32::MAX));
            if let Some(blame) = blame {
                prop_assert!(source.get(blame.span.start..blame.span.end).is_some());
            }
            let trace = program.trace(row(lane, 0), row(lane, 1));
            prop_assert!(same(trace.last().and_then(|(_, value)| *value).expect("at least the whole"), expected));
        }
    }

    #[test]
    fn layout_keeps_the_meaning(source in program(), values in prop::collection::vec(value(), 2 * FEATURES.len())) {
        let formatted = format(&source);
        let (program, _) = compile(&source, &SCHEMA);
        prop_assert!(program.is_some() && formatted.is_some());
        let (program, formatted) = (program.expect("asserted"), formatted.expect("asserted"));
        let again = format(&formatted);
        prop_assert_eq!(again.as_deref(), Some(formatted.as_str()));
        let words = |text: &str| -> Vec<String> { tokens(text).into_iter().map(|(span, _)| text[span.start..span.end].trim().to_string()).collect() };
        prop_assert_eq!(words(&source), words(&formatted));
        let (other, diagnostics) = compile(&formatted, &SCHEMA);
        prop_assert!(other.is_some(), "{}", render(&formatted, &diagnostics));
        let (now, was) = values.split_at(FEATURES.len());
        prop_assert!(same(program.evaluate_row(now, was), other.expect("asserted").evaluate_row(now, was)));
    }

    #[test]
    fn any_text_is_answered(source in any_text()) {
        survives(&source);
    }

    /// Programs with a few mistakes in them, as people type them.
    #[test]
    fn nearly_programs_are_answered(
        source in program(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..3usize, prop::sample::select(PIECES.to_vec())), 1..4),
    ) {
        let mut source = source;
        for (place, length, piece) in changes {
            let places: Vec<usize> = source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
            let from = place.index(places.len());
            let to = (from + length).min(places.len() - 1);
            source.replace_range(places[from]..places[to], piece);
        }
        survives(&source);
    }
}

/// What programs, and mistakes in them, are made of.
const PIECES: [&str; 60] = [
    "let ",
    "if ",
    "else ",
    "{",
    "}",
    "(",
    ")",
    ";",
    ",",
    "=",
    "==",
    "<",
    "<=",
    "!",
    "-",
    "+",
    "*",
    "/",
    "&&",
    "||",
    "x",
    "steps",
    "was(",
    "min(",
    "gamma",
    "bumped",
    "1",
    "0.5",
    ".5",
    "1.",
    "1e",
    "\n",
    " ",
    "\t",
    "//",
    "/*",
    "*/",
    "#",
    "\"",
    "'",
    "é",
    "−",
    "\u{a0}",
    "\u{feff}",
    "日本",
    "👩‍🚀",
    "and ",
    "or ",
    "not ",
    "elif ",
    "then ",
    "return ",
    "while ",
    "True",
    "a",
    "b",
    "a = 1;",
    "\r\n",
    "\0",
    "%",
];

/// Random characters, and random pieces of programs, which come much deeper into the parser.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..400).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        prop::collection::vec(any::<char>(), 0..200).prop_map(|chars| chars.into_iter().collect()),
        prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..120).prop_map(|pieces| pieces.concat()),
    ]
}

/// Every entry point answers, and what it says fits the text. (Debug builds also assert that the parser's work is linear.)
fn survives(source: &str) {
    let (program, diagnostics) = compile(source, &SCHEMA);
    let errors = diagnostics.iter().filter(|d| d.severity == engine::lang::Severity::Error).count();
    assert_eq!(program.is_none(), errors > 0, "{source:?}");
    assert!(diagnostics.len() <= 20);
    for diagnostic in &diagnostics {
        assert!(source.get(diagnostic.span.start..diagnostic.span.end).is_some(), "{source:?} {diagnostic:?}");
        assert!(diagnostic.message.len() + diagnostic.hint.as_ref().map_or(0, String::len) < 700, "{diagnostic:?}");
    }
    render(source, &diagnostics);
    let mut end = 0;
    for (span, kind) in tokens(source) {
        assert!(span.start >= end && span.end > span.start, "{source:?}");
        let gap = &source[end..span.start];
        assert!(gap.chars().all(|c| " \t\r\n".contains(c)), "{source:?}: {gap:?}");
        assert_eq!(kind == TokenKind::Comment, source[span.start..].starts_with("//"), "{source:?}");
        end = span.end;
    }
    assert!(source[end..].chars().all(|c| " \t\r\n".contains(c)));
    if let Some(formatted) = format(source) {
        assert_eq!(format(&formatted).as_deref(), Some(formatted.as_str()), "{source:?}");
    }
    if let Some(program) = program {
        let row: Vec<f64> = FEATURES.iter().map(|feature| feature.range.0).collect();
        let mut out = [0.0];
        program.evaluate(&row, &row, &mut Scratch::default(), &mut out);
        assert!(same(out[0], program.evaluate_row(&row, &row)));
        program.blame(&row, &row);
        program.trace(&row, &row);
    }
}

#[test]
fn hostile_text_is_answered() {
    let full = |piece: &str| piece.repeat(8192 / piece.len());
    for piece in [
        "(",
        ")",
        "{",
        "}",
        "!",
        "-",
        "+",
        "*",
        "/",
        "&&",
        "||",
        "<",
        "=",
        "==",
        ";",
        ",",
        ".",
        "..",
        "1",
        "1 ",
        "x ",
        "x,",
        "(x",
        "x)",
        "if ",
        "if x",
        "if x{",
        "else ",
        "else if ",
        "if bumped { 1 } else ",
        "let ",
        "let a",
        "let a=",
        "let a=1;",
        "let a=a+a;",
        "1+",
        "1-",
        "-1",
        "1<",
        "x+x*",
        "min(",
        "min(1,",
        "was(",
        "was(x)+",
        "\"",
        "'",
        "/*",
        "//",
        "#",
        "a=1;",
        "x=",
        "{1}",
        "(1)",
        "( )",
        "and ",
        "not ",
        "elif ",
        "return ",
        "\n",
        "\u{a0}",
        "−",
        "日",
        "x\n",
        "1,5 ",
        "abcdefgh",
        "a_",
        "1e",
        "1.2.",
        "%",
        "^",
        "?",
        "if bumped {1} ",
        "if x {1} + ",
        "(if bumped {1}) + ",
        "{ let a = 1; ",
    ] {
        survives(&full(piece));
        survives(&format!("{}1", full(piece).chars().take(8000).collect::<String>()));
        // Deep, but within the limits on length and parts.
        survives(&format!("{}x{}", piece.repeat(300), ")".repeat(300)));
    }
    survives(&format!("{}bumped{}", "(".repeat(63), ")".repeat(63)));
    survives(&format!("{}x", "-".repeat(60)));
    survives(&(0..500).map(|i| format!("let v{} = v{i} + v{i};", i + 1)).collect::<String>().replace("v0 + v0", "x"));
    survives(&((0..400).map(|i| format!("let v{} = v{i};", i + 1)).collect::<String>().replace("= v0;", "= x;") + "1 / v400"));
    survives(
        &((0..250).map(|i| format!("let v{} = v{i} && v{i};", i + 1)).collect::<String>().replace("v0 && v0", "bumped")
            + "if v250 { 1 / x } else { 2 }"),
    );
    let guarded = |i: usize| format!("let v{} = if v{i} > 0 {{ 1 / v{i} }} else {{ v{i} }};", i + 1);
    survives(&((0..140).map(guarded).collect::<String>().replace("v0 ", "x ") + "v140"));
    // Much too long: one message.
    for piece in ["a", "(", "日", "\n", "// x\n"] {
        let source = piece.repeat(1_000_000 / piece.len());
        let (program, diagnostics) = compile(&source, &SCHEMA);
        assert!(program.is_none() && diagnostics.len() == 1, "{}", diagnostics[0].message);
        render(&source, &diagnostics);
        tokens(&source);
        assert_eq!(format(&source), None);
    }
}

#[test]
fn evidence_warns_about_what_the_program_reads() {
    let evidence =
        Evidence { levels: 256, constant: vec![7, 1], twins: vec![Twins { a: 5, b: 6, share: 1.0 }, Twins { a: 3, b: 4, share: 0.5 }] };
    let check = |source: &str, expected: &[(&str, &str)]| {
        let (program, diagnostics) = compile(source, &SCHEMA);
        let program = program.unwrap_or_else(|| panic!("{}", render(source, &diagnostics)));
        let warnings = warn_from_evidence(&program, &SCHEMA, &evidence);
        let found: Vec<(&str, &str)> = warnings.iter().map(|w| (&source[w.span.start..w.span.end], w.message.as_str())).collect();
        assert_eq!(found, expected, "{source}");
    };
    check("steps", &[]);
    check(
        "10 * reached_cheese",
        &[("reached_cheese", "nothing in training tells `reached_cheese` and `reached_corner` apart (100 % of 256 levels)")],
    );
    check(
        "reached_corner - bumped - 0.1 * (distance_to_corner - was(distance_to_cheese))",
        &[
            ("reached_corner", "nothing in training tells `reached_cheese` and `reached_corner` apart (100 % of 256 levels)"),
            ("bumped", "`bumped` never changed in training (256 levels)"),
            ("distance_to_corner", "nothing in training tells `distance_to_cheese` and `distance_to_corner` apart (50 % of 256 levels)"),
        ],
    );
}
