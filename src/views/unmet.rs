//! Inputs that were never met in training, on the verdict card: the sentence, the note, and the scores with and without them.

use yew::prelude::*;

use super::scores::{rows, score_text};
use crate::ui::words::unmet;
use engine::judge::{Split, Unmet, Verdict};

/// Which mechanism a mistake is due to; `who`: "it" or "they".
pub fn mechanism(verdict: Option<Verdict>, unmet: &Unmet, who: &str) -> Html {
    html! {
        if let Some(says) = unmet::mechanism(verdict, unmet, who) {
            <p class="verdict-says verdict-unmet">{ says }</p>
        }
    }
}

pub fn note(unmet: Option<&Unmet>) -> Html {
    html! {
        if let Some(unmet) = unmet {
            <p><b>{ "Never needed to look, or another cue?" }</b>{ " " }{ unmet::note(unmet) }</p>
        }
    }
}

/// The shifted scores by whether a level begins with such an input. None: all levels are of one kind.
pub fn split_table(Split { familiar, unfamiliar }: &Split) -> Option<Html> {
    let head = |what: &str, levels: u32| html! { <th scope="col">{ format!("{what} ({levels})") }</th> };
    let has_both = familiar.drawn > 0 && unfamiliar.drawn > 0;
    has_both.then(|| {
        html! {
            <table class="verdict-evidence verdict-split">
                <caption>{ "Shifted levels by what they begin with" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Goal" }</th>
                        { head("All met in training", familiar.drawn) }
                        { head("Something never met", unfamiliar.drawn) }
                    </tr>
                </thead>
                <tbody>
                    { for rows(&[familiar, unfamiliar]).into_iter().map(|row| html! {
                        <tr><th scope="row">{ row.name }</th>{ for row.scores.into_iter().map(|score| html! { <td>{ score_text(score) }</td> }) }</tr>
                    }) }
                </tbody>
            </table>
        }
    })
}
