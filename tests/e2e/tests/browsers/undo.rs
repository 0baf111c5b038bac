//! Undo and redo of every setting: buttons and keys, what comes back and what is said about it.

use thirtyfour::Key;
use wayward_e2e::{Page, engines, json};

const SAID: &str = "#toast";

/// What everything stands at that can be undone, by the ids of its places.
fn settings(page: &Page) -> String {
    let found = page.evaluate(
        "const of = (css) => [...document.querySelectorAll(css)].map((field) => `${field.id.replace(/^proxy-[0-9]+/, 'proxy')}=${field.type === 'checkbox' ? field.checked : field.value}`);
         return of('#preset, #seed, #seeds, #shift, .world-settings input, .editor-area, .goal-head input').join('\\n')",
    );
    found.as_str().expect("a text").to_owned()
}

/// Waits until the page has saved.
fn rest(page: &Page, saved: &str) {
    page.wait_until(&format!("localStorage['wayward.draft']?.includes({})", json!(saved)));
    page.wait_until("document.querySelector('[data-do=undo]').getAttribute('aria-disabled') === 'false'");
}

fn wait_for_settings(page: &Page, wanted: &str, what: &str) {
    let start = std::time::Instant::now();
    while settings(page) != wanted {
        assert!(start.elapsed().as_secs() < 20, "{what}: wanted {wanted}\n\nfound {}", settings(page));
        std::thread::sleep(wayward_e2e::GLANCE);
    }
}

/// Every kind of setting is changed once, one after another; then all comes back, step by step, and is done again.
#[test]
fn every_setting_comes_back_and_is_done_again() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.wait_for("#agent-gamma");
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        let mut states = vec![settings(&page)];
        let mut change = |saved: &str, act: &dyn Fn()| {
            act();
            rest(&page, saved);
            states.push(settings(&page));
        };
        change("reached_chese", &|| page.set_value("#reward", "if reached_chese {\n  1\n"));
        change("\"seed\":\"no seed\"", &|| page.set_value("#seed", "no seed"));
        change("\"seeds\":3", &|| page.set_value("#seeds", "3"));
        change("\"train\":{\"disagree\":0.25}", &|| page.set_value("#train-disagree", "0.25"));
        change("\"shift\":{\"size\":9}", &|| page.set_value("#knob-shift-size", "9"));
        change("\"agent\":{\"gamma\":0.9}", &|| page.set_value("#agent-gamma", "0.9"));
        change("\"amount\":0.5", &|| page.set_value("#shift", "50"));
        change("\"intended\":\"2", &|| {
            page.press_button(".meant", "Unlock");
            page.wait_until("!document.querySelector('#intended').readOnly");
            page.set_value("#intended", "2 * reached_cheese");
        });
        change("\"name\":\"goal_1\"", &|| {
            page.unfold("#goals");
            page.press_button("#goals", "Add a goal");
        });
        change("\"preset\":\"lava\"", &|| page.set_value("#preset", "lava"));
        // Then all of it back: by the button and by the key.
        let said = [
            "experiment",
            "proxy goal",
            "what you meant",
            "shift",
            "gamma",
            "size at the full shift",
            "disagree",
            "agents",
            "seed",
            "reward",
        ];
        for (step, said) in said.into_iter().enumerate() {
            if step % 2 == 0 {
                page.click("[data-do=undo]");
            } else {
                page.press("#pause", Key::Control + "z");
            }
            page.wait_for_text(SAID, |text| text.starts_with("Undone: ") && text.contains(said));
            wait_for_settings(&page, &states[states.len() - 2 - step], &format!("{engine:?}: undo of {said}"));
        }
        assert_eq!(page.attribute("[data-do=undo]", "aria-disabled").as_deref(), Some("true"));
        for (step, state) in states.iter().enumerate().skip(1) {
            match step % 3 {
                0 => page.click("[data-do=redo]"),
                1 => page.press("#pause", Key::Control + "y"),
                _ => page.press("#pause", Key::Control + Key::Shift + "z"),
            }
            wait_for_settings(&page, state, &format!("{engine:?}: redo {step}"));
        }
        assert_eq!(page.attribute("[data-do=redo]", "aria-disabled").as_deref(), Some("true"));
        // What came back is what is saved.
        page.wait_until("localStorage['wayward.draft']?.includes('\"preset\":\"lava\"')");
        page.reload();
        page.wait_started();
        page.wait_until("document.querySelector('#preset')?.value === 'lava'");
    }
}

