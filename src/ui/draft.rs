//! What the person has typed: the reward's text, the fields, and the scenario that the valid ones add up to.
//!
//! A field keeps its text even when it is no value, with the complaint beside it; the scenario keeps the last value that was
//! one. So nothing typed is ever lost, and nothing bad ever reaches a run.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use engine::decimal::plain;
use engine::lang::{self, Diagnostic, Evidence, Severity};
use engine::scenario::{self, Field, FieldError, Group, MAX_PROXIES, Place, Proxy, Scenario};
use engine::share;

/// A reward text with everything the editor shows about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub text: Rc<str>,
    pub diagnostics: Rc<Vec<Diagnostic>>,
    pub compiles: bool,
}

/// What was typed into a field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
struct Typed {
    text: String,
    problem: Option<String>,
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
    /// Texts in fields of numbers, where they are other than the number itself would be written.
    fields: BTreeMap<Field, Typed>,
}

impl Goal {
    fn place(&self, at: usize) -> Place {
        Place::Proxy { at, name: self.name.clone() }
    }
}

impl Draft {
    /// This scenario as a person would have typed it, starting from its preset. None: this build has no such preset.
    pub fn of(scenario: &Scenario) -> Option<Draft> {
        let preset = Scenario::preset(&scenario.preset)?;
        let (whole, mut draft) = (Draft::new(scenario.clone()), Draft::new(preset.clone()));
        for field in Field::all(scenario.world).filter(|field| field.get(scenario) != field.get(&preset)) {
            draft.type_field(field, whole.text(field));
        }
        if scenario.proxies != preset.proxies {
            draft.set_goals(&scenario.proxies);
        }
        Some(draft)
    }

    /// A draft that starts from this scenario, as if it were a preset.
    pub fn new(scenario: Scenario) -> Draft {
        let reading = read(&scenario, scenario.reward.as_str().into(), None);
        let intended = read(&scenario, scenario.intended.as_str().into(), None);
        let mut draft = Draft { scenario, reading, intended, goals: Vec::new(), made: 0, evidence: None, fields: BTreeMap::new() };
        draft.restore_goals();
        draft
    }

    /// The proxy goals of the preset again.
    pub fn restore_goals(&mut self) {
        self.set_goals(&self.scenario.proxies.clone());
    }

