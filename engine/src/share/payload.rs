//! What a link says: canonical JSON, a preset and what differs from it. Everything off in it is remarked on, field by field, and
//! what can be used instead is used.

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{LinkError, MAX_NOTE, MAX_PAYLOAD, MAX_TITLE, Opened, Panel, Shared};
use crate::decimal::{self, plain};
use crate::env::World;
use crate::learner::Settings;
use crate::learner::settings::SETTINGS;
use crate::scenario::{ENGINE, FieldError, JUDGE_LEVELS, MAX_PROXIES, PRESETS, Proxy, SEEDS, Scenario, bad_name};

/// More than a person would read.
const MAX_REMARKS: usize = 50;

/// The preset that a scenario is told by: its own, or else (it started from none) the first of its world.
fn base_of(scenario: &Scenario) -> Scenario {
    let own = PRESETS.iter().find(|preset| preset.name == scenario.preset && preset.world == scenario.world);
    let base = own.or_else(|| PRESETS.iter().find(|preset| preset.world == scenario.world));
    base.expect("each world has a preset").scenario()
}

pub fn to_value(shared: &Shared) -> Value {
    let scenario = &shared.scenario;
    let base = base_of(scenario);
    let mut fields = Map::new();
    fields.insert("engine".into(), ENGINE.into());
    fields.insert("preset".into(), base.preset.as_str().into());
    let mut put = |key: &str, value: Value, differs: bool| {
        if differs {
            fields.insert(key.into(), value);
        }
    };
    put("seed", scenario.seed.into(), scenario.seed != base.seed);
    put("seeds", scenario.seeds.into(), scenario.seeds != base.seeds);
    put("reward", scenario.reward.as_str().into(), scenario.reward != base.reward);
    put("intended", scenario.intended.as_str().into(), scenario.intended != base.intended);
    let (proxies, has_unknown) = proxies_to_value(shared);
    put("proxies", proxies, has_unknown || scenario.proxies != base.proxies);
    let knobs = || scenario.world.knobs().iter().map(|knob| knob.name);
    let settings = || {
        let names = SETTINGS.iter().map(|spec| spec.name);
        differing(names, &scenario.agent.values(), &base.agent.values())
    };
    let levels = |of: &Scenario| [f64::from(of.judge_levels)];
    for (key, group) in [
        ("train", differing(knobs(), &scenario.train, &base.train)),
        ("shift", differing(knobs(), &scenario.shift, &base.shift)),
        // As decimals they take a while.
        ("agent", if scenario.agent == base.agent { Map::new() } else { settings() }),
        ("judge", differing(["levels"].into_iter(), &levels(scenario), &levels(&base))),
    ] {
        let group = with_unknown(group, shared.unknown.get(key));
        let any = !group.is_empty();
        put(key, group.into(), any);
    }
    let names = |panels: &[Panel]| panels.iter().map(|panel| panel.name()).collect::<Vec<_>>().into();
    put("panels", names(&shared.panels), !shared.panels.is_empty());
    put("lock", names(&shared.lock), !shared.lock.is_empty());
    put("title", shared.title.chars().take(MAX_TITLE).collect::<String>().into(), !shared.title.is_empty());
    put("note", shared.note.chars().take(MAX_NOTE).collect::<String>().into(), !shared.note.is_empty());
    if let Some(digest) = &shared.digest {
        put("digest", digest.as_str().into(), true);
    }
    // Of the groups, what is not known is there already.
    let others = shared.unknown.iter().filter(|(key, _)| !matches!(key.as_str(), "train" | "shift" | "agent" | "judge" | "proxies"));
    for (key, value) in others {
        fields.entry(key).or_insert_with(|| value.clone());
    }
    fields.into()
}

/// The list, and whether keys in it are unknown.
fn proxies_to_value(shared: &Shared) -> (Value, bool) {
    let mut has_unknown = false;
    let mut list = Vec::new();
    for Proxy { name, source } in &shared.scenario.proxies {
        let known = Map::from_iter([("name".into(), name.as_str().into()), ("source".into(), source.as_str().into())]);
        let unknown = shared.unknown.get("proxies").and_then(|by_name| by_name.get(name));
        has_unknown |= unknown.is_some();
        list.push(Value::Object(with_unknown(known, unknown)));
    }
    (list.into(), has_unknown)
}

