//! Everybody can use it: what WCAG 2.2 asks for at levels A and AA, as far as a browser can measure it. `docs/accessibility.md` says
//! criterion by criterion which test holds what, and what was only looked at.
//!
//! Not here: the keyboard through all five stages (keyboard.rs), axe-core at every step of every lesson (lessons.rs), tooltips and
//! the dragging of numbers (editor.rs).

use engine::env::{State, display};
use engine::scenario::Scenario;
use std::time::Duration;
use thirtyfour::Key;
use wayward::features::reading::described::grid;
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, THEMES, Value, dist, engines, json};

fn opened(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open_ready();
    page
}

/// A quick run: what matters here is not what is learned.
fn train(page: &Page) {
    page.set_value("#seeds", "2");
    page.set_value("#agent-total_timesteps", "16384");
    page.set_value("#speed", "live");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-judged", |judged| judged == "2");
    page.wait_for("#verdict[data-verdict]");
}

/// Trained, shifted and judged.
fn shifted(engine: Engine) -> Page {
    let page = opened(engine);
    shift(&page);
    page
}

fn shift(page: &Page) {
    train(page);
    page.set_value("#shift", "100");
    page.wait_for("#verdict[data-amount='1']");
}

/// All at once, also those of which a person has one open at a time.
const UNFOLD: &str = "for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true }";

fn unfold(page: &Page) {
    page.evaluate(UNFOLD);
    page.wait_for("#over[open]");
}

/// What opens over the page: the button, what it opens, and what is waited for in it.
const DIALOGS: [(&str, &str, &str); 7] = [
    ("[data-do=share]", "#share-menu", "#share-save button"),
    ("[data-do=compare]", "#compare", "#compare-body"),
    ("[data-do=lessons]", "#lessons", ".lessons-list button"),
    ("[data-do=view]", "#view", "[name=theme]"),
    ("[data-do=board-deploy]", "#reading", "td"),
    ("[data-do=gallery]", "#gallery", ".gallery-card:last-child .board-view"),
    ("[data-do=play]", "#play", ".agent"),
];

fn open_dialog(page: &Page, (button, dialog, inside): (&str, &str, &str)) {
    // An open drawer lies over what is above it.
    page.evaluate("for (const fold of document.querySelectorAll('.drawers details')) fold.open = false");
    // Clear of what stays at the bottom of a phone.
    page.evaluate(&format!("document.querySelector({button:?}).scrollIntoView({{block: 'center'}})"));
    page.click(button);
    page.wait_for(&format!("{dialog}[open] {inside}"));
    // The focus comes a little later than the dialog.
    page.wait_until(&format!("document.querySelector('{dialog}').contains(document.activeElement)"));
}

fn close_dialog(page: &Page, dialog: &str) {
    page.evaluate(&format!("document.querySelector('{dialog}').close()"));
    page.wait_until(&format!("!document.querySelector('{dialog}[open]')"));
}

/// axe-core finds nothing, in whatever state the page is, in every theme and with forced colors.
#[test]
fn no_state_has_a_violation() {
    let page = opened(Engine::Chromium);
    // What lies behind an open dialog cannot be reached.
    let check_within = |state: &str, css: &str| {
        println!("{state}");
        page.assert_accessible_everywhere_within(css);
    };
    let check = |state: &str| check_within(state, "html");
    // The page has looked at its training levels, and says what it found.
    page.wait_for("#reward-problems .problem-warning");
    check("at the start");
    page.set_value("#reward", "if reached_cheez { 1 } else { 0 }");
    page.set_value("#seed", "seven");
    page.wait_for_text("#reward-problems", |text| text.contains("reached_cheez"));
    page.wait_for_text("#seed-problem", |text| text.contains("seven"));
    check_within("with bad input", ".stage-reward");
    check_within("with a bad seed", ".stage-train");
    page.click("[data-do=start-over]");
    page.wait_until("document.querySelector('#seed').value === '7'");
    // It begins held.
    page.click("#step");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "paused");
    check_within("held while it trains", ".stage-train");
    page.click("#pause");
    page.click("#reset");
    train(&page);
    check("trained");
    page.set_value("#shift", "100");
    page.wait_for("#verdict[data-amount='1']");
    page.click("#overlay");
    check("shifted, with the values of cells");
    unfold(&page);
    check("unfolded");
    for dialog in DIALOGS {
        open_dialog(&page, dialog);
        check_within(dialog.1, dialog.1);
        if dialog.1 == "#compare" {
            page.click("[data-compare=pin]");
            page.wait_for_text("#compare-said", |text| text.starts_with("Pinned"));
            check_within("a run is pinned", dialog.1);
        }
        close_dialog(&page, dialog.1);
    }
    page.click("#correct-intended");
    page.wait_for("#correction");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    check("corrected");
    open_dialog(&page, DIALOGS[2]);
    page.click("#lessons-workshop");
    page.wait_for("#collect[open]");
    page.set_value("#collect-codes", "ABC 0000-0000-0000");
    page.wait_for_text("#collect-said", |text| text.contains("0000-0000-0000"));
    check_within("codes of a workshop", "#collect");
    page.click("#collect-present");
    page.wait_for("html[data-presenter] #presenter");
    check("presenter's view");
}

