//! Share links: a scenario, and how a page shall show it, as a text that fits into an address. No other file knows the format.
//!
//! Format 1 is `1.` and base64url of a CRC-32 of the payload (4 bytes, little-endian) and the payload in raw deflate. The
//! payload is canonical JSON (`payload.rs`): a preset and what differs from it. Beside it stands a short form that people write
//! by hand: `preset=cheese-corner&seed=7`, and a long form that pages and programs write which have no deflate: `scenario=` and a
//! scenario's JSON, percent-encoded. What was published once can be read forever (`tests/links/`).
//!
//! Links come from strangers. Every length has a bound, every value is checked here and nowhere else: what [`decode`] gives
//! passes `Scenario::check`, but for programs that do not compile and pictures that are no levels, which are kept for somebody to mend.

mod code;
mod payload;

use std::io;

use serde::Serialize as _;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value};

use crate::scenario::{Field, FieldError, PRESETS, Scenario};

/// Characters of a link after the `#`.
pub const MAX_LINK: usize = 8_000;

/// Bytes of a payload.
pub const MAX_PAYLOAD: usize = 64 * 1024;

/// A link of fewer characters survives every chat program.
pub const SAFE_LINK: usize = 2_000;

/// Characters of a title and of a note.
pub const MAX_TITLE: usize = 80;
pub const MAX_NOTE: usize = 500;

/// What a link carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    pub scenario: Scenario,
    /// What an embedded page shows; none: all that it has.
    pub panels: Vec<Panel>,
    /// What nobody can change there.
    pub lock: Vec<Panel>,
    /// How far the shift goes when it opens, 0 to 1.
    pub amount: f64,
    /// In which way the agent is read when it opens.
    pub framing: Framing,
    /// At most [`MAX_TITLE`] characters; [`encode`] writes no more.
    pub title: String,
    /// At most [`MAX_NOTE`] characters; [`encode`] writes no more.
    pub note: String,
    /// What a run of this scenario gave with this engine: of one agent the digest of its weights, of several that of the
    /// population; 16 hexadecimal digits.
    pub digest: Option<String>,
    /// Keys that this version does not know, in the shape of the payload, but `proxies` by name. [`encode`] writes them again.
    pub unknown: Map<String, Value>,
}

impl From<Scenario> for Shared {
    fn from(scenario: Scenario) -> Shared {
        let unknown = Map::new();
        let (panels, lock, title, note) = Default::default();
        Shared { scenario, panels, lock, amount: 0.0, framing: Framing::Behavior, title, note, digest: None, unknown }
    }
}

/// A link that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub shared: Shared,
    /// What is not as the link says, and what is used instead; keys that are not known; another engine.
    pub remarks: Vec<FieldError>,
}

/// A part of the page, by the names that `panels` and `lock` take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Reward,
    Train,
    Shift,
    Verdict,
    Correct,
    Settings,
    Seed,
}

impl Panel {
    pub const ALL: [Panel; 7] = [Panel::Reward, Panel::Train, Panel::Shift, Panel::Verdict, Panel::Correct, Panel::Settings, Panel::Seed];

    pub fn name(self) -> &'static str {
        match self {
            Panel::Reward => "reward",
            Panel::Train => "train",
            Panel::Shift => "shift",
            Panel::Verdict => "verdict",
            Panel::Correct => "correct",
            Panel::Settings => "settings",
            Panel::Seed => "seed",
        }
    }

    /// Where this field is changed: who locks the part locks the field.
    pub fn of(field: Field) -> Panel {
        match field {
            Field::Seed | Field::Seeds => Panel::Seed,
            Field::Reward | Field::Intended => Panel::Reward,
            Field::Train(_) | Field::Shift(_) | Field::Agent(_) | Field::JudgeLevels | Field::PaintedShare => Panel::Settings,
        }
    }

    pub fn named(name: &str) -> Option<Panel> {
        Panel::ALL.into_iter().find(|panel| panel.name() == name)
    }
}

