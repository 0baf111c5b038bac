//! What the person has typed: the reward's text, the fields, and the scenario that the valid ones add up to.
//!
//! A field keeps its text even when it is no value, with the complaint beside it; the scenario keeps the last value that was
//! one. So nothing typed is ever lost, and nothing bad ever reaches a run.

mod saved;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use engine::lang::{self, Diagnostic, Evidence, Severity};
use engine::scenario::{self, Field, FieldError, Group, MAX_PROXIES, Place, Proxy, Scenario};
use engine::share::{self, Opened};
pub use saved::saved;
use saved::set;

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

fn goal_id(number: u32) -> String {
    format!("proxy-{number}")
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
        draft.scenario.painted = scenario.painted.clone();
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
        let before = std::mem::take(&mut self.goals);
        for Proxy { name, source } in goals {
            self.add_goal(name.clone(), source.as_str().into());
        }
        self.keep_goals(before);
    }

    /// A goal that was there before keeps its id, and with that its place on the page and what can be undone in its text. It is known by
    /// its name, or else by its place among those that are not.
    fn keep_goals(&mut self, mut before: Vec<Goal>) {
        let mut others = Vec::new();
        for goal in &mut self.goals {
            match before.iter().position(|old| old.name == goal.name) {
                Some(at) => goal.id = before.remove(at).id,
                None => others.push(goal),
            }
        }
        for (goal, old) in others.into_iter().zip(before) {
            goal.id = old.id;
        }
    }

    pub fn add_goal(&mut self, name: String, text: Rc<str>) {
        self.made += 1;
        self.goals.push(Goal { id: goal_id(self.made), name, reading: read(&self.scenario, text, None) });
    }

    /// One more goal, one of the world's or an empty one, under a name that is free.
    pub fn new_goal(&mut self, goal: Option<engine::env::Goal>) {
        let is_free = |name: &String| scenario::bad_name(name).is_none() && self.goals.iter().all(|goal| goal.name != *name);
        let own = goal.map(|goal| goal.name.replace(' ', "_")).into_iter();
        let name = own.chain((1..).map(|number| format!("goal_{number}"))).find(is_free).expect("numbers do not end");
        self.add_goal(name, goal.map_or("", |goal| goal.source).into());
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
        let (evidence, made, before) = (self.evidence.take(), self.made, std::mem::take(&mut self.goals));
        *self = Draft { evidence, ..draft };
        // Of no goal that was there before.
        for (goal, number) in self.goals.iter_mut().zip(made + 1..) {
            goal.id = goal_id(number);
        }
        self.made = made + self.goals.len() as u32;
        self.keep_goals(before);
        self.type_reward(self.reading.text.clone());
    }

    /// Types into a field; the scenario changes if it is a value.
    pub fn type_field(&mut self, field: Field, text: String) {
        match field {
            Field::Reward => return self.type_reward(text.into()),
            Field::Intended => return self.type_program("intended", text.into()),
            Field::Seed | Field::Seeds | Field::Train(_) | Field::Shift(_) | Field::Agent(_) | Field::JudgeLevels | Field::PaintedShare => {
            }
        }
        let problem = field.write(&mut self.scenario, &text).err();
        if problem.is_none() && self.value(field).map(|value| value.to_string()).as_ref() == Some(&text) {
            self.fields.remove(&field);
        } else {
            self.fields.insert(field, Typed { text, problem });
        }
        if field.group() == Some(Group::Agent) {
            // The discount is a word of the language.
            self.read_again();
        }
    }

    /// These levels are painted by now.
    pub fn paint(&mut self, is_shifted: bool, pictures: Vec<String>) {
        self.scenario.painted.set(is_shifted, pictures);
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
            (_, None) => self.value(field).map_or_else(String::new, |value| value.to_string()),
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
        let clash = typed.or_else(|| self.clashes().next()).map(FieldError::from);
        clash.or_else(|| self.scenario.painted_faults().into_iter().next())
    }

    /// A program stands there, and it does not compile.
    pub fn is_broken_program(&self, place: &Place) -> bool {
        let reading = match place {
            Place::Field(Field::Reward) => Some(&self.reading),
            Place::Field(Field::Intended) => Some(&self.intended),
            Place::Proxy { at, .. } => self.goals.get(*at).map(|goal| &goal.reading),
            Place::Field(_) | Place::Group(_) | Place::Proxies | Place::Painted { .. } | Place::Other(_) => None,
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
