//! Levels are painted by pointer and by keys, kept while they are no levels yet, trained on and judged on, and they travel in a link.

use std::time::Instant;

use engine::scenario::Scenario;
use engine::share::decode;
use thirtyfour::Key;
use wayward_e2e::runs::natively;
use wayward_e2e::{Engine, GLANCE, PATIENCE, Page, engines, json};

fn opened(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open("?bench=full#preset=cheese-corner&seeds=1");
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.set_value("#agent-total_timesteps", "16384");
    page
}

fn paint(page: &Page) {
    page.click("[data-do=paint]");
    page.wait_for("#paint[open]");
    // A little later than the dialog the focus comes to its heading.
    page.wait_until("document.activeElement.matches('#paint h2')");
}

fn done(page: &Page) {
    page.click("#paint-done");
    page.wait_until("!document.querySelector('#paint')");
}

/// The middle of a cell in the window, rows and columns counted from 0.
pub fn place(page: &Page, (row, column): (usize, usize)) -> (f64, f64) {
    let place = page.evaluate(&format!(
        "const board = document.querySelector('#paint-board');
         board.scrollIntoView({{block: 'nearest'}});
         const floor = board.querySelector('.floor'), box = floor.getBoundingClientRect();
         const [width, height] = ['width', 'height'].map((name) => Number(floor.getAttribute(name)));
         return [box.left + ({column} + 0.5) / width * box.width, box.top + ({row} + 0.5) / height * box.height]"
    ));
    (place[0].as_f64().expect("a place"), place[1].as_f64().expect("a place"))
}

fn press(page: &Page, cell: (usize, usize)) {
    page.press_at(place(page, cell));
}

/// The first painted level, once it looks like this in the address.
fn wait_for_level(page: &Page, wanted: impl Fn(&[&str]) -> bool) {
    let begun = Instant::now();
    loop {
        let text = scenario(page).painted.list(false).first().cloned().unwrap_or_default();
        if wanted(&text.lines().collect::<Vec<_>>()) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "it is now\n{text}");
        std::thread::sleep(GLANCE);
    }
}

fn take(page: &Page, brush: &str) {
    page.click(&format!("[name=paint-brush][value='{brush}']"));
    page.wait_until(&format!("document.querySelector('[name=paint-brush]:checked').value === '{brush}'"));
}

/// What the address says of the experiment by now.
fn scenario(page: &Page) -> Scenario {
    let hash = page.evaluate("return location.hash");
    decode(hash.as_str().expect("a text")).expect("a link").shared.scenario
}

fn digest(page: &Page) -> String {
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    page.wait_for_attribute("#run-figures", "data-digest", |digest| !digest.is_empty())
}

