//! An agent goes on learning in the shifted world, until what was meant is what it does.

use serde::{Deserialize, Serialize};

use super::{Context, Control, Next, Output, Work};
use crate::experiment::correct::{Correction, Feedback, State};
use crate::scenario::{FieldError, Scenario};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correct {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub feedback: Feedback,
    /// It stays more undecided while it learns.
    pub explore: bool,
    /// The weights of the agent; None: a fresh one.
    pub start: Option<Vec<f32>>,
}

impl Correct {
    pub(super) fn start(self, context: &mut Context) -> Result<Correcting, Vec<FieldError>> {
        let Correct { scenario, amount, feedback, explore, start } = self;
        let amount = amount.clamp(0.0, 1.0);
        let correction = match context.references.of(&scenario, amount) {
            Some(reference) => Correction::against(&scenario, reference, feedback, start)?,
            None => Correction::new(&scenario, amount, feedback, start)?,
        };
        let correction = if explore { correction.exploring() } else { correction };
        Ok(Correcting { scenario: *scenario, correction, held: false })
    }
}

pub(super) struct Correcting {
    scenario: Scenario,
    correction: Correction,
    held: bool,
}

impl Work for Correcting {
    fn advance(&mut self, context: &mut Context) -> Next {
        let look = self.correction.advance();
        context.references.keep(&self.scenario, self.correction.reference());
        let state = self.correction.state();
        if let Some(look) = look {
            context.tell(Output::Looked { state, look });
        }
        match (state, self.correction.failure()) {
            (State::Going, _) => return Next::Going,
            (State::Failed, Some(failure)) => context.tell(Output::Failed(failure.clone())),
            (State::Corrected | State::Capped | State::Failed, _) => context.tell(Output::Done),
        }
        Next::Over
    }

    fn control(&mut self, control: Control, _context: &mut Context) {
        match control {
            Control::Pause => self.held = true,
            Control::Resume => self.held = false,
            Control::Judge { .. } | Control::Step { .. } | Control::Stop | Control::Cancel => {}
        }
    }

    fn is_held(&self) -> bool {
        self.held
    }
}
