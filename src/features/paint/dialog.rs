//! The dialog: which world, which of its levels, the canvas with its brushes, and what is wrong by now.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::board::{CanvasBoard, Stroke, picture};
use super::canvas::{Brush, Canvas, LEAST, brushes};
use crate::features::styles;
use crate::features::worst::Found;
use crate::ui::markup::{show, with_code};
use crate::ui::player::{SHIFTED, TRAINING};
use crate::ui::sprites::icon;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_kept, use_selector, use_store};
use crate::ui::verdict::sentence_case;
use crate::ui::words::percent;
use crate::views::controls::Button;
use crate::views::dialog::Dialog;
use engine::env::{display, picture};
use engine::scenario::{Field, MAX_PAINTED, Painted};
use engine::share::{self, MAX_LINK, Panel, SAFE_LINK, Shared};

#[derive(PartialEq)]
struct View {
    world: engine::env::World,
    painted: Painted,
    /// Which level each board shows.
    shown: [u64; 2],
    locked: bool,
    undo: bool,
    redo: bool,
}

impl View {
    fn of(state: &State) -> View {
        let scenario = &state.draft.scenario;
        let (undo, redo) = state.history.can();
        View {
            world: scenario.world,
            painted: scenario.painted.clone(),
            shown: state.levels,
            locked: state.is_locked(Panel::Settings),
            undo: undo && state.tracks_edits(),
            redo: redo && state.tracks_edits(),
        }
    }
}

/// Where a level to start from comes from.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    /// The one on view.
    Board,
    Random,
    Empty,
    /// The one on the canvas.
    Copy,
    /// The one that a search has found.
    Worst,
}

