//! The presets of all worlds in one list.

use super::Scenario;
use crate::env::World;
pub use crate::env::world::Preset;

const COUNT: usize = {
    let (mut count, mut world) = (0, 0);
    while world < World::ALL.len() {
        count += World::ALL[world].spec().presets.len();
        world += 1;
    }
    count
};

/// World by world, as the page lists them.
pub static PRESETS: [Preset; COUNT] = {
    let mut all = [World::ALL[0].spec().presets[0]; COUNT];
    let (mut count, mut world) = (0, 0);
    while world < World::ALL.len() {
        let presets = World::ALL[world].spec().presets;
        let mut preset = 0;
        while preset < presets.len() {
            all[count] = presets[preset];
            (count, preset) = (count + 1, preset + 1);
        }
        world += 1;
    }
    all
};

impl Preset {
    pub fn named(name: &str) -> Option<&'static Preset> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The preset that goes wrong and the one that repairs it, if this is one of the two.
    pub fn pair(name: &str) -> Option<(&'static Preset, &'static Preset)> {
        let base = PRESETS.iter().find(|preset| preset.repair.is_some() && (preset.name == name || preset.repair == Some(name)))?;
        Some((base, Preset::named(base.repair?)?))
    }

    pub fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::of(self.world);
        scenario.preset = self.name.into();
        for (key, value) in self.changes {
            // A test sets them all; a preset that cannot be set would be a slip of ours.
            scenario.set(key, value).expect("a preset's own fields");
        }
        scenario
    }
}
