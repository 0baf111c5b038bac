//! Everything that can be set in a scenario, under one name each: a table whose columns are functions (key, label, range, get, set).
//!
//! Links, files, `--set`, the page's fields and undo all go through it. What a person names is no [`Field`]: a proxy goal is a
//! [`Place`] of a kind of its own, so that whatever it is called, it is never taken for one of ours.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{JUDGE_LEVELS, SEEDS, Scenario};
use crate::env::World;
use crate::learner::{Settings, settings::SETTINGS};

/// A knob or a setting goes by its own name, so that two worlds that know it mean the same field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Seed,
    Seeds,
    Reward,
    Intended,
    /// A knob of the training world.
    Train(&'static str),
    /// A knob of the world at the full shift.
    Shift(&'static str),
    Agent(&'static str),
    JudgeLevels,
    /// How many of the levels are painted ones.
    PaintedShare,
}

/// Fields whose keys begin alike: an object of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    Train,
    Shift,
    Agent,
    Judge,
    Painted,
}

/// What stands in a field: a number, or a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Number(f64),
    Program(&'a str),
}

/// What a number may be, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub least: f64,
    pub largest: f64,
    pub whole: bool,
}

/// What an error, a remark or a difference is about. Its key is a promise to hosts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Field(Field),
    Group(Group),
    /// A proxy goal: which one, and what it is called; empty where it is only known as an entry of a list.
    Proxy {
        at: usize,
        name: String,
    },
    /// All proxy goals.
    Proxies,
    /// Painted levels of training or of the shifted world: one of them, or all.
    Painted {
        is_shifted: bool,
        at: Option<usize>,
    },
    /// Beside the scenario: a key as it was found, or of something that goes with a scenario.
    Other(String),
}

impl Field {
    /// All that a scenario of this world has, in the order in which it is told.
    pub fn all(world: World) -> impl Iterator<Item = Field> {
        let knobs = || world.knobs().iter().map(|knob| knob.name);
        [Field::Seed, Field::Seeds, Field::Reward, Field::Intended]
            .into_iter()
            .chain(knobs().map(Field::Train))
            .chain(knobs().map(Field::Shift))
            .chain(SETTINGS.iter().map(|spec| Field::Agent(spec.name)))
            .chain([Field::JudgeLevels, Field::PaintedShare])
    }

    /// The field of this key, as in links and `--set`; else what is wrong with the key.
    pub fn named(world: World, key: &str) -> Result<Field, String> {
        let unknown = || "there is no such field".to_owned();
        match key.split_once('.') {
            None => Field::all(world).find(|field| field.group().is_none() && field.name() == key).ok_or_else(unknown),
            Some((group, name)) => Group::named(group).ok_or_else(unknown)?.field(world, name),
        }
    }

    pub fn group(self) -> Option<Group> {
        match self {
            Field::Seed | Field::Seeds | Field::Reward | Field::Intended => None,
            Field::Train(_) => Some(Group::Train),
            Field::Shift(_) => Some(Group::Shift),
            Field::Agent(_) => Some(Group::Agent),
            Field::JudgeLevels => Some(Group::Judge),
            Field::PaintedShare => Some(Group::Painted),
        }
    }