#[component]
pub fn PaintDialog() -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    use_memo((), |()| styles::wear(include_str!("style.css")));
    let it = use_selector(View::of);
    let is_shifted = use_state_eq(|| false);
    let at = use_state_eq(|| 0_usize);
    let brush = use_state_eq(|| 0_usize);
    let moves = use_state_eq(|| false);
    let cursor = use_state_eq(|| (1_usize, 1_usize));
    let said = use_state_eq(String::new);
    let brushes = use_memo(it.world, |world| brushes(*world));
    let worst = use_kept::<Found>();
    let worst = worst.0.as_ref().filter(|(world, _)| *world == it.world).map(|(_, picture)| picture.clone());

    // Characters of a link to all of it.
    let link = {
        let store = store.clone();
        use_memo(it.painted.clone(), move |_| share::encode(&Shared::from(store.state().draft.frozen())).len())
    };
    let list = it.painted.list(*is_shifted).to_vec();
    let here = (*at).min(list.len().saturating_sub(1));
    let canvas = list.get(here).map(|text| Canvas::of(it.world, text));
    let fault = canvas.as_ref().and_then(Canvas::fault);

    // What is painted by now. On a busy page the next stroke comes before this one is drawn, and must not paint on what is on view.
    let pictures = {
        let (store, is_shifted) = (store.clone(), *is_shifted);
        move || store.state().draft.scenario.painted.list(is_shifted).to_vec()
    };
    let canvas_now = {
        let (pictures, world) = (pictures.clone(), it.world);
        move || pictures().get(here).map(|text| Canvas::of(world, text))
    };
    // The list with this level in place of the one on the canvas.
    let change = {
        let (dispatch, pictures, is_shifted) = (dispatch.clone(), pictures.clone(), *is_shifted);
        move |text: String| {
            let mut pictures = pictures();
            if let Some(picture) = pictures.get_mut(here) {
                *picture = text;
                dispatch.emit(Action::Paint { is_shifted, pictures });
            }
        }
    };
    let add = {
        let (dispatch, pictures, canvas_now, it, at, said) =
            (dispatch.clone(), pictures.clone(), canvas_now.clone(), it.clone(), at.setter(), said.setter());
        let (store, is_shifted, worst) = (store.clone(), *is_shifted, worst.clone());
        Callback::from(move |from: Origin| {
            let scenario = store.state().draft.frozen();
            let stream = if is_shifted { SHIFTED } else { TRAINING };
            // What is generated, whatever was painted already.
            let generated = engine::scenario::Scenario { painted: Painted::default(), ..scenario };
            let levels = generated.levels(if is_shifted { 1.0 } else { 0.0 });
            let text = match from {
                Origin::Board => picture::draw(&display::level(&levels, stream, it.shown[usize::from(is_shifted)]).0),
                Origin::Random => picture::draw(&display::level(&levels, stream, (js_sys::Math::random() * 1e9) as u64).0),
                Origin::Empty => {
                    let like = display::level(&levels, stream, 0).0;
                    Canvas::empty(it.world, like.width, like.height).text()
                }
                Origin::Copy => canvas_now().as_ref().map_or_else(String::new, Canvas::text),
                Origin::Worst => worst.clone().unwrap_or_default(),
            };
            let mut pictures = pictures();
            pictures.push(text);
            at.set(pictures.len() - 1);
            said.set(format!("Level {} was added.", pictures.len()));
            dispatch.emit(Action::Paint { is_shifted, pictures });
        })
    };
    let onremove = {
        let (dispatch, pictures, said, is_shifted) = (dispatch.clone(), pictures.clone(), said.setter(), *is_shifted);
        move |_: MouseEvent| {
            let mut pictures = pictures();
            if here < pictures.len() {
                pictures.remove(here);
                said.set(format!("Level {} was removed; Undo brings it back.", here + 1));
                dispatch.emit(Action::Paint { is_shifted, pictures });
            }
        }
    };
    let onstroke = {
        let (canvas_now, brushes, change) = (canvas_now.clone(), brushes.clone(), change.clone());
        let (brush, cursor, said, moves) = (brush.clone(), cursor.setter(), said.setter(), moves.setter());
        Callback::from(move |stroke: Stroke| {
            let Some(canvas) = canvas_now() else { return };
            let name = |row: usize, column: usize| {
                let letter = canvas.at(row, column);
                brushes.iter().find(|brush| brush.letter == letter).map_or_else(|| letter.to_string(), |brush| brush.word.to_owned())
            };
            let mut next = canvas.clone();
            match stroke {
                Stroke::Point(row, column) => {
                    cursor.set((row, column));
                    said.set(format!("Column {column}, row {row}: {}.", name(row, column)));
                }
                Stroke::Paint(row, column) => {
                    let brush = &brushes[*brush];
                    if next.put(row, column, brush) {
                        change(next.text());
                        said.set(format!("Column {column}, row {row}: {} now.", brush.word));
                    } else if canvas.is_border(row, column) {
                        said.set("The border stays wall.".to_owned());
                    }
                }
                Stroke::Erase(row, column) => {
                    if let Some(floor) = brushes.iter().find(|brush| brush.letter == '.').filter(|floor| next.put(row, column, floor)) {
                        change(next.text());
                        said.set(format!("Column {column}, row {row}: {} now.", floor.word));
                    }
                }
                Stroke::Move(from, to) => {
                    if next.swap(from, to) {
                        change(next.text());
                        said.set(format!("Moved: {}.", name(from.0, from.1)));
                    }
                }
                Stroke::Take(letter) => {
                    if let Some(place) = brushes.iter().position(|brush| brush.letter == letter) {
                        brush.set(place);
                        moves.set(false);
                        said.set(format!("Brush: {}.", brushes[place].word));
                    }
                }
            }
        })
    };

    let at_fault = fault.as_ref().zip(canvas.as_ref()).and_then(|(fault, canvas)| canvas.cell_of(fault));
    let wrong = match (&fault, at_fault) {
        (None, _) => String::new(),
        (Some(fault), Some(_)) => fault.to_string(),
        (Some(fault), None) => sentence_case(fault.message.clone()),
    };
    let counts = [false, true].map(|own| it.painted.list(own).len());
    let world = |(own, label): (bool, &'static str)| {
        let (is_shifted, at, said) = (is_shifted.clone(), at.setter(), said.setter());
        html! {
            <label>
                <input type="radio" name="paint-world" value={if own { "shift" } else { "train" }} checked={*is_shifted == own}
                    onchange={move |_: Event| {
                        is_shifted.set(own);
                        at.set(0);
                        said.set(String::new());
                    }} />
                <span>{ label }{ " " }<small>{ counts[usize::from(own)] }</small></span>
            </label>
        }
    };
    let new = |from: Origin, id: &'static str, label: &'static str| {
        let add = add.clone();
        let full = list.len() >= MAX_PAINTED;
        html! { <button type="button" {id} disabled={it.locked || full} onclick={move |_: MouseEvent| add.emit(from)}>{ label }</button> }
    };
    let thumb = |(place, text): (usize, &String)| {
        let (at, said) = (at.setter(), said.setter());
        let small = Canvas::of(it.world, text);
        let wrong = small.fault().is_some();
        let label = format!("Level {}{}", place + 1, if wrong { ", not finished" } else { "" });
        html! {
            <li key={place}>
                <button type="button" class={classes!("board", "paint-thumb", wrong.then_some("is-wrong"))} aria-label={label} aria-pressed={(place == here).to_string()}
                    onclick={move |_: MouseEvent| {
                        at.set(place);
                        said.set(String::new());
                    }}>
                    { show(picture(&small, &brushes, None, None)) }
                    <span aria-hidden="true">{ place + 1 }{ if wrong { " !" } else { "" } }</span>
                </button>
            </li>
        }
    };
    let tool = |(place, tool): (usize, &Brush)| {
        let (brush, moves) = (brush.clone(), moves.clone());
        let Brush { letter, word, sprite, .. } = *tool;
        html! {
            <label key={word} title={format!("Key {letter}")}>
                <input type="radio" name="paint-brush" value={letter.to_string()} checked={!*moves && *brush == place}
                    onchange={move |_: Event| {
                        brush.set(place);
                        moves.set(false);
                    }} />
                <span>
                    if sprite.is_empty() {
                        <i class={if letter == '#' { "paint-wall" } else { "paint-floor" }} aria-hidden="true" />
                    } else {
                        { show(icon(sprite)) }
                    }
                    { word }
                </span>
            </label>
        }
    };
    let onmoves = {
        let moves = moves.setter();
        move |_: Event| moves.set(true)
    };
    let size = |canvas: &Canvas, is_width: bool| {
        let (canvas_now, change, most) = (canvas_now.clone(), change.clone(), it.world.max_side());
        let value = if is_width { canvas.width() } else { canvas.height() };
        let onchange = move |event: Event| {
            let Ok(typed) = event.target_unchecked_into::<HtmlInputElement>().value().parse::<usize>() else { return };
            let Some(mut next) = canvas_now() else { return };
            let (width, height) = if is_width { (typed, next.height()) } else { (next.width(), typed) };
            next.resize(width, height);
            change(next.text());
        };
        html! {
            <label class="field">
                { if is_width { "Columns" } else { "Rows" } }
                <input type="number" id={if is_width { "paint-columns" } else { "paint-rows" }} min={LEAST.to_string()} max={most.to_string()}
                    value={value.to_string()} disabled={it.locked} {onchange} />
            </label>
        }
    };
    let onshare = dispatch.reform(|event: InputEvent| {
        let hundredths = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
        Action::TypeField { field: Field::PaintedShare, text: (hundredths / 100.0).to_string() }
    });
    let close = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    html! {
        <Dialog id="paint" title="Paint levels" about="paint-about">
            <p id="paint-about" class="lessons-about">
                { "Click or drag to paint. What you paint is kept at once, finished or not. Train uses the levels of training; the verdict is on those of the shifted world." }
            </p>
            <div class="paint-bar">
                <div class="share-forms" role="radiogroup" aria-label="World">
                    { for [(false, "Training"), (true, "Shifted world")].into_iter().map(world) }
                </div>
                <span class="group">
                    <Button name="paint-undo" disabled={!it.undo} action={Action::Undo}>{ "Undo" }</Button>
                    <Button name="paint-redo" disabled={!it.redo} action={Action::Redo}>{ "Redo" }</Button>
                </span>
            </div>
            <div class="paint-new" role="group" aria-label="Add a level">
                <span>{ "Add:" }</span>
                { new(Origin::Board, "paint-board-level", "the level on view") }
                { new(Origin::Random, "paint-random", "a random one") }
                { new(Origin::Empty, "paint-empty", "an empty room") }
                if canvas.is_some() {
                    { new(Origin::Copy, "paint-copy", "a copy of this one") }
                }
                if worst.is_some() {
                    { new(Origin::Worst, "paint-worst", "the worst level found") }
                }
            </div>
            if let Some(canvas) = &canvas {
                <ol class="paint-list" aria-label="Painted levels">{ for list.iter().enumerate().map(thumb) }</ol>
                <div class="paint-main">
                    <CanvasBoard canvas={canvas.clone()} brushes={(*brushes).clone()} cursor={clamped(*cursor, canvas)} moves={*moves}
                        fault={at_fault} disabled={it.locked} {onstroke} />
                    <div class="paint-side">
                        <div class="board paint-brushes" role="radiogroup" aria-label="Brush">
                            { for brushes.iter().enumerate().map(tool) }
                            <label>
                                <input type="radio" name="paint-brush" value="move" checked={*moves} onchange={onmoves} />
                                <span>{ "Move things" }</span>
                            </label>
                        </div>
                        <div class="paint-size">{ size(canvas, true) }{ size(canvas, false) }</div>
                        <p id="paint-fault" class="field-problem" aria-live="polite">
                            { with_code(&wrong) }
                        </p>
                        <button type="button" id="paint-remove" disabled={it.locked} onclick={onremove}>{ "Remove this level" }</button>
                    </div>
                </div>
                <label class="paint-share">
                    <span>{ format!("Painted levels among all: {}", percent(it.painted.share)) }</span>
                    <input type="range" id="paint-share" min="0" max="100" step="5" value={format!("{:.0}", 100.0 * it.painted.share)} disabled={it.locked}
                        oninput={onshare} aria-describedby="paint-among" />
                </label>
                <p class="save-about" id="paint-among">{ among(&it.painted) }</p>
            } else {
                <p class="paint-none">{ "Nothing is painted here yet: all levels of this world are generated, as its settings say." }</p>
            }
            <p class="save-about">{ room(*link) }</p>
            <p class="sr-only" id="paint-said" aria-live="polite" aria-atomic="true">{ &*said }</p>
            <p class="bar-buttons"><button type="button" id="paint-done" class="primary" onclick={close}>{ "Done" }</button></p>
        </Dialog>
    }
}

/// A smaller level may be on the canvas by now.
fn clamped((row, column): (usize, usize), canvas: &Canvas) -> (usize, usize) {
    (row.min(canvas.height() - 1), column.min(canvas.width() - 1))
}

/// What the share comes to.
fn among(painted: &Painted) -> &'static str {
    match painted.share {
        share if share >= 1.0 => "These and no others: where a world has painted levels, it has only those.",
        share if share <= 0.0 => "None: they wait here.",
        _ => "The others are generated, as the settings of the world say.",
    }
}

fn room(link: usize) -> String {
    match link {
        link if link > MAX_LINK => format!("A link would have {link} characters, and {MAX_LINK} is the most: save a file instead."),
        link if link > SAFE_LINK => {
            format!("A link has {link} of {MAX_LINK} characters; some chat programs cut links of more than {SAFE_LINK}.")
        }
        link => format!("A link has {link} of {MAX_LINK} characters."),
    }
}
