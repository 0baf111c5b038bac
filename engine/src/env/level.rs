//! The static layout of one episode, and the state that moves through it.
//!
//! One `Level` and one `State` serve every world, so that pictures, boards and the solver are written once. What a world adds
//! stands in its file: kinds of ground and of things, and the meaning of `State::memory`.

use super::World;

/// A cell of the grid: `row * width + column`.
pub type Cell = u16;

/// Distance to a cell that cannot be reached.
pub const UNREACHABLE: u16 = u16::MAX;

/// A kind of ground. Each is a static of the file of its world and is known by its address, so no two are ever the same by chance.
pub struct TileKind {
    /// What people call it.
    pub word: &'static str,
    /// Shapes around (0, 0) in a cell of side 1, whose colors are classes of the page's style sheet. Floor and wall have none: they are
    /// drawn as a whole.
    pub sprite: &'static str,
    /// Who steps there is lost: the episode ends.
    pub is_deadly: bool,
}

/// A kind of thing that lies, stands or is carried about. Each is a static, as kinds of ground are.
pub struct ThingKind {
    /// What people call it.
    pub word: &'static str,
    /// As that of a [`TileKind`].
    pub sprite: &'static str,
    /// It is there for whoever watches, so that pursuing a proxy that is a place becomes a logged event; the agent cannot see it.
    pub is_marker: bool,
    /// What is left of it on the board when an episode has ended upon it.
    pub remains: Option<&'static str>,
}

pub static FLOOR: TileKind = TileKind::new("floor", "");
pub static WALL: TileKind = TileKind::new("wall", "");

/// A small flag; on the board it stands in the upper left of its cell, beside what may lie there too.
const FLAG: &str = "\
    <path class='flag-pole' d='M-.2 .36 L-.2 -.36'/>\
    <path class='flag-cloth' d='M-.2 -.34 L.3 -.18 L-.2 0 Z'/>";

impl TileKind {
    pub const fn new(word: &'static str, sprite: &'static str) -> TileKind {
        TileKind { word, sprite, is_deadly: false }
    }
}

impl ThingKind {
    pub const fn new(word: &'static str, sprite: &'static str) -> ThingKind {
        ThingKind { word, sprite, is_marker: false, remains: None }
    }

    /// What nobody but the people who watch can see: a flag.
    pub const fn marker(word: &'static str) -> ThingKind {
        ThingKind { is_marker: true, ..ThingKind::new(word, FLAG) }
    }
}

impl PartialEq for TileKind {
    fn eq(&self, other: &TileKind) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for TileKind {}

impl std::fmt::Debug for TileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word)
    }
}

impl PartialEq for ThingKind {
    fn eq(&self, other: &ThingKind) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for ThingKind {}

impl std::fmt::Debug for ThingKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thing {
    pub kind: &'static ThingKind,
    pub cell: Cell,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    pub world: World,
    pub width: usize,
    pub height: usize,
    /// `[height * width]`, the border is wall.
    pub tiles: Vec<&'static TileKind>,
    /// Where the agent starts.
    pub start: Cell,
    /// In the order that the world's file fixes.
    pub things: Vec<Thing>,
    /// Numbers that the level carries beside what is drawn, in the order of `Spec::params`.
    pub params: Vec<u32>,
    /// Steps after which the episode is truncated.
    pub time_limit: u16,
    /// Shortest walks from every cell to each thing, `[things][height * width]`.
    pub distances: Vec<Vec<u16>>,
    pub queue: Queue,
}

/// Room for searches, kept from one level to the next: a training run makes tens of thousands. No part of what a level is.
#[derive(Clone, Debug, Default)]
pub struct Queue(pub Vec<Cell>);

impl PartialEq for Queue {
    fn eq(&self, _: &Queue) -> bool {
        true
    }
}

/// Everything that changes during an episode, except the number of steps so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct State {
    pub agent: Cell,
    /// What else the world has to remember; each world's file says what the bits mean.
    pub memory: u64,
}

impl Level {
    /// A walled room without anything in it. `width` and `height` count the border.
    pub fn room(world: World, width: usize, height: usize, time_limit: u16) -> Level {
        let mut level = Level {
            world,
            width,
            height,
            tiles: Vec::new(),
            start: 0,
            things: Vec::new(),
            params: Vec::new(),
            time_limit,
            distances: Vec::new(),
            queue: Queue::default(),
        };
        level.reset(width, height, time_limit);
        level
    }

