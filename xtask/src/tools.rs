//! Programs that are not Rust's: browsers and their drivers, Node, Hugo, Python, axe-core, TensorFlow.js, Trunk. Found, else installed, else
//! named in words.

use crate::{check, line, root, target_dir};
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The rules by which the page is checked for accessibility.
const AXE_VERSION: &str = "4.14.1";
/// The newest that runs in the Node of today's stable distributions.
const LIGHTHOUSE_VERSION: &str = "12.8.2";
/// What browsers could train with instead.
const TENSORFLOW_VERSION: &str = "4.22.0";
/// The one that the comparison is made with.
const TRUNK_VERSION: &str = "0.21.14";
/// Those that are installed; any that is found is taken.
const GECKODRIVER_VERSION: &str = "0.37.1";
const CARGO_FUZZ_VERSION: &str = "0.13.1";

pub struct Browser {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
    /// The same browser without the window around the page, which starts at two thirds of the cost.
    pub shell: Option<PathBuf>,
}

impl Browser {
    pub fn find_or_install() -> Result<Browser> {
        if Browser::find().is_none() {
            apt_install(&[&CHROMIUM[..], &["fonts-dejavu-core"]].concat())?;
        }
        Browser::find().context("chromium and chromedriver are not on the PATH")
    }

    /// `CHROMIUM` and `CHROMEDRIVER` in the environment come first.
    fn find() -> Option<Browser> {
        let chromium = find("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])?;
        let chromedriver = find("CHROMEDRIVER", &["chromedriver"])?;
        // Debian's script of this name would outlive its driver's attempt to end it, and the browser with it.
        let shell = find("HEADLESS_SHELL", &["/usr/lib/chromium/chromium-headless-shell", "chrome-headless-shell"]);
        // A driver refuses what is of another version.
        let shell = shell.filter(|shell| version(shell).is_some_and(|of_shell| version(&chromedriver) == Some(of_shell)));
        Some(Browser { chromium, chromedriver, shell })
    }

    /// Installs the shell if it is not there; without it tests take longer and find the same.
    pub fn with_shell(self) -> Browser {
        // All of one version, which Debian's packages must be.
        if self.shell.is_none() && apt_install(&[&CHROMIUM[..], &["chromium-headless-shell"]].concat()).is_ok() {
            return Browser::find().unwrap_or(self);
        }
        self
    }
}

const CHROMIUM: [&str; 2] = ["chromium", "chromium-driver"];

/// As Chromium and its driver say it: a name, the version, and maybe more.
fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&output.stdout).split_whitespace().nth(1).map(str::to_owned)
}

/// The second browser, for the tests only.
pub struct Firefox {
    pub firefox: PathBuf,
    pub geckodriver: PathBuf,
}

impl Firefox {
    /// `FIREFOX` and `GECKODRIVER` in the environment come first.
    pub fn find_or_install() -> Result<Firefox> {
        let find_firefox = || find("FIREFOX", &["firefox-esr", "firefox"]);
        if find_firefox().is_none() {
            apt_install(&["firefox-esr", "fonts-dejavu-core"])?;
        }
        let firefox = find_firefox().context("firefox-esr or firefox is not on the PATH")?;
        // Debian has no package of it.
        let geckodriver = find_or_cargo_install("GECKODRIVER", "geckodriver", GECKODRIVER_VERSION)?;
        Ok(Firefox { firefox, geckodriver })
    }
}

/// Runs the site's Wasm without a browser. `NODE` in the environment comes first.
pub fn node() -> Result<PathBuf> {
    let find_node = || find("NODE", &["node", "nodejs"]);
    if find_node().is_none() {
        apt_install(&["nodejs"])?;
    }
    find_node().context("node is not on the PATH")
}

/// Runs the examples, with the packages that they name in the versions that they name, in an environment of its own; so whatever else is
/// installed does not matter. The first time it takes a network. `PYTHON` in the environment comes first and is taken as it is.
/// The tests find both by themselves (tests/python/mod.rs).
pub fn python() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PYTHON") {
        return Ok(path.into());
    }
    let found = || PYTHONS.into_iter().find(|program| can_import(program, "ensurepip")).map(PathBuf::from);
    if found().is_none() {
        apt_install(&["python3-venv"])?;
    }
    python_with("python", &found().context("no python3 with its module venv is on the PATH")?, &[], &[], "examples/requirements.txt")
}

/// Runs the example with stable-baselines3. PyTorch as pip brings it is for graphics cards and takes gigabytes, so Debian's comes first.
pub fn python_with_torch() -> Result<PathBuf> {
    const DEBIANS: &str = "/usr/bin/python3";
    if on_path("apt-get").is_none() {
        return python_with("torch", Path::new("python3"), &[], &[], TORCH);
    }
    if !can_import(DEBIANS, "ensurepip, torch, pandas, matplotlib") {
        apt_install(&["python3-venv", "python3-torch", "python3-pandas", "python3-matplotlib"])?;
    }
    // Debian's calls itself a forerunner of its version, which pip would not take for it.
    python_with("torch", Path::new(DEBIANS), &["--system-site-packages"], &["--no-deps"], TORCH)
}