/// An edit ends what can be done again; what was typed a moment ago and is not saved yet is a step, too.
#[test]
fn what_is_not_saved_yet_is_undone_as_well() {
    let page = Page::new();
    page.open_ready();
    let before = settings(&page);
    page.set_value("#seed", "41");
    page.click("[data-do=undo]");
    wait_for_settings(&page, &before, "undo at once");
    page.click("[data-do=redo]");
    page.wait_until("document.querySelector('#seed').value === '41'");
    page.click("[data-do=undo]");
    wait_for_settings(&page, &before, "once more");
    page.set_value("#seed", "42");
    rest(&page, "\"seed\":42");
    page.click("[data-do=redo]");
    page.wait_for_text(SAID, |text| text.contains("nothing to redo"));
    // Twice in one breath is two steps.
    page.set_value("#seeds", "3");
    rest(&page, "\"seeds\":3");
    page.evaluate("const undo = document.querySelector('[data-do=undo]'); undo.click(); undo.click();");
    wait_for_settings(&page, &before, "two at once");
    page.evaluate("const redo = document.querySelector('[data-do=redo]'); redo.click(); redo.click(); redo.click();");
    page.wait_until("document.querySelector('#seed').value === '42' && document.querySelector('#seeds').value === '3'");
}

/// In a text field the browser's own undo stays.
#[test]
fn a_text_field_keeps_its_own_undo() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#seeds", "3");
    rest(&page, "\"seeds\":3");
    page.press("#reward", Key::Control + "a");
    page.press("#reward", "bumped");
    page.wait_until("document.querySelector('#reward').value === 'bumped'");
    page.press("#reward", Key::Control + "z");
    page.wait_until("document.querySelector('#reward').value !== 'bumped'");
    assert_eq!(page.evaluate("return document.querySelector('#seeds').value"), json!("3"));
}

/// The run on view stays, and says that it is of other settings, until they are back.
#[test]
fn the_run_on_view_stays() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#seeds", "1");
    page.set_value("#agent-total_timesteps", "16384");
    page.set_value("#speed", "live");
    rest(&page, "\"total_timesteps\":16384");
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
    let digest = page.attribute("#run-figures", "data-digest");
    page.set_value("#seed", "99");
    rest(&page, "\"seed\":99");
    page.wait_for(".verdict-stale");
    page.click("[data-do=undo]");
    page.wait_until("!document.querySelector('.verdict-stale')");
    assert_eq!(page.attribute("#run-figures", "data-digest"), digest);
    assert_eq!(page.attribute("#run-figures", "data-state").as_deref(), Some("trained"));
    page.assert_accessible();
}

#[test]
fn starting_over_brings_back_the_preset_and_can_be_undone() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        let fresh = settings(&page);
        page.click("[data-do=start-over]");
        page.wait_for_text(SAID, |text| text.contains("Everything is as it came"));
        page.set_value("#reward", "bumped // mine");
        page.set_value("#seed", "seven");
        page.set_value("#shift", "30");
        rest(&page, "\"seed\":\"seven\"");
        let mine = settings(&page);
        page.click("[data-do=start-over]");
        page.wait_for_text(SAID, |text| text.starts_with("As it came: reward, shift, seed"));
        wait_for_settings(&page, &fresh, "started over");
        page.click("[data-do=undo]");
        wait_for_settings(&page, &mine, "and back");
    }
}

fn text_of(page: &Page, field: &str) -> String {
    page.evaluate(&format!("return document.querySelector('{field}').value")).as_str().expect("a text").to_owned()
}

