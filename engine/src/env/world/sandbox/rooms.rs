//! Rooms of the sandbox: which knobs fit together, which pictures are good, and how a level is drawn.

use super::super::KnobCheck;
use super::super::parts::{choose, lying_at};
use super::{
    AREA, BOX, COLORS, DOOR, KEY, LAVA, MAX_SIDE, MIN_SIDE, MOST_DOORS, MOST_OTHERS, MOST_STATES, MOST_TARGETS, SHAPES, THINGS, VANISHES,
    boxes, knob, looks, param,
};
use crate::env::level::{FLOOR, UNREACHABLE, WALL};
use crate::env::solver::Model;
use crate::env::{Cell, Level, Thing, ThingKind};
use crate::rng::Rng;

/// The knobs that are counts.
struct Counts {
    side: usize,
    doors: usize,
    boxes: usize,
    area: usize,
    targets: usize,
    others: usize,
}

impl Counts {
    fn of(knobs: &[f64]) -> Counts {
        let count = |knob: usize| knobs[knob] as usize;
        Counts {
            side: count(knob::SIZE).clamp(MIN_SIDE, MAX_SIDE),
            doors: count(knob::DOORS).min(MOST_DOORS),
            boxes: count(knob::BOXES),
            area: count(knob::AREA),
            targets: count(knob::TARGETS).min(MOST_TARGETS),
            others: count(knob::OTHERS).min(MOST_OTHERS),
        }
    }

    /// Cells inside the border, less the walls across.
    fn cells(&self) -> usize {
        (self.side - 2) * (self.side - 2 - self.doors)
    }
}

/// How many things may vanish on a level, at most.
fn vanishing(knobs: &[f64], counts: &Counts) -> usize {
    let shape = knobs[knob::SHAPE] as usize - 1;
    let vanishes = |shape: usize| knobs[knob::LINES + shape] == f64::from(VANISHES);
    let (own, other) = (vanishes(shape), (0..SHAPES).any(|it| it != shape && vanishes(it)));
    let parted = other && knobs[knob::DISAGREE] > 0.0;
    counts.targets * (usize::from(own) + usize::from(parted)) + counts.others * usize::from(other)
}

/// In how many ways keys can be taken and doors be opened.
const LOCKS: [f64; MOST_DOORS + 1] = [1.0, 3.0, 11.0];

pub fn check(knobs: &[f64]) -> KnobCheck {
    let counts = Counts::of(knobs);
    let Counts { side, doors, boxes, area, targets, others } = counts;
    let (cells, last) = (counts.cells(), (side - 2) * (side - 2).saturating_sub(2 * doors));
    // Each target may be two things, and around all of them there must be a way.
    let taken = 2 * targets + others + 3 * boxes + doors + area * area;
    if 2 * taken > cells + 1 {
        return Err((
            "size",
            format!(
                "{targets} targets, {others} others, {boxes} boxes, {doors} doors and an area of {area} do not fit into a room of {side}"
            ),
        ));
    }
    if 3 * targets > last {
        return Err(("doors", format!("behind {doors} doors there is no place for {targets} targets in a room of {side}")));
    }
    // Nobody comes round a box where each room is one column wide.
    if boxes > 0 && side - 2 < 2 * doors + 2 {
        return Err(("boxes", format!("between {doors} doors there is no place to push a box in a room of {side}")));
    }
    let free = (cells + doors) as f64;
    let vanishing = vanishing(knobs, &counts);
    let states = free * choose(free - 1.0, boxes as f64) * LOCKS[doors] * f64::from(1 << vanishing);
    if states > MOST_STATES as f64 {
        return Err((
            if boxes > 0 { "boxes" } else { "targets" },
            format!(
                "{boxes} boxes, {doors} doors and {vanishing} things that vanish make up to {states} situations in a room of {side}; {MOST_STATES} can be solved exactly"
            ),
        ));
    }
    Ok(())
}

/// What can be touched, opened or entered at all is found by trying everything.
pub fn settle(level: &mut Level) -> Result<(), (Cell, String)> {
    let area = (0..level.tiles.len() as Cell).find(|&cell| level.tiles[cell as usize] == &AREA);
    if area.is_none() && level.things.iter().all(|thing| looks(thing.kind).is_none()) {
        return Err((level.start, "nothing to go for: put a thing, such as a yellow line `y`, or a goal area `_`".into()));
    }
    let Some(model) = Model::within(level, MOST_STATES) else {
        let last = level.things.last().map_or(level.start, |thing| thing.cell);
        return Err((last, format!("too many things: more than {MOST_STATES} situations cannot be solved exactly")));
    };
    let (mut reached, mut entered) = (0, false);
    for (row, &cell) in model.landings().iter().enumerate() {
        let state = model.states[row / model.actions];
        if cell != state.agent {
            reached |= lying_at(level, cell, !state.memory);
        }
        entered |= level.tiles[cell as usize] == &AREA || boxes(level, state).any(|it| level.tiles[it as usize] == &AREA);
    }
    let missed = level.things.iter().enumerate().find(|(at, thing)| thing.kind != &BOX && reached >> at & 1 == 0);
    match (missed, area) {
        (Some((_, door)), _) if door.kind == &DOOR => Err((door.cell, "no key comes to this door".into())),
        (Some((_, thing)), _) => Err((thing.cell, "no way leads here from the start".into())),
        (None, Some(area)) if !entered => Err((area, "no way leads into the goal area".into())),
        _ => Ok(()),
    }
}

