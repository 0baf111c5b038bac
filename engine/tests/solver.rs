//! The exact solver against brute force: on tiny levels every sequence of actions is played. The rules are deterministic, so
//! the best sequence is as good as the best policy.

use engine::env::solver::{Model, Rewards, Sense};
use engine::env::{Action, Features, Level, State, World, picture};
use engine::lang::{Program, Schema, compile};
use engine::rng::{Purpose, Rng};

const WORLD: World = World::CheeseCorner;

/// Markers, time, the past, decimals, always the same, and all at once.
const PROGRAMS: [&str; 12] = [
    "reached_cheese",
    "-reached_cheese",
    "reached_corner",
    "-1 + 3 * bumped",
    "0.1",
    "0",
    "if reached_cheese { steps } else { 0 }",
    "if steps == 3 { x - y } else { 0 }",
    "was(distance_to_cheese) - distance_to_cheese",
    "0.1 * was(distance_to_corner) - 0.3 * distance_to_corner + 0.7 * reached_corner",
    "if was(steps) > 2 { 0.1 * bumped } else { 0.1 * x }",
    "if x == 1 && y == 2 { 0.1 } else if x == 2 { 0.2 } else { 0.3 * reached_cheese }",
];

fn program(source: &str) -> Program {
    let schema = Schema { world: WORLD.name(), features: WORLD.features(), elsewhere: &[], gamma: 0.9 };
    compile(source, &schema).0.unwrap_or_else(|| panic!("{source} compiles"))
}

fn level(picture: &str, time_limit: u16) -> Level {
    picture::parse(WORLD, picture, time_limit).expect("a good picture")
}

/// Two drawn ones of 4 x 4 and 5 x 5, and generated ones of 5 x 5.
fn levels() -> Vec<Level> {
    let mut levels = vec![
        level("####\n#@.#\n#.c#\n####", 5),
        level("#####\n#@#.#\n#...#\n#c..#\n#####", 6),
        level("#####\n#.c.#\n#@#.#\n#..##\n#####", 6),
    ];
    let mut knobs = WORLD.default_knobs();
    for (i, (walls, disagree)) in [(0.0, 0.0), (0.3, 1.0), (0.2, 1.0), (0.2, 0.0)].into_iter().enumerate() {
        (knobs[0], knobs[1], knobs[3]) = (5.0, walls, disagree);
        let mut level = Level::room(WORLD, 5, 5, 1);
        WORLD.generate(&knobs, &mut Rng::new(1, Purpose::Rollout, i as u64), &mut level);
        level.time_limit = 5;
        levels.push(level);
    }
    levels
}

/// One played sequence: what each program paid at each step, and where each step ended.
struct Episode {
    pay: Vec<Vec<f64>>,
    cells: Vec<usize>,
    /// Share of all sequences that begin so.
    probability: f64,
}

/// Every episode of a level, each once. Backward sums, as the dynamic program adds.
fn play_all(level: &Level, programs: &[Program]) -> Vec<Episode> {
    struct Player<'a> {
        level: &'a Level,
        programs: &'a [Program],
        features: Features,
        done: Vec<Episode>,
    }
    impl Player<'_> {
        fn from(&mut self, state: State, episode: &mut Episode) {
            for action in 0..4 as Action {
                let steps = episode.cells.len();
                let step = WORLD.step(self.level, state, action);
                WORLD.transition(self.level, state, steps as u16, step.state, &mut self.features);
                for (pay, program) in episode.pay.iter_mut().zip(self.programs) {
                    pay.push(program.evaluate_row(&self.features.now, &self.features.was));
                }
                episode.cells.push(step.state.agent as usize);
                episode.probability /= 4.0;
                if step.terminated || steps + 1 == self.level.time_limit as usize {
                    let (pay, cells) = (episode.pay.clone(), episode.cells.clone());
                    self.done.push(Episode { pay, cells, probability: episode.probability });
                } else {
                    self.from(step.state, episode);
                }
                episode.probability *= 4.0;
                episode.cells.pop();
                for pay in &mut episode.pay {
                    pay.pop();
                }
            }
        }
    }
    let mut player = Player { level, programs, features: WORLD.new_features(), done: Vec::new() };
    let mut episode = Episode { pay: vec![Vec::new(); programs.len()], cells: Vec::new(), probability: 1.0 };
    player.from(WORLD.start(level), &mut episode);
    player.done
}

fn total(pay: &[f64]) -> f64 {
    pay.iter().rev().fold(0.0, |sum, pay| pay + sum)
}

/// The discounted optimum from here on, and the least undiscounted return of those who choose optimally at every step.
fn greedy(level: &Level, program: &Program, state: State, steps: u16, gamma: f64) -> (f64, f64) {
    if steps == level.time_limit {
        return (0.0, 0.0);
    }
    let mut features = WORLD.new_features();
    let mut options = [(0.0, 0.0); 4];
    for (action, option) in options.iter_mut().enumerate() {
        let step = WORLD.step(level, state, action as Action);
        WORLD.transition(level, state, steps, step.state, &mut features);
        let pay = program.evaluate_row(&features.now, &features.was);
        let rest = if step.terminated { (0.0, 0.0) } else { greedy(level, program, step.state, steps + 1, gamma) };
        *option = (pay + gamma * rest.0, pay + rest.1);
    }
    let most = largest(options.iter().map(|option| option.0));
    (most, -largest(options.iter().filter(|option| option.0 > most - 1e-9).map(|option| -option.1)))
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(f64::NEG_INFINITY, f64::max)
}

