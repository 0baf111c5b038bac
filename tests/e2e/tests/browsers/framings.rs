//! The same agent read in four ways: each framing through the keyboard alone, on a phone too; what travels in links, and what stays away
//! from newcomers.

use std::time::Instant;

use thirtyfour::Key;
use wayward_e2e::{Engine, GLANCE, PATIENCE, Page, json};

/// Agents enough for populations, and few enough to wait for.
const AGENTS: u32 = 2;

/// An experiment, trained and judged at the full shift.
fn trained(page: &Page, preset: &str) {
    page.open(&format!("#preset={preset}&amount=1"));
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.set_value("#seeds", &AGENTS.to_string());
    page.wait_for("#speed");
    page.set_value("#speed", "live");
    page.click("#train");
    page.wait_for(&format!("#verdict[data-agents='{AGENTS}']"));
}

/// Tab leads there, and nothing else is touched.
fn tab_to(page: &Page, css: &str) {
    for _ in 0..80 {
        if page.evaluate(&format!("return document.activeElement.matches({css:?})")) == json!(true) {
            return;
        }
        page.keys(Key::Tab + "");
    }
    panic!("Tab never comes to {css}");
}

fn has_focus(page: &Page, css: &str) -> bool {
    page.evaluate(&format!("return document.activeElement?.matches({css:?}) ?? false")) == json!(true)
}

/// Longer than anything else.
fn wait_long(page: &Page, css: &str) {
    let begun = Instant::now();
    while page.count(css) == 0 {
        assert!(begun.elapsed() < 4 * PATIENCE, "waited in vain for {css}: {}", page.text("#framing-other"));
        std::thread::sleep(GLANCE);
    }
}

/// From the tab that has the focus: to the button that asks, and on to the answer.
fn ask(page: &Page, name: &str) {
    tab_to(page, &format!("[data-ask={name}]"));
    page.keys(Key::Enter + "");
    let begun = Instant::now();
    wait_long(page, ".framing-panel[data-answered=true]");
    println!("{name} of {AGENTS} agents took {:.1} s", begun.elapsed().as_secs_f64());
    assert!(has_focus(page, &format!("[data-ask={name}]")), "the focus stays where it is");
}

#[test]
fn each_framing_answers_to_the_keyboard_alone() {
    let page = Page::new();
    page.record_long_tasks();
    trained(&page, "cheese-corner");
    assert_eq!(page.attribute("#framing-behavior", "aria-selected").as_deref(), Some("true"));
    page.press("#framing-behavior", Key::Right + "");
    page.wait_for("#framing-cause[aria-selected=true]");
    assert!(has_focus(&page, "#framing-cause") && page.count("[role=tab][tabindex='0']") == 1);
    page.assert_accessible();

    // Cause: a square of four boards, each with its bar, and the sentence.
    ask(&page, "cause");
    page.wait_for_text(".framing-panel .verdict-says", |text| text.starts_with("What the training levels left open is the cause"));
    assert_eq!((page.count(".square-cell"), page.count(".square .board-view"), page.count(".square-cell.is-mended")), (4, 4, 2));
    assert!(page.text(".framing-share").contains("0 [0, 0] %"), "{}", page.text(".framing-share"));
    page.unfold("[data-fold=cause] table");
    assert_eq!(page.count("[data-fold=cause] tbody tr"), 4);
    page.click("[data-save-table=cause]");
    page.wait_for_text("#framing-other", |text| text.contains("Saved wayward-cheese-corner-cause-seed"));
    page.click("[data-ask=relabel]");
    page.wait_for_text("#framing-other", |text| text.contains("The rewards were right"));
    page.assert_accessible();

    // Aim: bars, and lines whose cursor is the moment that the boards show.
    page.press("#framing-cause", Key::Right + "");
    ask(&page, "pulls");
    page.wait_for_text(".framing-panel .verdict-says", |text| text.contains("the corner") && text.contains("misaligned aim"));
    assert_eq!(page.count("#pulls tbody tr"), 2);
    tab_to(&page, "#pulls-over-training .framing-frame");
    page.keys(Key::Home + "");
    page.wait_for_text("#pulls caption", |text| text.contains("The shown agent after "));
    page.wait_until("+document.querySelector('#run-figures').dataset.displayedStep < 20000");
    page.keys(Key::End + "");
    page.wait_for_text("#pulls caption", |text| !text.contains(" after "));
    tab_to(&page, "#mind-dose");
    page.keys(Key::End + "");
    page.wait_for_text("#mind-verdict", |text| text.starts_with("With 200 % of the cheese taken out"));
    page.assert_accessible();

    // Online: the line over training, and a dial that draws no boundary.
    page.press("#framing-aim", Key::Right + "");
    ask(&page, "corrections");
    page.wait_for_text(".framing-panel .verdict-says", |text| text.contains("times as long as a fresh one"));
    let half = page.text("#harm-first");
    tab_to(&page, "#harm-dial");
    page.keys(Key::Home + "");
    page.wait_for_text("#harm-first", |text| text != half && text.contains(&format!("in {AGENTS} the harm came first")));
    page.assert_accessible();

    // Round again to the verdict, and what was found is still there.
    page.press("#framing-online", Key::Right + "");
    page.wait_for("#framing-verdict:not([hidden]) .verdict-headline");
    page.press("#framing-behavior", Key::Left + Key::Left + Key::Left);
    page.wait_for("#framing-other:not([hidden]) .square-cell");
    // Another run has other answers.
    page.click("#train");
    page.wait_for_text("#framing-other", |text| text.contains("still learning"));
    println!("tasks of the page over 50 ms: {:.0?}", page.long_tasks());
}

