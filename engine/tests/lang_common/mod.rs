//! The world that the language tests speak about: modeled on the first one, and fixed here so that a change there
//! does not move the tests.

use engine::lang::{Feature, FeatureKind, Schema, Type};

const fn state(name: &'static str, range: (f64, f64)) -> Feature {
    Feature { name, kind: FeatureKind::State, ty: Type::Number, range, doc: "" }
}

const fn event(name: &'static str) -> Feature {
    Feature { name, kind: FeatureKind::Event, ty: Type::Truth, range: (0.0, 1.0), doc: "" }
}

pub const FEATURES: [Feature; 8] = [
    state("steps", (0.0, 200.0)),
    state("x", (1.0, 13.0)),
    state("y", (1.0, 13.0)),
    state("distance_to_cheese", (0.0, 169.0)),
    state("distance_to_corner", (0.0, 169.0)),
    event("reached_cheese"),
    event("reached_corner"),
    event("bumped"),
];

pub const SCHEMA: Schema = Schema {
    world: "cheese corner",
    features: &FEATURES,
    elsewhere: &[("opened_chest", "keys and chests"), ("picked_key", "keys and chests"), ("progress", "boat race")],
    gamma: 0.99,
};
