//! The boards, which draw themselves (`ui::board`): what they are to show.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::board::{Board, BoardView, FRUGAL, SMALL, Sight};
use crate::ui::chart::grouped;
use crate::ui::markup::pressed;
use crate::ui::player::{SHIFTED, TRAINING};
use crate::ui::shared::Shared;
use crate::ui::state::{Action, Dialog, State};
use crate::ui::store::{use_dispatch, use_selector};

/// Id, title and stream of levels.
pub const BOARDS: [(&str, &str, u64); 2] = [("board-train", "Training world", TRAINING), ("board-deploy", "Shifted world", SHIFTED)];

#[derive(PartialEq, Properties)]
pub struct BoardsProps {
    /// How many of them are there by now.
    pub count: usize,
    /// The episodes on them.
    pub sights: [Sight; 2],
    pub reduced_motion: bool,
}

#[component]
pub fn Boards(props: &BoardsProps) -> Html {
    let dispatch = use_dispatch();
    let shown = use_selector(View::of);
    let moves = use_selector(|state| state.moves);
    let onpoint = use_callback(dispatch.clone(), |stream, dispatch| dispatch.emit(Action::Inspect(usize::from(stream == SHIFTED))));
    // The button to a board as text is a part of what the board draws.
    let onclick = {
        let dispatch = dispatch.clone();
        move |event: MouseEvent| {
            let board = pressed(&event, "data-do").and_then(|name| BOARDS.iter().position(|(id, ..)| *id == name));
            if let Some(board) = board {
                dispatch.emit(Action::OpenDialog(Dialog::Reading(board)));
            }
        }
    };
    let onlevel = use_callback((), move |(stream, number), ()| dispatch.emit(Action::Level(stream, number)));
    let board = |(place, (id, title, stream)): (usize, (&'static str, &'static str, u64))| {
        let (sight, onlevel, onpoint) = (props.sights[place].clone(), onlevel.clone(), onpoint.clone());
        html! {
            <Board key={id} {id} {title} {stream} view={shown.0[place].clone()} {sight} moves={*moves}
                reduced_motion={props.reduced_motion} {onlevel} {onpoint} />
        }
    };
    html! { <div class="boards" {onclick}>{ for BOARDS.into_iter().enumerate().take(props.count).map(board) }</div> }
}

#[derive(PartialEq)]
struct View([BoardView; 2]);

impl View {
    fn of(state: &State) -> View {
        let scenario = state.shown_scenario();
        let (net, step) = state.shown_agent();
        let label: Rc<str> = if step == 0 { "untrained".into() } else { format!("after {} steps", grouped(step)).into() };
        View(BOARDS.map(|(_, _, stream)| {
            let amount = if stream == SHIFTED { state.amount } else { 0.0 };
            let levels = scenario.levels(amount);
            BoardView {
                subtitle: levels.describe(),
                levels: Rc::new(levels),
                is_shifted: amount > 0.0,
                net: Shared(net.clone()),
                label: label.clone(),
                recorded: state.recorded.clone(),
                tally_key: state.run().map_or(0, |run| 2 * run.id + u32::from(run.is_replayed())),
                overlay: state.overlay,
                running: !state.held,
                rest: rest(state),
                ghost: state.ghosts.of(stream).filter(|_| state.ghost),
                ghost_late: !state.draft.reading.compiles,
                scenario: scenario.clone(),
                probed: state.probes.of(stream).map(Shared),
                probe: state.probes.view,
                skips: state.skips,
                is_small: false,
                player: None,
            }
        }))
    }
}

/// Least milliseconds between two drawings.
fn rest(state: &State) -> Option<f64> {
    match () {
        () if state.framings.told.is_asked => Some(SMALL),
        () if state.is_crowded || !state.recorded.is_empty() => Some(FRUGAL),
        () => None,
    }
}
