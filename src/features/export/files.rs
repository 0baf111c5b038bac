//! The files that can be made now, and giving them out.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, Element, HtmlAnchorElement, Url};

use super::credit::{self, Credit};
use super::film::{self, Moves, NoFile};
use super::picture;
use crate::ui::dom::{self, site};
use crate::ui::player::{Player, SHIFTED};
use crate::ui::sharing::fragment;
use crate::ui::state::State;
use crate::ui::store::Store;
use crate::views::boards::BOARDS;
use engine::env::Action;
use engine::share;

/// What there may be a picture of: its name, what it is called in a file, and where it stands. Boards are first.
pub const PICTURES: [(&str, &str, &str); 8] = [
    ("Training world", "training-board", "#board-train .board-view"),
    ("Shifted world", "shifted-board", "#board-deploy .board-view"),
    ("Both worlds, with what stands under them", "boards", ".boards"),
    ("Learning curves", "learning-curves", ".curves:has(svg)"),
    ("Inside the learner", "inside-ppo", "details[open] .curves-grid:has(li)"),
    ("Verdict", "verdict", ".verdict-body"),
    ("All agents", "agents", ".agents-tiles"),
    ("Capability and alignment over the shift", "shift-curve", "#shift-curve"),
];

/// How long a browser may take to begin with a download, milliseconds.
const BEGINS_MS: u32 = 60_000;

/// A file, ready.
pub struct File {
    pub name: String,
    /// Such as `text/csv`.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

/// All that the page gives, and where it comes from.
pub struct Source {
    store: Rc<Store>,
    credit: Credit,
}

impl Source {
    pub fn of(store: &Rc<Store>) -> Source {
        let state = store.state();
        let shared = credit::source(&state);
        let link = format!("{}#{}", site(), fragment(&shared));
        let mut credit = Credit::of(&state, &shared.scenario, link);
        if !state.recorded.is_empty() {
            credit.remark += "The boards play a recording of this experiment, at the full shift.";
        }
        Source { store: store.clone(), credit }
    }

    fn text(&self, what: &str, ending: &str, kind: &'static str, text: String) -> File {
        File { name: self.credit.file(what, ending), kind, bytes: text.into_bytes() }
    }

    /// What can be made at once, by the name of its button.
    pub fn file(&self, name: &str) -> Result<File, String> {
        let Source { store, credit } = self;
        let state = &*store.state();
        let untrained = || "Nothing was trained yet.".to_owned();
        match name {
            "scenario" => {
                let page = state.shared();
                let (preset, seed) = (&page.scenario.preset, page.scenario.seed);
                let name = format!("wayward-{preset}-scenario-seed{seed}.json");
                Ok(File { name, kind: "application/json", bytes: (share::to_pretty_json(&page) + "\n").into_bytes() })
            }
            "curves" if state.agents.is_empty() => Err(untrained()),
            "curves" => Ok(self.text("curves", "csv", "text/csv", credit::curves(state, credit))),
            "moments" => {
                let rows = credit::moments(state, credit).ok_or("No moment of training is judged yet.")?;
                Ok(self.text("moments", "csv", "text/csv", rows))
            }
            "rows" => {
                let rows = credit::rows(state, credit).ok_or("There is no verdict yet.")?;
                Ok(self.text("verdicts", "csv", "text/csv", rows))
            }
            _ => {
                let (bytes, digest) = credit::weights(state, credit).ok_or_else(untrained)?;
                let name = credit.file(&format!("weights-{digest}"), "safetensors");
                Ok(File { name, kind: "application/octet-stream", bytes })
            }
        }
    }

    /// A picture of what stands at this place of [`PICTURES`], as `svg` or `png`.
    pub async fn picture(&self, place: usize, format: &str) -> Result<File, NoFile> {
        let (title, what, css) = PICTURES[place];
        let credit = &self.credit;
        let element = dom::by_css(css).ok_or_else(|| format!("{title}: not on the page now."))?;
        let picture = picture::of(&element, &format!("{title}, Wayward"), &credit.line(), &credit.link);
        let picture = picture.ok_or_else(|| format!("{title}: there is nothing to see of it now."))?;
        if format == "svg" {
            return Ok(self.text(what, "svg", "image/svg+xml", picture.markup));
        }
        let bytes = film::png(&picture, &credit.line()).await?;
        Ok(File { name: credit.file(what, "png"), kind: "image/png", bytes })
    }

