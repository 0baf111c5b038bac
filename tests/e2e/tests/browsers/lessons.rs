//! Lessons, as a person plays them: every lesson that is shipped, with what it measures; leaving one; and a file of one's own.

use engine::env::{Cell, Level, display};
use engine::scenario::Scenario;
use engine::share::Framing;
use std::path::Path;
use std::time::Instant;
use thirtyfour::Key;
use wayward::ui::lesson::parse::{Answers, Lesson, Until, parse};
use wayward_e2e::{Engine, GLANCE, PATIENCE, Page, engines, json};

/// In the order in which they follow each other.
const LESSONS: [&str; 15] = [
    "papers",
    "cheese",
    "telling-apart",
    "repair",
    "lava",
    "never-met",
    "why",
    "wants",
    "still-time",
    "email",
    "watched",
    "zebra",
    "off-book",
    "memorized",
    "never-said",
];

fn lesson(name: &str) -> Lesson {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../www/lessons/{name}.txt"));
    parse(&std::fs::read_to_string(file).expect("a lesson")).expect("one that can be played")
}

/// The cell of the flag in the first shifted level: where what was learned leads.
fn flag(scenario: &Scenario, amount: f64) -> (Level, Cell) {
    let (level, _) = display::level(&scenario.levels(amount), display::SHIFTED, 0);
    let thing = level.things.iter().find(|thing| thing.kind.is_marker).expect("a flag");
    let cell = thing.cell;
    (level, cell)
}

/// Where a cell is in the window, read off the numbers along the board as a person does.
fn place(page: &Page, picker: &str, (column, row): (usize, usize)) -> (f64, f64) {
    let found = page.evaluate(&format!(
        "const board = document.querySelector('{picker} svg');
         board.scrollIntoView({{block: 'nearest'}});
         const numbers = [...board.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
         const top = Math.min(...numbers.map(([, box]) => box.top)), left = Math.min(...numbers.map(([, box]) => box.left + box.width / 2));
         const above = numbers.find(([text, box]) => text === '{column}' && box.top < top + 2)[1];
         const beside = numbers.find(([text, box]) => text === '{row}' && box.left < left + 2)[1];
         return [above.left + above.width / 2, beside.top + beside.height / 2]"
    ));
    (found[0].as_f64().expect("a place"), found[1].as_f64().expect("a place"))
}

/// The middle of the mark on the board.
fn marked(page: &Page, picker: &str) -> (f64, f64) {
    page.wait_for(&format!("{picker} .predict-pick"));
    let found = page.evaluate(&format!(
        "const box = document.querySelector('{picker} .predict-pick').getBoundingClientRect();
         return [box.left + box.width / 2, box.top + box.height / 2]"
    ));
    (found[0].as_f64().expect("a place"), found[1].as_f64().expect("a place"))
}

/// The cell that the two fields name.
fn fields(page: &Page, picker: &str) -> (usize, usize) {
    let found = page.evaluate(&format!("return ['column', 'row'].map((name) => +document.querySelector('{picker}-' + name).value)"));
    let number = |at: usize| found[at].as_u64().expect("a number") as usize;
    (number(0), number(1))
}

/// All of it is in the window, and nothing lies over its middle.
fn assert_in_sight(page: &Page, css: &str) {
    page.wait_until(&format!(
        "(() => {{
             const part = document.querySelector('{css}'), box = part.getBoundingClientRect();
             const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
             return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && (part === over || part.contains(over));
         }})()"
    ));
}

fn is_at(found: (f64, f64), wanted: (f64, f64)) -> bool {
    (found.0 - wanted.0).abs() < 6.0 && (found.1 - wanted.1).abs() < 6.0
}

fn own(page: &Page) -> String {
    page.type_into("#seed", "123");
    page.wait_until("localStorage['wayward.draft']?.includes('\"seed\":123') && location.hash.startsWith('#1.')");
    page.evaluate("return localStorage['wayward.draft']").as_str().expect("a draft").to_owned()
}

