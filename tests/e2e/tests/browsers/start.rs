//! How the site starts: quietly under the strict policy, anywhere, and with a plain word where it cannot.

use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Engine, Page, dist, json};

#[test]
fn starts_without_a_word_in_the_console() {
    let page = Page::new();
    page.open("");
    page.wait_started();
    assert_eq!(page.evaluate("return document.title"), json!("Wayward"));
    assert_eq!(page.console(), [""; 0]);
}

#[test]
fn starts_below_a_path() {
    let page = Page::of(Site { prefix: "/sub/path".into(), ..Site::new(&dist()) }, &[]);
    page.open("");
    page.wait_started();
    assert_eq!(page.console(), [""; 0]);
}

#[test]
fn is_accessible() {
    let page = Page::new();
    for dark in [false, true] {
        page.prefer(dark, false);
        page.open_ready();
        page.assert_accessible();
    }
}

/// The flag takes SIMD away on x86-64, where it stands on SSE 4.1; elsewhere this test would not know such a browser.
#[test]
#[cfg(target_arch = "x86_64")]
fn names_what_an_old_browser_lacks() {
    let page = Page::of(Site::new(&dist()), &["--js-flags=--no-enable-sse4-1"]);
    page.open("");
    let message = page.wait_for_text("#start-message[role=alert]", |text| !text.is_empty());
    assert!(message.contains("SIMD") && message.contains("Firefox from 89"), "{message}");
    assert_eq!(
        page.evaluate("return performance.getEntriesByType('resource').filter(({name}) => name.includes('.wasm')).length"),
        json!(0)
    );
    page.assert_accessible();
}

#[test]
fn names_missing_webassembly() {
    let page = Page::new();
    page.on_new_document("delete window.WebAssembly");
    page.open("");
    let message = page.wait_for_text("#start-message[role=alert]", |text| !text.is_empty());
    assert!(message.contains("WebAssembly, which this browser does not have"), "{message}");
}

#[test]
fn says_which_file_did_not_load() {
    for file in ["page_bg.wasm", "page.js"] {
        let mut page = Page::of(Site { missing: vec![file.into()], ..Site::new(&dist()) }, &[]);
        page.allow_console(file);
        page.open("");
        let message = page.wait_for_text("#start-message[role=alert]", |text| !text.is_empty());
        assert!(message.contains("could not start") && message.contains(file), "{message}");
        assert_eq!(page.text(".start button"), "Try again");
        page.assert_accessible();
    }
}

/// Opened by a double click in a folder: no file of it could be loaded, whatever the connection.
#[test]
fn from_a_folder_it_says_that_it_needs_a_server() {
    for engine in [Engine::Chromium, Engine::Firefox] {
        let mut page = Page::in_engine(engine);
        // Chromium's own word on installing.
        page.allow_console("manifest.webmanifest");
        for name in ["index.html", "embed.html", "index.html?theme=dark#preset=lava&seed=7"] {
            page.open_address(&format!("file://{}/{name}", dist().canonicalize().unwrap().display()));
            let message = page.wait_for_text("#start-message[role=alert]", |text| !text.is_empty());
            assert!(message.contains("needs a web server") && message.contains("cargo xtask single-file"), "{name}: {message}");
            assert!(!message.contains("connection"), "{name}: {message}");
            assert_eq!(page.count(".start button"), 0, "another try would end the same");
        }
        page.open_address(&format!("file://{}/404.html", dist().canonicalize().unwrap().display()));
        page.wait_for_text("main", |text| text.contains("There is no such page"));
    }
}

/// Waits for the first thing that a fresh worker says.
const HEAR_WORKER: &str = "return new Promise((resolve) => {
    const worker = waywardWorker();
    worker.onmessage = () => resolve('spoke');
    worker.onerror = ({message}) => resolve(message);
})";

#[test]
fn worker_runs_the_same_module() {
    let page = Page::new();
    page.open("");
    page.wait_started();
    assert_eq!(page.evaluate_async(HEAR_WORKER), json!("spoke"));
    // One download serves the page and all workers; the other is what only they need.
    assert_eq!(
        page.evaluate("return performance.getEntriesByType('resource').map(({name}) => name.split('/').pop().split('?')[0]).filter((name) => name.endsWith('.wasm')).sort()"),
        json!(["engine.wasm", "page_bg.wasm"])
    );
}

/// A host page on another server, with the site in a frame that is a stranger even to its own server.
#[test]
fn starts_in_a_frame_of_opaque_origin() {
    let site = Server::start(Site::new(&dist()), 0).unwrap();
    let host = std::env::temp_dir().join(format!("wayward-host-{}", std::process::id()));
    std::fs::create_dir_all(&host).unwrap();
    let frame = format!("<iframe sandbox=allow-scripts src={} title=Wayward></iframe>", site.address());
    std::fs::write(host.join("host.html"), format!("<!doctype html><link rel=icon href=data:,><title>Host</title>{frame}")).unwrap();
    // Such a frame gets a process of its own, whose console the driver would not read.
    let page = Page::of(Site { policy: false, ..Site::new(&host) }, &["--disable-features=IsolateSandboxedIframes"]);
    page.open("host.html");
    page.enter_frame("iframe");
    page.wait_started();
    assert_eq!(page.evaluate("return origin"), json!("null"));
    assert_eq!(page.evaluate_async(HEAR_WORKER), json!("spoke"));
    std::fs::remove_dir_all(&host).unwrap();
}
