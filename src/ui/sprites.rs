//! What is drawn on every board: walls, floor, the ghost. Things, ground and who acts are drawn in the file of their world. All are
//! shapes around (0, 0) in a cell of side 1. No colors: they are classes of wayward.css, so that light and dark are one drawing. No
//! ids either (gradients, `<symbol>`s): two boards share one document.

use engine::decimal::fixed;
use engine::env::Level;
use std::fmt::Write as _;

/// A mouse that is not there: in a sheet, seen from the front, dashed. No other shape on a board is like it.
pub const GHOST: &str = "\
    <path class='ghost-sheet' d='M-.34 .48 V0 C-.5 -.08 -.5 -.42 -.27 -.42 Q-.16 -.42 -.11 -.32 H.11 Q.16 -.42 .27 -.42 C.5 -.42 .5 -.08 .34 0 \
    V.48 L.17 .34 L0 .48 L-.17 .34 Z'/>\
    <circle class='ghost-eye' cx='-.13' r='.07'/><circle class='ghost-eye' cx='.13' r='.07'/>";

pub const CLOCK: &str = "\
    <circle class='clock-face' r='.36'/>\
    <path class='clock-hands' d='M0 -.2 L0 0 L.14 .1'/>";

/// A sprite beside a word; the word says it all, so it is hidden from screen readers.
pub fn icon(sprite: &str) -> String {
    format!("<svg class='board-icon' viewBox='-.5 -.5 1 1' aria-hidden='true' focusable='false'>{sprite}</svg>")
}

/// The outline of all walls as one path, so that three copies of it (shadow, side, top) give them depth. A corner is
/// rounded where the wall ends on both of its sides; neighbors overlap by a hair, or a seam would shine through.
pub fn walls(level: &Level) -> String {
    const ROUND: f64 = 0.26;
    const HAIR: f64 = 0.02;
    let mut path = String::new();
    let is_wall = |row: isize, column: isize| {
        let inside = (0..level.height as isize).contains(&row) && (0..level.width as isize).contains(&column);
        inside && level.is_wall(level.cell(row as usize, column as usize))
    };
    for row in 0..level.height as isize {
        for column in 0..level.width as isize {
            if !is_wall(row, column) {
                continue;
            }
            let (up, down) = (is_wall(row - 1, column), is_wall(row + 1, column));
            let (left, right) = (is_wall(row, column - 1), is_wall(row, column + 1));
            let reach = |neighbor: bool| if neighbor { HAIR } else { 0.0 };
            let (x0, x1) = (column as f64 - reach(left), column as f64 + 1.0 + reach(right));
            let (y0, y1) = (row as f64 - reach(up), row as f64 + 1.0 + reach(down));
            let round = |a: bool, b: bool| if a || b { 0.0 } else { ROUND };
            let (nw, ne, se, sw) = (round(up, left), round(up, right), round(down, right), round(down, left));
            // Across and down in turn, as the letters of the path take them.
            let path_of = [
                ("M", x0 + nw),
                (" ", y0),
                ("H", x1 - ne),
                ("Q", x1),
                (" ", y0),
                (" ", x1),
                (" ", y0 + ne),
                ("V", y1 - se),
                ("Q", x1),
                (" ", y1),
                (" ", x1 - se),
                (" ", y1),
                ("H", x0 + sw),
                ("Q", x0),
                (" ", y1),
                (" ", x0),
                (" ", y1 - sw),
                ("V", y0 + nw),
                ("Q", x0),
                (" ", y0),
                (" ", x0 + nw),
                (" ", y0),
            ];
            for (letter, place) in path_of {
                path += letter;
                path += &fixed(place, 2);
            }
            path.push('Z');
        }
    }
    path
}

/// Every second cell of the floor.
pub fn checker(level: &Level) -> String {
    let mut path = String::new();
    for cell in level.free_cells() {
        let (row, column) = (level.row(cell), level.column(cell));
        if (row + column) % 2 == 1 {
            let _ = write!(path, "M{column} {row}h1v1h-1Z");
        }
    }
    path
}
