//! Inputs that shifted levels turn on and training never does, as the command line says it; and that the documentation's figures are
//! those which it prints.

use std::fs;
use std::path::Path;
use std::process::Command;

use engine::judge::Verdict;
use engine::scenario::PRESETS;
use serde_json::Value;

fn wayward(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wayward")).args(args).output().expect("the binary runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The last line of `check --json`.
fn unmet(preset: &str) -> Value {
    let printed = wayward(&["check", preset, "--json"]);
    let last: Value = serde_json::from_str(printed.lines().last().expect("a line")).expect("JSON Lines");
    last["unmet"].clone()
}

/// Rows of the table in docs/verdict.md.
#[test]
fn the_documentation_has_the_figures_of_every_preset() {
    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verdict.md")).expect("docs/verdict.md");
    for preset in &PRESETS {
        let found = unmet(preset.name);
        let share = |value: &Value, key: &str| wayward::ui::words::unmet::share(value[key].as_u64().expect("a count") as u32, 256);
        let groups = found["groups"].as_array().expect("a list").iter();
        let groups: Vec<String> = groups
            .map(|group| {
                let of = group["inputs"].as_array().map_or(0, Vec::len);
                format!("{} ({of} of {})", group["name"].as_str().expect("a name"), group["of"])
            })
            .collect();
        let row = format!("| `{}` | {} | {} | {} |", preset.name, share(&found, "begin"), share(&found, "any"), groups.join(", "));
        assert!(docs.contains(&row.replace("|  |", "| |")), "docs/verdict.md must have this row:\n{row}");
    }
}

#[test]
fn check_names_what_was_never_met() {
    let corner = wayward(&["check", "cheese-corner"]);
    let inputs = corner.split("inputs: ").nth(1).expect("what it says of inputs");
    assert!(
        inputs.starts_with("73 % of 256 shifted levels begin with an input on that no state of 256 training levels turns on"),
        "{inputs}"
    );
    assert!(inputs.contains("\n  cheese across: to the left; at the start of ") && inputs.contains("\n  cheese down: below; "), "{inputs}");
    let middle = wayward(&["check", "cheese-middle"]);
    assert!(middle.contains("inputs: All inputs that are on in some state of 256 shifted levels"), "{middle}");
}

/// Rows and the population carry it; the sides of the split are the levels that scores are read on.
#[test]
fn rows_carry_it() {
    let few = ["--set", "agent.total_timesteps=1024", "--levels", "64"];
    let printed = wayward(&[&["judge", "cheese-corner", "--seeds", "0..2", "--json"], &few[..]].concat());
    let lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    for found in [&lines[1], &lines[2], &lines[3]["population"]] {
        let (unmet, split) = (&found["unmet"], &found["split"]);
        assert_eq!((&unmet["training_levels"], &unmet["shifted_levels"]), (&64.into(), &64.into()), "{found}");
        assert_eq!(unmet["groups"][0]["inputs"], serde_json::json!(["to the left"]));
        assert_eq!(split["unfamiliar"]["drawn"], unmet["begin"]);
        assert!(
            split["familiar"]["intended"]["value"].is_number() && split["unfamiliar"]["proxies"]["corner"]["low"].is_number(),
            "{split}"
        );
    }
    assert_eq!(lines[1]["verdict"], Verdict::NotTrained.name());
}
