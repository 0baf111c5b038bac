//! The process between a test and its browser: one chromedriver each, so that tests share nothing.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use thirtyfour::error::WebDriverResult;
use thirtyfour::{ChromiumLikeCapabilities as _, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

/// Same everywhere, quiet, and without a word to the network. No sandbox: it cannot be had as root or in most containers,
/// and the pages are ours.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    pub fn start() -> Driver {
        let program = crate::variable("WAYWARD_CHROMEDRIVER").unwrap_or("chromedriver".into());
        let mut process = Command::new(&program)
            .args(["--port=0", "--log-level=SEVERE"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} did not start ({error}); `cargo xtask test` installs or names what is missing"));
        // It takes a free port and says which: "ChromeDriver was started successfully on port 44911."
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // Reads on, so that the driver never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Driver { process, port: port.expect("chromedriver says its port") }
    }

    /// Starts a browser with a fresh profile, which the driver removes at the end.
    pub async fn session(&self, flags: &[&str]) -> WebDriverResult<WebDriver> {
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS.iter().chain(flags) {
            wanted.add_arg(flag)?;
        }
        if let Some(browser) = crate::variable("WAYWARD_CHROMIUM") {
            wanted.set_binary(&browser)?;
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        WebDriver::new(format!("http://127.0.0.1:{}", self.port), wanted).await
    }

    pub fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
