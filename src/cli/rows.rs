//! Tables on disk that grow by whole rows as these are finished, and that an interrupted run is continued from.
//!
//! A row is a pure function of its place, so it has the same bytes whichever process makes it: the rows of all shards together are those
//! of one run. Whoever continues a file cuts off a half-written last row, makes what is missing, and at the end puts the rows in order. Each
//! row carries the digest of all that it depends on (`setup`), which is how a file of another run is told apart.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::batch::each_as_it_comes;
use super::output::{replace, replace_locked};
use super::{Failure, csv};
use crate::table;

/// All rows that a run could write.
pub trait Layout {
    /// What it is a table of: "this sweep".
    fn name(&self) -> &'static str;
    /// The option that names the file.
    fn option(&self) -> &'static str;
    fn columns(&self) -> Vec<String>;
    /// The number of a row that was read in the finished table, its fields made as this run writes them; Err: why it is none of ours.
    fn place(&self, fields: &mut [String]) -> Result<usize, String>;
    /// A row that two lines are of, in words: "the same point and seed".
    fn same(&self) -> &'static str;
}

/// The rows on disk. Locked, so that two processes never write into one file.
pub struct RowFile {
    path: PathBuf,
    file: File,
    /// By place; what the file is made of again at the end.
    rows: BTreeMap<usize, String>,
    header: String,
}

impl RowFile {
    pub fn open(path: &Path, layout: &dyn Layout) -> Result<RowFile, Failure> {
        let failed = |what: &dyn std::fmt::Display| Failure::Failed(format!("{}: {what}", path.display()));
        let mut file = locked(path).map_err(|why| failed(&why))?;
        let path = fs::canonicalize(path).map_err(|error| failed(&error))?;
        let bytes = fs::read(&path).map_err(|error| failed(&error))?;
        // What follows the last line's end was cut off, maybe inside a letter.
        let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let text = std::str::from_utf8(&bytes[..whole]).map_err(|_| failed(&csv::no_text(&bytes)))?;
        let columns = layout.columns();
        let header = table::line(&columns);
        let foreign = |what: String| failed(&format!("{what}; another {}, or remove this file", layout.option()));
        let table = csv::table(text);
        match &table.header {
            Some(found) if *found != columns => return Err(foreign(unlike(layout.name(), &columns, found))),
            None if !header.as_bytes().starts_with(&bytes) => return Err(foreign(unlike(layout.name(), &columns, &[]))),
            _ => {}
        }
        let mut rows = BTreeMap::new();
        let mut is_ours = table.is_ours && table.read == whole;
        for (line, row) in table.rows {
            let no_row = |why: String| foreign(format!("line {line} is no row of {}: {why}", layout.name()));
            let found = row.map_err(no_row)?;
            let mut fields = found.clone();
            let place = layout.place(&mut fields).map_err(no_row)?;
            is_ours &= fields == found;
            let row = table::line(&fields);
            if rows.insert(place, row.clone()).is_some_and(|other| other != row) {
                return Err(foreign(format!("line {line} differs from an earlier row of {}", layout.same())));
            }
        }
        if is_ours {
            let prepared = file.set_len(whole as u64).and_then(|()| file.seek(SeekFrom::End(0)));
            prepared.and_then(|_| if whole == 0 { file.write_all(header.as_bytes()) } else { Ok(()) }).map_err(|error| failed(&error))?;
        } else {
            // What is added to it must be of one kind with the rest.
            let all: String = std::iter::once(&header).chain(rows.values()).map(String::as_str).collect();
            file = replace_locked(&path, &all).map_err(|error| failed(&error))?;
        }
        if let Some(words) = table.saved_again {
            eprintln!("warning: {}: {words}", path.display());
        }
        Ok(RowFile { path, file, rows, header })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn has(&self, place: usize) -> bool {
        self.rows.contains_key(&place)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The fields of the row at this place; empty: there is none.
    pub fn fields(&self, place: usize) -> Vec<String> {
        let row = self.rows.get(&place).map_or("", String::as_str);
        csv::rows(row).pop().map_or_else(Vec::new, |(_, fields)| fields)
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        Failure::Failed(format!("{}: {error}", self.path.display()))
    }

    /// Rows and their places, in one piece, so that only the death of the process in the middle of it can cut them.
    pub fn append(&mut self, rows: Vec<(usize, String)>) -> Result<(), Failure> {
        let end = self.file.stream_position().map_err(|error| self.failed(&error))?;
        let text: String = rows.iter().map(|(_, row)| row.as_str()).collect();
        if let Err(error) = self.file.write_all(text.as_bytes()) {
            // A full disk takes half a row, and those that others finish meanwhile must not stand behind it.
            let _ = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)));
            return Err(self.failed(&error));
        }
        self.rows.extend(rows);
        Ok(())
    }

    /// Puts the rows in order, if all is done, and says how many there are.
    pub fn close(self, in_order: bool) -> Result<usize, Failure> {
        let ordered: String = std::iter::once(&self.header).chain(self.rows.values()).map(String::as_str).collect();
        if in_order && fs::read(&self.path).map_err(|error| self.failed(&error))? != ordered.as_bytes() {
            replace(&self.path, &ordered).map_err(|error| self.failed(&error))?;
        }
        Ok(self.rows.len())
    }
}

