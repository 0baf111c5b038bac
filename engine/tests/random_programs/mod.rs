//! Random programs over the features of the cheese corner.

use engine::env::World;
use engine::lang::Feature;
use proptest::prelude::*;

fn features() -> &'static [Feature] {
    World::CheeseCorner.features()
}

/// A random program as text. `lets` names can be read; conditions and values are generated apart so that types fit.
fn number(depth: u32, lets: usize) -> BoxedStrategy<String> {
    let name = if lets == 0 { Just("x".to_string()).boxed() } else { (0..lets).prop_map(|i| format!("v{i}")).boxed() };
    let leaf = prop_oneof![
        (0..1000u32).prop_map(|n| n.to_string()),
        (0..1000u32).prop_map(|n| format!("{}e{}", n as f64 / 8.0, n % 9)),
        (0..features().len()).prop_map(|f| features()[f].name.to_string()),
        (0..5usize).prop_map(|f| format!("was({})", features()[f].name)),
        Just("gamma".to_string()),
        Just("0".to_string()),
        name,
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let n = move || number(depth - 1, lets);
    let c = move || condition(depth - 1, lets);
    prop_oneof![
        2 => leaf,
        3 => (n(), prop::sample::select(vec!["+", "-", "*", "/"]), n()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        2 => n().prop_map(|a| format!("({a})")),
        1 => n().prop_map(|a| format!("-({a})")),
        2 => (prop::sample::select(vec!["min", "max", "pow"]), n(), n()).prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
        1 => (n(), n(), n()).prop_map(|(a, b, c)| format!("clamp({a}, {b}, {c})")),
        1 => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| format!("max({a}, {b}, {c}, {d})")),
        2 => (prop::sample::select(vec!["abs", "sign", "sqrt", "exp", "ln", "floor"]), n()).prop_map(|(f, a)| format!("{f}({a})")),
        1 => c().prop_map(|a| format!("({a})")),
        2 => (c(), n(), n()).prop_map(|(c, a, b)| format!("(if {c} {{ {a} }} else {{ {b} }})")),
        1 => (c(), n(), c(), n()).prop_map(|(c, a, d, b)| format!("(if {c} {{ {a} }} else if {d} {{\n\n// why\n{b} }})")),
        1 => (c(), n(), number(depth - 1, lets + 1)).prop_map(move |(c, a, b)| {
            format!("(if {c} {{ let v{lets} = {a}; // named\n {b} }} else {{ 1 }})")
        }),
    ]
    .boxed()
}

fn condition(depth: u32, lets: usize) -> BoxedStrategy<String> {
    let leaf = prop::sample::select(vec!["bumped", "reached_cheese", "true", "false", "!reached_corner", "x > 3"]).prop_map(String::from);
    if depth == 0 {
        return leaf.boxed();
    }
    let n = move || number(depth - 1, lets);
    let c = move || condition(depth - 1, lets);
    prop_oneof![
        1 => leaf,
        3 => (n(), prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]), n()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        2 => (c(), prop::sample::select(vec!["&&", "||"]), c()).prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
        1 => c().prop_map(|a| format!("!({a})")),
    ]
    .boxed()
}

pub fn program() -> impl Strategy<Value = String> {
    (number(3, 0), number(3, 1), number(3, 2)).prop_map(|(a, b, c)| format!("// random\nlet v0 = {a}; let v1 = {b};\n\n{c} // end"))
}
