//! Canonical layout.

/// The canonical layout; `None` if the text does not parse.
pub fn format(source: &str) -> Option<String> {
    let parsed = super::parser::parse(source);
    (parsed.block.is_some() && parsed.diagnostics.is_empty()).then(|| source.to_owned())
}
