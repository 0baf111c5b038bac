//! The other side of a game: who the rival is, the board, and who wins from here if that is asked.

use std::rc::Rc;

use web_sys::{HtmlInputElement, PointerEvent};
use yew::prelude::*;

use super::board::{Played, square};
use super::duel::{Duel, Refused, Rival, column_name, square_name};
use crate::features::reading::described::sentences;
use crate::ui::markup::show;
use crate::ui::scene::{self, translate};
use crate::ui::shared::Shared;
use crate::ui::store::use_kept;
use engine::env::world::odd_openings::{Move, SIDE, TOUCHED_PAWN, cell};
use engine::learner::Net;

#[derive(PartialEq, Properties)]
pub struct OtherSideProps {
    /// On whose level it is played; begins anew when it changes.
    pub game: Played,
    pub net: Shared<Net>,
    /// What the agent does there is not to be seen yet.
    pub is_covered: bool,
}

/// Games that were played to their end: whom against, and whether the person won.
#[derive(Clone, Default, PartialEq)]
struct Results(Vec<(Rival, bool)>);

/// What a person does.
#[derive(Clone, Copy)]
enum Press {
    Column(usize),
    Square(usize),
    LetGo,
}

#[component]
pub fn OtherSide(props: &OtherSideProps) -> Html {
    let OtherSideProps { game, net, is_covered } = props;
    let rival = use_state_eq(|| Rival::Agent);
    let asks_value = use_state_eq(|| false);
    let results = use_kept::<Results>();
    // Another level or another rival is another game; an agent that goes on learning is not.
    let begun = use_memo((game.clone(), *rival), |(game, rival)| Duel::new(game.0.place.clone(), *rival, net.0.clone()));
    // Which game was begun, how far it has come, and why the last press came to nothing.
    let played = use_state(|| None::<(Rc<Duel>, Rc<Duel>, Option<Refused>)>);
    let (duel, refused) = match &*played {
        Some((of, duel, refused)) if Rc::ptr_eq(of, &begun) => (duel.clone(), *refused),
        _ => (begun.clone(), None),
    };
    let onpress = {
        let (begun, duel, played, results) = (begun.clone(), duel.clone(), played.setter(), results.clone());
        Callback::from(move |press: Press| {
            let mut next = (*duel).clone();
            let done = match press {
                Press::Column(column) => next.press(column),
                Press::Square(square) => next.press_square(square),
                Press::LetGo => {
                    next.touched = None;
                    Ok(())
                }
            };
            if let (Some(won), false) = (next.won, duel.is_over()) {
                results.change(|all| all.0.push((next.rival, won)));
            }
            played.set(Some((begun.clone(), Rc::new(next), done.err())));
        })
    };
    let onkeydown = {
        let onpress = onpress.clone();
        move |event: KeyboardEvent| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() {
                return;
            }
            let press = match event.key().as_str() {
                "Backspace" | "Delete" => Press::LetGo,
                key => match (0..SIDE).find(|column| key == column_name(*column).to_string()) {
                    Some(column) => Press::Column(column),
                    None => return,
                },
            };
            event.prevent_default();
            event.stop_propagation();
            onpress.emit(press);
        }
    };
    let onpointerdown = {
        let (onpress, level) = (onpress.clone(), duel.level.clone());
        move |event: PointerEvent| {
            if let Some(square) = square(&level, &event).filter(|_| event.is_primary()) {
                onpress.emit(Press::Square(square));
            }
        }
    };
    let rivals = Rival::ALL.into_iter().map(|each| {
        let rival = rival.clone();
        html! {
            <label key={each.name()}>
                <input type="radio" name="play-rival" value={each.name()} checked={*rival == each} onchange={move |_: Event| rival.set(each)} />
                <span>{ format!("The {}", each.name()) }</span>
            </label>
        }
    });
    let pad = (0..SIDE).map(|column| {
        let onpress = onpress.clone();
        html! {
            <button key={column} type="button" data-column={column_name(column).to_string()} title={format!("Key {}", column_name(column))}
                aria-disabled={duel.is_over().then_some("true")} onclick={move |_: MouseEvent| onpress.emit(Press::Column(column))}>{ column_name(column) }</button>
        }
    });
    let let_go = {
        let onpress = onpress.clone();
        move |_: MouseEvent| onpress.emit(Press::LetGo)
    };
    let onvalue = {
        let asks_value = asks_value.setter();
        move |event: Event| asks_value.set(event.target_unchecked_into::<HtmlInputElement>().checked())
    };
    let rivals = html! { <div class="share-forms" role="radiogroup" aria-label="Against">{ for rivals }</div> };
    if *is_covered && *rival == Rival::Agent {
        return html! {
            <>
                { rivals }
                <p class="save-about">{ "The agent plays in the shifted world once you have moved the slider under Shift." }</p>
            </>
        };
    }
    html! {
        <>
            { rivals }
            <div class="play-main" {onkeydown}>
                <figure id="play-board" class="board" tabindex="0" role="application"
                    aria-label="Board: the letters a to d touch a column and say where to; Backspace lets go" data-steps={duel.moves.to_string()} {onpointerdown}>
                    <div class="board-stage">{ show(drawn(&duel)) }</div>
                </figure>
                <div class="play-side">
                    <p>{ "Yours are the pawns that walk down. Press one, then the square to which it goes: ahead if that is free, or diagonally ahead to capture. Who reaches the last row wins, and so does who leaves the other without a move." }</p>
                    <div class="play-pad is-words" role="group" aria-label="Columns">
                        { for pad }
                        <button type="button" id="play-let-go" disabled={duel.touched.is_none()} onclick={let_go}>{ "Let go" }</button>
                    </div>
                    <p id="play-said" aria-live="polite" aria-atomic="true">{ words(&duel, refused) }</p>
                    <label class="switch">
                        <input type="checkbox" id="play-value" checked={*asks_value} onchange={onvalue} />{ "Say who wins from here, if both play perfectly" }
                    </label>
                    <p id="play-optimal" class="save-about" aria-live="polite" aria-atomic="true">
                        if *asks_value {
                            { value(&duel) }
                        }
                    </p>
                    <p id="play-results" class="save-about">{ so_far(&results) }</p>
                </div>
            </div>
            <details class="play-words">
                <summary>{ "This position in words" }</summary>
                <p>{ sentences(&duel.level, duel.shown(), 0) }</p>
            </details>
        </>
    }
}

