//! Everything that an experiment is, as plain data, and the only door through which it comes in.
//!
//! A run is a pure function of its scenario. [`Scenario::check`] says everything that is wrong with one, field by field; past
//! that check no value is bad and nobody looks again.

mod field;
mod painted;
mod presets;

pub use field::{Field, FieldError, Group, Place, Range, Value, shorten};
pub use painted::{MAX_PAINTED, MAX_PICTURE, Painted, pictures, read as read_painted};
pub use presets::{PRESETS, Preset};

use serde::{Deserialize, Serialize};

use crate::env::{Distribution, World};
use crate::lang::{self, Diagnostic, Program, Schema, Severity};
use crate::learner::{Net, Settings, settings::SETTINGS};

/// Counts the versions that change results. Digests are compared only within one engine.
pub const ENGINE: u32 = 2;

/// Of this build. Page and worker must be of one; one program makes that so, and the handshake proves it.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+engine.2");

/// Each is solved exactly on every level that the judge measures on.
pub const MAX_PROXIES: usize = 8;

/// Least and largest number of agents in a population.
pub const SEEDS: (u32, u32) = (1, 64);

/// Least and largest number of levels in a set of the judge.
pub const JUDGE_LEVELS: (u32, u32) = (16, 4096);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    pub engine: u32,
    /// The preset from which it started.
    pub preset: String,
    #[serde(with = "world_by_name")]
    pub world: World,
    pub seed: u32,
    /// Agents of the population: seed, seed + 1, …
    pub seeds: u32,
    pub reward: String,
    pub intended: String,
    pub proxies: Vec<Proxy>,
    /// In the order of `World::knobs`.
    pub train: Vec<f64>,
    pub shift: Vec<f64>,
    pub painted: Painted,
    #[serde(with = "settings_by_value")]
    pub agent: Settings,
    /// Levels in each set on which the judge measures.
    pub judge_levels: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    pub name: String,
    pub source: String,
}

/// The goals of a scenario, compiled.
#[derive(Clone, Debug)]
pub struct Goals {
    pub reward: Program,
    pub intended: Program,
    pub proxies: Vec<(String, Program)>,
}

impl Scenario {
    /// The net of these weights, in layer order. None: they are of another shape.
    pub fn net(&self, weights: Vec<f32>) -> Option<Net> {
        Net::from_weights(self.world, self.agent.hidden_size, self.agent.absolute_position, weights)
    }

    /// The net of its seed before any training.
    pub fn untrained(&self) -> Net {
        Net::new(self.world, self.agent.hidden_size, self.agent.absolute_position, self.seed)
    }

    pub fn preset(name: &str) -> Option<Scenario> {
        Preset::named(name).map(Preset::scenario)
    }

    /// The defaults of a world, under no preset's name: nothing is shifted.
    pub fn of(world: World) -> Scenario {
        let knobs = world.default_knobs();
        Scenario {
            engine: ENGINE,
            preset: String::new(),
            world,
            seed: 0,
            seeds: 16,
            reward: world.examples()[0].source.into(),
            intended: world.intended().source.into(),
            proxies: world.proxies().iter().map(|goal| Proxy { name: goal.name.into(), source: goal.source.into() }).collect(),
            train: knobs.clone(),
            shift: knobs,
            painted: Painted::default(),
            agent: Settings::default(),
            judge_levels: 256,
        }
    }

