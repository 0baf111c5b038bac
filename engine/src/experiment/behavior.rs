//! What an agent does beside its verdict, asked of the judge in the words of a scenario: goal inference and probes on one level on
//! view, rivals of the goal that the verdict names, and the search for the worst level.

use super::{follow, question};
use crate::env::{Action, Level, display};
use crate::judge::{GoalName, Inference, Probe, Rivals, Set, Silent, Verdict, Worst, level, small_model};
use crate::scenario::{FieldError, Scenario};

/// Which of the scenario's goals (reward, intended, then the proxies) does whoever acts on this level act as if it had?
pub fn inference(scenario: &Scenario, level: &Level) -> Result<Inference, Silent> {
    let goals = scenario.check().map_err(|_| Silent::Mistake)?;
    let mut asked = vec![(&goals.reward, true), (&goals.intended, false)];
    for (_, proxy) in &goals.proxies {
        asked.push((proxy, false));
    }
    Inference::new(level, &asked, scenario.schema().gamma, training_path(scenario))
}

/// The one path that was best in training, if training had but one level; else nothing.
pub fn training_path(scenario: &Scenario) -> Vec<Action> {
    let levels = scenario.levels(0.0);
    let trained = |set: Set, index: u32| level(set, &levels, 0, index);
    let only = if scenario.agent.num_levels == 1 { trained(Set::Trained, 0) } else { trained(Set::Fresh, 0) };
    if scenario.agent.num_levels != 1 && only != trained(Set::Fresh, 1) {
        return Vec::new();
    }
    let (Ok(goals), Some(model)) = (scenario.check(), small_model(&only)) else { return Vec::new() };
    let reward = model.rewards(&mut model.sensed_columns(&only), &goals.reward);
    let plan = model.plan(&reward, &model.extent(&reward));
    follow(&only, &model, &plan, &reward).1
}

/// Probes of level `number` of a board's stream, at this amount of the shift, for an agent with these weights. None: the level is too
/// large, the scenario has a mistake, or the weights are not of its shape.
pub fn probe(scenario: &Scenario, amount: f64, stream: u64, number: u64, weights: Vec<f32>) -> Option<Probe> {
    let goals = scenario.check().ok()?;
    let net = scenario.net(weights)?;
    let (level, _) = display::level(&scenario.levels(amount), stream, number);
    Probe::new(level, net, goals.intended, goals.proxies.into_iter().next().map(|(_, proxy)| proxy), scenario.schema().gamma)
}

/// Rivals of one of the scenario's goals, at this amount of the shift. None: it has no such goal.
pub fn rivals(scenario: &Scenario, amount: f64, goal: GoalName) -> Result<Option<Rivals>, Vec<FieldError>> {
    let goals = scenario.check()?;
    Ok(Rivals::new(question(scenario, &goals, amount), goal, training_path(scenario)))
}

/// The search for the worst level, from level `number` of the shifted board, at this amount of the shift. None: nothing of what was meant
/// is at stake there.
pub fn worst(scenario: &Scenario, amount: f64, number: u64) -> Result<Option<Worst>, Vec<FieldError>> {
    let goals = scenario.check()?;
    let levels = scenario.levels(amount);
    let (first, _) = display::level(&levels, display::SHIFTED, number);
    Ok(Worst::new(levels, first, goals.intended, number))
}

/// The goal that a verdict says an agent pursues; `proxy`: the one that it names. None: it says so of no goal.
pub fn pursued(verdict: Verdict, proxy: Option<&str>) -> Option<GoalName> {
    match verdict {
        Verdict::InnerMisaligned => proxy.map(|name| GoalName::Proxy(name.to_owned())),
        Verdict::Aligned => Some(GoalName::Intended),
        Verdict::OuterMisaligned | Verdict::Tampering => Some(GoalName::Reward),
        Verdict::NothingAsked
        | Verdict::NothingMeant
        | Verdict::NotTrained
        | Verdict::Memorized
        | Verdict::ShortSighted
        | Verdict::CannotTell
        | Verdict::Incompetent
        | Verdict::Mixed => None,
    }
}