/// A way to read one and the same agent, by the name that a link and an address give it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// What does it do?
    #[default]
    Behavior,
    /// Why does it do so?
    Cause,
    /// What is it trying to achieve?
    Aim,
    /// Can it still be corrected?
    Online,
}

impl Framing {
    pub const ALL: [Framing; 4] = [Framing::Behavior, Framing::Cause, Framing::Aim, Framing::Online];

    pub fn name(self) -> &'static str {
        match self {
            Framing::Behavior => "behavior",
            Framing::Cause => "cause",
            Framing::Aim => "aim",
            Framing::Online => "online",
        }
    }

    pub fn named(name: &str) -> Option<Framing> {
        Framing::ALL.into_iter().find(|framing| framing.name() == name)
    }
}

/// Why a link cannot be read. Its words are for the person who opened it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Nothing stands after the `#`, or after the `1.`.
    Empty,
    /// Neither a format's number nor the short form.
    WrongStart,
    /// A format that this version does not know.
    NewerFormat(u32),
    TooLong {
        characters: usize,
    },
    /// No letter of the code, and at which place (from 1).
    BadCharacter {
        found: char,
        place: usize,
    },
    CutOff {
        characters: usize,
    },
    /// All of it is there, but it is not what was sent.
    Damaged,
    /// The payload has more than [`MAX_PAYLOAD`] bytes.
    TooLarge,
    NotText,
    /// With the reason and its place.
    NotJson(String),
    NotAnObject,
    NoPreset,
    /// What stands in the place of a name.
    BadPreset(String),
    UnknownPreset(String),
    /// In the short form, as the next one.
    RepeatedKey(String),
    BadValue {
        key: String,
        found: String,
    },
}

impl LinkError {
    /// Names the kind, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            LinkError::Empty => "empty",
            LinkError::WrongStart => "wrong_start",
            LinkError::NewerFormat(_) => "newer_format",
            LinkError::TooLong { .. } => "too_long",
            LinkError::BadCharacter { .. } => "bad_character",
            LinkError::CutOff { .. } => "cut_off",
            LinkError::Damaged => "damaged",
            LinkError::TooLarge => "too_large",
            LinkError::NotText => "not_text",
            LinkError::NotJson(_) => "not_json",
            LinkError::NotAnObject => "not_an_object",
            LinkError::NoPreset => "no_preset",
            LinkError::BadPreset(_) => "bad_preset",
            LinkError::UnknownPreset(_) => "unknown_preset",
            LinkError::RepeatedKey(_) => "repeated_key",
            LinkError::BadValue { .. } => "bad_value",
        }
    }
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LinkError::Empty => f.write_str("nothing of the link arrived: after the `#` there must be a scenario"),
            LinkError::WrongStart => f.write_str("this is no link of Wayward: those go on with `1.` or `preset=` after the `#`"),
            LinkError::NewerFormat(number) => write!(f, "the link is in format {number}, which this version cannot read; a newer one can"),
            LinkError::TooLong { characters } => write!(f, "the link has {characters} characters; {MAX_LINK} are allowed"),
            LinkError::BadCharacter { found, place } => {
                write!(f, "the link is damaged: at place {place} stands `{}`, which no link has", found.escape_debug())
            }
            LinkError::CutOff { characters } => {
                write!(f, "the link ends too early: {characters} characters arrived. It was cut off on its way; copy all of it")
            }
            LinkError::Damaged => f.write_str("the link is damaged: what arrived is not what was sent (its checksum differs)"),
            LinkError::TooLarge => write!(f, "what the link holds is too large: {MAX_PAYLOAD} bytes are allowed"),
            LinkError::NotText => f.write_str("what the link holds is no text"),
            LinkError::NotJson(why) => write!(f, "no JSON: {why}"),
            LinkError::NotAnObject => f.write_str("must be an object such as {\"preset\":\"cheese-corner\",\"seed\":7}"),
            LinkError::NoPreset => f.write_str("preset: missing; a scenario is a preset and what differs from it"),
            LinkError::BadPreset(found) => write!(f, "preset: must be a text, found {found}"),
            LinkError::UnknownPreset(name) => write!(f, "preset: there is no preset `{name}`; {}", known_presets()),
            LinkError::RepeatedKey(key) => write!(f, "`{key}` stands there twice"),
            LinkError::BadValue { key, found } => write!(f, "{key}: must be a number, found `{found}`"),
        }
    }
}