fn differing<'a>(names: impl Iterator<Item = &'a str>, values: &[f64], base: &[f64]) -> Map<String, Value> {
    let all = names.zip(values.iter().zip(base));
    all.filter(|(_, (value, base))| value != base).map(|(name, (&value, _))| (name.to_owned(), shortest(value))).collect()
}

/// A whole number without its point.
fn shortest(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { (value as i64).into() } else { value.into() }
}

fn with_unknown(mut group: Map<String, Value>, unknown: Option<&Value>) -> Map<String, Value> {
    for (key, value) in unknown.and_then(Value::as_object).into_iter().flatten() {
        group.entry(key).or_insert_with(|| value.clone());
    }
    group
}

/// `strict`: the caller takes what is remarked as errors, so nothing is said of what is used instead.
pub fn from_text(json: &str, strict: bool) -> Result<Opened, LinkError> {
    if json.len() > MAX_PAYLOAD {
        return Err(LinkError::TooLarge);
    }
    let Unrepeated(value) = serde_json::from_str(json).map_err(|error| LinkError::NotJson(error.to_string()))?;
    let Value::Object(fields) = value else { return Err(LinkError::NotAnObject) };
    from_fields(fields, strict)
}

/// The short form is the same payload, written by hand, so what is not known in it is a slip.
pub fn from_short(pairs: &[(String, String)]) -> Result<Opened, LinkError> {
    let mut fields = Map::new();
    for (key, text) in pairs {
        let number = || match decimal::parse(text) {
            Some(number) if number.is_finite() => Ok(shortest(number)),
            _ => Err(LinkError::BadValue { key: shorten(key), found: shorten(text) }),
        };
        let (group, name, value) = match key.split_once('.') {
            None if key == "preset" => (&mut fields, key.as_str(), text.as_str().into()),
            None if key == "seed" || key == "seeds" => (&mut fields, key.as_str(), number()?),
            Some((group @ ("train" | "shift"), name)) => {
                let group = fields.entry(group).or_insert_with(|| Map::new().into());
                (group.as_object_mut().expect("made as an object"), name, number()?)
            }
            _ => return Err(LinkError::UnknownKey(shorten(key))),
        };
        if group.insert(name.to_owned(), value).is_some() {
            return Err(LinkError::RepeatedKey(shorten(key)));
        }
    }
    let opened = from_fields(fields, false)?;
    match opened.shared.unknown.iter().next() {
        None => Ok(opened),
        // Only knobs of a group can be unknown here.
        Some((group, knobs)) => {
            let name = knobs.as_object().and_then(|knobs| knobs.keys().next()).map_or("", String::as_str);
            Err(LinkError::UnknownKey(shorten(&format!("{group}.{name}"))))
        }
    }
}

