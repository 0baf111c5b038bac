//! What no careful person does and every page lives through: storage that is blocked or full, a window that changes, a tab that
//! is hidden, a laptop that sleeps, and a double click on everything.

use std::time::Duration;

use wayward_e2e::{Page, engines, json};

const SAID: &str = "#toast";

/// The page still does what it is for.
fn works(page: &Page) {
    page.set_value("#preset", "lava");
    page.set_value("#preset", "cheese-corner");
    page.wait_until(
        "document.querySelector('#preset').value === 'cheese-corner' && document.querySelector('#run-figures').dataset.state === 'idle'",
    );
    page.click("[data-do=start-over]");
    page.wait_until("document.querySelector('#seed').value === '7' && document.querySelector('#seeds').value === '16'");
    page.set_value("#seeds", "1");
    page.set_value("#agent-total_timesteps", "16384");
    page.set_value("#speed", "live");
    page.wait_for("#train:not([disabled])");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    page.wait_for("#verdict[data-verdict]");
    page.wait_until("document.querySelectorAll('#board-train svg, #board-deploy svg').length >= 2");
}

/// Storage that throws at every use, as where cookies are blocked; and one that is full.
#[test]
fn storage_that_is_blocked_or_full_is_said_once() {
    let blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});";
    let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";
    for script in [blocked, full] {
        let page = Page::new();
        page.on_new_document(script);
        page.open("?bench=full");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.evaluate("window.__said = []; new MutationObserver(() => __said.push(document.querySelector('#toast')?.textContent)).observe(document.body, {subtree: true, childList: true, characterData: true})");
        page.set_value("#seed", "41");
        page.wait_for_text(SAID, |text| text.contains("keeps nothing"));
        assert_eq!(page.attribute(SAID, "aria-live").as_deref(), Some("polite"));
        page.wait_until("location.hash.startsWith('#1.')");
        page.set_value("#seeds", "3");
        page.wait_until("!document.querySelector('#toast').textContent");
        let address = page.evaluate("return location.hash");
        page.set_value("#seeds", "2");
        page.wait_until(&format!("location.hash !== {address}"));
        page.click("[data-do=undo]");
        page.wait_for_text(SAID, |text| text.starts_with("Undone: agents"));
        let times = "return __said.filter((words, at) => words?.includes('keeps nothing') && words !== __said[at - 1]).length";
        assert_eq!(page.evaluate(times), json!(1), "said once");
        // The address holds what the storage does not.
        page.wait_until(&format!("location.hash === {address}"));
        page.reload();
        page.wait_started();
        page.wait_until("document.querySelector('#seed')?.value === '41' && document.querySelector('#seeds').value === '3'");
        works(&page);
    }
}

/// Training waits for a goal, and says for which, whatever a person has called it.
#[test]
fn a_goal_called_like_a_field_is_said() {
    let page = Page::new();
    page.open_ready();
    page.click("#goals > summary");
    page.press_button("#goals", "Add a goal");
    page.wait_for("#proxy-2");
    for name in ["seed", "seeds", "disagree"] {
        page.set_value("#proxy-2-name", name);
        page.set_value("#proxy-2", "1 +");
        page.wait_for("#train[disabled]");
        page.wait_for_text("#train-problem", |text| text.contains("proxy goal") && text.contains(name));
        page.set_value("#proxy-2", "1");
        page.wait_for("#train:not([disabled])");
    }
}

/// A window of every size while it learns, from a projector to a watch.
#[test]
fn a_window_that_is_resized_while_it_learns() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#seeds", "4");
    page.click("#train");
    for (width, height) in [(320, 480), (2560, 1440), (200, 200), (844, 390), (390, 844), (1024, 768), (1440, 200), (1440, 900)] {
        page.resize(width, height);
        std::thread::sleep(Duration::from_millis(150));
        if width >= 320 {
            page.wait_until("document.documentElement.scrollWidth <= innerWidth");
        }
    }
    page.wait_for_attribute("#run-figures", "data-judged", |judged| judged == "4");
    works(&page);
}