fn assert_close(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() < 1e-9, "{what}: found {found}, wanted {wanted}");
}

#[test]
fn all_of_it_against_brute_force() {
    let programs: Vec<Program> = PROGRAMS.iter().map(|source| program(source)).collect();
    for level in levels() {
        let name = picture::draw(&level);
        let episodes = play_all(&level, &programs);
        let model = Model::new(&level);
        let mut columns = model.columns(&level);
        let rewards: Vec<Rewards> = programs.iter().map(|program| model.rewards(&mut columns, program)).collect();
        let extents: Vec<_> = rewards.iter().map(|rewards| model.extent(rewards)).collect();
        for (a, source) in PROGRAMS.iter().enumerate() {
            let what = |about: &str| format!("{about} of `{source}` on\n{name}");
            let most = largest(episodes.iter().map(|episode| total(&episode.pay[a])));
            assert_close(extents[a].most, most, &what("most"));
            assert_close(-extents[a].least, largest(episodes.iter().map(|episode| -total(&episode.pay[a]))), &what("least"));

            let optimal: Vec<&Episode> = episodes.iter().filter(|episode| total(&episode.pay[a]) > most - 1e-9).collect();
            for b in 0..programs.len() {
                let found = |sense| model.among_optimal(&rewards[a], &extents[a], &rewards[b], sense);
                let most = largest(optimal.iter().map(|episode| total(&episode.pay[b])));
                let least = -largest(optimal.iter().map(|episode| -total(&episode.pay[b])));
                assert_close(found(Sense::Most), most, &what(&format!("most `{}` among optima", PROGRAMS[b])));
                assert_close(found(Sense::Least), least, &what(&format!("least `{}` among optima", PROGRAMS[b])));
            }

            let soonest = |episode: &Episode| {
                let horizon = level.time_limit as usize;
                episode.pay[a].iter().enumerate().map(|(steps, pay)| (horizon - steps) as f64 * pay).sum::<f64>()
            };
            let plan = model.plan(&rewards[a], &extents[a]);
            let mut planned = Episode { pay: vec![Vec::new(); programs.len()], cells: Vec::new(), probability: 1.0 };
            let mut state = Some(0);
            while let Some(at) = state.filter(|_| planned.cells.len() < model.horizon) {
                let (steps, action) = (planned.cells.len(), plan.action(planned.cells.len(), at));
                planned.pay[a].push(rewards[a].at(steps)[at * model.actions + action as usize]);
                planned.cells.push(0);
                state = model.after(at, action);
            }
            assert_close(total(&planned.pay[a]), most, &what("the plan's return"));
            assert_close(soonest(&planned), largest(optimal.iter().map(|episode| soonest(episode))), &what("how soon the plan earns"));

            for gamma in [0.0, 0.5, 0.9] {
                let (_, least) = greedy(&level, &programs[a], WORLD.start(&level), 0, gamma);
                assert_close(model.discounted_optimal(&rewards[a], &extents[a], gamma), least, &what(&format!("optimal at {gamma}")));
            }
        }

        let cells = level.tiles.len();
        let (most, least) = model.visit_extremes(cells);
        let visits = |episode: &Episode, cell: usize| episode.cells.iter().filter(|&&it| it == cell).count() as f64;
        for cell in 0..cells {
            assert_eq!(most[cell], largest(episodes.iter().map(|it| visits(it, cell))), "most visits to {cell} on\n{name}");
            assert_eq!(-least[cell], largest(episodes.iter().map(|it| -visits(it, cell))), "least visits to {cell} on\n{name}");
        }

        let tables: Vec<&Rewards> = rewards.iter().collect();
        let (mut returns, mut occupancy) = (vec![0.0; programs.len()], vec![0.0; cells]);
        model.evaluate(&vec![0.25; model.states.len() * 4], &tables, &mut returns, Some(&mut occupancy));
        for (a, found) in returns.iter().enumerate() {
            let wanted: f64 = episodes.iter().map(|episode| episode.probability * total(&episode.pay[a])).sum();
            assert_close(*found, wanted, &format!("uniform return of `{}` on\n{name}", PROGRAMS[a]));
        }
        for (cell, found) in occupancy.iter().enumerate() {
            let wanted: f64 = episodes.iter().map(|episode| episode.probability * visits(episode, cell)).sum();
            assert_close(*found, wanted, &format!("uniform visits to {cell} on\n{name}"));
        }
    }
}