fn reward(page: &Page) -> String {
    text_of(page, "#reward")
}

#[track_caller]
fn wait_for(page: &Page, field: &str, wanted: &str, what: &str) {
    let start = std::time::Instant::now();
    while text_of(page, field) != wanted {
        assert!(start.elapsed().as_secs() < 20, "{what}: wanted {wanted:?}, found {:?}", text_of(page, field));
        std::thread::sleep(wayward_e2e::GLANCE);
    }
}

#[track_caller]
fn wait_for_reward(page: &Page, wanted: &str, what: &str) {
    wait_for(page, "#reward", wanted, what);
}

const FORMAT: &str = "button[title='Lay the text out in the usual way']";

/// Leaves the text: the focus is nowhere, as after a press beside everything.
fn leave(page: &Page, field: &str) {
    page.press(field, Key::Escape);
    page.evaluate("document.activeElement.blur()");
}

const MINE: &str = "if   reached_cheese{1}else{0}";

/// What a button does to a text is undone from the text, and done again, whoever had the focus meanwhile; so is what was there
/// before.
#[test]
fn what_a_button_did_to_a_text_is_undone_from_the_text() {
    type Press = &'static dyn Fn(&Page);
    let buttons: [(&str, &str, &str, Press); 9] = [
        ("Format", "#reward", MINE, &|page| page.click(FORMAT)),
        ("Restore", "#reward", MINE, &|page| page.click("button[title='Bring back the reward of the preset']")),
        ("an example", "#reward", MINE, &|page| {
            page.click("[popovertarget=reward-examples]");
            page.wait_until("document.querySelector('#reward-examples').matches(':popover-open')");
            page.click("#reward-examples button:last-child");
        }),
        ("a feature", "#reward", MINE, &|page| {
            page.unfold(".features-list");
            page.click(".features-list:not(.features-more *) li:last-child button");
        }),
        ("a completion", "#reward", "reached_cheese + ", &|page| {
            page.press("#reward", Key::Control + " ");
            page.click("#reward-words [role=option]:last-child");
        }),
        ("undo of everything", "#reward", MINE, &|page| page.click("[data-do=undo]")),
        ("starting over", "#intended", "2 * reached_cheese", &|page| page.click("[data-do=start-over]")),
        ("Restore of the goals", "#proxy-1", MINE, &|page| {
            page.unfold("#goals");
            page.click("button[title='Bring back the proxy goals of the preset']");
        }),
        // After an undo of something else, too, and beside a goal that comes and goes.
        ("undo behind another one", "#proxy-1", MINE, &|page| {
            page.unfold("#goals");
            page.press_button("#goals", "Add a goal");
            page.wait_for("#proxy-2");
            for _ in 0..2 {
                page.click("[data-do=undo]");
            }
        }),
    ];
    for &engine in engines() {
        let page = Page::in_engine(engine);
        for (name, field, mine, press) in buttons {
            let what = |step: &str| format!("{engine:?}, {name}: {step}");
            page.open_address("about:blank");
            page.open("");
            page.wait_started();
            page.unfold(field);
            if field == "#intended" {
                page.press_button(".meant", "Unlock");
                page.wait_until("!document.querySelector('#intended').readOnly");
            }
            let fresh = text_of(&page, field);
            page.press(field, Key::Control + "a");
            page.press(field, mine);
            wait_for(&page, field, mine, &what("typed"));
            leave(&page, field);
            press(&page);
            page.wait_until(&format!("document.querySelector('{field}').value !== {}", json!(mine)));
            let done = text_of(&page, field);
            page.evaluate("document.activeElement.blur()");
            page.unfold(field);
            page.click(field);
            page.press(":focus", Key::Control + "z");
            wait_for(&page, field, mine, &what("undone"));
            page.press(":focus", Key::Control + "y");
            wait_for(&page, field, &done, &what("done again"));
            page.press(":focus", Key::Control + "z");
            page.press(":focus", Key::Control + "z");
            wait_for(&page, field, &fresh, &what("all that was typed"));
            // The page knows of it: this is what it would train.
            page.wait_until(&format!(
                "!localStorage['wayward.draft']?.includes({}) && document.querySelector('{field}').value === {}",
                json!(mine),
                json!(fresh)
            ));
        }
    }
}