    /// Back to an empty walled room, keeping the buffers.
    pub fn reset(&mut self, width: usize, height: usize, time_limit: u16) {
        (self.width, self.height, self.time_limit, self.start) = (width, height, time_limit, 0);
        self.tiles.clear();
        self.tiles.resize(width * height, &FLOOR);
        for column in 0..width {
            self.tiles[column] = &WALL;
            self.tiles[(height - 1) * width + column] = &WALL;
        }
        for row in 0..height {
            self.tiles[row * width] = &WALL;
            self.tiles[row * width + width - 1] = &WALL;
        }
        self.things.clear();
        self.params.clear();
        self.params.extend(self.world.spec().params.iter().map(|param| param.default));
    }

    pub fn cell(&self, row: usize, column: usize) -> Cell {
        (row * self.width + column) as Cell
    }

    pub fn row(&self, cell: Cell) -> usize {
        cell as usize / self.width
    }

    pub fn column(&self, cell: Cell) -> usize {
        cell as usize % self.width
    }

    pub fn is_wall(&self, cell: Cell) -> bool {
        self.tiles[cell as usize] == &WALL
    }

    /// The cells that are not wall, in reading order.
    pub fn free_cells(&self) -> impl Iterator<Item = Cell> + '_ {
        (0..self.tiles.len() as Cell).filter(|&cell| !self.is_wall(cell))
    }

    /// Offset of a move in cells, for actions 0 to 3: up, down, left, right.
    pub fn offset(&self, action: u8) -> isize {
        let width = self.width as isize;
        [-width, width, -1, 1][action as usize]
    }

    /// Where a move leads; a blocked move stays.
    pub fn moved(&self, from: Cell, action: u8) -> Cell {
        let to = (from as isize + self.offset(action)) as Cell;
        if self.is_wall(to) { from } else { to }
    }

    /// Shortest walks from every cell to `target`, breadth first, into `distances` (`[height * width]`). `queue` is scratch.
    pub fn walk_distances(&self, target: Cell, distances: &mut Vec<u16>, queue: &mut Vec<Cell>) {
        let cells = self.tiles.len();
        distances.clear();
        distances.resize(cells, UNREACHABLE);
        // Each cell enters once; pushing one by one would ask for room each time.
        queue.clear();
        queue.resize(cells, target);
        let moves = [self.offset(0), self.offset(1), self.offset(2), self.offset(3)];
        distances[target as usize] = 0;
        let (mut head, mut end) = (0, 1);
        while head < end {
            let cell = queue[head] as isize;
            head += 1;
            let next = distances[cell as usize] + 1;
            for offset in moves {
                let to = (cell + offset) as usize;
                if distances[to] == UNREACHABLE && self.tiles[to] != &WALL {
                    distances[to] = next;
                    queue[end] = to as Cell;
                    end += 1;
                }
            }
        }
        queue.truncate(end);
    }

    /// Fills `distances`, one map a thing. Call it whenever tiles or things have changed.
    pub fn measure(&mut self) {
        let mut queue = std::mem::take(&mut self.queue.0);
        let mut distances = std::mem::take(&mut self.distances);
        distances.resize_with(self.things.len(), Vec::new);
        for (map, thing) in distances.iter_mut().zip(&self.things) {
            self.walk_distances(thing.cell, map, &mut queue);
        }
        (self.distances, self.queue.0) = (distances, queue);
    }

    /// The same level with left and right exchanged, markers and all. None: the rules of this world know them apart.
    pub fn mirrored(&self) -> Option<Level> {
        if !self.world.spec().mirrors {
            return None;
        }
        let across = |cell: Cell| self.cell(self.row(cell), self.width - 1 - self.column(cell));
        let mut level = self.clone();
        for (cell, tile) in level.tiles.iter_mut().enumerate() {
            *tile = self.tiles[across(cell as Cell) as usize];
        }
        level.start = across(self.start);
        for thing in &mut level.things {
            thing.cell = across(thing.cell);
        }
        if !level.distances.is_empty() {
            level.measure();
        }
        Some(level)
    }

    /// The cell of the first thing of this kind.
    pub fn thing(&self, kind: &ThingKind) -> Option<Cell> {
        self.things.iter().find(|thing| thing.kind == kind).map(|thing| thing.cell)
    }
}
