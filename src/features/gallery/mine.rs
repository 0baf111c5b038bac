//! Experiments that a person has saved: what each is, how all of them make a file, and how such a file is read. No browser.
//!
//! A file is JSON, `{"wayward": "experiments", "format": 1, "experiments": [...]}`, and each experiment in it is what a scenario file is, with
//! what no link holds under `page` (`ui::draft`). One that cannot be read is named and left out; the others come in all the same.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ui::draft::Draft;
use crate::ui::state::State;
use crate::ui::words::{self, percent, words_of_all};
use engine::scenario::Preset;
use engine::share::{self, MAX_TITLE};

/// Bytes of a file; no browser keeps as much.
pub const MAX_FILE: usize = 8 << 20;

const KIND: &str = "experiments";
const FORMAT: u32 = 1;

/// An experiment under a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// At most [`MAX_TITLE`] characters.
    pub name: String,
    /// When it was saved, as ISO 8601 has it, in UTC.
    pub date: String,
    /// What its verdict was then, in a few words; empty: there was none.
    pub verdict: String,
    /// As a draft is saved.
    pub experiment: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct File {
    wayward: String,
    format: u32,
    experiments: Vec<Value>,
}

/// What stands in a file.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    pub records: Vec<Record>,
    /// What cannot be read, and why.
    pub wrong: Vec<String>,
}

impl Record {
    /// What stands on the page, under this name.
    pub fn of(state: &State, name: &str, date: String) -> Record {
        let mut experiment: Map<String, Value> = serde_json::from_str(&state.draft.save(state.amount)).unwrap_or_default();
        if let Some(carried) = state.link.carried() {
            for (key, text) in [("title", &carried.title), ("note", &carried.note)] {
                if !text.is_empty() {
                    experiment.insert(key.to_owned(), text.as_str().into());
                }
            }
        }
        Record { name: cut(name), date, verdict: verdict(state), experiment }
    }

    /// As the browser keeps one by itself.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What the browser has kept. A damaged one has no experiment, and says so.
    pub fn from_text(text: &str) -> Record {
        serde_json::from_str(text).unwrap_or_else(|_| Record { name: "Damaged".to_owned(), ..Record::default() })
    }

    /// The experiment as a draft is saved.
    pub fn saved(&self) -> String {
        share::text(&Value::Object(self.experiment.clone()))
    }

    /// Why it cannot be opened.
    pub fn problem(&self) -> Option<String> {
        if self.experiment.is_empty() {
            return Some("there is no experiment in it".to_owned());
        }
        let mut fields = self.experiment.clone();
        fields.remove("page");
        // All that there are would be a long list for each one that is missing.
        if let Some(name) = fields.get("preset").and_then(Value::as_str).filter(|name| Preset::named(name).is_none()) {
            return Some(format!("there is no preset `{}` in this version", name.chars().take(MAX_TITLE).collect::<String>()));
        }
        share::from_value(fields).err().map(|error| error.to_string())
    }

    /// What the experiment is called that this one is made of.
    pub fn title(&self) -> &str {
        let name = self.experiment.get("preset").and_then(Value::as_str).unwrap_or_default();
        Preset::named(name).map_or(name, |preset| preset.title)
    }
}

/// The verdict on what stands on the page, in a few words. Of what has changed since it was trained, and in a lesson, there is none.
fn verdict(state: &State) -> String {
    if state.is_stale() || state.lesson.is_some() {
        return String::new();
    }
    let all = state.agents.len();
    let words = match (state.population(), state.verdict()) {
        (Some(population), _) if all > 1 => {
            let word = words_of_all(population, None).word;
            match population.counts.first() {
                Some((_, most)) if population.headline.is_some() => format!("{word}, {most} of {all} agents"),
                _ => format!("{word}, {all} agents"),
            }
        }
        (_, Some(report)) if all == 1 => words::words(report).word.to_owned(),
        _ => return String::new(),
    };
    format!("{words}, at {} of the shift", percent(state.amount))
}

