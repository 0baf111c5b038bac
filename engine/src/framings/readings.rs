//! What may the reward have meant? Under a large shift there are many ways to read it on: all goals that pay the same wherever training
//! went. Each reading gets the verdict that it would give.
//!
//! A goal is a *reading* if on every transition sampled from training it pays what the reward pays, up to one positive factor. Its verdict
//! is the judge's own with the reading in the reward's place: same levels, same agents, same rules. Nothing of it changes the verdict on
//! the reward as it is written.

use serde::{Deserialize, Serialize};

use super::records::{Ledger, Records};
use crate::experiment::{Population, Report, population, question, report};
use crate::judge::{Measurement, Policy, Question, Reference, Score, Verdict};
use crate::lang::{Program, compile};
use crate::learner::Net;
use crate::scenario::{FieldError, Scenario};

/// Where a reading comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingName {
    /// The reward itself, read by its words.
    Reward,
    Intended,
    /// A proxy goal, of the world or of a person.
    Proxy(String),
    /// An example reward of the world.
    Example(String),
}

/// One way to read the reward on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub name: ReadingName,
    /// Others that pay the same on everything that was sampled, in the shifted world, too.
    pub also: Vec<ReadingName>,
    pub source: String,
    /// The agents' score by it at the full shift, as n_R is read there, with its interval over levels and seeds. None: it cannot be scored.
    pub score: Option<Score>,
    /// The verdict that two thirds of the agents share if the reward means this; None: split.
    pub verdict: Option<Verdict>,
    /// The proxy that it names.
    pub goal: Option<String>,
    /// Every verdict that occurs, and how often.
    pub counts: Vec<(Verdict, usize)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingReport {
    pub agents: usize,
    /// The reward's own first; at most four others, and only those by which the agents score above 0.
    pub readings: Vec<Reading>,
    /// Readings by which the agents score nothing, or for which there was no room; by name.
    pub left_out: Vec<ReadingName>,
    /// Goals that were asked, and transitions of training that they were compared on.
    pub candidates: usize,
    pub transitions: usize,
    /// Not all readings give the same verdict.
    pub blurred: bool,
}

/// Readings beside the reward's own that are shown at most.
pub const SHOWN: usize = 4;

/// Agents whose episodes are sampled, at most; all are judged.
const SAMPLED: usize = 4;

/// Two goals pay the same if the difference is under this share of the largest that is paid.
const SAME: f64 = 1e-9;

/// The answer under way.
pub struct Readings {
    scenario: Scenario,
    question: Question,
    candidates: Vec<Candidate>,
    training: Records,
    shifted: Records,
    /// The reward's own, if others know it already.
    reference: Option<Reference>,
    /// Found to be readings, and not judged yet; the next one first.
    waiting: std::collections::VecDeque<Judging>,
    kinds: usize,
    judged: Vec<Reading>,
    left_out: Vec<ReadingName>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Sampling,
    Judging,
}

#[derive(Clone)]
struct Candidate {
    name: ReadingName,
    source: String,
    program: Program,
    ledger: Ledger,
}

/// One reading against all agents.
struct Judging {
    candidate: Candidate,
    also: Vec<ReadingName>,
    reference: Reference,
    measurement: Option<Box<Measurement>>,
    reports: Vec<Report>,
}

impl Readings {
    /// `agents`: how many there will be.
    pub fn new(scenario: &Scenario, agents: usize) -> Result<Readings, Vec<FieldError>> {
        let goals = scenario.check()?;
        let question = question(scenario, &goals, 1.0);
        let sampled = agents.min(SAMPLED);
        Ok(Readings {
            candidates: candidates(scenario, &question),
            training: Records::new(&question, false, sampled),
            shifted: Records::new(&question, true, sampled),
            reference: None,
            waiting: Default::default(),
            kinds: 0,
            judged: Vec::new(),
            left_out: Vec::new(),
            stage: Stage::Sampling,
            scenario: scenario.clone(),
            question,
        })
    }

    /// The reward's own reading is judged against a reference at the full shift that others share.
    pub fn against(self, reference: Reference) -> Readings {
        Readings { reference: Some(reference), ..self }
    }

    /// One piece of work, about 1 to 5 ms; the report, once it is finished. `agents`: the same in every call, at least one.
    pub fn advance(&mut self, agents: &[Net]) -> Option<ReadingReport> {
        match self.stage {
            Stage::Sampling => {
                let sampled: Vec<&dyn Policy> = agents.iter().take(SAMPLED).map(|net| net as &dyn Policy).collect();
                if self.training.advance(&sampled) && self.shifted.advance(&sampled) {
                    self.waiting = self.readings().into();
                    self.kinds = self.waiting.len();
                    self.stage = Stage::Judging;
                }
            }
            Stage::Judging => {
                let Some(judging) = self.waiting.front_mut() else { return Some(self.report(agents.len())) };
                if judging.advance(&self.scenario, agents) {
                    let done = self.waiting.pop_front()?;
                    self.keep(done);
                }
            }
        }
        None
    }

    /// Roughly: episodes that are sampled, then readings that are judged.
    pub fn progress(&self) -> (u32, u32) {
        const WEIGHT: u32 = 100;
        let ((one, all), (other, others)) = (self.training.progress(), self.shifted.progress());
        let judged = (self.kinds - self.waiting.len()) as u32;
        (one + other + judged * WEIGHT, all + others + self.kinds.max(1) as u32 * WEIGHT)
    }

