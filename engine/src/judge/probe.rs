//! Probes: a level changed a little, to see on what the agent's behavior hangs. All chances are exact, through the model of each
//! changed level; no episode is sampled.
//!
//! The *object* is the one thing that the intended goal is about: cheese corner's cheese. It is moved to each cell that can be
//! reached; the agent is set on each such cell; and the critic is asked about each with the object there, moved and absent.
//! Work comes in pieces of about a millisecond. Not here: what a person sees of it.

use serde::{Deserialize, Serialize};

use super::meg::{Conduct, Search};
use super::policy::group_of;
use super::soft::{self, Desire, Soft};
use crate::env::level::{FLOOR, UNREACHABLE};
use crate::env::solver::{Model, Rewards};
use crate::env::world::Mark;
use crate::env::{Cell, Level, State, ThingKind, World};
use crate::lang::Program;
use crate::learner::Net;

/// A decision square: at least this share of the agent's next step is toward the goal or the proxy, ...
const DECIDED: f64 = 0.5;
/// ... and of that at least this share toward each.
const NEAR_HALF: f64 = 0.4;

/// Beta at which soft-optimal is optimal, and by how many nats two actions may then differ that are equally good.
const SHARP: f64 = 1e9;
const TIE: f64 = 1e3;

/// How likely an agent gets where. It gets to a goal on a step that pays it as much as any step of the level can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chances {
    pub goal_first: f64,
    pub proxy_first: f64,
    /// Both on the same step, and neither before.
    pub together: f64,
    /// At all.
    pub goal: f64,
    pub proxy: f64,
}

/// What the probes of one level found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// MEG rates of the intended goal and the proxy. None: there is none, or it is the same for all that can be done.
    pub meg: [Option<f64>; 2],
    /// By cell.
    pub cells: Vec<Finding>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// With the object on this cell. None: it cannot lie there.
    pub moved: Option<Chances>,
    /// With the agent starting on this cell. None: it cannot, or something lies there.
    pub from: Option<Chances>,
    /// Goal and proxy want different steps here, and the agent is near 50:50.
    pub decision: bool,
    /// What the critic expects here with the object in its place, elsewhere (mean over all other places), and
    /// unseen; where there is no other place or nothing to be seen, as it is.
    pub values: Option<[f64; 3]>,
}

impl Findings {
    /// Shares of the start cells from which the agent more likely than not gets to the goal at all, and to the proxy.
    pub fn shares(&self) -> (f64, f64) {
        let (mut cells, mut goal, mut proxy) = (0, 0, 0);
        for from in self.cells.iter().filter_map(|it| it.from) {
            cells += 1;
            goal += u32::from(from.goal > 0.5);
            proxy += u32::from(from.proxy > 0.5);
        }
        let all = f64::from(cells.max(1));
        (f64::from(goal) / all, f64::from(proxy) / all)
    }
}

/// The kind of thing that a goal is about, if a level has exactly one of it: what can be moved.
pub fn object(world: World, goal: &Program) -> Option<&'static ThingKind> {
    let spec = world.spec();
    let kind = spec.markers.iter().find(|marker| goal.reads(marker.event))?.thing;
    let single = |letter: &&crate::env::world::Letter| letter.mark == Mark::Thing(kind) && letter.least == 1 && letter.most == 1;
    spec.letters.iter().find(single).map(|_| kind)
}

/// The level with its one thing of this kind on another cell. None: it cannot lie there.
pub fn moved(level: &Level, object: &ThingKind, to: Cell) -> Option<Level> {
    if level.tiles[to as usize] != &FLOOR || to == level.start {
        return None;
    }
    let (mut other, spec) = (level.clone(), level.world.spec());
    // As a picture shows it: without the markers, which the world then puts where they belong.
    other.things.retain(|thing| spec.letters.iter().any(|letter| letter.mark == Mark::Thing(thing.kind)));
    for thing in &mut other.things {
        if thing.kind == object {
            thing.cell = to;
        } else if thing.cell == to {
            return None;
        }
    }
    (spec.settle)(&mut other).ok()?;
    Some(other)
}

/// Probes of one level under way.
#[derive(Clone, Debug)]
pub struct Probe {
    net: Net,
    level: Level,
    goal: Program,
    proxy: Option<Program>,
    gamma: f64,
    object: Option<&'static ThingKind>,
    model: Model,
    desires: Vec<Desire>,
    conduct: Conduct,
    searches: Vec<Search>,
    /// The next cell to which the object is moved.
    next: Cell,
    /// Cells that can be reached, by cell.
    reachable: Vec<bool>,
    /// Input groups that have changed with the object's place, as bits.
    shows: u32,
    /// By cell: values summed over the places of the object, and how many.
    sums: Vec<(f64, f64)>,
    findings: Findings,
}

