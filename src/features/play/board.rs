//! The board on which a person plays: drawn as the page's boards are, each move as a small hop.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use web_sys::PointerEvent;
use yew::prelude::*;

use super::duel::has_sides;
use super::game::Game;
use crate::ui::dom::{place_in_cells, put_agent, reduces_motion};
use crate::ui::markup::show;
use crate::ui::player::Player;
use crate::ui::scene;
use crate::ui::timer::now;
use engine::env::world::odd_openings::SIDE;
use engine::env::{Action, Cell, Level};

/// How long a move takes to be seen, milliseconds; the next one does not wait for it.
const HOP_MS: f64 = 130.0;
const FRAME_MS: u32 = 16;
/// A finger that goes farther than this many pixels leads by its direction, not by its place.
const SWIPE: f64 = 24.0;

#[derive(PartialEq, Properties)]
pub struct PlayBoardProps {
    pub game: Played,
    /// The way of a perfect optimizer.
    pub way: Option<Rc<[Cell]>>,
    pub onact: Callback<Action>,
}

/// A game as far as it has come; two are the same only if they are one.
#[derive(Clone)]
pub struct Played(pub Rc<Game>);

impl PartialEq for Played {
    fn eq(&self, other: &Played) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[component]
pub fn PlayBoard(props: &PlayBoardProps) -> Html {
    let PlayBoardProps { game, way, onact } = props;
    let player = &game.0.player;
    let figure = use_node_ref();
    // Where it looks, and after how many steps.
    let looks = use_mut_ref(|| (0.0, 0));
    {
        let (figure, game) = (figure.clone(), game.clone());
        use_effect_with((game.clone(), way.clone()), move |_| {
            let steps = game.0.player.steps;
            let (angle, before) = looks.replace((0.0, steps));
            let turned_from = if steps == 0 { 0.0 } else { angle };
            let put = move |done: f64| {
                let pose = scene::pose(&game.0.player, done, turned_from);
                if let Some(figure) = figure.cast() {
                    put_agent(&figure, &pose.place, &pose.body);
                }
                pose.angle
            };
            looks.borrow_mut().0 = put(1.0);
            let frames = Rc::new(RefCell::new(None::<Interval>));
            if steps == before + 1 && !reduces_motion() {
                put(0.0);
                let (begun, put) = (now(), put.clone());
                let hop = move || {
                    put(((now() - begun) / HOP_MS).min(1.0));
                };
                frames.replace(Some(Interval::new(FRAME_MS, hop)));
            }
            let end = {
                let frames = frames.clone();
                Timeout::new(HOP_MS as u32 + FRAME_MS, move || {
                    frames.take();
                    put(1.0);
                })
            };
            move || {
                drop(end);
                frames.take();
            }
        });
    }
    let from = use_mut_ref(|| None::<(f64, f64)>);
    let onpointerdown = {
        let from = from.clone();
        move |event: PointerEvent| {
            from.replace(event.is_primary().then(|| place(&event)));
        }
    };
    let onpointerup = {
        let (game, onact) = (game.clone(), onact.clone());
        move |event: PointerEvent| {
            let Some((x, y)) = from.take() else { return };
            let (to_x, to_y) = place(&event);
            let player = &game.0.player;
            let level = &player.level;
            let led = if has_sides(level.world) {
                square(level, &event).map(|square| (square % SIDE) as Action)
            } else if level.world.spec().walks {
                direction(to_x - x, to_y - y, SWIPE).or_else(|| beside(level, player.state.agent, &event))
            } else {
                // Who goes nowhere is led by words alone.
                None
            };
            if let Some(action) = led {
                onact.emit(action);
            }
        }
    };
    let badge = player.outcome.map(|outcome| outcome.words(player.level.world));
    let world = player.level.world;
    let name = match world.spec().walks {
        true => format!("Board: the arrow keys lead the {}", world.spec().agent),
        false if has_sides(world) => "Board: the letters a to d touch a column and say where to".to_owned(),
        false => "Board: the buttons answer".to_owned(),
    };
    html! {
        <figure ref={figure} id="play-board" class="board" tabindex="0" role="application" aria-label={name}
            data-steps={player.steps.to_string()} data-level={player.number.to_string()} {onpointerdown} {onpointerup}>
            <div class="board-stage">
                { show(drawn(player, way.as_deref())) }
                if let Some(words) = badge {
                    <p class="board-badge low"><span>{ words }</span></p>
                }
            </div>
        </figure>
    }
}

fn drawn(player: &Player, way: Option<&[Cell]>) -> String {
    let (level, pose) = (&player.level, scene::pose(player, 1.0, 0.0));
    let over = player.outcome.is_some();
    let mut picture = scene::picture(level, player.state, (player.touched, over), "", way, Some("The level, drawn"));
    picture = scene::with_trail(picture, level, &player.path);
    // The optimizer stands where its way ends.
    if let Some((x, y)) = way.and_then(|way| way.last()).map(|end| scene::center(level, *end)) {
        picture = picture.replacen("<g class='ghost'>", &format!("<g class='ghost' transform='{}'>", scene::translate(x, y)), 1);
    }
    picture + &scene::agent(level.world, Some(&pose))
}

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// Up, down, left or right, if it is at least so far.
fn direction(x: f64, y: f64, least: f64) -> Option<Action> {
    match (x.abs() >= y.abs(), x < 0.0, y < 0.0) {
        _ if x.abs().max(y.abs()) < least => None,
        (true, is_left, _) => Some(if is_left { 2 } else { 3 }),
        (false, _, is_up) => Some(if is_up { 0 } else { 1 }),
    }
}

/// From the agent towards where the pointer is; on its own cell nowhere.
fn beside(level: &Level, agent: Cell, event: &PointerEvent) -> Option<Action> {
    let (x, y) = place_in_cells(event, "#play-board", (level.width, level.height))?;
    let (column, row) = scene::center(level, agent);
    direction(x - column, y - row, 0.5)
}

/// The square of a game's board under the pointer.
pub fn square(level: &Level, event: &PointerEvent) -> Option<usize> {
    let (x, y) = place_in_cells(event, "#play-board", (level.width, level.height))?;
    // Without the border.
    let inside = |place: f64| (1.0..(SIDE + 1) as f64).contains(&place).then(|| place as usize - 1);
    Some(inside(y)? * SIDE + inside(x)?)
}
