//! Pulls under way: the design and all that depends on no agent, then one agent a piece.

use super::design::{Design, Designing, EACH, LEVELS, Use};
use super::regression::{Fit, Table};
use super::{AgentPulls, EventPulls, KindPulls, MomentPulls, PullReport, Silent, THRESHOLDS, aims};
use crate::experiment::{mismatch, question};
use crate::judge::Policy;
use crate::learner::Net;
use crate::learner::kernel::{self, Activations, ROWS};
use crate::learner::net::HEAD;
use crate::math::ln64;
use crate::scenario::{FieldError, Scenario};

/// Nets as they are before training, that agents are seen beside.
const UNTRAINED: u32 = 8;

/// A probability that is 0 has a logit all the same.
const LEAST_PROBABILITY: f64 = 1e-300;

/// The design with what depends on no agent.
#[derive(Clone, Debug)]
pub struct Grounds {
    design: Design,
    clusters: Vec<u32>,
    /// `[rows][events]` and `[rows][kinds]`, centered by state.
    soon: Vec<f64>,
    near: Vec<f64>,
    /// By event: on all states from which it can happen, and on those in which no step toward it is of use.
    events: Vec<[Option<Fit>; 2]>,
    /// By kind: on all states in which one is near or can be, and on those in which a step toward it is best.
    kinds: Vec<[Option<Fit>; 2]>,
}

impl Grounds {
    /// Without its fits.
    fn begin(design: Design) -> Grounds {
        let clusters = (0..design.states.len()).map(|state| design.first_like[design.level(state)]).collect();
        let soon = center(&design.soon, design.events.len(), design.actions);
        let near = center(&design.near, design.kinds.len(), design.actions);
        Grounds { clusters, soon, near, events: Vec::new(), kinds: Vec::new(), design }
    }

    /// The fits of the next event or kind; true when all are there.
    fn fit(&mut self) -> Result<bool, Silent> {
        let (design, event, kind) = (&self.design, self.events.len(), self.kinds.len());
        if event < design.events.len() {
            let fits = self.fits(self.of_events(), &design.soon, event, |of| of != Use::Useful);
            self.events.push(fits);
        } else if kind < design.kinds.len() {
            let fits = self.fits(self.of_kinds(), &design.near, kind, |of| of == Use::Useful);
            self.kinds.push(fits);
        }
        let is_done = self.events.len() == self.design.events.len() && self.kinds.len() == self.design.kinds.len();
        // Nothing tells one event from the others, or there is none.
        if is_done && self.events.iter().all(|[fit, _]| fit.is_none()) { Err(Silent::NoEvents) } else { Ok(is_done) }
    }

    /// Of one column: on all states in which a step can bring it on, and on those among them that count.
    fn fits(&self, table: Table, raw: &[f64], of: usize, counts: fn(Use) -> bool) -> [Option<Fit>; 2] {
        let all = 0..self.design.states.len();
        let uses: Vec<(u32, Use)> =
            all.filter_map(|state| Some((state as u32, self.design.use_of(raw, table.width, of, state)?))).collect();
        let some = |counts: fn(Use) -> bool| uses.iter().filter(|(_, of)| counts(*of)).map(|(state, _)| *state).collect();
        [Fit::new(table, of, some(|_| true)), Fit::new(table, of, some(counts))]
    }

    /// All at once; None: `goes_on` said that it shall not go on. It is asked before each level.
    pub fn of(
        scenario: &Scenario,
        amount: f64,
        mut goes_on: impl FnMut() -> bool,
    ) -> Result<Option<Result<Grounds, Silent>>, Vec<FieldError>> {
        let goals = scenario.check()?;
        let mut designing = match Designing::new(question(scenario, &goals, amount)) {
            Ok(designing) => designing,
            Err(silent) => return Ok(Some(Err(silent))),
        };
        loop {
            match designing.advance() {
                _ if !goes_on() => return Ok(None),
                Ok(false) => {}
                Ok(true) => break,
                Err(silent) => return Ok(Some(Err(silent))),
            }
        }
        let mut grounds = Grounds::begin(designing.finish());
        loop {
            match grounds.fit() {
                Ok(false) => {}
                Ok(true) => return Ok(Some(Ok(grounds))),
                Err(silent) => return Ok(Some(Err(silent))),
            }
        }
    }

