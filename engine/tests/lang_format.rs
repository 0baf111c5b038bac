//! The canonical layout, case by case; what holds for every program is in `lang_properties.rs`.

use engine::lang::format;

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(format(source).as_deref(), Some(expected));
    assert_eq!(format(expected).as_deref(), Some(expected), "formatting twice");
}

#[test]
fn layout() {
    check("  10*reached_cheese-0.1\n", "10 * reached_cheese - 0.1");
    check("min( x,y )+was( x )", "min(x, y) + was(x)");
    check("- x*( - y )", "-x * (-y)");
    check("! bumped&&x<=3", "!bumped && x <= 3");
    check("let a=x;let b=y; a+b", "let a = x;\nlet b = y;\na + b");
    check("let a=x;\n\n\n\nlet b=y;\n\na+b", "let a = x;\n\nlet b = y;\n\na + b");
    check("if bumped{1}", "if bumped { 1 }");
    check("if bumped\n{\n1\n}\nelse\n{\n2\n}", "if bumped { 1 } else { 2 }");
    check("if bumped{1}else if reached_cheese{2}else{3}", "if bumped {\n    1\n} else if reached_cheese {\n    2\n} else {\n    3\n}");
    check("if bumped { let a = x; a * a }", "if bumped {\n    let a = x;\n    a * a\n}");
    check(
        "x + (if bumped { let a = x; a * a })",
        "x\n    + (\n        if bumped {\n            let a = x;\n            a * a\n        }\n    )",
    );
    check(
        "10 * reached_cheese - 0.01 * steps - 0.1 * bumped + 0.2 * (was(distance_to_cheese) - distance_to_cheese)",
        "10 * reached_cheese\n    - 0.01 * steps\n    - 0.1 * bumped\n    + 0.2 * (was(distance_to_cheese) - distance_to_cheese)",
    );
    check(
        "max(was(distance_to_cheese) - distance_to_cheese, was(distance_to_corner) - distance_to_corner)",
        "max(\n    was(distance_to_cheese) - distance_to_cheese,\n    was(distance_to_corner) - distance_to_corner\n)",
    );
}

#[test]
fn comments_stay() {
    check("// first\nx", "// first\nx");
    check("x // last", "x // last");
    check("x\n// after\n// more", "x\n// after\n// more");
    check("x+ // the column\ny", "x\n    + // the column\n    y");
    check("let a = x; // named\n\n// apart\na", "let a = x; // named\n\n// apart\na");
    check("if bumped { // pain\n -1 }", "if bumped { // pain\n    -1\n}");
    check("if bumped { -1 // pain\n // really\n }", "if bumped {\n    -1 // pain\n    // really\n}");
    check("min( // smallest\nx,\n//second\ny)", "min( // smallest\n    x,\n    //second\n    y\n)");
    check("x   //  blanks inside stay, those at the end go  \t", "x //  blanks inside stay, those at the end go");
}

#[test]
fn what_does_not_parse_is_left_alone() {
    for source in ["", "// only a comment", "x +", "let a = 1", "x − 1", "if bumped { 1", "1,5"] {
        assert_eq!(format(source), None, "{source}");
    }
    // Names are no matter of layout.
    check("nothing+known", "nothing + known");
    // Blanks may not push a program over the limit on length.
    let full = format!("{}x", "x+".repeat(900));
    assert!(format(&full).is_some());
    assert_eq!(format(&format!("{full}//{}", "/".repeat(8191 - full.len() - 2))), None);
}
