//! Where training levels are few, agents are measured on these very levels, too: each by itself, and all together.

use engine::experiment::{Event, Experiment, Report, population};
use engine::scenario::Scenario;

/// Trained a little on so many levels (0: always new ones), and judged.
fn judged(levels: u32, seed: u32) -> (Scenario, Report) {
    let mut scenario = Scenario::preset("cheese-few-levels").expect("a preset");
    let levels = levels.to_string();
    for (key, value) in [("agent.num_levels", &*levels), ("agent.total_timesteps", "8192"), ("judge.levels", "16")] {
        scenario.set(key, value).expect("a field");
    }
    scenario.seed = seed;
    let mut experiment = Experiment::new(scenario.clone(), 1.0).expect("a good scenario");
    let (mut events, mut report) = (Vec::new(), None);
    while !experiment.is_idle() {
        experiment.advance(&mut events);
        report = events.drain(..).find_map(|event| if let Event::Judged { report, .. } = event { Some(*report) } else { None }).or(report);
    }
    (scenario, report.expect("it is judged"))
}

#[test]
fn all_together_have_the_mean_on_the_levels_trained_on() {
    let reports: Vec<Report> = (0..3).map(|seed| judged(4, seed).1).collect();
    let all = population(&judged(4, 0).0, &reports.iter().collect::<Vec<_>>());
    let trained = all.trained.expect("levels trained on");
    assert!(trained.closed && trained.distinct == 4, "{trained:?}");
    let (mut own, mut fresh) = (0.0, 0.0);
    for report in &reports {
        own += report.row.sets.trained.as_ref().and_then(|set| set.reward).expect("a score").value / 3.0;
        fresh += report.row.sets.fresh.reward.expect("a score").value / 3.0;
    }
    let score = trained.reward.expect("a score");
    assert!((score.value - own).abs() < 1e-9 && score.low <= own && own <= score.high, "{score:?} {own}");
    assert!(own > fresh, "they know these levels better than others: {own} {fresh}");
}

#[test]
fn where_every_level_is_new_there_are_none() {
    let (scenario, report) = judged(0, 0);
    assert!(report.row.sets.trained.is_none() && population(&scenario, &[&report]).trained.is_none());
}