/// A tab that is hidden, and a laptop that sleeps while agents learn: all timers come late, workers and page alike. Nobody counts
/// as dead who was only asleep.
#[test]
fn a_page_that_sleeps_goes_on_where_it_was() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#seeds", "4");
    page.set_value("#seed", "41");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "training");
    page.devtools("Page.setWebLifecycleState", json!({"state": "frozen"}));
    std::thread::sleep(Duration::from_secs(6));
    page.devtools("Page.setWebLifecycleState", json!({"state": "active"}));
    page.wait_for_attribute("#run-figures", "data-judged", |judged| judged == "4");
    assert_eq!(page.evaluate("return document.querySelector('#notice').textContent"), json!(""));
    assert_eq!(page.evaluate("return document.querySelector('#seed').value"), json!("41"));
    // A page that stood still by itself, with a task that never ends, as in a machine that is out of breath.
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "training");
    page.evaluate("const end = performance.now() + 4000; while (performance.now() < end);");
    page.wait_for_attribute("#run-figures", "data-judged", |judged| judged == "4");
    assert_eq!(page.evaluate("return document.querySelector('#notice').textContent"), json!(""));
    works(&page);
}

/// Everything that can be pressed, turned or unfolded, twice in quick succession and in an order of its own, while it trains and
/// while it does not.
#[test]
fn a_double_click_on_everything() {
    for (&engine, seed) in engines().iter().zip([1, 3]) {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.set_value("#agent-total_timesteps", "32768");
        page.set_value("#seeds", "2");
        // What leaves the page is for other tests.
        let pressed = page.evaluate_async(&format!(
            "let state = {seed};
             const random = (below) => {{ state = (state * 48271) % 2147483647; return state % below; }};
             const breath = (time) => new Promise((done) => setTimeout(done, time));
             const seen = new Set();
             for (let round = 0; round < 170; round++) {{
                 const dialog = document.querySelector('dialog[open]');
                 const all = [...(dialog ?? document).querySelectorAll('button, summary, select, input[type=checkbox], input[type=range], input[type=radio]')]
                     .filter((each) => !each.disabled && each.checkVisibility() && !each.closest('a'));
                 const each = all[random(all.length)];
                 seen.add(each.id || each.dataset.do || each.dataset.compare || each.textContent.trim().slice(0, 20));
                 for (let twice = 0; twice < 2; twice++) {{
                     if (each.tagName === 'SELECT') {{
                         each.value = each.options[random(each.options.length)].value;
                         each.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
                     }} else if (each.type === 'range') {{
                         each.value = Number(each.min) + random(Number(each.max) - Number(each.min) + 1);
                         each.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
                     }} else {{
                         each.click();
                     }}
                 }}
                 await breath([0, 5, 30, 60][random(4)]);
                 // Nobody would get out of a dialog by chance alone.
                 if (dialog && random(4) === 0) dialog.close();
             }}
             // One that was asked for last may still be on its way, and come over another one.
             await breath(1000);
             for (const open of document.querySelectorAll('dialog[open]')) open.close();
             return [...seen];"
        ));
        let pressed = pressed.as_array().expect("a list").len();
        println!("{engine:?}: {pressed} different things were pressed twice");
        assert!(pressed >= 30, "only {pressed} things");
        assert_eq!(
            page.evaluate("return [...document.querySelectorAll('#train, #preset, #board-train svg, #verdict, #run-figures')].length >= 5"),
            json!(true)
        );
        let notice = page.evaluate("return document.querySelector('#notice').textContent");
        assert!(!notice.as_str().expect("a text").contains("worker"), "{engine:?}: {notice}");
        // In a lesson or not, held or not, it goes on from here.
        page.evaluate("document.querySelector('#lesson-leave')?.click()");
        page.wait_until("!document.querySelector('#lesson')");
        page.evaluate("if (document.documentElement.dataset.bench) document.querySelector('[data-do=bench]').click()");
        page.evaluate("if (document.querySelector('#pause').innerText === 'Resume') document.querySelector('#pause').click()");
        works(&page);
    }
}
