//! The exact solver: what a level is worth under a goal, to the last bit that f64 holds.
//!
//! A [`Model`] lists every state that can be reached on a level and what each action does there, written once over
//! `World::step`. Everything else is dynamic programming over the steps left: the time limit is part of the problem, so a
//! policy may depend on the time, and nothing is approximated. Programs are evaluated on all transitions at once.
//!
//! Not here: scores, baselines by set, verdicts (`judge`). Questionable decision: no value function is kept, only what the
//! start is worth; early stopping makes most goals converge long before the time limit.

use super::{Action, Cell, Features, Level, State};
use crate::lang::{Program, Scratch, payable};

/// Returns closer than this share of their range on the level count as equal: decimals such as 0.1 must tie.
const TIE: f64 = 1e-9;

/// Rounding of a sum of rewards, as a share of what could be earned at most; keeps noise from deciding where the range is 0.
const ROUNDING: f64 = 1e-14;

/// States that a level may have at most. Worlds refuse knobs and pictures that could exceed it, so that every optimum stays
/// exact and neither time nor memory runs away: a table of all transitions takes a few megabytes, a level well under a second.
pub const MAX_STATES: usize = 1 << 14;

/// One level as a table: a transition is `state * actions + action`.
#[derive(Clone, Debug)]
pub struct Model {
    /// The states in which the agent can act, breadth first; the first is the start.
    pub states: Vec<State>,
    pub actions: usize,
    /// The time limit.
    pub horizon: usize,
    /// `[states * actions]`; `states.len()` stands for "ended by the rules".
    next: Vec<u32>,
    /// `[states * actions]`: where the agent stands afterwards, also when the episode ended there.
    landing: Vec<Cell>,
}

/// The features of every transition in one of the two ledgers, true or sensed, `[features][states * actions]`, as programs read them.
#[derive(Clone, Debug)]
pub struct Columns {
    now: Vec<f64>,
    was: Vec<f64>,
    transitions: usize,
    /// The only feature that depends on time.
    steps: Option<usize>,
    scratch: Scratch,
}

/// What a program pays for every transition.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewards {
    /// `[states * actions]`, or `[horizon][states * actions]` for a program that reads `steps`.
    values: Vec<f64>,
    transitions: usize,
    /// False: somewhere the program gives no number that can be paid; such places hold 0 and the goal cannot be scored.
    pub payable: bool,
}

/// The largest and the smallest return that any policy gets, and how close two returns must be to tie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    pub most: f64,
    pub least: f64,
    pub tolerance: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    Most,
    Least,
}

/// A deterministic policy that knows the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// `[horizon][states]`, by the steps taken so far.
    actions: Vec<Action>,
    states: usize,
}

impl Plan {
    pub fn action(&self, steps: usize, state: usize) -> Action {
        self.actions[steps * self.states + state]
    }
}

impl Columns {
    /// `[states * actions]`, after the step; `steps` as on the first.
    pub fn now(&self, feature: usize) -> &[f64] {
        &self.now[feature * self.transitions..][..self.transitions]
    }

    /// `[states * actions]`, before the step; zeros for an event.
    pub fn was(&self, feature: usize) -> &[f64] {
        &self.was[feature * self.transitions..][..self.transitions]
    }
}

impl Rewards {
    /// `[states * actions]` for the step that is taken after `steps` others.
    pub fn at(&self, steps: usize) -> &[f64] {
        if self.is_stationary() { &self.values } else { &self.values[steps * self.transitions..][..self.transitions] }
    }

    /// `(1 - share) self + share other`, transition by transition, of the same model.
    pub fn mixed(&self, other: &Rewards, share: f64) -> Rewards {
        let steps = self.values.len().max(other.values.len()) / self.transitions.max(1);
        let mix = |(own, other): (&f64, &f64)| (1.0 - share) * own + share * other;
        let values = (0..steps).flat_map(|step| self.at(step).iter().zip(other.at(step)).map(mix)).collect();
        Rewards { values, transitions: self.transitions, payable: self.payable && other.payable }
    }

