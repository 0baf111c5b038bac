//! A part of the page as a drawing that stands alone: SVG as text, with the colors and type that are on view, and no reference to
//! anything outside. Drawings keep their shapes; words and grounds around them are taken from where the browser has put them.
//!
//! Not here: what can be taken (`export`), and drawing it into pixels (`film`).

use std::fmt::Write as _;

use wasm_bindgen::JsCast as _;
use web_sys::{CssStyleDeclaration, DomRect, Element, Node, Range};

use crate::ui::dom;
use crate::ui::markup::escape;
use engine::decimal::fixed;

/// Free space around it, pixels.
const MARGIN: f64 = 12.0;

/// A drawing.
pub struct Picture {
    pub markup: String,
    /// Pixels.
    pub width: f64,
    pub height: f64,
}

/// What shapes inherit, and so say only where it is another.
const INHERITED: [&str; 8] =
    ["fill", "stroke", "stroke-width", "fill-opacity", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-dasharray"];
const INITIAL: [&str; 8] = ["#000000", "none", "1", "1", "1", "butt", "miter", "none"];

/// What is pressed or typed into says nothing in a picture.
const CONTROLS: &str = "button:not([data-agent],.what),.what:has(span),input,select,textarea,details,progress,.sr-only,title";

/// The first of these elements that is there, and what it is called on paper.
pub fn of(element: &Element, title: &str, credit: &str, link: &str) -> Option<Picture> {
    let mut draft =
        Draft { out: String::new(), x: 0.0, y: 0.0, right: f64::MIN, bottom: f64::MIN, range: dom::document().create_range().ok()? };
    let place = element.get_bounding_client_rect();
    (draft.x, draft.y) = (place.left() - MARGIN, place.top() - MARGIN);
    draft.element(element);
    let (width, height) = (draft.right - draft.x + MARGIN, draft.bottom - draft.y + MARGIN);
    if draft.out.is_empty() || width <= 2.0 * MARGIN {
        return None;
    }
    let ground = dom::style(&dom::document().body()?.into())?;
    let (ground, _) = color(&value(&ground, "background-color"));
    let markup = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\"><title>{2}</title>\
         <desc>{3}</desc><metadata>{4}</metadata><rect width=\"{0}\" height=\"{1}\" fill=\"{ground}\"/>{5}</svg>",
        number(width.ceil()),
        number(height.ceil()),
        escape(title),
        escape(credit),
        escape(link),
        draft.out
    );
    Some(Picture { markup, width: width.ceil(), height: height.ceil() })
}

/// Being written.
struct Draft {
    out: String,
    /// Where on the page the picture begins.
    x: f64,
    y: f64,
    /// How far it reaches.
    right: f64,
    bottom: f64,
    range: Range,
}

impl Draft {
    fn reach(&mut self, place: &DomRect) {
        (self.right, self.bottom) = (self.right.max(place.right()), self.bottom.max(place.bottom()));
    }

    fn element(&mut self, element: &Element) {
        let Some(style) = dom::style(element) else { return };
        let hidden = value(&style, "display") == "none" || value(&style, "visibility") != "visible" || value(&style, "clip-path") != "none";
        if hidden || element.matches(CONTROLS).unwrap_or(true) {
            return;
        }
        let place = element.get_bounding_client_rect();
        if element.tag_name() == "svg" {
            return self.drawing(element, &style, &place);
        }
        let opacity = value(&style, "opacity");
        if opacity != "1" {
            let _ = write!(self.out, "<g opacity=\"{opacity}\">");
        }
        self.ground(&style, &place);
        let mut child = element.first_child();
        while let Some(node) = child {
            match node.node_type() {
                Node::ELEMENT_NODE => self.element(node.unchecked_ref()),
                Node::TEXT_NODE => {
                    // What does not fit is cut off there, or reaches over its box.
                    let end = if value(&style, "overflow-x") == "hidden" { place.right() } else { f64::INFINITY };
                    self.text(&node, &style, end);
                }
                _ => {}
            }
            child = node.next_sibling();
        }
        if opacity != "1" {
            self.out += "</g>";
        }
    }

