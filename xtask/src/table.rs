//! Markdown tables, aligned so that a terminal shows them as well.

use std::fmt::Write as _;

/// Columns as wide as their widest cell.
pub fn table<const N: usize>(text: &mut String, head: &[&str; N], rows: &[[String; N]]) {
    if rows.is_empty() {
        return;
    }
    let width = |i: usize| rows.iter().map(|row| row[i].chars().count()).chain([head[i].chars().count(), 3]).max().unwrap_or(3);
    let mut line = |cells: &[&str]| {
        for (i, cell) in cells.iter().enumerate() {
            let _ = write!(text, "| {cell}{} ", " ".repeat(width(i) - cell.chars().count()));
        }
        text.push_str("|\n");
    };
    line(head);
    line(&std::array::from_fn::<String, N, _>(|i| "-".repeat(width(i))).each_ref().map(String::as_str));
    for row in rows {
        line(&row.each_ref().map(String::as_str));
    }
    text.push('\n');
}
