//! Everything a person who works on Wayward types: build the site, serve it, test it, measure it.
//!
//! `cargo xtask help` lists the commands. Nothing but rustup's stable Rust is asked for; what else is needed (the wasm32
//! target, a browser) is installed where that is possible, and named where it is not.

mod bench;
mod fuzz;
mod lighthouse;
mod made;
mod minify;
mod plot;
mod precache;
mod program;
mod record;
mod results;
mod server;
mod single_file;
mod site;
mod size;
mod table;
mod tests;
mod tools;
mod trunk;
mod version;
mod visit;

use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--prefix /sub/path] [--debug]
                        build the site (for release, unless --debug), serve it locally and print the address
  build [--release]     write the site to dist/; it works from any folder of any static host
  single-file           the whole site as one HTML file, which works from a folder or a stick without any server or network
  finish [FOLDER]       the last steps of a build, which Trunk takes by a hook: the program in chunks, scripts without comments, the
                        version in every part, and the list of all files in the service worker
  test [--full] [FILTER]
                        native tests, then the built site in headless Chromium and Firefox and in Node; --full adds
                        what takes longer. Installs what is missing where it can, and otherwise says what to install
  heard                 what the screen reader Orca says of the page when it is led by keys, into docs/heard.txt
  bench [--peers] [--json] [--write]
                        speed in Chromium, in Node and natively as shares of the measured peak, where the time of a step
                        goes, and the size of the first load; --peers adds burn, candle and TensorFlow.js (builds for ten
                        minutes the first time), --write puts the tables into docs/benchmarks.md, with the commit and the day
  framings              what the agents of every preset are, read in four ways, into docs/framings.md; takes half an hour of one core
  results [--check]     what every preset promises and what 64 fresh seeds do, and curves over the share of disagreeing levels, into
                        docs/results.md, with the commit and the day; --check compares with what stands there instead
  record [--check]      www/recordings.txt: what the page plays before anything is trained, from a run of each preset; --check compares
                        with what stands there instead
  fuzz [SECONDS]        hostile texts for the reward language, for a minute; what reaches new branches joins the corpus in fuzz/
  visit                 how long a first visit takes on a slow connection until it shows text, can be edited and can train, and each
                        feature's first use; and what it loads
  lighthouse            what Lighthouse says of the page with its settings for phones, and of an article with embeds, and how soon the page
                        answers; fails below 95, 100 and 100 (the article: 100 each), or where an answer takes over 100 ms or a task of
                        a training run over 50
  screenshots           pictures of the page, in target/screenshots/
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(Args(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: Args) -> Result<()> {
    match args.word().as_deref() {
        Some("serve") => {
            let port = args.value("--port")?.map(|port| port.parse().context("--port takes a number")).transpose()?.unwrap_or(0);
            let prefix = args.value("--prefix")?.unwrap_or_default();
            let debug = args.flag("--debug");
            args.done()?;
            serve(port, &prefix, !debug)
        }
        Some("build") => {
            let release = args.flag("--release");
            args.done()?;
            site::build(release).map(drop)
        }
        Some("single-file") => {
            args.done()?;
            single_file()
        }
        Some("finish") => {
            let folder = args.word().map(PathBuf::from).or(std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from));
            args.done()?;
            let release = std::env::var("TRUNK_PROFILE").map_or(true, |profile| profile != "debug");
            site::finish(&folder.context("finish takes the FOLDER of a site")?, release)
        }
        Some("test") => {
            let full = args.flag("--full");
            let filter = args.word();
            args.done()?;
            tests::run(full, filter.as_deref())
        }
        Some("heard") => {
            args.done()?;
            tests::write_down()
        }
        Some("bench") => {
            let options = bench::Options { json: args.flag("--json"), peers: args.flag("--peers"), write: args.flag("--write") };
            args.done()?;
            bench::run(&options)
        }
        Some("results") => {
            let check = args.flag("--check");
            args.done()?;
            results::run(check)
        }
        Some("framings") => {
            args.done()?;
            framings()
        }
        Some("record") => {
            let check = args.flag("--check");
            args.done()?;
            record::run(check)
        }
        Some("fuzz") => {
            let seconds = args.word().map_or(Ok(60), |seconds| seconds.parse().context("SECONDS is a whole number"))?;
            args.done()?;
            fuzz::run(seconds)
        }
        Some("visit") => {
            args.done()?;
            visit::run()
        }
        Some("lighthouse") => {
            args.done()?;
            lighthouse::run()
        }
        Some("screenshots") => {
            args.done()?;
            screenshots()
        }
        Some("help") | None => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

fn serve(port: u16, prefix: &str, release: bool) -> Result<()> {
    let dist = site::build(release)?;
    let server = server::Server::start(server::Site { prefix: prefix.into(), ..server::Site::new(&dist) }, port)?;
    println!("Wayward is at {}\nCtrl-C ends it.", server.address());
    loop {
        std::thread::park();
    }
}

fn single_file() -> Result<()> {
    let page = single_file::compose(&site::build(true)?).context("the single file")?;
    let file = target_dir()?.join("wayward.html");
    fs::write(&file, &page).with_context(|| file.display().to_string())?;
    println!("{}: {} bytes, {} after brotli", file.display(), page.len(), size::brotli(page.as_bytes()).len());
    Ok(())
}

fn screenshots() -> Result<()> {
    let browser = tools::Browser::find_or_install()?;
    let dist = site::build(true)?;
    let mut run = cargo();
    run.args(["run", "--quiet", "--profile", "xtask", "--package", "wayward-e2e", "--bin", "screenshots", "--"])
        .env("WAYWARD_HUGO", tools::hugo()?);
    check(tests::in_browser(run.arg(target_dir()?.join("screenshots")), &browser, &dist)?)
}

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository")
}

/// Where cargo puts what it builds, and xtask what it makes beside the site.
fn target_dir() -> Result<PathBuf> {
    let output = cargo().args(["metadata", "--no-deps", "--format-version", "1"]).output().context("cargo metadata")?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    Ok(metadata["target_directory"].as_str().context("cargo metadata names no target directory")?.into())
}

fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root());
    cargo
}

