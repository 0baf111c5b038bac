//! What single units of an agent respond to, on one level on view.

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Next, Output, Work};
use crate::framings::units::Mapping;
use crate::scenario::{FieldError, Scenario};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Units {
    /// Its training knobs are those of the level.
    pub scenario: Box<Scenario>,
    pub amount: f64,
    /// The stream of the board (`env::display`), and which of its levels.
    pub stream: u64,
    pub number: u64,
    pub weights: Vec<f32>,
}

impl Units {
    pub(super) fn start(self) -> Result<Mapped, Vec<FieldError>> {
        let Units { scenario, amount, stream, number, weights } = self;
        Ok(Mapped(Mapping::new(&scenario, amount.clamp(0.0, 1.0), stream, number, weights)?))
    }
}

pub(super) struct Mapped(Mapping);

impl Work for Mapped {
    fn advance(&mut self, context: &mut Context) -> Next {
        let Some(maps) = self.0.advance() else { return Next::Going };
        context.tell(Answer::Mapped(maps).into());
        context.tell(Output::Done);
        Next::Over
    }
}
