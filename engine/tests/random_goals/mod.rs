//! Goals over the features of any world: what nobody would write, too.

use engine::env::World;
use proptest::prelude::*;

pub fn goal(world: World) -> impl Strategy<Value = String> {
    let names: Vec<&str> = world.features().iter().map(|feature| feature.name).collect();
    let term = (-3i32..4, prop::sample::select(names.clone()), prop::sample::select(vec!["*", "/", "-"]), prop::sample::select(names))
        .prop_map(|(factor, one, op, other)| format!("{factor} * {one} {op} {other}"));
    prop::collection::vec(term, 1..4).prop_map(|terms| terms.join(" + "))
}
