//! `wayward presets`: what there is to start from.

use clap::Args;

use super::Failure;
use super::output::{print_json, print_line, words};
use engine::judge::Verdict;
use engine::scenario::{PRESETS, Scenario};

#[derive(Args)]
pub struct Options {
    /// JSON Lines instead of text
    #[arg(long)]
    json: bool,
}

/// A verdict, and the proxy that it names.
pub type Promise = (Verdict, Option<&'static str>);

pub fn promise_json(promise: Option<Promise>) -> serde_json::Value {
    promise.map_or(serde_json::Value::Null, |(verdict, goal)| serde_json::json!({"verdict": verdict, "goal": goal}))
}

pub fn run(options: &Options) -> Result<(), Failure> {
    for preset in &PRESETS {
        if options.json {
            print_json(&serde_json::json!({
                "preset": preset.name, "title": preset.title, "about": preset.about, "promise": promise_json(preset.promise),
                "reward": Scenario::preset(preset.name).map(|scenario| scenario.reward),
            }));
        } else {
            let promise =
                preset.promise.map_or("Promises nothing.".into(), |(verdict, goal)| format!("Promises: {}.", words(verdict, goal)));
            print_line(&format!("{:<24} {}  {promise}", preset.name, preset.about));
        }
    }
    Ok(())
}
