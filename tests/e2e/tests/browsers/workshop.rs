//! A workshop without a server: a link for all, seeds from nicknames, codes, their histogram, and the presenter's keys.

use engine::judge::Verdict;
use engine::scenario::Scenario;
use thirtyfour::Key;
use wayward::features::workshop::code::{Outcome, decode, encode, fingerprint, seed};
use wayward_e2e::runs::natively;
use wayward_e2e::{Engine, Page, engines, json};

/// A small experiment: what matters here is not what is learned.
const SMALL: &str = "preset=cheese-corner&seeds=1&train.size=7&shift.size=7&train.corner=1";

fn small() -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for (key, value) in [("seeds", "1"), ("train.size", "7"), ("shift.size", "7"), ("train.corner", "1")] {
        scenario.set(key, value).expect("in range");
    }
    scenario
}

fn value(page: &Page, css: &str) -> String {
    page.evaluate(&format!("return document.querySelector({css:?}).value")).as_str().expect("a field").to_owned()
}

#[test]
fn a_nickname_gives_a_seed_and_a_verdict_gives_a_code() {
    for &engine in engines() {
        let mut page = Page::in_engine(engine);
        // What Firefox notes of a page that is left.
        page.allow_console("'Conduits' destroyed");
        page.open(&format!("?workshop=1#{SMALL}"));
        page.wait_for("#seat[open] #seat-name");
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        page.type_into("#seat-name", "Ada");
        page.press("#seat-name", Key::Enter + "");
        page.wait_for("#workshop");
        let seed = seed("ada");
        page.wait_until(&format!("document.querySelector('#seed').value === '{seed}'"));
        page.wait_for("#train:not([disabled])");
        page.set_value("#speed", "live");
        page.click("#train");
        page.wait_for("#verdict[data-amount='0']");
        assert_eq!(page.text("#seat-code"), "No result yet", "the code is of the full shift");
        page.set_value("#shift", "100");
        let code = page.wait_for_text("#seat-code", |text| text.contains('-'));
        let native = natively(&Scenario { seed, ..small() });
        let verdict = native.report.row.verdict;
        let expected = Outcome { seed, verdict: Some(verdict), count: 1, agents: 1, scenario: fingerprint(&small()) };
        assert_eq!(decode(&code), Ok(expected), "{code}");
        page.click("#seat-copy");
        page.wait_for_text("#seat-copy", |text| text.contains("Copied") || text.contains("selected"));
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        // Another experiment has no code before it is trained.
        page.type_into("#train-disagree", "0.5");
        page.evaluate("document.querySelector('#shift').dispatchEvent(new Event('input', {bubbles: true}))");
        page.click("#reset");
        page.wait_for_text("#seat-code", |text| text == "No result yet");
        // The nickname is remembered in this tab.
        page.reload();
        page.wait_for("#workshop");
        assert_eq!(page.count("#seat"), 0);
    }
}

/// As nicknames give them. Codes of small numbers begin with zeros alone, and a damaged one looks like a date.
const SEED: u32 = 4_001_000;

#[test]
fn codes_become_a_histogram_and_bad_ones_are_named() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open(&format!("#{SMALL}"));
        page.wait_started();
        page.click("[data-do=lessons]");
        page.wait_for("#lessons[open] #lessons-workshop");
        page.click("#lessons[open] #lessons-workshop");
        page.wait_for("#collect[open]");
        let link = value(&page, "#collect-link");
        assert!(link.starts_with(&format!("{}?workshop=1#", page.address())), "{link}");
        let here = fingerprint(&small());
        let code = |seed: u32, verdict: Option<Verdict>, scenario: u32| {
            encode(&Outcome { seed, verdict, count: 1, agents: 1, scenario }).expect("a code")
        };
        let good = [
            code(SEED, Some(Verdict::InnerMisaligned), here),
            code(SEED + 64, Some(Verdict::InnerMisaligned), here),
            code(SEED + 128, Some(Verdict::Aligned), here),
            code(SEED + 192, None, here),
        ];
        let other = code(SEED + 256, Some(Verdict::Aligned), here ^ 1);
        let mut damaged: Vec<char> = good[0].chars().collect();
        damaged[0] = if damaged[0] == '7' { '8' } else { '7' };
        let damaged: String = damaged.into_iter().collect();
        // As people pass them on, and with what a meeting writes around them.
        let text = format!(
            "09:15:22 From Ada Lovelace to Everyone:\n\t{}.\n09:15:40 From Anna-Lena Meyer (she/her):\n\t**{}** ({})\n[2026-11-28, 9:16] Bob: “{}”\n\
             {}, {} {damaged}\n{other}\nABC",
            good[0].replace('-', "\u{2013}"),
            good[1].replace('-', " "),
            good[2],
            good[3].replace('-', "\u{a0}"),
            good[0],
            good[1].to_lowercase(),
        );
        page.set_value("#collect-codes", &text);
        let said = page.wait_for_text("#collect-said", |text| text.contains("4 participants"));
        let rows = page.evaluate(
            "return [...document.querySelectorAll('.collect-bars tbody tr')].map((row) => [row.cells[0].textContent, row.cells[1].textContent])",
        );
        assert_eq!(rows, json!([["Aligned", "1"], ["Inner misaligned", "2"], ["Split: no verdict has two thirds", "1"]]));
        for words in [&format!("{damaged}: a letter is wrong"), &other, "Of another experiment", "More than once"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        for words in ["Ada", "Lovelace", "Meyer", "09", "2026", "ABC"] {
            assert!(!said.contains(words), "{words} is no code: {said}");
        }
        if engine == Engine::Chromium {
            page.assert_accessible_everywhere();
        }
    }
}

