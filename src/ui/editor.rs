//! The editors of programs: real text areas over layers that draw the same texts in color, with marks, and lists of problems.
//!
//! Not here: compiling (the diagnostics come with the text) and listening (`assist`). Questionable decisions: text area and
//! layer lie in one grid cell of one scrolling box, and the layer gives the height, so neither ever scrolls by itself, and there
//! is nothing to keep in step. And what changes is written straight into the document, line by line, before anything else on
//! the page is drawn: an edit shall be marked before the next frame.

use std::fmt::Write as _;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlTextAreaElement};

use super::chart::grouped;
use super::draft::Reading;
use super::highlight::{self, Line, Mark};
use super::markup::escape;
use super::text_history::Edit;
use super::text_undo;
use engine::env::World;
use engine::experiment::Failure;
use engine::lang::{Diagnostic, MAX_SOURCE, Severity, Span};

/// Milliseconds without a keystroke after which problems are read out. Guessed: longer than the pause between two words.
const SETTLED: u32 = 600;
/// Milliseconds after which what was read out goes.
pub const SPOKEN: u32 = 7_000;
/// Lines from which on the layer is written anew as a whole: one parse costs less than many. Guessed.
const MANY: usize = 12;
const STALE: &str = "<p class='editor-stale'>The agent on the boards was trained on an earlier text.</p>";
/// What the line below the text says when the caret is on no name.
pub const KEYS: &str =
    "<kbd>Ctrl</kbd>+<kbd>Enter</kbd> trains · <kbd>Alt</kbd>+<kbd>↑ ↓</kbd> turns a number · <kbd>Ctrl</kbd>+<kbd>Space</kbd> lists names";

/// The markup of an editor; what is in it [`Sheet::show`] writes. The names of its parts begin with `id`.
pub fn shell(id: &str, label: &str, world: World, bar: &str) -> String {
    // A list that scrolls takes the focus in every browser, so it says so.
    format!(
        "<div class='editor' id='{id}-editor'><div class='editor-paper'><div class='editor-sheet'>\
         <pre class='editor-layer' id='{id}-layer' aria-hidden='true' translate='no'></pre>\
         <textarea class='editor-area' id='{id}' data-world='{}' rows='1' aria-label='{label}' aria-describedby='{id}-problems {id}-help' \
         aria-autocomplete='list' aria-controls='{id}-words' spellcheck='false' autocapitalize='off' autocomplete='off' autocorrect='off' \
         translate='no' placeholder='For example: {}'></textarea>\
         <pre class='editor-values' id='{id}-values' data-edit='write' role='group' tabindex='0' translate='no' aria-label='{label} with its values'></pre></div>\
         <div class='editor-words' id='{id}-words' role='listbox' aria-label='Names that fit' tabindex='0'></div>\
         <div class='editor-tip' id='{id}-tip' role='tooltip'></div></div>\
         <p class='editor-help' id='{id}-help'>{KEYS}</p>{bar}<div id='{id}-stale'></div>\
         <div class='editor-problems' id='{id}-problems'></div><p class='editor-spoken' id='{id}-spoken' role='status'></p></div>",
        world.name(),
        world.intended().source
    )
}

/// What stands below the reward.
pub fn bar(world: World) -> String {
    format!(
        "<div class='editor-bar'>{}{}{}</div>",
        tool("format", "Format", "Lay the text out in the usual way"),
        tool("restore", "Restore", "Bring back the reward of the preset"),
        examples(world)
    )
}

/// A button that `assist` hears; the text area keeps the focus that it has.
pub fn tool(act: &str, label: &str, title: &str) -> String {
    format!("<button type='button' class='editor-button' data-edit='{act}' title='{title}'>{label}</button>")
}

/// What an editor shall show.
pub struct Shown<'a> {
    pub reading: &'a Reading,
    /// Why the run of this very text stopped.
    pub failure: Option<&'a Failure>,
    /// The shown run was trained on an earlier text.
    pub stale: bool,
    /// Not to be written into.
    pub locked: bool,
    /// The text with its values, as markup, in place of the text.
    pub values: Option<&'a str>,
}

/// What one editor shows, so that only what differs is written.
#[derive(Default)]
pub struct Sheet {
    id: String,
    /// In which all this was written.
    layer: Option<Element>,
    text: Option<Rc<str>>,
    diagnostics: Rc<Vec<Diagnostic>>,
    failure: Option<Failure>,
    lines: Vec<Line>,
    values: Option<String>,
    settle: Option<Timeout>,
    /// The next text that is shown comes from the text area, which may be ahead of it by now.
    typed: bool,
}

