//! Drives the built site in a real browser: one [`Page`] is one browser with one site.
//!
//! A test reads like what a person does: open, click, type, wait for. Nothing here returns errors; a test that cannot go on
//! panics with what it waited for. A page that wrote an error or a warning to the console fails its test at the end, unless
//! the test said that it would ([`Page::allow_console`]).
//!
//! A page opens in Chromium, or in Firefox with [`Page::in_engine`]. What stands on Chromium's DevTools protocol (emulated
//! settings, scripts before the page's own) says so and panics in Firefox.
//!
//! `cargo xtask test` builds the site, finds or installs what is needed, and hands it over in environment variables.

#[path = "../../../xtask/src/server.rs"]
pub mod server;

#[path = "../../../xtask/src/version.rs"]
pub mod version;

#[path = "../../../xtask/src/precache.rs"]
pub mod precache;

#[path = "../../../xtask/src/single_file.rs"]
pub mod single_file;

pub mod article;
pub mod downloads;
mod driver;
pub mod keyboard;
pub mod listening;
pub mod runs;

pub use driver::Engine;
pub use serde_json::{Value, json};

use driver::Driver;
use listening::Desktop;
use server::{Server, Site};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use thirtyfour::error::WebDriverResult;
use thirtyfour::{By, WebDriver, WebElement};
use tokio::runtime::Runtime;

/// How long to wait for anything: a guess that is generous on two busy cores. A test that needs less asserts it itself.
pub const PATIENCE: Duration = Duration::from_secs(120);
pub const GLANCE: Duration = Duration::from_millis(20);
/// What does not come at once is looked for less often: each look costs the page some milliseconds.
const RARE_GLANCE: Duration = Duration::from_millis(100);
const AT_ONCE: Duration = Duration::from_millis(300);

/// Frames are left out (`cargo xtask test`, but not `--full`, nor where something is measured): two boards that play, drawn without a
/// graphics card, cost three quarters of a core, and most tests ask for what stands on the page.
fn has_few_frames() -> bool {
    variable("WAYWARD_FEW_FRAMES").is_some()
}

/// Ten frames a second. Firefox has a setting for it.
const FEW_FRAMES: &str = r"(() => {
    const frame = requestAnimationFrame.bind(window), cancel = cancelAnimationFrame.bind(window), waits = new Map();
    let last = 0;
    window.requestAnimationFrame = (callback) => {
        const request = ++last;
        const wait = setTimeout(() => waits.set(request, [cancel, frame((time) => { waits.delete(request); callback(time); })]), 84);
        waits.set(request, [clearTimeout, wait]);
        return request;
    };
    window.cancelAnimationFrame = (request) => {
        const [end, what] = waits.get(request) ?? [];
        waits.delete(request);
        end?.(what);
    };
})()";

/// All looks of the page, by their `data-theme`.
pub const THEMES: [&str; 4] = ["light", "dark", "contrast", "projector"];

/// The folder of the built site.
pub fn dist() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dist = variable("WAYWARD_DIST").map_or(root.join("dist"), PathBuf::from);
    assert!(dist.join("index.html").is_file(), "there is no site in {}; `cargo xtask test` builds it", dist.display());
    dist
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The full set is asked for (`cargo xtask test --full`): all is shown in both browsers and in every theme.
pub fn is_full() -> bool {
    variable("WAYWARD_FULL").is_some()
}

/// Where a test runs that shows the same in every browser: both in the full set, else the first.
pub fn engines() -> &'static [Engine] {
    if is_full() { &[Engine::Chromium, Engine::Firefox] } else { &[Engine::Chromium] }
}

pub struct Page {
    engine: Engine,
    /// How often themes took turns.
    turns: Cell<usize>,
    address: String,
    allowed: Vec<String>,
    /// Settings of the system that are emulated.
    media: RefCell<Vec<(String, String)>>,
    /// The script that leaves frames out.
    few_frames: RefCell<Option<String>>,
    driver: WebDriver,
    // Dropped in this order, after the session has ended.
    process: Driver,
    server: Option<Server>,
    runtime: Runtime,
}

