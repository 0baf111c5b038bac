//! Inputs that shifted levels turn on and training never does.
//!
//! The weights of such an input stand as they were drawn, so whoever begins with one does what nobody taught: it never needed to look.
//! Where every input was met, another cue was easier. Looked at are all states that can be reached in time on the judge's own levels;
//! no level has more of them than the solver takes. Questionable decision: inputs are looked at one by one, and a new combination of
//! familiar ones counts as familiar.

use serde::{Deserialize, Serialize};

use super::levels::{Set, level};
use super::set::SetReference;
use super::{Question, SetScores};
use crate::env::solver::Model;
use crate::env::{Distribution, Level, World};

/// Which inputs are on on one level.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// In the state with which it begins.
    first: Vec<u16>,
    /// By input: in some state that can be reached in time.
    any: Vec<bool>,
}

/// What an agent can see on shifted levels that it never met in training. The names of the fields are promises: rows have them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unmet {
    /// Levels that were looked at.
    pub training_levels: u32,
    pub shifted_levels: u32,
    /// Shifted levels that begin with such an input, and that have one in some state.
    pub begin: u32,
    pub any: u32,
    pub groups: Vec<UnmetGroup>,
}

/// Such inputs of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnmetGroup {
    pub name: String,
    /// Each in plain words, such as "to the left".
    pub inputs: Vec<String>,
    /// Inputs in the group.
    pub of: u32,
    /// Shifted levels that begin with one of them, and that have one in some state.
    pub begin: u32,
    pub any: u32,
}

/// The scores on shifted levels that begin with nothing new, and on those that begin with an input that was never met. `drawn` is how
/// many of them there are among those that scores are read on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Split {
    pub familiar: SetScores,
    pub unfamiliar: SetScores,
}

impl Inputs {
    pub fn on(level: &Level, model: &Model, absolute_position: bool) -> Inputs {
        let world = level.world;
        let (mut first, mut any, mut active) = (Vec::new(), vec![false; world.num_inputs()], Vec::with_capacity(64));
        for (at, state) in model.states[..model.states_in_time()].iter().enumerate() {
            active.clear();
            world.observe(level, *state, absolute_position, &mut active);
            active.iter().for_each(|&input| any[usize::from(input)] = true);
            if at == 0 {
                first.clone_from(&active);
            }
        }
        Inputs { first, any }
    }
}

/// Of levels that training and the shifted world drew.
#[derive(Clone, Debug)]
pub struct Met {
    pub unmet: Unmet,
    /// By shifted level: it begins with an input that was never met.
    pub unfamiliar: Vec<bool>,
}

impl Met {
    pub fn of(training: &SetReference, shifted: &SetReference) -> Met {
        fn inputs(set: &SetReference) -> Vec<&Inputs> {
            set.levels.iter().map(|facts| &facts.inputs).collect()
        }
        Met::between(shifted.levels[0].level.world, &inputs(training), &inputs(shifted))
    }

    fn between(world: World, training: &[&Inputs], shifted: &[&Inputs]) -> Met {
        let is_new = |input: usize| training.iter().all(|level| !level.any[input]);
        let new: Vec<bool> = (0..world.num_inputs()).map(is_new).collect();
        // Of the inputs from `from` to `to`.
        let begins =
            |level: &Inputs, from: usize, to: usize| level.first.iter().any(|&at| new[at as usize] && (from..to).contains(&at.into()));
        let has = |level: &Inputs, from: usize, to: usize| (from..to).any(|at| new[at] && level.any[at]);
        let count = |holds: &dyn Fn(&Inputs) -> bool| shifted.iter().filter(|level| holds(level)).count() as u32;
        let groups = world.inputs().iter().filter_map(|group| {
            let (from, to) = (group.start, group.start + group.len);
            let on = |at: &usize| new[*at] && shifted.iter().any(|level| level.any[*at]);
            let inputs: Vec<String> = (from..to).filter(on).map(|at| group.input(at - from)).collect();
            (!inputs.is_empty()).then(|| UnmetGroup {
                name: group.name.to_owned(),
                inputs,
                of: group.len as u32,
                begin: count(&|level| begins(level, from, to)),
                any: count(&|level| has(level, from, to)),
            })
        });
        let all = world.num_inputs();
        let unmet = Unmet {
            training_levels: training.len() as u32,
            shifted_levels: shifted.len() as u32,
            begin: count(&|level| begins(level, 0, all)),
            any: count(&|level| has(level, 0, all)),
            groups: groups.collect(),
        };
        Met { unmet, unfamiliar: shifted.iter().map(|level| begins(level, 0, all)).collect() }
    }
}

impl Unmet {
    /// On the levels on which the judge measures, without any agent.
    pub fn of(question: &Question) -> Unmet {
        let on = |set: Set, levels: &Distribution| -> Vec<Inputs> {
            let inputs = |index: u32| {
                let level = level(set, levels, question.judge_seed, index);
                Inputs::on(&level, &Model::new(&level), question.absolute_position)
            };
            (0..question.count(set, levels)).map(inputs).collect()
        };
        let training = on(if question.num_levels == 0 { Set::Fresh } else { Set::Trained }, &question.train);
        let shifted = on(Set::Shift, &question.shifted(question.amount));
        Met::between(question.world, &training.iter().collect::<Vec<_>>(), &shifted.iter().collect::<Vec<_>>()).unmet
    }
}
