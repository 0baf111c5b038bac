//! The copy of the site that the service worker keeps: everything works without a connection, versions never mix, and nothing
//! is lost where a browser allows no such copy.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Instant;
use wayward_e2e::server::{HEADERS, Server, Site};
use wayward_e2e::{Engine, Page, copy, dist, json, precache};

/// Resolves once the worker keeps every file and answers this page.
const KEPT: &str = "await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20))";

fn trains_without_a_connection(engine: Engine) {
    let mut page = Page::with(engine, Site { prefix: "/sub/path".into(), ..Site::new(&dist()) }, &[]);
    page.open_ready();
    let start = Instant::now();
    page.evaluate_async(KEPT);
    println!("all files are kept {:.2?} after the page was ready", start.elapsed());
    page.leave();
    page.stop_server();
    let start = Instant::now();
    // An address with words for the page is the same file, and a link opens.
    page.open("index.html?from=workshop#preset=cheese-corner&seed=1007&seeds=1");
    page.wait_started();
    println!("opened a link without a connection in {:.2?}", start.elapsed());
    if engine == Engine::Chromium {
        page.allow_console("ERR_CONNECTION_REFUSED");
    }
    let asked = page.evaluate_async("return fetch('no-such-file').then(() => 'answered', () => 'nobody there')");
    assert_eq!(asked, json!("nobody there"), "the server is still there: this test would show nothing");

    page.wait_for("#train:not([disabled])");
    assert_eq!(page.evaluate("return document.querySelector('#seed').value"), json!("1007"));
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    page.set_value("#shift", "100");
    page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");
    // Not `Page::reload`: in Firefox that is the reload which passes by every cache, and the worker.
    page.open("");
    page.wait_started();
    page.open("embed.html?preset=lava&theme=dark");
    page.wait_started();
    page.wait_for("html[data-theme=dark] #train:not([disabled])");
    // A link whose # was encoded on its way.
    page.open("%23preset=lava&seed=1009");
    page.wait_started();
    page.wait_until("document.querySelector('#seed')?.value === '1009'");
}

#[test]
fn trains_and_judges_without_a_connection_in_chromium() {
    trains_without_a_connection(Engine::Chromium);
}

#[test]
fn trains_and_judges_without_a_connection_in_firefox() {
    trains_without_a_connection(Engine::Firefox);
}

/// A copy of the built site that can be deployed again, removed at the end.
struct Deployed(PathBuf);

impl Deployed {
    fn new(name: &str) -> Deployed {
        let folder = Deployed(std::env::temp_dir().join(format!("wayward-{name}-{}", std::process::id())));
        copy(&dist(), &folder.0);
        folder.write_version(1);
        folder.list();
        folder
    }

    /// Marks three files, each loaded in a way of its own, and one that the page has not asked for.
    fn write_version(&self, version: u32) {
        self.write(
            "index.html",
            &fs::read_to_string(dist().join("index.html")).unwrap().replace("<body>", &format!("<body data-version={version}>")),
        );
        let script = fs::read_to_string(dist().join("www/start.js")).unwrap();
        self.write("www/start.js", &format!("{script}\nwindow.version = {version};\n"));
        let sheet = fs::read_to_string(dist().join("www/wayward.css")).unwrap();
        self.write("www/wayward.css", &format!("{sheet}\n:root {{ --version: {version}; }}\n"));
        self.write("later.json", &version.to_string());
    }