/// Nothing on the page says the verdict; the scores that it is read from stand there.
fn is_covered(page: &Page) -> bool {
    let says = page.count("#verdict[data-verdict], .verdict-headline, .verdict-facts, .agents-tile .verdict-icon");
    let is_covered = page.text("#verdict").contains("Covered until you have answered");
    assert!(!is_covered || (says == 0 && page.count(".verdict-scores td") > 3), "{says}");
    is_covered
}

/// Plays a lesson to its end; every check must come out as the lesson is about.
fn play(engine: Engine, name: &str) {
    let lesson = lesson(name);
    let page = Page::in_engine(engine);
    page.open_ready();
    let kept = own(&page);
    page.open(&format!("?lesson={name}"));
    page.wait_for("#lesson-heading");
    page.wait_for("#speed");
    page.set_value("#speed", "live");
    let (mut trained, mut asked): (Option<Scenario>, usize) = (None, 0);
    for (at, step) in lesson.steps.iter().enumerate() {
        page.wait_for_text("#lesson-heading", |text| text == step.heading);
        // The speed took it in the first.
        page.wait_until(&format!("{at} === 0 || document.activeElement.id === 'lesson-heading'"));
        println!("{engine:?} {name}: {}", step.heading);
        if let Some(question) = &step.ask {
            asked += 1;
            page.click("#lesson-next");
            page.wait_for_text("#lesson-said", |text| text.contains("your prediction"));
            assert_in_sight(&page, "#lesson-said");
            match &question.answers {
                Answers::Cell(percent) => {
                    let (level, cell) = flag(&step.scenario, percent / 100.0);
                    page.press_at(place(&page, "#lesson-picker", (level.column(cell), level.row(cell))));
                    page.wait_for("#lesson-picker .predict-pick");
                }
                Answers::Choices(_) => page.click("#lesson-choice-0"),
            }
            assert_eq!(is_covered(&page), step.hide.contains(&"verdict"), "{name}: {}", step.heading);
            page.click("#lesson-answer");
            page.wait_for_text("#lesson-answer", |text| text == "Noted");
            if step.hide.contains(&"verdict") {
                page.wait_for("#verdict .verdict-headline");
                assert!(!is_covered(&page));
            }
        }
        if let Some(until) = step.until {
            if let Until::Shifted(percent) = until {
                page.set_value("#shift", &percent.to_string());
            }
            if trained.as_ref() != Some(&step.scenario) {
                page.wait_until("!document.querySelector('.lesson-wait.is-met')");
                page.wait_for("#train:not([disabled])");
                page.click("#train");
                trained = Some(step.scenario.clone());
            }
            if let Until::Answered(framing) = until {
                ask(&page, framing);
            }
            if until == Until::Searched {
                page.click("[data-fold=worst] summary");
                page.click("#worst [data-measure=worst]");
            }
            page.wait_for(".lesson-wait.is-met");
            assert_eq!(is_covered(&page), step.hide.contains(&"verdict"), "{name}: {}", step.heading);
            let said = page.text("#lesson-said");
            assert_eq!(page.count(".lesson-check.is-no"), 0, "{name}, {}: {said}", step.heading);
            assert!(!said.contains('–'), "all that it speaks of is measured: {said}");
            if step.reveal {
                assert!(said.contains("You predicted"), "{said}");
                let is_cell = lesson.steps[..at]
                    .iter()
                    .rev()
                    .find_map(|step| step.ask.as_ref())
                    .is_some_and(|ask| matches!(ask.answers, Answers::Cell(_)));
                assert!(!is_cell || said.contains("your prediction was right"), "{said}");
                let counted = format!("of {asked} right");
                assert!(said.contains(&counted), "{said}");
            }
        }
        if engine == Engine::Chromium {
            page.assert_accessible_by_turns(at);
        }
        assert!(page.count(".problem-warning, .m-warning") == 0 || !step.hide.contains(&"hints"), "{name}: {}", step.heading);
        page.wait_for("#lesson-next:not([aria-disabled])");
        if at + 1 == lesson.steps.len()
            && let Some([_, next]) = LESSONS.windows(2).find(|pair| pair[0] == name)
        {
            page.wait_for_text("#lesson-following", |text| text == format!("On to: {}", self::lesson(next).title));
        }
        page.click("#lesson-next");
    }
    page.wait_until("!document.querySelector('#lesson') && document.querySelector('#seed').value === '123'");
    assert_eq!(page.evaluate("return localStorage['wayward.draft']"), json!(kept), "what the person had is back");
    assert_eq!(page.evaluate("return location.search"), json!(""));
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn papers() {
    for &engine in engines() {
        play(engine, "papers");
    }
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn email() {
    for &engine in engines() {
        play(engine, "email");
    }
}

#[test]
fn cheese() {
    for &engine in engines() {
        play(engine, "cheese");
    }
}

#[test]
fn telling_apart() {
    for &engine in engines() {
        play(engine, "telling-apart");
    }
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn repair() {
    for &engine in engines() {
        play(engine, "repair");
    }
}

#[test]
fn lava() {
    for &engine in engines() {
        play(engine, "lava");
    }
}

/// In one browser: what it measures is the same in every one, and it trains three times.
#[test]
#[ignore = "takes minutes: the full set has it"]
fn never_met() {
    play(Engine::Chromium, "never-met");
}

/// Presses what asks this framing, and waits for its answer, which may take longer than anything else.
fn ask(page: &Page, framing: Framing) {
    let name = match framing {
        Framing::Behavior => unreachable!("the verdict comes by itself"),
        Framing::Cause => "cause",
        Framing::Aim => "pulls",
        Framing::Online => "corrections",
    };
    page.click(&format!("[data-ask={name}]:not([aria-disabled])"));
    page.wait_for(".framing-panel[data-answered=false]");
    let begun = Instant::now();
    while page.count(".framing-panel[data-answered=true]") == 0 && begun.elapsed() < 4 * PATIENCE {
        std::thread::sleep(GLANCE);
    }
}

/// In one browser, as these train many agents and what they measure is the same in every one.
#[test]
#[ignore = "takes minutes: the full set has it"]
fn why() {
    play(Engine::Chromium, "why");
}

/// In one browser, as those two train nine times between them.
#[test]
#[ignore = "takes minutes: the full set has it"]
fn watched() {
    play(Engine::Chromium, "watched");
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn off_book() {
    for &engine in engines() {
        play(engine, "off-book");
    }
}

#[test]
fn memorized() {
    play(Engine::Chromium, "memorized");
}

/// In one browser, as it trains six agents and searches.
#[test]
#[ignore = "takes minutes: the full set has it"]
fn never_said() {
    play(Engine::Chromium, "never-said");
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn zebra() {
    play(Engine::Chromium, "zebra");
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn wants() {
    play(Engine::Chromium, "wants");
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn still_time() {
    play(Engine::Chromium, "still-time");
}

/// To the question of a lesson that asks for a cell.
fn asked_for_a_cell(page: &Page) {
    page.open("?lesson=cheese");
    for heading in ["Asked and meant are the same", "Let it learn", "Your prediction"] {
        page.wait_for_text("#lesson-heading", |text| text == heading);
        if heading != "Your prediction" {
            page.click("#lesson-skip, #lesson-next:not([aria-disabled])");
        }
    }
    page.wait_for("#lesson-picker svg");
}

const PICKER: &str = "#lesson-picker";

#[test]
fn a_cell_is_picked_with_a_mouse() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        asked_for_a_cell(&page);
        for cell in [(2, 9), (11, 1), (1, 11), (6, 6)] {
            let at = place(&page, PICKER, cell);
            page.press_at(at);
            page.wait_for_text("#lesson-said", |text| text == format!("Column {}, row {}.", cell.0, cell.1));
            assert!(is_at(marked(&page, PICKER), place(&page, PICKER, cell)), "{engine:?}: {cell:?}");
            assert_eq!(fields(&page, PICKER), cell);
        }
        page.click("#lesson button.primary");
        page.wait_for_text("#lesson-said", |text| text.contains("your prediction"));
        page.click("#lesson-answer");
        page.wait_for_text("#lesson-said", |text| text.contains("noted"));
        assert_in_sight(&page, "#lesson-said");
    }
}

#[test]
fn a_cell_is_picked_with_a_finger() {
    let page = Page::new();
    page.be_a_phone(390, 844);
    asked_for_a_cell(&page);
    page.assert_accessible_within("#lesson");
    for cell in [(3, 8), (10, 2)] {
        page.tap_at(place(&page, PICKER, cell));
        page.wait_for_text("#lesson-said", |text| text == format!("Column {}, row {}.", cell.0, cell.1));
        assert!(is_at(marked(&page, PICKER), place(&page, PICKER, cell)), "{cell:?}");
    }
}

#[test]
fn a_cell_is_picked_with_the_arrow_keys() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        asked_for_a_cell(&page);
        // The board is reached by Tab, and left by it.
        for _ in 0..10 {
            if page.evaluate("return !!document.activeElement.querySelector(':scope > svg.board-view')") == json!(true) {
                break;
            }
            page.press(":focus", Key::Tab);
        }
        let scenario = &lesson("cheese").steps[2].scenario;
        let (level, _) = flag(scenario, 1.0);
        let is_free = |(column, row): (usize, usize)| !level.is_wall(level.cell(row, column));
        let mut at = (level.column(level.start), level.row(level.start));
        for (key, columns, rows) in [(Key::Right, 1, 0), (Key::Down, 0, 1), (Key::Down, 0, 1), (Key::Left, -1, 0), (Key::Up, 0, -1)] {
            page.press(":focus", key);
            // Rocks are stepped over.
            let on = |(column, row): (usize, usize)| (column.strict_add_signed(columns), row.strict_add_signed(rows));
            at = on(at);
            while !is_free(at) {
                at = on(at);
            }
            page.wait_for_text("#lesson-said", |text| text == format!("Column {}, row {}.", at.0, at.1));
            assert!(is_at(marked(&page, PICKER), place(&page, PICKER, at)), "{engine:?}: {at:?}");
            assert_eq!(fields(&page, PICKER), at);
        }
        // At the wall it stays.
        for _ in 0..15 {
            page.press(":focus", Key::Left);
        }
        let left = (1..at.0).find(|column| is_free((*column, at.1))).unwrap_or(at.0);
        assert_eq!(fields(&page, PICKER), (left, at.1));
        page.press(":focus", Key::Tab);
        assert_eq!(page.evaluate("return document.activeElement.id"), json!("lesson-picker-column"));
        // What names no place says so.
        let inner = |most: usize| 1..most - 1;
        let all = || inner(level.height).flat_map(|row| inner(level.width).map(move |column| (column, row)));
        let rock = all().find(|place| !is_free(*place)).expect("a rock");
        let floor = all().find(|place| is_free(*place)).expect("floor");
        for (wanted, says) in [(rock, "The agent cannot be there: choose a cell of the floor."), (floor, "")] {
            page.set_value("#lesson-picker-column", &wanted.0.to_string());
            page.set_value("#lesson-picker-row", &wanted.1.to_string());
            page.wait_for_text("#lesson-picker .field-problem", |text| text == says);
        }
        assert!(is_at(marked(&page, PICKER), place(&page, PICKER, floor)), "{engine:?}: {floor:?}");
    }
}

/// The panel stands elsewhere then; who is in it stays where he is.
#[test]
fn a_lesson_stays_as_it_is_when_a_phone_is_turned() {
    let page = Page::new();
    page.be_a_phone(390, 844);
    page.open("?lesson=lava");
    page.wait_for(".dock #lesson-heading:focus");
    page.click("#lesson-fold");
    page.wait_for("#lesson.is-folded #lesson-fold:focus");
    for (width, height, place) in [(844, 390, "#app > #lesson"), (390, 844, ".dock > #lesson")] {
        page.be_a_phone(width, height);
        page.wait_for(&format!("{place}.is-folded #lesson-fold:focus"));
        assert_eq!(page.text("#lesson-step"), "Step 1 of 7");
    }
}

#[test]
fn whoever_leaves_gets_back_what_was_there() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.set_value("#seeds", "1");
        page.set_value("#agent-total_timesteps", "16384");
        page.set_value("#speed", "live");
        let kept = own(&page);
        let hash = page.evaluate("return location.hash");
        page.click("#train");
        let digest = page.wait_for_attribute("#verdict", "data-digest", |digest| !digest.is_empty());
        page.click("[data-do=lessons]");
        page.wait_for("#lessons[open] .lessons-list button");
        assert_eq!(page.count("#lessons .lessons-list button"), LESSONS.len());
        page.click("#lessons[open] #start-lava");
        page.wait_for("#lesson-heading");
        page.wait_until("document.querySelector('#preset').value === 'lava' && location.search === '?lesson=lava'");
        // What is locked is not for the keyboard either.
        page.wait_for("#shift:disabled");
        page.press("#reward:read-only", "x");
        assert_ne!(page.evaluate("return document.querySelector('#reward').value[0]"), json!("x"));
        page.click("#lesson-skip, #lesson-next");
        page.wait_for_text("#lesson-heading", |text| text == "Let it learn");
        page.click("#lesson-next");
        page.wait_for_text("#lesson-said", |text| text.contains("still to be measured"));
        page.click("#lesson-back");
        page.wait_for_text("#lesson-heading", |text| text == "One way through the lava");
        page.click("#lesson-leave");
        page.wait_until("document.querySelector('#seed').value === '123' && document.querySelector('#preset').value === 'cheese-corner'");
        assert_eq!(page.evaluate("return [localStorage['wayward.draft'], location.hash, location.search]"), json!([kept, hash, ""]));
        assert_eq!(page.count("#lesson, #reward:read-only, #shift:disabled"), 0);
        // With the agent that was trained, and its verdict.
        page.wait_for_attribute("#verdict", "data-digest", |found| found == digest);
        page.wait_for_text("#train", |text| text == "Train again");
        // Closing the page in the middle of a lesson is leaving it.
        page.click("[data-do=lessons]");
        page.wait_for("#lessons[open] #start-cheese");
        page.click("#lessons[open] #start-cheese");
        page.wait_for("#lesson-heading");
        page.click("#lesson-next");
        page.wait_for("#lesson-skip");
        page.click("#lesson-skip");
        page.wait_for_text("#lesson-heading", |text| text == "Your prediction");
        page.click("#lesson-skip");
        page.wait_for_text("#lesson-heading", |text| text == "Where they go");
        page.set_value("#shift", "30");
        page.wait_for_text("output[for=shift]", |text| text == "30 %");
        page.open("?2");
        page.wait_started();
        page.wait_until("document.querySelector('#seed')?.value === '123'");
    }
}

#[test]
fn a_file_of_ones_own_is_checked_and_played() {
    let page = Page::new();
    page.open_ready();
    page.click("[data-do=lessons]");
    page.wait_for("#lessons-file");
    page.assert_accessible_everywhere();
    // The same file again, as somebody has it who mends it.
    let folder = std::env::temp_dir().join(format!("wayward-lesson-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let file = folder.join("mine.txt");
    let choose = |text: &str| {
        std::fs::write(&file, text).expect("a temporary file");
        page.press("#lessons-file", file.to_str().expect("a path in words"));
    };
    choose("@title Mine\n@about Of mine.\n# One\n@preset lavender\nText.\n");
    page.wait_for_text("#lessons-said", |text| text.contains("mine.txt") && text.contains("line 4") && text.contains("lavender"));
    page.wait_until("document.querySelector('#lessons-said').getBoundingClientRect().bottom <= innerHeight");
    choose("@title <b>Mine</b>\n@about Of mine.\n# One <i>x</i>\n@preset lava\nText <img src=x>.\n");
    page.wait_for_text("#lesson-heading", |text| text == "One <i>x</i>");
    assert_eq!(page.count("#lesson img, #lesson h2 i"), 0, "words stay words");
    // What it has set up can be kept, and what was there before comes back with one step of undo.
    page.wait_for_text("#lesson-following", |text| text.starts_with("On to: "));
    page.click("#lesson-keep");
    page.wait_until("!document.querySelector('#lesson') && location.hash === '#preset=lava' && location.search === ''");
    assert_eq!(page.evaluate("return document.querySelector('#preset').value"), json!("lava"));
    page.click("[data-do=undo]");
    page.wait_until("document.querySelector('#preset').value === 'cheese-corner'");
    std::fs::remove_dir_all(&folder).expect("it was made here");
}

#[test]
fn a_lesson_that_is_not_there_is_named() {
    let mut page = Page::new();
    page.allow_console("404");
    page.open("?lesson=none");
    page.wait_started();
    page.wait_for_text("#notice", |text| text.contains("no lesson called none"));
}

#[test]
fn who_has_never_been_here_is_asked_once() {
    for &engine in engines() {
        let page = Page::of_newcomer(engine);
        page.open("#preset=cheese-corner&seeds=1&agent.total_timesteps=16384");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.set_value("#speed", "live");
        page.click("#train");
        page.wait_for("#verdict[data-verdict]");
        page.set_value("#shift", "100");
        page.wait_for_text("#predict[open] #predict-about", |text| text.contains("asked this once"));
        assert_eq!(page.count("#predict-off"), 0);
        // The focus comes a little later than the dialog.
        page.wait_until("document.activeElement.closest('#predict')");
        page.press(":focus", Key::Escape);
        page.wait_until("!document.querySelector('#predict')");
        assert_eq!(page.text("output[for=shift]"), "0 %");
        page.set_value("#shift", "100");
        page.wait_for("#verdict[data-amount='1']");
        page.reload();
        page.wait_started();
        assert_eq!(page.evaluate("return localStorage['wayward.predict']"), json!("0"));
    }
}

#[test]
fn the_page_asks_before_a_shift_if_that_is_on() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.click("[data-do=lessons]");
        page.wait_for("#lessons[open] #predict-on-page");
        page.click("#lessons[open] #predict-on-page");
        // After a reload, too.
        page.open("?2#preset=cheese-corner&seeds=1&seed=1001");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.set_value("#speed", "live");
        page.click("#train");
        page.wait_for("#verdict[data-verdict]");
        page.set_value("#shift", "100");
        page.wait_for("#predict[open]");
        assert_eq!(page.attribute("#verdict", "data-amount").as_deref(), Some("0"), "nothing is shifted yet");
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        let (level, cell) = flag(&Scenario::preset("cheese-corner").expect("a preset"), 1.0);
        page.click("#predict-answer");
        page.wait_for_text("#predict-said", |text| text.contains("First press"));
        assert_in_sight(&page, "#predict-said");
        page.press_at(place(&page, "#predict-picker", (level.column(cell), level.row(cell))));
        assert_eq!(fields(&page, "#predict-picker"), (level.column(cell), level.row(cell)));
        page.click("#predict-answer");
        page.wait_for_text("#predict-said", |text| text.contains("your prediction was right") && text.contains("1 of 1 right"));
        page.wait_for("#predict .predict-way");
        page.click("#predict-answer");
        page.wait_until("!document.querySelector('#predict[open]')");
        page.wait_for("#verdict[data-amount='1']");
        // On the way back and within the shifted world nobody is asked.
        page.set_value("#shift", "50");
        page.wait_for("#verdict[data-amount='0.5']");
        assert_eq!(page.count("#predict[open]"), 0);
    }
}
