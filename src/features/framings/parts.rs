//! What all framings are shown with: the button that asks, how it goes, tables, bars with their intervals, and files.

use std::fmt::Write as _;
use std::rc::Rc;

use yew::prelude::*;

use super::asked::Asked;
use super::files::Form;
use super::plan::{Found, Question};
use crate::features::styles;
use crate::ui::markup::{escape, show};
use crate::views::parts::Table;
use engine::decimal::fixed;

/// What a framing sees, and what it can do.
pub struct View<'a> {
    pub asked: &'a Rc<Asked>,
    pub found: &'a Found,
    /// What is under way: the question, how much of it is done (of 1), and about how many seconds are left.
    pub work: Option<(&'a Question, f64, Option<f64>)>,
    /// Which question came to nothing last, and why.
    pub failed: Option<&'a (Question, String)>,
    /// None: stop.
    pub ask: Callback<Option<Question>>,
    /// The table of this name, or the drawing of the figure with it as its id.
    pub save: Callback<(&'static str, Form)>,
}

impl View<'_> {
    /// The button that asks, with about how long it takes; how it goes; and why it came to nothing.
    pub fn asks(&self, question: &Question, words: &str, about: &str, is_done: bool) -> Html {
        let name = question.name();
        let own = self.work.filter(|(under_way, ..)| *under_way == question);
        let is_idle = self.work.is_none() && !is_done;
        let ask = self.ask.clone();
        let asked = question.clone();
        // It stays where it is, or the focus would go with it.
        let onclick = is_idle.then(|| Callback::from(move |_: MouseEvent| ask.emit(Some(asked.clone()))));
        let stop = self.ask.reform(|_: MouseEvent| None);
        html! {
            <div class="framing-ask">
                <button type="button" data-ask={name} aria-disabled={(!is_idle).then_some("true")} {onclick}>
                    { words }if !is_done { <small>{ " " }{ about }</small> }
                </button>
                if let Some((_, part, left)) = own {
                    <span class="framing-progress">
                        <progress class="bar" value={fixed(part, 3)} max="1" aria-label={words.to_owned()} />
                        <span>{ progress(part, left) }</span>
                        <button type="button" data-ask="stop" onclick={stop}>{ "Stop" }</button>
                    </span>
                }
                if let Some((_, why)) = self.failed.filter(|(failed, _)| failed == question) {
                    <p class="verdict-stale" role="alert">{ why }</p>
                }
            </div>
        }
    }

    /// Gives out what a framing shows.
    pub fn saves(&self, table: &'static str, figure: Option<&'static str>) -> Html {
        self.saves_as("Save rows", table, figure)
    }

    pub fn saves_as(&self, words: &'static str, table: &'static str, figure: Option<&'static str>) -> Html {
        let save = |name: &'static str, form: Form| self.save.reform(move |_: MouseEvent| (name, form));
        html! {
            <div class="bar-buttons framing-save">
                <button type="button" data-save-table={table} onclick={save(table, Form::Rows)}>{ words }{ " " }<small>{ "CSV" }</small></button>
                if let Some(figure) = figure {
                    <button type="button" data-save-figure={figure} onclick={save(figure, Form::Drawing)}>{ "Save drawing " }<small>{ "SVG" }</small></button>
                }
            </div>
        }
    }
}

fn progress(part: f64, left: Option<f64>) -> String {
    let left = left.map_or_else(String::new, |left| format!(", about {} s left", fixed(left.ceil(), 0)));
    format!("{} %{left}", fixed(part * 100.0, 0))
}

/// About how long, for a button.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        _ if seconds < 1.5 => "about a second".to_owned(),
        _ if seconds < 100.0 => format!("about {} s", fixed(seconds, 0)),
        _ => format!("about {} min", fixed(seconds / 60.0, 0)),
    }
}

/// A table that unfolds.
pub fn table(name: &'static str, title: &'static str, (head, rows): &(Vec<String>, Vec<Vec<String>>)) -> Html {
    let head: Vec<AttrValue> = head.iter().map(|name| name.clone().into()).collect();
    let rows: Vec<Vec<Html>> = rows.iter().map(|row| row.iter().map(|cell| html! { short_of(cell) }).collect()).collect();
    html! {
        <details class="fold" data-fold={name}>
            <summary>{ title }</summary>
            <div class="compare-scroll" tabindex="0" role="region" aria-label={format!("{title}: {}", name.replace('-', " "))}><Table class="verdict-evidence" {head} {rows} /></div>
        </details>
    }
}

/// Files have every digit; a person wants few.
fn short_of(cell: &str) -> String {
    match cell.parse::<f64>() {
        Ok(value) if cell.len() > 7 && value.fract() != 0.0 => fixed(value, 3).replace('-', "−"),
        _ => cell.replacen('-', "−", usize::from(cell.starts_with('-'))),
    }
}

/// A definition that unfolds.
pub fn definition(title: &'static str, paragraphs: &[String]) -> Html {
    html! {
        <details class="fold">
            <summary>{ title }</summary>
            { for paragraphs.iter().map(|text| html! { <p class="verdict-small">{ text }</p> }) }
        </details>
    }
}

