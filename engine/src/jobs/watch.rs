//! One agent that nobody punished, corrected while some of its episodes are watched, and looked at where nobody watches.

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Next, Output, Work};
use crate::framings::watched::{STRIDE, Stage, Watching};
use crate::scenario::{FieldError, Scenario};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// With the seed of the agent. Refused where nobody can watch.
    pub scenario: Box<Scenario>,
}

impl Watch {
    pub(super) fn start(self) -> Result<Watcher, Vec<FieldError>> {
        Ok(Watcher { watching: Watching::new(&self.scenario)?, told: 0 })
    }
}

pub(super) struct Watcher {
    watching: Watching,
    /// Updates that were told last.
    told: u32,
}

impl Work for Watcher {
    fn advance(&mut self, context: &mut Context) -> Next {
        let stage = self.watching.advance();
        let (done, total) = self.watching.progress();
        if done >= self.told + STRIDE {
            self.told = done;
            context.tell(Output::Worked { done, total });
        }
        match stage {
            Stage::Going => return Next::Going,
            Stage::Done(agent) => {
                context.tell(Answer::Watched(agent).into());
                context.tell(Output::Done);
            }
            Stage::Failed(failure) => context.tell(Output::Failed(failure)),
        }
        Next::Over
    }
}
