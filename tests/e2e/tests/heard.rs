//! The page with a real screen reader: Orca reads it, and what it says is held against what should be heard and what should not.

use std::path::Path;
use std::time::Duration;
use wayward_e2e::listening::Listener;

const AWHILE: Duration = Duration::from_secs(20);

#[test]
#[ignore = "needs Orca, speech-dispatcher, Xvfb, openbox and xdotool; `cargo xtask test` runs it where they are"]
fn the_page_is_heard() {
    let mut it = Listener::new(Path::new(env!("CARGO_BIN_EXE_voice")));

    it.part("The page opens");
    it.page.open("");
    it.page.wait_started();
    it.page.wait_for("#train:not([disabled])");
    it.page.wait_for("#reward-problems .problem");
    // Two agents that train for a moment: what they learn does not matter here.
    it.page.set_value("#seeds", "2");
    it.page.set_value("#agent-total_timesteps", "65536");
    it.page.evaluate("document.activeElement.blur()");
    it.press_silently("Control_L");

    it.part("The path: the reward is read and changed");
    it.press(&["2", "Tab", "ctrl+a"]);
    it.type_text("reached_cheese");
    it.wait(Duration::from_secs(2));
    it.part("The path: training");
    it.press(&["ctrl+Return"]);
    it.page.wait_for("#verdict[data-verdict]");
    it.listen("(there is a verdict)", AWHILE);
    it.part("The path: the shift");
    it.press(&["Tab", "2", "2", "Tab", "End"]);
    it.page.wait_for("#verdict[data-amount='1']");
    it.listen("(there is a verdict)", AWHILE);
    it.part("The path: the verdict is read");
    it.press(&["Insert+a"]);
    it.reach("2", "Verdict");
    it.press(&["Down", "Down", "Down", "Down", "Down", "Down"]);
    it.part("The path: the link is shared");
    it.press(&["ctrl+Home"]);
    it.reach("b", "Share");
    it.press(&["Return"]);
    it.page.wait_for("dialog[open] #share-copy");
    while it.page.evaluate("return document.activeElement.id") != "share-copy" {
        it.press(&["Tab"]);
    }
    it.press(&["space"]);
    it.press(&["Escape"]);
    it.wait(Duration::from_secs(8));

    it.part("Its headings");
    it.press(&["ctrl+Home"]);
    for _ in 0..it.page.count("h1, h2, h3") {
        it.press(&["h"]);
    }

    it.part("A mistake, and the way out");
    it.press(&["ctrl+Home", "2", "Tab", "ctrl+a"]);
    it.type_text("reached_chese");
    it.wait(Duration::from_secs(2));
    it.press(&["Left", "Home"]);
    it.press_silently("Escape");
    it.press(&["Right"]);

    it.part("It is mended, with a name from the list");
    it.press(&["ctrl+a"]);
    it.type_text("reached_c");
    it.wait(Duration::from_secs(1));
    it.press_silently("Down");
    it.press_silently("Return");
    it.press_silently("ctrl+space");
    it.press_silently("Escape");
    it.wait(Duration::from_secs(2));

    it.part("Held, and on again");
    it.focus("#pause");
    it.press_silently("space");
    it.press_silently("space");
    it.press_silently("space");
    it.focus("#inspector button");
    it.press_silently("space");
    it.focus("#pause");
    it.press_silently("space");

    it.part("A board as text");
    it.focus("[data-do=board-deploy]");
    it.press_silently("Return");
    it.page.wait_for("#reading td");
    it.press_silently("Escape");

    it.part("A lesson");
    it.focus("[data-do=lessons]");
    it.press_silently("Return");
    it.focus("#start-papers");
    it.press(&["Return"]);
    it.page.wait_for("#lesson-heading");
    it.focus("#lesson-next");
    it.press(&["Return"]);
    it.focus("#lesson-leave");
    it.press(&["Return"]);
    it.wait(Duration::from_secs(8));

    it.part("The boards, read without a break while they play");
    it.press(&["ctrl+Home"]);
    it.reach("h", "Training world");
    it.read_on(Duration::from_secs(25));
}
