//! What every world promises: a random walk never leaves the grid, the same seed tells the same story, pictures and levels are
//! one, every goal can be reached, and bad pictures are told what is wrong with them.

use engine::env::picture::{draw, parse};
use engine::env::solver::Model;
use engine::env::{Action, Level, State, World};
use engine::lang::{Schema, compile};
use engine::rng::{Purpose, Rng};
use engine::scenario::{PRESETS, Preset, bad_name};

fn schema(world: World) -> Schema<'static> {
    Schema { world: world.name(), features: world.features(), elsewhere: &[], gamma: 0.95 }
}

fn generate(world: World, knobs: &[f64], index: u64) -> Level {
    let mut level = Level::room(world, 3, 3, 1);
    world.generate(knobs, &mut Rng::new(5, Purpose::Rollout, index), &mut level);
    level
}

/// Default knobs, and every combination of the least, the middle and the largest value of each, where they fit together; where these are too
/// many, so many of them.
fn extremes(world: World) -> Vec<Vec<f64>> {
    const MOST: usize = 10_000;
    const DRAWN: usize = 400;
    let values: Vec<Vec<f64>> = world
        .knobs()
        .iter()
        .map(|knob| {
            let middle = knob.range.0 + ((knob.range.1 - knob.range.0) / 2.0).floor();
            let mut values = vec![knob.range.0, if knob.step == 1.0 { middle } else { knob.default }, knob.range.1];
            values.dedup();
            values
        })
        .collect();
    let count = values.iter().fold(1, |count: usize, values| count.saturating_mul(values.len()));
    let mut rng = Rng::new(3, Purpose::Rollout, 0);
    let drawn = |rng: &mut Rng| values.iter().map(|values| values[rng.below(values.len() as u32) as usize]).collect();
    let fits = |knobs: &Vec<f64>| world.check_knobs(knobs).is_ok();
    let mut all: Vec<Vec<f64>> = if count > MOST {
        std::iter::repeat_with(|| drawn(&mut rng)).filter(fits).take(DRAWN).collect()
    } else {
        let longer = |all: Vec<Vec<f64>>, values: &Vec<f64>| {
            all.iter().flat_map(|start| values.iter().map(move |value| [start.as_slice(), &[*value]].concat())).collect()
        };
        values.iter().fold(vec![Vec::new()], longer)
    };
    all.push(world.default_knobs());
    all.retain(fits);
    all
}

#[test]
fn random_walks_stay_on_the_grid() {
    for world in World::ALL {
        let mut rng = Rng::new(6, Purpose::Rollout, 0);
        let (mut level, mut steps) = (generate(world, &world.default_knobs(), 0), 0);
        let mut state = world.start(&level);
        let mut features = world.new_features();
        for walked in 0..10_000u64 {
            let action = rng.below(world.actions().len() as u32) as Action;
            let step = world.step(&level, state, action);
            let stands = !level.is_wall(step.state.agent) || !world.spec().walks;
            assert!((step.state.agent as usize) < level.tiles.len() && stands, "{}", draw(&level));
            world.transition(&level, state, steps, step.state, &mut features);
            for (feature, value) in world.features().iter().zip(&features.now) {
                assert!(*value >= feature.range.0 && *value <= feature.range.1, "{} = {value}", feature.name);
            }
            steps += 1;
            state = step.state;
            if step.terminated || steps == level.time_limit {
                (level, steps) = (generate(world, &world.default_knobs(), walked + 1), 0);
                state = world.start(&level);
            }
        }
    }
}

#[test]
fn same_seed_same_story() {
    for world in World::ALL {
        let story = |index: u64| {
            let level = generate(world, &world.default_knobs(), index);
            let mut rng = Rng::new(7, Purpose::Rollout, index);
            let mut state = world.start(&level);
            let walk = std::iter::repeat_with(|| {
                state = world.step(&level, state, rng.below(world.actions().len() as u32) as Action).state;
                state
            });
            (draw(&level), walk.take(100).collect::<Vec<State>>())
        };
        assert_eq!(story(3), story(3));
        assert_ne!(story(3), story(4));
    }
}

/// A level generated into used buffers is the one generated into new ones.
#[test]
fn used_buffers_leave_no_trace() {
    for world in World::ALL {
        let mut used = generate(world, &world.default_knobs(), 0);
        for (index, knobs) in extremes(world).iter().enumerate() {
            world.generate(knobs, &mut Rng::new(5, Purpose::Rollout, index as u64), &mut used);
            assert_eq!(used, generate(world, knobs, index as u64), "{knobs:?}");
        }
    }
}

