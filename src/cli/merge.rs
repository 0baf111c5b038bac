//! `wayward merge`: the rows of shards in one table, as one run would have written it.
//!
//! A file says neither which sweep it belongs to nor which shard it is, so all is read from the rows: what was varied (the columns
//! before `seed`), in which order its values come, and which combinations of values and seeds are missing. Not here: making what is
//! missing, which is what `wayward sweep` does with the merged file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::output::{print_line, replace};
use super::sweep::locked;
use super::{Failure, csv};

#[derive(Args)]
#[command(
    after_help = "The order of values is that of the files; where no file says which of two comes first, the smaller number does. Exit status 1 \
                        if rows are missing: what is there is written all the same, and `wayward sweep --out` makes the rest."
)]
pub struct Options {
    /// Tables that `wayward sweep` wrote, of one sweep, in any order
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
    let table = merged.table();
    match &options.out {
        Some(path) => replace(path, &table).map_err(|error| Failure::Failed(format!("{}: {error}", path.display())))?,
        None => print_line(table.trim_end_matches('\n')),
    }
    for remark in &merged.remarks {
        eprintln!("{remark}");
    }
    let (named, all) = merged.missing();
    let missing = all - merged.rows.len() as u64;
    eprintln!("{} of {all} rows, {} doubles left out", merged.rows.len(), merged.doubles);
    if missing == 0 {
        return Ok(());
    }
    let rest = missing - named.len() as u64;
    let more = if rest > 0 { format!("\n  and {rest} more") } else { String::new() };
    Err(Failure::Failed(format!("{missing} of {all} rows are missing:\n  {}{more}", named.join("\n  "))))
}

/// The values of the varied fields, then the seed.
type Key = (Vec<String>, u32);

/// A row, and where it was read first.
struct Known {
    text: String,
    place: String,
}

