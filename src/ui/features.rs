//! What is said of the words of the language, in the list of features and while a program is written.

use engine::decimal::plain;
use engine::lang::{Feature, FeatureKind, Type};

/// `state, 0 to 168` or `event, 0 or 1`.
pub fn about(feature: &Feature) -> String {
    let kind = match feature.kind {
        FeatureKind::State => "state",
        FeatureKind::Event => "event",
    };
    match feature.ty {
        Type::Truth => format!("{kind}, 0 or 1"),
        Type::Number => format!("{kind}, {} to {}", plain(feature.range.0), plain(feature.range.1)),
    }
}

/// A function is written with its open parenthesis, so that its argument can follow at once.
pub fn call(name: &str, signature: &str) -> String {
    if signature.contains('(') { format!("{name}(") } else { name.to_owned() }
}