/// How a person may have set things: flags of the browser, and widths and heights of the window with a style each.
type Settings = (&'static [&'static str], &'static [(&'static str, u32, u32, &'static str)]);
const SETTINGS: [Settings; 2] = [
    (
        &[],
        &[
            ("320 px, which is 1280 px at 400 %", 320, 512, ""),
            ("640 px, which is 1280 px at 200 %", 640, 512, ""),
            (
                "text spacing of 1.4.12",
                1280,
                1024,
                "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
            ),
        ],
    ),
    (&["--blink-settings=defaultFontSize=32"], &[("the browser's type twice as large", 1280, 1024, "")]),
];

/// Whatever a person has set, nothing is cut off, and nobody scrolls in two directions.
#[test]
fn everything_can_be_read_when_text_is_large_or_the_window_small() {
    for (flags, looks) in SETTINGS {
        let page = Page::of(Site::new(&dist()), flags);
        page.open_ready();
        shift(&page);
        unfold(&page);
        for (name, width, height, style) in looks {
            readable(&page, name, (*width, *height), style);
        }
    }
}

fn readable(page: &Page, name: &str, (width, height): (u32, u32), style: &str) {
    page.resize(width, height);
    page.evaluate(&format!(
        "const sheet = new CSSStyleSheet(); sheet.replaceSync({}); document.adoptedStyleSheets = [sheet]",
        json!(style)
    ));
    let check = |state: &str| {
        std::thread::sleep(Duration::from_millis(300));
        let found = page.evaluate(
                "const bad = [], dialog = document.querySelector('dialog[open]');
                 if (document.documentElement.scrollWidth > innerWidth) bad.push(`the page is ${document.documentElement.scrollWidth} wide`);
                 if (dialog && dialog.scrollWidth > dialog.clientWidth + 1) bad.push(`the dialog is ${dialog.scrollWidth - dialog.clientWidth} wider inside`);
                 const name = (each) => `${each.tagName.toLowerCase()}#${each.id}.${each.getAttribute('class') ?? ''} ${JSON.stringify(each.textContent.trim().slice(0, 40))}`;
                 const hidden = (each) => !each.checkVisibility() || each.closest('.sr-only, .editor-spoken, svg, option, [hidden], .problem-button, .reward-fold');
                 for (const each of (dialog ?? document.body).querySelectorAll('*')) {
                     if (hidden(each)) continue;
                     const style = getComputedStyle(each), box = each.getBoundingClientRect();
                     if (box.width === 0 || style.clipPath !== 'none') continue;
                     const words = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
                     const isField = each.matches('button, input, select, textarea, summary');
                     if (!words && !isField) continue;
                     const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip';
                     if (!each.matches('select, input, .editor-area, .editor-layer') && cuts(style.overflowX) && each.scrollWidth > each.clientWidth + 1) bad.push(`cut at the side: ${name(each)}`);
                     if (!each.matches('.editor-area, .editor-layer') && cuts(style.overflowY) && each.scrollHeight > each.clientHeight + 1) bad.push(`cut below: ${name(each)}`);
                     if (each.tagName === 'BUTTON' && (each.scrollWidth > each.clientWidth + 1)) bad.push(`its words leave ${name(each)}`);
                     let around = each.parentElement, scrolls = false;
                     for (; around; around = around.parentElement) {
                         const {overflowX, overflowY} = getComputedStyle(around), frame = around.getBoundingClientRect();
                         if (overflowX === 'auto' || overflowX === 'scroll') scrolls = true;
                         if (!scrolls && (cuts(overflowX) && (box.right > frame.right + 1 || box.left < frame.left - 1))) bad.push(`${name(each)} is cut by ${name(around).slice(0, 60)}`);
                         if (cuts(overflowY) && box.bottom > frame.bottom + 1) bad.push(`${name(each)} is cut below by ${name(around).slice(0, 60)}`);
                     }
                     if (!scrolls && (box.right > innerWidth + 1 || box.left < -1)) bad.push(`outside of the window: ${name(each)}`);
                 }
                 // Words that lie over other words: each control is what lies at its own middle.
                 for (const each of (dialog ?? document.body).querySelectorAll('button, select, summary, input')) {
                     if (hidden(each) || each.disabled) continue;
                     each.scrollIntoView({block: 'center'});
                     const box = each.getBoundingClientRect();
                     const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                     // What is unfolded lies over the page.
                     const over = there?.closest('.drawers > details');
                     if (over && !over.contains(each)) continue;
                     if (box.width && !(there && (each.contains(there) || there.closest('label')?.contains(each) || there.contains(each)))) bad.push(`${name(each)} lies under ${there && name(there)}`);
                 }
                 return bad",
            );
        assert_eq!(found, json!([]), "{name}, {state}");
    };
    check("trained, shifted and unfolded");
    for dialog in DIALOGS {
        open_dialog(page, dialog);
        check(dialog.1);
        close_dialog(page, dialog.1);
    }
}