fn from_fields(mut fields: Map<String, Value>, strict: bool) -> Result<Opened, LinkError> {
    let name = match fields.remove("preset") {
        None => return Err(LinkError::NoPreset),
        Some(Value::String(name)) => name,
        Some(other) => return Err(LinkError::BadPreset(shown(&other))),
    };
    let base = Scenario::preset(&name).ok_or_else(|| LinkError::UnknownPreset(shorten(&name)))?;
    let mut reader = Reader { world: base.world, strict, remarks: Vec::new(), left_out: 0, unknown: Map::new() };
    let mut shared = Shared::from(base.clone());
    let same_engine = reader.engine(fields.remove("engine"));
    let scenario = &mut shared.scenario;
    for (key, value) in fields {
        match key.as_str() {
            "seed" => reader.whole(&key, &value, (0, u32::MAX), &mut scenario.seed),
            "seeds" => reader.whole(&key, &value, SEEDS, &mut scenario.seeds),
            "reward" => reader.text(&key, value, usize::MAX, &mut scenario.reward),
            "intended" => reader.text(&key, value, usize::MAX, &mut scenario.intended),
            "proxies" => reader.proxies(value, &mut scenario.proxies),
            "train" => reader.knobs(&key, value, &mut scenario.train, &base.train),
            "shift" => reader.knobs(&key, value, &mut scenario.shift, &base.shift),
            "agent" => reader.settings(value, &mut scenario.agent, &base.agent),
            "judge" => {
                for (name, value) in reader.group(&key, value) {
                    match name.as_str() {
                        "levels" => reader.whole("judge.levels", &value, JUDGE_LEVELS, &mut scenario.judge_levels),
                        _ => reader.keep(&key, name, value, "there is no such field".into()),
                    }
                }
            }
            "panels" => reader.panels(&key, value, &mut shared.panels),
            "lock" => reader.panels(&key, value, &mut shared.lock),
            "title" => reader.text(&key, value, MAX_TITLE, &mut shared.title),
            "note" => reader.text(&key, value, MAX_NOTE, &mut shared.note),
            "digest" => shared.digest = reader.digest(value, same_engine),
            _ => {
                reader.remark(&shorten(&key), "there is no such field".into(), "it is kept as it is");
                reader.unknown.insert(key, value);
            }
        }
    }
    let mut remarks = reader.remarks;
    if reader.left_out > 0 {
        remarks.push(FieldError { field: "…".into(), message: format!("and {} more remarks of this kind", reader.left_out) });
    }
    shared.unknown = reader.unknown;
    Ok(Opened { shared, remarks })
}

/// Reads fields and collects what is off in them.
struct Reader {
    world: World,
    strict: bool,
    remarks: Vec<FieldError>,
    /// Remarks beyond [`MAX_REMARKS`].
    left_out: usize,
    unknown: Map<String, Value>,
}

impl Reader {
    fn remark(&mut self, field: &str, wrong: String, instead: &str) {
        if self.remarks.len() == MAX_REMARKS {
            self.left_out += 1;
            return;
        }
        let message = if self.strict || instead.is_empty() { wrong } else { format!("{wrong}; {instead}") };
        self.remarks.push(FieldError { field: field.to_owned(), message });
    }

    /// A key of a group that is not known.
    fn keep(&mut self, group: &str, name: String, value: Value, wrong: String) {
        self.remark(&format!("{group}.{}", shorten(&name)), wrong, "it is kept as it is");
        let kept = self.unknown.entry(group).or_insert_with(|| Map::new().into());
        kept.as_object_mut().expect("only groups have these keys").insert(name, value);
    }

    /// True if this engine made the link, so that digests can be compared.
    fn engine(&mut self, value: Option<Value>) -> bool {
        let Some(value) = value else { return false };
        if value == ENGINE {
            return true;
        }
        let wrong = match value.as_u64() {
            Some(other) => format!("made with engine {other}; results may differ from those of this one, {ENGINE}"),
            None => format!("must be a whole number, found {}; results may differ", shown(&value)),
        };
        self.remark("engine", wrong, "");
        false
    }

    /// The nearest allowed number. None: it is no number, so the preset's stays.
    fn number(&mut self, field: &str, value: &Value, (least, largest): (f64, f64), whole: bool) -> Option<f64> {
        let kind = if whole { "a whole number" } else { "a number" };
        let wrong = || format!("must be {kind} from {} to {}, found {}", plain(least), plain(largest), shown(value));
        let number = match value {
            Value::Bool(truth) if whole && (least, largest) == (0.0, 1.0) => f64::from(u8::from(*truth)),
            _ => match value.as_f64() {
                Some(number) => number,
                None => {
                    self.remark(field, wrong(), "the preset's is used");
                    return None;
                }
            },
        };
        // + 0: there is but one zero.
        let nearest = if whole { number.round() } else { number }.clamp(least, largest) + 0.0;
        if nearest != number {
            self.remark(field, wrong(), &format!("{} is used", plain(nearest)));
        }
        Some(nearest)
    }