#[test]
fn what_is_asked_can_be_stopped_and_asked_again() {
    let page = Page::new();
    trained(&page, "newspaper-dog");
    page.click("#framing-cause");
    page.click("[data-ask=cause]");
    page.wait_for(".framing-progress progress");
    assert_eq!(page.attribute("[data-ask=cause]", "aria-disabled").as_deref(), Some("true"));
    page.click("[data-ask=stop]");
    page.wait_for_text("#framing-other", |text| text.contains("Stopped."));
    page.wait_for("[data-ask=cause]:not([aria-disabled])");
    assert_eq!(page.count(".framing-progress"), 0);
    page.click("[data-ask=cause]");
    page.wait_for(".framing-progress progress");
}

#[test]
fn readings_are_a_line_below_the_verdict() {
    let page = Page::new();
    trained(&page, "cheese-corner");
    page.unfold("[data-fold=readings]");
    page.wait_for("[data-ask=readings]");
    page.click("[data-ask=readings]");
    page.wait_for_text("#blurred", |text| text.starts_with("Blurred: inner misaligned (corner)"));
    // Of what it had seen the evidence tells, in one plain sentence first.
    assert_eq!(page.count("[data-ask=unseen]"), 0, "nothing is loaded that nobody has asked for");
    page.unfold("[data-fold=evidence]");
    page.wait_for("[data-ask=unseen]");
    page.click("[data-ask=unseen]");
    page.wait_for_text("#unseen", |text| {
        text.starts_with("Of what it sees on its way through the shifted world, it had met ") && text.contains("at most")
    });
    page.assert_accessible();
    page.click("#train");
    page.wait_until("!document.querySelector('#blurred')");
}

/// A finger touches it, so far along its width (0 to 1).
fn tap(page: &Page, css: &str, part: f64) {
    page.wait_for(css);
    // The dock covers what lies at the bottom of the window.
    let place = page.evaluate(&format!(
        "const it = document.querySelector({css:?});
         it.scrollIntoView({{block: 'center', behavior: 'instant'}});
         const {{left, top, width, height}} = it.getBoundingClientRect();
         return [left + {part} * width, top + height / 2]"
    ));
    let at = |place: &serde_json::Value| place.as_f64().unwrap_or_else(|| panic!("{css} has no place"));
    page.tap_at((at(&place[0]), at(&place[1])));
}

