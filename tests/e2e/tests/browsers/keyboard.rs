//! All five stages with the keyboard alone: Tab, Enter, Space, arrows and letters, and nothing else.

use thirtyfour::Key;
use wayward_e2e::keyboard::Keyboard;
use wayward_e2e::{Page, engines, json};

#[test]
fn all_five_stages_with_the_keyboard_alone() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        let keyboard = Keyboard(&page);
        // 1. The reward is edited, and the way out of the editor is Tab: no trap.
        keyboard.go_to_the_top();
        keyboard.reach("#reward");
        keyboard.keys(Key::Control + "a");
        keyboard.keys("if reached_cheese { 1 } else { 0 } ");
        keyboard.keys(Key::Escape);
        assert_eq!(
            page.evaluate("return document.activeElement.id"),
            json!("reward"),
            "Escape with nothing open is no way to lose one's place"
        );
        page.wait_until("document.querySelector('#reward').value === 'if reached_cheese { 1 } else { 0 } '");
        // 2. One agent is trained.
        keyboard.reach("#train");
        keyboard.reach("#seed");
        keyboard.keys(Key::Control + "a");
        keyboard.keys("1007");
        keyboard.reach("#seeds");
        keyboard.keys(Key::Control + "a");
        keyboard.keys("1");
        page.wait_until("document.querySelector('#seeds').value === '1'");
        keyboard.go_to_the_top();
        keyboard.reach("#train");
        keyboard.keys(Key::Enter);
        page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
        // 3. The world is shifted, all the way.
        keyboard.reach("#shift");
        keyboard.keys(Key::End);
        page.wait_until("document.querySelector('#shift').value === '100'");
        // 4. The verdict is read: on the card, in the line for screen readers, and what is folded in it opens.
        page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");
        page.wait_for_text("#spoken", |text| text.contains("Verdict: the agent is inner misaligned"));
        keyboard.reach("#verdict summary");
        keyboard.keys(Key::Enter);
        page.wait_until("document.querySelector('#verdict details').open");
        // 5. It is corrected.
        keyboard.reach("#remedy-worlds");
        keyboard.keys(" ");
        page.wait_for_attribute("#run-figures", "data-state", |state| state == "training" || state == "trained");
        page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "aligned");
        page.wait_for_text(".before-after", |text| {
            text.contains("Before: the agent is inner misaligned") && text.contains("Now: the agent is aligned")
        });
        // What stands above the page: a run is pinned, and the repair undone.
        keyboard.go_to_the_top();
        keyboard.reach("[data-do=compare]");
        keyboard.keys(Key::Enter);
        page.wait_for("#compare[open]");
        keyboard.reach("[data-compare=pin]");
        keyboard.keys(Key::Enter);
        page.wait_for_text("#compare-said", |text| text.starts_with("Pinned"));
        keyboard.keys(Key::Escape);
        page.wait_until("!document.querySelector('#compare[open]')");
        // Back where it was.
        page.wait_until("document.activeElement.dataset.do === 'compare'");
        keyboard.keys(Key::Control + "z");
        page.wait_for_text("#toast", |text| text.starts_with("Undone: disagree in training"));
    }
}