    /// Its key, without the group.
    pub fn name(self) -> &'static str {
        match self {
            Field::Seed => "seed",
            Field::Seeds => "seeds",
            Field::Reward => "reward",
            Field::Intended => "intended",
            Field::Train(name) | Field::Shift(name) | Field::Agent(name) => name,
            Field::JudgeLevels => "levels",
            Field::PaintedShare => "share",
        }
    }

    /// As people call it.
    pub fn label(self) -> String {
        match self {
            Field::Seed => "seed".to_owned(),
            Field::Seeds => "agents".to_owned(),
            Field::Reward => "reward".to_owned(),
            Field::Intended => "what you meant".to_owned(),
            Field::Train(knob) => knob.replace('_', " ") + " in training",
            Field::Shift(knob) => knob.replace('_', " ") + " at the full shift",
            // Readers grep for these.
            Field::Agent(setting) => setting.to_owned(),
            Field::JudgeLevels => "levels of the judge".to_owned(),
            Field::PaintedShare => "share of painted levels".to_owned(),
        }
    }

    /// None: a program, or a knob that this world lacks.
    pub fn range(self, world: World) -> Option<Range> {
        let whole = |(least, largest): (u32, u32)| Range { least: f64::from(least), largest: f64::from(largest), whole: true };
        match self {
            Field::Seed => Some(whole((0, u32::MAX))),
            Field::Seeds => Some(whole(SEEDS)),
            Field::Reward | Field::Intended => None,
            Field::Train(name) | Field::Shift(name) => world.knob(name).map(|at| {
                let knob = &world.knobs()[at];
                Range { least: knob.range.0, largest: knob.range.1, whole: knob.step == 1.0 }
            }),
            Field::Agent(name) => setting(name).map(|at| {
                let spec = &SETTINGS[at];
                Range { least: spec.range.0, largest: spec.range.1, whole: spec.whole }
            }),
            Field::JudgeLevels => Some(whole(JUDGE_LEVELS)),
            Field::PaintedShare => Some(Range { least: 0.0, largest: 1.0, whole: false }),
        }
    }

    /// None: the scenario's world lacks this knob.
    pub fn get(self, scenario: &Scenario) -> Option<Value<'_>> {
        let number = match self {
            Field::Seed => f64::from(scenario.seed),
            Field::Seeds => f64::from(scenario.seeds),
            Field::Reward => return Some(Value::Program(&scenario.reward)),
            Field::Intended => return Some(Value::Program(&scenario.intended)),
            Field::Train(name) => *scenario.train.get(scenario.world.knob(name)?)?,
            Field::Shift(name) => *scenario.shift.get(scenario.world.knob(name)?)?,
            Field::Agent(name) => scenario.agent.values()[setting(name)?],
            Field::JudgeLevels => f64::from(scenario.judge_levels),
            Field::PaintedShare => scenario.painted.share,
        };
        Some(Value::Number(number))
    }

    /// None: a program, or not there.
    pub fn number(self, scenario: &Scenario) -> Option<f64> {
        match self.get(scenario)? {
            Value::Number(number) => Some(number),
            Value::Program(_) => None,
        }
    }

    /// Sets the field, if the value is of its kind and in its range; else says what is wanted. What is wrong with several fields
    /// together is for [`Scenario::check`] to say.
    pub fn set(self, scenario: &mut Scenario, value: Value) -> Result<(), String> {
        let world = scenario.world;
        let number = || match value {
            Value::Number(number) => self.range(world).ok_or_else(|| self.missing())?.check(number),
            Value::Program(_) => Err("must be a number".to_owned()),
        };
        let program = || match value {
            Value::Program(text) => Ok(text.to_owned()),
            Value::Number(_) => Err("must be a text".to_owned()),
        };
        match self {
            Field::Seed => scenario.seed = number()? as u32,
            Field::Seeds => scenario.seeds = number()? as u32,
            Field::Reward => scenario.reward = program()?,
            Field::Intended => scenario.intended = program()?,
            Field::Train(name) => scenario.train[world.knob(name).ok_or_else(|| self.missing())?] = number()?,
            Field::Shift(name) => scenario.shift[world.knob(name).ok_or_else(|| self.missing())?] = number()?,
            Field::Agent(name) => {
                let mut values = scenario.agent.values();
                values[setting(name).ok_or_else(|| self.missing())?] = number()?;
                scenario.agent = Settings::from_values(&values);
            }
            Field::JudgeLevels => scenario.judge_levels = number()? as u32,
            Field::PaintedShare => scenario.painted.share = number()?,
        }
        Ok(())
    }

    /// The same with what somebody typed.
    pub fn write(self, scenario: &mut Scenario, text: &str) -> Result<(), String> {
        match self {
            Field::Reward | Field::Intended => self.set(scenario, Value::Program(text)),
            Field::Seed | Field::Seeds | Field::Train(_) | Field::Shift(_) | Field::Agent(_) | Field::JudgeLevels | Field::PaintedShare => {
                let is_switch = self.range(scenario.world).is_some_and(|range| range.whole && (range.least, range.largest) == (0.0, 1.0));
                let number = match text.trim() {
                    "true" if is_switch => 1.0,
                    "false" if is_switch => 0.0,
                    text => text.parse::<f64>().map_err(|_| format!("`{}` is not a number", shorten(text)))?,
                };
                if !number.is_finite() {
                    return Err(format!("`{}` is not a finite number", shorten(text)));
                }
                self.set(scenario, Value::Number(number))
            }
        }
    }

    fn missing(self) -> String {
        format!("there is no `{}` here", self.name())
    }
}

