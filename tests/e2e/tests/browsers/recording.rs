//! What plays before anything is trained: marked as a recording, held by Pause, gone with the first edit, in a lesson and with
//! Train, and the very episodes that the file has.

use std::collections::BTreeSet;

use engine::scenario::Scenario;
use wayward::ui::draft::Draft;
use wayward::ui::recording::{LEVELS, episode, find};
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, dist, engines, json};

const FILE: &str = include_str!("../../../../www/recordings.txt");
const BOARDS: [(&str, u64); 2] = [("#board-train", 1), ("#board-deploy", 2)];

fn opened(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open_ready();
    plays(&page);
    page
}

fn plays(page: &Page) {
    for (board, _) in BOARDS {
        page.wait_for_text(&format!("{board} .recorded"), |text| text.trim() == "recording · trained");
    }
    page.wait_for_text(".replay-text", |text| text.starts_with("A recording (seed "));
}

/// The boards show the agent of this page.
fn wanders(page: &Page) {
    page.wait_until(
        "!document.querySelector('.recorded') && document.querySelector('#board-train .board-label').innerText === 'untrained'",
    );
    page.wait_for_text(".replay-text", |text| text.starts_with("Not trained yet: "));
}

fn steps(page: &Page, board: &str) -> u64 {
    page.attribute(board, "data-steps").and_then(|steps| steps.parse().ok()).expect("a number")
}

#[test]
fn the_boards_are_alive_before_train_and_say_what_they_show() {
    for &engine in engines() {
        let page = opened(engine);
        page.wait_until(
            "document.querySelector('#board-train').dataset.steps > 2 && document.querySelector('#board-deploy').dataset.steps > 2",
        );
        assert_eq!(page.count(".recorded svg"), 2, "not by a word alone");
        // What the slider says is what is seen: nothing is shifted yet, and both boards show the same world.
        assert_eq!(page.text("output[for=shift]"), "0 %");
        let described = |board: &str| page.text(&format!("{board} .board-subtitle"));
        assert_eq!(described("#board-deploy"), described("#board-train"));
        page.set_value("#shift", "100");
        page.wait_until("document.querySelector('#board-deploy .board-subtitle').innerText !== document.querySelector('#board-train .board-subtitle').innerText");
        plays(&page);
        page.wait_for_text("#board-deploy .board-ghost", |text| text.contains("Perfect optimizer: the cheese in"));
        page.wait_for_text("#board-deploy .tally-lead", |text| text.starts_with("No episode yet"));
        assert!(!page.text("#board-deploy .acts").contains("reward = what you meant\t1.00"), "{}", page.text("#board-deploy .acts"));
        // The trained agent passes the cheese by.
        page.click("#board-deploy .board-skip");
        page.wait_for_text("#board-deploy .board-badge", |text| text == "went to the corner");
        page.set_value("#shift", "0");

        page.click("#train");
        page.wait_until("!document.querySelector('.recorded')");
        page.wait_until("document.querySelector('#board-train .board-label').innerText.startsWith('after ')");
        page.wait_until("document.querySelector('#board-deploy').dataset.episode > 0");
        page.click("#reset");
        plays(&page);
    }
}

/// Every move of an episode, and after the last level the first again.
#[test]
fn what_is_shown_is_what_is_in_the_file() {
    let page = opened(Engine::Chromium);
    page.click("#pause");
    page.wait_for("#inspector");
    let block = find(FILE, &Draft::new(Scenario::preset("cheese-corner").expect("a preset")).save(0.0));
    for (board, stream) in BOARDS {
        // Both boards play on while one of them is looked at, so this one begins wherever it is now.
        let mut seen = BTreeSet::new();
        while (seen.len() as u64) < LEVELS {
            let number: u64 = page.attribute(board, "data-level").and_then(|level| level.parse().ok()).expect("a level");
            let moves = episode(block, stream, false, number).expect("it is recorded");
            page.click("#pause");
            page.click(&format!("{board} .board-skip"));
            page.wait_for_attribute(board, "data-steps", |steps| steps == moves.len().to_string());
            page.wait_for_attribute(board, "data-level", |level| level == ((number + 1) % LEVELS).to_string());
            page.click("#pause");
            seen.insert(number);
        }
    }
}