    /// The background and the border of a box.
    fn ground(&mut self, style: &CssStyleDeclaration, place: &DomRect) {
        let (fill, opacity) = color(&value(style, "background-color"));
        let width = |side: &str| value(style, &format!("border-{side}-width")).trim_end_matches("px").parse::<f64>().unwrap_or(0.0);
        let (top, left) = (width("top"), width("left"));
        let (line, _) = color(&value(style, "border-top-color"));
        if fill == "none" && top * left == 0.0 || place.width() < 1.0 {
            return;
        }
        self.reach(place);
        let radius = value(style, "border-top-left-radius");
        let radius = radius.split(' ').next().unwrap_or("0").trim_end_matches("px").parse::<f64>().unwrap_or(0.0);
        let _ = write!(
            self.out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{fill}\"",
            number(place.left() - self.x),
            number(place.top() - self.y),
            number(place.width()),
            number(place.height()),
            number(radius.min(place.width() / 2.0).min(place.height() / 2.0))
        );
        if opacity != "1" {
            let _ = write!(self.out, " fill-opacity=\"{opacity}\"");
        }
        if top * left > 0.0 {
            let _ = write!(self.out, " stroke=\"{line}\" stroke-width=\"{}\"", number(top));
        }
        self.out += "/>";
    }

    /// Words, line by line as the browser has broken them; none reaches beyond `end`.
    fn text(&mut self, node: &Node, style: &CssStyleDeclaration, end: f64) {
        let text = node.text_content().unwrap_or_default();
        // Places in a text are counted in UTF-16.
        let (mut at, mut start, mut word) = (0, 0, String::new());
        // A line: its words and where they stand.
        let mut line: Option<(String, [f64; 4])> = None;
        for letter in text.chars().chain([' ']) {
            let next = at + letter.len_utf16() as u32;
            if !letter.is_whitespace() {
                word.push(letter);
            } else {
                if !word.is_empty() && self.range.set_start(node, start).and_then(|()| self.range.set_end(node, at)).is_ok() {
                    let place = self.range.get_bounding_client_rect();
                    if place.right() > end + 1.0 {
                        if let Some((words, _)) = &mut line {
                            *words += "…";
                        }
                        break;
                    }
                    if place.width() > 0.0 {
                        self.reach(&place);
                        let here = [place.left(), place.top(), place.right(), place.bottom()];
                        match &mut line {
                            Some((words, [_, top, right, _])) if (*top - here[1]).abs() < 2.0 => {
                                words.push(' ');
                                *words += &word;
                                *right = here[2];
                            }
                            _ => {
                                self.line(line.replace((std::mem::take(&mut word), here)), style);
                            }
                        }
                    }
                    word.clear();
                }
                start = next;
            }
            at = next;
        }
        self.line(line, style);
    }

    fn line(&mut self, line: Option<(String, [f64; 4])>, style: &CssStyleDeclaration) {
        let Some((mut words, [left, top, right, bottom])) = line else { return };
        if value(style, "text-transform") == "uppercase" {
            words.make_ascii_uppercase();
        }
        let (fill, _) = color(&value(style, "color"));
        // Of the height of a line of type, about a fifth lies below its foot.
        let foot = bottom - 0.21 * (bottom - top);
        let _ = write!(
            self.out,
            "<text x=\"{}\" y=\"{}\" fill=\"{fill}\" textLength=\"{}\"{}>{}</text>",
            number(left - self.x),
            number(foot - self.y),
            number(right - left),
            font(style),
            escape(&words)
        );
    }

    /// A drawing of the page, where it stands.
    fn drawing(&mut self, svg: &Element, style: &CssStyleDeclaration, place: &DomRect) {
        if place.width() < 1.0 || place.height() < 1.0 {
            return;
        }
        self.reach(place);
        self.ground(style, place);
        let _ = write!(
            self.out,
            "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            number(place.left() - self.x),
            number(place.top() - self.y),
            number(place.width()),
            number(place.height())
        );
        for name in ["viewBox", "preserveAspectRatio"] {
            if let Some(value) = svg.get_attribute(name) {
                let _ = write!(self.out, " {name}=\"{}\"", escape(&value));
            }
        }
        if value(style, "overflow-x") == "visible" {
            self.out += " overflow=\"visible\"";
        }
        let inherited = self.styles(style, &INITIAL.map(str::to_owned));
        self.out += ">";
        self.shapes(svg, &inherited);
        self.out += "</svg>";
    }

