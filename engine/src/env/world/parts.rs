//! What several worlds are made of: shorthands for features, places drawn, windows of one-hot inputs. Not here: anything that
//! only one world does.

use super::InputGroup;
use crate::env::level::UNREACHABLE;
use crate::env::{Cell, Level, State, Thing, ThingKind};
use crate::lang::{Feature, FeatureKind, Type};
use crate::rng::Rng;

/// An open door.
pub static EXIT: ThingKind = ThingKind::new(
    "exit",
    "\
    <path class='exit-way' d='M-.26 .4 V-.4 H.26 V.4 Z'/><path class='exit-door' d='M-.26 -.4 L.08 -.28 V.46 L-.26 .4 Z'/>\
    <circle class='coin-face' cx='.01' cy='.08' r='.035'/>",
);

pub const fn state(name: &'static str, range: (f64, f64), doc: &'static str) -> Feature {
    Feature { name, kind: FeatureKind::State, ty: Type::Number, range, doc }
}

pub const fn event(name: &'static str, doc: &'static str) -> Feature {
    Feature { name, kind: FeatureKind::Event, ty: Type::Truth, range: (0.0, 1.0), doc }
}

/// A state feature that holds or does not.
pub const fn flag(name: &'static str, doc: &'static str) -> Feature {
    Feature { kind: FeatureKind::State, ..event(name, doc) }
}

pub fn truth(it: bool) -> f64 {
    if it { 1.0 } else { 0.0 }
}

/// The first three state features of every world: steps, column and row.
pub fn whereabouts(level: &Level, state: State, steps: u16, out: &mut [f64]) {
    out[0] = f64::from(steps);
    out[1] = level.column(state.agent) as f64;
    out[2] = level.row(state.agent) as f64;
}

/// In how many places something can lie that lies elsewhere on a share of levels.
pub fn places(share: f64, home: f64, elsewhere: f64) -> f64 {
    match share {
        0.0 => home,
        1.0 => elsewhere,
        _ => home + elsewhere,
    }
}

/// In how many ways `some` of `all` can be chosen.
pub fn choose(all: f64, some: f64) -> f64 {
    (0..some as u32).map(f64::from).fold(1.0, |ways, taken| ways * (all - taken) / (taken + 1.0))
}

/// Appends so many different free cells of the columns `from..to`, in the order in which they were drawn: the first ones do
/// not depend on `count`, which must not exceed the free cells.
pub fn scatter(level: &Level, (from, to): (usize, usize), count: usize, rng: &mut Rng, cells: &mut Vec<Cell>) {
    let first = cells.len();
    cells.extend(level.free_cells().filter(|&cell| (from..to).contains(&level.column(cell))));
    for at in first..first + count {
        let other = at + rng.below((cells.len() - at) as u32) as usize;
        cells.swap(at, other);
    }
    cells.truncate(first + count);
}

/// Things of one kind in reading order, as pictures have them.
pub fn place(level: &mut Level, kind: &'static ThingKind, cells: &mut [Cell]) {
    cells.sort();
    for &cell in cells.iter() {
        level.things.push(Thing { kind, cell });
    }
}

/// Bits of the things of this kind, by their place in `Level::things`.
pub fn of_kind(level: &Level, kind: &ThingKind) -> u64 {
    let mut bits = 0;
    for (i, thing) in level.things.iter().enumerate() {
        bits |= u64::from(thing.kind == kind) << i;
    }
    bits
}

/// Which of the things in `bits` lies here, as a bit; 0: none of them.
pub fn lying_at(level: &Level, cell: Cell, bits: u64) -> u64 {
    let mut here = 0;
    for (i, thing) in level.things.iter().enumerate() {
        here |= u64::from(thing.cell == cell) << i;
    }
    here & bits
}

/// Appends, ascending, the inputs of the things in `bits` that lie within so many rows and columns of the agent: a window in
/// reading order whose first input is `start`.
pub fn window(level: &Level, agent: Cell, (rows, columns): (usize, usize), start: usize, bits: u64, active: &mut Vec<u16>) {
    let first = active.len();
    let (height, width) = (2 * rows + 1, 2 * columns + 1);
    let (row, column) = (level.row(agent), level.column(agent));
    for (i, thing) in level.things.iter().enumerate() {
        let down = (level.row(thing.cell) + rows).wrapping_sub(row);
        let across = (level.column(thing.cell) + columns).wrapping_sub(column);
        if bits >> i & 1 == 0 || down >= height || across >= width {
            continue;
        }
        let input = (start + down * width + across) as u16;
        let mut at = active.len();
        active.push(input);
        while at > first && active[at - 1] > input {
            active[at] = active[at - 1];
            at -= 1;
        }
        active[at] = input;
    }
}

/// The input of one cell, if it lies within so many rows and columns of the agent, in a window as [`window`] has it.
pub fn in_window(level: &Level, agent: Cell, cell: Cell, (rows, columns): (usize, usize), start: usize) -> Option<u16> {
    let down = (level.row(cell) + rows).wrapping_sub(level.row(agent));
    let across = (level.column(cell) + columns).wrapping_sub(level.column(agent));
    let is_inside = down <= 2 * rows && across <= 2 * columns;
    is_inside.then(|| (start + down * (2 * columns + 1) + across) as u16)
}

/// Appends the inputs of the walls above, below, left and right of the agent.
pub fn walls_beside(level: &Level, agent: Cell, start: usize, active: &mut Vec<u16>) {
    for action in 0..4 {
        if level.moved(agent, action) == agent {
            active.push(start as u16 + u16::from(action));
        }
    }
}

/// Appends in which direction something lies, as groups of [`Names::ACROSS`] and [`Names::DOWN`] say it.
pub fn direction(level: &Level, agent: Cell, to: Cell, across: &InputGroup, down: &InputGroup, active: &mut Vec<u16>) {
    active.push(across.at(side(level.column(to), level.column(agent))));
    active.push(down.at(side(level.row(to), level.row(agent))));
}

/// The same so many times, as groups with the names [`Names::again`] say it.
///
/// [`Names::again`]: super::Names::again
pub fn directions(level: &Level, agent: Cell, to: Cell, [across, down]: [&InputGroup; 2], times: usize, active: &mut Vec<u16>) {
    let (column, row) = (side(level.column(to), level.column(agent)), side(level.row(to), level.row(agent)));
    active.extend((0..times).map(|time| across.at(3 * time + column)));
    active.extend((0..times).map(|time| down.at(3 * time + row)));
}

/// 0 before, 1 beside, 2 behind.
pub fn side(there: usize, here: usize) -> usize {
    1 + usize::from(there > here) - usize::from(there < here)
}

/// Appends the agent's own column and row; `side` inputs each.
pub fn own_place(level: &Level, agent: Cell, start: usize, side: usize, active: &mut Vec<u16>) {
    active.push((start + level.column(agent)) as u16);
    active.push((start + side + level.row(agent)) as u16);
}

/// The things whose bit is not set in `gone`.
pub fn still_lying(level: &Level, gone: u64) -> Vec<Thing> {
    let mut things = Vec::with_capacity(level.things.len() + 1);
    for (i, thing) in level.things.iter().enumerate() {
        if gone >> i & 1 == 0 {
            things.push(*thing);
        }
    }
    things
}

/// For pictures, once distances are known: a way must lead from the start to every thing.
pub fn all_reachable(level: &Level) -> Result<(), (Cell, String)> {
    for (thing, distances) in level.things.iter().zip(&level.distances) {
        if distances[level.start as usize] == UNREACHABLE {
            return Err((thing.cell, "no way leads here from the start".into()));
        }
    }
    Ok(())
}
