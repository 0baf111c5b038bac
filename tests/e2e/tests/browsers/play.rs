//! A person plays: by keys, buttons, presses and strokes, in both worlds, with both ledgers; what is saved of it replays to the bit.

use engine::env::world::odd_openings::{SIDE, board};
use engine::env::{Level, display};
use engine::experiment::optimal;
use engine::lang::shown;
use engine::scenario::Scenario;
use thirtyfour::Key;
use wayward::features::play::duel::{Duel, Rival, square_name};
use wayward::features::play::game::{Account, Game, Ledgers, Place};
use wayward::ui::draft::Draft;
use wayward::ui::state::State;
use wayward_e2e::downloads::Downloads;
use wayward_e2e::{Engine, Page, Value, engines, json};

const NAMES: [&str; 4] = ["up", "down", "left", "right"];

fn opened(engine: Engine, address: &str) -> Page {
    let page = Page::in_engine(engine);
    page.open(address);
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    play(&page);
    page
}

fn play(page: &Page) {
    page.click("[data-do=play]");
    page.wait_for("#play[open] #play-board .board-view");
    page.wait_until("document.querySelector('#play').contains(document.activeElement)");
}

fn turn_to(page: &Page, world: u64) {
    page.click(&format!("[name=play-world][value='{world}']"));
    page.wait_until(&format!("document.querySelector('[name=play-world]:checked').value === '{world}' && document.querySelector('#play-board').dataset.steps === '0'"));
}

fn turn_to_shifted(page: &Page) {
    page.click(&format!("[name=play-world][value='{}']", display::SHIFTED));
}

/// The page's state and the level that is played, made once more.
fn place(page: &Page, preset: &str, world: u64) -> (State, Place) {
    let state = State::new(Draft::new(Scenario::preset(preset).unwrap()), 0.0);
    let number = page.attribute("#play-board", "data-level").expect("a level").parse().expect("a number");
    let place = Place::of(&state, world, number);
    (state, place)
}

/// A perfect optimizer's moves there. It never walks into a wall.
fn way(state: &State, place: &Place) -> Vec<u8> {
    let (level, _) = display::level(&place.levels, place.stream, place.number);
    let at = |cell| (level.row(cell), level.column(cell));
    let moves = optimal(&state.shown_scenario(), place.amount, place.stream, place.number).path;
    let action = |cells: &[u16]| match (at(cells[0]), at(cells[1])) {
        ((row, _), (to, _)) if to < row => 0,
        ((row, _), (to, _)) if to > row => 1,
        ((_, column), (_, to)) if to < column => 2,
        _ => 3,
    };
    moves.windows(2).map(action).collect()
}

fn lead(page: &Page, actions: &[u8], how: impl Fn(u8)) {
    for (done, action) in actions.iter().enumerate() {
        how(*action);
        page.wait_until(&format!("document.querySelector('#play-board').dataset.steps === '{}'", done + 1));
    }
}

fn key(page: &Page, action: u8) {
    page.keys([Key::Up, Key::Down, Key::Left, Key::Right][usize::from(action)].clone());
}

fn account(state: &State, place: &Place, actions: &[u8]) -> (Game, Account) {
    let mut game = Game::new(place.clone());
    for action in actions {
        game.act(*action);
    }
    let account = Ledgers::of(&state.draft).account(&game.player);
    (game, account)
}

/// Both ledgers show what the same moves come to natively.
fn assert_ledgers(page: &Page, account: &Account) {
    for (css, sums) in [("#play-paid", account.paid), ("#play-worth", account.worth)] {
        let wanted = shown(sums.unwrap().1);
        page.wait_for_text(css, |text| text == wanted);
    }
}

fn table(page: &Page) -> Value {
    page.evaluate(
        "return [...document.querySelectorAll('.play-table tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText))",
    )
}

#[test]
fn the_keyboard_alone_leads_in_both_worlds_and_both_ledgers_count() {
    for &engine in engines() {
        let page = opened(engine, "?bench=full#preset=newspaper-dog");
        for world in [display::TRAINING, display::SHIFTED] {
            turn_to(&page, world);
            let (state, place) = place(&page, "newspaper-dog", world);
            page.evaluate("document.querySelector('#play-board').focus()");
            let actions = way(&state, &place);
            lead(&page, &actions, |action| key(&page, action));
            let (_, account) = account(&state, &place, &actions);
            assert!(account.paid.unwrap().1 > 0.0, "an optimizer of the reward is paid");
            assert_ledgers(&page, &account);
            let step = if account.end.is_some() { "Over after" } else { "Step" };
            page.wait_for_text("#play-said", |text| text.starts_with(&format!("{step} {}", actions.len())));
        }
        // What it has come to is put away by the next level, and by once more.
        page.click("#play-again");
        page.wait_until("document.querySelector('#play-board').dataset.steps === '0'");
        page.wait_for_text("#play-paid", |text| text == "0");
        let before = page.attribute("#play-board", "data-level");
        page.click("#play-next");
        page.wait_until(&format!("document.querySelector('#play-board').dataset.level !== '{}'", before.unwrap()));
    }
}

