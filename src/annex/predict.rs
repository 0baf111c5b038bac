//! "Where will it go?": a prediction before a shift is applied, and what became of it.
//!
//! The picture is the first level of the shifted board, which is also that of the small pictures of all agents. What a person
//! predicted is counted for that person only, in this browser's storage where it allows that, and never sent.

use std::cell::RefCell;
use std::fmt::Write as _;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Event, HtmlDialogElement, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::{dom, page};
use crate::ui::handout::Handout;
use crate::ui::markup::{escape, when};
use crate::ui::player::describe;
use crate::ui::sprites;
use engine::env::{Cell, Level, ThingKind, display, shift};
use engine::scenario::Scenario;

/// How many predictions were right, and how many there were: `3/4`.
const COUNTED: &str = "wayward.predictions";
/// `1`: the page asks before every shift.
const ON_PAGE: &str = "wayward.predict";
/// `0`: lessons do not ask.
const IN_LESSONS: &str = "wayward.predict-in-lessons";

pub fn asks_in_lessons() -> bool {
    dom::stored(IN_LESSONS).as_deref() != Some("0")
}

pub fn asks_on_page() -> bool {
    dom::stored(ON_PAGE).as_deref() == Some("1")
}

pub fn ask_in_lessons(on: bool) {
    dom::store(IN_LESSONS, if on { "1" } else { "0" });
}

pub fn store(on_page: bool) {
    dom::store(ON_PAGE, if on_page { "1" } else { "0" });
}

/// Right ones and all.
pub fn counted() -> (u32, u32) {
    let text = dom::stored(COUNTED).unwrap_or_default();
    let (right, all) = text.split_once('/').unwrap_or_default();
    (right.parse().unwrap_or(0), all.parse().unwrap_or(0))
}

/// Counts one more, and says how many there are.
pub fn count(is_right: bool) -> String {
    let (right, all) = counted();
    let (right, all) = (right + u32::from(is_right), all + 1);
    dom::store(COUNTED, &format!("{right}/{all}"));
    format!("Your predictions so far: {right} of {all} right. They are counted on this device only.")
}

/// The level that a prediction is about, at this amount of the shift (0 to 1).
pub fn level(scenario: &Scenario, amount: f64) -> Level {
    let knobs = shift::between(scenario.world, &scenario.train, &scenario.shift, amount);
    display::level(scenario.world, &knobs, display::SHIFTED, 0).0
}

/// Where every agent went on that level, once all of them have walked there.
pub fn ways(handout: &Handout, amount: f64) -> Option<Vec<Vec<Cell>>> {
    let way = |run: &crate::ui::handout::HandedRun| run.way.clone().filter(|(at, _)| (at - amount).abs() < 1e-6).map(|(_, way)| way);
    let ways: Option<Vec<Vec<Cell>>> = handout.agents.iter().map(way).collect();
    ways.filter(|ways| !ways.is_empty())
}

pub fn place(level: &Level, cell: Cell) -> String {
    format!("column {}, row {}", level.column(cell), level.row(cell))
}

/// How many of these ways end in this cell or right beside it, and what that makes of the prediction in words.
pub fn outcome(level: &Level, picked: Cell, ways: &[Vec<Cell>]) -> (bool, String) {
    let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
    let ends = ways.iter().filter_map(|way| way.last());
    let hits = ends.filter(|&&end| near(level.row(end), level.row(picked)) && near(level.column(end), level.column(picked))).count();
    let (all, is_right) = (ways.len(), 2 * hits > ways.len());
    let agents = if all == 1 {
        format!("the agent {} there or right beside it", if hits == 1 { "ended" } else { "did not end" })
    } else {
        format!("{hits} of {all} agents ended there or right beside it")
    };
    (
        is_right,
        format!("You predicted {}; {agents}: your prediction was {}.", place(level, picked), if is_right { "right" } else { "wrong" }),
    )
}