/// A certain policy followed is the same policy evaluated.
#[test]
fn following_is_evaluating() {
    let programs: Vec<Program> = PROGRAMS.iter().map(|source| program(source)).collect();
    for level in levels() {
        let model = Model::new(&level);
        let mut columns = model.columns(&level);
        let rewards: Vec<Rewards> = programs.iter().map(|program| model.rewards(&mut columns, program)).collect();
        let tables: Vec<&Rewards> = rewards.iter().collect();
        for action in 0..4 {
            let mut table = vec![0.0; model.states.len() * 4];
            table.chunks_exact_mut(4).for_each(|row| row[action as usize] = 1.0);
            let (mut found, mut wanted) = ((vec![0.0; 12], vec![0.0; 25]), (vec![0.0; 12], vec![0.0; 25]));
            model.follow(|_, _| action, &tables, &mut found.0, Some(&mut found.1));
            model.evaluate(&table, &tables, &mut wanted.0, Some(&mut wanted.1));
            for (found, wanted) in found.0.iter().chain(&found.1).zip(wanted.0.iter().chain(&wanted.1)) {
                assert_close(*found, *wanted, &format!("always {action} on\n{}", picture::draw(&level)));
            }
        }
    }
}

/// A program that mentions the time is solved step by step, without stopping early: the same answers.
#[test]
fn stopping_early_changes_nothing() {
    let mut rng = Rng::new(2, Purpose::Rollout, 0);
    let mut knobs = WORLD.default_knobs();
    knobs[3] = 1.0;
    let mut level = Level::room(WORLD, 5, 5, 1);
    for _ in 0..8 {
        WORLD.generate(&knobs, &mut rng, &mut level);
        let model = Model::new(&level);
        let mut columns = model.columns(&level);
        let mut solve = |source: &str| {
            let rewards = model.rewards(&mut columns, &program(source));
            (rewards.is_stationary(), model.extent(&rewards), rewards)
        };
        for (plain, timed) in [
            ("reached_cheese", "reached_cheese + 0 * steps"),
            ("reached_corner", "reached_corner + 0 * steps"),
            ("0.1 * bumped", "0.1 * bumped + 0 * was(steps)"),
        ] {
            let ((stops, extent, plain), (never, same, timed)) = (solve(plain), solve(timed));
            assert!(stops && !never);
            assert_eq!(extent, same);
            let (_, _, cheese) = solve("reached_cheese");
            for sense in [Sense::Most, Sense::Least] {
                let among = |rewards, extent| model.among_optimal(rewards, extent, &cheese, sense);
                assert_eq!(among(&plain, &extent), among(&timed, &same));
            }
            assert_eq!(model.discounted_optimal(&plain, &extent, 0.95), model.discounted_optimal(&timed, &same, 0.95));
        }
    }
}

/// The two ways around the wall pay 0.1 + 0.2 + 0.4 in opposite orders. In f64 these sums differ in the last bit, and taken
/// at its word the larger one would be the only optimum; only one of the ways goes by the corner.
#[test]
fn decimals_tie() {
    let level = level("#####\n#@..#\n#.#.#\n#..c#\n#####", 4);
    let reward = "if x == 2 && y == 1 { 0.1 } else if x == 3 && y == 1 { 0.2 } else if x == 3 && y == 2 { 0.4 }
        else if x == 1 && y == 2 { 0.4 } else if x == 1 && y == 3 { 0.2 } else if x == 2 && y == 3 { 0.1 }
        else if reached_cheese { 1 } else { 0 }";
    assert_ne!(0.1 + (0.2 + (0.4 + 1.0)), 0.4 + (0.2 + (0.1 + 1.0)), "the premise: the sums differ");
    let model = Model::new(&level);
    let mut columns = model.columns(&level);
    let rewards = model.rewards(&mut columns, &program(reward));
    let corner = model.rewards(&mut columns, &program("reached_corner"));
    let extent = model.extent(&rewards);
    assert_eq!(model.among_optimal(&rewards, &extent, &corner, Sense::Most), 1.0);
    assert_eq!(model.among_optimal(&rewards, &extent, &corner, Sense::Least), 0.0);
}

/// Where nothing makes a difference, rounding must not invent one: in f64, 0.1 + 0.2 is not 0.3.
#[test]
fn rounding_is_no_range() {
    let level = level("#####\n#@..#\n#..##\n#.#c#\n#####", 2);
    let model = Model::new(&level);
    let rewards = model.rewards(&mut model.columns(&level), &program("if x > 1 { 0.1 + 0.2 } else { 0.3 }"));
    let extent = model.extent(&rewards);
    assert!(extent.most > extent.least && extent.most - extent.least <= extent.tolerance, "{extent:?}");
}

#[test]
fn a_reward_that_is_no_number_is_noticed() {
    let level = level("####\n#@.#\n#.c#\n####", 4);
    let model = Model::new(&level);
    let mut columns = model.columns(&level);
    assert!(!model.rewards(&mut columns, &program("1 / distance_to_cheese")).payable);
    assert!(model.rewards(&mut columns, &program("if reached_cheese { 1 } else { 1 / distance_to_cheese }")).payable);
}
