//! What a link says: canonical JSON, a preset and what differs from it. Everything off in it is remarked on, field by field, and
//! what can be used instead is used.

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{Framing, LinkError, MAX_NOTE, MAX_PAYLOAD, MAX_TITLE, Opened, Panel, Shared};
use crate::scenario::{
    self, ENGINE, Field, FieldError, Group, MAX_PAINTED, MAX_PICTURE, MAX_PROXIES, PRESETS, Place, Proxy, Scenario, bad_name, shorten,
};

/// The lists of painted levels, and whether they are of the shifted world.
const PAINTED: [(&str, bool); 2] = [("train", false), ("shift", true)];

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
    let (proxies, has_unknown) = proxies_to_value(shared);
    put("proxies", proxies, has_unknown || scenario.proxies != base.proxies);
    let differs = |field: &Field| field.get(scenario) != field.get(&base);
    // As decimals, the settings of an agent take a while.
    let same_agent = scenario.agent == base.agent;
    let mut groups = Group::ALL.map(|_| Map::new());
    for field in Field::all(scenario.world).filter(|field| !(same_agent && field.group() == Some(Group::Agent))).filter(differs) {
        let Some(value) = field.get(scenario) else { continue };
        match field.group() {
            None => put(field.name(), to_json(value), true),
            Some(group) => drop(groups[group as usize].insert(field.name().to_owned(), to_json(value))),
        }
    }
    for (list, is_shifted) in PAINTED {
        let pictures = scenario.painted.list(is_shifted);
        if !pictures.is_empty() {
            groups[Group::Painted as usize].insert(list.to_owned(), pictures.into());
        }
    }
    for (group, known) in Group::ALL.into_iter().zip(groups) {
        let group_value = with_unknown(known, shared.unknown.get(group.name()));
        let any = !group_value.is_empty();
        put(group.name(), group_value.into(), any);
    }
    let names = |panels: &[Panel]| panels.iter().map(|panel| panel.name()).collect::<Vec<_>>().into();
    put("panels", names(&shared.panels), !shared.panels.is_empty());
    put("lock", names(&shared.lock), !shared.lock.is_empty());
    put("amount", shortest(shared.amount), shared.amount != 0.0);
    put("framing", shared.framing.name().into(), shared.framing != Framing::default());
    put("title", shared.title.chars().take(MAX_TITLE).collect::<String>().into(), !shared.title.is_empty());
    put("note", shared.note.chars().take(MAX_NOTE).collect::<String>().into(), !shared.note.is_empty());
    if let Some(digest) = &shared.digest {
        put("digest", digest.as_str().into(), true);
    }
    // Of the groups, what is not known is there already.
    let others = shared.unknown.iter().filter(|(key, _)| Group::named(key).is_none() && *key != "proxies");
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

fn to_json(value: scenario::Value) -> Value {
    match value {
        scenario::Value::Number(number) => shortest(number),
        scenario::Value::Program(text) => text.into(),
    }
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
    // Some editors begin a file with a mark of UTF-8.
    let json = json.trim_start_matches('\u{feff}');
    if json.len() > MAX_PAYLOAD {
        return Err(LinkError::TooLarge);
    }
    let Unrepeated(value) = serde_json::from_str(json).map_err(|error| LinkError::NotJson(error.to_string()))?;
    let Value::Object(fields) = value else { return Err(LinkError::NotAnObject) };
    from_fields(fields, strict)
}