#[test]
fn what_was_played_is_counted_beside_the_agent_and_the_optimizer() {
    let page = opened(Engine::Chromium, "#preset=cheese-corner");
    let (state, place) = place(&page, "cheese-corner", display::TRAINING);
    page.click("#play-way");
    let words = page.wait_for_text("#play-optimal", |text| text.starts_with("Perfect optimizer"));
    let actions = way(&state, &place);
    assert!(words.contains(&format!("in {} steps", actions.len())) && words.contains("paid 1.00, worth 1.00"), "{words}");
    page.wait_for("#play-board .ghost-way");
    page.wait_for_text("#play", |text| text.contains("Play an episode to its end"));
    page.evaluate("document.querySelector('#play-board').focus()");
    lead(&page, &actions, |action| key(&page, action));
    let (_, own) = account(&state, &place, &actions);
    let end = own.end.clone().expect("the cheese ends it");
    let agent = Ledgers::of(&state.draft).of_agent(&place, &state.untrained);
    let rows = table(&page);
    let row = |at: usize, of: usize| rows[at][of].as_str().unwrap().to_lowercase();
    assert_eq!([row(1, 0), row(1, 1), row(1, 3), row(1, 4)], ["you".to_owned(), "1".into(), actions.len().to_string(), end.to_lowercase()]);
    assert_eq!(
        [row(2, 0), row(2, 3), row(2, 4)],
        ["the agent, untrained".to_owned(), agent.steps.to_string(), agent.end.unwrap().to_lowercase()]
    );
    assert_eq!(row(3, 0), "so far, on 1 level");
    // A move after the end is none, and the first try is the one that counts.
    page.click("[data-act=u]");
    page.wait_for_text("#play-said", |text| text.contains("This episode is over"));
    page.click("#play-again");
    let away: Vec<u8> = (0..place.player().level.time_limit).map(|step| if step % 2 == 0 { 0 } else { 1 }).collect();
    lead(&page, &away[..4], |action| page.click(&format!("[data-act={}]", &NAMES[usize::from(action)][..1])));
    assert_eq!(table(&page)[0][0], json!("So far, on 1 level"));
    // What the agent does in the shifted world is not shown before the world is shifted.
    turn_to(&page, display::SHIFTED);
    let (state, place) = self::place(&page, "cheese-corner", display::SHIFTED);
    page.evaluate("document.querySelector('#play-board').focus()");
    lead(&page, &way(&state, &place), |action| key(&page, action));
    page.wait_for_text("#play", |text| text.contains("once you have moved the slider under Shift"));
    assert!(!page.text(".play-table").contains("The agent"), "it is covered");
    page.assert_accessible_everywhere_within("#play");
    // Its way goes with its level.
    page.wait_for_text("#play-optimal", |text| text.starts_with("Perfect optimizer"));
    page.click("#play-way");
    page.wait_until("!document.querySelector('#play-board .ghost-way') && !document.querySelector('#play-optimal').textContent");
}

/// The files: moves that replay to the bit, and a film.
#[test]
fn a_played_episode_replays_to_the_bit_from_its_file() {
    for preset in ["rocks-and-diamonds", "coin-strip"] {
        let page = opened(Engine::Chromium, &format!("#preset={preset}"));
        let downloads = Downloads::of(&page, &format!("played-{preset}"));
        let (state, place) = place(&page, preset, display::TRAINING);
        page.wait_for("#play-json[disabled]");
        page.evaluate("document.querySelector('#play-board').focus()");
        // Until it is over: there are pits.
        let (mut actions, mut game) = (Vec::new(), Game::new(place.clone()));
        for action in [3, 3, 0, 1, 2, 3, 0, 0, 3, 1] {
            if !game.is_over() {
                game.act(action);
                actions.push(action);
            }
        }
        lead(&page, &actions, |action| key(&page, action));
        let (game, _) = account(&state, &place, &actions);
        let (name, bytes) = downloads.save(&page, "#play-json", ".json");
        assert!(name.starts_with(&format!("wayward-{preset}-played-training-level{}", place.number)), "{name}");
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            game.to_json(&Ledgers::of(&state.draft)),
            "every feature and every reward, to the bit"
        );
        if preset == "coin-strip" {
            let (name, bytes) = downloads.save(&page, "#play-gif", ".gif");
            assert!(name.contains("-played-training-level") && bytes.starts_with(b"GIF89a") && bytes.ends_with(&[0x3b]), "{name}");
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains("Played by a person, not by an agent"), "it says whose it is");
            page.wait_for_text("#save-said", |text| text.starts_with("Saved wayward-coin-strip-played"));
        }
    }
}

