//! In which fields two drafts differ: for what undo says, and for two runs side by side. No browser.

use super::paper;
use crate::ui::draft::Draft;
use crate::ui::words::proxy_name;
use engine::decimal::fixed;
use engine::scenario::Preset;

/// A field by the name that people know, and what stands in it there and here. None: there is no such field.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// A program: a text with lines.
    pub program: bool,
}

/// All of them: the experiment first, then what is asked for, then the numbers. Beside each draft its amount of the shift.
pub fn differences(before: (&Draft, f64), after: (&Draft, f64)) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |name: &str, program: bool, before: Option<String>, after: Option<String>| {
        if before != after {
            found.push(Difference { name: name.to_owned(), before, after, program });
        }
    };
    let (amounts, before, after) = ([before.1, after.1], before.0, after.0);
    let title = |draft: &Draft| {
        let preset = &draft.scenario.preset;
        Some(Preset::named(preset).map_or(preset.clone(), |preset| preset.title.to_owned()))
    };
    compare("experiment", false, title(before), title(after));
    compare("world", false, Some(before.scenario.world.name().to_owned()), Some(after.scenario.world.name().to_owned()));
    let text = |text: &str| Some(text.to_owned());
    compare("reward", true, text(&before.reading.text), text(&after.reading.text));
    compare("what you meant", true, text(&before.intended.text), text(&after.intended.text));
    let mut goals: Vec<&str> = Vec::new();
    for goal in before.goals.iter().chain(&after.goals) {
        if !goals.contains(&goal.name.as_str()) {
            goals.push(&goal.name);
        }
    }
    for name in goals {
        // One text: names may stand there twice while somebody types.
        let of = |draft: &Draft| {
            let texts: Vec<&str> = draft.goals.iter().filter(|goal| goal.name == name).map(|goal| &*goal.reading.text).collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        };
        compare(&format!("proxy goal “{}”", proxy_name(name)), true, of(before), of(after));
    }
    let percent = |amount: f64| Some(fixed(amount * 100.0, 0) + " %");
    compare("shift", false, percent(amounts[0]), percent(amounts[1]));
    let mut keys = paper::keys(before.scenario.world);
    for key in paper::keys(after.scenario.world) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for key in keys {
        let of = |draft: &Draft| draft.value(&key).map(|_| draft.text(&key));
        compare(&name(&key), false, of(before), of(after));
    }
    found
}

/// Of a field that holds a number.
fn name(key: &str) -> String {
    let plain = |name: &str| name.replace('_', " ");
    match key.split_once('.') {
        Some(("train", knob)) => plain(knob) + " in training",
        Some(("shift", knob)) => plain(knob) + " at the full shift",
        Some(("judge", _)) => "levels of the judge".to_owned(),
        Some((_, setting)) => setting.to_owned(),
        None if key == "seeds" => "agents".to_owned(),
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::Scenario;

    fn draft() -> Draft {
        Draft::new(Scenario::preset("cheese-corner").unwrap())
    }

    fn names(before: (&Draft, f64), after: (&Draft, f64)) -> Vec<String> {
        differences(before, after).into_iter().map(|difference| difference.name).collect()
    }

    #[test]
    fn every_field_is_named() {
        let (before, mut after) = (draft(), draft());
        assert_eq!(differences((&before, 0.0), (&after, 0.0)), []);
        after.type_field("seed", "seven".into());
        let found = differences((&before, 0.0), (&after, 0.5));
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].after.as_deref()), ("shift", Some("50 %")));
        assert_eq!((found[1].before.as_deref(), found[1].after.as_deref()), (Some("7"), Some("seven")));
        for key in paper::keys(before.scenario.world) {
            let mut after = draft();
            after.type_field(&key, "x".into());
            assert_eq!(names((&before, 0.0), (&after, 0.0)), [name(&key)]);
        }
        after = draft();
        after.type_reward("does not compile".into());
        after.type_program("intended", "1".into());
        after.new_goal();
        assert_eq!(names((&before, 0.0), (&after, 0.0)), ["reward", "what you meant", "proxy goal “goal 1”"]);
        let found = differences((&after, 0.0), (&before, 0.0));
        assert_eq!((found[2].before.as_deref(), found[2].after.as_deref(), found[2].program), (Some(""), None, true));
    }

    #[test]
    fn worlds_that_differ_have_fields_of_their_own() {
        let other = Draft::new(Scenario::preset("keys-and-chests").unwrap());
        let found = differences((&draft(), 0.0), (&other, 0.0));
        assert_eq!((found[0].name.as_str(), found[1].name.as_str()), ("experiment", "world"));
        let keys = found.iter().find(|difference| difference.name == "keys in training").unwrap();
        assert!(keys.before.is_none() && keys.after.is_some());
    }
}
