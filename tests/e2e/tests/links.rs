//! Links: what they open, what the page says of them, and how the address follows what is shown.

use engine::scenario::Scenario;
use engine::share::{self, Shared};
use wayward_e2e::runs::natively;
use wayward_e2e::{Engine, Page, json};

const ENGINES: [Engine; 2] = [Engine::Chromium, Engine::Firefox];
const BAR: &str = "#link-bar";

fn reward(page: &Page) -> String {
    page.evaluate("return document.querySelector('#reward').value").as_str().unwrap().to_owned()
}

#[test]
fn a_short_link_opens_and_the_address_follows_what_is_edited() {
    for engine in ENGINES {
        let page = Page::in_engine(engine);
        page.open("#preset=lava&seed=7");
        page.wait_for("#seed");
        assert_eq!(
            page.evaluate("return [document.querySelector('#preset').value, document.querySelector('#seed').value]"),
            json!(["lava", "7"])
        );
        assert_eq!(page.evaluate("return document.querySelector('#link-bar')"), json!(null), "there is nothing to say");
        page.type_into("#seed", "11");
        page.wait_until("localStorage['wayward.draft']?.includes('\"seed\":11') && location.hash.startsWith('#1.')");
        page.reload();
        page.wait_started();
        page.wait_until("document.querySelector('#seed')?.value === '11'");
        // It is the person's own by now, and no link that stands in for it.
        assert_eq!(page.evaluate("return document.querySelector('#link-bar')"), json!(null));
    }
}

#[test]
fn a_link_leaves_alone_what_the_person_had() {
    let page = Page::new();
    page.open_ready();
    page.type_into("#seed", "123");
    page.wait_until("localStorage['wayward.draft']?.includes('\"seed\":123')");
    let own = page.evaluate("return localStorage['wayward.draft']");
    page.open("?#preset=lava&seed=5");
    page.wait_started();
    page.wait_for_text(BAR, |text| text.contains("Your own experiment is kept"));
    assert_eq!(page.evaluate("return localStorage['wayward.draft']"), own, "nothing was edited yet");
    page.type_into("#seed", "6");
    page.wait_until("localStorage['wayward.draft']?.includes('\"seed\":6')");
    assert_eq!(page.evaluate("return localStorage['wayward.own']"), own);
    page.click("[data-do=back]");
    page.wait_until("document.querySelector('#seed').value === '123' && document.querySelector('#preset').value === 'cheese-corner'");
    assert_eq!(page.evaluate("return [localStorage['wayward.draft'], localStorage['wayward.own'] ?? null]"), json!([own, null]));
}

#[test]
fn a_broken_link_says_what_is_broken_and_stays_within_reach() {
    let table = [("#1.abc", "too early"), ("#2.abcdef", "format 2"), ("#hello", "no link of Wayward"), ("#preset=cheese&seed=1", "cheese")];
    let page = Page::new();
    page.open_ready();
    page.type_into("#seed", "123");
    page.wait_until("localStorage['wayward.draft']?.includes('\"seed\":123')");
    for (link, words) in table {
        page.open(&format!("?{}{link}", link.len()));
        page.wait_started();
        let said = page.wait_for_text(BAR, |text| !text.is_empty());
        assert!(said.contains("could not be opened") && said.contains(words), "{link}: {said}");
        assert_eq!(page.evaluate("return document.querySelector('#link-bar textarea').value"), json!(link));
        assert_eq!(
            page.evaluate("return document.querySelector('#seed').value === '123'"),
            json!(false),
            "a broken link must not look like a good one"
        );
    }
    page.assert_accessible();
}

#[test]
fn a_link_that_arrives_later_replaces_what_is_shown() {
    let page = Page::new();
    page.open_ready();
    page.evaluate("location.hash = 'preset=keys-and-chests&seed=3&train.keys=99'");
    page.wait_until("document.querySelector('#preset').value === 'keys-and-chests' && document.querySelector('#seed').value === '3'");
    page.wait_for_text(BAR, |text| text.contains("train.keys"));
    page.assert_accessible();
}

#[test]
fn the_share_menu_gives_a_link_that_opens_the_same() {
    for engine in ENGINES {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.type_into("#seed", "99");
        page.click("[data-do=share]");
        page.wait_for("#share-menu[open]");
        page.type_into("#share-title", "A \"title\" <b>");
        page.type_into("#share-note", "Look at the mouse.");
        page.wait_until("document.querySelector('#share-text').value.includes('#1.')");
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        let link = page.evaluate("return document.querySelector('#share-text').value");
        let link = link.as_str().unwrap();
        assert!(link.starts_with(page.address()), "{link}");
        page.wait_for("#share-qr svg path");
        page.click("#share-copy");
        page.wait_for_text("#share-said", |text| text.contains("opied") || text.contains("selected"));
        for (form, part) in [
            (1, "](http"),
            (2, "<iframe src="),
            (3, "<wayward-playground link="),
            (4, "{{< wayward link="),
            (5, "engine 2"),
            (6, "\"seed\": 99"),
        ] {
            page.click(&format!("input[name=share-form][value='{form}']"));
            page.wait_until(&format!("document.querySelector('#share-text').value.includes({})", json!(part)));
        }
        // Another person opens it.
        let before = reward(&page);
        page.evaluate("localStorage.clear()");
        page.open(&format!("?2{}", &link[page.address().len()..]));
        page.wait_started();
        page.wait_for_text(BAR, |text| text.contains("A \"title\" <b>") && text.contains("Look at the mouse."));
        // The page is drawn after the bar.
        page.wait_until("document.querySelector('#seed')?.value === '99'");
        page.wait_until(&format!("document.querySelector('#reward')?.value === {}", json!(before)));
    }
}

/// The promise of a link: the very same agent and verdict, here and in every browser; and a link that promises another result is
/// told from one that was kept.
#[test]
fn one_link_gives_the_same_natively_and_in_every_browser() {
    let mut scenario = Scenario::preset("keys-and-chests").expect("a preset");
    for (key, value) in
        [("seed", "1003"), ("seeds", "1"), ("agent.total_timesteps", "32768"), ("judge.levels", "64"), ("train.rich", "0.25")]
    {
        scenario.set(key, value).expect("in range");
    }
    let native = natively(&scenario);
    let promises = |digest: &str| share::encode(&Shared { digest: Some(digest.to_owned()), ..Shared::from(scenario.clone()) });
    for engine in ENGINES {
        let page = Page::in_engine(engine);
        let table = [(native.digest(), "Reproduced"), ("0123456789abcdef", "Differs")];
        for (visit, (digest, words)) in table.into_iter().enumerate() {
            page.open(&format!("?{visit}#{}", promises(digest)));
            page.wait_started();
            page.wait_for("#train:not([disabled])");
            page.wait_for_text("#bar-digest", |text| text.contains("carries a result"));
            page.set_value("#speed", "live");
            page.set_value("#shift", "100");
            page.click("#train");
            page.wait_for("#verdict[data-verdict]");
            assert_eq!(page.attribute("#verdict", "data-verdict").as_deref(), Some(native.report.row.verdict.name()), "{engine:?}");
            assert_eq!(page.attribute("#run-figures", "data-digest").as_deref(), Some(native.digest()), "{engine:?}");
            page.wait_for_text("#bar-digest", |text| text.starts_with(words));
        }
    }
}
