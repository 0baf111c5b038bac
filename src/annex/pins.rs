//! The Compare dialog: a run is pinned, and the next one that is judged is shown beside it (`compare`). What is pinned lasts as
//! long as this page, across experiments and worlds.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement};

use super::compare::{Side, markup};
use super::{address, dom, page, said, undo};
use crate::ui::draft::Draft;
use engine::share::Shared;

/// How often the page is looked at for another verdict while something is pinned or shown.
const LOOK_MS: i32 = 500;

#[derive(Default)]
struct Pins {
    pinned: Option<Side>,
    /// The run that was judged last and is not the pinned one.
    beside: Option<Side>,
    /// What the verdict on view was when it was looked at last: it is cheap to see, a handout is not.
    seen: String,
    /// What the dialog shows.
    drawn: String,
}

thread_local! {
    static PINS: RefCell<Pins> = RefCell::default();
    static LOOKS: Cell<bool> = const { Cell::new(false) };
}

/// Opens the dialog.
pub fn open() {
    if dom::by_css("#compare").is_none() && make().is_none() {
        return page::say("This browser does not let the page open a dialog.");
    }
    if !LOOKS.replace(true) {
        let callback = Closure::<dyn Fn()>::new(look).into_js_value();
        let _ = dom::window().set_interval_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), LOOK_MS);
    }
    if let Some(dialog) = dialog().filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
        say("");
    }
    look();
    draw();
}

fn dialog() -> Option<HtmlDialogElement> {
    dom::by_css("#compare").map(|dialog| dialog.unchecked_into())
}

fn is_open() -> bool {
    dialog().is_some_and(|dialog| dialog.open())
}

fn make() -> Option<()> {
    let markup = format!(
        "<form method='dialog' class='dialog-head'><h2>Compare</h2><p id='compare-said' role='status'></p>\
         <button class='quiet' aria-label='Close'>{}</button></form><div id='compare-body'></div>",
        dom::CLOSE
    );
    let dialog = dom::place("dialog", "compare", "Compare", &markup, true)?;
    dialog.set_class_name("annex-dialog");
    dom::on(&dialog, "click", |target, _| {
        if let Some(what) = target.get_attribute("data-compare") {
            press(&what);
        }
    });
    Some(())
}

/// Takes what was judged, if it is another verdict than before.
fn look() {
    // A verdict is on view once it is complete, and a replay has shown what it is about.
    let attribute = |name: &str| dom::by_css("#verdict").and_then(|card| card.get_attribute(name)).unwrap_or_default();
    let seen = ["data-verdict", "data-digest", "data-amount", "data-agents"].map(attribute).join(" ");
    let is_new = !attribute("data-verdict").is_empty() && PINS.with_borrow(|pins| pins.seen != seen);
    let trained = dom::by_css("#run-figures[data-state=trained]").is_some();
    if !is_new || !trained || dom::document().hidden() {
        return;
    }
    let Some(side) = page::hand_out().as_ref().and_then(Side::of) else { return };
    let news = PINS.with_borrow_mut(|pins| {
        pins.seen = seen;
        let pinned = pins.pinned.as_ref();
        if pinned.is_some_and(|pinned| pinned.is(&side)) {
            return None;
        }
        // The same agents at another amount of the shift are nothing to speak of.
        let same = |other: Option<&Side>| other.is_some_and(|other| other.digest == side.digest);
        let words = pinned
            .filter(|_| !same(pinned) && !same(pins.beside.as_ref()))
            .map(|pinned| format!("Judged: {}. Pinned: {}. Compare shows both.", side.words, pinned.words));
        pins.beside = Some(side);
        words
    });
    if is_open() {
        draw();
    } else if let Some(news) = news {
        said::say(&news);
    }
}

fn press(what: &str) {
    let (act, place) = what.split_once('-').unwrap_or((what, ""));
    let side = PINS.with_borrow(|pins| if place == "0" { pins.pinned.clone() } else { pins.beside.clone() });
    let words = match act {
        "copy" => copy(place),
        "back" => {
            let Some(side) = side else { return };
            undo::bring(&Draft::of(&side.scenario).map_or_else(String::new, |draft| draft.save(side.amount)));
            "The page stands at the settings of this run. Undo takes that back.".to_owned()
        }
        _ => {
            PINS.with_borrow_mut(|pins| match act {
                "pin" => pins.pinned = pins.beside.take(),
                "unpin" => pins.beside = pins.pinned.take().filter(|_| pins.beside.is_none()).or(pins.beside.take()),
                _ => std::mem::swap(&mut pins.pinned, &mut pins.beside),
            });
            match act {
                "pin" => "Pinned. The next run that is judged stands beside it.",
                "unpin" => "Nothing is pinned any more.",
                _ => "Pinned and beside have changed places.",
            }
            .to_owned()
        }
    };
    draw();
    say(&words);
}

fn say(words: &str) {
    if let Some(place) = dom::by_css("#compare-said") {
        place.set_text_content(Some(words));
    }
}

/// By way of the selection, as the Share menu does.
fn copy(place: &str) -> String {
    let Some(field) = dom::by_css(&format!("#compare-link-{place}")) else { return String::new() };
    field.unchecked_into::<HtmlInputElement>().select();
    let copied = dom::copy();
    if copied { "The link is copied." } else { "The link is selected: copy it with your keyboard or from the menu of your browser." }
        .to_owned()
}

fn draw() {
    let Some(body) = dom::by_css("#compare-body") else { return };
    // The room for the curves: half of a wide dialog, all of a narrow one.
    let room = f64::from(body.client_width());
    let width = if room >= 760.0 { (room - 24.0) / 2.0 } else { room.max(260.0) };
    let markup = PINS.with_borrow(|pins| {
        let link = |side: Option<&Side>| side.map_or_else(String::new, link);
        let links = [link(pins.pinned.as_ref()), link(pins.beside.as_ref())];
        markup(pins.pinned.as_ref(), pins.beside.as_ref(), [&links[0], &links[1]], width)
    });
    if PINS.with_borrow_mut(|pins| std::mem::replace(&mut pins.drawn, markup.clone()) == markup) {
        return;
    }
    let focused = dom::document().active_element().filter(|element| body.contains(Some(element)));
    let pressed = focused.as_ref().map(|element| element.get_attribute("data-compare").unwrap_or_default());
    body.set_inner_html(&markup);
    // The focus stays with its button; where that has gone, it goes to the first that is there.
    if let Some(pressed) = pressed {
        let same = dom::by_css(&format!("#compare [data-compare='{pressed}']"));
        if let Some(button) = same.or_else(|| dom::by_css("#compare button")) {
            let _ = button.unchecked_into::<HtmlElement>().focus();
        }
    }
}

/// With its result, so that whoever opens it sees whether theirs is the same.
fn link(side: &Side) -> String {
    let digest = (!side.branched).then(|| side.digest.clone());
    format!("{}#{}", address::site(), address::fragment(&Shared { digest, ..Shared::from(side.scenario.clone()) }))
}
