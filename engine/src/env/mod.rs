//! Worlds: levels, rules, features and what the agent sees. No reward anywhere: rewards are programs on features.
//!
//! Everything that differs between worlds stands in one file of [`world`]; everything else (levels, pictures, the exact
//! solver) is written once, over a [`Level`] and a [`State`] that all worlds share.

pub mod display;
mod distribution;
pub mod level;
pub mod picture;
pub mod shift;
pub mod solver;
pub mod world;

pub use distribution::Distribution;
pub use level::{Cell, Level, State, Thing, ThingKind, TileKind};
pub use world::{
    Action, ActionSpec, Features, Goal, InputGroup, KnobSpec, Letter, Mark, Marker, Names, ParamSpec, Possible, Spec, Step, World,
};