    /// The episode on this board; `tell` hears how many of how many moves are drawn, and `canceled` ends it. The words say what a
    /// person should know of it; may be empty.
    pub async fn film(&self, place: usize, tell: impl Fn(usize, usize), canceled: &Rc<Cell<bool>>) -> Result<(File, &'static str), NoFile> {
        let (_, what, css) = PICTURES[place];
        let board = dom::by_css(css).and_then(|view| view.closest(".board").ok()?).ok_or("There is no such board on the page now.")?;
        let played = played(&self.store.state(), place)?;
        let (bytes, words) = film::episode(&board, played, &self.credit.line(), tell, canceled).await?;
        Ok((File { name: self.credit.file(what, "gif"), kind: "image/gif", bytes }, words))
    }

    /// The same of an episode that a person has played, as this board looks.
    pub async fn film_by_hand(
        &self,
        board: &Element,
        by_hand: ByHand,
        tell: impl Fn(usize, usize),
        canceled: &Rc<Cell<bool>>,
    ) -> Result<(File, &'static str), NoFile> {
        let credit = by_hand.credit(&self.credit);
        let name = credit.file(&by_hand.name, "gif");
        let moves = (by_hand.start, Moves::Given(by_hand.actions));
        let (bytes, words) = film::episode(board, moves, &credit.line(), tell, canceled).await?;
        Ok((File { name, kind: "image/gif", bytes }, words))
    }

    /// A text about such an episode.
    pub fn text_by_hand(&self, name: &str, text: String) -> File {
        File { name: self.credit.file(name, "json"), kind: "application/json", bytes: text.into_bytes() }
    }
}

/// An episode that a person has played: where it began, its moves, and what it is called, in a file's name and in a sentence.
pub struct ByHand {
    pub start: Player,
    pub actions: Vec<Action>,
    pub name: String,
    pub about: String,
}

impl ByHand {
    /// It says whose it is, and not what was trained.
    fn credit(&self, of: &Credit) -> Credit {
        Credit { remark: self.about.clone(), ..of.clone() }
    }
}

/// At the start of the episode on this board, and the agent that plays it.
fn played(state: &State, board: usize) -> Result<(Player, Moves), String> {
    if !state.recorded.is_empty() {
        return Err("This board plays a recording. Press Train, and take along an episode of your own agent.".into());
    }
    let (scenario, stream) = (state.shown_scenario(), BOARDS[board].2);
    let amount = if stream == SHIFTED { state.amount } else { 0.0 };
    let mut player = Player::new(Rc::new(scenario.levels(amount)), stream);
    player.turn_to(state.levels[board]);
    Ok((player, Moves::Net(state.shown_agent().0)))
}

/// What is on the page now to be taken a picture of, by its place in [`PICTURES`].
pub fn pictures() -> Vec<usize> {
    let is_seen = |css: &str| dom::by_css(css).is_some_and(|element| element.get_bounding_client_rect().width() > 1.0);
    (0..PICTURES.len()).filter(|place| is_seen(PICTURES[*place].2)).collect()
}

/// For a host of the page: `svg` and `png` show both worlds, `csv` has the verdict rows, or the learning curves before there are
/// any.
pub async fn snapshot(store: &Rc<Store>, format: &str) -> Result<File, NoFile> {
    let source = Source::of(store);
    match format {
        "svg" | "png" => source.picture(2, format).await,
        "csv" => Ok(source.file("rows").or_else(|_| source.file("curves"))?),
        _ => Err(format!("there is no snapshot `{format}`; there are svg, png and csv").into()),
    }
}

/// Gives the file out, by way of a link that is pressed at once. False: the browser does not let the page.
pub fn hand(file: &File) -> bool {
    let given = || {
        let parts = Array::of1(&Uint8Array::from(&file.bytes[..]));
        let options = BlobPropertyBag::new();
        options.set_type(file.kind);
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        let url = Url::create_object_url_with_blob(&blob).ok()?;
        let link = dom::document().create_element("a").ok()?.unchecked_into::<HtmlAnchorElement>();
        link.set_href(&url);
        link.set_download(&file.name);
        link.click();
        Timeout::new(BEGINS_MS, move || drop(Url::revoke_object_url(&url))).forget();
        Some(())
    };
    given().is_some()
}

/// In a frame whose owner may have forbidden downloads; a page cannot ask for that, only guess it from its origin.
pub fn is_confined() -> bool {
    let window = dom::window();
    let in_frame = window.parent().ok().flatten().is_some_and(|parent| JsValue::from(parent) != JsValue::from(&window));
    let origin = js_sys::Reflect::get(&window, &"origin".into()).ok().and_then(|origin| origin.as_string());
    in_frame && origin.as_deref() == Some("null")
}
