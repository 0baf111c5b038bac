//! Framings of an agent that somebody asked for: what else the reward meant, how little was seen, and what would have helped.

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Control, Next, Output, Work};
use crate::experiment::{Failure, mismatch};
use crate::framings::causes::{self, Tracing};
use crate::framings::readings::Readings;
use crate::framings::unseen::Watching;
use crate::framings::variant::{AS_IT_WAS, Variation, Varying};
use crate::learner::Net;
use crate::scenario::{FieldError, Scenario};

/// Trains one agent with one thing changed and measures it. A population is many such jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vary {
    /// Its seed is the agent's.
    pub scenario: Box<Scenario>,
    pub variation: Variation,
}

/// What else may the reward have meant, for these agents?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Read {
    pub scenario: Box<Scenario>,
    /// The weights of each agent; at least one.
    pub agents: Vec<Vec<f32>>,
}

/// How little of the world had the agent of this seed seen? It is trained again for that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unseen {
    pub scenario: Box<Scenario>,
}

/// How many episodes would somebody have had to relabel? Without training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relabel {
    pub scenario: Box<Scenario>,
}

/// Which moments of training pushed the agent of this seed to what goes wrong? It is trained again for that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Culprits {
    pub scenario: Box<Scenario>,
}

impl Vary {
    pub(super) fn start(self, context: &mut Context) -> Result<impl Work + use<>, Vec<FieldError>> {
        let Vary { scenario, variation } = self;
        let known = if variation == AS_IT_WAS { context.references.of(&scenario, 1.0) } else { context.references.brief(&scenario) };
        let varying = match known {
            Some(reference) => Varying::against(&scenario, variation, reference)?,
            None => Varying::new(&scenario, variation)?,
        };
        let advance = move |varying: &mut Varying, context: &mut Context| {
            let answer = varying.advance();
            context.references.keep(&scenario, varying.reference());
            answer.map(|answer| answer.map(|trained| Answer::Varied(trained).into()))
        };
        Ok(Asked { work: varying, advance, progress: Varying::progress, told: 0, held: false })
    }
}

impl Read {
    pub(super) fn start(self, context: &mut Context) -> Result<impl Work + use<>, Vec<FieldError>> {
        let Read { scenario, agents } = self;
        let nets: Option<Vec<Net>> = agents.into_iter().map(|weights| scenario.net(weights)).collect();
        let nets = nets.filter(|nets| !nets.is_empty()).ok_or_else(mismatch)?;
        let readings = Readings::new(&scenario, nets.len())?;
        let readings = match context.references.of(&scenario, 1.0) {
            Some(reference) => readings.against(reference),
            None => readings,
        };
        let advance =
            move |readings: &mut Readings, _: &mut Context| readings.advance(&nets).map(|report| Ok(Answer::Readings(report).into()));
        Ok(Asked { work: readings, advance, progress: Readings::progress, told: 0, held: false })
    }
}

impl Unseen {
    pub(super) fn start(self) -> Result<impl Work + use<>, Vec<FieldError>> {
        let advance =
            |watching: &mut Watching, _: &mut Context| watching.advance().map(|answer| answer.map(|report| Answer::Unseen(report).into()));
        Ok(Asked { work: Watching::new(&self.scenario)?, advance, progress: Watching::progress, told: 0, held: false })
    }
}

impl Relabel {
    pub(super) fn start(self, context: &mut Context) -> Result<impl Work + use<>, Vec<FieldError>> {
        let scenario = self.scenario;
        let relabeling = match context.references.of(&scenario, 1.0) {
            Some(reference) => causes::Relabeling::against(reference),
            None => causes::Relabeling::new(&scenario)?,
        };
        let advance = move |relabeling: &mut causes::Relabeling, context: &mut Context| {
            let report = relabeling.advance();
            context.references.keep(&scenario, relabeling.reference());
            report.map(|report| Ok(Answer::Relabeled(report).into()))
        };
        Ok(Asked { work: relabeling, advance, progress: causes::Relabeling::progress, told: 0, held: false })
    }
}

impl Culprits {
    pub(super) fn start(self) -> Result<impl Work + use<>, Vec<FieldError>> {
        let advance =
            |tracing: &mut Tracing, _: &mut Context| tracing.advance().map(|answer| answer.map(|report| Answer::Culprits(report).into()));
        Ok(Asked { work: Tracing::new(&self.scenario)?, advance, progress: Tracing::progress, told: 0, held: false })
    }
}

/// A question under way: it says how far it is, and at the end what it found.
struct Asked<W, A, P> {
    work: W,
    /// One piece; Some: the answer, or why there is none.
    advance: A,
    /// Pieces done, and in all.
    progress: P,
    /// Hundredths that were told.
    told: u32,
    held: bool,
}

impl<W, A, P> Work for Asked<W, A, P>
where
    A: FnMut(&mut W, &mut Context) -> Option<Result<Output, Failure>>,
    P: Fn(&W) -> (u32, u32),
{
    fn advance(&mut self, context: &mut Context) -> Next {
        match (self.advance)(&mut self.work, context) {
            None => {
                let (done, total) = (self.progress)(&self.work);
                let hundredths = (u64::from(done) * 100 / u64::from(total.max(1))) as u32;
                if hundredths > self.told {
                    self.told = hundredths;
                    context.tell(Output::Worked { done, total });
                }
                return Next::Going;
            }
            Some(Ok(answer)) => {
                context.tell(answer);
                context.tell(Output::Done);
            }
            Some(Err(failure)) => context.tell(Output::Failed(failure)),
        }
        Next::Over
    }

    fn control(&mut self, control: Control, _: &mut Context) {
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