    fn shapes(&mut self, parent: &Element, inherited: &[String; 8]) {
        let mut child = parent.first_child();
        while let Some(node) = child {
            child = node.next_sibling();
            if node.node_type() == Node::TEXT_NODE {
                self.out += &escape(&node.text_content().unwrap_or_default());
            }
            let Some(shape) = node.dyn_ref::<Element>() else { continue };
            let tag = shape.tag_name();
            // What is without points is not there yet.
            if tag == "polyline" && !shape.has_attribute("points") {
                continue;
            }
            let Some(style) = dom::style(shape).filter(|style| tag == "title" || value(style, "display") != "none") else { continue };
            let _ = write!(self.out, "<{tag}");
            for name in shape.get_attribute_names().iter().filter_map(|name| name.as_string()) {
                let words_only = name.starts_with("aria-") || name.starts_with("data-");
                if !words_only
                    && !INHERITED.contains(&name.as_str())
                    && !matches!(name.as_str(), "class" | "id" | "style" | "opacity" | "role" | "text-anchor")
                {
                    let _ = write!(self.out, " {name}=\"{}\"", escape(&shape.get_attribute(&name).unwrap_or_default()));
                }
            }
            let mut own = inherited.clone();
            if tag != "title" {
                own = self.styles(&style, inherited);
                for (name, initial) in [("opacity", "1"), ("vector-effect", "none"), ("paint-order", "normal")] {
                    let value = value(&style, name);
                    if value != initial && !value.is_empty() {
                        let _ = write!(self.out, " {name}=\"{value}\"");
                    }
                }
                if tag == "text" {
                    self.out += &font(&style);
                }
            }
            self.out += ">";
            self.shapes(shape, &own);
            let _ = write!(self.out, "</{tag}>");
        }
    }

    /// Writes what differs from what is inherited, and says what the children inherit.
    fn styles(&mut self, style: &CssStyleDeclaration, inherited: &[String; 8]) -> [String; 8] {
        let mut own = INHERITED.map(|name| value(style, name));
        for paint in 0..2 {
            let (color, opacity) = color(&own[paint]);
            if opacity != "1" {
                own[paint + 3] = opacity;
            }
            own[paint] = color;
        }
        for (place, value) in own.iter_mut().enumerate() {
            // Lengths are those of the drawing.
            *value = value.replace("px", "");
            if *value != inherited[place] {
                let _ = write!(self.out, " {}=\"{value}\"", INHERITED[place]);
            }
        }
        own
    }
}

fn value(style: &CssStyleDeclaration, name: &str) -> String {
    style.get_property_value(name).unwrap_or_default()
}

fn number(value: f64) -> String {
    fixed(value, 2)
}

fn font(style: &CssStyleDeclaration) -> String {
    let [family, size, weight, anchor] = ["font-family", "font-size", "font-weight", "text-anchor"].map(|name| value(style, name));
    let mut out = format!(" font-family=\"{}\" font-size=\"{}\"", escape(&family), size.trim_end_matches("px"));
    if weight != "400" {
        let _ = write!(out, " font-weight=\"{weight}\"");
    }
    if anchor != "start" {
        let _ = write!(out, " text-anchor=\"{anchor}\"");
    }
    out
}

/// A computed color as programs of all kinds read it, and its opacity. What cannot be seen is `none`.
fn color(css: &str) -> (String, String) {
    let Some((form, parts)) = css.split_once('(') else { return (css.to_owned(), "1".into()) };
    let scale = if form == "color" { 255.0 } else { 1.0 };
    let mut numbers = Vec::new();
    for part in parts.split([' ', ',', '/', ')']) {
        numbers.extend(part.parse::<f64>().ok());
    }
    match numbers[..] {
        [_, _, _, 0.0] => ("none".into(), "1".into()),
        [red, green, blue, ref rest @ ..] => {
            let [red, green, blue] = [red, green, blue].map(|part| (part * scale).round() as u8);
            (format!("#{red:02x}{green:02x}{blue:02x}"), rest.first().map_or("1".into(), |opacity| fixed(*opacity, 3)))
        }
        // Not a color of these: as it stands.
        _ => (css.to_owned(), "1".into()),
    }
}