#[test]
fn a_phone_has_all_four_and_is_touched() {
    let page = Page::new();
    page.be_a_phone(390, 844);
    trained(&page, "cheese-corner");
    for (name, question) in [("cause", "cause"), ("aim", "pulls"), ("online", "corrections")] {
        for css in [format!("#framing-{name}"), format!("[data-ask={question}]")] {
            tap(&page, &css, 0.5);
        }
        wait_long(&page, &format!(".framing-panel[data-framing={name}][data-answered=true]"));
        assert_eq!(page.evaluate("return document.documentElement.scrollWidth > innerWidth"), json!(false), "{name}");
        page.assert_accessible_within(".stage-verdict");
        match name {
            // The cursor over training is the moment that the boards show.
            "aim" => {
                tap(&page, "#pulls-over-training .framing-frame", 0.03);
                page.wait_for_text("#pulls caption", |text| text.contains("The shown agent after "));
                page.wait_until("+document.querySelector('#run-figures').dataset.displayedStep < 20000");
                tap(&page, "#pulls-over-training .framing-frame", 0.99);
                page.wait_for_text("#pulls caption", |text| !text.contains(" after "));
                tap(&page, "#mind-dose", 0.99);
                page.wait_for_text("#mind-verdict", |text| text.starts_with("With 200 % of the cheese taken out"));
            }
            "online" => {
                let half = page.text("#harm-first");
                tap(&page, "#harm-dial", 0.01);
                page.wait_for_text("#harm-first", |text| text != half && text.contains(&format!("in {AGENTS} the harm came first")));
                tap(&page, "#harm-dial", 0.99);
                page.wait_for_text("#harm-first", |text| text.contains(&format!("{AGENTS} of {AGENTS} agents were corrected first")));
            }
            _ => {}
        }
    }
}

#[test]
fn a_framing_travels_in_the_address_and_newcomers_have_the_verdict_alone() {
    let page = Page::new();
    page.open_ready();
    page.wait_for("#framing-behavior[aria-selected=true]");
    page.click("#framing-aim");
    page.wait_until("location.hash.endsWith('&framing=aim')");
    page.reload();
    page.wait_for("#framing-aim[aria-selected=true]");
    page.wait_for_text("#framing-other", |text| text.contains("Press Train first"));
    page.click("#framing-behavior");
    page.wait_until("!location.hash.includes('framing')");
    drop(page);

    let page = Page::of_newcomer(Engine::Chromium);
    page.open_ready();
    page.wait_for("#verdict .verdict-waiting");
    assert_eq!(page.count("[role=tab]"), 0);
    page.open("#preset=lava&framing=online");
    page.wait_for("#framing-online[aria-selected=true]");
    page.open("#preset=coin-strip");
    page.wait_until("!document.querySelector('[role=tab]')");
    page.open("embed.html?framing=cause#preset=lava");
    page.wait_for("#framing-cause[aria-selected=true]");
}

#[test]
fn it_learned_when_it_is_watched() {
    let page = Page::new();
    trained(&page, "absent-supervisor");
    page.click("#framing-online");
    tab_to(&page, "[data-ask=watched]");
    page.keys(Key::Enter + "");
    wait_long(&page, "#watched-says");
    assert!(has_focus(&page, "[data-ask=watched]"), "the focus stays where it is");
    // Half of its episodes: it stops where it is seen, and goes on where it is not.
    let share = |board: &str| {
        let text = page.text(&format!(".square-cell:has(#{board}) .square-value"));
        text.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).unwrap_or_else(|| panic!("{text}"))
    };
    assert!(share("board-watched") < 0.2 && share("board-unwatched") > 0.8, "{}", page.text("#framing-other"));
    page.assert_accessible();
    // Always watched, it stops unseen as well.
    page.set_value("#watched-share", "2");
    page.wait_until("document.querySelector('#watched-says').textContent.length > 0");
    page.wait_for_text(".square-cell:has(#board-unwatched) .square-value", |text| text.starts_with("0.0"));
    page.unfold("[data-fold=watched] table");
    page.click("[data-save-table=watched]");
    page.wait_for_text("#framing-other", |text| text.contains("Saved wayward-absent-supervisor-watched-seed"));
}
