//! Which rivals of the goal that a verdict names do agents rule out?

use serde::{Deserialize, Serialize};

use super::{Context, Next, Output, Work};
use crate::experiment::{behavior, mismatch};
use crate::judge::{self, GoalName, Policy};
use crate::learner::Net;
use crate::scenario::{FieldError, Place, Scenario};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rivals {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    /// The reward, the intended goal or a proxy.
    pub goal: GoalName,
    /// The weights of each agent; at least one.
    pub agents: Vec<Vec<f32>>,
}

impl Rivals {
    pub(super) fn start(self) -> Result<Comparing, Vec<FieldError>> {
        let Rivals { scenario, amount, goal, agents } = self;
        let nets: Option<Vec<Net>> = agents.into_iter().map(|weights| scenario.net(weights)).collect();
        let nets = nets.filter(|nets| !nets.is_empty()).ok_or_else(mismatch)?;
        let rivals = behavior::rivals(&scenario, amount.clamp(0.0, 1.0), goal)?;
        let rivals = rivals.ok_or_else(|| vec![FieldError::new(Place::Other("goal".into()), "is none of the scenario's")])?;
        Ok(Comparing { rivals, nets })
    }
}

pub(super) struct Comparing {
    rivals: judge::Rivals,
    nets: Vec<Net>,
}

impl Work for Comparing {
    fn advance(&mut self, context: &mut Context) -> Next {
        let agents: Vec<&dyn Policy> = self.nets.iter().map(|net| net as &dyn Policy).collect();
        let before = self.rivals.progress().0;
        if !self.rivals.advance(&agents) {
            let (done, total) = self.rivals.progress();
            if before / STRIDE != done / STRIDE {
                context.tell(Output::Judging { done, total });
            }
            return Next::Going;
        }
        context.tell(Output::Compared(Box::new(self.rivals.report(0..agents.len()))));
        context.tell(Output::Done);
        Next::Over
    }
}

/// Levels between two reports of the progress.
const STRIDE: u32 = 16;
