//! `wayward merge`: the rows of shards in one table, as one run would have written it.
//!
//! A file says neither which run it belongs to nor which shard it is, so all is read from the rows: which command wrote them (the
//! columns), what was varied (those before `seed`), in which order its values come, and what is missing. Not here: making what is missing,
//! which is what the command does that is given the merged file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::agents::{self, cell_column};
use super::output::{print_line, replace};
use super::rows::locked;
use super::{Failure, correct, csv, pulls, readings, thumbs, watched};
use engine::framings::causes::{Cell, SHARES};

#[derive(Args)]
#[command(
    after_help = "The order of values is that of the files; where no file says which of two comes first, the smaller number does. Exit status 1 \
                        if rows are missing: what is there is written all the same, and the command that wrote the tables makes the rest, \
                        given the merged one with --out (sweep) or --csv (all others)."
)]
pub struct Options {
    /// Tables that `wayward sweep` wrote, or `causes`, `pulls`, `correct`, `readings`, `watched` or `thumbs`; all of one run, in any order
    #[arg(value_name = "FILE.csv", required = true)]
    files: Vec<PathBuf>,
    /// Writes to FILE instead of standard output; it may be one of those that are read
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

/// So many missing rows are named.
const NAMED: usize = 10;

pub fn run(options: &Options) -> Result<(), Failure> {
    // A task that still writes to it would lose its rows.
    let _held = options
        .out
        .as_ref()
        .filter(|path| path.exists())
        .map(|path| locked(path).map_err(|why| Failure::Failed(format!("{}: {why}", path.display()))))
        .transpose()?;
    let mut merged = Merged::default();
    for path in &options.files {
        let failed = |error: std::io::Error| Failure::Failed(format!("{}: {error}", path.display()));
        let bytes = fs::read(path).map_err(failed)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Failure::Failed(format!("{}: {}", path.display(), csv::no_text(&bytes))))?;
        merged.add(&path.display().to_string(), text).map_err(Failure::Failed)?;
    }
    if merged.header.is_empty() {
        return Err(Failure::Failed("there is no row in any of these files".into()));
    }
    merged.fit().map_err(Failure::Failed)?;
    let table = merged.table();
    match &options.out {
        Some(path) => replace(path, &table).map_err(|error| Failure::Failed(format!("{}: {error}", path.display())))?,
        None => print_line(table.trim_end_matches('\n')),
    }
    for remark in &merged.remarks {
        eprintln!("{remark}");
    }
    let what = match merged.kind {
        Kind::Sweep => "rows",
        Kind::Causes | Kind::ByAgent(_) => "agents",
    };
    let (named, missing) = merged.missing();
    let whole = merged.whole();
    let all = whole + missing;
    eprintln!("{whole} of {all} {what}, {} doubles left out", merged.doubles);
    if missing == 0 {
        return Ok(());
    }
    let rest = missing - named.len() as u64;
    let more = if rest > 0 { format!("\n  and {rest} more") } else { String::new() };
    Err(Failure::Failed(format!("{missing} of {all} {what} are missing:\n  {}{more}", named.join("\n  "))))
}

/// Which command wrote a table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    /// A row for each point and seed.
    #[default]
    Sweep,
    /// A row for each agent, which is a variation and a seed.
    Causes,
    /// One or several rows for each seed; the columns that tell them apart.
    ByAgent(&'static [&'static str]),
}

impl Kind {
    /// None: none that is known.
    fn of(header: &[String]) -> Option<Kind> {
        let is = |columns: &[&str]| header.iter().eq(columns);
        let has = |name: &str| header.iter().any(|field| field == name);
        match () {
            () if is(&agents::COLUMNS) => Some(Kind::Causes),
            () if is(&pulls::COLUMNS) => Some(Kind::ByAgent(&pulls::KEYS)),
            () if is(&correct::COLUMNS) => Some(Kind::ByAgent(&correct::KEYS)),
            () if is(&readings::COLUMNS) => Some(Kind::ByAgent(&readings::KEYS)),
            () if is(&watched::COLUMNS) => Some(Kind::ByAgent(&watched::KEYS)),
            () if is(&thumbs::COLUMNS) => Some(Kind::ByAgent(&thumbs::KEYS)),
            () if has("seed") && has("setup") => Some(Kind::Sweep),
            () => None,
        }
    }