/// 24 px both ways for whatever is pressed, or for the label that goes with it; links and terms within a sentence and spans of the reward
/// are no such targets.
#[test]
fn targets_are_large_enough() {
    let page = shifted(Engine::Chromium);
    let check = |state: &str| {
        let found = page.evaluate(
            "const bad = [], around = document.querySelector('dialog[open]') ?? document.body;
             for (const each of around.querySelectorAll('button, input, select, textarea, summary, [role=button]')) {
                 if (!each.checkVisibility() || each.closest('[hidden], .what')) continue;
                 const label = /checkbox|radio/.test(each.type) ? each.closest('label') : null, box = (label ?? each).getBoundingClientRect();
                 if (box.width < 23.99 || box.height < 23.99) bad.push(`${each.id || each.className || each.textContent.trim().slice(0, 30)}: ${box.width} x ${box.height}`);
             }
             return bad",
        );
        assert_eq!(found, json!([]), "{state}");
    };
    unfold(&page);
    for (width, height) in [(1440, 900), (390, 844)] {
        page.resize(width, height);
        check("unfolded");
        for dialog in DIALOGS {
            open_dialog(&page, dialog);
            check(dialog.1);
            close_dialog(&page, dialog.1);
        }
    }
}

/// Tab leads through everything and out again, forward and back; each stop shows that it has the focus and lies open to the eye.
#[test]
fn the_focus_is_seen_everywhere_and_trapped_nowhere() {
    // More stops than this would be a trap.
    const MOST: usize = 260;
    for &engine in engines() {
        let page = shifted(engine);
        let round = |state: &str, key: Key, least: usize| {
            // Where the round begins is marked, and it has come around once that is reached again.
            let mut stops = Vec::new();
            page.evaluate("window.__stops = new Set()");
            for _ in 0..MOST {
                page.keys(key.clone());
                let stop = page.evaluate(
                    "const it = document.activeElement;
                     if (it === document.body || it === document.documentElement) return {end: 'out'};
                     if (__stops.has(it)) return {end: 'around'};
                     __stops.add(it);
                     const marked = (each) => { const style = each && getComputedStyle(each); return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'); };
                     const box = it.getBoundingClientRect(), label = it.closest('label');
                     const inside = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
                     // At its middle, or where that is outside of the window, at what is seen of it.
                     const mid = (low, high, most) => (Math.max(low, 0) + Math.min(high, most)) / 2;
                     const there = document.elementFromPoint(mid(box.left, box.right, innerWidth), mid(box.top, box.bottom, innerHeight));
                     const open = there && (it.contains(there) || there.contains(it) || (label && label.contains(there)) || there.closest('.editor-sheet')?.contains(it));
                     const seen = it.matches(':focus-visible') && (marked(it) || marked(it.closest('.editor-sheet')) || marked(it.nextElementSibling));
                     return {name: it.id || it.dataset.do || it.textContent.trim().slice(0, 30) || it.outerHTML.slice(0, 80), seen, inside, open: !!open}",
                );
                if !stop["end"].is_null() {
                    break;
                }
                assert!(
                    stop["seen"] == json!(true) && stop["inside"] == json!(true) && stop["open"] == json!(true),
                    "{engine:?}, {state}: {stop}"
                );
                stops.push(stop["name"].as_str().unwrap_or_default().to_owned());
            }
            assert!(stops.len() < MOST, "{engine:?}, {state}: Tab does not come around: {:?}", &stops[MOST - 12..]);
            assert!(stops.len() >= least, "{engine:?}, {state}: only {stops:?}");
            println!("{engine:?}, {state}: {} stops", stops.len());
        };
        let sizes: &[(u32, u32)] = if engine == Engine::Chromium { &[(1440, 900), (390, 844)] } else { &[(1440, 900)] };
        for (width, height) in sizes {
            page.resize(*width, *height);
            page.evaluate(
                "document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')",
            );
            round("the page", Key::Tab, 40);
        }
        if engine == Engine::Firefox {
            // Tab has led out of the page; a headless Firefox has no way back into it by keys.
            continue;
        }
        page.resize(1440, 900);
        for dialog in DIALOGS {
            page.evaluate(&format!("const button = document.querySelector({:?}); button.focus(); button.click()", dialog.0));
            page.wait_for(&format!("{}[open] {}", dialog.1, dialog.2));
            round(dialog.1, Key::Tab, 2);
            page.keys(Key::Escape);
            page.wait_until(&format!("!document.querySelector('{}[open]')", dialog.1));
            page.wait_until(&format!("document.activeElement.matches({:?})", dialog.0));
        }
    }
}

/// Where motion is not wanted nothing glides, and whatever moves stands still when it is held.
#[test]
fn nothing_moves_that_should_not() {
    // Where agents and ghosts stand in every frame of a second, as fractions of cells.
    const LOOK: &str = "const seen = new Set(), end = performance.now() + 1000;
         while (performance.now() < end) {
             for (const each of document.querySelectorAll('.agent, .ghost')) seen.add(each.getAttribute('transform'));
             await new Promise(requestAnimationFrame);
         }
         return [...seen]";
    let page = Page::new();
    page.prefer(false, true);
    page.open_ready();
    page.set_value("#seeds", "2");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "training");
    let seen = page.evaluate_async(LOOK);
    let seen = seen.as_array().expect("a list");
    assert!(!seen.is_empty());
    for place in seen {
        let place = place.as_str().expect("a place");
        assert!(place.matches(".500").count() == 2, "it glides: {place}");
    }
    let running = "return document.getAnimations().filter((each) => each.playState === 'running' && each.effect.getComputedTiming().duration > 20).length";
    assert_eq!(page.evaluate(running), json!(0), "no animation runs");
    page.wait_for_attribute("#run-figures", "data-judged", |judged| judged == "2");

    // 2.2.2: one button holds all that moves.
    let page = opened(Engine::Chromium);
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "training");
    assert!(page.evaluate_async(LOOK).as_array().expect("a list").len() > 4, "it moves before it is held");
    page.click("#pause");
    page.wait_for_text("#pause", |text| text == "Resume");
    std::thread::sleep(Duration::from_millis(1500));
    let words = "return ['.replay', '.stage-curves', '.stage-verdict'].map((css) => document.querySelector(css).innerHTML)";
    let before = page.evaluate(words);
    let seen = page.evaluate_async(LOOK);
    assert!(seen.as_array().expect("a list").len() <= 4, "two agents and two ghosts stand still: {seen}");
    assert_eq!(page.evaluate(words), before, "what is held stands still");
}

