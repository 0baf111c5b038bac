//! What counts as a harm while an agent is corrected: the world's own event, else steps that cost under what was meant, else failed
//! episodes.

use serde::{Deserialize, Serialize};

use crate::judge::{Question, Reference};
use crate::lang::{self, Schema};
use crate::learner::rollout::Tally;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    /// The world's own ([`crate::env::Spec::harm`]), where the world's own goal is what was meant.
    OfWorld,
    /// Steps for which the intended goal pays less than nothing, where some behavior earns less than nothing.
    Negative,
    /// Finished episodes that earned nothing or less under the intended goal.
    Failed,
}

impl Harm {
    /// Against a finished reference; `intended`: the text of what was meant.
    pub fn of(reference: &Reference, intended: &str) -> Harm {
        let spec = reference.question().world.spec();
        if spec.harm.is_some() && intended.trim() == spec.intended.source {
            Harm::OfWorld
        } else if reference.may_cost() {
            Harm::Negative
        } else {
            Harm::Failed
        }
    }

    pub(super) fn tally(self, question: &Question) -> Tally {
        let world = question.world;
        let schema = Schema { world: world.name(), features: world.features(), elsewhere: &[], gamma: question.gamma };
        match (self, world.spec().harm) {
            (Harm::OfWorld, Some(harm)) => {
                Tally::Program(Box::new(lang::compile(harm.source, &schema).0.expect("a test compiles them all")))
            }
            (Harm::Negative, _) => Tally::Negative,
            (Harm::Failed | Harm::OfWorld, _) => Tally::Failed,
        }
    }
}
