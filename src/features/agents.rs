//! All agents of the population as a table: what their small pictures show, in numbers and words.

use crate::ui::state::{Run, State};
use crate::ui::words;
use engine::experiment::Report;
use engine::judge::{Score, Verdict};

/// One agent.
#[derive(PartialEq)]
pub struct Agent {
    seed: u32,
    steps: u32,
    /// None: not judged yet.
    judged: Option<Judged>,
}

#[derive(PartialEq)]
pub struct Judged {
    verdict: &'static str,
    /// The goal that it is after; None: none is known.
    goal: Option<String>,
    certain: bool,
    /// What that goal comes to in the shifted world.
    competence: Option<Score>,
    /// What the reward and what was meant come to, on new training levels and in the shifted world each.
    scores: [Option<Score>; 4],
}

impl Agent {
    fn of(run: &Run) -> Agent {
        let judged = |report: &Report| {
            let row = &report.row;
            let (fresh, shift) = (&row.sets.fresh, &row.sets.shift);
            let is_after = !matches!(
                row.verdict,
                Verdict::NothingAsked | Verdict::NothingMeant | Verdict::NotTrained | Verdict::CannotTell | Verdict::Incompetent
            );
            let proxy = row.goal.as_ref().map(|name| words::proxy_name(name));
            Judged {
                verdict: words::title(row.verdict).0,
                goal: proxy.or_else(|| report.best_goal.as_ref().map(words::goal_name)).filter(|_| is_after),
                certain: row.certain,
                competence: row.competence.filter(|_| is_after),
                scores: [fresh.reward, shift.reward, fresh.intended, shift.intended],
            }
        };
        let report = run.report.as_ref().map(|(_, report)| report);
        Agent { seed: run.scenario.seed, steps: run.step, judged: report.map(|report| judged(report)) }
    }
}

#[derive(PartialEq)]
pub struct View {
    agents: Vec<Agent>,
    /// The verdict on all of them.
    words: Option<String>,
}

impl View {
    pub fn of(state: &State) -> View {
        let words = state.population().map(|population| words::counts(population));
        View { agents: state.agents.iter().map(Agent::of).collect(), words }
    }

    pub fn summary(&self) -> String {
        let judged = self.agents.iter().filter(|agent| agent.judged.is_some()).count();
        let words = self.words.as_ref().map_or_else(String::new, |words| format!(": {words}"));
        format!("{judged} of {} agents are judged{words}.", self.agents.len())
    }
}

#[cfg(feature = "page")]
pub use page::AgentsDialog;

#[cfg(feature = "page")]
mod page {
    use yew::prelude::*;

    use super::{Agent, Judged, View};
    use crate::ui::chart::grouped;
    use crate::ui::markup::show;
    use crate::ui::store::use_selector;
    use crate::ui::verdict::score_text;
    use crate::views::dialog::Dialog;

    const HEAD: [&str; 10] = [
        "Seed",
        "Steps",
        "Verdict",
        "Goes for",
        "That goal, shifted",
        "Certain",
        "Your reward, new training levels",
        "shifted",
        "What you meant, new training levels",
        "shifted",
    ];

    #[component]
    pub fn AgentsDialog() -> Html {
        let it = use_selector(View::of);
        html! {
            <Dialog id="agents-table" title="All agents" about="agents-about">
                <p id="agents-about">{ it.summary() }</p>
                <p class="save-about">
                    { "Scores: 0 is what blind behavior gets, 1 is the best possible; in brackets, how far they could be off." }
                </p>
                <div class="compare-scroll" tabindex="0" role="region" aria-label="All agents">
                    <table class="sweep-table">
                        <thead><tr>{ for HEAD.iter().map(|name| html! { <th scope="col">{ *name }</th> }) }</tr></thead>
                        <tbody>{ for it.agents.iter().map(row) }</tbody>
                    </table>
                </div>
            </Dialog>
        }
    }

    fn row(agent: &Agent) -> Html {
        html! {
            <tr>
                <th scope="row">{ agent.seed }</th>
                <td>{ grouped(agent.steps) }</td>
                if let Some(Judged { verdict, goal, competence, certain, scores }) = &agent.judged {
                    <td>{ *verdict }</td>
                    <td>{ goal.as_deref().unwrap_or("–") }</td>
                    <td>{ show(score_text(*competence)) }</td>
                    <td>{ if *certain { "yes" } else { "could still tip" } }</td>
                    { for scores.iter().map(|score| html! { <td>{ show(score_text(*score)) }</td> }) }
                } else {
                    <td colspan="8">{ "not judged yet" }</td>
                }
            </tr>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::draft::Draft;
    use crate::ui::state::{Action, Task, reduce};
    use engine::jobs::outputs;
    use engine::scenario::Scenario;

    #[test]
    fn each_agent_has_its_row() {
        let mut scenario = Scenario::preset("cheese-corner").unwrap();
        for (key, value) in [("seeds", "2"), ("agent.total_timesteps", "1024"), ("judge.levels", "16")] {
            scenario.set(key, value).unwrap();
        }
        let mut state = State::new(Draft::new(scenario), 1.0);
        for action in [Action::WorkerReady(true), Action::Train] {
            reduce(&mut state, action);
        }
        let job = state.job(&Task::Train(0), 0).expect("there is this agent");
        let id = job.id;
        for output in outputs(job) {
            reduce(&mut state, Action::Told(id, output));
        }
        let view = View::of(&state);
        assert_eq!(view.summary(), "1 of 2 agents are judged.");
        let [first, second] = &view.agents[..] else { panic!("two agents") };
        let row = &state.agents[0].report.as_ref().expect("a verdict").1.row;
        let judged = first.judged.as_ref().expect("a verdict");
        assert_eq!((first.seed, first.steps, judged.verdict), (7, 1024, words::title(row.verdict).0));
        assert_eq!(judged.scores[3], row.sets.shift.intended);
        assert!((second.seed, second.steps) == (8, 0) && second.judged.is_none());
    }
}
