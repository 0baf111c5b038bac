//! The first stage: the programs of the experiment in their editors, and, while everything is held, what the last step of an
//! agent was worth to each of them.
//!
//! Not here: what happens with what is typed (the root). Questionable decision: markup that never changes once it is there, and
//! everything that does change written into it; so no text area is ever made anew while somebody writes in it.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlButtonElement, HtmlInputElement};
use yew::prelude::*;

use super::board::Sight;
use super::draft::{Draft, Reading};
use super::editor::{self, Sheet, Shown, by_id, document, fill, shell, tool};
use super::inspect::{annotated, feature, paid};
use super::markup::{escape, show};
use super::player::Episode;
use super::state::State;
use engine::env::World;
use engine::env::display::SHIFTED;
use engine::lang::{self, FeatureKind, shown};
use engine::share::Panel;

/// While everything is held.
const INSPECTOR: &str = "<div class='inspector' id='inspector' role='group' aria-label='The last step'><h3 id='inspect-where'></h3>\
    <div id='inspect-paid' role='status'></div><div class='editor-bar'>\
    <button type='button' class='editor-button' data-edit='move' title='One move of both agents'>Next move</button>\
    <button type='button' class='editor-button' data-edit='values' title='The text, or the text with its values'>Values / text</button>\
    <button type='button' class='editor-button' data-edit='board' title='The last step on the other board'>Other board</button></div></div>";

/// Ticks from one look at the features to the next: a few a second can be read.
const LOOK_EVERY: u32 = 3;

#[derive(Default)]
pub struct Desk {
    sheets: Vec<Sheet>,
    /// The episodes on both boards.
    pub sights: [Sight; 2],
    /// The board that is looked at.
    pub at: usize,
    /// Moves made while everything was held.
    pub moves: u32,
    ticks: u32,
    /// What the values below are of: a step of an episode, and the texts.
    of: Option<(Episode, usize, Rc<str>, Rc<str>)>,
    /// The reward and the intended goal with their values, and what they pay.
    values: [Option<String>; 2],
}

/// The programs, from top to bottom; `goals`: the ids of the proxy goals.
pub fn desk(world: World, held: bool, unlocked: bool, goals: &[String]) -> Html {
    let lock = if unlocked { "Lock" } else { "Unlock" };
    html! {
        <>
            { show(shell("reward", "Reward program", world, &editor::bar(world))) }
            if held {
                { show(INSPECTOR.into()) }
            }
            <div class="meant">
                { show(format!("<h3>What you meant{}</h3>", tool("unlock", lock, "The intended goal is locked, so that it is not changed instead of the reward"))) }
                { show(shell("intended", "What you meant", world, "")) }
                <p class="why">{ "The agent never sees this: it only measures how well the agent does what you wanted." }</p>
            </div>
            <details class="fold" id="goals">
                <summary>{ "Proxy goals" }</summary>
                <p class="why">{ "What the agent may have learned to want instead. The judge scores it under each of them; the agent sees none." }</p>
                { for goals.iter().map(|goal| html! {
                    <div class="goal" key={goal.clone()}>{ show(head(goal) + &shell(goal, "Proxy goal", world, "")) }</div>
                }) }
                { show(format!("<div class='editor-bar'>{}{}</div>", tool("new-goal", "Add a goal", "One more proxy goal"),
                    tool("restore-goals", "Restore", "Bring back the proxy goals of the preset"))) }
            </details>
        </>
    }
}

/// The name of a goal, which [`Desk::show`] writes.
fn head(id: &str) -> String {
    format!(
        "<div class='goal-head'><input id='{id}-name' data-name='{id}' aria-label='Name of the goal' aria-describedby='{id}-name-problem' \
         autocomplete='off' spellcheck='false'><button type='button' class='quiet' data-edit='remove-goal' data-of='{id}'>Remove</button></div>\
         <p class='field-problem' id='{id}-name-problem'></p>"
    )
}

impl Desk {
    /// The person has typed here.
    pub fn typed(&mut self, id: &str) {
        if let Some(sheet) = self.sheets.iter_mut().find(|sheet| sheet.id() == id) {
            sheet.typed();
        }
    }