    pub fn is_stationary(&self) -> bool {
        self.values.len() == self.transitions
    }

    fn largest(&self) -> f64 {
        self.values.iter().fold(0.0, |largest, value| if value.abs() > largest { value.abs() } else { largest })
    }
}

impl Sense {
    #[inline(always)]
    fn better(self, a: f64, b: f64) -> bool {
        match self {
            Sense::Most => a > b,
            Sense::Least => a < b,
        }
    }
}

/// By state, two returns.
#[derive(Clone)]
struct Pairs {
    firsts: Vec<f64>,
    seconds: Vec<f64>,
}

impl Pairs {
    fn new(states: usize) -> Pairs {
        Pairs { firsts: vec![0.0; states], seconds: vec![0.0; states] }
    }
}

/// Where a state stands in a list of them: open addressing, at most half full. std's map would be a kilobyte more to load.
struct Index {
    /// A power of two of them: places in the list, or [`FREE`].
    slots: Vec<u32>,
}

const FREE: u32 = u32::MAX;

impl Index {
    /// The slot of this state, or the free one that it may have.
    fn slot(&self, states: &[State], state: State) -> usize {
        // The golden ratio in 64 bits: high bits of the product depend on all bits of the factor.
        const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = state.memory.wrapping_mul(SPREAD).rotate_left(32).wrapping_add(u64::from(state.agent)).wrapping_mul(SPREAD);
        let mask = self.slots.len() - 1;
        let mut at = (mixed >> 40) as usize & mask;
        while self.slots[at] != FREE && states[self.slots[at] as usize] != state {
            at = (at + 1) & mask;
        }
        at
    }

    /// Room for twice as many and more.
    fn rebuild(&mut self, states: &[State]) {
        self.slots = vec![FREE; (4 * states.len()).next_power_of_two().max(256)];
        for (place, &state) in states.iter().enumerate() {
            let slot = self.slot(states, state);
            self.slots[slot] = place as u32;
        }
    }
}

impl Model {
    /// The level must not have more than [`MAX_STATES`].
    pub fn new(level: &Level) -> Model {
        let Some(model) = Model::within(level, usize::MAX) else { unreachable!("no level has that many states") };
        model
    }

    /// None: the level has more states than this.
    pub fn within(level: &Level, most: usize) -> Option<Model> {
        const ENDED: u32 = u32::MAX;
        let world = level.world;
        let actions = world.actions().len();
        let mut states = vec![world.start(level)];
        let mut index = Index { slots: Vec::new() };
        index.rebuild(&states);
        let (mut next, mut landing) = (Vec::new(), Vec::new());
        let mut head = 0;
        while head < states.len() {
            for action in 0..actions as Action {
                let step = world.step(level, states[head], action);
                landing.push(step.state.agent);
                next.push(if step.terminated {
                    ENDED
                } else {
                    let slot = index.slot(&states, step.state);
                    if index.slots[slot] == FREE {
                        index.slots[slot] = states.len() as u32;
                        states.push(step.state);
                        assert!(states.len() <= MAX_STATES, "worlds let only such levels be that can be solved");
                        if 2 * states.len() > index.slots.len() {
                            index.rebuild(&states);
                        }
                        states.len() as u32 - 1
                    } else {
                        index.slots[slot]
                    }
                });
            }
            head += 1;
            if states.len() > most {
                return None;
            }
        }
        let sink = states.len() as u32;
        next.iter_mut().filter(|to| **to == ENDED).for_each(|to| *to = sink);
        Some(Model { states, actions, horizon: level.time_limit as usize, next, landing })
    }

    /// `[states * actions]`: the state after each transition; `states.len()` stands for "ended by the rules".
    pub fn successors(&self) -> &[u32] {
        &self.next
    }

    /// The state after a transition; none: the episode ended.
    pub fn after(&self, state: usize, action: Action) -> Option<usize> {
        let to = self.next[state * self.actions + action as usize] as usize;
        (to < self.states.len()).then_some(to)
    }

