//! For whom a search is: the agent on view.

use std::rc::Rc;

use crate::ui::state::State;
use engine::jobs::{Job, JobId, Priority, Spec, Worst};
use engine::learner::Net;
use engine::scenario::Scenario;

#[derive(Clone, Debug)]
pub struct Asked {
    pub scenario: Rc<Scenario>,
    amount: f64,
    /// The agent on view, then those of other seeds.
    agents: Vec<Rc<Net>>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Asked) -> bool {
        let is_same = |(one, other): (&Rc<Net>, &Rc<Net>)| Rc::ptr_eq(one, other);
        let are_same = self.agents.len() == other.agents.len() && self.agents.iter().zip(&other.agents).all(is_same);
        are_same && self.amount == other.amount
    }
}

impl Asked {
    /// Err: why there is nothing to ask.
    pub fn of(state: &State) -> Result<Asked, &'static str> {
        const NO_AGENT: &str = "No agent is trained yet.";
        if !state.shown_scenario().world.spec().walks {
            return Err("In this world nobody goes anywhere: there are no walls to move.");
        }
        let shown = state.moment().map(|(_, net)| net.clone()).or_else(|| state.trained().map(|(_, net, _)| net)).ok_or(NO_AGENT)?;
        let seed = state.shown_scenario().seed;
        let others = state.agents.iter().filter(|run| run.scenario.seed != seed && run.report_at(state.amount).is_some());
        let others = others.filter_map(|run| run.snapshots.last().map(|(_, net)| net.clone()));
        let agents = std::iter::once(shown).chain(others).collect();
        Ok(Asked { scenario: state.shown_scenario(), amount: state.amount, agents })
    }

    /// `number`: the level of the shifted board from which it begins.
    pub fn job(&self, number: u64, id: JobId) -> Job {
        let agents = self.agents.iter().map(|net| net.weights.clone()).collect();
        let spec = Worst { scenario: Box::new((*self.scenario).clone()), amount: self.amount, number, agents };
        Job { id, priority: Priority::Usual, spec: Spec::Worst(spec) }
    }
}
