//! One agent corrected as it was at several moments of its training, beside a fresh one.

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Next, Output, Work};
use crate::experiment::correct::Feedback;
use crate::experiment::question;
use crate::framings::corrections::{Correcting, Stage};
use crate::judge::Reference;
use crate::scenario::{FieldError, Scenario};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrections {
    /// With the seed of the agent.
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub feedback: Feedback,
    /// It stays more undecided while it is corrected.
    pub explore: bool,
    /// Its weights after so many steps; the last are those of the trained agent. At least one.
    pub moments: Vec<(u32, Vec<f32>)>,
}

impl Corrections {
    pub(super) fn start(self, context: &mut Context) -> Result<Staking, Vec<FieldError>> {
        let Corrections { scenario, amount, feedback, explore, moments } = self;
        let amount = amount.clamp(0.0, 1.0);
        let goals = scenario.check()?;
        let reference = context.references.of(&scenario, amount);
        let reference = reference.unwrap_or_else(|| Reference::new(question(&scenario, &goals, amount)));
        let correcting = Correcting::against(&scenario, reference, feedback, explore, moments)?;
        Ok(Staking { scenario: *scenario, correcting })
    }
}

pub(super) struct Staking {
    scenario: Scenario,
    correcting: Correcting,
}

impl Work for Staking {
    fn advance(&mut self, context: &mut Context) -> Next {
        let before = self.correcting.progress().0;
        let stage = self.correcting.advance();
        context.references.keep(&self.scenario, self.correcting.reference());
        let (done, total) = self.correcting.progress();
        if done != before {
            context.tell(Output::Worked { done, total });
        }
        match stage {
            Stage::Going => return Next::Going,
            Stage::Done(corrections) => {
                context.tell(Answer::Corrected(corrections).into());
                context.tell(Output::Done);
            }
            Stage::Failed(failure) => context.tell(Output::Failed(failure)),
        }
        Next::Over
    }
}
