//! The small pictures on a board, as shapes around (0, 0) in a cell of side 1. No colors: they are classes of wayward.css, so
//! that light and dark are one drawing. No ids either (gradients, `<symbol>`s): two boards share one document.

use engine::decimal::fixed;
use engine::env::{Level, ThingKind, Tile, World};
use std::fmt::Write as _;

/// A wedge with its front to the viewer.
pub const CHEESE: &str = "\
    <ellipse class='cast' cx='0.02' cy='0.31' rx='0.37' ry='0.09'/>\
    <path class='cheese-front' d='M-.37 .02 L.37 .02 L.37 .24 Q.37 .3 .31 .3 L-.31 .3 Q-.37 .3 -.37 .24 Z'/>\
    <path class='cheese-top' d='M-.37 .02 L.2 -.29 Q.37 -.23 .37 .02 Z'/>\
    <circle class='cheese-hole' cx='-.18' cy='.17' r='.066'/>\
    <circle class='cheese-hole' cx='.06' cy='.1' r='.043'/>\
    <circle class='cheese-hole' cx='.21' cy='.2' r='.06'/>\
    <ellipse class='cheese-hole' cx='.18' cy='-.11' rx='.07' ry='.045'/>";

/// What is left of it.
pub const CRUMBS: &str = "\
    <g class='cheese-top'>\
    <circle cx='-.33' cy='.28' r='.045'/>\
    <circle cx='.36' cy='.2' r='.035'/>\
    <circle cx='.3' cy='-.34' r='.03'/>\
    </g>";

/// The mouse from above, looking right. The path `.mouse-tail` swings about its root.
pub const MOUSE: &str = "\
    <g transform='translate(-.3 0)'>\
    <path class='mouse-tail' d='M.04 0 C-.1 .02 -.07 .13 -.19 .07'/>\
    </g>\
    <circle class='mouse-ear' cx='.06' cy='-.2' r='.125'/>\
    <circle class='mouse-ear' cx='.06' cy='.2' r='.125'/>\
    <path class='mouse-whiskers' d='M.3 -.07 L.36 -.19 M.34 -.05 L.43 -.13 M.3 .07 L.36 .19 M.34 .05 L.43 .13'/>\
    <path class='mouse-body' d='M.41 0 C.35 -.12 .16 -.23 -.08 -.23 C-.27 -.23 -.35 -.12 -.35 0 C-.35 .12 -.27 .23 -.08 .23 C.16 .23 .35 .12 .41 0 Z'/>\
    <ellipse class='mouse-back' cx='-.13' cy='-.03' rx='.15' ry='.1'/>\
    <circle class='mouse-pink' cx='.065' cy='-.2' r='.07'/>\
    <circle class='mouse-pink' cx='.065' cy='.2' r='.07'/>\
    <circle class='mouse-eye' cx='.22' cy='-.085' r='.036'/>\
    <circle class='mouse-eye' cx='.22' cy='.085' r='.036'/>\
    <circle class='mouse-pink' cx='.4' cy='0' r='.043'/>";

/// A mouse that is not there: in a sheet, seen from the front, dashed. No other shape on a board is like it.
pub const GHOST: &str = "\
    <path class='ghost-sheet' d='M-.34 .48 V0 C-.5 -.08 -.5 -.42 -.27 -.42 Q-.16 -.42 -.11 -.32 H.11 Q.16 -.42 .27 -.42 C.5 -.42 .5 -.08 .34 0 \
    V.48 L.17 .34 L0 .48 L-.17 .34 Z'/>\
    <circle class='ghost-eye' cx='-.13' r='.07'/><circle class='ghost-eye' cx='.13' r='.07'/>";

/// A small flag; on the board it stands in the upper left of its cell, beside cheese that may lie there too.
pub const FLAG: &str = "\
    <path class='flag-pole' d='M-.2 .36 L-.2 -.36'/>\
    <path class='flag-cloth' d='M-.2 -.34 L.3 -.18 L-.2 0 Z'/>";

const DIAMOND: &str = "\
    <path class='diamond' d='M-.34 -.1 L-.18 -.3 H.18 L.34 -.1 L0 .34 Z M-.34 -.1 H.34 M-.14 -.1 L0 .34 L.14 -.1 L0 -.3 Z'/>";

const ROCK: &str = "\
    <path class='rock' d='M-.36 .2 L-.3 -.12 L-.06 -.3 L.24 -.22 L.36 .1 L.24 .3 H-.26 Z M-.06 -.3 L.02 -.04 L.36 .1 M.02 -.04 L-.1 .3'/>";

/// A lever on its plate.
const SWITCH: &str = "\
    <rect class='rock' x='-.3' y='.12' width='.6' height='.18' rx='.06'/><path class='flag-pole' d='M0 .12 L.16 -.2'/>\
    <circle class='switch-knob' cx='.17' cy='-.23' r='.1'/>";

