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

/// How long all programs of a desktop may take until a screen reader speaks on it, on a machine that has much else to do.
const START: Duration = Duration::from_secs(180);

/// After so long a silence of a screen reader that has little to do all has been said: it needs less between two things.
const QUIET: Duration = Duration::from_millis(400);

/// One that always has something to do is heard out for so long.
const HEARD_OUT: Duration = Duration::from_secs(10);

/// What is to bring no word is given so long to bring one.
const SILENCE: Duration = Duration::from_secs(2);

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
    /// Its process.
    orca: u32,
}

impl Desktop {
    /// Until the screen reader has said that it is there. `voice`: the program built from `bin/voice.rs`.
    pub fn start(voice: &Path) -> Desktop {
        let folder = std::env::temp_dir().join(format!("wayward-desktop-{}", std::process::id()));
        let mut desktop = Desktop { environment: Vec::new(), processes: Vec::new(), orca: 0, folder };
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
        desktop.orca = desktop.processes.last().map_or(0, Child::id);
        wait_until("Orca's first words", || desktop.record().lines().any(|line| line.contains("\tends")));
        desktop
    }

    /// How long the screen reader has worked or waited for a processor so far.
    fn work(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.orca)).into_iter().flatten().flatten();
        let figures = threads.filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok());
        // Nanoseconds on a processor, nanoseconds of waiting for one, and how often.
        let nanoseconds = |figures: String| figures.split(' ').take(2).filter_map(|figure| figure.parse::<u64>().ok()).sum::<u64>();
        Duration::from_nanos(figures.map(nanoseconds).sum())
    }

    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// What the voice has written so far.
    pub fn record(&self) -> String {
        fs::read_to_string(self.folder.join("heard")).unwrap_or_default()
    }

    /// Presses keys by their names in X, such as `ctrl+a`.
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
        assert!(start.elapsed() < START, "waited {START:?} in vain for {what}");
        std::thread::sleep(GLANCE);
    }
}

/// What is to be said.
#[derive(Clone, Copy, Debug)]
enum Wanted<'a> {
    /// Words that have each of these in them, one after another or at once.
    Words(&'a [&'a str]),
    /// Nothing for so long.
    Silence(Duration),
}

/// What is being said by these lines of the record.
fn says<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    lines.filter_map(|line| line.split_once("\tsays\t")).map(|(_, words)| words)
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
    #[track_caller]
    pub fn press(&mut self, keys: &[&str]) {
        for key in keys {
            self.desktop.xdotool(&["key", key]);
            self.listen(key, Wanted::Words(&[""]));
        }
    }

    /// Presses a key, which is answered with words that have each of these in them.
    #[track_caller]
    pub fn press_and_hear(&mut self, key: &str, wanted: &[&str]) {
        self.desktop.xdotool(&["key", key]);
        self.listen(key, Wanted::Words(wanted));
    }

    /// Presses a key that has no answer.
    #[track_caller]
    pub fn press_silently(&mut self, key: &str) {
        self.desktop.xdotool(&["key", key]);
        self.listen(key, Wanted::Silence(SILENCE));
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
        panic!("“{wanted}” was not said after {MOST_PRESSES} times {key}:\n{}", self.transcript());
    }

    /// Has it read on from here until this is said, and stops it.
    #[track_caller]
    pub fn read_on(&mut self, last: &str) {
        self.desktop.xdotool(&["key", "KP_Add"]);
        self.wait_for(Wanted::Words(&[last]));
        self.desktop.xdotool(&["key", "Control_L"]);
        self.listen("KP_Add", Wanted::Words(&[last]));
    }

    /// Moves the focus there, as many presses of Tab would.
    #[track_caller]
    pub fn focus(&mut self, css: &str) {
        self.page.wait_for(css);
        self.page.evaluate(&format!("document.querySelector({css:?}).focus()"));
        self.listen(&format!("(to {css})"), Wanted::Words(&[""]));
    }

    /// Writes a text where the focus is, which is answered with words that have each of these in them. At one stroke: what is typed slowly,
    /// as on a busy machine, is answered in between.
    #[track_caller]
    pub fn type_text(&mut self, text: &str, wanted: &[&str]) {
        self.page.evaluate(&format!("document.execCommand('insertText', false, {text:?})"));
        self.listen(&format!("“{text}”"), Wanted::Words(wanted));
    }

    /// Waits for something that is not in the hand of who listens, until words are said that have each of these in them.
    #[track_caller]
    pub fn hear(&mut self, what: &str, wanted: &[&str]) {
        self.listen(&format!("({what})"), Wanted::Words(wanted));
    }

    /// Does nothing for a while, in which nothing is said.
    #[track_caller]
    pub fn do_nothing(&mut self, time: Duration) {
        self.listen(&format!("({} seconds pass)", time.as_secs()), Wanted::Silence(time));
    }

    /// Listens until what is wanted has come and all else has been said, and writes that down as the answer to what was done.
    #[track_caller]
    fn listen(&mut self, done: &str, wanted: Wanted) {
        let count = self.wait_for(wanted);
        let record = self.desktop.record();
        let said = says(record.lines().take(count).skip(self.read)).map(str::to_owned);
        self.steps.push(Step { at: self.start.elapsed(), part: self.part.clone(), done: done.into(), said: said.collect() });
        self.read = count;
        // After each step, so that it is there of a test that failed, too.
        if let Some(file) = variable("WAYWARD_HEARD_TO") {
            fs::write(&file, self.transcript()).unwrap_or_else(|error| panic!("{file}: {error}"));
        }
        let step = self.steps.last().expect("it was just written");
        assert!(
            matches!(wanted, Wanted::Words(_)) || step.said.is_empty(),
            "{}, {done}: nothing is to be said: {:?}",
            step.part,
            step.said
        );
    }

    /// How many lines the record has when what is wanted has come, nothing is being said, and nothing is about to be.
    #[track_caller]
    fn wait_for(&self, wanted: Wanted) -> usize {
        // What was done has arrived in the page.
        self.page.evaluate("return 0");
        let start = Instant::now();
        let (mut count, mut changed, mut work) = (self.read, start, self.desktop.work());
        loop {
            let record = self.desktop.record();
            let new: Vec<&str> = record.lines().skip(self.read).collect();
            let is_speaking = record.lines().last().is_some_and(|line| line.contains("\tsays\t"));
            if self.read + new.len() != count || is_speaking {
                (count, changed, work) = (self.read + new.len(), Instant::now(), self.desktop.work());
            }
            let has_come = match wanted {
                Wanted::Words(wanted) => wanted.iter().all(|wanted| says(new.iter().copied()).any(|words| words.contains(wanted))),
                Wanted::Silence(time) => start.elapsed() >= time,
            };
            if changed.elapsed() >= QUIET {
                let is_calm = self.desktop.work() - work < QUIET / 2;
                if has_come && (is_calm || start.elapsed() >= HEARD_OUT) {
                    return count;
                }
                (changed, work) = (Instant::now(), self.desktop.work());
            }
            let in_vain = start.elapsed() >= PATIENCE;
            assert!(!in_vain || has_come, "{}: waited {PATIENCE:?} in vain for {wanted:?}, and heard {new:#?}", self.part);
            assert!(!in_vain, "{}: it talks without end: {new:#?}", self.part);
            std::thread::sleep(GLANCE);
        }
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
