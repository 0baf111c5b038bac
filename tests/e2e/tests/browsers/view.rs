//! The View menu and the themes: chosen, kept, and put on before anything is drawn.

use std::collections::BTreeSet;

use serde_json::json;
use thirtyfour::Key;
use wayward::features::terms::explain;
use wayward::ui::terms::Term;
use wayward_e2e::{Engine, Page, engines};

fn theme(page: &Page) -> String {
    page.evaluate("return document.documentElement.dataset.theme").as_str().unwrap_or_default().to_owned()
}

/// Of the page's ground, and of the root's type in pixels.
fn looks(page: &Page) -> (String, f64) {
    let ground = page.evaluate("return getComputedStyle(document.body).backgroundColor");
    let size = page.evaluate("return parseFloat(getComputedStyle(document.documentElement).fontSize)");
    (ground.as_str().unwrap_or_default().to_owned(), size.as_f64().unwrap_or_default())
}

const WHITE: &str = "rgb(255, 255, 255)";
const BLACK: &str = "rgb(0, 0, 0)";

#[test]
fn a_theme_is_chosen_and_kept() {
    for &engine in engines() {
        let mut page = Page::in_engine(engine);
        // What Firefox notes of a page that is left.
        page.allow_console("'Conduits' destroyed");
        page.open_ready();
        let (light, size) = looks(&page);
        page.click("[data-do=view]");
        page.wait_for("#view[open] [value=projector]");
        page.click("#view [value=dark]");
        assert_eq!(theme(&page), "dark");
        assert!(looks(&page).0 != light, "another ground");
        page.click("#view [value=projector]");
        page.wait_until("getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'");
        assert!(looks(&page).1 > 1.25 * size, "large type");
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        page.reload();
        page.wait_started();
        assert_eq!(theme(&page), "projector");
        page.wait_until("getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'");
        // The address goes before; a presenter goes before both, and what was chosen comes back.
        page.open("?theme=dark");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        assert_eq!(theme(&page), "dark");
        page.click("[data-do=view]");
        page.wait_for("#view[open] [value=dark]:checked");
        page.click("#view-present");
        page.wait_for("html[data-presenter][data-theme=projector]");
        page.click("#presenter-end");
        page.wait_for("html:not([data-presenter])[data-theme=dark]");
        page.open("");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.click("[data-do=view]");
        page.wait_for("#view[open] [value=projector]:checked");
        page.click("#view [value='']");
        assert_eq!((theme(&page), looks(&page)), (String::new(), (light, size)), "as the system has it again");
    }
}

#[test]
fn high_contrast_follows_the_system() {
    let page = Page::new();
    let prefer = |contrast: &str, scheme: &str| {
        let features = json!([{ "name": "prefers-contrast", "value": contrast }, { "name": "prefers-color-scheme", "value": scheme }]);
        page.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
        page.open(&format!("?{contrast}{scheme}"));
        page.wait_started();
    };
    for (scheme, ground) in [("light", WHITE), ("dark", BLACK)] {
        prefer("more", scheme);
        assert_eq!(theme(&page), "contrast");
        page.wait_until(&format!("getComputedStyle(document.body).backgroundColor === '{ground}'"));
    }
    prefer("no-preference", "light");
    assert_eq!(theme(&page), "");
}

/// Words and signs that not everybody knows are explained where they stand, each with its own sentence.
#[test]
fn each_term_of_the_page_is_a_press_away() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        for (field, value) in [("#seeds", "2"), ("#agent-total_timesteps", "16384"), ("#train-disagree", "0.2"), ("#speed", "live")] {
            page.set_value(field, value);
        }
        page.click("#train");
        page.wait_for("#verdict[data-verdict]");
        page.set_value("#shift", "100");
        page.wait_for("#verdict[data-amount='1']");
        let mut met = BTreeSet::new();
        let ask = |met: &mut BTreeSet<usize>| {
            // Found and pressed at once: what stands on a board is drawn anew with every episode.
            let press = |met: &BTreeSet<usize>| {
                let met: Vec<String> = met.iter().map(|number| number.to_string()).collect();
                page.evaluate(&format!(
                    "const button = [...document.querySelectorAll('[data-what]')]
                         .find((button) => button.checkVisibility() && !{}.includes(button.dataset.what));
                     button?.focus();
                     button?.click();
                     return button?.dataset.what ?? null",
                    json!(met)
                ))
            };
            while let Some(number) = press(met).as_str() {
                let term = Term::of(number).expect("a term");
                met.insert(term as usize);
                let (title, paragraphs) = explain(term);
                page.wait_for_text("#term[open] h2", |text| text == title);
                let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert_eq!(words(&page.text("#term-about")), words(&paragraphs.join(" ")), "{term:?}");
                page.wait_until("document.activeElement.closest('#term')");
                page.press(":focus", Key::Escape);
                page.wait_until("!document.querySelector('#term')");
            }
        };
        page.wait_for("#board-train .acts .what");
        page.wait_for("#board-train .board-ghost .what");
        ask(&mut met);
        page.set_value("#probe", "1");
        page.wait_for(".board-legend .what");
        ask(&mut met);
        let short = page.evaluate(
            "return [...document.querySelectorAll('.page *')]
                 .filter((element) => element.checkVisibility() && !element.closest('[data-what], textarea, pre, code, kbd'))
                 .flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === 3))
                 .flatMap((node) => node.data.match(/\\b[A-Z]{2,}\\b/g) ?? [])",
        );
        assert_eq!(short, json!([]), "abbreviations without their words");
        if engine == Engine::Chromium {
            page.assert_accessible_everywhere();
        }
        // One agent alone has figures of its own.
        page.click("[data-agent='0']");
        page.wait_for(".verdict-facts .what");
        ask(&mut met);
        // The framings beside the verdict have words of their own.
        if engine == Engine::Chromium {
            for (framing, question) in [("cause", "cause"), ("aim", "pulls")] {
                page.click(&format!("#framing-{framing}"));
                page.click(&format!("[data-ask={question}]"));
                page.wait_for(".framing-panel[data-answered=true]");
                ask(&mut met);
            }
        }
        let missing: Vec<Term> = Term::ALL.into_iter().filter(|term| !met.contains(&(*term as usize))).collect();
        // These stand there only when it has come to that.
        let seldom = [Term::Settled, Term::Robustness, Term::Marks, Term::Levels, Term::Certain, Term::Share];
        let asked = [Term::RewardShare, Term::Pull, Term::FinalGoal];
        let may_lack = |term: &Term| seldom.contains(term) || engine != Engine::Chromium && asked.contains(term);
        assert!(missing.iter().all(may_lack), "{engine:?}: {missing:?} is nowhere on the page");
    }
}
