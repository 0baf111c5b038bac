//! The canvas as a board: painted by pointer, or by keys with a cursor.

use web_sys::PointerEvent;
use yew::prelude::*;

use super::canvas::{Brush, Canvas};
use crate::ui::dom::place_in_cells;
use crate::ui::markup::{escape, show};
use crate::ui::{scene, sprites};
use std::fmt::Write as _;

/// What is to be done with a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stroke {
    /// The brush in hand.
    Paint(usize, usize),
    /// What lies in the first is moved to the second.
    Move((usize, usize), (usize, usize)),
    /// The cursor goes there.
    Point(usize, usize),
    /// A brush is taken in hand by its letter.
    Take(char),
    Erase(usize, usize),
}

#[derive(PartialEq, Properties)]
pub struct CanvasBoardProps {
    pub canvas: Canvas,
    pub brushes: Vec<Brush>,
    pub cursor: (usize, usize),
    /// Where something is wrong.
    pub fault: Option<(usize, usize)>,
    /// The pointer moves things.
    pub moves: bool,
    pub disabled: bool,
    pub onstroke: Callback<Stroke>,
}

#[component]
pub fn CanvasBoard(props: &CanvasBoardProps) -> Html {
    let CanvasBoardProps { canvas, brushes, cursor, fault, moves, disabled, onstroke } = props;
    let (moves, disabled) = (*moves, *disabled);
    // The cell in which the pointer went down, and the last one that it was led over.
    let held = use_mut_ref(|| None::<((usize, usize), (usize, usize))>);
    let size = (canvas.width(), canvas.height());
    let onpointerdown = {
        let (held, onstroke) = (held.clone(), onstroke.clone());
        move |event: PointerEvent| {
            let Some(at) = cell(&event, size).filter(|_| event.is_primary() && !disabled) else { return };
            held.replace(Some((at, at)));
            onstroke.emit(Stroke::Point(at.0, at.1));
            if !moves {
                onstroke.emit(Stroke::Paint(at.0, at.1));
            }
        }
    };
    let onpointermove = {
        let (held, onstroke) = (held.clone(), onstroke.clone());
        move |event: PointerEvent| {
            // It was let go of outside.
            if event.buttons() == 0 {
                held.take();
            }
            let Some((_, last)) = &mut *held.borrow_mut() else { return };
            if let Some(at) = cell(&event, size).filter(|at| at != last) {
                *last = at;
                if !moves {
                    onstroke.emit(Stroke::Paint(at.0, at.1));
                }
            }
        }
    };
    let end = {
        let (held, onstroke) = (held.clone(), onstroke.clone());
        Callback::from(move |_: PointerEvent| {
            if let Some((from, to)) = held.take().filter(|(from, to)| moves && from != to) {
                onstroke.emit(Stroke::Move(from, to));
            }
        })
    };
    let onkeydown = {
        let (onstroke, brushes, cursor) = (onstroke.clone(), brushes.clone(), *cursor);
        move |event: KeyboardEvent| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() || disabled {
                return;
            }
            let (row, column) = cursor;
            let key = event.key();
            let stroke = match key.as_str() {
                "ArrowUp" => Stroke::Point(row.saturating_sub(1), column),
                "ArrowDown" => Stroke::Point((row + 1).min(size.1 - 1), column),
                "ArrowLeft" => Stroke::Point(row, column.saturating_sub(1)),
                "ArrowRight" => Stroke::Point(row, (column + 1).min(size.0 - 1)),
                "Enter" | " " => Stroke::Paint(row, column),
                "Delete" | "Backspace" => Stroke::Erase(row, column),
                letter => match brushes.iter().find(|brush| letter == brush.letter.to_string()) {
                    Some(brush) => Stroke::Take(brush.letter),
                    None => return,
                },
            };
            // Neither does the page scroll, nor is it a key of the presenter view.
            event.prevent_default();
            event.stop_propagation();
            onstroke.emit(stroke);
        }
    };
    html! {
        <figure id="paint-board" class="board" tabindex="0" role="application"
            aria-label="The level: arrow keys move, Enter paints, Delete erases, a letter takes that brush"
            {onkeydown} {onpointerdown} {onpointermove} onpointerup={end.clone()} onpointercancel={end}>
            <div class="board-stage">{ show(picture(canvas, brushes, Some(*cursor), *fault)) }</div>
        </figure>
    }
}

/// The cell under the pointer.
fn cell(event: &PointerEvent, (width, height): (usize, usize)) -> Option<(usize, usize)> {
    let (x, y) = place_in_cells(event, "#paint-board", (width, height))?;
    let is_inside = (0.0..width as f64).contains(&x) && (0.0..height as f64).contains(&y);
    is_inside.then_some((y as usize, x as usize))
}

/// As boards are drawn: floor, walls, then what lies there.
pub fn picture(canvas: &Canvas, brushes: &[Brush], cursor: Option<(usize, usize)>, fault: Option<(usize, usize)>) -> String {
    let level = canvas.shell();
    let walls = sprites::walls(&level);
    let mut svg = format!(
        "<svg class='board-view' viewBox='{}' role='img' aria-label='The level, drawn'><rect class='floor' width='{}' height='{}'/>\
         <path class='floor-2' d='{}'/><path class='wall-cast' d='{walls}' transform='translate(.05 .2)'/>\
         <path class='wall-side' d='{walls}' transform='translate(0 .1)'/><path class='wall' d='{walls}'/>",
        scene::frame(&level),
        level.width,
        level.height,
        sprites::checker(&level)
    );
    for row in 0..canvas.height() {
        for column in 0..canvas.width() {
            let letter = canvas.at(row, column);
            let place = scene::translate(column as f64 + 0.5, row as f64 + 0.5);
            match brushes.iter().find(|brush| brush.letter == letter) {
                Some(brush) if brush.sprite.is_empty() => {}
                Some(brush) => svg += &format!("<g transform='{place}'>{}</g>", brush.sprite),
                None => svg += &format!("<text class='paint-letter' transform='{place}'>{}</text>", escape(&letter.to_string())),
            }
        }
    }
    let mut frame = |class: &str, (row, column): (usize, usize)| {
        let _ =
            write!(svg, "<rect class='{class}' x='{}' y='{}' width='.9' height='.9' rx='.12'/>", column as f64 + 0.05, row as f64 + 0.05);
    };
    for (class, cell) in [("paint-fault", fault), ("paint-cursor", cursor)] {
        if let Some(cell) = cell {
            frame(class, cell);
        }
    }
    svg + "</svg>"
}
