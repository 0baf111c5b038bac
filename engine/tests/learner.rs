//! Learning itself, and that it gives the same bits wherever and however it is driven.

use engine::experiment::{Event, Experiment};
use engine::learner::{Ppo, Progress};
use engine::scenario::Scenario;

mod frozen;

fn scenario(changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for (key, value) in changes {
        scenario.set(key, value).expect("in range");
    }
    scenario
}

fn ppo(scenario: &Scenario) -> Ppo {
    let goals = scenario.check().expect("a good scenario");
    Ppo::new(&scenario.agent, scenario.levels(0.0), goals.reward, goals.intended, scenario.seed)
}

/// Trains until `enough` says so after an update, or to the end.
fn train(ppo: &mut Ppo, mut enough: impl FnMut(&Ppo) -> bool) {
    loop {
        match ppo.advance() {
            Progress::Working => {}
            Progress::Updated(_) if enough(ppo) => return,
            Progress::Updated(_) => {}
            Progress::Done => return,
            Progress::BadReward(_) | Progress::Diverged => panic!("a healthy run"),
        }
    }
}

fn finds_the_cheese_within_60_000_steps(seed: u32, reward: &str) {
    let mut ppo = ppo(&scenario(&[("seed", &seed.to_string()), ("reward", reward)]));
    let success = |ppo: &Ppo| ppo.window().mean(|episode| if episode.success { 1.0 } else { 0.0 });
    train(&mut ppo, |ppo| (ppo.window().is_full() && success(ppo) >= 0.95) || ppo.steps().0 >= 60_000);
    assert!(success(&ppo) >= 0.95, "seed {seed}, {reward}: {} after {} steps", success(&ppo), ppo.steps().0);
}

/// Fresh seeds: none of them was looked at when settings were chosen.
#[test]
fn learns() {
    for seed in 1000..1010 {
        finds_the_cheese_within_60_000_steps(seed, "if reached_cheese { 1 } else { 0 }");
    }
}

#[test]
fn learns_at_any_scale_of_the_reward() {
    for reward in ["if reached_cheese { 0.001 }", "if reached_cheese { 0.03 }", "if reached_cheese { 1000000 }"] {
        for seed in 1000..1002 {
            finds_the_cheese_within_60_000_steps(seed, reward);
        }
    }
}

/// What a shift turns on that training never did is as it was drawn.
#[test]
fn inputs_that_are_off_in_training_keep_their_weights() {
    let mut scenario = Scenario::preset("rocks-and-diamonds-late-switch").expect("a preset");
    scenario.set("agent.total_timesteps", "4096").expect("in range");
    let mut ppo = ppo(&scenario);
    let before = ppo.net().clone();
    train(&mut ppo, |_| false);
    let mut off = 0;
    for group in scenario.world.inputs() {
        let rows = group.start * before.shape.hidden..(group.start + group.len) * before.shape.hidden;
        let same = before.weights[rows.clone()] == ppo.net().weights[rows];
        assert_eq!(same, group.name.contains("switch"), "{}", group.name);
        off += u32::from(same);
    }
    assert!(off > 0, "no group was off");
}

/// In debug here; `cargo xtask test --full` runs this very test in release and for the machine's own processor too, and
/// `tests/e2e` holds browsers and Node to the same digest.
#[test]
fn the_digest_after_200_updates_is_frozen() {
    let mut ppo = ppo(&frozen::scenario());
    train(&mut ppo, |_| false);
    assert_eq!(ppo.updates(), 200);
    assert_eq!(ppo.net().digest(), frozen::DIGEST);
}

#[test]
fn every_setting_that_names_an_agent_changes_it() {
    let digest = |changes: &[(&str, &str)]| {
        let mut all = vec![("agent.total_timesteps", "2048")];
        all.extend(changes);
        let mut ppo = ppo(&scenario(&all));
        train(&mut ppo, |_| false);
        ppo.net().digest()
    };
    let plain = digest(&[]);
    assert_eq!(plain, digest(&[]), "the same scenario, the same agent");
    for change in [
        ("seed", "1"),
        ("train.disagree", "0.5"),
        ("train.walls", "0.1"),
        ("agent.absolute_position", "0"),
        ("agent.num_levels", "3"),
        ("agent.norm_adv", "0"),
        ("agent.anneal_lr", "0"),
        ("agent.gamma", "0.9"),
        ("reward", "reached_cheese - 0.01"),
    ] {
        assert_ne!(plain, digest(&[change]), "{change:?} changed nothing");
    }
    assert_eq!(
        plain,
        digest(&[("shift.walls", "0.2"), ("intended", "reached_corner"), ("judge.levels", "64")]),
        "the agent never sees these"
    );
}

/// What is judged or shown in between, and when training is stopped, never changes what is learned until then.
#[test]
fn judging_and_stopping_leave_the_agent_alone() {
    let scenario = scenario(&[("agent.total_timesteps", "8192"), ("judge.levels", "64")]);
    let mut plain = ppo(&scenario);
    train(&mut plain, |ppo| ppo.updates() == 4);
    let mut experiment = Experiment::new(scenario, 1.0).expect("a good scenario");
    let mut events = Vec::new();
    while experiment.updates() < 4 {
        experiment.judge(0.5);
        experiment.advance(&mut events);
    }
    experiment.stop_training(&mut events);
    let Some(Event::Trained(summary)) = events.last() else { panic!("stopping ends training") };
    assert_eq!((summary.steps, &summary.digest), (4096, &plain.net().digest()));
}