/// The first on the PATH may lack what Debian keeps in packages of their own.
const PYTHONS: [&str; 2] = ["python3", "/usr/bin/python3"];

const TORCH: &str = "examples/outside/requirements.txt";

fn can_import(python: &str, modules: &str) -> bool {
    let output = Command::new(python).args(["-c", &format!("import {modules}")]).output();
    output.is_ok_and(|output| output.status.success())
}

/// The interpreter of an environment in target/ with what a list of packages names; made anew where the list has changed. Options are those of
/// venv and of pip.
fn python_with(folder: &str, base: &Path, of_venv: &[&str], of_pip: &[&str], list: &str) -> Result<PathBuf> {
    let (folder, wanted) = (target_dir()?.join(folder), root().join(list));
    let (python, installed) = (folder.join("bin/python3"), folder.join("installed.txt"));
    let wanted_text = fs::read_to_string(&wanted).with_context(|| wanted.display().to_string())?;
    let is_current =
        || fs::read_to_string(&installed).is_ok_and(|text| text == wanted_text) && can_import(&python.to_string_lossy(), "pip");
    if !is_current() {
        let make = || -> Result<()> {
            check(Command::new(base).args(["-m", "venv", "--clear"]).args(of_venv).arg(&folder))?;
            let mut pip = Command::new(&python);
            // Compiled when it is first used: most of it never is.
            pip.args(["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"])
                .args(of_pip)
                .arg("--requirement")
                .arg(&wanted);
            check(pip.stdout(Stdio::null()))
        };
        make().with_context(|| format!("could not make a Python with what {list} names; or name one that has it in PYTHON"))?;
        fs::write(&installed, wanted_text)?;
    }
    Ok(python)
}

/// Builds the example of a site that embeds Wayward. `HUGO` in the environment comes first.
pub fn hugo() -> Result<PathBuf> {
    let find_hugo = || find("HUGO", &["hugo"]);
    if find_hugo().is_none() {
        apt_install(&["hugo"])?;
    }
    find_hugo().context("hugo is not on the PATH")
}

/// Programs by which the page is heard, and the Debian package of each.
const SCREEN_READER: [(&str, &str); 6] = [
    ("Xvfb", "xvfb"),
    ("dbus-daemon", "dbus"),
    ("openbox", "openbox"),
    ("xdotool", "xdotool"),
    ("speech-dispatcher", "speech-dispatcher"),
    ("orca", "orca"),
];

/// Whether there is a screen reader and what it needs; installed only where that is wanted, for it is a good part of a desktop.
pub fn screen_reader(install: bool) -> Result<()> {
    let missing =
        || SCREEN_READER.iter().filter(|(program, _)| on_path(program).is_none()).map(|(_, package)| *package).collect::<Vec<_>>();
    if install && !missing().is_empty() {
        apt_install(&missing())?;
    }
    let missing = missing();
    ensure!(missing.is_empty(), "there is no {0} (on Debian: apt-get install {0})", missing.join(" "));
    Ok(())
}

/// What makes a cluster of this machine. It begins tasks for others, so it wants root.
pub fn slurm(installs: bool) -> Result<()> {
    const PROGRAMS: [&str; 5] = ["munged", "slurmctld", "slurmd", "sbatch", "squeue"];
    ensure!(is_root(), "Slurm starts tasks only as root");
    let missing = || PROGRAMS.into_iter().find(|program| on_path(program).is_none());
    if missing().is_some() && installs {
        apt_install(&["slurm-wlm", "munge"])?;
    }
    missing().map_or(Ok(()), |program| bail!("{program} is not on the PATH (Debian: slurm-wlm and munge)"))
}

/// The file of axe-core that runs in a page.
pub fn axe() -> Result<PathBuf> {
    Ok(npm("axe", &[("axe-core", AXE_VERSION)])?.join("axe-core/axe.min.js"))
}

/// What runs Lighthouse in Node.
pub fn lighthouse() -> Result<PathBuf> {
    Ok(npm("lighthouse", &[("lighthouse", LIGHTHOUSE_VERSION)])?.join("lighthouse/cli/index.js"))
}