#[test]
fn pictures_and_levels_are_one() {
    for world in World::ALL {
        for (index, knobs) in extremes(world).iter().enumerate() {
            let level = generate(world, knobs, index as u64);
            let picture = draw(&level);
            let read = parse(world, &picture, level.time_limit).unwrap_or_else(|error| panic!("{error}\n{picture}"));
            assert_eq!(read, level, "{knobs:?}\n{picture}");
            assert_eq!(draw(&read), picture);
        }
    }
}

/// Every goal that comes with a world compiles, automatic ones included: the judge relies on it. So do the examples, and none
/// of them is a bad one.
#[test]
fn goals_compile() {
    for world in World::ALL {
        let schema = schema(world);
        for goal in [world.intended()].iter().chain(world.proxies()).chain(world.automatic_goals()).chain(world.examples()) {
            let (program, diagnostics) = compile(goal.source, &schema);
            assert!(program.is_some() && diagnostics.is_empty(), "{}: {diagnostics:?}", goal.name);
        }
    }
}

/// Every preset is a scenario without a fault, of a world and with a repair that exist, and promises a goal that there is.
#[test]
fn presets_hold_together() {
    for preset in &PRESETS {
        let scenario = preset.scenario();
        assert_eq!((scenario.preset.as_str(), scenario.world), (preset.name, preset.world));
        for proxy in &scenario.proxies {
            assert_eq!(bad_name(&proxy.name), None, "{}: people can keep this name", proxy.name);
        }
        let goals = scenario.check().unwrap_or_else(|errors| panic!("{}: {errors:?}", preset.name));
        if let Some((_, goal)) = preset.promise {
            assert!(goal.is_none_or(|goal| goals.proxies.iter().any(|(name, _)| name == goal)), "{}: {goal:?}", preset.name);
        }
        assert!(
            preset.repair.is_none_or(|repair| Preset::named(repair).is_some_and(|repair| repair.world == preset.world)),
            "{}",
            preset.name
        );
    }
}

#[test]
fn the_goal_can_be_reached() {
    for world in World::ALL {
        for (index, knobs) in extremes(world).iter().enumerate() {
            for again in 0..8 {
                let level = generate(world, knobs, index as u64 + 1_000 * again);
                let picture = || format!("{knobs:?}\n{}", draw(&level));
                assert!(!level.is_wall(level.start) || !world.spec().walks, "{}", picture());
                for distances in &level.distances {
                    let distance = distances[level.start as usize];
                    assert!(distance > 0 && (distance as usize) < level.tiles.len(), "{}", picture());
                }
                // Without a goal state one of the examples is what can be earned; such levels are larger: once each will do.
                if world.goal_event().is_none() && again > 0 {
                    continue;
                }
                let model = Model::new(&level);
                let mut columns = model.columns(&level);
                match world.goal_event() {
                    // However long it takes.
                    Some(event) => assert!(columns.now(event).contains(&1.0), "{}", picture()),
                    None => {
                        let mut pays = world.examples().iter().map(|example| {
                            let goal = compile(example.source, &schema(world)).0.expect("it compiles");
                            model.rewards(&mut columns, &goal).at(0).iter().any(|&pay| pay > 0.0)
                        });
                        assert!(pays.any(|pays| pays), "{}", picture());
                    }
                }
            }
        }
    }
}

#[test]
fn observations_ascend_and_fit() {
    for world in World::ALL {
        let groups = world.inputs();
        let mut active = Vec::new();
        for (index, knobs) in extremes(world).iter().enumerate() {
            let level = generate(world, knobs, index as u64);
            for agent in level.free_cells() {
                for absolute in [true, false] {
                    active.clear();
                    world.observe(&level, State { agent, ..world.start(&level) }, absolute, &mut active);
                    assert!(active.windows(2).all(|pair| pair[0] < pair[1]), "{active:?}");
                    assert!(active.iter().all(|&input| (input as usize) < world.num_inputs()), "{active:?}");
                }
            }
        }
        for pair in groups.windows(2) {
            assert_eq!(pair[0].start + pair[0].len, pair[1].start, "groups stand side by side");
        }
    }
}

