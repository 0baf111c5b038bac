//! What does a perfect optimizer of a scenario's reward do on one level of a board?

use serde::{Deserialize, Serialize};

use super::{Context, Next, Output, Work};
use crate::experiment::optimal;
use crate::scenario::Scenario;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solve {
    pub scenario: Box<Scenario>,
    /// How far the levels of the board are shifted.
    pub amount: f64,
    /// The stream of the board (`env::display`), and which of its levels.
    pub stream: u64,
    pub number: u64,
}

impl Work for Solve {
    fn advance(&mut self, context: &mut Context) -> Next {
        context.tell(Output::Solved(optimal(&self.scenario, self.amount, self.stream, self.number)));
        context.tell(Output::Done);
        Next::Over
    }
}
