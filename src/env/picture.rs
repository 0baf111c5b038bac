//! Levels as ASCII pictures, for tests, rollouts and people. Picture -> level -> picture is the identity.
//!
//! `#` wall, `.` floor, `@` the agent's start, `c` cheese. Invisible markers are not drawn: their place follows from the
//! world's rules (the corner is the top right cell inside the border).

use super::{Cell, Level, Thing, ThingKind, Tile, World};

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
    let mut lines = Vec::with_capacity(level.height);
    for row in 0..level.height {
        lines.push((0..level.width).map(|column| letter(level, level.cell(row, column))).collect::<String>());
    }
    lines.join("\n")
}

fn letter(level: &Level, cell: Cell) -> char {
    if cell == level.start {
        return '@';
    }
    let thing = level.things.iter().find_map(|thing| match thing.kind {
        ThingKind::Cheese if thing.cell == cell => Some('c'),
        ThingKind::Cheese | ThingKind::Corner => None,
    });
    thing.unwrap_or(match level.tiles[cell as usize] {
        Tile::Floor => '.',
        Tile::Wall => '#',
    })
}

/// Reads a picture. Blank lines around it and blanks around each line are ignored.
pub fn parse(world: World, picture: &str, time_limit: u16) -> Result<Level, PictureError> {
    let lines: Vec<&str> = picture.trim().lines().map(str::trim).collect();
    let at = |row: usize, column: usize, message: String| PictureError { row: row + 1, column: column + 1, message };
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
    let (mut start, mut cheese) = (None, None);
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
            let seen = match letter {
                '#' => {
                    level.tiles[cell as usize] = Tile::Wall;
                    continue;
                }
                '.' => continue,
                '@' => &mut start,
                'c' => &mut cheese,
                _ => {
                    return Err(at(
                        row,
                        column,
                        format!("`{letter}` means nothing here; this world knows `#` wall, `.` floor, `@` start, `c` cheese"),
                    ));
                }
            };
            if seen.replace(cell).is_some() {
                return Err(at(row, column, format!("a second `{letter}`; there can be only one")));
            }
        }
    }
    level.start = start.ok_or_else(|| at(0, 0, "no start: put one `@`".into()))?;
    let cheese = cheese.ok_or_else(|| at(0, 0, "no cheese: put one `c`".into()))?;
    let corner = level.cell(1, width - 2);
    level.things = vec![Thing { kind: ThingKind::Cheese, cell: cheese }, Thing { kind: ThingKind::Corner, cell: corner }];
    if level.is_wall(corner) {
        return Err(at(1, width - 2, "the corner must be free: it is where the marker stands".into()));
    }
    level.measure();
    Ok(level)
}