/// The files of TensorFlow.js that run in a worker, its Wasm among them.
pub fn tensorflow() -> Result<Vec<PathBuf>> {
    let modules = npm("tensorflow", &[("@tensorflow/tfjs", TENSORFLOW_VERSION), ("@tensorflow/tfjs-backend-wasm", TENSORFLOW_VERSION)])?;
    let wasm = ["tf-backend-wasm.min.js", "tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];
    let wasm = wasm.map(|name| modules.join("@tensorflow/tfjs-backend-wasm/dist").join(name));
    Ok([modules.join("@tensorflow/tfjs/dist/tf.min.js")].into_iter().chain(wasm).collect())
}

/// The folder of these packages in these versions, installed in a folder of target/ if they are not yet.
fn npm(folder: &str, packages: &[(&str, &str)]) -> Result<PathBuf> {
    let folder = target_dir()?.join(folder);
    let modules = folder.join("node_modules");
    let is_current = |&(package, version): &(&str, &str)| {
        fs::read_to_string(modules.join(package).join("package.json")).is_ok_and(|text| {
            let package: Option<serde_json::Value> = serde_json::from_str(&text).ok();
            package.is_some_and(|package| package["version"] == version)
        })
    };
    if !packages.iter().all(is_current) {
        if on_path("npm").is_none() {
            apt_install(&["npm"])?;
        }
        fs::create_dir_all(&folder)?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]);
        npm.arg(&folder).args(packages.iter().map(|(package, version)| format!("{package}@{version}")));
        check(npm.stdout(Stdio::null())).with_context(|| format!("could not get {}", packages[0].0))?;
    }
    Ok(modules)
}

/// Folders with `trunk` and with the `wasm-bindgen` of exactly our version, for the front of the PATH.
pub fn trunk() -> Result<Vec<PathBuf>> {
    let tools = target_dir()?.join("tools");
    let bindgen = wasm_bindgen_version()?;
    let mut folders = Vec::new();
    for (program, package, version) in [("trunk", "trunk", TRUNK_VERSION), ("wasm-bindgen", "wasm-bindgen-cli", bindgen.as_str())] {
        let fits = |path: &Path| {
            let output = Command::new(path).arg("--version").env_remove("NO_COLOR").output();
            output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == format!("{program} {version}"))
        };
        let found = on_path(program).filter(|path| fits(path));
        let installed = Some(tools.join("bin").join(program)).filter(|path| fits(path));
        let path = match found.or(installed) {
            Some(path) => path,
            None => {
                cargo_install(package, version, &[])?;
                tools.join("bin").join(program)
            }
        };
        folders.push(path.parent().context("a program lies in a folder")?.to_owned());
    }
    Ok(folders)
}

/// `CARGO_FUZZ` in the environment comes first.
pub fn cargo_fuzz() -> Result<PathBuf> {
    find_or_cargo_install("CARGO_FUZZ", "cargo-fuzz", CARGO_FUZZ_VERSION)
}

/// What the environment names, else what is on the PATH or was installed before, else a new one.
fn find_or_cargo_install(variable: &str, program: &str, version: &str) -> Result<PathBuf> {
    let installed = target_dir()?.join("tools/bin").join(program);
    if let Some(path) = find(variable, &[program]).or_else(|| installed.is_file().then(|| installed.clone())) {
        return Ok(path);
    }
    // Unoptimized: it only starts others or passes messages on, and is built in less than half of the time.
    cargo_install(program, version, &["--debug", "--config=profile.dev.debug=false"])
        .with_context(|| format!("please install {program} (cargo install {program}), or name it in {variable}"))?;
    Ok(installed)
}

/// Puts a program of crates.io into `tools/` of the target directory.
fn cargo_install(package: &str, version: &str, more: &[&str]) -> Result<()> {
    let tools = target_dir()?.join("tools");
    let install = |locked: Option<&str>| {
        let mut install = Command::new("cargo");
        install.args(["install", "--root"]).arg(&tools).arg(format!("{package}@{version}")).args(more).args(locked);
        check(&mut install)
    };
    // What its authors locked is the safer choice, but a registry may lack one of those versions.
    install(Some("--locked")).or_else(|_| install(None))
}

fn wasm_bindgen_version() -> Result<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock")?;
    let (_, rest) = lock.split_once("name = \"wasm-bindgen\"\nversion = \"").context("Cargo.lock has no wasm-bindgen")?;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

/// What the environment names, else the first of these programs on the PATH.
fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    match std::env::var_os(variable) {
        Some(path) => Some(PathBuf::from(path)),
        None => names.iter().find_map(|name| on_path(name)),
    }
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// Installs Debian packages, as root or through a sudo that asks no password; otherwise says what to type.
fn apt_install(packages: &[&str]) -> Result<()> {
    let wish = format!("please install {} (on Debian: apt-get install {})", packages.join(" and "), packages.join(" "));
    ensure!(on_path("apt-get").is_some(), "{wish}");
    let succeeds = |command: &mut Command| command.stderr(Stdio::null()).output().is_ok_and(|output| output.status.success());
    let is_root = is_root();
    if !is_root && !succeeds(Command::new("sudo").args(["-n", "true"])) {
        bail!("{wish}; there is neither root nor a sudo without password to do it here");
    }
    for arguments in [vec!["update"], [&["install", "-y", "--no-install-recommends"], packages].concat()] {
        let mut apt = Command::new(if is_root { "apt-get" } else { "sudo" });
        apt.args((!is_root).then_some(["-n", "apt-get"]).into_iter().flatten());
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").args(arguments);
        // Its many lines go to standard error: `bench --json` keeps standard output for itself.
        eprintln!("xtask: {}", line(&apt));
        check(apt.stdout(std::io::stderr())).with_context(|| wish.clone())?;
    }
    Ok(())
}
