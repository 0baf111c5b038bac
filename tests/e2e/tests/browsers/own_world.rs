//! A stranger's path: a world of one's own in which red things are always lines, until they are not. By pointer, and by keyboard alone.

use crate::paint::place;
use engine::scenario::Scenario;
use engine::share::decode;
use thirtyfour::Key;
use wayward_e2e::keyboard::Keyboard;
use wayward_e2e::runs::natively;
use wayward_e2e::{Engine, Page};

/// What is painted into an empty room, by letter, row and column.
type Things = [(&'static str, (usize, usize))];

/// Red lines, five times.
const TRAINING: [&Things; 5] = [
    &[("@", (1, 1)), ("r", (3, 3))],
    &[("@", (4, 1)), ("r", (1, 4))],
    &[("@", (5, 5)), ("r", (1, 1))],
    &[("@", (1, 5)), ("r", (4, 2))],
    &[("@", (2, 3)), ("r", (5, 5))],
];

/// A line that is yellow, and something red that is a gem.
const SHIFTED: [&Things; 3] = [
    &[("@", (3, 3)), ("R", (1, 2)), ("y", (5, 5))],
    &[("@", (2, 1)), ("R", (5, 5)), ("y", (1, 4))],
    &[("@", (3, 5)), ("R", (1, 1)), ("y", (5, 3))],
];

/// As it stands in the address, once all levels are there.
fn painted(page: &Page) -> Scenario {
    let is_there = |page: &Page| {
        let hash = page.evaluate("return location.hash");
        let scenario = decode(hash.as_str().expect("a text")).expect("a link").shared.scenario;
        // The address follows what is painted a moment later.
        let is_whole = |is_shifted: bool, wanted: &[&Things]| {
            let pictures = scenario.painted.list(is_shifted);
            let all_in = |(picture, things): (&String, &&Things)| things.iter().all(|(letter, _)| picture.contains(letter));
            pictures.len() == wanted.len() && pictures.iter().zip(wanted).all(all_in)
        };
        (is_whole(false, &TRAINING) && is_whole(true, &SHIFTED)).then_some(scenario)
    };
    let begun = std::time::Instant::now();
    loop {
        if let Some(scenario) = is_there(page) {
            return scenario;
        }
        assert!(begun.elapsed() < wayward_e2e::PATIENCE, "the address is {}", page.evaluate("return location.hash"));
        std::thread::sleep(wayward_e2e::GLANCE);
    }
}

/// What the shared link trains elsewhere is the agent that is trained here, and the one that is trained natively.
fn is_the_same_elsewhere(page: &Page, scenario: &Scenario, elsewhere: Engine) {
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    let here = page.wait_for_attribute("#run-figures", "data-digest", |digest| !digest.is_empty());
    let native = natively(scenario);
    assert_eq!(here, native.digest());
    // The verdict is read: its words, and on how little they rest.
    page.wait_for(&format!("#verdict[data-verdict='{}']", native.report.row.verdict.name()));
    page.wait_for_text("#verdict", |text| text.contains("3 levels"));
    let link = page.evaluate("return document.querySelector('#share-text').value");
    let (_, link) = link.as_str().and_then(|link| link.split_once('#')).expect("a link with an experiment");
    let other = Page::in_engine(elsewhere);
    other.open(&format!("#{link}"));
    other.wait_started();
    other.wait_for_text("#board-train .board-subtitle", |text| text.contains("5 painted levels"));
    other.click("#train");
    other.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    assert_eq!(other.wait_for_attribute("#run-figures", "data-digest", |digest| !digest.is_empty()), here);
}

#[test]
fn a_stranger_paints_trains_reads_and_shares() {
    let page = Page::new();
    page.open_ready();
    page.click("[data-do=gallery]");
    page.wait_for("#gallery[open]");
    page.set_value("#gallery-find", "sandbox");
    page.wait_for(".gallery-card[data-preset=sandbox] .primary");
    page.click(".gallery-card[data-preset=sandbox] .primary");
    page.wait_until("!document.querySelector('#gallery') && document.querySelector('#preset').value === 'sandbox'");
    page.set_value("#reward", "touched_line");
    page.set_value("#seeds", "1");
    page.set_value("#agent-total_timesteps", "32768");
    page.click("[data-do=paint]");
    page.wait_until("document.activeElement.matches('#paint h2')");
    for (world, levels) in [("train", &TRAINING[..]), ("shift", &SHIFTED)] {
        page.click(&format!("[name=paint-world][value={world}]"));
        for (count, things) in levels.iter().enumerate() {
            page.click("#paint-empty");
            page.wait_until(&format!("document.querySelectorAll('.paint-thumb').length === {}", count + 1));
            for (letter, cell) in *things {
                page.click(&format!("[name=paint-brush][value='{letter}']"));
                page.wait_until(&format!("document.querySelector('[name=paint-brush]:checked').value === '{letter}'"));
                page.press_at(place(&page, *cell));
                page.wait_for_text("#paint-said", |text| text.ends_with("now."));
            }
            page.wait_for_text("#paint-fault", |text| text.trim().is_empty());
        }
    }
    page.click("#paint-done");
    page.set_value("#shift", "100");
    let scenario = painted(&page);
    page.set_value("#speed", "fast");
    page.click("#train");
    page.wait_for("#verdict[data-amount='1']");
    page.click("[data-do=share]");
    page.wait_until("document.querySelector('#share-text')?.value.includes('#')");
    is_the_same_elsewhere(&page, &scenario, Engine::Firefox);
}

#[test]
fn a_stranger_does_it_with_the_keyboard_alone() {
    let page = Page::new();
    page.open_ready();
    let keyboard = Keyboard(&page);
    keyboard.go_to_the_top();
    keyboard.reach("[data-do=gallery]");
    keyboard.keys(Key::Enter);
    page.wait_until("document.activeElement.closest('#gallery')?.open");
    keyboard.reach("#gallery-find");
    keyboard.keys("sandbox room");
    page.wait_until("document.querySelectorAll('.gallery-card').length === 1");
    keyboard.reach(".gallery-card[data-preset=sandbox] .primary");
    keyboard.keys(Key::Enter);
    page.wait_until("!document.querySelector('#gallery') && document.querySelector('#preset').value === 'sandbox'");
    page.wait_for("#train:not([disabled])");
    keyboard.go_to_the_top();
    for (field, text) in [("#reward", "touched_line"), ("#seeds", "1")] {
        keyboard.reach(field);
        keyboard.keys(Key::Control + "a");
        keyboard.keys(text);
        keyboard.keys(Key::Escape);
    }
    keyboard.go_to_the_top();
    keyboard.reach("[data-do=paint]");
    keyboard.keys(Key::Enter);
    page.wait_until("document.activeElement.matches('#paint h2')");
    let mut cursor = (1, 1);
    for (world, levels) in [("train", &TRAINING[..]), ("shift", &SHIFTED)] {
        if world == "shift" {
            keyboard.reach("[name=paint-world]");
            keyboard.keys(Key::Right + "");
            page.wait_until("document.querySelector('[name=paint-world]:checked').value === 'shift'");
        }
        for (count, things) in levels.iter().enumerate() {
            keyboard.reach("#paint-empty");
            keyboard.keys(Key::Enter);
            page.wait_until(&format!("document.querySelectorAll('.paint-thumb').length === {}", count + 1));
            keyboard.reach("#paint-board");
            for (letter, cell) in *things {
                while cursor != *cell {
                    let (key, next) = if cursor.0 < cell.0 {
                        (Key::Down, (cursor.0 + 1, cursor.1))
                    } else if cursor.0 > cell.0 {
                        (Key::Up, (cursor.0 - 1, cursor.1))
                    } else if cursor.1 < cell.1 {
                        (Key::Right, (cursor.0, cursor.1 + 1))
                    } else {
                        (Key::Left, (cursor.0, cursor.1 - 1))
                    };
                    page.keys(key);
                    cursor = next;
                    page.wait_for_text("#paint-said", |text| text.starts_with(&format!("Column {}, row {}", next.1, next.0)));
                }
                page.keys(*letter);
                page.wait_for_text("#paint-said", |text| text.starts_with("Brush"));
                page.keys(Key::Enter);
                page.wait_for_text("#paint-said", |text| text.ends_with("now."));
            }
            page.wait_for_text("#paint-fault", |text| text.trim().is_empty());
        }
    }
    keyboard.keys(Key::Escape);
    page.wait_until("!document.querySelector('#paint') && document.activeElement.matches('[data-do=paint]')");
    keyboard.reach("#shift");
    keyboard.keys(Key::End);
    page.wait_until("document.querySelector('#shift').value === '100'");
    let scenario = painted(&page);
    keyboard.go_to_the_top();
    keyboard.reach("#train");
    keyboard.keys(Key::Enter);
    page.wait_for("#verdict[data-amount='1']");
    keyboard.go_to_the_top();
    keyboard.reach("[data-do=share]");
    keyboard.keys(Key::Enter);
    page.wait_until("document.querySelector('#share-text')?.value.includes('#')");
    is_the_same_elsewhere(&page, &scenario, Engine::Chromium);
}