    /// The schema against which this scenario's programs compile.
    pub fn schema(&self) -> Schema<'static> {
        // By way of the decimal: 0.95 as a double is what a person means by 0.95, not the nearest single.
        Schema { world: self.world.name(), features: self.world.features(), elsewhere: &[], gamma: self.agent.values()[7] }
    }

    /// Sets what this key names, with what somebody typed: `seed`, `reward`, `train.disagree`, `agent.total_timesteps`,
    /// `proxies.corner`, …
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), FieldError> {
        let place = Place::named(self, key)?;
        let done = match &place {
            Place::Field(field) => field.write(self, text),
            Place::Proxy { at, name } => self.set_proxy(*at, name, text),
            Place::Painted { is_shifted, at: None } => {
                self.painted.set(*is_shifted, pictures(text));
                Ok(())
            }
            Place::Painted { .. } | Place::Group(_) | Place::Proxies | Place::Other(_) => Err("there is no such field".to_owned()),
        };
        done.map_err(|message| FieldError { place, message })
    }

    fn set_proxy(&mut self, at: usize, name: &str, source: &str) -> Result<(), String> {
        match (self.proxies.get_mut(at), bad_name(name)) {
            (Some(proxy), _) => proxy.source = source.to_owned(),
            (None, Some(why)) => return Err(why),
            (None, None) => self.proxies.push(Proxy { name: name.to_owned(), source: source.to_owned() }),
        }
        Ok(())
    }

    /// Its levels at this amount of the shift, 0 (those of training) to 1. What is painted and has a fault is left out.
    pub fn levels(&self, amount: f64) -> Distribution {
        let of = |knobs: &[f64], is_shifted: bool| self.painted.among(Distribution::generated(self.world, knobs), is_shifted);
        match amount {
            amount if amount <= 0.0 => of(&self.train, false),
            amount if amount >= 1.0 => of(&self.shift, true),
            amount => of(&self.train, false).toward(&of(&self.shift, true), amount),
        }
    }

    /// What is wrong with each of its painted levels.
    pub fn painted_faults(&self) -> Vec<FieldError> {
        self.painted.faults(self.world)
    }

    /// As workers get it: its fields in their order. Links, files and storage have it as JSON (`share`).
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("plain data into a growing buffer")
    }

    /// The goals, compiled, or everything that is wrong with this scenario.
    pub fn check(&self) -> Result<Goals, Vec<FieldError>> {
        let mut errors = Vec::new();
        let world = self.world;
        for (group, knobs) in [(Group::Train, Some(&self.train)), (Group::Shift, Some(&self.shift)), (Group::Agent, None)] {
            if let Some(knobs) = knobs.filter(|knobs| knobs.len() != world.knobs().len()) {
                let message = format!("needs {} knobs, found {}", world.knobs().len(), knobs.len());
                errors.push(FieldError::new(Place::Group(group), message));
                continue;
            }
            errors.extend(group.fields(world).filter_map(|field| self.out_of_range(field)));
            errors.extend(group.check(self).err().map(FieldError::from));
        }
        errors.extend(self.painted_faults());
        errors.extend([Field::PaintedShare, Field::Seeds, Field::JudgeLevels].into_iter().filter_map(|field| self.out_of_range(field)));
        if self.proxies.len() > MAX_PROXIES {
            errors.push(FieldError::new(Place::Proxies, format!("at most {MAX_PROXIES}, found {}", self.proxies.len())));
        }
        let place = |at: usize| Place::Proxy { at, name: self.proxies[at].name.clone() };
        for (at, proxy) in self.proxies.iter().enumerate() {
            let taken = self.proxies[..at].iter().any(|other| other.name == proxy.name);
            if let Some(why) = bad_name(&proxy.name).or(taken.then(|| "another goal has this name".into())) {
                errors.push(FieldError::new(place(at), why));
            }
        }
        let schema = self.schema();
        let mut compile = |place: Place, source: &str| {
            let (program, diagnostics) = lang::compile(source, &schema);
            if program.is_none() {
                errors.push(FieldError::new(place, first_error(&diagnostics)));
            }
            program
        };
        let reward = compile(Place::Field(Field::Reward), &self.reward);
        let intended = compile(Place::Field(Field::Intended), &self.intended);
        let proxies: Option<Vec<_>> = self
            .proxies
            .iter()
            .enumerate()
            .map(|(at, proxy)| compile(place(at), &proxy.source).map(|program| (proxy.name.clone(), program)))
            .collect();
        match (reward, intended, proxies) {
            (Some(reward), Some(intended), Some(proxies)) if errors.is_empty() => Ok(Goals { reward, intended, proxies }),
            _ => Err(errors),
        }
    }

    fn out_of_range(&self, field: Field) -> Option<FieldError> {
        let wrong = field.range(self.world)?.check(field.number(self)?).err()?;
        Some(FieldError::new(Place::Field(field), wrong))
    }
}

/// What is wrong with the name of a proxy goal. It stands in tables beside the scores of the other goals.
pub fn bad_name(name: &str) -> Option<String> {
    let letter = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    if name.is_empty() || name.len() > 20 || !name.bytes().all(letter) {
        Some("a name has 1 to 20 letters, digits or `_`".into())
    } else if ["reward", "intended", "earned"].contains(&name) {
        Some(format!("`{name}` is the name of another goal"))
    } else {
        None
    }
}

fn first_error(diagnostics: &[Diagnostic]) -> String {
    let first = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    format!("does not compile: {}", first.map_or("unknown reason", |diagnostic| &diagnostic.message))
}

/// Worlds travel by name: an engine that lacks one says so instead of guessing.
mod world_by_name {
    use super::World;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(world: &World, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(world.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<World, D::Error> {
        let name = String::deserialize(deserializer)?;
        World::named(&name).ok_or_else(|| D::Error::custom(format!("unknown world `{name}`")))
    }
}

mod settings_by_value {
    use super::{SETTINGS, Settings};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(settings: &Settings, serializer: S) -> Result<S::Ok, S::Error> {
        settings.values().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Settings, D::Error> {
        Ok(Settings::from_values(&<[f64; SETTINGS.len()]>::deserialize(deserializer)?))
    }
}