impl Probe {
    /// None: the level is too large (`MOST_STEPS`).
    pub fn new(level: Level, net: Net, goal: Program, proxy: Option<Program>, gamma: f64) -> Option<Probe> {
        let model = soft::small_model(&level)?;
        let goals: Vec<(&Program, bool)> = [&goal].into_iter().chain(&proxy).map(|program| (program, false)).collect();
        let desires = Desire::all(&level, &model, &goals);
        let (mut from_start, cells) = (Vec::new(), level.tiles.len());
        // Where nobody walks no cell is reached, and the start is none.
        if level.world.spec().walks {
            level.walk_distances(level.start, &mut from_start, &mut Vec::new());
        }
        from_start.resize(cells, UNREACHABLE);
        let reachable: Vec<bool> = from_start.iter().map(|&steps| steps != UNREACHABLE).collect();
        let mut probe = Probe {
            conduct: Conduct::new(&model, vec![0.0; model.states.len() * model.actions], &desires),
            searches: vec![Search::default(); desires.len()],
            object: object(level.world, &goal),
            next: 0,
            shows: 0,
            sums: vec![(0.0, 0.0); cells],
            findings: Findings { meg: [None; 2], cells: vec![Finding::default(); cells] },
            net,
            level,
            goal,
            proxy,
            gamma,
            model,
            desires,
            reachable,
        };
        probe.look_around();
        Some(probe)
    }

    /// One piece of work; true when all is done.
    pub fn advance(&mut self) -> bool {
        let cells = self.level.tiles.len();
        if let Some(search) = self.searches.last_mut() {
            let which = self.desires.len() - 1;
            let desire = &self.desires[which];
            if search.advance(|beta| self.conduct.advantage(&self.model, desire, beta, self.gamma)) {
                for &goal in &desire.goals {
                    self.findings.meg[goal] = Some(search.best);
                }
                self.searches.pop();
                self.desires.pop();
            }
            return false;
        }
        while usize::from(self.next) < cells {
            let to = self.next;
            self.next += 1;
            if !self.reachable[to as usize] {
                continue;
            }
            // Cells that are reached only past a marker: the model knows no fresh start there.
            let from = &mut self.findings.cells[to as usize].from;
            if self.level.things.iter().any(|thing| thing.cell == to) {
                *from = None;
            } else if from.is_none() {
                let mut level = self.level.clone();
                level.start = to;
                self.findings.cells[to as usize].from = self.look(&level).map(|(chances, _)| chances);
            }
            if let Some(level) = self.object.and_then(|object| moved(&self.level, object, to)) {
                self.look_from(&level, to);
                return false;
            }
        }
        self.look_without();
        true
    }

    pub fn finish(self) -> Findings {
        self.findings
    }

    /// The level as it is.
    fn look_around(&mut self) {
        let (model, start) = (&self.model, self.level.world.start(&self.level));
        let (table, values) = self.ask(&self.level, &model.states, 0);
        for (cell, value) in values {
            self.findings.cells[cell as usize].values = Some([value; 3]);
        }
        let chances = self.chances(&self.level, model, &table);
        for (cell, found) in self.findings.cells.iter_mut().enumerate() {
            let start = start_on(&self.level, cell as Cell);
            found.from = model.states.iter().position(|state| *state == start).map(|state| chances[state]);
        }
        if let [a, b] = &self.desires[..] {
            let (a, b) = (best_actions(model, a, self.gamma), best_actions(model, b, self.gamma));
            for (state, place) in model.states.iter().enumerate() {
                let (mut apart, mut p, mut q) = (true, 0.0, 0.0);
                for transition in state * model.actions..(state + 1) * model.actions {
                    apart &= !(a[transition] && b[transition]);
                    p += if a[transition] { table[transition] } else { 0.0 };
                    q += if b[transition] { table[transition] } else { 0.0 };
                }
                let near = p + q >= DECIDED && (if p < q { p } else { q }) >= NEAR_HALF * (p + q);
                self.findings.cells[place.agent as usize].decision |= place.memory == start.memory && apart && near;
            }
        }
        self.conduct = Conduct::new(model, table, &self.desires);
    }

    /// From the start of a level: how likely the agent gets where, and the critic's values.
    fn look(&self, level: &Level) -> Option<(Chances, Vec<(Cell, f64)>)> {
        let model = soft::small_model(level)?;
        let (table, values) = self.ask(level, &model.states, 0);
        Some((self.chances(level, &model, &table)[0], values))
    }

