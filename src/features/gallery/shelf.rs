//! The experiments that this browser keeps: one entry of its storage each, so that two tabs never write over each other. What the browser
//! does not keep lasts as long as the page, and is marked.

use std::cell::RefCell;

use web_sys::Storage;
use yew::Callback;

use super::mine::{self, Found, Record, free_name};
use super::topics::fits;
use crate::ui::effects::storage;

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

#[derive(Default)]
struct Shelf {
    /// The newest first.
    rows: Vec<Row>,
    /// The last one that was deleted is the last.
    deleted: Vec<Row>,
    said: String,
    /// Told of what comes in by a file that is dropped on the page.
    watch: Option<Callback<()>>,
}

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::default();
}

/// All of them, as this and other tabs have left them.
pub fn rows() -> Vec<Row> {
    SHELF.with_borrow_mut(|shelf| {
        if let Some(storage) = storage() {
            shelf.rows.retain(|row| !row.is_kept);
            // What could not be changed there is changed here.
            let others: Vec<Row> = stored(&storage).into_iter().filter(|row| shelf.rows.iter().all(|own| own.id != row.id)).collect();
            shelf.rows.extend(others);
        }
        shelf.rows.sort_by(|one, other| (&other.record.date, &other.id).cmp(&(&one.record.date, &one.id)));
        shelf.rows.clone()
    })
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

/// What has just happened; and which one was deleted last.
pub fn said() -> (String, Option<String>) {
    SHELF.with_borrow(|shelf| (shelf.said.clone(), shelf.deleted.last().map(|row| row.record.name.clone())))
}

pub fn say(words: String) {
    SHELF.with_borrow_mut(|shelf| shelf.said = words);
}

/// Who shows them is told when a file brings some.
pub fn watch(watch: Option<Callback<()>>) {
    SHELF.with_borrow_mut(|shelf| shelf.watch = watch);
}

/// A name that none has.
pub fn free(name: &str) -> String {
    SHELF.with_borrow(|shelf| free_name(name, shelf.rows.iter().map(|row| row.record.name.as_str())))
}

/// One more. False: the browser does not keep it.
pub fn add(record: Record) -> bool {
    let id = format!("{:.0}-{:.0}", js_sys::Date::now(), js_sys::Math::random() * 1e9);
    put(Row { id, record, is_kept: false })
}

/// In the place of the one with its id, if there is one.
pub fn put(row: Row) -> bool {
    let is_kept = storage().is_some_and(|storage| storage.set_item(&format!("{KEY}{}", row.id), &row.record.text()).is_ok());
    SHELF.with_borrow_mut(|shelf| {
        shelf.rows.retain(|other| other.id != row.id);
        shelf.rows.push(Row { is_kept, ..row });
    });
    is_kept
}

pub fn delete(row: &Row) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{KEY}{}", row.id));
    }
    SHELF.with_borrow_mut(|shelf| {
        shelf.rows.retain(|other| other.id != row.id);
        shelf.deleted.push(row.clone());
    });
}

/// The one that was deleted last is there again.
pub fn undelete() -> Option<Row> {
    let row = SHELF.with_borrow_mut(|shelf| shelf.deleted.pop())?;
    put(row.clone());
    Some(row)
}

/// Takes in what a file of this name holds, and says what came of it. Err: nothing did.
pub fn bring(name: &str, text: &str) -> Result<(), String> {
    let Found { records, wrong } = mine::from_file(name, text)?;
    let there = rows();
    let is_there =
        |record: &Record| there.iter().any(|row| (&row.record.name, &row.record.experiment) == (&record.name, &record.experiment));
    let (old, new): (Vec<Record>, Vec<Record>) = records.into_iter().partition(is_there);
    let (added, mut lost) = (new.len(), 0);
    for mut record in new {
        if record.date.is_empty() {
            record.date = now();
        }
        record.name = free(&record.name);
        lost += usize::from(!add(record));
    }
    let mut words = vec![format!("{name}: {}.", count(added, "was added", "were added"))];
    if !old.is_empty() {
        words.push(format!("{} already.", count(old.len(), "was there", "were there")));
    }
    if lost > 0 {
        words.push(format!("This browser keeps no more: {} until the page is closed.", count(lost, "lasts", "last")));
    }
    words.extend(wrong);
    say(words.join(" "));
    if let Some(watch) = SHELF.with_borrow(|shelf| shelf.watch.clone()) {
        watch.emit(());
    }
    Ok(())
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
