//! The annex: links, the Share menu, files to take along, lessons, workshops, and the line to other people's pages. A Wasm module
//! of its own, which the start script loads when it is first needed, so that the first visit does not pay for it.
//!
//! Page and annex stand in one document and talk in texts ([`page`]): an experiment travels as the page saves it
//! (`ui::draft`). Pure and tested natively: [`agents`], [`compare`], [`described`], [`differences`], [`display`], [`history`], [`paper`], [`snippets`],
//! [`wire`] and most of [`export`] and [`sweep`]; of [`lesson`] the parser and the conditions, of [`workshop`] the codes.

pub mod agents;
pub mod compare;
pub mod described;
pub mod differences;
pub mod display;
pub mod export;
pub mod history;
pub mod lesson;
pub mod paper;
pub mod snippets;
pub mod sweep;
pub mod wire;
pub mod workshop;

#[cfg(feature = "page")]
mod address;
#[cfg(feature = "page")]
mod bar;
#[cfg(feature = "page")]
mod dom;
#[cfg(feature = "page")]
mod embed;
#[cfg(feature = "page")]
mod lock;
#[cfg(feature = "page")]
mod menu;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "page")]
mod pins;
#[cfg(feature = "page")]
mod port;
#[cfg(feature = "page")]
mod predict;
#[cfg(feature = "page")]
mod reading;
#[cfg(feature = "page")]
mod said;
#[cfg(feature = "page")]
mod undo;
#[cfg(feature = "page")]
mod view;

/// What the address says: the experiment to show, as a saved draft. None: what the page shows by itself is right.
#[cfg(feature = "page")]
pub async fn arrive() -> Option<String> {
    if embed::is() { port::arrive().await } else { address::arrive() }
}

/// The page starts, and its address or the browser's storage asks for more than an experiment: a lesson, a question before
/// every shift.
#[cfg(feature = "page")]
pub fn started() {
    if dom::by_css("#train").is_none() {
        return dom::later(50, started);
    }
    if predict::asks_on_page() {
        predict::listen();
    }
    if let Some(name) = dom::query("lesson") {
        lesson::list::start_named(name);
    }
    if dom::query("workshop").is_some() {
        workshop::seat::arrive();
    }
}

/// Something was edited, and the page has saved it: what stood there and what stands there now. The address follows, and it can
/// be undone; in somebody else's page the host hears of it, who may have locked what an undo would change.
#[cfg(feature = "page")]
pub fn edited(before: &str, now: &str) {
    if embed::is() {
        port::edited();
    } else if !lesson::player::is_on() {
        undo::edited(before, now);
        address::follow();
    }
}

/// A button of the page that is ours was pressed, by its `data-annex`.
#[cfg(feature = "page")]
pub fn press(name: &str) {
    match name {
        "share" => menu::open(),
        "compare" => pins::open(),
        "sweep" => sweep::open(),
        "agents" => agents::open(),
        "undo" => undo::back(),
        "redo" => undo::forth(),
        "start-over" => undo::start_over(),
        "lessons" => lesson::list::open(),
        "workshop" => workshop::collect::open(),
        "view" => view::open(),
        "present" => workshop::present::begin(),
        "board-train" | "board-deploy" => reading::open(name),
        _ => page::say("This page and a part of it are of different versions; reload the page."),
    }
}
