//! Two deployments in a mix, from a host that lets browsers keep files for ten minutes unasked: it is said for what it is, and *Try
//! again* or a reload bring the new version whole.

use std::fs;
use std::path::PathBuf;

use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Engine, Page, copy, dist, json, precache, version};

/// What the second build calls itself.
const SECOND: &str = "5ec0d5ec0d5ec0d0";

/// A host that deploys, removed at the end.
struct Host {
    folder: PathBuf,
    second: PathBuf,
}

impl Host {
    /// The first build lies there.
    fn new(name: &str) -> Host {
        let [folder, second] =
            ["host", "second"].map(|what| std::env::temp_dir().join(format!("wayward-{name}-{what}-{}", std::process::id())));
        copy(&dist(), &folder);
        copy(&dist(), &second);
        let first = version::of(&second).unwrap();
        assert_eq!(first.len(), SECOND.len());
        for name in version::list(&second).unwrap() {
            let bytes = replaced(fs::read(second.join(&name)).unwrap(), first.as_bytes(), SECOND.as_bytes());
            fs::write(second.join(&name), bytes).unwrap();
        }
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/sw.js"), second.join("sw.js")).unwrap();
        precache::fill(&second).unwrap();
        Host { folder, second }
    }

    fn serve(&self) -> Server {
        // Without a copy of its own in the browser: that would hide what the host does.
        let site = Site { max_age: 600, missing: vec!["sw.js".into()], ..Site::new(&self.folder) };
        Server::start(site, 0).unwrap()
    }

