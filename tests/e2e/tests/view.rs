//! The View menu and the themes: chosen, kept, and put on before anything is drawn.

use serde_json::json;
use wayward_e2e::{Engine, Page};

const ENGINES: [Engine; 2] = [Engine::Chromium, Engine::Firefox];

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
    for engine in ENGINES {
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
