//! Plays a lesson: a panel beside the page, which sets the scenario, asks, waits for what is measured, and goes on.
//!
//! It does nothing that a person could not do (`ui::outside`), and knows nothing that the page does not hand out. Whoever leaves,
//! at any moment, gets back what stood on the page before. One decision that a reader would question: it looks at the page four
//! times a second instead of being told; what it looks at first is two attributes.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::measure::{Measured, fill};
use super::parse::{Answers, Lesson, Step, Until};
use crate::annex::{dom, page, predict};
use crate::ui::markup::{escape, when};
use crate::ui::paper;
use crate::ui::state::Action;
use engine::decimal::plain;
use engine::env;
use engine::protocol::Handout;

const PANEL: &str = "#lesson";
const LOOK_MS: i32 = 250;
/// Where the page saves what is edited, and what it puts aside (`annex::address`).
const STORED: [&str; 2] = ["wayward.draft", "wayward.own"];
const PICKER: &str = "lesson-picker";

/// An answer to a question.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answer {
    Cell(env::Cell),
    Choice(usize),
    Skipped,
}

struct Playing {
    lesson: Lesson,
    at: usize,
    /// By step.
    answers: Vec<Option<Answer>>,
    /// What was picked and not answered with yet.
    picked: Option<Answer>,
    /// Whether the answer of the step was counted.
    counted: Vec<bool>,
    /// What this step waits for has been measured.
    is_met: bool,
    /// What the page showed when it was last looked at.
    seen: String,
    kept: Kept,
}

/// What the person had.
struct Kept {
    draft: String,
    stored: [Option<String>; 2],
    address: String,
    title: String,
}

thread_local! {
    static PLAYING: RefCell<Option<Playing>> = const { RefCell::new(None) };
    static LOOKS: Cell<bool> = const { Cell::new(false) };
}

/// A lesson is on.
pub fn is_on() -> bool {
    PLAYING.with_borrow(Option::is_some)
}

/// Plays this lesson from its beginning; by its name it can be linked to.
pub fn start(lesson: Lesson, name: Option<String>) {
    // From one lesson to the next what the person had is what it was before the first.
    let Some(kept) = PLAYING.take().map(|playing| playing.kept).or_else(kept) else { return };
    let location = dom::window().location();
    if let Some(name) = name {
        go_to(&format!("{}?lesson={name}", location.pathname().unwrap_or_default()));
    }
    dom::document().set_title(&format!("{} · Wayward", lesson.title));
    page::dispatch(Action::CloseBar);
    if let Some(old) = dom::by_css(PANEL) {
        old.remove();
    }
    let Some(panel) = dom::place("aside", "lesson", &format!("Lesson: {}", lesson.title), "", false) else { return };
    for kind in ["click", "input", "keydown"] {
        dom::on(&panel, kind, hear);
    }
    let steps = lesson.steps.len();
    // What it asks for is not to be seen before.
    page::play_nothing();
    // The address speaks of the lesson, not of what is edited in it.
    page::dispatch(Action::TrackEdits(false));
    PLAYING.set(Some(Playing {
        lesson,
        at: 0,
        answers: vec![None; steps],
        picked: None,
        counted: vec![false; steps],
        is_met: false,
        seen: String::new(),
        kept,
    }));
    enter(0);
    if !LOOKS.replace(true) {
        let look = Closure::<dyn Fn()>::new(look).into_js_value();
        let _ = dom::window().set_interval_with_callback_and_timeout_and_arguments_0(look.unchecked_ref(), LOOK_MS);
        // Whoever closes the tab in the middle of a lesson finds the own experiment again, too.
        let hide = Closure::<dyn Fn()>::new(|| {
            PLAYING.with_borrow(|playing| {
                if let Some(playing) = playing {
                    put_back(&playing.kept);
                }
            });
        });
        let _ = dom::window().add_event_listener_with_callback("pagehide", hide.into_js_value().unchecked_ref());
    }
}

fn kept() -> Option<Kept> {
    let draft = page::hand_out()?.draft;
    let storage = || dom::window().local_storage().ok().flatten();
    let stored = STORED.map(|key| storage()?.get_item(key).ok().flatten());
    let location = dom::window().location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    let query = without_lesson(&part(location.search()));
    let address = format!("{}{query}{}", part(location.pathname()), part(location.hash()));
    Some(Kept { draft, stored, address, title: dom::document().title() })
}

