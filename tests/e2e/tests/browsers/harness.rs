//! The eyes and hands of the other tests, tried on a page made for it: a check that cannot fail checks nothing.

use std::path::PathBuf;
use thirtyfour::Key;
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, json};

const PAGE: &str = "<!doctype html><html lang=en><link rel=icon href=data:,><title>Trial</title>
    <h1>Trial</h1><label>Text <textarea id=text>old</textarea></label><label>Slide <input id=slide type=range max=10 value=2></label><output></output>
    <button onclick='console.warn(`watch out`)'>Warn</button><p id=faint></p>
    <script>
      for (const field of document.querySelectorAll('textarea, input'))
        field.addEventListener('input', () => document.querySelector('output').textContent = field.value);
      const worker = new Worker(URL.createObjectURL(new Blob(['setInterval(() => postMessage(1), 10)'])));
      worker.onmessage = () => window.heard = (window.heard ?? 0) + 1;
      setTimeout(() => { const end = performance.now() + 120; while (performance.now() < end); window.blocked = true; }, 50);
    </script>";

/// A folder with that page, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("wayward-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("index.html"), PAGE).unwrap();
        Folder(folder)
    }

    fn page(&self) -> Page {
        Page::of(Site { policy: false, ..Site::new(&self.0) }, &[])
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn hands_type_paste_slide_and_press() {
    let folder = Folder::new("hands");
    let page = folder.page();
    page.open("");
    page.type_into("#text", "if a { 1 }\nelse { 0 }");
    page.wait_for_text("output", |text| text.replace('\n', " ") == "if a { 1 } else { 0 }");
    page.set_value("#text", &"x".repeat(100_000));
    page.wait_until("document.querySelector('output').textContent.length === 100000");
    page.set_value("#slide", "7");
    page.press("#slide", Key::Right);
    page.wait_for_text("output", |text| text == "8");
}

#[test]
fn eyes_see_settings_long_tasks_and_workers() {
    let folder = Folder::new("eyes");
    let page = folder.page();
    page.record_long_tasks();
    page.record_workers();
    page.prefer(true, true);
    page.resize(390, 844);
    page.open("");
    assert_eq!(page.evaluate("return [innerWidth, innerHeight]"), json!([390, 844]));
    page.wait_until("matchMedia('(prefers-color-scheme: dark)').matches && matchMedia('(prefers-reduced-motion: reduce)').matches");
    page.wait_until("window.blocked && window.heard > 3");
    page.wait_until("__longTasks.take(__longTasks.observer.takeRecords()), __longTasks.list.length");
    assert!(page.long_tasks().iter().any(|duration| *duration >= 100.0), "{:?}", page.long_tasks());
    assert_eq!(page.terminate_workers(), 1);
    let heard = page.evaluate("return window.heard");
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert_eq!(page.evaluate("return window.heard"), heard);
}

#[test]
#[should_panic(expected = "watch out")]
fn warning_in_the_console_fails_a_test() {
    let folder = Folder::new("warning");
    let page = folder.page();
    page.open("");
    page.click("button");
}

/// Firefox: the same hands, a page of the wanted size, and an eye on what scripts say and fail to catch.
#[test]
#[should_panic(expected = "from the worker")]
fn firefox_does_as_it_is_told_and_a_warning_fails_a_test() {
    let folder = Folder::new("firefox");
    let page = Page::with(Engine::Firefox, Site { policy: false, ..Site::new(&folder.0) }, &[]);
    page.open("");
    assert_eq!(page.evaluate("return [innerWidth, innerHeight]"), json!([1440, 900]));
    page.type_into("#text", "if a { 1 }");
    page.wait_for_text("output", |text| text == "if a { 1 }");
    page.set_value("#slide", "7");
    page.press("#slide", Key::Right);
    page.wait_for_text("output", |text| text == "8");
    assert_eq!(page.console(), [""; 0]);

    page.click("button");
    page.evaluate("setTimeout(() => { throw new Error('nobody catches this') })");
    let mut seen = String::new();
    for _ in 0..500 {
        seen += &page.console().join("\n");
        if ["watch out", "nobody catches this"].iter().all(|part| seen.contains(part)) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(seen.contains("watch out") && seen.contains("nobody catches this"), "{seen}");
    // In one go: a handler that is set later may miss the message.
    page.evaluate_async(
        "const other = new Worker(URL.createObjectURL(new Blob(['console.error(`from the worker`); postMessage(1)'])));
         await new Promise((done) => other.onmessage = done)",
    );
}

#[test]
#[should_panic(expected = "color-contrast")]
fn faint_text_fails_a_test() {
    let folder = Folder::new("faint");
    let page = folder.page();
    page.open("");
    page.evaluate("const faint = document.querySelector('#faint'); faint.textContent = 'hardly'; faint.style.color = '#eee'");
    page.assert_accessible();
}
