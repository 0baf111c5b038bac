//! The process between a test and its browser: one chromedriver or geckodriver each, so that tests share nothing.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{ChromiumLikeCapabilities as _, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

/// Which browser a page opens in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
}

/// Same everywhere, quiet, and without a word to the network. No sandbox: it cannot be had as root or in most containers,
/// and the pages are ours.
const CHROMIUM_FLAGS: [&str; 8] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Pages of the browser's own that nobody sees, and a process in store: a third of all that a short test costs.
const CHROMIUM_WITHOUT: &str =
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,SpareRendererForSitePerProcess";

/// How often one is started until it has a port.
const STARTS: u32 = 5;

pub struct Driver {
    engine: Engine,
    /// The browser has a window on a screen.
    headed: bool,
    process: Child,
    port: u16,
    /// What driver and browser have written so far, and who reads on.
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Driver {
    /// `desktop`: the environment of the screen on which the browser has a window; None: it has none.
    pub fn start(engine: Engine, desktop: Option<&[(String, String)]>) -> Driver {
        let (variable, name, arguments, before_port) = match engine {
            // "ChromeDriver was started successfully on port 44911."
            Engine::Chromium => ("WAYWARD_CHROMEDRIVER", "chromedriver", &["--port=0", "--log-level=SEVERE"][..], "successfully on port "),
            // "1763732100000	geckodriver	INFO	Listening on 127.0.0.1:44911"
            Engine::Firefox => {
                ("WAYWARD_GECKODRIVER", "geckodriver", &["--port=0", "--websocket-port=0", "--log=info"][..], "Listening on 127.0.0.1:")
            }
        };
        let program = crate::variable(variable).unwrap_or(name.into());
        // It takes a free port and says which. The port is free in one version of the Internet Protocol and may be taken in the
        // other; then chromedriver ends, and the next one takes another.
        for _ in 1..STARTS {
            if let Ok(driver) = Driver::start_once(engine, desktop, &program, arguments, before_port) {
                return driver;
            }
        }
        Driver::start_once(engine, desktop, &program, arguments, before_port)
            .unwrap_or_else(|lines| panic!("{program} names no port, {STARTS} times; the last said {lines:?}"))
    }

    /// Err: it named no port, and what it wrote instead.
    fn start_once(
        engine: Engine,
        desktop: Option<&[(String, String)]>,
        program: &str,
        arguments: &[&str],
        before_port: &str,
    ) -> Result<Driver, Vec<String>> {
        let mut process = Command::new(program)
            .args(arguments)
            .envs(desktop.unwrap_or_default().iter().cloned())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} did not start ({error}); `cargo xtask test` installs or names what is missing"));
        let lines = Arc::default();
        let (said, heard) = channel();
        let readers = vec![
            read_on(process.stdout.take().expect("it is piped"), &lines, said.clone()),
            read_on(process.stderr.take().expect("it is piped"), &lines, said),
        ];
        let port = port(&heard, before_port);
        let mut driver = Driver { engine, headed: desktop.is_some(), process, port: port.unwrap_or(0), lines, readers };
        if port.is_some() {
            return Ok(driver);
        }
        driver.end();
        Err(std::mem::take(&mut *driver.lines.lock().expect("no reader panics")))
    }