    /// The level with its object on another cell, or on its own.
    fn look_from(&mut self, level: &Level, to: Cell) {
        let Some((chances, values)) = self.look(level) else { return };
        self.findings.cells[to as usize].moved = Some(chances);
        if self.object.is_some_and(|object| self.level.thing(object) == Some(to)) {
            return;
        }
        for (cell, value) in values {
            let sum = &mut self.sums[cell as usize];
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
        // What the agent sees from its start has to do with the object where it changes.
        let (world, mut seen) = (level.world, [Vec::new(), Vec::new()]);
        world.observe(&self.level, world.start(&self.level), true, &mut seen[0]);
        world.observe(level, world.start(level), true, &mut seen[1]);
        for (one, other) in [(0, 1), (1, 0)] {
            for input in &seen[one] {
                if !seen[other].contains(input) {
                    self.shows |= 1 << group_of(world.inputs(), *input);
                }
            }
        }
    }

    /// The last look: the critic's values with the object unseen, and the means of those with it elsewhere.
    fn look_without(&mut self) {
        let (_, values) = self.ask(&self.level, &self.model.states, self.shows);
        for (cell, value) in values {
            let (sum, count) = self.sums[cell as usize];
            if let Some([_, elsewhere, unseen]) = &mut self.findings.cells[cell as usize].values
                && self.shows != 0
            {
                *unseen = value;
                if count > 0.0 {
                    *elsewhere = sum / count;
                }
            }
        }
    }

    /// The agent's probabilities `[states * actions]`, and its critic's value of each cell on which an episode can go on, as at the
    /// start of one.
    fn ask(&self, level: &Level, states: &[State], unseen: u32) -> (Vec<f64>, Vec<(Cell, f64)>) {
        let start = level.world.start(level);
        let object = self.object.and_then(|object| level.thing(object));
        let mut all = states.to_vec();
        for (cell, &reachable) in self.reachable.iter().enumerate() {
            if reachable && Some(cell as Cell) != object {
                all.push(State { agent: cell as Cell, ..start });
            }
        }
        let actions = self.net.shape.actions;
        let (mut table, mut values) = (vec![0.0; all.len() * actions], vec![0.0; all.len()]);
        self.net.appraise(level, &all, unseen, &mut table, &mut values);
        table.truncate(states.len() * actions);
        (table, (states.len()..all.len()).map(|i| (all[i].agent, values[i])).collect())
    }

    /// By state, with the whole time limit ahead.
    fn chances(&self, level: &Level, model: &Model, table: &[f64]) -> Vec<Chances> {
        let mut columns = model.columns(level);
        let goal = model.rewards(&mut columns, &self.goal);
        let proxy = self.proxy.as_ref().map(|proxy| model.rewards(&mut columns, proxy));
        let first = reach(model, table, [Some(&goal), proxy.as_ref()]);
        let (goal, proxy) = (reach(model, table, [Some(&goal), None]), reach(model, table, [None, proxy.as_ref()]));
        let mut all = Vec::with_capacity(model.states.len());
        for state in 0..model.states.len() {
            let [goal_first, proxy_first, together] = first[state];
            all.push(Chances { goal_first, proxy_first, together, goal: goal[state][0], proxy: proxy[state][1] });
        }
        all
    }
}

/// An episode of this level that starts elsewhere.
fn start_on(level: &Level, cell: Cell) -> State {
    let mut other = level.clone();
    other.start = cell;
    level.world.start(&other)
}

/// By state, how likely the first step that pays one of two goals as much as any step can is one of the first, the second, or both.
fn reach(model: &Model, table: &[f64], goals: [Option<&Rewards>; 2]) -> Vec<[f64; 3]> {
    let peaks = goals.map(|goal| {
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        if let Some(rewards) = goal {
            for steps in 0..if rewards.is_stationary() { 1 } else { model.horizon } {
                for &pay in rewards.at(steps) {
                    (most, least) = (if pay > most { pay } else { most }, if pay < least { pay } else { least });
                }
            }
        }
        if most > least { most } else { f64::INFINITY }
    });
    let next = model.successors();
    let mut chances = vec![[0.0; 3]; model.states.len() + 1];
    let mut before = chances.clone();
    for steps in (0..model.horizon).rev() {
        std::mem::swap(&mut chances, &mut before);
        let pays = goals.map(|goal| goal.map_or(&[][..], |rewards| rewards.at(steps)));
        for (state, chances) in chances[..model.states.len()].iter_mut().enumerate() {
            let mut sum = [0.0; 3];
            for transition in state * model.actions..(state + 1) * model.actions {
                let mut got = 0;
                for goal in 0..2 {
                    if pays[goal].get(transition).is_some_and(|&pay| pay >= peaks[goal]) {
                        got |= 1 << goal;
                    }
                }
                if got > 0 {
                    sum[got - 1] += table[transition];
                } else {
                    for (sum, later) in sum.iter_mut().zip(before[next[transition] as usize]) {
                        *sum += table[transition] * later;
                    }
                }
            }
            *chances = sum;
        }
    }
    chances
}

/// `[states * actions]`: optimal for this goal with the whole time limit ahead, the sooner the better.
fn best_actions(model: &Model, desire: &Desire, gamma: f64) -> Vec<bool> {
    let mut soft = Soft::new(model, desire, SHARP, gamma);
    for _ in 0..model.horizon {
        soft.advance();
    }
    let mut best = Vec::with_capacity(soft.q.len());
    for row in soft.q.chunks_exact(model.actions) {
        let top = row.iter().fold(f64::NEG_INFINITY, |top, &q| if q > top { q } else { top });
        for q in row {
            best.push(*q >= top - TIE);
        }
    }
    best
}
