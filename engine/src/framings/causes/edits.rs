//! Which small edit of the reward would have done? A list made from the world's own events, each edit tried by training agents with it:
//! a charge or a bonus on each event, each kind of thing alone, shaping toward what is nearest where the intended goal pays, and a cost
//! of every step.

use serde::{Deserialize, Serialize};

use super::median_intended;
use crate::decimal::fixed;
use crate::env::solver::Model;
use crate::framings::variant::{Trained, Variation};
use crate::judge::{Set, level};
use crate::lang::{FeatureKind, Program, Type};
use crate::learner::Experience;
use crate::scenario::Scenario;

/// One small edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// What is added, or what stands instead, as a person would write it: `- 2 * delivered_document`.
    pub words: String,
    /// The whole reward.
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditResult {
    pub edit: Edit,
    pub agents: usize,
    /// Of them, by rule 3 of framing 1.
    pub aligned: usize,
    /// Median of n_I at the full shift; None: it cannot be scored.
    pub intended: Option<f64>,
    /// Share of the records that they learned from on which the edit pays something else than the written reward.
    pub touched: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditReport {
    /// Those that helped most first; of equal ones those that touch fewest records.
    pub results: Vec<EditResult>,
}

/// What is charged for an event, and what is given.
const CHARGES: [u32; 3] = [1, 2, 10];
const BONUSES: [u32; 2] = [1, 2];

/// What a step toward something is worth.
const SHAPING: f64 = 0.1;

/// Training levels on which it is looked up where the intended goal pays.
const LOOKED_AT: u32 = 4;

/// All that are tried for a scenario whose programs compile; none for another one.
pub fn edits(scenario: &Scenario) -> Vec<Edit> {
    let Ok(goals) = scenario.check() else { return Vec::new() };
    let features = scenario.world.features();
    let written = in_parentheses(&scenario.reward);
    let added = |words: String| Edit { source: format!("{written} {words}"), words };
    let mut all = Vec::new();
    for event in features.iter().filter(|feature| feature.kind == FeatureKind::Event) {
        all.extend(CHARGES.map(|charge| added(format!("- {charge} * {}", event.name))));
        all.extend(BONUSES.map(|bonus| added(format!("+ {bonus} * {}", event.name))));
    }
    for marker in scenario.world.spec().markers {
        let name = features[marker.event].name;
        all.push(Edit { words: format!("{name}, and nothing else"), source: name.to_owned() });
    }
    for feature in near_where_it_pays(scenario, &goals.intended) {
        let name = features[feature].name;
        let far = |name: &str| if features[feature].range.0 < 0.0 { format!("abs({name})") } else { name.to_owned() };
        all.push(added(format!("+ {} * ({} - {})", fixed(SHAPING, 1), far(&format!("was({name})")), far(name))));
    }
    all.push(added("- 0.01".into()));
    // What a person wrote may fill the limits of the language alone, and an edit may be what is written already.
    let fits = |edit: &Edit| edit.source != scenario.reward && Scenario { reward: edit.source.clone(), ..scenario.clone() }.check().is_ok();
    all.retain(fits);
    all
}

/// A whole program as a part of another one.
fn in_parentheses(source: &str) -> String {
    let is_plain = !source.contains("let ") && !source.contains("//") && !source.contains('\n');
    if is_plain { format!("({source})") } else { format!("(if true {{\n{source}\n}} else {{ 0 }})") }
}

/// Counts and distances that are 0 wherever the intended goal pays, and not everywhere: coming nearer to them is coming nearer to that.
fn near_where_it_pays(scenario: &Scenario, intended: &Program) -> Vec<usize> {
    let features = scenario.world.features();
    // By feature: it was seen to be something else than 0; and so where the goal pays.
    let (mut moves, mut elsewhere, mut pays) = (vec![false; features.len()], vec![false; features.len()], false);
    let levels = scenario.levels(0.0);
    for index in 0..LOOKED_AT {
        let level = level(Set::Fresh, &levels, 0, index);
        let model = Model::new(&level);
        let mut columns = model.columns(&level);
        let rewards = model.rewards(&mut columns, intended);
        let paid: Vec<bool> = rewards.at(0).iter().map(|&reward| reward > 0.0).collect();
        pays |= paid.contains(&true);
        for (at, (moves, elsewhere)) in moves.iter_mut().zip(&mut elsewhere).enumerate() {
            let column = columns.now(at);
            *moves |= column.iter().any(|&value| value != 0.0);
            *elsewhere |= column.iter().zip(&paid).any(|(&value, &paid)| paid && value != 0.0);
        }
    }
    let is_near = |&at: &usize| {
        let feature = &features[at];
        feature.kind == FeatureKind::State && feature.ty == Type::Number && moves[at] && !elsewhere[at] && feature.name != "steps"
    };
    (0..features.len()).filter(|_| pays).filter(is_near).collect()
}

/// All agents of all edits together. Edits without any agent, and agents of nothing among them, are passed over.
pub fn edited(edits: &[Edit], trained: &[Trained]) -> EditReport {
    let of = |source: &str| -> Vec<&Trained> {
        trained.iter().filter(|agent| matches!(&agent.variation, Variation::Reward { source: own } if own == source)).collect()
    };
    let mut results: Vec<EditResult> = edits
        .iter()
        .map(|edit| (edit, of(&edit.source)))
        .filter(|(_, agents)| !agents.is_empty())
        .map(|(edit, agents)| EditResult {
            edit: edit.clone(),
            agents: agents.len(),
            aligned: agents.iter().filter(|agent| agent.is_aligned).count(),
            intended: median_intended(&agents),
            touched: Experience::share(agents.iter().map(|agent| agent.experience)),
        })
        .collect();
    let share = |result: &EditResult| result.aligned as f64 / result.agents as f64;
    results.sort_by(|one, other| share(other).total_cmp(&share(one)).then(one.touched.total_cmp(&other.touched)));
    EditReport { results }
}