    /// Of no agents yet.
    pub fn report(&self) -> PullReport {
        PullReport {
            events: self.design.events.clone(),
            kinds: self.design.kinds.clone(),
            levels: LEVELS,
            states: self.design.states.len() as u32,
            agents: Vec::new(),
            moments: Vec::new(),
            untrained: Vec::new(),
        }
    }

    fn of_events(&self) -> Table<'_> {
        let Design { actions, events, .. } = &self.design;
        Table { values: &self.soon, width: events.len(), actions: *actions, clusters: &self.clusters }
    }

    fn of_kinds(&self) -> Table<'_> {
        let Design { actions, kinds, .. } = &self.design;
        Table { values: &self.near, width: kinds.len(), actions: *actions, clusters: &self.clusters }
    }

    /// `logits`: `[rows]`, whatever their mean.
    pub fn pulls(&self, logits: &[f64]) -> AgentPulls {
        let logits = center(logits, 1, self.design.actions);
        let pull = |fit: &Option<Fit>, table: Table| fit.as_ref()?.pull(table, &logits);
        let event = |[all, useless]: &[Option<Fit>; 2]| {
            let table = self.of_events();
            EventPulls { pull: pull(all, table), useless: pull(useless, table) }
        };
        let kind = |[all, useful]: &[Option<Fit>; 2]| {
            let table = self.of_kinds();
            KindPulls { near: pull(all, table), useful: pull(useful, table) }
        };
        let (events, kinds): (Vec<_>, Vec<_>) = (self.events.iter().map(event).collect(), self.kinds.iter().map(kind).collect());
        let aims = aims(&self.design.events, &self.design.kinds, &events, &kinds, &THRESHOLDS);
        AgentPulls { events, kinds, aims }
    }

    /// Of a net: its logits in all designed states.
    pub fn logits(&self, net: &Net) -> Vec<f64> {
        let (design, layout) = (&self.design, net.shape.layout());
        let mut logits = Vec::with_capacity(design.states.len() * design.actions);
        let mut acts = Activations::new(&net.shape);
        for first in (0..design.states.len()).step_by(ROWS) {
            let n = ROWS.min(design.states.len() - first);
            let mut rows: [&[u16]; ROWS] = [&[]; ROWS];
            for (i, row) in rows[..n].iter_mut().enumerate() {
                *row = design.seen(first + i);
            }
            kernel::forward(&net.shape, &layout, &net.weights, &rows[..n], &mut acts);
            for head in acts.head[..n * HEAD].chunks_exact(HEAD) {
                logits.extend(head[..design.actions].iter().map(|&logit| f64::from(logit)));
            }
        }
        logits
    }

    /// Of any policy: logarithms of its probabilities.
    pub fn logits_of_policy(&self, policy: &dyn Policy) -> Vec<f64> {
        let design = &self.design;
        let mut logits = vec![0.0; design.states.len() * design.actions];
        for (level, (states, out)) in
            design.levels.iter().zip(design.states.chunks_exact(EACH).zip(logits.chunks_exact_mut(EACH * design.actions)))
        {
            policy.table(level, states, out);
        }
        logits.iter_mut().for_each(|p| *p = ln64(p.max(LEAST_PROBABILITY)));
        logits
    }
}

/// Every column less its mean over the actions of a state.
fn center(table: &[f64], width: usize, actions: usize) -> Vec<f64> {
    let mut table = table.to_vec();
    for state in table.chunks_exact_mut((actions * width).max(1)) {
        for column in 0..width {
            let mean = (0..actions).map(|action| state[action * width + column]).sum::<f64>() / actions as f64;
            (0..actions).for_each(|action| state[action * width + column] -= mean);
        }
    }
    table
}