#[test]
fn a_phone_leads_by_buttons_presses_and_strokes() {
    let page = Page::of_newcomer(Engine::Chromium);
    page.be_a_phone(390, 844);
    page.open_ready();
    play(&page);
    page.assert_accessible_within("#play");
    let fits = "const it = document.querySelector('#play'); return it.scrollWidth <= it.clientWidth + 1 && document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(page.evaluate(fits), json!(true));
    let (_, place) = place(&page, "cheese-corner", display::TRAINING);
    let level: Level = (*place.player().level).clone();
    // Where its way is free, to the left or to the right.
    let free = |cell: u16| level.free_cells().any(|other| other == cell);
    let (action, far) = if free(level.start + 1) { (3, 1.0) } else { (2, -1.0) };
    let box_of = "const board = document.querySelector('#play-board');
                  board.scrollIntoView({block: 'center'});
                  const agent = board.querySelector('.agent').getBoundingClientRect(), floor = board.querySelector('.floor').getBoundingClientRect();
                  return [agent.x + agent.width / 2, agent.y + agent.height / 2, floor.width]";
    let at = |found: &Value, of: usize| found[of].as_f64().unwrap();
    let found = page.evaluate(box_of);
    let cell = at(&found, 2) / level.width as f64;
    page.tap_at((at(&found, 0) + far * cell, at(&found, 1)));
    page.wait_until("document.querySelector('#play-board').dataset.steps === '1'");
    let expected = level.world.step(&level, level.world.start(&level), action).state.agent;
    page.wait_for_text("#play-said", |text| text.contains(&format!("column {}, row {}", level.column(expected), level.row(expected))));
    // A stroke leads by its direction, wherever it begins.
    let found = page.evaluate(box_of);
    let (x, y) = (at(&found, 0), at(&found, 1));
    let touch = |kind: &str, points: Value| page.devtools("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": points}));
    touch("touchStart", json!([{"x": x, "y": y}]));
    touch("touchMove", json!([{"x": x - 30.0, "y": y}]));
    touch("touchMove", json!([{"x": x - 60.0, "y": y + 5.0}]));
    touch("touchEnd", json!([]));
    page.wait_until("document.querySelector('#play-board').dataset.steps === '2'");
    page.evaluate("document.querySelector('.play-pad').scrollIntoView({block: 'center'})");
    page.click("[data-act=d]");
    page.wait_until("document.querySelector('#play-board').dataset.steps === '3'");
}

/// What does not compile pays nothing that is known; the other ledger counts on.
#[test]
fn a_reward_that_does_not_compile_is_no_ledger() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#reward", "if reached_cheese {");
    play(&page);
    page.wait_for_text("#play-paid", |text| text == "–");
    page.wait_for_text("#play-worth", |text| text == "0");
    page.click("[data-act=u]");
    page.wait_for_text("#play-said", |text| text.contains("Paid nothing that is known, worth 0"));
}

