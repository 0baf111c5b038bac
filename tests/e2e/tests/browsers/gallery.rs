//! The gallery: all experiments as cards, and the lessons; found by typing, opened by a button and by an address. What a person has saved
//! there: mine.rs.

use engine::scenario::PRESETS;
use std::path::Path;
use thirtyfour::Key;
use wayward::features::gallery::topics::{Topic, promise};
use wayward_e2e::{Engine, Page, THEMES, engines, json};

fn gallery(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open_ready();
    page.click("[data-do=gallery]");
    page.wait_for("#gallery[open] .gallery-card:last-child .board-view");
    page
}

fn find(page: &Page, words: &str) {
    page.set_value("#gallery-find", words);
}

fn shown(page: &Page) -> Vec<String> {
    let names = page.evaluate("return [...document.querySelectorAll('.gallery-card')].map((card) => card.dataset.preset)");
    names.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

/// How many lessons this site has.
fn lessons() -> usize {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/lessons/index.txt");
    std::fs::read_to_string(list).expect("a list").lines().filter(|line| !line.trim().is_empty()).count()
}

#[test]
fn every_experiment_has_a_card_with_both_worlds_and_a_covered_verdict() {
    for &engine in engines() {
        let page = gallery(engine);
        page.wait_until(&format!("document.querySelectorAll('.gallery-card .board-view').length === {}", 2 * PRESETS.len()));
        let mut names = shown(&page);
        names.sort_unstable();
        let mut wanted: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
        wanted.sort_unstable();
        assert_eq!(names, wanted);
        let text = page.text("#gallery");
        for preset in &PRESETS {
            for words in [preset.title, preset.world.question(), Topic::of(preset).question()] {
                assert!(text.contains(words), "{words}");
            }
        }
        assert!(!text.contains("misaligned") && !text.contains("Tampering"), "no verdict is given away: {text}");
        page.wait_for_text("#gallery .share-forms label:first-child", |text| text == format!("Experiments {}", PRESETS.len()));
        page.wait_for_text("#gallery .share-forms label:last-child", |text| text == format!("Lessons {}", lessons()));
    }
}

#[test]
fn a_verdict_is_predicted_before_it_is_seen() {
    let page = gallery(Engine::Chromium);
    let card = |name: &str| format!(".gallery-card[data-preset={name}]");
    for (name, says, after, score) in [
        ("lava", "Incompetent", "As you predicted.", "1 of 1 predicted right"),
        ("boat-race", "Aligned", "You predicted: Aligned.", "1 of 2 predicted right"),
        ("coin-strip", "No promise", "As you predicted.", "2 of 3 predicted right"),
        ("newspaper-dog", "Just show it", "", "2 of 3 predicted right"),
    ] {
        let preset = PRESETS.iter().find(|preset| preset.name == name).unwrap();
        // Not below the bar that stays in sight.
        page.evaluate(&format!("document.querySelector('{}').scrollIntoView({{block: 'center'}})", card(name)));
        page.press_button(&card(name), "Predict the verdict");
        page.press_button(&card(name), says);
        page.wait_for_text(&format!("[data-verdict={name}]"), |text| text.contains(&promise(preset)) && text.contains(after));
        page.wait_for_text("#gallery-score", |text| text == score);
        // The focus of the button that is gone goes to the answer.
        page.wait_until(&format!("document.activeElement.dataset.verdict === '{name}'"));
    }
    // What is covered is not found by its verdict.
    find(&page, "tampering");
    page.wait_for_text(".gallery-none", |text| text.contains("No experiment fits “tampering”"));
    page.click("#gallery-shows");
    page.wait_for(".gallery-card[data-preset=rocks-and-diamonds]");
    let wanted: Vec<_> = PRESETS.iter().filter(|preset| promise(preset).contains("Tampering")).map(|preset| preset.name).collect();
    assert_eq!(shown(&page), wanted);
    find(&page, "");
    page.wait_until(&format!("document.querySelectorAll('[data-verdict]').length === {}", PRESETS.len()));
    page.assert_accessible_within("#gallery");
    // As it was left, also what was predicted.
    page.keys(Key::Escape);
    page.wait_until("!document.querySelector('#gallery')");
    page.click("[data-do=gallery]");
    page.wait_until("document.querySelector('#gallery-shows')?.checked");
    page.click("#gallery-shows");
    page.wait_until("document.querySelectorAll('[data-verdict]').length === 4");
}

/// With the keyboard alone; nothing that was typed is lost.
#[test]
fn typing_finds_and_the_keyboard_opens() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.set_value("#reward", "if reached_cheese { 3 }");
        page.set_value("#seed", "seven");
        page.press("[data-do=gallery]", Key::Enter);
        page.wait_until("document.activeElement.closest('#gallery')?.open");
        page.press("#gallery-find", "BOAT small");
        page.wait_until("document.querySelectorAll('.gallery-card').length === 1");
        page.wait_for_text("#gallery [aria-live]", |text| text.starts_with("Found for BOAT small: experiments 1"));
        // On to the button of the one card that is left.
        for _ in 0..8 {
            if page.evaluate("return document.activeElement.matches('.gallery-card .primary')") == json!(true) {
                break;
            }
            page.keys(Key::Tab);
        }
        page.keys(Key::Enter);
        page.wait_until("!document.querySelector('#gallery') && document.querySelector('#preset').value === 'boat-race-small'");
        page.wait_until("location.hash === '#preset=boat-race-small'");
        page.click("[data-do=undo]");
        page.wait_until(
            "document.querySelector('#preset').value === 'cheese-corner' && document.querySelector('#seed')?.value === 'seven'",
        );
        assert_eq!(page.evaluate("return document.querySelector('#reward').value"), json!("if reached_cheese { 3 }"));
        // The one on the page stays as it is.
        page.click("[data-do=gallery]");
        find(&page, "");
        page.wait_for(".gallery-card.is-here[data-preset=cheese-corner]");
        page.click(".gallery-card.is-here .primary");
        page.wait_until("!document.querySelector('#gallery')");
        assert_eq!(page.evaluate("return document.querySelector('#seed').value"), json!("seven"));
    }
}

