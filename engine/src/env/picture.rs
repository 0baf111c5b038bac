//! Levels as ASCII pictures, for tests, rollouts and people. Picture -> level -> picture is the identity.
//!
//! `#` wall, `.` floor, `@` the agent's start, where somebody walks; the other letters are the world's own. Invisible markers are not drawn: their
//! place follows from the world's rules. Numbers that a level carries stand above in a line of their own, `salt=5 order=2`, where
//! they are not the usual ones.

use super::level::WALL;
use super::world::Mark;
use super::{Cell, Level, ParamSpec, Thing, World};

/// What is wrong with a picture, and where: row and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureError {
    pub row: usize,
    pub column: usize,
    pub message: String,
}

impl std::fmt::Display for PictureError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {}, column {}: {}", self.row, self.column, self.message)
    }
}

/// One line a row, without a final line break.
pub fn draw(level: &Level) -> String {
    let mut lines = Vec::with_capacity(level.height + 1);
    let params = level.world.spec().params.iter().zip(&level.params).filter(|(param, value)| param.default != **value);
    let header: Vec<String> = params.map(|(param, value)| format!("{}={value}", param.name)).collect();
    if !header.is_empty() {
        lines.push(header.join(" "));
    }
    for row in 0..level.height {
        lines.push((0..level.width).map(|column| letter(level, level.cell(row, column))).collect::<String>());
    }
    lines.join("\n")
}

fn letter(level: &Level, cell: Cell) -> char {
    if cell == level.start && level.world.spec().walks {
        return '@';
    }
    let tile = level.tiles[cell as usize];
    let stands_for = |mark: Mark| match mark {
        Mark::Thing(kind) => level.things.iter().any(|thing| thing.kind == kind && thing.cell == cell),
        Mark::Tile(_) => false,
    };
    let letters = level.world.spec().letters;
    let thing = letters.iter().find(|letter| stands_for(letter.mark));
    let known = thing.or_else(|| letters.iter().find(|letter| letter.mark == Mark::Tile(tile)));
    known.map_or(if tile == &WALL { '#' } else { '.' }, |letter| letter.letter)
}

/// Reads a picture. Blank lines around it and blanks around each line are ignored.
pub fn parse(world: World, picture: &str, time_limit: u16) -> Result<Level, PictureError> {
    let mut lines: Vec<&str> = picture.trim().lines().map(str::trim).collect();
    let header = lines.first().is_some_and(|line| line.contains('=')).then(|| lines.remove(0));
    let above = usize::from(header.is_some());
    let at = |row: usize, column: usize, message: String| PictureError { row: above + row + 1, column: column + 1, message };
    let width = lines.first().map_or(0, |line| line.chars().count());
    if lines.len() < 3 || width < 3 {
        return Err(at(0, 0, "a picture needs at least 3 rows of 3 letters, the border included".into()));
    }
    let most = world.max_side();
    if width > most || lines.len() > most {
        let (row, column) = if width > most { (0, most) } else { (most, 0) };
        return Err(at(row, column, format!("this world has at most {most} rows and columns")));
    }
    let mut level = Level::room(world, width, lines.len(), time_limit);
    read_params(world.spec().params, header.unwrap_or(""), &mut level.params)?;
    let (letters, walks) = (world.spec().letters, world.spec().walks);
    let mut start = None;
    // By letter: where it stands.
    let mut found: Vec<Vec<Cell>> = letters.iter().map(|_| Vec::new()).collect();
    for (row, line) in lines.iter().enumerate() {
        if line.chars().count() != width {
            return Err(at(
                row,
                line.chars().count().min(width),
                format!("this row has {} letters, the first has {width}", line.chars().count()),
            ));
        }
        for (column, letter) in line.chars().enumerate() {
            let cell = level.cell(row, column);
            let border = row == 0 || row + 1 == lines.len() || column == 0 || column + 1 == width;
            if border && letter != '#' {
                return Err(at(row, column, format!("the border must be wall (`#`), found `{letter}`")));
            }
            match letter {
                '#' => level.tiles[cell as usize] = &WALL,
                '.' => {}
                '@' if walks && start.replace(cell).is_some() => return Err(at(row, column, "a second `@`; there can be only one".into())),
                '@' if walks => {}
                _ => {
                    let Some(known) = letters.iter().position(|known| known.letter == letter) else {
                        let all: String = letters.iter().map(|known| format!(", `{}` {}", known.letter, known.mark.word())).collect();
                        let start = if walks { ", `@` start" } else { "" };
                        let message = format!("`{letter}` means nothing here; this world knows `#` wall, `.` floor{start}{all}");
                        return Err(at(row, column, message));
                    };
                    found[known].push(cell);
                    match letters[known].most {
                        1 if found[known].len() > 1 => {
                            return Err(at(row, column, format!("a second `{letter}`; there can be only one")));
                        }
                        most if found[known].len() > most => {
                            return Err(at(row, column, format!("one `{letter}` too many; there can be {most}")));
                        }
                        _ => {}
                    }
                    if let Mark::Tile(tile) = letters[known].mark {
                        level.tiles[cell as usize] = tile;
                    }
                }
            }
        }
    }
    if walks {
        level.start = start.ok_or_else(|| at(0, 0, "no start: put one `@`".into()))?;
    }
    for (letter, cells) in letters.iter().zip(found) {
        if cells.len() < letter.least {
            let (word, sign) = (letter.mark.word(), letter.letter);
            return Err(at(
                0,
                0,
                match letter.least {
                    1 => format!("no {word}: put one `{sign}`"),
                    least => format!("{} of at least {least} `{sign}` ({word})", cells.len()),
                },
            ));
        }
        if let Mark::Thing(kind) = letter.mark {
            level.things.extend(cells.into_iter().map(|cell| Thing { kind, cell }));
        }
    }
    (world.spec().settle)(&mut level).map_err(|(cell, message)| at(level.row(cell), level.column(cell), message))?;
    Ok(level)
}

/// Reads `name=value` pairs with blanks between; what is not named stays as it is.
fn read_params(params: &[ParamSpec], header: &str, values: &mut [u32]) -> Result<(), PictureError> {
    let mut given = vec![false; params.len()];
    let mut rest = header;
    while let Some(from) = rest.find(|c: char| !c.is_whitespace()) {
        let column = header.chars().count() - rest[from..].chars().count() + 1;
        let error = |message: String| PictureError { row: 1, column, message };
        let word = rest[from..].split_whitespace().next().unwrap_or("");
        rest = &rest[from + word.len()..];
        let Some((name, value)) = word.split_once('=') else {
            return Err(error(format!("`{word}` is no `name=number`")));
        };
        let Some(at) = params.iter().position(|param| param.name == name) else {
            let known: Vec<&str> = params.iter().map(|param| param.name).collect();
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            return Err(error(format!("levels of this world carry no number `{name}`; they carry {known}")));
        };
        let (least, most) = params[at].range;
        values[at] = value
            .parse()
            .ok()
            .filter(|value| (least..=most).contains(value))
            .ok_or_else(|| error(format!("`{name}` must be a whole number from {least} to {most}, found `{value}`")))?;
        if std::mem::replace(&mut given[at], true) {
            return Err(error(format!("`{name}` stands there twice")));
        }
    }
    Ok(())
}