    fn whole(&mut self, field: &str, value: &Value, (least, largest): (u32, u32), place: &mut u32) {
        if let Some(number) = self.number(field, value, (f64::from(least), f64::from(largest)), true) {
            *place = number as u32;
        }
    }

    fn text(&mut self, field: &str, value: Value, most: usize, place: &mut String) {
        let Value::String(text) = value else {
            return self.remark(field, format!("must be a text, found {}", shown(&value)), "it is left as it was");
        };
        let count = text.chars().count();
        if count > most {
            self.remark(field, format!("must have at most {most} characters, found {count}"), "the rest is left out");
        }
        *place = text.chars().take(most).collect();
    }

    fn group(&mut self, key: &str, value: Value) -> Map<String, Value> {
        match value {
            Value::Object(group) => group,
            other => {
                let wrong = format!("must be an object such as {{\"NAME\": 1}}, found {}", shown(&other));
                self.remark(key, wrong, "the preset's values are used");
                Map::new()
            }
        }
    }

    fn knobs(&mut self, key: &str, value: Value, knobs: &mut [f64], base: &[f64]) {
        let world = self.world;
        for (name, value) in self.group(key, value) {
            match world.knob(&name) {
                Some(at) => {
                    let spec = &world.knobs()[at];
                    let number = self.number(&format!("{key}.{name}"), &value, spec.range, spec.step == 1.0);
                    knobs[at] = number.unwrap_or(knobs[at]);
                }
                None => {
                    let known: Vec<&str> = world.knobs().iter().map(|knob| knob.name).collect();
                    let wrong = format!("this world has no knob `{}`; it has {}", shorten(&name), known.join(", "));
                    self.keep(key, name, value, wrong);
                }
            }
        }
        self.settle(key, knobs, base, |name| world.knob(name), |knobs| world.check_knobs(knobs));
    }

    fn settings(&mut self, value: Value, agent: &mut Settings, base: &Settings) {
        let place = |name: &str| SETTINGS.iter().position(|spec| spec.name == name);
        let (mut values, base) = (base.values(), base.values());
        for (name, value) in self.group("agent", value) {
            match place(&name) {
                Some(at) => {
                    let spec = &SETTINGS[at];
                    let number = self.number(&format!("agent.{name}"), &value, spec.range, spec.whole);
                    values[at] = number.unwrap_or(values[at]);
                }
                None => {
                    let known: Vec<&str> = SETTINGS.iter().map(|spec| spec.name).collect();
                    let wrong = format!("there is no setting `{}`; there are {}", shorten(&name), known.join(", "));
                    self.keep("agent", name, value, wrong);
                }
            }
        }
        let check = |values: &[f64]| Settings::from_values(values.try_into().expect("as many as there are")).check();
        self.settle("agent", &mut values, &base, place, check);
        *agent = Settings::from_values(&values);
    }