    fn list(&self) {
        let empty = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/sw.js");
        fs::copy(empty, self.0.join("sw.js")).unwrap();
        precache::fill(&self.0).unwrap();
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Deployed {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Of which version the page, its script, its style sheet and a file that is fetched only now are.
#[track_caller]
fn versions(page: &Page) -> serde_json::Value {
    page.evaluate_async(
        "const sheet = getComputedStyle(document.documentElement).getPropertyValue('--version');
         const later = await (await fetch('later.json')).json();
         return [Number(document.body.dataset.version), window.version, Number(sheet), later]",
    )
}

/// Has the browser look for a new version, and returns what became of it once that is settled.
const UPDATE: &str = "const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    const fresh = registration.installing || registration.waiting;
    while (fresh && fresh.state === 'installing') await new Promise((done) => setTimeout(done, 20));
    return fresh ? fresh.state : 'none'";
const NAMES: &str = "return (await caches.keys()).filter((name) => name.startsWith('wayward '))";

#[test]
fn an_open_page_keeps_its_version_and_the_next_visit_gets_the_new_one_whole() {
    let site = Deployed::new("versions");
    let mut page = Page::of(Site::new(&site.0), &[]);
    page.open_ready();
    page.evaluate_async(KEPT);
    assert_eq!(versions(&page), json!([1, 1, 1, 1]));
    page.evaluate_async("await caches.open('wayward http://elsewhere/ 1')");
    let first = page.evaluate_async(NAMES);
    // A file that is in no list comes from the server as ever.
    site.write("unlisted.json", "7");
    assert_eq!(page.evaluate_async("return (await fetch('unlisted.json')).json()"), json!(7));

    site.write_version(2);
    site.list();
    assert_eq!(page.evaluate_async(UPDATE), json!("installed"));
    assert_eq!(versions(&page), json!([1, 1, 1, 1]));
    page.reload();
    page.wait_started();
    assert_eq!(versions(&page), json!([1, 1, 1, 1]), "one page at least has been open all the time");

    page.leave();
    // The browser puts the new worker in its place once it is done with the page.
    std::thread::sleep(std::time::Duration::from_millis(500));
    page.open_ready();
    assert_eq!(versions(&page), json!([2, 2, 2, 2]));
    let second = page.evaluate_async(NAMES);
    assert_ne!(first, second);
    assert_eq!(second.as_array().map(Vec::len), Some(2), "the old cache is gone, and that of another site is not: {second}");
}

#[test]
fn a_version_that_is_not_whole_is_not_taken() {
    let site = Deployed::new("half");
    let mut page = Page::of(Site::new(&site.0), &[]);
    // The browser says so itself, of the file that is not the one in the list.
    page.allow_console("integrity");
    page.open_ready();
    page.evaluate_async(KEPT);

    site.write_version(2);
    site.list();
    site.write("later.json", "1");
    assert_eq!(page.evaluate_async(UPDATE), json!("redundant"));
    page.leave();
    page.open_ready();
    assert_eq!(versions(&page), json!([1, 1, 1, 1]), "the old version, all of it, until the new one is there");
    assert_eq!(page.evaluate_async(NAMES).as_array().map(Vec::len), Some(1));

    site.write("later.json", "2");
    assert_eq!(page.evaluate_async(UPDATE), json!("installed"));
    page.leave();
    // The browser puts the new worker in its place once it is done with the page.
    std::thread::sleep(std::time::Duration::from_millis(500));
    page.open_ready();
    assert_eq!(versions(&page), json!([2, 2, 2, 2]));
}

#[test]
fn a_worker_without_a_list_takes_the_copy_back() {
    let site = Deployed::new("back");
    let mut page = Page::of(Site::new(&site.0), &[]);
    page.open_ready();
    page.evaluate_async(KEPT);
    site.write_version(2);
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/sw.js"), site.0.join("sw.js")).unwrap();
    page.evaluate_async(UPDATE);
    page.wait_until("navigator.serviceWorker.controller");
    page.leave();
    page.open_ready();
    assert_eq!(versions(&page), json!([2, 2, 2, 2]));
    assert_eq!(page.evaluate_async(NAMES), json!([]));
}

/// What browsers do that have no service workers here, or forbid them: nothing is missing, nothing is said.
#[test]
fn starts_where_no_copy_can_be_kept() {
    for forbidden in [
        "delete Navigator.prototype.serviceWorker",
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {get() { throw new DOMException('not here', 'SecurityError'); }})",
        "ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('not now', 'SecurityError'))",
    ] {
        let page = Page::new();
        page.on_new_document(forbidden);
        page.open_ready();
        assert_eq!(page.console(), [""; 0], "{forbidden}");
    }
}

#[test]
fn can_be_installed() {
    let page = Page::of(Site { prefix: "/sub/path".into(), ..Site::new(&dist()) }, &[]);
    page.open_ready();
    let manifest = page.devtools("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    assert_eq!(manifest["url"], json!(format!("{}manifest.webmanifest", page.address())));
    assert_eq!(page.devtools("Page.getInstallabilityErrors", json!({}))["installabilityErrors"], json!([]));
    let icons = page.evaluate_async(
        "const {icons} = await (await fetch('manifest.webmanifest')).json();
         return Promise.all(icons.map(async ({src, sizes}) => {
             const icon = new Image();
             icon.src = src;
             await icon.decode();
             return sizes === 'any' || sizes === `${icon.naturalWidth}x${icon.naturalHeight}`;
         }))",
    );
    assert_eq!(icons, json!([true, true, true]));
}

/// A file for hosts, the server of all these tests, and Trunk's: what one forbids and the others allow would be found out late.
#[test]
fn the_headers_for_hosts_are_those_of_the_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = fs::read_to_string(root.join("www/_headers")).unwrap();
    let rules: Vec<&str> = file.lines().filter(|line| !line.starts_with('#')).collect();
    let wanted = HEADERS.map(|(name, value)| format!("  {name}: {value}"));
    assert_eq!(rules[0], "/*");
    assert_eq!(rules[1..], wanted);
    assert_eq!(fs::read_to_string(dist().join("_headers")).unwrap(), file, "the built site has another one");

    let server = Server::start(Site::new(&dist()), 0).unwrap();
    let host = server.address().replace("http://", "").replace('/', "");
    let mut stream = TcpStream::connect(&host).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer);
    for (name, value) in HEADERS {
        assert!(answer.contains(&format!("\r\n{name}: {value}\r\n")), "{name}");
    }

    let trunk = fs::read_to_string(root.join("Trunk.toml")).unwrap();
    let (_, list) = trunk.split_once("csp = [").unwrap();
    let list: Vec<&str> = list.split(']').next().unwrap().split('"').skip(1).step_by(2).collect();
    assert_eq!(list.join("; ").replace(" 'nonce-{{NONCE}}'", ""), HEADERS[0].1);
}