    /// Columns that are the same in all rows, whatever was varied.
    fn shared(self) -> &'static [&'static str] {
        match self {
            Kind::Sweep | Kind::Causes => &["scenario"],
            Kind::ByAgent(_) => &["scenario", "feedback", "explore", "amount", "answers", "rounds", "mistakes"],
        }
    }
}

/// The values of the varied fields, then the seed.
type Key = (Vec<String>, u32);

/// A row, and where it was read first.
struct Known {
    fields: Vec<String>,
    place: String,
}

#[derive(Default)]
struct Merged {
    header: Vec<String>,
    kind: Kind,
    first: String,
    /// By point and seed: one row, or all of that agent, in the order in which they were read first.
    rows: BTreeMap<Key, Vec<Known>>,
    /// By column: what stands in all rows, and where it was read first.
    shared: HashMap<&'static str, (String, String)>,
    /// By point: its setup, and where it was read first.
    setups: HashMap<Vec<String>, (String, String)>,
    /// By setup: its point as it was read first. A spreadsheet may have written the same values in another way.
    points: HashMap<String, Vec<String>>,
    /// Points in the order in which one of the files has them.
    sequences: Vec<Vec<Vec<String>>>,
    doubles: usize,
    remarks: Vec<String>,
}

impl Merged {
    /// The columns before `seed` are what was varied.
    fn axes(&self) -> usize {
        self.column("seed").unwrap_or(0)
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|field| field == name)
    }

    fn add(&mut self, path: &str, text: &str) -> Result<(), String> {
        let table = csv::table(text);
        if table.read < text.len() {
            self.remarks.push(format!("{path}: its last line was cut off in the middle and is left out"));
        }
        self.remarks.extend(table.saved_again.map(|words| format!("warning: {path}: {words}")));
        let Some(header) = table.header else {
            self.remarks.push(format!("{path}: has no row"));
            return Ok(());
        };
        let Some(kind) = Kind::of(&header) else {
            return Err(format!("{path}: is no table of agents that `wayward` wrote: its first line has no `seed` or no `setup`"));
        };
        if self.header.is_empty() {
            (self.header, self.kind, self.first) = (header, kind, path.to_owned());
        } else if self.header != header {
            return Err(format!("{path}: is of another run than {}: its first line names other columns", self.first));
        }
        let (axes, setup) = (self.axes(), self.column("setup").unwrap_or(0));
        let mut sequence: Vec<Vec<String>> = Vec::new();
        for (line, row) in table.rows {
            let place = format!("{path}, line {line}");
            let mut fields = row.map_err(|why| format!("{place}: is no row of this table: {why}"))?;
            let seed = fields[axes].parse().map_err(|_| format!("{place}: is no row of this table: `{}` is no seed", fields[axes]))?;
            for name in kind.shared() {
                let Some(column) = self.column(name) else { continue };
                let (own, other) = self.shared.entry(name).or_insert_with(|| (fields[column].clone(), place.clone()));
                if *own != fields[column] {
                    return Err(format!("{place}: is of the {name} {}, and {other} of {own}", fields[column]));
                }
            }
            let point = self.point(&mut fields, setup);
            // Variations of one scenario have its setup in common.
            let of = if kind == Kind::Sweep { point.clone() } else { Vec::new() };
            let (own, other) = self.setups.entry(of).or_insert_with(|| (fields[setup].clone(), place.clone()));
            if *own != fields[setup] {
                return Err(format!("{place}: does not fit {other}: scenario, levels, amount or engine were others"));
            }
            if sequence.last() != Some(&point) {
                sequence.push(point.clone());
            }
            let known = Known { fields, place };
            let same = |other: &&Known| self.key(&other.fields) == self.key(&known.fields);
            match self.rows.get(&(point.clone(), seed)).and_then(|rows| rows.iter().find(same)) {
                Some(other) if other.fields == known.fields => self.doubles += 1,
                Some(other) => {
                    let same = if kind == Kind::Sweep { "the same point and seed" } else { "the same agent" };
                    return Err(format!("{}: differs from {}, {same}", known.place, other.place));
                }
                None => self.rows.entry((point, seed)).or_default().push(known),
            }
        }
        self.sequences.push(sequence);
        Ok(())
    }

    /// What was varied in this row, in the words in which it was read first.
    fn point(&mut self, fields: &mut [String], setup: usize) -> Vec<String> {
        let axes = self.axes();
        match self.kind {
            Kind::Sweep => {
                let point = self.points.entry(fields[setup].clone()).or_insert_with(|| fields[..axes].to_vec()).clone();
                fields[..axes].clone_from_slice(&point);
            }
            // 0.10 and 0.1 are one share.
            Kind::Causes if fields[0] == SHARE => {
                fields[1] = fields[1].parse::<f64>().map_or(fields[1].clone(), |share| share.to_string());
            }
            Kind::Causes | Kind::ByAgent(_) => {}
        }
        fields[..axes].to_vec()
    }

    /// What tells a row from others of its agent.
    fn key<'a>(&self, fields: &'a [String]) -> Vec<&'a String> {
        let Kind::ByAgent(names) = self.kind else { return Vec::new() };
        names.iter().filter_map(|name| Some(&fields[self.column(name)?])).collect()
    }

    /// The keys of an agent that has all its rows, in their order.
    fn keys(&self) -> Vec<Vec<&String>> {
        let most = self.rows.values().max_by_key(|rows| rows.len());
        most.map_or_else(Vec::new, |rows| rows.iter().map(|row| self.key(&row.fields)).collect())
    }

    /// All agents have the same rows, as far as they have them. Err: where they differ.
    fn fit(&self) -> Result<(), String> {
        let keys = self.keys();
        match self.rows.values().flatten().find(|row| !keys.contains(&self.key(&row.fields))) {
            Some(row) => {
                Err(format!("{}: does not fit the others: of no other agent is there such a row; other moments were asked for", row.place))
            }
            None => Ok(()),
        }
    }

    /// The values of one varied field in their order.
    fn order(&self, axis: usize) -> Vec<String> {
        let mut values: Vec<&String> = Vec::new();
        let mut follows: BTreeSet<(&String, &String)> = BTreeSet::new();
        for sequence in &self.sequences {
            for (place, point) in sequence.iter().enumerate() {
                if !values.contains(&&point[axis]) {
                    values.push(&point[axis]);
                }
                // Of two neighbors that differ here first, the earlier has the earlier value.
                let before = place.checked_sub(1).map(|before| &sequence[before]);
                if let Some(before) = before.filter(|before| before[..axis] == point[..axis] && before[axis] != point[axis]) {
                    follows.insert((&before[axis], &point[axis]));
                }
            }
        }
        let number = |value: &&String| value.parse::<f64>().ok();
        if values.iter().all(|value| number(value).is_some()) {
            values.sort_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(std::cmp::Ordering::Equal));
        }
        let mut ordered: Vec<String> = Vec::new();
        while !values.is_empty() {
            let is_free = |value: &&String| !values.iter().any(|other| follows.contains(&(*other, *value)) && other != value);
            // A file of an interrupted run has rows in no order; then the first will do.
            let next = values.iter().position(is_free).unwrap_or(0);
            ordered.push(values.remove(next).clone());
        }
        ordered
    }

    /// All points there can be, in their order: the first field changes slowest.
    fn order_of_points(&self) -> Vec<Vec<String>> {
        if self.kind == Kind::Causes {
            return self.order_of_variations();
        }
        let mut points: Vec<Vec<String>> = vec![Vec::new()];
        for axis in 0..self.axes() {
            let values = self.order(axis);
            let longer =
                |start: &Vec<String>| values.iter().map(|value| [start.as_slice(), std::slice::from_ref(value)].concat()).collect();
            points = points.iter().flat_map::<Vec<_>, _>(longer).collect();
        }
        points
    }

    /// Cells, then shares, then edits, as `wayward causes` has them.
    fn order_of_variations(&self) -> Vec<Vec<String>> {
        let cells = Cell::ALL.map(|cell| vec![CELL.to_owned(), cell_column(cell).to_owned()]);
        let shares = SHARES.map(|share| vec![SHARE.to_owned(), share.to_string()]);
        let known: Vec<Vec<String>> = cells.into_iter().chain(shares).collect();
        let there = |point: &Vec<String>| self.sequences.iter().flatten().any(|other| other == point);
        let kinds = self.order(0);
        let others = self.order(1).into_iter().flat_map(|variant| kinds.iter().map(move |kind| vec![kind.clone(), variant.clone()]));
        let others: Vec<Vec<String>> = others.filter(|point| there(point) && !known.contains(point)).collect();
        known.into_iter().filter(there).chain(others).collect()
    }

    fn seeds(&self) -> std::ops::RangeInclusive<u32> {
        let seeds = || self.rows.keys().map(|(_, seed)| *seed);
        seeds().min().unwrap_or(1)..=seeds().max().unwrap_or(0)
    }

    fn table(&self) -> String {
        let keys = self.keys();
        let agents = self.order_of_points().into_iter().flat_map(|point| self.rows.range((point.clone(), 0)..=(point, u32::MAX)));
        let rows = agents.flat_map(|(_, rows)| {
            let mut rows: Vec<&Known> = rows.iter().collect();
            rows.sort_by_key(|row| keys.iter().position(|key| *key == self.key(&row.fields)));
            rows
        });
        std::iter::once(crate::table::line(&self.header)).chain(rows.map(|row| crate::table::line(&row.fields))).collect()
    }

    /// Agents, or rows of a sweep, that are there with all that belongs to them.
    fn whole(&self) -> u64 {
        let all = self.keys().len();
        self.rows.values().filter(|rows| rows.len() == all).count() as u64
    }

    /// The first of those that are missing in words, and how many are.
    fn missing(&self) -> (Vec<String>, u64) {
        match self.kind {
            Kind::Sweep => self.missing_rows(),
            Kind::Causes => self.missing_variations(),
            Kind::ByAgent(_) => self.missing_agents(),
        }
    }

    fn missing_rows(&self) -> (Vec<String>, u64) {
        let points = self.order_of_points();
        let seeds = self.seeds();
        let missing = points.len() as u64 * count(&seeds) - self.rows.len() as u64;
        let keys = points.into_iter().flat_map(|point| seeds.clone().map(move |seed| (point.clone(), seed)));
        let words = |(point, seed): Key| {
            let values = self.header.iter().zip(&point).map(|(name, value)| format!("{name}={value} "));
            format!("{}seed {seed}", values.collect::<String>())
        };
        let wanted = NAMED.min(missing as usize);
        (keys.filter(|key| !self.rows.contains_key(key)).take(wanted).map(words).collect(), missing)
    }

    fn missing_agents(&self) -> (Vec<String>, u64) {
        let (all, seeds) = (self.keys().len(), self.seeds());
        let missing = count(&seeds) - self.whole();
        let words = |seed: u32| match self.rows.get(&(Vec::new(), seed)).map(Vec::len) {
            None => Some(format!("seed {seed}")),
            Some(rows) if rows < all => Some(format!("seed {seed}: {rows} of {all} rows are there")),
            Some(_) => None,
        };
        (seeds.filter_map(words).take(NAMED.min(missing as usize)).collect(), missing)
    }

    /// As far as rows tell: which agents a seed needs is known from those that it has (see [`engine::framings::causes::wanted`]).
    fn missing_variations(&self) -> (Vec<String>, u64) {
        let seeds = self.seeds();
        let points = self.order_of_points();
        let of_kind = |kind: &str| points.iter().filter(|point| point[0] == kind).cloned().collect::<Vec<_>>();
        let [written, meant, shifted, both] = Cell::ALL.map(|cell| vec![CELL.to_owned(), cell_column(cell).to_owned()]);
        let edits: Vec<Vec<String>> = points.iter().filter(|point| ![CELL, SHARE].contains(&point[0].as_str())).cloned().collect();
        let shares =
            if of_kind(SHARE).is_empty() { Vec::new() } else { SHARES.map(|share| vec![SHARE.to_owned(), share.to_string()]).into() };
        let has = |point: &Vec<String>, seed: u32| self.rows.contains_key(&(point.clone(), seed));
        // What was meant would have taught the same where it paid the same on every record.
        let differs = |point: &Vec<String>, seed: u32| {
            let row = self.rows.get(&(point.clone(), seed)).and_then(|rows| rows.first());
            row.zip(self.column("differing")).is_some_and(|(row, column)| row.fields[column] != "0")
        };
        let needs = |seed: u32| {
            let mut needed = vec![written.clone()];
            needed.extend(differs(&written, seed).then(|| meant.clone()));
            if points.contains(&shifted) {
                needed.push(shifted.clone());
                needed.extend(differs(&shifted, seed).then(|| both.clone()));
            }
            needed.extend(shares.clone());
            if edits.iter().any(|edit| has(edit, seed)) {
                needed.extend(edits.clone());
            }
            needed.into_iter().filter(move |point| !has(point, seed)).collect::<Vec<_>>()
        };
        let there: BTreeSet<u32> = self.rows.keys().map(|(_, seed)| *seed).collect();
        let absent = count(&seeds) - there.len() as u64;
        let missing = there.iter().map(|&seed| needs(seed).len() as u64).sum::<u64>() + absent;
        let words = |seed: u32| -> Vec<String> {
            if !there.contains(&seed) {
                return vec![format!("seed {seed}")];
            }
            needs(seed).into_iter().map(|point| format!("{} {}, seed {seed}", point[0], point[1])).collect()
        };
        (seeds.flat_map(words).take(NAMED.min(missing as usize)).collect(), missing)
    }
}