/// What is read out while sixteen agents learn and are judged is no more than a person can listen to.
#[test]
fn little_is_spoken() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#agent-total_timesteps", "32768");
    page.evaluate(
        "window.__spoken = [];
         const text = new WeakMap();
         new MutationObserver(() => {
             for (const each of document.querySelectorAll('[role=status], [role=alert], [aria-live]:not([aria-live=off])')) {
                 const now = each.textContent.trim();
                 if (now && now !== (text.get(each) ?? '')) __spoken.push(now);
                 text.set(each, now);
             }
         }).observe(document.body, {subtree: true, childList: true, characterData: true});",
    );
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-judged", |judged| judged == "16");
    page.wait_for_text("#spoken", |text| text.contains("Verdict"));
    let spoken = page.evaluate("return __spoken");
    let spoken = spoken.as_array().expect("a list");
    println!("{spoken:?}");
    assert!((2..=4).contains(&spoken.len()), "{spoken:?}");
}

/// What was read out does not stay where it is read again: lines for screen readers are emptied, and what is seen and moves with
/// the hand is no line for them.
#[test]
fn what_was_spoken_is_not_spoken_again() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#seeds", "1");
    page.set_value("#agent-total_timesteps", "16384");
    page.set_value("#speed", "live");
    page.set_value("#reward", "reached_chese");
    page.wait_for_text("#reward-spoken", |text| text.contains("1 error"));
    page.set_value("#reward", "reached_cheese");
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
    page.wait_for_text("#spoken", |text| text.contains("Verdict"));
    page.set_value("#shift", "100");
    page.wait_for("#verdict[data-amount='1']");
    // Each has spoken; a dialog that closes finds nothing left to say.
    let left = "[...document.querySelectorAll('[role=status], [role=alert], [role=log], [aria-live], output')]
        .filter((line) => !line.closest('[aria-live=off], [aria-hidden=true]') && line.textContent.trim())";
    page.wait_until(&format!("{left}.length === 0"));
    page.click("[data-do=share]");
    page.wait_for("dialog[open]");
    page.press("dialog[open]", Key::Escape);
    page.wait_until("!document.querySelector('dialog[open]')");
    assert_eq!(page.evaluate(&format!("return {left}.map((line) => line.outerHTML)")), json!([]));
    // The same words can be spoken once more.
    page.click("#train");
    page.wait_for_text("#spoken", |text| text.contains("Verdict"));
    // What stays in sight does not stay a line that is read out.
    page.open("?lesson=papers");
    page.wait_for("#lesson-heading");
    while page.count("#lesson input[type=radio]") == 0 {
        let heading = page.text("#lesson-heading");
        page.click("#lesson-skip, #lesson-next:not([aria-disabled])");
        page.wait_for_text("#lesson-heading", |text| text != heading);
    }
    page.click("#lesson-answer");
    page.wait_for_text("#lesson-said", |text| text.contains("First choose"));
    assert!(page.evaluate(&format!("return {left}.length")).as_u64() > Some(0), "it is read out");
    page.wait_until(&format!("{left}.length === 0"));
    page.click("#lesson input[type=radio]");
    page.click("#lesson-answer");
    page.wait_until(&format!("{left}.some((line) => line.textContent.includes('noted'))"));
    page.wait_until(&format!("{left}.length === 0"));
}