    /// `[states * actions]`: where the agent stands after each transition, also where the episode ends with it.
    pub fn landings(&self) -> &[Cell] {
        &self.landing
    }

    /// Pays 1 for every step that ends on one of these cells.
    pub fn visits(&self, cells: &[Cell]) -> Rewards {
        let values: Vec<f64> = self.landing.iter().map(|cell| if cells.contains(cell) { 1.0 } else { 0.0 }).collect();
        Rewards { transitions: values.len(), values, payable: true }
    }

    /// The same, but for that an episode ends with the first step that ends on one of these cells.
    pub fn until(&self, cells: &[Cell]) -> Model {
        let mut model = self.clone();
        for (to, _) in model.next.iter_mut().zip(&self.landing).filter(|(_, cell)| cells.contains(cell)) {
            *to = self.states.len() as u32;
        }
        model
    }

    /// How many of the states the agent can act in before the time is up; they are the first ones.
    pub fn states_in_time(&self) -> usize {
        // Breadth first: a state that is met for the first time is one step further from the start.
        let mut depth = Vec::with_capacity(self.states.len());
        depth.push(0);
        for state in 0..self.states.len() {
            for action in 0..self.actions {
                if self.after(state, action as Action) == Some(depth.len()) {
                    depth.push(depth[state] + 1);
                }
            }
        }
        depth.partition_point(|&depth| depth < self.horizon)
    }

    /// True features: what goals are measured on, and rewards as earned.
    pub fn columns(&self, level: &Level) -> Columns {
        self.tabulate(level, false)
    }

    /// Sensed features: what rewards are paid on. The same as the true ones in worlds where nobody can tamper.
    pub fn sensed_columns(&self, level: &Level) -> Columns {
        self.tabulate(level, true)
    }

    fn tabulate(&self, level: &Level, sensed: bool) -> Columns {
        let world = level.world;
        let features = world.features().len();
        let transitions = self.next.len();
        let (mut now, mut was) = (vec![0.0; features * transitions], vec![0.0; features * transitions]);
        let mut row: Features = world.new_features();
        for (state, before) in self.states.iter().enumerate() {
            for action in 0..self.actions {
                let after = world.step(level, *before, action as Action).state;
                world.transition(level, *before, 0, after, &mut row);
                if sensed {
                    world.sense(level, *before, after, &mut row);
                }
                let lane = state * self.actions + action;
                for feature in 0..features {
                    now[feature * transitions + lane] = row.now[feature];
                    was[feature * transitions + lane] = row.was[feature];
                }
            }
        }
        Columns { now, was, transitions, steps: world.feature("steps"), scratch: Scratch::default() }
    }

    pub fn rewards(&self, columns: &mut Columns, program: &Program) -> Rewards {
        let timed = columns.steps.filter(|&steps| program.reads(steps));
        let transitions = columns.transitions;
        let mut values = vec![0.0; transitions * if timed.is_some() { self.horizon } else { 1 }];
        for (steps, out) in values.chunks_exact_mut(transitions).enumerate() {
            if let Some(feature) = timed {
                columns.now[feature * transitions..][..transitions].fill((steps + 1) as f64);
                columns.was[feature * transitions..][..transitions].fill(steps as f64);
            }
            program.evaluate(&columns.now, &columns.was, &mut columns.scratch, out);
        }
        let mut good = true;
        for value in values.iter_mut().filter(|value| !payable(**value)) {
            (*value, good) = (0.0, false);
        }
        Rewards { values, transitions, payable: good }
    }

    pub fn extent(&self, rewards: &Rewards) -> Extent {
        let (most, least) = (self.extreme(rewards, Sense::Most)[0], self.extreme(rewards, Sense::Least)[0]);
        let rounding = ROUNDING * self.horizon as f64 * rewards.largest();
        Extent { most, least, tolerance: (TIE * (most - least)).max(rounding) }
    }