/// A color or shape beside this one.
fn other(of: usize, rng: &mut Rng) -> usize {
    (of + 1 + rng.below(2) as usize) % 3
}

/// A plan of the room as it is drawn, before it is turned.
struct Plan {
    side: usize,
    turn: u32,
}

impl Plan {
    /// As a cell of the level: as it is, mirrored, or with rows for columns.
    fn cell(&self, row: usize, column: usize) -> Cell {
        let last = self.side - 1;
        let (row, column) = match self.turn {
            0 => (row, column),
            1 => (row, last - column),
            2 => (column, row),
            _ => (last - column, row),
        };
        (row * self.side + column) as Cell
    }
}

/// Draws walls across with doors, the goal area, walls and lava, then who stands where, until everything can be reached though all things and
/// boxes stand in the way; so no rule and no knob of things changes where they are. The start lies before the first door, the targets
/// behind the last, each key before the door that it is for. Everything is drawn whether it is used or not, and the draws against
/// `disagree` and for looks come first, so that raising it parts the targets of more levels and moves nothing.
pub fn generate(knobs: &[f64], rng: &mut Rng, level: &mut Level) {
    let counts = Counts::of(knobs);
    let apart = rng.chance(knobs[knob::DISAGREE] as f32);
    let (color, shape) = (knobs[knob::COLOR] as usize - 1, knobs[knob::SHAPE] as usize - 1);
    let parted: [_; MOST_TARGETS] = std::array::from_fn(|_| (other(color, rng), other(shape, rng)));
    let rest: [_; MOST_OTHERS] = std::array::from_fn(|_| (other(color, rng), other(shape, rng)));
    let plan = Plan { side: counts.side, turn: rng.below(4) };
    let (mut walls, mut lava) = (knobs[knob::WALLS] as f32, knobs[knob::LAVA] as f32);
    let mut places = Places::default();
    for attempt in 1.. {
        level.reset(counts.side, counts.side, knobs[knob::TIME_LIMIT] as u16);
        if places.draw(&counts, &plan, (walls, lava), rng, level) {
            break;
        }
        // Dense walls cut cells off again and again; thin them out rather than search for ever.
        if attempt % 64 == 0 {
            (walls, lava) = (walls * 0.5, lava * 0.5);
        }
    }
    let mut put = |kind: &'static ThingKind, cell: Cell| level.things.push(Thing { kind, cell });
    for (target, &[one, two]) in places.targets.iter().enumerate() {
        if apart {
            let (other_color, other_shape) = parted[target];
            put(&THINGS[SHAPES * other_color + shape], one);
            put(&THINGS[SHAPES * color + other_shape], two);
        } else {
            put(&THINGS[SHAPES * color + shape], one);
        }
    }
    for (&cell, (color, shape)) in places.others.iter().zip(rest) {
        put(&THINGS[SHAPES * color + shape], cell);
    }
    for (kind, cells) in [(&KEY, &places.keys), (&DOOR, &places.doors), (&BOX, &places.boxes)] {
        cells.iter().for_each(|&cell| put(kind, cell));
    }
    // As pictures have them: by kind, those of one kind in reading order.
    let kinds = || THINGS.iter().chain([&KEY, &DOOR, &BOX]);
    level.things.sort_by_key(|thing| (kinds().position(|kind| kind == thing.kind), thing.cell));
    for shape in 0..SHAPES {
        level.params[param::RULES + shape] = knobs[knob::LINES + shape] as u32;
    }
    for color in 0..COLORS {
        let pays = knobs[knob::YELLOW_PAYS + color];
        level.params[param::PAYS + color] = u32::from(pays > 0.0);
        level.params[param::COSTS + color] = u32::from(pays < 0.0);
    }
    level.params[param::COLOR_SALIENCE] = knobs[knob::COLOR_SALIENCE] as u32;
    level.params[param::SHAPE_SALIENCE] = knobs[knob::SHAPE_SALIENCE] as u32;
}

