//! `wayward sweep`: a row for every point of a grid and every seed, as CSV.
//!
//! A row is a pure function of its point and seed, so it has the same bytes whichever process makes it: the rows of all shards
//! together are those of one run. A file grows by whole rows as they finish; whoever continues it cuts off a half-written last
//! one, makes what is missing, and at the end puts the rows in order. Each row carries the digest of all that it depends on
//! beside its seed (`setup`), which is how a file of another sweep is told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::batch::{self, InOrder, Job, Point};
use super::input::{ScenarioArgs, parse_amount, parse_levels, parse_seeds, parse_shard};
use super::judge::{pooled, print_thresholds, summary};
use super::output::{print_json, print_line, replace, replace_locked};
use super::{Failure, csv, usage};
use crate::table;
use engine::experiment::{Report, Row};
use engine::scenario::{Field, Place, Scenario};

#[derive(Args)]
#[command(after_help = "Columns: the varied keys, seed, steps; for each set of levels (trained, fresh, shift) the scores reward, earned, \
                        intended and those of the proxies, then competence and desirability, each as value, .low and .high (95 %); \
                        verdict, goal, certain, digest of the weights, scenario, and setup: the digest of all that the row depends on \
                        beside its seed. What cannot be scored is empty.")]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Values of one field, such as train.disagree=0,0.1,1; given more than once: every combination. Commas inside brackets do
    /// not part values
    #[arg(long, value_name = "KEY=V1,V2,…", required = true)]
    vary: Vec<String>,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, value_name = "A..B", default_value = "0..16", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// Writes the rows to FILE as they finish; if it is there from an interrupted run, only what is missing is made. Rows of
    /// shards may be put together in one file and continued
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    /// Only part I of N, counted from 1: every Nth row. auto/N: which part it is says the array of Slurm (--array=1-N), the Indexed Job
    /// of Kubernetes or GNU parallel that has begun this
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    shard: Option<(u32, u32)>,
    /// Levels in each set, 64 or more: with fewer there is no verdict in a world of many levels
    #[arg(long, value_parser = parse_levels)]
    levels: Option<u32>,
    /// How far the shift goes, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// JSON Lines instead of text: the thresholds, a row for each agent, each point with all its seeds together
    #[arg(long)]
    json: bool,
}

/// One field and the values that it takes.
struct Axis {
    key: String,
    /// Its values are numbers.
    number: bool,
    values: Vec<String>,
}

/// What all rows of a sweep have in common.
struct Grid {
    axes: Vec<Axis>,
    points: Vec<Point>,
    /// By point: the values of the axes.
    values: Vec<Vec<String>>,
    /// By point: the digest of all that its rows depend on beside the seed.
    setups: Vec<String>,
    /// Names of the proxies.
    proxies: Vec<String>,
    seeds: (u32, u32),
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let grid = Grid::new(options)?;
    let mut file = options.out.as_deref().map(|path| RowFile::open(path, &grid)).transpose()?;
    let (part, parts) = options.shard.unwrap_or((1, 1));
    let mine = |place: usize| place as u64 % u64::from(parts) == u64::from(part - 1);
    let places: Vec<usize> = (0..grid.places()).filter(|&place| mine(place)).collect();
    let missing = |place: &usize| file.as_ref().is_none_or(|file| !file.known.contains(place));
    let todo: Vec<usize> = places.iter().copied().filter(missing).collect();
    let jobs: Vec<Job> = todo.iter().map(|&place| grid.job(place)).collect();

