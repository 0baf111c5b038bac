//! The reward editor: a real text area over a layer that draws the same text in color, with marks, and a list of problems.
//!
//! Not here: compiling; the diagnostics come with the text. Questionable decision: text area and layer lie in one grid cell of
//! one scrolling box, and the layer gives the height. So neither ever scrolls by itself, and there is nothing to keep in step.

use std::fmt::Write as _;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlTextAreaElement};
use yew::prelude::*;

use super::assist::{self, KEYS, LIST};
use super::chart::grouped;
use super::highlight::{self, Kept, Mark, Piece};
use super::markup::{escape, pressed, show};
use super::timer::Timeout;
use crate::env::World;
use crate::lang::{Diagnostic, MAX_SOURCE, Severity, Span, TokenKind};
use crate::protocol::Failure;

/// Milliseconds without a keystroke after which problems are read out. Guessed: longer than the pause between two words.
const SETTLED: i32 = 600;

#[derive(Properties, PartialEq)]
pub struct EditorProps {
    pub world: World,
    /// The source of truth: what the person typed.
    pub text: AttrValue,
    pub diagnostics: Rc<Vec<Diagnostic>>,
    /// Why the run of this very text stopped.
    pub failure: Option<Failure>,
    /// The shown run was trained on an earlier text.
    pub stale: bool,
    pub on_input: Callback<String>,
    /// Ctrl+Enter or Cmd+Enter.
    pub on_submit: Callback<()>,
    pub on_restore: Callback<()>,
    pub on_format: Callback<()>,
}

/// A component with methods, not hooks: those are some kilobytes to load.
pub struct Editor {
    area: NodeRef,
    sheet: NodeRef,
    kept: Kept,
    /// None: the text is too long to be colored.
    lines: Option<Vec<(u32, AttrValue)>>,
    /// The text that the text area was last brought to.
    brought: AttrValue,
    /// What a screen reader is told, once the text has come to rest; the list itself says nothing by itself.
    spoken: String,
    settle: Option<Timeout>,
}

impl Component for Editor {
    /// The text has come to rest.
    type Message = ();
    type Properties = EditorProps;

    fn create(ctx: &Context<Self>) -> Editor {
        assist::listen();
        let mut editor = Editor {
            area: NodeRef::default(),
            sheet: NodeRef::default(),
            kept: Kept::default(),
            lines: None,
            brought: AttrValue::default(),
            spoken: String::new(),
            settle: None,
        };
        editor.read(ctx);
        editor
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &EditorProps) -> bool {
        let props = ctx.props();
        if props.text != old.text || props.diagnostics != old.diagnostics || props.failure != old.failure {
            self.read(ctx);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, (): ()) -> bool {
        self.spoken = summary(&ctx.props().diagnostics, ctx.props().failure.as_ref());
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        // The text area is the browser's: it is only written when the text became another one elsewhere (a preset, formatting).
        if let Some(area) = self.area.cast::<HtmlTextAreaElement>().filter(|_| self.brought != ctx.props().text) {
            self.brought = ctx.props().text.clone();
            bring(&area, &self.brought);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let lines = &self.lines;
        let oninput = props.on_input.reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
        let onkeydown = {
            let on_submit = props.on_submit.clone();
            move |event: KeyboardEvent| keydown(&event, &on_submit)
        };
        let go_to = {
            let (area, sheet) = (self.area.clone(), self.sheet.clone());
            let text = props.text.clone();
            move |event: MouseEvent| {
                let at = pressed(&event, "data-at").and_then(|at| at.parse().ok());
                if let (Some(at), Some(area), Some(sheet)) = (at, area.cast::<HtmlTextAreaElement>(), sheet.cast::<Element>()) {
                    put_caret(&area, &sheet, &text, at);
                }
            }
        };

        let long = lines.is_none();
        let errors = props.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        html! {
            <div class={classes!("editor", long.then_some("editor-long"))}>
                <div class="editor-paper">
                <div class="editor-sheet" ref={self.sheet.clone()}>
                    if let Some(lines) = lines {
                        <pre class="editor-layer" aria-hidden="true">
                            // Only lines whose pieces differ are drawn anew.
                            { for lines.iter().map(|(key, line)| html! {
                                <span class="editor-line" key={*key}>{ Html::from_html_unchecked(line.clone()) }</span>
                            }) }
                        </pre>
                    }
                    <textarea
                        id="reward"
                        data-world={props.world.name()}
                        class="editor-area"
                        ref={self.area.clone()}
                        rows="1"
                        aria-label="Reward program"
                        aria-describedby="reward-problems reward-help"
                        aria-autocomplete="list"
                        aria-controls="reward-words"
                        aria-invalid={if errors || props.failure.is_some() { "true" } else { "false" }}
                        spellcheck="false"
                        autocapitalize="off"
                        autocomplete="off"
                        autocorrect="off"
                        translate="no"
                        placeholder="For example: reached_cheese"
                        {oninput}
                        {onkeydown}
                    />
                </div>
                // `assist` writes into these.
                { show(LIST.into()) }
                </div>
                <p id="reward-help" class="editor-help">{ show(KEYS.into()) }</p>
                <div class="editor-bar">
                    { tool_button("Format", "Lay the text out in the usual way", errors, &props.on_format) }
                    { tool_button("Restore", "Bring back the preset's reward", false, &props.on_restore) }
                    { show(examples(props.world)) }
                </div>
                if props.stale {
                    <p class="editor-stale">{ "The agent on the boards was trained on an earlier text." }</p>
                }
                <div id="reward-problems" class="editor-problems" onclick={go_to}>
                    <ul role="list">{ show(problems(&props.text, &props.diagnostics, props.failure.as_ref())) }</ul>
                </div>
                <p class="editor-spoken" role="status">{ self.spoken.clone() }</p>
            </div>
        }
    }
}

impl Editor {
    /// Colors and marks for the text as it is now.
    fn read(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        let mut marks: Vec<(Span, Mark)> =
            props.diagnostics.iter().map(|diagnostic| (diagnostic.span, mark(diagnostic.severity))).collect();
        if let Some((start, end)) = props.failure.as_ref().and_then(|failure| failure.span) {
            marks.push((Span { start: start as usize, end: end as usize }, Mark::Failure));
        }
        // A line that keeps its key is the same as before, and so is its markup.
        let old = self.lines.take().unwrap_or_default();
        let markup = |(key, pieces): (u32, Rc<Vec<Piece>>)| {
            let kept = old.iter().find(|(other, _)| *other == key).map(|(_, markup)| markup.clone());
            (key, kept.unwrap_or_else(|| line(&pieces).into()))
        };
        self.lines = highlight::lines(&props.text, &marks).map(|lines| self.kept.update(lines).into_iter().map(markup).collect());
        let settled = ctx.link().callback(|()| ());
        self.settle = Some(Timeout::new(SETTLED, move || settled.emit(())));
    }
}

fn keydown(event: &KeyboardEvent, on_submit: &Callback<()>) {
    // Enter and Esc belong to the input method while it composes.
    if event.is_composing() {
        return;
    }
    let area: HtmlTextAreaElement = event.target_unchecked_into();
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            on_submit.emit(());
        }
        "Escape" => {
            let _ = area.blur();
        }
        key @ ("ArrowUp" | "ArrowDown") if event.alt_key() && !event.ctrl_key() && !event.meta_key() => {
            let steps = if event.shift_key() { 10 } else { 1 };
            if turn_number(&area, if key == "ArrowUp" { steps } else { -steps }) {
                event.prevent_default();
            }
        }
        _ => {}
    }
}

