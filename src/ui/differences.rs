//! In which fields two drafts differ: for what undo says, and for two runs side by side. No browser.

use super::draft::Draft;
use engine::decimal::fixed;
use engine::scenario::{Field, Place, Preset};

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
    let is_program = |field: &Field| matches!(field, Field::Reward | Field::Intended);
    let mut fields: Vec<Field> = Field::all(before.scenario.world).collect();
    for field in Field::all(after.scenario.world) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let (programs, numbers): (Vec<Field>, Vec<Field>) = fields.into_iter().partition(is_program);
    for field in programs {
        compare(&field.label(), true, text(&before.text(field)), text(&after.text(field)));
    }
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
        compare(&Place::Proxy { at: 0, name: name.to_owned() }.label(), true, of(before), of(after));
    }
    let percent = |amount: f64| Some(fixed(amount * 100.0, 0) + " %");
    compare("shift", false, percent(amounts[0]), percent(amounts[1]));
    for field in numbers {
        let of = |draft: &Draft| draft.value(field).map(|_| draft.text(field));
        compare(&field.label(), false, of(before), of(after));
    }
    found
}

/// So many fields are named when something comes back.
const NAMED: usize = 3;

/// What is another from one saved draft to the next, for the end of a sentence: `: seed, reward and 2 more`.
pub fn changed(from: &str, to: &str) -> String {
    let (Some(from), Some(to)) = (Draft::restore(from), Draft::restore(to)) else { return String::new() };
    let all = differences((&from.0, from.1), (&to.0, to.1));
    // Another experiment has hardly anything in common.
    let named = if all.first().is_some_and(|first| first.name == "experiment") { 1 } else { NAMED };
    let names: Vec<&str> = all.iter().take(named).map(|difference| difference.name.as_str()).collect();
    let more = match all.len() - names.len() {
        more if more > 0 && named > 1 => format!(" and {more} more"),
        _ => String::new(),
    };
    if names.is_empty() { more } else { format!(": {}{more}", names.join(", ")) }
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
        after.type_field(Field::Seed, "seven".into());
        let found = differences((&before, 0.0), (&after, 0.5));
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].after.as_deref()), ("shift", Some("50 %")));
        assert_eq!((found[1].before.as_deref(), found[1].after.as_deref()), (Some("7"), Some("seven")));
        for field in Field::all(before.scenario.world) {
            let mut after = draft();
            after.type_field(field, "x".into());
            assert_eq!(names((&before, 0.0), (&after, 0.0)), [field.label()]);
        }
        after = draft();
        after.type_reward("does not compile".into());
        after.type_program("intended", "1".into());
        after.new_goal(None);
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
