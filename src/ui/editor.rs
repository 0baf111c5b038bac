//! The reward editor: a real text area over a layer that draws the same text in color, with marks, and a list of problems.
//!
//! Not here: compiling; the diagnostics come with the text. Questionable decision: text area and layer lie in one grid cell of
//! one scrolling box, and the layer gives the height. So neither ever scrolls by itself, and there is nothing to keep in step.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlTextAreaElement};
use yew::prelude::*;

use super::chart::grouped;
use super::highlight::{self, Kept, Mark, Piece};
use crate::lang::{Diagnostic, MAX_SOURCE, Severity, Span, TokenKind};
use crate::protocol::Failure;

/// Milliseconds without a keystroke after which problems are read out. Guessed: longer than the pause between two words.
const SETTLED: i32 = 600;

#[derive(Properties, PartialEq)]
pub struct EditorProps {
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

#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let area = use_node_ref();
    let sheet = use_node_ref();

    // The text area is the browser's: it is only written when the text became another one elsewhere (a preset, formatting).
    use_effect_with(props.text.clone(), {
        let area = area.clone();
        move |text| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                show(&area, text);
            }
        }
    });

    let kept = use_mut_ref(Kept::default);
    let lines = use_memo((props.text.clone(), props.diagnostics.clone(), props.failure.clone()), |(text, diagnostics, failure)| {
        let mut marks: Vec<(Span, Mark)> = diagnostics.iter().map(|diagnostic| (diagnostic.span, mark(diagnostic.severity))).collect();
        if let Some((start, end)) = failure.as_ref().and_then(|failure| failure.span) {
            marks.push((Span { start: start as usize, end: end as usize }, Mark::Failure));
        }
        highlight::lines(text, &marks).map(|lines| kept.borrow_mut().update(lines))
    });

    let oninput = {
        let on_input = props.on_input.clone();
        Callback::from(move |event: InputEvent| on_input.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value()))
    };
    let onkeydown = {
        let on_submit = props.on_submit.clone();
        Callback::from(move |event: KeyboardEvent| {
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
        })
    };
    let go_to = {
        let (area, sheet) = (area.clone(), sheet.clone());
        let text = props.text.clone();
        Callback::from(move |at: usize| {
            if let (Some(area), Some(sheet)) = (area.cast::<HtmlTextAreaElement>(), sheet.cast::<Element>()) {
                put_caret(&area, &sheet, &text, at);
            }
        })
    };

    let long = lines.is_none();
    let errors = props.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    html! {
        <div class={classes!("editor", long.then_some("editor-long"))}>
            <div class="editor-sheet" ref={sheet}>
                if let Some(lines) = &*lines {
                    <pre class="editor-layer" aria-hidden="true">
                        { for lines.iter().map(|(key, pieces)| html! { <Line key={*key} pieces={pieces.clone()} /> }) }
                    </pre>
                }
                <textarea
                    id="reward"
                    class="editor-area"
                    ref={area}
                    rows="1"
                    aria-label="Reward program"
                    aria-describedby="reward-problems"
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
            <div class="editor-bar">
                <ToolButton label="Format" title="Lay the text out in the usual way" on_press={props.on_format.clone()} disabled={errors} />
                <ToolButton label="Restore" title="Bring back the preset's reward" on_press={props.on_restore.clone()} disabled={false} />
                <span class="editor-keys">
                    <kbd>{ "Ctrl" }</kbd>{ "+" }<kbd>{ "Enter" }</kbd>{ " trains · " }
                    <kbd>{ "Alt" }</kbd>{ "+" }<kbd>{ "↑ ↓" }</kbd>{ " turns a number" }
                </span>
            </div>
            if props.stale {
                <p class="editor-stale">{ "The agent on the boards was trained on an earlier text." }</p>
            }
            <Problems text={props.text.clone()} diagnostics={props.diagnostics.clone()} failure={props.failure.clone()} {go_to} />
        </div>
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

/// One line of the layer: only those whose pieces differ are drawn anew.
#[component]
fn Line(props: &LineProps) -> Html {
    html! {
        <span class="editor-line">
            { for props.pieces.iter().map(|piece| match class_of(piece) {
                Some(class) => html! { <span {class}>{ piece.text.clone() }</span> },
                None => html! { { piece.text.clone() } },
            }) }
            // The break gives an empty line its height; at the end of a full one it shows nothing.
            { "\n" }
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct LineProps {
    pieces: Rc<Vec<Piece>>,
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

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
    }
}

#[derive(Properties, PartialEq)]
struct ToolButtonProps {
    label: &'static str,
    title: &'static str,
    on_press: Callback<()>,
    disabled: bool,
}

#[component]
fn ToolButton(props: &ToolButtonProps) -> Html {
    let onclick = props.on_press.reform(|_: MouseEvent| ());
    // The text area keeps the focus that it has, so what the button does to the text can be undone there.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <button type="button" class="editor-button" title={props.title} disabled={props.disabled} {onclick} {onmousedown}>{ props.label }</button>
    }
}

#[derive(Properties, PartialEq)]
struct ProblemsProps {
    text: AttrValue,
    diagnostics: Rc<Vec<Diagnostic>>,
    failure: Option<Failure>,
    go_to: Callback<usize>,
}

#[component]
fn Problems(props: &ProblemsProps) -> Html {
    // What a screen reader is told, once the text has come to rest; the list itself says nothing by itself.
    let spoken = use_state(AttrValue::default);
    use_effect_with((props.diagnostics.clone(), props.failure.clone()), {
        let spoken = spoken.clone();
        move |(diagnostics, failure)| {
            let text = AttrValue::from(summary(diagnostics, failure.as_ref()));
            let timer = Timer::start(SETTLED, move || spoken.set(text));
            move || drop(timer)
        }
    });
    let problems = props.diagnostics.iter().map(|diagnostic| Problem {
        mark: mark(diagnostic.severity),
        word: word(diagnostic.severity),
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone(),
        at: Some(diagnostic.span.start),
        picture: None,
    });
    let failure = props.failure.iter().map(|failure| Problem {
        mark: Mark::Failure,
        word: "Stopped",
        message: format!("{} (training step {})", failure.message, grouped(failure.step)),
        hint: None,
        at: failure.span.map(|(start, _)| start as usize),
        picture: (!failure.picture.is_empty()).then(|| failure.picture.clone()),
    });
    html! {
        <>
            <div id="reward-problems" class="editor-problems">
                <ul role="list">
                    { for failure.chain(problems).map(|problem| problem.view(&props.text, &props.go_to)) }
                </ul>
            </div>
            <p class="editor-spoken" role="status">{ (*spoken).clone() }</p>
        </>
    }
}

struct Problem {
    mark: Mark,
    word: &'static str,
    message: String,
    hint: Option<String>,
    at: Option<usize>,
    picture: Option<String>,
}

impl Problem {
    fn view(self, text: &str, go_to: &Callback<usize>) -> Html {
        let class = match self.mark {
            Mark::Error => "problem problem-error",
            Mark::Warning => "problem problem-warning",
            Mark::Failure => "problem problem-failure",
        };
        let said = html! {
            <>
                <b class="problem-word">{ self.word }</b>{ " " }
                <span class="problem-message">{ marked_up(&self.message) }</span>
                if let Some(hint) = &self.hint {
                    <span class="problem-hint">{ "; " }{ marked_up(hint) }</span>
                }
            </>
        };
        html! {
            <li {class}>
                if let Some(at) = self.at {
                    <button type="button" class="problem-button" title="Go to this place" onclick={go_to.reform(move |_: MouseEvent| at)}>
                        { said }
                        <span class="problem-place">{ place(text, at) }</span>
                    </button>
                } else {
                    <p class="problem-button">{ said }</p>
                }
                if let Some(picture) = self.picture {
                    <pre class="problem-picture" aria-label="The level where it happened; A is the agent">{ picture }</pre>
                }
            </li>
        }
    }
}

/// `line:column`, with the words for who does not see it stand behind a message.
fn place(text: &str, at: usize) -> Html {
    let (line, column) = highlight::position(text, at);
    html! {
        <>
            <span aria-hidden="true">{ format!("{line}:{column}") }</span>
            <span class="editor-spoken">{ format!(" at line {line}, column {column}") }</span>
        </>
    }
}

/// Program text stands between backticks in messages.
fn marked_up(message: &str) -> Html {
    message
        .split('`')
        .enumerate()
        .map(|(i, part)| {
            if i % 2 == 1 {
                html! { <code>{ part }</code> }
            } else {
                html! { { part } }
            }
        })
        .collect()
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

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Brings the text area to this text, if it holds another; the caret stays with the text around it.
fn show(area: &HtmlTextAreaElement, text: &str) {
    let held = area.value();
    let wanted = highlight::normalized(text);
    if held == wanted {
        return;
    }
    let (span, new) = highlight::difference(&held, &wanted);
    let (from, to) = (highlight::to_units(&held, span.start), highlight::to_units(&held, span.end));
    let caret = area.selection_start().ok().flatten().unwrap_or(0);
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
fn type_text(area: &HtmlTextAreaElement, text: &str) {
    let Some(document) = document() else { return };
    let document: &OldDocument = document.unchecked_ref();
    let done = if text.is_empty() { document.exec_command("delete", false, "") } else { document.exec_command("insertText", false, text) };
    if !done {
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

/// Makes the number at the caret larger or smaller; false if there is none.
fn turn_number(area: &HtmlTextAreaElement, steps: i64) -> bool {
    let text = area.value();
    let caret = area.selection_start().ok().flatten().unwrap_or(0);
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
    let (line, seen) = (line.get_bounding_client_rect(), sheet.get_bounding_client_rect());
    if line.top() < seen.top() {
        sheet.set_scroll_top(sheet.scroll_top() - (seen.top() - line.top()).ceil() as i32);
    } else if line.bottom() > seen.bottom() {
        sheet.set_scroll_top(sheet.scroll_top() + (line.bottom() - seen.bottom()).ceil() as i32);
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

/// Runs once, or never if it is dropped before.
struct Timer {
    id: Option<i32>,
    _run: Closure<dyn FnMut()>,
}

impl Timer {
    fn start(milliseconds: i32, run: impl FnOnce() + 'static) -> Timer {
        let run = Closure::once(run);
        let id = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(run.as_ref().unchecked_ref(), milliseconds).ok()
        });
        Timer { id, _run: run }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.id, web_sys::window()) {
            window.clear_timeout_with_handle(id);
        }
    }
}