/// From above, its shovel to the right.
const ROBOT: &str = "\
    <rect class='robot-track' x='-.32' y='-.34' width='.56' height='.16' rx='.06'/>\
    <rect class='robot-track' x='-.32' y='.18' width='.56' height='.16' rx='.06'/>\
    <rect class='robot-body' x='-.34' y='-.24' width='.6' height='.48' rx='.12'/>\
    <path class='robot-track' d='M.3 -.3 H.4 V.3 H.3 Z'/><circle class='mouse-eye' cx='.1' r='.09'/>";

/// A hatched square.
const AREA: &str = "<path class='area' d='M-.5 -.5 H.5 V.5 H-.5 Z M-.5 0 L0 -.5 M-.5 .5 L.5 -.5 M0 .5 L.5 0'/>";

const COIN: &str = "\
    <ellipse class='cast' cy='.31' rx='.27' ry='.07'/><circle class='coin-rim' r='.29'/><circle class='coin-face' r='.2'/>\
    <path class='coin-rim' d='M0 -.12 V.12'/>";

/// From the side, running right.
const RUNNER: &str = "\
    <path class='runner-limbs' d='M-.02 .12 L-.2 .4 M.02 .12 L.18 .24 L.12 .42 M-.02 -.1 L-.24 .02 M.04 -.1 L.26 -.02'/>\
    <path class='runner-body' d='M-.12 -.16 Q0 -.24 .12 -.14 L.08 .16 Q0 .22 -.09 .16 Z'/>\
    <circle class='runner-head' cx='.07' cy='-.31' r='.14'/><circle class='mouse-eye' cx='.13' cy='-.33' r='.03'/>";

/// Spikes at the ground of a hole.
const PIT: &str = "\
    <path class='pit-hole' d='M-.5 -.5 H.5 V.5 H-.5 Z'/>\
    <path class='pit-spikes' d='M-.45 .5 L-.3 -.05 L-.15 .5 L0 -.05 L.15 .5 L.3 -.05 L.45 .5 Z'/>";

/// A step down to the right.
const LEDGE: &str = "<path class='ledge' d='M-.5 -.5H-.3V.5H-.5Z'/><path class='ledge-way' d='M-.08 -.16 .1 0 -.08 .16'/>";

const KEY: &str = "\
    <path class='key' d='M-.05 0H.36M.34 0V.16M.2 0V.13'/>\
    <circle class='key' cx='-.2' r='.15'/>";

/// Closed, with its lock.
const CHEST: &str = "\
    <path class='chest' d='M-.36 -.04Q-.36 -.3 -.12 -.3H.12Q.36 -.3 .36 -.04V.3H-.36Z'/>\
    <path class='chest-band' d='M-.36 -.02H.36'/>\
    <rect class='key' x='-.07' y='-.08' width='.14' height='.17'/>";

/// The treasure hunter from above, looking right: a hat with a wide brim.
const HUNTER: &str = "\
    <path class='hunter' d='M-.14 -.36Q.12 -.3 .16 0Q.12 .3 -.14 .36Q-.26 .2 -.26 0Q-.26 -.2 -.14 -.36Z'/>\
    <ellipse class='hunter-hat' cx='.04' rx='.32' ry='.25'/>\
    <ellipse class='hunter-crown' cx='.01' rx='.17' ry='.14'/>";

/// Folded, with a headline.
const NEWSPAPER: &str = "\
    <path class='paper' d='M-.34 -.26H.34V.3H-.34Z'/>\
    <path class='print' d='M-.24 -.13H.24M-.24 .03H-.04M-.24 .15H-.04M.06 .03H.24V.17H.06Z'/>";

/// A torn corner.
const SCRAP: &str = "<path class='paper' d='M-.3 -.16 -.14 -.27 .04 -.2 .26 -.24 .2 -.02 .31 .18 .1 .28 -.1 .22 -.27 .27 -.21 .06Z'/>";

/// With a seal.
const DOCUMENT: &str = "\
    <path class='paper' d='M-.25 -.36H.13L.25 -.24V.36H-.25Z'/>\
    <path class='print' d='M-.15 -.2H.08M-.15 -.07H.15M-.15 .06H.15'/>\
    <circle class='seal' cx='.1' cy='.21' r='.09'/>";

/// Sits in an armchair.
const MASTER: &str = "\
    <path class='chair' d='M-.4 .38V-.02Q-.4 -.14 -.29 -.14V-.3Q-.29 -.4 -.18 -.4H.18Q.29 -.4 .29 -.3V-.14Q.4 -.14 .4 -.02V.38Z'/>\
    <path class='master' d='M-.22 .3V.12Q-.22 0 0 0Q.22 0 .22 .12V.3Z'/>\
    <circle class='master-head' cy='-.13' r='.14'/>";

