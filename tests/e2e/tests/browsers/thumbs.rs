//! A person judges clips by pointer and by keys; a reward is learned, taken back, used, undone, trained on.

use engine::preferences::{Choice, Preferences};
use engine::scenario::Scenario;
use thirtyfour::Key;
use wayward::features::thumbs::model::Footage;
use wayward_e2e::{Engine, Page, engines, json};

fn opened(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open("#preset=cheese-corner&seeds=1");
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.set_value("#agent-total_timesteps", "16384");
    page
}

fn judge(page: &Page) {
    page.click("[data-do=thumbs]");
    page.wait_for("#thumbs[open] #thumbs-right .agent");
    // A little later than the dialog the focus comes to its heading.
    page.wait_until("document.activeElement.matches('#thumbs h2')");
}

fn wait_for_count(page: &Page, count: usize) {
    page.wait_for_text("#thumbs-count", |text| match count {
        0 => text.starts_with("No answers"),
        1 => text == "1 answer",
        count => text == format!("{count} answers"),
    });
}

/// What a viewer who wants cheese says of the same clips, natively, and what is learned from it.
fn expected(answers: usize) -> (Vec<Choice>, String) {
    let scenario = Scenario::preset("cheese-corner").expect("a preset");
    let intended = scenario.check().expect("a scenario").intended;
    let mut footage = Footage::new(&scenario, &[]);
    let mut preferences = Preferences::new(scenario.world);
    let mut given = Vec::new();
    for _ in 0..answers {
        let pair = footage.next(&preferences).expect("clips that differ");
        let choice = engine::preferences::viewer(&intended, &pair.left.clip, &pair.right.clip);
        preferences.answers.push(pair.answer(choice));
        given.push(choice);
    }
    (given, preferences.learn().expect("a reward").source)
}

/// The page asks about the very clips that are asked about natively, and learns the same.
#[test]
fn answers_become_a_reward_that_is_trained_on_and_undone() {
    let (answers, program) = expected(12);
    for &engine in engines() {
        let page = opened(engine);
        judge(&page);
        wait_for_count(&page, 0);
        page.wait_until("document.querySelector('#thumbs-use').disabled && document.querySelector('#thumbs-undo').disabled");
        for (done, choice) in answers.iter().enumerate() {
            let (button, digit, arrow) = match choice {
                Choice::First => ("#thumbs-1", "1", Key::Left),
                Choice::Same => ("#thumbs-2", "2", Key::Down),
                Choice::Second => ("#thumbs-3", "3", Key::Right),
            };
            match done % 3 {
                0 => page.click(button),
                1 => page.keys(digit),
                _ => page.keys(arrow),
            }
            wait_for_count(&page, done + 1);
        }
        page.wait_for_text("#thumbs-program", |text| text == program);
        page.wait_for_text("#thumbs-said", |text| text.contains("reached_cheese and reached_corner always came together"));
        page.wait_for_text("#thumbs-told", |text| text.starts_with("Answer 12:"));
        page.click("#thumbs-undo");
        wait_for_count(&page, 11);
        page.wait_for_text("#thumbs-told", |text| text.starts_with("Answer 12 is taken back"));
        // What was answered outlives the dialog.
        page.keys(Key::Escape);
        page.wait_until("!document.querySelector('#thumbs')");
        judge(&page);
        wait_for_count(&page, 11);
        if engine == Engine::Chromium {
            page.assert_accessible_everywhere_within("#thumbs");
        }
        let learned = page.text("#thumbs-program");
        page.click("#thumbs-use");
        page.wait_until("!document.querySelector('#thumbs')");
        page.wait_until(&format!("document.querySelector('#reward').value === {}", json!(learned)));
        page.click("[data-do=undo]");
        page.wait_until(&format!("document.querySelector('#reward').value !== {}", json!(learned)));
        page.click("[data-do=redo]");
        page.wait_until(&format!("document.querySelector('#reward').value === {}", json!(learned)));
        page.set_value("#speed", "fast");
        page.click("#train");
        page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
        // Now there are clips of the agent, too.
        judge(&page);
        page.wait_until("document.querySelector('#thumbs').textContent.includes('the agent on the page')");
    }
}

/// The clips play by themselves, both at once; where nothing shall move, a button plays them once.
#[test]
fn clips_play_again_and_again_unless_nothing_shall_move() {
    let step = |css: &str| format!("Number(document.querySelector('{css}').dataset.step)");
    let page = opened(Engine::Chromium);
    judge(&page);
    for _ in 0..2 {
        page.wait_until(&format!("{} > 0 && {} > 0", step("#thumbs-left"), step("#thumbs-right")));
        page.wait_until(&format!("{} === 0", step("#thumbs-left")));
    }
    assert_eq!(page.count("#thumbs-play"), 0);
    let calm = Page::in_engine(Engine::Chromium);
    calm.prefer(false, true);
    calm.open("#preset=cheese-corner&seeds=1");
    calm.wait_started();
    judge(&calm);
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(calm.evaluate(&format!("return {}", step("#thumbs-left"))), json!(0));
    calm.click("#thumbs-play");
    calm.wait_until(&format!("{} > 2", step("#thumbs-left")));
    calm.click("#thumbs .thumbs-words summary");
    calm.wait_for_text("#thumbs .thumbs-words p", |text| text.contains("Left: ") && text.contains("steps"));
}

#[test]
fn a_finger_judges_on_a_phone() {
    let page = opened(Engine::Chromium);
    page.be_a_phone(390, 844);
    page.evaluate("document.querySelector('.reward-fold[aria-expanded=false]')?.click()");
    page.wait_for("[data-do=thumbs]");
    page.evaluate("document.querySelector('[data-do=thumbs]').click()");
    page.wait_for("#thumbs[open] #thumbs-right .agent");
    page.wait_until("document.activeElement.matches('#thumbs h2')");
    let is_wider = "return [document.documentElement, document.querySelector('#thumbs')].some((it) => it.scrollWidth > it.clientWidth)";
    assert_eq!(page.evaluate(is_wider), json!(false));
    page.assert_accessible_within("#thumbs");
    let place = page.evaluate(
        "const button = document.querySelector('#thumbs-2');
         button.scrollIntoView({block: 'center'});
         const box = button.getBoundingClientRect();
         return [box.x + box.width / 2, box.y + box.height / 2]",
    );
    page.tap_at((place[0].as_f64().expect("a place"), place[1].as_f64().expect("a place")));
    wait_for_count(&page, 1);
    page.wait_for_text("#thumbs-said", |text| text.contains("no clip was better"));
}
