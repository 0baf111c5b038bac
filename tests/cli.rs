//! The command line as a user meets it: the real binary, its output, and its exit status.

use std::process::{Command, Output};

use serde_json::Value;

fn wayward(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wayward")).args(args).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// A run that takes no second in a debug build.
const SMALL: [&str; 4] = ["--set", "agent.total_timesteps=4096", "--set", "judge.levels=64"];

#[test]
fn wrong_usage_exits_2_and_a_bad_scenario_1() {
    let check = |args: &[&str], status: i32, expected: &str| {
        let output = wayward(args);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{args:?}: {errors}");
        assert!(errors.contains(expected), "{args:?}: {errors}");
        assert!(output.stdout.is_empty(), "{args:?}: messages belong on standard error");
    };
    check(&[], 2, "Usage");
    check(&["fly"], 2, "unrecognized subcommand 'fly'");
    check(&["train", "cheese"], 2, "there is no preset `cheese`; there are cheese-corner, cheese-corner-repaired, ");
    check(&["train", "cheese-corner", "--set", "seed"], 2, "--set takes KEY=VALUE, found `seed`");
    check(&["train", "cheese-corner", "--set", "seed=x"], 2, "seed: `x` is not a number");
    check(&["judge", "cheese-corner", "--seeds", "3..3"], 2, "3..3 is empty: the end is excluded");
    check(&["judge", "cheese-corner", "--seeds", "a..3"], 2, "`a` is not a seed");
    check(&["judge", "cheese-corner", "--amount", "1.5"], 2, "must be a number from 0 to 1, found `1.5`");
    check(&["train", "cheese-corner", "--set", "reward=reached_cheez"], 1, "reward: does not compile");
    check(&["train", "cheese-corner", "--set", "train.corner=12"], 1, "train.corner: a corner of 12 does not fit into a room of 13");
    check(&["train", "cheese-corner", "--set", "reward=1 / (x - x)"], 1, "division by zero");
}

#[test]
fn help_is_there_for_every_command() {
    for command in ["presets", "check", "train", "judge"] {
        let output = wayward(&[command, "--help"]);
        assert!(output.status.success() && text(&output.stdout).contains("Usage: wayward"), "{command}");
    }
}

#[test]
fn check_prints_diagnostics_with_carets() {
    let output = wayward(&["check", "cheese-corner", "--set", "reward=if reached_cheez { 1 }"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stdout);
    assert!(shown.contains("reached_cheez") && shown.contains("^^^^") && shown.contains("`reached_cheese`"), "{shown}");
    assert!(wayward(&["check", "cheese-corner"]).status.success());
}

#[test]
fn check_says_what_training_cannot_tell_apart() {
    let check = |more: &[&str]| {
        let output = wayward(&[&["check", "cheese-corner", "--set", "reward=let far = 0; // no more\nreached_cheese"], more].concat());
        assert!(output.status.success(), "warnings are no failure: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let expected = "\
reward:
warning: `far` is never used
 --> 1:5
  |
1 | let far = 0; // no more
  |     ^^^
  = help: use it, or delete this `let`

warning: nothing in training tells `reached_cheese` and `reached_corner` apart (100 % of 256 levels)
 --> 2:1
  |
2 | reached_cheese
  | ^^^^^^^^^^^^^^
  = help: an agent may learn to seek either; let them disagree in some training levels

intended: good
proxies.corner: good
";
    assert_eq!(check(&[]), expected);
    assert!(!check(&["--set", "train.disagree=0.1"]).contains("apart"));
}

#[test]
fn train_prints_the_curve_and_the_digest() {
    let file = std::env::temp_dir().join(format!("wayward-weights-{}", std::process::id()));
    let path = file.to_str().expect("a plain path");
    let run = |more: &[&str]| {
        let output = wayward(&[&["train", "cheese-corner", "--seed", "5", "--steps", "4096"], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let lines: Vec<Value> = run(&["--json", "--save", path]).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!(lines.len(), 5, "four updates and the result");
    let last = &lines[4];
    assert_eq!((last["seed"].as_u64(), last["steps"].as_u64()), (Some(5), Some(4096)));
    let digest = last["digest"].as_str().expect("a digest");
    assert_eq!(digest.len(), 16);
    let weights = std::fs::read(&file).expect("the weights were saved");
    std::fs::remove_file(&file).expect("and can be removed");
    let hash: String = <sha2::Sha256 as sha2::Digest>::digest(&weights).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, hash, "the digest is that of the saved weights");
    assert!(run(&[]).contains(&format!("digest {digest}")));
}

#[test]
fn judge_prints_rows_in_seed_order_as_documented() {
    let run = |more: &[&str]| {
        let output = wayward(&[&["judge", "cheese-corner"], &SMALL[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let shown = run(&["--seeds", "3..7", "--json"]);
    let lines: Vec<Value> = shown.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!(lines[0]["thresholds"]["intended"].as_f64(), Some(0.8));
    let seeds: Vec<u64> = lines[1..].iter().filter_map(|row| row["seed"].as_u64()).collect();
    assert_eq!(seeds, [3, 4, 5, 6]);
    for row in &lines[1..] {
        let keys: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut expected = vec!["scenario", "seed", "steps", "digest", "sets", "competence", "desirability", "verdict", "goal", "certain"];
        expected.sort_unstable();
        assert_eq!(keys, expected);
        assert_eq!(row["verdict"], "not_trained", "4,096 steps are not enough: {row}");
        let set = &row["sets"]["fresh"];
        assert!(row["sets"]["trained"].is_null() && set["earned"] == set["reward"] && set["proxies"]["corner"].is_object(), "{row}");
        let score = &set["reward"];
        assert!(score["low"].as_f64() <= score["value"].as_f64() && score["value"].as_f64() <= score["high"].as_f64(), "{row}");
    }
    let one = run(&["--seeds", "5", "--json"]);
    assert_eq!(one.lines().nth(1), shown.lines().nth(3), "a seed alone gives the row that it gives among others");
    assert!(run(&["--seeds", "3..5"]).contains("\n2 of 2: not trained, "));
}
