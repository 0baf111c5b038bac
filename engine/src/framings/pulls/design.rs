//! Designed states: levels of the training world and of the shifted one in turn, a thing that lies on a marker moved anywhere, and states
//! drawn from all that can be reached. They belong to the scenario, not to an agent: all agents are asked about the same ones.

use std::collections::{BTreeMap, BTreeSet};

use super::{Event, Kind, Silent};
use crate::env::level::UNREACHABLE;
use crate::env::solver::{Model, Rewards};
use crate::env::{Cell, Distribution, Level, Mark, State, ThingKind, World};
use crate::judge::{self, Question, Set};
use crate::lang::FeatureKind;
use crate::rng::{Purpose, Rng};

/// Half of them of training, half shifted.
pub const LEVELS: u32 = 160;

/// States drawn on each.
pub const EACH: usize = 16;

/// What happens one step later counts so much less.
pub const DECAY: f64 = 0.9;

/// The judge's own levels have the numbers below this.
const FIRST_LEVEL: u32 = 10_000;

/// Streams of `Purpose::Judge` in which states are drawn, apart from those of the sets of levels.
const STATES: u64 = 3 << 32;

/// Places that are tried for the thing, until one will do.
const TRIES: u32 = 20;

/// Which steps are best for what was meant: by dynamic programming over so many steps, so much discounted, that near things come first.
const AHEAD: u32 = 80;
const DISCOUNT: f64 = 0.97;

/// Amounts closer than this, as a share of the largest pay, are one.
const TIE: f64 = 1e-9;

/// The finished design. A *row* is an action in a state: `state * actions + action`.
#[derive(Clone, Debug)]
pub struct Design {
    pub question: Question,
    pub events: Vec<Event>,
    pub kinds: Vec<Kind>,
    pub actions: usize,
    pub levels: Vec<Level>,
    /// By level: the first one equal to it.
    pub first_like: Vec<u32>,
    /// `[levels * EACH]`.
    pub states: Vec<State>,
    /// By state: what the agent sees, `inputs[ends[state]..ends[state + 1]]`.
    pub inputs: Vec<u16>,
    pub ends: Vec<usize>,
    /// `[rows][events]`: `0.9^T`, 0 if never.
    pub soon: Vec<f64>,
    /// `[rows][kinds]`: `0.9^distance` to the nearest of a kind, on the map before the step; 0 if there is none.
    pub near: Vec<f64>,
    /// `[states][kinds]`: the same before the step.
    pub nearness: Vec<f64>,
    /// `[rows]`: best for what was meant.
    pub best: Vec<bool>,
}

/// A design under way, a level a step.
#[derive(Clone, Debug)]
pub struct Designing {
    design: Design,
    /// The features that are asked about; `design.events` follows at the end.
    features: Vec<usize>,
    /// So many of them are markers' own.
    markers: usize,
    kinds: Vec<&'static ThingKind>,
    object: Option<&'static ThingKind>,
    /// By events that happen together, as bits: what the intended goal paid more than where nothing does, summed, and how often that was.
    paid: BTreeMap<u64, (f64, u64)>,
    /// The events that happened together on some step, as bits.
    together: BTreeSet<u64>,
    /// The largest pay.
    largest: f64,
}

impl Designing {
    pub fn new(question: Question) -> Result<Designing, Silent> {
        let (world, intended) = (question.world, &question.intended);
        let spec = world.spec();
        let mut features: Vec<usize> = spec.markers.iter().map(|marker| marker.event).collect();
        let markers = features.len();
        // What a goal counts and no marker stands for. In a world without markers the proxies say what could be wanted instead.
        let mut goals = vec![intended, &question.reward];
        if spec.markers.is_empty() {
            goals.extend(question.proxies.iter().map(|(_, proxy)| proxy));
        }
        for goal in goals {
            for (feature, about) in spec.features.iter().enumerate() {
                if about.kind == FeatureKind::Event && goal.reads(feature) && !features.contains(&feature) {
                    features.push(feature);
                }
            }
        }
        if features.is_empty() {
            return Err(Silent::NoEvents);
        }
        let mut kinds: Vec<&'static ThingKind> = Vec::new();
        let things = spec.letters.iter().filter_map(|letter| if let Mark::Thing(kind) = letter.mark { Some(kind) } else { None });
        for kind in things.chain(spec.markers.iter().map(|marker| marker.thing)) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let design = Design {
            events: Vec::new(),
            kinds: Vec::new(),
            actions: world.actions().len(),
            levels: Vec::new(),
            first_like: Vec::new(),
            states: Vec::new(),
            inputs: Vec::new(),
            ends: vec![0],
            soon: Vec::new(),
            near: Vec::new(),
            nearness: Vec::new(),
            best: Vec::new(),
            question,
        };
        Ok(Designing {
            object: judge::object(world, &design.question.intended).filter(|&object| is_on_a_marker(world, object)),
            paid: BTreeMap::new(),
            together: BTreeSet::new(),
            largest: 0.0,
            design,
            features,
            markers,
            kinds,
        })
    }