/// Whatever has the focus keeps it while it can be pressed no more, hands it on when it goes, and has it again in its other place on a
/// phone.
#[test]
fn the_focus_is_not_lost() {
    let page = Page::new();
    page.open("#preset=cheese-corner&seeds=1&colour=red");
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.press("#step", Key::Enter + "");
    page.wait_for_text("#spoken", |text| text.starts_with("Paused after "));
    page.keys(Key::Enter);
    page.wait_for_text("#spoken", |text| text.starts_with("Paused after 2,048 "));
    page.press("#stop", Key::Enter + "");
    page.wait_for("#stop:focus[aria-disabled=true]");
    page.keys(Key::Tab);
    page.wait_for("#stop[disabled]");
    page.press("[data-do=close-bar]", Key::Enter + "");
    page.wait_until("!document.querySelector('#link-bar') && document.activeElement.id === 'preset'");
    page.evaluate("document.querySelector('#train').focus()");
    page.resize(390, 844);
    page.wait_until("document.querySelector('.dock #train') === document.activeElement");
}

/// What belongs to the text for who comes to it: nothing that follows the caret, and nothing that changes while one writes.
#[test]
fn the_editor_is_described_by_its_problems_alone() {
    let page = opened(Engine::Chromium);
    let node = |of: &str| {
        page.devtools(of, json!({"nodeId": page.devtools("DOM.querySelector", json!({
        "nodeId": page.devtools("DOM.getDocument", json!({}))["root"]["nodeId"], "selector": "#reward"}))["nodeId"], "fetchRelatives": false}))
    };
    // Marked names stand apart from a sign behind them.
    let description = || match &node("Accessibility.getPartialAXTree")["nodes"][0]["description"]["value"] {
        Value::String(words) => json!(words.replace(" ?", "?")),
        none => none.clone(),
    };
    page.wait_for("#reward-problems .problem-warning");
    let warning = description();
    assert!(warning.as_str().is_some_and(|words| words.starts_with("1 warning: ")), "{warning}");
    page.press("#reward", Key::Right + "");
    assert_eq!(description(), warning, "the caret does not change it");
    page.press("#reward", Key::Control + "a");
    page.keys("reached_chese");
    page.wait_for_text("#reward-spoken", |text| text == "1 error: there is no reached_chese here; did you mean reached_cheese?");
    assert_eq!(description(), json!(null), "what is new was read out");
    page.keys(Key::Tab);
    page.wait_until("document.activeElement.id !== 'reward'");
    page.keys(Key::Shift + Key::Tab);
    assert_eq!(description(), json!("1 error: there is no reached_chese here; did you mean reached_cheese?"));
    // Names are offered once, and what is asked for is said.
    page.press("#reward", Key::Control + "a");
    page.keys("reached_c");
    page.wait_for_text("#reward-spoken", |text| text == "Enter writes reached_cheese, the first of 2 names.");
    assert_eq!(page.attribute("#reward", "aria-activedescendant"), None);
    page.keys(Key::Enter);
    page.press("#reward", Key::Control + " ");
    page.wait_for_text("#reward-spoken", |text| text.starts_with("reached_cheese, event, 0 or 1: The agent stepped onto the cheese"));
}