/// The short form is the same payload, written by hand, and programs put keys of their own behind it: those are told and left out.
/// It ends where a value is followed by what no value has.
pub fn from_short(text: &str) -> Result<Opened, LinkError> {
    let mut reader = Reader::new(false);
    let mut fields = Map::new();
    let mut rest = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '=');
    while !rest.is_empty() {
        let (pair, mut after) = rest.split_once('&').unwrap_or((rest, ""));
        let (key, mut value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = key.trim_matches(|c: char| !c.is_alphanumeric());
        let knob = key.split_once('.').filter(|(group, _)| matches!(Group::named(group), Some(Group::Train | Group::Shift)));
        let is_word = matches!(key, "preset" | "framing");
        if knob.is_none() && !is_word && !matches!(key, "seed" | "seeds" | "amount") {
            if !key.is_empty() {
                reader.remark(beside(shorten(key)), "there is no such key in the short form".into(), "it is left out");
            }
            rest = after;
            continue;
        }
        let ends = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '+' | '-' | '_' | '=');
        if let Some(end) = value.find(ends) {
            let behind = &rest[pair.len() - value.len() + end..];
            if behind.contains(char::is_alphanumeric) {
                reader.remark(beside(shorten(key)), format!("behind its value stands `{}`", shorten(behind)), "it is left out");
            }
            (value, after) = (value[..end].trim_end_matches(|c: char| !c.is_alphanumeric()), "");
        }
        let number = || match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(shortest(number)),
            _ => Err(LinkError::BadValue { key: shorten(key), found: shorten(value) }),
        };
        let before = match knob {
            None => fields.insert(key.to_owned(), if is_word { value.into() } else { number()? }),
            Some((group, name)) => {
                let group = fields.entry(group).or_insert_with(|| Map::new().into());
                group.as_object_mut().expect("made as an object").insert(name.to_owned(), number()?)
            }
        };
        if before.is_some() {
            return Err(LinkError::RepeatedKey(shorten(key)));
        }
        rest = after;
    }
    // Keys of others alone are no link.
    if fields.is_empty() { Err(LinkError::WrongStart) } else { reader.read(fields) }
}

pub fn from_fields(fields: Map<String, Value>, strict: bool) -> Result<Opened, LinkError> {
    Reader::new(strict).read(fields)
}

/// Reads fields and collects what is off in them.
struct Reader {
    strict: bool,
    remarks: Vec<FieldError>,
    /// Remarks beyond [`MAX_REMARKS`].
    left_out: usize,
    unknown: Map<String, Value>,
}

impl Reader {
    fn new(strict: bool) -> Reader {
        Reader { strict, remarks: Vec::new(), left_out: 0, unknown: Map::new() }
    }

    fn read(mut self, mut fields: Map<String, Value>) -> Result<Opened, LinkError> {
        let name = match fields.remove("preset") {
            None => return Err(LinkError::NoPreset),
            Some(Value::String(name)) => name,
            Some(other) => return Err(LinkError::BadPreset(shown(&other))),
        };
        let base = Scenario::preset(&name).ok_or_else(|| LinkError::UnknownPreset(shorten(&name)))?;
        let mut shared = Shared::from(base.clone());
        let same_engine = self.engine(fields.remove("engine"));
        let scenario = &mut shared.scenario;
        for (key, value) in fields {
            if let Some(group) = Group::named(&key) {
                self.group(group, value, scenario, &base);
                continue;
            }
            if let Ok(field) = Field::named(base.world, &key) {
                self.field(field, value, scenario);
                continue;
            }
            match key.as_str() {
                "proxies" => self.proxies(value, &mut scenario.proxies),
                "panels" => self.panels(&key, value, &mut shared.panels),
                "lock" => self.panels(&key, value, &mut shared.lock),
                "amount" => shared.amount = self.amount(&value),
                "framing" => shared.framing = self.framing(&value),
                "title" => self.text(&key, value, MAX_TITLE, &mut shared.title),
                "note" => self.text(&key, value, MAX_NOTE, &mut shared.note),
                "digest" => shared.digest = self.digest(value, same_engine),
                _ => {
                    self.remark(beside(shorten(&key)), "there is no such field".into(), "it is kept as it is");
                    self.unknown.insert(key, value);
                }
            }
        }
        let mut remarks = self.remarks;
        if self.left_out > 0 {
            remarks.push(FieldError::new(beside("…"), format!("and {} more remarks of this kind", self.left_out)));
        }
        shared.unknown = self.unknown;
        Ok(Opened { shared, remarks })
    }

    fn remark(&mut self, place: Place, wrong: String, instead: &str) {
        if self.remarks.len() == MAX_REMARKS {
            self.left_out += 1;
            return;
        }
        let message = if self.strict || instead.is_empty() { wrong } else { format!("{wrong}; {instead}") };
        self.remarks.push(FieldError { place, message });
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
        self.remark(beside("engine"), wrong, "");
        false
    }

