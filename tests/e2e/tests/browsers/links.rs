//! Links: what they open, what the page says of them, and how the address follows what is shown.

use engine::scenario::Scenario;
use engine::share::{self, Shared};
use wayward_e2e::runs::natively;
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, dist, engines, json};

const BAR: &str = "#link-bar";

fn reward(page: &Page) -> String {
    page.evaluate("return document.querySelector('#reward').value").as_str().unwrap().to_owned()
}

#[test]
fn a_short_link_opens_and_the_address_follows_what_is_edited() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open("#preset=lava&seed=7");
        page.wait_for("#seed");
        assert_eq!(
            page.evaluate("return [document.querySelector('#preset').value, document.querySelector('#seed').value]"),
            json!(["lava", "7"])
        );
        page.wait_for_text(BAR, |text| text.contains("Somebody shared this with you"));
        page.type_into("#seed", "11");
        page.wait_until("localStorage['wayward.draft']?.includes('\"seed\":11') && location.hash.startsWith('#1.')");
        page.reload();
        page.wait_started();
        page.wait_until("document.querySelector('#seed')?.value === '11'");
        // It is the person's own by now, and no link that stands in for it.
        assert_eq!(page.evaluate("return document.querySelector('#link-bar')"), json!(null));
    }
}

/// What is shared opens as far shifted as it was, and says that somebody has shared it; the one who shares reads that before.
#[test]
fn a_link_opens_as_it_was_shared() {
    let page = Page::new();
    page.open("#preset=lava");
    page.wait_started();
    page.wait_for("#shift:not([disabled])");
    assert_eq!(page.evaluate("return document.querySelector('#link-bar')"), json!(null), "a preset is nobody's");
    page.set_value("#shift", "40");
    page.wait_until("location.hash === '#preset=lava&amount=0.4'");
    page.click("[data-do=share]");
    page.wait_for_text("#share-menu", |text| {
        text.contains("with the shift at 40 %, on the full bench") && text.contains("Somebody shared this with you.")
    });
    let link = page.evaluate("const {search, hash} = document.querySelector('.share-opens a'); return search + hash");
    assert_eq!(link, json!("?bench=full#preset=lava&amount=0.4"));
    page.reload();
    page.wait_started();
    page.wait_until("document.querySelector('#shift')?.value === '40'");
    assert_eq!(page.evaluate("return document.querySelector('#link-bar')"), json!(null), "the page wrote this address itself");
    // As it does behind a lesson.
    page.click("[data-do=lessons]");
    page.click("#lessons[open] #start-lava");
    page.click("#lesson-leave");
    page.wait_until("location.hash === '#preset=lava&amount=0.4'");
    page.reload();
    page.wait_started();
    page.wait_until("document.querySelector('#shift')?.value === '40'");
    assert_eq!(page.evaluate("return document.querySelector('#link-bar')"), json!(null), "so is this one");

    // Also on the bench that it was shared from.
    let guest = Page::of_newcomer(Engine::Chromium);
    guest.open(link.as_str().expect("a text"));
    guest.wait_started();
    guest.wait_for_text(BAR, |text| text.contains("Press Train, then see where it goes in a world shifted by 40 %."));
    guest.wait_until("document.querySelector('#shift')?.value === '40'");
    assert_eq!(guest.evaluate("return document.querySelector('[data-do=back]')"), json!(null), "there is nothing to go back to");
    guest.wait_for_text("[data-do=bench]", |text| text == "Simple bench");
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

/// One page load, and from then on as when a link is put into the address of the open page: what the browser hands on counts.
#[test]
fn what_stands_behind_a_link_or_is_woven_into_it_does_no_harm() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        let link = |seed: u32| share::encode(&Scenario { seed, ..Scenario::preset("lava").expect("a preset") }.into());
        let address = page.address();
        let mut texts: Vec<(u32, String)> = Vec::new();
        for behind in
            ["&utm_source=x", "|label>", "&data=02|01&reserved=0", "`", "!", "?", "”", ":~:text=a%20word", "&fbclid=x#top", "AAAA"]
        {
            let seed = 100 + texts.len() as u32;
            texts.push((seed, link(seed) + behind));
        }
        texts.push((200, format!("{0}]({address}#{0})", link(200))));
        let woven = link(201);
        texts.push((201, format!("{}=\r\n{}> {}\n> {}", &woven[..9], &woven[9..20], &woven[20..30], &woven[30..])));
        texts.extend(
            [(202, "preset=lava&seed=202!"), (203, "preset=lava&seed=203”"), (204, "preset=lava&seed=204`)")]
                .map(|(seed, text)| (seed, text.into())),
        );
        for (seed, text) in texts {
            page.evaluate(&format!("location.href = '#' + {}", json!(text)));
            page.wait_until(&format!("document.querySelector('#seed').value === '{seed}'"));
            assert_eq!(page.evaluate("return document.querySelector('#link-bar li')"), json!(null), "{text}");
        }
        // Keys of others are told.
        page.evaluate("location.hash = 'preset=lava&seed=7&utm_source=news&utm_medium=mail'");
        page.wait_until("document.querySelector('#seed').value === '7'");
        page.wait_for_text(BAR, |text| text.contains("utm_source there is no such key") && text.contains("utm_medium"));
    }
}

