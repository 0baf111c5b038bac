//! The address of the page: what it says is shown, and what is shown it says.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use super::{bar, dom, page, paper};
use crate::ui::handout::Handout;
use engine::scenario::{PRESETS, Scenario};
use engine::share::{self, LinkError, Opened, Shared};

/// Where the page saves what is edited, and where it puts that aside when a link takes its place.
const STORED: &str = "wayward.draft";
const OWN: &str = "wayward.own";

thread_local! {
    /// What came with the link beside its scenario: title, note and the like.
    static CARRIED: RefCell<Option<Shared>> = const { RefCell::new(None) };
}

/// What the address says, as a saved draft. None: it is what the page shows already, or the address says nothing.
pub fn arrive() -> Option<String> {
    open(&dom::hash()?).unwrap_or_else(|_| Some(instead()))
}

/// The same for any link; what is wrong with it is said on the page, too.
pub fn open(raw: &str) -> Result<Option<String>, LinkError> {
    let own = own();
    match share::decode(raw) {
        Ok(opened) => {
            let scenario = &opened.shared.scenario;
            let shown = match page::hand_out() {
                Some(handout) => paper::scenario(&handout.draft),
                // Before the page shows anything: what it would show by itself.
                None => own.as_deref().and_then(paper::scenario),
            };
            let is_shown = shown.as_ref() == Some(scenario);
            let saved = (!is_shown).then(|| paper::saved(scenario));
            bar::opened(&opened, own.is_some() && !is_shown);
            CARRIED.set(Some(opened.shared));
            Ok(saved)
        }
        Err(error) => {
            bar::broken(&error, raw, own.is_some());
            CARRIED.set(None);
            Err(error)
        }
    }
}

/// What stands on the page when a link could not be opened, as a saved draft. Never what was saved here: that would look as if the
/// link had worked.
pub fn instead() -> String {
    paper::saved(&PRESETS[0].scenario())
}

/// What a host loads, as a saved draft.
pub fn take(opened: Opened) -> String {
    bar::opened(&opened, false);
    let saved = paper::saved(&opened.shared.scenario);
    CARRIED.set(Some(opened.shared));
    saved
}

/// The person's own experiment, from before a link was opened.
fn own() -> Option<String> {
    let storage = dom::by_css("html:not([data-embed])").and_then(|_| dom::window().local_storage().ok().flatten())?;
    let item = |key: &str| storage.get_item(key).ok().flatten();
    item(OWN).or_else(|| item(STORED))
}

/// The person's own experiment again, and the address says so.
pub fn go_back() {
    let Some(own) = own() else { return };
    if let Ok(Some(storage)) = dom::window().local_storage() {
        let _ = storage.remove_item(OWN);
        let _ = storage.set_item(STORED, &own);
    }
    CARRIED.set(None);
    page::open(own);
    follow();
}

/// What came with the link that is shown.
pub fn carried() -> Option<Shared> {
    CARRIED.with_borrow(Option::clone)
}

/// Title and note, as they stand in the link; empty: none.
pub fn words() -> (String, String) {
    CARRIED.with_borrow(|carried| carried.as_ref().map(|shared| (shared.title.clone(), shared.note.clone())).unwrap_or_default())
}

pub fn set_words(title: String, note: String) {
    if let Some(mut shared) = shown() {
        (shared.title, shared.note) = (title, note);
        CARRIED.set(Some(shared));
        follow();
    }
}

/// The experiment on the page, with what the link carried beside it. A digest is only of the scenario that it came with.
pub fn shown() -> Option<Shared> {
    Some(with_carried(paper::scenario(&page::hand_out()?.draft)?))
}

pub fn with_carried(scenario: Scenario) -> Shared {
    CARRIED.with_borrow(|carried| match carried {
        Some(carried) => {
            let digest = carried.digest.clone().filter(|_| carried.scenario == scenario);
            Shared { scenario, digest, ..carried.clone() }
        }
        None => Shared::from(scenario),
    })
}

/// What follows the `#`: the name alone for a preset as it is, which a person can read.
pub fn fragment(shared: &Shared) -> String {
    let preset = &shared.scenario.preset;
    match Scenario::preset(preset).map(Shared::from) {
        Some(plain) if plain == *shared => format!("preset={preset}"),
        _ => share::encode(shared),
    }
}

/// The address says what is shown.
pub fn follow() {
    let Some(shared) = shown() else { return };
    if let Ok(history) = dom::window().history() {
        // Refused where pages change it hundreds of times in a few seconds; the next edit says it again.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{}", fragment(&shared))));
    }
}

/// The folder of this Wayward, with a slash at its end.
pub fn site() -> String {
    dom::url("site").unwrap_or_default()
}

/// The digest of what was trained: of one agent its own, of several the population's. None: not all of it is there, or the
/// shown agent is a branch, which no link describes.
pub fn digest(handout: &Handout) -> Option<String> {
    if handout.branched || handout.agents.is_empty() {
        return None;
    }
    let digests: Option<Vec<&str>> = handout.agents.iter().map(|run| run.summary.as_ref().map(|summary| summary.digest.as_str())).collect();
    let digests = digests?;
    Some(if let [digest] = digests[..] { digest.to_owned() } else { engine::learner::digest(digests.concat().bytes()) })
}
