//! A level on which somebody predicts: its picture, and the cells that can be picked. No browser.

use std::fmt::Write as _;

use crate::ui::markup::escape;
use crate::ui::player::describe;
use crate::ui::sprites;
use engine::env::{Cell, Level};

/// The level as a picture with its columns and rows numbered; with a cell that was picked and with ways that were gone.
pub fn picture(level: &Level, picked: Option<Cell>, ways: &[Vec<Cell>]) -> String {
    let center = |cell: Cell| (level.column(cell) as f64 + 0.5, level.row(cell) as f64 + 0.5);
    let walls = sprites::walls(level);
    // The numbers stand left of the board and above it; the inner picture cuts the border in half, as on the boards of the page.
    let (width, height) = (level.width - 1, level.height - 1);
    let mut out =
        format!("<svg class='board-view' viewBox='-.3 -.3 {width}.8 {height}.8' role='img' aria-label='{}'>", escape(&describe(level)));
    for column in 1..width {
        let _ = write!(out, "<text class='predict-number' x='{column}.5' y='.3'>{column}</text>");
    }
    for row in 1..height {
        let _ = write!(out, "<text class='predict-number' x='.1' y='{row}.7'>{row}</text>");
    }
    let _ = write!(
        out,
        "<svg x='.5' y='.5' width='{width}' height='{height}' viewBox='.5 .5 {width} {height}'>\
         <rect class='floor' width='{}' height='{}'/><path class='floor-2' d='{}'/>",
        level.width,
        level.height,
        sprites::checker(level)
    );
    let sprite = |out: &mut String, cell: Cell, sprite: &str| {
        let (x, y) = center(cell);
        let _ = write!(out, "<g transform='translate({x} {y})'>{sprite}</g>");
    };
    for cell in level.free_cells() {
        sprite(&mut out, cell, level.tiles[cell as usize].sprite);
    }
    let _ = write!(out, "<path class='wall-side' d='{walls}' transform='translate(0 .1)'/><path class='wall' d='{walls}'/>");
    for thing in level.things.iter().rev().filter(|thing| thing.kind.is_marker) {
        sprite(&mut out, thing.cell, &format!("<g transform='translate(-.2 -.17) scale(.5)'>{}</g>", thing.kind.sprite));
    }
    for thing in level.world.visible(level, level.world.start(level)) {
        sprite(&mut out, thing.cell, thing.kind.sprite);
    }
    sprite(&mut out, level.start, level.world.spec().sprite);
    for way in ways {
        out += "<polyline class='predict-way' points='";
        for &cell in way {
            let (x, y) = center(cell);
            let _ = write!(out, "{x} {y} ");
        }
        let (x, y) = center(*way.last().unwrap_or(&level.start));
        let _ = write!(out, "'/><circle class='predict-end' cx='{x}' cy='{y}' r='.2'/>");
    }
    if let Some(cell) = picked {
        let (x, y) = (level.column(cell), level.row(cell));
        let _ = write!(out, "<rect class='predict-pick' x='{x}.08' y='{y}.08' width='.84' height='.84' rx='.16'/>");
    }
    out + "</svg></svg>"
}

/// The next cell from here in this direction where somebody can stand, also behind walls.
pub fn neighbor(level: &Level, from: Cell, columns: isize, rows: isize) -> Option<Cell> {
    let (mut column, mut row) = (level.column(from), level.row(from));
    loop {
        column = column.checked_add_signed(columns).filter(|column| *column < level.width)?;
        row = row.checked_add_signed(rows).filter(|row| *row < level.height)?;
        let cell = level.cell(row, column);
        if !level.is_wall(cell) {
            return Some(cell);
        }
    }
}

/// The cell at this place, counted from the border, if somebody can stand there.
pub fn free_cell(level: &Level, column: f64, row: f64) -> Option<Cell> {
    let inside = |value: f64, most: usize| value >= 0.0 && value < most as f64;
    if !inside(column, level.width) || !inside(row, level.height) {
        return None;
    }
    let cell = level.cell(row as usize, column as usize);
    (!level.is_wall(cell)).then_some(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::state::prediction::level;
    use engine::scenario::Scenario;

    #[test]
    fn arrows_lead_to_the_next_free_cell_and_no_farther_than_the_border() {
        let level = level(&Scenario::preset("cheese-corner").expect("a preset"), 1.0);
        for cell in level.free_cells() {
            for (columns, rows) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                if let Some(next) = neighbor(&level, cell, columns, rows) {
                    assert!(!level.is_wall(next) && next != cell);
                    assert!(neighbor(&level, next, -columns, -rows) == Some(cell), "and back");
                }
            }
        }
        assert_eq!(free_cell(&level, 0.5, 0.5), None, "the border is a wall");
        assert_eq!(free_cell(&level, -0.5, 1.0), None);
        assert_eq!(free_cell(&level, level.width as f64, 1.0), None);
        let start = level.start;
        assert_eq!(free_cell(&level, level.column(start) as f64 + 0.9, level.row(start) as f64), Some(start));
    }

    #[test]
    fn a_picture_shows_what_was_picked_and_where_they_went() {
        let level = level(&Scenario::preset("lava").expect("a preset"), 1.0);
        let plain = picture(&level, None, &[]);
        assert!(!plain.contains("predict-pick") && !plain.contains("predict-way"));
        let full = picture(&level, Some(level.start), &[vec![level.start], vec![level.start]]);
        assert_eq!((full.matches("predict-pick").count(), full.matches("predict-end").count()), (1, 2));
    }
}
