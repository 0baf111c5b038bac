//! What a host is told of the state, as JSON.

use serde_json::{Map, Value, json};

use super::wire::Refusal;
use crate::ui::state::{Phase, Run, State};
use engine::env::shift;
use engine::experiment::Row;
use engine::scenario::Scenario;

/// What `getState` and `wayward-state` say beside the scenario: in which phase the shown agent is.
pub fn status(state: &State) -> &'static str {
    state.run().map_or("idle", |run| run.phase.name())
}

/// How far training has come: steps of each agent and of a whole run, and the share of episodes that reach the goal, as means
/// over the agents. None: there is no run.
pub fn progress(state: &State) -> Option<Value> {
    let count = state.agents.len() as u64;
    // Runs end with a whole update, so they may have a few steps more than they were asked for.
    let total = state.agents.iter().map(|run| run.total).max()?;
    let steps: u64 = state.agents.iter().map(|run| u64::from(run.step)).sum();
    let success: Vec<f64> = state.agents.iter().filter_map(|run| run.points.last()).map(|point| f64::from(point.success)).collect();
    let mean = (!success.is_empty()).then(|| success.iter().sum::<f64>() / success.len() as f64);
    Some(json!({"steps": steps / count, "total": total, "success": mean}))
}

/// What came of a training that is over, for every agent.
pub fn trained(state: &State) -> Result<Value, Refusal> {
    if let Some(refusal) = failure(state) {
        return Err(refusal);
    }
    let done: Vec<_> = state.agents.iter().filter_map(|run| run.summary.as_ref()).collect();
    let steps = done.iter().map(|summary| summary.steps).max();
    let success = done.iter().map(|summary| f64::from(summary.success)).sum::<f64>() / done.len().max(1) as f64;
    Ok(json!({"steps": steps, "seeds": done.len(), "digest": state.digest(), "success": success}))
}

/// Why the first agent that could not go on could not: what, where in the text, when, and which agent.
pub fn failure(state: &State) -> Option<Refusal> {
    state.agents.iter().find(|run| !run.phase.is_alive()).map(|run| failed(state, run))
}

pub fn failed(state: &State, run: &Run) -> Refusal {
    let message = match (&run.failure, run.phase) {
        (Some(failure), _) => {
            let text = failure.span.and_then(|(start, _)| run.scenario.reward.get(..start as usize));
            let place = text.map_or_else(String::new, |before| {
                let (line, column) =
                    (before.matches('\n').count() + 1, before.chars().rev().take_while(|letter| *letter != '\n').count() + 1);
                format!("line {line}, column {column}: ")
            });
            format!("{place}{} (agent of seed {}, after {} steps)", failure.message, run.scenario.seed, failure.step)
        }
        (None, Phase::Lost) => format!("the worker that was at the agent of seed {} stopped", run.scenario.seed),
        (None, _) => state.notice.as_ref().map_or_else(|| "training could not begin".to_owned(), |(words, _)| words.clone()),
    };
    let place = run.failure.as_ref().map_or_else(String::new, |failure| failure.place.to_string());
    Refusal { seed: Some(run.scenario.seed), ..Refusal::new("failed", message, place) }
}

/// The verdict at the amount of the shift that is on view: a row, or for several agents a headline, how often which verdict
/// occurs, and the rows. None: it is not there, or not yet.
pub fn verdict(state: &State) -> Option<Value> {
    let (done, agents) = state.progress();
    let rows: Vec<&Row> = state.agents.iter().filter_map(|run| run.report_at(state.amount)).map(|report| &report.row).collect();
    match (state.population(), &rows[..]) {
        (None, [row]) if agents == 1 => serde_json::to_value(row).ok(),
        (Some(all), _) => {
            let counts: Map<String, Value> =
                all.counts.iter().map(|(verdict, count)| (verdict.name().to_owned(), (*count).into())).collect();
            Some(json!({"headline": all.headline, "counts": counts, "rows": rows}))
        }
        // All but one were lost.
        (None, [row]) if done == agents => Some(json!({"headline": row.verdict, "counts": {row.verdict.name(): 1}, "rows": rows})),
        _ => None,
    }
}

/// The knobs of the training world, and those of the other world as it is on view.
pub fn worlds(scenario: &Scenario, amount: f64) -> Value {
    let named = |values: &[f64]| -> Map<String, Value> {
        scenario.world.knobs().iter().zip(values).map(|(knob, value)| (knob.name.to_owned(), (*value).into())).collect()
    };
    let shifted = shift::between(scenario.world, &scenario.train, &scenario.shift, amount);
    json!({"train": named(&scenario.train), "shift": named(&shifted), "amount": amount})
}
