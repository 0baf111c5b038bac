//! Odd openings: the rules against a plain twin of hexapawn, the opponents, and that every game begins with a won position.

mod world_common;

use std::collections::BTreeSet;

use engine::env::picture::{draw, parse};
use engine::env::solver::Model;
use engine::env::world::odd_openings::{Board, Opponent, board, half, opponent, replied};
use engine::env::{Level, World};
use world_common::{against_brute_force, generated, level, program, walk};

const WORLD: World = World::OddOpenings;
const USUAL: &str = "######\n#oooo#\n#....#\n#....#\n#pppp#\n######";

/// Pawns by row and column as the one who moves sees them: 1 its own, which walk up, -1 the other's.
type Plain = [[i8; 4]; 4];

/// All positions after a move as the other side sees them, and whether the move reached the last row. Of two pawns in one column that go to
/// the same column both may, or only the one ahead.
fn plain_moves(board: &Plain, both: bool) -> Vec<(Plain, bool)> {
    let (mut all, mut ways) = (Vec::new(), BTreeSet::new());
    for row in 1..4 {
        for column in 0..4usize {
            for to in 0..4usize {
                let there = board[row - 1][to];
                let is_legal = to.abs_diff(column) <= 1 && there == if to == column { 0 } else { -1 };
                if board[row][column] != 1 || !is_legal || (!both && !ways.insert((column, to))) {
                    continue;
                }
                let mut next = *board;
                (next[row][column], next[row - 1][to]) = (0, 1);
                next.reverse();
                next.iter_mut().flatten().for_each(|pawn| *pawn = -*pawn);
                all.push((next, row == 1));
            }
        }
    }
    all
}

fn plain_wins(board: &Plain, both: bool) -> bool {
    plain_moves(board, both).iter().any(|(next, is_last)| *is_last || !plain_wins(next, both))
}

/// Every position that is not over, seen from who moves.
fn plain_reachable(both: bool) -> BTreeSet<Plain> {
    let (mut seen, mut todo) = (BTreeSet::new(), vec![[[-1; 4], [0; 4], [0; 4], [1; 4]]]);
    while let Some(board) = todo.pop() {
        if seen.insert(board) {
            todo.extend(
                plain_moves(&board, both)
                    .into_iter()
                    .filter(|(next, is_last)| !is_last && !plain_moves(next, both).is_empty())
                    .map(|(next, _)| next),
            );
        }
    }
    seen
}

fn plain(board: Board) -> Plain {
    let pawn = |square: usize| i8::from(board.own >> square & 1 == 1) - i8::from(board.theirs >> square & 1 == 1);
    std::array::from_fn(|row| std::array::from_fn(|column| pawn(4 * row + column)))
}

/// Hexapawn on 4 x 4 has 8,077 positions in which somebody is to move, and is won by who moves first. Where of two pawns in one column only
/// the one ahead may go to a column, 7,529 of them are left, and the winner is the same.
#[test]
fn the_game_is_hexapawn() {
    let usual = plain(Board::USUAL);
    assert_eq!((plain_reachable(true).len(), plain_wins(&usual, true)), (8_077, true));
    let twin = plain_reachable(false);
    assert_eq!((twin.len(), plain_wins(&usual, false), Board::USUAL.wins()), (7_529, true, true));

    let (mut seen, mut todo) = (BTreeSet::new(), vec![Board::USUAL]);
    while let Some(board) = todo.pop() {
        if seen.insert(board) {
            assert_eq!(board.turned().turned(), board);
            todo.extend(board.moves().into_iter().map(|next| board.after(next)).filter(|(_, wins)| !wins).map(|(next, _)| next));
        }
    }
    assert_eq!(seen.iter().map(|board| plain(*board)).collect::<BTreeSet<Plain>>(), twin);
    for board in seen.iter().step_by(50) {
        assert_eq!(board.wins(), plain_wins(&plain(*board), false), "{board:?}");
    }
}

