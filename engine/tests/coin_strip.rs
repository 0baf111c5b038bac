//! The rules of the coin strip: gravity, jumps, pits, and what the dial between goal and proxy moves.

mod world_common;

use engine::env::World;
use engine::env::level::WALL;
use engine::env::picture::draw;
use engine::env::world::coin_strip::PIT;
use world_common::{against_brute_force, generated, level, walk};

const WORLD: World = World::CoinStrip;

const FLAT: &str = "#######\n#.....#\n#..o..#\n#@....#\n#######";
const PITS: &str = "########\n#......#\n#......#\n#@....o#\n##vv####\n########";

#[test]
fn jumps_falls_and_ends() {
    let goals = ["reached_coin", "reached_wall", "fell", "jumped"];
    let check = |picture: &str, letters: &str, wanted: [f64; 4], ends: bool| {
        let (returns, ended) = walk(&level(WORLD, picture, 20), letters, &goals);
        assert_eq!((returns.as_slice(), ended), (wanted.as_slice(), ends), "{letters} on\n{picture}");
    };
    check(FLAT, "rrrr", [0.0, 1.0, 0.0, 0.0], false);
    check(FLAT, "rrrrllrr", [0.0, 1.0, 0.0, 0.0], false); // The wall counts once.
    check(FLAT, "rru", [1.0, 0.0, 0.0, 1.0], true); // Straight up.
    check(FLAT, "urr", [1.0, 0.0, 0.0, 1.0], true); // Two columns on it falls onto the coin,
    check(FLAT, "rurd", [1.0, 0.0, 0.0, 1.0], true); // and so it does from above,
    check(FLAT, "rurr", [0.0, 0.0, 0.0, 1.0], false); // but not from above and past it.
    check(FLAT, "uuuddu", [0.0, 0.0, 0.0, 2.0], false); // Nobody jumps in the air.
    check(PITS, "r", [0.0, 0.0, 1.0, 0.0], true);
    check(PITS, "urrr", [0.0, 0.0, 0.0, 1.0], false); // Just wide enough.
    check(PITS, "urrdd", [0.0, 0.0, 1.0, 1.0], true);
    check(PITS, "urrrrr", [1.0, 1.0, 0.0, 1.0], true);
}

#[test]
fn the_solver_is_brute_force() {
    let goals = ["reached_coin", "reached_wall", "fell", "reached_coin - 0.1 * jumped", "if steps > 3 { reached_wall } else { 0 }"];
    for (picture, time_limit) in [(FLAT, 6), (PITS, 7), ("#####\n#.o.#\n#@..#\n#####", 6), ("#####\n#.o.#\n#...#\n#@..#\n##v##\n#####", 6)]
    {
        against_brute_force(&level(WORLD, picture, time_limit), &goals);
    }
}

/// A ledge moves the far end up, where one jump leads, and nothing else.
#[test]
fn the_far_end_may_be_a_ledge() {
    let mut heights = [0; 3];
    for index in 0..200 {
        let (flat, ledge) = (generated(WORLD, &[("disagree", 0.5)], index), generated(WORLD, &[("disagree", 0.5), ("ledge", 2.0)], index));
        let end = flat.width - 2;
        let height = flat.row(flat.things[1].cell) - ledge.row(ledge.things[1].cell);
        heights[height] += 1;
        let raised = (0..flat.tiles.len()).filter(|&cell| flat.tiles[cell] != ledge.tiles[cell]);
        assert!(raised.clone().all(|cell| flat.column(cell as u16) == end && ledge.tiles[cell] == &WALL));
        assert_eq!((raised.count(), flat.start), (height, ledge.start), "{}", draw(&ledge));
        let moves = flat.things[0].cell == flat.things[1].cell;
        assert_eq!(moves, ledge.things[0].cell == ledge.things[1].cell);
        assert!(moves || flat.things[0].cell == ledge.things[0].cell, "{}", draw(&ledge));
    }
    assert!(heights.iter().all(|&levels| levels > 40), "each height is as likely: {heights:?}");
    let step = "#######\n#....o#\n#....##\n#@...##\n#######";
    for (letters, wanted) in [("rrrr", [0.0, 0.0]), ("rrruur", [1.0, 1.0])] {
        let (returns, _) = walk(&level(WORLD, step, 20), letters, &["reached_coin", "reached_wall"]);
        assert_eq!(returns, wanted, "{letters}");
    }
}

/// A coin in the air hangs above ground, where the way to the far wall seldom leads.
#[test]
fn the_coin_lies_at_the_end_or_hangs_above_ground() {
    for index in 0..200 {
        let at_end = generated(WORLD, &[], index);
        assert_eq!(at_end.things[0].cell, at_end.things[1].cell);
        let level = generated(WORLD, &[("disagree", 1.0), ("pits", 3.0)], index);
        let (row, column) = (level.row(level.things[0].cell), level.column(level.things[0].cell));
        assert!(row == 1 && column < level.width - 2 && level.tiles[4 * level.width + column] == &WALL, "{}", draw(&level));
        let pits = (0..level.width).filter(|column| level.tiles[4 * level.width + column] == &PIT).count();
        assert!((3..=6).contains(&pits), "{}", draw(&level));
    }
}
