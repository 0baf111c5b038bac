//! What holds for every text that anybody may type, paste or send in a link: the whole language, end to end.
//!
//! Shared by the fuzz target and by `tests/fuzz_language.rs`. In debug builds, and in cargo-fuzz's, the parser also asserts
//! that its work is linear in the text.

use engine::env::World;
use engine::lang::{
    Diagnostic, Evidence, Feature, MAX_SOURCE, Program, Schema, Scratch, Severity, TokenKind, Twins, compile, format, payable, render,
    tokens, warn_from_evidence,
};

/// Registers and operations of a program are bounded by its parts, of which it has 2,000 at most.
const MOST_OPERATIONS: usize = 4_000;

/// Rows of features on which programs run; those before this one lie inside the ranges of the features.
const WILD: usize = 6;
const ROWS: usize = 9;

/// Features after a step, and before it.
type Row = (Vec<f64>, Vec<f64>);

/// One input of the fuzzer: any bytes, read as text as well as that goes.
pub fn language(bytes: &[u8]) {
    text(&String::from_utf8_lossy(bytes));
}

/// Every entry point answers, nothing panics, and the answers agree with each other and with the text.
pub fn text(source: &str) {
    let schema =
        Schema { world: "cheese-corner", features: World::CheeseCorner.features(), elsewhere: &[("picked_key", "keys")], gamma: 0.95 };
    tokens_tile(source);
    let (program, diagnostics) = compile(source, &schema);
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    assert_eq!(program.is_none(), errors > 0, "an error and a program, or neither\n{source}");
    diagnostics_fit(source, &diagnostics);
    assert!(source.len() <= MAX_SOURCE || (program.is_none() && diagnostics.len() == 1), "a text that is too long gets one message");
    let values = program.as_ref().map(|program| values(source, program, &diagnostics, &schema));

    let Some(formatted) = format(source) else { return };
    assert!(formatted.len() <= MAX_SOURCE);
    assert_eq!(format(&formatted).as_deref(), Some(formatted.as_str()), "formatted twice\n{source}");
    assert_eq!(words(source), words(&formatted), "formatting changed a word\n{source}");
    let (other, found) = compile(&formatted, &schema);
    assert_eq!(program.is_some(), other.is_some(), "formatting changed what compiles\n{source}");
    let messages = |diagnostics: &[Diagnostic]| diagnostics.iter().map(|diagnostic| diagnostic.severity).collect::<Vec<_>>();
    assert_eq!(messages(&diagnostics), messages(&found), "formatting changed the diagnostics\n{source}");
    if let Some((other, values)) = other.zip(values) {
        for (row, value) in values.into_iter().enumerate() {
            let (now, was) = features(schema.features, row);
            assert!(same(value, other.evaluate_row(&now, &was)), "formatting changed the value of row {row}\n{source}");
        }
    }
}

/// Tokens lie in order, and only blanks stand between them.
fn tokens_tile(source: &str) {
    let mut end = 0;
    let blank = |from: usize, to: usize| source.get(from..to).is_some_and(|gap| gap.chars().all(|c| " \t\r\n".contains(c)));
    for (span, kind) in tokens(source) {
        assert!(span.start < span.end && blank(end, span.start), "tokens do not tile\n{source}");
        let text = source.get(span.start..span.end).expect("tokens end between characters");
        assert_eq!(kind == TokenKind::Comment, text.starts_with("//"), "{source}");
        end = span.end;
    }
    assert!(blank(end, source.len()), "tokens do not reach the end\n{source}");
}

/// Few, short, inside the text, in its order, and they can be shown.
fn diagnostics_fit(source: &str, diagnostics: &[Diagnostic]) {
    assert!(diagnostics.len() <= 20);
    assert!(diagnostics.is_sorted_by_key(|diagnostic| diagnostic.span.start), "{source}");
    for diagnostic in diagnostics {
        assert!(source.get(diagnostic.span.start..diagnostic.span.end).is_some(), "{diagnostic:?}\n{source}");
        assert!(diagnostic.message.len() + diagnostic.hint.as_ref().map_or(0, String::len) < 700, "{diagnostic:?}");
    }
    let rendered = render(source, diagnostics);
    assert_eq!(rendered.is_empty(), diagnostics.is_empty());
}

