//! Compare: a run is pinned, the next one stands beside it, and what differs is listed.

use std::path::Path;

use wayward_e2e::{Engine, Page, engines, json};

/// Short runs of one agent, judged on few levels.
fn opened(engine: Engine, link: &str) -> Page {
    let page = Page::in_engine(engine);
    page.open(&format!("#{link}"));
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.set_value("#speed", "live");
    page.set_value("#seeds", "1");
    page.set_value("#agent-total_timesteps", "16384");
    page
}

fn train(page: &Page) {
    let before = page.attribute("#run-figures", "data-digest").unwrap_or_default();
    page.wait_for("#train:not([disabled])");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-digest", |digest| !digest.is_empty() && digest != before);
    page.wait_for("#verdict[data-verdict]");
}

fn open(page: &Page) {
    page.click("[data-do=compare]");
    page.wait_for("#compare[open]");
}

fn close(page: &Page) {
    page.click("#compare [aria-label=Close]");
    page.wait_until("!document.querySelector('#compare[open]')");
}

fn press(page: &Page, what: &str) {
    page.click(&format!("[data-compare={what}]"));
}

/// Where `WAYWARD_PICTURES` names a folder, what the dialog looks like is kept there, for people to look at.
fn picture(page: &Page, name: &str) {
    if let Some(folder) = std::env::var_os("WAYWARD_PICTURES") {
        page.screenshot(&Path::new(&folder).join(format!("compare-{name}.png")));
    }
}

/// Nothing is wider than the window, and the dialog lies inside of it.
fn fits(page: &Page) {
    let fits = "const box = document.querySelector('#compare').getBoundingClientRect();
                return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight
                    && document.documentElement.scrollWidth <= innerWidth
                    && document.querySelector('#compare').scrollWidth <= document.querySelector('#compare').clientWidth";
    assert_eq!(page.evaluate(fits), json!(true));
}

#[test]
fn the_next_run_stands_beside_the_pinned_one() {
    for &engine in engines() {
        let page = opened(engine, "preset=cheese-corner&seed=1003");
        open(&page);
        page.wait_for_text("#compare-body", |text| text.contains("Train first"));
        close(&page);
        train(&page);
        let first = page.attribute("#run-figures", "data-digest").expect("a digest");
        open(&page);
        press(&page, "pin");
        page.wait_for_text("#compare-said", |text| text.starts_with("Pinned"));
        page.wait_for_text("#compare-body", |text| text.contains("the next run that is judged"));
        assert_eq!(page.evaluate("return document.activeElement.closest('#compare') !== null"), json!(true), "the focus stays inside");
        close(&page);
        page.set_value("#reward", "if reached_cheese { 1 } else { -0.01 }");
        page.set_value("#train-disagree", "0.25");
        train(&page);
        let second = page.attribute("#run-figures", "data-digest").expect("a digest");
        page.wait_for_text("#toast", |text| text.starts_with("Judged: ") && text.contains("Pinned: "));
        open(&page);
        // Both, and what differs: the fields that were changed and no other.
        let fields = "return [...document.querySelectorAll('.compare-differences tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText.trim()))";
        assert_eq!(
            page.evaluate(fields),
            json!([
                ["reward", "if reached_cheese { 1 } else { 0 }", "if reached_cheese { 1 } else { -0.01 }"],
                ["disagree in training", "0", "0.25"]
            ]),
            "{engine:?}"
        );
        assert_eq!(page.count(".compare-card"), 2);
        assert_eq!(page.count(".compare-curves svg polyline"), 4, "two curves of both");
        let goals = page.evaluate("return [...document.querySelectorAll('.compare-scores tbody th')].map((cell) => cell.innerText)");
        assert_eq!(goals, json!(["Your reward", "What you meant", "Corner"]));
        assert_eq!(page.count(".compare-scores tbody td"), 12, "each here and there, of both");
        assert!(page.text(".compare-scores tbody td").contains('['), "with its interval");
        page.click(".compare-curves summary");
        page.wait_until("document.querySelectorAll('.compare-curves tbody tr').length >= 10");
        // A link for each of both, with its result.
        let links = page.evaluate("return ['0', '1'].map((side) => document.querySelector(`#compare-link-${side}`).value)");
        for (link, digest) in [(&links[0], &first), (&links[1], &second)] {
            let opened = engine::share::decode(link.as_str().expect("a link")).expect("a good one");
            assert_eq!(opened.shared.digest.as_ref(), Some(digest));
        }
        press(&page, "copy-0");
        page.wait_for_text("#compare-said", |text| text.contains("copied") || text.contains("selected"));
        if engine == Engine::Chromium {
            page.assert_accessible();
            for dark in [false, true] {
                page.prefer(dark, false);
                for (width, height) in [(1440, 900), (390, 844), (320, 700)] {
                    page.resize(width, height);
                    fits(&page);
                    close(&page);
                    open(&page);
                    fits(&page);
                    picture(&page, &format!("{width}-{}", if dark { "dark" } else { "light" }));
                    page.assert_accessible();
                }
            }
            page.resize(1440, 900);
        }
        // The other one is pinned instead, and nothing is lost.
        press(&page, "swap");
        page.wait_until("document.querySelector('.compare-differences tbody td').innerText.includes('-0.01')");
        assert_eq!(
            page.evaluate("return [document.querySelector('#compare-link-0').value, document.querySelector('#compare-link-1').value]"),
            json!([links[1], links[0]])
        );
        press(&page, "back-1");
        close(&page);
        page.wait_until("document.querySelector('#reward').value === 'if reached_cheese { 1 } else { 0 }' && document.querySelector('#train-disagree').value === '0'");
        page.click("[data-do=undo]");
        page.wait_until("document.querySelector('#train-disagree').value === '0.25'");
        open(&page);
        press(&page, "unpin");
        page.wait_for("[data-compare=pin]");
        assert_eq!(page.count(".compare-card"), 1);
    }
}

/// What is pinned stays when another experiment opens, and it is said that worlds differ.
#[test]
fn worlds_that_differ_are_told() {
    let page = opened(Engine::Chromium, "preset=cheese-corner&seed=1003");
    train(&page);
    open(&page);
    press(&page, "pin");
    close(&page);
    page.set_value("#preset", "keys-and-chests");
    page.wait_until(
        "document.querySelector('#preset').value === 'keys-and-chests' && document.querySelector('#run-figures').dataset.state === 'idle'",
    );
    page.set_value("#agent-total_timesteps", "16384");
    page.set_value("#seeds", "1");
    train(&page);
    open(&page);
    page.wait_for_text("#compare-body", |text| text.contains("These are two worlds"));
    page.wait_for_text(".compare-scores", |text| text.contains("Keys") || text.contains("keys"));
    fits(&page);
    picture(&page, "worlds");
    page.assert_accessible();
}
