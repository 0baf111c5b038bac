//! What lies about in the sandbox, and how it looks.

use crate::env::ThingKind;

pub const COLORS: usize = 3;
pub const SHAPES: usize = 3;

/// A color is a fill and a second sign: yellow things are plain, red ones have bands, blue ones dots.
macro_rules! line {
    ($class:literal, $sign:expr) => {
        concat!("<path class='", $class, "' d='M-.13 -.42H.13V.42H-.13Z'/>", $sign)
    };
}
macro_rules! gem {
    ($class:literal, $sign:expr) => {
        concat!("<path class='", $class, "' d='M0 -.42L.36 0 0 .42 -.36 0Z'/>", $sign)
    };
}
macro_rules! ring {
    ($class:literal, $sign:expr) => {
        concat!(
            "<path class='",
            $class,
            "' d='M.37 0A.37 .37 0 1 0 -.37 0A.37 .37 0 1 0 .37 0ZM.15 0A.15 .15 0 1 1 -.15 0A.15 .15 0 1 1 .15 0Z'/>",
            $sign
        )
    };
}
/// One below the other.
macro_rules! dots {
    ($($y:literal),*) => {
        concat!($("<circle class='pixel-light' cy='", $y, "' r='.075'/>"),*)
    };
}

/// By color (yellow, red, blue) and within it by shape (line, gem, ring): `3 * color + shape`.
pub static THINGS: [ThingKind; 9] = [
    ThingKind::new("yellow line", line!("cheese-front", "")),
    ThingKind::new("yellow gem", gem!("cheese-front", "")),
    ThingKind::new("yellow ring", ring!("cheese-front", "")),
    ThingKind::new("red line", line!("seal", "<path class='pixel-light' d='M-.12 -.22H.12V-.1H-.12ZM-.12 .1H.12V.22H-.12Z'/>")),
    ThingKind::new("red gem", gem!("seal", "<path class='pixel-light' d='M-.27 -.08H.27L.34 0 .27 .08H-.27L-.34 0Z'/>")),
    ThingKind::new("red ring", ring!("seal", "<path class='pixel-light' d='M-.35 -.07H-.16V.07H-.35ZM.16 -.07H.35V.07H.16Z'/>")),
    ThingKind::new("blue line", line!("runner-body", dots!("-.24", "0", ".24"))),
    ThingKind::new("blue gem", gem!("runner-body", dots!("-.14", ".14"))),
    ThingKind::new("blue ring", ring!("runner-body", dots!("-.26", ".26"))),
];
pub static DOOR: ThingKind = ThingKind::new("door", DOOR_SPRITE);
pub static BOX: ThingKind = ThingKind::new("box", BOX_SPRITE);

/// Its color and its shape. None: it has none, a key, say.
pub fn looks(kind: &ThingKind) -> Option<(usize, usize)> {
    THINGS.iter().position(|known| known == kind).map(|at| (at / SHAPES, at % SHAPES))
}

const DOOR_SPRITE: &str = "\
    <path class='exit-door' d='M-.44 -.44H.44V.44H-.44Z'/><path class='chest-band' d='M-.22 -.44V.44M.22 -.44V.44'/><circle class='exit-way' r='.11'/>\
    <path class='exit-way' d='M-.05 0H.05L.09 .24H-.09Z'/>";

/// A crate.
const BOX_SPRITE: &str = "\
    <path class='chest' d='M-.38 -.38H.38V.38H-.38Z'/><path class='chest-band' d='M-.38 -.38 .38 .38M.38 -.38 -.38 .38M-.36 -.36H.36V.36H-.36Z'/>";
