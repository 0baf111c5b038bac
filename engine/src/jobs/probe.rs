//! What would an agent do if things lay elsewhere on one level of a board?

use serde::{Deserialize, Serialize};

use super::{Context, Next, Output, Work};
use crate::experiment::behavior::probe;
use crate::judge;
use crate::scenario::Scenario;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    pub scenario: Box<Scenario>,
    /// How far the levels of the board are shifted.
    pub amount: f64,
    /// The stream of the board (`env::display`), and which of its levels.
    pub stream: u64,
    pub number: u64,
    /// Of the agent.
    pub weights: Vec<f32>,
}

impl Probe {
    pub(super) fn start(self) -> Probing {
        Probing(probe(&self.scenario, self.amount, self.stream, self.number, self.weights))
    }
}

/// None: the level is too large.
pub(super) struct Probing(Option<judge::Probe>);

impl Work for Probing {
    fn advance(&mut self, context: &mut Context) -> Next {
        if self.0.as_mut().is_some_and(|probe| !probe.advance()) {
            return Next::Going;
        }
        context.tell(Output::Probed(self.0.take().map(judge::Probe::finish)));
        context.tell(Output::Done);
        Next::Over
    }
}