fn drawn(duel: &Duel) -> String {
    let mut picture = scene::picture(&duel.level, duel.shown(), (0, duel.is_over()), "", None, Some("The position, drawn"));
    // The words beside it say squares by these names; once it is over, how it ended stands there.
    for place in (0..SIDE).filter(|_| !duel.is_over()) {
        let name = |x: f64, y: f64, name: &str| format!("<text class='duel-name' x='{x}' y='{y}'>{name}</text>");
        let along = place as f64 + 1.5;
        picture += &name(along, (SIDE + 1) as f64 + 0.36, &column_name(place).to_string());
        picture += &name(0.72, along + 0.1, &(SIDE - place).to_string());
    }
    if let Some(square) = duel.touched_square() {
        let (x, y) = scene::center(&duel.level, cell(&duel.level, square));
        picture += &format!("<g transform='{}'>{}</g>", translate(x, y), TOUCHED_PAWN.sprite);
    }
    picture + &scene::agent(duel.level.world, None)
}

/// What has happened last, to be read out.
fn words(duel: &Duel, refused: Option<Refused>) -> String {
    if let Some(refused) = refused {
        return match refused {
            Refused::IsOver => "This game is over: play it again, or the next level.".to_owned(),
            Refused::CannotMove(column) => format!("You have no pawn in column {} that can move.", column_name(column)),
            Refused::NoWay(from, to) => {
                format!("No pawn of yours can go from column {} there, to column {}.", column_name(from), column_name(to))
            }
            Refused::NotYours(square) => format!("Touch a pawn of yours first: on {} there is none.", square_name(square)),
        };
    }
    if let (Some(column), false) = (duel.touched, duel.is_over()) {
        return format!("Column {} is touched: which column does the pawn go to?", column_name(column));
    }
    let moved = |who: &str, Move { from, to }: Move| format!("{who} from {} to {}. ", square_name(from), square_name(to));
    let [theirs, own] = duel.last;
    let mut out = own.map(|own| moved("You went", own)).unwrap_or_default();
    if let Some(theirs) = theirs {
        out += &moved(&format!("The {} went", duel.rival.name()), theirs);
    }
    out += match duel.won {
        None => "Your turn.",
        Some(true) => "You have won.",
        Some(false) => "You have lost.",
    };
    out
}

fn value(duel: &Duel) -> String {
    match (duel.is_over(), duel.wins()) {
        (true, _) => "The game is over.".to_owned(),
        (false, true) => "You win from here, if you make no mistake.".to_owned(),
        (false, false) => format!("The {} wins from here, if it makes no mistake.", duel.rival.name()),
    }
}

fn so_far(results: &Results) -> String {
    let of = |rival: Rival| {
        let games: Vec<bool> = results.0.iter().filter(|(other, _)| *other == rival).map(|(_, won)| *won).collect();
        let won = games.iter().filter(|won| **won).count();
        (!games.is_empty()).then(|| format!("{won} of {} against the {}", games.len(), rival.name()))
    };
    let all: Vec<String> = Rival::ALL.into_iter().filter_map(of).collect();
    if all.is_empty() { "Games that end are counted here.".to_owned() } else { format!("You have won {}.", all.join(", ")) }
}