/// The level as a picture with its columns and rows numbered; with a cell that was picked and with ways that were gone.
pub fn picture(level: &Level, picked: Option<Cell>, ways: &[Vec<Cell>]) -> String {
    let center = |cell: Cell| (level.column(cell) as f64 + 0.5, level.row(cell) as f64 + 0.5);
    let walls = sprites::walls(level);
    // The numbers stand left of the board and above it; the inner picture cuts the border in half, as on the boards of the page.
    let (width, height) = (level.width - 1, level.height - 1);
    let mut out =
        format!("<svg class='board-view' viewBox='-.3 -.3 {width}.8 {height}.8' role='img' aria-label='{}'>", escape(&describe(level)));
    for column in 1..width {
        let _ = write!(out, "<text class='predict-number' x='{column}.5' y='.3'>{column}</text>");
    }
    for row in 1..height {
        let _ = write!(out, "<text class='predict-number' x='.1' y='{row}.7'>{row}</text>");
    }
    let _ = write!(
        out,
        "<svg x='.5' y='.5' width='{width}' height='{height}' viewBox='.5 .5 {width} {height}'>\
         <rect class='floor' width='{}' height='{}'/><path class='floor-2' d='{}'/>",
        level.width,
        level.height,
        sprites::checker(level)
    );
    let sprite = |out: &mut String, cell: Cell, sprite: &str| {
        let (x, y) = center(cell);
        let _ = write!(out, "<g transform='translate({x} {y})'>{sprite}</g>");
    };
    for cell in level.free_cells() {
        sprite(&mut out, cell, sprites::tile(level.tiles[cell as usize]));
    }
    let _ = write!(out, "<path class='wall-side' d='{walls}' transform='translate(0 .1)'/><path class='wall' d='{walls}'/>");
    for thing in level.things.iter().rev() {
        let is_flag = matches!(thing.kind, ThingKind::Corner | ThingKind::FarWall | ThingKind::OldGap);
        let drawn = sprites::thing(thing.kind);
        let small = format!("<g transform='translate(-.2 -.17) scale(.5)'>{drawn}</g>");
        sprite(&mut out, thing.cell, if is_flag { &small } else { drawn });
    }
    sprite(&mut out, level.start, sprites::agent(level.world));
    for way in ways {
        out += "<polyline class='predict-way' points='";
        for &cell in way {
            let (x, y) = center(cell);
            let _ = write!(out, "{x} {y} ");
        }
        let (x, y) = center(*way.last().unwrap_or(&level.start));
        let _ = write!(out, "'/><circle class='predict-end' cx='{x}' cy='{y}' r='.2'/>");
    }
    if let Some(cell) = picked {
        let (x, y) = (level.column(cell), level.row(cell));
        let _ = write!(out, "<rect class='predict-pick' x='{x}.08' y='{y}.08' width='.84' height='.84' rx='.16'/>");
    }
    out + "</svg></svg>"
}

/// What a person picks a cell with: the picture, to be pressed or walked with the arrow keys, and two fields. `id` names it.
pub fn picker(id: &str, level: &Level, picked: Option<Cell>) -> String {
    let number = |name: &str, label: &str, most: usize, value: Option<usize>| {
        let value = value.map_or_else(String::new, |value| value.to_string());
        format!(
            "<label class='field'>{label}<input id='{id}-{name}' data-pick='{name}' type='number' min='1' max='{}' inputmode='numeric' value='{value}'></label>",
            most - 2
        )
    };
    format!(
        "<div id='{id}' class='board predict'><div class='predict-board' tabindex='0' role='application' \
         aria-label='Board: the arrow keys move your choice'>{}</div>\
         <p class='predict-fields'><span>Press a cell, use the arrow keys on the board, or give</span>{}{}</p></div>",
        picture(level, picked, &[]),
        number("column", "column", level.width, picked.map(|cell| level.column(cell))),
        number("row", "row", level.height, picked.map(|cell| level.row(cell)))
    )
}

/// The cell that an event in a picker means, if it means one where somebody can stand.
pub fn picked(id: &str, level: &Level, target: &Element, event: &Event) -> Option<Cell> {
    match event.type_().as_str() {
        "click" => pressed(id, level, target, event.unchecked_ref()),
        "input" => given(id, level),
        "keydown" => walked(id, level, target, event.unchecked_ref()),
        _ => None,
    }
}

/// The cell below the pointer.
fn pressed(id: &str, level: &Level, target: &Element, mouse: &MouseEvent) -> Option<Cell> {
    let board = target.closest(&format!("#{id} .predict-board")).ok()??;
    // The floor fills the level, also where the picture cuts it off.
    let floor = board.query_selector(".floor").ok()??.get_bounding_client_rect();
    let at = |from: i32, begin: f64, length: f64, cells: usize| (f64::from(from) - begin) / length * cells as f64;
    let column = at(mouse.client_x(), floor.left(), floor.width(), level.width);
    let row = at(mouse.client_y(), floor.top(), floor.height(), level.height);
    free_cell(level, column, row)
}

/// The cell of the two fields.
fn given(id: &str, level: &Level) -> Option<Cell> {
    let field = |name: &str| {
        let field = dom::by_css(&format!("#{id}-{name}"))?.unchecked_into::<HtmlInputElement>();
        engine::decimal::parse(&field.value())
    };
    free_cell(level, field("column")?, field("row")?)
}

