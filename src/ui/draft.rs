//! What the person has typed: the reward's text, the fields, and the scenario that the valid ones add up to.
//!
//! A field keeps its text even when it is no value, with the complaint beside it; the scenario keeps the last value that was
//! one. So nothing typed is ever lost, and nothing bad ever reaches a run.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::decimal::plain;
use crate::lang::{self, Diagnostic, Evidence, Severity};
use crate::learner::settings::SETTINGS;
use crate::scenario::Scenario;

/// A reward text with everything the editor shows about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub text: Rc<str>,
    pub diagnostics: Rc<Vec<Diagnostic>>,
    pub compiles: bool,
}

/// What stands in a field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub text: String,
    pub problem: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Everything but the reward's text, which `reading` has.
    pub scenario: Scenario,
    pub reading: Reading,
    /// What the training levels show; None: not looked at yet.
    evidence: Option<Rc<Evidence>>,
    /// Only fields that were typed into, by their key (`seed`, `train.disagree`, `agent.gamma`).
    fields: BTreeMap<String, Field>,
}

/// First line of a saved draft; another one is not ours to read.
const SAVED: &str = "wayward draft 1";

impl Draft {
    pub fn new(scenario: Scenario) -> Draft {
        let reading = read(&scenario, scenario.reward.as_str().into(), None);
        Draft { scenario, reading, evidence: None, fields: BTreeMap::new() }
    }

    pub fn type_reward(&mut self, text: Rc<str>) {
        self.reading = read(&self.scenario, text, self.evidence.as_deref());
    }

    /// What was found out about the training levels as they are now.
    pub fn learn(&mut self, evidence: Evidence) {
        self.evidence = Some(Rc::new(evidence));
        self.type_reward(self.reading.text.clone());
    }

    /// Types into a field; the scenario changes if it is a value.
    pub fn type_field(&mut self, key: &str, text: String) {
        let problem = self.scenario.set(key, &text).err().map(|error| error.message);
        let is_setting = key.starts_with("agent.");
        self.fields.insert(key.to_owned(), Field { text, problem });
        if is_setting {
            // The discount is a word of the language.
            self.type_reward(self.reading.text.clone());
        }
    }

    /// The fields of a group (`agent.`) as the preset has them.
    pub fn reset(&mut self, prefix: &str) {
        self.fields.retain(|key, _| !key.starts_with(prefix));
        if let Some(preset) = Scenario::preset(&self.scenario.preset) {
            match prefix {
                "agent." => self.scenario.agent = preset.agent,
                "train." => self.scenario.train = preset.train,
                _ => self.scenario.shift = preset.shift,
            }
            self.type_reward(self.reading.text.clone());
        }
    }

    /// What stands in the field.
    pub fn text(&self, key: &str) -> String {
        self.fields.get(key).map_or_else(|| self.value(key).map_or_else(String::new, plain), |field| field.text.clone())
    }

    /// The last valid value of a numeric field.
    pub fn value(&self, key: &str) -> Option<f64> {
        match key.split_once('.') {
            None => match key {
                "seed" => Some(f64::from(self.scenario.seed)),
                "seeds" => Some(f64::from(self.scenario.seeds)),
                _ => None,
            },
            Some(("train", knob)) => self.scenario.world.knob(knob).map(|knob| self.scenario.train[knob]),
            Some(("shift", knob)) => self.scenario.world.knob(knob).map(|knob| self.scenario.shift[knob]),
            Some(("agent", name)) => SETTINGS.iter().position(|spec| spec.name == name).map(|at| self.scenario.agent.values()[at]),
            Some(_) => None,
        }
    }

    /// What is wrong with a field, alone or together with others.
    pub fn problem(&self, key: &str) -> Option<String> {
        if let Some(problem) = self.fields.get(key).and_then(|field| field.problem.clone()) {
            return Some(problem);
        }
        self.clashes().into_iter().find(|(at, _)| at == key).map(|(_, message)| message)
    }

    /// What no field alone can say, such as a corner larger than the room.
    fn clashes(&self) -> Vec<(String, String)> {
        let mut clashes = Vec::new();
        for (side, knobs) in [("train", &self.scenario.train), ("shift", &self.scenario.shift)] {
            if let Err((knob, message)) = self.scenario.world.check_knobs(knobs) {
                clashes.push((format!("{side}.{knob}"), message));
            }
        }
        if let Err((setting, message)) = self.scenario.agent.check() {
            clashes.push((format!("agent.{setting}"), message));
        }
        clashes
    }

    /// The first reason why this cannot be trained: the key of its place (`reward` for the text) and the words.
    pub fn blocker(&self) -> Option<(String, String)> {
        if !self.reading.compiles {
            let first = self.reading.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
            return Some(("reward".to_owned(), first.map_or_else(String::new, |diagnostic| diagnostic.message.clone())));
        }
        let typed = self.fields.iter().find_map(|(key, field)| field.problem.clone().map(|problem| (key.clone(), problem)));
        typed.or_else(|| self.clashes().into_iter().next())
    }