/// The middle of a square of a game's board, in the window.
fn square_at(page: &Page, square: usize) -> (f64, f64) {
    let (row, column) = (square / SIDE, square % SIDE);
    let place = page.evaluate(&format!(
        "document.querySelector('#play-board').scrollIntoView({{block: 'nearest'}});
         const floor = document.querySelector('#play-board .floor').getBoundingClientRect();
         return [floor.left + ({column} + 1.5) / {side} * floor.width, floor.top + ({row} + 1.5) / {side} * floor.height]",
        side = SIDE + 2
    ));
    (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
}

/// The other pawns are moved by keys, buttons and presses on the board; the rival does what it does natively, and who would win is told.
#[test]
fn the_other_side_of_a_game_is_played() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open("#preset=odd-openings");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.click("[data-do=play]");
        page.wait_for("#play[open] #play-board .board-view");
        let (state, place) = place(&page, "odd-openings", display::TRAINING);
        page.click("[name=play-side][value=other]");
        for rival in Rival::ALL {
            page.click(&format!("[name=play-rival][value='{}']", rival.name()));
            let mut duel = Duel::new(place.clone(), rival, state.untrained.clone());
            let begun = format!("The {} went from", rival.name());
            page.wait_for_text("#play-said", |text| text.starts_with(&begun) && text.ends_with("Your turn."));
            if rival == Rival::Perfect {
                page.click("#play-value");
                page.wait_for_text("#play-optimal", |text| text == "The perfect player wins from here, if it makes no mistake.");
            }
            while !duel.is_over() {
                let next = board(duel.shown()).turned().moves()[0];
                for (half, press) in [next.from, next.to].into_iter().enumerate() {
                    let column = press % SIDE;
                    // The person sees the rows the other way around.
                    let square = (SIDE - 1 - press / SIDE) * SIDE + column;
                    match rival {
                        Rival::Agent => page.press_at(square_at(&page, square)),
                        Rival::Greedy => page.click(&format!("[data-column='{}']", ["a", "b", "c", "d"][column])),
                        Rival::Perfect => {
                            page.evaluate("document.querySelector('#play-board').focus()");
                            page.keys(["a", "b", "c", "d"][column]);
                        }
                    }
                    duel.press(column).expect("a move");
                    if half == 0 {
                        page.wait_for_text("#play-said", |text| text.contains("is touched"));
                    }
                }
                page.wait_until(&format!("document.querySelector('#play-board').dataset.steps === '{}'", duel.moves));
                if let Some(theirs) = duel.last[0] {
                    let said = format!("The {} went from {} to {}.", rival.name(), square_name(theirs.from), square_name(theirs.to));
                    page.wait_for_text("#play-said", |text| text.contains(&said));
                }
            }
            let end = if duel.won == Some(true) { "You have won." } else { "You have lost." };
            page.wait_for_text("#play-said", |text| text.ends_with(end));
            let count = format!("{} of 1 against the {}", usize::from(duel.won == Some(true)), rival.name());
            page.wait_for_text("#play-results", |text| text.contains(&count));
        }
        page.wait_for_text("#play-optimal", |text| text == "The game is over.");
        page.click("#play-again");
        page.wait_until("document.querySelector('#play-board').dataset.steps === '0'");
        page.click("[data-column=a]");
        page.click("[data-column=d]");
        page.wait_for_text("#play-said", |text| text.contains("No pawn of yours can go from column a there"));
        page.click("#play-let-go");
        page.wait_for("#play-let-go[disabled]");
        page.assert_accessible_everywhere_within("#play");
        // Back on the agent's side a press on the board touches a column as its letter does.
        page.click("[name=play-side][value=own]");
        page.wait_for("#play-paid");
        page.press_at(square_at(&page, 12));
        page.wait_until("document.querySelector('#play-board').dataset.steps === '1'");
    }
}

/// What an agent does off the book is not given away before anything is shifted, and a game is not begun anew by an agent that learns on.
#[test]
fn the_other_side_gives_nothing_away_and_keeps_its_game() {
    let page = opened(Engine::Chromium, "?bench=full#preset=odd-openings&seeds=1&agent.total_timesteps=100000");
    page.click("[name=play-side][value=other]");
    turn_to_shifted(&page);
    page.wait_for_text("#play", |text| text.contains("The agent plays in the shifted world once you have moved the slider"));
    assert_eq!(page.count("#play-board"), 0);
    page.click("[name=play-rival][value='perfect player']");
    page.wait_for_text("#play-said", |text| text.ends_with("Your turn."));
    page.keys(Key::Escape);
    page.wait_until("!document.querySelector('#play')");
    page.set_value("#speed", "live");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "training");
    page.click("[data-do=play]");
    page.wait_for("#play[open] #play-board .board-view");
    page.click("[name=play-side][value=other]");
    page.click("[data-column=b]");
    page.wait_for_text("#play-said", |text| text.starts_with("Column b is touched"));
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    assert!(page.text("#play-said").starts_with("Column b is touched"));
}

#[test]
fn a_finger_plays_the_other_side() {
    let page = Page::new();
    page.be_a_phone(390, 844);
    page.open("#preset=odd-openings");
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.wait_for("[data-do=play]");
    page.evaluate("document.querySelector('[data-do=play]').click()");
    page.wait_for("#play[open] #play-board .board-view");
    page.click("[name=play-side][value=other]");
    page.wait_for_text("#play-said", |text| text.ends_with("Your turn."));
    let fits = "const it = document.querySelector('#play'); return it.scrollWidth <= it.clientWidth + 1 && document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(page.evaluate(fits), json!(true));
    page.evaluate("document.querySelector('#play-board').scrollIntoView({block: 'center'})");
    page.tap_at(square_at(&page, 0));
    page.wait_for_text("#play-said", |text| text.starts_with("Column a is touched"));
    page.assert_accessible_within("#play");
}
