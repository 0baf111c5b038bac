//! The component: a program's text with its marks, its help and its problems.
//!
//! Not here: compiling (the diagnostics come with the text) and saving (`ontext` says what was typed). Questionable decision: the
//! text area is the browser's. What is typed goes up, and a text that comes down is written only where it differs; so no caret
//! jumps, and no text area is ever made anew while somebody writes in it.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::completions::{Completions, use_completions};
use super::explain::Explanation;
use super::highlight::Mark;
use super::layer::Layer;
use super::places::{from_units, position};
use super::pointer::use_pointer;
use super::problems::{Announcement, Problems, summary};
use super::stepper::use_stepper;
use super::text_area::{TextArea, edit_of};
use crate::ui::draft::Reading;
use crate::ui::keys::direction;
use crate::ui::markup::{show, with_code};
use engine::env::World;
use engine::experiment::Failure;
use engine::lang::{MAX_SOURCE, Severity, Span};

#[derive(PartialEq, Properties)]
pub struct EditorProps {
    /// Of the text area; the ids of the other parts begin with it.
    pub id: AttrValue,
    pub label: AttrValue,
    /// Whose features the text may name.
    pub world: World,
    /// The text, and what is wrong with it.
    pub reading: Reading,
    /// Why the run of this very text stopped.
    #[prop_or_default]
    pub failure: Option<Failure>,
    /// The shown run was trained on an earlier text.
    #[prop_or_default]
    pub stale: bool,
    /// Not to be written into.
    #[prop_or_default]
    pub locked: bool,
    /// The text with its values, as markup, in place of the text.
    #[prop_or_default]
    pub values: Option<AttrValue>,
    /// For who writes into it as well.
    #[prop_or_default]
    pub area: Option<TextArea>,
    /// The text is another one now.
    pub ontext: Callback<String>,
    /// The keys that train were pressed.
    pub ontrain: Callback<()>,
    /// Who sees values wants the text.
    #[prop_or_default]
    pub onwrite: Callback<()>,
    /// The text got the focus, or lost it (None).
    #[prop_or_default]
    pub onfocus: Callback<Option<TextArea>>,
    /// What stands between the text and its problems.
    #[prop_or_default]
    pub children: Html,
}

