//! What a host page may say to an embedded page, and what it is answered: version 1 of the messages, without a browser.
//!
//! Every message is read here before anything is done with it. What it asks for is no more than a link and a person could do;
//! whether its values are allowed is asked where all else asks (`Scenario::set`, `share`).

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::ui::state::{Phase, Run, State};
use engine::env::shift;
use engine::experiment::Row;
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

/// What `getState` and `wayward-state` say beside the scenario: in which phase the shown agent is.
pub fn status(state: &State) -> &'static str {
    state.run().map_or("idle", |run| run.phase.name())
}

/// How far training has come: steps of each agent and of a whole run, and the share of episodes that reach the goal, as means
/// over the agents. None: there is no run.
pub fn progress(state: &State) -> Option<Value> {
    let count = state.agents.len() as u64;
    // Runs end with a whole update, so they may have a few steps more than they were asked for.
    let total = state.agents.iter().map(|run| run.total).max()?;
    let steps: u64 = state.agents.iter().map(|run| u64::from(run.step)).sum();
    let success: Vec<f64> = state.agents.iter().filter_map(|run| run.points.last()).map(|point| f64::from(point.success)).collect();
    let mean = (!success.is_empty()).then(|| success.iter().sum::<f64>() / success.len() as f64);
    Some(json!({"steps": steps / count, "total": total, "success": mean}))
}

/// What came of a training that is over, for every agent.
pub fn trained(state: &State) -> Result<Value, Refusal> {
    if let Some(refusal) = failure(state) {
        return Err(refusal);
    }
    let done: Vec<_> = state.agents.iter().filter_map(|run| run.summary.as_ref()).collect();
    let steps = done.iter().map(|summary| summary.steps).max();
    let success = done.iter().map(|summary| f64::from(summary.success)).sum::<f64>() / done.len().max(1) as f64;
    Ok(json!({"steps": steps, "seeds": done.len(), "digest": state.digest(), "success": success}))
}

/// Why the first agent that could not go on could not: what, where in the text, when, and which agent.
pub fn failure(state: &State) -> Option<Refusal> {
    state.agents.iter().find(|run| !run.phase.is_alive()).map(|run| failed(state, run))
}

pub fn failed(state: &State, run: &Run) -> Refusal {
    let message = match (&run.failure, run.phase) {
        (Some(failure), _) => {
            let text = failure.span.and_then(|(start, _)| run.scenario.reward.get(..start as usize));
            let place = text.map_or_else(String::new, |before| {
                let (line, column) =
                    (before.matches('\n').count() + 1, before.chars().rev().take_while(|letter| *letter != '\n').count() + 1);
                format!("line {line}, column {column}: ")
            });
            format!("{place}{} (agent of seed {}, after {} steps)", failure.message, run.scenario.seed, failure.step)
        }
        (None, Phase::Lost) => format!("the worker that was at the agent of seed {} stopped", run.scenario.seed),
        (None, _) => state.notice.as_ref().map_or_else(|| "training could not begin".to_owned(), |(words, _)| words.clone()),
    };
    let place = run.failure.as_ref().map_or_else(String::new, |failure| failure.place.to_string());
    Refusal { seed: Some(run.scenario.seed), ..Refusal::new("failed", message, place) }
}

/// The verdict at the amount of the shift that is on view: a row, or for several agents a headline, how often which verdict
/// occurs, and the rows. None: it is not there, or not yet.
pub fn verdict(state: &State) -> Option<Value> {
    let (done, agents) = state.progress();
    let rows: Vec<&Row> = state.agents.iter().filter_map(|run| run.report_at(state.amount)).map(|report| &report.row).collect();
    match (state.population(), &rows[..]) {
        (None, [row]) if agents == 1 => serde_json::to_value(row).ok(),
        (Some(all), _) => {
            let counts: Map<String, Value> =
                all.counts.iter().map(|(verdict, count)| (verdict.name().to_owned(), (*count).into())).collect();
            Some(json!({"headline": all.headline, "counts": counts, "rows": rows}))
        }
        // All but one were lost.
        (None, [row]) if done == agents => Some(json!({"headline": row.verdict, "counts": {row.verdict.name(): 1}, "rows": rows})),
        _ => None,
    }
}

