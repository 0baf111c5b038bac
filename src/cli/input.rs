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
    /// Changes one field, such as train.disagree=0.1 or agent.total_timesteps=60000; may be given more than once
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
        shared.scenario.set(key, value).map_err(usage)?;
    }
    let changed = shared.scenario != before;
    Ok(Given { shared, is_link, changed })
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
