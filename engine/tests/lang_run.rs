//! What programs are worth: one line a case, in columns and by the naive twin.

mod lang_common;

use engine::lang::{Program, Scratch, compile, payable, render};
use lang_common::{FEATURES, SCHEMA};

/// steps, x, y, distance_to_cheese, distance_to_corner, reached_cheese, reached_corner, bumped.
const NOW: [f64; 8] = [7.0, 3.0, 4.0, 0.0, 12.0, 1.0, 0.0, 1.0];
const WAS: [f64; 8] = [6.0, 3.0, 5.0, 1.0, 13.0, 0.0, 0.0, 0.0];

fn program(source: &str) -> Program {
    let (program, diagnostics) = compile(source, &SCHEMA);
    program.unwrap_or_else(|| panic!("{}", render(source, &diagnostics)))
}

#[track_caller]
fn check(source: &str, expected: f64) {
    let program = program(source);
    assert_eq!(program.evaluate_row(&NOW, &WAS), expected, "{source}");
    // Once in columns, with so many lanes that blocks are full, and one is not.
    let lanes = 131;
    let column = |row: &[f64; 8]| row.iter().flat_map(|&value| std::iter::repeat_n(value, lanes)).collect::<Vec<f64>>();
    let mut out = vec![f64::NAN; lanes];
    program.evaluate(&column(&NOW), &column(&WAS), &mut Scratch::default(), &mut out);
    assert_eq!(out, vec![expected; lanes], "{source}");
    for span in program.operations() {
        assert!(source.get(span.start..span.end).is_some_and(|text| !text.is_empty()), "{source} {span:?}");
    }
}

#[test]
fn values() {
    check("1", 1.0);
    check("reached_cheese", 1.0);
    check("10 * reached_cheese", 10.0);
    check("1_000 + 1e-3", 1000.001);
    check("2 + 3 * 4", 14.0);
    check("(2 + 3) * 4", 20.0);
    check("10 - 4 - 3", 3.0);
    check("64 / 4 / 2", 8.0);
    check("-x + y", 1.0);
    check("--x", 3.0);
    check("!bumped", 0.0);
    check("!!bumped", 1.0);
    check("-reached_cheese", -1.0);
    check("x < y", 1.0);
    check("x >= y", 0.0);
    check("x + 1 == y", 1.0);
    check("x != y", 1.0);
    check("reached_cheese && !reached_corner", 1.0);
    check("reached_corner || steps > 7", 0.0);
    check("reached_corner || bumped && steps == 7", 1.0);
    check("true", 1.0);
    check("false", 0.0);
    check("0.1 + 0.2", 0.1 + 0.2);
    check("if bumped { -1 }", -1.0);
    check("if reached_corner { 5 }", 0.0);
    check("if reached_corner { 5 } else { 2 }", 2.0);
    check("if reached_corner { 5 } else if bumped { 3 } else { 2 }", 3.0);
    check("if reached_corner { 5 } else if steps < 5 { 3 } else if x == 3 { 4 }", 4.0);
    check("if if bumped { true } else { false } { 1 } else { 2 }", 1.0);
    check("let a = x * 2; let b = a + 1; b * a", 42.0);
    check("let a = 1; if bumped { let b = a + 1; let c = b; c } else { a }", 2.0);
    check("let a = x; let b = a; if bumped { let c = b; c } else { 0 }", 3.0);
    check("was(distance_to_cheese) - distance_to_cheese", 1.0);
    check("gamma * 100", 99.0);
    check("min(x, y) + max(x, y)", 7.0);
    check("min(9, 8, 7, 8)", 7.0);
    check("max(9, 8, 17, 8)", 17.0);
    check("abs(x - y)", 1.0);
    check("clamp(x, 5, 10) + clamp(x, 0, 2) + clamp(x, 1, 9)", 10.0);
    check("sign(x - 9) + sign(0) + sign(y)", 0.0);
    check("sqrt(x * x + y * y)", 5.0);
    check("exp(0) + ln(1)", 1.0);
    check("pow(2, 10)", 1024.0);
    check("floor(-2.5)", -3.0);
    // A branch that is not taken does not poison the result.
    check("if distance_to_cheese > 0 { 1 / distance_to_cheese } else { 0 }", 0.0);
    check("let near = 1 / distance_to_cheese; if distance_to_cheese > 0 { near } else { 5 }", 5.0);
    check("1 / (1 / distance_to_cheese)", 0.0);
    check("// a comment\n1 // another\n// and one more", 1.0);
}

