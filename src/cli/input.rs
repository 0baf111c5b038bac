//! What commands are given: a scenario by name, as a file or as a link, changes to it, seeds, shares.
//!
//! A scenario file is a preset and what differs from it, as JSON; everything wrong in it is told with its place and nothing is
//! run. A link comes from elsewhere: what is off in it is told, and the nearest that is allowed is run.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::{Failure, usage};
use engine::judge::THRESHOLDS;
use engine::scenario::{JUDGE_LEVELS, Scenario};
use engine::share::{self, LinkError, Shared, known_presets};

#[derive(Args)]
pub struct ScenarioArgs {
    /// A preset's name (see `wayward presets`), a JSON file, or a link or what stands in it after the `#`
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Args)]
pub struct Changes {
    /// Changes one field, such as train.disagree=0.1, agent.total_timesteps=60000 or painted.train=@levels.txt (@ takes a value from a
    /// file); may be given more than once
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// A scenario that a command was given, with the changes made.
pub struct Given {
    pub shared: Shared,
    pub is_link: bool,
    /// A field is another than in the file or link, so that its digest says nothing.
    pub changed: bool,
}

impl ScenarioArgs {
    pub fn resolve(&self) -> Result<Scenario, Failure> {
        Ok(self.given()?.shared.scenario)
    }

    pub fn given(&self) -> Result<Given, Failure> {
        given(&self.scenario, &self.changes)
    }
}

/// The scenario of this name, in this file or in this link, with the changes made.
pub fn given(name: &str, changes: &Changes) -> Result<Given, Failure> {
    let (mut shared, is_link) = if let Some(scenario) = Scenario::preset(name) {
        (scenario.into(), false)
    } else if name.ends_with(".json") || Path::new(name).is_file() {
        (from_file(Path::new(name))?, false)
    } else if looks_like_a_link(name) {
        (from_link(name)?, true)
    } else {
        return Err(Failure::Usage(format!("there is no preset and no file `{name}`; {}", known_presets())));
    };
    let before = shared.scenario.clone();
    for change in &changes.set {
        let (key, value) = change.split_once('=').ok_or_else(|| Failure::Usage(format!("--set takes KEY=VALUE, found `{change}`")))?;
        shared.scenario.set(key, &value_of(value)?).map_err(usage)?;
    }
    let changed = shared.scenario != before;
    Ok(Given { shared, is_link, changed })
}

/// What follows an `@` names the file in which the value stands. No program begins with one.
fn value_of(value: &str) -> Result<String, Failure> {
    match value.strip_prefix('@') {
        None => Ok(value.to_owned()),
        Some(path) => std::fs::read_to_string(path).map_err(|error| Failure::Failed(format!("{path}: {error}"))),
    }
}

fn looks_like_a_link(name: &str) -> bool {
    let bare = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    let format = bare.split_once('.').is_some_and(|(digits, _)| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()));
    format || ["://", "#", "%23", "="].iter().any(|sign| name.contains(sign))
}