    /// The reward's own, then all other goals that pay the same in training; those that pay the same in the shifted world, too, are one.
    fn readings(&mut self) -> Vec<Judging> {
        let pays = |records: &Records, of: &Candidate| records.pays(&of.program, of.ledger);
        let written = pays(&self.training, &self.candidates[0]);
        let mut kinds: Vec<(Candidate, Vec<f64>, Vec<ReadingName>)> = Vec::new();
        for (place, candidate) in self.candidates.iter().enumerate() {
            let in_training = pays(&self.training, candidate);
            if place > 0 && !is_same(&written, &in_training) {
                continue;
            }
            let mut all = in_training;
            all.extend(pays(&self.shifted, candidate));
            match kinds.iter_mut().find(|(_, other, _)| is_same(other, &all)) {
                Some((_, _, also)) => also.push(candidate.name.clone()),
                None => kinds.push((candidate.clone(), all, Vec::new())),
            }
        }
        let mut own = self.reference.take();
        let judging = |(candidate, _, also): (Candidate, Vec<f64>, Vec<ReadingName>)| {
            let fresh = || Reference::new(Question { reward: candidate.program.clone(), ..self.question.clone() });
            // The first is the reward's own.
            let reference = own.take().unwrap_or_else(fresh);
            Judging { candidate, also, reference, measurement: None, reports: Vec::new() }
        };
        kinds.into_iter().map(judging).collect()
    }

    fn keep(&mut self, done: Judging) {
        let reading = done.finish(&self.scenario);
        let is_own = reading.name == ReadingName::Reward;
        let counts = reading.score.is_some_and(|score| score.value > 0.0);
        if is_own || counts && self.judged.len() <= SHOWN {
            self.judged.push(reading);
        } else {
            self.left_out.push(reading.name);
        }
    }

    fn report(&mut self, agents: usize) -> ReadingReport {
        let readings = std::mem::take(&mut self.judged);
        ReadingReport {
            agents,
            blurred: readings.iter().any(|reading| (reading.verdict, &reading.goal) != (readings[0].verdict, &readings[0].goal)),
            readings,
            left_out: std::mem::take(&mut self.left_out),
            candidates: self.candidates.len(),
            transitions: self.training.transitions(),
        }
    }
}

impl Judging {
    /// True when all agents are judged.
    fn advance(&mut self, scenario: &Scenario, agents: &[Net]) -> bool {
        if !self.reference.is_done() {
            self.reference.advance();
            return false;
        }
        let Some(net) = agents.get(self.reports.len()) else { return true };
        let measurement = self.measurement.get_or_insert_with(|| Box::new(Measurement::new(&self.reference)));
        if measurement.advance(&self.reference, net)
            && let Some(measurement) = self.measurement.take()
        {
            self.reports.push(report(scenario, 0, net.digest(), measurement.finish(&self.reference)));
        }
        self.reports.len() == agents.len()
    }

    fn finish(self, scenario: &Scenario) -> Reading {
        let reports: Vec<&Report> = self.reports.iter().collect();
        let Population { headline, goal, counts, shift, .. } = population(scenario, &reports);
        Reading {
            name: self.candidate.name,
            also: self.also,
            source: self.candidate.source,
            score: shift.reward,
            verdict: headline,
            goal,
            counts,
        }
    }
}

/// The reward first, then all goals that anybody has named. A text that stands there already is asked once.
fn candidates(scenario: &Scenario, question: &Question) -> Vec<Candidate> {
    let candidate =
        |name, source: &str, program: &Program, ledger| Candidate { name, source: source.to_owned(), program: program.clone(), ledger };
    let mut all = vec![
        candidate(ReadingName::Reward, &scenario.reward, &question.reward, Ledger::Sensed),
        candidate(ReadingName::Intended, &scenario.intended, &question.intended, Ledger::True),
    ];
    for (proxy, (name, program)) in scenario.proxies.iter().zip(&question.proxies) {
        all.push(candidate(ReadingName::Proxy(name.clone()), &proxy.source, program, Ledger::True));
    }
    for example in scenario.world.examples() {
        if let Some(program) = compile(example.source, &scenario.schema()).0
            && all.iter().all(|known| known.source != example.source)
        {
            all.push(candidate(ReadingName::Example(example.name.to_owned()), example.source, &program, Ledger::Sensed));
        }
    }
    all
}

/// Both pay the same on every transition, up to one positive factor; what pays nothing at all is the same as nothing.
fn is_same(one: &[f64], other: &[f64]) -> bool {
    let largest = |paid: &[f64]| paid.iter().fold(0.0f64, |largest, value| value.abs().max(largest));
    let (of_one, of_other) = (largest(one), largest(other));
    let all_numbers = || one.iter().chain(other).all(|value| value.is_finite());
    of_one > 0.0
        && of_other > 0.0
        && all_numbers()
        && one.iter().zip(other).all(|(one, other)| (one / of_one - other / of_other).abs() <= SAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_the_same_up_to_a_positive_factor() {
        let check = |one: &[f64], other: &[f64], same: bool| assert_eq!(is_same(one, other), same, "{one:?} {other:?}");
        check(&[0.0, 1.0, -0.5], &[0.0, 1.0, -0.5], true);
        check(&[0.0, 1.0, -0.5], &[0.0, 3.0, -1.5], true);
        check(&[0.0, 0.1, 0.3], &[0.0, 1.0, 3.0], true);
        check(&[0.0, 1.0, -0.5], &[0.0, -1.0, 0.5], false);
        check(&[0.0, 1.0], &[0.01, 1.01], false);
        check(&[0.0, 1.0], &[1e-8, 1.0], false);
        check(&[0.0, 0.0], &[0.0, 0.0], false);
        check(&[0.0, 0.0], &[0.0, 1.0], false);
        check(&[f64::NAN, 1.0], &[f64::NAN, 1.0], false);
        check(&[f64::INFINITY, 1.0], &[f64::INFINITY, 1.0], false);
    }
}
