//! What programs read: the run in figures, as data attributes.

use yew::prelude::*;

use crate::ui::state::State;
use crate::ui::store::use_selector;
use engine::decimal::fixed;

/// By the names of the attributes; None: nothing to tell.
#[derive(Default, PartialEq)]
struct View {
    state: &'static str,
    agents: usize,
    judged: usize,
    elapsed: String,
    ready: bool,
    step: Option<String>,
    displayed_step: Option<String>,
    run: Option<String>,
    digest: Option<String>,
    success: Option<String>,
    worker_ms: Option<String>,
    steps_per_second: Option<String>,
    steps_to_goal: Option<String>,
    ms_to_goal: Option<String>,
}

impl View {
    fn of(state: &State) -> View {
        let run = state.run();
        let summary = run.and_then(|run| run.summary.as_ref());
        View {
            state: run.map_or("idle", |run| run.phase.name()),
            agents: state.agents.len(),
            judged: state.progress().0,
            elapsed: fixed(state.elapsed, 2),
            ready: state.worker_ready,
            step: run.map(|run| run.step.to_string()),
            displayed_step: run.map(|run| (run.displayed as u32).to_string()),
            run: run.map(|_| state.agents[0].id.to_string()),
            digest: summary.map(|summary| summary.digest.clone()),
            success: summary.map(|summary| f64::from(summary.success).to_string()),
            worker_ms: summary.map(|summary| summary.busy_ms.to_string()),
            steps_per_second: summary
                .filter(|summary| summary.busy_ms > 0.0)
                .map(|summary| (f64::from(summary.steps) / summary.busy_ms * 1_000.0).to_string()),
            steps_to_goal: summary.and_then(|summary| summary.steps_to_95).map(|steps| steps.to_string()),
            ms_to_goal: summary.and_then(|summary| summary.ms_to_95).map(|ms| ms.to_string()),
        }
    }
}

#[component]
pub fn Figures() -> Html {
    let it = use_selector(View::of);
    html! {
        <div id="figures" hidden=true>
            <div id="run-figures" data-state={it.state} data-agents={it.agents.to_string()} data-judged={it.judged.to_string()}
                data-elapsed={it.elapsed.clone()} data-ready={u8::from(it.ready).to_string()} data-step={it.step.clone()}
                data-displayed-step={it.displayed_step.clone()} data-run={it.run.clone()} data-digest={it.digest.clone()}
                data-success={it.success.clone()} data-worker-ms={it.worker_ms.clone()} data-steps-per-second={it.steps_per_second.clone()}
                data-steps-to-goal={it.steps_to_goal.clone()} data-ms-to-goal={it.ms_to_goal.clone()} />
        </div>
    }
}