impl fmt::Display for Field {
    /// The key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.group() {
            None => f.write_str(self.name()),
            Some(group) => write!(f, "{}.{}", group.name(), self.name()),
        }
    }
}

/// Fields travel by their keys.
impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
        let key = String::deserialize(deserializer)?;
        let known = World::ALL.into_iter().find_map(|world| Field::named(world, &key).ok());
        known.ok_or_else(|| D::Error::custom(format!("there is no field `{key}`")))
    }
}

impl Group {
    pub const ALL: [Group; 5] = [Group::Train, Group::Shift, Group::Agent, Group::Judge, Group::Painted];

    pub fn name(self) -> &'static str {
        match self {
            Group::Train => "train",
            Group::Shift => "shift",
            Group::Agent => "agent",
            Group::Judge => "judge",
            Group::Painted => "painted",
        }
    }

    pub fn named(name: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.name() == name)
    }

    pub fn fields(self, world: World) -> impl Iterator<Item = Field> {
        Field::all(world).filter(move |field| field.group() == Some(self))
    }

    /// The field of this name; else what is wrong with the name.
    pub fn field(self, world: World, name: &str) -> Result<Field, String> {
        let known = || self.fields(world).map(Field::name).collect::<Vec<_>>().join(", ");
        self.fields(world).find(|field| field.name() == name).ok_or_else(|| match self {
            Group::Train | Group::Shift => format!("this world has no knob `{}`; it has {}", shorten(name), known()),
            Group::Agent => format!("there is no setting `{}`; there are {}", shorten(name), known()),
            Group::Judge | Group::Painted => "there is no such field".to_owned(),
        })
    }

    /// What none of its numbers says alone, such as a corner larger than the room: the field to blame, and the words.
    pub fn check(self, scenario: &Scenario) -> Result<(), (Field, String)> {
        match self {
            Group::Train => scenario.world.check_knobs(&scenario.train).map_err(|(knob, words)| (Field::Train(knob), words)),
            Group::Shift => scenario.world.check_knobs(&scenario.shift).map_err(|(knob, words)| (Field::Shift(knob), words)),
            Group::Agent => scenario.agent.check().map_err(|(setting, words)| (Field::Agent(setting), words)),
            Group::Judge | Group::Painted => Ok(()),
        }
    }
}

impl Range {
    fn contains(self, number: f64) -> bool {
        (self.least..=self.largest).contains(&number) && (!self.whole || number.fract() == 0.0)
    }

    /// What was wanted, in words.
    pub fn wanted(self) -> String {
        let kind = if self.whole { "a whole number" } else { "a number" };
        format!("must be {kind} from {} to {}", self.least, self.largest)
    }

    /// No or yes.
    pub fn is_truth(self) -> bool {
        self == Range { least: 0.0, largest: 1.0, whole: true }
    }

    /// The allowed number that is nearest.
    pub fn nearest(self, number: f64) -> f64 {
        // + 0: there is but one zero.
        if self.whole { number.round() } else { number }.clamp(self.least, self.largest) + 0.0
    }

    pub fn check(self, number: f64) -> Result<f64, String> {
        if self.contains(number) { Ok(number) } else { Err(format!("{}, found {}", self.wanted(), number)) }
    }
}

impl Place {
    /// The place of this key in a scenario, as `--set` takes it: a field, or a goal that is there or can be made.
    pub fn named(scenario: &Scenario, key: &str) -> Result<Place, FieldError> {
        if let Some(name) = key.strip_prefix("proxies.") {
            let at = scenario.proxies.iter().position(|proxy| proxy.name == name).unwrap_or(scenario.proxies.len());
            return Ok(Place::Proxy { at, name: name.to_owned() });
        }
        if let Some(is_shifted) = ["painted.train", "painted.shift"].iter().position(|known| *known == key) {
            return Ok(Place::Painted { is_shifted: is_shifted == 1, at: None });
        }
        Field::named(scenario.world, key).map(Place::Field).map_err(|message| FieldError { place: Place::Other(key.to_owned()), message })
    }

    /// As people call it.
    pub fn label(&self) -> String {
        match self {
            Place::Field(field) => field.label(),
            Place::Group(group) => group.name().to_owned(),
            Place::Proxy { at, name } if name.is_empty() => format!("proxy goal {}", at + 1),
            Place::Proxy { name, .. } => format!("proxy goal “{}”", name.replace('_', " ")),
            Place::Proxies => "proxy goals".to_owned(),
            Place::Painted { is_shifted, at } => {
                let of = if *is_shifted { "of the shifted world" } else { "of training" };
                at.map_or_else(|| format!("painted levels {of}"), |at| format!("painted level {} {of}", at + 1))
            }
            Place::Other(key) => key.clone(),
        }
    }
}