/// Five levels of training and three shifted ones, painted by pointer; the agent is the one that the same link makes anywhere.
#[test]
fn painted_levels_are_trained_on_judged_on_and_travel() {
    for &engine in engines() {
        let page = opened(engine);
        paint(&page);
        page.click("#paint-empty");
        page.wait_for_text("#paint-fault", |text| text.contains("No start: put one"));
        page.set_value("#paint-columns", "7");
        page.set_value("#paint-rows", "7");
        page.wait_for("#paint-board .floor[width='7'][height='7']");
        take(&page, "@");
        press(&page, (5, 1));
        page.wait_for_text("#paint-fault", |text| text.to_lowercase().contains("no cheese"));
        take(&page, "c");
        press(&page, (1, 5));
        page.wait_for_text("#paint-fault", |text| text.trim().is_empty());
        // A wall around it is named at the cheese.
        take(&page, "#");
        press(&page, (1, 4));
        press(&page, (2, 5));
        page.wait_for_text("#paint-fault", |text| text.contains("row 2, column 6: no way leads to the cheese"));
        page.wait_for("#paint-board .paint-fault");
        page.click("[data-do=paint-undo]");
        page.wait_for_text("#paint-fault", |text| text.trim().is_empty());
        for count in 2..=5 {
            page.click("#paint-random");
            page.wait_until(&format!("document.querySelectorAll('.paint-thumb').length === {count}"));
        }
        page.click("[name=paint-world][value=shift]");
        page.wait_until("!document.querySelector('#paint-board')");
        for count in 1..=3 {
            page.click(if count == 1 { "#paint-board-level" } else { "#paint-random" });
            page.wait_until(&format!("document.querySelectorAll('.paint-thumb').length === {count}"));
        }
        if engine == Engine::Chromium {
            page.assert_accessible_everywhere_within("#paint");
        }
        done(&page);
        page.wait_for_text("#board-train .board-subtitle", |text| text.contains("5 painted levels"));
        page.set_value("#shift", "100");
        page.wait_for_text("#board-deploy .board-subtitle", |text| text.contains("3 painted levels"));
        page.set_value("#speed", "fast");
        page.click("#train");
        let here = digest(&page);
        page.wait_for("#verdict[data-amount='1']");
        let scenario = scenario(&page);
        assert_eq!((scenario.painted.list(false).len(), scenario.painted.list(true).len()), (5, 3));
        assert_eq!(here, natively(&scenario).digest(), "{engine:?}");
        // Elsewhere.
        let link = page.evaluate("return location.hash");
        let other = Page::in_engine(engine);
        other.open(link.as_str().expect("a link"));
        other.wait_started();
        other.wait_for_text("#board-train .board-subtitle", |text| text.contains("5 painted levels"));
        other.click("#train");
        assert_eq!(digest(&other), here);
    }
}

/// By keys alone; what is no level yet outlives a reload, and one that was removed comes back.
#[test]
fn keys_paint_too_and_nothing_unfinished_is_lost() {
    let page = opened(Engine::Chromium);
    paint(&page);
    page.press("#paint-empty", Key::Enter);
    page.wait_for("#paint-board");
    page.evaluate("document.querySelector('#paint-board').focus()");
    // The cursor begins in the upper left.
    page.keys("@");
    page.keys(Key::Enter);
    page.wait_for_text("#paint-said", |text| text.contains("start now"));
    page.keys(Key::Right);
    page.keys(Key::Down);
    page.wait_for_text("#paint-said", |text| text.contains("Column 2, row 2: floor"));
    page.keys("#");
    page.keys(Key::Enter);
    page.wait_for_text("#paint-said", |text| text.contains("Column 2, row 2: wall now"));
    page.wait_for_text("#paint-fault", |text| text.to_lowercase().contains("no cheese"));
    page.keys(Key::Escape);
    page.wait_until("!document.querySelector('#paint')");
    // Nothing can be trained with it, and that is said.
    page.wait_for_text("#train-problem", |text| text.to_lowercase().contains("no cheese"));
    page.wait_for("#train[aria-disabled=true], #train:disabled");
    // An edit is in the address and saved a moment later.
    wait_for_level(&page, |rows| rows.len() > 1);
    let before = scenario(&page).painted;
    assert_eq!(before.list(false).len(), 1);
    page.wait_until("localStorage.length && Object.values(localStorage).some((text) => text.includes('painted'))");
    page.reload();
    page.wait_started();
    paint(&page);
    page.wait_for_text("#paint-fault", |text| text.to_lowercase().contains("no cheese"));
    assert_eq!(scenario(&page).painted, before);
    page.evaluate("document.querySelector('#paint-board').focus()");
    let address = page.evaluate("return location.hash");
    page.keys("c");
    page.keys(Key::Right);
    page.keys(Key::Enter);
    page.wait_for_text("#paint-fault", |text| text.trim().is_empty());
    // What is painted and erased within a moment is nothing to undo.
    page.wait_until(&format!("location.hash !== {address}"));
    // Erased, and back.
    page.keys(Key::Delete);
    page.wait_for_text("#paint-fault", |text| text.to_lowercase().contains("no cheese"));
    page.click("[data-do=paint-undo]");
    page.wait_for_text("#paint-fault", |text| text.trim().is_empty());
    page.click("#paint-copy");
    page.wait_until("document.querySelectorAll('.paint-thumb').length === 2");
    // What is added and removed within a moment is nothing to undo either.
    let begun = Instant::now();
    while scenario(&page).painted.list(false).len() < 2 {
        assert!(begun.elapsed() < PATIENCE, "the address does not follow");
        std::thread::sleep(GLANCE);
    }
    page.click("#paint-remove");
    page.wait_until("document.querySelectorAll('.paint-thumb').length === 1");
    page.wait_for_text("#paint-said", |text| text.contains("Undo brings it back"));
    page.click("[data-do=paint-undo]");
    page.wait_until("document.querySelectorAll('.paint-thumb').length === 2");
    done(&page);
    page.wait_for("#train:not([disabled])");
}

