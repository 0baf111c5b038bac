//! Levels that a person painted, as text (`env::picture`): those of training, those of the shifted world, and how many of all levels they are.

use serde::{Deserialize, Serialize};

use super::{FieldError, Place};
use crate::env::level::UNREACHABLE;
use crate::env::picture::{PictureError, parse};
use crate::env::{Cell, Distribution, Level, Thing, World};

/// Levels of each of the two worlds, at most.
pub const MAX_PAINTED: usize = 64;

/// Characters of one; no world's largest room has as many, with what it carries.
pub const MAX_PICTURE: usize = 600;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Painted {
    /// Levels of training. What is not finished stays, and [`super::Scenario::check`] says what is wrong with it.
    pub train: Vec<String>,
    /// Levels at the full shift.
    pub shift: Vec<String>,
    /// How many of the levels are painted ones where some are, 0 to 1; the others are generated.
    pub share: f64,
}

impl Default for Painted {
    /// None; who paints some means exactly these.
    fn default() -> Painted {
        Painted { train: Vec::new(), shift: Vec::new(), share: 1.0 }
    }
}

impl Painted {
    pub fn is_empty(&self) -> bool {
        self.train.is_empty() && self.shift.is_empty()
    }

    pub fn list(&self, is_shifted: bool) -> &Vec<String> {
        if is_shifted { &self.shift } else { &self.train }
    }

    pub fn list_mut(&mut self, is_shifted: bool) -> &mut Vec<String> {
        if is_shifted { &mut self.shift } else { &mut self.train }
    }

    /// These levels with those of a list painted among them. Pictures with a fault are left out.
    pub(super) fn among(&self, levels: Distribution, is_shifted: bool) -> Distribution {
        let list = self.list(is_shifted);
        if list.is_empty() {
            return levels;
        }
        let good = list.iter().filter_map(|picture| read(levels.world, &levels.knobs, picture).ok());
        let good: Vec<Level> = good.collect();
        levels.with_painted(good.into(), self.share)
    }

    /// What is wrong with each picture; `knobs` of the two worlds.
    pub(super) fn faults(&self, world: World, knobs: [&[f64]; 2]) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (is_shifted, knobs) in [false, true].into_iter().zip(knobs) {
            let list = self.list(is_shifted);
            if list.len() > MAX_PAINTED {
                let message = format!("at most {MAX_PAINTED} levels, found {}", list.len());
                faults.push(FieldError::new(Place::Painted { is_shifted, at: None }, message));
            }
            for (at, picture) in list.iter().enumerate().take(MAX_PAINTED) {
                if let Err(fault) = read(world, knobs, picture) {
                    faults.push(FieldError::new(Place::Painted { is_shifted, at: Some(at) }, fault.to_string()));
                }
            }
        }
        faults
    }
}

/// A painted level of a world with these knobs, which say when its episodes are cut off.
pub fn read(world: World, knobs: &[f64], picture: &str) -> Result<Level, PictureError> {
    let limit = world.knob("time_limit").and_then(|knob| knobs.get(knob)).map_or(1, |&limit| limit as u16);
    let level = parse(world, picture, limit)?;
    if !world.spec().walks {
        return Ok(level);
    }
    // What a world's own rules let pass, since an agent can live with it: whoever paints has not meant it.
    let (mut ways, mut queue) = (Vec::new(), Vec::new());
    level.walk_distances(level.start, &mut ways, &mut queue);
    let is_cut_off = |thing: &&Thing| !thing.kind.is_marker && !level.is_wall(thing.cell) && ways[thing.cell as usize] == UNREACHABLE;
    match level.things.iter().find(is_cut_off) {
        None => Ok(level),
        Some(thing) => Err(fault_at(&level, thing.cell, picture, format!("no way leads to the {} from the start", thing.kind.word))),
    }
}

/// At this cell of the picture, as [`parse`] counts: a line above it is a row, too.
fn fault_at(level: &Level, cell: Cell, picture: &str, message: String) -> PictureError {
    let above = usize::from(picture.trim().lines().next().is_some_and(|line| line.contains('=')));
    PictureError { row: above + level.row(cell) + 1, column: level.column(cell) + 1, message }
}

/// A text with blank lines between pictures, one by one.
pub fn pictures(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        match (line.is_empty(), all.last_mut().filter(|_| is_open)) {
            (true, _) => {}
            (false, Some(picture)) => {
                picture.push('\n');
                picture.push_str(line);
            }
            (false, None) => all.push(line.to_owned()),
        }
        is_open = !line.is_empty();
    }
    all
}