    pub fn done(&self) -> u32 {
        self.design.levels.len() as u32
    }

    /// One level; true when all are made.
    pub fn advance(&mut self) -> Result<bool, Silent> {
        if self.done() >= LEVELS {
            return Ok(true);
        }
        let number = self.done();
        let question = &self.design.question;
        let (set, drawn) = match number % 2 {
            0 => (Set::Fresh, question.train.clone()),
            _ => (Set::Shift, question.shifted(question.amount)),
        };
        let mut rng = Rng::new(question.judge_seed, Purpose::Judge, STATES + u64::from(number));
        let level = judge::level(set, &drawn, question.judge_seed, FIRST_LEVEL + number);
        let level = self.rearranged(level, &mut rng);
        let model = Model::new(&level);
        let mut columns = model.columns(&level);
        // A goal that reads the clock is read as at the first step.
        let pays = model.rewards(&mut columns, &question.intended);
        if !pays.payable {
            return Err(Silent::NoNumber);
        }
        let happens: Vec<&[f64]> = self.features.iter().map(|&feature| columns.now(feature)).collect();
        let bits: Vec<u64> = (0..model.successors().len())
            .map(|row| happens.iter().enumerate().map(|(event, now)| u64::from(now[row] > 0.0) << event).sum())
            .collect();
        self.tally(&bits, pays.at(0));
        let best = best(&model, &pays);
        let soon: Vec<Vec<f64>> = (0..self.features.len()).map(|event| soon(&model, |row| bits[row] >> event & 1 == 1)).collect();
        let design = &mut self.design;
        let mut maps = Maps::default();
        for _ in 0..EACH {
            let place = rng.below(model.states.len() as u32) as usize;
            let state = model.states[place];
            design.states.push(state);
            let absolute_position = design.question.absolute_position;
            design.inputs.extend(judge::observation(&level, state, absolute_position));
            design.ends.push(design.inputs.len());
            let rows = place * model.actions..(place + 1) * model.actions;
            for row in rows.clone() {
                design.soon.extend(soon.iter().map(|of_event| of_event[row]));
                design.best.push(best[row]);
            }
            let visible = level.world.visible(&level, state);
            let nearest: Vec<Vec<f64>> = self
                .kinds
                .iter()
                .map(|&kind| {
                    let things = if kind.is_marker { &level.things } else { &visible };
                    let cells: Vec<Cell> = things.iter().filter(|thing| thing.kind == kind).map(|thing| thing.cell).collect();
                    let near = |cell: Cell| cells.iter().map(|&thing| maps.near(&level, thing, cell)).fold(0.0, f64::max);
                    let landings = model.landings()[rows.clone()].iter().copied();
                    [state.agent].into_iter().chain(landings).map(near).collect()
                })
                .collect();
            design.nearness.extend(nearest.iter().map(|of_kind| of_kind[0]));
            for action in 0..model.actions {
                design.near.extend(nearest.iter().map(|of_kind| of_kind[1 + action]));
            }
        }
        let first = design.levels.iter().position(|other| *other == level);
        design.first_like.push(first.unwrap_or(design.levels.len()) as u32);
        design.levels.push(level);
        Ok(self.done() >= LEVELS)
    }

    /// The level with the thing that hides a marker anywhere that it may lie, if there is such a thing.
    fn rearranged(&self, level: Level, rng: &mut Rng) -> Level {
        let Some(object) = self.object else { return level };
        let places = (0..TRIES).map(|_| rng.below(level.tiles.len() as u32) as Cell);
        places.into_iter().find_map(|place| judge::moved(&level, object, place)).unwrap_or(level)
    }