/// Led over the board, the mouse paints every cell that it comes to, or moves what it took up.
#[test]
fn the_mouse_paints_a_line_and_moves_things() {
    for &engine in engines() {
        let page = opened(engine);
        paint(&page);
        page.click("#paint-empty");
        page.wait_for("#paint-board");
        take(&page, "c");
        press(&page, (1, 1));
        page.wait_for_text("#paint-said", |text| text.contains("cheese now"));
        take(&page, "#");
        page.drag_at(&[(3, 3), (3, 4), (3, 5)].map(|cell| place(&page, cell)));
        take(&page, "move");
        page.drag_at(&[(1, 1), (2, 2)].map(|cell| place(&page, cell)));
        page.wait_for_text("#paint-said", |text| text.starts_with("Moved: cheese"));
        wait_for_level(&page, |rows| rows[1].starts_with("#..") && rows[2].starts_with("#.c.") && rows[3].starts_with("#..###."));
    }
}

#[test]
fn a_finger_paints_on_a_phone() {
    let page = opened(Engine::Chromium);
    page.be_a_phone(390, 844);
    page.evaluate("document.querySelector('[data-do=paint]').click()");
    page.wait_for("#paint[open]");
    page.wait_until("document.activeElement.matches('#paint h2')");
    page.click("#paint-empty");
    page.wait_for("#paint-board");
    let is_wider = "return [document.documentElement, document.querySelector('#paint')].some((it) => it.scrollWidth > it.clientWidth)";
    assert_eq!(page.evaluate(is_wider), json!(false));
    page.assert_accessible_within("#paint");
    let small = page.evaluate(
        "return [...document.querySelectorAll('.paint-brushes label span')].filter((each) => each.getBoundingClientRect().height < 44).length",
    );
    assert_eq!(small, json!(0), "brushes are large enough for a finger");
    take(&page, "c");
    page.tap_at(place(&page, (1, 1)));
    page.wait_for_text("#paint-said", |text| text.contains("cheese now"));
    take(&page, "#");
    page.swipe_at(&[(3, 3), (3, 4), (3, 5)].map(|cell| place(&page, cell)));
    wait_for_level(&page, |rows| rows[1].starts_with("#c.") && rows[3].starts_with("#..###."));
}

/// A busy page hears of several cells before it draws the first of them.
#[test]
fn strokes_that_are_faster_than_the_page_lose_nothing() {
    let page = opened(Engine::Chromium);
    page.evaluate("document.querySelector('[data-do=paint]').click()");
    page.wait_for("#paint[open]");
    page.click("#paint-empty");
    page.wait_for("#paint-board");
    take(&page, "#");
    let cells: Vec<(f64, f64)> = (2..8).map(|column| place(&page, (5, column))).collect();
    // In one go, so that nothing is drawn in between.
    page.evaluate(&format!(
        "const board = document.querySelector('#paint-board svg'), cells = {};
         const send = (type, [clientX, clientY], buttons) =>
             board.dispatchEvent(new PointerEvent(type, {{clientX, clientY, buttons, isPrimary: true, bubbles: true}}));
         send('pointerdown', cells[0], 1);
         for (const cell of cells.slice(1)) send('pointermove', cell, 1);
         send('pointerup', cells.at(-1), 0);",
        json!(cells)
    ));
    wait_for_level(&page, |rows| rows[5].starts_with("#.######."));
}
