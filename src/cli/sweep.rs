//! `wayward sweep`: a row for every point of a grid and every seed, as CSV.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::batch::{self, InOrder, Job, Point};
use super::input::{ScenarioArgs, parse_amount, parse_levels, parse_seeds, parse_shard};
use super::judge::{pooled, print_thresholds, summary};
use super::output::{print_json, print_line};
use super::rows::{Layout, RowFile};
use super::{Failure, usage};
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
    let before = file.as_ref().map_or(0, RowFile::len);
    let (part, parts) = options.shard.unwrap_or((1, 1));
    let mine = |place: usize| place as u64 % u64::from(parts) == u64::from(part - 1);
    let places: Vec<usize> = (0..grid.places()).filter(|&place| mine(place)).collect();
    let missing = |place: &usize| file.as_ref().is_none_or(|file| !file.has(*place));
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
            file.append(vec![(todo[job], grid.row(jobs[job].point, &report.row))])?;
        }
        let ready = order.push(job, (jobs[job].point, report));
        bar.suspend(|| ready.into_iter().for_each(|(point, report)| told.tell(point, report)));
        Ok(())
    });
    order.rest().for_each(|(point, report)| told.tell(point, report));
    if let Some(file) = file {
        let path = file.path().to_owned();
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

    fn header(&self) -> String {
        table::line(&self.columns())
    }

    fn row(&self, point: usize, row: &Row) -> String {
        let mut fields = self.values[point].clone();
        fields.extend(table::row_fields(row, &self.proxies, &self.setups[point]));
        table::line(&fields)
    }
}

impl Layout for Grid {
    fn name(&self) -> &'static str {
        "this sweep"
    }

    fn option(&self) -> &'static str {
        "--out"
    }

    fn columns(&self) -> Vec<String> {
        let mut names: Vec<String> = self.axes.iter().map(|axis| axis.key.clone()).collect();
        names.extend(table::row_names(&self.proxies));
        names
    }

    fn place(&self, fields: &mut [String]) -> Result<usize, String> {
        let (values, rest) = fields.split_at_mut_checked(self.axes.len()).ok_or("it has too few fields")?;
        // 0.10 and 0.1 are one value.
        let is_same = |(axis, (one, other)): (&Axis, (&String, &String))| {
            one == other || (axis.number && one.parse::<f64>().is_ok_and(|number| number.to_string() == *other))
        };
        let is_point = |point: &Vec<String>| self.axes.iter().zip(values.iter().zip(point)).all(is_same);
        let point = self.values.iter().position(is_point).ok_or("this sweep has no such point")?;
        if rest.last() != self.setups.get(point) {
            return Err("scenario, levels, amount or engine were others".into());
        }
        let seed: Option<u32> = rest.first().and_then(|seed| seed.parse().ok());
        let seed = seed.filter(|seed| (self.seeds.0..self.seeds.1).contains(seed)).ok_or("this sweep has no such seed")?;
        values.clone_from_slice(&self.values[point]);
        Ok(point * self.seeds_each() + (seed - self.seeds.0) as usize)
    }

    fn same(&self) -> &'static str {
        "the same point and seed"
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
}