/// The cell to which an arrow key on the board leads: from the one that is picked, or else from where the agent starts.
fn walked(id: &str, level: &Level, target: &Element, event: &KeyboardEvent) -> Option<Cell> {
    let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    target.closest(&format!("#{id} .predict-board")).ok()??;
    if has_modifier {
        return None;
    }
    let (columns, rows) = match event.key().as_str() {
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        _ => return None,
    };
    // Neither does the page scroll, nor is it a key of the presenter view.
    event.prevent_default();
    event.stop_propagation();
    let from = given(id, level).unwrap_or(level.start);
    neighbor(level, from, columns, rows)
}

/// The next cell in this direction where somebody can stand, also behind walls.
fn neighbor(level: &Level, from: Cell, columns: isize, rows: isize) -> Option<Cell> {
    let (mut column, mut row) = (level.column(from), level.row(from));
    loop {
        column = column.checked_add_signed(columns).filter(|column| *column < level.width)?;
        row = row.checked_add_signed(rows).filter(|row| *row < level.height)?;
        let cell = level.cell(row, column);
        if !level.is_wall(cell) {
            return Some(cell);
        }
    }
}

fn free_cell(level: &Level, column: f64, row: f64) -> Option<Cell> {
    let inside = |value: f64, most: usize| value >= 0.0 && value < most as f64;
    if !inside(column, level.width) || !inside(row, level.height) {
        return None;
    }
    let cell = level.cell(row as usize, column as usize);
    (!level.is_wall(cell)).then_some(cell)
}

/// Marks the cell in a picker that is in the document.
pub fn mark(id: &str, level: &Level, cell: Cell) {
    if let Some(board) = dom::by_css(&format!("#{id} .predict-board")) {
        board.set_inner_html(&picture(level, Some(cell), &[]));
    }
    for (name, value) in [("column", level.column(cell)), ("row", level.row(cell))] {
        if let Some(field) = dom::by_css(&format!("#{id}-{name}")).map(|field| field.unchecked_into::<HtmlInputElement>())
            && field.value() != value.to_string()
        {
            field.set_value(&value.to_string());
        }
    }
}

// ── On the page, before every shift ──────────────────────────────────────────────────────────────────────────────────────

/// A question under way.
struct Asked {
    /// Percent to which the person wanted to move the slider.
    to: f64,
    level: Level,
    picked: Option<Cell>,
    /// The shift has been applied, and the agents are on their way.
    waits: bool,
}