/// Whoever leads chooses how many agents each gets, and shows link and results to the whole room; whoever has a slow phone takes fewer.
#[test]
fn a_room_reads_the_link_and_a_phone_takes_fewer_agents() {
    let page = Page::new();
    page.open(&format!("#{}", SMALL.replace("seeds=1", "seeds=16")));
    page.wait_started();
    page.click("[data-do=lessons]");
    page.wait_for("#lessons[open] #lessons-workshop");
    page.click("#lessons[open] #lessons-workshop");
    page.wait_for("#collect[open] #collect-qr svg");
    page.set_value("#collect-seeds", "4");
    page.wait_until("document.querySelector('#collect-seeds').value === '4'");
    let link = value(&page, "#collect-link");
    let (_, fragment) = link.split_once('#').expect("a fragment");
    assert_eq!(engine::share::decode(fragment).expect("a link").shared.scenario.seeds, 4);
    page.click("#collect-show-link");
    page.wait_for_text(".collect-large p", |text| text == link);
    let side = "document.querySelector('.collect-large svg').getBoundingClientRect().width";
    page.wait_until(&format!("{side} > 0.5 * innerHeight"));
    page.assert_accessible_everywhere();
    page.click("#collect-small");
    let code = |seed, count| {
        let outcome = Outcome { seed, verdict: Some(Verdict::InnerMisaligned), count, agents: 4, scenario: fingerprint(&small()) };
        encode(&outcome).expect("a code")
    };
    page.set_value("#collect-codes", &format!("{} {}", code(1000, 3), code(1064, 4)));
    page.wait_for_text("#collect-said", |text| text.contains("7 of 8"));
    page.click("#collect-show-results");
    page.wait_for_text(".collect-large", |text| text.contains("7 of 8") && text.contains("2 participants"));

    let phone = Page::new();
    phone.open(&format!("?workshop=1#{fragment}"));
    phone.wait_for("#seat[open] #seat-name");
    phone.type_into("#seat-name", "Ada");
    phone.click("#seat [name=seat-seeds][value='2']");
    phone.click("#seat .primary");
    phone.wait_until("document.querySelector('#seeds')?.value === '2'");
    phone.reload();
    phone.wait_for("#workshop");
    phone.wait_until("document.querySelector('#seeds')?.value === '2'");
}

#[test]
fn the_presenter_has_keys() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open(&format!("#{SMALL}"));
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.press("body", "r");
        page.click("[data-do=lessons]");
        page.wait_for("#lessons[open] #lessons-present");
        assert_eq!(page.attribute("#run-figures", "data-state").as_deref(), Some("idle"), "a key alone does nothing");
        page.click("#lessons[open] #lessons-present");
        page.wait_for("html[data-presenter] #presenter");
        let size = page.evaluate("return parseFloat(getComputedStyle(document.documentElement).fontSize)");
        assert!(size.as_f64().is_some_and(|size| size >= 20.0), "large type");
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        page.press("body", "s");
        page.wait_for("#run-figures[data-state=paused]");
        page.press("body", "p");
        page.press("body", "p");
        page.press("body", "r");
        page.wait_until("['training', 'trained'].includes(document.querySelector('#run-figures').dataset.state)");
        page.press("body", Key::Right + "");
        page.wait_until("document.querySelector('#shift').value === '10'");
        page.press("body", Key::Right + "");
        page.wait_until("document.querySelector('#shift').value === '20'");
        page.press("body", Key::Left + "");
        page.wait_until("document.querySelector('#shift').value === '10'");
        // While something is typed a letter is a letter.
        page.click(".reward-fold");
        page.type_into("#reward", "r");
        assert_eq!(value(&page, "#reward"), "r");
        page.evaluate("document.activeElement.blur()");
        page.press("body", "h");
        page.wait_for("#presenter[hidden]");
        // In a lesson, next is the next step.
        page.click("[data-do=lessons]");
        page.wait_for("#lessons[open] #start-cheese");
        page.click("#lessons[open] #start-cheese");
        page.wait_for_text("#lesson-heading", |text| text == "Asked and meant are the same");
        page.press("#lesson-heading", "n");
        page.wait_for_text("#lesson-heading", |text| text == "Let it learn");
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        page.press("#lesson-heading", Key::Escape + "");
        page.wait_until("!document.querySelector('[data-presenter], #presenter')");
    }
}