/// A query without its `lesson=`.
fn without_lesson(query: &str) -> String {
    let rest: Vec<&str> =
        query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lesson=")).collect();
    if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) }
}

fn go_to(address: &str) {
    if let Ok(history) = dom::window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

fn put_back(kept: &Kept) {
    let Ok(Some(storage)) = dom::window().local_storage() else { return };
    for (key, value) in STORED.iter().zip(&kept.stored) {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Ends the lesson, if one is on: what the person had stands on the page again.
pub fn leave() {
    let Some(playing) = PLAYING.take() else { return };
    page::dispatch(Action::Lock(Vec::new()));
    let html = dom::document().document_element();
    for name in ["data-lesson", "data-look", "data-hide"] {
        let _ = html.as_ref().map(|html| html.remove_attribute(name));
    }
    if let Some(panel) = dom::by_css(PANEL) {
        panel.remove();
    }
    page::open(playing.kept.draft.clone());
    page::dispatch(Action::TrackEdits(true));
    put_back(&playing.kept);
    dom::document().set_title(&playing.kept.title);
    go_to(&playing.kept.address);
    focus("[data-annex=lessons]");
}

/// Sets up the page for a step, and shows it.
fn enter(at: usize) {
    PLAYING.with_borrow_mut(|playing| {
        let Some(playing) = playing else { return };
        let forward = at > playing.at || at == 0;
        (playing.at, playing.is_met, playing.picked, playing.seen) = (at, false, None, String::new());
        let before = at.checked_sub(1).map(|at| &playing.lesson.steps[at].scenario);
        let step = &playing.lesson.steps[at];
        set_up(step, before, forward);
        let html = dom::document().document_element();
        for (name, value) in
            [("data-lesson", ""), ("data-look", step.look.unwrap_or_default()), ("data-hide", step.hide.join(" ").as_str())]
        {
            let _ = html.as_ref().map(|html| html.set_attribute(name, value));
        }
        page::dispatch(Action::Lock(step.lock.clone()));
        draw(playing);
    });
    focus("#lesson-heading");
    show_place();
}

fn set_up(step: &Step, before: Option<&engine::scenario::Scenario>, forward: bool) {
    let Some(handout) = page::hand_out() else { return };
    let shown = paper::scenario(&handout.draft);
    let goes_on = forward && step.changes.as_ref().is_some_and(Vec::is_empty);
    let percent = (handout.amount * 100.0).round();
    if goes_on || shown.as_ref() == Some(&step.scenario) {
        // Whatever the person has tried meanwhile stays, with its agents.
    } else if let (Some(changes), true, true) = (&step.changes, forward, shown.as_ref() == before) {
        for (key, value) in changes {
            if key == "reward" {
                page::edit(key.clone(), value.clone());
            } else {
                page::set(key, value.clone());
            }
        }
    } else if let Some(draft) = paper::draft(&step.scenario) {
        page::open(draft.save(step.shift.unwrap_or(percent) / 100.0));
        return;
    }
    if let Some(shift) = step.shift.filter(|shift| *shift != percent) {
        page::set("shift", plain(shift));
    }
}

fn focus(css: &str) {
    if let Some(element) = dom::by_css(css) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Brings the part of which the step speaks into view.
fn show_place() {
    let Some(look) = PLAYING.with_borrow(|playing| playing.as_ref().and_then(|playing| playing.lesson.steps[playing.at].look)) else {
        return;
    };
    if let Some(part) = dom::by_css(&format!(".stage-{look}")) {
        scroll_to(&part);
    }
}

/// No farther than it takes.
fn scroll_to(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

fn is_asked(playing: &Playing) -> bool {
    playing.lesson.steps[playing.at].ask.is_some() && predict::asks_in_lessons()
}

fn may_go_on(playing: &Playing) -> bool {
    let step = &playing.lesson.steps[playing.at];
    (step.until.is_none() || playing.is_met) && (!is_asked(playing) || playing.answers[playing.at].is_some())
}

fn draw(playing: &Playing) {
    let (lesson, at) = (&playing.lesson, playing.at);
    let (step, steps) = (&lesson.steps[at], lesson.steps.len());
    let mut out = format!(
        "<div class='lesson-head'><p>{} <span>Step {} of {steps}</span></p>\
         <button type='button' class='quiet lesson-fold' data-lesson='fold' aria-expanded='true'>Fold</button>\
         <button type='button' class='quiet' data-lesson='leave'>Leave</button></div>\
         <progress class='bar' value='{}' max='{steps}' aria-label='Steps of this lesson'></progress>\
         <div class='lesson-body' tabindex='0' role='group' aria-labelledby='lesson-heading'><h2 id='lesson-heading' tabindex='-1'>{}</h2>",
        escape(&lesson.title),
        at + 1,
        at + 1,
        escape(&step.heading)
    );
    for paragraph in &step.text {
        out += &format!("<p>{}</p>", with_code(paragraph));
    }
    if is_asked(playing) {
        out += "<div id='lesson-ask'>";
        out += &ask(playing);
        out += "</div>";
    }
    if let Some(until) = step.until {
        let words = match until {
            Until::Trained => "Press Train, and wait for the verdict.".to_owned(),
            Until::Shifted(percent) => format!("Move the slider of stage 3 to {} percent, and wait for the verdict.", plain(percent)),
        };
        out += &format!("<p class='lesson-wait' id='lesson-wait'><span aria-hidden='true'></span>{words}</p>");
    }
    out += "<div id='lesson-said' role='status'></div>";
    if at + 1 == steps {
        out += &end(lesson);
    }
    let is_last = at + 1 == steps;
    out += &format!(
        "</div><div class='lesson-foot'><button type='button' data-lesson='back'{}>Back</button>{}\
         <button type='button' class='primary' data-lesson='next'>{}</button></div>",
        when(at == 0, " disabled"),
        when(step.until.is_some() || is_asked(playing), "<button type='button' class='quiet' data-lesson='skip'>Skip this step</button>"),
        if is_last { "Finish" } else { "Next" }
    );
    if let Some(panel) = dom::by_css(PANEL) {
        panel.set_inner_html(&out);
    }
    update(playing);
}

/// Words between backticks are code, as in the editor.
fn with_code(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = escape(part);
        out += &if at % 2 == 1 { format!("<code translate='no'>{part}</code>") } else { part };
    }
    out
}

fn end(lesson: &Lesson) -> String {
    let mut out = String::new();
    if !lesson.claims.is_empty() {
        out += "<h3>What this lesson claims</h3><ul>";
        for claim in &lesson.claims {
            out += &format!("<li>{}</li>", with_code(claim));
        }
        out += "</ul>";
    }
    if !lesson.sources.is_empty() {
        out += "<h3>Where to read on</h3><ul>";
        for (words, address) in &lesson.sources {
            out += &format!("<li><a href='{}' target='_blank' rel='noopener'>{}</a></li>", escape(address), escape(words));
        }
        out += "</ul>";
    }
    out
}

fn ask(playing: &Playing) -> String {
    let step = &playing.lesson.steps[playing.at];
    let Some(question) = &step.ask else { return String::new() };
    let given = playing.answers[playing.at];
    let mut out = match &question.answers {
        Answers::Cell(percent) => {
            let level = predict::level(&step.scenario, percent / 100.0);
            let picked = match given.or(playing.picked) {
                Some(Answer::Cell(cell)) => Some(cell),
                _ => None,
            };
            format!("<p class='lesson-question'>{}</p>{}", escape(&question.question), predict::picker(PICKER, &level, picked))
        }
        Answers::Choices(choices) => {
            let mut out = format!("<fieldset><legend class='lesson-question'>{}</legend>", escape(&question.question));
            for (number, (words, _)) in choices.iter().enumerate() {
                let checked = when(given.or(playing.picked) == Some(Answer::Choice(number)), " checked");
                out += &format!(
                    "<label class='switch'><input type='radio' name='lesson-choice' data-choice='{number}'{checked}>{}</label>",
                    escape(words)
                );
            }
            out + "</fieldset>"
        }
    };
    out += "<p class='lesson-answer'><button type='button' data-lesson='answer'>That is my prediction</button></p>";
    out
}

fn set_text(css: &str, words: &str) {
    if let Some(element) = dom::by_css(css).filter(|element| element.text_content().as_deref() != Some(words)) {
        element.set_text_content(Some(words));
    }
}

fn mention(words: &str) {
    set_text("#lesson-said", words);
    if let Some(place) = dom::by_css("#lesson-said") {
        dom::speak_in(&place);
    }
}

/// Answers a press, where it can be seen: below a tall board it may be out of view.
fn say(words: &str) {
    mention(words);
    if let Some(place) = dom::by_css("#lesson-said") {
        scroll_to(&place);
    }
}

/// What changes while a step is on view.
fn update(playing: &Playing) {
    if let Some(next) = dom::by_css("[data-lesson=next]") {
        let _ = if may_go_on(playing) { next.remove_attribute("aria-disabled") } else { next.set_attribute("aria-disabled", "true") };
    }
    if let Some(wait) = dom::by_css("#lesson-wait") {
        wait.set_class_name(if playing.is_met { "lesson-wait is-met" } else { "lesson-wait" });
    }
    if playing.answers[playing.at].is_some() {
        set_text("[data-lesson=answer]", "Noted");
        rest();
    }
}

/// A question that is answered takes no other answer, and looks so.
fn rest() {
    let Some(asked) = dom::by_css("#lesson-ask") else { return };
    asked.set_class_name("is-noted");
    let Ok(parts) = asked.query_selector_all("input, [tabindex], [data-lesson]") else { return };
    for part in (0..parts.length()).filter_map(|at| parts.item(at)?.dyn_into::<Element>().ok()) {
        let _ = match part.dyn_ref::<HtmlInputElement>() {
            Some(field) => {
                field.set_disabled(true);
                Ok(())
            }
            None => part.set_attribute("aria-disabled", "true"),
        };
    }
}

fn hear(target: &Element, event: &Event) {
    let kind = event.type_();
    // The root of the page says by the same name that a lesson is on.
    let button = target.closest("button[data-lesson]:not(:disabled)").ok().flatten().filter(|_| kind == "click");
    if let Some(what) = button.and_then(|button| button.get_attribute("data-lesson")) {
        return press(&what);
    }
    PLAYING.with_borrow_mut(|playing| {
        let Some(playing) = playing else { return };
        let step = &playing.lesson.steps[playing.at];
        let Some(question) = step.ask.as_ref().filter(|_| playing.answers[playing.at].is_none()) else { return };
        match &question.answers {
            Answers::Cell(percent) => {
                let level = predict::level(&step.scenario, percent / 100.0);
                if let Some(cell) = predict::picked(PICKER, &level, target, event) {
                    playing.picked = Some(Answer::Cell(cell));
                    predict::mark(PICKER, &level, cell);
                    mention(&format!("{}.", capital(&predict::place(&level, cell))));
                }
            }
            Answers::Choices(_) => {
                let field: &HtmlInputElement = target.unchecked_ref();
                if let Some(number) = target.get_attribute("data-choice").and_then(|number| number.parse().ok()).filter(|_| field.checked())
                {
                    playing.picked = Some(Answer::Choice(number));
                }
            }
        }
    });
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().to_string() + letters.as_str())
}

fn press(what: &str) {
    let Some((at, steps, may)) =
        PLAYING.with_borrow(|playing| playing.as_ref().map(|playing| (playing.at, playing.lesson.steps.len(), may_go_on(playing))))
    else {
        return;
    };
    match what {
        "leave" => leave(),
        "back" => enter(at.saturating_sub(1)),
        "next" if !may => refuse(),
        "next" | "skip" => {
            if what == "skip" {
                PLAYING.with_borrow_mut(|playing| {
                    if let Some(answer) = playing.as_mut().map(|playing| &mut playing.answers[at]) {
                        answer.get_or_insert(Answer::Skipped);
                    }
                });
            }
            if at + 1 == steps { leave() } else { enter(at + 1) }
        }
        "answer" => PLAYING.with_borrow_mut(|playing| {
            let Some(playing) = playing else { return };
            if playing.answers[at].is_some() {
                return;
            }
            if playing.picked.is_none() {
                return say("First choose an answer.");
            }
            playing.answers[at] = playing.picked;
            say("Your prediction is noted. It is compared with what is measured, in a later step.");
            update(playing);
        }),
        "fold" => {
            if let (Some(panel), Some(button)) = (dom::by_css(PANEL), dom::by_css("[data-lesson=fold]")) {
                let folds = panel.class_name().is_empty();
                panel.set_class_name(if folds { "is-folded" } else { "" });
                button.set_text_content(Some(if folds { "Unfold" } else { "Fold" }));
                let _ = button.set_attribute("aria-expanded", if folds { "false" } else { "true" });
            }
        }
        _ => {}
    }
}

/// Says why it does not go on.
fn refuse() {
    PLAYING.with_borrow(|playing| {
        let Some(playing) = playing else { return };
        let asks = is_asked(playing) && playing.answers[playing.at].is_none();
        say(if asks { "Before it goes on: your prediction." } else { "This step waits for what is still to be measured." });
    });
}

/// What the page shows by now, in a few letters: cheap to look at.
fn glimpse() -> String {
    let of = |css: &str, names: [&str; 3]| {
        let element = dom::by_css(css);
        names.map(|name| element.as_ref().and_then(|element| element.get_attribute(name)).unwrap_or_default()).join(" ")
    };
    format!(
        "{} {}",
        of("#verdict", ["data-verdict", "data-digest", "data-amount"]),
        of("#run-figures", ["data-state", "data-judged", "data-agents"])
    )
}

/// Looks whether what the step waits for has been measured by now.
fn look() {
    if !is_on() {
        return;
    }
    PLAYING.with_borrow_mut(|playing| {
        let Some(playing) = playing else { return };
        let Some(until) = playing.lesson.steps[playing.at].until else { return };
        let seen = glimpse();
        if seen == playing.seen || dom::by_css("#verdict[data-verdict]").is_none() {
            return;
        }
        let Some(handout) = page::hand_out() else { return };
        let measured = Measured::of(&handout);
        let is_there = measured.is_current
            && !measured.rows.is_empty()
            && match until {
                Until::Trained => true,
                Until::Shifted(percent) => measured.shift >= percent - 0.5,
            };
        if !is_there {
            return;
        }
        let Some(said) = said(playing, &handout, &measured) else { return };
        let is_new = !std::mem::replace(&mut playing.is_met, true);
        playing.seen = seen;
        if let Some(place) = dom::by_css("#lesson-said") {
            place.set_inner_html(&said);
            dom::speak_in(&place);
            if is_new {
                // On a phone it lies below what is on view.
                scroll_to(&place);
            }
        }
        update(playing);
    });
}

/// What was measured, in the words of the lesson. None: the agents are still on their way.
fn said(playing: &mut Playing, handout: &Handout, measured: &Measured) -> Option<String> {
    let step = &playing.lesson.steps[playing.at];
    let mut out = String::new();
    if step.reveal {
        out += &reveal(playing, handout, measured)?;
    }
    let step = &playing.lesson.steps[playing.at];
    for check in &step.checks {
        let (class, words) = match check.condition.holds(measured) {
            Some(true) => ("is-yes", fill(&check.yes, measured)),
            Some(false) => ("is-no", fill(&check.no, measured)),
            None => ("is-no", "This could not be measured here.".to_owned()),
        };
        out += &format!("<p class='lesson-check {class}'>{}</p>", with_code(&words));
    }
    if out.is_empty() {
        out = "<p class='lesson-check is-yes'>Measured.</p>".into();
    }
    Some(out)
}

/// What became of the last question before this step.
fn reveal(playing: &mut Playing, handout: &Handout, measured: &Measured) -> Option<String> {
    let asked = (0..playing.at).rev().find(|at| playing.lesson.steps[*at].ask.is_some())?;
    let step = &playing.lesson.steps[asked];
    let (Some(question), Some(answer)) = (&step.ask, playing.answers[asked]) else { return Some(String::new()) };
    let (is_right, mut out) = match (&question.answers, answer) {
        (Answers::Cell(percent), Answer::Cell(cell)) => {
            let (level, ways) = (predict::level(&step.scenario, percent / 100.0), predict::ways(handout, percent / 100.0)?);
            let (is_right, words) = predict::outcome(&level, cell, &ways);
            let picture = predict::picture(&level, Some(cell), &ways);
            (Some(is_right), format!("<p>{words}</p><div class='board predict'>{picture}</div>"))
        }
        (Answers::Choices(choices), Answer::Choice(number)) => {
            let (words, condition) = &choices[number];
            let holds = condition.as_ref().and_then(|condition| condition.holds(measured));
            let became = match holds {
                Some(true) => "That is what was measured: right.",
                Some(false) => "That is not what was measured.",
                None => "",
            };
            (holds, format!("<p>You predicted: {} {became}</p>", escape(words)))
        }
        _ => return Some(String::new()),
    };
    if let Some(is_right) = is_right
        && !std::mem::replace(&mut playing.counted[asked], true)
    {
        out += &format!("<p class='lesson-counted'>{}</p>", predict::count(is_right));
    }
    Some(out)
}
