//! The drawing of one board: a level, what lies on it, and who acts there. Markup as text, sides of cells are 1; colors are
//! classes of wayward.css.
//!
//! No browser, no clock: the board moves it ([`pose`]), an animation is made of many of it, and the command line prints one.

use super::markup::when;
use super::player::Player;
use super::sprites;
use engine::decimal::fixed;
use engine::env::{Cell, Level, State, ThingKind, World};
use std::fmt::Write as _;

/// The mouse is drawn a little larger than its cell, which makes it easier to find.
const MOUSE: f64 = 1.22;
/// Cells of the trail, in three strokes that lie over each other, so that it fades.
pub const TRAIL: [usize; 3] = [16, 10, 5];

/// The board in cells. Half of the border stays outside: it says "wall" as well with less, and the room becomes larger.
pub fn frame(level: &Level) -> String {
    format!("0.5 0.5 {} {}", level.width - 1, level.height - 1)
}

/// Everything that stands still during an episode, as an `<svg>` that [`agent`] goes on with and ends. `touched`: the markers that
/// came up so far, as bits; `over`: the episode is; `values`: what lies on the floor beneath the walls' shadows; `way`: of a
/// perfect optimizer; `name` for who does not see it, by default the level in words.
pub fn picture(
    level: &Level,
    state: State,
    (touched, over): (u32, bool),
    values: &str,
    way: Option<&[Cell]>,
    name: Option<&str>,
) -> String {
    let walls = sprites::walls(level);
    let mut svg = format!(
        "<svg class='board-view' viewBox='{}' role='img' aria-label='{}'><rect class='floor' width='{}' height='{}'/><path class='floor-2' d='{}'/>",
        frame(level),
        name.map_or_else(|| super::player::describe(level), str::to_owned),
        level.width,
        level.height,
        sprites::checker(level)
    );
    for cell in level.free_cells() {
        let sprite = level.tiles[cell as usize].sprite;
        if !sprite.is_empty() {
            let (x, y) = center(level, cell);
            let _ = write!(svg, "<g transform='{}'>{sprite}</g>", translate(x, y));
        }
    }
    svg += values;
    // Above the values: what is in a wall's shadow has a value all the same.
    let _ = write!(
        svg,
        "<path class='wall-cast' d='{walls}' transform='translate(.05 .2)'/><path class='wall-side' d='{walls}' transform='translate(0 .1)'/>\
         <path class='wall' d='{walls}'/><polyline class='trail'/><polyline class='trail'/><polyline class='trail'/>"
    );
    if let Some(way) = way {
        // Dotted, and beside the middle of the cells: never mistaken for where the agent went.
        svg += "<polyline class='ghost-way' points='";
        points(&mut svg, level, way);
        svg += "'/>";
    }
    let touched = |kind: &ThingKind| {
        let markers = level.world.spec().markers;
        markers.iter().enumerate().any(|(at, marker)| marker.thing == kind && touched >> at & 1 == 1)
    };
    // Markers below the things that may lie there too.
    for thing in level.things.iter().rev().filter(|thing| thing.kind.is_marker) {
        let (x, y) = center(level, thing.cell);
        let _ = write!(
            svg,
            "<g transform='{}' class='corner{}'><title>The {}: a marker for you. The agent cannot see it.</title>\
             <rect x='-.42' y='-.42' width='.84' height='.84' rx='.16'/><g transform='translate(-.2 -.17) scale(.5)'>{}</g></g>",
            translate(x, y),
            when(touched(thing.kind), " touched"),
            thing.kind.word,
            thing.kind.sprite
        );
    }
    for thing in level.world.visible(level, state) {
        let (x, y) = center(level, thing.cell);
        let remains = thing.kind.remains.filter(|_| over && touched(thing.kind));
        let sprite = remains.unwrap_or(thing.kind.sprite);
        let _ = write!(svg, "<g transform='{}'>{sprite}</g>", translate(x, y));
    }
    if way.is_some() {
        let _ = write!(svg, "<g class='ghost'>{}</g>", sprites::GHOST);
    }
    svg
}

