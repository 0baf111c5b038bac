//! Everything that an experiment is, as plain data, and the only door through which it comes in.
//!
//! A run is a pure function of its scenario. [`Scenario::check`] says everything that is wrong with one, field by field; past
//! that check no value is bad and nobody looks again.

mod presets;

pub use presets::{PRESETS, Preset};

use serde::{Deserialize, Serialize};

use crate::decimal::plain;
use crate::env::World;
use crate::lang::{self, Diagnostic, Program, Schema, Severity};
use crate::learner::{Settings, settings::SETTINGS};

/// Counts the versions that change results. Digests are compared only within one engine.
pub const ENGINE: u32 = 2;

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

/// What is wrong with one field: its key (as in links and `--set`), and what was found and wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// The goals of a scenario, compiled.
#[derive(Clone, Debug)]
pub struct Goals {
    pub reward: Program,
    pub intended: Program,
    pub proxies: Vec<(String, Program)>,
}

impl Scenario {
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
            agent: Settings::default(),
            judge_levels: 256,
        }
    }

    /// The schema against which this scenario's programs compile.
    pub fn schema(&self) -> Schema<'static> {
        // By way of the decimal: 0.95 as a double is what a person means by 0.95, not the nearest single.
        Schema { world: self.world.name(), features: self.world.features(), elsewhere: &[], gamma: self.agent.values()[7] }
    }

    /// Sets one field by its key: `seed`, `reward`, `train.disagree`, `agent.total_timesteps`, `proxies.corner`, …
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), FieldError> {
        let error = |message: String| FieldError { field: key.to_owned(), message };
        let number = || {
            crate::decimal::parse(text.trim())
                .ok_or_else(|| error(format!("`{}` is not a number", shorten(text))))
                .and_then(|n| if n.is_finite() { Ok(n) } else { Err(error(format!("`{}` is not a finite number", shorten(text)))) })
        };
        let whole = |(least, largest): (u32, u32)| {
            number().and_then(|n| {
                if n.fract() == 0.0 && n >= f64::from(least) && n <= f64::from(largest) {
                    Ok(n as u32)
                } else {
                    Err(error(format!("must be a whole number from {least} to {largest}, found `{}`", shorten(text))))
                }
            })
        };
        match key.split_once('.') {
            None => match key {
                "seed" => self.seed = whole((0, u32::MAX))?,
                "seeds" => self.seeds = whole(SEEDS)?,
                "reward" => self.reward = text.to_owned(),
                "intended" => self.intended = text.to_owned(),
                _ => return Err(error("there is no such field".into())),
            },
            Some(("train" | "shift", name)) => {
                let knob = self.world.knob(name).ok_or_else(|| {
                    let known: Vec<&str> = self.world.knobs().iter().map(|knob| knob.name).collect();
                    error(format!("this world has no knob `{name}`; it has {}", known.join(", ")))
                })?;
                let value = number()?;
                check_range(key, value, self.world.knobs()[knob].range, self.world.knobs()[knob].step == 1.0)?;
                let knobs = if key.starts_with("train") { &mut self.train } else { &mut self.shift };
                knobs[knob] = value;
            }
            Some(("agent", name)) => {
                let at = SETTINGS.iter().position(|spec| spec.name == name).ok_or_else(|| {
                    let known: Vec<&str> = SETTINGS.iter().map(|spec| spec.name).collect();
                    error(format!("there is no setting `{name}`; there are {}", known.join(", ")))
                })?;
                let value = number()?;
                check_range(key, value, SETTINGS[at].range, SETTINGS[at].whole)?;
                let mut values = self.agent.values();
                values[at] = value;
                self.agent = Settings::from_values(&values);
            }
            Some(("judge", "levels")) => self.judge_levels = whole(JUDGE_LEVELS)?,
            Some(("proxies", name)) => match self.proxies.iter_mut().find(|proxy| proxy.name == name) {
                Some(proxy) => proxy.source = text.to_owned(),
                None => match bad_name(name) {
                    Some(why) => return Err(error(why)),
                    None => self.proxies.push(Proxy { name: name.to_owned(), source: text.to_owned() }),
                },
            },
            Some(_) => return Err(error("there is no such field".into())),
        }
        Ok(())
    }

    /// The goals, compiled, or everything that is wrong with this scenario.
    pub fn check(&self) -> Result<Goals, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut fail = |field: &str, message: String| errors.push(FieldError { field: field.to_owned(), message });
        for (field, knobs) in [("train", &self.train), ("shift", &self.shift)] {
            if knobs.len() != self.world.knobs().len() {
                fail(field, format!("needs {} knobs, found {}", self.world.knobs().len(), knobs.len()));
                continue;
            }
            for (&value, spec) in knobs.iter().zip(self.world.knobs()) {
                if let Err(error) = check_range(&format!("{field}.{}", spec.name), value, spec.range, spec.step == 1.0) {
                    fail(&error.field, error.message);
                }
            }
            if let Err((knob, message)) = self.world.check_knobs(knobs) {
                fail(&format!("{field}.{knob}"), message);
            }
        }
        for (value, spec) in self.agent.values().into_iter().zip(&SETTINGS) {
            if let Err(error) = check_range(&format!("agent.{}", spec.name), value, spec.range, spec.whole) {
                fail(&error.field, error.message);
            }
        }
        if let Err((setting, message)) = self.agent.check() {
            fail(&format!("agent.{setting}"), message);
        }
        for (field, value, (least, largest)) in [("seeds", self.seeds, SEEDS), ("judge.levels", self.judge_levels, JUDGE_LEVELS)] {
            if !(least..=largest).contains(&value) {
                fail(field, format!("must be from {least} to {largest}, found {value}"));
            }
        }
        if self.proxies.len() > MAX_PROXIES {
            fail("proxies", format!("at most {MAX_PROXIES}, found {}", self.proxies.len()));
        }
        for (i, proxy) in self.proxies.iter().enumerate() {
            let taken = self.proxies[..i].iter().any(|other| other.name == proxy.name);
            if let Some(why) = bad_name(&proxy.name).or(taken.then(|| "another goal has this name".into())) {
                fail(&format!("proxies.{}", proxy.name), why);
            }
        }
        let schema = self.schema();
        let mut compile = |field: &str, source: &str| {
            let (program, diagnostics) = lang::compile(source, &schema);
            if program.is_none() {
                fail(field, first_error(&diagnostics));
            }
            program
        };
        let reward = compile("reward", &self.reward);
        let intended = compile("intended", &self.intended);
        let proxies: Option<Vec<_>> = self
            .proxies
            .iter()
            .map(|proxy| compile(&format!("proxies.{}", proxy.name), &proxy.source).map(|program| (proxy.name.clone(), program)))
            .collect();
        match (reward, intended, proxies) {
            (Some(reward), Some(intended), Some(proxies)) if errors.is_empty() => Ok(Goals { reward, intended, proxies }),
            _ => Err(errors),
        }
    }
}

/// What is wrong with the name of a proxy goal. It stands in tables and files, and the judge's own goals have blanks in theirs.
pub fn bad_name(name: &str) -> Option<String> {
    let letter = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    if name.is_empty() || name.len() > 20 || !name.bytes().all(letter) {
        Some("a name has 1 to 20 letters, digits or `_`".into())
    } else if name == "reward" || name == "intended" {
        Some(format!("`{name}` is the name of another goal"))
    } else {
        None
    }
}

fn first_error(diagnostics: &[Diagnostic]) -> String {
    let first = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    format!("does not compile: {}", first.map_or("unknown reason", |diagnostic| &diagnostic.message))
}

fn check_range(field: &str, value: f64, (least, largest): (f64, f64), whole: bool) -> Result<(), FieldError> {
    let kind = if whole { "a whole number" } else { "a number" };
    if !(least..=largest).contains(&value) || (whole && value.fract() != 0.0) {
        return Err(FieldError {
            field: field.to_owned(),
            message: format!("must be {kind} from {} to {}, found {}", plain(least), plain(largest), plain(value)),
        });
    }
    Ok(())
}

/// At most 40 characters of what a person typed, for messages.
fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
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
