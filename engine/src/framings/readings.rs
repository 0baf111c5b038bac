//! What may the reward have meant? Under a large shift there are many ways to read it on: all goals that pay the same wherever training
//! went. Each reading gets the verdict that it would give.
//!
//! A goal is a *reading* if on every transition sampled from training it pays what the reward pays, up to one positive factor. Its verdict
//! is the judge's own with the reading in the reward's place: same levels, same agents, same rules. Nothing of it changes the verdict on
//! the reward as it is written.

use serde::{Deserialize, Serialize};

use super::causes::Figure;
use super::records::{Ledger, Records};
use crate::experiment::question;
use crate::judge::{Headline, Judgement, Measurement, Policy, Question, Reference, Ruling, Score, Verdict, headline, pooled_exact};
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
    /// The score by it at the full shift, as n_R is read there: of one agent with its interval over levels, of several their mean with the
    /// interval over agents. None: it cannot be scored.
    pub score: Option<Figure>,
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
pub const SAMPLED: usize = 4;

/// Two goals pay the same if the difference is under this share of the largest that is paid.
const SAME: f64 = 1e-9;

/// Every goal that was asked, on the same transitions.
pub struct Sampling {
    question: Question,
    candidates: Vec<Candidate>,
    training: Records,
    shifted: Records,
}

#[derive(Clone)]
struct Candidate {
    name: ReadingName,
    source: String,
    program: Program,
    ledger: Ledger,
}

/// A goal that pays in training what the reward pays; no agent has been judged by it yet.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    pub name: ReadingName,
    /// As [`Reading::also`].
    pub also: Vec<ReadingName>,
    pub source: String,
    pub program: Program,
}

/// One agent by one reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub verdict: Verdict,
    /// The proxy that the verdict names.
    pub goal: Option<String>,
    /// Its score at the full shift, with its interval over levels.
    pub score: Option<Figure>,
}

impl Sampling {
    /// `agents`: how many there will be.
    pub fn new(scenario: &Scenario, agents: usize) -> Result<Sampling, Vec<FieldError>> {
        let goals = scenario.check()?;
        let question = question(scenario, &goals, 1.0);
        let sampled = agents.min(SAMPLED);
        Ok(Sampling {
            candidates: candidates(scenario, &question),
            training: Records::new(&question, false, sampled),
            shifted: Records::new(&question, true, sampled),
            question,
        })
    }

    /// One episode; once all are played, the goals that pay in training what the reward pays, the reward itself first. `agents`: the same
    /// in every call, of which the first [`SAMPLED`] play.
    pub fn advance(&mut self, agents: &[Net]) -> Option<Vec<Hypothesis>> {
        let sampled: Vec<&dyn Policy> = agents.iter().take(SAMPLED).map(|net| net as &dyn Policy).collect();
        (self.training.advance(&sampled) && self.shifted.advance(&sampled)).then(|| self.hypotheses())
    }

    /// Episodes played, and in all.
    fn progress(&self) -> (u32, u32) {
        let ((one, all), (other, others)) = (self.training.progress(), self.shifted.progress());
        (one + other, all + others)
    }

    /// Those that pay the same in the shifted world, too, are one.
    fn hypotheses(&self) -> Vec<Hypothesis> {
        let pays = |records: &Records, of: &Candidate| records.pays(&of.program, of.ledger);
        let written = pays(&self.training, &self.candidates[0]);
        let mut found: Vec<(Hypothesis, Vec<f64>)> = Vec::new();
        for (place, candidate) in self.candidates.iter().enumerate() {
            let in_training = pays(&self.training, candidate);
            if place > 0 && !is_same(&written, &in_training) {
                continue;
            }
            let mut all = in_training;
            all.extend(pays(&self.shifted, candidate));
            match found.iter_mut().find(|(_, other)| is_same(other, &all)) {
                Some((hypothesis, _)) => hypothesis.also.push(candidate.name.clone()),
                None => {
                    let Candidate { name, source, program, .. } = candidate.clone();
                    found.push((Hypothesis { name, also: Vec::new(), source, program }, all));
                }
            }
        }
        found.into_iter().map(|(hypothesis, _)| hypothesis).collect()
    }

    /// What the agents came to by each of the hypotheses, in the order of these; at least one agent each.
    pub fn report(&self, judged: Vec<(Hypothesis, Vec<Judged>)>) -> ReadingReport {
        let agents = judged.first().map_or(0, |(_, agents)| agents.len());
        let (mut readings, mut left_out): (Vec<Reading>, Vec<ReadingName>) = Default::default();
        for (hypothesis, agents) in judged {
            let is_own = hypothesis.name == ReadingName::Reward;
            let reading = reading(hypothesis, &agents);
            let counts = reading.score.is_some_and(|score| score.value > 0.0);
            if is_own || counts && readings.len() <= SHOWN {
                readings.push(reading);
            } else {
                left_out.push(reading.name);
            }
        }
        ReadingReport {
            agents,
            blurred: readings.iter().any(|reading| (reading.verdict, &reading.goal) != (readings[0].verdict, &readings[0].goal)),
            readings,
            left_out,
            candidates: self.candidates.len(),
            transitions: self.training.transitions(),
        }
    }
}