    if options.json {
        print_thresholds();
    } else if file.is_none() {
        print_line(grid.header().trim_end_matches('\n'));
    }
    let mut told = Teller { grid: &grid, json: options.json, table: file.is_none(), point: Vec::new() };
    let mut order = InOrder::new();
    let mut failures = Vec::new();
    let result = batch::run(&grid.points, &jobs, |finished, bar| {
        let job = finished.job;
        let report = match finished.report {
            Ok(report) => Some(report),
            // One bad point is no reason to lose the others.
            Err(Failure::Failed(message)) => {
                let values = grid.axes.iter().zip(&grid.values[jobs[job].point]).map(|(axis, value)| format!("{}={value}", axis.key));
                failures.push(format!("{}: {message}", values.collect::<Vec<_>>().join(" ")));
                None
            }
            Err(other) => return Err(other),
        };
        if let (Some(report), Some(file)) = (&report, &mut file) {
            file.append(todo[job], &grid.row(jobs[job].point, &report.row))?;
        }
        let ready = order.push(job, (jobs[job].point, report));
        bar.suspend(|| ready.into_iter().for_each(|(point, report)| told.tell(point, report)));
        Ok(())
    });
    order.rest().for_each(|(point, report)| told.tell(point, report));
    if let Some(file) = file {
        let (path, before) = (file.path.clone(), file.before);
        let known = file.close(result.is_ok())?;
        eprintln!("{}: {known} of {} rows, {before} of them from before", path.display(), grid.places());
    }
    result?;
    match failures.len() {
        0 => Ok(()),
        _ => Err(Failure::Failed(failures.join("\nerror: "))),
    }
}

impl Grid {
    fn new(options: &Options) -> Result<Grid, Failure> {
        let mut base = options.scenario.resolve()?;
        if let Some(levels) = options.levels {
            base.set("judge.levels", &levels.to_string()).map_err(usage)?;
        }
        let mut axes: Vec<Axis> = Vec::new();
        for text in &options.vary {
            let axis = Axis::parse(text, &base)?;
            if axes.iter().any(|other| other.key == axis.key) {
                return Err(Failure::Usage(format!("--vary {} is given twice", axis.key)));
            }
            axes.push(axis);
        }
        // The first axis changes slowest.
        let mut values: Vec<Vec<String>> = vec![Vec::new()];
        for axis in &axes {
            let longer =
                |start: &Vec<String>| axis.values.iter().map(|value| [start.as_slice(), std::slice::from_ref(value)].concat()).collect();
            values = values.iter().flat_map::<Vec<_>, _>(longer).collect();
        }
        let (mut points, mut setups) = (Vec::new(), Vec::new());
        for values in &values {
            let mut scenario = base.clone();
            for (axis, value) in axes.iter().zip(values) {
                scenario.set(&axis.key, value).map_err(usage)?;
            }
            setups.push(table::setup(&scenario, options.amount));
            points.push(Point::new(scenario, options.amount)?);
        }
        let proxies = base.proxies.iter().map(|proxy| proxy.name.clone()).collect();
        Ok(Grid { axes, points, values, setups, proxies, seeds: options.seeds })
    }

    /// Rows in all. A place is the number of a row in the finished file: by point, then by seed.
    fn places(&self) -> usize {
        self.points.len() * self.seeds_each()
    }

    fn seeds_each(&self) -> usize {
        (self.seeds.1 - self.seeds.0) as usize
    }

    fn job(&self, place: usize) -> Job {
        Job { point: place / self.seeds_each(), seed: self.seeds.0 + (place % self.seeds_each()) as u32 }
    }

    fn columns(&self) -> Vec<String> {
        let mut names: Vec<String> = self.axes.iter().map(|axis| axis.key.clone()).collect();
        names.extend(table::row_names(&self.proxies));
        names
    }

    fn header(&self) -> String {
        table::line(&self.columns())
    }

    fn row(&self, point: usize, row: &Row) -> String {
        let mut fields = self.values[point].clone();
        fields.extend(table::row_fields(row, &self.proxies, &self.setups[point]));
        table::line(&fields)
    }

    /// The place of a row that was read, or why it is none of ours.
    fn place(&self, fields: &[String]) -> Result<usize, &'static str> {
        let (values, rest) = fields.split_at_checked(self.axes.len()).ok_or("it has too few fields")?;
        // 0.10 and 0.1 are one value.
        let is_same = |(axis, (one, other)): (&Axis, (&String, &String))| {
            one == other || (axis.number && one.parse::<f64>().is_ok_and(|number| number.to_string() == *other))
        };
        let is_point = |point: &Vec<String>| self.axes.iter().zip(values.iter().zip(point)).all(is_same);
        let point = self.values.iter().position(is_point).ok_or("this sweep has no such point")?;
        if fields.last() != self.setups.get(point) {
            return Err("scenario, levels, amount or engine were others");
        }
        let seed: Option<u32> = rest.first().and_then(|seed| seed.parse().ok());
        let seed = seed.filter(|seed| (self.seeds.0..self.seeds.1).contains(seed)).ok_or("this sweep has no such seed")?;
        Ok(point * self.seeds_each() + (seed - self.seeds.0) as usize)
    }
}

