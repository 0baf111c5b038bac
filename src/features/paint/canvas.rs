//! A level while somebody paints it: the letters of its picture, cell by cell, whatever they come to by now. No browser.

use engine::env::level::WALL;
use engine::env::picture::PictureError;
use engine::env::world::Mark;
use engine::env::{Cell, Level, World};
use engine::scenario::read_painted;

/// Rows and columns of the smallest level, its border included.
pub const LEAST: usize = 3;

/// What can be painted: a letter of the world's pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brush {
    pub letter: char,
    pub word: &'static str,
    /// Empty: wall or floor, which are drawn as a whole.
    pub sprite: &'static str,
    /// So many there can be; the first that was painted gives way to one more.
    most: usize,
}

/// Wall, floor, the start, then what the world has.
pub fn brushes(world: World) -> Vec<Brush> {
    let spec = world.spec();
    let plain = |letter, word, most| Brush { letter, word, sprite: "", most };
    let mut all = vec![plain('#', "wall", usize::MAX), plain('.', "floor", usize::MAX)];
    if spec.walks {
        all.push(Brush { letter: '@', word: "start", sprite: spec.sprite, most: 1 });
    }
    all.extend(spec.letters.iter().map(|letter| {
        let sprite = match letter.mark {
            Mark::Thing(kind) => kind.sprite,
            Mark::Tile(kind) => kind.sprite,
        };
        Brush { letter: letter.letter, word: letter.mark.word(), sprite, most: letter.most }
    }));
    all
}

#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    pub world: World,
    /// The numbers that the level carries, as its picture has them; empty: none.
    header: String,
    /// `[height][width]`.
    rows: Vec<Vec<char>>,
}

impl Canvas {
    /// An empty room.
    pub fn empty(world: World, width: usize, height: usize) -> Canvas {
        let mut canvas = Canvas { world, header: String::new(), rows: Vec::new() };
        canvas.resize(width, height);
        canvas
    }

    /// Of any text: short rows are filled up with wall, and what is too large is cut.
    pub fn of(world: World, text: &str) -> Canvas {
        let mut lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
        let header = if lines.first().is_some_and(|line| line.contains('=')) { lines.remove(0).to_owned() } else { String::new() };
        let rows: Vec<Vec<char>> = lines.iter().map(|line| line.chars().collect()).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut canvas = Canvas { world, header, rows };
        let height = canvas.rows.len();
        canvas.rows.iter_mut().for_each(|row| row.resize(width, '#'));
        canvas.resize(width, height);
        canvas
    }

    pub fn text(&self) -> String {
        let rows = self.rows.iter().map(|row| row.iter().collect::<String>());
        let header = Some(&self.header).filter(|header| !header.is_empty()).cloned();
        header.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }

    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    pub fn height(&self) -> usize {
        self.rows.len()
    }

    pub fn at(&self, row: usize, column: usize) -> char {
        self.rows[row][column]
    }

    pub fn is_border(&self, row: usize, column: usize) -> bool {
        row == 0 || column == 0 || row + 1 == self.height() || column + 1 == self.width()
    }

    /// Puts this letter there; of what there can be but so many the first gives way. The border stays wall. True: it is another level now.
    pub fn put(&mut self, row: usize, column: usize, brush: &Brush) -> bool {
        if self.is_border(row, column) || self.at(row, column) == brush.letter {
            return false;
        }
        let there: Vec<(usize, usize)> = self.cells().filter(|&(row, column)| self.at(row, column) == brush.letter).collect();
        if let Some(&(row, column)) = there.first().filter(|_| there.len() >= brush.most) {
            self.rows[row][column] = '.';
        }
        self.rows[row][column] = brush.letter;
        true
    }

    /// What stands in one cell stands in the other, and the other way round: so a thing is moved. True: it is another level now.
    pub fn swap(&mut self, (row, column): (usize, usize), (other_row, other_column): (usize, usize)) -> bool {
        let (one, other) = (self.at(row, column), self.at(other_row, other_column));
        if one == other || self.is_border(row, column) || self.is_border(other_row, other_column) {
            return false;
        }
        (self.rows[row][column], self.rows[other_row][other_column]) = (other, one);
        true
    }

    /// A border of wall is drawn around what stays; new cells are floor.
    pub fn resize(&mut self, width: usize, height: usize) {
        let most = self.world.max_side();
        let (width, height) = (width.clamp(LEAST, most), height.clamp(LEAST, most));
        let (old_width, old_height) = (self.width(), self.height());
        let inside = |row: usize, column: usize| row > 0 && column > 0 && row + 1 < old_height && column + 1 < old_width;
        let letter = |row: usize, column: usize| match () {
            () if row == 0 || column == 0 || row + 1 == height || column + 1 == width => '#',
            () if inside(row, column) || (width, height) == (old_width, old_height) => self.rows[row][column],
            () => '.',
        };
        self.rows = (0..height).map(|row| (0..width).map(|column| letter(row, column)).collect()).collect();
    }

    /// The first thing that is wrong, with its place.
    pub fn fault(&self) -> Option<PictureError> {
        read_painted(self.world, &self.text()).err()
    }

    /// Row and column of a fault, from 0: a line above the picture counts as one of its rows. None: it is about the whole.
    pub fn cell_of(&self, fault: &PictureError) -> Option<(usize, usize)> {
        let row = fault.row.checked_sub(1 + usize::from(!self.header.is_empty()))?;
        let column = fault.column.checked_sub(1)?;
        (row < self.height() && column < self.width() && (row, column) != (0, 0)).then_some((row, column))
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let width = self.width();
        (0..self.height()).flat_map(move |row| (0..width).map(move |column| (row, column)))
    }

    /// Walls and floor, for who draws them; no level that anybody could play on.
    pub fn shell(&self) -> Level {
        let mut level = Level::room(self.world, self.width(), self.height(), 1);
        for (row, column) in self.cells().filter(|&(row, column)| self.at(row, column) == '#') {
            let cell: Cell = level.cell(row, column);
            level.tiles[cell as usize] = &WALL;
        }
        level
    }
}

#[cfg(test)]
mod tests;