    /// Of a number the nearest that is allowed. What is neither number nor text stays as the preset has it.
    fn field(&mut self, field: Field, value: Value, scenario: &mut Scenario) {
        let place = Place::Field(field);
        let Some(range) = field.range(scenario.world) else {
            match value {
                Value::String(text) => drop(field.set(scenario, scenario::Value::Program(&text))),
                other => self.remark(place, format!("must be a text, found {}", shown(&other)), "it is left as it was"),
            }
            return;
        };
        let wrong = || format!("{}, found {}", range.wanted(), shown(&value));
        let number = match &value {
            Value::Bool(truth) if range.is_truth() => f64::from(u8::from(*truth)),
            value => match value.as_f64() {
                Some(number) => number,
                None => return self.remark(place, wrong(), "the preset's is used"),
            },
        };
        let nearest = range.nearest(number);
        if nearest != number {
            self.remark(place, wrong(), &format!("{nearest} is used"));
        }
        field.set(scenario, scenario::Value::Number(nearest)).expect("it is in range");
    }

    fn amount(&mut self, value: &Value) -> f64 {
        let nearest = value.as_f64().unwrap_or(0.0).clamp(0.0, 1.0);
        if value.as_f64() != Some(nearest) {
            self.remark(beside("amount"), format!("must be a number from 0 to 1, found {}", shown(value)), &format!("{nearest} is used"));
        }
        nearest
    }

    fn framing(&mut self, value: &Value) -> Framing {
        value.as_str().and_then(Framing::named).unwrap_or_else(|| {
            let known = Framing::ALL.map(Framing::name).join(", ");
            self.remark(beside("framing"), format!("must be one of {known}, found {}", shown(value)), "behavior is used");
            Framing::default()
        })
    }

    fn text(&mut self, key: &str, value: Value, most: usize, place: &mut String) {
        let Value::String(text) = value else {
            return self.remark(beside(key), format!("must be a text, found {}", shown(&value)), "it is left as it was");
        };
        let count = text.chars().count();
        if count > most {
            self.remark(beside(key), format!("must have at most {most} characters, found {count}"), "the rest is left out");
        }
        *place = text.chars().take(most).collect();
    }

    /// Pictures are kept as they are, for somebody to mend: what is wrong in one the scenario's check says.
    fn pictures(&mut self, is_shifted: bool, value: Value) -> Vec<String> {
        let place = |at: Option<usize>| Place::Painted { is_shifted, at };
        let Value::Array(entries) = value else {
            self.remark(place(None), format!("must be a list of pictures, found {}", shown(&value)), "it is left out");
            return Vec::new();
        };
        if entries.len() > MAX_PAINTED {
            let wrong = format!("at most {MAX_PAINTED} levels, found {}", entries.len());
            self.remark(place(None), wrong, "the rest is left out");
        }
        let mut pictures = Vec::new();
        for (at, entry) in entries.into_iter().take(MAX_PAINTED).enumerate() {
            match entry {
                Value::String(picture) if picture.chars().count() <= MAX_PICTURE => pictures.push(picture),
                Value::String(picture) => {
                    let wrong = format!("must have at most {MAX_PICTURE} characters, found {}", picture.chars().count());
                    self.remark(place(Some(at)), wrong, "it is left out");
                }
                other => self.remark(place(Some(at)), format!("must be a picture as text, found {}", shown(&other)), "it is left out"),
            }
        }
        pictures
    }

    fn group(&mut self, group: Group, value: Value, scenario: &mut Scenario, base: &Scenario) {
        let Value::Object(entries) = value else {
            let wrong = format!("must be an object such as {{\"NAME\": 1}}, found {}", shown(&value));
            return self.remark(Place::Group(group), wrong, "the preset's values are used");
        };
        for (name, value) in entries {
            if let Some((_, is_shifted)) = PAINTED.into_iter().find(|(list, _)| group == Group::Painted && *list == name) {
                let pictures = self.pictures(is_shifted, value);
                scenario.painted.set(is_shifted, pictures);
                continue;
            }
            match group.field(scenario.world, &name) {
                Ok(field) => self.field(field, value, scenario),
                Err(wrong) => {
                    self.remark(beside(format!("{}.{}", group.name(), shorten(&name))), wrong, "it is kept as it is");
                    let kept = self.unknown.entry(group.name()).or_insert_with(|| Map::new().into());
                    kept.as_object_mut().expect("only groups have these keys").insert(name, value);
                }
            }
        }
        self.settle(group, scenario, base);
    }

