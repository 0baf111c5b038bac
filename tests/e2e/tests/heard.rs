//! The page with a real screen reader: Orca reads it, and what it says is held against what should be heard and what should not.

use std::path::Path;
use std::time::Duration;
use wayward_e2e::listening::{Listener, sentences};

const AWHILE: Duration = Duration::from_secs(20);

/// A part, what is said in it exactly once, and what is not said in it.
type Heard = (&'static str, &'static [&'static str], &'static [&'static str]);
const HEARD: [Heard; 12] = [
    ("The page opens", &[], &["warning"]),
    (
        "The path: the reward is read and changed",
        &["1 Reward heading level 2.", "1 warning: nothing in training tells reached_cheese and reached_corner apart"],
        &["keyword", "Ctrl+Enter", "Names that fit", "statusbar"],
    ),
    ("The path: training", &["Training.", "Trained: ", "Verdict: for 2 of 2 agents the judge cannot tell."], &[" percent."]),
    (
        "The path: the shift",
        &["slider 0 percent of the way", "100 percent of the way", "Verdict: 2 of 2 agents are inner misaligned (corner)."],
        &[" %", " percent."],
    ),
    ("The path: the verdict is read", &["4 Verdict heading level 2.", "Inner misaligned heading level 3."], &[]),
    ("The path: the link is shared", &["Copied."], &["Verdict", "warning", "Picture combo box"]),
    (
        "Its headings",
        &[
            "1 Reward heading level 2.",
            "What you meant heading level 3.",
            "2 Train heading level 2.",
            "3 Shift heading level 2.",
            "Learning curves heading level 2.",
            "4 Verdict heading level 2.",
            "Inner misaligned heading level 3.",
            "5 Correct heading level 2.",
        ],
        &["Unlock"],
    ),
    (
        "A mistake, and the way out",
        &["1 error: there is no reached_chese here; did you mean reached_cheese?"],
        &["Error there is", "Ctrl+Enter", "Verdict"],
    ),
    (
        "It is mended, with a name from the list",
        &["Enter writes reached_cheese, the first of 2 names.", "reached_corner, event, 0 or 1: The agent stepped into"],
        &["error", "Verdict"],
    ),
    ("Held, and on again", &["Resume push button."], &["pressed", "Verdict"]),
    ("A board as text", &["Shifted world as text dialog", "columns and"], &["Verdict", "statusbar"]),
    ("A lesson", &["Lessons dialog", "Each takes a few minutes", "Step 1 of", "Step 2 of"], &["Verdict", "warning", "percent."]),
];

/// A blind reader's way through the page takes fewer sentences than this.
const MOST_SENTENCES: usize = 60;

#[test]
#[ignore = "needs Orca, speech-dispatcher, Xvfb, openbox and xdotool; `cargo xtask test --full` runs it"]
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
    it.press_silently("Control_L");
    // Where no letter is typed, whatever Orca took for the place where one is while the page came.
    it.focus("[data-do=lessons]");
    it.press(&["ctrl+Home"]);

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
    it.reach("Tab", "Share");
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
    it.press(&["Down"]);
    it.press(&["Return", "ctrl+space"]);
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
    it.page.wait_for("#start-papers");
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
    it.read_on(Duration::from_secs(20));

    for (part, once, never) in HEARD {
        let said = it.said_in(part);
        for words in once {
            let times = said.iter().filter(|utterance| utterance.contains(words)).count();
            assert_eq!(times, 1, "{part}: how often “{words}” is said: {said:#?}");
        }
        for words in never {
            assert!(!said.iter().any(|utterance| utterance.contains(words)), "{part}: “{words}” is said: {said:#?}");
        }
    }
    // Nothing that plays talks in between, and no line is empty to the eye and a status to the ear.
    let boards = it.said_in("The boards, read without a break while they play");
    for words in ["columns and", "statusbar", "agent starts at", "Training world, drawn"] {
        let most = usize::from(words == "Training world, drawn");
        assert!(boards.iter().filter(|utterance| utterance.contains(words)).count() <= most, "“{words}”: {boards:#?}");
    }
    // Whoever holds still hears nothing, and Escape in the text leaves one there without a word.
    for step in
        it.steps.iter().filter(|step| step.done == "(8 seconds pass)" || step.part == "A mistake, and the way out" && step.done == "Escape")
    {
        assert!(step.said.is_empty(), "{}, {}: {:#?}", step.part, step.done, step.said);
    }
    let path = it.parts().filter(|part| part.starts_with("The path: ")).flat_map(|part| it.said_in(part)).map(sentences).sum::<usize>();
    println!("{path} sentences from reading to sharing");
    assert!(path < MOST_SENTENCES, "{path} sentences from reading to sharing");
}
