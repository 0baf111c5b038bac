//! The command line as a user meets it: the real binary, its output, and its exit status.

#[path = "../engine/tests/somebody/mod.rs"]
mod somebody;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use engine::scenario::Scenario;
use engine::share::{self, Shared};
use serde_json::{Value, json};

fn wayward(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wayward")).args(args).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// A run that takes no second in a debug build.
const SMALL: [&str; 4] = ["--set", "agent.total_timesteps=4096", "--set", "judge.levels=64"];

/// One update and few levels, where only rows count and not what stands in them.
const TINY: [&str; 4] = ["--set", "agent.total_timesteps=1024", "--set", "judge.levels=16"];

/// A file of this process alone, removed in the end.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str) -> TempFile {
        TempFile(std::env::temp_dir().join(format!("wayward-{}-{name}", std::process::id())))
    }

    fn with(name: &str, content: &str) -> TempFile {
        let file = TempFile::new(name);
        fs::write(&file.0, content).expect("a temporary file");
        file
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a plain path")
    }

    fn read(&self) -> String {
        fs::read_to_string(&self.0).unwrap_or_default()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

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
    check(&["train", "cheese"], 2, "there is no preset and no file `cheese`; presets are cheese-corner, cheese-corner-repaired");
    check(&["train", "https://example.org/#1.abcd"], 1, "the link ends too early: 6 characters arrived");
    check(&["train", "#2.abc"], 1, "the link is in format 2, which this version cannot read");
    check(&["train", "#preset=cheese"], 1, "preset: there is no preset `cheese`");
    check(&["judge", "preset=cheese-corner&seed=x"], 1, "seed: must be a number, found `x`");
    check(&["link"], 2, "<SCENARIO>");
    check(&["link", "cheese-corner", "--decode", "#1.abc"], 2, "cannot be used with");
    check(&["link", "cheese-corner", "--title", &"a".repeat(81)], 2, "--title takes at most 80 characters");
    check(&["link", "cheese-corner", "--address", "https://example.org/#"], 2, "--address takes the address of a page");
    check(&["link", "cheese-corner", "--set", "train.corner=12"], 1, "train.corner: a corner of 12 does not fit into a room of 13");
    check(&["link", "--decode", "https://example.org/"], 1, "this is no link of Wayward");
    check(&["train", "missing.json"], 1, "missing.json: No such file");
    check(&["train", "cheese-corner", "--set", "seed"], 2, "--set takes KEY=VALUE, found `seed`");
    check(&["train", "cheese-corner", "--set", "seed=x"], 2, "seed: `x` is not a number");
    check(&["judge", "cheese-corner", "--seeds", "3..3"], 2, "3..3 is empty: the end is excluded");
    check(&["judge", "cheese-corner", "--seeds", "a..3"], 2, "`a` is not a seed");
    check(&["judge", "cheese-corner", "--amount", "1.5"], 2, "must be a number from 0 to 1, found `1.5`");
    check(&["judge"], 2, "<SCENARIO>");
    check(&["judge", "cheese-corner", "--all"], 2, "cannot be used with '--all'");
    check(
        &["judge", "cheese-corner", "--levels", "63"],
        2,
        "must be a whole number from 64 to 4096, found `63`; with fewer there is no verdict in a world of many levels",
    );
    check(&["sweep", "cheese-corner"], 2, "--vary <KEY=V1,V2,…>");
    let sweep = |vary: &str, expected: &str| check(&["sweep", "cheese-corner", "--vary", vary], 2, expected);
    sweep("train.disagree", "--vary takes KEY=V1,V2,…, found `train.disagree`");
    sweep("train.disagree=", "train.disagree: `` is not a number");
    sweep("train.disagree=0,2", "train.disagree: must be a number from 0 to 1, found 2");
    sweep("train.disagree=0.1,0.10", "--vary train.disagree: `0.1` stands there twice");
    sweep("train.disagrea=0", "train.disagrea: this world has no knob `disagrea`");
    sweep("seed=1,2", "--vary seed: seeds are what --seeds is for");
    check(&["sweep", "cheese-corner", "--vary", "reward=1,2", "--vary", "reward=3"], 2, "--vary reward is given twice");
    check(&["sweep", "cheese-corner", "--vary", "reward=reached_cheez"], 1, "reward: does not compile");
    check(&["sweep", "cheese-corner", "--vary", "train.disagree=0", "--shard", "0/2"], 2, "must be I/N with I from 1 to N, found `0/2`");
    check(&["sweep", "cheese-corner", "--vary", "train.disagree=0", "--out", "/dev/null"], 1, "is no file that rows can be kept in");
    check(&["sweep", "cheese-corner", "--vary", "train.disagree=0", "--out", "/no/such/folder/x.csv"], 1, "/no/such/folder/x.csv: No such");
    check(&["rollouts", "cheese-corner", "--policy", "best"], 2, "must be `agent`, `random` or `optimal:GOAL`, found `best`");
    check(&["rollouts", "cheese-corner", "--policy", "optimal:gold"], 2, "there is no goal `gold`; there are reward, intended, corner");
    check(&["rollouts", "cheese-corner", "--on", "judge"], 2, "invalid value 'judge' for '--on <ON>'");
    check(&["rollouts", "cheese-corner", "--policy", "random", "--amount", "0.5"], 2, "--amount is for --on shift");
    check(&["rollouts", "cheese-corner", "--levels", "0"], 2, "must be `judge` or a whole number from 1 to 4294967295, found `0`");
    check(
        &["rollouts", "cheese-corner", "--policy", "random", "--set", "reward=1 / (x - x)"],
        1,
        "level 0: step 1: `reward` gave no number",
    );
    check(&["rollouts", "cheese-corner", "--policy", "optimal:reward", "--set", "reward=1 / (x - x)"], 1, "so nothing is optimal");
    check(&["rivals", "cheese-corner", "--goal", "gold"], 2, "there is no goal `gold`; there are reward, intended, corner");
    check(&["worst", "zebra"], 1, "in this world nobody goes anywhere");
    check(&["worst", "cheese-corner", "--set", "intended=0"], 1, "there is nothing to fail at");
    check(&["pulls", "cheese-corner", "--moments", "0"], 2, "0 is not in 1..=64");
    check(&["pulls", "cheese-corner", "--shard", "3/2"], 2, "must be I/N with I from 1 to N, found `3/2`");
    check(&["correct", "lava", "--explore"], 2, "explores as much anyway, its agent.ent_coef is 0.1");
    check(&["correct", "cheese-corner", "--most", "3"], 2, "--harms");
    check(&["solve", "cheese-corner"], 2, "--goal <NAME>");
    check(&["solve", "cheese-corner", "--goal", "gold"], 2, "there is no goal `gold`; there are reward, intended, corner");
    check(&["train", "cheese-corner", "--set", "reward=reached_cheez"], 1, "reward: does not compile");
    check(&["train", "cheese-corner", "--set", "train.corner=12"], 1, "train.corner: a corner of 12 does not fit into a room of 13");
    check(&["train", "cheese-corner", "--set", "reward=1 / (x - x)"], 1, "division by zero");
}

#[test]
fn help_is_there_for_every_command() {
    for command in [
        "presets", "check", "train", "judge", "correct", "sweep", "rollouts", "rivals", "worst", "causes", "pulls", "readings", "framings",
        "solve", "link", "thumbs",
    ] {
        let output = wayward(&[command, "--help"]);
        assert!(output.status.success() && text(&output.stdout).contains("Usage: wayward"), "{command}");
    }
}

/// In training, cheese and corner always come together: a viewer who wants cheese teaches both, and the program is one of the language.
#[test]
fn a_viewer_teaches_what_clips_can_show() {
    let run = |more: &[&str]| wayward(&[&["thumbs", "cheese-corner", "--seeds", "3..5", "--answers", "10"], &TINY[..], more].concat());
    let output = run(&[]);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(said.contains("seed 3     10 answers") && said.contains("learned: reached_cheese + reached_corner"), "{said}");
    assert!(said.contains("always came together") && said.contains("of 2 agents do what was meant"), "{said}");
    let rows: Vec<Value> =
        text(&run(&["--json"]).stdout).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    assert_eq!(rows.len(), 3);
    let (row, all) = (&rows[0], &rows[2]);
    assert_eq!((&row["seed"], &row["program"]), (&json!(3), &json!("reached_cheese + reached_corner")));
    assert_eq!((row["agreement"].as_f64(), row["shifted_agreement"].as_f64() < Some(1.0)), (Some(1.0), true));
    assert_eq!(all["agents"], 2);
    // The scenario's own reward is not read.
    let other = run(&["--json", "--set", "reward=bumped"]);
    assert_eq!(text(&other.stdout).lines().next(), Some(serde_json::to_string(row).expect("JSON")).as_deref());
    let nothing = text(&run(&["--set", "intended=0"]).stdout).to_owned();
    assert!(nothing.contains("All answers are \"the same\"") && nothing.contains("2 nothing learned"), "{nothing}");
    let bad = run(&["--rounds", "0"]);
    assert_eq!(bad.status.code(), Some(2));
}