/// What the program pays for every row; columns, naive evaluation, blame and trace agree.
fn values(source: &str, program: &Program, warnings: &[Diagnostic], schema: &Schema) -> Vec<f64> {
    assert!(program.operations().len() <= MOST_OPERATIONS, "{} operations\n{source}", program.operations().len());
    let rows: Vec<Row> = (0..ROWS).map(|row| features(schema.features, row)).collect();
    let column = |pick: fn(&Row) -> &Vec<f64>| -> Vec<f64> {
        (0..schema.features.len()).flat_map(|feature| rows.iter().map(move |row| pick(row)[feature])).collect()
    };
    let mut values = vec![0.0; ROWS];
    program.evaluate(&column(|row| &row.0), &column(|row| &row.1), &mut Scratch::default(), &mut values);
    let mut decided = Vec::new();
    for warning in warnings {
        // Both say something about every row inside the ranges.
        if warning.message.starts_with("this reward is always ") {
            assert!(values[..WILD].iter().all(|value| *value == values[0]), "{}: {values:?}\n{source}", warning.message);
        }
        let truth = [("` is always true", 1.0), ("` is never true", 0.0)].into_iter().find(|(text, _)| warning.message.ends_with(text));
        decided.extend(truth.map(|(_, truth)| (warning.span, truth)));
    }
    for (row, (now, was)) in rows.iter().enumerate() {
        let value = values[row];
        let naive = program.evaluate_row(now, was);
        assert!(same(value, naive), "row {row}: {value} in columns, {naive} naively\n{source}");
        let blame = program.blame(now, was);
        assert_eq!(blame.is_some(), !payable(value), "row {row}: {value}\n{source}");
        if let Some(blame) = blame {
            assert!(source.get(blame.span.start..blame.span.end).is_some() && blame.message.len() < 700, "{blame:?}\n{source}");
        }
        let trace = program.trace(now, was);
        assert!(trace.last().and_then(|(_, last)| *last).is_some_and(|last| same(last, value)), "row {row}\n{source}");
        for (span, value) in trace {
            assert!(source.get(span.start..span.end).is_some(), "{source}");
            let truth = decided.iter().find(|(decided, _)| *decided == span).filter(|_| row < WILD);
            // What was not asked has no value that could be wrong.
            if let (Some((_, truth)), Some(value)) = (truth, value) {
                assert!(*truth == value, "row {row}, {span:?}: {value}\n{source}");
            }
        }
    }
    let features = schema.features.len();
    let twins = (0..features).flat_map(|b| (0..b).map(move |a| Twins { a, b, share: 0.5 })).collect();
    let evidence = Evidence { levels: 64, constant: (0..features).collect(), twins };
    diagnostics_fit(source, &warn_from_evidence(program, schema, &evidence));
    values
}

/// The ends of the ranges, values between, and values that no world has.
fn features(features: &[Feature], row: usize) -> Row {
    let value = |at: usize, feature: &Feature, past: usize| {
        let (low, high) = feature.range;
        let between = low + ((at * 7 + row * 5 + past * 3) % (1 + (high - low) as usize)) as f64;
        match row {
            0 => low,
            1 => high,
            2 => [low, high][past],
            3 | 4 => between,
            5 => [high, low][(at + past) % 2],
            6 => [f64::NAN, 1.0, f64::INFINITY][(at + past) % 3],
            7 => [-0.0, 0.1, f64::MAX, -1e300, 5e-324][(at + past) % 5],
            _ => [f64::NEG_INFINITY, 0.0, -7.5][(at + past) % 3],
        }
    };
    let all = |past: usize| features.iter().enumerate().map(|(at, feature)| value(at, feature, past)).collect();
    (all(0), all(1))
}

/// Equal to the bit; NaNs are all alike.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

fn words(source: &str) -> Vec<&str> {
    tokens(source).into_iter().map(|(span, _)| source[span.start..span.end].trim_end()).collect()
}