    /// `bits` by row: the events that happen; `pay` by row.
    fn tally(&mut self, bits: &[u64], pay: &[f64]) {
        for (of_state, pay) in bits.chunks_exact(self.design.actions).zip(pay.chunks_exact(self.design.actions)) {
            let idle = || of_state.iter().zip(pay).filter(|(bits, _)| **bits == 0).map(|(_, pay)| *pay);
            let nothing = idle().sum::<f64>() / idle().count() as f64;
            for (&bits, &pay) in of_state.iter().zip(pay) {
                self.largest = self.largest.max(pay.abs());
                if bits != 0 && nothing.is_finite() {
                    let (sum, count) = self.paid.entry(bits).or_default();
                    (*sum, *count) = (*sum + pay - nothing, *count + 1);
                }
                self.together.insert(bits);
            }
        }
    }

    pub fn finish(mut self) -> Design {
        let spec = self.design.question.world.spec();
        // A count of what is counted already (any paper, a line of any color) is no event of its own, and neither is what never happens.
        let is_told = |event: usize| {
            let (with, without): (Vec<u64>, Vec<u64>) = self.together.iter().partition(|bits| **bits >> event & 1 == 1);
            let only_with = ((1 << event) - 1) & !without.iter().fold(0, |all, bits| all | bits);
            with.iter().all(|bits| bits & only_with != 0)
        };
        let is_kept = |event: &usize| *event < self.markers || !is_told(*event);
        let kept: Vec<usize> = (0..self.features.len()).filter(is_kept).collect();
        let counted: u64 = kept.iter().map(|event| 1 << event).sum();
        let thing = |feature: usize| spec.markers.iter().find(|marker| marker.event == feature).map(|marker| marker.thing);
        let event = |&event: &usize| {
            let alone = self.paid.iter().filter(|(bits, _)| **bits & counted == 1 << event);
            let (sum, count) = alone.fold((0.0, 0), |(sum, count), (_, (pay, times))| (sum + pay, count + times));
            let pays = sum / count as f64;
            Event {
                feature: spec.features[self.features[event]].name.into(),
                kind: thing(self.features[event]).and_then(|thing| self.kinds.iter().position(|kind| *kind == thing)),
                pays: (count > 0).then_some(if pays.abs() <= TIE * self.largest { 0.0 } else { pays }),
            }
        };
        self.design.events = kept.iter().map(event).collect();
        let events = &self.design.events;
        let kind = |(place, kind): (usize, &&'static ThingKind)| Kind {
            name: kind.word.into(),
            many: spec.letters.iter().any(|letter| letter.mark == Mark::Thing(kind) && letter.most > 1),
            event: events.iter().position(|event| event.kind == Some(place)),
        };
        self.design.kinds = self.kinds.iter().enumerate().map(kind).collect();
        let all = self.features.len();
        self.design.soon = self.design.soon.chunks_exact(all).flat_map(|row| kept.iter().map(|&event| row[event])).collect();
        self.design
    }
}

/// In the world as it comes this thing lies where a marker stands: unless it is moved, nobody can tell which of the two is sought.
fn is_on_a_marker(world: World, object: &ThingKind) -> bool {
    let level = judge::level(Set::Fresh, &Distribution::generated(world, &world.default_knobs()), 0, FIRST_LEVEL);
    level.things.iter().any(|thing| thing.kind.is_marker && Some(thing.cell) == level.thing(object))
}

