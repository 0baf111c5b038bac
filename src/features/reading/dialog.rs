//! The dialog with the level on view in sentences and as a table, as it was when it was asked for.

use yew::prelude::*;

use super::described::{grid, sentences};
use crate::ui::board::Sight;
use crate::ui::player::SHIFTED;
use crate::ui::state::State;
use crate::ui::store::use_store;
use crate::views::boards::BOARDS;
use crate::views::dialog::Dialog;

#[derive(PartialEq, Properties)]
pub struct ReadingProps {
    /// Which of [`BOARDS`].
    pub board: usize,
    /// The episode on it.
    pub sight: Sight,
}

#[component]
pub fn ReadingDialog(props: &ReadingProps) -> Html {
    let store = use_store();
    let (board, sight) = (props.board, props.sight.clone());
    let read = move || Reading::of(&store.state(), board, &sight);
    let reading = use_state(&read);
    let times = use_state(|| 0_u32);
    let again = {
        let (reading, times) = (reading.clone(), times.clone());
        move |_: MouseEvent| {
            reading.set(read());
            times.set(*times + 1);
        }
    };
    let title = format!("{} as text", BOARDS[board].1);
    html! {
        <Dialog id="reading" {title} about="reading-about">
            <div id="reading-text">
                if let Some(it) = &*reading {
                    { it.show() }
                } else {
                    <p id="reading-about">{ "Nothing is on this board yet." }</p>
                }
            </div>
            <p class="bar-buttons">
                <button type="button" data-read={BOARDS[board].0} onclick={again}>{ "Read again" }</button>
                <span id="reading-said" class="sr-only" aria-live="polite" aria-atomic="true">
                    // Said anew even where the words are the same as before.
                    if let Some(it) = reading.as_ref().filter(|_| *times > 0) {
                        <span key={*times}>{ &it.words }</span>
                    }
                </span>
            </p>
        </Dialog>
    }
}

struct Reading {
    words: String,
    more: String,
    grid: Vec<Vec<String>>,
}

impl Reading {
    /// None: no episode has begun there.
    fn of(state: &State, board: usize, sight: &Sight) -> Option<Reading> {
        let episode = sight.episode()?;
        let (level, now) = (&*episode.level, *episode.states.last()?);
        let (scenario, stream) = (state.shown_scenario(), BOARDS[board].2);
        let amount = if stream == SHIFTED { state.amount } else { 0.0 };
        let (levels, number) = (scenario.levels(amount), state.levels[board]);
        let probed = state.probes.of(stream).filter(|probed| probed.fits(&levels, number));
        let ghost = state.ghosts.of(stream).filter(|ghost| state.ghost && ghost.fits(&levels, number));
        let more = match (probed, ghost) {
            (Some(probed), _) => probed.words(&state.shown_agent().0),
            (None, Some(ghost)) => ghost.words(level, !state.draft.reading.compiles),
            (None, None) => String::new(),
        };
        Some(Reading {
            words: sentences(level, now, episode.steps() as u32),
            more: format!("Levels: {}. {more}", levels.describe()),
            grid: grid(level, now),
        })
    }

    fn show(&self) -> Html {
        let cell = |words: &String| {
            let class = match words.as_str() {
                "floor" => Some("is-floor"),
                "wall" => Some("is-wall"),
                _ => None,
            };
            html! { <td {class}>{ words }</td> }
        };
        let row = |(row, cells): (usize, &Vec<String>)| html! { <tr><th scope="row">{ row + 1 }</th>{ for cells.iter().map(cell) }</tr> };
        let columns = self.grid.first().map_or(0, Vec::len);
        html! {
            <>
                <p id="reading-about">{ &self.words }</p>
                <p class="reading-more">{ &self.more }</p>
                <div class="reading-grid" tabindex="0" role="region" aria-label="The grid">
                    <table>
                        <caption>{ "Every cell inside the outer wall" }</caption>
                        <thead>
                            <tr>
                                <td>{ "Row, column" }</td>
                                { for (1..=columns).map(|column| html! { <th scope="col">{ column }</th> }) }
                            </tr>
                        </thead>
                        <tbody>{ for self.grid.iter().enumerate().map(row) }</tbody>
                    </table>
                </div>
            </>
        }
    }
}