    /// Brings the document up to date.
    pub fn show(&mut self, state: &State) {
        let draft = &state.draft;
        if state.held {
            self.inspect(draft);
        }
        let failure = state.run().filter(|_| !state.is_text_stale()).and_then(|run| run.failure.as_ref());
        let values = |at: usize| self.values[at].as_deref().filter(|_| state.inspects());
        let held = state.is_locked(Panel::Reward);
        let plain = |reading| Shown { reading, failure: None, stale: false, locked: held, values: None };
        let reward = Shown { failure, stale: state.is_text_stale(), values: values(0), ..plain(&draft.reading) };
        let intended = Shown { locked: held || !state.unlocked, values: values(1), ..plain(&draft.intended) };
        let wanted = [("reward", reward), ("intended", intended)].into_iter();
        let wanted = wanted.chain(draft.goals.iter().map(|goal| (goal.id.as_str(), plain(&goal.reading))));
        let mut sheets = Vec::new();
        for (id, shown) in wanted {
            let old = self.sheets.iter().position(|sheet| sheet.id() == id);
            let mut sheet = old.map_or_else(|| Sheet::new(id), |at| self.sheets.swap_remove(at));
            sheet.show(&shown);
            sheets.push(sheet);
        }
        self.sheets = sheets;
        for goal in &draft.goals {
            let problem = draft.name_problem(goal).unwrap_or_default();
            if let Some(field) = by_id(&format!("{}-name", goal.id)) {
                let _ = field.set_attribute("aria-invalid", if problem.is_empty() { "false" } else { "true" });
                let field: HtmlInputElement = field.unchecked_into();
                field.set_read_only(held);
                if field.value() != goal.name {
                    field.set_value(&goal.name);
                }
            }
            say(by_id(&format!("{}-name-problem", goal.id)), &problem);
        }
        disable(held);
    }

    /// The values of the last step of the board that is looked at.
    fn inspect(&mut self, draft: &Draft) {
        let sight = self.sights[self.at].0.borrow();
        let Some(episode) = &*sight else { return };
        let texts = (&draft.reading.text, &draft.intended.text);
        let same = self.of.as_ref().is_some_and(|(of, at, reward, intended)| {
            Rc::ptr_eq(&of.level, &episode.level) && of.states == episode.states && (*at, reward, intended) == (self.at, texts.0, texts.1)
        });
        if same && by_id("inspect-where").is_some_and(|place| place.first_child().is_some()) {
            return;
        }
        self.of = Some((episode.clone(), self.at, texts.0.clone(), texts.1.clone()));
        let step = episode.steps();
        let mut paid_so_far = String::new();
        for (at, (name, reading)) in [("Your reward", &draft.reading), ("What you meant", &draft.intended)].into_iter().enumerate() {
            // The reward is paid on what is sensed.
            let (values, line) = worth(draft, reading, episode, at == 0);
            self.values[at] = values;
            paid_so_far += &format!("<div><dt>{name}</dt><dd>{line}</dd></div>");
        }
        let board = if self.at + 1 == SHIFTED as usize { "Shifted" } else { "Training" };
        say(
            by_id("inspect-where"),
            &format!("{board} world, {}", if step == 0 { "before the first move".into() } else { format!("step {step}") }),
        );
        fill(by_id("inspect-paid"), &format!("<dl class='paid'>{paid_so_far}</dl>"));
    }

    /// Ten times a second.
    pub fn tick(&mut self, state: &State) {
        self.ticks += 1;
        if state.held {
            self.show(state);
        }
        if !self.ticks.is_multiple_of(LOOK_EVERY)
            || document().and_then(|it| it.query_selector("[open] > * > .features").ok().flatten()).is_none()
        {
            return;
        }
        let sight = self.sights[self.at].0.borrow();
        let Some(episode) = sight.as_ref().filter(|episode| episode.steps() > 0) else { return };
        let values = episode.features(episode.steps(), true);
        for (at, spec) in state.draft.scenario.world.features().iter().enumerate() {
            let was = (spec.kind == FeatureKind::State).then(|| values.was[at]);
            say(by_id(&format!("now-{}", spec.name)), &feature(values.now[at], was));
        }
    }
}

/// A program with its values at the last step, as markup, and in words what it pays for it and for the episode.
fn worth(draft: &Draft, reading: &Reading, episode: &Episode, sensed: bool) -> (Option<String>, String) {
    let Some(program) = lang::compile(&reading.text, &draft.scenario.schema()).0 else {
        return (None, "does not compile".into());
    };
    if episode.steps() == 0 {
        return (None, "nothing yet".into());
    }
    let features = episode.features(episode.steps(), sensed);
    let (last, sum) = paid(&program, episode, sensed);
    let trace = program.trace(&features.now, &features.was);
    (
        Some(annotated(&reading.text, &trace)),
        format!("<b>{}</b> for this step, <b>{}</b> so far", escape(&shown(last)), escape(&shown(sum))),
    )
}

/// The buttons that change a program; the inspector's only look.
fn disable(disabled: bool) {
    let Some(list) =
        document().and_then(|it| it.query_selector_all(".stage-reward :is(.editor-button:not(.inspector *), .goal-head button)").ok())
    else {
        return;
    };
    for button in (0..list.length()).filter_map(|at| list.item(at)) {
        let button: HtmlButtonElement = button.unchecked_into();
        if button.disabled() != disabled {
            button.set_disabled(disabled);
        }
    }
}

/// Writes a text where another one stands.
fn say(place: Option<Element>, text: &str) {
    if let Some(place) = place.filter(|place| place.text_content().as_deref() != Some(text)) {
        place.set_text_content(Some(text));
    }
}