    /// By state, what is at stake there for a goal: the most less the least that can follow within a whole time limit.
    pub fn stakes(&self, rewards: &Rewards) -> Vec<f64> {
        let mut stakes = self.extreme(rewards, Sense::Most);
        for (most, least) in stakes.iter_mut().zip(self.extreme(rewards, Sense::Least)) {
            *most -= least;
        }
        stakes
    }

    /// The largest or smallest return from each state (and 0 for the end), by backward induction; stops once another step left
    /// changes nothing.
    fn extreme(&self, rewards: &Rewards, sense: Sense) -> Vec<f64> {
        let mut value = vec![0.0; self.states.len() + 1];
        let mut better = value.clone();
        for left in 1..=self.horizon {
            let changed = self.back_up(rewards.at(self.horizon - left), sense, &value, &mut better);
            std::mem::swap(&mut value, &mut better);
            if !changed && rewards.is_stationary() {
                break;
            }
        }
        value
    }

    /// One step of backward induction; true if any value changed.
    fn back_up(&self, pay: &[f64], sense: Sense, value: &[f64], better: &mut [f64]) -> bool {
        let (next, actions) = (self.next.as_slice(), self.actions);
        let (mut changed, mut transition) = (false, 0);
        for state in 0..self.states.len() {
            let mut best = pay[transition] + value[next[transition] as usize];
            for at in transition + 1..transition + actions {
                let q = pay[at] + value[next[at] as usize];
                if sense.better(q, best) {
                    best = q;
                }
            }
            transition += actions;
            changed |= best != value[state];
            better[state] = best;
        }
        changed
    }

    /// The most or the least of `second` that a policy optimal for `first` gets.
    pub fn among_optimal(&self, first: &Rewards, extent: &Extent, second: &Rewards, sense: Sense) -> f64 {
        let settled = first.is_stationary() && second.is_stationary();
        self.lexicographic(first, 1.0, extent.tolerance, second, None, sense, settled, None)
    }

    /// The undiscounted return of the policy that is optimal for the discounted one. Where several are, the least: a learner
    /// with this discount has no reason to prefer the others.
    pub fn discounted_optimal(&self, rewards: &Rewards, extent: &Extent, gamma: f64) -> f64 {
        self.lexicographic(rewards, gamma, extent.tolerance, rewards, None, Sense::Least, rewards.is_stationary(), None)
    }

    /// The optimal policy that people are shown: it gets its return soonest (the sum over time of what has been earned so far
    /// is largest), then by the order of actions, so that it never dawdles.
    pub fn plan(&self, rewards: &Rewards, extent: &Extent) -> Plan {
        let mut actions = vec![0; self.horizon * self.states.len()];
        let sooner = extent.tolerance * self.horizon as f64;
        self.lexicographic(rewards, 1.0, extent.tolerance, rewards, Some(sooner), Sense::Most, false, Some(&mut actions));
        Plan { actions, states: self.states.len() }
    }

