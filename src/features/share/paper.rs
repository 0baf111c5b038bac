//! What only paper has, above all that is printed: which experiment it is, and the way back to it, for eyes and for the camera of a
//! phone.
//!
//! It is written when a browser is about to print, which waits for that, but for nothing that would still have to be loaded.

use gloo_events::EventListener;
use web_sys::Element;
use yew::prelude::*;

use crate::features::qr::qr;
use crate::ui::dom::{site, window};
use crate::ui::markup::escape;
use crate::ui::sharing::fragment;
use crate::ui::state::State;
use crate::ui::store::use_store;
use crate::ui::words::percent;
use engine::scenario::Preset;

#[component]
pub fn Paper() -> Html {
    let (store, paper) = (use_store(), use_node_ref());
    use_effect_with((), {
        let paper = paper.clone();
        move |()| {
            let listener = EventListener::new(&window(), "beforeprint", move |_| {
                if let Some(paper) = paper.cast::<Element>() {
                    paper.set_inner_html(&markup(&store.state()));
                }
            });
            move || drop(listener)
        }
    });
    html! { <div ref={paper} id="paper" /> }
}

fn markup(state: &State) -> String {
    let shared = state.shared();
    let scenario = &shared.scenario;
    let preset = Preset::named(&scenario.preset).map_or("", |preset| preset.title);
    let title = if shared.title.is_empty() { preset } else { &shared.title };
    let link = format!("{}#{}", site(), fragment(&shared));
    format!(
        "<div><p class='paper-title'>{}</p><p>{}</p><p>Wayward \u{b7} {preset} \u{b7} seed {} \u{b7} agents {} \u{b7} shift {}</p>\
         <p class='paper-link' translate='no'>{}</p></div><figure>{}</figure>",
        escape(title),
        escape(scenario.world.question()),
        scenario.seed,
        scenario.seeds,
        percent(state.amount),
        escape(&link),
        qr(&link)
    )
}
