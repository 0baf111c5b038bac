//! The order of knowledge: a module may use only what stands left of it. Reads every `crate::` in both crates, in `use` lines and
//! in the middle of code alike; that a file uses its own module is no matter. That the engine knows nothing of the page, the
//! compiler sees to.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn modules_use_only_what_stands_left_of_them() {
    let check = |folder: &str, order: &[&str]| {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let (mut seen, mut wrong) = (0, Vec::new());
        for file in rust_files(&src) {
            let path = file.strip_prefix(&src).unwrap();
            let module = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
            // The crate root only lists the modules.
            if module == "lib" {
                continue;
            }
            // The root of the page stands among what it is made of, and lays out the views.
            let module = if path == Path::new("ui/app.rs") { "app" } else { module };
            let place = |name: &str| order.iter().position(|other| *other == name);
            if place(module).is_none() {
                wrong.push(format!("{} is in no module of the order", path.display()));
            }
            for used in uses(&fs::read_to_string(&file).unwrap()) {
                seen += 1;
                match place(&used) {
                    Some(left) if Some(left) <= place(module) => {}
                    Some(_) => wrong.push(format!("{}: {module} must not know {used}", path.display())),
                    None => wrong.push(format!("{}: {used} is not in the order", path.display())),
                }
            }
        }
        assert!(seen > 0, "no `crate::` was found in {}: this test reads nothing", src.display());
        assert!(wrong.is_empty(), "the order is {}\n{}", order.join(" -> "), wrong.join("\n"));
        let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
        assert!(map.contains(&format!("`{}`", order.join(" "))), "ARCHITECTURE.md gives another order for {}", src.display());
    };
    check(
        "engine/src",
        &[
            "math",
            "rng",
            "decimal",
            "verdict",
            "lang",
            "env",
            "learner",
            "judge",
            "scenario",
            "share",
            "experiment",
            "framings",
            "preferences",
            "jobs",
        ],
    );
    check("src", &["table", "weights", "worker", "ui", "editor", "views", "figure", "cli", "features", "app", "bin"]);
}

#[test]
fn finds_every_form_of_use() {
    let check = |text: &str, expected: &[&str]| assert_eq!(uses(text), expected, "{text}");
    check("use crate::math;", &["math"]);
    check("pub use crate::env::{Level, level::Tile};", &["env"]);
    check("use crate::{\n    env::{self, Level},\n    math, rng::Rng,\n};\nlet a = 1;", &["env", "math", "rng"]);
    check("let y = crate::math::exp(x) + crate::rng::next();", &["math", "rng"]);
    check("pub(crate) fn f() {} // crate::ui::run", &[]);
    check("/// See [`crate::ui`].", &[]);
}

/// The modules that a file names after `crate::`, comments left out.
fn uses(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => found.push(name_at(rest)),
            Some(list) => {
                // The first name of every part; a part ends at a comma outside inner braces.
                let (mut depth, mut fresh) = (0, true);
                for (at, letter) in list.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => fresh = true,
                        _ if fresh && letter.is_alphabetic() => {
                            found.push(name_at(&list[at..]));
                            fresh = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

fn name_at(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