/// Kinds of variations, as rows name them.
const CELL: &str = "cell";
const SHARE: &str = "share";

fn count(seeds: &std::ops::RangeInclusive<u32>) -> u64 {
    (u64::from(*seeds.end()) + 1).saturating_sub(u64::from(*seeds.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(files: &[&str]) -> Result<Merged, String> {
        let mut merged = Merged::default();
        for (number, text) in files.iter().enumerate() {
            merged.add(&format!("{number}.csv"), &text.replace(' ', "\n"))?;
        }
        merged.fit()?;
        Ok(merged)
    }

    #[test]
    fn rows_come_in_the_order_of_one_run() {
        for (files, expected) in [
            // Every third row.
            (&["v,seed,setup 2,0,a 2,3,a 1,2,b ", "v,seed,setup 2,1,a 1,0,b 1,3,b ", "v,seed,setup 2,2,a 1,1,b "][..], "2 2 2 2 1 1 1 1"),
            // No file says which comes first: numbers by their size, and 10 is more than 9.
            (&["v,seed,setup 10,0,a ", "v,seed,setup 9,0,b "], "9 10"),
            // Words, in the order of the files.
            (&["v,seed,setup b,0,a ", "v,seed,setup a,0,b "], "b a"),
            // The second field starts anew with each value of the first.
            (&["v,w,seed,setup 0,y,0,a 0,x,0,b 1,y,0,c 1,x,0,d "], "0,y 0,x 1,y 1,x"),
            // Rows of an interrupted run stand in the order in which they were finished.
            (&["v,seed,setup 0,0,a 1,0,b 0,1,a 1,1,b "], "0 0 1 1"),
        ] {
            let merged = merged(files).expect("one sweep");
            let axes = merged.axes();
            let rows = csv::table(&merged.table()).rows;
            let found: Vec<String> = rows.into_iter().map(|(_, row)| row.expect("a row")[..axes].join(",")).collect();
            assert_eq!(found.join(" "), expected, "{files:?}");
            assert_eq!(merged.missing().0, [""; 0], "{files:?}");
        }
    }

    #[test]
    fn values_that_a_spreadsheet_wrote_in_another_way_are_the_same() {
        let merged = merged(&["v,seed,setup 0.00001,0,a 0.001,0,b ", "v,seed,setup 1E-05,1,a 0.001,1,b 1E-05,0,a "]).expect("one sweep");
        assert_eq!((merged.doubles, merged.missing()), (1, (Vec::new(), 0)));
        assert_eq!(merged.table().matches("0.00001").count(), 2, "{}", merged.table());
    }

    /// However far apart the seeds are, no more is looked at than is there or named.
    #[test]
    fn seeds_may_be_far_apart() {
        let merged = merged(&["v,seed,setup 1,0,a 1,4000000000,a "]).expect("one sweep");
        assert_eq!(merged.missing(), ((1..=10).map(|seed| format!("v=1 seed {seed}")).collect(), 3_999_999_999));
        assert_eq!(merged.table().lines().count(), 3);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (files, expected) in [
            (&["v,seed,setup 1,0,a ", "w,seed,setup 1,0,a "][..], "1.csv: is of another run than 0.csv"),
            (
                &["v,seed,setup 1,0,a ", "v,seed,setup 1,1,b "],
                "1.csv, line 2: does not fit 0.csv, line 2: scenario, levels, amount or engine",
            ),
            // Not one point in common.
            (
                &["v,seed,scenario,setup 1,0,lava,a ", "v,seed,scenario,setup 2,0,dog,b "],
                "1.csv, line 2: is of the scenario dog, and 0.csv, line 2 of lava",
            ),
            (&["v,seed,x,setup 1,0,5,a ", "v,seed,x,setup 1,0,6,a "], "1.csv, line 2: differs from 0.csv, line 2"),
            (&["v,seed,setup 1,0,a 2,0 "], "0.csv, line 3: is no row"),
            (&["episode,step 1,0 "], "0.csv: is no table of agents that `wayward` wrote"),
        ] {
            let found = merged(files).err().unwrap_or_default();
            assert!(found.contains(expected), "{files:?}: {found}");
        }
    }

    #[test]
    fn doubles_go_and_what_is_missing_is_named() {
        let merged = merged(&["v,seed,setup 1,0,a 1,2,a 2,0,b ", "v,seed,setup 1,0,a 2,1,b 2,2", ""]).expect("one sweep");
        assert_eq!((merged.doubles, merged.rows.len()), (1, 4));
        assert_eq!(merged.missing(), (vec!["v=1 seed 1".to_owned(), "v=2 seed 2".to_owned()], 2));
        assert_eq!(merged.remarks, ["1.csv: its last line was cut off in the middle and is left out", "2.csv: has no row"]);
    }

    /// A table of `wayward correct` with these rows: seed, agent, step, feedback, setup.
    fn corrections(rows: &[(u32, &str, u32, &str, &str)]) -> String {
        let head = crate::table::line(&correct::COLUMNS.map(str::to_owned));
        let line = |(seed, agent, step, feedback, setup): &(u32, &str, u32, &str, &str)| {
            format!("{seed},{agent},{step},corrected,8,8192,3,,,0.5,0.5,0.5,of_world,{feedback},false,1,lava,{setup}\n")
        };
        rows.iter().map(line).fold(head, |text, line| text + &line)
    }

    #[test]
    fn rows_of_an_agent_stay_together_and_in_order() {
        let one = corrections(&[(7, "fresh", 0, "reward", "a"), (7, "trained", 10, "reward", "a"), (7, "trained", 20, "reward", "a")]);
        let cut = corrections(&[(5, "fresh", 0, "reward", "a"), (5, "trained", 10, "reward", "a")]);
        let doubled = corrections(&[(7, "trained", 20, "reward", "a"), (4, "trained", 20, "reward", "a")]);
        let found = merged(&[&one, &cut, &doubled]).expect("one run");
        assert_eq!((found.whole(), found.doubles), (1, 1));
        let part = |seed: u32, rows: usize| format!("seed {seed}: {rows} of 3 rows are there");
        assert_eq!(found.missing(), (vec![part(4, 1), part(5, 2), "seed 6".to_owned()], 3));
        let table = found.table();
        let seeds: Vec<&str> = table.lines().skip(1).map(|line| line.split(",corrected").next().unwrap_or("")).collect();
        assert_eq!(seeds, ["4,trained,20", "5,fresh,0", "5,trained,10", "7,fresh,0", "7,trained,10", "7,trained,20"]);

        for (rows, why) in [
            ((5, "fresh", 0, "reward", "b"), "1.csv, line 2: does not fit 0.csv, line 2: scenario, levels, amount or engine were others"),
            ((5, "fresh", 0, "intended", "a"), "1.csv, line 2: is of the feedback intended, and 0.csv, line 2 of reward"),
            ((5, "trained", 30, "reward", "a"), "1.csv, line 2: does not fit the others: of no other agent is there such a row"),
        ] {
            let found = merged(&[&one, &corrections(&[rows])]).err().unwrap_or_default();
            assert!(found.starts_with(why), "{found}");
        }
        let pulls = crate::table::line(&pulls::COLUMNS.map(str::to_owned)) + "7,10,event,x,pull,,,,,,,lava,a\n";
        assert!(merged(&[&one, &pulls]).err().is_some_and(|why| why.contains("1.csv: is of another run than 0.csv")));
    }

    /// A table of `wayward causes` with these rows: kind, variant, seed, differing.
    fn variations(rows: &[(&str, &str, u32, u32)]) -> String {
        let head = crate::table::line(&agents::COLUMNS.map(str::to_owned));
        let line = |(kind, variant, seed, differing): &(&str, &str, u32, u32)| {
            format!("{kind},{variant},{seed},1024,00000000000000ab,0.5,1,,1024,{differing},a\n")
        };
        rows.iter().map(line).fold(head, |text, line| text + &line)
    }

    #[test]
    fn agents_of_variations_come_as_one_run_has_them_and_what_they_lack_is_named() {
        let first = variations(&[
            ("cell", "written_training", 3, 9),
            ("cell", "written_shifted", 3, 0),
            ("edit", "y", 3, 1),
            ("edit", "x", 3, 1),
            ("share", "0.10", 3, 0),
        ]);
        let second = variations(&[("cell", "written_training", 5, 0), ("cell", "meant_training", 3, 0)]);
        let found = merged(&[&first, &second]).expect("one run");
        let table = found.table();
        let variants: Vec<&str> = table.lines().skip(1).map(|line| line.split(",1024").next().unwrap_or("")).collect();
        assert_eq!(
            variants,
            [
                "cell,written_training,3",
                "cell,written_training,5",
                "cell,meant_training,3",
                "cell,written_shifted,3",
                "share,0.1,3",
                "edit,y,3",
                "edit,x,3"
            ]
        );
        let (named, missing) = found.missing();
        // Five shares of seed 3, all agents of seed 4, and of seed 5 one population and six shares.
        assert_eq!((missing, named.len()), (5 + 1 + 1 + 6, NAMED));
        assert_eq!([&named[0], &named[5], &named[6]], ["share 0.01, seed 3", "seed 4", "cell written_shifted, seed 5"]);
        let other = variations(&[("cell", "written_training", 3, 8)]);
        assert!(
            merged(&[&first, &other]).err().is_some_and(|why| why.contains("1.csv, line 2: differs from 0.csv, line 2, the same agent"))
        );
    }
}