/// Values of a bar, on a scale of its own.
#[derive(Clone, Copy)]
pub struct Bar {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// A bar from 0 with its interval, as wide as its place; `scale`: the values at both ends, 0 among them. The number beside it says the same.
/// `others`: thin marks, such as those of untrained nets.
pub fn bar(bar: Option<Bar>, fill: &str, (least, most): (f64, f64), others: &[f64], line: Option<f64>) -> Html {
    let at = |value: f64| fixed(((value - least) / (most - least)).clamp(0.0, 1.0) * 100.0, 1);
    let mut out =
        "<svg class='verdict-bar framing-bar' height='14' aria-hidden='true'><rect class='track' x='0' y='1' width='100%' height='12' rx='2'/>".to_owned();
    let stroke = |out: &mut String, class: &str, [x1, x2]: [f64; 2], [y1, y2]: [u8; 2]| {
        let _ = write!(out, "<line class='{class}' x1='{}%' x2='{}%' y1='{y1}' y2='{y2}'/>", at(x1), at(x2));
    };
    if let Some(Bar { value, low, high }) = bar {
        let (from, to) = (value.min(0.0), value.max(0.0));
        let width = (to - from) / (most - least) * 100.0;
        let _ =
            write!(out, "<rect class='{fill}' x='{}%' y='2' width='{}%' height='10' rx='1'/>", at(from), fixed(width.clamp(0.0, 100.0), 1));
        stroke(&mut out, "halo", [low, high], [7, 7]);
        stroke(&mut out, "interval", [low, high], [7, 7]);
        stroke(&mut out, "interval", [low, low], [4, 10]);
        stroke(&mut out, "interval", [high, high], [4, 10]);
    }
    for other in others {
        let _ = write!(out, "<circle class='framing-other' cx='{}%' cy='7' r='2.5'/>", at(*other));
    }
    stroke(&mut out, "mark", [0.0, 0.0], [0, 14]);
    if let Some(line) = line {
        stroke(&mut out, "threshold", [line, line], [0, 14]);
    }
    show(out + "</svg>")
}

/// Of a line chart, in units of its drawing.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 352.0;
const TOP: f64 = 8.0;
const FLOOR: f64 = 128.0;

/// Points of a line chart.
pub struct Line<'a> {
    pub name: &'a str,
    /// By place on the x axis, 0 to 1.
    pub points: Vec<(f64, f64)>,
}

/// Lines over 0 to 1, each of a dash and a mark of its own, with a cursor. `ends`: words at both ends of the x axis; its marks are those of
/// [`swatch`].
pub fn lines(lines: &[Line], (least, most): (f64, f64), ends: [&str; 2], cursor: Option<f64>, label: &str) -> Html {
    let x = |at: f64| fixed(LEFT + at * (RIGHT - LEFT), 1);
    let y = |value: f64| fixed(FLOOR - (value.clamp(least, most) - least) / (most - least) * (FLOOR - TOP), 1);
    let mut out = format!("<svg class='framing-lines' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{}'>", escape(label));
    for value in [least, 0.0, most] {
        let _ = write!(
            out,
            "<path class='curves-grid-line' d='M{LEFT} {0}H{RIGHT}'/><text class='curves-tick' x='{1}' y='{0}' dy='4' text-anchor='end'>{2}</text>",
            y(value),
            LEFT - 5.0,
            short(value)
        );
    }
    for (place, (at, anchor)) in [(LEFT, "start"), (RIGHT, "end")].into_iter().enumerate() {
        let _ = write!(out, "<text class='curves-tick' x='{at}' y='{}' text-anchor='{anchor}'>{}</text>", HEIGHT - 5.0, ends[place]);
    }
    if let Some(at) = cursor {
        let _ = write!(out, "<path class='framing-cursor' d='M{0} {TOP}V{FLOOR}'/>", x(at));
    }
    for (number, line) in lines.iter().enumerate() {
        let points: Vec<String> = line.points.iter().map(|(at, value)| format!("{},{}", x(*at), y(*value))).collect();
        let _ = write!(
            out,
            "<polyline class='framing-line line-{}' points='{}'><title>{}</title></polyline>",
            number % LINES,
            points.join(" "),
            escape(line.name)
        );
        for (at, value) in &line.points {
            let _ =
                write!(out, "<path class='framing-mark line-{}' d='M{} {}{}'/>", number % LINES, x(*at), y(*value), MARKS[number % LINES]);
        }
    }
    show(out + "</svg>")
}

/// Kinds of lines, and a mark around each of their points: color is never alone.
const LINES: usize = 5;
const MARKS: [&str; LINES] =
    ["m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", "m-3 -3h6v6h-6z", "m-3.5 2.5l3.5 -6 3.5 6z", "m-4 0l4 -4 4 4 -4 4z", "m-3 -3l6 6m0 -6l-6 6"];

/// How a line is drawn, for its name beside it.
pub fn swatch(number: usize) -> Html {
    let at = number % LINES;
    show(format!(
        "<svg class='framing-swatch' viewBox='0 0 26 10' aria-hidden='true'><path class='framing-line line-{at}' d='M1 5H25'/>\
         <path class='framing-mark line-{at}' d='M13 5{}'/></svg>",
        MARKS[at]
    ))
}

fn short(value: f64) -> String {
    fixed(value, if value.abs() >= 3.0 || value == 0.0 { 0 } else { 1 }).replace('-', "−")
}

/// A value with its interval in brackets.
pub fn with_interval(value: f64, low: f64, high: f64, digits: usize) -> String {
    let text = |value: f64| fixed(value, digits).replace('-', "−");
    format!("{} [{}, {}]", text(value), text(low), text(high))
}

/// Where a part of a line chart's width lies on its x axis, 0 to 1.
pub fn place_of(part: f64) -> f64 {
    ((part * WIDTH - LEFT) / (RIGHT - LEFT)).clamp(0.0, 1.0)
}

/// The look of the framings comes with them, once: nobody else loads it.
pub fn dress() {
    styles::wear(include_str!("style.css"));
}
