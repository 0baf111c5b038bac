//! The lessons of this site: all can be read, all can be trained, and each asks, measures and names its sources.
//!
//! That what they measure comes out as they expect is held by tests/e2e/tests/browsers/lessons.rs, which plays them.

use std::fs;
use std::path::{Path, PathBuf};
use wayward::ui::lesson::parse::{Lesson, Until, parse};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/lessons")
}

fn shipped() -> Vec<(String, Lesson)> {
    let index = fs::read_to_string(folder().join("index.txt")).unwrap();
    let read = |name: &str| {
        let text = fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap();
        (name.to_owned(), parse(&text).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:#?}")))
    };
    index.lines().map(read).collect()
}

#[test]
fn every_lesson_can_be_played() {
    let lessons = shipped();
    let files = fs::read_dir(folder()).unwrap().count();
    assert_eq!((lessons.len(), files), (15, 16), "the index names all that there are");
    for (name, lesson) in &lessons {
        assert!(!lesson.claims.is_empty() && !lesson.sources.is_empty(), "{name} says what it claims, and where from");
        assert!(lesson.steps.iter().any(|step| step.ask.is_some()), "{name} asks");
        assert!(lesson.steps.iter().any(|step| step.reveal), "{name} answers");
        assert!(lesson.steps.iter().any(|step| !step.checks.is_empty()), "{name} measures");
        for step in &lesson.steps {
            assert!(step.scenario.seeds <= 4, "{name}: nobody waits for many agents");
            let locked = |name: &str| step.lock.iter().any(|panel| panel.name() == name);
            match step.until {
                // What a step waits for can be done in it.
                Some(Until::Trained) => assert!(!locked("train"), "{name}, line {}", step.line),
                Some(Until::Shifted(_)) => assert!(!locked("shift"), "{name}, line {}", step.line),
                // A framing, and the worst level, is asked for at the verdict, which no step locks.
                Some(Until::Answered(_) | Until::Searched) | None => {}
            }
        }
    }
}

/// The example of the guide is a lesson, so that whoever copies it has one.
#[test]
fn the_guide_has_a_lesson_that_can_be_played() {
    let guide = fs::read_to_string(folder().join("../../docs/lessons.md")).unwrap();
    let example = guide.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let lesson = parse(example).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    assert!(lesson.steps.len() >= 3);
}
