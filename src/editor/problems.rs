//! What is wrong with a program: the list below its text, and the words that are read out once nobody types any more.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::places::{position, to_units};
use crate::ui::chart::grouped;
use crate::ui::draft::Reading;
use crate::ui::markup::{aloud, with_code};
use crate::ui::state::State;
use crate::ui::store::use_selector;
use crate::ui::timer::SPOKEN;
use engine::experiment::Failure;
use engine::lang::{Diagnostic, Severity};

/// Milliseconds without a keystroke after which problems are read out. Guessed: longer than the pause between two words.
const SETTLED: u32 = 600;

#[derive(PartialEq, Properties)]
pub struct ProblemsProps {
    pub reading: Reading,
    /// Why the run of this very text stopped.
    pub failure: Option<Failure>,
    /// A problem was pressed: its place, as the text area counts.
    pub onplace: Callback<u32>,
}

/// All problems, the failure of the run first.
#[component]
pub fn Problems(props: &ProblemsProps) -> Html {
    let ProblemsProps { reading, failure, onplace } = props;
    if failure.is_none() && reading.diagnostics.is_empty() {
        return html! {};
    }
    html! {
        <ul role="list">
            if let Some(failure) = failure {
                <li class="problem problem-failure">
                    { place(failure.span.map(|(start, _)| start as usize), &reading.text, onplace, html! {
                        <>
                            <b class="problem-word">{ "Stopped" }</b>{ " " }
                            <span class="problem-message">{ with_code(&failure.message) }{ format!(" (training step {})", grouped(failure.step)) }</span>
                        </>
                    }) }
                    if !failure.picture.is_empty() {
                        <pre class="problem-picture" translate="no" aria-label="The level where it happened; @ is the agent">
                            { &failure.picture }
                        </pre>
                    }
                </li>
            }
            { for reading.diagnostics.iter().map(|it| problem(it, &reading.text, onplace)) }
        </ul>
    }
}

fn problem(it: &Diagnostic, text: &str, onplace: &Callback<u32>) -> Html {
    let (class, word) = match it.severity {
        Severity::Error => ("problem-error", "Error"),
        Severity::Warning => ("problem-warning", "Warning"),
    };
    let words = html! {
        <>
            <b class="problem-word">{ word }</b>{ " " }<span class="problem-message">{ with_code(&it.message) }</span>
            if let Some(hint) = &it.hint {
                <span class="problem-hint">{ "; " }{ with_code(hint) }</span>
            }
        </>
    };
    html! { <li class={classes!("problem", class)}>{ place(Some(it.span.start), text, onplace, words) }</li> }
}

/// A press leads to the place, if there is one; `line:column` for the eye, and words for who does not see it.
fn place(at: Option<usize>, text: &str, onplace: &Callback<u32>, words: Html) -> Html {
    let Some(at) = at else { return html! { <p class="problem-button">{ words }</p> } };
    let (line, column) = position(text, at);
    let units = to_units(text, at);
    html! {
        <button type="button" class="problem-button" title="Go to this place" onclick={onplace.reform(move |_: MouseEvent| units)}>
            { words }{ " " }
            <span class="problem-place">
                <span aria-hidden="true">{ format!("{line}:{column}") }</span>
                <span class="editor-spoken">{ format!(" at line {line}, column {column}") }</span>
            </span>
        </button>
    }
}

#[derive(PartialEq, Properties)]
pub struct AnnouncementProps {
    pub id: AttrValue,
    pub reading: Reading,
    /// It is a person's own: what is brought from elsewhere says nothing by itself.
    pub is_edited: bool,
    /// What is said of names instead, as long as some are offered.
    pub offer: Option<String>,
}

/// Reads out how many problems there are, and the first one, once. The list itself says nothing by itself. That a run stopped is said
/// with what else is said of training.
#[component]
pub fn Announcement(props: &AnnouncementProps) -> Html {
    let words = use_state_eq(String::new);
    let silence = use_mut_ref(|| None::<Timeout>);
    let last = use_mut_ref(|| None::<Reading>);
    use_effect_with((props.reading.clone(), props.offer.clone(), props.is_edited), {
        let words = words.setter();
        move |(now, offer, is_edited)| {
            let (now, offer, is_edited) = (now.clone(), offer.clone(), *is_edited);
            let settle = Timeout::new(SETTLED, move || {
                let spoken = match offer {
                    Some(offer) => offer,
                    None if !is_edited || last.borrow().as_ref() == Some(&now) => return,
                    None => {
                        let spoken = summary(&now.diagnostics, None);
                        *last.borrow_mut() = Some(now);
                        spoken
                    }
                };
                let silent = words.clone();
                words.set(spoken);
                // What stays there is read again when it is back.
                *silence.borrow_mut() = Some(Timeout::new(SPOKEN, move || silent.set(String::new())));
            });
            move || drop(settle)
        }
    });
    // While everything is held the text may show values in its place.
    let is_covered = use_selector(|state: &State| state.dialog.is_some() || state.held);
    use_effect_with(*is_covered, {
        let words = words.setter();
        move |is_covered| {
            if *is_covered {
                words.set(String::new());
            }
        }
    });
    let (words, translate) = aloud(&words);
    html! { <p class="editor-spoken" id={&props.id} aria-live="polite" aria-atomic="true" {translate}>{ words }</p> }
}

/// How many there are, and the first one.
pub fn summary(diagnostics: &[Diagnostic], failure: Option<&Failure>) -> String {
    let hint =
        |it: &Diagnostic| it.hint.as_ref().filter(|_| it.severity == Severity::Error).map_or(String::new(), |hint| format!("; {hint}"));
    let first = failure.map(|failure| failure.message.clone());
    let Some(first) = first.or_else(|| diagnostics.first().map(|it| it.message.clone() + &hint(it))) else { return String::new() };
    let count = |severity: Severity, word: &str| {
        let count = diagnostics.iter().filter(|it| it.severity == severity).count();
        (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
    };
    let counts: Vec<String> = [count(Severity::Error, "error"), count(Severity::Warning, "warning")].into_iter().flatten().collect();
    if counts.is_empty() { first } else { format!("{}: {first}", counts.join(", ")) }
}