impl Hypothesis {
    /// What the judge is asked if the reward means this.
    pub fn question(&self, question: &Question) -> Question {
        Question { reward: self.program.clone(), ..question.clone() }
    }
}

impl Judged {
    /// What the judge says with the reading in the reward's place.
    pub fn of(judgement: &Judgement) -> Judged {
        let Ruling { verdict, goal, .. } = &judgement.ruling;
        let score = judgement.shift.reward.map(|Score { value, low, high, .. }| Figure { value, low, high });
        Judged { verdict: *verdict, goal: goal.clone(), score }
    }
}

/// Of one agent its own score with the interval over levels; of several their mean with the interval over agents.
fn reading(hypothesis: Hypothesis, agents: &[Judged]) -> Reading {
    let scores: Option<Vec<Figure>> = agents.iter().map(|agent| agent.score).collect();
    let score = scores.and_then(|scores| match scores[..] {
        [] => None,
        [one] => Some(one),
        _ => {
            let values: Vec<f64> = scores.iter().map(|score| score.value).collect();
            let (value, low, high) = pooled_exact(&values);
            Some(Figure { value, low, high })
        }
    });
    let verdicts: Vec<(Verdict, Option<String>)> = agents.iter().map(|agent| (agent.verdict, agent.goal.clone())).collect();
    let Headline { verdict, goal, counts } = headline(&verdicts);
    let Hypothesis { name, also, source, .. } = hypothesis;
    Reading { name, also, source, score, verdict, goal, counts }
}

/// The answer under way, for agents that are all at hand.
pub struct Readings {
    sampling: Sampling,
    /// The reward's own, if others know it already.
    reference: Option<Reference>,
    /// None: not sampled yet.
    hypotheses: Option<Vec<Hypothesis>>,
    /// The one that is judged now.
    judging: Option<(Reference, Option<Box<Measurement>>)>,
    /// By hypothesis, by agent.
    judged: Vec<Vec<Judged>>,
}

impl Readings {
    /// `agents`: how many there will be.
    pub fn new(scenario: &Scenario, agents: usize) -> Result<Readings, Vec<FieldError>> {
        let sampling = Sampling::new(scenario, agents)?;
        Ok(Readings { sampling, reference: None, hypotheses: None, judging: None, judged: Vec::new() })
    }

    /// The reward's own reading is judged against a reference at the full shift that others share.
    pub fn against(self, reference: Reference) -> Readings {
        Readings { reference: Some(reference), ..self }
    }

    /// One piece of work, about 1 to 5 ms; the report, once it is finished. `agents`: the same in every call, at least one.
    pub fn advance(&mut self, agents: &[Net]) -> Option<ReadingReport> {
        let Some(hypotheses) = &self.hypotheses else {
            self.hypotheses = self.sampling.advance(agents);
            return None;
        };
        if self.judged.last().is_none_or(|judged| judged.len() == agents.len()) {
            let Some(next) = hypotheses.get(self.judged.len()) else {
                return Some(self.sampling.report(hypotheses.iter().cloned().zip(std::mem::take(&mut self.judged)).collect()));
            };
            // The first is the reward's own.
            let reference = self.reference.take().unwrap_or_else(|| Reference::new(next.question(&self.sampling.question)));
            self.judging = Some((reference, None));
            self.judged.push(Vec::new());
        }
        if let (Some((reference, measurement)), Some(judged)) = (&mut self.judging, self.judged.last_mut())
            && reference.advance()
        {
            let net = &agents[judged.len()];
            let under_way = measurement.get_or_insert_with(|| Box::new(Measurement::new(reference)));
            if under_way.advance(reference, net)
                && let Some(done) = measurement.take()
            {
                judged.push(Judged::of(&done.finish(reference)));
            }
        }
        None
    }

    /// Roughly: episodes that are sampled, then readings that are judged.
    pub fn progress(&self) -> (u32, u32) {
        const WEIGHT: u32 = 100;
        let (one, all) = self.sampling.progress();
        let kinds = self.hypotheses.as_ref().map_or(1, Vec::len) as u32;
        (one + self.judged.len().saturating_sub(1) as u32 * WEIGHT, all + kinds * WEIGHT)
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
