//! `wayward check`: diagnostics of every program with carets, for the reward also what its training levels cannot teach; then
//! whatever else is wrong, and which inputs shifted levels turn on that training never does.

use clap::Args;

use super::input::ScenarioArgs;
use super::output::{print_json, print_line};
use super::{Failure, failed};
use crate::ui::words;
use engine::experiment::question;
use engine::judge::{Survey, Unmet};
use engine::lang::{self, Diagnostic, Severity};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// JSON Lines instead of text: one object a program, and one for the inputs
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    let schema = scenario.schema();
    let mut sources = vec![("reward".to_owned(), &scenario.reward), ("intended".to_owned(), &scenario.intended)];
    sources.extend(scenario.proxies.iter().map(|proxy| (format!("proxies.{}", proxy.name), &proxy.source)));
    let checked = scenario.check();
    let mut errors = 0;
    for (field, source) in sources {
        let (_, mut diagnostics) = lang::compile(source, &schema);
        // Levels can be drawn, and features counted on, only where nothing is wrong.
        if let (Ok(goals), "reward") = (&checked, field.as_str()) {
            let mut survey = Survey::new(scenario.levels(0.0), scenario.agent.num_levels);
            while !survey.advance() {}
            diagnostics.extend(lang::warn_from_evidence(&goals.reward, &schema, &survey.evidence()));
            diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        }
        errors += diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        if options.json {
            let diagnostics: Vec<_> = diagnostics.iter().map(|diagnostic| as_json(source, diagnostic)).collect();
            print_json(&serde_json::json!({"field": field, "source": source, "diagnostics": diagnostics}));
        } else if diagnostics.is_empty() {
            print_line(&format!("{field}: good"));
        } else {
            print_line(&format!("{field}:\n{}", lang::render(source, &diagnostics)));
        }
    }
    if errors > 0 {
        return Err(Failure::Failed(format!("{errors} error{} in the programs", if errors == 1 { "" } else { "s" })));
    }
    let goals = checked.map_err(failed)?;
    let unmet = Unmet::of(&question(&scenario, &goals, 1.0));
    if options.json {
        print_json(&serde_json::json!({"unmet": unmet}));
    } else {
        print_line(&format!("inputs: {}", words::unmet::note(&unmet)));
        for group in &unmet.groups {
            let share = |count: u32| words::unmet::share(count, unmet.shifted_levels);
            let (begin, any) = (share(group.begin), share(group.any));
            print_line(&format!("  {}: {}; at the start of {begin} of levels, in {any} at all", group.name, group.inputs.join("; ")));
        }
    }
    Ok(())
}

/// `start` and `end` are bytes, the end excluded; line and column count from 1, columns in characters.
fn as_json(source: &str, diagnostic: &Diagnostic) -> serde_json::Value {
    let before = &source[..diagnostic.span.start];
    let line = before.rsplit('\n').next().unwrap_or_default();
    serde_json::json!({
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": diagnostic.message, "hint": diagnostic.hint, "start": diagnostic.span.start, "end": diagnostic.span.end,
        "line": before.matches('\n').count() + 1, "column": line.chars().count() + 1,
    })
}
