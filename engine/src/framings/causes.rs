//! Why does it do that? Four populations, trained on the rewards as written or as meant, on the levels of training or of the shifted
//! world. What mends says what was the cause.
//!
//! With a, b, c, d the medians of n_I at the full shift of (written, training), (meant, training), (written, shifted), (meant, shifted),
//! each clipped to 0..1, the parts of both causes are `phi_R = ((b - a) + (d - c)) / 2` and `phi_L = ((c - a) + (d - b)) / 2`: Shapley
//! shares of two players (Shapley 1953). The share of the rewards is `max(phi_R, 0) / (max(phi_R, 0) + max(phi_L, 0))`.

mod culprits;
mod edits;
mod push;
mod relabel;
mod rule;
mod shares;

pub use culprits::{Culprit, CulpritReport, Relabeled, Tracing};
pub use edits::{Edit, EditReport, EditResult, edited, edits};
pub use relabel::{Mixture, RelabelReport, Relabeling};
pub use rule::{CELL_THRESHOLDS, CellThresholds, Outcome, rule};
pub use shares::{SHARES, SharePoint, ShareReport, shares};

use serde::{Deserialize, Serialize};

use super::variant::{Trained, Variation};
use crate::judge::{RESAMPLES, Verdict, headline, percentiles};
use crate::learner::Experience;
use crate::rng::{Purpose, Rng};
use crate::scenario::Scenario;

/// What agents are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paid {
    /// The reward as it is written, on what is sensed.
    Written,
    /// The intended goal, on what is true.
    Meant,
}

/// Where they are trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Levels {
    Training,
    /// Of the full shift.
    Shifted,
}

/// One of the four populations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub paid: Paid,
    pub levels: Levels,
}

/// A figure with its 95 % interval over seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// What one population came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellReport {
    pub cell: Cell,
    /// n_I at the full shift, by seed; None: it cannot be scored.
    pub agents: Vec<Option<f64>>,
    /// Their median, clipped to 0..1, with its interval over seeds.
    pub intended: Option<Figure>,
    /// For how many seeds this is the very agent of another cell: nothing that it learned from would have been different.
    pub same: usize,
    /// It does what was meant, and clearly better than the agents as they were.
    pub mends: bool,
}

/// The four populations together. The names of the fields are promises: rows have them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CauseReport {
    pub scenario: String,
    pub seeds: Vec<u32>,
    /// In the order of [`Cell::ALL`].
    pub cells: Vec<CellReport>,
    /// Framing 1's headline of the agents as they were; None: split.
    pub verdict: Option<Verdict>,
    /// The knobs of the shifted world are those of training: there is no shift to blame.
    pub same_levels: bool,
    /// phi_R and phi_L; None: a cell cannot be scored.
    pub rewards: Option<Figure>,
    pub levels: Option<Figure>,
    /// Share of the rewards; None: both parts are 0, or a cell cannot be scored.
    pub share: Option<Figure>,
    /// Share of the records of the agents as they were on which the written reward pays something else than the intended goal.
    pub differing: f64,
    pub outcome: Outcome,
}

impl Cell {
    /// a, b, c, d.
    pub const ALL: [Cell; 4] = [
        Cell { paid: Paid::Written, levels: Levels::Training },
        Cell { paid: Paid::Meant, levels: Levels::Training },
        Cell { paid: Paid::Written, levels: Levels::Shifted },
        Cell { paid: Paid::Meant, levels: Levels::Shifted },
    ];
}

/// Which agents are still to be trained, in a good order. Of a seed that learned from nothing that the other reward would have paid
/// otherwise, the agent of that reward is the very same, and is not trained; neither is one for other levels where they are the same.
pub fn wanted(scenario: &Scenario, seeds: &[u32], trained: &[Trained]) -> Vec<(Cell, u32)> {
    let known = Known { same_levels: same_levels(scenario), trained };
    let all = Cell::ALL.into_iter().flat_map(|cell| seeds.iter().map(move |&seed| (cell, seed)));
    let mut wanted = Vec::new();
    // Of a cell that may be the same as another one, nothing is known before that other one is.
    for agent in all.filter_map(|(cell, seed)| known.stands_for(cell, seed)).filter(|&(cell, seed)| known.agent(cell, seed).is_none()) {
        if !wanted.contains(&agent) {
            wanted.push(agent);
        }
    }
    wanted
}

