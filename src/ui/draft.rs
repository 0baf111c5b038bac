//! What the person has typed: the reward's text, the fields, and the scenario that the valid ones add up to.
//!
//! A field keeps its text even when it is no value, with the complaint beside it; the scenario keeps the last value that was
//! one. So nothing typed is ever lost, and nothing bad ever reaches a run.

use std::rc::Rc;

use engine::decimal::plain;
use engine::lang::{self, Diagnostic, Evidence, Severity};
use engine::learner::settings::SETTINGS;
use engine::scenario::{self, MAX_PROXIES, Proxy, Scenario};

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

/// A proxy goal as it is typed; its name may be none yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Names its places on the page, whatever it is called: `proxy-3`.
    pub id: String,
    pub name: String,
    pub reading: Reading,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Everything but the texts of the programs, which the readings have; `intended` is the last one that compiled, and the
    /// proxies are those of the preset.
    pub scenario: Scenario,
    pub reading: Reading,
    /// What the person means; the agent never sees it.
    pub intended: Reading,
    pub goals: Vec<Goal>,
    /// Goals made so far.
    made: u32,
    /// What the training levels show; None: not looked at yet.
    evidence: Option<Rc<Evidence>>,
    /// Only fields that were typed into, by their key (`seed`, `train.disagree`, `agent.gamma`) and in its order.
    fields: Vec<(String, Field)>,
}

/// First line of a saved draft; another one is not ours to read.
const SAVED: &str = "wayward draft 1";

impl Draft {
    pub fn new(scenario: Scenario) -> Draft {
        let reading = read(&scenario, scenario.reward.as_str().into(), None);
        let intended = read(&scenario, scenario.intended.as_str().into(), None);
        let mut draft = Draft { scenario, reading, intended, goals: Vec::new(), made: 0, evidence: None, fields: Vec::new() };
        draft.restore_goals();
        draft
    }

    /// The proxy goals of the preset again.
    pub fn restore_goals(&mut self) {
        self.goals.clear();
        for Proxy { name, source } in self.scenario.proxies.clone() {
            self.add_goal(name, source.as_str().into());
        }
    }

    pub fn add_goal(&mut self, name: String, text: Rc<str>) {
        self.made += 1;
        self.goals.push(Goal { id: format!("proxy-{}", self.made), name, reading: read(&self.scenario, text, None) });
    }

    /// One more goal, under a name that is free.
    pub fn new_goal(&mut self) {
        let mut number = 1;
        while self.goals.iter().any(|goal| goal.name == format!("goal_{number}")) {
            number += 1;
        }
        self.add_goal(format!("goal_{number}"), "".into());
    }

    fn goal(&mut self, id: &str) -> Option<&mut Goal> {
        self.goals.iter_mut().find(|goal| goal.id == id)
    }

    pub fn name_goal(&mut self, id: &str, name: String) {
        if let Some(goal) = self.goal(id) {
            goal.name = name;
        }
    }

    pub fn remove_goal(&mut self, id: &str) {
        self.goals.retain(|goal| goal.id != id);
    }

    /// What is wrong with the name of a goal.
    pub fn name_problem(&self, goal: &Goal) -> Option<String> {
        let taken = || self.goals.iter().any(|other| other.id != goal.id && other.name == goal.name);
        scenario::bad_name(&goal.name).or_else(|| taken().then(|| "another goal has this name".into()))
    }

    /// The program that is written in the text area of this id.
    pub fn program(&self, id: &str) -> Option<&Reading> {
        match id {
            "reward" => Some(&self.reading),
            "intended" => Some(&self.intended),
            _ => self.goals.iter().find(|goal| goal.id == id).map(|goal| &goal.reading),
        }
    }

    /// Types into the text area of this id.
    pub fn type_program(&mut self, id: &str, text: Rc<str>) {
        if id == "reward" {
            return self.type_reward(text);
        }
        let reading = read(&self.scenario, text, None);
        if id == "intended" {
            if reading.compiles {
                self.scenario.intended = reading.text.as_ref().to_owned();
            }
            self.intended = reading;
        } else if let Some(goal) = self.goal(id) {
            goal.reading = reading;
        }
    }

    /// All texts once more: a word of the language has changed.
    fn read_again(&mut self) {
        self.type_reward(self.reading.text.clone());
        let scenario = &self.scenario;
        for reading in [&mut self.intended].into_iter().chain(self.goals.iter_mut().map(|goal| &mut goal.reading)) {
            *reading = read(scenario, reading.text.clone(), None);
        }
    }

    /// What was meant, as the preset has it.
    pub fn preset_intended(&self) -> String {
        Scenario::preset(&self.scenario.preset).map_or_else(|| self.scenario.intended.clone(), |preset| preset.intended)
    }