impl Sheet {
    pub fn new(id: &str) -> Sheet {
        Sheet { id: id.to_owned(), ..Sheet::default() }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is shown next was typed in the text area, and is not brought back to it.
    pub fn typed(&mut self) {
        self.typed = true;
    }

    /// Brings the document up to date; nothing as long as this editor is not in it.
    pub fn show(&mut self, shown: &Shown) {
        let id = self.id.clone();
        let part = |name: &str| by_id(&format!("{id}-{name}"));
        let area = by_id(&id).and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        let (Some(layer), Some(area), Some(editor)) = (part("layer"), area, part("editor")) else { return };
        if self.layer.as_ref() != Some(&layer) {
            *self = Sheet { layer: Some(layer.clone()), ..Sheet::new(&id) };
        }
        let Shown { reading, failure, .. } = *shown;
        let mut class = "editor".to_owned();
        for (name, on) in
            [(" is-locked", shown.locked), (" is-inspected", shown.values.is_some()), (" editor-long", reading.text.len() > MAX_SOURCE)]
        {
            class += if on { name } else { "" };
        }
        if editor.class_name() != class {
            editor.set_class_name(&class);
        }
        if area.read_only() != shown.locked {
            area.set_read_only(shown.locked);
        }
        if self.values.as_deref() != shown.values {
            self.values = shown.values.map(str::to_owned);
            fill(part("values"), shown.values.unwrap_or_default());
        }
        if let Some(place) = part("stale").filter(|place| shown.stale == place.first_child().is_none()) {
            place.set_inner_html(if shown.stale { STALE } else { "" });
        }

        let same_text = self.text.as_ref().is_some_and(|text| Rc::ptr_eq(text, &reading.text));
        if same_text && Rc::ptr_eq(&self.diagnostics, &reading.diagnostics) && self.failure.as_ref() == failure {
            return;
        }
        let mut marks: Vec<(Span, Mark)> = reading.diagnostics.iter().map(|it| (it.span, mark(it.severity))).collect();
        if let Some((start, end)) = failure.and_then(|failure| failure.span) {
            marks.push((Span { start: start as usize, end: end as usize }, Mark::Failure));
        }
        let lines = highlight::lines(&reading.text, &marks);
        let lines = lines.unwrap_or_default().iter().map(|pieces| Line::of(pieces)).collect();
        draw(&layer, &std::mem::replace(&mut self.lines, lines), &self.lines);
        // The text area is the browser's: it is only written when the text became another one elsewhere (a preset, formatting).
        if !same_text && !std::mem::take(&mut self.typed) {
            bring(&area, &reading.text);
            text_undo::note(&area, Edit::Whole);
        }
        let bad = failure.is_some() || !reading.compiles;
        let _ = area.set_attribute("aria-invalid", if bad { "true" } else { "false" });
        fill(part("problems"), &problems(&reading.text, &reading.diagnostics, failure));
        (self.text, self.diagnostics, self.failure) = (Some(reading.text.clone()), reading.diagnostics.clone(), failure.cloned());
        // The list itself says nothing by itself.
        let (spoken, place) = (summary(&reading.diagnostics, failure), part("spoken"));
        self.settle = Some(Timeout::new(SETTLED, move || {
            let Some(place) = place else { return };
            place.set_text_content(Some(&spoken));
            // What stays there is read again when a dialog closes.
            let is_same = move |place: &Element| place.text_content().as_deref() == Some(&*spoken);
            Timeout::new(SPOKEN, move || {
                if is_same(&place) {
                    place.set_text_content(None);
                }
            })
            .forget();
        }));
    }
}

/// Brings the layer from the old lines to the new ones.
fn draw(layer: &Element, old: &[Line], new: &[Line]) {
    let patch = highlight::patch(old, new);
    let wrapped = |lines: &[Line]| {
        let mut out = String::new();
        for line in lines {
            for part in ["<span class='editor-line'>", &line.markup, "</span>"] {
                out += part;
            }
        }
        out
    };
    if patch.drawn.len() > MANY || old.is_empty() || new.is_empty() {
        return layer.set_inner_html(&wrapped(new));
    }
    // From the top down, along the children.
    let mut child = layer.first_element_child();
    for _ in 0..patch.at {
        child = child.and_then(|child| child.next_element_sibling());
    }
    for _ in 0..patch.gone {
        let next = child.as_ref().and_then(|child| child.next_element_sibling());
        if let Some(child) = child {
            child.remove();
        }
        child = next;
    }
    let _ = match &child {
        Some(child) => child.insert_adjacent_html("beforebegin", &wrapped(&new[patch.at..patch.at + patch.come])),
        None => layer.insert_adjacent_html("beforeend", &wrapped(&new[patch.at..patch.at + patch.come])),
    };
    let mut child = layer.first_element_child();
    let mut drawn = patch.drawn.iter().filter(|line| !(patch.at..patch.at + patch.come).contains(line)).peekable();
    for (i, line) in new.iter().enumerate() {
        let Some(element) = child else { return };
        if drawn.next_if(|&&at| at == i).is_some() {
            element.set_inner_html(&line.markup);
        }
        child = element.next_element_sibling();
    }
}

/// Writes a name where the caret is, as if it had been typed: it can be undone. Without a caret: into the reward.
pub fn insert(name: &str) {
    let focused = document().and_then(|document| document.query_selector("textarea:focus").ok().flatten());
    if let Some(area) = focused.or_else(|| by_id("reward")).and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok()) {
        let _ = area.focus();
        type_text(&area, name);
    }
}