/// The dog from above, looking right. The path `.dog-tail` swings about its root.
const DOG: &str = "\
    <path class='dog-tail' d='M-.3 0Q-.4 .02 -.47 -.09'/>\
    <path class='dog' d='M-.33 0Q-.33 -.19 -.1 -.18H.1Q.14 -.2 .2 -.2Q.36 -.18 .45 -.06V.06Q.36 .18 .2 .2Q.14 .2 .1 .18H-.1Q-.33 .19 -.33 0Z'/>\
    <path class='dog-ear' d='M.14 -.19Q.02 -.2 .03 -.33Q.17 -.32 .23 -.2ZM.14 .19Q.02 .2 .03 .33Q.17 .32 .23 .2Z'/>\
    <circle class='dog-nose' cx='.43' r='.05'/><circle class='dog-nose' cx='.28' cy='-.08' r='.03'/><circle class='dog-nose' cx='.28' cy='.08' r='.03'/>";

/// From above, bow to the right.
const BOAT: &str = "\
    <path class='boat-hull' d='M-.36 -.2 H.08 Q.32 -.16 .44 0 Q.32 .16 .08 .2 H-.36 Q-.3 0 -.36 -.2 Z'/>\
    <path class='boat-deck' d='M-.22 -.1 H.06 Q.2 -.06 .26 0 Q.2 .06 .06 .1 H-.22 Z'/>";

/// From above, hat and backpack, looking right.
const HIKER: &str = "\
    <rect class='runner-body' x='-.36' y='-.2' width='.26' height='.4' rx='.08'/><ellipse class='mouse-body' rx='.17' ry='.3'/>\
    <circle class='hat-brim' cx='.04' r='.21'/><circle class='hat-top' cx='.04' r='.11'/>";

/// An open door.
const EXIT: &str = "\
    <path class='exit-way' d='M-.26 .4 V-.4 H.26 V.4 Z'/><path class='exit-door' d='M-.26 -.4 L.08 -.28 V.46 L-.26 .4 Z'/>\
    <circle class='coin-face' cx='.01' cy='.08' r='.035'/>";

const LAVA: &str = "\
    <path class='lava' d='M-.5 -.5 H.5 V.5 H-.5 Z'/>\
    <path class='lava-wave' d='M-.4 -.2 Q-.25 -.34 -.1 -.2 T.2 -.2 T.42 -.24 M-.42 .2 Q-.26 .06 -.1 .2 T.2 .2 T.42 .16'/>";

/// The worker from above, looking right: shoulders, and a hard hat with its ridge and its peak.
const WORKER: &str = "\
    <ellipse class='runner-body' rx='.19' ry='.36'/><circle class='mouse-body' cx='.14' cy='-.3' r='.08'/><circle class='mouse-body' cx='.14' cy='.3' r='.08'/>\
    <ellipse class='coin-rim' cx='.11' rx='.26' ry='.2'/><circle class='coin-rim' cx='.03' r='.21'/><path class='coin-rim' d='M-.13 0H.2'/>";

/// At a window in the wall, with a cap.
const SUPERVISOR: &str = "\
    <rect class='exit-door' x='-.4' y='-.38' width='.8' height='.76' rx='.08'/><rect class='exit-way' x='-.32' y='-.3' width='.64' height='.6' rx='.04'/>\
    <path class='master' d='M-.28 .3V.22Q-.28 .08 0 .08Q.28 .08 .28 .22V.3Z'/><circle class='master-head' cy='-.02' r='.17'/>\
    <path class='runner-body' d='M-.2 -.07Q-.2 -.27 0 -.27Q.2 -.27 .2 -.07Z'/>\
    <circle class='mouse-eye' cx='-.07' cy='.01' r='.035'/><circle class='mouse-eye' cx='.07' cy='.01' r='.035'/>";

/// A sign on the floor: no entry.
const FORBIDDEN: &str = "\
    <path class='forbidden' d='M-.5 -.5H.5V.5H-.5Z'/><circle class='forbidden-sign' r='.32'/><path class='forbidden-sign' d='M-.15 0H.15'/>";

const ARROW_UP: &str = "<path class='arrow' d='M-.28 .18 L0 -.18 L.28 .18'/>";
const ARROW_DOWN: &str = "<path class='arrow' d='M-.28 -.18 L0 .18 L.28 -.18'/>";
const ARROW_LEFT: &str = "<path class='arrow' d='M.18 -.28 L-.18 0 L.18 .28'/>";
const ARROW_RIGHT: &str = "<path class='arrow' d='M-.18 -.28 L.18 0 L-.18 .28'/>";

pub const CLOCK: &str = "\
    <circle class='clock-face' r='.36'/>\
    <path class='clock-hands' d='M0 -.2 L0 0 L.14 .1'/>";

