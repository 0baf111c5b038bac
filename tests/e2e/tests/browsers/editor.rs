//! What the reward editor does for who writes in it: names that fit, what they mean, numbers to drag, rewards to start from.

use thirtyfour::Key;
use wayward_e2e::{Page, json};

fn opened() -> Page {
    let page = Page::new();
    page.open_ready();
    // One agent is enough.
    page.set_value("#seeds", "1");
    page
}

fn reward(page: &Page) -> String {
    page.evaluate("return document.querySelector('#reward').value").as_str().expect("a text").into()
}

fn wait_for_reward(page: &Page, wanted: &str) {
    page.wait_until(&format!("document.querySelector('#reward').value === {wanted:?}"));
}

/// Empties the text, and leaves the caret in it.
fn emptied(page: &Page) {
    page.press("#reward", Key::Control + "a");
    page.press("#reward", Key::Delete);
    wait_for_reward(page, "");
}

fn undo(page: &Page) {
    page.press("#reward", Key::Control + "z");
}

/// The middle of the piece of the text's layer that reads so.
fn middle(page: &Page, piece: &str) -> (f64, f64) {
    page.wait_until(&format!("[...document.querySelectorAll('.editor-line > span')].some((piece) => piece.textContent === {piece:?})"));
    let found = page.evaluate(&format!(
        "const found = [...document.querySelectorAll('.editor-line > span')].find((piece) => piece.textContent === {piece:?});
         const box = found.getBoundingClientRect();
         return [box.left + box.width / 2, box.top + box.height / 2]"
    ));
    (found[0].as_f64().expect("a place"), found[1].as_f64().expect("a place"))
}

fn mouse(page: &Page, what: &str, (x, y): (f64, f64), pressed: bool) {
    let (button, clicks) = if what == "mouseMoved" && !pressed { ("none", 0) } else { ("left", 1) };
    page.devtools(
        "Input.dispatchMouseEvent",
        json!({"type": what, "x": x, "y": y, "button": button, "buttons": u8::from(pressed), "clickCount": clicks}),
    );
}

/// Drags from the middle of a piece to the right, in a few moves.
fn drag(page: &Page, piece: &str, pixels: f64) {
    let (x, y) = middle(page, piece);
    mouse(page, "mouseMoved", (x, y), false);
    mouse(page, "mousePressed", (x, y), true);
    for part in [0.25, 0.5, 0.75, 1.0] {
        mouse(page, "mouseMoved", (x + part * pixels, y + part * 90.0), true);
    }
    mouse(page, "mouseReleased", (x + pixels, y + 90.0), false);
}

fn caret(page: &Page) -> u64 {
    page.evaluate("return document.querySelector('#reward').selectionStart").as_u64().expect("a place")
}

#[test]
fn a_misspelt_feature_is_marked_and_the_right_one_named() {
    let page = opened();
    page.type_into("#reward", "reached_chese + 1");
    page.wait_until("document.querySelector('.editor-layer .m-error')?.textContent === 'reached_chese'");
    let problem = page.wait_for_text("#reward-problems", |text| text.contains("reached_chese"));
    assert!(problem.contains("reached_cheese"), "{problem}");
}

#[test]
fn a_name_is_completed_with_the_keyboard_alone() {
    let page = opened();
    emptied(&page);
    page.press("#reward", "1 + rea");
    page.wait_for("#reward-words [role=option][aria-selected=true]");
    assert_eq!(page.count("#reward-words [role=option]"), 2);
    let first = page.text("#reward-words [aria-selected=true]");
    assert!(first.contains("reached_cheese") && first.contains("0 or 1") && first.contains("ends the episode"), "{first}");
    page.press("#reward", Key::Down);
    page.wait_for_text("#reward-words [aria-selected=true]", |text| text.contains("reached_corner"));
    assert_eq!(
        page.attribute("#reward", "aria-activedescendant"),
        page.attribute("#reward-words [aria-selected=true]", "id"),
        "what is chosen is told"
    );
    page.assert_accessible();
    page.press("#reward", Key::Enter);
    wait_for_reward(&page, "1 + reached_corner");
    assert_eq!(caret(&page), 18);
    assert_eq!(page.count("#reward-words [role=option]"), 0);
    undo(&page);
    wait_for_reward(&page, "1 + rea");

    // A function comes with its parenthesis, inside which only what has a past fits.
    emptied(&page);
    page.press("#reward", "wa");
    page.wait_for("#reward-words [role=option]");
    page.press("#reward", Key::Tab);
    wait_for_reward(&page, "was(");
    page.press("#reward", Key::Control + " ");
    page.wait_for("#reward-words [role=option]");
    let names = page.text("#reward-words");
    assert!(names.contains("distance_to_cheese") && !names.contains("reached_cheese"), "{names}");

    // Esc closes the list, and nothing else; without a list Tab and Enter are what they always are.
    page.press("#reward", Key::Escape);
    page.wait_until("!document.querySelector('#reward-words [role=option]')");
    assert_eq!(page.evaluate("return document.activeElement.id"), json!("reward"));
    page.press("#reward", Key::Escape);
    assert_eq!(page.evaluate("return document.activeElement.id"), json!("reward"));
    page.press("#reward", "x)");
    page.press("#reward", Key::Enter);
    wait_for_reward(&page, "was(x)\n");
    page.press("#reward", Key::Tab);
    assert_ne!(page.evaluate("return document.activeElement.id"), json!("reward"));
    assert_eq!(reward(&page), "was(x)\n");
}