/// Pulls of agents of one scenario, and of one of them along its training.
pub struct Measuring {
    stage: Stage,
    agents: Vec<Net>,
    moments: Vec<(u32, Net)>,
    untrained: Vec<Net>,
    measured: Vec<AgentPulls>,
}

enum Stage {
    Design(Box<Designing>),
    Fit(Box<Grounds>),
    Agents(Box<Grounds>),
    Silent(Silent),
}

impl Measuring {
    /// `agents`: their weights; `moments`: those of one agent after so many steps. At least one of all. `amount`: how far the shifted half
    /// of the designed levels is shifted.
    pub fn new(
        scenario: &Scenario,
        amount: f64,
        agents: Vec<Vec<f32>>,
        moments: Vec<(u32, Vec<f32>)>,
    ) -> Result<Measuring, Vec<FieldError>> {
        let goals = scenario.check()?;
        let net = |weights: Vec<f32>| scenario.net(weights).ok_or_else(mismatch);
        let agents = agents.into_iter().map(net).collect::<Result<Vec<Net>, _>>()?;
        let moments = moments.into_iter().map(|(step, weights)| Ok((step, net(weights)?))).collect::<Result<Vec<_>, Vec<FieldError>>>()?;
        if agents.is_empty() && moments.is_empty() {
            return Err(mismatch());
        }
        let untrained = |place| Scenario { seed: scenario.seed.wrapping_add(place), ..scenario.clone() }.untrained();
        let stage = match Designing::new(question(scenario, &goals, amount)) {
            Ok(designing) => Stage::Design(Box::new(designing)),
            Err(silent) => Stage::Silent(silent),
        };
        Ok(Measuring { stage, agents, moments, untrained: (0..UNTRAINED).map(untrained).collect(), measured: Vec::new() })
    }

    fn nets(&self) -> impl Iterator<Item = &Net> {
        self.agents.iter().chain(self.moments.iter().map(|(_, net)| net)).chain(&self.untrained)
    }

    /// Levels designed and nets measured, and in all.
    pub fn progress(&self) -> (u32, u32) {
        let done = match &self.stage {
            Stage::Design(designing) => designing.done(),
            Stage::Fit(_) | Stage::Agents(_) | Stage::Silent(_) => LEVELS + self.measured.len() as u32,
        };
        (done, LEVELS + self.nets().count() as u32)
    }

    /// A level or a net, about 1 to 5 ms; what was found out, once all is done, or why nothing can be said.
    pub fn advance(&mut self) -> Option<Result<PullReport, Silent>> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Silent(Silent::NoEvents)) {
            Stage::Design(mut designing) => match designing.advance() {
                Ok(false) => Stage::Design(designing),
                Ok(true) => Stage::Fit(Box::new(Grounds::begin(designing.finish()))),
                Err(silent) => Stage::Silent(silent),
            },
            Stage::Fit(mut grounds) => match grounds.fit() {
                Ok(false) => Stage::Fit(grounds),
                Ok(true) => Stage::Agents(grounds),
                Err(silent) => Stage::Silent(silent),
            },
            Stage::Agents(grounds) => {
                let Some(net) = self.nets().nth(self.measured.len()) else { return Some(Ok(self.report(&grounds))) };
                let pulls = grounds.pulls(&grounds.logits(net));
                self.measured.push(pulls);
                Stage::Agents(grounds)
            }
            Stage::Silent(silent) => return Some(Err(silent)),
        };
        None
    }

    fn report(&mut self, grounds: &Grounds) -> PullReport {
        let mut measured = std::mem::take(&mut self.measured).into_iter();
        PullReport {
            agents: measured.by_ref().take(self.agents.len()).collect(),
            moments: self.moments.iter().zip(measured.by_ref()).map(|((step, _), pulls)| MomentPulls { step: *step, pulls }).collect(),
            untrained: measured.collect(),
            ..grounds.report()
        }
    }
}
