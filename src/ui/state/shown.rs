//! What stands on the boards, and what is offered beside them.

use std::rc::Rc;

use super::opening::changes;
use super::prediction::OnPage;
use super::{Remedy, Run, State, recording};
use engine::learner::Net;
use engine::scenario::{Preset, Scenario};

impl State {
    /// What is recorded of the experiment as it came plays until an agent is trained. An edit ends that, and whoever asks for more
    /// than was recorded: what the agent expects, or a part of the shift. What comes of the full shift is not shown to who is still to be
    /// asked about it.
    pub(super) fn recording(&self) -> Rc<str> {
        let is_told = self.amount == 1.0 && self.predictions.on_page != OnPage::Once;
        let more = self.overlay || self.probes.view > 0 || !(self.amount == 0.0 || is_told);
        let text = self.recordings.as_ref().filter(|_| self.agents.is_empty() && !more);
        text.map_or("", |text| recording::find(text, &self.draft.save(0.0))).into()
    }

    /// The agent on the boards, and after how many steps of training.
    pub fn shown_agent(&self) -> (Rc<Net>, u32) {
        self.run().and_then(Run::shown).map_or_else(|| (self.untrained.clone(), 0), |(step, net)| (net.clone(), *step))
    }

    /// The agent on the boards goes on learning, as another one.
    pub(super) fn branch(&mut self) {
        let Some((step, net)) = self.run().and_then(Run::shown).cloned() else { return };
        let scenario = Scenario { seed: self.shown_scenario().seed, seeds: 1, ..self.draft.frozen() };
        if net.weights.len() != Net::len(scenario.world, scenario.agent.hidden_size) || net.world != scenario.world {
            let words = "This agent cannot go on learning with another hidden_size or in another world: its net has another shape.";
            self.notice = Some((words.to_owned(), false));
            return;
        }
        let mut run = Run::new(self.next_id(), Rc::new(scenario));
        run.parent = Some((step, net));
        self.begin(vec![run], false);
    }

    /// What the preset has to offer against its problem, and the preset in whose words that is said.
    pub fn remedy(&self) -> Option<(Remedy, &'static Preset)> {
        let (base, repair) = Preset::pair(&self.draft.scenario.preset)?;
        let is_set = changes(base, repair).into_iter().all(|(field, value)| match self.draft.value(field) {
            Some(number) => value.parse() == Ok(number),
            None => self.draft.text(field) == value,
        });
        Some(if is_set { (Remedy::Undo, base) } else { (Remedy::Apply, repair) })
    }

    /// What the next tick shows anew: where the replay is, how many agents have walked, the time taken.
    pub fn progress_key(&self) -> (Option<f64>, usize, f64) {
        let walked = |run: &&Run| run.trail.as_ref().is_some_and(|(amount, _)| *amount == self.amount);
        (self.run().map(|run| run.displayed), self.agents.iter().filter(walked).count(), self.elapsed)
    }
}

pub(super) fn untrained(scenario: &Scenario) -> Net {
    Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, scenario.seed)
}