/// The four populations together. None: some agent is still wanted, or there are no seeds.
pub fn causes(scenario: &Scenario, seeds: &[u32], trained: &[Trained]) -> Option<CauseReport> {
    let known = Known { same_levels: same_levels(scenario), trained };
    // By cell, by seed: the agent that stands there.
    let mut agents: Vec<Vec<&Trained>> = Vec::with_capacity(Cell::ALL.len());
    let mut same = [0; Cell::ALL.len()];
    for (place, cell) in Cell::ALL.into_iter().enumerate() {
        let mut own = Vec::with_capacity(seeds.len());
        for &seed in seeds {
            let source = known.stands_for(cell, seed)?;
            same[place] += usize::from(source.0 != cell);
            own.push(known.agent(source.0, seed)?);
        }
        agents.push(own);
    }
    agents[0].first()?;
    let scores: Option<Vec<Vec<f64>>> = agents.iter().map(|cell| cell.iter().map(|agent| agent.intended).collect()).collect();
    let verdicts: Vec<(Verdict, Option<String>)> = agents[0].iter().filter_map(|agent| Some((agent.verdict?, None))).collect();
    let verdict = headline(&verdicts).verdict;
    let estimate = scores.as_ref().map(|scores| Parts::of(&std::array::from_fn(|place| median(&scores[place]))));
    let outcome = rule(std::array::from_fn(|place| estimate.map(|parts| parts.cells[place])), verdict, &CELL_THRESHOLDS);
    let samples = scores.as_deref().map(resamples).unwrap_or_default();
    let figure = |of: &dyn Fn(&Parts) -> Option<f64>| {
        let value = of(estimate.as_ref()?)?;
        let (low, high) = percentiles(samples.iter().filter_map(of).collect(), value);
        Some(Figure { value, low, high })
    };
    let cells = Cell::ALL.into_iter().enumerate().map(|(place, cell)| CellReport {
        cell,
        agents: agents[place].iter().map(|agent| agent.intended).collect(),
        intended: figure(&|parts| Some(parts.cells[place])),
        same: same[place],
        mends: estimate.is_some_and(|parts| rule::mends(parts.cells[place], parts.cells[0], &CELL_THRESHOLDS)),
    });
    Some(CauseReport {
        scenario: scenario.preset.clone(),
        seeds: seeds.to_vec(),
        cells: cells.collect(),
        verdict,
        same_levels: known.same_levels,
        rewards: figure(&|parts| Some(parts.rewards)),
        levels: figure(&|parts| Some(parts.levels)),
        share: if outcome.is_explained() { figure(&Parts::share) } else { None },
        differing: Experience::share(agents[0].iter().map(|agent| agent.experience)),
        outcome,
    })
}

/// At the full shift the world is that of training.
fn same_levels(scenario: &Scenario) -> bool {
    scenario.levels(0.0) == scenario.levels(1.0)
}

struct Known<'a> {
    same_levels: bool,
    trained: &'a [Trained],
}

impl Known<'_> {
    fn agent(&self, cell: Cell, seed: u32) -> Option<&Trained> {
        self.trained.iter().find(|agent| agent.seed == seed && agent.variation == Variation::Cell(cell))
    }

    /// The agent that stands in this cell, by the cell in which it is trained. None: that is not known yet.
    fn stands_for(&self, cell: Cell, seed: u32) -> Option<(Cell, u32)> {
        let levels = if self.same_levels { Levels::Training } else { cell.levels };
        let written = Cell { paid: Paid::Written, levels };
        match cell.paid {
            Paid::Written => Some((written, seed)),
            // On every record the intended goal would have paid the same, so it would have taught the same, to the bit.
            Paid::Meant if self.agent(written, seed)?.experience.differing == 0 => Some((written, seed)),
            Paid::Meant => Some((Cell { paid: Paid::Meant, levels }, seed)),
        }
    }
}

/// The medians of the cells and what follows from them.
#[derive(Clone, Copy)]
struct Parts {
    cells: [f64; 4],
    rewards: f64,
    levels: f64,
}

impl Parts {
    fn of(cells: &[f64; 4]) -> Parts {
        let [a, b, c, d] = *cells;
        Parts { cells: *cells, rewards: ((b - a) + (d - c)) / 2.0, levels: ((c - a) + (d - b)) / 2.0 }
    }

    fn share(&self) -> Option<f64> {
        let (rewards, levels) = (self.rewards.max(0.0), self.levels.max(0.0));
        (rewards + levels > 0.0).then(|| rewards / (rewards + levels))
    }
}

/// Seeds drawn again, each with its agents of all cells: they began with the same weights. `scores`: by cell, by seed.
fn resamples(scores: &[Vec<f64>]) -> Vec<Parts> {
    let seeds = scores[0].len();
    let mut rng = Rng::new(0, Purpose::Bootstrap, STREAM);
    let resample = |_| {
        let drawn: Vec<usize> = (0..seeds).map(|_| rng.below(seeds as u32) as usize).collect();
        Parts::of(&std::array::from_fn(|cell| median(&drawn.iter().map(|&seed| scores[cell][seed]).collect::<Vec<_>>())))
    };
    (0..RESAMPLES).map(resample).collect()
}

/// Clipped to 0..1. At least one value.
fn median(values: &[f64]) -> f64 {
    middle(values).clamp(0.0, 1.0)
}

/// Of agents of one kind; None: the intended goal cannot be scored, or there are none.
fn median_intended(agents: &[&Trained]) -> Option<f64> {
    let values: Option<Vec<f64>> = agents.iter().map(|agent| agent.intended).collect();
    values.filter(|values| !values.is_empty()).map(|values| middle(&values))
}

/// The median; of an even number the mean of the two in the middle. At least one value.
fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 }
}

/// The stream of these resamples, apart from those of the judge.
const STREAM: u64 = 300;