/// A thing, or the flag of a marker.
pub fn thing(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Cheese => CHEESE,
        ThingKind::Diamond => DIAMOND,
        ThingKind::Rock => ROCK,
        ThingKind::Switch => SWITCH,
        ThingKind::Coin => COIN,
        ThingKind::Key => KEY,
        ThingKind::Chest => CHEST,
        ThingKind::Newspaper => NEWSPAPER,
        ThingKind::Scrap => SCRAP,
        ThingKind::Document => DOCUMENT,
        ThingKind::Master => MASTER,
        ThingKind::Exit => EXIT,
        ThingKind::Supervisor => SUPERVISOR,
        ThingKind::Corner | ThingKind::FarWall | ThingKind::OldGap | ThingKind::ShortWay => FLAG,
    }
}

/// What fills a cell beneath all else; nothing for floor and wall, which are drawn as a whole.
pub fn tile(tile: Tile) -> &'static str {
    match tile {
        Tile::Floor | Tile::Wall => "",
        Tile::Area => AREA,
        Tile::Pit => PIT,
        Tile::Ledge => LEDGE,
        Tile::Lava => LAVA,
        Tile::ArrowUp => ARROW_UP,
        Tile::ArrowDown => ARROW_DOWN,
        Tile::ArrowLeft => ARROW_LEFT,
        Tile::ArrowRight => ARROW_RIGHT,
        Tile::Forbidden => FORBIDDEN,
    }
}

/// Who acts, looking right.
pub fn agent(world: World) -> &'static str {
    match world {
        World::CheeseCorner => MOUSE,
        World::KeysAndChests => HUNTER,
        World::NewspaperDog => DOG,
        World::BoatRace => BOAT,
        World::Lava => HIKER,
        World::RocksAndDiamonds => ROBOT,
        World::CoinStrip => RUNNER,
        World::AbsentSupervisor => WORKER,
    }
}

/// Drawn from the side: it is mirrored, not turned.
pub fn is_upright(world: World) -> bool {
    matches!(world, World::CoinStrip)
}

/// A sprite beside a word; the word says it all, so it is hidden from screen readers.
pub fn icon(sprite: &str) -> String {
    format!("<svg class='board-icon' viewBox='-.5 -.5 1 1' aria-hidden='true' focusable='false'>{sprite}</svg>")
}

/// The outline of all walls as one path, so that three copies of it (shadow, side, top) give them depth. A corner is
/// rounded where the wall ends on both of its sides; neighbors overlap by a hair, or a seam would shine through.
pub fn walls(level: &Level) -> String {
    const ROUND: f64 = 0.26;
    const HAIR: f64 = 0.02;
    let mut path = String::new();
    let is_wall = |row: isize, column: isize| {
        let inside = (0..level.height as isize).contains(&row) && (0..level.width as isize).contains(&column);
        inside && level.is_wall(level.cell(row as usize, column as usize))
    };
    for row in 0..level.height as isize {
        for column in 0..level.width as isize {
            if !is_wall(row, column) {
                continue;
            }
            let (up, down) = (is_wall(row - 1, column), is_wall(row + 1, column));
            let (left, right) = (is_wall(row, column - 1), is_wall(row, column + 1));
            let reach = |neighbor: bool| if neighbor { HAIR } else { 0.0 };
            let (x0, x1) = (column as f64 - reach(left), column as f64 + 1.0 + reach(right));
            let (y0, y1) = (row as f64 - reach(up), row as f64 + 1.0 + reach(down));
            let round = |a: bool, b: bool| if a || b { 0.0 } else { ROUND };
            let (nw, ne, se, sw) = (round(up, left), round(up, right), round(down, right), round(down, left));
            // Across and down in turn, as the letters of the path take them.
            let path_of = [
                ("M", x0 + nw),
                (" ", y0),
                ("H", x1 - ne),
                ("Q", x1),
                (" ", y0),
                (" ", x1),
                (" ", y0 + ne),
                ("V", y1 - se),
                ("Q", x1),
                (" ", y1),
                (" ", x1 - se),
                (" ", y1),
                ("H", x0 + sw),
                ("Q", x0),
                (" ", y1),
                (" ", x0),
                (" ", y1 - sw),
                ("V", y0 + nw),
                ("Q", x0),
                (" ", y0),
                (" ", x0 + nw),
                (" ", y0),
            ];
            for (letter, place) in path_of {
                path += letter;
                path += &fixed(place, 2);
            }
            path.push('Z');
        }
    }
    path
}

/// Every second cell of the floor.
pub fn checker(level: &Level) -> String {
    let mut path = String::new();
    for cell in level.free_cells() {
        let (row, column) = (level.row(cell), level.column(cell));
        if (row + column) % 2 == 1 {
            let _ = write!(path, "M{column} {row}h1v1h-1Z");
        }
    }
    path
}
