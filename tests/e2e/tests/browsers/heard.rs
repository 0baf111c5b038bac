//! The page with a real screen reader: Orca reads it, and what it says is held against what should be heard and what should not.

use std::path::Path;
use std::time::Duration;
use wayward_e2e::listening::{Listener, sentences};

/// A blind reader's way through the page takes fewer sentences than this.
const MOST_SENTENCES: usize = 60;

/// Longer than what was read out stands in the page (`ui/timer.rs`).
const LONG_AFTER: Duration = Duration::from_secs(8);
const AWHILE: Duration = Duration::from_secs(2);

const BOARDS: &str = "The boards, read without a break while they play";

const WARNING: &str = "1 warning: nothing in training tells reached_cheese and reached_corner apart";
const ERROR: &str = "1 error: there is no reached_chese here; did you mean reached_cheese?";
const CORNER: &str = "reached_corner, event, 0 or 1: The agent stepped into";

/// A part, what is said in it exactly once, and what is not said in it.
type Heard = (&'static str, &'static [&'static str], &'static [&'static str]);
const HEARD: [Heard; 14] = [
    ("The page opens", &[], &["warning", "statusbar"]),
    (
        "The path: the reward is read",
        &["1 Reward heading level 2.", "Reward program entry"],
        &["keyword", "Ctrl+Enter", "Names that fit", "statusbar"],
    ),
    ("The path: the reward is changed", &[WARNING], &["keyword", "Ctrl+Enter", "Names that fit", "statusbar", "error"]),
    ("The path: training", &["Training.", "Trained: ", "Verdict: for 2 of 2 agents the judge cannot tell."], &[" percent."]),
    (
        "The path: the shift",
        &[
            "3 Shift heading level 2.",
            "slider 0 percent of the way",
            "100 percent of the way",
            "Verdict: 2 of 2 agents are inner misaligned (corner).",
        ],
        &[" %", " percent."],
    ),
    ("The path: the verdict is read", &["4 Verdict heading level 2.", "Inner misaligned push button heading level 3."], &[]),
    (
        "The path: the link is shared",
        &["Share heading level 2", "The link is the whole experiment", "Copy push button.", "Copied."],
        &["Verdict", "warning", "Picture combo box", "Close"],
    ),
    (
        "Its headings",
        &[
            "1 Reward heading level 2.",
            "What you meant heading level 3.",
            "2 Train heading level 2.",
            "Training world heading level 3.",
            "Shifted world heading level 3.",
            "3 Shift heading level 2.",
            "Learning curves heading level 2.",
            "4 Verdict heading level 2.",
            "Inner misaligned push button heading level 3.",
            "5 Correct heading level 2.",
        ],
        &["Unlock"],
    ),
    ("The table of the verdict", &["Scores for each goal caption."], &["the better of random", "0:"]),
    ("A mistake, and the way out", &[ERROR], &["Error there is", "Ctrl+Enter", "Verdict", "Names that fit"]),
    ("It is mended, with a name from the list", &["Enter writes reached_cheese, the first of 2 names.", CORNER], &["error", "Verdict"]),
    ("Held, and on again", &["Resume push button."], &["pressed", "Verdict", "Training."]),
    (
        "A board as text",
        &["Shifted world as text heading level 2", "11 columns and 11 rows"],
        &["Verdict", "statusbar", "13 columns", "13 rows", "Close"],
    ),
    (
        "A lesson",
        &["Lessons heading level 2", "Each takes a few minutes", "Step 1 of", "Step 2 of"],
        &["Verdict", "warning", "percent.", "Close"],
    ),
];

/// What `docs/heard.txt` holds.
#[test]
#[ignore = "needs Orca, speech-dispatcher, Xvfb, openbox and xdotool; `cargo xtask test` installs them in CI and with `--full`"]
fn the_page_is_heard() {
    let mut it = open();
    go_the_way(&mut it);
    headings(&mut it);
    mistake(&mut it);
    mend(&mut it);
    hold(&mut it);
    board(&mut it);
    lesson(&mut it);
    boards(&mut it);
    judge(&it);
    // Nothing that plays talks in between, and no line is empty to the eye and a status to the ear.
    // What a board's agent acts like is a line that changes while it is read, so that it may be said once more.
    let boards = it.said_in(BOARDS);
    for (words, most) in [("columns and", 0), ("statusbar", 0), ("agent starts at", 0), ("Training world, drawn", 1), ("Acts as if", 2 * 2)]
    {
        assert!(boards.iter().filter(|utterance| utterance.contains(words)).count() <= most, "“{words}”: {boards:#?}");
    }
}

fn open() -> Listener {
    let mut it = Listener::new(Path::new(env!("CARGO_BIN_EXE_voice")));
    it.part("The page opens");
    it.page.open("");
    it.page.wait_started();
    it.page.wait_for("#train:not([disabled])");
    it.page.wait_for("#reward-problems .problem");
    // Two agents that train for a moment: what they learn does not matter here.
    it.page.set_value("#seeds", "2");
    it.page.set_value("#agent-total_timesteps", "65536");
    it.hear("it is there", &["Finished loading Wayward."]);
    // Where no letter is typed, whatever Orca took for the place where one is while the page came.
    it.focus("[data-do=lessons]");
    it.press(&["ctrl+Home"]);
    it
}

/// What a blind reader does first: reads, changes the reward, trains, shifts, reads the verdict, shares.
fn go_the_way(it: &mut Listener) {
    it.part("The path: the reward is read");
    it.press(&["2", "Tab", "ctrl+a"]);
    it.part("The path: the reward is changed");
    it.type_text("reached_cheese", &[WARNING]);
    it.do_nothing(AWHILE);
    it.part("The path: training");
    it.press_and_hear("ctrl+Return", &["Training.", "Trained: ", "Verdict: "]);
    it.part("The path: the shift");
    it.press(&["Tab", "2", "2", "Tab"]);
    it.press_and_hear("End", &["100 percent of the way", "Verdict: "]);
    it.do_nothing(AWHILE);
    it.part("The path: the verdict is read");
    // Off the slider, where digits are values and do not lead to headings: to the next thing behind it that is no field.
    it.press(&["shift+Tab", "shift+Tab"]);
    it.reach("2", "Verdict");
    // Past the tabs of the framings.
    it.reach("3", "Inner misaligned");
    it.press(&["Down", "Down", "Down", "Down", "Down"]);
    it.part("The path: the link is shared");
    it.press(&["ctrl+Home"]);
    it.reach("b", "Share");
    it.press_and_hear("Return", &["Share heading level 2", "The link is the whole experiment"]);
    it.press_and_hear("b", &["Copy push button."]);
    it.press_and_hear("Return", &["Copied."]);
    it.press_and_hear("Escape", &["Share push button."]);
    it.do_nothing(LONG_AFTER);
}

fn headings(it: &mut Listener) {
    it.part("Its headings");
    it.press(&["ctrl+Home"]);
    for _ in 0..it.page.count("h1, h2, h3") {
        it.press(&["h"]);
    }
    it.part("The table of the verdict");
    it.press(&["ctrl+Home"]);
    it.reach("h", "Inner misaligned");
    it.reach("Down", "Scores for each goal");
}

fn mistake(it: &mut Listener) {
    it.part("A mistake, and the way out");
    it.press(&["ctrl+Home", "2", "Tab", "ctrl+a"]);
    it.type_text("reached_chese", &[ERROR]);
    it.do_nothing(AWHILE);
    it.press(&["Left", "Home"]);
    it.press_silently("Escape");
    it.press(&["Right", "ctrl+a"]);
    it.type_text("reached_", &["1 error: there is no reached_ here"]);
}

fn mend(it: &mut Listener) {
    it.part("It is mended, with a name from the list");
    // A list opens for a letter that is typed.
    it.press_and_hear("c", &["Enter writes reached_cheese"]);
    it.press(&["Down"]);
    it.press_and_hear("Return", &[WARNING]);
    it.press_and_hear("ctrl+space", &[CORNER]);
    it.press_silently("Escape");
}

fn hold(it: &mut Listener) {
    it.part("Held, and on again");
    it.focus("#pause");
    it.press_and_hear("space", &["Paused. "]);
    it.press_and_hear("space", &["Going on."]);
    it.press_and_hear("space", &["Paused. "]);
    it.focus("#inspector button");
    it.press_and_hear("space", &["What you meant pays"]);
    it.focus("#pause");
    it.press_and_hear("space", &["Going on."]);
}

fn board(it: &mut Listener) {
    it.part("A board as text");
    it.focus("[data-do=board-deploy]");
    it.press_and_hear("Return", &["Shifted world as text heading level 2", "columns and"]);
    it.press_and_hear("Escape", &["Shifted world as text push button"]);
}

fn lesson(it: &mut Listener) {
    it.part("A lesson");
    it.focus("[data-do=lessons]");
    it.press_and_hear("Return", &["Lessons heading level 2", "Each takes a few minutes"]);
    it.press_and_hear("b", &["Start: The dog and the papers push button."]);
    it.press_and_hear("Return", &["A treat for every paper heading level 2", "Step 1 of"]);
    it.focus("#lesson-next");
    it.press_and_hear("Return", &["Let it learn heading level 2", "Step 2 of"]);
    it.focus("#lesson-leave");
    it.press_and_hear("Return", &["Lessons push button."]);
    it.do_nothing(LONG_AFTER);
}

fn boards(it: &mut Listener) {
    it.part(BOARDS);
    it.press(&["ctrl+Home"]);
    it.reach("h", "Training world");
    it.read_on("Replay");
}

/// What was heard in the parts that were listened to.
fn judge(it: &Listener) {
    let parts: Vec<&str> = it.parts().collect();
    for (part, once, never) in HEARD.into_iter().filter(|(part, ..)| parts.contains(part)) {
        let said = it.said_in(part);
        for words in once {
            let times = said.iter().filter(|utterance| utterance.contains(words)).count();
            assert_eq!(times, 1, "{part}: how often “{words}” is said: {said:#?}");
        }
        for words in never {
            assert!(!said.iter().any(|utterance| utterance.contains(words)), "{part}: “{words}” is said: {said:#?}");
        }
    }
    let path = parts.iter().filter(|part| part.starts_with("The path: ")).flat_map(|part| it.said_in(part)).map(sentences).sum::<usize>();
    println!("{path} sentences from reading to sharing");
    assert!(path < MOST_SENTENCES, "{path} sentences from reading to sharing");
}
