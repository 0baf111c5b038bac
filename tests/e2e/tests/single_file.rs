//! The one file that needs no server: opened from a folder, driven from training to the verdict.

use std::fs;
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, dist, json, single_file};

fn from_training_to_the_verdict(engine: Engine) {
    let folder = std::env::temp_dir().join(format!("wayward-single-{engine:?}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("wayward.html");
    fs::write(&file, single_file::compose(&dist()).unwrap()).unwrap();
    let mut page = Page::with(engine, Site::new(&folder), &[]);
    page.stop_server();

    page.open_address(&format!("file://{}", file.display()));
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.set_value("#seeds", "1");
    page.set_value("#seed", "1007");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    page.set_value("#shift", "100");
    page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");
    let asked = page
        .evaluate("return performance.getEntriesByType('resource').map(({name}) => name).filter((name) => !/^(blob|data):/.test(name))");
    assert_eq!(asked, json!([]), "it asked for something outside of itself");
    assert_eq!(page.console(), [""; 0]);
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