#[test]
fn it_can_be_held_and_moved_on_by_hand() {
    for &engine in engines() {
        let page = opened(engine);
        page.wait_until("document.querySelector('#board-deploy').dataset.steps > 1");
        page.click("#pause");
        page.wait_for_text("#pause", |text| text == "Resume");
        let held = BOARDS.map(|(board, _)| steps(&page, board));
        std::thread::sleep(std::time::Duration::from_millis(700));
        assert_eq!(BOARDS.map(|(board, _)| steps(&page, board)), held, "{engine:?}");
        page.press_button("#inspector", "Next move");
        // Behind the last move of a level comes the next level.
        page.wait_for_attribute("#board-train", "data-steps", |now| now == (held[0] + 1).to_string() || now == "0");
        assert_eq!(page.count(".recorded"), 2);
        page.assert_accessible();
    }
}

#[test]
fn whatever_it_is_not_of_ends_it() {
    for &engine in engines() {
        let page = opened(engine);
        let before = page.evaluate("return document.querySelector('#reward').value");
        page.set_value("#reward", "reached_corner");
        wanders(&page);
        page.set_value("#reward", before.as_str().expect("a text"));
        plays(&page);
        page.set_value("#shift", "40");
        wanders(&page);
        page.set_value("#shift", "100");
        plays(&page);
        page.set_value("#shift", "0");
        // What it expects can be asked only of an agent that is there.
        page.click("#overlay");
        wanders(&page);
        page.wait_for("#board-train .heat-high");
        page.click("#overlay");
        plays(&page);
        page.set_value("#preset", "boat-race");
        page.wait_for_text(".replay-text", |text| text.starts_with("A recording (seed 0"));
        plays(&page);
        page.assert_accessible();
        page.set_value("#seed", "5");
        wanders(&page);
    }
}

#[test]
fn nothing_is_seen_before_it_is_asked_for() {
    for address in ["?lesson=cheese", "?workshop=1"] {
        let page = Page::new();
        page.open(address);
        page.wait_for("#run-figures[data-ready='1']");
        // Longer than it takes to begin.
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert_eq!(page.count(".recorded"), 0, "{address}");
    }
    let page = opened(Engine::Chromium);
    page.click("[data-do=lessons]");
    page.wait_for("#lessons #start-cheese");
    page.click("#lessons #start-cheese");
    page.wait_for("#lesson-heading");
    wanders(&page);

    // Who is still to be asked does not see what comes of the shift.
    let page = Page::of_newcomer(Engine::Chromium);
    page.open_ready();
    plays(&page);
    page.set_value("#shift", "100");
    wanders(&page);

    let page = opened(Engine::Chromium);
    page.evaluate("localStorage['wayward.predict'] = '1'");
    page.reload();
    page.wait_for("#train:not([disabled])");
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert_eq!(page.count(".recorded"), 0, "the page asks before a shift");
}

#[test]
fn with_reduced_motion_it_jumps() {
    let page = Page::new();
    page.prefer(true, true);
    page.open_ready();
    plays(&page);
    page.wait_until("document.querySelector('#board-deploy').dataset.steps > 1");
    // In the middle of a cell, always.
    let at = page.evaluate(
        "const seen = [];
         for (let i = 0; i < 40; i += 1) {
             const {e, f} = document.querySelector('#board-deploy .agent').transform.baseVal[0].matrix;
             seen.push(e % 1 === 0.5 && f % 1 === 0.5);
         }
         return seen.every(Boolean)",
    );
    assert_eq!(at, json!(true));
    page.assert_accessible();
}

#[test]
fn without_the_file_the_agent_wanders() {
    let mut page = Page::of(Site { missing: vec!["www/recordings.txt".into()], ..Site::new(&dist()) }, &[]);
    page.allow_console("recordings.txt");
    page.open_ready();
    std::thread::sleep(std::time::Duration::from_millis(1_000));
    wanders(&page);
}

/// What is taken along says so, or is of an agent that is there.
#[test]
fn a_recording_is_not_taken_along_as_an_agent() {
    let page = opened(Engine::Chromium);
    page.click("[data-do=share]");
    page.wait_for("[data-save=gif]");
    page.click("[data-save=gif]");
    page.wait_for_text("#save-said", |text| text.contains("plays a recording"));
}
