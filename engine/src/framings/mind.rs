//! A thing taken out of an agent's mind: `h2 + c (h2 - h2 with the thing's inputs blanked)` in the second hidden layer, c from 0 (as it is)
//! over -1 (as if it saw no such thing) to -2 (as if it saw less than none). The control moves by the same length in a random direction.
//!
//! It turns agents that seek the thing into ones that never heard of it, and leaves those unmoved that never sought it. There is no other
//! side: adding does not make an agent seek what it did not. In the first layer a random direction disturbs as much.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::env::world::Mark;
use crate::env::{Level, State, World};
use crate::judge::{Excerpt, GoalScores, Observation, Policy, Reference, normalized};
use crate::learner::Net;
use crate::learner::net::{HEAD, Outlook, relu};
use crate::rng::{Purpose, Rng};

/// The most that is taken.
pub const MOST: f64 = 2.0;

/// What is done to an agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// The thing, by its word; one of [`things`].
    pub thing: String,
    /// How much of it is taken, 0 to [`MOST`]: -c.
    pub dose: f64,
    /// The control: a random direction of the same length.
    pub random: bool,
}

/// Scores on shifted levels that the verdict is read on, at one dose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DosePoint {
    pub dose: f64,
    pub random: bool,
    pub scores: GoalScores,
}

/// The answer to a dose, for one agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoseCurve {
    pub thing: String,
    /// Without the control, then with it, each by dose.
    pub points: Vec<DosePoint>,
}

/// The things that can be taken out of a mind in this world: those of which a level has one at most, and of which the agent sees the way
/// there. Empty: it has no such thing, and a slider for it would be of no meaning.
pub fn things(world: World) -> Vec<&'static str> {
    let single = world.spec().letters.iter().filter(|letter| letter.most == 1 && matches!(letter.mark, Mark::Thing(_)));
    single.map(|letter| letter.mark.word()).filter(|word| !inputs(world, word).is_empty()).collect()
}

/// Where the inputs of a thing begin and end.
fn inputs(world: World, thing: &str) -> Vec<(u16, u16)> {
    let is_of = |name: &str| name.strip_prefix(thing).is_some_and(|rest| rest == " across" || rest == " down");
    let groups = world.inputs().iter().filter(|group| is_of(group.name));
    groups.map(|group| (group.start as u16, (group.start + group.len) as u16)).collect()
}

/// An agent with a thing taken out of its mind.
#[derive(Clone, Debug)]
pub struct Altered {
    net: Net,
    blanked: Vec<(u16, u16)>,
    dose: f32,
    /// Of length 1, `[hidden]`.
    random: Option<Vec<f32>>,
}

impl Altered {
    /// None: the world has no such thing, or the dose is none.
    pub fn new(net: Net, taken: &Taken) -> Option<Altered> {
        if !things(net.world).contains(&&*taken.thing) || !(0.0..=MOST).contains(&taken.dose) {
            return None;
        }
        let random = taken.random.then(|| direction(net.shape.hidden));
        Some(Altered { blanked: inputs(net.world, &taken.thing), net, dose: taken.dose as f32, random })
    }

    /// Logits and value for one state, `[HEAD]`.
    pub fn head(&self, active: &[u16]) -> [f32; HEAD] {
        let mut second = self.net.second(active);
        let is_blank = |input: &u16| self.blanked.iter().any(|(from, to)| (from..to).contains(&input));
        let rest: Vec<u16> = active.iter().copied().filter(|input| !is_blank(input)).collect();
        let mut change: Vec<f32> = self.net.second(&rest);
        for (change, unit) in change.iter_mut().zip(&second) {
            *change = -self.dose * (unit - *change);
        }
        if let Some(direction) = &self.random {
            let length = change.iter().map(|change| change * change).sum::<f32>().sqrt();
            change = direction.iter().map(|part| part * length).collect();
        }
        // A unit cannot be less than off.
        second.iter_mut().zip(&change).for_each(|(unit, change)| *unit = relu(*unit + change));
        self.net.read_out(&second)
    }

    /// What the altered agent thinks of a state, for boards.
    pub fn outlook(&self, level: &Level, state: State) -> Outlook {
        let head = self.head(&crate::judge::observation(level, state, self.net.absolute_position));
        let actions = self.net.shape.actions;
        let mut probabilities = vec![0.0; actions];
        normalized(&head, &mut probabilities);
        Outlook { probabilities: probabilities.into_iter().map(|p| p as f32).collect(), value: head[actions] }
    }
}

/// The same for all agents.
fn direction(hidden: usize) -> Vec<f32> {
    let mut rng = Rng::new(0, Purpose::Rollout, u64::from(u32::MAX));
    let parts: Vec<f32> = (0..hidden).map(|_| rng.normal()).collect();
    let length = parts.iter().map(|part| part * part).sum::<f32>().sqrt();
    parts.into_iter().map(|part| part / length).collect()
}

impl Policy for Altered {
    fn probabilities(&self, level: &Level, state: State, out: &mut [f64]) {
        normalized(&self.head(&crate::judge::observation(level, state, self.net.absolute_position)), out);
    }

    /// States that look alike are asked once.
    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        let actions = self.net.shape.actions;
        let mut known: BTreeMap<Observation, usize> = BTreeMap::new();
        for (place, &state) in states.iter().enumerate() {
            let seen = crate::judge::observation(level, state, self.net.absolute_position);
            match known.get(&seen) {
                Some(&like) => out.copy_within(like * actions..(like + 1) * actions, place * actions),
                None => {
                    normalized(&self.head(&seen), &mut out[place * actions..(place + 1) * actions]);
                    known.insert(seen, place);
                }
            }
        }
    }
}

/// Levels on which each dose is scored.
const LEVELS: usize = 64;

/// Doses of the curve, and those of the control.
const DOSES: [f64; 9] = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0];
const CONTROLS: [f64; 4] = [0.5, 1.0, 1.5, 2.0];

/// The curve under way, a level a step, against the same finished reference in every call.
pub struct Dosing {
    net: Net,
    curve: DoseCurve,
    playing: Option<(Altered, Excerpt)>,
}

impl Dosing {
    /// None: the world has no such thing.
    pub fn new(net: Net, thing: String) -> Option<Dosing> {
        let is_there = things(net.world).contains(&&*thing);
        is_there.then(|| Dosing { net, curve: DoseCurve { thing, points: Vec::new() }, playing: None })
    }

    /// Doses scored, and in all.
    pub fn progress(&self) -> (u32, u32) {
        (self.curve.points.len() as u32, (DOSES.len() + CONTROLS.len()) as u32)
    }

    /// About one level of work; the curve, once it is done.
    pub fn advance(&mut self, reference: &Reference) -> Option<DoseCurve> {
        let doses = DOSES.iter().map(|dose| (*dose, false)).chain(CONTROLS.iter().map(|dose| (*dose, true)));
        let Some((dose, random)) = doses.clone().nth(self.curve.points.len()) else { return Some(self.curve.clone()) };
        let (policy, excerpt) = self.playing.get_or_insert_with(|| {
            let taken = Taken { thing: self.curve.thing.clone(), dose, random };
            let policy = Altered::new(self.net.clone(), &taken).expect("the thing is there, and so is the dose");
            (policy, Excerpt::new(reference, LEVELS))
        });
        if excerpt.advance(reference, policy) {
            let scores = excerpt.scores(reference);
            self.curve.points.push(DosePoint { dose, random, scores });
            self.playing = None;
        }
        None
    }
}
