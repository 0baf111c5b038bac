//! Lessons, as a person plays them: every lesson that is shipped, with what it measures; leaving one; and a file of one's own.

use engine::env::{Cell, Level, ThingKind, display, shift};
use engine::scenario::Scenario;
use std::path::Path;
use wayward::annex::lesson::parse::{Answers, Lesson, Until, parse};
use wayward_e2e::{Engine, Page, json};

const ENGINES: [Engine; 2] = [Engine::Chromium, Engine::Firefox];

fn lesson(name: &str) -> Lesson {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../www/lessons/{name}.txt"));
    parse(&std::fs::read_to_string(file).expect("a lesson")).expect("one that can be played")
}

/// The cell of the flag in the first shifted level: where what was learned leads.
fn flag(scenario: &Scenario, amount: f64) -> (Level, Cell) {
    let knobs = shift::between(scenario.world, &scenario.train, &scenario.shift, amount);
    let (level, _) = display::level(scenario.world, &knobs, display::SHIFTED, 0);
    let thing = level.things.iter().find(|thing| matches!(thing.kind, ThingKind::Corner | ThingKind::OldGap)).expect("a flag");
    let cell = thing.cell;
    (level, cell)
}

fn own(page: &Page) -> String {
    page.type_into("#seed", "123");
    page.wait_until("localStorage['wayward.draft']?.includes('seed=123') && location.hash.startsWith('#1.')");
    page.evaluate("return localStorage['wayward.draft']").as_str().expect("a draft").to_owned()
}