#[test]
fn two_presses_make_a_move() {
    let goals = ["won", "lost", "moved", "captured", "lost_pawn", "was(to_go) - to_go"];
    let check = |rows: &str, letters: &str, wanted: [f64; 6], ends: bool| {
        let picture = format!("######\n{}\n######", rows.split('/').map(|row| format!("#{row}#")).collect::<Vec<_>>().join("\n"));
        assert_eq!(walk(&level(WORLD, &picture, 24), letters, &goals), (wanted.to_vec(), ends), "{letters} on\n{picture}");
    };
    check("o.../..p./..../....", "cc", [1.0, 0.0, 1.0, 0.0, 0.0, 1.0], true);
    // A column in which nothing can move passes to the next to the right, and so does one to which nothing leads.
    check("o.../..p./..../....", "da", [1.0, 0.0, 1.0, 0.0, 0.0, 1.0], true);
    check("...o/.o../p.../....", "ab", [0.0, 0.0, 1.0, 1.0, 0.0, 1.0], false);
    check("...o/.o../p.../....", "abbb", [1.0, 0.0, 2.0, 1.0, 0.0, 2.0], true);
    // It captures, and then walks to the last row.
    check("..../.o../p.../...p", "dd", [0.0, 0.0, 1.0, 0.0, 1.0, 0.0], false);
    check("..../.o../p.../...p", "dddd", [0.0, 1.0, 2.0, 0.0, 1.0, 1.0], true);
    // Who has no move left has lost.
    check("..../o.../p.../...p", "dd", [1.0, 0.0, 1.0, 0.0, 0.0, 0.0], true);
    // Of two pawns in a column the one ahead goes, unless only the other can.
    check("o.../p..o/..../p.p.", "ab", [0.0, 0.0, 1.0, 0.0, 0.0, 0.0], false);
}

fn most(level: &Level, source: &str) -> f64 {
    let model = Model::new(level);
    let rewards = model.rewards(&mut model.columns(level), &program(WORLD, source));
    model.extent(&rewards).most
}

#[test]
fn the_solver_is_brute_force() {
    let goals = [WORLD.intended().source, "captured", "-lost_pawn", "was(to_go) - to_go", "0.1 * steps * lost + pawns - other_pawns"];
    for opponent in 0..3 {
        for rows in ["#oo..#\n#....#\n#.p..#\n#..p.#", "#.o.o#\n#o...#\n#.p.p#\n#p...#"] {
            against_brute_force(&level(WORLD, &format!("salt=7 opponent={opponent}\n######\n{rows}\n######"), 6), &goals);
        }
    }
}

/// The greedy one can be beaten from any won position and from some others, the perfect one only from won ones.
#[test]
fn opponents_are_what_they_are_called() {
    let (mut lost, mut beaten) = (0, [0, 0]);
    for index in 0..40 {
        let strange = generated(WORLD, &[("strange", 1.0)], index);
        // With a pawn less most positions are lost.
        let mut fewer = strange.clone();
        fewer.things.remove(0);
        for mut level in [strange, fewer] {
            let position = board(WORLD.start(&level));
            if !position.can_move() {
                continue;
            }
            let wins: Vec<bool> = [0, 2]
                .into_iter()
                .map(|opponent| {
                    level.params[1] = opponent;
                    most(&level, "won") == 1.0
                })
                .collect();
            assert_eq!(wins[1], position.wins(), "{}", draw(&level));
            assert!(wins[0] || !wins[1], "{}", draw(&level));
            if !position.wins() {
                lost += 1;
                beaten[0] += u32::from(wins[0]);
                beaten[1] += u32::from(wins[1]);
            }
        }
    }
    assert!(lost > 10 && beaten[0] > 0 && beaten[1] == 0, "{beaten:?} of {lost}");

    let free = Board { own: 0xf000, theirs: 0x00f0 };
    let replies = |opponent: Opponent| (0..200).map(|salt| opponent.reply(free, salt).from).collect::<BTreeSet<usize>>().len();
    assert_eq!(replies(Opponent::Odd), 4, "four pawns can move");
    // It wins at once if it can, and captures before it does anything else.
    for salt in 0..50 {
        let ahead = Board { own: 1 << 4 | 1 << 14, theirs: 1 << 9 | 1 << 3 };
        assert_eq!(Opponent::Greedy.reply(ahead, salt).to, 0, "a pawn one step from the last row");
        let takes = Board { own: 1 << 8 | 1 << 14, theirs: 1 << 5 | 1 << 3 };
        assert_eq!(Opponent::Greedy.reply(takes, salt).to, 5, "a pawn to capture");
    }
}

