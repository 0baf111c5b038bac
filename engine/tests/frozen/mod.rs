//! The frozen run, for every place that has to give its bits: debug and optimized builds, browsers, Node.

use engine::scenario::Scenario;

/// The digest after its 200 updates. The promise of every link: these bits, in every build, on every machine. If it changes,
/// results have changed: raise `ENGINE`, and say so.
pub const DIGEST: &str = "c7226fd809e08c1c";

pub fn scenario() -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for (key, value) in [
        ("seed", "7"),
        ("train.disagree", "0.1"),
        ("agent.num_envs", "16"),
        ("agent.num_steps", "8"),
        ("agent.hidden_size", "32"),
        ("agent.total_timesteps", "25600"),
        // The agent never sees this; where it is judged too, that should not take longer than its training.
        ("judge.levels", "64"),
    ] {
        scenario.set(key, value).expect("in range");
    }
    scenario
}