impl Page {
    /// The built site, in a fresh browser that has not opened it yet.
    #[expect(clippy::new_without_default, reason = "starts a browser")]
    pub fn new() -> Page {
        Page::in_engine(Engine::Chromium)
    }

    /// As [`Page::in_engine`], of somebody who has never been here. All others know the full bench, and were asked once where agents will go.
    pub fn of_newcomer(engine: Engine) -> Page {
        let page = Page::start(engine, Site::new(&dist()), &[], None);
        page.resize(1440, 900);
        page
    }

    /// As [`Page::new`], in this browser.
    pub fn in_engine(engine: Engine) -> Page {
        Page::with(engine, Site::new(&dist()), &[])
    }

    /// As [`Page::new`], with another site or folder, and more flags for Chromium.
    pub fn of(site: Site, flags: &[&str]) -> Page {
        Page::with(Engine::Chromium, site, flags)
    }

    /// All of it: browser, site, and flags that this browser knows; for Firefox also names of settings that are switched on.
    pub fn with(engine: Engine, site: Site, flags: &[&str]) -> Page {
        let is_ours = site.folder.join("www/favicon.svg").is_file();
        let mut page = Page::start(engine, site, flags, None);
        page.resize(1440, 900);
        if is_ours {
            page.was_asked();
        }
        page
    }

    fn was_asked(&mut self) {
        self.open("www/favicon.svg");
        // For a picture alone Chromium asks for one more.
        self.allow_console("/favicon.ico");
        // Where nothing can be kept, a test that shifts is asked.
        self.evaluate("try { localStorage['wayward.predict'] = '0'; localStorage['wayward.bench'] = 'full' } catch {}");
    }

    /// The built site in Chromium with a window of its own on this desktop.
    pub fn on_desktop(desktop: &Desktop, flags: &[&str]) -> Page {
        let mut page = Page::start(Engine::Chromium, Site::new(&dist()), flags, Some(desktop.environment()));
        page.was_asked();
        page
    }

    fn start(engine: Engine, site: Site, flags: &[&str], desktop: Option<&[(String, String)]>) -> Page {
        let server = Server::start(site, 0).expect("a local port to serve on");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let process = Driver::start(engine, desktop);
        let driver = runtime.block_on(process.session(flags)).unwrap_or_else(|error| panic!("{engine:?} did not start: {error}"));
        let page = Page {
            engine,
            address: server.address(),
            turns: Cell::new(0),
            allowed: Vec::new(),
            media: RefCell::default(),
            few_frames: RefCell::default(),
            driver,
            process,
            server: Some(server),
            runtime,
        };
        if engine == Engine::Chromium && desktop.is_none() && has_few_frames() {
            page.few_frames.replace(Some(page.on_new_document(FEW_FRAMES)));
        }
        page
    }

    /// The address of the site, ending in a slash.
    pub fn address(&self) -> &str {
        &self.address
    }

    // ── Going somewhere ──────────────────────────────────────────────────────────────────────────────────────────────

    /// Opens an address relative to the site, such as `""` or `"#preset=cheese-corner"`, and waits until it has loaded.
    #[track_caller]
    pub fn open(&self, path: &str) {
        self.open_address(&format!("{}{path}", self.address));
    }

    /// Opens any address, such as that of a file, and waits until it has loaded.
    #[track_caller]
    pub fn open_address(&self, address: &str) {
        self.run(address, self.driver.goto(address));
    }

    /// Waits until the start script has handed over to the page.
    #[track_caller]
    pub fn wait_started(&self) {
        self.wait_until("document.querySelector('#app > *') && !document.querySelector('#start-message')");
    }

    /// Opens the page and waits until its first worker could train.
    #[track_caller]
    pub fn open_ready(&self) {
        self.open("");
        self.wait_started();
        self.wait_for("#train:not([disabled])");
    }

    #[track_caller]
    pub fn reload(&self) {
        self.run("reload", self.driver.refresh());
    }

