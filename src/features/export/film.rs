//! Drawings as pixels: a PNG of one, a GIF of an episode.
//!
//! Some browsers do not let pixels out of a page: what they give back is noise, and no error. So known ones are drawn and read back
//! before anything is made of pixels.
//!
//! The episode is played again from its start, by the same agent on the same level with the same draws as on the board, so that it
//! does not matter what the board does meanwhile, or how fast this computer is. Each picture goes through the document, which
//! knows the colors.

use std::cell::Cell;
use std::rc::Rc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use js_sys::Promise;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlImageElement};

use super::gif::{Film, Histogram};
use super::picture::{self, Picture};
use super::png;
use crate::ui::dom;
use crate::ui::player::Player;
use crate::ui::scene::{self, TRAIL};
use engine::env::Action;
use engine::learner::Net;

/// Pixels of a PNG for one of the page.
const SCALE: f64 = 2.0;
/// Most frames of a film; a longer episode is cut off, and the film says so.
const FRAMES: usize = 400;
/// Most bytes of a film.
const BYTES: usize = 8 << 20;
/// Frames a second that a film aims at; every move has one at least.
const RATE: f64 = 20.0;
/// Hundredths of a second for which the end stays.
const REST: u16 = 180;

/// Said to whoever asks for a second film; the first one goes on.
const BUSY: &str = "A film is being drawn.";
const NO_CANVAS: NoFile = NoFile::Pixels("This browser did not turn the drawing into pixels, so nothing was saved.");
const WITHHELD: NoFile = NoFile::Pixels(
    "This browser does not let pixels out of a page (because of Firefox's resistFingerprinting, say, or an add-on): what it gave back is \
     not what was drawn, so nothing was saved.",
);

/// Why there is no file. Words for a person.
#[derive(Clone, Debug, PartialEq)]
pub enum NoFile {
    /// For a reason of its own.
    Because(String),
    /// For want of pixels: the same as a drawing could still be had.
    Pixels(&'static str),
}

impl From<&str> for NoFile {
    fn from(words: &str) -> NoFile {
        NoFile::Because(words.to_owned())
    }
}

impl From<String> for NoFile {
    fn from(words: String) -> NoFile {
        NoFile::Because(words)
    }
}

/// Known pixels: bars of these colors, side by side.
const BARS: [[u8; 3]; 6] = [[255, 255, 255], [200, 30, 30], [20, 160, 60], [30, 60, 200], [240, 200, 40], [0, 0, 0]];
/// As large as pictures are: what is smaller than that, some add-ons leave alone.
const BAR: [u32; 2] = [60, 200];
/// How far a known color may be off. Some browsers change a few by one or two, which nobody sees.
const NOISE: u8 = 8;

thread_local! {
    /// One is being drawn. A second one beside it would take as long again, and a dozen of them all that the browser has.
    static DRAWING: Cell<bool> = const { Cell::new(false) };
}

fn blank(width: u32, height: u32) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas = dom::document().create_element("canvas").ok()?.unchecked_into::<HtmlCanvasElement>();
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??.unchecked_into();
    Some((canvas, context))
}

async fn image(address: &str) -> Option<HtmlImageElement> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await.ok()?;
    Some(image)
}

/// Draws it, and gives back where.
async fn drawn(picture: &Picture, scale: f64) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let image = image(&format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(&picture.markup))).await?;
    let (width, height) = (picture.width * scale, picture.height * scale);
    let (canvas, context) = blank(width as u32, height as u32)?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height).ok()?;
    Some((canvas, context))
}

/// What this canvas holds: four bytes a pixel; width and height.
fn pixels((canvas, context): &(HtmlCanvasElement, CanvasRenderingContext2d)) -> Option<(Vec<u8>, usize, usize)> {
    let (width, height) = (canvas.width(), canvas.height());
    let data = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height)).ok()?;
    Some((data.data().0, width as usize, height as usize))
}

/// Both ways out, one behind the other: known pixels go into a PNG, and what comes back of that is read.
async fn check_pixels() -> Result<(), NoFile> {
    let read = async {
        let [width, height] = BAR;
        let whole = width * BARS.len() as u32;
        let (canvas, context) = blank(whole, height)?;
        for ([red, green, blue], place) in BARS.into_iter().zip(0..) {
            context.set_fill_style_str(&format!("rgb({red}, {green}, {blue})"));
            context.fill_rect(f64::from(place * width), 0.0, f64::from(width), f64::from(height));
        }
        let image = image(&canvas.to_data_url_with_type("image/png").ok()?).await?;
        let back = blank(whole, height)?;
        back.1.draw_image_with_html_image_element(&image, 0.0, 0.0).ok()?;
        pixels(&back)
    };
    let (data, width, _) = read.await.ok_or(WITHHELD)?;
    let is_known = |(place, pixel): (usize, &[u8])| {
        let bar = BARS[place % width / BAR[0] as usize];
        bar.iter().zip(pixel).all(|(known, found)| known.abs_diff(*found) <= NOISE)
    };
    if data.chunks_exact(4).enumerate().all(is_known) { Ok(()) } else { Err(WITHHELD) }
}

/// `words` stand in the file.
pub async fn png(picture: &Picture, words: &str) -> Result<Vec<u8>, NoFile> {
    check_pixels().await?;
    let png = async {
        let (canvas, _) = drawn(picture, SCALE).await?;
        let url = canvas.to_data_url_with_type("image/png").ok()?;
        let bytes = BASE64_STANDARD.decode(url.split_once(',')?.1).ok()?;
        png::with_text(&bytes, "Source", words)
    };
    png.await.ok_or(NO_CANVAS)
}