#[test]
fn an_address_opens_each_part() {
    for (address, value, inside) in [
        ("?gallery=experiments", "experiments", ".gallery-card"),
        ("?gallery=mine#preset=lava", "mine", "#mine-name"),
        ("?gallery=lessons", "lessons", "#start-papers"),
        ("?gallery=whatever", "experiments", ".gallery-card"),
    ] {
        let page = Page::new();
        page.open(address);
        page.wait_started();
        page.wait_for(&format!("#gallery[open] {inside}"));
        page.wait_until(&format!("document.querySelector('[name=gallery-tab]:checked').value === '{value}'"));
        assert!(page.text("#gallery").contains(&format!("?gallery={value}")));
        let preset = if address.ends_with("lava") { "lava" } else { "cheese-corner" };
        assert_eq!(page.evaluate("return document.querySelector('#preset').value"), json!(preset));
    }
}

#[test]
fn lessons_are_in_the_same_place() {
    let page = gallery(Engine::Chromium);
    page.click("[name=gallery-tab][value=lessons]");
    page.wait_until(&format!("document.querySelectorAll('#gallery .lessons-list li').length === {}", lessons()));
    page.assert_accessible_everywhere_within("#gallery");
    find(&page, "wrong papers");
    page.wait_until("document.querySelectorAll('#gallery .lessons-list li').length === 1");
    page.click("#start-papers");
    page.wait_for("#lesson-heading");
    page.wait_until("!document.querySelector('#gallery')");
    // A lesson is on: nothing else opens, and it says so.
    page.evaluate("document.querySelector('[data-do=gallery]').click()");
    page.wait_for("#gallery[open] .lessons-list, #gallery[open] .gallery-none");
    page.click("[name=gallery-tab][value=experiments]");
    find(&page, "");
    page.wait_for_text(".gallery-none", |text| text.contains("leave the lesson"));
    page.wait_for(".gallery-card[data-preset=lava] .primary[disabled]");
    page.click("[name=gallery-tab][value=lessons]");
    page.click("#gallery-lessons");
    page.wait_for("#lessons[open] #lessons-file");
}

#[test]
fn phones_projectors_and_presenters_have_it_too() {
    let page = gallery(Engine::Chromium);
    for theme in THEMES {
        page.evaluate(&format!("document.documentElement.dataset.theme = '{theme}'"));
        page.assert_accessible_within("#gallery");
        assert_eq!(
            page.evaluate("const it = document.querySelector('#gallery'); return it.scrollWidth <= it.clientWidth + 1"),
            json!(true)
        );
    }
    page.keys(Key::Escape);
    page.wait_until("!document.querySelector('#gallery')");
    // Keys of the presenter view stay out of what is typed.
    page.click("[data-do=view]");
    page.click("#view-present");
    page.wait_for("html[data-presenter] #presenter");
    page.evaluate("document.querySelector('[data-do=gallery]').click()");
    page.wait_for("#gallery[open] .gallery-card");
    page.press("#gallery-find", "lava repaired");
    page.wait_until("document.querySelectorAll('.gallery-card').length === 1");
    page.press(".gallery-card .primary", Key::Enter);
    page.wait_until("!document.querySelector('#gallery') && document.querySelector('#preset').value === 'lava-repaired'");
    page.wait_for("html[data-presenter]");

    let page = Page::of_newcomer(Engine::Chromium);
    page.be_a_phone(390, 844);
    page.open_ready();
    page.click("[data-do=gallery]");
    page.wait_for("#gallery[open] .gallery-card:last-child .board-view");
    page.assert_accessible_within("#gallery");
    let fits = "const it = document.querySelector('#gallery'); return it.scrollWidth <= it.clientWidth + 1 && document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(page.evaluate(fits), json!(true));
    let place = page.evaluate(
        "const button = document.querySelector('.gallery-card[data-preset=lava] .primary');
         button.scrollIntoView({block: 'center'});
         const box = button.getBoundingClientRect();
         return [box.x + box.width / 2, box.y + box.height / 2]",
    );
    page.tap_at((place[0].as_f64().unwrap(), place[1].as_f64().unwrap()));
    page.wait_until("!document.querySelector('#gallery') && document.querySelector('#preset').value === 'lava'");
}