#[test]
fn an_address_whose_hash_was_encoded_opens() {
    for &engine in engines() {
        // On any host that has a page for what it does not find, under the strict policy, in a folder.
        let mut page = Page::with(engine, Site { prefix: "/sub/path".into(), ..Site::new(&dist()) }, &[]);
        // A browser notes that the address itself was not found.
        page.allow_console("404");
        let link = share::encode(&Scenario { seed: 5, ..Scenario::preset("lava").expect("a preset") }.into());
        for (address, seed) in [
            (format!("%23{link}"), "5"),
            ("%23preset=lava&seed=6".into(), "6"),
            ("%23preset%3Dlava%26seed%3D7".into(), "7"),
            ("%2523preset=lava&seed=8?utm_source=x".into(), "8"),
            ("index.html%23preset=lava&seed=9".into(), "9"),
            ("?theme=dark%23preset=lava&seed=10".into(), "10"),
            ("embed.html%23preset=lava&seed=11&seeds=1".into(), "11"),
        ] {
            page.open(&address);
            page.wait_started();
            page.wait_until(&format!("document.querySelector('#seed')?.value === '{seed}'"));
            page.wait_until("!location.href.includes('%23') && document.querySelector('#preset')?.value !== 'cheese-corner'");
        }
        page.open("no-such-page");
        page.wait_for_text("main", |text| text.contains("There is no such page here"));
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        page.click("main a");
        page.wait_started();
        assert_eq!(page.evaluate("return location.pathname"), json!("/sub/path/"));
    }
}

/// Where a file can be saved it can be opened, chosen by keyboard or dropped.
#[test]
fn a_file_that_was_saved_is_opened() {
    let folder = std::env::temp_dir().join(format!("wayward-open-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let shared = Shared { title: "Mine".into(), ..Scenario { seed: 55, ..Scenario::preset("lava").expect("a preset") }.into() };
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let mine = write("mine.json", share::to_pretty_json(&shared).as_bytes());
    let other = write("mine.png", b"\x89PNG\r\n\x1a\n");
    let drop_file = |page: &Page, name: &str, text: &str| {
        page.evaluate(&format!(
            "const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File([{}], {}));
             for (const type of ['dragover', 'drop']) {{
                 document.querySelector('#reward').dispatchEvent(new DragEvent(type, {{dataTransfer, bubbles: true, cancelable: true}}));
             }}",
            json!(text),
            json!(name)
        ));
    };
    for &engine in engines() {
        let page = Page::in_engine(engine);
        page.open_ready();
        page.type_into("#seed", "123");
        page.wait_until("localStorage['wayward.draft']?.includes('\"seed\":123')");
        let own = page.evaluate("return localStorage['wayward.draft']");
        page.click("[data-do=share]");
        page.wait_for("#open-file");
        page.press("#open-file", other.as_str());
        page.wait_for_text("#open-said", |text| text.contains("mine.png is a picture (PNG)"));
        assert_eq!(page.evaluate("return document.querySelector('#seed').value"), json!("123"));
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        page.press("#open-file", mine.as_str());
        page.wait_for_text(BAR, |text| text.contains("Mine") && text.contains("Your own experiment is kept"));
        page.wait_until("!document.querySelector('dialog[open]') && document.querySelector('#seed')?.value === '55'");
        page.wait_until("location.hash.startsWith('#1.') && document.title.startsWith('Mine')");
        assert_eq!(page.evaluate("return localStorage['wayward.draft']"), own, "nothing was edited yet");
        page.click("[data-do=undo]");
        page.wait_until("document.querySelector('#seed').value === '123' && document.querySelector('#preset').value === 'cheese-corner'");

        // By hand, and as far as it goes.
        drop_file(&page, "by-hand.json", "{\"preset\": \"keys-and-chests\", \"seed\": 9, \"speed\": 2}");
        page.wait_until("document.querySelector('#seed').value === '9' && document.querySelector('#preset').value === 'keys-and-chests'");
        page.wait_for_text(BAR, |text| text.contains("in this file") && text.contains("speed there is no such field"));
        for (name, text, words) in [
            ("curves.csv", "seed,step,total,episodes,made_with\n1,2,3,4,it\n", "curves.csv is a table (CSV)"),
            ("film.gif", "GIF89a", "film.gif is a film (GIF)"),
            ("cut.json", "{\"preset\": \"lava\",", "no JSON: EOF while parsing"),
            ("other.json", "{\"preset\": \"gone\"}", "there is no preset gone"),
            ("lesson.txt", "@title Mine\n", "lesson.txt is no lesson that can be played: line"),
        ] {
            drop_file(&page, name, text);
            let said = page.wait_for_text("#notice", |text| text.contains(words));
            assert!(said.contains("This file was not opened") && said.contains("The page is as it was."), "{said}");
            assert_eq!(page.evaluate("return document.querySelector('#seed').value"), json!("9"), "{name}");
        }
        if engine == Engine::Chromium {
            page.assert_accessible();
        }
        let lesson = std::fs::read_to_string(dist().join("www/lessons/lava.txt")).unwrap();
        drop_file(&page, "lava.txt", &lesson);
        page.wait_for("#lesson");
        drop_file(&page, "mine.json", "{\"preset\": \"lava\"}");
        page.wait_for_text("#toast", |text| text.contains("In a lesson nothing else is opened"));
        page.click("#lesson-leave");
        page.wait_until("document.querySelector('#seed').value === '9' && document.querySelector('#preset').value === 'keys-and-chests'");
    }
    std::fs::remove_dir_all(&folder).unwrap();
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
    for &engine in engines() {
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
    for &engine in engines() {
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