thread_local! {
    static ASKED: RefCell<Option<Asked>> = const { RefCell::new(None) };
    static LISTENS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

const LOOK_MS: i32 = 200;

/// Asks from now on, as long as that is switched on.
pub fn listen() {
    // What is asked is not to be seen before.
    page::play_nothing();
    if LISTENS.replace(true) {
        return;
    }
    let hear = Closure::<dyn Fn(Event)>::new(|event: Event| hear(&event)).into_js_value();
    for kind in ["input", "change"] {
        // Before the page hears of it.
        let _ = dom::window().add_event_listener_with_callback_and_bool(kind, hear.unchecked_ref(), true);
    }
    let look = Closure::<dyn Fn()>::new(look).into_js_value();
    let _ = dom::window().set_interval_with_callback_and_timeout_and_arguments_0(look.unchecked_ref(), LOOK_MS);
}

/// A slider that leaves the training world goes on only after an answer.
fn hear(event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    if target.id() != "shift" || !asks_on_page() || dom::by_css("html[data-lesson]").is_some() {
        return;
    }
    let to = engine::decimal::parse(&target.value()).unwrap_or(0.0);
    let Some(handout) = page::hand_out() else { return };
    let is_trained = handout.agents.iter().any(|run| run.summary.is_some());
    if handout.amount > 0.0 || to == 0.0 || !is_trained {
        return;
    }
    event.stop_immediate_propagation();
    // Where it comes to rest, not where it passes.
    if event.type_() == "change"
        && let Some(scenario) = handout.scenario
    {
        ask(to, level(&scenario, to / 100.0));
    }
}

fn ask(to: f64, level: Level) {
    let markup = format!(
        "<h2 id='predict-heading'>Where will it go?</h2><p>Before the world is shifted by {to} percent: where will the agents be at the end of \
         their way? This is the level on which they will be seen.</p>{}<p id='predict-said' role='status'></p><p class='bar-buttons'>\
         <button type='button' class='primary' data-predict='answer' aria-disabled='true'>Show me</button>\
         <button type='button' class='quiet' data-predict='skip'>Shift without an answer</button>\
         <button type='button' class='quiet' data-predict='off'>Stop asking</button></p>",
        picker("predict-picker", &level, None)
    );
    if let Some(old) = dom::by_css("#predict") {
        old.remove();
    }
    let Some(dialog) = dom::place("dialog", "predict", "Where will it go?", &markup, true) else { return };
    dialog.set_class_name("annex-dialog");
    ASKED.set(Some(Asked { to, level, picked: None, waits: false }));
    for kind in ["click", "input", "keydown"] {
        dom::on(&dialog, kind, press);
    }
    // Escape is no answer: the slider stays where it was.
    dom::on(&dialog, "close", |_, _| {
        if let Some(slider) = dom::by_css("#shift").map(|slider| slider.unchecked_into::<HtmlInputElement>())
            && let Some(handout) = page::hand_out()
        {
            slider.set_value(&(handout.amount * 100.0).round().to_string());
        }
        ASKED.take();
    });
    let _ = dialog.unchecked_into::<HtmlDialogElement>().show_modal();
}

fn press(target: &Element, event: &Event) {
    let what = target.get_attribute("data-predict").filter(|_| event.type_() == "click");
    let to = ASKED.with_borrow_mut(|asked| {
        let asked = asked.as_mut()?;
        if what.is_none()
            && !asked.waits
            && let Some(cell) = picked("predict-picker", &asked.level, target, event)
        {
            asked.picked = Some(cell);
            mark("predict-picker", &asked.level, cell);
            say(&format!("You predict {}.", place(&asked.level, cell)));
            if let Some(button) = dom::by_css("[data-predict=answer]") {
                let _ = button.remove_attribute("aria-disabled");
            }
        }
        Some((asked.to, asked.picked.is_some()))
    });
    let (Some(what), Some((to, has_picked))) = (what, to) else { return };
    match what.as_str() {
        "answer" if !has_picked => say("First press a cell, or give its column and row."),
        "answer" => {
            if ASKED.with_borrow_mut(|asked| asked.as_mut().is_some_and(|asked| std::mem::replace(&mut asked.waits, true))) {
                close();
            } else {
                say("The agents are on their way.");
                apply(to);
            }
        }
        "skip" => {
            apply(to);
            close();
        }
        "off" => {
            store(false);
            apply(to);
            close();
        }
        _ => {}
    }
}

fn apply(to: f64) {
    page::set("shift", to.to_string());
}

fn close() {
    ASKED.take();
    if let Some(dialog) = dom::by_css("#predict") {
        dialog.unchecked_into::<HtmlDialogElement>().close();
    }
}

fn say(words: &str) {
    if let Some(said) = dom::by_css("#predict-said") {
        said.set_text_content(Some(words));
    }
}

/// Shows where the agents went as soon as that is known, once.
fn look() {
    let waits = ASKED.with_borrow(|asked| asked.as_ref().is_some_and(|asked| asked.waits)) && dom::by_css("#predict.is-shown").is_none();
    if !waits {
        return;
    }
    let Some(handout) = page::hand_out() else { return };
    ASKED.with_borrow(|asked| {
        let Some(Asked { to, level, picked: Some(picked), .. }) = asked else { return };
        let Some(ways) = ways(&handout, to / 100.0) else { return };
        let (is_right, words) = outcome(level, *picked, &ways);
        say(&format!("{words} {}", count(is_right)));
        if let Some(board) = dom::by_css("#predict-picker .predict-board") {
            board.set_inner_html(&picture(level, Some(*picked), &ways));
        }
        if let Some(dialog) = dom::by_css("#predict") {
            dialog.set_class_name("annex-dialog is-shown");
        }
        if let Some(button) = dom::by_css("[data-predict=answer]") {
            button.set_text_content(Some("Close"));
        }
        for name in ["skip", "off"] {
            if let Some(button) = dom::by_css(&format!("[data-predict={name}]")) {
                button.remove();
            }
        }
    });
}

/// The switches, for the dialog of the lessons.
/// What there is to choose, and how it went so far.
pub fn switches() -> String {
    let (right, all) = counted();
    format!(
        "<fieldset class='lessons-predict'><legend>Where will it go?</legend><p>Predict before you see. {} It is counted on this device only.</p>{}</fieldset>",
        if all == 0 { "Nothing was predicted yet.".to_owned() } else { format!("So far {right} of {all} predictions were right.") },
        switch("lessons", "Ask in lessons", asks_in_lessons()) + &page_switch()
    )
}

/// Whether the page asks before a shift.
pub fn page_switch() -> String {
    switch("page", "Ask on the page, before every shift", asks_on_page())
}

fn switch(name: &str, label: &str, on: bool) -> String {
    format!("<label class='switch'><input type='checkbox' data-predicts='{name}'{}>{label}</label>", when(on, " checked"))
}
