//! Levels that a person painted, as text (`env::picture`): those of training, those of the shifted world, and how many of all levels they are.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::{FieldError, Place};
use crate::env::level::UNREACHABLE;
use crate::env::picture::{PictureError, parse};
use crate::env::{Cell, Distribution, Level, Thing, World};

/// Levels of each of the two worlds, at most.
pub const MAX_PAINTED: usize = 64;

/// Characters of one; no world's largest room has as many, with what it carries.
pub const MAX_PICTURE: usize = 600;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Painted {
    train: Vec<String>,
    shift: Vec<String>,
    /// How many of the levels are painted ones where some are, 0 to 1; the others are generated.
    pub share: f64,
    /// What the pictures come to, once somebody asked: boards ask with every change of the page.
    #[serde(skip)]
    read: OnceLock<Arc<Read>>,
}

/// Pictures of a world, as levels.
#[derive(Debug)]
struct Read {
    world: World,
    /// Of training, and of the shifted world: those without a fault.
    levels: [Arc<[Level]>; 2],
    faults: Vec<FieldError>,
}

impl Default for Painted {
    /// None; who paints some means exactly these.
    fn default() -> Painted {
        Painted::new(Vec::new(), Vec::new(), 1.0)
    }
}

impl PartialEq for Painted {
    fn eq(&self, other: &Painted) -> bool {
        (&self.train, &self.shift, self.share) == (&other.train, &other.shift, other.share)
    }
}

impl Painted {
    /// Levels of training, those at the full shift, and their share of all. What is not finished stays, and [`super::Scenario::check`] says
    /// what is wrong with it.
    pub fn new(train: Vec<String>, shift: Vec<String>, share: f64) -> Painted {
        Painted { train, shift, share, read: OnceLock::new() }
    }

    pub fn list(&self, is_shifted: bool) -> &[String] {
        if is_shifted { &self.shift } else { &self.train }
    }

    pub fn set(&mut self, is_shifted: bool, pictures: Vec<String>) {
        *(if is_shifted { &mut self.shift } else { &mut self.train }) = pictures;
        self.read = OnceLock::new();
    }

    /// These levels with those of a list painted among them. Pictures with a fault are left out.
    pub(super) fn among(&self, levels: Distribution, is_shifted: bool) -> Distribution {
        if self.list(is_shifted).is_empty() {
            return levels;
        }
        let painted = self.read(levels.world).levels[usize::from(is_shifted)].clone();
        levels.with_painted(painted, self.share)
    }

    /// What is wrong with each picture.
    pub(super) fn faults(&self, world: World) -> Vec<FieldError> {
        self.read(world).faults.clone()
    }

    fn read(&self, world: World) -> Arc<Read> {
        let known = self.read.get_or_init(|| Arc::new(self.read_as(world)));
        if known.world == world { known.clone() } else { Arc::new(self.read_as(world)) }
    }

    fn read_as(&self, world: World) -> Read {
        let mut faults = Vec::new();
        let levels = [false, true].map(|is_shifted| {
            let list = self.list(is_shifted);
            let place = |at: Option<usize>| Place::Painted { is_shifted, at };
            if list.len() > MAX_PAINTED {
                faults.push(FieldError::new(place(None), format!("at most {MAX_PAINTED} levels, found {}", list.len())));
            }
            let mut good = Vec::with_capacity(list.len());
            for (at, picture) in list.iter().enumerate().take(MAX_PAINTED) {
                match read(world, picture) {
                    Ok(level) => good.push(level),
                    Err(fault) => faults.push(FieldError::new(place(Some(at)), fault.to_string())),
                }
            }
            good.into()
        });
        Read { world, levels, faults }
    }
}

/// A painted level of a world. When its episodes are cut off says who draws it.
pub fn read(world: World, picture: &str) -> Result<Level, PictureError> {
    let level = parse(world, picture, 1)?;
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