    /// Closes the page: what follows is nothing of the site's.
    #[track_caller]
    pub fn leave(&mut self) {
        if self.engine == Engine::Firefox {
            // What the page was doing, Firefox ends and notes.
            self.allow_console("Script terminated by timeout");
        }
        self.open_address("about:blank");
    }

    /// From here on nobody answers at the address of the site.
    pub fn stop_server(&mut self) {
        self.server = None;
    }

    /// All that follows happens inside this frame, until [`Page::leave_frame`].
    #[track_caller]
    pub fn enter_frame(&self, css: &str) {
        let frame = self.find(css);
        self.run(css, frame.enter_frame());
    }

    /// The same for a frame that only a script can find, such as one in a shadow tree: a JavaScript expression gives it.
    #[track_caller]
    pub fn enter_frame_of(&self, expression: &str) {
        let found = self.run(expression, self.driver.execute(format!("return {expression}"), vec![]));
        let frame = found.element().unwrap_or_else(|error| panic!("{expression} is no frame: {error}"));
        self.run(expression, frame.enter_frame());
    }

    #[track_caller]
    pub fn leave_frame(&self) {
        self.run("leaving the frame", self.driver.enter_default_frame());
    }

    // ── Doing what a person does ─────────────────────────────────────────────────────────────────────────────────────

    #[track_caller]
    pub fn click(&self, css: &str) {
        let element = self.find(css);
        self.run(css, element.click());
    }

    /// Clicks the first button below `css` whose text contains this label.
    #[track_caller]
    pub fn press_button(&self, css: &str, label: &str) {
        let found = format!("[...document.querySelectorAll('{css} button')].find((button) => button.textContent.includes({label:?}))");
        self.wait_until(&found);
        let button = self.run(&found, self.driver.execute(format!("return {found}"), vec![]));
        let button = button.element().unwrap_or_else(|error| panic!("{label}: {error}"));
        self.run(label, button.click());
    }

    /// Presses the main button of the mouse at this place of the window, in CSS pixels.
    #[track_caller]
    pub fn press_at(&self, (x, y): (f64, f64)) {
        self.run("a press", self.driver.action_chain().move_to(x.round() as i64, y.round() as i64).click().perform());
    }