/// The file, for this process alone.
pub fn locked(path: &Path) -> Result<File, String> {
    let open = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    loop {
        let file = open().map_err(|error| error.to_string())?;
        if !file.metadata().map_err(|error| error.to_string())?.is_file() {
            return Err("is no file that rows can be kept in".into());
        }
        match file.try_lock() {
            // What others have put in its place since it was opened is another file: rows written to this one would be lost.
            Ok(()) if is_at(&file, path) => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err("another process is writing to it".into()),
            Err(TryLockError::Error(error)) => return Err(error.to_string()),
        }
    }
}

/// Whether this very file is the one that the path leads to.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let number = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    fs::metadata(path).and_then(|there| Ok(number(there) == number(file.metadata()?))).unwrap_or(false)
}

/// Elsewhere the standard library cannot tell.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Why a table is none of this run's.
fn unlike(name: &str, columns: &[String], found: &[String]) -> String {
    let more = found.iter().find(|name| !columns.contains(name)).map(|column| format!(": `{column}` is none of {name}'s"));
    let less = || columns.iter().find(|name| !found.contains(name)).map(|name| format!(": `{name}` is missing"));
    format!("is not a table of {name}: its first line names other columns{}", more.or_else(less).unwrap_or_default())
}

/// A table with one or several rows for each agent, whose first column is its seed: seed by seed, and of each seed the same rows.
pub struct AgentTable {
    pub columns: &'static [&'static str],
    /// Seeds of all shards.
    pub seeds: (u32, u32),
    /// The columns that tell the rows of one agent apart, and what stands there in each of its rows, in order.
    pub keys: &'static [&'static str],
    pub rows: Vec<Vec<String>>,
    /// Columns that are the same in every row, `setup` among them.
    pub fixed: Vec<(&'static str, String)>,
}

impl AgentTable {
    fn column(&self, name: &str) -> usize {
        self.columns.iter().position(|column| *column == name).expect("a column of its own")
    }

    fn places(&self, seed: u32) -> std::ops::Range<usize> {
        let first = (seed - self.seeds.0) as usize * self.rows.len();
        first..first + self.rows.len()
    }
}

impl Layout for AgentTable {
    fn name(&self) -> &'static str {
        "this run"
    }

    fn option(&self) -> &'static str {
        "--csv"
    }

    fn columns(&self) -> Vec<String> {
        self.columns.iter().map(|name| (*name).to_owned()).collect()
    }

    fn place(&self, fields: &mut [String]) -> Result<usize, String> {
        for (name, wanted) in &self.fixed {
            match &fields[self.column(name)] {
                found if found == wanted => {}
                _ if *name == "setup" => return Err("scenario, levels, amount or engine were others".into()),
                found => return Err(format!("{name} is {found}, and {wanted} in this run")),
            }
        }
        let seed = fields[0].parse().ok().filter(|seed| (self.seeds.0..self.seeds.1).contains(seed)).ok_or("this run has no such seed")?;
        let key: Vec<&String> = self.keys.iter().map(|name| &fields[self.column(name)]).collect();
        let row = self.rows.iter().position(|row| row.iter().eq(key.iter().copied()));
        let row = row.ok_or_else(|| {
            let key: Vec<String> = self.keys.iter().zip(&key).map(|(name, value)| format!("{name} {value}")).collect();
            format!("this run has no row of {}", key.join(", "))
        })?;
        Ok(self.places(seed).start + row)
    }

    fn same(&self) -> &'static str {
        "the same agent"
    }
}

/// Makes an agent of a seed and all its rows; None: some other program has changed them.
type Read<'a, A> = dyn Fn(u32, &[Vec<String>]) -> Option<A> + 'a;

