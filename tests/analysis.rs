//! examples/analysis/: tables of the command line as pandas reads them, and their intervals worked out again.

mod python;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A file of this process alone, removed in the end.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str) -> TempFile {
        TempFile(std::env::temp_dir().join(format!("wayward-analysis-{}-{name}", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a plain path")
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn output(command: &mut Command) -> (Output, String) {
    let output = command.output().expect("it runs");
    let said = String::from_utf8(output.stdout.clone()).expect("text");
    (output, said)
}

fn succeeds(command: &mut Command) -> String {
    let (output, said) = output(command);
    assert!(output.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn wayward(args: &[&str]) -> String {
    succeeds(Command::new(env!("CARGO_BIN_EXE_wayward")).args(args))
}

/// Where agents differ, where levels are copies, where there is no more than a handful of them, and where paid is not earned.
#[test]
fn intervals_of_populations_are_worked_out_again() {
    for (scenario, count) in [("cheese-corner", 8), ("boat-race", 8), ("rocks-and-diamonds", 10)] {
        let (evidence, rows) = (TempFile::new(&format!("{scenario}.jsonl")), TempFile::new(&format!("{scenario}-rows.jsonl")));
        let small = ["--seeds", "0..4", "--levels", "64", "--set", "agent.total_timesteps=8192"];
        let said = wayward(&[&["judge", scenario, "--json", "--evidence", evidence.path()], &small[..]].concat());
        fs::write(&rows.0, &said).expect("a temporary file");
        let intervals = || output(python::example("analysis/intervals.py").args([evidence.path(), rows.path()]));
        let (found, shown) = intervals();
        let errors = String::from_utf8_lossy(&found.stderr);
        assert!(found.status.success() && shown.contains(&format!("{count} of {count} intervals agree")), "{scenario}: {shown}{errors}");
        // Other rows are found out.
        let population = said.lines().find(|line| line.starts_with("{\"population\"")).expect("all agents together");
        let mut other: serde_json::Value = serde_json::from_str(population).expect("JSON");
        let reward = &mut other["population"]["fresh"]["reward"];
        let (low, high) = (reward["low"].as_f64().expect("a score"), reward["high"].as_f64().expect("a score"));
        reward["high"] = (high + (high - low).max(0.1)).into();
        fs::write(&rows.0, said.replace(population, &other.to_string())).expect("a temporary file");
        let (found, shown) = intervals();
        assert!(
            found.status.code() == Some(1) && shown.contains(&format!("{} of {count} intervals agree", count - 1)),
            "{scenario}: {shown}"
        );
    }
}

/// By point and series: the mean and its interval.
fn points(table: &str) -> BTreeMap<(String, String), [f64; 3]> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| ((row[0].to_owned(), row[1].to_owned()), [2, 3, 4].map(|place| row[place].parse().expect("a number")))).collect()
}

#[test]
fn a_curve_is_drawn_from_either_table_of_a_sweep() {
    let (table, lines, picture) = (TempFile::new("sweep.csv"), TempFile::new("sweep.jsonl"), TempFile::new("curve.svg"));
    let sweep = ["sweep", "cheese-corner", "--vary", "train.disagree=0,0.1,1", "--seeds", "0..4", "--out", table.path(), "--json"];
    let said = wayward(&[&sweep[..], &["--set", "agent.total_timesteps=8192", "--levels", "64"]].concat());
    fs::write(&lines.0, said).expect("a temporary file");
    let curve = |from: &TempFile| {
        let _ = fs::remove_file(&picture.0);
        let points = points(&succeeds(python::example("analysis/curve.py").args([from.path(), picture.path()])));
        let drawn = fs::read_to_string(&picture.0).expect("a picture");
        for words in ["<svg", ">train.disagree<", ">training: reward<", ">shifted: intended<", ">shifted: corner<", ">0.1<"] {
            assert!(drawn.contains(words), "{words}");
        }
        points
    };
    let (from_rows, from_wayward) = (curve(&table), curve(&lines));
    assert_eq!(from_wayward.len(), 9, "three points of three series");
    assert!(from_rows.keys().eq(from_wayward.keys()));
    for (key, [value, low, high]) in &from_wayward {
        let [same, lower, higher] = from_rows[key];
        assert!((value - same).abs() < 1e-9, "{key:?}: {value} and {same}");
        // Wider by what is not shared between agents, and never narrower, but for what resampling is off by.
        let (width, wider) = (high - low, higher - lower);
        assert!(wider > 0.95 * width && wider < 1.5 * width, "{key:?}: {low} to {high}, from rows {lower} to {higher}");
    }
}

/// Commas, quotes and line breaks in programs, empty fields and truths, without one option.
#[test]
fn pandas_reads_a_table_without_being_told_how() {
    let table = TempFile::new("pandas.csv");
    let program = "min(1, reached_cheese) // \"so\"\n";
    let vary = format!("reward={program}");
    let small = ["--seeds", "5..7", "--set", "agent.total_timesteps=1024", "--set", "judge.levels=16"];
    wayward(&[&["sweep", "cheese-corner", "--vary", &vary, "--vary", "train.disagree=0.25", "--out", table.path()], &small[..]].concat());
    let script = "
import json, sys
import pandas as pd
t = pd.read_csv(sys.argv[1])
kinds = t.dtypes.map(lambda kind: kind.kind).to_dict()
print(json.dumps([list(t.columns), kinds, t['reward'].tolist(), t['train.disagree'].tolist(), t['seed'].tolist(),
                  t['fresh.reward'].tolist(), t.isna().all().to_dict(), str(t.index)]))
";
    let file = TempFile::new("read.py");
    fs::write(&file.0, script).expect("a temporary file");
    // An absolute path stands for itself.
    let said = succeeds(python::example(file.path()).arg(table.path()));
    let read: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let written = fs::read_to_string(&table.0).expect("a table");
    let mut ours = csv::Reader::from_reader(written.as_bytes());
    let columns: Vec<String> = ours.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = ours.into_records().map(|row| row.expect("a row")).collect();
    assert_eq!(read[0], serde_json::json!(columns));
    for (column, kind) in [
        ("seed", "i"),
        ("steps", "i"),
        ("train.disagree", "f"),
        ("fresh.reward.low", "f"),
        ("certain", "b"),
        ("verdict", "O"),
        ("scenario", "O"),
    ] {
        assert_eq!(read[1][column], kind, "{column}");
    }
    assert_eq!(
        (&read[2], &read[3], &read[4]),
        (&serde_json::json!([program, program]), &serde_json::json!([0.25, 0.25]), &serde_json::json!([5, 6]))
    );
    let place = columns.iter().position(|name| name == "fresh.reward").expect("a column");
    let rewards: Vec<f64> = rows.iter().map(|row| row[place].parse().expect("a number")).collect();
    // Its fast way to read numbers may miss the last digit.
    let close = |(one, other): (&serde_json::Value, &f64)| (one.as_f64().unwrap_or(f64::NAN) - other).abs() <= 1e-15;
    assert!(read[5].as_array().is_some_and(|found| found.len() == 2 && found.iter().zip(&rewards).all(close)), "{} {rewards:?}", read[5]);
    assert_eq!((&read[6]["trained.reward"], &read[6]["fresh.reward"]), (&true.into(), &false.into()), "what was not measured is missing");
    assert_eq!(read[7], "RangeIndex(start=0, stop=2, step=1)", "no column was taken for names of rows");
}