/// The dial between goal and proxy must move nothing else, or a curve over it would compare different levels.
#[test]
fn more_disagreement_only_moves_the_goal() {
    use World::{CheeseCorner, CoinStrip};
    let settings: [(World, &[(&str, f64)]); 6] = [
        (CheeseCorner, &[]),
        (CheeseCorner, &[("marker", 1.0), ("corner", 2.0)]),
        (CheeseCorner, &[("corner", 3.0)]),
        (CheeseCorner, &[("walls", 0.3)]),
        (CoinStrip, &[]),
        (CoinStrip, &[("pits", 3.0)]),
    ];
    for (world, changes) in settings {
        let mut knobs = world.default_knobs();
        for (name, value) in changes {
            knobs[world.knob(name).expect("a knob")] = *value;
        }
        let disagree = world.knob("disagree").expect("a dial");
        let without_goal = |level: &Level| draw(level).replace(world.spec().letters[0].letter, ".");
        let mut moved = 0;
        for index in 0..200 {
            let places: Vec<Level> = [0.0, 0.1, 0.5, 1.0]
                .into_iter()
                .map(|share| {
                    knobs[disagree] = share;
                    generate(world, &knobs, index)
                })
                .collect();
            let goal: Vec<_> = places.iter().map(|level| level.things[0].cell).collect();
            assert!(places.windows(2).all(|pair| without_goal(&pair[0]) == without_goal(&pair[1])));
            assert!(places.windows(2).all(|pair| pair[0].things[1..] == pair[1].things[1..]));
            // Nested: once away, it stays where it is.
            assert!(goal.windows(2).all(|pair| pair[0] == pair[1] || pair[0] == goal[0]));
            moved += u32::from(goal[2] != goal[0]);
        }
        assert!((70..130).contains(&moved), "half of the levels disagree at 0.5: {moved} of 200");
    }
}

#[test]
fn bad_pictures_are_told_why() {
    let check = |picture: &str, wanted: &str| {
        let found = parse(World::CheeseCorner, picture, 10).map(|level| draw(&level)).unwrap_or_else(|error| error.to_string());
        assert_eq!(found, wanted, "{picture}");
    };
    check("", "row 1, column 1: a picture needs at least 3 rows of 3 letters, the border included");
    check("####\n####", "row 1, column 1: a picture needs at least 3 rows of 3 letters, the border included");
    check("####\n#@#\n#.c#\n####", "row 2, column 4: this row has 3 letters, the first has 4");
    check("####\n#@.##\n#.c#\n####", "row 2, column 5: this row has 5 letters, the first has 4");
    check("####\n#@..\n#.c#\n####", "row 2, column 4: the border must be wall (`#`), found `.`");
    check("#.##\n#@.#\n#.c#\n####", "row 1, column 2: the border must be wall (`#`), found `.`");
    check("####\n#@.#\n#x.#\n####", "row 3, column 2: `x` means nothing here; this world knows `#` wall, `.` floor, `@` start, `c` cheese");
    check("####\n#@.#\n#@c#\n####", "row 3, column 2: a second `@`; there can be only one");
    check("####\n#@c#\n#c.#\n####", "row 3, column 2: a second `c`; there can be only one");
    check("####\n#..#\n#.c#\n####", "row 1, column 1: no start: put one `@`");
    check("####\n#@.#\n#..#\n####", "row 1, column 1: no cheese: put one `c`");
    check("####\n#@##\n#.c#\n####", "row 2, column 3: the corner must be free: it is where the marker stands");
    let wide = format!("{0}\n#@{1}c#\n{0}", "#".repeat(16), ".".repeat(12));
    check(&wide, "row 1, column 16: this world has at most 15 rows and columns");
    check(&"#\n".repeat(16).replace('#', "###"), "row 16, column 1: this world has at most 15 rows and columns");
    check("  ####  \n\t#@.#\n#.c#\n####\n\n", "####\n#@.#\n#.c#\n####");
    // The line of numbers.
    check("marker=1\n#####\n#@..#\n#...#\n#..c#\n#####", "marker=1\n#####\n#@..#\n#...#\n#..c#\n#####");
    check("marker=0\n####\n#@.#\n#.c#\n####", "####\n#@.#\n#.c#\n####");
    check("marker=2\n####\n#@.#\n#.c#\n####", "row 1, column 1: `marker` must be a whole number from 0 to 1, found `2`");
    check("marker=\n####\n#@.#\n#.c#\n####", "row 1, column 1: `marker` must be a whole number from 0 to 1, found ``");
    check("marker=1  salt=4\n####\n#@.#\n#.c#\n####", "row 1, column 11: levels of this world carry no number `salt`; they carry marker");
    check("marker=1 marker=1\n####\n#@.#\n#.c#\n####", "row 1, column 10: `marker` stands there twice");
    check("marker=1 x\n####\n#@.#\n#.c#\n####", "row 1, column 10: `x` is no `name=number`");
    check("marker=1\n#####\n#@..#\n#.#.#\n#..c#\n#####", "row 4, column 3: the middle must be free: it is where the marker stands");
    check("marker=1", "row 2, column 1: a picture needs at least 3 rows of 3 letters, the border included");
    let other = parse(World::Lava, "salt=1\n###\n#@#\n###", 10).expect_err("no such number").to_string();
    assert_eq!(other, "row 1, column 1: levels of this world carry no number `salt`; they carry none");
}
