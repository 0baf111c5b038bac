//! Experiments that a person saves in the browser: kept, renamed, duplicated, deleted and brought back, and taken to another browser in a
//! file. Where storage is blocked or full, that is said, and files still work.

use thirtyfour::Key;
use wayward_e2e::downloads::Downloads;
use wayward_e2e::{Engine, Page, Value, engines, json};

fn mine(page: &Page) {
    page.click("[data-do=gallery]");
    page.wait_for("#gallery[open] [name=gallery-tab][value=mine]");
    page.click("[name=gallery-tab][value=mine]");
    page.wait_for("#mine-name");
}

fn opened(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open_ready();
    page
}

fn save(page: &Page, name: &str) {
    page.set_value("#mine-name", name);
    page.click("#mine-save");
    page.wait_for_text("#mine-said", |text| text.starts_with(&format!("Saved as “{name}")));
}

fn close(page: &Page) {
    page.keys(Key::Escape);
    page.wait_until("!document.querySelector('#gallery')");
}

fn said(page: &Page, words: &str) {
    page.wait_for_text("#mine-said", |text| text.contains(words));
}

/// What the list shows, the newest first: names.
fn names(page: &Page) -> Value {
    page.evaluate("return [...document.querySelectorAll('.mine-title')].map((field) => field.value)")
}

fn wait_for_names(page: &Page, wanted: &[&str]) {
    let wanted = json!(wanted);
    page.wait_until(&format!(
        "JSON.stringify([...document.querySelectorAll('.mine-title')].map((field) => field.value)) === JSON.stringify({wanted})"
    ));
}

fn button(page: &Page, label: &str) {
    page.evaluate(&format!("document.querySelector('[aria-label={label:?}]').click()"));
}

/// What this browser keeps, by name: the experiment.
fn kept(page: &Page) -> Value {
    page.evaluate(
        "const found = {};
         for (const [key, text] of Object.entries(localStorage)) {
             if (key.startsWith('wayward.mine.')) { const {name, experiment} = JSON.parse(text); found[name] = experiment; }
         }
         return found",
    )
}