#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let EditorProps { id, label, world, reading, failure, stale, locked, values, onfocus, .. } = props;
    let own = use_memo((), |()| TextArea::default());
    let area = props.area.clone().unwrap_or_else(|| TextArea::clone(&own));
    let layer = Layer::clone(&use_memo((), |()| Layer::default()));
    let completions = use_completions(area.clone(), *world);
    let pointer = use_pointer(area.clone(), layer.clone(), *world);
    let help = use_state_eq(|| None::<Explanation>);
    // From the first use on, help and all problems are in sight: not from the focus on, which comes and goes in the middle of a press.
    let used = use_state_eq(|| false);
    // What is wrong belongs to the text for who comes to it. A description that changes under the caret would be read out, beside the line
    // that says what is new.
    let described = use_state_eq(|| true);
    let edited = use_state_eq(|| false);
    let frame = use_node_ref();

    use_effect_with((reading.clone(), failure.clone()), {
        let (area, layer, described) = (area.clone(), layer.clone(), described.setter());
        move |(reading, failure)| {
            if area.has_focus() {
                described.set(false);
            }
            layer.show(&reading.text, &marks(reading, failure.as_ref()));
            area.show(&reading.text);
        }
    });
    // After the layer has the text.
    let stepper = use_stepper(area.clone(), layer.clone());

    let moved = {
        let (area, completions, help, used, world) = (area.clone(), completions.clone(), help.setter(), used.setter(), *world);
        let stepper = stepper.clone();
        Callback::from(move |()| {
            used.set(true);
            let text = area.text();
            help.set(Explanation::at(&text, from_units(&text, area.caret()), world));
            completions.follow_caret();
            stepper.follow_caret();
        })
    };
    let undo = use_callback((area.clone(), props.ontext.clone()), |undo: bool, (area, ontext)| {
        if area.step(undo) {
            // The browser does not tell of a text that is too long for its command.
            ontext.emit(area.text());
        }
    });
    use_undo_menu(area.clone(), undo.clone());

    let oninput = {
        let (area, completions, ontext, moved) = (area.clone(), completions.clone(), props.ontext.clone(), moved.clone());
        let edited = edited.setter();
        move |event: InputEvent| {
            if !area.is_showing() {
                edited.set(true);
                area.note(edit_of(&event));
                ontext.emit(area.text());
                // Not for what is pasted, undone or written by a button.
                let letter = event.data().is_some_and(|data| data.len() == 1) || event.is_composing();
                if letter || completions.is_open() {
                    completions.suggest(false);
                }
            }
            moved.emit(());
        }
    };
    let onkeydown = {
        let (area, completions, ontrain) = (area.clone(), completions.clone(), props.ontrain.clone());
        move |event: KeyboardEvent| {
            if is_handled(&event, &area, &completions, &undo, &ontrain) {
                event.prevent_default();
                event.stop_propagation();
            }
        }
    };
    let onmousedown = {
        let pointer = pointer.clone();
        move |event: MouseEvent| pointer.on_press(&event)
    };
    let onfocusin = {
        let (area, onfocus) = (area.clone(), onfocus.clone());
        move |_| onfocus.emit(Some(area.clone()))
    };
    let onfocusout = {
        let (completions, stepper, onfocus, described) = (completions.clone(), stepper.clone(), onfocus.clone(), described.setter());
        move |_| {
            described.set(true);
            completions.close();
            stepper.hide();
            onfocus.emit(None);
        }
    };
    let onpointermove = {
        let pointer = pointer.clone();
        move |event: PointerEvent| pointer.on_move(&event)
    };
    let onpointerleave = {
        let pointer = pointer.clone();
        move |_| pointer.hide()
    };
    let onplace = {
        let (area, layer, used) = (area.clone(), layer.clone(), used.setter());
        Callback::from(move |units| {
            area.focus();
            area.select(units, units);
            let text = area.text();
            layer.reveal(position(&text, from_units(&text, units)).0);
            used.set(true);
        })
    };
    // Back from the values to the text, before the page is drawn anew: the key that is down shall go there.
    let write = {
        let (area, frame, onwrite) = (area.clone(), frame.clone(), props.onwrite.clone());
        move || {
            if let Some(frame) = frame.cast::<Element>() {
                let _ = frame.class_list().remove_1("is-inspected");
            }
            area.focus();
            onwrite.emit(());
        }
    };
    let on_values_key = {
        let write = write.clone();
        move |event: KeyboardEvent| {
            let key = event.key();
            let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
            if is_plain && (key.len() == 1 || matches!(&*key, "Enter" | "Backspace" | "Delete")) {
                write();
            }
        }
    };

    let class = classes!(
        "editor",
        locked.then_some("is-locked"),
        values.is_some().then_some("is-inspected"),
        (reading.text.len() > MAX_SOURCE).then_some("editor-long")
    );
    let is_used = used.then_some("is-used");
    let on_caret = moved.reform(|_: KeyboardEvent| ());
    html! {
        <div ref={frame} {class} id={format!("{id}-editor")}>
            <div ref={pointer.paper()} class="editor-paper" {onpointermove} {onpointerleave}>
                <div class="editor-sheet">
                    <pre ref={layer.node()} class="editor-layer" id={format!("{id}-layer")} aria-hidden="true" translate="no" />
                    <textarea ref={area.node()} class="editor-area" {id} rows="1" aria-label={label}
                        aria-describedby={described.then(|| format!("{id}-about"))} aria-autocomplete="list" aria-controls={format!("{id}-words")}
                        aria-activedescendant={completions.chosen(id)} aria-invalid={(failure.is_some() || !reading.compiles).to_string()}
                        readonly={*locked} spellcheck="false" autocapitalize="off" autocomplete="off" autocorrect="off" translate="no"
                        placeholder={format!("For example: {}", world.intended().source)} oninput={(!locked).then_some(oninput)}
                        {onkeydown} onkeyup={on_caret} onclick={moved.reform(|_: MouseEvent| ())} {onmousedown} {onfocusin} {onfocusout} />
                    <pre class="editor-values" id={format!("{id}-values")} role="group" tabindex="0" translate="no"
                        aria-label={format!("{label} with its values")} onkeydown={on_values_key} onclick={move |_| write()}>
                        if let Some(values) = values {
                            { show(values.to_string()) }
                        }
                    </pre>
                </div>
                { completions.view(id) }
                { pointer.view(id) }
                { stepper.view() }
            </div>
            <p class={classes!("editor-help", is_used)} id={format!("{id}-help")}>
                if let Some(help) = &*help { { help.view() } } else { { keys() } }
            </p>
            { props.children.clone() }
            <div id={format!("{id}-stale")}>
                if *stale {
                    <p class="editor-stale">{ "The agent on the boards was trained on an earlier text." }</p>
                }
            </div>
            <div class={classes!("editor-problems", is_used)} id={format!("{id}-problems")}>
                <Problems reading={reading.clone()} failure={failure.clone()} {onplace} />
            </div>
            <span id={format!("{id}-about")} hidden=true>{ with_code(&summary(&reading.diagnostics, failure.as_ref())) }</span>
            <Announcement id={format!("{id}-spoken")} reading={reading.clone()} is_edited={*edited} offer={completions.offer()} />
        </div>
    }
}