#[test]
fn blame_follows_the_branches_taken() {
    for (source, expected) in [
        (
            "1 / distance_to_cheese",
            Some(("1 / distance_to_cheese", "division by zero: 1 / distance_to_cheese with distance_to_cheese = 0")),
        ),
        ("if distance_to_cheese > 0 { 1 / distance_to_cheese } else { 0 }", None),
        ("1 / (1 / distance_to_cheese)", None),
        ("3 + 2 * (1 - 1 / (x - 3)) - 1", Some(("1 / (x - 3)", "division by zero: 1 / (x - 3) with x = 3"))),
        (
            "let near = 1 / distance_to_cheese; if bumped { 10 * near } else { 0 }",
            Some(("1 / distance_to_cheese", "division by zero: 1 / distance_to_cheese with distance_to_cheese = 0")),
        ),
        (
            "distance_to_cheese / (was(x) - x)",
            Some((
                "distance_to_cheese / (was(x) - x)",
                "zero divided by zero: distance_to_cheese / (was(x) - x) with distance_to_cheese = 0, was(x) = 3, x = 3",
            )),
        ),
        (
            "ln(distance_to_cheese)",
            Some(("ln(distance_to_cheese)", "logarithm of zero: ln(distance_to_cheese) with distance_to_cheese = 0")),
        ),
        ("ln(x - y)", Some(("ln(x - y)", "logarithm of a negative number: ln(x - y) with x = 3, y = 4"))),
        ("x + sqrt(x - y)", Some(("sqrt(x - y)", "square root of a negative number: sqrt(x - y) with x = 3, y = 4"))),
        ("pow(x - y, 0.5)", Some(("pow(x - y, 0.5)", "a negative number to a power that is not whole: pow(x - y, 0.5) with x = 3, y = 4"))),
        (
            "pow(distance_to_cheese, -1)",
            Some(("pow(distance_to_cheese, -1)", "zero to a negative power: pow(distance_to_cheese, -1) with distance_to_cheese = 0")),
        ),
        ("1 + exp(100 * x)", Some(("exp(100 * x)", "larger than a reward can be: exp(100 * x) with x = 3"))),
        ("x * pow(10, 39)", Some(("pow(10, 39)", "larger than a reward can be: pow(10, 39)"))),
        ("x * 1e38 * 4", Some(("x * 1e38 * 4", "larger than a reward can be: x * 1e38 * 4 with x = 3"))),
        ("min(x, ln(-1)) + 1", Some(("ln(-1)", "logarithm of a negative number: ln(-1)"))),
    ] {
        let blame = program(source).blame(&NOW, &WAS);
        let found = blame.as_ref().map(|blame| (&source[blame.span.start..blame.span.end], blame.message.as_str()));
        assert_eq!(found, expected, "{source}");
        assert_eq!(blame.is_none(), payable(program(source).evaluate_row(&NOW, &WAS)), "{source}");
    }
}

#[test]
fn trace_shows_what_was_computed() {
    let source = "let a = x + 1; if bumped { a - 2 * y } else if a > 0 { let b = 5; 1 + b } else { 7 }";
    let trace = program(source).trace(&NOW, &WAS);
    let found: Vec<(&str, Option<f64>)> = trace.iter().map(|(span, value)| (&source[span.start..span.end], *value)).collect();
    assert_eq!(
        found,
        [
            ("x", Some(3.0)),
            ("1", Some(1.0)),
            ("x + 1", Some(4.0)),
            ("bumped", Some(1.0)),
            ("a", Some(4.0)),
            ("2", Some(2.0)),
            ("y", Some(4.0)),
            ("2 * y", Some(8.0)),
            ("a - 2 * y", Some(-4.0)),
            ("a > 0", None),
            ("5; 1 + b", None),
            ("7", None),
            (&source[15..], Some(-4.0)),
        ]
    );
    let source = "bumped || x > 1 || x / 0 > 1";
    let found: Vec<_> = program(source).trace(&NOW, &WAS).into_iter().map(|(span, value)| (&source[span.start..span.end], value)).collect();
    assert_eq!(found, [("bumped", Some(1.0)), ("x > 1", None), ("bumped || x > 1", Some(1.0)), ("x / 0 > 1", None), (source, Some(1.0)),]);
}

#[test]
fn what_a_program_reads() {
    let read = |source: &str| {
        let program = program(source);
        let names: Vec<&str> = (0..FEATURES.len()).filter(|&f| program.reads(f)).map(|f| FEATURES[f].name).collect();
        (names, program.reads_past())
    };
    assert_eq!(read("reached_cheese - 0.1"), (vec!["reached_cheese"], false));
    assert_eq!(read("was(x) - y"), (vec!["x", "y"], true));
}
