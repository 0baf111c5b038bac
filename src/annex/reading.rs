//! A board as text: a dialog with the level on view in sentences and as a table, as it was when it was asked for.
//!
//! The page writes where its agent is beside each board (`data-now`); the level is made again from its number.

use web_sys::Element;

use super::{described, dom, export, page};
use crate::ui::markup::escape;
use engine::env::State;

/// Opens it on the board with this id.
pub fn open(id: &str) {
    let Some(text) = text(id) else { return page::say("The board is not what the page says it is; please reload the page.") };
    let title = dom::by_css(&format!("#{id} .board-title")).and_then(|title| title.text_content()).unwrap_or_default();
    let markup = format!(
        "<div id='reading-text'>{text}</div><p class='bar-buttons'><button type='button' data-read='{id}'>Read again</button>\
         <span id='reading-said' class='sr-only' role='status'></span></p>"
    );
    let Some(dialog) = dom::dialog("reading", &format!("{title} as text"), &markup) else { return };
    dom::on(&dialog, "click", |target, _| {
        if let Some(id) = target.get_attribute("data-read") {
            again(&id);
        }
    });
}

fn again(id: &str) {
    let (Some(place), Some(text)) = (dom::by_css("#reading-text"), text(id)) else { return };
    place.set_inner_html(&text);
    if let Some(said) = dom::by_css("#reading-said") {
        // Said anew even where the words are the same as before.
        said.set_text_content(None);
        said.set_text_content(dom::by_css("#reading-text > p").and_then(|words| words.text_content()).as_deref());
    }
}

/// The board as it is now. None: it shows no level.
fn text(id: &str) -> Option<String> {
    let board = dom::by_css(&format!("#{id}"))?;
    let level = export::level(&board, &page::hand_out()?)?;
    let now = board.get_attribute("data-now")?;
    let (agent, memory) = now.split_once(' ')?;
    let state = State { agent: agent.parse().ok()?, memory: memory.parse().ok()? };
    // Between two drawings the page may have gone on to a smaller level.
    if level.tiles.get(state.agent as usize).is_none() || level.is_wall(state.agent) {
        return None;
    }
    let steps = board.get_attribute("data-steps")?.parse().ok()?;
    let said = |css: &str| board.query_selector(css).ok().flatten().and_then(|words: Element| words.text_content()).unwrap_or_default();
    let (subtitle, ghost) = (escape(&said(".board-subtitle")), escape(&said(".board-ghost")));
    Some(format!(
        "<p>{}</p><p class='reading-more'>Levels: {subtitle}. {ghost}</p><div class='reading-grid' tabindex='0' role='region' aria-label='The grid'>\
         <table><caption>Every cell inside the outer wall</caption>{}</table></div>",
        described::sentences(&level, state, steps),
        described::table(&level, state)
    ))
}
