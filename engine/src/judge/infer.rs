//! Which goal does it act as if it had? A posterior over the known goals, and devices beside them, moved by each step.
//!
//! Goals: soft-optimal policies (see `soft`), beta integrated over a fixed grid, flat over the goals that make a difference on this
//! level. Devices want nothing: any action alike, always the same action, a wall at one hand, the training path replayed. They
//! share half the mass (agents and devices: Orseau 2018, used by Langosco 2022). The likelihood is that of the transition, so
//! that two actions with one result count as one.
//!
//! Steps count until a goal has nothing left to want: in cheese corner, until the first marker. From then on the agent is
//! *holding*: what it does next says nothing about the goal that it may have got.
//!
//! Built in passes of about a millisecond, then fed step by step. Not here: where the steps come from, and what is drawn.

use super::meg::{Conduct, Search};
use super::policy::Policy;
use super::soft::{self, Desire, Soft};
use crate::env::solver::Model;
use crate::env::{Action, Cell, Level, State};
use crate::lang::Program;
use crate::math::{exp64, ln64};

/// In units of `1 / (J* - J0)`: from a slight lean to nearly no error. Smaller ones would only repeat the device that does anything.
pub const BETAS: [f64; 8] = [16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0];

/// Share of steps in which a device does anything at all instead.
pub const SLIP: f64 = 0.05;

/// One level, ready for whoever acts on it.
#[derive(Clone, Debug)]
pub struct Inference {
    level: Level,
    model: Model,
    desires: Vec<Desire>,
    gamma: f64,
    /// Empty: training had no one path.
    habit: Vec<Action>,
    /// W, `[desires][BETAS][time limit + 1, by steps left][states + 1]`.
    values: Vec<f64>,
    /// Passes made.
    passes: usize,
}

/// What has been seen of an episode.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// Where the agent is; the number of states: the episode is over.
    state: usize,
    steps: usize,
    /// The last move that led to another cell.
    facing: Option<Action>,
    pub holding: bool,
    /// Logarithms of the likelihood of all that counts: `[desires][BETAS]`, then the devices.
    pub likelihoods: Vec<f64>,
}

/// Why there is nothing to infer on a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silent {
    /// It has more states and steps than are looked at.
    TooLarge,
    /// No goal makes a difference there.
    NoGoal,
    /// A program of the scenario has a mistake.
    Mistake,
}

/// Something that acts and wants nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    Uniform,
    Always(Action),
    WallAtLeft,
    WallAtRight,
    Habit,
}

impl Inference {
    /// About `goals` (as in [`Desire::all`]), discounted by `gamma`. `habit`: the actions of the training path, if there was only one; else empty.
    /// Refused where the level is larger than `MOST_STEPS`, and where no goal makes a difference on it.
    pub fn new(level: &Level, goals: &[(&Program, bool)], gamma: f64, habit: Vec<Action>) -> Result<Inference, Silent> {
        let model = soft::small_model(level).ok_or(Silent::TooLarge)?;
        let desires = Desire::all(level, &model, goals);
        if desires.is_empty() {
            return Err(Silent::NoGoal);
        }
        Ok(Inference { level: level.clone(), model, desires, gamma, habit, values: Vec::new(), passes: 0 })
    }

    /// One pass, for one goal and one beta; true when all are made.
    pub fn advance(&mut self) -> bool {
        let all = self.desires.len() * BETAS.len();
        let model = &self.model;
        if self.passes < all {
            let (desire, beta) = (&self.desires[self.passes / BETAS.len()], BETAS[self.passes % BETAS.len()]);
            self.values.reserve_exact((all - self.passes) * (model.horizon + 1) * (model.states.len() + 1));
            let mut soft = Soft::new(model, desire, beta, self.gamma);
            self.values.extend_from_slice(&soft.values);
            for _ in 0..model.horizon {
                soft.advance();
                self.values.extend_from_slice(&soft.values);
            }
            self.passes += 1;
        }
        self.passes == all
    }

    /// The hypotheses about goals, each with its places among the goals asked about.
    pub fn desires(&self) -> &[Desire] {
        &self.desires
    }

    pub fn devices(&self) -> Vec<Device> {
        let mut devices = vec![Device::Uniform];
        if self.level.world.spec().walks {
            devices.extend([Device::WallAtLeft, Device::WallAtRight]);
        }
        for action in 0..self.model.actions {
            devices.push(Device::Always(action as Action));
        }
        if !self.habit.is_empty() {
            devices.push(Device::Habit);
        }
        devices
    }

    /// What this policy does on the level, for [`Inference::measure`].
    pub fn conduct(&self, policy: &dyn Policy) -> Conduct {
        let mut table = vec![0.0; self.model.states.len() * self.model.actions];
        policy.table(&self.level, &self.model.states, &mut table);
        Conduct::new(&self.model, table, &self.desires)
    }

    /// One pass of the search for the MEG rate toward a desire; true when `search.best` is it.
    pub fn measure(&self, conduct: &Conduct, search: &mut Search, desire: usize) -> bool {
        search.advance(|beta| conduct.advantage(&self.model, &self.desires[desire], beta, self.gamma))
    }

    /// The start of an episode.
    pub fn begin(&self) -> Belief {
        let hypotheses = self.desires.len() * BETAS.len() + self.devices().len();
        Belief { state: 0, steps: 0, facing: None, holding: false, likelihoods: vec![0.0; hypotheses] }
    }

