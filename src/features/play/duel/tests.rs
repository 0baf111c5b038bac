use super::*;
use crate::ui::draft::Draft;
use crate::ui::player::{SHIFTED, TRAINING};
use crate::ui::state::State as PageState;
use engine::env::world::odd_openings::opponent;
use engine::rng::Purpose;
use engine::scenario::Scenario;

fn page() -> PageState {
    PageState::new(Draft::new(Scenario::preset("odd-openings").unwrap()), 0.0)
}

fn duel(page: &PageState, stream: u64, number: u64, rival: Rival) -> Duel {
    Duel::new(Place::of(page, stream, number), rival, page.untrained.clone())
}

/// As a perfect player moves, in columns.
fn best(duel: &Duel, seed: u32) -> [usize; 2] {
    let Move { from, to } = Opponent::Perfect.reply(duel.turn.unwrap(), seed);
    [from % SIDE, to % SIDE]
}

#[test]
fn the_rival_begins_and_its_move_is_told() {
    let page = page();
    for rival in Rival::ALL {
        let duel = duel(&page, TRAINING, 0, rival);
        let last = duel.last[0].expect("it has moved");
        assert_eq!(
            (last.from / SIDE, last.to / SIDE, last.from % SIDE),
            (3, 2, last.to % SIDE),
            "{rival:?} goes ahead: nothing can be captured"
        );
        assert_eq!(board(duel.shown()).own.count_ones(), 4);
        assert!(square_name(last.from).ends_with('1') && square_name(last.to).ends_with('2'));
        assert_eq!(duel.moves, 0);
    }
}

/// Whoever wins from the position as it is, if both are perfect, wins; at every position the value is the same.
#[test]
fn perfect_games_end_as_their_value_says() {
    let page = page();
    for number in 0..6 {
        let mut duel = duel(&page, SHIFTED, number, Rival::Perfect);
        assert!(!duel.wins(), "every game begins with a position that is won for the one who moves first");
        while !duel.is_over() {
            for column in best(&duel, number as u32) {
                duel.press(column).unwrap();
            }
            assert!(!duel.wins());
        }
        assert_eq!(duel.won, Some(false));
    }
}

/// Who has learned nothing loses to a perfect player sooner or later, and the games are those of the world's own rules.
#[test]
fn games_are_those_of_the_world() {
    let page = page();
    let mut wins = 0;
    for number in 0..20 {
        let mut duel = duel(&page, TRAINING, number, Rival::Agent);
        while !duel.is_over() {
            let before = duel.shown();
            for column in best(&duel, 7) {
                duel.press(column).unwrap();
            }
            let pawns = |state: State| board(state).own.count_ones() + board(state).theirs.count_ones();
            assert!(pawns(duel.shown()) <= pawns(before) && duel.moves <= 12);
        }
        wins += u32::from(duel.won == Some(true));
    }
    assert!(wins > 10, "an untrained agent lets won positions go: {wins}");
    // Against the level's own opponent these are the presses and replies of an episode.
    let mut rng = Rng::new(5, Purpose::Display, 0);
    let mut episode = Place::of(&page, TRAINING, 3).player();
    let mut duel = duel(&page, TRAINING, 3, Rival::Agent);
    duel.state = episode.state;
    (duel.turn, duel.won) = (None, None);
    while episode.outcome.is_none() {
        let action = rng.below(SIDE as u32) as Action;
        episode.replay(action);
        duel.take(action);
        if let Some(turn) = duel.turn.take() {
            let step = replied(duel.state, turn, opponent(&duel.level).reply(turn, duel.level.params[0]));
            (duel.state, duel.won) = (step.state, step.terminated.then_some(true));
        }
        assert_eq!(duel.state, episode.state);
    }
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let page = page();
    let mut duel = duel(&page, TRAINING, 0, Rival::Greedy);
    let before = duel.shown();
    // In row 1 stand the rival's pawns, in row 4 the person's.
    assert_eq!(duel.press_square(12), Err(Refused::NotYours(12)));
    assert_eq!(duel.press_square(5), Err(Refused::NotYours(5)));
    duel.press(0).unwrap();
    assert_eq!((duel.touched, duel.touched_square()), (Some(0), Some(0)));
    assert_eq!(duel.press(3), Err(Refused::NoWay(0, 3)));
    assert_eq!(duel.press_square(6), Err(Refused::NoWay(0, 2)));
    // Pressed once more it is let go of; another pawn is touched in its place.
    duel.press_square(0).unwrap();
    assert_eq!(duel.touched, None);
    duel.press_square(0).unwrap();
    duel.press_square(1).unwrap();
    assert_eq!((duel.touched, duel.shown(), duel.moves), (Some(1), before, 0));
    duel.press_square(5).unwrap();
    assert_eq!((duel.touched, duel.moves), (None, 1));
    assert_eq!(duel.last[1], Some(Move { from: 1, to: 5 }));
    while !duel.is_over() {
        for column in best(&duel, 1) {
            duel.press(column).unwrap();
        }
    }
    assert_eq!(duel.press(0), Err(Refused::IsOver));
    assert_eq!(duel.press_square(0), Err(Refused::IsOver));
}