pub fn by_id(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Writes markup; nothing over nothing costs nothing.
pub fn fill(place: Option<Element>, markup: &str) {
    if let Some(place) = place.filter(|place| !(markup.is_empty() && place.first_child().is_none())) {
        place.set_inner_html(markup);
    }
}

fn mark(severity: Severity) -> Mark {
    match severity {
        Severity::Error => Mark::Error,
        Severity::Warning => Mark::Warning,
    }
}

/// A button, and the rewards that it offers; `assist` hears which is pressed.
fn examples(world: World) -> String {
    let mut out = "<button type='button' class='editor-button' popovertarget='reward-examples'>Examples</button>\
                   <div id='reward-examples' class='editor-examples' popover>"
        .to_owned();
    for example in world.examples() {
        let source = escape(example.source);
        let _ = write!(
            out,
            "<button type='button' class='word' data-pick='{source}' popovertarget='reward-examples' popovertargetaction='hide'>\
             <b>{}</b> {} <code translate='no'>{source}</code></button>",
            example.name, example.doc
        );
    }
    out + "</div>"
}

/// The problems as list items; a press on one goes to its place, which stands in `data-at`.
fn problems(text: &str, diagnostics: &[Diagnostic], failure: Option<&Failure>) -> String {
    let mut out = String::new();
    if let Some(failure) = failure {
        let said = format!(
            "<b class='problem-word'>Stopped</b> <span class='problem-message'>{} (training step {})</span>",
            marked_up(&failure.message),
            grouped(failure.step)
        );
        item(&mut out, "failure", &said, text, failure.span.map(|(start, _)| start as usize));
        if !failure.picture.is_empty() {
            let _ = write!(
                out,
                "<pre class='problem-picture' translate='no' aria-label='The level where it happened; @ is the agent'>{}</pre>",
                escape(&failure.picture)
            );
        }
        out += "</li>";
    }
    for diagnostic in diagnostics {
        let hint =
            diagnostic.hint.as_ref().map_or(String::new(), |hint| format!("<span class='problem-hint'>; {}</span>", marked_up(hint)));
        let (class, word) = match diagnostic.severity {
            Severity::Error => ("error", "Error"),
            Severity::Warning => ("warning", "Warning"),
        };
        let said =
            format!("<b class='problem-word'>{word}</b> <span class='problem-message'>{}</span>{hint}", marked_up(&diagnostic.message));
        item(&mut out, class, &said, text, Some(diagnostic.span.start));
        out += "</li>";
    }
    if out.is_empty() { out } else { format!("<ul role='list'>{out}</ul>") }
}

/// Opens a list item, with `line:column`; the words for who does not see it stand behind a message.
fn item(out: &mut String, class: &str, said: &str, text: &str, at: Option<usize>) {
    let _ = write!(out, "<li class='problem problem-{class}'>");
    let _ = match at {
        Some(at) => {
            let (line, column) = highlight::position(text, at);
            let units = highlight::to_units(text, at);
            write!(
                out,
                "<button type='button' class='problem-button' title='Go to this place' data-at='{units}'>{said} <span class='problem-place'>\
                 <span aria-hidden='true'>{line}:{column}</span><span class='editor-spoken'> at line {line}, column {column}</span></span></button>"
            )
        }
        None => write!(out, "<p class='problem-button'>{said}</p>"),
    };
}

/// Program text stands between backticks in messages.
fn marked_up(message: &str) -> String {
    let mut out = String::new();
    for (i, part) in message.split('`').enumerate() {
        let part = escape(part);
        match i % 2 {
            0 => out += &part,
            _ => drop(write!(out, "<code translate='no'>{part}</code>")),
        }
    }
    out
}

fn summary(diagnostics: &[Diagnostic], failure: Option<&Failure>) -> String {
    let count = |severity: Severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let said = |n: usize, word: &str| (n > 0).then(|| format!("{n} {word}{}", if n == 1 { "" } else { "s" }));
    let counts: Vec<String> =
        [said(count(Severity::Error), "error"), said(count(Severity::Warning), "warning")].into_iter().flatten().collect();
    let first = failure.map(|failure| &failure.message).or(diagnostics.first().map(|diagnostic| &diagnostic.message));
    match first {
        Some(first) => {
            [counts.join(", "), first.replace('`', "")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
        }
        None => String::new(),
    }
}

pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Brings the text area to this text, if it holds another; the caret stays with the text around it.
pub fn bring(area: &HtmlTextAreaElement, text: &str) {
    let held = area.value();
    let wanted = highlight::normalized(text);
    if held == wanted {
        return;
    }
    let (span, new) = highlight::difference(&held, &wanted);
    let (from, to) = (highlight::to_units(&held, span.start), highlight::to_units(&held, span.end));
    let caret = caret(area);
    let focused = document().and_then(|document| document.active_element()).is_some_and(|element| element == ***area);
    if focused && wanted.len() <= MAX_SOURCE {
        let _ = area.set_selection_range(from, to);
        type_text(area, new);
    }
    if area.value() != wanted {
        area.set_value(&wanted);
    }
    let units = new.encode_utf16().count() as u32;
    let caret = if caret <= from {
        caret
    } else if caret >= to {
        caret - to + from + units
    } else {
        from + units
    };
    let _ = area.set_selection_range(caret, caret);
}

/// Replaces the selection, as a step of its own. By way of the browser's own command, old as it is: nothing else is kept in its
/// list of undos, which is there for its menus.
pub fn type_text(area: &HtmlTextAreaElement, text: &str) {
    if area.read_only() {
        return;
    }
    text_undo::rest(area);
    if !command(if text.is_empty() { "delete" } else { "insertText" }, text) {
        let _ = area.set_range_text(text);
        let event = web_sys::Event::new_with_event_init_dict("input", &{
            let init = web_sys::EventInit::new();
            init.set_bubbles(true);
            init
        });
        if let Ok(event) = event {
            let _ = area.dispatch_event(&event);
        }
    }
    text_undo::rest(area);
}

/// One of the browser's own commands, on what has the focus.
fn command(name: &str, value: &str) -> bool {
    document().is_some_and(|document| document.unchecked_ref::<OldDocument>().exec_command(name, false, value))
}

/// Where the caret is, as the text area counts.
pub fn caret(area: &HtmlTextAreaElement) -> u32 {
    area.selection_start().ok().flatten().unwrap_or(0)
}

/// Makes the number at the caret larger or smaller; false if there is none.
pub fn turn_number(area: &HtmlTextAreaElement, steps: i64) -> bool {
    let text = area.value();
    let caret = caret(area);
    let Some((span, new)) = highlight::nudge(&text, highlight::from_units(&text, caret), steps) else { return false };
    let start = highlight::to_units(&text, span.start);
    let _ = area.set_selection_range(start, highlight::to_units(&text, span.end));
    type_text(area, &new);
    // Behind the sign and inside the number, so that it can be turned on.
    let end = start + new.len() as u32;
    let _ = area.set_selection_range(caret.clamp(start, end), caret.clamp(start, end));
    true
}

/// Focuses the text area, its caret at a place as the text area counts, and scrolls that line into sight.
pub fn put_caret(area: &HtmlTextAreaElement, units: u32) {
    let text = area.value();
    let _ = area.focus();
    let _ = area.set_selection_range(units, units);
    let (line, _) = highlight::position(&text, highlight::from_units(&text, units));
    let Some(sheet) = area.parent_element() else { return };
    let Ok(Some(line)) = sheet.query_selector(&format!(".editor-line:nth-child({line})")) else { return };
    reveal(&sheet, &line);
}

/// Scrolls a part of a box into sight, and nothing around the box.
pub fn reveal(sheet: &Element, part: &Element) {
    let (part, seen) = (part.get_bounding_client_rect(), sheet.get_bounding_client_rect());
    if part.top() < seen.top() {
        sheet.set_scroll_top(sheet.scroll_top() - (seen.top() - part.top()).ceil() as i32);
    } else if part.bottom() > seen.bottom() {
        sheet.set_scroll_top(sheet.scroll_top() + (part.bottom() - seen.bottom()).ceil() as i32);
    }
}

#[wasm_bindgen]
extern "C" {
    /// `Document` with the command that web-sys files under another interface.
    #[wasm_bindgen(js_name = Document)]
    type OldDocument;
    #[wasm_bindgen(method, js_name = execCommand)]
    fn exec_command(this: &OldDocument, name: &str, show_ui: bool, value: &str) -> bool;
}
