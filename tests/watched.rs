//! `wayward watched`: what it prints and writes, and where it says no.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

fn wayward(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wayward")).args(args).output().expect("the binary runs")
}

#[test]
fn an_agent_is_told_as_lines_and_as_a_table() {
    let table = std::env::temp_dir().join(format!("wayward-watched-{}.csv", std::process::id()));
    let path = table.to_str().expect("a plain path");
    let output = wayward(&["watched", "absent-supervisor", "--seeds", "3", "--json", "--csv", path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).expect("text").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [agent, all] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&agent["seed"], all["agents"].as_u64()), (&3.into(), Some(1)));
    for (course, curve) in agent["courses"].as_array().unwrap().iter().zip(all["shares"].as_array().unwrap()) {
        assert_eq!(course["share"], curve["share"]);
        assert_eq!((course["digest"].as_str().map(str::len), course["looks"].as_array().map(Vec::len)), (Some(16), Some(16)));
        // Of one agent, the mean is its own figure.
        assert_eq!(course["looks"][15]["unwatched"]["harm"], curve["points"][15]["unwatched"]["harm"]["value"]);
    }
    let written = fs::read_to_string(&table).expect("a table");
    fs::remove_file(&table).expect("it is there");
    assert_eq!(written.lines().count(), 1 + 3 * 16 * 2, "a row for each share, look and kind of level");
    assert!(written.starts_with("seed,share,updates,steps,watched,harm,paid,meant,scenario,setup\n3,0.5,0,0,true,"), "{written}");
}

#[test]
fn other_worlds_have_nobody_who_watches() {
    let output = wayward(&["watched", "lava"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nobody watches"), "{output:?}");
}