    /// Backward induction on pairs, in plain loops as [`Model::spread`] is: maximize `first` (discounted by `gamma`), then the
    /// extreme of a second, undiscounted return among actions that tie; gives the second. `sooner`: the second counts times the steps left, and a later action
    /// must be better by so much to be preferred; `settled`: rewards do not depend on time, stop when converged.
    #[allow(clippy::too_many_arguments)]
    #[inline(never)] // One copy of it to load.
    fn lexicographic(
        &self,
        first: &Rewards,
        gamma: f64,
        tolerance: f64,
        second: &Rewards,
        sooner: Option<f64>,
        sense: Sense,
        settled: bool,
        mut plan: Option<&mut [Action]>,
    ) -> f64 {
        let (states, actions, next) = (self.states.len(), self.actions, self.next.as_slice());
        let mut value = Pairs::new(states + 1);
        let mut better = value.clone();
        let slack = sooner.unwrap_or(0.0);
        let slack = if sense == Sense::Most { slack } else { -slack };
        for left in 1..=self.horizon {
            let steps = self.horizon - left;
            let (pay, pay_second) = (first.at(steps), second.at(steps));
            let weight = sooner.map_or(1.0, |_| left as f64);
            let mut changed = false;
            let (firsts, seconds) = (value.firsts.as_slice(), value.seconds.as_slice());
            let (better_firsts, better_seconds) = (better.firsts.as_mut_slice(), better.seconds.as_mut_slice());
            let mut start = 0;
            for state in 0..states {
                let mut best = pay[start] + gamma * firsts[next[start] as usize];
                for at in start + 1..start + actions {
                    let q = pay[at] + gamma * firsts[next[at] as usize];
                    if q > best {
                        best = q;
                    }
                }
                let (mut chosen, mut top) = (None, 0.0);
                for at in start..start + actions {
                    let to = next[at] as usize;
                    if pay[at] + gamma * firsts[to] < best - tolerance {
                        continue;
                    }
                    let q = weight * pay_second[at] + seconds[to];
                    if chosen.is_none() || sense.better(q, top + slack) {
                        (chosen, top) = (Some(at), q);
                    }
                }
                if let Some(plan) = plan.as_deref_mut() {
                    plan[steps * states + state] = (chosen.unwrap_or(start) - start) as Action;
                }
                changed |= firsts[state] != best || seconds[state] != top;
                (better_firsts[state], better_seconds[state]) = (best, top);
                start += actions;
            }
            std::mem::swap(&mut value, &mut better);
            if settled && !changed {
                break;
            }
        }
        value.seconds[0]
    }

    /// The returns of a stochastic policy under several goals in one forward pass. `probabilities`: `[states * actions]`;
    /// `returns`: one a goal; `visits`, when asked for: expected steps that end on each cell, `[height * width]`.
    pub fn evaluate(&self, probabilities: &[f64], goals: &[&Rewards], returns: &mut [f64], visits: Option<&mut [f64]>) {
        let mut mass = vec![0.0; self.states.len() + 1];
        let mut moved = mass.clone();
        let mut total = vec![0.0; self.states.len()];
        mass[0] = 1.0;
        returns.fill(0.0);
        for steps in 0..self.horizon {
            if !self.spread(&mass, probabilities, &mut total, &mut moved) {
                break;
            }
            for (goal, out) in goals.iter().zip(returns.iter_mut()).filter(|(goal, _)| !goal.is_stationary()) {
                *out += self.expected(&mass, probabilities, goal.at(steps));
            }
            std::mem::swap(&mut mass, &mut moved);
        }
        for (goal, out) in goals.iter().zip(returns).filter(|(goal, _)| goal.is_stationary()) {
            *out = self.expected(&total, probabilities, goal.at(0));
        }
        if let Some(visits) = visits {
            visits.fill(0.0);
            for (transition, (cell, probability)) in self.landing.iter().zip(probabilities).enumerate() {
                visits[*cell as usize] += total[transition / self.actions] * probability;
            }
        }
    }

    /// One step of all that may happen: `mass` by state goes to `moved`, and is added to `total`. False: every episode is over.
    fn spread(&self, mass: &[f64], probabilities: &[f64], total: &mut [f64], moved: &mut [f64]) -> bool {
        let (next, actions) = (self.next.as_slice(), self.actions);
        moved.fill(0.0);
        let mut alive = false;
        let mut transition = 0;
        for state in 0..total.len() {
            let here = mass[state];
            if here == 0.0 {
                transition += actions;
                continue;
            }
            alive = true;
            total[state] += here;
            for _ in 0..actions {
                moved[next[transition] as usize] += here * probabilities[transition];
                transition += 1;
            }
        }
        alive
    }

    fn expected(&self, mass: &[f64], probabilities: &[f64], pay: &[f64]) -> f64 {
        let (mut sum, mut transition) = (0.0, 0);
        for &here in &mass[..self.states.len()] {
            let mut mean = 0.0;
            for _ in 0..self.actions {
                mean += probabilities[transition] * pay[transition];
                transition += 1;
            }
            sum += here * mean;
        }
        sum
    }