    fn set_goals(&mut self, goals: &[Proxy]) {
        self.goals.clear();
        for Proxy { name, source } in goals {
            self.add_goal(name.clone(), source.as_str().into());
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
    pub fn type_field(&mut self, field: Field, text: String) {
        match field {
            Field::Reward => return self.type_reward(text.into()),
            Field::Intended => return self.type_program("intended", text.into()),
            Field::Seed | Field::Seeds | Field::Train(_) | Field::Shift(_) | Field::Agent(_) | Field::JudgeLevels => {}
        }
        let problem = field.write(&mut self.scenario, &text).err();
        if problem.is_none() && self.value(field).map(plain).as_ref() == Some(&text) {
            self.fields.remove(&field);
        } else {
            self.fields.insert(field, Typed { text, problem });
        }
        if field.group() == Some(Group::Agent) {
            // The discount is a word of the language.
            self.read_again();
        }
    }

    /// The fields of a group as the preset has them.
    pub fn reset(&mut self, group: Group) {
        let Some(preset) = Scenario::preset(&self.scenario.preset) else { return };
        self.fields.retain(|field, _| field.group() != Some(group));
        for field in group.fields(preset.world) {
            set(&mut self.scenario, field, &preset);
        }
        self.read_again();
    }

    /// What stands in the field.
    pub fn text(&self, field: Field) -> String {
        match (field, self.fields.get(&field)) {
            (Field::Reward, _) => self.reading.text.to_string(),
            (Field::Intended, _) => self.intended.text.to_string(),
            (_, Some(typed)) => typed.text.clone(),
            (_, None) => self.value(field).map_or_else(String::new, plain),
        }
    }

    /// The last valid value of a numeric field.
    pub fn value(&self, field: Field) -> Option<f64> {
        field.number(&self.scenario)
    }

    /// What is wrong with a field, alone or together with others.
    pub fn problem(&self, field: Field) -> Option<String> {
        let typed = self.fields.get(&field).and_then(|typed| typed.problem.clone());
        typed.or_else(|| self.clashes().find(|(at, _)| *at == field).map(|(_, message)| message))
    }

    /// What no field alone can say, such as a corner larger than the room.
    fn clashes(&self) -> impl Iterator<Item = (Field, String)> {
        Group::ALL.into_iter().filter_map(|group| group.check(&self.scenario).err())
    }

    /// The first reason why this cannot be trained.
    pub fn blocker(&self) -> Option<FieldError> {
        let programs = [(Place::Field(Field::Reward), &self.reading), (Place::Field(Field::Intended), &self.intended)];
        for (place, reading) in programs.into_iter().chain(self.goals.iter().enumerate().map(|(at, goal)| (goal.place(at), &goal.reading)))
        {
            if !reading.compiles {
                let first = reading.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
                return Some(FieldError::new(place, first.map_or("", |diagnostic| &diagnostic.message)));
            }
        }
        for (at, goal) in self.goals.iter().enumerate() {
            if let Some(problem) = self.name_problem(goal) {
                return Some(FieldError::new(goal.place(at), problem));
            }
        }
        if self.goals.len() > MAX_PROXIES {
            return Some(FieldError::new(Place::Proxies, format!("at most {MAX_PROXIES}")));
        }
        let typed = self.fields.iter().find_map(|(field, typed)| Some((*field, typed.problem.clone()?)));
        typed.or_else(|| self.clashes().next()).map(FieldError::from)
    }

    /// A program stands there, and it does not compile.
    pub fn is_broken_program(&self, place: &Place) -> bool {
        let reading = match place {
            Place::Field(Field::Reward) => Some(&self.reading),
            Place::Field(Field::Intended) => Some(&self.intended),
            Place::Proxy { at, .. } => self.goals.get(*at).map(|goal| &goal.reading),
            Place::Field(_) | Place::Group(_) | Place::Proxies | Place::Other(_) => None,
        };
        reading.is_some_and(|reading| !reading.compiles)
    }

    /// The scenario as a run would get it.
    pub fn frozen(&self) -> Scenario {
        let text = |reading: &Reading| reading.text.as_ref().to_owned();
        let mut scenario = Scenario { reward: text(&self.reading), intended: text(&self.intended), ..self.scenario.clone() };
        scenario.proxies = self.goals.iter().map(|goal| Proxy { name: goal.name.clone(), source: text(&goal.reading) }).collect();
        scenario
    }

    /// For the browser's storage and for undo: the payload of a link, which is the scenario as JSON. What no link holds stands under
    /// `page`, so that nothing typed is lost: how far the world is shifted, texts that are no values, numbers that do not go
    /// together and goals that a link would mend.
    pub fn save(&self, amount: f64) -> String {
        let (mut scenario, mut page, mut typed) = (self.frozen(), Map::new(), Map::new());
        if amount != 0.0 {
            page.insert("amount".into(), amount.into());
        }
        for (field, Typed { text, .. }) in &self.fields {
            typed.insert(field.to_string(), text.as_str().into());
        }
        let preset = Scenario::preset(&scenario.preset).unwrap_or_else(|| self.scenario.clone());
        for group in Group::ALL.into_iter().filter(|group| group.check(&self.scenario).is_err()) {
            for field in group.fields(scenario.world).filter(|field| field.get(&self.scenario) != field.get(&preset)) {
                typed.insert(field.to_string(), self.text(field).into());
                set(&mut scenario, field, &preset);
            }
        }
        if self.goals.iter().any(|goal| self.name_problem(goal).is_some()) || self.goals.len() > MAX_PROXIES {
            page.insert("goals".into(), json!(scenario.proxies));
            scenario.proxies = preset.proxies;
        }
        if !typed.is_empty() {
            page.insert("typed".into(), typed.into());
        }
        let mut saved = share::to_value(&scenario.into());
        if !page.is_empty() {
            saved["page"] = page.into();
        }
        share::text(&saved)
    }

    /// The draft and the amount of the shift; None for what nobody has saved. Any scenario as JSON is a saved draft.
    pub fn restore(saved: &str) -> Option<(Draft, f64)> {
        if let Some(older) = saved.strip_prefix("wayward draft 1\n") {
            return restore_older(older);
        }
        let mut scenario: Map<String, Value> = serde_json::from_str(saved).ok()?;
        let page: Page = scenario.remove("page").and_then(|page| serde_json::from_value(page).ok()).unwrap_or_default();
        // What is remarked on is of another version; nobody is there to read it.
        let mut draft = Draft::of(&share::from_value(scenario).ok()?.shared.scenario)?;
        if let Some(goals) = &page.goals {
            draft.set_goals(goals);
        }
        for (key, text) in page.typed {
            draft.restore_field(&key, text);
        }
        Some((draft, page.amount.clamp(0.0, 1.0)))
    }

    /// A field that this version lacks is dropped: it has no place to be shown.
    fn restore_field(&mut self, key: &str, text: String) {
        if let Ok(field) = Field::named(self.scenario.world, key)
            && self.value(field).is_some()
        {
            self.type_field(field, text);
        }
    }
}

/// What a saved draft has beside its scenario.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Page {
    amount: f64,
    typed: BTreeMap<String, String>,
    goals: Option<Vec<Proxy>>,
}

/// A field as another scenario has it.
fn set(scenario: &mut Scenario, field: Field, like: &Scenario) {
    if let Some(value) = field.get(like) {
        field.set(scenario, value).expect("it is allowed there");
    }
}

/// What pages saved before drafts were JSON: one `key=value` a line, a blank line, then the reward's text to the end.
fn restore_older(saved: &str) -> Option<(Draft, f64)> {
    let (head, text) = saved.split_once("\n\n")?;
    let mut lines = head.lines();
    let mut draft = Draft::new(Scenario::preset(lines.next()?.strip_prefix("preset=")?)?);
    let amount = lines.next()?.strip_prefix("amount=").and_then(engine::decimal::parse).filter(|amount| (0.0..=1.0).contains(amount))?;
    let mut name = String::new();
    for (key, value) in lines.filter_map(|line| line.split_once('=')) {
        match key {
            "program.intended" => draft.type_program("intended", many_lines(value).into()),
            "program.proxies" => draft.goals.clear(),
            "program.name" => name = many_lines(value),
            "program.source" => draft.add_goal(std::mem::take(&mut name), many_lines(value).into()),
            _ => draft.restore_field(key, value.to_owned()),
        }
    }
    draft.type_reward(text.into());
    Some((draft, amount))
}

/// A text that was put into one line.
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
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
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
        draft.type_field(Field::Seed, "7".into());
        draft.type_field(Field::Seed, "seven".into());
        assert_eq!((draft.text(Field::Seed).as_str(), draft.scenario.seed), ("seven", 7));
        assert!(draft.problem(Field::Seed).unwrap().contains("not a number"));
        assert_eq!(draft.blocker().unwrap().place, Place::Field(Field::Seed));
    }

    #[test]
    fn fields_that_clash_are_named() {
        let mut draft = draft();
        draft.type_field(Field::Train("corner"), "9".into());
        draft.type_field(Field::Train("size"), "7".into());
        assert!(draft.problem(Field::Train("corner")).unwrap().contains("does not fit"));
        assert_eq!(draft.blocker().unwrap().place, Place::Field(Field::Train("corner")));
        draft.type_field(Field::Train("size"), "13".into());
        assert_eq!(draft.blocker(), None);
    }

    #[test]
    fn goals_are_checked_and_frozen() {
        let mut draft = draft();
        assert_eq!(draft.frozen(), draft.scenario);
        draft.new_goal();
        let id = draft.goals[1].id.clone();
        assert_eq!(draft.blocker().unwrap().place, Place::Proxy { at: 1, name: "goal_1".into() }, "it is empty yet");
        draft.type_program(&id, "reached_corner".into());
        assert_eq!(draft.blocker(), None);
        assert!(draft.frozen().check().is_ok());
        for (name, wanted) in [("", "1 to 20"), ("two words", "letters"), ("corner", "another goal"), ("reward", "another goal")] {
            draft.name_goal(&id, name.into());
            assert!(draft.blocker().unwrap().message.contains(wanted), "{name:?}: {:?}", draft.blocker());
            assert!(draft.frozen().check().is_err(), "{name:?}");
        }
        draft.name_goal(&id, "upper_edge".into());
        assert_eq!(draft.frozen().check().unwrap().proxies[1].0, "upper_edge");
        draft.type_program("intended", "nothing_known".into());
        assert_eq!(draft.blocker().unwrap().place, Place::Field(Field::Intended));
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
        assert!(draft.blocker().unwrap().message.contains("at most") && draft.frozen().check().is_err());
        draft.restore_goals();
        assert_eq!((draft.blocker(), draft.goals.len()), (None, 1));
    }

    /// No name that a person gives is taken for one of ours.
    #[test]
    fn a_goal_called_like_a_field_is_still_a_goal() {
        let mut names: Vec<String> = Field::all(draft().scenario.world).map(|field| field.to_string()).collect();
        names.extend(["proxies", "what you meant", "proxy goals", "earned", "corner", ""].map(str::to_owned));
        for name in names {
            let mut draft = draft();
            draft.new_goal();
            let id = draft.goals[1].id.clone();
            draft.name_goal(&id, name.clone());
            draft.type_program(&id, "1 +".into());
            let blocker = draft.blocker().expect("it does not compile");
            assert_eq!(blocker.place, Place::Proxy { at: 1, name: name.clone() });
            assert!(blocker.place.label().starts_with("proxy goal ") && draft.is_broken_program(&blocker.place), "{blocker:?}");
            // Nor does typing into the field of that name concern the goal.
            for field in Field::all(draft.scenario.world) {
                assert_eq!(draft.problem(field), None, "{name}: {field}");
            }
            draft.type_program(&id, "x".into());
            match (draft.blocker(), draft.name_problem(&draft.goals[1])) {
                (None, None) => {}
                (Some(error), Some(words)) => {
                    assert!(error.message == words && matches!(&error.place, Place::Proxy { name: own, .. } if *own == name), "{error:?}");
                }
                other => panic!("{name}: {other:?}"),
            }
        }
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

    fn check_saved(draft: &Draft, amount: f64) {
        let saved = draft.save(amount);
        let (back, shifted) = Draft::restore(&saved).unwrap_or_else(|| panic!("{saved}"));
        let goals = |draft: &Draft| draft.goals.iter().map(|goal| (goal.name.clone(), goal.reading.clone())).collect::<Vec<_>>();
        assert_eq!((&back.scenario, &back.fields, &back.reading), (&draft.scenario, &draft.fields, &draft.reading), "{saved}");
        assert_eq!((&back.intended, goals(&back), shifted), (&draft.intended, goals(draft), amount), "{saved}");
        assert_eq!(back.save(amount), saved, "one text for one draft");
    }

    #[test]
    fn what_was_saved_comes_back() {
        for preset in &engine::scenario::PRESETS {
            let draft = Draft::new(preset.scenario());
            check_saved(&draft, 0.0);
            assert_eq!(draft.save(0.0), share::to_json(&preset.scenario().into()), "the payload of a link, and nothing else");
        }
        let mut draft = draft();
        draft.type_reward("reached_cheese\n\n// two\r\nlines é".into());
        draft.type_field(Field::Seed, "12".into());
        check_saved(&draft, 0.5);
        assert_eq!(share::from_json(&draft.save(0.0)).unwrap().shared.scenario, draft.frozen());
        // Half typed, and not as a number is written.
        draft.type_field(Field::Seed, "12 and".into());
        draft.type_field(Field::Train("disagree"), "0.250".into());
        draft.type_field(Field::Agent("gamma"), "\n1e".into());
        check_saved(&draft, 0.125);
        assert_eq!((draft.scenario.seed, draft.text(Field::Train("disagree")).as_str()), (12, "0.250"));
        // Each is in its range; together they are not.
        draft.type_field(Field::Shift("size"), "7".into());
        draft.type_field(Field::Shift("corner"), "9".into());
        draft.type_field(Field::Agent("num_minibatches"), "7".into());
        check_saved(&draft, 1.0);
        draft.type_program("intended", "let a = 1;\n\na * reached_cheese // \\not n\\\n\\r\r".into());
        check_saved(&draft, 0.0);
        draft.type_program("intended", "does not compile".into());
        draft.new_goal();
        let id = draft.goals[1].id.clone();
        draft.type_program(&id, "bumped\n".into());
        for name in ["goal", "no = name\n", "corner", "seed", "typed", ""] {
            draft.name_goal(&id, name.into());
            check_saved(&draft, 0.0);
        }
        for _ in 0..MAX_PROXIES {
            draft.new_goal();
        }
        check_saved(&draft, 0.0);
        draft.goals.clear();
        check_saved(&draft, 0.0);
        // More than a link may hold.
        draft.type_reward("1 + ".repeat(share::MAX_PAYLOAD).into());
        check_saved(&draft, 0.0);
        for broken in [
            "",
            "{",
            "[]",
            "{\"preset\":\"nothing\"}",
            "wayward draft 2\n\n",
            "wayward draft 1\npreset=nothing\namount=0\n\nx",
            "wayward draft 1\n",
        ] {
            assert!(Draft::restore(broken).is_none(), "{broken:?}");
        }
        // Of another version: what is known of it is taken.
        let other = r#"{"preset":"lava","seed":3,"page":{"amount":7,"typed":{"train.unheard":"1","seeds":"x"},"more":1},"unheard":{}}"#;
        let (back, amount) = Draft::restore(other).unwrap();
        assert_eq!((back.scenario.seed, back.text(Field::Seeds).as_str(), amount), (3, "x", 1.0));
    }

    /// As pages saved them before drafts were JSON.
    #[test]
    fn older_drafts_are_read() {
        let (draft, amount) = Draft::restore("wayward draft 1\npreset=lava\namount=0\n\nreached_goal").unwrap();
        assert_eq!((draft.scenario.preset.as_str(), &*draft.reading.text, amount), ("lava", "reached_goal", 0.0));
        let older = "wayward draft 1\npreset=cheese-corner\namount=0.5\nagent.gamma=0.9\nseed=no number\ntrain.disagree=0.25\n\
                     unheard.of=1\nprogram.intended=let a = 1;\\n\\na * reached_cheese // \\\\not n\\r\n\
                     program.proxies=\nprogram.name=corner\nprogram.source=reached_corner\nprogram.name=no = name\\n\nprogram.source=bumped\\n\n\n\
                     reached_cheese\n\n// two\r\nlines é";
        let (draft, amount) = Draft::restore(older).unwrap();
        assert_eq!((&*draft.reading.text, amount), ("reached_cheese\n\n// two\r\nlines é", 0.5));
        assert_eq!((draft.text(Field::Seed).as_str(), draft.value(Field::Train("disagree"))), ("no number", Some(0.25)));
        assert_eq!(&*draft.intended.text, "let a = 1;\n\na * reached_cheese // \\not n\r");
        let goals: Vec<_> = draft.goals.iter().map(|goal| (goal.name.as_str(), &*goal.reading.text)).collect();
        assert_eq!(goals, [("corner", "reached_corner"), ("no = name\n", "bumped\n")]);
        check_saved(&draft, amount);
        let (draft, _) = Draft::restore("wayward draft 1\npreset=cheese-corner\namount=1\nprogram.proxies=\n\nx").unwrap();
        assert_eq!(draft.goals, []);
    }
}
