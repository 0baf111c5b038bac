//! Who is judged: anything that gives a probability to each action in each state.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reference, Set};
use crate::env::{Action, InputGroup, Level, State};
use crate::learner::Net;
use crate::learner::kernel::{self, Activations, ROWS};
use crate::learner::net::{HEAD, log_softmax};

pub trait Policy {
    /// `out`: `[actions]`, sums to 1.
    fn probabilities(&self, level: &Level, state: State, out: &mut [f64]);

    /// All states of a level at once. `out`: `[states * actions]`.
    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        let actions = out.len() / states.len();
        for (state, out) in states.iter().zip(out.chunks_exact_mut(actions)) {
            self.probabilities(level, *state, out);
        }
    }
}

/// Every action alike.
#[derive(Clone, Copy, Debug)]
pub struct Uniform;

/// Always the same action.
#[derive(Clone, Copy, Debug)]
pub struct Constant(pub Action);

impl Policy for Uniform {
    fn probabilities(&self, _level: &Level, _state: State, out: &mut [f64]) {
        out.fill(1.0 / out.len() as f64);
    }
}

impl Policy for Constant {
    fn probabilities(&self, _level: &Level, _state: State, out: &mut [f64]) {
        out.fill(0.0);
        out[self.0 as usize] = 1.0;
    }
}

/// What an agent sees: the inputs that are on, ascending.
pub type Observation = Vec<u16>;

/// A policy as a table: whoever made it, all that counts is what it does in each observation.
#[derive(Clone, Debug)]
pub struct Table {
    pub absolute_position: bool,
    /// Probabilities of the actions, `[actions]`, each sums to 1.
    pub rows: BTreeMap<Observation, Vec<f64>>,
}

impl Policy for Table {
    /// Panics where the table has no row: [`observations`] says which it needs.
    fn probabilities(&self, level: &Level, state: State, out: &mut [f64]) {
        out.copy_from_slice(&self.rows[&observation(level, state, self.absolute_position)]);
    }
}

/// What the agent sees in a state.
pub fn observation(level: &Level, state: State, absolute_position: bool) -> Observation {
    let mut active = Vec::with_capacity(64);
    level.world.observe(level, state, absolute_position, &mut active);
    active.sort_unstable();
    active
}

/// Everything that an agent can come to see on the levels of a finished reference.
pub fn observations(reference: &Reference, absolute_position: bool) -> BTreeSet<Observation> {
    let sets = Set::ALL.into_iter().filter_map(|set| reference.set(set));
    let levels = sets.flat_map(|set| &set.levels);
    levels.flat_map(|facts| facts.model.states.iter().map(|&state| observation(&facts.level, state, absolute_position))).collect()
}

/// The sampled policy.
impl Policy for Net {
    fn probabilities(&self, level: &Level, state: State, out: &mut [f64]) {
        let mut active = Vec::with_capacity(64);
        self.world.observe(level, state, self.absolute_position, &mut active);
        spread(self, &active, out);
    }

    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        self.appraise(level, states, 0, out, &mut []);
    }
}

impl Net {
    /// What the agent does and expects in all states of a level: probabilities `[states * actions]`, and unless that is empty,
    /// the critic's values `[states]`. `unseen`: bits of the input groups that are kept from it.
    ///
    /// States that look alike are asked once: what the agent does not see (the memory of a marker) would double the work. The
    /// others go through the batched kernel, which gives the same bits.
    pub fn appraise(&self, level: &Level, states: &[State], unseen: u32, out: &mut [f64], values: &mut [f64]) {
        let (actions, layout) = (self.shape.actions, self.shape.layout());
        // By state, whose answer it shares; then the observations of those that are asked, one behind the other.
        let mut like = Vec::with_capacity(states.len());
        let (mut asked, mut inputs, mut ends) = (Vec::new(), Vec::new(), vec![0]);
        // For each cell the last state there that is asked.
        let mut seen: Vec<Option<usize>> = vec![None; level.tiles.len()];
        let mut active = Vec::with_capacity(64);
        for (i, state) in states.iter().enumerate() {
            active.clear();
            self.world.observe(level, *state, self.absolute_position, &mut active);
            if unseen != 0 {
                let groups = self.world.inputs();
                active.retain(|&input| unseen >> group_of(groups, input) & 1 == 0);
            }
            let last = &mut seen[state.agent as usize];
            let at = match *last {
                Some(place) if inputs[ends[place]..ends[place + 1]] == active[..] => place,
                _ => {
                    inputs.extend_from_slice(&active);
                    ends.push(inputs.len());
                    asked.push(i);
                    asked.len() - 1
                }
            };
            *last = Some(at);
            like.push(at);
        }
        let mut acts = Activations::new(&self.shape);
        for first in (0..asked.len()).step_by(ROWS) {
            let n = ROWS.min(asked.len() - first);
            let mut rows: [&[u16]; ROWS] = [&[]; ROWS];
            for (i, row) in rows[..n].iter_mut().enumerate() {
                *row = &inputs[ends[first + i]..ends[first + i + 1]];
            }
            kernel::forward(&self.shape, &layout, &self.weights, &rows[..n], &mut acts);
            for i in 0..n {
                let state = asked[first + i];
                let head = &acts.head[i * HEAD..][..HEAD];
                normalized(head, &mut out[state * actions..(state + 1) * actions]);
                if let Some(value) = values.get_mut(state) {
                    *value = f64::from(head[actions]);
                }
            }
        }
        for (i, &at) in like.iter().enumerate() {
            let source = asked[at] * actions;
            out.copy_within(source..source + actions, i * actions);
            if !values.is_empty() {
                values[i] = values[asked[at]];
            }
        }
    }
}

/// The place of the group to which an input belongs.
pub fn group_of(groups: &[InputGroup], input: u16) -> usize {
    groups.iter().position(|group| (input as usize) < group.start + group.len).unwrap_or(groups.len())
}

fn spread(net: &Net, active: &[u16], out: &mut [f64]) {
    normalized(&net.head(active), out);
}

/// Probabilities of the actions from what the head says.
pub fn normalized(head: &[f32], out: &mut [f64]) {
    let (mut logarithms, mut probabilities) = ([0.0; HEAD], [0.0; HEAD]);
    log_softmax(head, out.len(), &mut logarithms, &mut probabilities);
    // Singles sum to 1 only nearly; in the forward pass that error would grow with the number of steps.
    let mut sum = 0.0;
    for &p in &probabilities[..out.len()] {
        sum += f64::from(p);
    }
    for (out, p) in out.iter_mut().zip(probabilities) {
        *out = f64::from(p) / sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::solver::Model;
    use crate::env::{Distribution, World};
    use crate::judge::{Set, level};

    #[test]
    fn a_table_is_what_each_state_gives() {
        let world = World::CheeseCorner;
        let net = Net::new(world, 24, true, 3);
        for index in 0..4 {
            let level = level(Set::Shift, &Distribution::generated(world, &world.default_knobs()), 0, index);
            let model = Model::new(&level);
            let mut table = vec![0.0; model.states.len() * model.actions];
            net.table(&level, &model.states, &mut table);
            let mut one = vec![0.0; model.actions];
            for (state, row) in model.states.iter().zip(table.chunks_exact(model.actions)) {
                net.probabilities(&level, *state, &mut one);
                assert_eq!(row, one);
            }
        }
    }
}