    /// Taps with a finger at this place of the window. Only in Chromium.
    #[track_caller]
    pub fn tap_at(&self, (x, y): (f64, f64)) {
        self.devtools("Input.dispatchTouchEvent", json!({"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}));
        self.devtools("Input.dispatchTouchEvent", json!({"type": "touchEnd", "touchPoints": []}));
    }

    /// Leads the mouse over these places of the window with its main button held.
    #[track_caller]
    pub fn drag_at(&self, places: &[(f64, f64)]) {
        let mut actions = self.driver.action_chain();
        for (at, (x, y)) in places.iter().enumerate() {
            actions = actions.move_to(x.round() as i64, y.round() as i64);
            if at == 0 {
                actions = actions.click_and_hold();
            }
        }
        self.run("a drag", actions.release().perform());
    }

    /// Leads a finger over these places of the window. Only in Chromium.
    #[track_caller]
    pub fn swipe_at(&self, places: &[(f64, f64)]) {
        for (at, (x, y)) in places.iter().enumerate() {
            let kind = if at == 0 { "touchStart" } else { "touchMove" };
            self.devtools("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": [{"x": x, "y": y}]}));
        }
        self.devtools("Input.dispatchTouchEvent", json!({"type": "touchEnd", "touchPoints": []}));
    }

    /// A phone of this size, which is touched. Only in Chromium.
    #[track_caller]
    pub fn be_a_phone(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 2, "mobile": true}),
        );
        self.devtools("Emulation.setTouchEmulationEnabled", json!({"enabled": true, "maxTouchPoints": 5}));
    }

    /// Replaces what stands in a field, key by key.
    #[track_caller]
    pub fn type_into(&self, css: &str, text: &str) {
        let field = self.find(css);
        self.call(&format!("const field = document.querySelector({css:?}); field.focus(); field.select?.();"), &[]);
        self.run(css, field.send_keys(text));
    }

    /// Presses keys while the element has the focus; `thirtyfour::Key` has the names of those without a letter.
    #[track_caller]
    pub fn press(&self, css: &str, keys: impl Into<thirtyfour::TypingData>) {
        let element = self.find(css);
        self.run(css, element.send_keys(keys));
    }

    /// Presses keys wherever the focus is, as a keyboard does.
    #[track_caller]
    pub fn keys(&self, keys: impl Into<thirtyfour::TypingData>) {
        self.run("keys", self.driver.action_chain().send_keys(keys).perform());
    }

    /// Replaces what stands in a field at one stroke, as pasting does; also moves a slider to a value.
    #[track_caller]
    pub fn set_value(&self, css: &str, value: &str) {
        self.find(css);
        self.call(
            "const [css, value] = arguments, field = document.querySelector(css);
             field.focus();
             Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
             field.dispatchEvent(new InputEvent('input', {bubbles: true}));
             field.dispatchEvent(new Event('change', {bubbles: true}));",
            &[json!(css), json!(value)],
        );
    }

    /// The size of the page in CSS pixels. Firefox's window holds more than the page, and is never narrower than about 450.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        match self.engine {
            Engine::Chromium => {
                self.devtools(
                    "Emulation.setDeviceMetricsOverride",
                    json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
                );
            }
            Engine::Firefox => {
                let size = |name: &str| self.evaluate(&format!("return {name}")).as_i64().expect("a size");
                // What the page hears of its window may be made up.
                let window = self.run("the window", self.driver.get_window_rect());
                let frame = [window.width - size("innerWidth"), window.height - size("innerHeight")];
                let [frame_width, frame_height] = frame.map(|side| u32::try_from(side).expect("a frame"));
                self.run("resizing", self.driver.set_window_rect(0, 0, width + frame_width, height + frame_height));
                self.wait_until(&format!("innerWidth === {width} && innerHeight === {height}"));
            }
        }
    }

    /// What the person has set in their system. Only in Chromium.
    #[track_caller]
    pub fn prefer(&self, dark: bool, reduced_motion: bool) {
        self.set_media("prefers-color-scheme", if dark { "dark" } else { "light" });
        self.set_media("prefers-reduced-motion", if reduced_motion { "reduce" } else { "no-preference" });
    }

    /// One of these settings, by its name in style sheets; the others stay. Only in Chromium.
    #[track_caller]
    pub fn set_media(&self, name: &str, value: &str) {
        let mut media = self.media.borrow_mut();
        media.retain(|(other, _)| other != name);
        media.push((name.into(), value.into()));
        let features: Vec<_> = media.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    // ── Seeing what a person sees ────────────────────────────────────────────────────────────────────────────────────

    /// Waits until there is such an element.
    #[track_caller]
    pub fn wait_for(&self, css: &str) {
        self.wait_until(&format!("document.querySelector({css:?})"));
    }

    /// Waits until the text of an element is as wanted, and returns it.
    #[track_caller]
    pub fn wait_for_text(&self, css: &str, wanted: impl Fn(&str) -> bool) -> String {
        let script = format!("return document.querySelector({css:?})?.innerText ?? null");
        self.wait_for_value(&format!("the text of {css}"), &script, wanted)
    }

    /// Waits until an attribute of an element is as wanted, and returns it.
    #[track_caller]
    pub fn wait_for_attribute(&self, css: &str, name: &str, wanted: impl Fn(&str) -> bool) -> String {
        let script = format!("return document.querySelector({css:?})?.getAttribute({name:?}) ?? null");
        self.wait_for_value(&format!("{name} of {css}"), &script, wanted)
    }

    /// Waits until a JavaScript expression is true.
    #[track_caller]
    pub fn wait_until(&self, expression: &str) {
        let script = format!("return ({expression}) ? 'true' : 'false'");
        self.wait_for_value(expression, &script, |value| value == "true");
    }

    /// The text of an element as it shows.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        let element = self.find(css);
        self.run(css, element.text())
    }

    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let element = self.find(css);
        self.run(css, element.attr(name))
    }

    /// How many elements there are; zero needs no waiting.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        self.run(css, self.driver.find_all(By::Css(css))).len()
    }

    #[track_caller]
    pub fn screenshot(&self, file: &Path) {
        self.run("screenshot", self.driver.screenshot(file));
    }

    // ── Seeing more than a person sees ───────────────────────────────────────────────────────────────────────────────

    /// Runs the body of a JavaScript function in the page; `return` gives the value.
    #[track_caller]
    pub fn evaluate(&self, body: &str) -> Value {
        self.call(body, &[])
    }

    /// As [`Page::evaluate`], for a body that may `await`.
    #[track_caller]
    pub fn evaluate_async(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {body} }})().then((value) => done({{value}}), (error) => done({{error: String(error)}}));"
        );
        let result = self.run(body, self.driver.execute_async(script, vec![])).json().clone();
        assert!(result.get("error").is_none(), "{body}: {}", result["error"]);
        result["value"].clone()
    }

    /// A script that runs in every page and frame before its own; call it before [`Page::open`]. Only in Chromium.
    /// Its name.
    #[track_caller]
    pub fn on_new_document(&self, script: &str) -> String {
        let added = self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": script}));
        added["identifier"].as_str().expect("a name").to_owned()
    }

    /// For what is seen from frame to frame; call it before [`Page::open`].
    #[track_caller]
    pub fn draw_all_frames(&self) {
        if let Some(script) = self.few_frames.take() {
            self.devtools("Page.removeScriptToEvaluateOnNewDocument", json!({"identifier": script}));
        }
    }

    /// Sends a command of the DevTools protocol. Only in Chromium.
    #[track_caller]
    pub fn devtools(&self, method: &str, parameters: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "{method} works only in Chromium");
        self.run(method, self.driver.cdp().send_raw(method, parameters))
    }

    /// Notes from the next [`Page::open`] on whatever blocks the page for more than 50 ms. Only in Chromium.
    #[track_caller]
    pub fn record_long_tasks(&self) {
        self.on_new_document(
            "window.__longTasks = {list: [], observer: new PerformanceObserver((found) => __longTasks.take(found.getEntries())),
                                   take(entries) { for (const entry of entries) this.list.push(entry.duration); }};
             __longTasks.observer.observe({type: 'longtask', buffered: true});",
        );
    }

    /// The durations in milliseconds of what blocked the page, each over 50.
    #[track_caller]
    pub fn long_tasks(&self) -> Vec<f64> {
        let list = self.evaluate("__longTasks.take(__longTasks.observer.takeRecords()); return __longTasks.list");
        list.as_array().expect("a list").iter().filter_map(Value::as_f64).collect()
    }

    /// Keeps every worker that the page creates from the next [`Page::open`] on in `window.__workers`. Only in Chromium.
    #[track_caller]
    pub fn record_workers(&self) {
        self.on_new_document(
            "window.__workers = [];
             window.Worker = class extends Worker { constructor(...given) { super(...given); __workers.push(this); } };",
        );
    }

    /// Kills all recorded workers and returns how many there were.
    #[track_caller]
    pub fn terminate_workers(&self) -> u64 {
        let count = self.evaluate("for (const worker of __workers) worker.terminate(); return __workers.splice(0).length");
        count.as_u64().expect("a count")
    }

    /// Runs axe-core, as the page looks now, and fails on anything that it finds.
    #[track_caller]
    pub fn assert_accessible(&self) {
        self.assert_accessible_in(&[""], "html");
    }

    /// The same for a part of the page, where something open covers others for a moment.
    #[track_caller]
    pub fn assert_accessible_within(&self, css: &str) {
        self.assert_accessible_in(&[""], css);
    }

    /// The same in every theme, and with forced colors; then all is as before. Rules that no theme can bring about are asked
    /// only once. Only in Chromium.
    #[track_caller]
    pub fn assert_accessible_everywhere(&self) {
        self.assert_accessible_everywhere_within("html");
    }

    /// The same in one of them, by turns: each time `turn` is one more it is the next.
    #[track_caller]
    pub fn assert_accessible_by_turns(&self, turn: usize) {
        match THEMES.get(turn % (THEMES.len() + 1)) {
            Some(theme) => self.assert_accessible_in(&[theme], "html"),
            None => {
                self.set_media("forced-colors", "active");
                self.assert_accessible();
                self.set_media("forced-colors", "none");
            }
        }
    }

    /// The same in all of them, for a part of the page; but for the full set in one of them, by turns.
    #[track_caller]
    pub fn assert_accessible_everywhere_within(&self, css: &str) {
        if !is_full() {
            let turn = self.turns.replace(self.turns.get() + 1);
            return self.assert_accessible_in(&[THEMES[turn % THEMES.len()]], css);
        }
        self.assert_accessible_in(&THEMES, css);
        self.set_media("forced-colors", "active");
        self.assert_accessible_in(&[""], css);
        self.set_media("forced-colors", "none");
    }

    #[track_caller]
    fn assert_accessible_in(&self, themes: &[&str], css: &str) {
        if self.evaluate("return !window.axe") == json!(true) {
            let file = variable("WAYWARD_AXE").expect("WAYWARD_AXE names the file axe.min.js; `cargo xtask test` sets it");
            let axe = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
            self.call(&axe, &[]);
        }
        // What stands in a frame has its first heading outside. The samples of themes in the View menu are decoration in colors of their own, which axe-core reads past forced ones.
        // A color on its way from one to another is nobody's choice; only what comes to an end is waited for, and not for long:
        // what stands still on its way never does.
        let found = self.evaluate_async(&format!(
            "const root = document.documentElement, before = root.getAttribute('data-theme'), found = [];
             const themes = {};
             for (const theme of themes) {{
                 if (theme) root.dataset.theme = theme;
                 const passing = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
                 await Promise.race([Promise.allSettled(passing.map(({{finished}}) => finished)), new Promise((go) => setTimeout(go, 3000))]);
                 const rules = theme === themes[0] ? {{}} : {{runOnly: {{type: 'rule', values: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size']}}}};
                 const {{violations}} = await axe.run({{include: [[{}]], exclude: [['.view-picture']]}}, {{resultTypes: ['violations'], preload: false, rules: {{'target-size': {{enabled: true}}, 'label-content-name-mismatch': {{enabled: true}}, 'page-has-heading-one': {{enabled: window === top && !root.hasAttribute('data-embed')}}}}, ...rules}});
                 found.push(...violations.map(({{id, help, nodes}}) =>
                     `${{theme || 'as it is'}}: ${{id}}: ${{help}}: ${{nodes.map((node) => `${{node.target.join(' ')}} (${{(node.any[0] || node.all[0] || node.none[0] || {{}}).message}})`).join(', ')}}`));
             }}
             if (before === null) root.removeAttribute('data-theme'); else root.setAttribute('data-theme', before);
             return found",
            json!(themes),
            json!(css)
        ));
        assert_eq!(found, json!([]), "axe-core finds this page hard to use for some people");
    }

    /// The errors and warnings in the console since the last call, but for those that are allowed. In Firefox without those that no script is behind, such
    /// as a file that did not load or that the policy forbids.
    #[track_caller]
    pub fn console(&self) -> Vec<String> {
        let mut entries = match self.engine {
            Engine::Chromium => bad_entries(self.run("the console", self.driver.browser_log())),
            Engine::Firefox => self.process.take_console(),
        };
        entries.retain(|entry| !self.allowed.iter().any(|part| entry.contains(part)));
        entries
    }

    /// A part of a console message that this test brings about on purpose.
    pub fn allow_console(&mut self, part: &str) {
        self.allowed.push(part.into());
    }

    /// Opens the fold in which this stands, and closes all others: they may lie over it.
    pub fn unfold(&self, css: &str) {
        self.wait_for(css);
        self.evaluate(&format!(
            "const it = document.querySelector({css:?});
             for (const fold of document.querySelectorAll('details')) fold.open = fold.contains(it)"
        ));
    }

    // ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    #[track_caller]
    fn run<T>(&self, what: &str, future: impl Future<Output = WebDriverResult<T>>) -> T {
        self.runtime.block_on(future).unwrap_or_else(|error| panic!("{}: {error}", shortened(what)))
    }

    #[track_caller]
    fn call(&self, body: &str, arguments: &[Value]) -> Value {
        self.run(body, self.driver.execute(body, arguments.to_vec())).json().clone()
    }

    #[track_caller]
    fn find(&self, css: &str) -> WebElement {
        let start = Instant::now();
        loop {
            // Waited for and found in one look: what is drawn anew meanwhile would be gone in between.
            let found = self.run(css, self.driver.execute(format!("return document.querySelector({css:?})"), Vec::new()));
            match found.element() {
                Ok(element) => return element,
                Err(_) if start.elapsed() < PATIENCE => rest(start),
                Err(_) => panic!("waited {PATIENCE:?} in vain for {css}; console: {:?}", self.console()),
            }
        }
    }

    #[track_caller]
    fn wait_for_value(&self, what: &str, script: &str, wanted: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let value = self.call(script, &[]);
            match value.as_str() {
                Some(text) if wanted(text) => return text.into(),
                _ if start.elapsed() < PATIENCE => rest(start),
                _ => panic!("waited {PATIENCE:?} in vain for {}; it is now {value}; console: {:?}", shortened(what), self.console()),
            }
        }
    }
}

/// Until the next look for what is waited for since `start`.
fn rest(start: Instant) {
    std::thread::sleep(if start.elapsed() < AT_ONCE { GLANCE } else { RARE_GLANCE });
}

impl Drop for Page {
    fn drop(&mut self) {
        let failed = std::thread::panicking();
        if failed {
            self.keep_picture();
        }
        let mut console = match self.engine {
            Engine::Chromium => bad_entries(self.runtime.block_on(self.driver.browser_log()).unwrap_or_default()),
            Engine::Firefox => self.process.take_console(),
        };
        let _ = self.runtime.block_on(self.driver.clone().quit());
        self.process.end();
        if self.engine == Engine::Firefox {
            // What a page still does while it is closed, Firefox ends and notes; also when that is a part of Firefox itself. Rust code
            // that was ended so holds what it had borrowed and cannot be called once more, which is the next thing that the dying page
            // tries.
            let mut closing = self.process.take_console();
            let ended = |line: &String| line.contains("Script terminated by timeout");
            if console.iter().chain(&closing).any(ended) {
                closing.retain(|line| {
                    !["closure invoked recursively", "unreachable executed", "already borrowed"].iter().any(|part| line.contains(part))
                });
            }
            console.extend(closing);
            console.retain(|line| !ended(line) && !line.contains("Actor 'Conduits' destroyed"));
        }
        let bad: Vec<_> = console.iter().filter(|entry| !self.allowed.iter().any(|part| entry.contains(part))).collect();
        if failed {
            eprintln!("console: {bad:#?}");
        } else {
            assert!(bad.is_empty(), "the console must stay empty, but has {bad:#?}");
        }
    }
}

impl Page {
    /// What a failed test looked like at the end, named after the test.
    fn keep_picture(&self) {
        let Some(folder) = variable("WAYWARD_FAILURES") else { return };
        let name = std::thread::current().name().unwrap_or("unnamed").replace("::", "-");
        let file = Path::new(&folder).join(format!("{name}.png"));
        if std::fs::create_dir_all(&folder).is_ok() && self.runtime.block_on(self.driver.screenshot(&file)).is_ok() {
            eprintln!("how the page looked: {}", file.display());
        }
    }
}

fn bad_entries(log: Vec<thirtyfour::BrowserLogEntry>) -> Vec<String> {
    let bad = log.into_iter().filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING");
    bad.map(|entry| format!("{}: {}", entry.level, entry.message)).collect()
}

/// Scripts can be long, messages should not be.
fn shortened(text: &str) -> String {
    if text.len() <= 300 { text.into() } else { format!("{}…", text.chars().take(300).collect::<String>()) }
}