/// Every preset by name, as the end of a message.
pub fn known_presets() -> String {
    let known: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    format!("presets are {}", known.join(", "))
}

/// The link of what is shared: what stands after the `#` of an address, `1.…`. Whoever makes one from texts of any length shall
/// [`decode`] it: past [`MAX_LINK`] or [`MAX_PAYLOAD`] nobody could open it.
pub fn encode(shared: &Shared) -> String {
    code::pack(&to_json(shared))
}

/// Reads a whole address, a link with or without its `#`, the short form or the long one. What mails, chats and programs do to a link is undone:
/// what stands behind its end, blanks, line breaks and marks of replies inside, percent-encoding and the like.
pub fn decode(text: &str) -> Result<Opened, LinkError> {
    if let Some(json) = code::scenario(text) {
        return from_json(&json);
    }
    let mut broken: Option<(String, LinkError)> = None;
    for readings in code::starts(text)? {
        let first = readings[0].clone();
        // A second link in a text takes the place of a broken one only if it is the same: what a chat shows of a link is often cut.
        let is_same = |(before, _): &(String, LinkError)| before.starts_with("1.") && before.get(..SAME) == first.get(..SAME);
        if !broken.as_ref().is_none_or(is_same) {
            break;
        }
        match first_good(&readings) {
            Err(LinkError::WrongStart) => {}
            Err(error) => broken = broken.or(Some((first, error))),
            opened => return opened,
        }
    }
    Err(broken.map_or(LinkError::WrongStart, |(_, error)| error))
}

/// The first of these readings of one place that is a link; where none is, what is wrong with the likeliest.
fn first_good(readings: &[String]) -> Result<Opened, LinkError> {
    let mut result = Err(LinkError::WrongStart);
    for reading in readings {
        let opened = match code::unpack(reading) {
            // The checksum is right, so this is what was sent.
            Ok(code::Unpacked::Payload(json)) => return from_json(&json),
            Ok(code::Unpacked::Short(text)) => payload::from_short(text),
            Err(error) => Err(error),
        };
        if opened.is_ok() {
            return opened;
        }
        if result == Err(LinkError::WrongStart) {
            result = opened;
        }
    }
    result
}

/// So many characters at the start of a link hold its checksum, and no two links have the same.
const SAME: usize = 7;

/// The payload: canonical JSON, keys sorted, no blanks, what the preset says left out.
pub fn to_json(shared: &Shared) -> String {
    text(&to_value(shared))
}

/// The same for people: a scenario file.
pub fn to_pretty_json(shared: &Shared) -> String {
    format!("{:#}", payload::to_value(shared))
}

/// The payload for those who add to it; [`text`] writes it.
pub fn to_value(shared: &Shared) -> Value {
    payload::to_value(shared)
}

/// Canonical JSON.
pub fn text(value: &Value) -> String {
    let mut json = Vec::new();
    // Plain data into memory: there is nothing that could fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut json, Floats));
    String::from_utf8(json).unwrap_or_default()
}

/// Numbers as std writes them. The page has those tables anyway; serde_json would bring 17 KB of its own, which do not compress.
struct Floats;

impl Formatter for Floats {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:?}")
    }
}

/// Reads a payload or a scenario file.
pub fn from_json(json: &str) -> Result<Opened, LinkError> {
    payload::from_text(json, false)
}

/// The same of what is no stranger's: it may be of any length.
pub fn from_value(fields: Map<String, Value>) -> Result<Opened, LinkError> {
    payload::from_fields(fields, false)
}

/// As [`from_json`] for those who accept no remark: they say what is wrong, and not what would be used instead.
pub fn from_json_strictly(json: &str) -> Result<Opened, LinkError> {
    payload::from_text(json, true)
}
