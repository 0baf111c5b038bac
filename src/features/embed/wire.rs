//! What a host page may say to an embedded page, and what it is answered: version 1 of the messages, without a browser.
//!
//! Every message is read here before anything is done with it. What it asks for is no more than a link and a person could do;
//! whether its values are allowed is asked where all else asks (`Scenario::set`, `share`).

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::{Map, Value, json};

use engine::scenario::{self, FieldError, Group, Place, Scenario};
use engine::share::LinkError;

/// Of the messages. It stands in each as `wayward`.
pub const VERSION: u64 = 1;

/// Bytes of a message as JSON.
pub const MAX_MESSAGE: usize = 64 * 1024;

/// Updates that one `step` may make.
const MAX_UPDATES: u32 = 10_000;

/// Why something was not done: for programs, for people, and the field or place that is to blame (empty: none).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    pub code: &'static str,
    pub message: String,
    #[serde(rename = "where")]
    pub place: String,
    /// Of the agent that is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>, place: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into(), place: place.into(), seed: None }
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Refusal {
        Refusal::new("out_of_range", error.message, error.place.to_string())
    }
}

impl From<&LinkError> for Refusal {
    fn from(error: &LinkError) -> Refusal {
        Refusal::new(error.code(), error.to_string(), "link")
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// What `load` brings. `first`: nobody has asked for it, it is what the page stands with from the beginning.
    Load {
        source: Source,
        first: bool,
    },
    /// The other pages of a group come with this message, as ports; so many of them are older.
    Peers(u8),
    Call(Call),
    /// The host has become light or dark; None: as the person's system has it.
    Theme(Option<&'static str>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// In any form that people paste.
    Link(String),
    /// A payload as JSON.
    Scenario(String),
}

/// What a host wants done; each is a method of the element.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// An experiment that was read and found good, as the page saves it.
    Load(String),
    Play,
    Pause,
    Reset,
    /// So many updates of PPO, then a pause.
    Step(u32),
    /// With another `total_timesteps`, or with that of the scenario.
    Train(Option<f64>),
    /// Knobs of the shifted world.
    Shift(Vec<(String, f64)>),
    Judge,
    GetState,
    Snapshot(Picture),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Svg,
    Png,
    Csv,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    Ask(u64, Request),
    /// It has a number of its own, under which it is refused.
    Refuse(u64, Refusal),
    /// No answer fits: it has no number, or one that had its answer. The host hears of it as of any other error.
    Drop(Refusal),
}

/// One line to a host: numbers of requests only grow.
#[derive(Default)]
pub struct Line {
    last: u64,
}

impl Line {
    /// Reads one message, given as JSON.
    pub fn hear(&mut self, json: &str) -> Heard {
        let lost = |code, message: String, place: &str| Heard::Drop(Refusal::new(code, message, place));
        if json.len() > MAX_MESSAGE {
            return lost("too_large", format!("a message may have {MAX_MESSAGE} bytes, this one has {}", json.len()), "");
        }
        let Ok(Value::Object(mut fields)) = serde_json::from_str(json) else {
            return lost("malformed", "a message must be an object such as {wayward: 1, id: 1, type: \"play\"}".into(), "");
        };
        match fields.remove("wayward") {
            Some(version) if version == VERSION => {}
            Some(Value::Number(other)) => {
                return lost("version", format!("these are messages of version {VERSION}, this one is of version {other}"), "wayward");
            }
            _ => return lost("malformed", format!("must be {VERSION}, the version of the messages"), "wayward"),
        }
        let id = fields.remove("id").as_ref().and_then(Value::as_u64).filter(|id| (1..=1 << 53).contains(id));
        let Some(id) = id else { return lost("malformed", "must be a whole number from 1, larger than any before".into(), "id") };
        if id <= self.last {
            return lost("replayed", format!("the number {id} was there before, or a larger one; nothing was done"), "id");
        }
        self.last = id;
        match request(fields) {
            Ok(request) => Heard::Ask(id, request),
            Err(refusal) => Heard::Refuse(id, refusal),
        }
    }
}

fn request(mut fields: Map<String, Value>) -> Result<Request, Refusal> {
    let malformed = |message: &str, place: &str| Refusal::new("malformed", message, place);
    let Some(Value::String(name)) = fields.remove("type") else {
        return Err(malformed("must be the name of a request", "type"));
    };
    let mut take = |key: &str| fields.remove(key);
    let request = match name.as_str() {
        "load" => {
            let source = match take("scenario") {
                Some(Value::String(text)) if text.trim_start().starts_with('{') => Source::Scenario(text),
                Some(Value::String(text)) => Source::Link(text),
                Some(scenario @ Value::Object(_)) => Source::Scenario(scenario.to_string()),
                _ => return Err(malformed("must be a link or a scenario such as {\"preset\": \"cheese-corner\"}", "scenario")),
            };
            let first = take("first").map_or(Some(false), |first| first.as_bool());
            Request::Load { source, first: first.ok_or_else(|| malformed("must be true or false", "first"))? }
        }
        "peers" => match take("rank").and_then(|rank| u8::try_from(rank.as_u64()?).ok()) {
            Some(rank) => Request::Peers(rank),
            None => return Err(malformed("must be a whole number from 0 to 255", "rank")),
        },
        "play" => Request::Call(Call::Play),
        "pause" => Request::Call(Call::Pause),
        "reset" => Request::Call(Call::Reset),
        "step" => match take("n").map_or(Some(1), |n| n.as_u64().and_then(|n| u32::try_from(n).ok())) {
            Some(updates @ 1..=MAX_UPDATES) => Request::Call(Call::Step(updates)),
            _ => return Err(Refusal::new("out_of_range", format!("must be a whole number from 1 to {MAX_UPDATES}"), "n")),
        },
        "train" => match take("steps") {
            None => Request::Call(Call::Train(None)),
            Some(steps) => Request::Call(Call::Train(Some(steps.as_f64().ok_or_else(|| malformed("must be a number", "steps"))?))),
        },
        "shift" => {
            let Some(Value::Object(knobs)) = take("knobs") else {
                return Err(malformed("must be an object such as {\"disagree\": 1}", "knobs"));
            };
            let knob = |(name, value): (String, Value)| match value.as_f64() {
                Some(value) => Ok((name, value)),
                None => Err(malformed("must be a number", &format!("shift.{name}"))),
            };
            Request::Call(Call::Shift(knobs.into_iter().map(knob).collect::<Result<_, _>>()?))
        }
        "judge" => Request::Call(Call::Judge),
        "getState" => Request::Call(Call::GetState),
        "snapshot" => Request::Call(Call::Snapshot(match take("kind").as_ref().and_then(Value::as_str) {
            Some("svg") => Picture::Svg,
            Some("png") => Picture::Png,
            Some("csv") => Picture::Csv,
            _ => return Err(Refusal::new("out_of_range", "must be svg, png or csv", "kind")),
        })),
        "theme" => Request::Theme(match take("theme").as_ref().and_then(Value::as_str) {
            Some("auto") => None,
            Some("light") => Some("light"),
            Some("dark") => Some("dark"),
            _ => return Err(Refusal::new("out_of_range", "must be auto, light or dark", "theme")),
        }),
        _ => {
            let known = "load, play, pause, reset, step, train, shift, judge, getState, snapshot, theme and peers";
            return Err(Refusal::new("unknown_type", format!("there is no such request; there are {known}"), "type"));
        }
    };
    match fields.keys().next() {
        None => Ok(request),
        Some(key) => Err(malformed("this request has no such field", key)),
    }
}

/// An answer, or with `Err` a refusal.
pub fn answer(id: u64, result: Result<Value, Refusal>) -> Value {
    match result {
        Ok(value) => json!({"wayward": VERSION, "id": id, "type": "answer", "value": value}),
        Err(refusal) => json!({"wayward": VERSION, "id": id, "type": "refusal", "error": refusal}),
    }
}

/// Something that happened: `ready state progress shift verdict error`.
pub fn event(name: &str, detail: Value) -> Value {
    json!({"wayward": VERSION, "type": name, "detail": detail})
}

/// The scenario with other knobs in the shifted world. All of them must be allowed, alone and together.
pub fn shifted(scenario: &Scenario, knobs: &[(String, f64)]) -> Result<Scenario, Refusal> {
    let mut shifted = scenario.clone();
    for (name, value) in knobs {
        let place = || Place::Other(format!("{}.{name}", Group::Shift.name()));
        let field = Group::Shift.field(shifted.world, name).map_err(|message| FieldError::new(place(), message))?;
        field.set(&mut shifted, scenario::Value::Number(*value)).map_err(|message| FieldError::from((field, message)))?;
    }
    Group::Shift.check(&shifted).map_err(FieldError::from)?;
    Ok(shifted)
}