    /// Starts a browser with a fresh profile, which the driver removes at the end. For Firefox, a flag without a dash is a setting that
    /// is switched on.
    pub async fn session(&self, flags: &[&str]) -> WebDriverResult<WebDriver> {
        let driver = format!("http://127.0.0.1:{}", self.port);
        match self.engine {
            Engine::Chromium => {
                let mut wanted = DesiredCapabilities::chrome();
                // What it shows is the same; only it has no window to show it in.
                let shell = crate::variable("WAYWARD_HEADLESS_SHELL").filter(|_| !self.headed);
                let headless = (!self.headed && shell.is_none()).then_some(&"--headless=new");
                // The last of several such lists is the one that counts.
                let mut without = CHROMIUM_WITHOUT.to_owned();
                for flag in headless.into_iter().chain(&CHROMIUM_FLAGS).chain(flags) {
                    match flag.strip_prefix("--disable-features=") {
                        Some(more) => without = format!("{without},{more}"),
                        None => wanted.add_arg(flag)?,
                    }
                }
                wanted.add_arg(&without)?;
                if let Some(browser) = shell.or(crate::variable("WAYWARD_CHROMIUM")) {
                    wanted.set_binary(&browser)?;
                }
                wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
                WebDriver::new(driver, wanted).await
            }
            // geckodriver itself keeps Firefox from asking the network for updates and the like.
            Engine::Firefox => {
                let mut wanted = DesiredCapabilities::firefox();
                let (arguments, settings): (Vec<&str>, Vec<&str>) = flags.iter().partition(|flag| flag.starts_with('-'));
                for flag in ["-headless"].into_iter().chain(arguments) {
                    wanted.add_arg(flag)?;
                }
                if let Some(browser) = crate::variable("WAYWARD_FIREFOX") {
                    wanted.set_firefox_binary(&browser)?;
                }
                // The page's console on standard output, and none of the browser's own.
                let mut preferences = FirefoxPreferences::new();
                preferences.set("devtools.console.stdout.content", true)?;
                preferences.set("devtools.console.stdout.chrome", false)?;
                if crate::has_few_frames() {
                    preferences.set("layout.frame_rate", 10)?;
                }
                for setting in settings {
                    preferences.set(setting, true)?;
                }
                wanted.set_preferences(preferences)?;
                WebDriver::new(driver, wanted).await
            }
        }
    }

    /// Takes the errors and warnings of the page that the browser has written since the last call. Firefox only, whose
    /// driver has no log to ask for: what scripts write, in the page and in workers, and what the page's do not catch; but not
    /// what is in no script's hand, such as a file that did not load.
    pub fn take_console(&self) -> Vec<String> {
        assert_eq!(self.engine, Engine::Firefox, "Chromium's driver has a log");
        let mut lines = self.lines.lock().expect("no reader panics");
        lines.drain(..).filter(|line| is_of_the_page(line)).collect()
    }

    /// Ends the driver, whose browser has been ended before, and reads what they wrote last.
    pub fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let start = Instant::now();
        while self.readers.iter().any(|reader| !reader.is_finished()) && start.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(crate::GLANCE);
        }
    }
}

/// Keeps the lines, and never lets their writer wait for us.
fn read_on(stream: impl Read + Send + 'static, lines: &Arc<Mutex<Vec<String>>>, said: std::sync::mpsc::Sender<String>) -> JoinHandle<()> {
    let lines = lines.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            // Nobody listens any more once the port is known.
            let _ = said.send(line.clone());
            lines.lock().expect("nobody panics with it").push(line);
        }
    })
}

fn port(heard: &Receiver<String>, before: &str) -> Option<u16> {
    let end = Instant::now() + crate::PATIENCE;
    while let Ok(line) = heard.recv_timeout(end.saturating_duration_since(Instant::now())) {
        if let Some((_, rest)) = line.split_once(before) {
            return rest.trim().trim_end_matches('.').parse().ok();
        }
    }
    None
}

/// An error or a warning, and not one of Firefox's own scripts, which land in the same place. A page's `console.error("x", {})`
/// comes as `console.error: "x" ({})`, Firefox's own with a name before it and no quotes: `console.error: RSLoader: x`.
fn is_of_the_page(line: &str) -> bool {
    let named = |rest: &str| rest.split_once(':').is_some_and(|(name, _)| name.chars().all(|letter| letter.is_ascii_alphanumeric()));
    let own = |place: &str| ["chrome:", "resource:", "moz-extension:"].iter().any(|start| place.starts_with(start));
    match line.split_once(": ") {
        Some(("console.error" | "console.warn", rest)) => !named(rest),
        Some(("JavaScript error" | "JavaScript warning", place)) => !own(place),
        _ => false,
    }
}
