//! A desktop without a screen on which a screen reader reads the page, and what it says as lines of text.
//!
//! [`Desktop`] starts all that this takes: Xvfb, a D-Bus session (which starts AT-SPI), a window manager, speech-dispatcher with the voice
//! of `bin/voice.rs`, and Orca. [`Listener`] leads a page on it by real keys and writes down what is said after each.
//!
//! Everything is started with `WAYWARD_DESKTOP` in its environment, also by others than us: D-Bus starts services of its own. By this all
//! of it is found and ended.

use crate::{GLANCE, PATIENCE, Page, variable};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long an answer may take: a screen reader has much to do while a page is loaded.
const ANSWER: Duration = Duration::from_secs(6);

/// What is not reached by so many presses is out of reach.
const MOST_PRESSES: usize = 20;

const MARK: &str = "WAYWARD_DESKTOP";

/// Orca as it comes, but for the echo of keys, which a listener writes down anyway, for Braille, and for reading on by itself from where a
/// page was opened, which takes the place where one is along.
const SETTINGS: &str = "\
from orca import settings
settings.enableKeyEcho = False
settings.enableBraille = False
settings.sayAllOnLoad = False
";

const VOICE: &str = "\
LogLevel 1
AddModule \"voice\" \"voice\" \"\"
DefaultModule voice
DefaultLanguage \"en\"
";

pub struct Desktop {
    folder: PathBuf,
    environment: Vec<(String, String)>,
    processes: Vec<Child>,
}

impl Desktop {
    /// Until the screen reader has said that it is there. `voice`: the program built from `bin/voice.rs`.
    pub fn start(voice: &Path) -> Desktop {
        let folder = std::env::temp_dir().join(format!("wayward-desktop-{}", std::process::id()));
        let mut desktop = Desktop { environment: Vec::new(), processes: Vec::new(), folder };
        desktop.prepare(voice);
        let display = desktop.begin("Xvfb", &["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"], true);
        desktop.set("DISPLAY", format!(":{display}"));
        let bus = desktop.begin("dbus-daemon", &["--session", "--nofork", "--nopidfile", "--print-address=1"], true);
        desktop.set("DBUS_SESSION_BUS_ADDRESS", bus);
        desktop.begin("openbox", &[], false);
        let socket = desktop.folder.join("speech");
        desktop.set("SPEECHD_ADDRESS", format!("unix_socket:{}", socket.display()));
        let place = |name: &str| desktop.folder.join(name).display().to_string();
        let (socket_path, config, modules, pid) = (place("speech"), place("config"), place("modules"), place("speech.pid"));
        let (from, to) = (["-s", "-t", "0", "-c", "unix_socket"], ["-S", &socket_path, "-C", &config, "-m", &modules, "-P", &pid]);
        desktop.begin("speech-dispatcher", &[&from[..], &to[..], &["-L", &config]].concat(), false);
        wait_until("speech-dispatcher's socket", || socket.exists());
        desktop.begin("orca", &[], false);
        wait_until("Orca's first words", || desktop.record().lines().any(|line| line.contains("\tends")));
        desktop
    }

    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// What the voice has written so far.
    pub fn record(&self) -> String {
        fs::read_to_string(self.folder.join("heard")).unwrap_or_default()
    }

    /// Presses keys by their names in X, such as `ctrl+a`, or types a text.
    #[track_caller]
    fn xdotool(&self, arguments: &[&str]) {
        let status = self.command("xdotool").args(arguments).status().expect("xdotool runs");
        assert!(status.success(), "xdotool {arguments:?}: {status}");
    }

    fn prepare(&mut self, voice: &Path) {
        let place = |name: &str| self.folder.join(name);
        for folder in ["run", "config", "modules", "home/.local/share/orca"] {
            fs::create_dir_all(place(folder)).expect("a folder can be made");
        }
        fs::set_permissions(place("run"), fs::Permissions::from_mode(0o700)).expect("it is ours");
        fs::write(place("home/.local/share/orca/orca-customizations.py"), SETTINGS).expect("a file can be written");
        fs::write(place("config/speechd.conf"), VOICE).expect("a file can be written");
        std::os::unix::fs::symlink(voice, place("modules/voice")).expect("a link can be made");
        for (name, file) in [(MARK, ""), ("HOME", "home"), ("XDG_RUNTIME_DIR", "run"), ("WAYWARD_HEARD", "heard")] {
            self.set(name, self.folder.join(file).display().to_string());
        }
        // Chromium asks for the third, and nothing of anybody's own settings is read or changed.
        for (name, value) in
            [("LANG", "C.UTF-8"), ("XDG_SESSION_TYPE", "x11"), ("GNOME_ACCESSIBILITY", "1"), ("GSETTINGS_BACKEND", "memory")]
        {
            self.set(name, value.into());
        }
    }