fn file(name: &str, text: &str) -> String {
    let folder = std::env::temp_dir().join(format!("wayward-mine-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_is_saved_is_found_again_with_all_that_was_typed() {
    for &engine in engines() {
        let page = opened(engine);
        // Neither of these is an experiment that could be trained.
        page.set_value("#reward", "if reached_cheese {");
        page.set_value("#seed", "seven");
        mine(&page);
        page.wait_for_text(".gallery-none", |text| text.contains("Nothing is saved yet"));
        assert_eq!(page.evaluate("return document.querySelector('#mine-name').value"), json!("Cheese in the corner"));
        save(&page, "Half done");
        close(&page);
        page.set_value("#preset", "lava");
        page.wait_until("localStorage['wayward.draft']?.includes('\"preset\":\"lava\"')");
        page.reload();
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        mine(&page);
        save(&page, "The gap");
        wait_for_names(&page, &["The gap", "Half done"]);
        assert!(page.text(".mine-list").contains("no verdict then"));
        // Found by typing, as all else.
        page.set_value("#gallery-find", "half");
        wait_for_names(&page, &["Half done"]);
        button(&page, "Open “Half done”");
        page.wait_until("!document.querySelector('#gallery') && document.querySelector('#seed')?.value === 'seven'");
        page.wait_for_text("#toast", |text| text == "“Half done” is open.");
        assert_eq!(
            page.evaluate("return [document.querySelector('#reward').value, document.querySelector('#preset').value]"),
            json!(["if reached_cheese {", "cheese-corner"])
        );
        page.click("[data-do=undo]");
        page.wait_until("document.querySelector('#preset').value === 'lava'");

        mine(&page);
        page.set_value("#gallery-find", "");
        // A name that is there already stays what it was.
        save(&page, "The gap");
        said(&page, "Saved as “The gap 2”. There is a “The gap” already.");
        button(&page, "Duplicate “Half done”");
        wait_for_names(&page, &["Half done 2", "The gap 2", "The gap", "Half done"]);
        assert_eq!(kept(&page)["Half done"], kept(&page)["Half done 2"]);
        page.set_value("[aria-label='Name of “Half done 2”']", "Whole");
        said(&page, "“Half done 2” is called “Whole” now.");
        page.set_value("[aria-label='Name of “Whole”']", "  ");
        said(&page, "“Whole” keeps its own");
        button(&page, "Delete “Whole”");
        said(&page, "“Whole” was deleted.");
        page.wait_until("document.activeElement.id === 'mine-undo'");
        button(&page, "Delete “The gap”");
        wait_for_names(&page, &["The gap 2", "Half done"]);
        page.wait_for_text("#mine-undo", |text| text.contains("“The gap”"));
        page.click("#mine-undo");
        said(&page, "“The gap” is back.");
        page.click("#mine-undo");
        wait_for_names(&page, &["Whole", "The gap 2", "The gap", "Half done"]);
        assert_eq!(kept(&page)["Whole"], kept(&page)["Half done"], "with all that was in it");
        if engine == Engine::Chromium {
            page.assert_accessible_everywhere_within("#gallery");
            page.be_a_phone(390, 844);
            assert_eq!(
                page.evaluate("const it = document.querySelector('#gallery'); return it.scrollWidth <= it.clientWidth + 1"),
                json!(true)
            );
            page.assert_accessible_within("#gallery");
        }
    }
}

#[test]
fn the_verdict_of_then_stands_beside_it() {
    let page = Page::new();
    page.open("?bench=full#preset=cheese-corner&seeds=1&agent.total_timesteps=8192&judge.levels=64");
    page.wait_started();
    page.set_value("#speed", "live");
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
    mine(&page);
    save(&page, "Too short");
    let about = page.text(".mine-list li");
    let word = page.evaluate("return document.querySelector('.verdict-headline').innerText");
    assert!(about.contains(&format!("{}, at 0 % of the shift", word.as_str().unwrap().lines().next().unwrap().trim())), "{about} {word}");
    close(&page);
    page.set_value("#seed", "12");
    mine(&page);
    save(&page, "Another seed");
    assert!(page.text(".mine-list li").contains("no verdict then"), "what was trained is another one");
}

/// Two browsers that know nothing of each other, and a third of another kind.
#[test]
fn a_file_takes_all_of_them_to_another_browser() {
    let page = opened(Engine::Chromium);
    let downloads = Downloads::of(&page, "mine");
    page.set_value("#reward", "if reached_cheese { 0.1 + 0.2 } else {");
    mine(&page);
    save(&page, "One <b>é–ü</b> & \"two\"");
    close(&page);
    page.set_value("#preset", "keys-and-chests");
    page.set_value("#shift", "40");
    page.wait_until("localStorage['wayward.draft']?.includes('keys-and-chests')");
    mine(&page);
    save(&page, "Keys");
    let (name, bytes) = downloads.save(&page, "#mine-all", ".json");
    assert!(name.starts_with("wayward-experiments-2"), "{name}");
    let text = String::from_utf8(bytes).unwrap();
    let path = file(&name, &text);
    for &engine in engines() {
        let other = opened(engine);
        mine(&other);
        assert_eq!(kept(&other), json!({}));
        other.press("#mine-file", path.as_str());
        said(&other, "2 experiments were added");
        assert_eq!((kept(&other), names(&other)), (kept(&page), names(&page)));
        // Once more it brings nothing, and says so.
        other.press("#mine-file", path.as_str());
        said(&other, "0 experiments were added. 2 experiments were there already.");
        assert_eq!(other.count(".mine-list li"), 2);
        other.reload();
        other.wait_started();
        other.wait_for("#train:not([disabled])");
        mine(&other);
        button(&other, "Open “Keys”");
        other.wait_until("!document.querySelector('#gallery') && document.querySelector('#preset').value === 'keys-and-chests' && document.querySelector('#shift')?.value === '40'");
    }
    // Dropped anywhere on the page it comes to the same place.
    let other = opened(Engine::Chromium);
    other.evaluate(&format!(
        "const dataTransfer = new DataTransfer();
         dataTransfer.items.add(new File([{}], 'saved.json'));
         for (const type of ['dragover', 'drop']) {{
             document.querySelector('.bench').dispatchEvent(new DragEvent(type, {{dataTransfer, bubbles: true, cancelable: true}}));
         }}",
        json!(text)
    ));
    said(&other, "saved.json: 2 experiments were added");
}

#[test]
fn files_that_are_damaged_are_named_and_lose_nothing() {
    let page = opened(Engine::Chromium);
    mine(&page);
    save(&page, "Mine");
    let whole = r#"{"wayward": "experiments", "format": 1, "experiments": [{"name": "A", "experiment": {"preset": "lava"}}, {"name": "B", "experiment": {"preset": "gone"}}]}"#;
    for (name, text, words) in [
        ("cut.json", &whole[..90], "cut.json is damaged or was cut off"),
        ("empty.json", "", "empty.json is damaged or was cut off"),
        ("other.json", "{\"a\": 1}", "other.json holds no experiments of Wayward"),
        ("newer.json", r#"{"wayward": "experiments", "format": 2, "experiments": []}"#, "newer.json was written by a newer version"),
        ("gone.json", "{\"preset\": \"gone\"}", "there is no preset gone"),
    ] {
        page.press("#mine-file", file(name, text).as_str());
        said(&page, words);
        wait_for_names(&page, &["Mine"]);
    }
    page.press("#mine-file", file("half.json", whole).as_str());
    said(&page, "half.json: 1 experiment was added. Experiment 2 (“B”): there is no preset gone in this version.");
    page.wait_until("document.querySelectorAll('.mine-list li').length === 2");
    // The file of one scenario is one experiment.
    page.press("#mine-file", file("one.json", "{\"preset\": \"boat-race\", \"title\": \"My race\"}").as_str());
    said(&page, "one.json: 1 experiment was added.");
    // What the browser has kept and cannot be read is shown, and can be deleted.
    page.evaluate("localStorage['wayward.mine.1'] = '{\"name\": \"Of tomorrow\", \"experiment\": {\"preset\": \"gone\"}}'; localStorage['wayward.mine.2'] = '{'");
    close(&page);
    mine(&page);
    page.wait_until("document.querySelectorAll('.mine-list li').length === 5");
    let text = page.text(".mine-list");
    assert!(text.contains("cannot be opened: there is no preset gone") && text.contains("there is no experiment in it"), "{text}");
    page.wait_for("[aria-label='Open “Of tomorrow”'][disabled]");
    button(&page, "Delete “Damaged”");
    page.wait_until("!localStorage['wayward.mine.2']");
}

/// Storage that throws at every use, and one that is full.
#[test]
fn where_nothing_can_be_kept_that_is_said_and_files_work() {
    let blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});";
    let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";
    for (name, script) in [("blocked", blocked), ("full", full)] {
        let page = Page::new();
        page.on_new_document(script);
        page.open("?bench=full");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        let downloads = Downloads::of(&page, name);
        mine(&page);
        save(&page, "Not kept");
        said(&page, "This browser keeps no more: it lasts until the page is closed, so save it as a file.");
        page.wait_for_text(".mine-about b", |text| text.contains("not kept by this browser"));
        page.assert_accessible_within("#gallery");
        close(&page);
        page.set_value("#preset", "lava");
        mine(&page);
        wait_for_names(&page, &["Not kept"]);
        let text = downloads.text(&page, "#mine-all", ".json");
        page.set_value("[aria-label='Name of “Not kept”']", "Still here");
        said(&page, "is called “Still here”");
        page.press("#mine-file", file(&format!("{name}.json"), &text).as_str());
        said(&page, "This browser keeps no more: 1 experiment lasts until the page is closed.");
        button(&page, "Open “Not kept”");
        page.wait_until("!document.querySelector('#gallery') && document.querySelector('#preset').value === 'cheese-corner'");
    }
}