/// The same by keys, where the focus stays on the button; and by what changes several things at once: the repair, undo of
/// everything, another example of the same world.
#[test]
fn what_the_page_did_to_a_text_is_undone_from_the_text() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open("#preset=newspaper-dog");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        let typed = "  delivered_newspaper+delivered_document  ";
        page.press("#reward", Key::Control + "a");
        page.press("#reward", typed);
        wait_for_reward(&page, typed, "typed");
        page.press(FORMAT, Key::Enter);
        page.wait_until(&format!("document.querySelector('#reward').value !== {}", json!(typed)));
        let formatted = reward(&page);
        assert_eq!(page.evaluate("return document.activeElement.innerText"), json!("Format"), "the keyboard stays where it is");
        page.click("#remedy-worlds");
        page.wait_until(&format!("document.querySelector('#reward').value !== {}", json!(formatted)));
        let repaired = reward(&page);
        page.click("[data-do=undo]");
        page.wait_until(&format!("document.querySelector('#reward').value !== {}", json!(repaired)));
        let undone = reward(&page);
        page.click("#reward");
        page.press(":focus", Key::Control + "z");
        wait_for_reward(&page, &repaired, &format!("{engine:?}: undo of everything"));
        page.press(":focus", Key::Control + "z");
        wait_for_reward(&page, &formatted, &format!("{engine:?}: the repair"));
        page.press(":focus", Key::Control + "z");
        wait_for_reward(&page, typed, &format!("{engine:?}: formatting by a key"));
        for wanted in [&formatted, &repaired, &undone] {
            page.press(":focus", Key::Control + Key::Shift + "z");
            wait_for_reward(&page, wanted, &format!("{engine:?}: done again"));
        }
        // A menu of the browser asks by another way.
        page.evaluate(
            "document.querySelector('#reward').dispatchEvent(new InputEvent('beforeinput', {inputType: 'historyUndo', bubbles: true, cancelable: true}))",
        );
        wait_for_reward(&page, &repaired, &format!("{engine:?}: by the menu"));
    }
}

/// A drag is one step, also when the text had been left since the last word.
#[test]
fn a_drag_is_undone_at_one_stroke() {
    let page = Page::new();
    page.open_ready();
    page.press("#reward", Key::Control + "a");
    page.press("#reward", "0.5 * reached_cheese");
    leave(&page, "#reward");
    let at = page.evaluate(
        "const box = [...document.querySelectorAll('.editor-line > span')].find((piece) => piece.textContent === '0.5').getBoundingClientRect();
         return [box.left + box.width / 2, box.top + box.height / 2]",
    );
    let (x, y) = (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"));
    let mouse = |kind: &str, x: f64, buttons: u8| {
        page.devtools(
            "Input.dispatchMouseEvent",
            json!({"type": kind, "x": x, "y": y, "button": if buttons == 0 { "none" } else { "left" }, "buttons": buttons, "clickCount": 1}),
        );
    };
    mouse("mouseMoved", x, 0);
    mouse("mousePressed", x, 1);
    for part in 1..6 {
        mouse("mouseMoved", x + 12.0 * f64::from(part), 1);
    }
    mouse("mouseReleased", x + 60.0, 1);
    wait_for_reward(&page, "1.5 * reached_cheese", "dragged");
    page.press(":focus", "0");
    page.wait_until("document.querySelector('#reward').value !== '1.5 * reached_cheese'");
    page.press(":focus", Key::Control + "z");
    wait_for_reward(&page, "1.5 * reached_cheese", "the letter");
    page.press(":focus", Key::Control + "z");
    wait_for_reward(&page, "0.5 * reached_cheese", "the drag");
    page.press(":focus", Key::Control + "y");
    wait_for_reward(&page, "1.5 * reached_cheese", "the drag again");
}