/// Writes a name where the caret is, as if it had been typed: it can be undone.
pub fn insert(name: &str) {
    let area = document().and_then(|document| document.get_element_by_id("reward")).and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(area) = area {
        let _ = area.focus();
        type_text(&area, name);
    }
}

/// One line of the layer. The break gives an empty line its height; at the end of a full one it shows nothing.
fn line(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        let text = escape(&piece.text);
        match class_of(piece) {
            Some(class) => drop(write!(out, "<span class='{class}'>{text}</span>")),
            None => out += &text,
        }
    }
    out + "\n"
}

fn class_of(piece: &Piece) -> Option<String> {
    let kind = match piece.kind {
        Some(TokenKind::Keyword) => "t-keyword",
        Some(TokenKind::Number) => "t-number",
        Some(TokenKind::Name) => "t-name",
        Some(TokenKind::Function) => "t-function",
        Some(TokenKind::Operator) => "t-operator",
        Some(TokenKind::Punctuation) => "t-punctuation",
        Some(TokenKind::Comment) => "t-comment",
        Some(TokenKind::Unknown) => "t-unknown",
        None => "",
    };
    let mark = match piece.mark {
        Some(Mark::Error) => "m-error",
        Some(Mark::Warning) => "m-warning",
        Some(Mark::Failure) => "m-failure",
        None => "",
    };
    let point = if piece.text.is_empty() { "m-point" } else { "" };
    let class = [kind, mark, point].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ");
    (!class.is_empty()).then_some(class)
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
             <b>{}</b> {} <code>{source}</code></button>",
            example.name, example.doc
        );
    }
    out + "</div>"
}

fn tool_button(label: &'static str, title: &'static str, disabled: bool, on_press: &Callback<()>) -> Html {
    let onclick = on_press.reform(|_: MouseEvent| ());
    // The text area keeps the focus that it has, so what the button does to the text can be undone there.
    let onmousedown = |event: MouseEvent| event.prevent_default();
    html! { <button type="button" class="editor-button" {title} {disabled} {onclick} {onmousedown}>{ label }</button> }
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
                "<pre class='problem-picture' aria-label='The level where it happened; @ is the agent'>{}</pre>",
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
    out
}

/// Opens a list item, with `line:column`; the words for who does not see it stand behind a message.
fn item(out: &mut String, class: &str, said: &str, text: &str, at: Option<usize>) {
    let _ = write!(out, "<li class='problem problem-{class}'>");
    let _ = match at {
        Some(at) => {
            let (line, column) = highlight::position(text, at);
            write!(
                out,
                "<button type='button' class='problem-button' title='Go to this place' data-at='{at}'>{said} <span class='problem-place'>\
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
            _ => drop(write!(out, "<code>{part}</code>")),
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

/// Replaces the selection. By way of the browser's own command, old as it is: nothing else is kept in its list of undos.
pub fn type_text(area: &HtmlTextAreaElement, text: &str) {
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
}

/// One of the browser's own commands, on what has the focus.
pub fn command(name: &str, value: &str) -> bool {
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

/// Focuses the text area, its caret at a byte of the text, and scrolls that line into sight.
fn put_caret(area: &HtmlTextAreaElement, sheet: &Element, text: &str, at: usize) {
    let units = highlight::to_units(text, at);
    let _ = area.focus();
    let _ = area.set_selection_range(units, units);
    let (line, _) = highlight::position(text, at);
    let Ok(Some(line)) = sheet.query_selector(&format!(".editor-line:nth-child({line})")) else { return };
    reveal(sheet, &line);
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