    /// What no single range can say: the value at fault becomes the preset's, and if that is not enough, all of them do.
    fn settle(&mut self, group: Group, scenario: &mut Scenario, base: &Scenario) {
        let back = |field: Field, scenario: &mut Scenario| {
            if let Some(value) = field.get(base) {
                field.set(scenario, value).expect("a preset's own value");
            }
        };
        while let Err((field, wrong)) = group.check(scenario) {
            match field.number(base).filter(|&own| field.number(scenario) != Some(own)) {
                Some(own) => {
                    self.remark(Place::Field(field), wrong, &format!("the preset's, {own}, is used"));
                    back(field, scenario);
                }
                None => {
                    self.remark(Place::Field(field), wrong, &format!("all values of `{}` are the preset's", group.name()));
                    return group.fields(base.world).for_each(|field| back(field, scenario));
                }
            }
        }
    }

    fn proxies(&mut self, value: Value, proxies: &mut Vec<Proxy>) {
        let Value::Array(list) = value else {
            let wrong = format!("must be a list of {{\"name\", \"source\"}}, found {}", shown(&value));
            return self.remark(Place::Proxies, wrong, "the preset's goals are used");
        };
        proxies.clear();
        let count = list.len();
        for (at, item) in list.into_iter().enumerate() {
            let place = || Place::Proxy { at, name: String::new() };
            let Value::Object(mut entry) = item else {
                self.remark(place(), format!("must be {{\"name\", \"source\"}}, found {}", shown(&item)), "it is left out");
                continue;
            };
            let given = entry.remove("name");
            let Some(Value::String(source)) = entry.remove("source") else {
                self.remark(place(), "needs `source`, a text".into(), "it is left out");
                continue;
            };
            if proxies.len() == MAX_PROXIES {
                let instead = given.map_or("it is left out".into(), |name| format!("{} is left out", shown(&name)));
                self.remark(place(), format!("at most {MAX_PROXIES} goals, found {count}"), &instead);
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
                self.remark(place(), wrong, &format!("it is called `{name}`"));
            }
            for (key, _) in &entry {
                self.remark(place(), format!("there is no field `{}` here", shorten(key)), "it is kept as it is");
            }
            if !entry.is_empty() {
                let kept = self.unknown.entry("proxies").or_insert_with(|| Map::new().into());
                kept.as_object_mut().expect("made as an object").insert(name.clone(), entry.into());
            }
            proxies.push(Proxy { name, source });
        }
    }

    /// A list of names, or the names in a text with commas between them.
    fn panels(&mut self, key: &str, value: Value, place: &mut Vec<Panel>) {
        let names: Vec<Value> = match value {
            Value::Array(names) => names,
            Value::String(text) => text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Value::from).collect(),
            other => return self.remark(beside(key), format!("must be a list of names, found {}", shown(&other)), "it is left out"),
        };
        for name in names {
            match name.as_str().and_then(Panel::named) {
                Some(panel) if place.contains(&panel) => {}
                Some(panel) => place.push(panel),
                None => {
                    let known = Panel::ALL.map(Panel::name).join(", ");
                    self.remark(beside(key), format!("there is no panel {}; there are {known}", shown(&name)), "it is left out");
                }
            }
        }
    }

    fn digest(&mut self, value: Value, same_engine: bool) -> Option<String> {
        let digit = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        match value {
            Value::String(digest) if digest.len() == 16 && digest.bytes().all(digit) => {
                if !same_engine {
                    self.remark(beside("digest"), "not of this engine".into(), "it is not compared");
                }
                Some(digest).filter(|_| same_engine)
            }
            other => {
                self.remark(beside("digest"), format!("must be 16 digits from 0 to f, found {}", shown(&other)), "it is not compared");
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

/// Beside the scenario.
fn beside(key: impl Into<String>) -> Place {
    Place::Other(key.into())
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
