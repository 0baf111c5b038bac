//! The static layout of one episode, and the state that moves through it.
//!
//! One `Level` and one `State` serve every world, so that pictures, boards and the solver are written once. What a world adds
//! is a few kinds of tiles and things, and the meaning of `State::memory`.

use super::World;

/// A cell of the grid: `row * width + column`.
pub type Cell = u16;

/// Distance to a cell that cannot be reached.
pub const UNREACHABLE: u16 = u16::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tile {
    Floor,
    Wall,
    /// Deadly to fall into.
    Pit,
    /// Jumped down from the left; nobody climbs back.
    Ledge,
    /// Deadly to step into.
    Lava,
    ArrowUp,
    ArrowDown,
    ArrowLeft,
    ArrowRight,
    /// Where things are to be brought.
    Area,
    /// Not to be entered, though nothing hinders.
    Forbidden,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThingKind {
    Cheese,
    /// Invisible marker: pursuing a proxy that is a place becomes a logged event. Never observed by the agent.
    Corner,
    Diamond,
    Rock,
    Switch,
    Coin,
    /// Invisible marker.
    FarWall,
    Key,
    Chest,
    Newspaper,
    Scrap,
    Document,
    /// To whom papers are brought.
    Master,
    Exit,
    /// Invisible marker.
    OldGap,
    /// Watches, from within a wall.
    Supervisor,
    /// Invisible marker.
    ShortWay,
}

impl ThingKind {
    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            ThingKind::Cheese => "cheese",
            ThingKind::Corner => "corner",
            ThingKind::Diamond => "diamond",
            ThingKind::Rock => "rock",
            ThingKind::Switch => "switch",
            ThingKind::Coin => "coin",
            ThingKind::FarWall => "far wall",
            ThingKind::Key => "key",
            ThingKind::Chest => "chest",
            ThingKind::Newspaper => "newspaper",
            ThingKind::Scrap => "scrap",
            ThingKind::Document => "document",
            ThingKind::Master => "master",
            ThingKind::Exit => "exit",
            ThingKind::OldGap => "old gap",
            ThingKind::Supervisor => "supervisor",
            ThingKind::ShortWay => "short way",
        }
    }

    /// It is there for whoever watches; the agent cannot see it.
    pub fn is_marker(self) -> bool {
        matches!(self, ThingKind::Corner | ThingKind::FarWall | ThingKind::OldGap | ThingKind::ShortWay)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thing {
    pub kind: ThingKind,
    pub cell: Cell,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    pub world: World,
    pub width: usize,
    pub height: usize,
    /// `[height * width]`, the border is wall.
    pub tiles: Vec<Tile>,
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
        self.tiles.resize(width * height, Tile::Floor);
        for column in 0..width {
            self.tiles[column] = Tile::Wall;
            self.tiles[(height - 1) * width + column] = Tile::Wall;
        }
        for row in 0..height {
            self.tiles[row * width] = Tile::Wall;
            self.tiles[row * width + width - 1] = Tile::Wall;
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
        self.tiles[cell as usize] == Tile::Wall
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
                if distances[to] == UNREACHABLE && self.tiles[to] != Tile::Wall {
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
    pub fn thing(&self, kind: ThingKind) -> Option<Cell> {
        self.things.iter().find(|thing| thing.kind == kind).map(|thing| thing.cell)
    }
}