    /// The files of the second build that are meant lie there, too; the others stay, or are those of the first again.
    fn deploy(&self, is_meant: impl Fn(&str) -> bool) {
        for name in version::list(&self.second).unwrap() {
            let from = if is_meant(&name) { self.second.clone() } else { dist() };
            fs::copy(from.join(&name), self.folder.join(&name)).unwrap();
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = (fs::remove_dir_all(&self.folder), fs::remove_dir_all(&self.second));
    }
}

fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    for at in 0..(bytes.len() + 1).saturating_sub(from.len()) {
        if bytes[at..].starts_with(from) {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
    }
    bytes
}

/// The version that the page names, and that of its style sheets.
fn versions(page: &Page) -> serde_json::Value {
    page.evaluate(
        "const style = getComputedStyle(document.documentElement);
         return [new URL(document.querySelector('script').src).searchParams.get('v'), style.getPropertyValue('--version-wayward').trim()]",
    )
}

type Case = (&'static str, &'static str, fn(&str) -> bool, bool);

/// What is opened, which part the message names, what of the second build lies there first, and whether the browser stays in the mix
/// when all of the second lies there. It does not where only that part has to come anew.
const MIXES: [Case; 7] = [
    ("", "page_bg.wasm", |name| name == "page_bg.wasm", true),
    ("", "page.js", |name| name != "page.js", true),
    ("", "wayward.css", |name| name != "www/wayward.css", false),
    ("", "page_bg.wasm", |name| name != "page_bg.wasm", false),
    ("", "/", |name| name == "www/start.js", true),
    ("", "page.js", |name| name == "page.js", true),
    ("embed.html?preset=lava", "embed.wasm", |name| name == "chunks/embed.wasm", true),
];

fn a_mix_is_said_and_try_again_brings_the_new_version(engine: Engine, cases: &[Case]) {
    let mut page = Page::in_engine(engine);
    page.allow_console("is of another version");
    page.allow_console("(404)");
    let host = Host::new(&format!("mix-{engine:?}"));
    for (place, (path, names, is_second, stays)) in cases.iter().enumerate() {
        host.deploy(is_second);
        // An address of its own, so that the browser keeps nothing of it.
        let server = host.serve();
        let address = format!("{}{path}", server.address());
        for deployed in [false, true].into_iter().filter(|deployed| !deployed || *stays) {
            page.open_address("about:blank");
            page.open_address(&address);
            let message = page.wait_for_text("#start-message[role=alert]", |text| !text.is_empty());
            let what = format!("{engine:?}, case {place}, deployed: {deployed}: {message}");
            assert!(message.contains(&format!("{names} is of another version than the rest")), "{what}");
            assert!(message.contains("Try again loads all of them anew") && !message.contains("connection"), "{what}");
            if !deployed {
                page.assert_accessible();
            }
            // What the browser keeps, it keeps for ten minutes.
            host.deploy(|_| true);
        }
        if *stays {
            page.press_button(".start", "Try again");
        } else {
            page.open_address("about:blank");
            page.open_address(&address);
        }
        page.wait_started();
        assert_eq!(versions(&page), json!([SECOND, format!("v{SECOND}")]), "{engine:?}, case {place}");
        page.wait_for("#train:not([disabled])");
        // Not while its server goes.
        page.open_address("about:blank");
    }
}

#[test]
fn a_mix_is_said_and_try_again_brings_the_new_version_in_chromium() {
    a_mix_is_said_and_try_again_brings_the_new_version(Engine::Chromium, &MIXES);
}

#[test]
fn a_mix_is_said_and_try_again_brings_the_new_version_in_firefox() {
    a_mix_is_said_and_try_again_brings_the_new_version(Engine::Firefox, &MIXES[..4]);
}

/// A page that is open while a new version is put in its place goes on, with new workers, too; what it has not loaded yet it cannot get
/// any more, and says so. A reload brings the new version, and what was typed stays.
#[test]
fn an_open_page_says_that_a_part_is_of_another_version() {
    let host = Host::new("open");
    let mut page = Page::new();
    page.allow_console("is of another version");
    page.allow_console("(404)");
    let server = host.serve();
    page.record_workers();
    page.open_address(&format!("{}?bench=full", server.address()));
    page.wait_for("#train:not([disabled])");
    let first = versions(&page);
    host.deploy(|_| true);
    page.set_value("#reward", "0.5 + 0.25");
    page.wait_until("location.hash.startsWith('#1.')");
    for button in ["[data-do=share]", "[data-do=compare]"] {
        page.click(button);
        page.wait_for_text("#notice", |text| text.contains("Another version of Wayward was put in the place") && text.contains("Reload"));
        page.press_button("#notice", "Dismiss");
        page.wait_until("!document.querySelector('#notice button')");
    }
    assert!(page.terminate_workers() > 0);
    page.wait_for_text("#notice", |text| text.contains("was started anew"));
    page.wait_for("#train:not([disabled])");
    assert_eq!(versions(&page), first);
    page.reload();
    page.wait_started();
    assert_eq!(versions(&page), json!([SECOND, format!("v{SECOND}")]));
    assert_eq!(page.evaluate("return document.querySelector('#reward').value"), json!("0.5 + 0.25"));
    page.click("[data-do=share]");
    page.wait_for("#share-menu[open]");
}

/// The part that only workers need: the page stands, and says what to do.
#[test]
fn workers_of_another_version_are_said_and_come_with_a_reload() {
    let host = Host::new("workers");
    host.deploy(|name| name == "chunks/engine.wasm");
    let mut page = Page::new();
    page.allow_console("(404)");
    let server = host.serve();
    page.open_address(&server.address());
    page.wait_started();
    page.wait_for_text("#notice", |text| text.contains("engine.wasm is of another version than the rest; reload the page"));
    host.deploy(|_| true);
    page.reload();
    page.wait_started();
    page.wait_for("#train:not([disabled])");
}

/// In a frame that is a stranger to its own host, and in the page of others.
#[test]
fn a_mix_is_said_in_a_sandboxed_frame() {
    let host = Host::new("frame");
    host.deploy(|name| name == "page_bg.wasm");
    let site = host.serve();
    let around = std::env::temp_dir().join(format!("wayward-around-{}", std::process::id()));
    fs::create_dir_all(&around).unwrap();
    let frame = format!("<iframe sandbox=allow-scripts src={}embed.html title=Wayward></iframe>", site.address());
    fs::write(around.join("host.html"), format!("<!doctype html><link rel=icon href=data:,><title>Host</title>{frame}")).unwrap();
    let mut page = Page::of(Site { policy: false, ..Site::new(&around) }, &["--disable-features=IsolateSandboxedIframes"]);
    page.allow_console("is of another version");
    page.open("host.html");
    page.enter_frame("iframe");
    page.wait_for_text("#start-message[role=alert]", |text| text.contains("page_bg.wasm is of another version"));
    host.deploy(|_| true);
    page.press_button(".start", "Try again");
    page.wait_started();
    assert_eq!(versions(&page)[0], json!(SECOND));
    fs::remove_dir_all(&around).unwrap();
}
