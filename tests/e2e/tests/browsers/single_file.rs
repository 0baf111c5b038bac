//! The one file that needs no server: opened from a folder, driven from training to the verdict.

use std::fs;
use thirtyfour::Key;
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, dist, json, single_file};

fn from_training_to_the_verdict(engine: Engine) {
    let folder = std::env::temp_dir().join(format!("wayward-single-{engine:?}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("wayward.html");
    fs::write(&file, single_file::compose(&dist()).unwrap()).unwrap();
    let mut page = Page::with(engine, Site::new(&folder), &[]);
    page.stop_server();

    // It is alive before anything is trained, as the site is.
    page.open_address(&format!("file://{}", file.display()));
    page.wait_for("#board-deploy .recorded");
    page.leave();
    page.open_address(&format!("file://{}#preset=cheese-corner&seed=1007&seeds=1", file.display()));
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.wait_until("document.querySelector('#seed')?.value === '1007'");
    page.click("[data-do=bench]");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    page.set_value("#shift", "100");
    // Whoever comes for the first time is asked, once.
    page.wait_until("document.activeElement.closest('#predict')");
    page.press(":focus", Key::Escape);
    page.wait_until("!document.querySelector('#predict')");
    page.set_value("#shift", "100");
    page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");

    // Links work, too, with all that surrounds the page.
    page.type_into("#seed", "1009");
    page.wait_until("location.hash.startsWith('#1.')");
    page.click("[data-do=share]");
    let why = page.wait_for_text("#share-why", |text| !text.is_empty());
    assert!(why.contains("opens only here"), "{why}");
    let link = page.evaluate("return document.querySelector('#share-text').value");
    assert!(link.as_str().is_some_and(|link| link.starts_with(&format!("file://{}?bench=full#1.", file.display()))), "{link}");
    assert_eq!(page.evaluate("return getComputedStyle(document.querySelector('.share-main')).display"), json!("grid"), "it has its styles");
    let asked = page
        .evaluate("return performance.getEntriesByType('resource').map(({name}) => name).filter((name) => !/^(blob|data):/.test(name))");
    assert_eq!(asked, json!([]), "it asked for something outside of itself");
    assert_eq!(page.console(), [""; 0]);

    page.evaluate("localStorage.clear()");
    page.leave();
    page.open_address(link.as_str().unwrap());
    page.wait_started();
    page.wait_until("document.querySelector('#seed')?.value === '1009'");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn works_from_a_folder_in_chromium() {
    from_training_to_the_verdict(Engine::Chromium);
}

#[test]
fn works_from_a_folder_in_firefox() {
    from_training_to_the_verdict(Engine::Firefox);
}