/// The list of headings is a table of contents, and dialogs begin with their first words and not with the button that closes them.
#[test]
fn headings_and_dialogs_begin_what_they_name() {
    let page = shifted(Engine::Chromium);
    // A word that asks what it means is the heading's own.
    let headings = page.evaluate(
        "return [...document.querySelectorAll('h1, h2, h3')].filter((each) => each.checkVisibility())
             .map((each) => `${each.tagName[1]} ${each.textContent}${each.querySelector('button:not(.what), input, a') ? ' with a control' : ''}`)",
    );
    let headings: Vec<String> =
        headings.as_array().expect("a list").iter().map(|each| each.as_str().expect("words").replace('\u{a0}', " ")).collect();
    let expected = [
        "1 Wayward",
        "2 1 Reward",
        "3 What you meant",
        "2 2 Train",
        "3 Training world",
        "3 Shifted world",
        "2 3 Shift",
        "2 Learning curves",
        "2 4 Verdict",
        "3 Split",
        "3 All agents",
        "2 5 Correct",
    ];
    assert!(expected.iter().all(|wanted| headings.iter().filter(|heading| heading == wanted).count() == 1), "{headings:#?}");
    for dialog in DIALOGS {
        open_dialog(&page, dialog);
        page.wait_until(&format!("document.activeElement.matches('{} h2')", dialog.1));
        let begins = page.evaluate(&format!(
            "const dialog = document.querySelector('{}'), about = document.activeElement.getAttribute('aria-describedby');
             return [dialog.ariaLabel === document.activeElement.textContent,
                     about === null || document.getElementById(about).textContent.length > 10,
                     dialog.lastElementChild.textContent]",
            dialog.1
        ));
        assert_eq!(begins, json!([true, true, "The dialog ends here."]), "{}", dialog.1);
        close_dialog(&page, dialog.1);
        page.wait_until(&format!("document.activeElement.matches({:?})", dialog.0));
    }
}