impl Axis {
    fn parse(text: &str, base: &Scenario) -> Result<Axis, Failure> {
        let (key, values) = text.split_once('=').ok_or_else(|| Failure::Usage(format!("--vary takes KEY=V1,V2,…, found `{text}`")))?;
        let place = Place::named(base, key).map_err(usage)?;
        if matches!(place, Place::Field(Field::Seed | Field::Seeds)) {
            return Err(Failure::Usage(format!("--vary {key}: seeds are what --seeds is for")));
        }
        let number = matches!(place, Place::Field(field) if field.number(base).is_some());
        let mut axis = Axis { key: key.to_owned(), number, values: Vec::new() };
        for value in split(values) {
            base.clone().set(key, value).map_err(usage)?;
            // 0.10 and 0.1 are one value.
            let value = match value.trim().parse::<f64>() {
                Ok(number) if axis.number => number.to_string(),
                _ => value.to_owned(),
            };
            if axis.values.contains(&value) {
                return Err(Failure::Usage(format!("--vary {key}: `{value}` stands there twice")));
            }
            axis.values.push(value);
        }
        Ok(axis)
    }
}

/// The values between commas; those inside brackets belong to a program.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            ',' if depth <= 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Tells standard output of the rows, in their order, and of a point once it is whole.
struct Teller<'a> {
    grid: &'a Grid,
    json: bool,
    /// Rows as CSV, because there is no file.
    table: bool,
    /// Reports of the point that is being told.
    point: Vec<(usize, Report)>,
}

impl Teller<'_> {
    fn tell(&mut self, point: usize, report: Option<Report>) {
        let Some(report) = report else { return };
        if self.json {
            #[derive(Serialize)]
            struct Varied<'a> {
                vary: BTreeMap<&'a str, Value>,
                #[serde(flatten)]
                row: &'a Row,
            }
            print_json(&Varied { vary: self.vary(point), row: &report.row });
        } else if self.table {
            print_line(self.grid.row(point, &report.row).trim_end_matches('\n'));
        }
        if self.point.first().is_some_and(|(other, _)| *other != point) {
            self.point.clear();
        }
        self.point.push((point, report));
        // Of a point that other shards or an earlier run have a part in, nobody here can speak as a whole.
        if self.point.len() == self.grid.seeds_each() && (self.json || !self.table) {
            let reports: Vec<Report> = self.point.drain(..).map(|(_, report)| report).collect();
            let all = pooled(self.grid.points[point].scenario(), &reports);
            if self.json {
                print_json(&serde_json::json!({"vary": self.vary(point), "population": all}));
            } else {
                let values = self.grid.axes.iter().zip(&self.grid.values[point]).map(|(axis, value)| format!("{}={value}", axis.key));
                print_line(&format!("{}: {}", values.collect::<Vec<_>>().join(" "), summary(&all)));
            }
        }
    }

    /// Numbers as numbers, programs as texts.
    fn vary(&self, point: usize) -> BTreeMap<&str, Value> {
        let as_json = |axis: &Axis, value: &String| match value.parse::<f64>() {
            Ok(number) if axis.number => number.into(),
            _ => Value::from(value.as_str()),
        };
        self.grid.axes.iter().zip(&self.grid.values[point]).map(|(axis, value)| (axis.key.as_str(), as_json(axis, value))).collect()
    }
}

/// The rows on disk. Locked, so that two processes never write into one file.
struct RowFile {
    path: PathBuf,
    file: File,
    /// Places of the rows that it holds.
    known: BTreeSet<usize>,
    /// How many it held when it was opened.
    before: usize,
    /// By place; what the file is made of again at the end.
    rows: BTreeMap<usize, String>,
    header: String,
}

