//! The simple bench, which a newcomer meets, the full one, and the sentence that leads.

use wayward_e2e::{Engine, Page, Value, engines, json};

/// What can be pressed or typed into, and words smaller than they should be: visible ones, not in charts and code.
const SEEN: &str = r#"
    const seen = (each) => each.checkVisibility() && each.getBoundingClientRect().width > 1;
    const pressed = [...document.querySelectorAll('button, input, select, textarea, summary, a[href], [tabindex="0"]')].filter(seen);
    const small = [...document.querySelectorAll('.page *')].filter((each) =>
        [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && seen(each)
        && !each.closest('.sr-only, svg, kbd, code, .num, .tally-comma') && parseFloat(getComputedStyle(each).fontSize) < 15);
    return [pressed.length, [...new Set(small.map((each) => `${each.className || each.tagName} ${getComputedStyle(each).fontSize}`))]]"#;

fn seen(page: &Page) -> (u64, Value) {
    let seen = page.evaluate(SEEN);
    (seen[0].as_u64().expect("a number"), seen[1].clone())
}

fn newcomer(engine: Engine) -> Page {
    let page = Page::of_newcomer(engine);
    page.open_ready();
    page.wait_for("#board-deploy .board-view");
    page.wait_for("#train:not([disabled])");
    page
}

fn lead(page: &Page, part: &str) {
    page.wait_for_text("#lead", |text| text.contains(part));
}

#[test]
fn a_newcomer_sees_five_stages_and_little_else() {
    for &engine in engines() {
        let page = newcomer(engine);
        for stage in ["reward", "train", "shift", "verdict", "correct"] {
            page.wait_for(&format!(".stage-{stage}"));
        }
        let (pressed, small) = seen(&page);
        assert!(pressed <= 24, "{engine:?}: {pressed} things can be pressed");
        assert_eq!(small, json!([]), "{engine:?}");
        // All else is a press away, and back.
        page.click("[data-do=bench]");
        page.wait_until("!document.documentElement.dataset.bench");
        let (all, _) = seen(&page);
        assert!(all > pressed + 15, "{engine:?}: {all} and {pressed}");
        for css in ["#seeds", "#auto-train", "#scrub", ".stage-curves", "#goals", "[data-do=compare]"] {
            page.wait_until(&format!("document.querySelector('{css}').checkVisibility()"));
        }
        // It is remembered.
        page.reload();
        page.wait_started();
        page.wait_for_text("[data-do=bench]", |text| text == "Simple bench");
        page.click("[data-do=view]");
        page.click("#view[open] [name=bench][value=simple]");
        page.wait_for("html[data-bench=simple]");
        page.reload();
        page.wait_started();
        page.wait_for("html[data-bench=simple]");
        // A link may ask for the other one, which is not remembered.
        page.open("?bench=full");
        page.wait_started();
        page.wait_for_text("[data-do=bench]", |text| text == "Simple bench");
        page.open("");
        page.wait_started();
        page.wait_for_text("[data-do=bench]", |text| text == "Full bench");
        // What a field would say that is not on view is said beside Train.
        page.click("[data-do=bench]");
        page.set_value("#seed", "seven");
        page.wait_for_text("#seed-problem", |text| text.contains("seven"));
        page.click("[data-do=bench]");
        page.wait_for_text("#train-problem", |text| text.contains("seven"));
    }
}

#[test]
fn boards_are_as_large_as_the_window_allows() {
    let page = newcomer(Engine::Chromium);
    let mut before = 0.0;
    for (width, height, least) in [(1440, 900, 320.0), (1920, 1080, 450.0), (2560, 1440, 800.0)] {
        page.resize(width, height);
        page.evaluate_async("for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)");
        let found = page.evaluate(
            "const [a, b] = document.querySelectorAll('.board-view'), shift = document.querySelector('#shift').getBoundingClientRect();
             return [a.getBoundingClientRect().width, b.getBoundingClientRect().width, shift.bottom - innerHeight,
                     document.documentElement.scrollWidth - innerWidth]",
        );
        let number = |at: usize| found[at].as_f64().expect("a number");
        assert!((number(0) - number(1)).abs() < 1.0 && number(0) >= least && number(0) > before, "{width}x{height}: {found}");
        assert!(number(2) <= 0.0 && number(3) <= 0.0, "the slider is in sight, and nothing is wider than the window: {found}");
        before = number(0);
    }
    // The full bench has it in sight, too.
    page.click("[data-do=bench]");
    page.resize(1440, 900);
    page.wait_until("document.querySelector('#shift').getBoundingClientRect().bottom <= innerHeight");
}

#[test]
fn a_sentence_leads_from_the_first_look_to_the_verdict() {
    let page = newcomer(Engine::Chromium);
    page.click("[data-do=bench]");
    page.set_value("#seeds", "2");
    page.set_value("#speed", "live");
    page.click("[data-do=bench]");
    lead(&page, "press Train");
    page.set_value("#reward", "if reached_chese { 1 } else { 0 }");
    lead(&page, "words in red");
    page.set_value("#reward", "if reached_cheese { 1 } else { 0 }");
    lead(&page, "press Train");
    page.click("#train");
    lead(&page, "It learned. Now move the world");
    // Asked before the world moves, and led on when it has.
    page.set_value("#shift", "100");
    page.click("#predict-skip");
    lead(&page, "See Correct");
    page.assert_accessible_everywhere();
    // It can be put away, stays away, and comes back.
    page.click("#lead button");
    page.wait_until("!document.querySelector('#lead')");
    page.reload();
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    assert_eq!(page.count("#lead"), 0);
    page.click("[data-do=view]");
    page.click("#view[open] #view-lead");
    lead(&page, "press Train");
    page.evaluate("document.querySelector('#view').close()");
    // Where somebody else leads, it is silent.
    page.click("[data-do=lessons]");
    page.click("#lessons[open] #start-papers");
    page.wait_for("#lesson-heading");
    assert_eq!(page.count("#lead, html[data-bench]"), 0);
    page.assert_accessible();
}

#[test]
fn a_phone_has_the_simple_bench_too() {
    let page = newcomer(Engine::Chromium);
    for (width, height) in [(390, 844), (360, 640)] {
        page.be_a_phone(width, height);
        page.wait_for("html[data-bench=simple] .dock #train");
        assert_eq!(page.evaluate("return document.documentElement.scrollWidth <= innerWidth"), json!(true), "{width}x{height}");
        let (pressed, small) = seen(&page);
        assert!(pressed <= 24, "{width}x{height}: {pressed} things can be pressed");
        assert_eq!(small, json!([]), "{width}x{height}");
        page.assert_accessible();
    }
}

/// A verdict that changes turns its card, unless less motion is wanted.
#[test]
fn a_verdict_turns_its_card() {
    let page = newcomer(Engine::Chromium);
    for (is_calm, wanted) in [(false, "turn-plain"), (true, "none")] {
        page.prefer(false, is_calm);
        page.open("?bench=full#preset=cheese-corner&seeds=1&agent.total_timesteps=8192&judge.levels=64");
        page.wait_started();
        page.set_value("#speed", "live");
        page.click("#train");
        page.wait_for("#verdict .verdict-headline");
        let name = page.evaluate("return getComputedStyle(document.querySelector('#verdict .verdict-headline')).animationName");
        assert!(name == json!(wanted) || !is_calm && name.as_str().is_some_and(|name| name.starts_with("turn-")), "{name}");
    }
}

/// What is still on its way, such as the results' chunk, may come after the training began.
#[test]
fn train_is_pressed_as_soon_as_it_can_be() {
    for &engine in engines() {
        let page = newcomer(engine);
        for _ in 0..3 {
            page.click("#train");
            page.wait_for("#verdict .verdict-headline");
            page.open("");
            page.wait_for("#train:not([disabled])");
        }
    }
}