/// Runs a command to its end, with its output shown.
fn check(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not run {}", line(command)))?;
    if !status.success() {
        bail!("failed ({status}): {}", line(command));
    }
    Ok(())
}

/// docs/framings.md, as the command line writes it, and from what.
fn framings() -> Result<()> {
    let made = made::now()?;
    check(Command::new(wayward()?).args(["framings", "--write"]).current_dir(root()))?;
    let path = root().join("docs/framings.md");
    let page = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    // Below the title and the words on how it is made.
    let head: String = page.split_inclusive("\n\n").take(2).collect();
    fs::write(&path, format!("{head}{made}\n\n{}", &page[head.len()..])).with_context(|| path.display().to_string())
}

/// The command line, built for release.
fn wayward() -> Result<PathBuf> {
    check(cargo().args(["build", "--quiet", "--release", "--bin", "wayward"]))?;
    Ok(target_dir()?.join("release/wayward"))
}

/// The JSON Lines that a command prints.
fn json_lines(command: &mut Command) -> Result<Vec<serde_json::Value>> {
    let (status, lines) = status_and_lines(command)?;
    ensure!(status.success(), "failed ({status}): {}", line(command));
    Ok(lines)
}

/// The same of a command whose failure says something, too.
fn status_and_lines(command: &mut Command) -> Result<(ExitStatus, Vec<serde_json::Value>)> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| line(command))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().map(|row| serde_json::from_str(row).with_context(|| format!("{} printed {row}", line(command))));
    Ok((output.status, lines.collect::<Result<_>>()?))
}

/// A command as a person would type it, for messages.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// What was typed, taken away piece by piece, so that what is left over at the end is a mistake.
struct Args(Vec<String>);

impl Args {
    fn word(&mut self) -> Option<String> {
        let place = self.0.iter().position(|arg| !arg.starts_with('-'))?;
        Some(self.0.remove(place))
    }

    fn flag(&mut self, name: &str) -> bool {
        let place = self.0.iter().position(|arg| arg == name);
        place.map(|place| self.0.remove(place)).is_some()
    }

    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(place) = self.0.iter().position(|arg| arg == name) else { return Ok(None) };
        self.0.remove(place);
        if place == self.0.len() {
            bail!("{name} needs a value");
        }
        Ok(Some(self.0.remove(place)))
    }

    fn done(&self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(rest) => bail!("`{rest}` means nothing here\n\n{HELP}"),
        }
    }
}