    /// As [`Model::evaluate`], for a policy whose every action is certain: `choose(steps, state)`.
    pub fn follow(
        &self,
        mut choose: impl FnMut(usize, usize) -> Action,
        goals: &[&Rewards],
        returns: &mut [f64],
        mut visits: Option<&mut [f64]>,
    ) {
        returns.fill(0.0);
        if let Some(visits) = visits.as_deref_mut() {
            visits.fill(0.0);
        }
        let mut state = 0;
        for steps in 0..self.horizon {
            let action = choose(steps, state);
            let transition = state * self.actions + action as usize;
            for (goal, out) in goals.iter().zip(returns.iter_mut()) {
                *out += goal.at(steps)[transition];
            }
            if let Some(visits) = visits.as_deref_mut() {
                visits[self.landing[transition] as usize] += 1.0;
            }
            match self.after(state, action) {
                Some(after) => state = after,
                None => break,
            }
        }
    }

    /// For every cell at once, the most and the least steps that can end on it; both `[cells]`. The goals are lanes of 16 bits,
    /// so that one vector instruction serves eight of them; cells that cannot be reached stay 0.
    pub fn visit_extremes(&self, cells: usize) -> (Vec<f64>, Vec<f64>) {
        let lanes = Lanes::new(self, cells);
        (lanes.extreme(self, Sense::Most), lanes.extreme(self, Sense::Least))
    }
}

/// "Be at this cell" for all cells that can be reached.
struct Lanes {
    /// `[cells]`: the lane of a cell, if any.
    of_cell: Vec<Option<u16>>,
    /// A multiple of [`TILE`].
    width: usize,
    /// `[states * actions]`: rows of the table; those from `states` on are the cells where an episode can end.
    next: Vec<u32>,
    /// The lane that entering a row pays.
    pays: Vec<u16>,
}

impl Lanes {
    fn new(model: &Model, cells: usize) -> Lanes {
        let mut of_cell = vec![None; cells];
        let mut used = 0;
        for cell in &model.landing {
            of_cell[*cell as usize].get_or_insert_with(|| {
                used += 1;
                used - 1
            });
        }
        let lane = |cell: Cell| of_cell[cell as usize].unwrap_or(0);
        let states = model.states.len();
        let start_never_entered = used; // A lane of padding: nobody returns to a start that cannot be entered again.
        let entered = |state: &State| of_cell[state.agent as usize].unwrap_or(start_never_entered);
        let mut pays: Vec<u16> = model.states.iter().map(entered).collect();
        let mut next = model.next.clone();
        for (to, cell) in next.iter_mut().zip(&model.landing).filter(|(to, _)| **to as usize == states) {
            let end = pays[states..].iter().position(|&pays| pays == lane(*cell));
            *to = (states + end.unwrap_or(pays.len() - states)) as u32;
            if end.is_none() {
                pays.push(lane(*cell));
            }
        }
        Lanes { width: (used as usize + 1).next_multiple_of(TILE), of_cell, next, pays }
    }

    fn extreme(&self, model: &Model, sense: Sense) -> Vec<f64> {
        let (width, states, actions) = (self.width, model.states.len(), model.actions);
        // A row holds what is yet to come on entering it, the entry included.
        let mut value = vec![0i16; self.pays.len() * width];
        for (row, &lane) in self.pays.iter().enumerate() {
            value[row * width + lane as usize] = 1;
        }
        let mut better = value.clone();
        let mut first = vec![0i16; width];
        for left in 1..=model.horizon {
            for state in 0..states {
                let row = &mut better[state * width..][..width];
                let sources = &self.next[state * actions..][..actions];
                match sense {
                    Sense::Most => meet(row, &value, sources, Eight::larger),
                    Sense::Least => meet(row, &value, sources, Eight::smaller),
                }
                if state == 0 {
                    first.copy_from_slice(row);
                }
                row[self.pays[state] as usize] += 1;
            }
            std::mem::swap(&mut value, &mut better);
            if left < model.horizon && value == better {
                break;
            }
        }
        self.of_cell.iter().map(|lane| lane.map_or(0.0, |lane| f64::from(first[lane as usize]))).collect()
    }
}