/// How agents of a table are made, told and read back.
pub struct Making<'a, A> {
    /// Seeds of this shard.
    pub seeds: &'a [u32],
    pub path: Option<&'a Path>,
    /// What the progress bar counts.
    pub message: &'static str,
    pub make: &'a (dyn Fn(u32) -> Result<A, Failure> + Sync),
    /// As rows, in the order of the table.
    pub rows: &'a dyn Fn(&A) -> Vec<Vec<String>>,
    pub read: &'a Read<'a, A>,
    /// In the order of the seeds, those that are new.
    pub tell: &'a mut dyn FnMut(&A),
}

/// Makes the agents of these seeds that the file, if there is one, does not have yet, and gives all of them, in order. What is finished is
/// in the file at once; one that failed costs no other.
pub fn agents<A: Send>(table: &AgentTable, making: Making<A>) -> Result<Vec<A>, Failure> {
    let Making { seeds, path, message, make, rows, read, tell } = making;
    let mut file = path.map(|path| RowFile::open(path, table)).transpose()?;
    let mut known: BTreeMap<u32, A> = BTreeMap::new();
    if let Some(file) = &file {
        for &seed in seeds.iter().filter(|&&seed| table.places(seed).all(|place| file.has(place))) {
            let fields: Vec<Vec<String>> = table.places(seed).map(|place| file.fields(place)).collect();
            let changed = || Failure::Failed(format!("{}: the rows of seed {seed} are not as they were written", file.path().display()));
            known.insert(seed, read(seed, &fields).ok_or_else(changed)?);
        }
    }
    let before = known.len();
    let todo: Vec<u32> = seeds.iter().copied().filter(|seed| !known.contains_key(seed)).collect();
    let (mut trouble, mut unwritten) = (None, None);
    let keep = |index: u32, agent: &Result<A, Failure>| {
        if let (Ok(agent), Some(file), None) = (agent, &mut file, &unwritten) {
            let lines = rows(agent).iter().map(|row| table::line(row)).collect::<Vec<_>>();
            debug_assert_eq!(lines.len(), table.rows.len());
            unwritten = file.append(table.places(todo[index as usize]).zip(lines).collect()).err();
        }
    };
    let result = each_as_it_comes(
        todo.len() as u32,
        message,
        |index| make(todo[index as usize]),
        keep,
        |index, agent| match agent {
            Ok(agent) => {
                tell(&agent);
                known.insert(todo[index as usize], agent);
            }
            Err(failure) => trouble = trouble.take().or(Some(failure)),
        },
    );
    if let Some(file) = file {
        let path = file.path().to_owned();
        file.close(result.is_ok() && unwritten.is_none())?;
        eprintln!("{}: {} of {} agents, {before} of them from before", path.display(), known.len(), seeds.len());
    }
    match unwritten.or(result.err()).or(trouble) {
        Some(failure) => Err(failure),
        None => Ok(known.into_values().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that was opened before another took its place is not held for it; the one in its place is held before it is there.
    #[cfg(unix)]
    #[test]
    fn a_lock_is_on_the_file_that_the_path_leads_to() {
        let path = std::env::temp_dir().join(format!("wayward-lock-{}.csv", std::process::id()));
        let before = locked(&path).expect("nobody else has it");
        let late = File::open(&path).expect("a file");
        let after = replace_locked(&path, "v,seed\n").expect("a file in its place");
        drop(before);
        late.try_lock().expect("nobody has the old one any more");
        assert!(!is_at(&late, &path) && is_at(&after, &path));
        assert_eq!(locked(&path).map(drop), Err("another process is writing to it".to_owned()));
        drop(after);
        assert!(locked(&path).is_ok_and(|file| is_at(&file, &path)));
        fs::remove_file(&path).expect("a file");
    }

    #[test]
    fn rows_of_an_agent_have_their_places() {
        let table = AgentTable {
            columns: &["seed", "step", "value", "setup"],
            seeds: (5, 7),
            keys: &["step"],
            rows: ["0", "10"].map(|step| vec![step.to_owned()]).into(),
            fixed: vec![("setup", "a".into())],
        };
        let place = |row: &str| table.place(&mut row.split(',').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(["5,0,x,a", "5,10,x,a", "6,0,x,a", "6,10,x,a"].map(place), [Ok(0), Ok(1), Ok(2), Ok(3)]);
        for (row, why) in [
            ("5,0,x,b", "scenario, levels, amount or engine were others"),
            ("7,0,x,a", "this run has no such seed"),
            ("5,3,x,a", "this run has no row of step 3"),
        ] {
            assert_eq!(place(row), Err(why.to_owned()), "{row}");
        }
    }
}