/// Whether a key was meant for the history, a number or the list.
fn is_handled(event: &KeyboardEvent, area: &TextArea, completions: &Completions, undo: &Callback<bool>, train: &Callback<()>) -> bool {
    // Keys belong to the input method while it composes.
    if event.is_composing() {
        return false;
    }
    if let Some(back) = direction(event) {
        undo.emit(back);
        return true;
    }
    let (ctrl, alt) = (event.ctrl_key() || event.meta_key(), event.alt_key());
    match event.key().as_str() {
        "Enter" if ctrl => train.emit(()),
        key @ ("ArrowUp" | "ArrowDown") if alt && !ctrl => {
            let steps = if event.shift_key() { 10 } else { 1 };
            return area.turn_number(if key == "ArrowUp" { steps } else { -steps });
        }
        " " if event.ctrl_key() => completions.suggest(true),
        _ => return completions.on_key(event),
    }
    true
}

/// Undo and redo from a menu of the browser, which come by an event that Yew does not know.
#[hook]
fn use_undo_menu(area: TextArea, undo: Callback<bool>) {
    use_effect_with((area, undo), |(area, undo)| {
        let undo = undo.clone();
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&area.element(), "beforeinput", options, move |event| {
            let asked = match event.unchecked_ref::<InputEvent>().input_type().as_str() {
                "historyUndo" => true,
                "historyRedo" => false,
                _ => return,
            };
            event.prevent_default();
            undo.emit(asked);
        });
        move || drop(listener)
    });
}

/// What the line below the text says when the caret is on no name.
fn keys() -> Html {
    html! {
        <>
            <kbd>{ "Ctrl" }</kbd>{ "+" }<kbd>{ "Enter" }</kbd>{ " trains · " }<kbd>{ "Alt" }</kbd>{ "+" }<kbd>{ "↑ ↓" }</kbd>
            { " turns a number · " }<kbd>{ "Ctrl" }</kbd>{ "+" }<kbd>{ "Space" }</kbd>{ " lists names" }
        </>
    }
}

fn marks(reading: &Reading, failure: Option<&Failure>) -> Vec<(Span, Mark)> {
    let mark = |severity| match severity {
        Severity::Error => Mark::Error,
        Severity::Warning => Mark::Warning,
    };
    let mut marks: Vec<(Span, Mark)> = reading.diagnostics.iter().map(|it| (it.span, mark(it.severity))).collect();
    if let Some((start, end)) = failure.and_then(|failure| failure.span) {
        marks.push((Span { start: start as usize, end: end as usize }, Mark::Failure));
    }
    marks
}
