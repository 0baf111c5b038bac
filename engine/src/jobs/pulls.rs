//! What pulls agents of one scenario, and one of them along its training?

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Next, Output, Work};
use crate::framings::pulls::Measuring;
use crate::scenario::{FieldError, Scenario};

/// At least one agent or moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pulls {
    pub scenario: Box<Scenario>,
    /// How far the shifted half of the designed levels is shifted, 0 to 1.
    pub amount: f64,
    /// The weights of each agent.
    pub agents: Vec<Vec<f32>>,
    /// The weights of one agent after so many steps of its training.
    pub moments: Vec<(u32, Vec<f32>)>,
}

impl Pulls {
    pub(super) fn start(self) -> Result<Pulling, Vec<FieldError>> {
        Ok(Pulling { measuring: Measuring::new(&self.scenario, self.amount.clamp(0.0, 1.0), self.agents, self.moments)? })
    }
}

pub(super) struct Pulling {
    measuring: Measuring,
}

impl Work for Pulling {
    fn advance(&mut self, context: &mut Context) -> Next {
        let before = self.measuring.progress().0;
        let Some(report) = self.measuring.advance() else {
            let (done, total) = self.measuring.progress();
            if before / STRIDE != done / STRIDE {
                context.tell(Output::Worked { done, total });
            }
            return Next::Going;
        };
        context.tell(Answer::Pulled(report).into());
        context.tell(Output::Done);
        Next::Over
    }
}

/// Pieces between two reports of the progress.
const STRIDE: u32 = 16;
