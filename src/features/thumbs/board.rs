//! A board that plays one clip, again and again, or once where nothing shall move by itself.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use yew::prelude::*;

use super::model::Film;
use crate::ui::dom::put_agent;
use crate::ui::markup::show;
use crate::ui::scene;
use crate::ui::shared::Shared;
use crate::ui::timer::now;

/// Moves a second, and with reduced motion, where the agent jumps.
const PACE: f64 = 5.0;
const JUMPS: f64 = 2.5;
/// Moves that it rests before the first and after the last.
const RESTS: f64 = 3.0;
const FRAME_MS: u32 = 33;

#[derive(PartialEq, Properties)]
pub struct ClipBoardProps {
    pub id: &'static str,
    pub name: &'static str,
    pub film: Shared<Film>,
    pub reduced_motion: bool,
    /// Counts the times that it was asked to play; with reduced motion it rests until then.
    pub plays: u32,
}

#[component]
pub fn ClipBoard(props: &ClipBoardProps) -> Html {
    let ClipBoardProps { id, name, film, reduced_motion, plays } = props;
    let reduced_motion = *reduced_motion;
    let figure = use_node_ref();
    let step = use_state_eq(|| 0_usize);
    {
        let (figure, step) = (figure.clone(), step.setter());
        use_effect_with((film.clone(), *plays), move |(film, plays)| {
            step.set(0);
            let (film, begun) = (film.clone(), now());
            let frame = move || {
                let pace = if reduced_motion { JUMPS } else { PACE };
                let (moves, all) = ((now() - begun) / 1000.0 * pace, film.steps() as f64 + 2.0 * RESTS);
                // Played once, it stands at its end.
                let at = if reduced_motion { moves.min(all) } else { moves.rem_euclid(all) } - RESTS;
                let done = if reduced_motion || at < 0.0 { 1.0 } else { at.fract() };
                let shown = if at < 0.0 { 0 } else { (at as usize + 1).min(film.steps()) };
                let done = if at >= film.steps() as f64 { 1.0 } else { done };
                step.set(shown);
                let pose = film.pose(shown, done);
                if let Some(figure) = figure.cast() {
                    put_agent(&figure, &pose.place, &pose.body);
                }
            };
            let timer = (!reduced_motion || *plays > 0).then(|| Interval::new(FRAME_MS, frame));
            move || drop(timer)
        });
    }
    // Another clip may be shorter.
    let at = (*step).min(film.steps());
    let player = &film.players[at];
    let is_over = at == film.steps();
    let badge = player.outcome.filter(|_| is_over).map(|outcome| outcome.words(player.level.world));
    html! {
        <figure ref={figure} id={*id} class="board thumbs-board" aria-label={*name} data-step={at.to_string()}>
            <figcaption>{ *name }</figcaption>
            <div class="board-stage">
                { show(drawn(&film.0, at)) }
                if let Some(words) = badge {
                    <p class="board-badge low"><span>{ words }</span></p>
                }
            </div>
        </figure>
    }
}

/// After this step, the agent still where it came from: the next frame leads it on.
fn drawn(film: &Rc<Film>, at: usize) -> String {
    let player = &film.players[at];
    let level = &player.level;
    let picture = scene::picture(level, player.state, (player.touched, player.outcome.is_some()), "", None, Some("The level, drawn"));
    let walked = &player.path[..player.path.len().saturating_sub(1).max(1)];
    scene::with_trail(picture, level, walked) + &scene::agent(level.world, Some(&film.pose(at, 0.0)))
}
