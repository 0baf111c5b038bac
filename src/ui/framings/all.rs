//! All presets by the four framings, as `cargo xtask framings` measured them.

use super::Rows;

const PAGE: &str = include_str!("../../../docs/framings.md");

/// The table of docs/framings.md.
pub fn all_rows() -> Rows {
    let mut lines = PAGE.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    let cells = |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    (lines.next().map_or_else(Vec::new, cells), lines.map(cells).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::PRESETS;

    #[test]
    fn every_preset_has_its_row() {
        let (head, rows) = all_rows();
        let titles: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(titles, PRESETS.iter().map(|preset| preset.title).collect::<Vec<_>>(), "`cargo xtask framings` makes it again");
        assert!(rows.iter().all(|row| row.len() == head.len()), "{rows:?}");
    }
}
