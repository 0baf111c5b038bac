//! Links, for those who do not read the state themselves; what a link brought is a part of it (`ui::sharing`).

use super::{dom, embed, page, port};
use crate::ui::paper;
use crate::ui::sharing::{self, Bar};
use crate::ui::state::Action;
use engine::protocol::Handout;
use engine::scenario::Scenario;
use engine::share::{Opened, Shared};

pub use crate::ui::sharing::fragment;

/// Opens a link in a page of others. What stands on the page then, as it is saved.
pub fn open(raw: &str) -> Option<String> {
    let store = page::store()?;
    store.dispatch(Action::OpenLink { raw: raw.to_owned(), own: false });
    let state = store.state();
    if let Some(Bar::Broken { error, .. }) = &state.link.bar {
        port::error(error.into());
    }
    embed::dress(state.link.carried());
    Some(state.draft.save(state.amount))
}

/// What a host loads, as a saved draft.
pub fn take(opened: Opened) -> String {
    embed::dress(Some(&opened.shared));
    let saved = paper::saved(&opened.shared.scenario);
    page::dispatch(Action::Carry(Box::new(opened)));
    saved
}

/// The experiment on the page, with what the link carried beside it.
pub fn shown() -> Option<Shared> {
    Some(page::store()?.state().shared())
}

pub fn with_carried(scenario: Scenario) -> Shared {
    match page::store() {
        Some(store) => store.state().link.with_carried(scenario),
        None => Shared::from(scenario),
    }
}

/// The folder of this Wayward, with a slash at its end.
pub fn site() -> String {
    dom::url("site").unwrap_or_default()
}

/// Of what was trained, if no agent is a branch, which no link describes.
pub fn digest(handout: &Handout) -> Option<String> {
    if handout.branched { None } else { sharing::digest(handout.agents.iter().map(|run| run.summary.as_ref())) }
}