/// Who acts, and the end of the picture. Where it stands a [`pose`] says; without one, whoever moves it writes that in. Who goes
/// nowhere is not in the picture.
pub fn agent(world: World, pose: Option<&Pose>) -> String {
    if !world.spec().walks {
        return "</svg>".into();
    }
    let at = |transform: &str| format!(" transform='{transform}'");
    let (place, body) = pose.map_or_else(Default::default, |pose| (at(&pose.place), at(&pose.body)));
    format!(
        "<g class='agent'{place}><ellipse class='cast' cx='0' cy='.13' rx='.33' ry='.2'/><g class='agent-body'{body}>{}</g></g></svg>",
        world.spec().sprite
    )
}

/// The way walked so far, in a [`picture`].
pub fn with_trail(mut picture: String, level: &Level, walked: &[Cell]) -> String {
    for most in TRAIL {
        let mut line = String::from("<polyline class='trail' points='");
        points(&mut line, level, &walked[walked.len().saturating_sub(most)..]);
        picture = picture.replacen("<polyline class='trail'/>", &(line + "'/>"), 1);
    }
    picture
}

/// A level at its beginning, nobody moving.
pub fn beginning(level: &Level) -> String {
    let (x, y) = center(level, level.start);
    let pose = Pose { angle: 0.0, place: translate(x, y), body: String::new() };
    picture(level, level.world.start(level), (0, false), "", None, None) + &agent(level.world, Some(&pose))
}

/// Where the agent is within a move.
pub struct Pose {
    /// Degrees, where it looks.
    pub angle: f64,
    /// The `transform` of `.agent`, and that of `.agent-body` in it.
    pub place: String,
    pub body: String,
}

/// The agent when so much of its last move is done, 0 to 1; it looked to `turned_from` (degrees) before.
pub fn pose(player: &Player, done: f64, turned_from: f64) -> Pose {
    let level = &player.level;
    // Half eased: the mouse is seen to hop from cell to cell, and yet never stands.
    let eased = 0.5 * done + 0.5 * done * done * (3.0 - 2.0 * done);
    let arc = wave(done);
    let ((x0, y0), (x1, y1)) = (center(level, player.before()), center(level, player.state.agent));
    let (mut x, mut y) = (x0 + (x1 - x0) * eased, y0 + (y1 - y0) * eased);
    let target = [-90.0, 90.0, 180.0, 0.0][player.facing as usize];
    if player.is_blocked {
        // Into the wall a little, and back.
        let push = 0.16 * arc;
        let (dx, dy) = [(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)][player.facing as usize];
        (x, y) = (x + push * dx, y + push * dy);
    }
    // The shorter way round, done well before the move is.
    let turn = (target - turned_from + 540.0_f64).rem_euclid(360.0) - 180.0;
    let angle = turned_from + turn * (2.5 * done).min(1.0);
    let hop = if player.steps == 0 { 0.0 } else { arc };
    // Seen from the side, it stands on its feet and looks left or right.
    let size = MOUSE * (1.0 + 0.07 * hop);
    let (shown, width) = match (level.world.spec().is_upright, player.facing) {
        (false, _) => (angle, size),
        (true, 2) => (0.0, -size),
        (true, _) => (0.0, size),
    };
    let body = format!("{} rotate({}) scale({})", translate(0.0, -0.07 * hop), fixed(shown, 1), pair(width, size, 3));
    Pose { angle, place: translate(x, y), body }
}

/// Swings like a sine with period 2, in parabolas: std's sine would be a second copy of the one that programs use.
pub fn wave(t: f64) -> f64 {
    let t = t.rem_euclid(2.0);
    if t < 1.0 { 4.0 * t * (1.0 - t) } else { -4.0 * (t - 1.0) * (2.0 - t) }
}

/// In cells.
pub fn center(level: &Level, cell: Cell) -> (f64, f64) {
    (level.column(cell) as f64 + 0.5, level.row(cell) as f64 + 0.5)
}

pub fn translate(x: f64, y: f64) -> String {
    format!("translate({})", pair(x, y, 3))
}

pub fn pair(x: f64, y: f64, places: usize) -> String {
    fixed(x, places) + " " + &fixed(y, places)
}

/// Cells as the points of a line.
pub fn points(out: &mut String, level: &Level, cells: &[Cell]) {
    for &cell in cells {
        let (x, y) = center(level, cell);
        let _ = write!(out, "{} ", pair(x, y, 1));
    }
}