fn cut(name: &str) -> String {
    name.trim().chars().take(MAX_TITLE).collect::<String>().trim_end().to_owned()
}

/// This name, or the first of “name 2”, “name 3” … that none of these has.
pub fn free_name<'a>(name: &str, taken: impl Iterator<Item = &'a str> + Clone) -> String {
    let is_free = |name: &String| taken.clone().all(|other| other != name);
    let name = cut(name);
    let numbered = |number: u32| {
        let end = format!(" {number}");
        name.chars().take(MAX_TITLE - end.len()).collect::<String>() + &end
    };
    std::iter::once(name.clone()).chain((2..).map(numbered)).find(is_free).unwrap_or_default()
}

/// All of them as one file.
pub fn to_file<'a>(records: impl Iterator<Item = &'a Record>) -> String {
    let experiments = records.map(|record| serde_json::to_value(record).unwrap_or_default()).collect();
    let file = File { wayward: KIND.to_owned(), format: FORMAT, experiments };
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// It says of itself that it is a file of experiments.
pub fn is_ours(text: &str) -> bool {
    serde_json::from_str::<Map<String, Value>>(text).map_or_else(
        // Cut off, it is one still.
        |_| text.trim_start().trim_start_matches('{').trim_start().starts_with("\"wayward\""),
        |fields| fields.contains_key("wayward"),
    )
}

/// What stands in a file of this name. A scenario's file is one experiment. Err: why it is none of ours.
pub fn from_file(name: &str, text: &str) -> Result<Found, String> {
    if text.len() > MAX_FILE {
        return Err(format!("{name} is too large: such a file has at most {MAX_FILE} bytes."));
    }
    let text = text.trim_start_matches('\u{feff}');
    let fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("{name} is damaged or was cut off ({error}). Nothing was taken from it."))?;
    if fields.contains_key("preset") {
        let title = fields.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut record = Record { experiment: fields, ..Record::default() };
        record.name = cut(if title.is_empty() { record.title() } else { &title });
        return match record.problem() {
            Some(why) => Err(format!("{name} holds an experiment that cannot be read: {why}.")),
            None => Ok(Found { records: vec![record], wrong: Vec::new() }),
        };
    }
    let is_kind = fields.get("wayward").and_then(Value::as_str) == Some(KIND);
    if !is_kind {
        return Err(format!("{name} holds no experiments of Wayward."));
    }
    match fields.get("format").and_then(Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => {
            return Err(format!("{name} was written by a newer version of Wayward (format {format}); this one reads format {FORMAT}."));
        }
        Some(_) => {}
        None => return Err(format!("{name} does not say its format.")),
    }
    let Some(Value::Array(entries)) = fields.get("experiments") else { return Err(format!("{name} has no list of experiments.")) };
    let mut found = Found::default();
    for (entry, number) in entries.iter().zip(1..) {
        match read(entry) {
            Ok(record) => found.records.push(record),
            Err(why) => {
                let name = entry.get("name").and_then(Value::as_str).map_or_else(String::new, |name| format!(" (“{}”)", cut(name)));
                found.wrong.push(format!("Experiment {number}{name}: {why}."));
            }
        }
    }
    Ok(found)
}

fn read(entry: &Value) -> Result<Record, String> {
    let mut record: Record = serde_json::from_value(entry.clone()).map_err(|error| error.to_string())?;
    if let Some(why) = record.problem() {
        return Err(why);
    }
    record.name = cut(if record.name.trim().is_empty() { record.title() } else { &record.name });
    // They are shown as they stand there.
    for text in [&mut record.date, &mut record.verdict] {
        *text = text.chars().take(MAX_TITLE).collect();
    }
    // What cannot be read back is not shown as if it could.
    Draft::restore(&record.saved()).map(|_| record).ok_or_else(|| "it cannot be read".to_owned())
}

#[cfg(test)]
mod tests;