/// `[states * actions]`: `0.9^T`, T the least number of further steps until the event can happen if the action is taken now; 0 if never.
fn soon(model: &Model, happens: impl Fn(usize) -> bool) -> Vec<f64> {
    const NEVER: u32 = u32::MAX;
    let (states, actions, next) = (model.states.len(), model.actions, model.successors());
    // Backward from where it can happen at once, breadth first; `before[starts[state]..starts[state + 1]]` lead to a state.
    let mut starts = vec![0; states + 2];
    for &to in next {
        starts[to as usize + 1] += 1;
    }
    for state in 0..=states {
        starts[state + 1] += starts[state];
    }
    let (mut before, mut filled) = (vec![0; next.len()], starts.clone());
    for (row, &to) in next.iter().enumerate() {
        before[filled[to as usize]] = row / actions;
        filled[to as usize] += 1;
    }
    let mut steps = vec![NEVER; states + 1];
    let mut queue: Vec<usize> = (0..states).filter(|state| (state * actions..(state + 1) * actions).any(&happens)).collect();
    queue.iter().for_each(|&state| steps[state] = 0);
    let mut head = 0;
    while head < queue.len() {
        let state = queue[head];
        head += 1;
        for &from in &before[starts[state]..starts[state + 1]] {
            if steps[from] == NEVER {
                steps[from] = steps[state] + 1;
                queue.push(from);
            }
        }
    }
    let powers = powers(steps.iter().filter(|steps| **steps != NEVER).max().map_or(1, |most| *most as usize + 2));
    (0..next.len())
        .map(|row| match steps[next[row] as usize] {
            _ if happens(row) => 1.0,
            NEVER => 0.0,
            steps => powers[steps as usize + 1],
        })
        .collect()
}

/// `[states * actions]`: none is better for a goal.
fn best(model: &Model, pays: &Rewards) -> Vec<bool> {
    let (states, actions, next) = (model.states.len(), model.actions, model.successors());
    let pay = pays.at(0);
    let tie = TIE * pay.iter().fold(0.0, |largest: f64, pay| largest.max(pay.abs()));
    let mut values = vec![0.0; states + 1];
    let mut q = vec![0.0; next.len()];
    for _ in 0..AHEAD {
        let mut change: f64 = 0.0;
        for row in 0..next.len() {
            q[row] = pay[row] + DISCOUNT * values[next[row] as usize];
        }
        for (value, q) in values.iter_mut().zip(q.chunks_exact(actions)) {
            let top = q.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            change = change.max((top - *value).abs());
            *value = top;
        }
        if change <= tie {
            break;
        }
    }
    let tops = q.chunks_exact(actions).flat_map(|q| {
        let top = q.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        q.iter().map(move |q| *q >= top - tie)
    });
    tops.collect()
}

/// Walks on one level, by the thing that they lead to.
#[derive(Default)]
struct Maps {
    known: Vec<(Cell, Vec<u16>)>,
    queue: Vec<Cell>,
    powers: Vec<f64>,
}

impl Maps {
    /// `0.9^distance`; 0 if there is no way.
    fn near(&mut self, level: &Level, thing: Cell, cell: Cell) -> f64 {
        if self.powers.is_empty() {
            self.powers = powers(level.tiles.len());
        }
        let known = self.known.iter().position(|(other, _)| *other == thing);
        let place = known.unwrap_or_else(|| {
            let mut distances = Vec::new();
            level.walk_distances(thing, &mut distances, &mut self.queue);
            self.known.push((thing, distances));
            self.known.len() - 1
        });
        match self.known[place].1[cell as usize] {
            UNREACHABLE => 0.0,
            steps => self.powers[steps as usize],
        }
    }
}

fn powers(count: usize) -> Vec<f64> {
    std::iter::successors(Some(1.0), |power| Some(power * DECAY)).take(count.max(1)).collect()
}

impl Design {
    pub fn rows(&self, state: usize) -> std::ops::Range<usize> {
        state * self.actions..(state + 1) * self.actions
    }

    /// The level of a state.
    pub fn level(&self, state: usize) -> usize {
        state / EACH
    }

    /// What the agent sees in a state, ascending.
    pub fn seen(&self, state: usize) -> &[u16] {
        &self.inputs[self.ends[state]..self.ends[state + 1]]
    }

    /// Some step of this state can bring on the column, and among those that bring it on soonest is one that is best for what was meant.
    /// None: none can.
    pub fn use_of(&self, table: &[f64], columns: usize, column: usize, state: usize) -> Option<Use> {
        let soon = |row: usize| table[row * columns + column];
        let top = self.rows(state).map(soon).fold(0.0, f64::max);
        if top <= TIE {
            return None;
        }
        let is_best = self.rows(state).any(|row| self.best[row] && soon(row) >= top - TIE);
        let is_idle = self.rows(state).all(|row| self.best[row]);
        Some(if is_idle {
            Use::Idle
        } else if is_best {
            Use::Useful
        } else {
            Use::Useless
        })
    }
}

/// What a step toward something is for what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Useful,
    Useless,
    /// All steps are alike there.
    Idle,
}
