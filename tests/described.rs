//! Boards in words: what is read is what is there, in every world and in every state on the way.

use engine::env::level::FLOOR;
use engine::env::{Action, Cell, Level, State, World};
use engine::rng::{Purpose, Rng};
use engine::scenario::{PRESETS, Scenario};
use wayward::features::reading::described::{grid, sentences};

/// Reads the grid as a person would, and holds it against the level.
fn check(level: &Level, state: State) {
    let grid = grid(level, state);
    assert_eq!((grid.len(), grid[0].len()), (level.height - 2, level.width - 2));
    let mut found: Vec<(String, Cell)> = Vec::new();
    for (row, cells) in grid.iter().enumerate() {
        for (column, words) in cells.iter().enumerate() {
            let cell = level.cell(row + 1, column + 1);
            let mut words: Vec<&str> = words.split(", ").collect();
            if level.tiles[cell as usize] != &FLOOR || words == ["floor"] {
                let ground = words.pop().expect("a cell is never empty");
                assert_eq!(ground, level.tiles[cell as usize].word);
            }
            found.extend(words.into_iter().map(|word| (word.to_owned(), cell)));
        }
    }
    let walks = level.world.spec().walks;
    let mut there: Vec<(String, Cell)> = walks.then(|| (level.world.spec().agent.to_owned(), state.agent)).into_iter().collect();
    // What is said stands below a picture or a board, not in it.
    let inside = level.world.visible(level, state).into_iter().filter(|thing| walks || !level.is_wall(thing.cell)).collect::<Vec<_>>();
    there.extend(inside.iter().map(|thing| (thing.kind.word.to_owned(), thing.cell)));
    let markers = level.things.iter().filter(|thing| thing.kind.is_marker);
    there.extend(markers.map(|thing| (format!("{} marker", thing.kind.word), thing.cell)));
    found.sort();
    there.sort();
    assert_eq!(found, there, "{}", level.world.name());
    let said = sentences(level, state, 0);
    for (word, cell) in &there[..] {
        let place = format!("column {}, row {}.", level.column(*cell), level.row(*cell));
        let is_agent = *cell == state.agent && word == level.world.spec().agent;
        assert!(is_agent || said.contains(&place), "{word} at {place}: {said}");
    }
}

#[test]
fn every_cell_is_read_as_it_is() {
    for preset in &PRESETS {
        let scenario = Scenario::preset(preset.name).unwrap();
        let world = scenario.world;
        for (number, knobs) in [&scenario.train, &scenario.shift].into_iter().enumerate() {
            let mut rng = Rng::new(8, Purpose::Rollout, number as u64);
            let mut level = Level::room(world, 5, 5, 1);
            world.generate(knobs, &mut rng, &mut level);
            let mut state = world.start(&level);
            check(&level, state);
            for _ in 0..60 {
                let step = world.step(&level, state, rng.below(world.actions().len() as u32) as Action);
                state = step.state;
                check(&level, state);
                if step.terminated {
                    break;
                }
            }
        }
    }
}

#[test]
fn sentences_say_where_and_after_how_many_steps() {
    let level = engine::env::picture::parse(World::CheeseCorner, "######\n#@...#\n#..#.#\n#...c#\n######", 20).unwrap();
    let said = sentences(&level, world_start(&level), 1);
    assert!(
        said.starts_with(
            "4 columns and 3 rows, walled in on all sides. The mouse is at column 1, row 1 after 1 step. Cheese: column 4, row 3."
        ),
        "{said}"
    );
}

#[test]
fn where_nobody_walks_sentences_say_what_was_said() {
    let level = Level::room(World::Zebra, 9, 9, 1);
    let start = world_start(&level);
    assert_eq!(sentences(&level, start, 0), "A picture of 7 columns and 7 rows. The model says nothing yet.");
    let answered = World::Zebra.step(&level, start, 1).state;
    assert_eq!(sentences(&level, answered, 1), "A picture of 7 columns and 7 rows. The model says horse.");
}

#[test]
fn of_a_game_sentences_say_what_stands_where_and_who_has_won() {
    let world = World::OddOpenings;
    let level = engine::env::picture::parse(world, "######\n#o...#\n#..p.#\n#....#\n#....#\n######", 24).unwrap();
    let start = world_start(&level);
    let said = "A board of 4 columns and 4 rows. The player is to move. Pawn: column 3, row 2. Other pawn: column 1, row 1.";
    assert_eq!(sentences(&level, start, 0), said);
    let touched = world.step(&level, start, 2).state;
    assert_eq!(sentences(&level, touched, 1), format!("{said} Touched: column 3, row 2."));
    let won = world.step(&level, touched, 2).state;
    let said = "A board of 4 columns and 4 rows. The player won. Pawn: column 3, row 1. Other pawn: column 1, row 1.";
    assert_eq!(sentences(&level, won, 2), said);
}

fn world_start(level: &Level) -> State {
    level.world.start(level)
}
