//! What the robot of the sandbox sees.

use super::super::parts::{directions, lying_at, of_kind, own_place};
use super::{AREA, COLORS, DOOR, INPUTS, KEY, MAX_SIDE, SHAPES, boxes, held, input, looks, param};
use crate::env::{Cell, Level, State, ThingKind};

pub fn observe(level: &Level, state: State, absolute_position: bool, active: &mut Vec<u16>) {
    let closed = of_kind(level, &DOOR) & !state.memory;
    let (row, column) = (level.row(state.agent), level.column(state.agent));
    let mut around = 0;
    for y in row - 1..row + 2 {
        for x in column - 1..column + 2 {
            let cell = level.cell(y, x);
            if cell == state.agent {
                continue;
            }
            let tile = level.tiles[cell as usize];
            let seen = [level.is_wall(cell), tile.is_deadly, lying_at(level, cell, closed) != 0, boxes(level, state).any(|it| it == cell)];
            if let Some(word) = seen.iter().position(|&it| it) {
                active.push(INPUTS[input::AROUND].at(around + word));
            }
            around += seen.len();
        }
    }
    // By color, then by shape: the nearest.
    let mut nearest = [None; COLORS + SHAPES];
    let far = |cell: Cell| level.row(cell).abs_diff(row) + level.column(cell).abs_diff(column);
    let is_nearer = |cell: Cell, than: Option<Cell>| cell != state.agent && than.is_none_or(|than| far(cell) < far(than));
    for (at, thing) in level.things.iter().enumerate() {
        if let (0, Some((color, shape))) = (state.memory >> at & 1, looks(thing.kind)) {
            for place in [color, COLORS + shape] {
                if is_nearer(thing.cell, nearest[place]) {
                    nearest[place] = Some(thing.cell);
                }
            }
        }
    }
    for (place, to) in nearest.into_iter().enumerate() {
        let times = level.params[if place < COLORS { param::COLOR_SALIENCE } else { param::SHAPE_SALIENCE }];
        look(level, state, to, input::YELLOW_ACROSS + 2 * place, times, active);
    }
    let lying = |kind: &ThingKind| {
        let there = of_kind(level, kind) & !state.memory;
        level.things.iter().enumerate().filter(move |(at, _)| there >> at & 1 == 1).map(|(_, thing)| thing.cell)
    };
    let is_area = |cell: &Cell| level.tiles[*cell as usize] == &AREA;
    let to = [
        lying(&KEY).min_by_key(|&cell| far(cell)),
        lying(&DOOR).min_by_key(|&cell| far(cell)),
        boxes(level, state).filter(|cell| !is_area(cell)).min_by_key(|&cell| far(cell)),
        (0..level.tiles.len() as Cell).filter(is_area).min_by_key(|&cell| far(cell)),
    ];
    for (place, to) in to.into_iter().enumerate() {
        look(level, state, to, input::KEY_ACROSS + 2 * place, 1, active);
    }
    active.push(INPUTS[input::HELD].at(held(level, state.memory) as usize));
    if absolute_position {
        own_place(level, state.agent, INPUTS[input::COLUMN].start, MAX_SIDE, active);
    }
}

/// Appends the way there, if there is one, so many times: as the group `across` and the one behind it say it.
fn look(level: &Level, state: State, to: Option<Cell>, across: usize, times: u32, active: &mut Vec<u16>) {
    if let Some(to) = to {
        directions(level, state.agent, to, [&INPUTS[across], &INPUTS[across + 1]], times as usize, active);
    }
}
