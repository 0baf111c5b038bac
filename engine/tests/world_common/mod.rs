//! For tests of one world's rules: walks on small pictures, and the exact solver against every sequence of actions.

use engine::env::solver::{Model, Rewards, Sense};
use engine::env::{Action, Level, Possible, State, World, picture};
use engine::lang::{Program, Schema, compile};

pub fn program(world: World, source: &str) -> Program {
    let schema = Schema { world: world.name(), features: world.features(), elsewhere: &[], gamma: 0.9 };
    compile(source, &schema).0.unwrap_or_else(|| panic!("{source} compiles"))
}

pub fn level(world: World, picture: &str, time_limit: u16) -> Level {
    picture::parse(world, picture, time_limit).unwrap_or_else(|error| panic!("{error}\n{picture}"))
}

/// A level generated from the default knobs with these changes.
#[allow(dead_code)] // Not every world's tests need one.
pub fn generated(world: World, changes: &[(&str, f64)], index: u64) -> Level {
    let mut knobs = world.default_knobs();
    for (name, value) in changes {
        knobs[world.knob(name).unwrap_or_else(|| panic!("a knob {name}"))] = *value;
    }
    let mut level = Level::room(world, 3, 3, 1);
    world.generate(&knobs, &mut engine::rng::Rng::new(9, engine::rng::Purpose::Rollout, index), &mut level);
    level
}

/// What each program pays in all along a walk such as "rruul", and whether the walk ended the episode. It must not end sooner.
pub fn walk(level: &Level, letters: &str, sources: &[&str]) -> (Vec<f64>, bool) {
    let world = level.world;
    let programs: Vec<Program> = sources.iter().map(|source| program(world, source)).collect();
    let (mut state, mut features) = (world.start(level), world.new_features());
    let (mut returns, mut ended) = (vec![0.0; sources.len()], false);
    for (steps, letter) in letters.chars().enumerate() {
        assert!(!ended, "{letters} ends after {steps} steps on\n{}", picture::draw(level));
        let action = world.actions().iter().position(|action| action.letter == letter).expect("a letter of an action");
        let step = world.step(level, state, action as Action);
        world.transition(level, state, steps as u16, step.state, &mut features);
        for (sum, program) in returns.iter_mut().zip(&programs) {
            *sum += program.evaluate_row(&features.now, &features.was);
        }
        (state, ended) = (step.state, step.terminated);
    }
    (returns, ended)
}

/// The most and the least of each goal, and of each other one among its optima, as found by playing every sequence of actions.
pub fn against_brute_force(level: &Level, sources: &[&str]) {
    let programs: Vec<Program> = sources.iter().map(|source| program(level.world, source)).collect();
    let mut episodes = Vec::new();
    play(level, &programs, level.world.start(level), 0, &mut vec![0.0; programs.len()], &mut episodes);
    let model = Model::new(level);
    let mut columns = model.columns(level);
    let rewards: Vec<Rewards> = programs.iter().map(|program| model.rewards(&mut columns, program)).collect();
    let most = |of: &mut dyn Iterator<Item = f64>| of.fold(f64::NEG_INFINITY, f64::max);
    for (a, source) in sources.iter().enumerate() {
        let extent = model.extent(&rewards[a]);
        let close = |found: f64, wanted: f64, what: &str| {
            assert!((found - wanted).abs() < 1e-9, "{what} of `{source}`: {found}, not {wanted}, on\n{}", picture::draw(level));
        };
        let best = most(&mut episodes.iter().map(|returns| returns[a]));
        close(extent.most, best, "most");
        close(-extent.least, most(&mut episodes.iter().map(|returns| -returns[a])), "least");
        for b in 0..sources.len() {
            let optimal = || episodes.iter().filter(|returns| returns[a] > best - 1e-9).map(|returns| returns[b]);
            let among = |sense| model.among_optimal(&rewards[a], &extent, &rewards[b], sense);
            close(among(Sense::Most), most(&mut optimal()), &format!("most `{}` among optima", sources[b]));
            close(-among(Sense::Least), most(&mut optimal().map(|value| -value)), &format!("least `{}` among optima", sources[b]));
        }
    }
}

/// The returns of every episode that begins with what led to `state`.
fn play(level: &Level, programs: &[Program], state: State, steps: u16, so_far: &mut Vec<f64>, episodes: &mut Vec<Vec<f64>>) {
    let world = level.world;
    let mut features = world.new_features();
    for action in 0..world.actions().len() as Action {
        let step = world.step(level, state, action);
        world.transition(level, state, steps, step.state, &mut features);
        let before = so_far.clone();
        for (sum, program) in so_far.iter_mut().zip(programs) {
            *sum += program.evaluate_row(&features.now, &features.was);
        }
        if step.terminated || steps + 1 == level.time_limit {
            episodes.push(so_far.clone());
        } else {
            play(level, programs, step.state, steps + 1, so_far, episodes);
        }
        *so_far = before;
    }
}

/// How many different levels come of so many draws with these knobs.
#[allow(dead_code)] // Not every world's tests count.
pub fn different(world: World, changes: &[(&str, f64)], draws: u64) -> usize {
    let pictures: std::collections::BTreeSet<String> = (0..draws).map(|index| picture::draw(&generated(world, changes, index))).collect();
    pictures.len()
}

/// Of every number of levels that a world states for small knobs: so many come, and no others.
#[allow(dead_code)]
pub fn as_many_as_said(world: World, changes: &[(&str, f64)]) {
    let mut knobs = world.default_knobs();
    for (name, value) in changes {
        knobs[world.knob(name).unwrap_or_else(|| panic!("a knob {name}"))] = *value;
    }
    let (Possible::Exactly(levels) | Possible::AtMost(levels)) = world.possible_levels(&knobs) else { panic!("a formula") };
    assert_eq!(different(world, changes, 32 * levels as u64) as f64, levels, "{changes:?}");
}
