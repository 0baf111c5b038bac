//! A played episode as a film and as text.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::board::Played;
use super::game::{Game, Ledgers};
use crate::features::export::{ByHand, File, NoFile, Source, hand};
use crate::ui::dom::by_css;
use crate::ui::player::SHIFTED;
use crate::ui::store::use_store;

#[derive(PartialEq, Properties)]
pub struct SaveProps {
    pub game: Played,
}

#[component]
pub fn Save(props: &SaveProps) -> Html {
    let store = use_store();
    let said = use_state(String::new);
    let is_drawing = use_state_eq(|| false);
    // A film that nobody can see any more is not drawn on.
    let canceled = use_memo((), |()| Rc::new(Cell::new(false)));
    use_effect_with((), {
        let canceled = canceled.clone();
        move |()| move || canceled.set(true)
    });
    let game = &props.game.0;
    let onfilm = {
        let (store, game, said, is_drawing) = (store.clone(), game.clone(), said.setter(), is_drawing.setter());
        let canceled = (*canceled).clone();
        move |_: MouseEvent| {
            let (store, game, said, is_drawing, canceled) =
                (store.clone(), game.clone(), said.clone(), is_drawing.clone(), canceled.clone());
            spawn_local(async move {
                is_drawing.set(true);
                let tell = |done: usize, of: usize| said.set(format!("Drawing move {done} of {of}…"));
                let made = match by_css("#play-board") {
                    Some(board) => Source::of(&store).film_by_hand(&board, by_hand(&game), tell, &canceled).await,
                    None => Err(NoFile::from("The board is gone.")),
                };
                said.set(match made {
                    Ok((file, cut)) => format!("{} {cut}", given(&file)).trim_end().to_owned(),
                    Err(NoFile::Because(words)) => words,
                    Err(NoFile::Pixels(words)) => words.to_owned(),
                });
                is_drawing.set(false);
            });
        }
    };
    let ontext = {
        let (store, game, said) = (store.clone(), game.clone(), said.setter());
        move |_: MouseEvent| {
            let text = game.to_json(&Ledgers::of(&store.state().draft));
            said.set(given(&Source::of(&store).text_by_hand(&by_hand(&game).name, text)));
        }
    };
    let is_empty = game.actions.is_empty();
    html! {
        <div class="play-save">
            <span>{ "Save this episode" }</span>
            <button type="button" id="play-gif" disabled={is_empty || *is_drawing} onclick={onfilm}>{ "Film " }<small>{ "GIF" }</small></button>
            <button type="button" id="play-json" disabled={is_empty} onclick={ontext}>{ "Moves " }<small>{ "JSON" }</small></button>
            <span id="save-said" aria-live="polite" aria-atomic="true">{ &*said }</span>
        </div>
    }
}

fn by_hand(game: &Game) -> ByHand {
    let place = &game.place;
    let world = if place.stream == SHIFTED { "shifted" } else { "training" };
    ByHand {
        start: place.player(),
        actions: game.actions.clone(),
        name: format!("played-{world}-level{}", place.number),
        about: format!("Played by a person, not by an agent: level {} of the {world} world.", place.number),
    }
}

fn given(file: &File) -> String {
    if hand(file) { format!("Saved {}.", file.name) } else { "This browser does not let the page give out files.".to_owned() }
}