/// Who plays the episode.
pub enum Moves {
    /// This agent, to the end.
    Net(Rc<Net>),
    /// A person, who may have stopped early.
    Given(Vec<Action>),
}

impl Moves {
    /// The next move of the episode. False: there is none.
    fn step(&self, player: &mut Player) -> bool {
        match self {
            _ if player.outcome.is_some() => false,
            Moves::Net(net) => player.step(net).is_some(),
            Moves::Given(actions) => {
                let action = actions.get(usize::from(player.steps)).copied();
                action.map(|action| player.replay(action)).is_some()
            }
        }
    }
}

/// The episode as GIF, from where the player stands, as the board draws it. `words` stand in the file; `tell` hears how
/// many of how many moves are drawn, and `canceled` ends it. The words beside it say what a person should know of it; may be empty.
pub async fn episode(
    board: &Element,
    (player, moves): (Player, Moves),
    words: &str,
    tell: impl Fn(usize, usize),
    canceled: &Cell<bool>,
) -> Result<(Vec<u8>, &'static str), NoFile> {
    if DRAWING.replace(true) {
        return Err(BUSY.into());
    }
    let film = draw(board, player, &moves, words, tell, canceled).await;
    DRAWING.set(false);
    film
}

async fn draw(
    board: &Element,
    from: Player,
    made: &Moves,
    words: &str,
    tell: impl Fn(usize, usize),
    canceled: &Cell<bool>,
) -> Result<(Vec<u8>, &'static str), NoFile> {
    check_pixels().await?;
    let mut player = from.clone();
    while made.step(&mut player) {}
    let moves = player.states().len() - 1;
    let steps = |pace: f64| if moves * 3 > FRAMES { 1 } else { ((RATE / pace).round() as usize).max(1) };
    let stage = Stage::new(board).ok_or(NO_CANVAS)?;
    let mut colors = Histogram::empty();
    // Of the end and of the start: what comes and goes has been seen then.
    for player in [&player, &from] {
        colors.add(&stage.shoot(player, 1.0, 0.0).await.ok_or(NO_CANVAS)?.0);
    }
    let (first, width, height) = stage.shoot(&from, 1.0, 0.0).await.ok_or(NO_CANVAS)?;
    let failed = || NoFile::from("The film could not be written.");
    let mut film = Film::new(width, height, &colors, words).ok_or_else(failed)?;
    film.show(&first, 40).ok_or_else(failed)?;
    let mut player = from;
    let (mut angle, mut frames, mut remainder) = (0.0, 1, 0.0);
    while frames < FRAMES && film.size() < BYTES && made.step(&mut player) {
        let pace = player.pace(false);
        let steps = steps(pace);
        let turned_from = angle;
        for step in 1..=steps {
            breathe().await;
            if canceled.get() {
                return Err("Canceled.".into());
            }
            let done = step as f64 / steps as f64;
            angle = scene::pose(&player, done, turned_from).angle;
            let (rgba, ..) = stage.shoot(&player, done, turned_from).await.ok_or(NO_CANVAS)?;
            let due = 100.0 / pace / steps as f64 + remainder;
            // What is faster than this, browsers slow down.
            let delay = due.round().max(2.0);
            remainder = due - delay;
            let last = player.states().len() > moves && step == steps;
            film.show(&rgba, if last { REST } else { delay as u16 }).ok_or_else(failed)?;
            frames += 1;
        }
        tell(player.states().len() - 1, moves);
    }
    let cut = if player.states().len() <= moves { "The episode is longer than a film may be; its end is left out." } else { "" };
    Ok((film.finish().ok_or_else(failed)?, cut))
}

/// Lets the page draw and hear: pictures that are ready at once would keep it from both until the film is done.
async fn breathe() {
    let wait = Promise::new(&mut |resolve, _| drop(dom::window().set_timeout_with_callback(&resolve)));
    let _ = JsFuture::from(wait).await;
}

/// A board beside the page, which nobody sees.
struct Stage(Element);

impl Stage {
    fn new(board: &Element) -> Option<Stage> {
        let stage = dom::document().create_element("figure").ok()?;
        stage.set_class_name(&format!("{} film", board.class_name()));
        stage.set_attribute("aria-hidden", "true").ok()?;
        // In the dialog: what lies behind it may be laid out by other rules.
        board.parent_element()?.append_with_node_1(&stage).ok()?;
        Some(Stage(stage))
    }

    /// Pixels of one picture, four bytes each; width and height.
    async fn shoot(&self, player: &Player, done: f64, turned_from: f64) -> Option<(Vec<u8>, usize, usize)> {
        let over = player.outcome.is_some() && done == 1.0;
        let pose = scene::pose(player, done, turned_from);
        let level = &player.level;
        let picture = scene::picture(level, player.state, (player.touched, over), "", None, None) + &scene::agent(level.world, Some(&pose));
        self.0.set_inner_html(&picture);
        let walked = &player.path[..player.path.len() - usize::from(done < 1.0)];
        let strokes = self.0.query_selector_all(".trail").ok()?;
        for (stroke, most) in TRAIL.into_iter().enumerate() {
            let mut line = String::new();
            scene::points(&mut line, level, &walked[walked.len().saturating_sub(most)..]);
            strokes.item(stroke as u32)?.unchecked_into::<Element>().set_attribute("points", &line).ok()?;
        }
        let picture = picture::of(&self.0, "", "", "")?;
        pixels(&drawn(&picture, 1.0).await?)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.0.remove();
    }
}