fn from_file(path: &Path) -> Result<Shared, Failure> {
    let at = |message: String| format!("{}: {message}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| Failure::Failed(at(error.to_string())))?;
    let opened = share::from_json_strictly(&text).map_err(|error| Failure::Failed(at(error.to_string())))?;
    if opened.remarks.is_empty() {
        return Ok(opened.shared);
    }
    let wrong: Vec<String> = opened.remarks.iter().map(|remark| at(remark.to_string())).collect();
    Err(Failure::Failed(wrong.join("\nerror: ")))
}

fn from_link(text: &str) -> Result<Shared, Failure> {
    let opened = share::decode(text).map_err(not_a_link)?;
    for remark in &opened.remarks {
        eprintln!("warning: {remark}");
    }
    Ok(opened.shared)
}

pub fn not_a_link(error: LinkError) -> Failure {
    Failure::Failed(error.to_string())
}

/// The digest that a link or file carries, beside that of the run.
pub struct Comparison {
    digest: String,
    found: Result<String, String>,
}

impl Comparison {
    /// `found`: the digest of a run of the very same agents, or why there is none to compare.
    pub fn new(given: &Given, found: Result<String, String>) -> Option<Comparison> {
        let found = if given.changed { Err("with --set this is another run".into()) } else { found };
        Some(Comparison { digest: given.shared.digest.clone()?, found })
    }

    pub fn line(&self) -> String {
        match &self.found {
            Ok(found) if *found == self.digest => format!("reproduced: the link promises the digest {}", self.digest),
            Ok(found) => format!("differs: the link promises the digest {}, found {found}", self.digest),
            Err(why) => format!("not compared with the digest {} of the link: {why}", self.digest),
        }
    }

    pub fn json(&self) -> Value {
        let reproduced = self.found.as_ref().ok().map(|found| *found == self.digest);
        json!({"digest": self.digest, "reproduced": reproduced, "not_compared": self.found.as_ref().err()})
    }
}

pub fn parse_seeds(text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` is not a seed: a whole number from 0 to 4294967295"));
    let (from, to) = match text.split_once("..") {
        Some((from, to)) => (number(from)?, number(to)?),
        None => (number(text)?, number(text)?.checked_add(1).ok_or("one seed less, please: 4294967295 has no end")?),
    };
    if from < to { Ok((from, to)) } else { Err(format!("{from}..{to} is empty: the end is excluded")) }
}

/// As many levels in a set as a verdict needs, or more.
pub fn parse_levels(text: &str) -> Result<u32, String> {
    let (least, most) = (THRESHOLDS.telling_levels as u32, JUDGE_LEVELS.1);
    let wrong = || {
        format!("must be a whole number from {least} to {most}, found `{text}`; with fewer there is no verdict in a world of many levels")
    };
    text.parse().ok().filter(|levels| (least..=most).contains(levels)).ok_or_else(wrong)
}

pub fn parse_amount(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|amount| (0.0..=1.0).contains(amount)).ok_or_else(|| format!("must be a number from 0 to 1, found `{text}`"))
}

/// Where a scheduler says which of its tasks this is, and what its first task is called.
const SCHEDULERS: [(&str, u32); 3] = [("SLURM_ARRAY_TASK_ID", 1), ("JOB_COMPLETION_INDEX", 0), ("PARALLEL_SEQ", 1)];

/// Part I of N, counted from 1, as `I/N` or, from a scheduler, `auto/N`.
pub fn parse_shard(text: &str) -> Result<(u32, u32), String> {
    match text.strip_prefix("auto/") {
        Some(parts) => shard_of_task(parts, |name| std::env::var(name).ok()),
        None => shard(text),
    }
}

/// The part whose task this is. `parts` is said by the person and not by the scheduler, so that one task that is sent again alone does
/// its own part.
fn shard_of_task(parts: &str, variable: impl Fn(&str) -> Option<String>) -> Result<(u32, u32), String> {
    let set: Vec<(&str, u32, String)> = SCHEDULERS.into_iter().filter_map(|(name, first)| Some((name, first, variable(name)?))).collect();
    match &set[..] {
        [] => Err(format!("auto: none of {} is set; say which part it is, as in 1/{parts}", SCHEDULERS.map(|(name, _)| name).join(", "))),
        [(name, first, index)] => {
            let part = index.parse::<u32>().ok().and_then(|index| index.checked_sub(*first)?.checked_add(1));
            let wrong = || format!("auto: {name} is {index}, and the {parts} tasks have to be counted from {first}");
            shard(&format!("{}/{parts}", part.ok_or_else(wrong)?)).map_err(|error| format!("{}: {error}", wrong()))
        }
        [(one, ..), (other, ..), ..] => Err(format!("auto: both {one} and {other} are set; say which part it is, as in 1/{parts}")),
    }
}

fn shard(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
    let valid = parts.filter(|(part, parts)| (1..=*parts).contains(part));
    valid.ok_or_else(|| format!("must be I/N with I from 1 to N, found `{text}`"))
}

/// The seeds of a part, every Nth of all; the whole without one.
pub fn part_of((from, to): (u32, u32), shard: Option<(u32, u32)>) -> Vec<u32> {
    let (part, parts) = shard.unwrap_or((1, 1));
    (from..to).skip(part as usize - 1).step_by(parts as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_count_from_one() {
        assert_eq!(parse_shard("2/3"), Ok((2, 3)));
        for bad in ["0/3", "4/3", "1", "a/b", "1/0", "-1/2"] {
            assert!(parse_shard(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_scheduler_says_which_part_a_task_is() {
        let check = |parts: &str, set: &[(&str, &str)]| {
            shard_of_task(parts, |name| set.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(check("4", &[("SLURM_ARRAY_TASK_ID", "1")]), Ok((1, 4)));
        assert_eq!(check("4", &[("SLURM_ARRAY_TASK_ID", "4")]), Ok((4, 4)));
        assert_eq!(check("4", &[("JOB_COMPLETION_INDEX", "0")]), Ok((1, 4)));
        assert_eq!(check("4", &[("PARALLEL_SEQ", "3")]), Ok((3, 4)));
        for (parts, set, wanted) in [
            ("4", &[][..], "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, PARALLEL_SEQ is set"),
            ("4", &[("SLURM_ARRAY_TASK_ID", "0")], "counted from 1"),
            ("4", &[("SLURM_ARRAY_TASK_ID", "5")], "counted from 1"),
            ("4", &[("JOB_COMPLETION_INDEX", "4")], "counted from 0"),
            ("4", &[("JOB_COMPLETION_INDEX", "four")], "JOB_COMPLETION_INDEX is four"),
            ("x", &[("PARALLEL_SEQ", "1")], "found `1/x`"),
            ("4", &[("SLURM_ARRAY_TASK_ID", "1"), ("PARALLEL_SEQ", "1")], "both SLURM_ARRAY_TASK_ID and PARALLEL_SEQ"),
        ] {
            let found = check(parts, set).expect_err("refused");
            assert!(found.contains(wanted), "{parts} {set:?}: {found}");
        }
    }
}