/// Who stands where.
#[derive(Default)]
struct Places {
    /// The two places of each: on most levels the second stays empty.
    targets: Vec<[Cell; 2]>,
    others: Vec<Cell>,
    keys: Vec<Cell>,
    doors: Vec<Cell>,
    boxes: Vec<Cell>,
    /// Free cells, shuffled, each with the number of walls across before it.
    free: Vec<(Cell, usize)>,
    lava: Vec<Cell>,
}

impl Places {
    /// Into an empty room. False: something cannot be reached.
    fn draw(&mut self, counts: &Counts, plan: &Plan, shares: (f32, f32), rng: &mut Rng, level: &mut Level) -> bool {
        self.ground(counts, plan, shares, rng, level);
        rng.shuffle(&mut self.free);
        self.spread(counts, level).is_some() && self.is_open(counts, level)
    }

    fn ground(&mut self, counts: &Counts, plan: &Plan, (walls, lava): (f32, f32), rng: &mut Rng, level: &mut Level) {
        let (inside, doors) = (counts.side - 2, counts.doors);
        let mut pick = |from: usize, to: usize| from + (rng.unit() * (to.max(from) + 1 - from) as f32) as usize;
        // Each leaves a column on both sides.
        let first = pick(2, inside - 1 - 2 * doors.saturating_sub(1));
        let second = pick(first + 2, inside - 1);
        let across = [(first, pick(1, inside)), (second, pick(1, inside))];
        let across = &across[..doors];
        let (top, left) = (pick(1, inside + 1 - counts.area.max(1)), pick(1, inside + 1 - counts.area.max(1)));
        self.doors.clear();
        self.free.clear();
        self.lava.clear();
        for row in 1..=inside {
            for column in 1..=inside {
                let (is_wall, is_lava) = (rng.chance(walls), rng.chance(lava));
                let cell = plan.cell(row, column);
                let zone = across.iter().filter(|wall| wall.0 < column).count();
                let tile = &mut level.tiles[cell as usize];
                if let Some(&(_, door)) = across.iter().find(|wall| wall.0 == column) {
                    if row == door {
                        self.doors.push(cell);
                    } else {
                        *tile = &WALL;
                    }
                } else if (top..top + counts.area).contains(&row) && (left..left + counts.area).contains(&column) {
                    *tile = &AREA;
                } else if is_wall || is_lava {
                    // Nobody goes through lava either; it is poured in when all stand.
                    *tile = &WALL;
                    self.lava.extend((!is_wall).then_some(cell));
                } else {
                    self.free.push((cell, zone));
                }
            }
        }
    }

    /// A place for everyone, if there are enough.
    fn spread(&mut self, counts: &Counts, level: &mut Level) -> Option<()> {
        let free = &mut self.free;
        let mut take = |least: usize, most: usize| {
            let at = free.iter().position(|(_, zone)| (least..=most).contains(zone))?;
            Some(free.remove(at).0)
        };
        self.keys.clear();
        self.targets.clear();
        self.others.clear();
        self.boxes.clear();
        let last = counts.doors;
        level.start = take(0, 0)?;
        for door in 0..counts.doors {
            self.keys.push(take(0, door)?);
        }
        for _ in 0..counts.targets {
            self.targets.push([take(last, last)?, take(last, last)?]);
        }
        for _ in 0..counts.others {
            self.others.push(take(0, last)?);
        }
        for _ in 0..counts.boxes {
            self.boxes.push(take(0, last)?);
        }
        Some(())
    }

    /// Whether each thing and key can be reached, the goal area, if there is one, and both sides of each box. Things and boxes count as walls.
    fn is_open(&self, counts: &Counts, level: &mut Level) -> bool {
        let things = || self.targets.iter().flatten().chain(&self.others);
        for &cell in things().chain(&self.boxes) {
            level.tiles[cell as usize] = &WALL;
        }
        let (mut distances, mut queue) = (level.distances.pop().unwrap_or_default(), std::mem::take(&mut level.queue.0));
        level.walk_distances(level.start, &mut distances, &mut queue);
        let is_reached = |cell: isize| distances[cell as usize] != UNREACHABLE;
        let beside = |cell: Cell, action: u8| is_reached(cell as isize + level.offset(action));
        let is_open = things().all(|&cell| (0..4).any(|action| beside(cell, action)))
            && self.keys.iter().all(|&cell| is_reached(cell as isize))
            && self.boxes.iter().all(|&cell| [0, 2].iter().any(|&action| beside(cell, action) && beside(cell, action + 1)))
            && (counts.area == 0 || queue.iter().any(|&cell| level.tiles[cell as usize] == &AREA));
        (level.queue.0, level.distances) = (queue, Vec::new());
        for &cell in things().chain(&self.boxes) {
            level.tiles[cell as usize] = &FLOOR;
        }
        for &cell in &self.lava {
            level.tiles[cell as usize] = &LAVA;
        }
        is_open
    }
}
