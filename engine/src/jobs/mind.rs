//! An agent with a thing taken out of its mind: judged as any other, and along the dose.

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Next, Output, Work};
use crate::experiment::{mismatch, question, report};
use crate::framings::mind::{Altered, Dosing, Taken};
use crate::judge::{Measurement, Reference};
use crate::learner::Net;
use crate::scenario::{FieldError, Place, Scenario};

/// As `Judge`, of an agent with a thing taken out of its mind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgeMind {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub step: u32,
    pub weights: Vec<f32>,
    pub taken: Taken,
}

/// The curve over the dose, with its control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doses {
    pub scenario: Box<Scenario>,
    pub amount: f64,
    pub weights: Vec<f32>,
    /// One of `framings::mind::things`.
    pub thing: String,
}

/// Levels between two reports of the progress.
const STRIDE: u32 = 16;

impl JudgeMind {
    pub(super) fn start(self, context: &mut Context) -> Result<Judging, Vec<FieldError>> {
        let (net, reference) = ready(&self.scenario, self.amount, self.weights, context)?;
        let digest = net.digest();
        let policy = Altered::new(net, &self.taken).ok_or_else(absent)?;
        Ok(Judging { scenario: *self.scenario, amount: self.amount, step: self.step, digest, policy, reference, measurement: None })
    }
}

impl Doses {
    pub(super) fn start(self, context: &mut Context) -> Result<Curving, Vec<FieldError>> {
        let (net, reference) = ready(&self.scenario, self.amount, self.weights, context)?;
        let dosing = Dosing::new(net, self.thing).ok_or_else(absent)?;
        Ok(Curving { scenario: *self.scenario, dosing, reference })
    }
}

fn ready(scenario: &Scenario, amount: f64, weights: Vec<f32>, context: &Context) -> Result<(Net, Reference), Vec<FieldError>> {
    let amount = amount.clamp(0.0, 1.0);
    let goals = scenario.check()?;
    let net = scenario.net(weights).ok_or_else(mismatch)?;
    Ok((net, context.references.of(scenario, amount).unwrap_or_else(|| Reference::new(question(scenario, &goals, amount)))))
}

fn absent() -> Vec<FieldError> {
    vec![FieldError::new(Place::Other("thing".into()), "cannot be taken out of a mind in this world, or not by so much")]
}

pub(super) struct Judging {
    scenario: Scenario,
    amount: f64,
    step: u32,
    /// Of the agent as it was.
    digest: String,
    policy: Altered,
    reference: Reference,
    measurement: Option<Measurement>,
}

impl Work for Judging {
    fn advance(&mut self, context: &mut Context) -> Next {
        if !self.reference.is_done() {
            self.reference.advance();
            context.references.keep(&self.scenario, &self.reference);
            return Next::Going;
        }
        let measurement = self.measurement.get_or_insert_with(|| Measurement::new(&self.reference));
        let before = measurement.progress(&self.reference).0;
        if !measurement.advance(&self.reference, &self.policy) {
            let (done, total) = measurement.progress(&self.reference);
            if before / STRIDE != done / STRIDE {
                context.tell(Output::Judging { done, total });
            }
            return Next::Going;
        }
        if let Some(measurement) = self.measurement.take() {
            let judgement = measurement.finish(&self.reference);
            let report = Box::new(report(&self.scenario, self.step, self.digest.clone(), judgement));
            context.tell(Output::Judged { amount: self.amount, report });
        }
        context.tell(Output::Done);
        Next::Over
    }
}

pub(super) struct Curving {
    scenario: Scenario,
    dosing: Dosing,
    reference: Reference,
}

impl Work for Curving {
    fn advance(&mut self, context: &mut Context) -> Next {
        if !self.reference.is_done() {
            self.reference.advance();
            context.references.keep(&self.scenario, &self.reference);
            return Next::Going;
        }
        let before = self.dosing.progress().0;
        let Some(curve) = self.dosing.advance(&self.reference) else {
            let (done, total) = self.dosing.progress();
            if before != done {
                context.tell(Output::Worked { done, total });
            }
            return Next::Going;
        };
        context.tell(Answer::Dosed(curve).into());
        context.tell(Output::Done);
        Next::Over
    }
}
