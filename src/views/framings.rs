//! Four ways to read the agent, as tabs at the verdict. The first is the verdict itself; what the others show comes with a chunk.

use yew::prelude::*;

use crate::ui::dom::focus;
use crate::ui::framings::{question, word};
use crate::ui::state::{Action, State};
use crate::ui::store::{Dispatch, use_dispatch, use_selector};
use crate::ui::timer::by_css;
use engine::share::Framing;

#[derive(PartialEq, Properties)]
pub struct FramingsProps {
    /// What the others show.
    pub others: Html,
    /// The verdict.
    pub children: Html,
}

#[component]
pub fn Framings(props: &FramingsProps) -> Html {
    let (dispatch, framing) = (use_dispatch(), use_selector(State::framing));
    // What the others have found stays while another one is on view.
    let is_asked = use_state_eq(|| false);
    let is_other = framing.is_some_and(|shown| shown != Framing::Behavior);
    use_effect_with(is_other, {
        let is_asked = is_asked.setter();
        move |is_other| {
            if *is_other {
                is_asked.set(true);
            }
        }
    });
    let Some(shown) = *framing else { return props.children.clone() };
    html! {
        <>
            { tabs(shown, &dispatch) }
            <div id={PANELS[0]} class="framing" role="tabpanel" aria-labelledby={tab(Framing::Behavior)} hidden={is_other}>
                { props.children.clone() }
            </div>
            <div id={PANELS[1]} class="framing" role="tabpanel" aria-labelledby={tab(shown)} hidden={!is_other}>
                if *is_asked {
                    { props.others.clone() }
                }
            </div>
        </>
    }
}

/// What the other framings have to say below the verdict.
pub fn beside(blurred: &str, disagreements: &[String]) -> Html {
    html! {
        <>
            if !blurred.is_empty() {
                <p id="blurred" class="verdict-says verdict-unmet">{ blurred }</p>
            }
            { for disagreements.iter().map(|words| html! { <p class="framing-disagreement">{ words }</p> }) }
        </>
    }
}

/// The verdict has a panel of its own, and the others share one.
const PANELS: [&str; 2] = ["framing-verdict", "framing-other"];

fn tab(framing: Framing) -> String {
    format!("framing-{}", framing.name())
}

fn tabs(shown: Framing, dispatch: &Dispatch) -> Html {
    let onkeydown = {
        let dispatch = dispatch.clone();
        move |event: KeyboardEvent| {
            if let Some(next) = led(shown, &event.key()) {
                event.prevent_default();
                dispatch.emit(Action::Frame(next));
                focus(by_css(&format!("#{}", tab(next))));
            }
        }
    };
    let one = |framing: Framing| {
        let is_shown = framing == shown;
        html! {
            <button type="button" id={tab(framing)} role="tab" aria-selected={is_shown.to_string()} tabindex={if is_shown { "0" } else { "-1" }}
                aria-controls={PANELS[usize::from(framing != Framing::Behavior)]} onclick={dispatch.reform(move |_: MouseEvent| Action::Frame(framing))}>
                // What it asks is said by the panel; here it would be lines of their own to arrow keys.
                <b>{ word(framing) }</b><small aria-hidden="true">{ question(framing) }</small>
            </button>
        }
    };
    html! { <div class="framing-tabs" role="tablist" aria-label="Ways to read the agent" {onkeydown}>{ for Framing::ALL.map(one) }</div> }
}

/// Where this key leads from here.
fn led(from: Framing, key: &str) -> Option<Framing> {
    let (at, last) = (from as usize, Framing::ALL.len() - 1);
    Some(
        Framing::ALL[match key {
            "ArrowRight" => (at + 1) % (last + 1),
            "ArrowLeft" => (at + last) % (last + 1),
            "Home" => 0,
            "End" => last,
            _ => return None,
        }],
    )
}
