use super::*;
use crate::ui::draft::Draft;
use crate::ui::state::{Action, reduce};
use engine::scenario::{Field, Scenario};
use proptest::prelude::*;
use serde_json::json;

fn page(preset: &str) -> State {
    State::new(Draft::new(Scenario::preset(preset).unwrap()), 0.0)
}

fn record(name: &str, preset: &str) -> Record {
    Record::of(&page(preset), name, "2026-03-01T10:00:00.000Z".into())
}

#[test]
fn what_is_saved_is_all_that_was_typed() {
    let mut state = page("lava");
    for action in [
        Action::TypeReward("if reached_exit {".into()),
        Action::TypeField { field: Field::Seed, text: "seven".into() },
        Action::NewGoal(None),
        Action::MoveShift(0.5),
        Action::SetWords { title: "Mine".into(), note: "Look.".into() },
    ] {
        reduce(&mut state, action);
    }
    let kept = Record::of(&state, "  a name ", "2026-03-01T10:00:00.000Z".into());
    assert_eq!((kept.name.as_str(), kept.title(), kept.verdict.as_str(), kept.problem()), ("a name", "Lava", "", None));
    let found = from_file("it.json", &to_file([kept.clone()].iter())).unwrap();
    assert_eq!(found, Found { records: vec![kept.clone()], wrong: Vec::new() });
    assert_eq!(Record::from_text(&kept.text()), kept);

    let mut other = page("boat-race");
    reduce(&mut other, Action::OpenKept { name: kept.name.clone(), saved: kept.saved() });
    assert_eq!(other.draft.save(other.amount), state.draft.save(state.amount));
    assert_eq!(
        (other.draft.text(Field::Seed).as_str(), other.shared().title.as_str(), other.shared().note.as_str()),
        ("seven", "Mine", "Look.")
    );
    assert!(other.toast.words.contains("“a name” is open"), "{}", other.toast.words);
    // What stood there before can be brought back.
    reduce(&mut other, Action::Undo);
    assert_eq!(other.draft.scenario.preset, "boat-race");
}

#[test]
fn names_are_free_and_no_longer_than_a_title() {
    let check = |name: &str, taken: &[&str], expected: &str| assert_eq!(free_name(name, taken.iter().copied()), expected);
    check(" a ", &[], "a");
    check("a", &["a"], "a 2");
    check("a", &["a", "a 2", "a 4"], "a 3");
    let (long, longest) = ("ä".repeat(100), "ä".repeat(MAX_TITLE));
    check(&long, &[], &longest);
    check(&long, &[&longest], &format!("{} 2", "ä".repeat(MAX_TITLE - 2)));
}

#[test]
fn files_that_are_damaged_or_of_others_are_named() {
    let good = to_file([record("one", "lava"), record("two", "boat-race")].iter());
    let with = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_str(&good).unwrap();
        change(&mut value);
        value.to_string()
    };
    let cut = &good[..good.len() / 2];
    for (text, words) in [
        (cut.to_owned(), "x.json is damaged or was cut off (EOF while parsing"),
        (String::new(), "x.json is damaged or was cut off"),
        ("[1, 2]".into(), "x.json is damaged or was cut off"),
        ("{}".into(), "x.json holds no experiments of Wayward"),
        (r#"{"preset": "gone"}"#.into(), "cannot be read: there is no preset `gone`"),
        (with(&|file| file["wayward"] = "weights".into()), "holds no experiments of Wayward"),
        (with(&|file| file["format"] = 9.into()), "by a newer version of Wayward (format 9)"),
        (with(&|file| file["format"] = Value::Null), "does not say its format"),
        (with(&|file| file["experiments"] = "none".into()), "has no list of experiments"),
        ("x".repeat(MAX_FILE + 1), "is too large"),
    ] {
        let found = from_file("x.json", &text).expect_err(words);
        assert!(found.contains(words) && found.starts_with("x.json"), "{found}");
    }
    for (change, words) in [
        (json!({"preset": "gone"}), "Experiment 1 (“one”): there is no preset `gone`"),
        (json!({}), "Experiment 1 (“one”): there is no experiment in it."),
        (json!(7), "Experiment 1 (“one”): invalid type"),
    ] {
        let found = from_file("x.json", &with(&|file| file["experiments"][0]["experiment"] = change.clone())).unwrap();
        assert_eq!(found.records, [record("two", "boat-race")], "the other one is taken");
        assert!(found.wrong.len() == 1 && found.wrong[0].starts_with(words), "{:?}", found.wrong);
    }
    let odd = from_file("x.json", &with(&|file| file["experiments"][1] = "what".into())).unwrap();
    assert!(odd.records.len() == 1 && odd.wrong[0].starts_with("Experiment 2: "), "{:?}", odd.wrong);
    assert_eq!([is_ours(&good), is_ours(cut), is_ours("{}"), is_ours("{\"preset\": \"lava\"}")], [true, true, false, false]);
    // A scenario's file is one experiment.
    let scenario = share::to_pretty_json(&Scenario::preset("lava").unwrap().into());
    assert_eq!(from_file("x.json", &scenario).unwrap().records[0].name, "Lava");
    assert_eq!(Record::from_text("{").problem().as_deref(), Some("there is no experiment in it"));
}

proptest! {
    #[test]
    fn any_texts_and_names_come_back_from_a_file(reward in ".{0,200}", seed in ".{0,12}", name in ".{0,120}", amount in 0.0..=1.0) {
        let mut state = page("cheese-corner");
        reduce(&mut state, Action::TypeReward(reward));
        reduce(&mut state, Action::TypeField { field: Field::Seed, text: seed });
        reduce(&mut state, Action::MoveShift(amount));
        let kept = Record::of(&state, if name.trim().is_empty() { "x" } else { &name }, "2026-03-01T10:00:00.000Z".into());
        let found = from_file("x.json", &to_file([kept.clone()].iter())).unwrap();
        prop_assert_eq!(&found.records, &[kept]);
        let (draft, back) = Draft::restore(&found.records[0].saved()).unwrap();
        prop_assert_eq!(draft.save(back), state.draft.save(state.amount));
    }

    #[test]
    fn no_cut_or_changed_file_is_taken_for_whole(at in 0_usize..2_000, letter in any::<char>()) {
        let good = to_file([record("one", "lava"), record("two", "boat-race")].iter());
        let at = at % good.len();
        if good.is_char_boundary(at) {
            // The last line break is no part of it.
            prop_assert!(at + 1 == good.len() || from_file("x.json", &good[..at]).is_err());
            let changed = format!("{}{letter}{}", &good[..at], &good[at..]);
            if let Ok(found) = from_file("x.json", &changed) {
                prop_assert!(found.records.len() + found.wrong.len() == 2);
                for record in found.records {
                    prop_assert_eq!(record.problem(), None);
                }
            }
        }
    }
}