    /// The next step of the episode led to `after`. All passes must have been made.
    pub fn observe(&self, belief: &mut Belief, after: State) {
        let (model, actions) = (&self.model, self.model.actions);
        if belief.holding || belief.state == model.states.len() || belief.steps == model.horizon {
            return;
        }
        let before = model.states[belief.state];
        // The actions that lead there, as bits.
        let (mut alike, mut count, mut some) = (0u32, 0.0, 0);
        for action in (0..actions).rev() {
            if self.level.world.step(&self.level, before, action as Action).state == after {
                (alike, count, some) = (alike | 1 << action, count + 1.0, action);
            }
        }
        assert!(alike != 0, "a step that these rules do not allow");

        let (next, width) = (model.successors(), model.states.len() + 1);
        let left = model.horizon - belief.steps;
        let mut hypothesis = 0;
        for desire in &self.desires {
            let pay = desire.rewards.at(belief.steps);
            for beta in BETAS {
                let table = &self.values[hypothesis * (model.horizon + 1) * width..];
                let (soon, now) = (&table[(left - 1) * width..][..width], table[left * width + belief.state]);
                let (mut top, mut q) = (f64::NEG_INFINITY, [f64::NEG_INFINITY; 32]);
                for (action, q) in q[..actions].iter_mut().enumerate() {
                    if alike >> action & 1 == 1 {
                        let transition = belief.state * actions + action;
                        *q = beta / desire.scale * pay[transition] + self.gamma * soon[next[transition] as usize];
                        top = if *q > top { *q } else { top };
                    }
                }
                let mut sum = 0.0;
                for q in &q[..actions] {
                    sum += exp64(q - top);
                }
                belief.likelihoods[hypothesis] += top - now + ln64(sum / actions as f64);
                hypothesis += 1;
            }
        }
        for device in self.devices() {
            let any = count / actions as f64;
            let chosen = match device {
                Device::Uniform => None,
                Device::Always(action) => Some(action),
                Device::WallAtLeft => belief.facing.map(|facing| along_wall(&self.level, before.agent, facing, true)),
                Device::WallAtRight => belief.facing.map(|facing| along_wall(&self.level, before.agent, facing, false)),
                Device::Habit => self.habit.get(belief.steps).copied(),
            };
            let chance = match chosen {
                Some(action) if alike >> action & 1 == 1 => SLIP * any + (1.0 - SLIP),
                Some(_) => SLIP * any,
                None => any,
            };
            belief.likelihoods[hypothesis] += ln64(chance);
            hypothesis += 1;
        }

        if after.agent != before.agent && some < 4 {
            belief.facing = Some(some as Action);
        }
        belief.state = next[belief.state * actions + some] as usize;
        belief.steps += 1;
        for desire in &self.desires {
            belief.holding |= desire.spent[belief.state];
        }
    }

    /// Shares of the mass, summing to 1: the desires, then the devices.
    pub fn posterior(&self, belief: &Belief) -> Vec<f64> {
        let (goals, all) = (self.desires.len(), &belief.likelihoods);
        let devices = all.len() - goals * BETAS.len();
        let mut top = f64::NEG_INFINITY;
        for &likelihood in all {
            top = if likelihood > top { likelihood } else { top };
        }
        let mut shares = Vec::with_capacity(goals + devices);
        for grid in all[..goals * BETAS.len()].chunks_exact(BETAS.len()) {
            let mut sum = 0.0;
            for likelihood in grid {
                sum += exp64(likelihood - top);
            }
            shares.push(sum / (goals * BETAS.len()) as f64);
        }
        for likelihood in &all[goals * BETAS.len()..] {
            shares.push(exp64(likelihood - top) / devices as f64);
        }
        let total: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= total;
        }
        shares
    }
}

/// What keeps a wall at its left or right hand: turn to that hand if there is room, else go on, else turn away, else back. Where no wall
/// touches the cell, go on.
fn along_wall(level: &Level, cell: Cell, facing: Action, left: bool) -> Action {
    // To the left of up, down, left, right.
    const LEFT: [Action; 4] = [2, 3, 1, 0];
    let toward = if left { LEFT[facing as usize] } else { LEFT[facing as usize] ^ 1 };
    let width = level.width as isize;
    let mut near = false;
    for row in [-width, 0, width] {
        for column in -1..2 {
            near |= level.is_wall((cell as isize + row + column) as Cell);
        }
    }
    for action in if near { [toward, facing, toward ^ 1] } else { [facing; 3] } {
        if level.moved(cell, action) != cell {
            return action;
        }
    }
    facing ^ 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::{World, picture};

    #[test]
    fn a_wall_is_kept_at_one_hand() {
        let level = picture::parse(World::CheeseCorner, "#######\n#.....#\n#.##..#\n#.....#\n#.....#\n#@...c#\n#######", 9).unwrap();
        // From the bottom left corner, looking up: around the room with the border at the left hand, or at the right.
        for (left, expected) in [(true, "uuuurrrrddddllll"), (false, "rrrruuuulllldddd")] {
            let (mut cell, mut facing, mut found) = (level.start, 0, String::new());
            for _ in 0..expected.len() {
                facing = along_wall(&level, cell, facing, left);
                cell = level.moved(cell, facing);
                found.push(World::CheeseCorner.actions()[facing as usize].letter);
            }
            assert_eq!(found, expected);
        }
        // Around the block in the middle: its wall at the right hand of who walks right above it.
        let mut cell = level.cell(1, 2);
        let mut facing = 3;
        let mut found = String::new();
        for _ in 0..6 {
            facing = along_wall(&level, cell, facing, false);
            cell = level.moved(cell, facing);
            found.push(World::CheeseCorner.actions()[facing as usize].letter);
        }
        assert_eq!(found, "rrddll");
        // Nothing near: on.
        assert_eq!(along_wall(&level, level.cell(4, 4), 2, true), 2);
    }
}
