//! Of whom rivals are asked: of the agents whose verdict the card shows.

use std::rc::Rc;

use crate::ui::state::State;
use engine::experiment::behavior::pursued;
use engine::jobs::{Job, JobId, Priority, Rivals, Spec};
use engine::judge::{GoalName, Verdict};
use engine::learner::Net;
use engine::scenario::Scenario;

#[derive(Clone, Debug)]
pub struct Asked {
    scenario: Rc<Scenario>,
    amount: f64,
    goal: GoalName,
    agents: Vec<Rc<Net>>,
    /// Of the verdict; names the agents.
    digest: String,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Asked) -> bool {
        let key = |asked: &Asked| (asked.digest.clone(), asked.amount, asked.goal.clone());
        key(self) == key(other)
    }
}

impl Asked {
    /// Err: why there is nothing to ask.
    pub fn of(state: &State) -> Result<Asked, &'static str> {
        const NO_VERDICT: &str = "There is no verdict yet.";
        let moment = state.moment();
        if !state.shown_scenario().world.spec().walks {
            return Err("In this world nobody goes anywhere: there is no place and no direction that could be a rival.");
        }
        let asked = |verdict: Option<Verdict>, proxy: Option<&str>, agents: Vec<Rc<Net>>, digest: &str| {
            let goal = verdict.and_then(|verdict| pursued(verdict, proxy));
            let goal = goal.ok_or("This verdict does not say that agents pursue one goal, so no other can be its rival.")?;
            Ok(Asked { scenario: state.shown_scenario(), amount: state.amount, goal, agents, digest: digest.to_owned() })
        };
        if state.agents.len() > 1 && !state.single && moment.is_none() {
            let all = state.population().ok_or(NO_VERDICT)?;
            let judged = state.agents.iter().filter(|run| run.report_at(state.amount).is_some());
            let agents = judged.filter_map(|run| run.snapshots.last().map(|(_, net)| net.clone())).collect();
            return asked(all.headline, all.goal.as_deref(), agents, &all.digest);
        }
        let row = &state.verdict().ok_or(NO_VERDICT)?.row;
        let net = moment.map(|(_, net)| net.clone()).or_else(|| state.trained().map(|(_, net, _)| net));
        asked(Some(row.verdict), row.goal.as_deref(), vec![net.ok_or(NO_VERDICT)?], &row.digest)
    }

    pub fn job(&self, id: JobId) -> Job {
        let agents = self.agents.iter().map(|net| net.weights.clone()).collect();
        let spec = Rivals { scenario: Box::new((*self.scenario).clone()), amount: self.amount, goal: self.goal.clone(), agents };
        Job { id, priority: Priority::Usual, spec: Spec::Rivals(spec) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::draft::Draft;
    use crate::ui::state::{Action, Task, reduce};
    use engine::experiment::Report;
    use engine::jobs::{Output, outputs};

    /// Two agents, trained for a moment and judged as if they had learned.
    fn judged(verdict: Verdict, goal: Option<&str>) -> State {
        let mut scenario = Scenario::preset("cheese-corner").unwrap();
        for (key, value) in [("seeds", "2"), ("agent.total_timesteps", "1024"), ("judge.levels", "16")] {
            scenario.set(key, value).unwrap();
        }
        let mut state = State::new(Draft::new(scenario), 1.0);
        for action in [Action::WorkerReady(true), Action::Train] {
            reduce(&mut state, action);
        }
        for agent in 0..2 {
            let job = state.job(&Task::Train(agent), 0).expect("there is this agent");
            let id = job.id;
            for mut output in outputs(job) {
                if let Output::Judged { report, .. } = &mut output {
                    let Report { row, .. } = &mut **report;
                    (row.verdict, row.goal) = (verdict, goal.map(str::to_owned));
                }
                reduce(&mut state, Action::Told(id, output));
            }
        }
        // The replay is over.
        reduce(&mut state, Action::Tick(100.0));
        state
    }

    #[test]
    fn of_all_or_of_the_one_that_is_shown() {
        let mut state = judged(Verdict::InnerMisaligned, Some("corner"));
        let all = Asked::of(&state).expect("a goal");
        assert_eq!((all.agents.len(), &all.goal), (2, &GoalName::Proxy("corner".into())));
        reduce(&mut state, Action::Show(1));
        let one = Asked::of(&state).expect("a goal");
        assert_eq!((one.agents.len(), &one.agents[0].weights), (1, &state.agents[1].snapshots.last().expect("an agent").1.weights));
        assert_ne!(one, all);
        let Spec::Rivals(spec) = one.job(3).spec else { panic!("a job of this kind") };
        assert_eq!((spec.agents.len(), spec.amount), (1, 1.0));
    }

    #[test]
    fn who_pursues_no_goal_has_no_rivals() {
        assert_eq!(Asked::of(&judged(Verdict::Aligned, None)).expect("a goal").goal, GoalName::Intended);
        let why = Asked::of(&judged(Verdict::Incompetent, None)).expect_err("no goal");
        assert!(why.contains("no other can be its rival"), "{why}");
        let state = State::new(Draft::new(Scenario::preset("cheese-corner").unwrap()), 1.0);
        assert_eq!(Asked::of(&state).expect_err("nothing is trained"), "There is no verdict yet.");
    }
}