    pub fn type_reward(&mut self, text: Rc<str>) {
        self.reading = read(&self.scenario, text, self.evidence.as_deref());
    }

    /// What was found out about the training levels as they are now.
    pub fn learn(&mut self, evidence: Evidence) {
        self.evidence = Some(Rc::new(evidence));
        self.type_reward(self.reading.text.clone());
    }

    /// Another draft of this experiment. What was found out about the training levels stays until it is looked at again.
    pub fn replace(&mut self, draft: Draft) {
        let evidence = self.evidence.take();
        *self = Draft { evidence, ..draft };
        self.type_reward(self.reading.text.clone());
    }

    /// Types into a field; the scenario changes if it is a value.
    pub fn type_field(&mut self, key: &str, text: String) {
        let problem = self.scenario.set(key, &text).err().map(|error| error.message);
        let is_setting = key.starts_with("agent.");
        self.fields.retain(|(own, _)| own != key);
        let at = self.fields.iter().position(|(own, _)| **own > *key).unwrap_or(self.fields.len());
        self.fields.insert(at, (key.to_owned(), Field { text, problem }));
        if is_setting {
            // The discount is a word of the language.
            self.read_again();
        }
    }

    /// The fields of a group (`agent.`) as the preset has them.
    pub fn reset(&mut self, prefix: &str) {
        self.fields.retain(|(key, _)| !key.starts_with(prefix));
        if let Some(preset) = Scenario::preset(&self.scenario.preset) {
            match prefix {
                "agent." => self.scenario.agent = preset.agent,
                "train." => self.scenario.train = preset.train,
                _ => self.scenario.shift = preset.shift,
            }
            self.read_again();
        }
    }

    fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|(own, _)| own == key).map(|(_, field)| field)
    }

    /// What stands in the field.
    pub fn text(&self, key: &str) -> String {
        self.field(key).map_or_else(|| self.value(key).map_or_else(String::new, plain), |field| field.text.clone())
    }

    /// The last valid value of a numeric field.
    pub fn value(&self, key: &str) -> Option<f64> {
        match key.split_once('.') {
            None => match key {
                "seed" => Some(f64::from(self.scenario.seed)),
                "seeds" => Some(f64::from(self.scenario.seeds)),
                _ => None,
            },
            Some(("judge", _)) => Some(f64::from(self.scenario.judge_levels)),
            Some(("train", knob)) => self.scenario.world.knob(knob).map(|knob| self.scenario.train[knob]),
            Some(("shift", knob)) => self.scenario.world.knob(knob).map(|knob| self.scenario.shift[knob]),
            Some(("agent", name)) => SETTINGS.iter().position(|spec| spec.name == name).map(|at| self.scenario.agent.values()[at]),
            Some(_) => None,
        }
    }

    /// What is wrong with a field, alone or together with others.
    pub fn problem(&self, key: &str) -> Option<String> {
        if let Some(problem) = self.field(key).and_then(|field| field.problem.clone()) {
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
        let programs = [("reward", &self.reading), ("what you meant", &self.intended)];
        for (name, reading) in programs.into_iter().chain(self.goals.iter().map(|goal| (goal.name.as_str(), &goal.reading))) {
            if !reading.compiles {
                let first = reading.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
                return Some((name.to_owned(), first.map_or_else(String::new, |diagnostic| diagnostic.message.clone())));
            }
        }
        for goal in &self.goals {
            if let Some(problem) = self.name_problem(goal) {
                return Some(("proxy goals".to_owned(), problem));
            }
        }
        if self.goals.len() > MAX_PROXIES {
            return Some(("proxy goals".to_owned(), format!("at most {MAX_PROXIES}")));
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
        let text = |reading: &Reading| reading.text.as_ref().to_owned();
        let mut scenario = Scenario { reward: text(&self.reading), intended: text(&self.intended), ..self.scenario.clone() };
        scenario.proxies = self.goals.iter().map(|goal| Proxy { name: goal.name.clone(), source: text(&goal.reading) }).collect();
        scenario
    }

    /// As text for the browser's storage: one `key=value` a line, a blank line, then the reward's text to the end.
    pub fn save(&self, amount: f64) -> String {
        let mut saved = format!("{SAVED}\npreset={}\namount={}\n", self.scenario.preset, plain(amount));
        for (key, field) in &self.fields {
            // A line break would end the entry; no field has one in it unless it was pasted.
            saved.push_str(&format!("{key}={}\n", field.text.replace(['\n', '\r'], " ")));
        }
        if *self.intended.text != *self.preset_intended() {
            saved.push_str(&format!("program.intended={}\n", one_line(&self.intended.text)));
        }
        let scenario = self.frozen();
        if scenario.proxies != self.scenario.proxies {
            saved.push_str("program.proxies=\n");
            for Proxy { name, source } in &scenario.proxies {
                saved.push_str(&format!("program.name={}\nprogram.source={}\n", one_line(name), one_line(source)));
            }
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
        let amount =
            lines.next()?.strip_prefix("amount=").and_then(engine::decimal::parse).filter(|amount| (0.0..=1.0).contains(amount))?;
        let mut name = String::new();
        for (key, value) in lines.filter_map(|line| line.split_once('=')) {
            match key {
                "program.intended" => draft.type_program("intended", many_lines(value).into()),
                "program.proxies" => draft.goals.clear(),
                "program.name" => name = many_lines(value),
                "program.source" => draft.add_goal(std::mem::take(&mut name), many_lines(value).into()),
                _ => {}
            }
            // A field that this version lacks is dropped: it has no place to be shown.
            if key != "reward" && draft.value(key).is_some() {
                draft.type_field(key, value.to_owned());
            }
        }
        draft.type_reward(text.into());
        Some((draft, amount))
    }
}

/// A text in one line, and back.
fn one_line(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn many_lines(text: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for letter in text.chars() {
        match (escaped, letter) {
            (false, '\\') => {}
            (true, 'n') => out.push('\n'),
            (true, 'r') => out.push('\r'),
            (_, letter) => out.push(letter),
        }
        escaped = !escaped && letter == '\\';
    }
    out
}

fn read(scenario: &Scenario, text: Rc<str>, evidence: Option<&Evidence>) -> Reading {
    let schema = scenario.schema();
    let (program, mut diagnostics) = lang::compile(&text, &schema);
    if let (Some(program), Some(evidence)) = (&program, evidence) {
        diagnostics.extend(lang::warn_from_evidence(program, &schema, evidence));
        engine::math::insertion_sort(&mut diagnostics, |a, b| a.span.start < b.span.start);
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
    fn goals_are_checked_and_frozen() {
        let mut draft = draft();
        assert_eq!(draft.frozen(), draft.scenario);
        draft.new_goal();
        let id = draft.goals[1].id.clone();
        assert_eq!(draft.blocker().unwrap().0, "goal_1", "it is empty yet");
        draft.type_program(&id, "reached_corner".into());
        assert_eq!(draft.blocker(), None);
        assert!(draft.frozen().check().is_ok());
        for (name, wanted) in [("", "1 to 20"), ("two words", "letters"), ("corner", "another goal"), ("reward", "another goal")] {
            draft.name_goal(&id, name.into());
            assert!(draft.blocker().unwrap().1.contains(wanted), "{name:?}: {:?}", draft.blocker());
            assert!(draft.frozen().check().is_err(), "{name:?}");
        }
        draft.name_goal(&id, "upper_edge".into());
        assert_eq!(draft.frozen().check().unwrap().proxies[1].0, "upper_edge");
        draft.type_program("intended", "nothing_known".into());
        assert_eq!(draft.blocker().unwrap().0, "what you meant");
        assert_eq!(draft.scenario.intended, "reached_cheese", "the last that compiled");
        draft.type_program("intended", "2 * reached_cheese".into());
        assert_eq!((draft.blocker(), draft.scenario.intended.as_str()), (None, "2 * reached_cheese"));
        draft.remove_goal("proxy-1");
        assert_eq!(draft.frozen().proxies.len(), 1);
        for _ in 0..MAX_PROXIES {
            draft.new_goal();
            let id = draft.goals.last().unwrap().id.clone();
            draft.type_program(&id, "x".into());
        }
        assert!(draft.blocker().unwrap().1.contains("at most") && draft.frozen().check().is_err());
        draft.restore_goals();
        assert_eq!((draft.blocker(), draft.goals.len()), (None, 1));
    }

    #[test]
    fn what_nothing_in_training_tells_apart_is_marked() {
        let mut draft = draft();
        let scenario = &draft.scenario;
        let mut survey = engine::judge::Survey::new(scenario.world, &scenario.train, 0);
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
        assert_eq!((&back, amount), (&draft, 0.5));
        draft.type_program("intended", "let a = 1;\n\na * reached_cheese // \\not n\\\n\\r\r".into());
        draft.new_goal();
        draft.type_program("proxy-2", "bumped\n".into());
        draft.name_goal("proxy-2", "no = name\n".into());
        draft.new_goal();
        let (back, _) = Draft::restore(&draft.save(0.5)).unwrap();
        assert_eq!((&back.intended, &back.frozen()), (&draft.intended, &draft.frozen()));
        draft.goals.clear();
        assert_eq!(Draft::restore(&draft.save(0.5)).unwrap().0.goals, []);
        for broken in ["", "wayward draft 2\n\n", "wayward draft 1\npreset=nothing\namount=0\n\nx", "wayward draft 1\n"] {
            assert!(Draft::restore(broken).is_none(), "{broken:?}");
        }
    }
}