#[derive(Default)]
struct Merged {
    header: Vec<String>,
    first: String,
    rows: BTreeMap<Key, Known>,
    /// The preset that all rows are of, and where it was read first.
    scenario: Option<(String, String)>,
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
        self.header.iter().position(|name| name == "seed").unwrap_or(0)
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
        let column = |name: &str| header.iter().position(|field| field == name);
        let (Some(axes), Some(setup)) = (column("seed"), column("setup")) else {
            return Err(format!("{path}: is no table that `wayward sweep` wrote: its first line has no `seed` or no `setup`"));
        };
        let scenario = column("scenario");
        if self.header.is_empty() {
            (self.header, self.first) = (header, path.to_owned());
        } else if self.header != header {
            return Err(format!("{path}: is of another sweep than {}: its first line names other columns", self.first));
        }
        let mut sequence: Vec<Vec<String>> = Vec::new();
        for (line, row) in table.rows {
            let place = format!("{path}, line {line}");
            let fields = row.map_err(|why| format!("{place}: is no row of this table: {why}"))?;
            let seed = fields[axes].parse().map_err(|_| format!("{place}: is no row of this table: `{}` is no seed", fields[axes]))?;
            if let Some(column) = scenario {
                let (own, other) = self.scenario.get_or_insert_with(|| (fields[column].clone(), place.clone()));
                if *own != fields[column] {
                    return Err(format!("{place}: is of the scenario {}, and {other} of {own}", fields[column]));
                }
            }
            let setup = fields[setup].clone();
            let point = self.points.entry(setup.clone()).or_insert_with(|| fields[..axes].to_vec()).clone();
            let fields = [&point, &fields[axes..]].concat();
            let (own, other) = self.setups.entry(point.clone()).or_insert_with(|| (setup.clone(), place.clone()));
            if *own != setup {
                return Err(format!("{place}: does not fit {other}: scenario, levels, amount or engine were others"));
            }
            if sequence.last() != Some(&point) {
                sequence.push(point.clone());
            }
            let known = Known { text: crate::table::line(&fields), place };
            match self.rows.get(&(point.clone(), seed)) {
                Some(other) if other.text == known.text => self.doubles += 1,
                Some(other) => return Err(format!("{}: differs from {}, the same point and seed", known.place, other.place)),
                None => {
                    self.rows.insert((point, seed), known);
                }
            }
        }
        self.sequences.push(sequence);
        Ok(())
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
        let mut points: Vec<Vec<String>> = vec![Vec::new()];
        for axis in 0..self.axes() {
            let values = self.order(axis);
            let longer =
                |start: &Vec<String>| values.iter().map(|value| [start.as_slice(), std::slice::from_ref(value)].concat()).collect();
            points = points.iter().flat_map::<Vec<_>, _>(longer).collect();
        }
        points
    }

    fn seeds(&self) -> std::ops::RangeInclusive<u32> {
        let seeds = || self.rows.keys().map(|(_, seed)| *seed);
        seeds().min().unwrap_or(1)..=seeds().max().unwrap_or(0)
    }

    fn table(&self) -> String {
        let rows = self.order_of_points().into_iter().flat_map(|point| self.rows.range((point.clone(), 0)..=(point, u32::MAX)));
        std::iter::once(crate::table::line(&self.header)).chain(rows.map(|(_, row)| row.text.clone())).collect()
    }

    /// The first of those that are missing in words, and how many rows there would be in all.
    fn missing(&self) -> (Vec<String>, u64) {
        let points = self.order_of_points();
        let seeds = self.seeds();
        let all = points.len() as u64 * (u64::from(*seeds.end()) + 1).saturating_sub(u64::from(*seeds.start()));
        let keys = points.into_iter().flat_map(|point| seeds.clone().map(move |seed| (point.clone(), seed)));
        let words = |(point, seed): Key| {
            let values = self.header.iter().zip(&point).map(|(name, value)| format!("{name}={value} "));
            format!("{}seed {seed}", values.collect::<String>())
        };
        let wanted = NAMED.min((all - self.rows.len() as u64) as usize);
        (keys.filter(|key| !self.rows.contains_key(key)).take(wanted).map(words).collect(), all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(files: &[&str]) -> Result<Merged, String> {
        let mut merged = Merged::default();
        for (number, text) in files.iter().enumerate() {
            merged.add(&format!("{number}.csv"), &text.replace(' ', "\n"))?;
        }
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
        assert_eq!((merged.doubles, merged.missing()), (1, (Vec::new(), 4)));
        assert_eq!(merged.table().matches("0.00001").count(), 2, "{}", merged.table());
    }

    /// However far apart the seeds are, no more is looked at than is there or named.
    #[test]
    fn seeds_may_be_far_apart() {
        let merged = merged(&["v,seed,setup 1,0,a 1,4000000000,a "]).expect("one sweep");
        assert_eq!(merged.missing(), ((1..=10).map(|seed| format!("v=1 seed {seed}")).collect(), 4_000_000_001));
        assert_eq!(merged.table().lines().count(), 3);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (files, expected) in [
            (&["v,seed,setup 1,0,a ", "w,seed,setup 1,0,a "][..], "1.csv: is of another sweep than 0.csv"),
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
            (&["episode,step 1,0 "], "0.csv: is no table that `wayward sweep` wrote"),
        ] {
            let found = merged(files).err().unwrap_or_default();
            assert!(found.contains(expected), "{files:?}: {found}");
        }
    }

    #[test]
    fn doubles_go_and_what_is_missing_is_named() {
        let merged = merged(&["v,seed,setup 1,0,a 1,2,a 2,0,b ", "v,seed,setup 1,0,a 2,1,b 2,2", ""]).expect("one sweep");
        assert_eq!((merged.doubles, merged.rows.len()), (1, 4));
        assert_eq!(merged.missing(), (vec!["v=1 seed 1".to_owned(), "v=2 seed 2".to_owned()], 6));
        assert_eq!(merged.remarks, ["1.csv: its last line was cut off in the middle and is left out", "2.csv: has no row"]);
    }
}
