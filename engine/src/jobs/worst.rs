//! On which level does an agent do worst?

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Next, Output, Work};
use crate::experiment::{behavior, mismatch};
use crate::judge::{self, Policy};
use crate::learner::Net;
use crate::scenario::{FieldError, Scenario};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worst {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    /// The level of the shifted board from which the search begins.
    pub number: u64,
    /// Weights: of the agent that the search is for, and then of others, which are asked about what it finds.
    pub agents: Vec<Vec<f32>>,
}

impl Worst {
    pub(super) fn start(self) -> Result<Searching, Vec<FieldError>> {
        let Worst { scenario, amount, number, agents } = self;
        let nets: Option<Vec<Net>> = agents.into_iter().map(|weights| scenario.net(weights)).collect();
        let nets = nets.filter(|nets| !nets.is_empty()).ok_or_else(mismatch)?;
        Ok(Searching { worst: behavior::worst(&scenario, amount.clamp(0.0, 1.0), number)?, nets })
    }
}

/// None: nothing is at stake.
pub(super) struct Searching {
    worst: Option<judge::Worst>,
    nets: Vec<Net>,
}

impl Work for Searching {
    fn advance(&mut self, context: &mut Context) -> Next {
        if let Some(worst) = &mut self.worst {
            let before = worst.progress().0;
            if !worst.advance(&self.nets[0]) {
                let (done, total) = worst.progress();
                if before / STRIDE != done / STRIDE {
                    context.tell(Output::Worked { done, total });
                }
                return Next::Going;
            }
        }
        let others: Vec<&dyn Policy> = self.nets[1..].iter().map(|net| net as &dyn Policy).collect();
        context.tell(Answer::Worst(self.worst.as_ref().map(|worst| worst.report(&others))).into());
        context.tell(Output::Done);
        Next::Over
    }
}

/// Levels between two reports of the progress.
const STRIDE: u32 = 32;
