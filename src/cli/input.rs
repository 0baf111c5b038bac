//! What commands are given: a scenario by name or as a file, changes to it, seeds, shares.
//!
//! A scenario file is a preset and what differs from it, as JSON; everything wrong in it is told with its place.

use std::path::Path;

use clap::Args;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{Failure, usage};
use crate::scenario::{ENGINE, PRESETS, Proxy, Scenario};

#[derive(Args)]
pub struct ScenarioArgs {
    /// A preset's name (see `wayward presets`) or a JSON file
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Args)]
pub struct Changes {
    /// Changes one field, such as train.disagree=0.1 or agent.total_timesteps=60000; may be given more than once
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl ScenarioArgs {
    pub fn resolve(&self) -> Result<Scenario, Failure> {
        named(&self.scenario, &self.changes)
    }
}

/// The scenario of this name or in this file, with the changes made.
pub fn named(name: &str, changes: &Changes) -> Result<Scenario, Failure> {
    let mut scenario = match Scenario::preset(name) {
        Some(scenario) => scenario,
        None if looks_like_a_link(name) => {
            return Err(Failure::Usage("this looks like a link, and links cannot be read yet; a preset's name or a JSON file can".into()));
        }
        None if name.ends_with(".json") || Path::new(name).is_file() => from_file(Path::new(name))?,
        None => return Err(Failure::Usage(format!("there is no preset and no file `{name}`; {}", known_presets()))),
    };
    for change in &changes.set {
        let (key, value) = change.split_once('=').ok_or_else(|| Failure::Usage(format!("--set takes KEY=VALUE, found `{change}`")))?;
        scenario.set(key, value).map_err(usage)?;
    }
    Ok(scenario)
}

fn looks_like_a_link(name: &str) -> bool {
    name.contains("://") || name.contains('#')
}

fn known_presets() -> String {
    let known: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    format!("presets are {}", known.join(", "))
}

fn from_file(path: &Path) -> Result<Scenario, Failure> {
    let at = |message: String| Failure::Failed(format!("{}: {message}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| at(error.to_string()))?;
    from_json(&text).map_err(at)
}

/// Reads a scenario file. The error names the place: line and column where it is no JSON, else the key.
fn from_json(text: &str) -> Result<Scenario, String> {
    let Strict(value) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let fields = value.as_object().ok_or("must be an object such as {\"preset\":\"cheese-corner\",\"seed\":7}")?;
    let of_preset = fields.get("preset").ok_or("preset: missing; a scenario file is a preset and what differs from it")?;
    let name = of_preset.as_str().ok_or_else(|| format!("preset: must be a text, found {of_preset}"))?;
    let mut scenario = Scenario::preset(name).ok_or_else(|| format!("preset: there is no preset `{name}`; {}", known_presets()))?;
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("preset", _) => {}
            ("engine", value) if value.as_u64() == Some(u64::from(ENGINE)) => {}
            ("engine", value) => {
                return Err(format!("engine: this is engine {ENGINE}, which would give other results than engine {value}"));
            }
            ("proxies", Value::Array(proxies)) => {
                let read = |(i, proxy)| proxy_from(proxy).map_err(|message| format!("proxies[{i}]: {message}"));
                scenario.proxies = proxies.iter().enumerate().map(read).collect::<Result<_, _>>()?;
            }
            ("proxies", value) => return Err(format!("proxies: must be a list of {{\"name\", \"source\"}}, found {value}")),
            ("train" | "shift" | "agent" | "judge", Value::Object(inner)) => {
                for (name, value) in inner {
                    set(&mut scenario, &format!("{key}.{name}"), value)?;
                }
            }
            ("train" | "shift" | "agent" | "judge", value) => {
                return Err(format!("{key}: must be an object such as {{\"NAME\": 1}}, found {value}"));
            }
            _ => set(&mut scenario, key, value)?,
        }
    }
    Ok(scenario)
}

/// By the same door as `--set`, so that both say the same of a bad value.
fn set(scenario: &mut Scenario, key: &str, value: &Value) -> Result<(), String> {
    let text = match (key, value) {
        ("reward" | "intended", Value::String(text)) => text.clone(),
        ("reward" | "intended", _) => return Err(format!("{key}: must be a text, found {value}")),
        // Settings that are truths are 0 or 1.
        (_, Value::Bool(truth)) if key.starts_with("agent.") => u8::from(*truth).to_string(),
        // A text keeps its quotes here, and so is no number.
        _ => value.to_string(),
    };
    scenario.set(key, &text).map_err(|error| error.to_string())
}

fn proxy_from(value: &Value) -> Result<Proxy, String> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("needs `{key}`, a text"));
    let proxy = Proxy { name: text("name")?, source: text("source")? };
    match value.as_object().and_then(|fields| fields.keys().find(|key| !matches!(key.as_str(), "name" | "source"))) {
        Some(other) => Err(format!("there is no field `{other}` here")),
        None => Ok(proxy),
    }
}

/// JSON in which no key stands twice in an object: elsewhere the second silently wins.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strict, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("`{key}` stands here a second time")));
            }
            let Strict(value) = fields.next_value()?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

pub fn parse_seeds(text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` is not a seed: a whole number from 0 to 4294967295"));
    let (from, to) = match text.split_once("..") {
        Some((from, to)) => (number(from)?, number(to)?),
        None => (number(text)?, number(text)?.checked_add(1).ok_or("one seed less, please: 4294967295 has no end")?),
    };
    if from < to { Ok((from, to)) } else { Err(format!("{from}..{to} is empty: the end is excluded")) }
}

pub fn parse_amount(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|amount| (0.0..=1.0).contains(amount)).ok_or_else(|| format!("must be a number from 0 to 1, found `{text}`"))
}