    /// What no single range can say: the value at fault becomes the preset's, and if that is not enough, all of them do.
    fn settle(
        &mut self,
        group: &str,
        values: &mut [f64],
        base: &[f64],
        place: impl Fn(&str) -> Option<usize>,
        check: impl Fn(&[f64]) -> Result<(), (&'static str, String)>,
    ) {
        while let Err((name, wrong)) = check(values) {
            let field = format!("{group}.{name}");
            match place(name).filter(|&at| values[at] != base[at]) {
                Some(at) => {
                    self.remark(&field, wrong, &format!("the preset's, {}, is used", plain(base[at])));
                    values[at] = base[at];
                }
                None => {
                    self.remark(&field, wrong, &format!("all values of `{group}` are the preset's"));
                    return values.copy_from_slice(base);
                }
            }
        }
    }

    fn proxies(&mut self, value: Value, proxies: &mut Vec<Proxy>) {
        let Value::Array(list) = value else {
            let wrong = format!("must be a list of {{\"name\", \"source\"}}, found {}", shown(&value));
            return self.remark("proxies", wrong, "the preset's goals are used");
        };
        proxies.clear();
        let count = list.len();
        for (i, item) in list.into_iter().enumerate() {
            let field = format!("proxies[{i}]");
            let Value::Object(mut entry) = item else {
                self.remark(&field, format!("must be {{\"name\", \"source\"}}, found {}", shown(&item)), "it is left out");
                continue;
            };
            let given = entry.remove("name");
            let Some(Value::String(source)) = entry.remove("source") else {
                self.remark(&field, "needs `source`, a text".into(), "it is left out");
                continue;
            };
            if proxies.len() == MAX_PROXIES {
                let instead = given.map_or("it is left out".into(), |name| format!("{} is left out", shown(&name)));
                self.remark(&field, format!("at most {MAX_PROXIES} goals, found {count}"), &instead);
                continue;
            }
            let taken = |name: &str| proxies.iter().any(|other| other.name == name);
            let (asked, wrong) = match &given {
                Some(Value::String(name)) => {
                    (name.as_str(), bad_name(name).or(taken(name).then(|| format!("another goal is called `{name}`"))))
                }
                _ => ("", Some("needs `name`, a text".into())),
            };
            let name = if wrong.is_none() { asked.to_owned() } else { good_name(asked, taken) };
            if let Some(wrong) = wrong {
                self.remark(&field, wrong, &format!("it is called `{name}`"));
            }
            for (key, _) in &entry {
                self.remark(&field, format!("there is no field `{}` here", shorten(key)), "it is kept as it is");
            }
            if !entry.is_empty() {
                let kept = self.unknown.entry("proxies").or_insert_with(|| Map::new().into());
                kept.as_object_mut().expect("made as an object").insert(name.clone(), entry.into());
            }
            proxies.push(Proxy { name, source });
        }
    }

    /// A list of names, or the names in a text with commas between them.
    fn panels(&mut self, field: &str, value: Value, place: &mut Vec<Panel>) {
        let names: Vec<Value> = match value {
            Value::Array(names) => names,
            Value::String(text) => text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Value::from).collect(),
            other => return self.remark(field, format!("must be a list of names, found {}", shown(&other)), "it is left out"),
        };
        for name in names {
            match name.as_str().and_then(Panel::named) {
                Some(panel) if place.contains(&panel) => {}
                Some(panel) => place.push(panel),
                None => {
                    let known = Panel::ALL.map(Panel::name).join(", ");
                    self.remark(field, format!("there is no panel {}; there are {known}", shown(&name)), "it is left out");
                }
            }
        }
    }

    fn digest(&mut self, value: Value, same_engine: bool) -> Option<String> {
        let digit = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        match value {
            Value::String(digest) if digest.len() == 16 && digest.bytes().all(digit) => {
                if !same_engine {
                    self.remark("digest", "not of this engine".into(), "it is not compared");
                }
                Some(digest).filter(|_| same_engine)
            }
            other => {
                self.remark("digest", format!("must be 16 digits from 0 to f, found {}", shown(&other)), "it is not compared");
                None
            }
        }
    }
}

/// The allowed name that is nearest to the one asked for.
fn good_name(asked: &str, taken: impl Fn(&str) -> bool) -> String {
    let good = |name: &String| bad_name(name).is_none() && !taken(name);
    let letters = asked.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    let name: String = letters.take(20).collect();
    let stem = if name.is_empty() { "goal" } else { &name[..name.len().min(18)] };
    let others = (2..).map(|number: u32| format!("{stem}_{number}"));
    // Fewer than ten are taken.
    std::iter::once(name.clone()).chain(others).find(good).unwrap_or_default()
}

/// A value in a message, as JSON.
fn shown(value: &Value) -> String {
    shorten(&value.to_string())
}

/// At most 40 characters.
fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// JSON in which no key stands twice in an object: elsewhere the second silently wins.
struct Unrepeated(Value);

impl<'de> Deserialize<'de> for Unrepeated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Unrepeated, D::Error> {
        deserializer.deserialize_any(UnrepeatedVisitor).map(Unrepeated)
    }
}

struct UnrepeatedVisitor;

impl<'de> Visitor<'de> for UnrepeatedVisitor {
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
        while let Some(Unrepeated(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("`{}` stands here a second time", shorten(&key))));
            }
            let Unrepeated(value) = fields.next_value()?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
