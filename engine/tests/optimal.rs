//! What the page shows as a perfect optimizer of the words: an episode that really earns the most, and the honest range of
//! what was meant.

use std::time::Instant;

use engine::env::display::{self, SHIFTED, TRAINING};
use engine::env::solver::{Model, Sense};
use engine::env::world::cheese_corner::{CHEESE, CORNER};
use engine::env::{Level, ThingKind};
use engine::experiment::{Optimal, optimal};
use engine::lang::compile;
use engine::scenario::Scenario;

fn scenario(reward: &str) -> Scenario {
    Scenario { reward: reward.into(), ..Scenario::preset("cheese-corner").expect("a preset") }
}

fn level(scenario: &Scenario, amount: f64, stream: u64, number: u64) -> Level {
    display::level(&scenario.levels(amount), stream, number).0
}

#[test]
fn the_episode_is_the_plan_and_earns_the_most() {
    for reward in [
        "if reached_cheese { 1 } else { 0 }",
        "reached_corner",
        "was(distance_to_cheese) - distance_to_cheese",
        "if reached_cheese { 1 - steps / 100 } else { 0 }",
        "-1 + 3 * bumped",
        "0.1 * reached_corner + 0.2 * reached_cheese - 0.01",
        "if reached_cheese { 0 } else { -1 }",
    ] {
        for (stream, amount, number) in [(TRAINING, 0.0, 0), (SHIFTED, 1.0, 0), (SHIFTED, 1.0, 3), (SHIFTED, 0.4, 1)] {
            let what = format!("`{reward}` on level {number} of stream {stream} at {amount}");
            let scenario = scenario(reward);
            let world = scenario.world;
            let level = level(&scenario, amount, stream, number);
            let found = optimal(&scenario, amount, stream, number);
            let program = |source: &str| compile(source, &scenario.schema()).0.expect("it compiles");
            let model = Model::new(&level);
            let mut columns = model.columns(&level);
            let (paid, meant) = (program(reward), program("reached_cheese"));
            let (paid, meant) = (model.rewards(&mut columns, &paid), model.rewards(&mut columns, &meant));
            let extent = model.extent(&paid);
            assert!(found.path.len() > 1 && found.reward == extent.most, "{what}");
            assert_eq!(found.least, model.among_optimal(&paid, &extent, &meant, Sense::Least), "{what}");
            assert_eq!(found.most, model.among_optimal(&paid, &extent, &meant, Sense::Most), "{what}");

            // Followed by its plan: the same cells, and the optimum by the end of what is shown.
            let plan = model.plan(&paid, &extent);
            let (mut cells, mut returns) = (Vec::new(), [0.0, 0.0]);
            let choose = |steps: usize, state: usize| {
                cells.push(model.states[state].agent);
                plan.action(steps, state)
            };
            model.follow(choose, &[&paid, &meant], &mut returns, None);
            assert!((returns[0] - extent.most).abs() < 1e-9, "{what}: {returns:?} of {extent:?}");
            assert!((found.least..=found.most).contains(&returns[1]), "{what}");
            let common = cells.len().min(found.path.len());
            assert_eq!(cells[..common], found.path[..common], "{what}");

            // Walked cell by cell under the world's own rules, without the solver.
            let (mut state, mut features, mut sum) = (world.start(&level), world.new_features(), 0.0);
            for (steps, &cell) in found.path[1..].iter().enumerate() {
                let after = (0..4).map(|action| world.step(&level, state, action).state).find(|after| after.agent == cell);
                let after = after.unwrap_or_else(|| panic!("{what}: a step to {cell} that no action makes"));
                world.transition(&level, state, steps as u16, after, &mut features);
                sum += program(reward).evaluate_row(&features.now, &features.was);
                state = after;
            }
            assert!((sum - extent.most).abs() < 1e-9, "{what}: walked {sum}, optimum {}", extent.most);
        }
    }
}

#[test]
fn the_cheese_agent_and_the_corner_agent() {
    for number in 0..4 {
        let ends = |reward: &str, thing: &ThingKind| {
            let scenario = scenario(reward);
            let found = optimal(&scenario, 1.0, SHIFTED, number);
            assert_eq!(found.path.last().copied(), level(&scenario, 1.0, SHIFTED, number).thing(thing), "{reward}");
            assert_eq!(found.reward, 1.0);
            (found.least, found.most)
        };
        assert_eq!(ends("reached_cheese", &CHEESE), (1.0, 1.0));
        assert_eq!(ends("reached_corner", &CORNER), (0.0, 1.0), "it may go on to the cheese, or not");
    }
}

#[test]
fn words_without_a_wish_and_words_without_a_number() {
    let on = |reward: &str| optimal(&scenario(reward), 1.0, SHIFTED, 0);
    let found = on("0.5 * 0");
    assert_eq!((found.path.len(), found.reward, found.least, found.most), (1, 0.0, 0.0, 1.0), "all behavior is optimal");
    let found = on("0.1");
    assert_eq!((found.path.len(), found.least, found.most), (65, 0.0, 1.0), "a wage for every step: no hurry, and maybe no cheese");
    assert_eq!((on("1 / (x - x)"), on("reached_cheez")), (Optimal::default(), Optimal::default()));
}

/// Only told, not tested: how long a worker is kept from its other work.
#[test]
fn told_how_long_it_takes() {
    let long = format!("steps + {}", vec!["distance_to_cheese / (1 + x * y)"; 100].join(" + "));
    for reward in ["reached_cheese", "if reached_cheese { 1 - steps / 100 } else { 0 }", long.as_str()] {
        let scenario = scenario(reward);
        let start = Instant::now();
        let found = optimal(&scenario, 1.0, SHIFTED, 0);
        println!("{:.2?} for {} bytes of reward, {} cells", start.elapsed(), reward.len(), found.path.len());
    }
}
