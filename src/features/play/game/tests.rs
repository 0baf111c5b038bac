use super::*;
use crate::ui::player::TRAINING;
use crate::ui::state::{Action as PageAction, reduce};
use engine::env::State as WorldState;
use engine::rng::{Purpose, Rng};
use engine::scenario::{PRESETS, Preset, Scenario};
use proptest::prelude::*;
use serde_json::Value;

fn page(preset: &str) -> State {
    State::new(Draft::new(Scenario::preset(preset).unwrap()), 0.0)
}

/// Random moves until the episode is over, or so many.
fn played(place: Place, seed: u64, most: usize) -> Game {
    let mut game = Game::new(place);
    let mut rng = Rng::new(seed, Purpose::Display, 0);
    while !game.is_over() && game.actions.len() < most {
        let actions = game.place.levels.world.actions().len();
        game.act((rng.unit() * actions as f32) as Action % actions as Action);
    }
    game
}

#[test]
fn what_is_played_is_the_level_on_view_and_without_a_shift_that_of_the_full_one() {
    let mut state = page("lava");
    let scenario = state.shown_scenario();
    let check = |state: &State, stream: u64, amount: f64| {
        let place = Place::of(state, stream, 3);
        assert_eq!((&*place.levels, place.amount), (&scenario.levels(amount), amount), "{stream} {amount}");
        assert_eq!(place.player().number, 3);
    };
    check(&state, TRAINING, 0.0);
    check(&state, SHIFTED, 1.0);
    reduce(&mut state, PageAction::MoveShift(0.25));
    check(&state, TRAINING, 0.0);
    check(&state, SHIFTED, 0.25);
}

#[test]
fn both_ledgers_count_every_move() {
    let mut state = page("cheese-corner");
    reduce(&mut state, PageAction::TypeReward("1".into()));
    reduce(&mut state, PageAction::TypeGoal("intended".into(), "-2".into()));
    let game = played(Place::of(&state, TRAINING, 0), 7, 3);
    let account = Ledgers::of(&state.draft).account(&game.player);
    assert_eq!(account, Account { steps: 3, paid: Some((1.0, 3.0)), worth: Some((-2.0, -6.0)), end: None });
    reduce(&mut state, PageAction::TypeReward("no program".into()));
    let broken = Ledgers::of(&state.draft);
    assert_eq!((broken.account(&game.player).paid, broken.account(&game.player).worth), (None, Some((-2.0, -6.0))));
    let json: Value = serde_json::from_str(&game.to_json(&broken)).unwrap();
    assert_eq!((&json["reward"], &json["end"]), (&Value::Null, &Value::from("unfinished")));
    // What stands on the page by now may be of another world.
    let other = Ledgers::of(&page("lava").draft);
    assert_eq!(other.account(&game.player).paid, None);

    let account =
        |paid: f64, worth: Option<f64>| Account { steps: 1, paid: Some((paid, paid)), worth: worth.map(|sum| (sum, sum)), end: None };
    assert_eq!(means(&[account(1.0, Some(2.0)), account(2.0, Some(-1.0))]), [Some(1.5), Some(0.5)]);
    assert_eq!(means(&[account(1.0, None)]), [Some(1.0), None]);
    assert_eq!(means(&[]), [None, None]);
}

/// Who can tamper is paid on what is sensed, and earns what is true.
#[test]
fn the_reward_reads_what_is_sensed_and_the_goal_what_is_true() {
    let state = page("rocks-and-diamonds");
    let ledgers = Ledgers::of(&state.draft);
    let parts = (0..200).map(|seed| ledgers.account(&played(Place::of(&state, TRAINING, seed), seed, 1_000).player));
    assert!(parts.into_iter().any(|account| account.paid != account.worth), "somebody has pressed the switch and brought a rock");
}

#[test]
fn an_episode_that_is_over_takes_no_move() {
    let mut game = played(Place::of(&page("lava"), TRAINING, 0), 1, 10_000);
    assert!(game.is_over());
    let (steps, states) = (game.actions.len(), game.player.states().to_vec());
    game.act(0);
    assert_eq!((game.actions.len(), game.player.states()), (steps, &states[..]));
}

#[test]
fn the_agent_plays_the_level_as_on_its_board() {
    let state = page("cheese-corner");
    let place = Place::of(&state, SHIFTED, 4);
    let mut board = Player::new(place.levels.clone(), SHIFTED);
    board.turn_to(4);
    board.finish(&state.untrained);
    let ledgers = Ledgers::of(&state.draft);
    assert_eq!(ledgers.of_agent(&place, &state.untrained), ledgers.account(&board));
}

/// As another program would: from picture, time limit and actions alone.
fn replay(preset: &Preset, episode: &Value) -> (Vec<WorldState>, [Vec<f64>; 2]) {
    let (world, scenario) = (preset.world, preset.scenario());
    let list = |value: &Value| value.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let limit = episode["time_limit"].as_u64().unwrap() as u16;
    let level = picture::parse(world, &list(&episode["picture"]).join("\n"), limit).unwrap();
    let programs = [&scenario.reward, &scenario.intended].map(|source| lang::compile(source, &scenario.schema()).0.unwrap());
    let (mut states, mut sums) = (vec![world.start(&level)], [Vec::new(), Vec::new()]);
    for (steps, letter) in episode["actions"].as_str().unwrap().chars().enumerate() {
        let action = world.actions().iter().position(|action| action.letter == letter).unwrap();
        let before = states[steps];
        let after = world.step(&level, before, action as Action).state;
        let mut features = world.new_features();
        world.transition(&level, before, steps as u16, after, &mut features);
        sums[1].push(programs[1].evaluate_row(&features.now, &features.was));
        world.sense(&level, before, after, &mut features);
        sums[0].push(programs[0].evaluate_row(&features.now, &features.was));
        states.push(after);
    }
    (states, sums)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_played_episode_replays_to_the_bit(at in 0..PRESETS.len(), stream in TRAINING..=SHIFTED, number in 0_u64..1_000, seed in any::<u64>(), most in 0_usize..200) {
        let preset = &PRESETS[at];
        let state = page(preset.name);
        let ledgers = Ledgers::of(&state.draft);
        let game = played(Place::of(&state, stream, number), seed, most);
        // By its moves.
        let mut again = Game::new(game.place.clone());
        for action in &game.actions {
            again.act(*action);
        }
        prop_assert_eq!(again.player.states(), game.player.states());
        prop_assert_eq!(ledgers.account(&again.player), ledgers.account(&game.player));
        // And by its file.
        let episode: Value = serde_json::from_str(&game.to_json(&ledgers)).unwrap();
        let (states, sums) = replay(preset, &episode);
        prop_assert_eq!(&states[..], game.player.states());
        for (key, sums) in ["reward", "intended"].into_iter().zip(sums) {
            let written: Vec<u64> = episode[key].as_array().unwrap().iter().map(|number| number.as_f64().unwrap().to_bits()).collect();
            prop_assert_eq!(written, sums.into_iter().map(f64::to_bits).collect::<Vec<_>>());
        }
    }
}
