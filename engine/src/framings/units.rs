//! What each unit of the second hidden layer responds to, as maps over the cells of a level; and how little a single unit explains.
//!
//! A map is nice to look at. Beside it stands how well the best of all units follows a feature over designed states, in this net and in the
//! same one before training: about as well.

use serde::{Deserialize, Serialize};

use super::pulls::Silent;
use super::pulls::design::{Design, Designing, LEVELS};
use crate::env::solver::Model;
use crate::env::{Level, State, display};
use crate::experiment::{mismatch, question};
use crate::judge::observation;
use crate::learner::Net;
use crate::scenario::{FieldError, Scenario};

/// All units on one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitMaps {
    pub width: usize,
    pub height: usize,
    /// By unit.
    pub units: Vec<UnitMap>,
    /// By kind of thing.
    pub explained: Vec<Explained>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitMap {
    /// By cell: how strongly it is on with the agent there, as the level begins; None: nobody can stand there.
    pub on: Vec<Option<f32>>,
}

/// How well the best single unit follows how near the nearest thing of a kind is, over designed states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    pub kind: String,
    /// The unit with the largest |r|.
    pub unit: usize,
    pub r: f64,
    /// The largest |r| of any unit of the net as it was before training.
    pub untrained: f64,
}

/// Maps under way.
pub struct Mapping {
    level: Level,
    net: Net,
    untrained: Net,
    designing: Option<Result<Designing, Silent>>,
}

impl Mapping {
    /// Of level `number` of a board's stream, made with the training knobs; `amount`: how far the shifted half of the designed levels is
    /// shifted.
    pub fn new(scenario: &Scenario, amount: f64, stream: u64, number: u64, weights: Vec<f32>) -> Result<Mapping, Vec<FieldError>> {
        let goals = scenario.check()?;
        let net = scenario.net(weights).ok_or_else(mismatch)?;
        let (level, _) = display::level(&scenario.levels(0.0), stream, number);
        Ok(Mapping { level, net, untrained: scenario.untrained(), designing: Some(Designing::new(question(scenario, &goals, amount))) })
    }

    /// Levels designed, and in all.
    pub fn progress(&self) -> (u32, u32) {
        (self.designing.as_ref().and_then(|designing| designing.as_ref().ok()).map_or(LEVELS, Designing::done), LEVELS)
    }

    /// A level of the design a step; the maps, once all are there.
    pub fn advance(&mut self) -> Option<Result<UnitMaps, Silent>> {
        match self.designing.as_mut()?.as_mut().map_err(|silent| *silent).and_then(Designing::advance) {
            Ok(false) => None,
            Ok(true) => self.designing.take().map(|designing| Ok(self.maps(&designing?.finish()))),
            Err(silent) => Some(Err(silent)),
        }
    }

    fn maps(&self, design: &Design) -> UnitMaps {
        let level = &self.level;
        let model = Model::new(level);
        let mut units = vec![UnitMap { on: vec![None; level.tiles.len()] }; self.net.shape.hidden];
        for &State { agent, .. } in &model.states {
            let there = Level { start: agent, ..level.clone() };
            let seen = observation(level, level.world.start(&there), self.net.absolute_position);
            for (map, on) in units.iter_mut().zip(self.net.second(&seen)) {
                map.on[agent as usize] = Some(on);
            }
        }
        let [trained, untrained] = [&self.net, &self.untrained].map(|net| activity(net, design));
        let explained = design.kinds.iter().enumerate().map(|(place, kind)| {
            let near: Vec<f64> = design.nearness.iter().skip(place).step_by(design.kinds.len()).copied().collect();
            let (unit, r) = best(&trained, &near);
            Explained { kind: kind.name.clone(), unit, r, untrained: best(&untrained, &near).1.abs() }
        });
        UnitMaps { width: level.width, height: level.height, explained: explained.collect(), units }
    }
}

/// By unit: how strongly it is on in each designed state.
fn activity(net: &Net, design: &Design) -> Vec<Vec<f64>> {
    let mut units = vec![Vec::with_capacity(design.states.len()); net.shape.hidden];
    for state in 0..design.states.len() {
        for (unit, on) in units.iter_mut().zip(net.second(design.seen(state))) {
            unit.push(f64::from(on));
        }
    }
    units
}

/// The unit whose correlation with a feature is largest, whatever its sign.
fn best(units: &[Vec<f64>], feature: &[f64]) -> (usize, f64) {
    let all = units.iter().map(|unit| correlation(unit, feature)).enumerate();
    all.fold((0, 0.0), |best: (usize, f64), (unit, r)| if r.abs() > best.1.abs() { (unit, r) } else { best })
}

/// 0 where one of them never changes.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        (ab, aa, bb) = (ab + a * b, aa + a * a, bb + b * b);
    }
    let r = ab / (aa * bb).sqrt();
    if r.is_finite() { r } else { 0.0 }
}
