//! What a visit loads and when: the first edit nothing, each feature its own part of the program, and what becomes of a part that
//! does not come.

use std::fs;
use std::path::PathBuf;
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, copy, dist, json};

/// Files of the site that were loaded since the last call, in the order of the alphabet.
#[track_caller]
fn loaded(page: &Page) -> Vec<String> {
    let names = page.evaluate(
        "const names = performance.getEntriesByType('resource').map(({name}) => name.split('?')[0]);
         performance.clearResourceTimings();
         return names",
    );
    let names = names.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name"));
    let mut names: Vec<String> = names.map(|name| name.strip_prefix(page.address()).unwrap_or(name).to_owned()).collect();
    names.sort_unstable();
    names
}

/// The page with all that it loads by itself.
fn settled(engine: Engine) -> Page {
    let page = Page::in_engine(engine);
    page.open_ready();
    page.wait_for("#board-deploy .recorded");
    page.wait_for("#paper");
    page.wait_until("performance.getEntriesByType('resource').some(({name}) => name.includes('results.wasm'))");
    let first = loaded(&page);
    let programs: Vec<&String> = first.iter().filter(|name| name.ends_with(".wasm")).collect();
    assert_eq!(programs, ["chunks/engine.wasm", "chunks/paper.wasm", "chunks/results.wasm", "page_bg.wasm"]);
    page
}

fn edits_load_nothing(engine: Engine) {
    let page = settled(engine);
    page.type_into("#reward", "1");
    page.set_value("#seed", "41");
    page.wait_until("location.hash.startsWith('#1.')");
    page.click("[data-do=undo]");
    page.wait_for_text("#toast", |text| text.starts_with("Undone"));
    page.click("[data-do=redo]");
    page.wait_for_text("#toast", |text| text.starts_with("Done again"));
    page.click("[data-do=start-over]");
    page.wait_for_text("#toast", |text| text.starts_with("As it came"));
    assert_eq!(loaded(&page), [""; 0]);
}

#[test]
fn edits_load_nothing_in_chromium() {
    edits_load_nothing(Engine::Chromium);
}

#[test]
fn edits_load_nothing_in_firefox() {
    edits_load_nothing(Engine::Firefox);
}

#[test]
fn each_feature_loads_its_own_part_once() {
    let page = settled(Engine::Chromium);
    for (button, opens, chunk) in [
        ("[data-do=share]", "#share-menu[open]", "share"),
        ("[data-do=compare]", "#compare[open]", "compare"),
        ("[data-do=lessons]", "#lessons[open] .lessons-list button", "lessons"),
        ("[data-do=gallery]", "#gallery[open] .gallery-card:last-child .board-view", "gallery"),
        ("[data-do=play]", "#play[open] .agent", "play"),
        ("[data-do=thumbs]", "#thumbs[open] .agent", "thumbs"),
        ("[data-do=view]", "#view[open]", "view"),
        ("[data-do=view]", "#view[open]", ""),
        ("[data-do=board-deploy]", "#reading[open]", ""),
        ("[data-do=share]", "#share-menu[open]", ""),
    ] {
        page.click(button);
        page.wait_for(opens);
        let programs: Vec<String> = loaded(&page).into_iter().filter(|name| !name.ends_with(".txt")).collect();
        let wanted = if chunk.is_empty() { vec![] } else { vec![format!("chunks/{chunk}.wasm")] };
        assert_eq!(programs, wanted, "{button}");
        page.evaluate("document.querySelector('dialog[open]').close()");
    }
    page.click("[data-do=lessons]");
    page.click("#lessons[open] #lessons-workshop");
    page.wait_for("#collect[open]");
    assert!(loaded(&page).contains(&"chunks/workshop.wasm".to_owned()));
}

/// A copy of the site in which files can be taken away and brought back, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn without(file: &str) -> Folder {
        let folder = Folder(std::env::temp_dir().join(format!("wayward-{}-{}", file.replace('/', "-"), std::process::id())));
        copy(&dist(), &folder.0);
        fs::remove_file(folder.0.join(file)).unwrap();
        folder
    }

    fn bring_back(&self, file: &str) {
        fs::copy(dist().join(file), self.0.join(file)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_part_that_does_not_come_is_said_and_comes_when_it_is_asked_for_again() {
    for (file, button, opens, words) in [
        ("chunks/share.wasm", "[data-do=share]", "#share-menu[open]", "Share could not be loaded"),
        ("chunks/lessons.wasm", "[data-do=lessons]", "#lessons[open]", "Lessons could not be loaded"),
    ] {
        let site = Folder::without(file);
        let mut page = Page::of(Site::new(&site.0), &[]);
        // The browser says so as well, and where it happened.
        page.allow_console(file);
        page.open_ready();
        page.set_value("#reward", "0.5 + 0.25");
        page.click(button);
        page.wait_for_text("#notice", |text| text.contains(words) && text.contains("try again"));
        assert_eq!(page.evaluate("return document.querySelector('#reward').value"), json!("0.5 + 0.25"));
        page.wait_for("#train:not([disabled])");
        page.assert_accessible();
        site.bring_back(file);
        page.click(button);
        page.wait_for(opens);
    }
}

#[test]
fn results_that_do_not_come_are_said_and_come_with_the_next_training() {
    let file = "chunks/results.wasm";
    let site = Folder::without(file);
    let mut page = Page::of(Site::new(&site.0), &[]);
    page.allow_console(file);
    page.open_ready();
    page.set_value("#seeds", "1");
    page.set_value("#reward", "0.5 + 0.25");
    page.click("#train");
    page.wait_for_text("#notice", |text| text.contains("What a training brings could not be loaded") && text.contains("try again"));
    page.wait_for("#verdict[data-verdict]");
    assert_eq!(page.evaluate("return document.querySelector('.curves svg, .verdict-body')"), json!(null));
    // Also once it was read out.
    page.assert_accessible();
    site.bring_back(file);
    page.click("#train");
    page.wait_for(".curves-frame svg");
    page.wait_for(".verdict-body .verdict-headline");
    assert_eq!(page.evaluate("return document.querySelector('#reward').value"), json!("0.5 + 0.25"));
}

#[test]
fn workers_are_made_once_their_part_has_come() {
    let file = "chunks/engine.wasm";
    let site = Folder::without(file);
    let mut page = Page::of(Site::new(&site.0), &[]);
    page.allow_console(file);
    page.open("");
    page.wait_for_text("#notice", |text| text.contains(file));
    // All else works meanwhile.
    page.set_value("#seed", "41");
    page.wait_until("location.hash.startsWith('#1.')");
    assert!(page.attribute("#train", "disabled").is_some());
    site.bring_back(file);
    page.wait_for("#train:not([disabled])");
}

#[test]
fn a_page_of_others_says_which_part_did_not_come() {
    let file = "chunks/embed.wasm";
    let mut page = Page::of(Site { missing: vec![file.into()], ..Site::new(&dist()) }, &[]);
    page.allow_console(file);
    page.open("embed.html");
    let message = page.wait_for_text("#start-message[role=alert]", |text| !text.is_empty());
    assert!(message.contains("could not start") && message.contains(file), "{message}");
}