    fn set(&mut self, name: &str, value: String) {
        self.environment.push((name.into(), value));
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment.iter().cloned()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Its first line, if it has one to say.
    fn begin(&mut self, program: &str, arguments: &[&str], speaks: bool) -> String {
        let mut command = self.command(program);
        if speaks {
            command.stdout(Stdio::piped());
        }
        let mut child = command.args(arguments).spawn().unwrap_or_else(|error| panic!("{program} did not start: {error}"));
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line).expect("text");
        }
        self.processes.push(child);
        line.trim().to_owned()
    }

    /// All processes of this desktop, whoever started them.
    fn all(&self) -> Vec<String> {
        let mark = format!("{MARK}={}", self.folder.join("").display());
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = processes.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| name.parse::<u32>().is_ok());
        let is_of_it = |id: &String| {
            let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
        };
        ids.filter(is_of_it).collect()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let start = Instant::now();
        let mut left = self.all();
        while !left.is_empty() && start.elapsed() < PATIENCE {
            // Some end only with others that they wait for.
            let signal = if start.elapsed() < Duration::from_secs(3) { "-TERM" } else { "-KILL" };
            let _ = Command::new("kill").arg(signal).args(&left).stderr(Stdio::null()).status();
            std::thread::sleep(Duration::from_millis(200));
            for child in &mut self.processes {
                let _ = child.try_wait();
            }
            left = self.all();
        }
        let _ = fs::remove_dir_all(&self.folder);
        assert!(left.is_empty() || std::thread::panicking(), "these processes do not end: {left:?}");
    }
}

#[track_caller]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        std::thread::sleep(GLANCE);
    }
}

/// What was done, and what was said until it was quiet again.
pub struct Step {
    /// Since the listener began.
    pub at: Duration,
    pub part: String,
    pub done: String,
    pub said: Vec<String>,
}

/// Leads a page by keys, and writes down what is said.
pub struct Listener {
    pub page: Page,
    // After the page, whose browser is on it.
    desktop: Desktop,
    /// Lines of the record that belong to earlier steps.
    read: usize,
    start: Instant,
    versions: String,
    part: String,
    pub steps: Vec<Step>,
}

impl Listener {
    /// After so long a silence all has been said: a screen reader needs less between two things.
    const QUIET: Duration = Duration::from_millis(450);
    /// What is to bring no word is given so long to bring one.
    const SILENCE: Duration = Duration::from_secs(2);

    pub fn new(voice: &Path) -> Listener {
        let desktop = Desktop::start(voice);
        let page = Page::on_desktop(&desktop, &["--force-renderer-accessibility", "--start-maximized"]);
        let mut listener =
            Listener { page, desktop, read: 0, start: Instant::now(), versions: String::new(), part: String::new(), steps: Vec::new() };
        listener.versions = listener.versions();
        listener.read = listener.desktop.record().lines().count();
        listener
    }

    /// Of whom one hears.
    fn versions(&self) -> String {
        let first_line = |program: &str| {
            let output = Command::new(program).arg("--version").output().expect("it says its version");
            String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned()
        };
        let agent = self.page.evaluate("return navigator.userAgent.match(/Chrome[/](\\d+)/)[1]");
        format!(
            "Orca {}, {}, Chromium {}",
            first_line("orca").trim_start_matches("orca").trim(),
            first_line("speech-dispatcher"),
            agent.as_str().unwrap_or_default()
        )
    }

    /// What comes next is a part of its own.
    pub fn part(&mut self, name: &str) {
        self.part = name.into();
    }

    /// Presses keys one after another, each of which is answered with words.
    pub fn press(&mut self, keys: &[&str]) {
        for key in keys {
            self.desktop.xdotool(&["key", key]);
            self.listen(key, ANSWER);
        }
    }

