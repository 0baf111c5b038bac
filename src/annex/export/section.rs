//! The part of the Share menu that saves files, and what each button of it makes.

use std::fmt::Write as _;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlSelectElement, Url};

use super::super::{address, dom, page};
use super::credit::{self, Credit};
use super::{film, picture};
use crate::ui::handout::Handout;
use crate::ui::markup::{escape, when};
use engine::share::{self, Shared};

/// What there may be a picture of: its name, what it is called in a file, and where it stands. Boards are first.
const PICTURES: [(&str, &str, &str); 8] = [
    ("Training world", "training-board", "#board-train .board-view"),
    ("Shifted world", "shifted-board", "#board-deploy .board-view"),
    ("Both worlds, with what stands under them", "boards", ".boards"),
    ("Learning curves", "learning-curves", ".curves:has(svg)"),
    ("Inside PPO", "inside-ppo", "details[open] > .curves-grid:has(li)"),
    ("Verdict", "verdict", ".verdict-body"),
    ("All agents", "agents", ".agents-tiles"),
    ("Capability and alignment over the shift", "shift-curve", "#shift-curve"),
];

/// How long a browser may take to begin with a download, milliseconds.
const BEGINS_MS: i32 = 60_000;

/// A file, ready.
pub struct File {
    pub name: String,
    /// Such as `text/csv`.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

/// All that the page gives, and where it comes from.
struct Source {
    handout: Handout,
    shared: Shared,
    credit: Credit,
}

impl Source {
    fn now() -> Option<Source> {
        let handout = page::hand_out()?;
        let shared = credit::source(&handout, address::shown()?, address::with_carried, address::digest(&handout));
        let link = format!("{}#{}", address::site(), address::fragment(&shared));
        let mut credit = Credit::of(&handout, &shared.scenario, link);
        if dom::by_css(".recorded").is_some() {
            credit.remark += "The boards play a recording of this experiment, at the full shift.";
        }
        Some(Source { handout, shared, credit })
    }

    fn text(&self, what: &str, ending: &str, kind: &'static str, text: String) -> File {
        File { name: self.credit.file(what, ending), kind, bytes: text.into_bytes() }
    }

    /// What can be made at once, by the name of its button.
    fn file(&self, name: &str) -> Result<File, String> {
        let Source { handout, shared, credit } = self;
        let untrained = || "Nothing was trained yet.".to_owned();
        match name {
            "scenario" => {
                let shared = address::shown().ok_or("The page has not started.")?;
                let (preset, seed) = (&shared.scenario.preset, shared.scenario.seed);
                let name = format!("wayward-{preset}-scenario-seed{seed}.json");
                Ok(File { name, kind: "application/json", bytes: (share::to_pretty_json(&shared) + "\n").into_bytes() })
            }
            "curves" if handout.agents.is_empty() => Err(untrained()),
            "curves" => Ok(self.text("curves", "csv", "text/csv", credit::curves(handout, credit))),
            "moments" => {
                let rows = credit::moments(handout, credit).ok_or("No moment of training is judged yet.")?;
                Ok(self.text("moments", "csv", "text/csv", rows))
            }
            "rows" => {
                let rows = credit::rows(handout, credit).ok_or("There is no verdict yet.")?;
                Ok(self.text("verdicts", "csv", "text/csv", rows))
            }
            _ => {
                let (bytes, digest) = credit::weights(handout).ok_or_else(untrained)?;
                let file = credit.file(&format!("weights-{digest}"), "bin");
                if name == "weights" {
                    return Ok(File { name: file, kind: "application/octet-stream", bytes });
                }
                let about = credit::about_weights(handout, credit, &file, &digest, &shared.scenario);
                Ok(self.text(&format!("weights-{digest}"), "json", "application/json", about))
            }
        }
    }