impl fmt::Display for Place {
    /// The key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Field(field) => field.fmt(f),
            Place::Group(group) => f.write_str(group.name()),
            Place::Proxy { at, name } if name.is_empty() => write!(f, "proxies[{at}]"),
            Place::Proxy { name, .. } => write!(f, "proxies.{name}"),
            Place::Proxies => f.write_str("proxies"),
            Place::Painted { is_shifted, at } => {
                let list = if *is_shifted { "shift" } else { "train" };
                match at {
                    None => write!(f, "painted.{list}"),
                    Some(at) => write!(f, "painted.{list}[{at}]"),
                }
            }
            Place::Other(key) => f.write_str(key),
        }
    }
}

/// What is wrong in one place: what was found and wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub place: Place,
    pub message: String,
}

impl FieldError {
    pub fn new(place: Place, message: impl Into<String>) -> FieldError {
        FieldError { place, message: message.into() }
    }
}

impl From<(Field, String)> for FieldError {
    fn from((field, message): (Field, String)) -> FieldError {
        FieldError { place: Place::Field(field), message }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

fn setting(name: &str) -> Option<usize> {
    SETTINGS.iter().position(|spec| spec.name == name)
}

/// At most 40 characters of what a person typed, for messages.
pub fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_row() {
        for world in World::ALL {
            let scenario = Scenario::of(world);
            let mut labels = Vec::new();
            for field in Field::all(world) {
                let key = field.to_string();
                assert_eq!(Field::named(world, &key), Ok(field));
                assert_eq!(serde_json::from_str::<Field>(&serde_json::to_string(&field).unwrap()).unwrap(), field);
                assert!(!labels.contains(&field.label()), "{key}");
                labels.push(field.label());
                let value = field.get(&scenario).expect("it is there");
                match (field.range(world), value) {
                    (None, Value::Program(_)) => {
                        let mut other = scenario.clone();
                        field.write(&mut other, "x // \n").unwrap();
                        assert_eq!(field.get(&other), Some(Value::Program("x // \n")));
                        assert!(field.set(&mut other, Value::Number(1.0)).is_err());
                    }
                    (Some(range), Value::Number(number)) => {
                        assert_eq!(range.check(number), Ok(number), "{key}");
                        for end in [range.least, range.largest] {
                            let mut other = scenario.clone();
                            field.write(&mut other, &format!(" {} ", end)).unwrap();
                            assert_eq!(field.number(&other), Some(end), "{key}");
                            assert!(Field::all(world).all(|else_| else_ == field || else_.get(&other) == else_.get(&scenario)), "{key}");
                        }
                        for (typed, wanted) in [
                            ("", "is not a number"),
                            ("x", "is not a number"),
                            ("1e999", "finite"),
                            ("-1000", "must be"),
                            ("1e300", "must be"),
                        ] {
                            let wrong = field.write(&mut scenario.clone(), typed).expect_err(&key);
                            assert!(wrong.contains(wanted), "{key}: {wrong}");
                        }
                        assert!(field.set(&mut scenario.clone(), Value::Program("1")).is_err());
                    }
                    other => panic!("{key}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn keys_that_name_no_field_say_why() {
        let check = |key: &str, expected: &str| {
            let wrong = Field::named(World::CheeseCorner, key).expect_err(key);
            assert!(wrong.starts_with(expected), "{key}: {wrong}");
        };
        for key in ["", "levels", "judge", "judge.level", "train", "colour", "proxies.corner", "Seed", "seed.", "agent"] {
            check(key, "there is no such field");
        }
        check("train.cheese", "this world has no knob `cheese`; it has size,");
        check("agent.magic", "there is no setting `magic`; there are total_timesteps,");
        // A knob of another world is none of this one's.
        let keys = Field::named(World::KeysAndChests, "train.keys").unwrap();
        assert_eq!((keys.get(&Scenario::of(World::CheeseCorner)), keys.range(World::CheeseCorner)), (None, None));
        assert!(keys.set(&mut Scenario::of(World::CheeseCorner), Value::Number(1.0)).is_err());
    }
}