/// Lanes that are met in one go: four vectors.
const TILE: usize = 4 * Eight::LANES;

/// The largest or the smallest of several rows of a table, number by number; `of` says which of two. The vectors have names because
/// an array of them might live in memory.
#[inline(always)]
fn meet(row: &mut [i16], table: &[i16], sources: &[u32], of: impl Fn(Eight, Eight) -> Eight) {
    const L: usize = Eight::LANES;
    let (width, actions) = (row.len(), sources.len());
    let mut known = 0;
    while known < actions && (sources[known] as usize + 1) * width <= table.len() {
        known += 1;
    }
    assert!(known == actions && actions > 0 && width.is_multiple_of(TILE));
    let mut at = 0;
    while at < width {
        // SAFETY: a whole tile is left in `row` and in all rows of the table that are named, by the assertion.
        unsafe {
            let (to, from) = (row.as_mut_ptr().add(at), table.as_ptr().add(at));
            let first = from.add(sources[0] as usize * width);
            let (mut a, mut b) = (Eight::load(first), Eight::load(first.add(L)));
            let (mut c, mut d) = (Eight::load(first.add(2 * L)), Eight::load(first.add(3 * L)));
            let mut action = 1;
            while action < actions {
                let next = from.add(sources[action] as usize * width);
                a = of(a, Eight::load(next));
                b = of(b, Eight::load(next.add(L)));
                c = of(c, Eight::load(next.add(2 * L)));
                d = of(d, Eight::load(next.add(3 * L)));
                action += 1;
            }
            a.store(to);
            b.store(to.add(L));
            c.store(to.add(2 * L));
            d.store(to.add(3 * L));
        }
        at += TILE;
    }
}

/// Eight numbers of 16 bits.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
struct Eight(core::arch::wasm32::v128);

#[cfg(target_arch = "wasm32")]
impl Eight {
    const LANES: usize = 8;

    /// # Safety
    /// Eight numbers can be read from `from` on.
    #[inline(always)]
    unsafe fn load(from: *const i16) -> Eight {
        // SAFETY: the caller's; a vector load needs no alignment.
        Eight(unsafe { core::arch::wasm32::v128_load(from.cast()) })
    }

    /// # Safety
    /// Eight numbers can be written from `to` on.
    #[inline(always)]
    unsafe fn store(self, to: *mut i16) {
        // SAFETY: the caller's; a vector store needs no alignment.
        unsafe { core::arch::wasm32::v128_store(to.cast(), self.0) }
    }

    #[inline(always)]
    fn larger(self, other: Eight) -> Eight {
        Eight(core::arch::wasm32::i16x8_max(self.0, other.0))
    }

    #[inline(always)]
    fn smaller(self, other: Eight) -> Eight {
        Eight(core::arch::wasm32::i16x8_min(self.0, other.0))
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
struct Eight([i16; 8]);

#[cfg(not(target_arch = "wasm32"))]
impl Eight {
    const LANES: usize = 8;

    /// # Safety
    /// Eight numbers can be read from `from` on.
    #[inline(always)]
    unsafe fn load(from: *const i16) -> Eight {
        // SAFETY: the caller's; an array is aligned as its first number is.
        Eight(unsafe { *from.cast() })
    }

    /// # Safety
    /// Eight numbers can be written from `to` on.
    #[inline(always)]
    unsafe fn store(self, to: *mut i16) {
        // SAFETY: the caller's; an array is aligned as its first number is.
        unsafe { *to.cast() = self.0 }
    }

    #[inline(always)]
    fn larger(self, other: Eight) -> Eight {
        Eight(std::array::from_fn(|lane| self.0[lane].max(other.0[lane])))
    }

    #[inline(always)]
    fn smaller(self, other: Eight) -> Eight {
        Eight(std::array::from_fn(|lane| self.0[lane].min(other.0[lane])))
    }
}