#[test]
fn rivals_are_told_by_seed_and_together() {
    let run = |more: &[&str]| {
        let output = wayward(&[&["rivals", "cheese-corner", "--seeds", "3..5"], &TINY[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let lines: Vec<Value> = run(&["--json"]).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    let [first, second, all] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&first["seed"], &second["seed"], &all["population"]["agents"]), (&3.into(), &4.into(), &2.into()));
    assert_eq!(first["rivals"], serde_json::json!([{"direction": {"across": 1, "down": -1}}, {"place": {"column": 11, "row": 1}}]));
    let rooms: Vec<&Value> = first["rooms"].as_array().expect("rooms").iter().map(|room| &room["room"]).collect();
    assert_eq!(
        rooms,
        [&serde_json::json!("shifted"), &serde_json::json!({"size": 9}), &serde_json::json!({"size": 15}), &"mirrored".into()]
    );
    assert_eq!((&first["goal"], &first["rooms"][1]["rivals"][1]["standing"]), (&serde_json::json!({"proxy": "corner"}), &"absent".into()));
    let shown = run(&[]);
    for part in [
        "seed 3     on the shifted levels: corner ",
        "On mirrored levels, 16 levels: corner ",
        "In rooms of 9 “corner” and “as far up and right as it goes” are the same",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn the_worst_level_is_told_and_drawn() {
    let run = |more: &[&str]| {
        let output = wayward(&[&["worst", "cheese-corner", "--seeds", "3..5"], &TINY[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let lines = json_lines(&run(&["--json"]));
    let [first, second] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&first["seed"], &second["seed"]), (&3.into(), &4.into()));
    let score = |line: &Value, place: &str| line[place]["score"].as_f64().expect("a score");
    assert!(score(first, "after") <= score(first, "before"));
    assert_eq!(first["others"].as_array().map(Vec::len), Some(1));
    let shown = run(&["--pictures"]);
    for part in
        ["seed 3     before ", "others that fail there, too: ", first["after"]["picture"].as_str().expect("a picture"), "of 2 agents."]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect()
}

#[test]
fn causes_are_told_and_shards_together_are_the_whole() {
    let run = |preset: &str, more: &[&str]| {
        let output = wayward(&[&["causes", preset, "--seeds", "3..5"], &TINY[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let whole = TempFile::new("causes.csv");
    let lines = json_lines(&run("boat-race", &["--json", "--csv", whole.path()]));
    let [thresholds, agents @ .., causes, relabel] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(thresholds["thresholds"], serde_json::json!({"mends": 0.7, "gain": 0.2}));
    let kinds: Vec<(&Value, &Value)> = agents.iter().map(|agent| (&agent["variant"], &agent["seed"])).collect();
    let cells = [("written_training", 3), ("written_training", 4), ("meant_training", 3), ("meant_training", 4)];
    assert_eq!(kinds.len(), 4);
    assert!(kinds.iter().zip(cells).all(|(found, (cell, seed))| *found == (&cell.into(), &seed.into())), "{kinds:?}");
    assert_eq!((&causes["causes"]["same_levels"], &causes["causes"]["outcome"]), (&true.into(), &"cannot_tell".into()));
    assert_eq!(relabel["relabel"]["least_share"], 0.45);
    let shown = run("boat-race", &[]);
    for part in ["written_training", "There is no shift to blame", "45 % of the episodes would have to be relabeled"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }

    // Each shard has the agents of its seeds, and from their tables nothing is trained again.
    let shards = ["1/2", "2/2"].map(|shard| {
        let file = TempFile::new(&format!("causes-{}.csv", &shard[..1]));
        assert_eq!(run("boat-race", &["--shard", shard, "--csv", file.path()]), "");
        file
    });
    let [one, other] = &shards;
    let together = run("boat-race", &["--rows", one.path(), "--rows", other.path(), "--json"]);
    assert_eq!(json_lines(&together)[5..], lines[5..]);
    let output = wayward(&[&["causes", "lava", "--rows", one.path()], &TINY[..]].concat());
    assert!(!output.status.success() && text(&output.stderr).contains("another scenario"), "{}", text(&output.stderr));
}

#[test]
fn shares_edits_and_culprits_are_told_on_demand() {
    let output = wayward(&[&["causes", "lava", "--seeds", "3", "--shares", "--edits", "--culprits", "--json"], &TINY[..]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = json_lines(&text(&output.stdout));
    let answer = |name: &str| lines.iter().find_map(|line| line.get(name)).unwrap_or_else(|| panic!("{name} is missing"));
    assert_eq!(answer("shares")["points"].as_array().map(Vec::len), Some(7));
    let edits = answer("edits")["results"].as_array().expect("a list").clone();
    assert!(edits.len() > 20 && edits.iter().all(|edit| edit["agents"] == 1), "{edits:?}");
    assert_eq!(answer("culprits")["seed"], 3);
}

#[test]
fn readings_are_told_with_what_was_seen() {
    let run = |more: &[&str]| {
        let output = wayward(&[&["readings", "cheese-corner", "--seeds", "3..5"], &TINY[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let lines = json_lines(&run(&["--json"]));
    let [first, second, all] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&first["unseen"]["seed"], &second["unseen"]["seed"]), (&3.into(), &4.into()));
    assert_eq!(first["unseen"]["records"], 1024);
    assert_eq!(all["readings"]["readings"][0]["name"], "reward");
    assert_eq!(all["readings"]["readings"][0]["also"][0], "intended");
    let shown = run(&[]);
    for part in ["your reward as it says: ", "the same as what you meant", "In training an agent met ", "at most 1.6e38"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn framings_are_read_of_presets() {
    let output = wayward(&["framings", "no-such-preset"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
    assert!(text(&output.stderr).contains("there is no preset `no-such-preset`"));
}

#[test]
fn pulls_are_told_by_seed_and_together() {
    let run = |more: &[&str]| {
        let output = wayward(&[&["pulls", "cheese-corner", "--seeds", "3..5"], &TINY[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let lines = |printed: &str| -> Vec<Value> { printed.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect() };
    let [first, second, all] = &lines(&run(&["--json", "--moments", "2"]))[..] else { panic!("two agents and all") };
    assert_eq!((&first["seed"], &second["seed"], &all["population"]["agents"]), (&3.into(), &4.into(), &2.into()));
    let [corner, pays] = [&first["pulls"]["events"][1]["event"], &first["pulls"]["events"][1]["pays"]];
    assert_eq!((corner, pays), (&"reached_corner".into(), &serde_json::json!(0.0)));
    assert!(first["pulls"]["events"][1]["pull"]["value"].is_number() && first["pulls"]["final"].is_array(), "{first}");
    let steps: Vec<&Value> = first["moments"].as_array().expect("moments").iter().map(|moment| &moment["step"]).collect();
    assert_eq!(steps, [0, 1024], "one update, before and after it");
    // Shards together are the whole.
    let whole = TempFile::new("pulls.csv");
    let shown = run(&["--csv", whole.path()]);
    assert!(shown.starts_with("seed 3     the cheese ") && shown.contains("nearness of a kind"), "{shown}");
    let parts: Vec<String> = ["1/2", "2/2"]
        .iter()
        .map(|part| {
            let file = TempFile::new("pulls-part.csv");
            assert_eq!(run(&["--shard", part, "--csv", file.path()]).lines().count(), 1, "nobody speaks for those of other parts");
            file.read()
        })
        .collect();
    let rows = |text: &str| text.lines().skip(1).map(|line| line.to_owned() + "\n").collect::<String>();
    let header = parts[0].lines().next().expect("a header").to_owned() + "\n";
    assert_eq!(header + &rows(&parts[0]) + &rows(&parts[1]), whole.read());
    let silent = wayward(&["pulls", "boat-race", "--seeds", "3", "--set", "reward=x", "--set", "intended=y", "--set", "proxies.arrows=x"]);
    assert!(silent.status.success() && text(&silent.stdout).starts_with("Neither this world nor your goals name an event"), "{silent:?}");
}

/// Commands whose tables have agents, and how many rows those of three seeds have in all.
const BY_AGENT: [(&[&str], usize); 6] = [
    (&["causes", "boat-race", "--seeds", "3..6", "--shares"], 3 * (1 + 1 + 6)),
    (&["pulls", "cheese-corner", "--seeds", "3..6", "--moments", "2"], 3 * 2 * 2 * (2 + 2)),
    (&["correct", "cheese-corner", "--seeds", "3..6", "--moments", "--harms", "--steps", "4096"], 3 * (1 + 1)),
    (
        // Its corrections are as many updates as ever, so they are small ones.
        &["watched", "absent-supervisor", "--seeds", "3..6", "--set", "agent.num_envs=4", "--set", "agent.hidden_size=16"],
        3 * 3 * 16 * 2,
    ),
    (&["readings", "cheese-corner", "--seeds", "3..6"], 3 * 2),
    (&["thumbs", "cheese-corner", "--seeds", "3..6", "--answers", "8", "--rounds", "2"], 3),
];

/// Shards merged, and a run that was cut off anywhere and goes on, give the very bytes of one run, and what it says of all.
#[test]
fn tables_of_agents_are_merged_and_continued() {
    for (args, rows) in BY_AGENT {
        let name = args[0];
        let run = |more: &[&str]| {
            let output = wayward(&[args, &TINY, more].concat());
            assert!(output.status.success(), "{name} {more:?}: {}", text(&output.stderr));
            output
        };
        let file = TempFile::new(&format!("{name}-whole.csv"));
        let told = text(&run(&["--csv", file.path(), "--json"]).stdout);
        let whole = file.read();
        assert_eq!(whole.lines().count(), 1 + rows, "{name}");

        // Shards, each with a file of its own; one of them died in the middle of a row.
        let parts = ["1/2", "2/2"].map(|part| {
            let file = TempFile::new(&format!("{name}-part-{}.csv", &part[..1]));
            run(&["--shard", part, "--csv", file.path()]);
            file
        });
        let [one, other] = &parts;
        let out = TempFile::new(&format!("{name}-merged.csv"));
        let merge = |files: &[&str]| wayward(&[&["merge"], files, &["--out", out.path()]].concat());
        let output = merge(&[other.path(), one.path(), other.path()]);
        assert_eq!((output.status.code(), out.read()), (Some(0), whole.clone()), "{name}: {}", text(&output.stderr));
        let cut = other.read();
        fs::write(&other.0, &cut[..cut.len() - 5]).expect("a temporary file");
        let output = merge(&[one.path(), other.path()]);
        let errors = text(&output.stderr);
        assert!(output.status.code() == Some(1) && errors.contains("its last line was cut off"), "{name}: {errors}");
        assert!(
            errors.contains(" of 3 agents are missing:\n  seed 4") || errors.contains("agents are missing:\n  share 1, seed 4"),
            "{errors}"
        );
        let errors = text(&run(&["--csv", out.path()]).stderr);
        assert!(!errors.contains(" 0 of them from before"), "{name}: {errors}");
        assert_eq!(out.read(), whole, "{name}: what was missing is made");

        // Cut anywhere; what is whole is not made again, and what is said of all is the same.
        let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at + 1).collect();
        for cut in [0, ends[0] - 3, ends[0], ends[ends.len() / 2] + 4, ends[ends.len() - 2], whole.len()] {
            fs::write(&file.0, &whole[..cut]).expect("a temporary file");
            let output = run(&["--csv", file.path(), "--json"]);
            assert_eq!(file.read(), whole, "{name}: cut at {cut}");
            assert_eq!(text(&output.stdout).lines().last(), told.lines().last(), "{name}: cut at {cut}");
            let all = text(&output.stderr).contains("3 of 3 agents, 3 of them from before");
            assert!(all == (cut == whole.len()) || name == "causes", "{name}, cut at {cut}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn a_table_of_agents_of_another_run_is_refused_and_left_alone() {
    for (args, _) in BY_AGENT {
        let name = args[0];
        let file = TempFile::new(&format!("{name}-other.csv"));
        let refused = |content: &str, args: &[&str], expected: &str| {
            fs::write(&file.0, content).expect("a temporary file");
            let output = wayward(&[args, &["--csv", file.path()]].concat());
            let errors = text(&output.stderr);
            assert!(output.status.code() == Some(1) && errors.contains(expected), "{args:?}: {errors}");
            assert_eq!(file.read(), content, "{name}");
        };
        let own = [args, &TINY].concat();
        assert!(wayward(&[&own[..], &["--csv", file.path()]].concat()).status.success());
        let whole = file.read();
        let line = whole.lines().nth(1).expect("a row").to_owned();
        refused("my diary\n", &own, "is not a table of this run: its first line names other columns");
        refused(&whole, &[&own[..], &["--set", "judge.levels=32"]].concat(), "line 2 is no row of this run: scenario, levels");
        let fewer = [&own[..3], &["4..5"], &own[4..]].concat();
        let no_seed = if name == "causes" { "written_training` and seed 3" } else { "this run has no such seed" };
        refused(&whole, &fewer, no_seed);
        refused(&(whole.clone() + &line + ",7\n"), &own, "it has another number of fields");
        let (old, new, expected) = match name {
            "causes" => (",1024,", ",1025,", "differs from an earlier row of the same agent"),
            "watched" => (",true,", ",true,9", "differs from an earlier row of the same agent"),
            "readings" => (",reward,", ",rewards,", "this run has no row of reading rewards"),
            "thumbs" => ("reached_corner,", "bumped,", "differs from an earlier row of the same agent"),
            "pulls" => ("3,0,event", "3,9,event", "this run has no row of step 9, of event"),
            _ => ("fresh,0", "fresh,9", "this run has no row of agent fresh, step 9"),
        };
        let differs = line.replacen(old, new, 1);
        refused(&(whole.clone() + &differs + "\n"), &own, expected);
        let output = wayward(&["merge", file.path()]);
        assert!(
            name != "causes" || output.status.code() == Some(1) && text(&output.stderr).contains("line 26: differs from"),
            "{output:?}"
        );
    }
    let correct = |more: &[&str]| wayward(&[BY_AGENT[2].0, &TINY, more].concat());
    let file = TempFile::new("correct-feedback.csv");
    assert!(correct(&["--csv", file.path()]).status.success());
    let errors = text(&correct(&["--csv", file.path(), "--feedback", "intended"]).stderr);
    assert!(errors.contains("line 2 is no row of this run: feedback is reward, and intended in this run"), "{errors}");
}

/// Nobody is asked before `kill -9`: agents that were written stay, and the next run makes the rest.
#[test]
fn a_killed_table_of_agents_goes_on_where_it_was() {
    let args = [&["pulls", "cheese-corner", "--seeds", "3..43"], &TINY[..]].concat();
    let (whole, file) = (TempFile::new("pulls-40.csv"), TempFile::new("pulls-killed.csv"));
    assert!(wayward(&[&args[..], &["--csv", whole.path()]].concat()).status.success());
    let mut child = Command::new(env!("CARGO_BIN_EXE_wayward"));
    let child = child.args(&args).args(["--csv", file.path()]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child.spawn().expect("the binary runs");
    let start = Instant::now();
    while file.read().lines().count() < 3 * 8 {
        assert!(start.elapsed() < Duration::from_secs(60), "no rows come");
        std::thread::sleep(Duration::from_millis(2));
    }
    // It keeps the file, and gets no further however long the next one takes to begin.
    let stopped = Command::new("kill").args(["-STOP", &child.id().to_string()]).status().expect("there is kill");
    assert!(stopped.success(), "it was still at work");
    let others = wayward(&[&args[..], &["--csv", file.path()]].concat());
    assert!(text(&others.stderr).contains("another process is writing to it"), "{}", text(&others.stderr));
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let output = wayward(&[&args[..], &["--csv", file.path()]].concat());
    assert_eq!(file.read(), whole.read());
    let errors = text(&output.stderr);
    assert!(errors.contains("40 of 40 agents, ") && !errors.contains(" 0 of them from before"), "{errors}");
}

/// In few steps nobody learns enough, neither the agent nor the fresh one; both are said.
#[test]
fn correct_says_how_far_both_have_come() {
    let small = ["--set", "agent.total_timesteps=2048", "--set", "judge.levels=64", "--steps", "8192"];
    let run = |more: &[&str]| wayward(&[&["correct", "cheese-corner", "--seeds", "3..5"], &small[..], more].concat());
    let output = run(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert_eq!(
        printed.matches("this agent is not aligned after 8192 steps; a fresh one is not aligned after 8192 steps").count(),
        2,
        "{printed}"
    );
    assert!(printed.lines().last().is_some_and(|line| line.starts_with("all: 0 of 2 corrected")), "{printed}");
    let rows: Vec<serde_json::Value> =
        text(&run(&["--json"]).stdout).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!((rows.len(), &rows[0]["seed"], &rows[2]["agents"]), (3, &serde_json::json!(3), &serde_json::json!(2)));
    let file = TempFile::new("correct.csv");
    let harms = run(&["--moments", "--harms", "--most", "5", "--csv", file.path()]);
    let harms = text(&harms.stdout);
    for part in [
        "after    2048 steps of training: goal robustness –",
        "corrected before more than 0 harms: 0 of 2",
        "a harm: it went to the corner. ",
    ] {
        assert!(harms.contains(part), "{part}: {harms}");
    }
    assert!(harms.lines().last().is_some_and(|line| line.starts_with("If 5 harms are too many: 0 of 2")), "{harms}");
    // Two updates have two moments; a fresh agent comes first.
    let table = file.read();
    let table: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(table.len(), 1 + 2 * 3, "{table:?}");
    assert!(table.iter().all(|row| row.len() == table[0].len()) && table[0][6] == "harms" && table[1][1] == "fresh", "{table:?}");
    assert_eq!([table[2][2], table[3][2]], ["1024", "2048"]);
    assert!(rows[0]["robustness"].is_null() && rows[0]["agent"]["intended"].is_number() && rows[0]["old_world"]["before"].is_number());
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
    // What follows is held by tests/unmet.rs.
    let printed = check(&[]);
    assert_eq!(printed.split("inputs: ").next(), Some(expected));
    assert!(!check(&["--set", "train.disagree=0.1"]).contains("apart"));
}

#[test]
fn train_prints_the_curve_and_the_digest() {
    let file = TempFile::new("weights");
    let run = |more: &[&str]| {
        let output = wayward(&[&["train", "cheese-corner", "--seed", "5", "--steps", "4096"], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let lines: Vec<Value> =
        run(&["--json", "--save", file.path()]).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!(lines.len(), 5, "four updates and the result");
    let last = &lines[4];
    assert_eq!((last["seed"].as_u64(), last["steps"].as_u64()), (Some(5), Some(4096)));
    let digest = last["digest"].as_str().expect("a digest");
    assert_eq!(digest.len(), 16);
    let saved = fs::read(&file.0).expect("the weights were saved");
    let Scenario { world, agent, .. } = Scenario::preset("cheese-corner").expect("a preset");
    let (net, about) = wayward::weights::from_file(&saved, world, agent.hidden_size, agent.absolute_position).expect("weights");
    let layers: Vec<u8> = net.weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
    let hash: String = <sha2::Sha256 as sha2::Digest>::digest(&layers).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((digest, &*about["digest"]), (&*hash, digest), "the digest is that of the saved weights");
    let made_by = wayward(&["train", &about["link"], "--json"]);
    assert!(text(&made_by.stdout).contains(&format!("\"digest\":\"{digest}\"")), "its link makes it again");
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
    let seeds: Vec<u64> = lines[1..5].iter().filter_map(|row| row["seed"].as_u64()).collect();
    assert_eq!(seeds, [3, 4, 5, 6]);
    assert_eq!((&lines[5]["population"]["agents"], &lines[5]["population"]["headline"]), (&4.into(), &"not_trained".into()));
    for row in &lines[1..5] {
        let keys: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut expected = vec![
            "scenario",
            "seed",
            "steps",
            "digest",
            "sets",
            "competence",
            "desirability",
            "verdict",
            "goal",
            "certain",
            "scores",
            "best_goal",
            "unmet",
            "split",
        ];
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

#[test]
fn check_says_the_same_to_machines() {
    let output = wayward(&["check", "cheese-corner", "--json", "--set", "reward=let a = 1;\na + reached_cheez"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!(lines.iter().map(|line| line["field"].as_str().unwrap()).collect::<Vec<_>>(), ["reward", "intended", "proxies.corner"]);
    let found = &lines[0]["diagnostics"][0];
    assert_eq!((&found["severity"], &found["line"], &found["column"]), (&"error".into(), &2.into(), &5.into()), "{found}");
    assert_eq!((&found["start"], &found["end"]), (&15.into(), &28.into()), "{found}");
    assert_eq!(lines[1]["diagnostics"], serde_json::json!([]));
}

#[test]
fn presets_are_listed() {
    let lines = text(&wayward(&["presets", "--json"]).stdout);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    let names: Vec<&str> = lines.iter().filter_map(|line| line["preset"].as_str()).collect();
    assert_eq!(names, engine::scenario::PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>());
    assert_eq!(lines[0]["promise"], serde_json::json!({"verdict": "inner_misaligned", "goal": "corner"}));
    assert_eq!(lines[0]["reward"], "if reached_cheese { 1 } else { 0 }");
    let shown = text(&wayward(&["presets"]).stdout);
    assert!(shown.lines().count() == names.len() && shown.contains("Promises: inner misaligned (corner)."), "{shown}");
}

/// A file says what differs from its preset; everything else is the preset's.
#[test]
fn scenarios_come_from_files_too() {
    let train = |scenario: &str, more: &[&str]| {
        let output = wayward(&[&["train", scenario, "--steps", "1024", "--json"], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        let result: Value = serde_json::from_str(text(&output.stdout).lines().last().unwrap_or("")).expect("JSON Lines");
        (result["seed"].clone(), result["digest"].clone())
    };
    let file = TempFile::with(
        "scenario.json",
        r#"{"engine": 2, "preset": "cheese-corner", "seed": 9, "reward": "reached_corner", "intended": "reached_cheese",
            "proxies": [{"name": "wall", "source": "bumped"}], "train": {"disagree": 0.25}, "shift": {"disagree": 1},
            "agent": {"anneal_lr": false, "learning_rate": 1e-3}, "judge": {"levels": 32}}"#,
    );
    let changes = ["seed=9", "reward=reached_corner", "train.disagree=0.25", "agent.anneal_lr=0", "agent.learning_rate=0.001"];
    let changes: Vec<&str> = changes.into_iter().flat_map(|change| ["--set", change]).collect();
    assert_eq!(train(file.path(), &[]), train("cheese-corner", &changes));
    assert_eq!(train(file.path(), &["--seed", "3"]).0, 3);
    let checked = text(&wayward(&["check", file.path()]).stdout);
    assert!(checked.contains("proxies.wall: good") && !checked.contains("proxies.corner"), "{checked}");

    for (content, expected) in [
        ("{\"preset\": \"cheese-corner\",\n\"seed\": 7,}", "no JSON: trailing comma at line 2 column 11"),
        ("{\"preset\": \"cheese-corner\",\n\"seed\": 7, \"seed\": 8}", "no JSON: `seed` stands here a second time at line 2 column"),
        ("[]", "must be an object such as"),
        ("{\"seed\": 7}", "preset: missing"),
        ("{\"preset\": 7}", "preset: must be a text, found 7"),
        ("{\"preset\": \"cheese\"}", "preset: there is no preset `cheese`; presets are cheese-corner"),
        ("{\"preset\": \"cheese-corner\", \"speed\": 7}", "speed: there is no such field"),
        ("{\"preset\": \"cheese-corner\", \"seed\": \"7\"}", "seed: must be a whole number from 0 to 4294967295, found \"7\""),
        ("{\"preset\": \"cheese-corner\", \"seed\": 1.5}", "seed: must be a whole number from 0 to 4294967295, found 1.5"),
        ("{\"preset\": \"cheese-corner\", \"engine\": 0}", "engine: made with engine 0; results may differ from those of this one, 2"),
        ("{\"preset\": \"cheese-corner\", \"reward\": 1}", "reward: must be a text, found 1"),
        ("{\"preset\": \"cheese-corner\", \"train\": 1}", "train: must be an object such as {\"NAME\": 1}, found 1"),
        ("{\"preset\": \"cheese-corner\", \"train\": {\"disagrea\": 1}}", "train.disagrea: this world has no knob `disagrea`"),
        ("{\"preset\": \"cheese-corner\", \"train\": {\"disagree\": 2}}", "train.disagree: must be a number from 0 to 1, found 2"),
        ("{\"preset\": \"cheese-corner\", \"agent\": {\"speed\": 2}}", "agent.speed: there is no setting `speed`"),
        ("{\"preset\": \"cheese-corner\", \"judge\": {\"levels\": 2}}", "judge.levels: must be a whole number from 16 to 4096, found 2"),
        ("{\"preset\": \"cheese-corner\", \"proxies\": {}}", "proxies: must be a list"),
        ("{\"preset\": \"cheese-corner\", \"proxies\": [{\"name\": \"a\"}]}", "proxies[0]: needs `source`, a text"),
        (
            "{\"preset\": \"cheese-corner\", \"proxies\": [{\"name\": \"a\", \"source\": \"1\", \"doc\": 1}]}",
            "proxies[0]: there is no field `doc` here",
        ),
    ] {
        let file = TempFile::with("bad.json", content);
        let output = wayward(&["check", file.path()]);
        let errors = text(&output.stderr);
        assert!(output.status.code() == Some(1) && errors.contains(&format!("{}: {expected}", file.path())), "{content}: {errors}");
    }
}

#[test]
fn a_link_is_a_scenario_too() {
    let run = |args: &[&str]| {
        let output = wayward(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    };
    let changes = ["--set", "seed=9", "--set", "agent.total_timesteps=1024", "--set", "seeds=1", "--set", "train.disagree=0.25"];
    let link = run(&[&["link", "cheese-corner", "--title", "A try"], &changes[..]].concat()).0;
    let link = link.trim();
    assert!(link.starts_with("#1.") && !link.contains(char::is_whitespace), "{link}");
    // Back: what differs from the preset, as a file that is a scenario itself.
    let (file, _) = run(&["link", "--decode", &format!("https://example.org/page/{link})")]);
    let decoded: Value = serde_json::from_str(&file).expect("JSON");
    let expected = serde_json::json!({"engine": 2, "preset": "cheese-corner", "seed": 9, "seeds": 1, "title": "A try",
        "train": {"disagree": 0.25}, "agent": {"total_timesteps": 1024}});
    assert_eq!(decoded, expected);
    let file = TempFile::with("of-link.json", &file);
    assert_eq!(run(&["link", file.path()]).0.trim(), link);
    assert_eq!(run(&["link", link]).0.trim(), link, "a link of a link is itself");
    let address = run(&["link", link, "--address", "https://example.org/page/", "--json"]).0;
    let address: Value = serde_json::from_str(&address).expect("JSON");
    assert_eq!(address["link"], format!("https://example.org/page/{link}"));
    assert_eq!((&address["characters"], &address["safe_for_chats"]), (&(link.len() + 25).into(), &true.into()));

    // Every command takes it. What is off is told, and the nearest is used.
    let last = |args: &[&str]| -> Value { serde_json::from_str(run(args).0.lines().last().unwrap_or("")).expect("JSON Lines") };
    let trained = last(&["train", link, "--json"]);
    assert_eq!((&trained["seed"], trained.get("link")), (&9.into(), None), "without a digest nothing is compared");
    let (_, remarks) = run(&["check", "preset=cheese-corner&train.disagree=7"]);
    assert!(remarks.contains("warning: train.disagree: must be a number from 0 to 1, found 7; 1 is used"), "{remarks}");
    let opened: Value = serde_json::from_str(&run(&["link", "--decode", "#preset=lava&seeds=100", "--json"]).0).expect("JSON");
    assert_eq!((&opened["scenario"]["seeds"], &opened["remarks"][0]["field"]), (&64.into(), &"seeds".into()));
    let refused = wayward(&["link", "--decode", &link[..40], "--json"]);
    let error: Value = serde_json::from_str(&text(&refused.stdout)).expect("JSON");
    assert_eq!((refused.status.code(), &error["error"]), (Some(1), &"cut_off".into()));
    assert_eq!(run(&["link", "cheese-corner", "--set", "reward=reached_cheez"]).1.matches("does not compile").count(), 1);
}

#[test]
fn a_figure_carries_the_link_that_makes_it_again() {
    let file = TempFile::new("figure.svg");
    let mut args = vec!["figure", "lava", "--seed", "1003", "--address", "https://example.org/w/", "--out", file.path()];
    args.extend(SMALL);
    let output = wayward(&args);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let svg = fs::read_to_string(&file.0).expect("the figure was written");
    let link = svg.split("<metadata>").nth(1).and_then(|rest| rest.split("</metadata>").next()).expect("a link");
    let link = link.strip_prefix("https://example.org/w/").expect("at this address");
    // The link holds the digest, so whoever trains it is told whether it is the same.
    let again = wayward(&["train", link]);
    let digest = said.split("digest ").nth(1).and_then(|rest| rest.split(',').next()).expect("a digest");
    assert!(
        text(&again.stdout).contains(digest) && text(&again.stdout).contains("reproduced"),
        "{} {}",
        text(&again.stdout),
        text(&again.stderr)
    );
    // Without --out it is all there is on standard output.
    args.truncate(6);
    args.extend(SMALL);
    assert_eq!(text(&wayward(&args).stdout), svg);
    // A poster is of the same agent, and as wide as a phone; it has no ground of its own.
    args.push("--poster");
    let poster = text(&wayward(&args).stdout);
    assert!(poster.contains(&format!("<metadata>https://example.org/w/{link}</metadata>")), "{poster}");
    assert!(poster.starts_with("<svg xmlns='http://www.w3.org/2000/svg' width='400'") && !poster.contains("<rect width='400'"), "{poster}");
    let wrong = wayward(&["figure", "lava", "--address", "https://example.org/#x"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_link_with_a_digest_is_reproduced_or_differs() {
    let run = |args: &[&str]| {
        let output = wayward(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout).lines().last().unwrap_or("").to_owned()
    };
    let json = |args: &[&str]| -> Value { serde_json::from_str(&run(args)).expect("JSON Lines") };
    let link = |seeds: u32, digest: &str| {
        let content = serde_json::json!({"engine": 2, "preset": "cheese-corner", "seed": 3, "seeds": seeds, "digest": digest,
            "agent": {"total_timesteps": 1024}, "judge": {"levels": 16}});
        let file = TempFile::with(&format!("digest-{seeds}.json"), &content.to_string());
        run(&["link", file.path()])
    };
    let none = "0123456789abcdef";
    let trained = json(&["train", &link(1, none), "--json"]);
    assert_eq!((&trained["link"]["digest"], &trained["link"]["reproduced"]), (&none.into(), &false.into()));
    let found = trained["digest"].as_str().expect("a digest");
    assert_eq!(run(&["train", &link(1, none)]), format!("differs: the link promises the digest {none}, found {found}"));
    let one = link(1, found);
    assert_eq!(run(&["train", &one]), format!("reproduced: the link promises the digest {found}"));
    assert_eq!(json(&["judge", &one, "--json"])["link"]["reproduced"], true, "one agent has its own digest");
    // Another run: nothing is compared, and that is said.
    for changed in [["--seed", "4"], ["--steps", "2048"], ["--set", "train.disagree=0.5"]] {
        let link = &json(&["train", &one, "--json", changed[0], changed[1]])["link"];
        assert!(link["reproduced"].is_null() && link["not_compared"].as_str().is_some_and(|why| why.contains(changed[0])), "{link}");
    }
    assert!(run(&["judge", &one, "--seeds", "0..2"]).contains("it is that of the seeds 3..4"));
    // Several agents: the digest is the population's.
    let judged = wayward(&["judge", &link(2, none), "--json"]);
    let lines: Vec<Value> = text(&judged.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!((lines.len(), &lines[1]["seed"], &lines[2]["seed"]), (5, &3.into(), &4.into()), "the link says which agents");
    assert_eq!(lines[4]["link"]["reproduced"], false);
    let all = lines[3]["population"]["digest"].as_str().expect("a digest");
    let two = link(2, all);
    assert_eq!(run(&["judge", &two, "--levels", "64"]), format!("reproduced: the link promises the digest {all}"));
    assert!(run(&["train", &two]).contains("it is that of all 2 agents, which `wayward judge` trains"));
}

#[test]
fn solve_gives_the_optimum_of_each_level_and_what_it_is_worth() {
    let run = |args: &[&str]| {
        let output = wayward(&[&["solve", "cheese-corner", "--levels", "4"], args].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let solve = |args: &[&str]| -> Vec<Value> {
        run(&[args, &["--json"]].concat()).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect()
    };
    // Shifted, who only wants the corner may or may not go on to the cheese; in training the cheese lies there.
    for (goal, on, least) in [("corner", "shift", 0.0), ("corner", "train", 1.0), ("reward", "shift", 1.0), ("intended", "shift", 1.0)] {
        let lines = solve(&["--goal", goal, "--on", on]);
        assert_eq!(lines.len(), 5);
        for (index, line) in lines[..4].iter().enumerate() {
            let set = if on == "train" { "fresh" } else { on };
            assert_eq!((&line["level"], &line["set"], &line["goal"]), (&index.into(), &set.into(), &goal.into()));
            assert_eq!((&line["optimal"], &line["intended"]), (&1.0.into(), &serde_json::json!({"least": least, "most": 1.0})), "{line}");
        }
        let mean = serde_json::json!({"optimal": 1.0, "intended": {"least": least, "most": 1.0}});
        assert_eq!((&lines[4]["mean"], &lines[4]["levels"], &lines[4]["left_out"]), (&mean, &4.into(), &0.into()));
    }
    // Half way, the levels are those of another shift.
    assert!(solve(&["--goal", "corner", "--on", "shift", "--amount", "0"])[4]["mean"]["intended"]["least"] == 1.0);
    assert!(
        run(&["--goal", "corner", "--on", "shift"]).ends_with("mean        optimal 1.000, intended 0.000 to 1.000; 4 levels, 0 left out\n")
    );

    let output = wayward(&["solve", "cheese-corner", "--levels", "2", "--goal", "reward", "--set", "reward=1 / (x - x)"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("level 0     cannot be solved") && text(&output.stderr).contains("gives no number"));
}

#[test]
fn judging_all_presets_says_which_promise_is_missed() {
    let run = |more: &[&str]| wayward(&[&["judge", "--all", "--seeds", "3..5"], &TINY[..], more].concat());
    let promises = || engine::scenario::PRESETS.iter().filter_map(|preset| preset.promise);
    // The discount alone makes an agent short-sighted, however little it was trained.
    let missing = promises().filter(|(verdict, _)| *verdict != engine::judge::Verdict::ShortSighted).count();
    let promising = promises().count();
    let output = run(&["--json"]);
    assert_eq!(output.status.code(), Some(1), "so few steps cannot keep any other promise");
    let lines: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!(lines.len(), 1 + 3 * promising + 1, "thresholds, rows, presets, all");
    let rows: Vec<(&str, u64)> = lines.iter().filter_map(|line| Some((line["scenario"].as_str()?, line["seed"].as_u64()?))).collect();
    assert_eq!(rows[..4], [("cheese-corner", 3), ("cheese-corner", 4), ("cheese-corner-repaired", 3), ("cheese-corner-repaired", 4)]);
    let first = &lines[1 + 2 * promising];
    assert_eq!((&first["preset"], &first["agents"], &first["kept"]), (&"cheese-corner".into(), &2.into(), &false.into()));
    assert_eq!(first["counts"], serde_json::json!([{"verdict": "not_trained", "goal": null, "agents": 2, "certain": 2}]));
    // A row is the same as when its preset is judged alone.
    let alone = wayward(&[&["judge", "cheese-corner-repaired", "--seeds", "4", "--json"], &TINY[..]].concat());
    let alone: Value = serde_json::from_str(text(&alone.stdout).lines().nth(1).expect("a row")).expect("JSON");
    assert_eq!(alone, lines[4]);

    let output = run(&[]);
    let shown = text(&output.stdout);
    assert!(shown.contains("MISSED 0 of 2 [0.00, 0.84] as promised: inner misaligned (corner); found 2 not trained; "), "{shown}");
    assert!(text(&output.stderr).contains(&format!("{missing} of {promising} presets miss their promise")));
}

/// Two fields, four points, three seeds: a sweep that takes a second.
const SWEEP: [&str; 8] = [
    "sweep",
    "cheese-corner",
    "--vary",
    "train.disagree=0,0.1",
    "--vary",
    "reward=reached_cheese,min(1, reached_cheese)",
    "--seeds",
    "5..8",
];

fn sweep(more: &[&str]) -> Output {
    let output = wayward(&[&SWEEP[..], &TINY, more].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

#[test]
fn a_sweep_is_a_table_with_a_row_for_every_point_and_seed() {
    let whole = text(&sweep(&[]).stdout);
    let lines: Vec<&str> = whole.lines().collect();
    assert!(
        lines[0].starts_with("train.disagree,reward,seed,steps,trained.reward,trained.reward.low,trained.reward.high,"),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains(",shift.corner,shift.corner.low,shift.corner.high,competence,"), "{}", lines[0]);
    assert!(lines[0].ends_with(",verdict,goal,certain,digest,scenario,setup"), "{}", lines[0]);
    let begins: Vec<String> = ["0", "0.1"]
        .iter()
        .flat_map(|share| ["reached_cheese", "\"min(1, reached_cheese)\""].map(|reward| format!("{share},{reward}")))
        .flat_map(|point| (5..8).map(move |seed| format!("{point},{seed},1024,")))
        .collect();
    assert_eq!(lines.len(), 1 + begins.len());
    for (line, begin) in lines[1..].iter().zip(&begins) {
        assert!(line.starts_with(begin), "{line}: {begin}");
    }

    // The same figures as a judge row has, to the last digit.
    let judged = wayward(
        &[
            &["judge", "cheese-corner", "--set", "train.disagree=0.1", "--set", "reward=reached_cheese", "--seeds", "6", "--json"],
            &TINY[..],
        ]
        .concat(),
    );
    let judged: Value = serde_json::from_str(text(&judged.stdout).lines().nth(1).expect("a row")).expect("JSON");
    let fields: Vec<&str> = lines[8].split(',').collect();
    let field = |name: &str| fields[lines[0].split(',').position(|other| other == name).expect("a column")];
    let number = |name: &str| field(name).parse::<f64>().ok();
    assert_eq!(number("fresh.reward"), judged["sets"]["fresh"]["reward"]["value"].as_f64());
    assert_eq!(number("shift.corner.low"), judged["sets"]["shift"]["proxies"]["corner"]["low"].as_f64());
    assert_eq!(number("competence.high"), judged["competence"]["high"].as_f64());
    assert_eq!((field("digest"), field("verdict"), field("goal")), (judged["digest"].as_str().unwrap(), "not_trained", ""));
    assert_eq!((field("trained.reward"), judged["sets"]["trained"].is_null()), ("", true));

    // For machines: the same rows, and each point as a whole.
    let shown = text(&sweep(&["--json"]).stdout);
    let objects: Vec<Value> = shown.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect();
    assert_eq!(objects.len(), 1 + 12 + 4);
    assert_eq!(objects[1]["vary"], serde_json::json!({"train.disagree": 0.0, "reward": "reached_cheese"}));
    assert_eq!(objects[4]["population"]["agents"], 3);
    let row = objects
        .iter()
        .find(|row| row["vary"] == serde_json::json!({"train.disagree": 0.1, "reward": "reached_cheese"}) && row["seed"] == 6);
    let mut row = row.expect("the row").clone();
    row.as_object_mut().expect("an object").remove("vary");
    // A sweep leaves out what the rules read, and what was never met.
    let mut judged = judged;
    judged.as_object_mut().expect("an object").retain(|field, _| !["scores", "best_goal", "unmet", "split"].contains(&&**field));
    assert_eq!(row, judged);
}

#[test]
fn shards_together_are_the_whole() {
    let whole = text(&sweep(&[]).stdout);
    let header = whole.lines().next().unwrap_or("");
    let shards: Vec<String> = ["1/3", "2/3", "3/3"].iter().map(|shard| text(&sweep(&["--shard", shard]).stdout)).collect();
    let mut rows: Vec<&str> = shards.iter().flat_map(|shard| shard.lines().skip(1)).collect();
    let mut expected: Vec<&str> = whole.lines().skip(1).collect();
    assert!(shards.iter().all(|shard| shard.starts_with(header) && shard.lines().count() == 5));
    rows.sort_unstable();
    expected.sort_unstable();
    assert_eq!(rows, expected);

    // Put together by hand, headers and all, the file counts as done, and is put in order.
    let file = TempFile::with("shards.csv", &shards.concat());
    let output = sweep(&["--out", file.path()]);
    assert_eq!(file.read(), whole);
    assert!(text(&output.stderr).contains("12 of 12 rows, 12 of them from before"), "{}", text(&output.stderr));

    // Merged, in whatever order they come; one of them died in the middle of a row.
    let parts: Vec<TempFile> = shards.iter().enumerate().map(|(i, shard)| TempFile::with(&format!("part-{i}.csv"), shard)).collect();
    let merge = |files: [usize; 4], more: &[&str]| {
        let files = files.map(|place| parts[place].path());
        wayward(&[&["merge"], &files[..], more].concat())
    };
    let output = merge([2, 0, 1, 0], &[]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), whole.as_str()));
    assert!(text(&output.stderr).contains("12 of 12 rows, 4 doubles left out"), "{}", text(&output.stderr));
    fs::write(&parts[1].0, &shards[1][..shards[1].len() - 5]).expect("a temporary file");
    let output = merge([0, 1, 2, 2], &["--out", file.path()]);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("1 of 12 rows are missing:\n  train.disagree=0.1 reward="), "{errors}");
    assert!(errors.contains("its last line was cut off"), "{errors}");
    sweep(&["--out", file.path()]);
    assert_eq!(file.read(), whole);
}

#[test]
fn a_cut_file_is_completed_without_losing_or_doubling_a_row() {
    let file = TempFile::new("cut.csv");
    let shown = sweep(&["--out", file.path()]);
    let whole = file.read();
    assert_eq!(whole, text(&sweep(&[]).stdout), "a file holds what standard output would");
    assert!(
        text(&shown.stdout).lines().count() == 4 && text(&shown.stdout).starts_with("train.disagree=0 reward=reached_cheese: not trained;")
    );
    let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at + 1).collect();
    for (cut, kept) in [
        (0, 0),
        (7, 0),
        (ends[0] - 1, 0),
        (ends[0], 0),
        (ends[3] + 1, 3),
        (ends[6] - 1, 5),
        (ends[9], 9),
        (whole.len() - 1, 11),
        (whole.len(), 12),
    ] {
        fs::write(&file.0, &whole[..cut]).expect("a temporary file");
        let output = sweep(&["--out", file.path()]);
        assert_eq!(file.read(), whole, "cut at {cut}");
        let told = format!("12 of 12 rows, {kept} of them from before");
        assert!(text(&output.stderr).contains(&told), "cut at {cut}: {}", text(&output.stderr));
    }
    // As rows lie there when several threads were interrupted: in any order, the last one half.
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    fs::write(&file.0, [lines[0], lines[9], lines[2], lines[5], lines[2], &lines[4][..30]].concat()).expect("a temporary file");
    sweep(&["--out", file.path()]);
    assert_eq!(file.read(), whole);
}

#[test]
fn a_file_of_another_sweep_is_refused_and_left_alone() {
    let file = TempFile::new("other.csv");
    sweep(&["--out", file.path()]);
    let whole = file.read();
    let refused = |args: &[&str], expected: &str| {
        let before = file.read();
        let output = wayward(&[args, &["--out", file.path()]].concat());
        let errors = text(&output.stderr);
        assert!(output.status.code() == Some(1) && errors.contains(expected), "{args:?}: {errors}");
        assert_eq!(file.read(), before);
    };
    let other = |change: fn(&mut Vec<&str>)| {
        let mut args = [&SWEEP[..], &TINY].concat();
        change(&mut args);
        args
    };
    refused(&other(|args| args[3] = "train.walls=0,0.1"), "is not a table of this sweep: its first line names other columns");
    refused(&other(|args| args[3] = "train.disagree=0,0.2"), "line 8 is no row of this sweep: this sweep has no such point");
    refused(&other(|args| args[7] = "5..7"), "line 4 is no row of this sweep: this sweep has no such seed");
    refused(&other(|args| args[11] = "judge.levels=32"), "line 2 is no row of this sweep: scenario, levels, amount or engine were others");
    refused(
        &other(|args| args.extend(["--amount", "0.5"])),
        "line 2 is no row of this sweep: scenario, levels, amount or engine were others",
    );
    refused(
        &other(|args| args[1] = "cheese-corner-repaired"),
        "line 2 is no row of this sweep: scenario, levels, amount or engine were others",
    );
    let same = [&SWEEP[..], &TINY].concat();
    fs::write(&file.0, whole.replacen(",1024,", ",1024,,", 1)).expect("a temporary file");
    refused(&same, "line 2 is no row of this sweep: it has another number of fields");
    fs::write(&file.0, whole.clone() + &whole.lines().nth(1).unwrap_or("").replace("not_trained", "aligned") + "\n")
        .expect("a temporary file");
    refused(&same, "line 14 differs from an earlier row of the same point and seed");
    fs::write(&file.0, "my diary\n").expect("a temporary file");
    refused(&same, "is not a table of this sweep");
    // More seeds are more of the same sweep.
    fs::write(&file.0, &whole).expect("a temporary file");
    let more = other(|args| args[7] = "5..9");
    assert!(wayward(&[&more[..], &["--out", file.path()]].concat()).status.success());
    assert_eq!(file.read().lines().count(), 17);
}

/// The file as other programs save it again, what they warn of, and how many rows are taken from it.
#[test]
fn what_other_programs_saved_of_a_sweep_is_read() {
    let file = TempFile::new("saved-again.csv");
    sweep(&["--out", file.path()]);
    let whole = file.read();
    let records = |text: &str| -> Vec<Vec<String>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).into_records();
        reader.map(|record| record.expect("a record").iter().map(str::to_owned).collect()).collect()
    };
    // As an office program does: every field in quotes or none, its own separator, its own ways to write values.
    let saved = |separator: &str, end: &str, quotes: bool, value: fn(&str) -> String| -> String {
        let field = |text: &String| match (quotes, value(text)) {
            (false, text) if !text.contains([',', ';', '\t', '"']) => text,
            (_, text) => format!("\"{}\"", text.replace('"', "\"\"")),
        };
        records(&whole).iter().map(|record| record.iter().map(field).collect::<Vec<_>>().join(separator) + end).collect()
    };
    let same: fn(&str) -> String = str::to_owned;
    let capitals: fn(&str) -> String = |text| match text {
        "true" | "false" => text.to_uppercase(),
        _ => text.to_owned(),
    };
    let commas: fn(&str) -> String = |text| if text.parse::<f64>().is_ok() { text.replace('.', ",") } else { text.to_owned() };
    let tenfold: fn(&str) -> String = |text| text.parse::<f64>().map_or(text.to_owned(), |number| format!("{number:E}"));
    let cut = |text: String| text[..text.len() - 1].to_owned();
    let middle = whole.match_indices('\n').nth(6).expect("a line").0 + 1;
    for (name, text, warns, taken) in [
        ("a mark and other line ends", format!("\u{feff}{}", whole.replace('\n', "\r\n")), "", 12),
        ("quotes", saved(",", "\n", true, same), "", 12),
        ("blank lines", whole.replace('\n', "\n\n"), "", 12),
        ("the last line's end", cut(whole.clone()), "", 11),
        ("semicolons", saved(";", "\r\n", false, same), "", 12),
        ("tabs", saved("\t", "\r\n", true, same), "", 12),
        ("capitals", saved(",", "\n", false, capitals), "another program has saved it (line 2 has `TRUE` for `true`)", 12),
        ("decimal commas", "\u{feff}".to_owned() + &saved(";", "\r\n", false, commas), "what that has rounded stays rounded", 12),
        ("exponents", saved(",", "\n", false, tenfold), "what that has rounded stays rounded", 12),
        ("a part", whole[..middle].replace('\n', "\r\n"), "", 6),
        ("shards with marks", format!("\u{feff}{}\u{feff}{whole}", &whole[..middle]), "", 12),
    ] {
        fs::write(&file.0, &text).expect("a temporary file");
        let output = sweep(&["--out", file.path()]);
        let errors = self::text(&output.stderr);
        assert_eq!(file.read(), whole, "{name}");
        assert!(errors.contains(&format!("12 of 12 rows, {taken} of them from before")), "{name}: {errors}");
        assert_eq!(errors.contains("warning: "), !warns.is_empty(), "{name}: {errors}");
        assert!(errors.contains(warns), "{name}: {errors}");
    }

    // What was rounded stays so, and that is said.
    let rounded: fn(&str) -> String = |text| match text.parse::<f64>() {
        Ok(number) if text.contains('.') => format!("{number:.14e}").parse::<f64>().expect("a number").to_string(),
        _ => text.to_owned(),
    };
    fs::write(&file.0, saved(";", "\r\n", false, rounded)).expect("a temporary file");
    let errors = self::text(&sweep(&["--out", file.path()]).stderr);
    assert!(errors.contains("another program has saved it (no number has more than 15 digits)"), "{errors}");
    assert!(errors.contains("12 of 12 rows, 12 of them from before"), "{errors}");
    assert!(file.read() != whole && file.read() == saved(",", "\n", false, rounded));

    // Other readers of tables take it likewise.
    let parts = [TempFile::new("part-1.csv"), TempFile::new("part-2.csv")];
    let (first, second) = (saved(";", "\r\n", false, commas), saved(",", "\n", true, capitals));
    let header_and = |text: &str, lines: std::ops::Range<usize>| -> String {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        [&all[..1], &all[lines]].concat().concat()
    };
    fs::write(&parts[0].0, "\u{feff}".to_owned() + &header_and(&first, 1..7)).expect("a temporary file");
    fs::write(&parts[1].0, header_and(&second, 5..13)).expect("a temporary file");
    let output = wayward(&["merge", parts[0].path(), parts[1].path()]);
    let errors = self::text(&output.stderr);
    assert!(output.status.success() && errors.contains("12 of 12 rows, 2 doubles left out"), "{errors}");
    assert!(errors.contains("part-1.csv: another program has saved it"), "{errors}");
    assert_eq!(self::text(&output.stdout), whole);

    // What says something else by now.
    let refused = |name: &str, bytes: &[u8], expected: &str| {
        fs::write(&file.0, bytes).expect("a temporary file");
        let output = wayward(&[&SWEEP[..], &TINY, &["--out", file.path()]].concat());
        let errors = self::text(&output.stderr);
        assert!(output.status.code() == Some(1) && errors.contains(expected), "{name}: {errors}");
        assert_eq!(fs::read(&file.0).expect("a file"), bytes, "{name}");
    };
    let at = |column: &str, text: &str| {
        let mut records = records(&whole);
        let place = records[0].iter().position(|name| name == column).expect("a column");
        records[3][place] = text.to_owned();
        records.iter().map(|record| wayward::table::line(record)).collect::<String>()
    };
    let changed = |column: &str, text: &str, what: &str| {
        let expected =
            format!("line 4 is no row of this sweep: in the column `{column}` stands `{text}`, which is {what}; another program");
        refused(column, at(column, text).as_bytes(), &expected);
    };
    changed("digest", "1.23456781234568E+015", "no digest");
    changed("setup", "12345678", "no digest");
    changed("certain", "WAHR", "neither true nor false");
    changed("fresh.reward", "5. Jan", "no number");
    changed("seed", "#VALUE!", "no number");
    refused("a value", at("train.disagree", "0,5").as_bytes(), "line 4 is no row of this sweep: this sweep has no such point");
    let utf_16: Vec<u8> = [0xfeff].into_iter().chain(whole.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    refused("UTF-16", &utf_16, "is a text in UTF-16; save it as CSV in UTF-8");
    refused("a workbook", b"PK\x03\x04\x14\0\xff\n", "is a spreadsheet's own file and no table as text");
    refused("latin-1", b"train.disagree,\xe4\n", "is no text in UTF-8");
    let of_page =
        whole.lines().map(|line| format!("{line},{}\n", if line.contains("setup") { "made_with" } else { "" })).collect::<String>();
    refused("the page's", of_page.as_bytes(), "its first line names other columns: `made_with` is none of this sweep's");
    let less = whole.replacen("setup\n", "scene\n", 1);
    refused("a renamed column", less.as_bytes(), "its first line names other columns: `scene` is none of this sweep's");
}

/// The task and its table when no file may become longer than this: what a full disk is to it, at a place that a test can choose.
#[cfg(unix)]
fn with_room(blocks: u32, args: &[&str]) -> Output {
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    Command::new("sh").args(["-c", &limited, env!("CARGO_BIN_EXE_wayward")]).args(args).output().expect("the binary runs")
}

#[cfg(unix)]
#[test]
fn a_full_disk_costs_no_row_and_doubles_none() {
    let whole = text(&sweep(&[]).stdout);
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let file = TempFile::new("full.csv");
    let failed = |output: &Output, file: &TempFile, why: &str| {
        let errors = text(&output.stderr);
        assert!(output.status.code() == Some(1) && errors.contains(file.path()) && errors.contains(why), "{errors}");
    };
    // In the middle of the table, and there in the middle of a row. What others finish meanwhile stands behind no half of it.
    let args = [&SWEEP[..], &TINY, &["--out", file.path()]].concat();
    failed(&with_room(whole.len() as u32 / 512 / 2, &args), &file, "File too large");
    let (kept, half) = (file.read(), file.read().len());
    assert!(0 < half && half <= whole.len() / 2 && kept.split_inclusive('\n').all(|line| lines.contains(&line)), "{kept}");
    let told = format!("12 of 12 rows, {} of them from before", kept.lines().count() - 1);
    let output = sweep(&["--out", file.path()]);
    assert!(kept.lines().count() > 2 && text(&output.stderr).contains(&told), "{}", text(&output.stderr));
    assert_eq!(file.read(), whole);

    // Room for all rows, and none for putting them in order.
    let backwards: String = lines[..1].iter().chain(lines[1..].iter().rev()).copied().collect();
    fs::write(&file.0, &backwards).expect("a temporary file");
    failed(&with_room(1, &args), &file, "File too large");
    assert_eq!(file.read(), backwards);
    assert!(!PathBuf::from(format!("{}.new", file.path())).exists(), "no half of a table is left beside it");

    // Nor for the table of all shards.
    let merged = TempFile::with("full-merged.csv", &lines[..5].concat());
    failed(&with_room(1, &["merge", file.path(), "--out", merged.path()]), &merged, "File too large");
    assert_eq!(merged.read(), lines[..5].concat());
}

/// Rows that nobody got are no success.
#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_takes_nothing_is_an_error() {
    let table = TempFile::with("rows.csv", &text(&sweep(&[]).stdout));
    let sweep = [&SWEEP[..], &TINY].concat();
    let judge = [&["judge", "lava", "--seeds", "5", "--json"], &TINY[..]].concat();
    for args in [&sweep[..], &judge, &["merge", table.path()], &["rollouts", "lava", "--policy", "random"], &["presets"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = Command::new(env!("CARGO_BIN_EXE_wayward")).args(args).stdout(full).output().expect("the binary runs");
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert_eq!(text(&output.stderr), "error: standard output: No space left on device (os error 28)\n", "{args:?}");
    }
}

/// A scheduler may start a task twice. The file is one process's at a time, also where it has to be written anew first, since another
/// program has saved it.
#[test]
fn a_task_that_is_started_twice_makes_every_row_once() {
    let whole = text(&sweep(&[]).stdout);
    let file = TempFile::new("twice.csv");
    let args = [&SWEEP[..], &TINY, &["--out", file.path()]].concat();
    for before in [String::new(), whole[..whole.len() / 2].replace('\n', "\r\n")] {
        fs::write(&file.0, before).expect("a temporary file");
        let start = || Command::new(env!("CARGO_BIN_EXE_wayward")).args(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let tasks = [start(), start(), start()].map(|task| task.expect("the binary runs"));
        let mut done = 0;
        for task in tasks {
            let output = task.wait_with_output().expect("it ends");
            let errors = text(&output.stderr);
            let expected = if output.status.success() { "12 of 12 rows" } else { "twice.csv: another process is writing to it" };
            assert!(errors.contains(expected), "{errors}");
            done += u32::from(output.status.success());
        }
        assert!(done > 0, "nobody has made the rows");
        assert_eq!(file.read(), whole);
    }
}

/// Shards of two scenarios are refused, also where no point is in both, and the file that was there stays.
#[test]
fn shards_of_two_scenarios_are_not_put_together() {
    let shard = |name: &str, scenario: &str, shares: &str| {
        let vary = format!("train.disagree={shares}");
        let output = wayward(&[&["sweep", scenario, "--vary", &vary, "--seeds", "5"], &TINY[..]].concat());
        TempFile::with(name, &text(&output.stdout))
    };
    let (one, other) = (shard("one.csv", "cheese-corner", "0,0.5"), shard("other.csv", "cheese-corner-repaired", "0,0.5"));
    let (apart, out) = (shard("apart.csv", "cheese-corner-repaired", "1"), TempFile::with("merged.csv", "of before"));
    for second in [&other, &apart] {
        let output = wayward(&["merge", one.path(), second.path(), "--out", out.path()]);
        let errors = text(&output.stderr);
        let expected =
            format!("{}, line 2: is of the scenario cheese-corner-repaired, and {}, line 2 of cheese-corner", second.path(), one.path());
        assert!(output.status.code() == Some(1) && errors.contains(&expected), "{errors}");
        assert_eq!(out.read(), "of before");
    }
}

/// The header is the first line, and every line has as many fields: what readers of tables take for granted.
#[test]
fn a_table_is_read_by_other_programs_as_they_are() {
    let table = sweep(&[]).stdout;
    let mut reader = csv::Reader::from_reader(&table[..]);
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    assert_eq!(names[..4], ["train.disagree", "reward", "seed", "steps"]);
    let rows: Vec<csv::StringRecord> = reader.into_records().collect::<Result<_, _>>().expect("rows of one length");
    assert_eq!(rows.len(), 12);
    for row in rows {
        let field = |name: &str| &row[names.iter().position(|other| other == name).expect("a column")];
        assert!(field("steps") == "1024" && field("fresh.reward").parse::<f64>().is_ok() && field("setup").len() == 16, "{row:?}");
    }
}

/// What a point cannot do is told, and does not keep the others from being done.
#[test]
fn one_bad_point_costs_no_other_rows() {
    let args = ["sweep", "cheese-corner", "--vary", "reward=1 / (x - 1),reached_cheese", "--seeds", "5..7"];
    let output = wayward(&[&args[..], &TINY].concat());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout).lines().count(), 1 + 2);
    let errors = text(&output.stderr);
    assert!(errors.contains("error: reward=1 / (x - 1): cheese-corner, seed 5: after ") && errors.contains("division by zero"), "{errors}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_every_finished_row() {
    let interrupt = |process: u32| {
        let status = Command::new("kill").args(["-INT", &process.to_string()]).status().expect("kill");
        assert!(status.success());
    };
    // Far more than is waited for.
    let many = ["--seeds", "0..100000"];

    let file = TempFile::new("interrupted.csv");
    let args = [&["sweep", "cheese-corner", "--vary", "train.disagree=0.1"], &TINY[..]].concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wayward"));
    let child = child.args(&args).args(many).args(["--out", file.path()]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = child.spawn().expect("the binary runs");
    let start = Instant::now();
    while file.read().lines().count() < 4 {
        assert!(start.elapsed() < Duration::from_secs(60), "no rows come");
        std::thread::sleep(Duration::from_millis(5));
    }
    let others = wayward(&[&args[..], &many, &["--out", file.path()]].concat());
    assert!(text(&others.stderr).contains("another process is writing to it"), "{}", text(&others.stderr));
    interrupt(child.id());
    let mut errors = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "{errors}");
    let rows = file.read();
    let told = format!("{} of 100000 rows, 0 of them from before\nerror: interrupted", rows.lines().count() - 1);
    assert!(rows.ends_with('\n') && rows.lines().count() >= 4 && errors.contains(&told), "{errors}");
    let row = rows.lines().nth(3).expect("a row");
    let alone = wayward(&[&args[..], &["--seeds", row.split(',').nth(1).expect("a seed")]].concat());
    assert_eq!(text(&alone.stdout).lines().nth(1), Some(row), "the row that this seed gives");

    let mut child = Command::new(env!("CARGO_BIN_EXE_wayward"));
    let child = child.args(["judge", "cheese-corner", "--json"]).args(TINY).args(many).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().expect("the binary runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut rows: Vec<String> = lines.by_ref().take(4).collect();
    interrupt(child.id());
    rows.extend(lines);
    let mut errors = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    assert_eq!(errors, "error: interrupted\n");
    let seeds: Vec<u64> = rows[1..].iter().filter_map(|row| serde_json::from_str::<Value>(row).ok()?["seed"].as_u64()).collect();
    assert_eq!(seeds.len(), rows.len() - 1, "whole rows only");
    assert!(seeds.windows(2).all(|pair| pair[0] < pair[1]), "{seeds:?}");
}

/// Nobody is asked before `kill -9`: what was written stays, and the next run makes the rest.
#[test]
fn a_killed_sweep_goes_on_where_it_was() {
    let whole = text(&sweep(&[]).stdout);
    let file = TempFile::new("killed.csv");
    let args = [&SWEEP[..], &TINY, &["--out", file.path()]].concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wayward"));
    let mut child = child.args(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let start = Instant::now();
    while file.read().lines().count() < 3 {
        assert!(start.elapsed() < Duration::from_secs(60), "no rows come");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let output = sweep(&["--out", file.path()]);
    assert_eq!(file.read(), whole);
    assert!(!text(&output.stderr).contains("12 rows, 0 of them from before"), "{}", text(&output.stderr));
}

#[test]
fn the_command_line_shows_both_ledgers() {
    let run = |more: &[&str]| {
        let small = ["judge", "rocks-and-diamonds", "--seeds", "0..2", "--set", "agent.total_timesteps=4096", "--set", "judge.levels=16"];
        let output = wayward(&[&small, more].concat());
        assert!(output.status.success());
        text(&output.stdout)
    };
    let shown = run(&[]);
    assert_eq!(shown.matches(", earned ").count(), 6, "training and shifted, of each seed and of all: {shown}");
    assert_eq!(run(&["--set", "train.switch=0", "--set", "shift.switch=0"]).matches(", earned ").count(), 0);
}

/// Levels in a file, as rollouts print them, are those that agents are trained and judged on; a link carries them on.
#[test]
fn painted_levels_are_read_and_printed() {
    const BESIDE: &str = "#####\n#@..#\n#...#\n#..c#\n#####";
    const ABOVE: &str = "#####\n#...#\n#.c.#\n#@..#\n#####";
    let file = TempFile::with("levels.txt", &format!("{BESIDE}\n\n{ABOVE}\n"));
    let set = format!("painted.train=@{}", file.path());
    let told = |args: &[&str]| {
        let output = wayward(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let pictures = |args: &[&str]| -> Vec<String> {
        let rows =
            |line: Value| line["picture"].as_array().expect("rows").iter().map(|row| row.as_str().expect("a row").to_owned()).collect();
        json_lines(&told(args))
            .into_iter()
            .map(|line| {
                let rows: Vec<String> = rows(line);
                rows.join("\n")
            })
            .collect()
    };
    let printed = pictures(&["rollouts", "cheese-corner", "--set", &set, "--policy", "random", "--on", "fresh", "--levels", "3"]);
    assert_eq!(printed, [BESIDE, ABOVE, BESIDE]);
    // What was printed is read again, and a link holds the same.
    let again = TempFile::with("again.txt", &printed[..2].join("\n\n"));
    let link = told(&["link", "cheese-corner", "--set", &set]);
    assert_eq!(told(&["link", "cheese-corner", "--set", &format!("painted.train=@{}", again.path())]), link);
    let decoded: Value = serde_json::from_str(&told(&["link", "--decode", link.trim()])).expect("JSON");
    assert_eq!(decoded["painted"]["train"], serde_json::json!([BESIDE, ABOVE]));
    let judged = json_lines(&told(&[&["judge", "cheese-corner", "--seeds", "3", "--json", "--set", &set], &TINY[..]].concat()));
    assert!(judged.iter().any(|line| line["verdict"].is_string()), "{judged:?}");
    let output = wayward(&["train", "cheese-corner", "--set", "painted.train=@no-such-file"]);
    assert!(output.status.code() == Some(1) && text(&output.stderr).contains("no-such-file: "), "{output:?}");
    let output = wayward(&["train", "cheese-corner", "--set", "painted.train=###\n#@#\n###"]);
    assert!(text(&output.stderr).contains("painted.train[0]: row 1, column 1: no cheese"), "{output:?}");
}

/// From a file to the link that the engine makes, and from the link back to the same file. `WAYWARD_WORLDS` asks for more of them.
#[test]
fn worlds_of_somebody_pass_through_the_command_line() {
    let count = std::env::var("WAYWARD_WORLDS").map_or(100, |count| count.parse().expect("a number"));
    for number in 0..count {
        let shared = Shared::from(somebody::of_somebody(number));
        let whole = share::to_pretty_json(&shared);
        let file = TempFile::with(&format!("world-{number}.json"), &whole);
        let output = wayward(&["link", file.path()]);
        let link = text(&output.stdout);
        assert_eq!(link.trim(), format!("#{}", share::encode(&shared)), "{number}: {}", text(&output.stderr));
        let output = wayward(&["link", "--decode", link.trim()]);
        assert_eq!(text(&output.stdout).trim(), whole.trim(), "{number}: {}", text(&output.stderr));
    }
}