    /// Whether some field of a group (`train.`, `agent.`) needs attention.
    pub fn has_problem_in(&self, prefix: &str) -> bool {
        self.fields.iter().any(|(key, field)| key.starts_with(prefix) && field.problem.is_some())
            || self.clashes().iter().any(|(key, _)| key.starts_with(prefix))
    }

    /// The scenario as a run would get it.
    pub fn frozen(&self) -> Scenario {
        Scenario { reward: self.reading.text.as_ref().to_owned(), ..self.scenario.clone() }
    }

    /// As text for the browser's storage: one `key=value` a line, a blank line, then the reward's text to the end.
    pub fn save(&self, amount: f64) -> String {
        let mut saved = format!("{SAVED}\npreset={}\namount={}\n", self.scenario.preset, plain(amount));
        for (key, field) in &self.fields {
            // A line break would end the entry; no field has one in it unless it was pasted.
            saved.push_str(&format!("{key}={}\n", field.text.replace(['\n', '\r'], " ")));
        }
        saved.push('\n');
        saved.push_str(&self.reading.text);
        saved
    }

    /// The draft and the amount of the shift; None for anything that [`Draft::save`] did not write.
    pub fn restore(saved: &str) -> Option<(Draft, f64)> {
        let (head, text) = saved.strip_prefix(SAVED)?.strip_prefix('\n')?.split_once("\n\n")?;
        let mut lines = head.lines();
        let mut draft = Draft::new(Scenario::preset(lines.next()?.strip_prefix("preset=")?)?);
        let amount = lines.next()?.strip_prefix("amount=").and_then(crate::decimal::parse).filter(|amount| (0.0..=1.0).contains(amount))?;
        for (key, value) in lines.filter_map(|line| line.split_once('=')) {
            // A field that this version lacks is dropped: it has no place to be shown.
            if key != "reward" && draft.value(key).is_some() {
                draft.type_field(key, value.to_owned());
            }
        }
        draft.type_reward(text.into());
        Some((draft, amount))
    }
}

fn read(scenario: &Scenario, text: Rc<str>, evidence: Option<&Evidence>) -> Reading {
    let schema = scenario.schema();
    let (program, mut diagnostics) = lang::compile(&text, &schema);
    if let (Some(program), Some(evidence)) = (&program, evidence) {
        diagnostics.extend(lang::warn_from_evidence(program, &schema, evidence));
        crate::math::insertion_sort(&mut diagnostics, |a, b| a.span.start < b.span.start);
    }
    Reading { text, diagnostics: Rc::new(diagnostics), compiles: program.is_some() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft::new(Scenario::preset("cheese-corner").unwrap())
    }

    #[test]
    fn a_bad_field_keeps_its_text_and_the_last_value() {
        let mut draft = draft();
        draft.type_field("seed", "7".into());
        draft.type_field("seed", "seven".into());
        assert_eq!((draft.text("seed").as_str(), draft.scenario.seed), ("seven", 7));
        assert!(draft.problem("seed").unwrap().contains("not a number"));
        assert_eq!(draft.blocker().unwrap().0, "seed");
    }

    #[test]
    fn fields_that_clash_are_named() {
        let mut draft = draft();
        draft.type_field("train.corner", "9".into());
        draft.type_field("train.size", "7".into());
        assert!(draft.problem("train.corner").unwrap().contains("does not fit"));
        assert!(draft.has_problem_in("train.") && !draft.has_problem_in("shift."));
        draft.type_field("train.size", "13".into());
        assert_eq!(draft.blocker(), None);
    }

    #[test]
    fn what_nothing_in_training_tells_apart_is_marked() {
        let mut draft = draft();
        let scenario = &draft.scenario;
        let mut survey = crate::judge::Survey::new(scenario.world, &scenario.train, 0);
        while !survey.advance() {}
        draft.learn(survey.evidence());
        let warned = |draft: &Draft| draft.reading.diagnostics.iter().any(|it| it.message.contains("`reached_corner` apart"));
        assert!(warned(&draft) && draft.blocker().is_none());
        draft.type_reward("x".into());
        assert!(!warned(&draft), "it speaks of neither");
        draft.type_reward("2 * reached_corner".into());
        assert!(warned(&draft));
    }

    #[test]
    fn what_was_saved_comes_back() {
        let mut draft = draft();
        draft.type_reward("reached_cheese\n\n// two\r\nlines é".into());
        draft.type_field("seed", "no number".into());
        draft.type_field("train.disagree", "0.25".into());
        let (back, amount) = Draft::restore(&draft.save(0.5)).unwrap();
        assert_eq!((back, amount), (draft, 0.5));
        for broken in ["", "wayward draft 2\n\n", "wayward draft 1\npreset=nothing\namount=0\n\nx", "wayward draft 1\n"] {
            assert!(Draft::restore(broken).is_none(), "{broken:?}");
        }
    }
}
