//! What a person picks a cell with: the picture, to be pressed or walked with the arrow keys, and two fields.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::picture::{free_cell, neighbor, picture};
use crate::ui::markup::show;
use crate::ui::shared::Shared;
use engine::env::{Cell, Level};

#[derive(PartialEq, Properties)]
pub struct PickerProps {
    /// The names of its parts begin with it.
    pub id: AttrValue,
    pub level: Shared<Level>,
    pub picked: Option<Cell>,
    /// Ways that were gone.
    #[prop_or_default]
    pub ways: Vec<Vec<Cell>>,
    /// It takes no other answer.
    #[prop_or_default]
    pub disabled: bool,
    pub onpick: Callback<Cell>,
}

#[component]
pub fn Picker(props: &PickerProps) -> Html {
    let PickerProps { id, level, picked, ways, disabled, .. } = props;
    let (column, row) = (use_node_ref(), use_node_ref());
    // Nobody can be where it was pressed, or what was typed names.
    let is_refused = use_state_eq(|| false);
    let pick = {
        let (onpick, disabled, is_refused) = (props.onpick.clone(), *disabled, is_refused.setter());
        Callback::from(move |cell: Option<Cell>| {
            if !disabled {
                is_refused.set(cell.is_none());
                if let Some(cell) = cell {
                    onpick.emit(cell);
                }
            }
        })
    };
    let onclick = {
        let level = level.clone();
        pick.reform(move |event: MouseEvent| pressed(&level, &event))
    };
    let onkeydown = {
        let (level, pick, from) = (level.clone(), pick.clone(), picked.unwrap_or(level.start));
        move |event: KeyboardEvent| {
            if let Some((columns, rows)) = arrow(&event) {
                // Neither does the page scroll, nor is it a key of the presenter view.
                event.prevent_default();
                event.stop_propagation();
                pick.emit(neighbor(&level, from, columns, rows));
            }
        }
    };
    let oninput = {
        let (level, column, row) = (level.clone(), column.clone(), row.clone());
        Callback::from(move |_: InputEvent| {
            let typed = |field: &NodeRef| field.cast::<HtmlInputElement>()?.value().parse().ok();
            if let (Some(column), Some(row)) = (typed(&column), typed(&row)) {
                pick.emit(free_cell(&level, column, row));
            }
        })
    };
    let field = |field: &NodeRef, name: &str, most: usize, value: Option<usize>| {
        html! {
            <label class="field">
                { name }
                <input ref={field.clone()} id={format!("{id}-{name}")} type="number" min="1" max={(most - 2).to_string()} inputmode="numeric"
                    value={value.map(|value| value.to_string())} disabled={*disabled} oninput={oninput.clone()} />
            </label>
        }
    };
    html! {
        <div {id} class="board predict">
            <div class="predict-board" tabindex="0" role="application" aria-label="Board: the arrow keys move your choice"
                aria-disabled={disabled.then_some("true")} {onclick} {onkeydown}>
                { show(picture(level, *picked, ways)) }
            </div>
            <p class="predict-fields">
                <span>{ "Press a cell, use the arrow keys on the board, or give" }</span>
                { field(&column, "column", level.width, picked.map(|cell| level.column(cell))) }
                { field(&row, "row", level.height, picked.map(|cell| level.row(cell))) }
            </p>
            <p class="field-problem" aria-live="polite" aria-atomic="true">
                if *is_refused {
                    { "The agent cannot be there: choose a cell of the floor." }
                }
            </p>
        </div>
    }
}

/// The cell below the pointer.
fn pressed(level: &Level, event: &MouseEvent) -> Option<Cell> {
    let board = event.target()?.dyn_into::<Element>().ok()?.closest(".predict-board").ok()??;
    // The floor fills the level, also where the picture cuts it off.
    let floor = board.query_selector(".floor").ok()??.get_bounding_client_rect();
    let at = |from: i32, begin: f64, length: f64, cells: usize| (f64::from(from) - begin) / length * cells as f64;
    let column = at(event.client_x(), floor.left(), floor.width(), level.width);
    let row = at(event.client_y(), floor.top(), floor.height(), level.height);
    free_cell(level, column, row)
}

/// Columns and rows by which an arrow key leads on.
fn arrow(event: &KeyboardEvent) -> Option<(isize, isize)> {
    let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    match event.key().as_str() {
        _ if has_modifier => None,
        "ArrowLeft" => Some((-1, 0)),
        "ArrowRight" => Some((1, 0)),
        "ArrowUp" => Some((0, -1)),
        "ArrowDown" => Some((0, 1)),
        _ => None,
    }
}