/// Plays a lesson to its end; every check must come out as the lesson is about.
fn play(engine: Engine, name: &str) {
    let lesson = lesson(name);
    let page = Page::in_engine(engine);
    page.open_ready();
    let kept = own(&page);
    page.open(&format!("?lesson={name}"));
    page.wait_for("#lesson-heading");
    page.wait_for("#train:not([disabled])");
    page.set_value("#speed", "live");
    let (mut trained, mut asked): (Option<Scenario>, usize) = (None, 0);
    for (at, step) in lesson.steps.iter().enumerate() {
        page.wait_for_text("#lesson-heading", |text| text == step.heading);
        // The speed took it in the first.
        page.wait_until(&format!("{at} === 0 || document.activeElement.id === 'lesson-heading'"));
        println!("{engine:?} {name}: {}", step.heading);
        if let Some(question) = &step.ask {
            asked += 1;
            page.click("[data-lesson=next]");
            page.wait_for_text("#lesson-said", |text| text.contains("your prediction"));
            match &question.answers {
                Answers::Cell(percent) => {
                    let (level, cell) = flag(&step.scenario, percent / 100.0);
                    page.set_value("#lesson-picker-column", &level.column(cell).to_string());
                    page.set_value("#lesson-picker-row", &level.row(cell).to_string());
                    page.wait_for("#lesson-picker .predict-pick");
                }
                Answers::Choices(_) => page.click("[data-choice='0']"),
            }
            page.click("[data-lesson=answer]");
            page.wait_for_text("[data-lesson=answer]", |text| text == "Noted");
        }
        if let Some(until) = step.until {
            if let Until::Shifted(percent) = until {
                page.set_value("#shift", &percent.to_string());
            }
            if trained.as_ref() != Some(&step.scenario) {
                page.wait_until("!document.querySelector('.lesson-wait.is-met')");
                page.click("#train");
                trained = Some(step.scenario.clone());
            }
            page.wait_for(".lesson-wait.is-met");
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
        page.wait_for("[data-lesson=next]:not([aria-disabled])");
        page.click("[data-lesson=next]");
    }
    page.wait_until("!document.querySelector('#lesson') && document.querySelector('#seed').value === '123'");
    assert_eq!(page.evaluate("return localStorage['wayward.draft']"), json!(kept), "what the person had is back");
    assert_eq!(page.evaluate("return location.search"), json!(""));
}

#[test]
fn papers() {
    for engine in ENGINES {
        play(engine, "papers");
    }
}

#[test]
fn cheese() {
    for engine in ENGINES {
        play(engine, "cheese");
    }
}

#[test]
fn telling_apart() {
    for engine in ENGINES {
        play(engine, "telling-apart");
    }
}

#[test]
fn repair() {
    for engine in ENGINES {
        play(engine, "repair");
    }
}

#[test]
fn lava() {
    for engine in ENGINES {
        play(engine, "lava");
    }
}

#[test]
fn whoever_leaves_gets_back_what_was_there() {
    for engine in ENGINES {
        let page = Page::in_engine(engine);
        page.open_ready();
        let kept = own(&page);
        let hash = page.evaluate("return location.hash");
        page.click("[data-annex=lessons]");
        page.wait_for("#lessons[open] [data-start]");
        assert_eq!(page.count("#lessons [data-start]"), 5);
        page.click("#lessons[open] [data-start=lava]");
        page.wait_for("#lesson-heading");
        page.wait_until("document.querySelector('#preset').value === 'lava' && location.search === '?lesson=lava'");
        // What is locked is not for the keyboard either.
        page.wait_for("#shift[data-locked]:disabled");
        page.press("#reward[data-locked]", "x");
        assert_ne!(page.evaluate("return document.querySelector('#reward').value[0]"), json!("x"));
        page.click("[data-lesson=skip], [data-lesson=next]");
        page.wait_for_text("#lesson-heading", |text| text == "Let it learn");
        page.click("[data-lesson=next]");
        page.wait_for_text("#lesson-said", |text| text.contains("still to be measured"));
        page.click("[data-lesson=back]");
        page.wait_for_text("#lesson-heading", |text| text == "One way through the lava");
        page.click("[data-lesson=leave]");
        page.wait_until("document.querySelector('#seed').value === '123' && document.querySelector('#preset').value === 'cheese-corner'");
        assert_eq!(page.evaluate("return [localStorage['wayward.draft'], location.hash, location.search]"), json!([kept, hash, ""]));
        assert_eq!(page.count("#lesson, [data-locked]"), 0);
        // Closing the page in the middle of a lesson is leaving it.
        page.click("[data-annex=lessons]");
        page.wait_for("#lessons[open] [data-start=cheese]");
        page.click("#lessons[open] [data-start=cheese]");
        page.wait_for("#lesson-heading");
        page.click("[data-lesson=next]");
        page.wait_for("[data-lesson=skip]");
        page.click("[data-lesson=skip]");
        page.wait_for_text("#lesson-heading", |text| text == "Your prediction");
        page.click("[data-lesson=skip]");
        page.wait_for_text("#lesson-heading", |text| text == "Where they go");
        page.set_value("#shift", "30");
        page.wait_until("localStorage['wayward.draft']?.includes('amount=0.3')");
        page.open("?2");
        page.wait_started();
        page.wait_until("document.querySelector('#seed')?.value === '123'");
    }
}

#[test]
fn a_file_of_ones_own_is_checked_and_played() {
    let page = Page::new();
    page.open_ready();
    page.click("[data-annex=lessons]");
    page.wait_for("#lessons-file");
    page.assert_accessible_everywhere();
    let choose = |text: &str| {
        page.evaluate(&format!(
            "const files = new DataTransfer(), field = document.querySelector('#lessons-file');
             files.items.add(new File([{}], 'mine.txt', {{type: 'text/plain'}}));
             field.files = files.files;
             field.dispatchEvent(new Event('change', {{bubbles: true}}));",
            json!(text)
        ));
    };
    choose("@title Mine\n@about Of mine.\n# One\n@preset lavender\nText.\n");
    page.wait_for_text("#lessons-said", |text| text.contains("mine.txt") && text.contains("line 4") && text.contains("lavender"));
    choose("@title <b>Mine</b>\n@about Of mine.\n# One <i>x</i>\n@preset lava\nText <img src=x>.\n");
    page.wait_for_text("#lesson-heading", |text| text == "One <i>x</i>");
    assert_eq!(page.count("#lesson img, #lesson h2 i"), 0, "words stay words");
    page.click("[data-lesson=next]");
    page.wait_until("!document.querySelector('#lesson')");
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
fn the_page_asks_before_a_shift_if_that_is_on() {
    for engine in ENGINES {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.click("[data-annex=lessons]");
        page.wait_for("#lessons[open] [data-predicts=page]");
        page.click("#lessons[open] [data-predicts=page]");
        // After a reload, too.
        page.open("?2#preset=cheese-corner&seeds=1&seed=1003");
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
        page.click("[data-predict=answer]");
        page.wait_for_text("#predict-said", |text| text.contains("First click"));
        page.set_value("#predict-picker-column", &level.column(cell).to_string());
        page.set_value("#predict-picker-row", &level.row(cell).to_string());
        page.click("[data-predict=answer]");
        page.wait_for_text("#predict-said", |text| text.contains("your prediction was right") && text.contains("1 of 1 right"));
        page.wait_for("#predict .predict-way");
        page.click("[data-predict=answer]");
        page.wait_until("!document.querySelector('#predict[open]')");
        page.wait_for("#verdict[data-amount='1']");
        // On the way back and within the shifted world nobody is asked.
        page.set_value("#shift", "50");
        page.wait_for("#verdict[data-amount='0.5']");
        assert_eq!(page.count("#predict[open]"), 0);
    }
}