impl RowFile {
    fn open(path: &Path, grid: &Grid) -> Result<RowFile, Failure> {
        let failed = |what: &dyn std::fmt::Display| Failure::Failed(format!("{}: {what}", path.display()));
        let mut file = locked(path).map_err(|why| failed(&why))?;
        let path = fs::canonicalize(path).map_err(|error| failed(&error))?;
        let bytes = fs::read(&path).map_err(|error| failed(&error))?;
        // What follows the last line's end was cut off, maybe inside a letter.
        let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let text = std::str::from_utf8(&bytes[..whole]).map_err(|_| failed(&csv::no_text(&bytes)))?;
        let (columns, header) = (grid.columns(), grid.header());
        let foreign = |what: String| failed(&format!("{what}; another --out, or remove this file"));
        let table = csv::table(text);
        match &table.header {
            Some(found) if *found != columns => return Err(foreign(unlike(&columns, found))),
            None if !header.as_bytes().starts_with(&bytes) => return Err(foreign(unlike(&columns, &[]))),
            _ => {}
        }
        let mut rows = BTreeMap::new();
        let mut is_ours = table.is_ours && table.read == whole;
        for (line, row) in table.rows {
            let no_row = |why: String| foreign(format!("line {line} is no row of this sweep: {why}"));
            let mut fields = row.map_err(no_row)?;
            let place = grid.place(&fields).map_err(|why| no_row(why.into()))?;
            let values = &grid.values[place / grid.seeds_each()];
            is_ours &= fields.starts_with(values);
            fields[..values.len()].clone_from_slice(values);
            let row = table::line(&fields);
            if rows.insert(place, row.clone()).is_some_and(|other| other != row) {
                return Err(foreign(format!("line {line} differs from an earlier row of the same point and seed")));
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
        Ok(RowFile { path, file, known: rows.keys().copied().collect(), before: rows.len(), rows, header })
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        Failure::Failed(format!("{}: {error}", self.path.display()))
    }

    /// In one piece, so that only the death of the process in the middle of it can cut a row.
    fn append(&mut self, place: usize, row: &str) -> Result<(), Failure> {
        let end = self.file.stream_position().map_err(|error| self.failed(&error))?;
        if let Err(error) = self.file.write_all(row.as_bytes()) {
            // A full disk takes half a row, and those that others finish meanwhile must not stand behind it.
            let _ = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)));
            return Err(self.failed(&error));
        }
        self.rows.insert(place, row.to_owned());
        Ok(())
    }

    /// Puts the rows in order, if all is done, and says how many there are.
    fn close(self, in_order: bool) -> Result<usize, Failure> {
        let ordered: String = std::iter::once(&self.header).chain(self.rows.values()).map(String::as_str).collect();
        if in_order && fs::read(&self.path).map_err(|error| self.failed(&error))? != ordered.as_bytes() {
            replace(&self.path, &ordered).map_err(|error| self.failed(&error))?;
        }
        Ok(self.rows.len())
    }
}

/// The file, for this process alone.
pub(super) fn locked(path: &Path) -> Result<File, String> {
    let open = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    loop {
        let file = open().map_err(|error| error.to_string())?;
        if !file.metadata().map_err(|error| error.to_string())?.is_file() {
            return Err("is no file that rows can be kept in; without --out they go to standard output".into());
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

/// Why a table is none of this sweep's.
fn unlike(columns: &[String], found: &[String]) -> String {
    let more = found.iter().find(|name| !columns.contains(name)).map(|name| format!(": `{name}` is none of this sweep's"));
    let less = || columns.iter().find(|name| !found.contains(name)).map(|name| format!(": `{name}` is missing"));
    format!("is not a table of this sweep: its first line names other columns{}", more.or_else(less).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_inside_brackets_part_nothing() {
        assert_eq!(split("0,0.1,1"), ["0", "0.1", "1"]);
        assert_eq!(split("min(x, y),if bumped { max(1, 2) } else { 0 }"), ["min(x, y)", "if bumped { max(1, 2) } else { 0 }"]);
        assert_eq!(split(""), [""]);
        assert_eq!(split("a),b"), ["a)", "b"]);
    }

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
}
