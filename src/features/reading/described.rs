//! A board in words: for whoever reads instead of looking. Pure; `dialog` shows it.
//!
//! Rows and columns count from 1 at the upper left and leave the outermost wall out, as the fields of a prediction do. What
//! stands here is how things are in one state; it does not follow the board, which would chatter.

use std::fmt::Write as _;

use engine::env::level::FLOOR;
use engine::env::{Cell, Level, State};

/// Where one thing is.
fn place(level: &Level, cell: Cell) -> String {
    format!("column {}, row {}", level.column(cell), level.row(cell))
}

/// Size, agent and things in sentences, such as "9 columns and 9 rows, walled in on all sides. The mouse is at column 2, row 7 after 3 steps. …".
pub fn sentences(level: &Level, state: State, steps: u32) -> String {
    let agent = level.world.spec().agent;
    if !level.world.spec().walks {
        let (is_picture, visible) = (level.things.is_empty(), level.world.visible(level, state));
        // What came of it stands on the border.
        let markers = level.world.spec().markers;
        let words = |word| markers.iter().find(|marker| marker.thing.word == word).map_or(word, |marker| marker.words);
        let said = visible.iter().find(|thing| level.is_wall(thing.cell)).map(|thing| words(thing.kind.word));
        let mut out = format!(
            "A {} of {} columns and {} rows. The {agent} {}.",
            if is_picture { "picture" } else { "board" },
            level.width - 2,
            level.height - 2,
            said.unwrap_or(if is_picture { "says nothing yet" } else { "is to move" })
        );
        for thing in visible.iter().filter(|thing| !level.is_wall(thing.cell)) {
            let _ = write!(out, " {}: {}.", capital(thing.kind.word), place(level, thing.cell));
        }
        return out;
    }
    let mut out = format!(
        "{} columns and {} rows, walled in on all sides. The {agent} is at {} after {steps} {}.",
        level.width - 2,
        level.height - 2,
        place(level, state.agent),
        if steps == 1 { "step" } else { "steps" }
    );
    for (words, cell) in things(level, state) {
        let _ = write!(out, " {}: {}.", capital(&words), place(level, cell));
    }
    if level.things.iter().any(|thing| thing.kind.is_marker) {
        let _ = write!(out, " The {agent} cannot see markers.");
    }
    out
}

/// What lies there in this state, markers last; what is gone is left out.
fn things(level: &Level, state: State) -> Vec<(String, Cell)> {
    let visible = level.world.visible(level, state).into_iter().map(|thing| (thing.kind.word.to_owned(), thing.cell));
    let markers = level.things.iter().filter(|thing| thing.kind.is_marker);
    visible.chain(markers.map(|thing| (format!("{} marker", thing.kind.word), thing.cell))).collect()
}

/// `[height - 2][width - 2]`: what is in each cell, the agent first, then things, then the ground.
pub fn grid(level: &Level, state: State) -> Vec<Vec<String>> {
    let things = things(level, state);
    let words = |cell: Cell| {
        let mut words = Vec::new();
        if cell == state.agent && level.world.spec().walks {
            words.push(level.world.spec().agent);
        }
        words.extend(things.iter().filter(|(_, at)| *at == cell).map(|(words, _)| words.as_str()));
        // Plain floor under something goes without saying.
        if words.is_empty() || level.tiles[cell as usize] != &FLOOR {
            words.push(level.tiles[cell as usize].word);
        }
        words.join(", ")
    };
    let inside = |length: usize| 1..length - 1;
    inside(level.height).map(|row| inside(level.width).map(|column| words(level.cell(row, column))).collect()).collect()
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