#[test]
fn a_press_accepts_and_long_lists_scroll_on_a_phone() {
    let page = opened();
    page.resize(390, 800);
    emptied(&page);
    page.press("#reward", Key::Control + " ");
    page.wait_for("#reward-words [role=option]");
    assert!(page.count("#reward-words [role=option]") > 20);
    page.press("#reward", Key::Up);
    page.wait_until("document.querySelector('#reward-words').scrollTop > 0");
    assert_eq!(page.evaluate("return document.documentElement.scrollWidth <= innerWidth"), json!(true));
    page.assert_accessible_within(".stage-reward");
    page.press("#reward", "gam");
    page.click("#reward-words [role=option]");
    wait_for_reward(&page, "gamma");
    assert_eq!(page.evaluate("return document.activeElement.id"), json!("reward"), "the focus stays");
}

#[test]
fn what_a_name_means_shows_below_the_pointer_and_for_the_caret() {
    let page = opened();
    page.set_value("#reward", "let closer = was(distance_to_cheese) - distance_to_cheese;\nreached_cheese + 0.01 * closer");
    let at = middle(&page, "reached_cheese");
    mouse(&page, "mouseMoved", at, false);
    page.wait_for_text("#reward-tip", |text| text.contains("event, 0 or 1") && text.contains("stepped onto the cheese"));
    // The pointer may go into it.
    let tip = page.evaluate("const box = document.querySelector('#reward-tip').getBoundingClientRect(); return [box.left, box.top]");
    mouse(&page, "mouseMoved", (tip[0].as_f64().unwrap() + 8.0, tip[1].as_f64().unwrap() + 8.0), false);
    std::thread::sleep(std::time::Duration::from_millis(400));
    page.wait_for_text("#reward-tip", |text| text.contains("stepped onto the cheese"));
    page.press("#reward", Key::Escape);
    page.wait_until("document.querySelector('#reward-tip').childNodes.length === 0");
    assert_eq!(page.evaluate("return document.activeElement.id"), json!("reward"), "the first Esc only hides it");

    page.press("#reward", Key::End);
    page.wait_for_text("#reward-help", |text| text.contains("was(distance_to_cheese) - distance_to_cheese"));
    page.press("#reward", Key::Control + Key::Home);
    page.wait_for_text("#reward-help", |text| text.contains("Names a value"));
}

#[test]
fn a_dragged_number_trains_anew_or_marks_the_run() {
    let page = opened();
    page.set_value("#reward", "reached_cheese - 0.01 * bumped");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.state === 'training'");
    drag(&page, "0.01", 60.0);
    wait_for_reward(&page, "reached_cheese - 0.11 * bumped");
    page.wait_for(".editor-stale");
    undo(&page);
    wait_for_reward(&page, "reached_cheese - 0.01 * bumped");
    page.wait_until("!document.querySelector('.editor-stale')");

    // A click is a click: the caret goes there.
    let (x, y) = middle(&page, "0.01");
    mouse(&page, "mouseMoved", (x, y), false);
    mouse(&page, "mousePressed", (x, y), true);
    mouse(&page, "mouseReleased", (x, y), false);
    page.wait_until("document.querySelector('#reward').selectionStart === 19");
    assert_eq!(reward(&page), "reached_cheese - 0.01 * bumped");

    page.click("#auto-train");
    page.evaluate("document.querySelector('#reward').focus()");
    page.evaluate(
        "window.__begun = 0; new MutationObserver((all) => {
                       for (const one of all) if (+document.querySelector('#run-figures').dataset.step < +one.oldValue) __begun++;
                   }).observe(document.querySelector('#run-figures'), {attributeFilter: ['data-step'], attributeOldValue: true})",
    );
    drag(&page, "0.01", -60.0);
    wait_for_reward(&page, "reached_cheese - -0.09 * bumped");
    page.wait_until("__begun > 0 && !document.querySelector('.editor-stale')");
}

#[test]
fn an_example_can_be_chosen_and_undone() {
    let page = opened();
    page.type_into("#reward", "2 * reached_corner // mine");
    page.click("[popovertarget=reward-examples]");
    page.wait_until("document.querySelector('#reward-examples').matches(':popover-open')");
    page.assert_accessible();
    page.press_button("#reward-examples", "was(");
    wait_for_reward(&page, "reached_cheese + 0.01 * (was(distance_to_cheese) - distance_to_cheese)");
    page.wait_until("!document.querySelector('#reward-examples').matches(':popover-open')");
    page.wait_until("document.querySelector('#reward').getAttribute('aria-invalid') !== 'true'");
    undo(&page);
    wait_for_reward(&page, "2 * reached_corner // mine");
}

#[test]
fn what_is_meant_and_proxies_are_chosen_from_a_list() {
    let page = opened();
    // Locked at first, as ever.
    assert_eq!(page.count("[popovertarget=intended-examples]"), 0);
    page.press_button(".meant", "Unlock");
    page.click("[popovertarget=intended-examples]");
    page.wait_until("document.querySelector('#intended-examples').matches(':popover-open')");
    page.assert_accessible();
    page.press_button("#intended-examples", "reached_corner");
    page.wait_until("document.querySelector('#intended').value === 'reached_corner'");
    page.unfold("#goals");
    let before = page.count("#goals .goal");
    page.click("[popovertarget=goal-examples]");
    page.wait_until("document.querySelector('#goal-examples').matches(':popover-open')");
    page.press_button("#goal-examples", "-reached_cheese");
    page.wait_until(&format!("document.querySelectorAll('#goals .goal').length === {}", before + 1));
    let new = page.evaluate("return [...document.querySelectorAll('#goals .goal')].pop().querySelector('input').value");
    assert_eq!(new, json!("avoid_the_cheese"));
}
