//! What there is to see of trained agents. None of it is on the page before something was trained, so its code is a chunk of its own, which
//! comes by itself once something can be trained. What did not come is asked for again with the next training.

use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use super::agents::Agents;
use super::correct::Correction;
use super::curves::DrawnCurves;
use super::verdict::body::VerdictBody;
use crate::ui::chunk::{Loaded, say_missing, use_chunk};
use crate::ui::state::State;
use crate::ui::store::{use_dispatch, use_selector};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    Curves,
    Verdict,
    Agents,
    Correction,
}

#[derive(Clone, PartialEq, Properties)]
pub struct ResultsProps {
    pub part: Part,
    /// What belongs to the evidence of a verdict and comes once that is unfolded.
    #[prop_or_default]
    pub evidence: Html,
    /// What else is folded below a verdict.
    #[prop_or_default]
    pub children: Html,
}

/// A part of the results, once the chunk is there.
#[component]
pub fn Results(props: &ResultsProps) -> Html {
    let dispatch = use_dispatch();
    let wanted = use_selector(|state: &State| state.worker_ready.then(|| state.training()));
    let ResultsProps { part, evidence, children } = props.clone();
    let training = wanted.flatten();
    let missing = move || {
        // Before a training nobody misses it.
        if training.is_some() {
            say_missing(&dispatch, "What a training brings");
        }
    };
    let loaded = use_chunk(*wanted, move || load(part, evidence, children), missing);
    // An element of its own: what comes late would be put before a sibling that may be gone by then.
    html! { <div class="results">{ loaded }</div> }
}

async fn load(part: Part, evidence: Html, children: Html) -> Loaded {
    match part {
        Part::Curves => curves().await,
        Part::Verdict => verdict(evidence, children).await,
        Part::Agents => agents().await,
        Part::Correction => correction().await,
    }
}

#[wasm_split(results, fallible)]
fn curves() -> Loaded {
    Ok(html! { <DrawnCurves /> })
}

#[wasm_split(results, fallible)]
fn verdict(evidence: Html, children: Html) -> Loaded {
    Ok(html! { <VerdictBody {evidence}>{ children }</VerdictBody> })
}

#[wasm_split(results, fallible)]
fn agents() -> Loaded {
    Ok(html! { <Agents /> })
}

#[wasm_split(results, fallible)]
fn correction() -> Loaded {
    Ok(html! { <Correction /> })
}