/// Program text that a browser would translate, with what is around it. It is known by what it is: names with `_`, conditionals and
/// operators of the language, in texts, fields and the attributes that are read out.
const TRANSLATED: &str = r#"
    const program = /\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b|\bif\b[^.]*\{|&&|\|\||\bwas\(|\blet \w+ =/;
    const found = [];
    const look = (element, text) => {
        if (program.test(text) && element.closest('[translate]')?.getAttribute('translate') !== 'no' && !element.closest('script, style')) found.push(`${element.outerHTML.slice(0, 160)}: ${text.match(program)[0]}`);
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walk.currentNode; node; node = walk.nextNode()) {
        if (node.nodeType === Node.TEXT_NODE) {
            look(node.parentElement, node.data);
        } else {
            if (node.matches('textarea, input')) look(node, node.value);
            for (const name of ['title', 'aria-label', 'placeholder', 'alt']) look(node, node.getAttribute(name) ?? '');
        }
    }
    return [...new Set(found)]"#;

/// Program text is the same in every language: a browser that translates the page leaves it alone, wherever it is drawn.
#[test]
fn program_text_is_not_translated() {
    let page = Page::new();
    let mut found = std::collections::BTreeSet::new();
    let mut look = |place: &str| {
        let translated = page.evaluate(TRANSLATED);
        found.extend(translated.as_array().unwrap().iter().map(|text| format!("{place}: {}", text.as_str().unwrap())));
    };
    page.open_ready();
    unfold(&page);
    page.wait_for("#agent-gamma");
    look("as it comes");
    page.set_value("#reward", "let far = distance_to_cheese - 3;\nreached_chese + was(steps) + ");
    page.wait_for("#reward-problems code");
    page.press("#reward", Key::Control + " ");
    page.wait_for("#reward-words [role=option] code");
    look("problems and completions");
    page.press("#reward", Key::Escape);
    page.set_value("#agent-total_timesteps", "8192,5");
    page.click("[data-do=undo]");
    page.wait_for_text("#toast", |text| text.contains("total_timesteps"));
    look("undone");
    page.set_value("#reward", "reached_cheese + 0.5 * bumped");
    page.unfold("#goals");
    page.press_button("#goals", "Add a goal");
    page.wait_for(".goal + .goal .editor-area");
    page.set_value(".goal + .goal .editor-area", "reached_corner && !reached_cheese");
    page.set_value("#agent-total_timesteps", "8192");
    page.set_value("#seeds", "2");
    page.wait_for("#train:not([disabled])");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.judged === '2'");
    page.set_value("#shift", "100");
    page.click("#pause");
    // An episode that has just begun has no step whose values could be shown.
    page.press_button("#inspector", "Next move");
    page.wait_for("#reward-values .value, #reward-values span");
    unfold(&page);
    look("judged, with values");
    for (button, opens) in [
        ("[data-do=share]", "#share-menu[open]"),
        ("[data-do=compare]", "#compare[open]"),
        ("[data-do=lessons]", "#lessons[open] .lessons-list button"),
        ("[data-do=view]", "#view[open]"),
        ("[data-do=board-deploy]", "#reading[open]"),
        ("[data-do=agents]", "#agents-table[open]"),
        ("[data-do=sweep]", "#sweep[open]"),
    ] {
        page.click(button);
        page.wait_for(opens);
        look(button);
        if button == "[data-do=share]" {
            for form in 0..page.count("#share-menu .share-forms [type=radio]") {
                page.evaluate(&format!("document.querySelectorAll('#share-menu .share-forms [type=radio]')[{form}].click()"));
                look("a form of the link");
            }
        }
        page.evaluate("document.querySelector('dialog[open]').close()");
    }
    page.click("[data-do=lessons]");
    page.wait_for("#lessons[open] #lessons-workshop");
    page.click("#lessons-workshop");
    page.wait_for("#collect[open]");
    look("workshop");
    for (address, shows) in [
        ("#preset=cheese-corner&hidden_size=9999&no_such=1", "#link-bar"),
        ("#preset=no_such_preset", "#link-bar.bar-broken"),
        ("embed.html?preset=lava", "#embed-open"),
        ("?lesson=papers", "#lesson-heading"),
        ("?lesson=cheese", "#lesson-heading"),
        ("?lesson=telling-apart", "#lesson-heading"),
        ("?lesson=repair", "#lesson-heading"),
        ("?lesson=lava", "#lesson-heading"),
    ] {
        page.open_address("about:blank");
        page.open(address);
        page.wait_started();
        page.wait_for(shows);
        look(address);
        // A lesson to its end.
        while page.count("#lesson-skip, #lesson-next:not([aria-disabled])") > 0 {
            let heading = page.text("#lesson-heading");
            page.click("#lesson-skip, #lesson-next:not([aria-disabled])");
            page.wait_until(&format!("document.querySelector('#lesson-heading')?.innerText !== {}", json!(heading)));
            look(address);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The dialog with a board in words tells what is there; it is asked for again by a button, and gives the focus back.
#[test]
fn boards_can_be_read() {
    for &engine in engines() {
        let page = shifted(engine);
        page.click("#pause");
        page.wait_for_text("#pause", |text| text == "Resume");
        for (board, stream, amount) in [("board-train", display::TRAINING, 0.0), ("board-deploy", display::SHIFTED, 1.0)] {
            page.press(&format!("[data-do={board}]"), Key::Enter + "");
            page.wait_for("#reading[open] td");
            let read = page.evaluate(&format!(
                "const figure = document.querySelector('#{board}');
                 return [figure.dataset.level, figure.dataset.now, figure.dataset.steps, document.querySelector('#reading-text p').textContent,
                     [...document.querySelectorAll('#reading tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
                     ...['col', 'row'].map((scope) => [...document.querySelectorAll(`#reading th[scope=${{scope}}]`)].map((cell) => cell.textContent.trim()))]"
            ));
            let number = |at: usize, part: usize| {
                let text = read[at].as_str().expect("figures").split(' ').nth(part).expect("one");
                text.parse::<u64>().expect("a number")
            };
            let scenario = Scenario::preset("cheese-corner").expect("a preset");
            let (level, _) = display::level(&scenario.levels(amount), stream, number(0, 0));
            let state = State { agent: u16::try_from(number(1, 0)).expect("a cell"), memory: number(1, 1) };
            assert_eq!(read[4], json!(grid(&level, state)), "{board}");
            let numbers = |last: usize| (1..=last).map(|at| at.to_string()).collect::<Vec<_>>();
            assert_eq!(
                (&read[5], &read[6]),
                (&json!(numbers(level.width - 2)), &json!(numbers(level.height - 2))),
                "the headers of {board}"
            );
            let said = read[3].as_str().expect("words");
            let place =
                format!("The mouse is at column {}, row {} after {} step", level.column(state.agent), level.row(state.agent), number(2, 0));
            assert!(said.contains(&place), "{said}");
            page.click("[data-read]");
            page.wait_for_text("#reading-said", |text| text == said);
            page.press("[data-read]", Key::Escape + "");
            page.wait_until("!document.querySelector('#reading[open]')");
            // The focus is back.
            page.wait_until(&format!("document.activeElement.dataset.do === '{board}'"));
        }
    }
}

/// What is read, and the grounds on which it stands; tokens of www/wayward.css.
const WORDS: [(&str, &[&str]); 14] = [
    ("--text", &["--bg", "--surface", "--surface-2", "--accent-soft", "--warn-soft", "--bad-soft"]),
    ("--muted", &["--bg", "--surface", "--surface-2"]),
    ("--accent", &["--bg", "--surface", "--accent-soft"]),
    ("--accent-strong", &["--surface", "--accent-soft"]),
    ("--accent-text", &["--accent", "--accent-strong"]),
    ("--good", &["--surface", "--good-soft", "--accent-soft"]),
    ("--bad", &["--surface", "--bg", "--bad-soft"]),
    ("--warn", &["--surface", "--warn-soft"]),
    ("--t-keyword", &["--surface"]),
    ("--t-number", &["--surface"]),
    ("--t-function", &["--surface"]),
    ("--t-operator", &["--surface"]),
    ("--t-comment", &["--surface"]),
    ("--t-unknown", &["--surface"]),
];

/// What is seen and not read: the borders of controls, the ring of the focus, bars, curves and what moves on boards. Of two colors,
/// body and line, one has to stand out.
const SHAPES: [(&str, &[&str]); 14] = [
    ("--line-strong", &["--bg", "--surface"]),
    ("--accent", &["--bg", "--surface", "--surface-2"]),
    ("--blue", &["--surface", "--surface-2"]),
    ("--orange", &["--surface", "--surface-2"]),
    ("--muted", &["--surface-2"]),
    ("--c-success", &["--surface"]),
    ("--c-reward", &["--surface"]),
    ("--c-intended", &["--surface"]),
    ("--m-error", &["--surface"]),
    ("--m-warning", &["--surface"]),
    ("--board-mouse", &["--board-floor", "--board-floor-2"]),
    ("--board-cheese --board-cheese-line", &["--board-floor", "--board-floor-2"]),
    ("--board-mark", &["--board-floor", "--board-floor-2"]),
    ("--board-wedge", &["--board-floor", "--board-floor-2"]),
];

/// Contrast of every pair of tokens that comes up, in every theme: 4.5 for words, 3 for shapes, and 7 for words where a person asked for
/// more contrast.
#[test]
fn colors_stand_out_in_every_theme() {
    let page = Page::new();
    page.open_ready();
    let mut bad = Vec::new();
    for theme in THEMES {
        let words = if theme == "contrast" { 7.0 } else { 4.5 };
        let all = WORDS.iter().map(|pair| (pair, words)).chain(SHAPES.iter().map(|pair| (pair, 3.0)));
        let pairs: Vec<_> = all.flat_map(|((front, grounds), least)| grounds.iter().map(move |ground| (front, ground, least))).collect();
        page.evaluate(&format!("document.documentElement.dataset.theme = {theme:?}"));
        let found = page.evaluate(&format!(
            "const probe = document.body.appendChild(document.createElement('i'));
             const light = (token) => {{
                 probe.style.color = '';
                 probe.style.color = `var(${{token}}, rgb(1 2 3))`;
                 const parts = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number);
                 if (parts.length !== 3 || parts.join() === '1,2,3') throw new Error(`${{token}} is no full color: ${{parts}}`);
                 const [r, g, b] = parts.map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                 return 0.2126 * r + 0.7152 * g + 0.0722 * b;
             }};
             const found = {}.map(([fronts, ground]) => Math.max(...fronts.split(' ').map((front) => {{
                 const [one, other] = [light(front), light(ground)];
                 return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
             }})));
             probe.remove();
             return found",
            json!(pairs)
        ));
        for ((front, ground, least), contrast) in pairs.iter().zip(found.as_array().expect("a list")) {
            let contrast = contrast.as_f64().expect("a number");
            if contrast < *least {
                bad.push(format!("{theme}: {front} on {ground}: {contrast:.2}, less than {least}"));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}