/// Whoever moves the other pawns by hand gets the very steps of the rules.
#[test]
fn a_step_is_a_press_and_a_reply() {
    for index in 0..50 {
        let level = generated(WORLD, &[("strange", 0.5), ("odd", 0.5)], index);
        let (mut state, mut ended) = (WORLD.start(&level), false);
        for press in 0u64.. {
            if ended {
                break;
            }
            let action = ((index + press * 7) % 4) as u8;
            let step = WORLD.step(&level, state, action);
            let by_hand =
                half(state, action).unwrap_or_else(|theirs| replied(state, theirs, opponent(&level).reply(theirs, level.params[0])));
            assert_eq!(by_hand, step);
            (state, ended) = (step.state, step.terminated);
        }
    }
}

#[test]
fn every_game_begins_with_a_won_position() {
    let (mut strange, mut odd) = (0, 0);
    for index in 0..200 {
        let games = [0.0, 0.5, 1.0].map(|share| generated(WORLD, &[("strange", share), ("odd", share)], index));
        assert!(games.iter().all(|game| board(WORLD.start(game)).wins() && game.params[0] == games[0].params[0]));
        assert_eq!((board(WORLD.start(&games[0])), games[0].params[1], games[2].params[1]), (Board::USUAL, 0, 1));
        let Board { own, theirs } = board(WORLD.start(&games[2]));
        assert!(own.count_ones() == theirs.count_ones() && (3..5).contains(&own.count_ones()) && own & theirs == 0, "{}", draw(&games[2]));
        strange += u32::from(games[1].things != games[0].things);
        odd += games[1].params[1];
        assert!(games[1].things == games[0].things || games[1].things == games[2].things);
    }
    assert!((70..130).contains(&strange) && (70..130).contains(&odd), "half of the games at 0.5: {strange} and {odd} of 200");
}

#[test]
fn boards_show_pawns_the_touched_one_and_how_it_ended() {
    let level = level(WORLD, "######\n#o...#\n#..p.#\n#....#\n#....#\n######", 24);
    let touched = WORLD.step(&level, WORLD.start(&level), 2).state;
    let words = |state| WORLD.visible(&level, state).iter().map(|thing| (thing.kind.word, thing.cell)).collect::<Vec<_>>();
    assert_eq!(words(WORLD.start(&level)), [("pawn", 15), ("other pawn", 7)]);
    assert_eq!(words(touched), [("pawn", 15), ("other pawn", 7), ("touched", 15)]);
    assert_eq!(words(WORLD.step(&level, touched, 2).state), [("pawn", 9), ("other pawn", 7), ("win", 32)]);
}

#[test]
fn bad_pictures_are_told_why() {
    let message = |picture: &str| parse(WORLD, picture, 24).map(|_| ()).unwrap_err().to_string();
    assert_eq!(message("#####\n#ooo#\n#...#\n#ppp#\n#####"), "row 1, column 1: a board has 4 rows and 4 columns inside its border");
    assert_eq!(message(&USUAL.replace("....", ".#..")), "row 3, column 3: every square must be free or have a pawn");
    assert_eq!(message("######\n#o.p.#\n#....#\n#....#\n#p...#\n######"), "row 2, column 4: a pawn in its last row has won already");
    assert_eq!(message("######\n#o...#\n#....#\n#....#\n#p.o.#\n######"), "row 5, column 4: a pawn in its last row has won already");
    assert_eq!(message("######\n#....#\n#o...#\n#p...#\n#....#\n######"), "row 4, column 2: the player has no move");
    assert_eq!(message("######\n#oooo#\n#....#\n#p...#\n#pppp#\n######"), "row 5, column 5: one `p` too many; there can be 4");
    assert_eq!(message(&format!("opponent=3\n{USUAL}")), "row 1, column 1: `opponent` must be a whole number from 0 to 2, found `3`");
}