/// The knobs of the training world, and those of the other world as it is on view.
pub fn worlds(scenario: &Scenario, amount: f64) -> Value {
    let named = |values: &[f64]| -> Map<String, Value> {
        scenario.world.knobs().iter().zip(values).map(|(knob, value)| (knob.name.to_owned(), (*value).into())).collect()
    };
    let shifted = shift::between(scenario.world, &scenario.train, &scenario.shift, amount);
    json!({"train": named(&scenario.train), "shift": named(&shifted), "amount": amount})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(json: &str) -> Heard {
        Line::default().hear(json)
    }

    #[test]
    fn requests_are_read() {
        let check =
            |rest: &str, expected: Request| assert_eq!(hear(&format!("{{\"wayward\":1,\"id\":7,{rest}}}")), Heard::Ask(7, expected));
        check("\"type\":\"play\"", Request::Call(Call::Play));
        check("\"type\":\"step\"", Request::Call(Call::Step(1)));
        check("\"type\":\"step\",\"n\":3", Request::Call(Call::Step(3)));
        check("\"type\":\"train\"", Request::Call(Call::Train(None)));
        check("\"type\":\"train\",\"steps\":60000", Request::Call(Call::Train(Some(60_000.0))));
        check("\"type\":\"shift\",\"knobs\":{\"disagree\":1}", Request::Call(Call::Shift(vec![("disagree".into(), 1.0)])));
        let load = |source, first| Request::Load { source, first };
        check("\"type\":\"load\",\"scenario\":\"#preset=lava\"", load(Source::Link("#preset=lava".into()), false));
        check("\"type\":\"load\",\"scenario\":{\"preset\":\"lava\"}", load(Source::Scenario("{\"preset\":\"lava\"}".into()), false));
        check("\"type\":\"load\",\"scenario\":\" {}\",\"first\":true", load(Source::Scenario(" {}".into()), true));
        check("\"type\":\"peers\",\"rank\":2", Request::Peers(2));
        check("\"type\":\"snapshot\",\"kind\":\"csv\"", Request::Call(Call::Snapshot(Picture::Csv)));
        check("\"type\":\"theme\",\"theme\":\"auto\"", Request::Theme(None));
    }

    #[test]
    fn what_is_no_request_is_refused_or_dropped() {
        let check = |json: &str, id: Option<u64>, code: &str, place: &str| match (hear(json), id) {
            (Heard::Refuse(at, refusal), Some(id)) => assert_eq!((at, refusal.code, refusal.place.as_str()), (id, code, place), "{json}"),
            (Heard::Drop(refusal), None) => assert_eq!((refusal.code, refusal.place.as_str()), (code, place), "{json}"),
            (other, _) => panic!("{json}: {other:?}"),
        };
        for json in ["", "{", "null", "7", "[]", "\"play\""] {
            check(json, None, "malformed", "");
        }
        check("{\"id\":1,\"type\":\"play\"}", None, "malformed", "wayward");
        check("{\"wayward\":\"1\",\"id\":1,\"type\":\"play\"}", None, "malformed", "wayward");
        check("{\"wayward\":2,\"id\":1,\"type\":\"play\"}", None, "version", "wayward");
        for id in ["null", "0", "-1", "1.5", "\"1\"", "1e300", "[1]"] {
            check(&format!("{{\"wayward\":1,\"id\":{id},\"type\":\"play\"}}"), None, "malformed", "id");
        }
        check("{\"wayward\":1,\"type\":\"play\"}", None, "malformed", "id");
        check("{\"wayward\":1,\"id\":1}", Some(1), "malformed", "type");
        check("{\"wayward\":1,\"id\":1,\"type\":\"eval\"}", Some(1), "unknown_type", "type");
        check("{\"wayward\":1,\"id\":1,\"type\":\"__proto__\"}", Some(1), "unknown_type", "type");
        check("{\"wayward\":1,\"id\":1,\"type\":\"play\",\"extra\":1}", Some(1), "malformed", "extra");
        check("{\"wayward\":1,\"id\":1,\"type\":\"load\"}", Some(1), "malformed", "scenario");
        check("{\"wayward\":1,\"id\":1,\"type\":\"load\",\"scenario\":[1]}", Some(1), "malformed", "scenario");
        check("{\"wayward\":1,\"id\":1,\"type\":\"train\",\"steps\":\"9\"}", Some(1), "malformed", "steps");
        // What is no number in JavaScript is null in JSON.
        check("{\"wayward\":1,\"id\":1,\"type\":\"train\",\"steps\":null}", Some(1), "malformed", "steps");
        check("{\"wayward\":1,\"id\":1,\"type\":\"train\",\"stpes\":1}", Some(1), "malformed", "stpes");
        check("{\"wayward\":1,\"id\":1,\"type\":\"shift\",\"knobs\":{\"disagree\":null}}", Some(1), "malformed", "shift.disagree");
        check("{\"wayward\":1,\"id\":1,\"type\":\"shift\",\"knobs\":{\"disagree\":\"1\"}}", Some(1), "malformed", "shift.disagree");
        check("{\"wayward\":1,\"id\":1,\"type\":\"snapshot\",\"kind\":\"gif\"}", Some(1), "out_of_range", "kind");
        for n in ["0", "-1", "10001", "4294967297", "1.5", "null", "\"3\""] {
            check(&format!("{{\"wayward\":1,\"id\":1,\"type\":\"step\",\"n\":{n}}}"), Some(1), "out_of_range", "n");
        }
        let large = |length: usize| {
            let frame = "{\"wayward\":1,\"id\":1,\"type\":\"load\",\"scenario\":\"\"}".len();
            format!("{{\"wayward\":1,\"id\":1,\"type\":\"load\",\"scenario\":\"{}\"}}", "x".repeat(length - frame))
        };
        check(&large(MAX_MESSAGE + 1), None, "too_large", "");
        assert!(matches!(hear(&large(MAX_MESSAGE)), Heard::Ask(1, Request::Load { source: Source::Link(_), first: false })));
        check(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)), None, "malformed", "");
    }

    #[test]
    fn a_number_is_answered_once() {
        let mut line = Line::default();
        let play = |id: u64| format!("{{\"wayward\":1,\"id\":{id},\"type\":\"play\"}}");
        assert_eq!(line.hear(&play(3)), Heard::Ask(3, Request::Call(Call::Play)));
        for id in [3, 1] {
            assert!(matches!(line.hear(&play(id)), Heard::Drop(Refusal { code: "replayed", .. })));
        }
        assert_eq!(line.hear(&play(4)), Heard::Ask(4, Request::Call(Call::Play)));
    }

    #[test]
    fn a_shift_is_checked_as_a_link_is() {
        let scenario = Scenario::preset("cheese-corner").unwrap();
        let check =
            |knobs: &[(&str, f64)]| shifted(&scenario, &knobs.iter().map(|&(name, value)| (name.into(), value)).collect::<Vec<_>>());
        let knob = scenario.world.knob("disagree").unwrap();
        assert_eq!(check(&[("disagree", 0.25)]).unwrap().shift[knob], 0.25);
        for (name, value) in [("disagree", 1.5), ("disagree", f64::NAN), ("nothing", 1.0), ("size", 8.5)] {
            let refusal = check(&[("disagree", 0.5), (name, value)]).unwrap_err();
            assert_eq!((refusal.code, refusal.place), ("out_of_range", format!("shift.{name}")), "{name} {value}");
        }
        assert!(check(&[("size", 7.0), ("corner", 9.0)]).is_err(), "together they do not fit");
    }
}
