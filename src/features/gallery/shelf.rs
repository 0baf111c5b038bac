//! The experiments that this browser keeps: one entry of its storage each, so that two tabs never write over each other. What the browser
//! does not keep lasts as long as the page, and is marked.

use web_sys::Storage;
use yew::prelude::*;

use super::mine::{self, Found, Record, free_name};
use super::topics::fits;
use crate::ui::effects::storage;
use crate::ui::store::{Kept, Store, use_kept};

const KEY: &str = "wayward.mine.";

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Unlike that of any other.
    pub id: String,
    pub record: Record,
    /// The browser has it, too.
    pub is_kept: bool,
}

impl Row {
    /// These words are found in it.
    pub fn fits(&self, find: &str) -> bool {
        let Record { name, verdict, date, .. } = &self.record;
        fits(find, &[name, self.record.title(), verdict, date])
    }
}

/// All of them, as this and other tabs have left them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// The newest first.
    pub rows: Vec<Row>,
    /// The last one that was deleted is the last.
    deleted: Vec<Row>,
    /// What has just happened.
    pub said: String,
    /// Files that have brought some.
    pub brought: u32,
}

/// The shelf as the browser has it when this is first drawn, and after every change.
#[hook]
pub fn use_shelf() -> Kept<Shelf> {
    let shelf = use_kept::<Shelf>();
    {
        let shelf = shelf.clone();
        use_effect_with((), move |()| shelf.change(Shelf::look));
    }
    shelf
}

impl Kept<Shelf> {
    pub fn say(&self, words: &str) {
        self.change(|shelf| words.clone_into(&mut shelf.said));
    }
}

impl Shelf {
    /// Reads what the browser keeps.
    fn look(&mut self) {
        if let Some(storage) = storage() {
            self.rows.retain(|row| !row.is_kept);
            // What could not be changed there is changed here.
            let others: Vec<Row> = stored(&storage).into_iter().filter(|row| self.rows.iter().all(|own| own.id != row.id)).collect();
            self.rows.extend(others);
        }
        self.rows.sort_by(|one, other| (&other.record.date, &other.id).cmp(&(&one.record.date, &one.id)));
    }

    /// The name of the one that was deleted last.
    pub fn deleted(&self) -> Option<&str> {
        self.deleted.last().map(|row| &*row.record.name)
    }

    /// A name that none has.
    pub fn free(&self, name: &str) -> String {
        free_name(name, self.rows.iter().map(|row| row.record.name.as_str()))
    }

    /// One more. False: the browser does not keep it.
    pub fn add(&mut self, record: Record) -> bool {
        let id = format!("{:.0}-{:.0}", js_sys::Date::now(), js_sys::Math::random() * 1e9);
        self.put(Row { id, record, is_kept: false })
    }

    /// In the place of the one with its id, if there is one.
    pub fn put(&mut self, row: Row) -> bool {
        let is_kept = storage().is_some_and(|storage| storage.set_item(&format!("{KEY}{}", row.id), &row.record.text()).is_ok());
        self.rows.retain(|other| other.id != row.id);
        self.rows.push(Row { is_kept, ..row });
        self.look();
        is_kept
    }

    pub fn delete(&mut self, row: &Row) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&format!("{KEY}{}", row.id));
        }
        self.rows.retain(|other| other.id != row.id);
        self.deleted.push(row.clone());
        self.look();
    }

    /// The one that was deleted last is there again.
    pub fn undelete(&mut self) -> Option<Row> {
        let row = self.deleted.pop()?;
        self.put(row.clone());
        Some(row)
    }

    fn bring(&mut self, name: &str, text: &str) -> Result<(), String> {
        let Found { records, wrong } = mine::from_file(name, text)?;
        self.look();
        let is_there =
            |record: &Record| self.rows.iter().any(|row| (&row.record.name, &row.record.experiment) == (&record.name, &record.experiment));
        let (old, new): (Vec<Record>, Vec<Record>) = records.into_iter().partition(is_there);
        let (added, mut lost) = (new.len(), 0);
        for mut record in new {
            if record.date.is_empty() {
                record.date = now();
            }
            record.name = self.free(&record.name);
            lost += usize::from(!self.add(record));
        }
        let mut words = vec![format!("{name}: {}.", count(added, "was added", "were added"))];
        if !old.is_empty() {
            words.push(format!("{} already.", count(old.len(), "was there", "were there")));
        }
        if lost > 0 {
            words.push(format!("This browser keeps no more: {} until the page is closed.", count(lost, "lasts", "last")));
        }
        words.extend(wrong);
        self.said = words.join(" ");
        self.brought += 1;
        Ok(())
    }
}

/// Takes in what a file of this name holds, and says what came of it. Err: nothing did.
pub fn bring(store: &Store, name: &str, text: &str) -> Result<(), String> {
    store.keep(|shelf: &mut Shelf| shelf.bring(name, text))
}

fn stored(storage: &Storage) -> Vec<Row> {
    let mut rows = Vec::new();
    for at in 0..storage.length().unwrap_or(0) {
        let key = storage.key(at).ok().flatten().unwrap_or_default();
        let text = key.strip_prefix(KEY).and_then(|_| storage.get_item(&key).ok().flatten());
        if let (Some(id), Some(text)) = (key.strip_prefix(KEY), text) {
            rows.push(Row { id: id.to_owned(), record: Record::from_text(&text), is_kept: true });
        }
    }
    rows
}

fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 experiment {one}"),
        _ => format!("{number} experiments {many}"),
    }
}

/// As ISO 8601 has it, in UTC.
pub fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}