    /// Presses a key until this is said.
    #[track_caller]
    pub fn reach(&mut self, key: &str, wanted: &str) {
        for _ in 0..MOST_PRESSES {
            self.press(&[key]);
            if self.steps.last().is_some_and(|step| step.said.iter().any(|words| words.contains(wanted))) {
                return;
            }
        }
        panic!("“{wanted}” was not said after {MOST_PRESSES} times {key}");
    }

    /// Has it read on from here for a while, and stops it.
    pub fn read_on(&mut self, time: Duration) {
        self.desktop.xdotool(&["key", "KP_Add"]);
        std::thread::sleep(time);
        self.desktop.xdotool(&["key", "Control_L"]);
        self.listen("KP_Add", ANSWER);
    }

    /// Moves the focus there, as many presses of Tab would.
    pub fn focus(&mut self, css: &str) {
        self.page.wait_for(css);
        self.page.evaluate(&format!("document.querySelector({css:?}).focus()"));
        self.listen(&format!("(to {css})"), ANSWER);
    }

    /// Presses a key that may have no answer.
    pub fn press_silently(&mut self, key: &str) {
        self.desktop.xdotool(&["key", key]);
        self.listen(key, Self::SILENCE);
    }

    pub fn type_text(&mut self, text: &str) {
        self.desktop.xdotool(&["type", "--delay", "50", text]);
        self.listen(&format!("“{text}”"), ANSWER);
    }

    /// Waits until nothing is being said any more, for the first word no longer than this, and writes it down as the answer to what was
    /// done.
    pub fn listen(&mut self, done: &str, longest: Duration) {
        let start = Instant::now();
        let (mut count, mut changed) = (self.read, start);
        let record = loop {
            let record = self.desktop.record();
            let now = record.lines().count();
            if now != count {
                (count, changed) = (now, Instant::now());
            }
            let is_speaking = record.lines().last().is_some_and(|line| line.contains("\tsays\t"));
            let enough = if count == self.read { longest } else { Self::QUIET };
            if !is_speaking && changed.elapsed() >= enough {
                break record;
            }
            assert!(start.elapsed() < PATIENCE, "it talks without end:\n{record}");
            std::thread::sleep(GLANCE);
        };
        let said = record.lines().skip(self.read).filter_map(|line| line.split_once("\tsays\t")).map(|(_, words)| words.to_owned());
        self.steps.push(Step { at: self.start.elapsed(), part: self.part.clone(), done: done.into(), said: said.collect() });
        self.read = count;
        // After each step, so that it is there of a test that failed, too.
        if let Some(file) = variable("WAYWARD_HEARD_TO") {
            fs::write(&file, self.transcript()).unwrap_or_else(|error| panic!("{file}: {error}"));
        }
    }

    /// The same after a while in which nothing is done.
    pub fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
        self.listen(&format!("({} seconds pass)", time.as_secs()), Self::SILENCE);
    }

    /// The names of the parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let is_first = |at: &usize| *at == 0 || self.steps[*at].part != self.steps[at - 1].part;
        (0..self.steps.len()).filter(is_first).map(|at| self.steps[at].part.as_str())
    }

    /// All that was said in a part, one utterance a line.
    pub fn said_in(&self, part: &str) -> Vec<&str> {
        self.steps.iter().filter(|step| step.part == part).flat_map(|step| &step.said).map(String::as_str).collect()
    }

    /// For people to read: what was done, and beside it what was said.
    pub fn transcript(&self) -> String {
        let mut text = format!("{}\n", self.versions);
        let mut part = None;
        for step in &self.steps {
            if part != Some(&step.part) {
                part = Some(&step.part);
                let count: usize = self.said_in(&step.part).into_iter().map(sentences).sum();
                let _ = writeln!(text, "\n{} ({count} {})\n", step.part, if count == 1 { "sentence" } else { "sentences" });
            }
            let silence = ["–".to_owned()];
            let said = if step.said.is_empty() { &silence[..] } else { &step.said };
            // What was done may be long.
            let indent = format!("\n{:<28}", "");
            let gap = if step.done.chars().count() > 18 { &indent } else { "" };
            let _ = writeln!(text, "{:6.1} s  {:<19}{gap}{}", step.at.as_secs_f64(), step.done, said.join(&indent));
        }
        text
    }
}

/// How many sentences an utterance has. What is said at once without a full stop, as "heading level 2", is one.
pub fn sentences(words: &str) -> usize {
    1 + [". ", "? ", "! "].iter().map(|end| words.matches(end).count()).sum::<usize>()
}
