//! Links, for those who do not read the state themselves; what a link brought is a part of it (`ui::sharing`).

use super::{dom, page};
use crate::ui::paper;
use crate::ui::sharing::Bar;
use crate::ui::state::Action;
use engine::scenario::{PRESETS, Scenario};
use engine::share::{LinkError, Opened, Shared};

pub use crate::ui::sharing::fragment;

/// Opens a link in a page of others. What stands on the page then, as it is saved; None: what stood there already.
pub fn open(raw: &str) -> Result<Option<String>, LinkError> {
    let Some(store) = page::store() else { return Ok(None) };
    let before = store.state().opened;
    store.dispatch(Action::OpenLink { raw: raw.to_owned(), own: false });
    let state = store.state();
    match &state.link.bar {
        Some(Bar::Broken { error, .. }) => Err(error.clone()),
        _ => Ok((state.opened != before).then(|| state.draft.save(state.amount))),
    }
}

/// What stands on the page when a link could not be opened, as a saved draft. Never what was saved here: that would look as if the
/// link had worked.
pub fn instead() -> String {
    paper::saved(&PRESETS[0].scenario())
}

/// What a host loads, as a saved draft.
pub fn take(opened: Opened) -> String {
    let saved = paper::saved(&opened.shared.scenario);
    page::dispatch(Action::Carry(Box::new(opened)));
    saved
}

/// What came with the link that is shown.
pub fn carried() -> Option<Shared> {
    page::store()?.state().link.carried().cloned()
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
