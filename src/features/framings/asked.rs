//! Of whom a framing is asked: of the agents that were trained, and of the one that is shown.

use std::rc::Rc;

use crate::ui::state::{Phase, Run, State};
use engine::experiment::{Report, SNAPSHOTS};
use engine::framings::corrections::MOMENTS;
use engine::framings::variant::Learned;
use engine::jobs::JobId;
use engine::learner::{Experience, Net};
use engine::scenario::Scenario;

/// Agents that a framing trains anew or corrects: more say little more, and take their time.
const MOST: usize = 4;
/// Moments of training that pulls are shown at, beside the trained agent.
const PULLED: usize = 20;

#[derive(Clone, Debug)]
pub struct Agent {
    pub seed: u32,
    /// By steps of training, ascending; the last is the trained agent.
    pub moments: Vec<(u32, Rc<Net>)>,
    /// What it met in its training. None: that was ended early, so that whoever trains it again gets another agent.
    pub experience: Option<Experience>,
    /// The verdict on it at the full shift, where there is one.
    pub report: Option<Rc<Report>>,
}

#[derive(Clone, Debug)]
pub struct Asked {
    /// The training that it is of.
    pub training: JobId,
    /// With the seed of the first agent.
    pub scenario: Rc<Scenario>,
    /// Those that learned; at least one.
    pub agents: Vec<Agent>,
    /// The one that is shown, a place in `agents`.
    pub shown: usize,
    /// Milliseconds that one of them took to train.
    pub busy_ms: f64,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Asked) -> bool {
        let key = |asked: &Asked| (asked.training, asked.agents.len(), asked.shown);
        key(self) == key(other)
    }
}

impl Asked {
    /// Err: why there is nothing to ask.
    pub fn of(state: &State) -> Result<Asked, &'static str> {
        let (Some(run), Some(base)) = (state.run(), state.base()) else {
            return Err("Press Train first: this is asked of what was trained.");
        };
        if run.parent.is_some() {
            return Err(
                "This agent went on from another one, so nobody can train it again with one thing changed. Train anew, and ask then.",
            );
        }
        if state.is_training() {
            return Err("It is still learning. This can be asked once it has learned.");
        }
        let learned = |run: &&Run| run.phase == Phase::Trained && !run.snapshots.is_empty();
        let seed = run.scenario.seed;
        let agent = |run: &Run| {
            let whole = run.summary.as_ref().filter(|summary| summary.steps >= run.scenario.agent.total_timesteps);
            Agent {
                seed: run.scenario.seed,
                moments: run.snapshots.clone(),
                experience: whole.map(|summary| summary.experience),
                report: run.report_at(1.0).cloned(),
            }
        };
        let agents: Vec<Agent> = state.agents.iter().filter(learned).map(agent).collect();
        let busy: Vec<f64> = state.agents.iter().filter_map(|run| run.summary.as_ref()).map(|summary| summary.busy_ms).collect();
        let shown = agents.iter().position(|agent| agent.seed == seed).ok_or("Training stopped, so there is no agent to ask about.")?;
        Ok(Asked {
            training: state.training().unwrap_or_default(),
            scenario: Rc::new(base.clone()),
            agents,
            shown,
            busy_ms: busy.iter().sum::<f64>() / busy.len().max(1) as f64,
        })
    }

    pub fn is_of_same(&self, other: &Asked) -> bool {
        (self.training, self.agents.len()) == (other.training, other.agents.len())
    }

    /// The first of them, of whom populations are made.
    pub fn few(&self) -> &[Agent] {
        &self.agents[..self.agents.len().min(MOST)]
    }

    pub fn seeds(&self) -> Vec<u32> {
        self.few().iter().map(|agent| agent.seed).collect()
    }

    /// Steps of training after which agents are corrected: next to [`MOMENTS`], and such that all of [`Asked::few`] are known there, so that
    /// each moment is of all of them.
    pub fn corrected(&self) -> Vec<u32> {
        let knows = |agent: &Agent, step: u32| agent.moments.iter().any(|(other, _)| *other == step);
        let own = self.few()[0].moments.iter().map(|(step, _)| *step);
        let known: Vec<u32> = own.filter(|step| *step > 0 && self.few().iter().all(|agent| knows(agent, *step))).collect();
        let total = known.last().copied().unwrap_or_default();
        let away = |step: u32, share: f64| (f64::from(step) - share * f64::from(total)).abs();
        let near = |share: f64| known.iter().copied().min_by(|one, other| away(*one, share).total_cmp(&away(*other, share)));
        let mut steps: Vec<u32> = MOMENTS.into_iter().filter_map(near).collect();
        steps.dedup();
        steps
    }

    pub fn shown(&self) -> &Agent {
        &self.agents[self.shown]
    }

    pub fn agent(&self, seed: u32) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.seed == seed)
    }

    /// With the seed of this agent.
    pub fn scenario_of(&self, seed: u32) -> Scenario {
        Scenario { seed, seeds: 1, ..(*self.scenario).clone() }
    }
}

impl Agent {
    /// # Panics
    /// If nothing is known of it; [`Asked::of`] leaves those out.
    pub fn net(&self) -> &Rc<Net> {
        &self.moments.last().expect("it has learned").1
    }

    /// As it was when its training had come to its end. None: it never came there.
    pub fn learned(&self) -> Option<Learned> {
        let (experience, (steps, net)) = (self.experience?, self.moments.last()?);
        Some(Learned { steps: *steps, weights: net.weights.clone(), experience })
    }

    /// After so many steps of training.
    pub fn weights_at(&self, step: u32) -> Option<(u32, Vec<f32>)> {
        self.moments.iter().find(|(other, _)| *other == step).map(|(step, net)| (*step, net.weights.clone()))
    }

    /// About evenly over its training, the untrained one left out, the trained one last.
    pub fn pulled(&self) -> Vec<(u32, Vec<f32>)> {
        let moments = &self.moments[1.min(self.moments.len() - 1)..];
        let stride = moments.len().div_ceil(PULLED).max(1);
        let last = moments.len() - 1;
        let chosen = moments.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(stride));
        chosen.map(|(_, (step, net))| (*step, net.weights.clone())).collect()
    }
}

// Else moments would be looked for that are not there.
const _: () = assert!(SNAPSHOTS as usize >= PULLED);