    /// A picture of what stands at this place of [`PICTURES`], as `svg` or `png`.
    async fn picture(&self, place: usize, format: &str) -> Result<File, String> {
        let (title, what, css) = PICTURES[place];
        let credit = &self.credit;
        let element = dom::by_css(css).ok_or_else(|| format!("{title}: not on the page now."))?;
        let picture = picture::of(&element, &format!("{title}, Wayward"), &credit.line(), &credit.link);
        let picture = picture.ok_or_else(|| format!("{title}: there is nothing to see of it now."))?;
        if format == "svg" {
            return Ok(self.text(what, "svg", "image/svg+xml", picture.markup));
        }
        let bytes = film::png(&picture, &credit.line()).await?;
        Ok(File { name: credit.file(what, "png"), kind: "image/png", bytes })
    }

    async fn film(&self, place: usize) -> Result<(File, &'static str), String> {
        let (_, what, css) = PICTURES[place];
        let board = dom::by_css(css).and_then(|view| view.closest(".board").ok()?).ok_or("There is no such board on the page now.")?;
        let tell = |done: usize, of: usize| said(&format!("Drawing move {done} of {of}…"), "");
        let (bytes, words) = film::episode(&board, &self.handout, &self.credit.line(), tell).await?;
        Ok((File { name: self.credit.file(what, "gif"), kind: "image/gif", bytes }, words))
    }
}

/// For a host of the page: `svg` and `png` show both worlds, `csv` has the verdict rows, or the learning curves before there are
/// any. An error is words for a person.
pub async fn snapshot(format: &str) -> Result<File, String> {
    let source = Source::now().ok_or("The page has not started.")?;
    match format {
        "svg" | "png" => source.picture(2, format).await,
        "csv" => source.file("rows").or_else(|_| source.file("curves")),
        _ => Err(format!("there is no snapshot `{format}`; there are svg, png and csv")),
    }
}

/// The section as markup, for what is there to be saved now.
pub fn draw() -> String {
    let Some(Source { handout, shared, .. }) = Source::now() else { return String::new() };
    let judged = handout.agents.iter().any(|run| run.row.is_some());
    let button = |name: &str, words: &str, form: &str, there: bool| {
        format!("<button type='button' data-save='{name}'{}>{words} <small>{form}</small></button>", when(!there, " disabled"))
    };
    let learned = !handout.agents.is_empty();
    let mut out = format!(
        "<h3>Save</h3><div class='save-row'><span>Experiment</span><div>{}</div></div>\
         <div class='save-row'><span>What was learned</span><div>{}{}{}{}{}</div></div>\
         <div class='save-row'><label for='save-what'>Picture</label><div><select id='save-what'>",
        button("scenario", "Scenario", "JSON", true),
        button("curves", "Curves", "CSV", learned),
        button("rows", "Verdicts", "CSV", judged),
        button("moments", "Judged moments", "CSV", !handout.moments.is_empty()),
        button("weights", "Weights", "float32", !handout.weights.is_empty()),
        button("about", "About the weights", "JSON", !handout.weights.is_empty()),
    );
    for (place, (title, _, css)) in PICTURES.iter().enumerate() {
        if dom::by_css(css).is_some_and(|element| element.get_bounding_client_rect().width() > 1.0) {
            let _ = write!(out, "<option value='{place}'>{title}</option>");
        }
    }
    let _ = write!(
        out,
        "</select>{}{}{}</div></div>",
        button("svg", "Drawing", "SVG", true),
        button("png", "Pixels", "PNG", true),
        button("gif", "Episode", "GIF", true)
    );
    if handout.scenario.as_ref().is_some_and(|trained| address::shown().is_some_and(|shown| shown.scenario != *trained)) {
        out += "<p class='save-about'>What was learned belongs to the experiment that was trained, not to what stands on the page by now: \
                these files name its link.</p>";
    } else if handout.branched {
        let _ = write!(out, "<p class='save-about'>{}</p>", escape(&Credit::of(&handout, &shared.scenario, String::new()).remark));
    }
    if is_confined() {
        out += "<p class='save-about'>This page stands in a frame of another page, which may forbid files. If none arrives, open Wayward by \
                itself; what is text can also be copied below.</p>";
    }
    out
}

/// Where it is told how it goes; kept apart from [`draw`], which is drawn anew.
pub const SAID: &str = "<div class='save-said' id='save-said' role='status'></div><textarea id='save-text' readonly rows='4' hidden \
    spellcheck='false' aria-label='The file as text'></textarea>";

/// The choice of the picture has changed, or the section is new: only boards have episodes.
pub fn wire() {
    let chosen = chosen();
    if let Some(button) = dom::by_css("[data-save=gif]") {
        let _ = if chosen < 2 { button.remove_attribute("hidden") } else { button.set_attribute("hidden", "") };
    }
}

fn chosen() -> usize {
    let select = dom::by_css("#save-what").map(|select| select.unchecked_into::<HtmlSelectElement>());
    select.and_then(|select| select.value().parse().ok()).unwrap_or(0)
}

/// A button was pressed, by its `data-save`.
pub fn press(name: &str) {
    if name == "cancel" {
        return film::CANCELED.set(true);
    }
    let Some(source) = Source::now() else { return };
    let name = name.to_owned();
    spawn_local(async move {
        let mut cut = "";
        let made = match name.as_str() {
            "svg" | "png" => source.picture(chosen(), &name).await,
            "gif" => {
                said("Drawing…", "<button type='button' data-save='cancel'>Cancel</button>");
                source.film(chosen()).await.map(|(file, words)| {
                    cut = words;
                    file
                })
            }
            _ => source.file(&name),
        };
        match made {
            Ok(file) => give(&file, cut),
            // The line and its button stay with the film that is on its way.
            Err(words) if words == film::BUSY => {}
            Err(words) => said(&words, ""),
        }
    });
}

/// `button` stands behind the words; empty: the one that stands there stays while the words go on.
fn said(words: &str, button: &str) {
    let Some(place) = dom::by_css("#save-said") else { return };
    match place.query_selector("span") {
        Ok(Some(span)) if words.starts_with("Drawing move") => span.set_text_content(Some(words)),
        _ => place.set_inner_html(&format!("<span>{}</span>{button}", escape(words))),
    }
}

/// Gives the file out, by way of a link that is pressed at once. False: the browser does not let the page.
pub fn hand(file: &File) -> bool {
    let given = || {
        let parts = Array::of1(&Uint8Array::from(&file.bytes[..]));
        let options = BlobPropertyBag::new();
        options.set_type(file.kind);
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        let url = Url::create_object_url_with_blob(&blob).ok()?;
        let link = dom::document().create_element("a").ok()?.unchecked_into::<HtmlAnchorElement>();
        link.set_href(&url);
        link.set_download(&file.name);
        link.click();
        let revoke = Closure::once_into_js(move || drop(Url::revoke_object_url(&url)));
        let _ = dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), BEGINS_MS);
        Some(())
    };
    given().is_some()
}

/// Gives it out and says so.
fn give(file: &File, remark: &str) {
    let size = file.bytes.len();
    let size = if size < 10_000 { format!("{size} bytes") } else { format!("{} KB", size / 1000) };
    if hand(file) {
        said(format!("Saved {} ({size}). {remark}", file.name).trim_end(), "");
    } else {
        said("This browser does not let the page give out files.", "");
    }
    let text = std::str::from_utf8(&file.bytes).ok().filter(|_| is_confined());
    if let Some(field) = dom::by_css("#save-text") {
        field.set_text_content(text);
        let _ = if text.is_some() { field.remove_attribute("hidden") } else { field.set_attribute("hidden", "") };
    }
}

/// In a frame whose owner may have forbidden downloads; a page cannot ask for that, only guess it from its origin.
fn is_confined() -> bool {
    let window = dom::window();
    let in_frame = window.parent().ok().flatten().is_some_and(|parent| JsValue::from(parent) != JsValue::from(&window));
    let origin = js_sys::Reflect::get(&window, &"origin".into()).ok().and_then(|origin| origin.as_string());
    in_frame && origin.as_deref() == Some("null")
}
